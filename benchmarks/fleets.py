"""Fleets to march: the V3-class shell of the shipped scenario in several sizes, or a real catalogue of satellites."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

import orbitdc
from orbitdc.engine.integrated import Grid, grid
from orbitdc.engine.lowering import Lanes, lower
from orbitdc.environment import environment_of
from orbitdc.fleet.orbits import Orbits
from orbitdc.fleet.select import fleet_orbits
from orbitdc.scenario.model import Scenario
from orbitdc.sky.sun import SunTable, sun_table

YEARS_5 = 1827
CASES = {  # name: (planes, phases, days); every lane carries one orbit
    "1 satellite x 5 years": (1, 1, YEARS_5),
    "24 planes x 5 years": (24, 1, YEARS_5),
    "1,000 satellites x 1 day": (25, 40, 1),
    "10,395 satellites x 1 day": (105, 99, 1),
    "10,395 satellites x 30 days": (105, 99, 30),
}
BIG = {
    "1,000,000 satellites x 1 day": (1000, 1000, 1),
    "10,395 satellites x 1 year": (105, 99, 365),
}
SHELL = "fleet.shells.0."
DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
CATALOGUE, CATALOGUE_DATE = DATA / "starlink_2026-05-30.tle", dt.date(2026, 5, 31)


@dataclass(frozen=True)
class Case:
    """A lowered fleet and its window."""

    scenario: Scenario
    lanes: Lanes
    sun: SunTable
    cut: Grid
    n_day: int

    @property
    def steps(self) -> int:
        """Satellite-steps that carry an orbit; surplus lanes of the last block do not count."""
        return self.lanes.n_orbit * self.n_day * self.cut.chunks * self.cut.steps

    @property
    def held_bytes(self) -> int:
        """Memory of the lowered arrays, bytes."""
        return sum(x.nbytes for x in vars(self.lanes).values() if isinstance(x, np.ndarray))

    def shorter(self, most_steps: float) -> Case:
        """The same fleet for as many whole days as stay below a number of satellite-steps, one day at least.

        >>> case = make_case(1, 1, 30)
        >>> case.shorter(3000).n_day, case.shorter(1).n_day, case.shorter(1e9).n_day
        (2, 1, 30)
        """
        days = int(most_steps // (self.steps // self.n_day))
        return replace(self, n_day=max(1, min(self.n_day, days)))


def make_case(planes: int, phases: int, n_day: int) -> Case:
    """The V3-class shell of the shipped scenario, of which so many planes and satellites in a plane are marched.

    The shell grows where more are asked for than it has, and never shrinks: a handful of satellites out of sight of one
    another has no network, and computes nothing.
    """
    shell = (orbitdc.load("starlink_compute_shell").fleet.shells or ())[0]
    sets = [
        f"{SHELL}planes={max(planes, shell.planes)}",
        f"{SHELL}satellites_per_plane={max(phases, shell.satellites_per_plane)}",
        f"numerics.planes_marched={planes}",
        f"numerics.phases_marched={phases}",
    ]
    scenario = orbitdc.load("starlink_compute_shell", sets)
    return _lowered(scenario, fleet_orbits(scenario), n_day, phases)


def catalogue_case(n_day: int, file: Path = CATALOGUE) -> Case:
    """Every satellite of a real catalogue, each on its own orbit, as a V3-class satellite."""
    sets = [f"fleet.catalogue_file={file}", f"mission.service_date={CATALOGUE_DATE}"]
    scenario = orbitdc.load("starlink_fleet_today", sets)
    return _lowered(scenario, fleet_orbits(scenario), n_day, scenario.numerics.phases_marched)


def _lowered(scenario: Scenario, orbits: Orbits, n_day: int, phases: int) -> Case:
    sun = sun_table(scenario.mission.service_date, YEARS_5)
    period = 2 * np.pi / float(orbits.argument_of_latitude_rate_rad_per_s.mean())
    cut = grid(scenario.numerics.step_s, period, phases)
    return Case(scenario, lower(scenario, orbits, environment_of(scenario, orbits, sun)), sun, cut, n_day)


def first_lanes(case: Case, n: int) -> Case:
    """The first ``n`` orbits of a case."""
    lanes = case.lanes
    cut = {name: getattr(lanes, name)[..., :n] for name in ("path", "orbit", "orbit_group", "state", "weight")}
    return replace(case, lanes=replace(lanes, **cut))
