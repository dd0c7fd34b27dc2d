"""Present value, internal rate of return and payback of a series of cash flows, with and without debt.

Flows are in USD, one a period, the first at the start of period 0 and not discounted; payments are negative. Rates are
fractions per period: `effective_annual` turns a month's into a year's. The module does not know what the flows pay for:
without debt they are unlevered, and with a loan's `flows_usd` added (`levered`) they are the owner's.

Source of the definitions: R. Brealey, S. Myers, F. Allen, "Principles of Corporate Finance", 10th ed. (2011), chapters
2 and 5.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orbitdc.ledger.annuity import Array

MONTHS_PER_YEAR = 12
LOWEST_RATE, HIGHEST_RATE = -0.999, 1e4  # per period, the range in which an internal rate is searched
NARROWEST = 1e-9  # of ln(1 + rate); two rates nearer to each other are not told apart
ROUNDING = 1e-14  # of the sum of all payments and receipts; a smaller total counts as zero
LONG_ENOUGH = 500  # steps; Brent's method takes some dozen

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

    It is one of `rates_of_return` (Brealey, Myers and Allen 2011, chapter 5). Where flows change sign more than once
    there may be several such rates, of which the one nearest 0 is returned.

    Raises ValueError where there is none between -99.9 % and 1,000,000 % a period.

    >>> round(irr([-100.0, 39.0, 59.0, 55.0, 20.0]), 6)
    0.280948
    """
    flows = np.asarray(flows_usd, dtype=np.float64)
    sign = flows[flows != 0.0]
    if sign.size == 0 or np.all(sign > 0.0) or np.all(sign < 0.0):
        raise ValueError("flows_usd must hold payments and receipts, or no rate brings their present value to zero")
    found = list(rates_of_return(flows))
    if not found:
        raise ValueError("no internal rate between -99.9 % and 1,000,000 % a period")
    return min(found, key=abs)


def rates_of_return(
    flows_usd: Flows, periods: Flows | None = None, lowest: float = LOWEST_RATE, highest: float = HIGHEST_RATE
) -> Iterator[float]:
    """Every rate between two at which the present value of flows passes through zero, the highest first.

    With x = ln(1+r) the worth at a time c is f(x) = P(x) - N(x), receipts less payments, each a sum of exponentials
    exp(-x (t - c)), and of one sign whatever c. On an interval each exponential lies between its values at the ends. f
    keeps its sign there where the least of one sum exceeds the most of the other, and it passes through zero at most
    once where the same holds of the two sums of its slope; any other interval is halved. So no band of rates is too
    narrow to be seen, but where the present value touches zero without passing. With c at the mean time of the
    flows, weighted by their worth in the middle of the interval, few intervals are needed for flows of centuries.
    ``periods`` are the times of the flows in periods, 0, 1, 2, ... where none are given, and the rates ``lowest``
    and ``highest`` are fractions per period. Roots are found by Brent's method (Brent 1973, "Algorithms for
    Minimization without Derivatives", chapter 4).

    >>> [round(rate, 6) for rate in rates_of_return([-100.0, 230.0, -132.0])]
    [0.2, 0.1]
    """
    from scipy.optimize import brentq  # late: a third of a second

    flows = np.asarray(flows_usd, dtype=np.float64)
    times = np.arange(float(flows.size)) if periods is None else np.asarray(periods, dtype=np.float64)
    paid = flows != 0.0
    if not paid.any():
        return
    flows, times = flows[paid], times[paid] - times[paid].min()
    sums = _Sums(times, np.stack([np.maximum(flows, 0.0), np.maximum(-flows, 0.0)]))
    waiting = [(math.log1p(lowest), math.log1p(highest))]
    while waiting:
        low, high = waiting.pop()
        one_sign, steady = sums.between(low, high)
        if one_sign:
            continue
        if not steady and high - low > NARROWEST:
            middle = 0.5 * (low + high)
            waiting += [(low, middle), (middle, high)]
        elif (sums.net(low) > 0.0) != (sums.net(high) > 0.0):
            yield math.expm1(brentq(sums.net, low, high, xtol=1e-15, rtol=1e-14, maxiter=LONG_ENOUGH))


@dataclass(frozen=True)
class _Sums:
    """Receipts and payments, (2, n), at times from 0 on, discounted at x = ln(1+r), scaled so that none overflows."""

    times: Array
    flows: Array

    def _weights(self, x: float) -> Array:
        """What a dollar of each time is worth at x, (n,), over the most that one is."""
        return np.asarray(np.exp(float((x * self.times).min()) - x * self.times))

    def between(self, low: float, high: float) -> tuple[bool, bool]:
        """Whether receipts less payments keep their sign on an interval, and whether their slope does."""
        middle = self.flows.sum(0) * self._weights(0.5 * (low + high))
        after = self.times - np.average(self.times, weights=middle)
        ends = np.stack([-low * after, -high * after])
        ends = np.exp(ends - ends.max())
        within = np.stack([ends.min(0), ends.max(0)])
        falling = np.where(after > 0.0, self.flows, self.flows[::-1]) * np.abs(after)  # and rising, in the slope
        return _differ(self.flows, within), _differ(falling, within)

    def net(self, x: float) -> float:
        """Receipts less payments at x, at the scale of their largest weight."""
        worth = self.flows @ self._weights(x)
        return float(worth[0] - worth[1])


def _differ(sums: Array, within: Array) -> bool:
    """Whether one of two sums (2, n) exceeds the other with any weights between the least and the most, (2, n)."""
    (least, most), (other_least, other_most) = np.einsum("in,jn->ij", sums, within)
    return bool(least > other_most or other_least > most)


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
