"""Units enter service month by month: a launch campaign and the phases of a site, in one form for both sides.

A build-up is an array of shares of all units, (n_month,), sum 1, month 0 being that of the first unit.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from math import ceil, exp, inf, log, log1p

import numpy as np
import numpy.typing as npt

from orbitdc.constants import DAYS_PER_YEAR
from orbitdc.ledger.cost_line import Component, CostLine
from orbitdc.ledger.payments import Payments

Array = npt.NDArray[np.float64]

MOST_COHORTS = 120  # the months of ten years
MOST_MONTHS = 12_000
DAYS_PER_MONTH = DAYS_PER_YEAR / 12.0


def linear(months: float) -> Array:
    """The shares of a steady ramp over a number of months, (n_month,).

    Equal shares sum to 1 by definition. A ramp of more than ten years enters in 120 cohorts, evenly apart; a ramp of
    more than a thousand years is cut there.

    >>> linear(3.0)
    array([0.33333333, 0.33333333, 0.33333333])
    """
    n = min(max(1, round(months)), MOST_MONTHS)
    apart = -(-n // MOST_COHORTS)
    shares = np.zeros(n)
    shares[::apart] = 1.0 / len(shares[::apart])
    return shares


def launched_by(years: float, first_per_y: float, growth_per_y: float = 0.0, most_per_y: float = inf) -> float:
    """The number of launches within ``years`` from the first, at a cadence that grows until it reaches a maximum.

    The integral of min(c (1+g)^t, m), by definition of a cadence: c ((1+g)^T - 1)/ln(1+g) up to T = ln(m/c)/ln(1+g),
    and m a year from then on.

    >>> round(launched_by(2.0, 100.0, 1.0), 1), launched_by(3.0, 100.0), round(launched_by(3.0, 100.0, 1.0, 200.0), 1)
    (432.8, 300.0, 544.3)
    """
    first = min(first_per_y, most_per_y)
    if growth_per_y == 0.0 or first == most_per_y:
        return first * years
    rate = log1p(growth_per_y)
    growing = min(years, log(most_per_y / first) / rate)
    tail = years - growing
    return first * (exp(rate * growing) - 1.0) / rate + (most_per_y * tail if tail > 0.0 else 0.0)


def campaign_months(launches: float, first_per_y: float, growth_per_y: float = 0.0, most_per_y: float = inf) -> float:
    """The number of months that a number of launches takes, the inverse of `launched_by` by definition.

    >>> campaign_months(300.0, 100.0), round(campaign_months(432.8, 100.0, 1.0), 2)
    (36.0, 24.0)
    """
    return float(months_of(np.asarray(launches), first_per_y, growth_per_y, most_per_y))


def months_of(launches: Array, first_per_y: float, growth_per_y: float, most_per_y: float) -> Array:
    """The months that each of some numbers of launches takes, of their shape: `campaign_months`, by definition.

    >>> months_of(np.array([0.0, 432.8]), 100.0, 1.0, inf).round(2).tolist()
    [0.0, 24.0]
    """
    first = min(first_per_y, most_per_y)
    if growth_per_y == 0.0 or first == most_per_y:
        return np.asarray(12.0 * launches / first)
    rate = log1p(growth_per_y)
    while_growing = (most_per_y - first) / rate
    growing = 12.0 * np.log1p(np.minimum(launches, while_growing) * rate / first) / rate
    if while_growing == inf:
        return np.asarray(growing)
    steady = 12.0 * (log(most_per_y / first) / rate + (launches - while_growing) / most_per_y)
    return np.where(launches <= while_growing, growing, steady)


def by_calendar(months: Array, done: Array) -> Array:
    """The shares of a campaign that has reached the parts ``done`` of all units after a number of months, (n_month,).

    Both arrays (n_point,) rise together, from 0 to the whole, and the campaign runs evenly between two points; the
    shares are the differences of what is done at the ends of the months, by definition. A campaign of more than ten
    years is gathered in 120 cohorts, evenly apart.

    >>> by_calendar(np.array([0.0, 2.0, 3.0]), np.array([0.0, 0.5, 1.0])).tolist()
    [0.25, 0.25, 0.5]
    """
    n = min(max(1, ceil(float(months[-1]) - 1e-9)), MOST_MONTHS)
    apart = -(-n // MOST_COHORTS)
    edges = [*range(0, n, apart), n]
    shares = np.zeros(n)
    shares[edges[:-1]] = np.diff(np.interp(edges, months, done))
    return np.asarray(shares / shares.sum())


def by_date(dates: Sequence[dt.date], units: Sequence[float]) -> Array:
    """The shares of dated phases, (n_month,): the units that enter service in each month after the first date.

    The units of each month over all units, by definition.

    >>> by_date([dt.date(2024, 9, 1), dt.date(2025, 2, 1)], [300.0, 100.0])
    array([0.75, 0.  , 0.  , 0.  , 0.  , 0.25])
    """
    first = min(dates)
    months = [round((date - first).days / DAYS_PER_MONTH) for date in dates]
    return np.asarray(np.bincount(months, weights=np.asarray(units, dtype=np.float64)) / float(sum(units)))


def delivered(profile: Array, shares: Array) -> Array:
    """The output by month of all units, with each cohort's ``profile`` from its own start, (n_month + n_share - 1,).

    >>> delivered(np.ones(2), np.array([0.5, 0.5]))
    array([0.5, 1. , 0.5])
    """
    return np.asarray(np.convolve(profile, shares), dtype=np.float64)


def paid_by_cohort(
    lines: Iterable[CostLine], shares: Array, it_decline_per_y: float = 0.0, later_months: int = 0
) -> Payments:
    """Payments of all units that would enter service in month 0, made by each cohort at its own time and price.

    A cohort pays its share of them as many months later as it enters service, and all cohorts ``later_months`` more.
    Whatever follows from the price of accelerators falls by ``it_decline_per_y`` a year until then.

    >>> from orbitdc.ledger.cost_line import Category
    >>> chips = CostLine(Category.ACCELERATORS, Component.COMPUTE, 100.0, -2)
    >>> [(line.usd, line.first_month) for line in paid_by_cohort([chips], np.array([0.5]), 0.3, 12)]
    [(35.0, 10)]
    """
    payments, at = Payments.of(lines), np.flatnonzero(shares)
    months, share = at + later_months, shares[at]
    left = share * (1.0 - it_decline_per_y) ** (months / 12.0)
    compute = np.array([kind.component is Component.COMPUTE for kind in payments.kinds], dtype=bool)[payments.kind]
    return Payments.by_cohort(payments, months, np.where(compute, left[:, None], share[:, None]))
