"""Break-evens: all values of one key at which both sides cost the same, against one ground site or several."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from orbitdc.report import parity_figures
from orbitdc.report.text import number
from orbitdc.results.frames import frame
from orbitdc.scenario.model import Scenario
from orbitdc.study.against import against_each
from orbitdc.study.axes import label
from orbitdc.study.crossings import Crossing, crossings
from orbitdc.study.execute import Tell
from orbitdc.study.known_points import KnownPoints, refuse_unread
from orbitdc.study.limits import Limits, limits
from orbitdc.study.point import QUICK, KnownMarches, Resolution
from orbitdc.study.table import head

if TYPE_CHECKING:
    from pandas import DataFrame

VALUES = 25  # looked at between the ends, unless asked otherwise


@dataclass(frozen=True)
class AtSite:
    """The ratio over one key against one site, and where it is 1."""

    site: str
    limits: Limits
    values: tuple[float, ...]  # that were looked at, rising
    rows: Sequence[Mapping[str, Any]]  # an outcome for each
    crossings: tuple[Crossing, ...]

    @property
    def ratios(self) -> list[float | None]:
        """The ratio at each value that was looked at."""
        return [row["ratio_like_for_like"] for row in self.rows]

    @property
    def nearer_end(self) -> float | None:
        """The end of the range at which the ratio lies nearer to 1, by factors; None where neither has a ratio."""
        ends = [(abs(math.log(r)), v) for r, v in zip(self.ratios[:: len(self.rows) - 1], self._ends, strict=True) if r]
        return min(ends)[1] if ends else None

    @property
    def _ends(self) -> tuple[float, float]:
        """The least and the greatest value of the key that is varied."""
        return self.limits.low, self.limits.high

    @property
    def says(self) -> str:
        """The answer in a sentence."""
        low, high = self._ends
        if self.crossings:
            return "; ".join(_in_words(one) for one in self.crossings)
        first, last = self.ratios[0], self.ratios[-1]
        if self.nearer_end is None:
            return f"none between {low:g} and {high:g}: {self.rows[0]['reason'] or 'there is no ratio'}"
        told = (f"{number(ratio, 4)} at {end:g}" for ratio, end in ((first, low), (last, high)))
        return f"none between {low:g} and {high:g}: the ratio is {' and '.join(told)}; {self.nearer_end:g} lies nearer"


@dataclass(frozen=True, repr=False)
class Breakeven:
    """All values of a key at which both sides cost the same, by the ground site."""

    scenario: Scenario
    limits: Limits
    sites: tuple[AtSite, ...]
    resolution: Resolution

    @property
    def columns(self) -> dict[str, list[Any]]:
        """A line for each break-even, and one for each site without any."""
        lines = [line for site in self.sites for line in _lines(site)]
        return {name: [line[name] for line in lines] for name in lines[0]}

    @property
    def printed(self) -> dict[str, str]:
        """The columns of the printed table, and their heads."""
        return {"site": "ground site", "value": label(self.limits.key), "says": "both sides cost the same at"}

    @property
    def notes(self) -> list[str]:
        """What stands below the printed table."""
        return [] if self.limits.origin == "stated" else [f"the range is that of the catalogue ({self.limits.origin})"]

    @property
    def table(self) -> DataFrame:
        """The lines as a table. Raises EnvironmentFault without pandas."""
        return frame(self.columns)

    def answer(self) -> dict[str, Any]:
        """What the verb prints with ``--json``."""
        found = head(self.scenario, self.resolution, "breakeven")
        found |= {"key": self.limits.key, "low": self.limits.low, "high": self.limits.high}
        found["range_from"] = self.limits.origin
        columns = self.columns
        found["breakevens"] = [dict(zip(columns, line, strict=True)) for line in zip(*columns.values(), strict=True)]
        found["sites"] = [
            {"site": at.site, "says": at.says, "values": list(at.values), "ratios": at.ratios} for at in self.sites
        ]
        return found

    def plot(self) -> Any:
        """Draw the ratio over the key for each site and return its Axes.

        Raises EnvironmentFault without matplotlib.
        """
        curves = {at.site: (at.values, at.ratios, [one.value for one in at.crossings]) for at in self.sites}
        return parity_figures.crossed(self.scenario.name, label(self.limits.key), curves)

    def __repr__(self) -> str:
        even = sum(bool(at.crossings) for at in self.sites)
        return (
            f"{self.scenario.name}: parity between {self.limits.low:g} and {self.limits.high:g} of {self.limits.key} "
            f"against {even} of {len(self.sites)} sites (no interval asked for)"
        )


def breakeven(
    scenario: Scenario,
    key: str | Limits,
    low: float | None = None,
    high: float | None = None,
    *,
    against: Sequence[str] = (),
    count: int | None = None,
    log: bool | None = None,
    resolution: Resolution = QUICK,
    tell: Tell | None = None,
) -> Breakeven:
    """All values of a key between low and high at which orbit costs what the ground does.

    An end that is not given is that of the number's range in the catalogue. ``against`` names other ground sites,
    entries of the catalogue or scenarios; the key may fall on one side or on both. ``count`` values are looked at, by
    equal factors where ``log`` says so, and roots of the logarithm of the ratio sought between them. Raises
    ScenarioError for a key, a value or a site that there is not, or a key that moves neither cost.

    >>> import orbitdc as odc
    >>> scenario = odc.load("ai1_vs_colossus", ["mission.life_y=1"])
    >>> odc.breakeven(scenario, "launch.price_usd_per_kg", count=3).sites[0].crossings
    ()
    """
    over = key if isinstance(key, Limits) else limits(scenario, key, low, high, count=count, log=log)
    marches, each = KnownMarches(), against_each(scenario, against)
    points = {site: KnownPoints(one, resolution, marches=marches) for site, one in each.items()}
    values = over.values(VALUES)
    for done, value in enumerate(values):
        for known in points.values():
            known.row({over.key: value})  # all sites at one value, whose march they share
        if tell is not None:
            tell(done + 1, len(values))
    refuse_unread(over.key, [known.row({over.key: value}) for known in points.values() for value in values])
    return Breakeven(scenario, over, tuple(_at_site(site, known, over) for site, known in points.items()), resolution)


def _at_site(site: str, known: KnownPoints, over: Limits) -> AtSite:
    """The ratio over a key against one site, and where it is 1."""
    values = over.values(VALUES)

    def gap(value: float) -> float:
        """The logarithm of orbit's cost over that of the ground at a value of the key."""
        return known.gap({over.key: value})

    found = crossings(gap, values, [gap(value) for value in values])
    return AtSite(site, over, values, [known.row({over.key: value}) for value in values], tuple(found))


def _in_words(one: Crossing) -> str:
    """A break-even in words: the value, and on which side of it orbit is cheaper."""
    side = "below" if one.rises else "above"
    if one.jumps:
        ratios = f"{number(math.exp(one.before), 4)} to {number(math.exp(one.after), 4)}"
        return f"{number(one.value, 6)}, where the ratio jumps from {ratios}, orbit cheaper {side}"
    return f"{number(one.value, 6)}, orbit cheaper {side}"


def _lines(at: AtSite) -> list[dict[str, Any]]:
    """A line for each break-even against a site, or one that says that there is none."""
    ends = {"ratio_at_low": at.ratios[0], "ratio_at_high": at.ratios[-1], "nearer_end": at.nearer_end}
    if not at.crossings:
        return [{"site": at.site, "value": None, "orbit_cheaper": "", "jumps": None, **ends, "says": at.says}]
    return [
        {
            "site": at.site,
            "value": one.value,
            "orbit_cheaper": "below" if one.rises else "above",
            "jumps": one.jumps,
            **ends,
            "says": _in_words(one),
        }
        for one in at.crossings
    ]
