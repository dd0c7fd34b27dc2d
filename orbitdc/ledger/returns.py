"""Present value, internal rate of return and payback of a series of cash flows, with and without debt.

Flows are in USD, one a period, the first at the start of period 0 and not discounted; payments are negative. Rates are
fractions per period: `effective_annual` turns a month's into a year's. The module does not know what the flows pay for:
without debt they are unlevered, and with a loan's `flows_usd` added (`levered`) they are the owner's.

Source of the definitions: R. Brealey, S. Myers, F. Allen, "Principles of Corporate Finance", 10th ed. (2011), chapters
2 and 5.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from orbitdc.ledger.annuity import Array

MONTHS_PER_YEAR = 12
LOWEST_RATE, HIGHEST_RATE = -0.5, 100.0  # per period, the range in which an internal rate is searched
ROUNDING = 1e-14  # of the sum of all payments and receipts; a smaller total counts as zero
LONG_ENOUGH = 200  # halvings after which no floating-point number lies between the bounds

Flows = Sequence[float] | NDArray[np.float64]


def npv(rate_frac: float, flows_usd: Flows) -> float:
    """The present value of flows at the start of period 0, in USD.

    sum_k flow_k / (1+r)^k, correctly rounded (Brealey, Myers and Allen 2011, chapter 2). Raises ValueError for a rate
    of -1 or less.

    >>> round(npv(0.08, [-40.0, 5.0, 8.0, 12.0, 30.0]), 6)
    3.065223
    """
    if not rate_frac > -1.0:
        raise ValueError(f"rate_frac must be above -1, got {rate_frac}")
    return math.fsum(float(flow) * (1.0 + rate_frac) ** -k for k, flow in enumerate(flows_usd))


def irr(flows_usd: Flows) -> float:
    """The internal rate of return is the rate at which the present value of flows is zero, as a fraction per period.

    It is found by bisection of `npv` (Brealey, Myers and Allen 2011, chapter 5): 5 ms for 480 months, where the
    eigenvalues of its polynomial take 190 ms. Where flows change sign more than once there may be several such rates,
    of which the one nearest 0 is returned.

    Raises ValueError where there is none between -50 % and 10,000 % a period.

    >>> round(irr([-100.0, 39.0, 59.0, 55.0, 20.0]), 6)
    0.280948
    """
    flows = np.asarray(flows_usd, dtype=np.float64)
    sign = flows[flows != 0.0]
    if sign.size == 0 or np.all(sign > 0.0) or np.all(sign < 0.0):
        raise ValueError("flows_usd must hold payments and receipts, or no rate brings their present value to zero")
    rates = _grid()
    present_value = (1.0 + rates[:, None]) ** -np.arange(float(flows.size)) @ flows
    sign = np.sign(present_value)
    crossings = [k for k in range(len(rates) - 1) if sign[k] == 0.0 or sign[k] * sign[k + 1] < 0.0]
    if not crossings:
        raise ValueError("no internal rate between -50 % and 10,000 % a period")
    nearest = min(crossings, key=lambda k: min(abs(rates[k]), abs(rates[k + 1])))
    return _bisect(flows, float(rates[nearest]), float(rates[nearest + 1]))


def effective_annual(rate_frac: float, periods_per_year: int = MONTHS_PER_YEAR) -> float:
    """The rate of a year to which a rate of a period compounds, as a fraction per year.

    (1+i)^p - 1 with p periods a year (NREL/TP-462-5173, nominal and effective rates): 8 % nominal by the month is 8.30
    % effective. ``periods_per_year`` is a count.

    >>> round(effective_annual(0.08 / 12), 6)
    0.083
    """
    return math.expm1(periods_per_year * math.log1p(rate_frac))


def payback(flows_usd: Flows, rate_frac: float = 0.0) -> float | None:
    """The number of periods until receipts have repaid payments, the last one in part, or None where they never do.

    The first k at which the running sum of flows, discounted at ``rate_frac``, stays at 0 or more (Brealey, Myers and
    Allen 2011, chapter 5); within that period money is assumed to arrive evenly.

    >>> payback([-100.0, 40.0, 40.0, 40.0])
    2.5
    >>> payback([-100.0, 40.0]) is None
    True
    """
    present_value = np.asarray(flows_usd, dtype=np.float64) * (1.0 + rate_frac) ** -np.arange(float(len(flows_usd)))
    total = np.cumsum(present_value)
    total[np.abs(total) < ROUNDING * np.abs(present_value).sum()] = 0.0
    short = np.flatnonzero(total < 0.0)
    if short.size == 0:
        return 0.0
    last = int(short[-1])
    if last + 1 == total.size:
        return None
    return last + float(-total[last] / present_value[last + 1])


def levered(flows_usd: Flows, debt_flows_usd: Flows) -> Array:
    """The flows that are left to the owner in USD: those of the project plus those of its debt (a draw is positive).

    Both start in the same period; the shorter one ends in zeros.

    >>> levered([-100.0, 60.0, 70.0], [50.0, -55.0])
    array([-50.,   5.,  70.])
    """
    out = np.zeros(max(len(flows_usd), len(debt_flows_usd)))
    out[: len(flows_usd)] += np.asarray(flows_usd, dtype=np.float64)
    out[: len(debt_flows_usd)] += np.asarray(debt_flows_usd, dtype=np.float64)
    return out


def _grid() -> Array:
    """Rates from -50 % to 10,000 %, a constant factor apart and closest together around 0."""
    steps = np.geomspace(1e-5, HIGHEST_RATE, 120)
    losses = -np.geomspace(1e-5, -LOWEST_RATE, 80)[::-1]
    return np.concatenate((losses, [0.0], steps))


def _bisect(flows: Array, low: float, high: float) -> float:
    at_low, at_high = npv(low, flows), npv(high, flows)
    if at_low * at_high >= 0.0:  # the root lies on the grid itself, to rounding
        return low if abs(at_low) <= abs(at_high) else high
    for _ in range(LONG_ENOUGH):
        middle = 0.5 * (low + high)
        if middle in (low, high):
            break
        at_middle = npv(middle, flows)
        if at_middle == 0.0:
            return middle
        if (at_middle < 0.0) == (at_low < 0.0):
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)
