"""Scenarios put together by hand from plain numbers: a satellite of the announced AI1 kind, and tools to march it."""

from __future__ import annotations

import copy
import datetime as dt
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from by_hand_numbers import DAWN_DUSK, EQUINOX, NUMBERS, SHELL, SOLSTICE, SQUARE, WALKER

from orbitdc.engine.integrated import Grid, Integrated, grid
from orbitdc.engine.lanes import STATE_FIELDS, TALLY_FIELDS, Hardware
from orbitdc.engine.lowering import Lanes, lower
from orbitdc.engine.march import march
from orbitdc.environment import environment_of
from orbitdc.fleet.orbits import Orbits
from orbitdc.fleet.select import fleet_orbits
from orbitdc.scenario.model import Scenario
from orbitdc.sky.sun import SunTable, sun_table

__all__ = [
    "DAWN_DUSK",
    "EQUINOX",
    "SHELL",
    "SOLSTICE",
    "SQUARE",
    "WALKER",
    "marching",
    "marching_lanes",
    "scenario",
    "solstice",
]


def scenario(**changes: Any) -> Scenario:
    """The satellite above with changes, keyed by their path with ``__`` for a dot, or by any last word that is unique.

    ``shells`` takes a tuple of shells.
    """
    tree = copy.deepcopy(NUMBERS)
    for key, value in changes.items():
        *path, last = key.split("__")
        block = tree
        for word in path or _path_of(last):
            block = block[word]
        block[last] = value
    return Scenario.model_validate(tree)


@cache
def _path_of(last: str) -> tuple[str, ...]:
    found = [path for path in _paths(NUMBERS) if path[-1] == last]
    if len(found) != 1:
        raise KeyError(f"{last} stands in {len(found)} places of a scenario")
    return found[0][:-1]


def _paths(block: dict[str, Any]) -> list[tuple[str, ...]]:
    below = [(k, *p) for k, v in block.items() if isinstance(v, dict) for p in _paths(v)]
    return [(k,) for k in block] + below


@dataclass(frozen=True)
class Marching:
    """A scenario after its march, with the tallies by name."""

    scenario: Scenario
    orbits: Orbits
    lanes: Lanes
    sun: SunTable
    cut: Grid
    integrated: Integrated

    def total(self, name: str) -> np.ndarray:
        """Sum over the window of a tally, by lane that carries an orbit."""
        return self.integrated.lane_total[TALLY_FIELDS.index(name), : self.lanes.n_orbit]

    def mean(self, name: str) -> np.ndarray:
        """Mean over steps of a tally, by lane that carries an orbit."""
        return self.total(name) / (self.integrated.n_day * self.cut.chunks * self.cut.steps)

    def extreme(self, name: str) -> np.ndarray:
        """Extreme over the window, by lane that carries an orbit."""
        index = TALLY_FIELDS.index(name) - TALLY_FIELDS.index("battery_low")
        return self.integrated.lane_extreme[index, : self.lanes.n_orbit]

    def last(self, name: str) -> np.ndarray:
        """State at the end, by lane that carries an orbit."""
        return self.integrated.state_last[STATE_FIELDS.index(name), : self.lanes.n_orbit]

    def hardware(self, lane: int = 0) -> Hardware:
        """Lowered numbers of a lane at the beginning of life."""
        return Hardware(*self.lanes.hardware[:, self.lanes.orbit_group[lane]])


@cache
def sun_of(start: dt.date, days: int) -> SunTable:
    """The Sun's table, read once."""
    return sun_table(start, float(days))


class Ready(NamedTuple):
    """A scenario before its march."""

    orbits: Orbits
    lanes: Lanes
    sun: SunTable
    cut: Grid


def marching_lanes(made: Scenario, days: int, orbits: Orbits | None = None) -> Ready:
    """What a march of some days needs."""
    paths = fleet_orbits(made) if orbits is None else orbits
    lanes = lower(made, paths, environment_of(made, paths, sun_of(made.mission.service_date, 1827)))
    period_s = 2.0 * np.pi / float(paths.argument_of_latitude_rate_rad_per_s.mean())
    cut = grid(made.numerics.step_s, period_s, made.numerics.phases_marched)
    return Ready(paths, lanes, sun_of(made.mission.service_date, days), cut)


def marching(made: Scenario, days: int, threads: int = 2, orbits: Orbits | None = None) -> Marching:
    """March a scenario for some days."""
    ready = marching_lanes(made, days, orbits)
    constant = made.sky.solar_constant_w_per_m2
    marched = march(ready.lanes, ready.sun, days, ready.cut, constant, np.ones_like, threads)
    return Marching(made, *ready, marched)


def at_one_au(date: dt.date) -> float:
    """Solar constant that gives 1361 W/m2 at the Earth's distance of a date, as the computed cases assume."""
    _, distance = sun_table(date, 1.0).at(43200.0)
    return 1361.0 * float(distance[0]) ** 2


PLAIN_LOAD: dict[str, Any] = {
    # 60 accelerators of 2 kW, always busy, and nothing else
    "allin_w": 2000.0,
    "occupancy_frac": 1.0,
    "housekeeping_w": 0.0,
    "terminals": 0,
    "pressure_drop_kpa": 0.0,
    "permanent_loss_per_y": 0.0,
    "degradation_per_y": 0.0,
    "reference_cycles": 1e9,
    "calendar_fade_per_y": 0.0,
    "satellite__radiator__area_m2": 400.0,
}


def solstice(**changes: Any) -> Marching:
    """A day of the dawn-dusk plane at 650 km, shadow by a cylinder, from 2027-06-21."""
    shell = {**DAWN_DUSK, "altitude_km": 650.0}
    return marching(scenario(**{"shells": (shell,), "shadow": "cylinder_sphere", **PLAIN_LOAD, **changes}), 1)
