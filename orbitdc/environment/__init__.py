"""The effects of the sky on a fleet over its life: one column for each group of orbits, one row for each day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from math import ceil, inf, isfinite

import numpy as np
import numpy.typing as npt

from orbitdc.compute.job import Job
from orbitdc.compute.wear import UNWORN, Wear
from orbitdc.constants import DAYS_PER_YEAR, EARTH_RADIUS_KM, MU_EARTH_KM3_PER_S2, SECONDS_PER_DAY
from orbitdc.environment.decay import altitude_path, lowered, thruster_w
from orbitdc.environment.hazards import Hazards, hazards
from orbitdc.environment.links import fleet_job
from orbitdc.environment.losses import (
    board_of,
    cooling_hazard,
    cumulated,
    dead_on_arrival_frac,
    kept_in_radiation,
    satellite_own_hazard,
    silicon,
    silicon_hazard,
)
from orbitdc.environment.orbit_groups import OrbitGroups, orbit_groups
from orbitdc.environment.servicing import Visit, serviced, visit_ages_y
from orbitdc.fleet.altitude import AltitudePath
from orbitdc.fleet.network import Network
from orbitdc.fleet.orbits import Gravity, Orbits
from orbitdc.satellite import Satellite
from orbitdc.satellite.announced import AnnouncedParts, as_announced
from orbitdc.satellite.assembly import Assembly, assemble, box_m3, mass_parts_kg
from orbitdc.satellite.part import Surroundings
from orbitdc.satellite.reliability import (
    in_groups_frac,
)
from orbitdc.satellite.sizing import design_point
from orbitdc.satellite.view import plate_to_earth
from orbitdc.scenario.model import Scenario
from orbitdc.sky.radiation import dose_rad_per_y
from orbitdc.sky.solar_activity import f107_by_day
from orbitdc.sky.sun import SunTable

__all__ = ["Environment", "Kinds", "environment_of"]
Array = npt.NDArray[np.float64]
THICKEST_MM = 20.0  # of the dose table
SINKING_DAYS = 16  # of constant height of a sinking orbit: 1 km at 7 km in a hundred days
LOST_KM = 200.0  # where lanes whose satellites are lost, or will be within a day or two, are marched on


@dataclass(frozen=True, eq=False)
class Environment:
    """Arrays by day of the life and orbit group, (n_day, n_group), unless said otherwise."""

    groups: OrbitGroups
    assembly: Assembly  # one satellite of the fleet
    around: Surroundings  # at the mean altitude of the fleet
    spared: bool  # replacements hold the capacity
    spares_frac: float  # satellites launched beyond those in service
    dead_on_arrival_frac: float
    start: dt.date  # of service
    f107_sfu: Array  # (n_day,)
    altitude: AltitudePath
    hazards: Hazards
    own_hazard: Array  # of a satellite's parts, cumulated at each day's beginning and the last one's end, (n_day + 1,)
    collision_hazard: Array  # likewise, (n_day + 1, n_group)
    silicon_hazard: Array  # of accelerators on living satellites, likewise; it falls where a visit replaces them
    cooling_hazard: Array  # of what failed pumps leave without flow, likewise
    visits: tuple[Visit, ...]
    thruster_w: Array  # mean thruster power
    networks: tuple[Network, ...]  # of each orbit group
    wear: Wear  # of the accelerators, by heat and thermal cycles
    job: Job  # how the fleet runs its work
    kept_frac: Array  # of the job's time that ends in kept work in spite of radiation

    @property
    def n_day(self) -> int:
        """Days of the life, the last one perhaps in part."""
        return len(self.own_hazard) - 1

    @property
    def satellite_hazard(self) -> Array:
        """The hazard of whole satellites, cumulated at the beginning of each day and the end of the last, (n_day + 1,
        n_group).

        Hazards of independent causes add (Rausand and Hoyland 2004, series structures).
        """
        return np.asarray(self.own_hazard[:, None] + self.collision_hazard)

    @property
    def accelerator_hazard(self) -> Array:
        """The hazard of accelerators on living satellites, failed pumps included, cumulated likewise.

        Hazards of independent causes add (Rausand and Hoyland 2004, series structures).
        """
        return np.asarray(self.silicon_hazard + self.cooling_hazard)

    @property
    def age_y(self) -> Array:
        """The age in years at the middle of each day, (n_day,), by definition."""
        return np.asarray((np.arange(self.n_day) + 0.5) / DAYS_PER_YEAR)

    def spans(self, orbits: Orbits, gravity: Gravity) -> tuple[int, list[Orbits]]:
        """Days of a span of constant height and the orbits of each; one span where the height is held.

        A sinking orbit turns faster and its node drifts faster; angles go on where the span before left them.
        """
        first = self.altitude.altitude_km[0]
        sunk = np.maximum(self.altitude.altitude_km, np.minimum(first, LOST_KM)) - first
        if not sunk.any():
            return self.n_day, [orbits]
        node, latitude, spans = orbits.raan_rad, orbits.argument_of_latitude_rad, []
        for day in range(0, self.n_day, SINKING_DAYS):
            middle = min(day + SINKING_DAYS // 2, self.n_day - 1)
            here = lowered(orbits, sunk[middle, self.groups.of], gravity)
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

    def useful_frac(self) -> Array:
        """Share of time by day, (n_day,), that ends in kept work in spite of radiation, mean over the satellites.

        The mean over orbit groups is weighted by satellites, by definition.
        """
        return np.asarray(self.kept_frac @ self.groups.share)

    def dose_krad_eol(self) -> float:
        """Dose behind the shield at the end of life in krad, of the orbit that collects most.

        The table's dose x the dose factor, by definition.
        """
        return float(self.hazards.dose_krad[-1].max()) * self.hazards.dose_factor

    def shield_need_mm(self, satellite: Satellite) -> float:
        """Least whole shield in mm behind which memory collects no more than was tested; inf above the table's.

        The dose behind thicker aluminium is that of the table (Sawyer and Vette 1976).
        """
        worst = int(np.argmax(self.hazards.dose_krad[-1]))
        place = float(self.groups.altitude_km[worst]), float(self.groups.inclination_rad[worst])
        now_mm = satellite.shielding.thickness_mm
        thicker = np.arange(ceil(now_mm), THICKEST_MM + 1.0)
        dose = self.dose_krad_eol() * dose_rad_per_y(*place, thicker, 0.5) / dose_rad_per_y(*place, now_mm, 0.5)
        enough = thicker[dose <= satellite.upsets.tested_krad]
        return float(enough[0]) if enough.size else inf

    def network(self) -> Network:
        """The network of the orbit group whose links are shortest of what they are asked for."""
        return min(self.networks, key=lambda network: network.share_frac)

    def reentry_y(self) -> float:
        """Age at which the first satellites re-enter, inf where none does within the life.

        Days over the days of a year, by definition.
        """
        return float(self.altitude.reentry_day.min()) / DAYS_PER_YEAR

    def last_day(self) -> int:
        """Days until the last satellites are lost to the air, the whole life where some stay up."""
        last = float(self.altitude.reentry_day.max())
        return ceil(last) if isfinite(last) else self.n_day

    def reentry_date(self) -> str:
        """Date of the first re-entry, empty where there is none within the life."""
        day = float(self.altitude.reentry_day.min())
        return (self.start + dt.timedelta(days=int(day))).isoformat() if isfinite(day) else ""

    def survivors(self, age_y: npt.ArrayLike) -> Array:
        """Accelerators alive at ages in y over those in service at first, satellites and silicon together.

        Of the shape of ``age_y``. Spares in orbit step in for lost satellites until they are used up. The share alive
        is exp(-H) with H the cumulated hazard (Rausand and Hoyland 2004, chapter 2).
        """
        return self._alive(self.satellite_hazard + self.accelerator_hazard, age_y) * self._spare_factor(age_y)

    def satellites(self, age_y: npt.ArrayLike) -> Array:
        """Share of satellites in service at ages in y, whatever the state of their accelerators.

        The share alive is exp(-H) with H the cumulated hazard (Rausand and Hoyland 2004, chapter 2).
        """
        return self._alive(self.satellite_hazard, age_y) * self._spare_factor(age_y)

    def living(self, age_y: npt.ArrayLike) -> Array:
        """Share of launched satellites alive at ages in y, in service or spare."""
        return self._alive(self.satellite_hazard, age_y)

    def replaced_by(self, visit: Visit) -> float:
        """Accelerators that a round of visits brings, over those of all launched satellites.

        The share alive is exp(-H) with H the cumulated hazard (Rausand and Hoyland 2004, chapter 2).
        """
        aloft = visit.age_y * DAYS_PER_YEAR < self.altitude.reentry_day
        alive = aloft * np.exp(-self._at(self.satellite_hazard, np.array([visit.age_y]))[0])
        return (1.0 - self.dead_on_arrival_frac) * float((alive * visit.replaced_frac) @ self.groups.share)

    def _spare_factor(self, age_y: npt.ArrayLike) -> Array:
        """Satellites in service over those launched for it that live: min(1, (1 + f) a)/a with a share a alive."""
        if self.spares_frac == 0.0:
            return np.ones_like(age_y, dtype=np.float64)
        alive = self.living(age_y)
        served = np.minimum(1.0, (1.0 + self.spares_frac) * alive)
        return np.divide(served, alive, out=np.ones_like(alive), where=alive > 0.0)

    def worn(self, scenario: Scenario, wear: Wear) -> Environment:
        """The environment with the losses of accelerators that meet this heat and these thermal cycles."""
        edge_y = np.arange(self.n_day + 1) / DAYS_PER_YEAR
        hazard, visits = silicon(scenario, edge_y, self.hazards.memory_per_y, wear)
        return replace(self, silicon_hazard=hazard, visits=visits, wear=wear)

    def accelerators_frac(self) -> Array:
        """Accelerators alive on a living satellite by day and orbit group, (n_day, n_group).

        The share alive is exp(-H) with H the cumulated hazard (Rausand and Hoyland 2004, chapter 2).
        """
        middle = 0.5 * (self.silicon_hazard[1:] + self.silicon_hazard[:-1])
        return np.ones_like(middle) if self.spared else np.exp(-middle)

    def losses_per_y(self, hazard: Array, life_y: float) -> float:
        """Mean yearly rate over the life of a cumulated hazard (n_day + 1, n_group), weighted by satellites.

        H(life)/life, with the cumulated ``hazard`` H dimensionless (Rausand and Hoyland 2004, chapter 2).
        """
        return float(self._at(hazard, np.array([life_y]))[0] @ self.groups.share) / life_y

    def _alive(self, hazard: Array, age_y: npt.ArrayLike) -> Array:
        """Share not yet lost to a hazard, which replacements make up for, nor to the air, which they do not."""
        age = np.asarray(age_y, dtype=np.float64)
        aloft = age.ravel()[:, None] * DAYS_PER_YEAR < self.altitude.reentry_day
        alive = aloft * (1.0 if self.spared else np.exp(-self._at(hazard, age.ravel())))
        return np.asarray((1.0 - self.dead_on_arrival_frac) * (alive @ self.groups.share)).reshape(age.shape)

    def _at(self, hazard: Array, age_y: Array) -> Array:
        """Hazards (day, group) at ages in years, (age, group)."""
        days = np.arange(self.n_day + 1, dtype=np.float64)
        return np.stack([np.interp(age_y * DAYS_PER_YEAR, days, column) for column in hazard.T], axis=1)


def whole_groups_eol_frac(scenario: Scenario, environment: Environment) -> float:
    """Accelerators of a living satellite that whole tensor groups use at the end of life, over those at first.

    The mean over orbit groups is weighted by satellites, by definition.
    """
    count, spare, tray = board_of(scenario)
    group = min(scenario.workload.tensor_parallel, scenario.accelerator.domain_accelerators, count)
    edge_y = np.arange(environment.n_day + 1) / DAYS_PER_YEAR
    bare = silicon_hazard(scenario, edge_y, environment.hazards.memory_per_y, environment.wear)
    ages_y = visit_ages_y(scenario.fleet, scenario.mission.life_y)
    hazard, _ = serviced(bare, ages_y, scenario.fleet.service_restores_frac)
    alive = np.ones_like(hazard[-1]) if environment.spared else np.exp(-hazard[-1])
    return float(in_groups_frac(alive, count, spare, tray, group) @ environment.groups.share)


def surroundings(scenario: Scenario, altitude_km: float) -> Surroundings:
    """What the parts of a satellite meet at an altitude in km, and the length of a step."""
    sky = scenario.sky
    view = 2.0 * float(plate_to_earth(altitude_km, 0.5 * np.pi))
    return Surroundings(
        sky.solar_constant_w_per_m2,
        sky.earth_infrared_w_per_m2,
        sky.albedo_frac,
        view,
        scenario.numerics.step_s,
        (MU_EARTH_KM3_PER_S2 / (EARTH_RADIUS_KM + altitude_km) ** 3) ** 0.5,
    )


def assembly_of(scenario: Scenario, around: Surroundings) -> Assembly:
    """One satellite of a scenario put together, beside the designs that its mass and envelope were announced with."""
    s, own = scenario, scenario.satellite
    of_mass = as_announced(own, own.announced_design)
    of_envelope = of_mass if own.envelope_design is None else as_announced(own, own.envelope_design)
    parts_kg = boxes_m3 = None
    if of_mass is not None:
        then = design_point(of_mass, s.accelerator, s.workload, around)
        parts_kg = sum(mass_parts_kg(of_mass, then).values())
    if of_envelope is not None:
        boxes_m3 = box_m3(of_envelope, design_point(of_envelope, s.accelerator, s.workload, around))
    announced = AnnouncedParts(parts_kg, boxes_m3)
    return assemble(own, design_point(own, s.accelerator, s.workload, around), announced)


def environment_of(scenario: Scenario, orbits: Orbits, sun: SunTable) -> Environment:
    """The environment of a fleet from the start of service to the end of its life, which ``sun`` must cover.

    Raises ScenarioError where solar activity is asked for by dates outside its table. Orbits above the tables of dose,
    debris and air are refused before: shells when they are read, satellites of a catalogue when they are chosen.
    """
    s = scenario
    groups = orbit_groups(orbits)
    n_day = ceil(s.mission.life_y * DAYS_PER_YEAR - 1e-9)
    f107 = f107_by_day(s.mission.service_date, n_day, s.sky.solar_activity)
    edge_y = np.arange(n_day + 1) / DAYS_PER_YEAR
    around = surroundings(s, float(orbits.semi_major_axis_km.mean()) - EARTH_RADIUS_KM)
    assembly = assembly_of(s, around)
    mass_kg = assembly.launched_kg
    path = altitude_path(s, orbits, groups, sun, f107, mass_kg)
    found = hazards(s, groups, path.altitude_km, f107)
    job, links = fleet_job(s, orbits, groups, found.stops_per_y)
    alive, visits = silicon(s, edge_y, found.memory_per_y)
    return Environment(
        groups=groups,
        assembly=assembly,
        around=around,
        spared=s.fleet.attrition != "decay",
        spares_frac=s.fleet.spares_frac,
        dead_on_arrival_frac=dead_on_arrival_frac(s),
        start=s.mission.service_date,
        f107_sfu=f107,
        altitude=path,
        hazards=found,
        own_hazard=satellite_own_hazard(s, edge_y, s.satellite.reliability.common_causes == "included"),
        collision_hazard=cumulated(found.collision_per_y),
        silicon_hazard=alive,
        cooling_hazard=cooling_hazard(s, edge_y)[:, None] * np.ones_like(alive),
        visits=visits,
        thruster_w=thruster_w(s, path, mass_kg),
        networks=links,
        wear=UNWORN,
        job=job,
        kept_frac=kept_in_radiation(job, s.workload, found.stops_per_y),
    )
