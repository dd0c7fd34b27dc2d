"""Dated paths: prices and technology by year, in three cases, as rows of the catalogue ``dated_paths``.

A node is a row whose field is the year; its value is the central case, its low and high ends are the other two. The
rules of a path stand here once. A node holds on the first of January of its year. Between two nodes the logarithm of
prices and quantities is interpolated, and the number itself for shares, rates and waiting times (the row
``interpolation`` says which). Before the first node and after the last the path is held flat.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cache
from typing import Literal, TypeVar, get_args

import numpy as np
import numpy.typing as npt

from orbitdc.catalog import Row, entry, table

KIND = "dated_paths"
PathCase = Literal["conservative", "central", "optimistic"]
CASES: tuple[PathCase, ...] = get_args(PathCase)
QUANTILE = {"conservative": 0.05, "central": 0.5, "optimistic": 0.95}  # what the three cases are taken to be
MOST_QUANTILE = 0.99  # three cases say nothing about the tails
RULES = ("level", "trend", "overhead", "growth", "decline", "horizon", "within", "real_trend")  # how a path fills rows

Array = npt.NDArray[np.float64]
Quantile = TypeVar("Quantile", float, Array)  # one position, or one for each draw


@dataclass(frozen=True, eq=False)
class DatedPath:
    """One path: its nodes by year, and on which side of the central case the orbit is favoured."""

    name: str
    label: str
    group: str  # launch, satellite, silicon, power or capital: what moves together in a draw
    unit: str
    dollars: str  # real_2026, nominal or none
    low_favours_orbit: bool
    is_log: bool
    years: tuple[float, ...]
    nodes: tuple[Row, ...]
    fills: tuple[tuple[str, str], ...]  # rule and the row of the catalogue that the path takes the place of

    def range_at(self, year: float) -> tuple[float, float, float]:
        """The low end, the central case and the high end at a year, interpolated, held flat outside the nodes.

        Half way between 870 in 2028 and 520 in 2030 the geometric mean stands:

        >>> [round(x, 1) for x in dated_path("starship_price_to_a_customer").range_at(2029.0)]
        [219.1, 672.6, 2000.0]
        """
        place = bisect_right(self.years, year)
        before, after = self.nodes[max(place - 1, 0)], self.nodes[min(place, len(self.nodes) - 1)]
        span = float(after.field) - float(before.field)
        part = (year - float(before.field)) / span if span > 0.0 else 0.0
        low, central, high = (
            a ** (1.0 - part) * b**part if self.is_log else a + part * (b - a)
            for a, b in zip(_ends(before), _ends(after), strict=True)
        )
        return low, central, high

    def at(self, year: float, quantile: float = 0.5) -> float:
        """The value at a year and a position between the cases, seen from the orbit.

        The conservative, central and optimistic case are the 5th, 50th and 95th percentile of a normal distribution
        in two pieces (Fechner 1897), of the logarithm where the path is logarithmic: central + |z|/1.645 times the
        distance to the case on that side, z the standard normal quantile. Beyond the 1st and the 99th percentile, of
        which three cases say nothing, the value of those is held; a share is 1 at most.

        >>> path = dated_path("starship_price_to_a_customer")
        >>> [round(path.at(2028.0, q), 3) for q in (0.05, 0.5, 0.95)]
        [2500.0, 870.0, 400.0]
        """
        low, central, high = self.range_at(year)
        bad, good = (high, low) if self.low_favours_orbit else (low, high)
        exact = {0.05: bad, 0.5: central, 0.95: good}.get(quantile)  # a case without a rounding
        return exact if exact is not None else float(self.draws(year, np.array([quantile]))[0])

    def draws(self, year: float, quantiles: Array) -> Array:
        """The values at a year for an array of positions, of the same shape; see ``at``."""
        low, central, high = self.range_at(year)
        bad, good = (high, low) if self.low_favours_orbit else (low, high)
        from scipy.special import ndtri  # late: it takes a second, which checking a file need not wait for

        z = ndtri(np.clip(quantiles, 1.0 - MOST_QUANTILE, MOST_QUANTILE)) / ndtri(QUANTILE["optimistic"])
        if self.is_log:
            return np.asarray(central * np.where(z > 0.0, good / central, bad / central) ** np.abs(z))
        drawn = central + np.abs(z) * np.where(z > 0.0, good - central, bad - central)
        return np.clip(drawn, 0.0, 1.0) if self.unit == "fraction" else np.asarray(drawn)

    def read(self, year: float, quantile: Quantile) -> Quantile:
        """``at`` for a number, ``draws`` for an array of positions."""
        return self.draws(year, quantile) if isinstance(quantile, np.ndarray) else self.at(year, quantile)

    def node_at(self, year: float) -> Row:
        """The node whose source and grade speak for a year: the first one not before it, or the last."""
        return self.nodes[min(bisect_left(self.years, year), len(self.nodes) - 1)]


def _ends(row: Row) -> tuple[float, float, float]:
    """The low end, the value and the high end of a node."""
    assert row.low is not None  # every number of the catalogue has a range
    assert row.high is not None
    return float(row.low), float(row.value), float(row.high)


@cache
def dated_path(name: str) -> DatedPath:
    """One path of the catalogue. Raises CatalogError, with the nearest names, where there is no such path.

    >>> path = dated_path("data_center_power_price")
    >>> path.group, path.unit, path.years[0], path.years[-1]
    ('power', 'USD/kWh before PUE', 2024.0, 2045.0)
    """
    rows = entry(KIND, name)
    nodes = tuple(row for field, row in rows.items() if field.isdecimal())
    return DatedPath(
        name=name,
        label=str(rows["label"].value),
        group=str(rows["group"].value),
        unit=nodes[0].unit,
        dollars=str(rows["dollars"].value),
        low_favours_orbit=rows["favours_orbit"].value == "low",
        is_log=rows["interpolation"].value == "logarithm",
        years=tuple(float(row.field) for row in nodes),
        nodes=nodes,
        fills=tuple((rule, place) for rule in RULES if rule in rows for place in str(rows[rule].value).split()),
    )


def path_names() -> tuple[str, ...]:
    """The names of all paths, in the order of the catalogue."""
    return tuple(table(KIND))


def decimal_year(date: dt.date) -> float:
    """A date as a year with its fraction, 0 on the first of January.

    >>> decimal_year(dt.date(2028, 1, 1)), round(decimal_year(dt.date(2027, 7, 2)), 3)
    (2028.0, 2027.499)
    """
    start, end = dt.date(date.year, 1, 1), dt.date(date.year + 1, 1, 1)
    return date.year + (date - start).days / (end - start).days
