"""How far the arithmetic of a page lies from the package, at presets and at random positions of its sliders."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np

from orbitdc.errors import ScenarioError
from orbitdc.explore.offline_source import LIFE, Source
from orbitdc.explore.offline_table import SHOWN, Table, ratio_of

RANDOM = 40  # positions, every slider moved
FAVOURS = {
    "orbit": "all sliders at the ends that favour orbit",
    "ground": "all sliders at the ends that favour the ground",
}


@dataclass(frozen=True)
class Check:
    """One position of the sliders, by what differs from the scenario, with the package's ratio and the page's."""

    name: str
    position: Mapping[str, float]
    package: float | None
    page: float | None

    @property
    def difference_frac(self) -> float:
        """How far the page lies from the package, as a share; infinite where one of them alone has a ratio.

        >>> Check("a preset", {}, 2.0, 2.5).difference_frac, Check("a preset", {}, None, 2.5).difference_frac
        (0.25, inf)
        """
        if self.package is None or self.page is None:
            return 0.0 if self.package is self.page else math.inf
        return abs(self.page / self.package - 1.0)


def presets(table: Table) -> dict[str, dict[str, float]]:
    """Named positions: the scenario's own, each entry of the catalogue on a slider, and all sliders at their ends."""
    found: dict[str, dict[str, float]] = {"the scenario's own values": {}}
    for one in table.sliders:
        for entry, value in one.ticks:
            if value != one.value:
                found[f"{one.label} of {entry}"] = {one.key: value}
    least, most = _ends(table)
    return found | {FAVOURS["orbit"]: least, FAVOURS["ground"]: most}


def _ends(table: Table) -> tuple[dict[str, float], dict[str, float]]:
    """The positions of lowest and of highest ratio, every slider at one of its ends and the life at any.

    All of them are tried, because which end of one slider favours a side depends on the others.
    """
    lives = [each.life_y for each in table.lives]
    choices = [lives if one.key == LIFE else [one.low, one.high] for one in table.sliders]
    keys = [one.key for one in table.sliders]
    tried = [dict(zip(keys, values, strict=True)) for values in product(*choices)]
    ratios = [ratio_of(table.at(position)) for position in tried]
    known = [(ratio, n) for n, ratio in enumerate(ratios) if ratio is not None]
    return tried[min(known)[1]], tried[max(known)[1]]


def at_random(table: Table, count: int = RANDOM) -> list[dict[str, float]]:
    """Positions with every slider moved, the same for the same table; none lies on a node of the cost of capital."""
    chance = np.random.default_rng(0)
    found = []
    for _ in range(count):
        position = {}
        for one in table.sliders:
            share = float(chance.uniform())
            position[one.key] = float(f"{one.value_at(share):.{SHOWN}g}")
        lives = [each.life_y for each in table.lives if each.costs is not None]
        position[LIFE] = lives[int(chance.integers(len(lives)))]
        found.append(position)
    return found


def checked(source: Source, table: Table) -> list[Check]:
    """The page and the package at every preset and at random positions; one that the scenario refuses is left out."""
    named = [*presets(table).items()]
    named += [(f"random position {n}", position) for n, position in enumerate(at_random(table), 1)]
    found = []
    for name, position in named:
        try:
            package = source.ratio(position)
        except ScenarioError:
            continue
        found.append(Check(name, position, package, ratio_of(table.at(position))))
    return found
