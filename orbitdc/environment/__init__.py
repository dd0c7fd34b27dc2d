"""What the sky does to a fleet over its life: one column for each kind of orbit, one row for each day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from math import ceil, isfinite

import numpy as np
import numpy.typing as npt

from orbitdc.constants import DAYS_PER_YEAR, SECONDS_PER_DAY
from orbitdc.environment.height import altitude_path, lowered, satellite_mass_kg, thruster_w
from orbitdc.environment.kinds import Kinds, kinds
from orbitdc.fleet.altitude import AltitudePath
from orbitdc.fleet.orbits import Gravity, Orbits
from orbitdc.scenario.model import Scenario
from orbitdc.sky.solar_activity import f107_by_day
from orbitdc.sky.sun import SunTable

__all__ = ["Environment", "Kinds", "environment_of"]

Array = npt.NDArray[np.float64]
SINKING_DAYS = 16  # of constant height of a sinking orbit: 1 km at 7 km in a hundred days
REENTERED_HAZARD = 700.0  # a satellite in the air is lost for certain


@dataclass(frozen=True, eq=False)
class Environment:
    """Arrays by day of the life and kind of orbit, (n_day, n_kind), unless said otherwise."""

    kind: Kinds
    spared: bool  # replacements hold the capacity
    dead_on_arrival_frac: float
    start: dt.date  # of service
    f107_sfu: Array  # (n_day,)
    altitude: AltitudePath
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

    def spans(self, orbits: Orbits, gravity: Gravity) -> tuple[int, list[Orbits]]:
        """Days of a span of constant height and the orbits of each; one span where the height is held.

        A sinking orbit turns faster and its node drifts faster; angles go on where the span before left them.
        """
        sunk = self.altitude.altitude_km - self.altitude.altitude_km[0]
        if not sunk.any():
            return self.n_day, [orbits]
        node, latitude, spans = orbits.raan_rad, orbits.argument_of_latitude_rad, []
        for day in range(0, self.n_day, SINKING_DAYS):
            middle = min(day + SINKING_DAYS // 2, self.n_day - 1)
            here = lowered(orbits, sunk[middle, self.kind.of], gravity)
            start_s, span_s = day * SECONDS_PER_DAY, SINKING_DAYS * SECONDS_PER_DAY
            spans.append(
                replace(
                    here,
                    raan_rad=node - here.raan_rate_rad_per_s * start_s,
                    argument_of_latitude_rad=latitude - here.argument_of_latitude_rate_rad_per_s * start_s,
                )
            )
            node = node + here.raan_rate_rad_per_s * span_s
            latitude = latitude + here.argument_of_latitude_rate_rad_per_s * span_s
        return SINKING_DAYS, spans

    def reentry_y(self) -> float:
        """Age at which the first satellites re-enter, inf where none does within the life."""
        return float(self.altitude.reentry_day.min()) / DAYS_PER_YEAR

    def reentry_date(self) -> str:
        """Date of the first re-entry, empty where there is none within the life."""
        day = float(self.altitude.reentry_day.min())
        return (self.start + dt.timedelta(days=int(day))).isoformat() if isfinite(day) else ""

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
        return float(self._at(hazard, np.array([life_y]))[0] @ self.kind.share) / life_y

    def _alive(self, hazard: Array, age_y: npt.ArrayLike) -> Array:
        age = np.asarray(age_y, dtype=np.float64)
        if self.spared:
            return np.full_like(age, 1.0 - self.dead_on_arrival_frac)
        alive = np.exp(-self._at(hazard, age.ravel())) @ self.kind.share
        return np.asarray((1.0 - self.dead_on_arrival_frac) * alive).reshape(age.shape)

    def _at(self, hazard: Array, age_y: Array) -> Array:
        days = np.arange(self.n_day + 1, dtype=np.float64)
        return np.stack([np.interp(age_y * DAYS_PER_YEAR, days, column) for column in hazard.T], axis=1)


def environment_of(scenario: Scenario, orbits: Orbits, sun: SunTable) -> Environment:
    """The environment of a fleet from the start of service to the end of its life, which ``sun`` must cover.

    Raises ScenarioError where solar activity is asked for by dates outside its table.
    """
    s = scenario
    kind = kinds(orbits)
    n_day = ceil(s.mission.life_y * DAYS_PER_YEAR - 1e-9)
    f107 = f107_by_day(s.mission.service_date, n_day, s.sky.solar_activity)
    edge_y = np.arange(n_day + 1)[:, None] * np.ones(kind.share.size) / DAYS_PER_YEAR
    age = 0.5 * (edge_y[1:] + edge_y[:-1])
    mass_kg = satellite_mass_kg(s, float(kind.altitude_km @ kind.share))
    flight = altitude_path(s, orbits, kind, sun, f107, mass_kg)
    lost = np.where(np.arange(n_day + 1)[:, None] > flight.reentry_day, REENTERED_HAZARD, 0.0)
    return Environment(
        kind=kind,
        spared=s.fleet.attrition == "spares",
        dead_on_arrival_frac=s.satellite.dead_on_arrival_frac,
        start=s.mission.service_date,
        f107_sfu=f107,
        altitude=flight,
        satellite_hazard=s.satellite.random_loss_per_y * edge_y + lost,
        silicon_hazard=s.accelerator.permanent_loss_per_y * edge_y,
        cells_frac=(1.0 - s.satellite.solar_array.degradation_per_y) ** age,
        radiator_frac=np.ones_like(age),
        thruster_w=thruster_w(s, flight, mass_kg),
    )
