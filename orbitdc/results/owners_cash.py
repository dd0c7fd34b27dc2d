"""What the cash of a side leaves to its lenders and its owner by month: tranches, cover, covenants, distributions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from orbitdc.comparison.pricing import Priced
from orbitdc.economics.debt_service import income_tax
from orbitdc.economics.discounting import counted, year_end
from orbitdc.economics.npv import lead_months_of
from orbitdc.economics.rents import Market
from orbitdc.economics.side import Side
from orbitdc.economics.waterfall import Waterfall, cover_of, waterfall
from orbitdc.ledger.cost_line import Category, CostLine
from orbitdc.ledger.returns import effective_annual, irr
from orbitdc.results.cash_flow import statement

if TYPE_CHECKING:
    from orbitdc.comparison.run import Run

Columns = dict[str, Any]
Array = npt.NDArray[np.float64]
SERVICES = ("senior", "notes", "junior", "rent")  # in the order of columns


@dataclass(frozen=True)
class OwnersCash:
    """The statement of a side with the payments of each tranche, in real dollars, from its first month on."""

    first_month: int
    columns: dict[str, Array]  # paid is negative
    due_usd: Array  # debt service that cover is measured by, positive
    flow: Waterfall

    @property
    def irr_frac(self) -> float | None:
        """The owner's real rate of return per year on what is paid in and distributed; None where there is none."""
        try:
            return effective_annual(irr(self.flow.equity_usd))
        except ValueError:
            return None


def cash_flow_table(run: Run) -> Columns:
    """One row per side and month: the statement, its debt by tranche with its cover, and what the owner is left.

    Real dollars of month 0, the first of service; year 1 holds months 0 to 11, and years before service are below 1.
    A side that has no cost has no rows.
    """
    assert run.market is not None  # every run has one
    out: Columns = {key: [] for key in ("side", "year", "month")}
    for name, priced in (("orbit", run.orbit), ("ground", run.ground)):
        if priced.cost.unpriced:
            continue
        found = owners_cash(priced, run.market)
        months = np.arange(found.first_month, found.first_month + found.flow.equity_usd.size)
        columns, own = dict(found.columns), priced.side.capital.own
        columns["cash_so_far_usd"] = np.cumsum(columns["cash_usd"])
        columns["price_level"] = (1.0 + own.inflation_frac) ** (months / 12.0)
        years = (months + lead_months_of(counted(priced.side))) / 12.0
        columns["factor_at_decision"] = np.asarray((1.0 + own.real_wacc_frac) ** -years, dtype=np.float64)
        out["side"] += [name] * months.size
        out["year"] += (months // 12 + 1).tolist()
        out["month"] += months.tolist()
        for key, values in columns.items():
            out.setdefault(key, []).extend(values.tolist())
    return out


def owners_cash(priced: Priced, market: Market) -> OwnersCash:
    """The cash of one side at what its work is sold for, and where it goes.

    Cover is the cash of a month, after running costs and the income tax that lenders count with, over the debt service
    that falls due at its end. Sources are uses in each month: revenue, sales, drawings, what the owner pays in and what
    is taken from held cash pay for running, purchases, tax, debt service, distributions and what is put aside.
    """
    side = counted(priced.side)
    first, columns = statement(side, market, side.capital.own)
    size, growth = columns["tax_usd"].size, 1.0 + side.capital.own.inflation_frac
    level = growth ** (np.arange(first, first + size) / 12.0)
    cash = np.sum(list(columns.values()), axis=0)
    columns |= {"drawn_usd": np.zeros(size), **{f"{name}_usd": np.zeros(size) for name in SERVICES}}
    columns["debt_usd"], service = np.zeros(size), np.zeros(size)
    yearly = side.discounting == "year_end"
    for tranche in priced.tranches:
        months = tranche.first + np.arange(tranche.drawn_usd.size)
        at = np.array([year_end(month, True) if yearly else month for month in months.tolist()]) - first
        real, known = (
            1.0 / growth ** (months / 12.0),
            at < size,
        )  # nothing is paid after the last month of the statement
        np.add.at(columns["drawn_usd"], at[known], (tranche.drawn_usd * real)[known])
        paid = (tranche.interest_usd + tranche.repaid_usd) * real
        np.add.at(columns[f"{tranche.name}_usd"], at[known], -paid[known])
        np.add.at(service, at[known], (tranche.service_usd * real)[known])
        stood = known & (months >= first)
        columns["debt_usd"][months[stood] - first] += (tranche.owed_usd * real)[stood]
    columns["cfads_usd"] = _to_lenders(side, columns, first, level)
    plan = side.capital.plan
    at_once = yearly or (plan is not None and plan.structure == "lease" and plan.rent == "advance")
    there = columns["cfads_usd"] * level
    cover = cover_of(there if at_once else np.concatenate(([0.0], there[:-1])), service * level)
    flow = waterfall(cash, cover, *((plan.covenant_cover, plan.lock_up_cover) if plan is not None else (0.0, 0.0)))
    columns |= {"cover": cover, "held_usd": flow.held_usd, "equity_usd": flow.equity_usd, "cash_usd": cash}
    return OwnersCash(first, columns, service, flow)


def _to_lenders(side: Side, columns: dict[str, Array], first: int, level: Array) -> Array:
    """Real cash that is there for debt service: revenue less running costs and the tax that lenders count with."""
    running = columns["revenue_usd"] + columns["operating_usd"]
    running[:-first] = 0.0  # before service
    own = [line for line in side.lines if line.category is not Category.FINANCING and not _leased(side, line)]
    tax = income_tax(running[-first:] * level[-first:], own, side.capital.own)
    running[-first:] -= tax / level[-first:]
    return running


def _leased(side: Side, line: CostLine) -> bool:
    """Whether a purchase is the lessor's, who deducts it."""
    plan = side.capital.plan
    if plan is None or plan.structure != "lease":
        return False
    return plan.covers == "capex" or line.category is Category.ACCELERATORS
