"""The profit of a side beside its cost: net present value and rate of return at market rents, and the price of a delay.

"Cheapest" and "profitable" are separate answers: the first compares levelized costs, the second holds each side against
what compute is rented for, from the day the decision is made. Rents and the price of silicon are those of the date of
service; whoever delivers later, a site that waits for the grid or a fleet that waits for launches, sells at the rents
of its day what silicon of its day makes (`orbitdc.economics.rents`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import numpy.typing as npt

from orbitdc.economics.discounting import counted
from orbitdc.economics.rents import MONTHS_PER_YEAR, Market, rents_usd, waited
from orbitdc.economics.side import Side
from orbitdc.ledger import Terms
from orbitdc.ledger.cost_line import CostLine
from orbitdc.ledger.payments import Payments
from orbitdc.ledger.returns import rates_of_return
from orbitdc.ledger.tax import deductions_frac

HIGHEST, LOWEST = 2.0, -0.999  # 1/y, the range in which a rate of return is searched


@dataclass(frozen=True)
class NetPresentValue:
    """One side at market rents, seen from the day of its first payment; unlevered, real, after tax."""

    npv_usd: float
    irr_frac: float | None
    payback_y: float | None
    months_to_first_flop: float
    delay_usd_per_y: float  # NPV lost if everything happens a year later
    required_usd_per_pflop_hour: float | None  # price when service begins at which NPV is 0, falling as rents do
    required_flat_usd_per_pflop_hour: float | None  # the same where rents do not fall
    reason: str  # the reason why there is no rate of return; empty where there is one


def net_present_value(side: Side, terms: Terms, market: Market) -> NetPresentValue:
    """What a side is worth at market rents; ``side.wait_months`` pass before its first payment or first service.

    NPV = (1 - tax)(sum p_t FLOP_t v^t - sum cost v^t) v^L: revenue less the revenue that the ledger requires, L years
    from the decision to service and W of them waited beyond what building takes, v = 1/(1 + r). The price p_t is that
    of the market, p (1 - d)^(W + t), or in the months of a contract the contract's;
    accelerators cost (1 - g)^W of their price (Brealey, Myers and Allen 2011, chapters 2 and 5). The internal rate of
    return is the largest r at which it is 0.
    """
    whole, side = side, counted(side)
    lead_y = lead_months_of(side) / MONTHS_PER_YEAR

    def npv(later_y: float) -> float:
        """The net present value in USD of the side as if it served ``later_y`` years later."""
        late = waited(side, market, later_y)
        return worth_usd(late, terms, market, lead_y + later_y)

    here, side = npv(0.0), waited(side, market, 0.0)
    rate, reason = _highest_rate(side, terms, market)
    return NetPresentValue(
        npv_usd=here,
        irr_frac=rate,
        payback_y=_payback(waited(whole, market, 0.0), market, lead_months_of(whole)),
        months_to_first_flop=lead_months_of(whole)
        + int(np.flatnonzero(whole.flop_by_month)[0] if whole.flop_by_month.any() else 0),
        delay_usd_per_y=here - npv(1.0),
        required_usd_per_pflop_hour=required_price(side, terms, market),
        required_flat_usd_per_pflop_hour=required_price(side, terms, market.flat),
        reason=reason,
    )


def lead_months_of(side: Side) -> float:
    """The months from the decision to the first month of service: the wait, and what building takes, by definition.

    >>> from types import SimpleNamespace
    >>> from orbitdc.ledger.cost_line import Category, Component, CostLine
    >>> early = CostLine(Category.FACILITY, Component.FACILITY, 1.0, -6)
    >>> lead_months_of(SimpleNamespace(wait_months=18.0, lines=[early]))
    24.0
    """
    return side.wait_months - _first(side)


def _first(side: Side) -> int:
    """Month of the first payment, or of the first service where nothing is paid before it."""
    return min(0, int(Payments.of(side.lines).first_month.min(initial=0)))


def _last(side: Side) -> int:
    """Month after the last payment and the last service."""
    payments = Payments.of(side.lines)
    return max(side.flop_by_month.size, int((payments.first_month + payments.months).max(initial=0)))


def required_price(side: Side, terms: Terms, market: Market) -> float | None:
    """The price of a PFLOP-hour when service begins at which a side is worth nothing, None where nothing is delivered.

    It falls as rents do, and no contract holds it. NPV is linear in it: the present value of cost over that of what is
    delivered, each delivery weighted by what the fall of rents leaves of its price (Brealey, Myers and Allen 2011,
    chapter 2).

    A machine of 1000 USD that delivers a PFLOP-hour at once and another a year later, at 10 %, without tax; the rent of
    the second has fallen by 30 %: 1000 / (1 + 0.7 / 1.1).

    >>> from types import SimpleNamespace
    >>> from orbitdc.ledger.cost_line import Category, Component, CostLine
    >>> flop = np.where(np.isin(np.arange(13), (0, 12)), 3.6e18, 0.0)
    >>> machine = CostLine(Category.ACCELERATORS, Component.COMPUTE, 1000.0, 0, depreciation="bonus", capex=True)
    >>> side = SimpleNamespace(lines=(machine,), flop_by_month=flop, wait_months=0.0, discounting="monthly", entry=None)
    >>> round(required_price(side, Terms(0.1, 0.0, 0.0, 0.0), Market(4.0, 0.3)), 2), round(1000 / (1 + 0.7 / 1.1), 2)
    (611.11, 611.11)
    """
    unit = replace(market.alone, usd_per_pflop_hour=1.0)
    free = worth_usd(side, terms, replace(unit, usd_per_pflop_hour=0.0), 0.0)
    gained = worth_usd(side, terms, unit, 0.0) - free
    return -free / gained if gained > 0.0 else None


def _is_written_off_as(kind: str, line: CostLine) -> bool:
    """Whether a line is deducted in this way."""
    return line.depreciation == kind


def after_tax_usd(side: Side, terms: Terms, market: Market) -> tuple[int, npt.NDArray[np.float64]]:
    """First month of a side's flows and the flows by month after tax, (n_month,), in real dollars; paid is negative.

    A payment is deducted when it is made, or by its class at the ends of years in dollars that inflation has thinned,
    so that the present value of the flows at any rate is the net present value at that rate (Brealey, Myers and Allen
    2011, chapter 6).
    """
    first, last = _first(side), _last(side)
    payments = Payments.of(side.lines)
    kinds = sorted({line.depreciation for line in payments.kinds})
    shares = {kind: () if kind in ("expense", "principal") else deductions_frac(kind) for kind in kinds}
    end = last + MONTHS_PER_YEAR * max((len(each) for each in shares.values()), default=0)
    flows = np.zeros(end - first)
    rents = rents_usd(side, market)
    flows[-first : -first + rents.size] += (1.0 - terms.tax_frac) * rents
    for kind, parts in shares.items():
        spent = payments.kept(partial(_is_written_off_as, kind)).by_month(first, last)
        flows[: spent.size] -= spent * (1.0 - terms.tax_frac if kind == "expense" else 1.0)
        for year, share in enumerate(parts, start=1):
            saved = terms.tax_frac * share / (1.0 + terms.inflation_frac) ** year
            flows[MONTHS_PER_YEAR * year : MONTHS_PER_YEAR * year + spent.size] += saved * spent
    return first, flows


def worth_usd(side: Side, terms: Terms, market: Market, lead_y: float) -> float:
    """NPV in USD of a side ``lead_y`` years before its first month of service (Brealey, Myers and Allen 2011,
    chapter 2)."""
    first, flows = after_tax_usd(side, terms, market)
    years = (np.arange(flows.size) + first) / MONTHS_PER_YEAR + lead_y
    return float(flows @ (1.0 + terms.real_wacc_frac) ** -years)


def _highest_rate(side: Side, terms: Terms, market: Market) -> tuple[float | None, str]:
    """Largest rate at which NPV is 0, between -99.9 % and 200 % a year, or why there is none."""
    _, flows = after_tax_usd(side, terms, market)
    years = np.arange(flows.size) / MONTHS_PER_YEAR
    if float(flows @ (1.0 + HIGHEST) ** -years) >= 0.0:
        return None, f"above {HIGHEST:.0%} a year"
    rate = next(rates_of_return(flows, years, LOWEST, HIGHEST), None)
    return (None, "revenue never covers the cost, at any rate") if rate is None else (rate, "")


def _payback(side: Side, market: Market, lead_months: float) -> float | None:
    """Years from the decision until revenue, undiscounted, before tax, has paid for what was spent; None if never."""
    first, last = _first(side), _last(side)
    flow = -Payments.of(side.lines).by_month(first, last)
    flow[-first : -first + side.flop_by_month.size] += rents_usd(side, market)
    paid = np.cumsum(flow)
    under = np.flatnonzero(paid < 0.0)
    if under.size == 0 or under[-1] == paid.size - 1:
        return None
    return float((under[-1] + 1 + lead_months + first) / MONTHS_PER_YEAR)
