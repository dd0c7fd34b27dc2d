"""How far the arithmetic of a page lies from the package, at presets and at random positions of its sliders."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from orbitdc.errors import ScenarioError
from orbitdc.explore.controls import Control
from orbitdc.explore.offline_source import LIFE, Source
from orbitdc.explore.offline_table import Table, ratio_of

RANDOM = 40  # positions, every slider moved
SHOWN = 4  # digits of a slider's value, as the page sets it
FAVOURS = {
    "orbit": "every slider at the end that favours orbit",
    "ground": "every slider at the end that favours the ground",
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
    for side, name in FAVOURS.items():
        found[name] = {one.key: _end(table, one, side == "orbit") for one in table.sliders}
    return found


def _end(table: Table, one: Control, lowest: bool) -> float:
    """The end of a slider, or of the lives, at which the ratio is lowest or highest, all else as it is."""
    values = [each.life_y for each in table.lives] if one.key == LIFE else [one.low, one.high]
    ratios = {value: ratio_of(table.at({one.key: value})) for value in values}
    known = {value: found for value, found in ratios.items() if found is not None}
    if not known:
        return one.value
    return (min if lowest else max)(known, key=lambda value: known[value])


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
