"""What the sky does to a fleet over its life: one column for each kind of orbit, one row for each day."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import numpy as np
import numpy.typing as npt

from orbitdc.constants import DAYS_PER_YEAR, EARTH_RADIUS_KM
from orbitdc.fleet.orbits import Orbits
from orbitdc.scenario.model import Scenario

Array = npt.NDArray[np.float64]
KIND_KM, KIND_DEG = 10.0, 1.0  # orbits of a catalogue that round alike share density, dose and debris


@dataclass(frozen=True, eq=False)
class Environment:
    """Arrays by day of the life and kind of orbit, (n_day, n_kind), unless said otherwise."""

    kind: npt.NDArray[np.int64]  # of each orbit, (n_orbit,)
    share: Array  # of the satellites, (n_kind,)
    spared: bool  # replacements hold the capacity
    dead_on_arrival_frac: float
    satellite_hazard: Array  # cumulated at the beginning of each day and the end of the last, (n_day + 1, n_kind)
    silicon_hazard: Array  # of accelerators on living satellites, likewise
    cells_frac: Array  # array output left
    radiator_frac: Array  # radiator area in service
    thruster_w: Array  # mean thruster power

    @property
    def n_day(self) -> int:
        """Days of the life, the last one perhaps in part."""
        return len(self.satellite_hazard) - 1

    @property
    def age_y(self) -> Array:
        """Age at the middle of each day, (n_day,)."""
        return np.asarray((np.arange(self.n_day) + 0.5) / DAYS_PER_YEAR)

    def spans(self, orbits: Orbits) -> tuple[int, list[Orbits]]:
        """Days of a span and the orbits of each: one span where the height is held."""
        return self.n_day, [orbits]

    def survivors(self, age_y: npt.ArrayLike) -> Array:
        """Share of launched accelerators alive at ages in y, satellites and silicon together, shape of ``age_y``."""
        return self._alive(self.satellite_hazard + self.silicon_hazard, age_y)

    def satellites(self, age_y: npt.ArrayLike) -> Array:
        """Share of launched satellites alive at ages in y, whatever the state of their accelerators."""
        return self._alive(self.satellite_hazard, age_y)

    def accelerators_frac(self) -> Array:
        """Accelerators alive on a living satellite by day and kind, (n_day, n_kind)."""
        middle = 0.5 * (self.silicon_hazard[1:] + self.silicon_hazard[:-1])
        return np.ones_like(middle) if self.spared else np.exp(-middle)

    def losses_per_y(self, hazard: Array, life_y: float) -> float:
        """Mean yearly rate over the life of a cumulated hazard (n_day + 1, n_kind), weighted by satellites."""
        return float(self._at(hazard, np.array([life_y]))[0] @ self.share) / life_y

    def _alive(self, hazard: Array, age_y: npt.ArrayLike) -> Array:
        age = np.asarray(age_y, dtype=np.float64)
        if self.spared:
            return np.full_like(age, 1.0 - self.dead_on_arrival_frac)
        alive = np.exp(-self._at(hazard, age.ravel())) @ self.share
        return np.asarray((1.0 - self.dead_on_arrival_frac) * alive).reshape(age.shape)

    def _at(self, hazard: Array, age_y: Array) -> Array:
        days = np.arange(self.n_day + 1, dtype=np.float64)
        return np.stack([np.interp(age_y * DAYS_PER_YEAR, days, column) for column in hazard.T], axis=1)


def kinds(orbits: Orbits) -> tuple[npt.NDArray[np.int64], Array]:
    """Kind of each orbit (n_orbit,) and each kind's share of the satellites (n_kind,): alike in place."""
    height = np.round((orbits.semi_major_axis_km - EARTH_RADIUS_KM) / KIND_KM)
    tilt = np.round(np.degrees(orbits.inclination_rad) / KIND_DEG)
    _, of = np.unique(np.stack([orbits.shell, height, tilt]), axis=1, return_inverse=True)
    kind = of.ravel().astype(np.int64)
    return kind, np.bincount(kind, weights=orbits.weight) / orbits.weight.sum()


def environment_of(scenario: Scenario, orbits: Orbits) -> Environment:
    """The environment of a fleet from the start of service to the end of its life."""
    s = scenario
    kind, share = kinds(orbits)
    n_day = ceil(s.mission.life_y * DAYS_PER_YEAR - 1e-9)
    wide = np.ones((n_day, share.size))
    edge_y = np.arange(n_day + 1)[:, None] * np.ones(share.size) / DAYS_PER_YEAR
    age = 0.5 * (edge_y[1:] + edge_y[:-1])
    return Environment(
        kind=kind,
        share=share,
        spared=s.fleet.attrition == "spares",
        dead_on_arrival_frac=s.satellite.dead_on_arrival_frac,
        satellite_hazard=s.satellite.random_loss_per_y * edge_y,
        silicon_hazard=s.accelerator.permanent_loss_per_y * edge_y,
        cells_frac=(1.0 - s.satellite.solar_array.degradation_per_y) ** age,
        radiator_frac=wide,
        thruster_w=0.0 * wide,
    )
