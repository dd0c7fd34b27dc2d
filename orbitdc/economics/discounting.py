"""When in a year money and work are counted: in their own month, or at the ends of years as many published studies do.

Year ends count everything that happens within a year of service at the end of that year, and all that is spent in the
year before service at its beginning, without interest. Levelized cost then is the textbook's: capital times the capital
recovery factor, plus a year's running cost, over a year's output.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from orbitdc.economics.side import Side
from orbitdc.ledger.cost_line import Category, CostLine

Discounting = Literal["monthly", "year_end"]
AT_ITS_END = frozenset(  # dated at the end of a month, so that month 12 closes the first year
    {
        Category.SALVAGE,
        Category.FACILITY_RESIDUAL,
        Category.POWER_PLANT_RESIDUAL,
        Category.SATELLITE_RESIDUAL,
        Category.DEORBIT,
        Category.DECOMMISSIONING,
        Category.FINANCING,
    }
)


def year_end(month: int, instant: bool = False) -> int:
    """The month that ends the year of service in which a month lies, or in which an instant before that month lies.

    >>> [year_end(month) for month in (-13, -1, 0, 11, 12)], [year_end(month, True) for month in (-1, 0, 12, 13)]
    ([-12, 0, 12, 12, 24], [0, 0, 12, 24])
    """
    return -(-month // 12) * 12 if instant else (month // 12 + 1) * 12


def counted(side: Side) -> Side:
    """A side with its payments and its FLOP where ``side.discounting`` counts them."""
    if side.discounting == "monthly":
        return side
    flop = np.zeros(-(-side.flop_by_month.size // 12) * 12 + 1)
    yearly = np.add.reduceat(side.flop_by_month, np.arange(0, side.flop_by_month.size, 12))
    flop[12 : 12 * yearly.size + 1 : 12] = yearly
    return replace(side, lines=tuple(part for line in side.lines for part in _by_year(line)), flop_by_month=flop)


def _by_year(line: CostLine) -> Iterator[CostLine]:
    """The parts of a payment by the year end at which each is counted."""
    if line.category in AT_ITS_END or (line.capex and line.months == 1):
        yield line.but(first_month=year_end(line.first_month, True), months=1)
        return
    ends, months = np.unique(
        [year_end(month) for month in range(line.first_month, line.first_month + line.months)], return_counts=True
    )
    for end, count in zip(ends.tolist(), months.tolist(), strict=True):
        yield line.but(usd=line.usd * count / line.months, first_month=end, months=1)


def draw_months(first_month: int, months: int, discounting: Discounting) -> npt.NDArray[np.int64]:
    """The months at which the draws of a construction are counted, (n_month,).

    >>> draw_months(-3, 3, "monthly"), draw_months(-3, 3, "year_end")
    (array([-3, -2, -1]), array([0, 0, 0]))
    """
    drawn = range(first_month, first_month + months)
    return np.array(drawn if discounting == "monthly" else [year_end(month) for month in drawn])
