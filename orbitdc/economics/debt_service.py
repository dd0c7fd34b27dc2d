"""The payments of a side with its financing: what a loan or a lease adds by month, alike for orbit and ground.

Financing never changes a side's own payments; it adds money received when assets are bought, and interest, repayment or
rent later. Debt contracts are nominal: prices grow with inflation until they are paid, and every nominal payment is
converted to the dollars of month 0, those of the ledger.

Timing: purchases before service accrue interest until month 0; purchases in service are repaid from then on, within
their term or the rest of it before the last delivery. Payments fall at the end of their months, that is at the start of
the next ones, as the ledger counts. Tax: principal is neither income nor a deduction; interest, discount, fees and rent
are deducted when paid; the depreciation of a leased asset is the lessor's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from orbitdc.economics.financing import Financing
from orbitdc.economics.tranches import Tranche, TrancheFlows, junior_of, lend, tranches_of
from orbitdc.ledger import Terms, monthly_rate, nominal_rate
from orbitdc.ledger.cost_line import Category, Component, CostLine
from orbitdc.ledger.lease import Lease
from orbitdc.ledger.levelized import FLOP_PER_PFLOP_HOUR
from orbitdc.ledger.payments import Payments
from orbitdc.ledger.project_debt import ProjectDebt
from orbitdc.ledger.returns import MONTHS_PER_YEAR, effective_annual, irr
from orbitdc.ledger.tax import deductions_frac

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Figures:
    """The summary figures of a structure on one side, which are None where the structure has no such figure."""

    structure: str
    cost_of_equity_frac: float | None  # nominal, per year
    effective_cost_frac: float | None  # of the money received, nominal, per year, compounded from month to month
    financed_usd: float  # received over all months, nominal
    debt_share_frac: float | None  # of what is financed or leased
    rent_usd_per_month: float | None = None  # the highest, nominal
    least_cover: float | None = None  # cash after tax or rent over debt service
    yield_frac: float | None = None  # the same cost as it is quoted: twelve times that of a month, nominal, per year


@dataclass(frozen=True)
class DebtService:
    """The payments of a side with those of its financing, their summary figures, and each tranche of debt apart."""

    lines: Sequence[CostLine]
    figures: Figures
    tranches: tuple[TrancheFlows, ...] = ()


@dataclass
class _Flows:
    """Nominal payments by month, from ``first`` on."""

    first: int
    received: dict[str, Array]  # by depreciation class; "principal" of a loan
    repaid: Array
    deducted: Array  # interest, discount, fees, rent
    bought: dict[str, Array]  # leased assets, at the end, by depreciation class

    @classmethod
    def empty(cls, first: int, last: int, classes: Sequence[str]) -> _Flows:
        """Flows of 0 USD from the first month to the last, with these classes of hardware."""
        n = last - first + 1
        return cls(
            first, {c: np.zeros(n) for c in classes}, np.zeros(n), np.zeros(n), {c: np.zeros(n) for c in classes}
        )

    def at(self, month: int, n: int) -> slice:
        """The places of ``n`` months from a month on."""
        return slice(month - self.first, month - self.first + n)

    def net(self) -> Array:
        """Received less paid, by month."""
        out = -self.repaid - self.deducted
        for values in self.received.values():
            out += values
        for values in self.bought.values():
            out -= values
        return out

    def lines(self, inflation_frac: float) -> list[CostLine]:
        """The same flows as payments in dollars of month 0."""
        kinds = [(-values, c) for c, values in self.received.items()]
        kinds += [(values, c) for c, values in self.bought.items()]
        kinds += [(self.repaid, "principal"), (self.deducted, "expense")]
        out = []
        for values, depreciation in kinds:
            for k in np.flatnonzero(values).tolist():
                month = self.first + k
                usd = float(values[k]) / _growth(inflation_frac, month)
                out.append(CostLine(Category.FINANCING, Component.FINANCING, usd, month, depreciation=depreciation))
        return out


def debt_service(lines: Sequence[CostLine], flop_by_month: Array, plan: Financing, terms: Terms) -> DebtService:
    """The payments of a side with those of its financing structure.

    ``terms`` gives inflation and tax, and the rate at which the ledger will discount: the real cost of capital of a
    ``corporate`` structure, which adds nothing, and the real cost of equity of every other (`discount_terms`).

    A machine of 1000 USD, half of it lent at 12 % for a year, without inflation and tax:

    >>> from orbitdc.catalog import defaults
    >>> row = {key: row.value for key, row in defaults("financing").items()}
    >>> row |= {"debt_share_frac": 0.5, "debt_rate_frac": 0.12, "debt_term_months": 12, "fee_frac": 0.0}
    >>> plan = Financing(**(row | {"structure": "level_loan"}))
    >>> machine = [CostLine(Category.ACCELERATORS, Component.COMPUTE, 1000.0, 0, depreciation="bonus", capex=True)]
    >>> serviced = debt_service(machine, np.ones(12), plan, Terms(0.1, 0.0, 0.0, 0.0))
    >>> round(serviced.figures.financed_usd, 2), round(serviced.figures.effective_cost_frac, 6)
    (500.0, 0.126825)
    >>> round(sum(line.usd for line in serviced.lines), 2)  # the machine and 33.09 of interest
    1033.09
    """
    if not plan.explicit:
        return DebtService(lines, unfinanced(terms))
    horizon = int(np.asarray(flop_by_month).size)
    draws = _draws(lines, plan, terms.inflation_frac, horizon)
    build: Callable[..., tuple[_Flows, Figures, list[TrancheFlows]]] = _lent
    if plan.structure in ("lease", "project_debt"):
        build = _leased if plan.structure == "lease" else _sized
    flows, figures, tranches = build(draws, horizon, plan, terms, lines, np.asarray(flop_by_month, dtype=np.float64))
    return DebtService(Payments.joined([lines, flows.lines(terms.inflation_frac)]), figures, tuple(tranches))


def unfinanced(terms: Terms) -> Figures:
    """The figures of a side that pays out of its own capital: its nominal cost of capital.

    >>> round(unfinanced(Terms(0.0607, 0.025, 0.21, 0.0)).effective_cost_frac, 4)
    0.0872
    """
    return Figures("corporate", None, nominal_rate(terms.real_wacc_frac, terms.inflation_frac), 0.0, None)


def discount_terms(terms: Terms, plan: Financing | None, premium_frac: float) -> Terms:
    """The terms at the rate of the structure: the cost of capital, or that of equity where debt service is explicit.

    ``premium_frac``, for a risk that no hazard states, is added to either.

    >>> discount_terms(Terms(0.06, 0.025, 0.21, 0.0), None, 0.01).real_wacc_frac
    0.06999999999999999
    """
    rate = terms.real_wacc_frac
    if plan is not None and plan.explicit:
        rate = (1.0 + plan.equity_return_frac) / (1.0 + terms.inflation_frac) - 1.0
    return terms._replace(real_wacc_frac=rate + premium_frac)


def _growth(rate_frac: float, month: int) -> float:
    """What a yearly rate makes of 1 by a month."""
    return float((1.0 + rate_frac) ** (month / MONTHS_PER_YEAR))


def _draws(
    lines: Sequence[CostLine], plan: Financing, inflation_frac: float, horizon: int
) -> dict[tuple[int, str], float]:
    """Nominal USD to be paid for financed capex by month and depreciation class; none after the end."""
    out: dict[tuple[int, str], float] = {}
    accelerators = plan.structure == "lease" and plan.covers == "accelerators"
    for line in lines:
        if not line.capex or line.usd <= 0.0 or (accelerators and line.category is not Category.ACCELERATORS):
            continue
        for month in range(line.first_month, min(line.first_month + line.months, horizon)):
            key = (month, line.depreciation)
            out[key] = out.get(key, 0.0) + line.usd / line.months * _growth(inflation_frac, month)
    return dict(sorted(out.items()))


def _axis(draws: dict[tuple[int, str], float], horizon: int, classes: Sequence[str]) -> _Flows:
    """Flows from the first purchase on, or from the first month of service where nothing is bought before it."""
    return _Flows.empty(min([0, *(month for month, _ in draws)]), horizon, classes)


def _figures(plan: Financing, flows: _Flows, terms: Terms, share: float | None, **more: float | None) -> Figures:
    """The figures of a debt: what was received, in USD, its cost and yield per year, and the cost of equity."""
    received = float(sum(values.sum() for values in flows.received.values()))
    monthly = irr(flows.net()) if received > 0.0 else None
    cost, quoted = (None, None) if monthly is None else (effective_annual(monthly), MONTHS_PER_YEAR * monthly)
    equity = nominal_rate(terms.real_wacc_frac, terms.inflation_frac)
    return Figures(plan.structure, equity, cost, received, share, **more, yield_frac=quoted)


# -- loans -------------------------------------------------------------------------------------------------------------


def _lent(
    draws: dict[tuple[int, str], float], horizon: int, plan: Financing, terms: Terms, *_: object
) -> tuple[_Flows, Figures, list[TrancheFlows]]:
    """Loans: the share of each tranche in every purchase, each drawing repaid on its own schedule."""
    flows = _axis(draws, horizon, ("principal",))
    lent = [_lend_all(flows, tranche, draws, horizon, plan.debt_term_months) for tranche in tranches_of(plan)]
    share = plan.debt_share_frac + plan.junior_share_frac
    return flows, _figures(plan, flows, terms, share), lent


def _lend_all(
    flows: _Flows, tranche: Tranche, draws: dict[tuple[int, str], float], horizon: int, most_months: int
) -> TrancheFlows:
    """One tranche of every purchase, added to the flows of the side in place."""
    out = TrancheFlows.empty(tranche.name, flows.first, flows.repaid.size)
    for (month, _class), usd in draws.items():
        where, returned, deducted = lend(out, tranche, month, usd, min(most_months, horizon - max(month, 0)))
        flows.repaid[where] += returned  # only the part of the debt that was received is no deduction
        flows.deducted[where] += deducted
    flows.received["principal"] += out.drawn_usd
    return out


# -- project debt ------------------------------------------------------------------------------------------------------


def _contracted(lines: Sequence[CostLine], flop: Array, plan: Financing, inflation_frac: float, n: int) -> Array:
    """Nominal cash of the first months of service, (n,): output at the contracted price less what running it costs."""
    assert plan.contract_usd_per_pflop_hour is not None  # the block refuses project debt without a price
    cash = flop[:n] / FLOP_PER_PFLOP_HOUR * plan.contract_usd_per_pflop_hour
    for line in lines:
        first, last = max(line.first_month, 0), min(line.first_month + line.months, n)
        if not line.capex and last > first:
            cash[first:last] -= line.usd / line.months
    return np.asarray(cash * (1.0 + inflation_frac) ** (np.arange(n) / MONTHS_PER_YEAR))


def income_tax(cash_usd: Array, lines: Sequence[CostLine], terms: Terms) -> Array:
    """Nominal income tax on contracted cash by month of service, (n,), before any interest is deducted.

    Purchases are deducted by their class at year ends, and what is not used against cash is carried forward: tax is due
    on the highest sum of cash less deductions that was reached so far. Lenders do not count on interest as a deduction.

    The deductions are those of IRS Publication 946, table A-1. A machine of 100 USD, deducted a year after it is paid,
    and 50 USD of cash in the months 11 to 13:

    >>> machine = CostLine(Category.ACCELERATORS, Component.COMPUTE, 100.0, 0, depreciation="bonus", capex=True)
    >>> cash = np.where(np.arange(14) >= 11, 50.0, 0.0)
    >>> income_tax(cash, [machine], Terms(0.1, 0.0, 0.2, 0.0))[11:].tolist()
    [10.0, 0.0, 0.0]
    """
    sums = np.cumsum(cash_usd)
    for line in lines:
        if not line.capex or line.usd <= 0.0 or line.depreciation in ("expense", "principal"):
            continue
        usd = line.usd * _growth(terms.inflation_frac, line.first_month + line.months // 2)
        for year, share in enumerate(deductions_frac(line.depreciation), start=1):
            month = line.first_month + line.months // 2 + MONTHS_PER_YEAR * year
            sums[max(month, 0) :] -= usd * share
    taxed = np.maximum.accumulate(np.maximum(sums, 0.0))
    return np.asarray(terms.tax_frac * np.diff(taxed, prepend=0.0))


def _sized(
    draws: dict[tuple[int, str], float],
    horizon: int,
    plan: Financing,
    terms: Terms,
    lines: Sequence[CostLine],
    flop: Array,
) -> tuple[_Flows, Figures, list[TrancheFlows]]:
    """Project debt: one facility, as large as contracted cash after tax carries, at most a share of the purchases.

    Purchases later than its term are the owner's. Cash ahead of what is owed, in a long ramp, waits at the debt's rate.
    """
    term, rate = min(plan.debt_term_months, horizon), plan.debt_rate_frac / MONTHS_PER_YEAR
    within = {key: usd for key, usd in draws.items() if key[0] < term}
    flows = _axis(within, horizon, ("principal",))
    net = 1.0 - plan.discount_frac - plan.fee_frac
    wanted = sum(usd * plan.debt_share_frac / net * (1.0 + rate) ** -month for (month, _), usd in within.items())
    cash = _contracted(lines, flop, plan, terms.inflation_frac, term)
    cash = cash - income_tax(cash, lines, terms)
    debt = ProjectDebt(tuple(cash.tolist()), plan.debt_service_cover, rate, wanted)
    part = debt.debt_usd / wanted if wanted > 0.0 else 0.0
    received, service = flows.received["principal"], np.zeros_like(flows.repaid)
    for (month, _class), usd in within.items():
        received[flows.at(month, 1)] += usd * plan.debt_share_frac * part
    service[flows.at(1, term)] = debt.service_usd()
    owed, interest = np.zeros(service.size + 1), np.zeros_like(service)  # owed at the end is beside the last month
    for k in range(service.size):
        interest[k] = owed[k - 1] * rate
        owed[k] = owed[k - 1] + interest[k] + received[k] / net - service[k]
    senior = TrancheFlows.empty("senior", flows.first, service.size)
    interest[: flows.at(1, term).start] = 0.0  # accrued before service, and repaid with the rest
    repaid = service - interest
    repaid[flows.at(1, term).stop :] = 0.0
    own = float(received.sum() / repaid.sum()) if received.any() else 0.0
    flows.repaid += own * repaid
    flows.deducted += service - own * repaid
    senior.drawn_usd[:], senior.owed_usd[:], senior.interest_usd[:] = received, owed[:-1], interest
    senior.repaid_usd[:] = service - interest
    lent, junior = [senior], junior_of(plan)
    if junior.share_frac > 0.0:
        lent.append(_lend_all(flows, junior, within, term, term))
    bought = sum(draws.values())
    share = float(received.sum()) / bought if bought > 0.0 else 0.0
    return flows, _figures(plan, flows, terms, share, least_cover=debt.least_cover), lent


# -- lease -------------------------------------------------------------------------------------------------------------


def _leased(
    draws: dict[tuple[int, str], float], horizon: int, plan: Financing, terms: Terms, *_: object
) -> tuple[_Flows, Figures, list[TrancheFlows]]:
    """A lease: the lessor pays for each purchase, is paid rent from service on, and sells it to the lessee at the end.

    Until service the lessor's debt runs up interest and its equity the return it asks; both are part of the price.
    """
    flows = _axis(draws, horizon, tuple(dict.fromkeys(c for _, c in draws)))
    rents, cover = np.zeros_like(flows.repaid), None
    for (month, depreciation), usd in draws.items():
        start = max(month, 0)
        term = min(plan.debt_term_months, horizon - start)
        rent, here = _rent(plan, terms.tax_frac, depreciation, start - month, term)
        flows.received[depreciation][flows.at(month, 1)] += usd
        rents[flows.at(start + (plan.rent == "arrears"), term)] += usd * rent
        flows.bought[depreciation][flows.at(start + term, 1)] += usd * plan.residual_frac
        cover = here if cover is None else min(cover, here or cover)
    flows.deducted += rents
    more = {"rent_usd_per_month": float(rents.max()) if draws else None, "least_cover": cover}
    paid = TrancheFlows.empty("rent", flows.first, rents.size)
    paid.drawn_usd[:], paid.interest_usd[:] = sum(flows.received.values()), rents
    paid.balloon_usd[:] = paid.repaid_usd[:] = sum(flows.bought.values())
    return flows, _figures(plan, flows, terms, plan.debt_share_frac, **more), [paid]


@lru_cache(maxsize=1024)
def _rent(
    plan: Financing, tax_frac: float, depreciation: str, months_before: int, term: int
) -> tuple[float, float | None]:
    """Monthly rent of one dollar paid for an asset months before service, and its cover of the lessor's debt."""
    rate, wanted = plan.debt_rate_frac / MONTHS_PER_YEAR, monthly_rate(plan.lessor_return_frac)
    net = 1.0 - plan.discount_frac - plan.fee_frac
    debt = plan.debt_share_frac / net * (1.0 + rate) ** months_before
    price = debt + (1.0 - plan.debt_share_frac) * (1.0 + wanted) ** months_before
    lease = Lease(
        price,
        debt,
        rate,
        wanted,
        term,
        plan.residual_frac / price,
        plan.rent == "advance",
        tax_frac,
        "bonus" if depreciation == "expense" else depreciation,
        MONTHS_PER_YEAR,
    )
    return lease.rent_usd, lease.least_cover
