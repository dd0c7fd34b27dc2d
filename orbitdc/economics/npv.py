"""The profit of a side beside its cost: net present value and rate of return at market rents, and the price of a delay.

"Cheapest" and "profitable" are separate answers: the first compares levelized costs, the second holds each side against
the market rent of compute, from the day the decision is made. Rents fall from year to year, so that a side that
delivers earlier sells at a higher price; a site that waits for the grid and a fleet that waits for launches both lose
by it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from orbitdc.economics.side import Side
from orbitdc.ledger import Levelized, Terms, levelize
from orbitdc.ledger.levelized import FLOP_PER_PFLOP_HOUR
from orbitdc.ledger.tax import gross_up

MONTHS_PER_YEAR = 12
HIGHEST, LOWEST = 2.0, -0.5  # 1/y, the range in which a rate of return is searched
LARGEST = 200.0  # decimal exponent of a discount factor
TRIES, HALVINGS = 51, 34


@dataclass(frozen=True)
class Market:
    """The price of a PFLOP-hour on the day of the decision, in USD, and its yearly decline."""

    usd_per_pflop_hour: float
    decline_per_y: float


@dataclass(frozen=True)
class NetPresentValue:
    """One side at market rents, seen from the day of its first payment; unlevered, real, after tax."""

    npv_usd: float
    irr_frac: float | None
    payback_y: float | None
    months_to_first_flop: float
    delay_usd_per_y: float  # NPV lost if everything happens a year later
    reason: str  # the reason why there is no rate of return; empty where there is one


def market_price(rent_usd_per_gpu_hour: float, pflop_per_s: float) -> float:
    """The price of work in USD per PFLOP-hour, from the rent of an accelerator and what it delivers while it is rented.

    Rent over delivered PFLOP/s, an arithmetic identity; ``rent_usd_per_gpu_hour`` is in USD per hour.

    >>> round(market_price(5.3, 5.0 * 0.8 * 0.42), 3)
    3.155
    """
    return rent_usd_per_gpu_hour / pflop_per_s


def net_present_value(side: Side, terms: Terms, market: Market) -> NetPresentValue:
    """The net present value of a side at market rents; ``side.wait_months`` pass before its first payment.

    NPV = (1 - tax)(p (1 - d)^L sum FLOP (1 - d)^t v^t - sum cost v^t) v^L: revenue less the revenue that the ledger
    requires, L years from the decision to service, v = 1/(1 + r) (Brealey, Myers and Allen 2011, chapters 2 and 5). The
    internal rate of return is the largest r at which it is 0.
    """
    lead_months = side.wait_months - min(line.first_month for line in side.lines)
    lead_y = lead_months / MONTHS_PER_YEAR

    def npv(rate_frac: float, lead_y: float) -> float:
        cost, price = _priced(side, terms, market, rate_frac, lead_y)
        return float((1.0 - terms.tax_frac) * (price * cost.pv_flop - cost.pv_usd) / (1.0 + rate_frac) ** lead_y)

    here = npv(terms.real_wacc_frac, lead_y)
    years = max(line.first_month + line.months for line in side.lines) / MONTHS_PER_YEAR + lead_y
    lowest = max(LOWEST, 10.0 ** (-LARGEST / max(years, 1.0)) - 1.0)  # discount factors stay finite
    rate, reason = _root(npv_by_rate(side, terms, market, lead_y), lowest)
    return NetPresentValue(
        npv_usd=here,
        irr_frac=rate,
        payback_y=_payback(side, market, lead_months),
        months_to_first_flop=lead_months
        + int(np.flatnonzero(side.flop_by_month)[0] if side.flop_by_month.any() else 0),
        delay_usd_per_y=here - npv(terms.real_wacc_frac, lead_y + 1.0),
        reason=reason,
    )


def _priced(side: Side, terms: Terms, market: Market, rate_frac: float, lead_y: float) -> tuple[Levelized, float]:
    """Present values at the start of service at a rate, and the price of a FLOP then."""
    at = terms._replace(real_wacc_frac=rate_frac, flop_value_decline_per_y=market.decline_per_y)
    price = market.usd_per_pflop_hour / FLOP_PER_PFLOP_HOUR * (1.0 - market.decline_per_y) ** lead_y
    return levelize(side.lines, side.flop_by_month, at), price


def npv_by_rate(side: Side, terms: Terms, market: Market, lead_y: float) -> Callable[[float], float]:
    """The NPV of a side as a function of the rate alone, with the payments added up by month and tax class.

    A search for the rate of return needs sixty rates; each costs some dot products in place of a pass over every
    payment.
    """
    first = min(0, *(line.first_month for line in side.lines))
    last = max(side.flop_by_month.size, *(line.first_month + line.months for line in side.lines))
    years = np.arange(first, last) / MONTHS_PER_YEAR
    spent = {line.depreciation: np.zeros(last - first) for line in side.lines}
    for line in side.lines:
        start = line.first_month - first
        spent[line.depreciation][start : start + line.months] += line.usd / line.months
    served = np.arange(side.flop_by_month.size) / MONTHS_PER_YEAR
    rent = market.usd_per_pflop_hour / FLOP_PER_PFLOP_HOUR * (1.0 - market.decline_per_y) ** (lead_y + served)
    earned = np.zeros(last - first)
    earned[-first : -first + side.flop_by_month.size] = side.flop_by_month * rent

    def npv(rate_frac: float) -> float:
        at = terms._replace(real_wacc_frac=rate_frac)
        worth_then = (1.0 + rate_frac) ** -(years + lead_y)
        cost = sum(gross_up(kind, at) * float(usd @ worth_then) for kind, usd in spent.items())
        return (1.0 - terms.tax_frac) * (float(earned @ worth_then) - cost)

    return npv


def _root(npv: Callable[[float], float], lowest: float) -> tuple[float | None, str]:
    """Largest rate at which NPV is 0, between -50 % and 200 % a year, or why there is none."""
    rates = np.linspace(HIGHEST, lowest, TRIES)
    if npv(HIGHEST) >= 0.0:
        return None, f"above {HIGHEST:.0%} a year"
    for high, low in pairwise(rates):
        if npv(float(low)) > 0.0:
            return _halved(npv, float(low), float(high)), ""
    return None, "revenue never covers the cost, at any rate"


def _halved(npv: Callable[[float], float], low: float, high: float) -> float:
    """Rate between ``low``, at which NPV is positive, and ``high``, at which it is not."""
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if npv(middle) > 0.0 else (low, middle)
    return 0.5 * (low + high)


def _payback(side: Side, market: Market, lead_months: float) -> float | None:
    """Years from the decision until revenue, undiscounted, before tax, has paid for what was spent; None if never."""
    first = min(line.first_month for line in side.lines)
    last = max(max(line.first_month + line.months for line in side.lines), side.flop_by_month.size)
    flow = np.zeros(last - first)
    for line in side.lines:
        start = line.first_month - first
        flow[start : start + line.months] -= line.usd / line.months
    age_y = (np.arange(side.flop_by_month.size) + lead_months) / MONTHS_PER_YEAR
    price = market.usd_per_pflop_hour / FLOP_PER_PFLOP_HOUR * (1.0 - market.decline_per_y) ** age_y
    flow[-first : -first + side.flop_by_month.size] += side.flop_by_month * price
    paid = np.cumsum(flow)
    under = np.flatnonzero(paid < 0.0)
    if under.size == 0 or under[-1] == paid.size - 1:
        return None
    return float((under[-1] + 1 + lead_months + first) / MONTHS_PER_YEAR)
