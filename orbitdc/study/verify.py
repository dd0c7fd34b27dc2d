"""A scenario's own orbits, Sun, shadow and passes held against SGP4 and skyfield with DE421."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from orbitdc.constants import AU_KM, SECONDS_PER_DAY
from orbitdc.errors import Problem, ScenarioError
from orbitdc.fleet.orbits import Orbits, frozen_eccentricity
from orbitdc.fleet.select import fleet_orbits
from orbitdc.scenario.model import Scenario
from orbitdc.simulation.geometry import lane_beta
from orbitdc.sky.eclipse import eclipse_edges, positions_km
from orbitdc.sky.independent import FIRST_YEAR, LAST_YEAR, Mean, Tools
from orbitdc.sky.passes import stations, windows
from orbitdc.sky.sun import sun_table

FloatArray = npt.NDArray[np.float64]
MOST_ORBITS = 3  # of the fleet that are held against SGP4, evenly spread over it
SAMPLES = 300  # positions over a day: no whole number of revolutions apart
YEAR_D = 365  # days of which one has the longest eclipses
SUNS = 24  # moments of the life at which the Sun is compared
GRAZING_S = 900.0  # a shorter eclipse grazes the limb, where a kilometre moves its edges by a minute
GRAZING_RAD = math.radians(5.0)  # above the least elevation: a pass below crosses it so flatly that a kilometre is 10 s


@dataclass(frozen=True)
class Check:
    """One quantity held against another tool: the greatest difference, and the most that it may be."""

    what: str
    against: str
    difference: float
    tolerance: float
    unit: str
    compared: int
    reason: str  # of the tolerance

    @property
    def holds(self) -> bool:
        """Whether the difference is within the tolerance; what could not be compared holds."""
        return self.difference <= self.tolerance

    def as_dict(self) -> dict[str, Any]:
        """The check as plain values for JSON."""
        return {**asdict(self), "holds": self.holds}


def verify(scenario: Scenario) -> list[Check]:
    """Hold the orbits of a scenario over their first day, and its Sun over the life, against independent tools.

    Raises EnvironmentFault where the tools are not installed, and ScenarioError for a service that begins or ends
    outside the years of DE421.
    """
    begins = scenario.mission.service_date
    ends = begins + dt.timedelta(days=scenario.mission.life_y * 366.0)
    if not begins.year >= FIRST_YEAR or not ends.year <= LAST_YEAR:
        fix = "choose an earlier date or a shorter life to verify the orbits with"
        message = f"the ephemeris DE421 covers {FIRST_YEAR} to {LAST_YEAR}; asked for {begins} to {ends}"
        raise ScenarioError(Problem(message, path="mission.service_date", fix=fix))
    tools = Tools()
    try:
        orbits = fleet_orbits(scenario)
        count = min(MOST_ORBITS, orbits.weight.size)
        chosen = [int(k) for k in np.linspace(0, orbits.weight.size, count, endpoint=False)]
        flown = [(k, tools.satellite(_mean(orbits, k))) for k in chosen]
        return [
            *_sun(scenario, tools),
            _positions(orbits, flown, tools),
            _edges(scenario, orbits, flown, tools),
            *_passes(orbits, flown, tools),
        ]
    finally:
        tools.close()


def _mean(orbits: Orbits, k: int) -> Mean:
    """The mean elements of an orbit without the eccentricity that SGP4 adds by J3, where the orbit does not have it."""
    a, e, i = float(orbits.semi_major_axis_km[k]), float(orbits.eccentricity[k]), float(orbits.inclination_rad[k])
    perigee, latitude = float(orbits.argument_of_perigee_rad[k]), float(orbits.argument_of_latitude_rad[k])
    east = e * math.cos(perigee)
    north = e * math.sin(perigee) + float(orbits.frozen_eccentricity[k]) - float(frozen_eccentricity(a, i))
    perigee = math.atan2(north, east)
    return Mean(a, math.hypot(east, north), i, float(orbits.raan_rad[k]), perigee, latitude - perigee, orbits.epoch)


def _carried(orbits: Orbits, days: int) -> Orbits:
    """The orbits some days later, their angles carried on at their rates."""
    s = days * SECONDS_PER_DAY
    return replace(
        orbits,
        raan_rad=orbits.raan_rad + orbits.raan_rate_rad_per_s * s,
        argument_of_latitude_rad=orbits.argument_of_latitude_rad + orbits.argument_of_latitude_rate_rad_per_s * s,
        argument_of_perigee_rad=orbits.argument_of_perigee_rad + orbits.perigee_rate_rad_per_s * s,
        epoch=orbits.epoch + dt.timedelta(days=days),
    )


def _sun(scenario: Scenario, tools: Tools) -> Iterator[Check]:
    """The checks of the Sun's direction and distance over the life."""
    days = scenario.mission.life_y * 365.0
    seconds = np.linspace(0.0, days, SUNS) * SECONDS_PER_DAY
    epoch = dt.datetime.combine(scenario.mission.service_date, dt.time(), tzinfo=dt.UTC)
    direction, distance = sun_table(scenario.mission.service_date, days).at(seconds)
    seen = tools.sun_km(epoch, seconds)
    away = np.linalg.norm(seen, axis=1)
    angle = float(np.degrees(np.linalg.norm(direction - seen / away[:, None], axis=1)).max())
    reason = "0.001 degrees move the edge of a shadow by 0.02 s"
    yield Check("direction of the Sun", "skyfield, DE421", angle, 1e-3, "degrees", SUNS, reason)
    far = float(np.abs(distance * AU_KM / away - 1.0).max())
    yield Check("distance of the Sun", "skyfield, DE421", far, 1e-6, "relative", SUNS, "twice that of the light")


def _positions(orbits: Orbits, flown: list[tuple[int, Any]], tools: Tools) -> Check:
    """The check of satellites' positions over a day."""
    seconds = np.linspace(0.0, SECONDS_PER_DAY, SAMPLES)
    apart = [
        np.linalg.norm(tools.positions_km(sat, orbits.epoch, seconds) - positions_km(orbits, k, seconds), axis=1).max()
        for k, sat in flown
    ]
    reason = "the flattened Earth moves a satellite by up to 15 km within a revolution, which mean orbits leave out"
    return Check("positions over a day", "SGP4", float(max(apart)), 20.0, "km", SAMPLES * len(flown), reason)


def _edges(scenario: Scenario, orbits: Orbits, flown: list[tuple[int, Any]], tools: Tools) -> Check:
    """Entries and exits of whole eclipses that do not graze, on the day of the year with the longest ones of an orbit.

    It is the day on which the Sun stands nearest to the orbit's plane.
    """
    shadow = scenario.sky.shadow
    year = sun_table(orbits.epoch.date(), float(YEAR_D))
    noons: FloatArray = (np.arange(YEAR_D, dtype=np.float64) + 0.5) * SECONDS_PER_DAY
    gaps: list[float] = []
    for k, _ in flown:
        that_day = _carried(orbits, int(np.abs(lane_beta(orbits, year, k, noons)).argmin()))
        sat, sun = tools.satellite(_mean(that_day, k)), sun_table(that_day.epoch.date(), 1.0)
        found = tools.shadow_edges(sat, that_day.epoch, SECONDS_PER_DAY, shadow == "cone_ellipsoid")
        ours = eclipse_edges(that_day, k, sun, start_s=0.0, span_s=SECONDS_PER_DAY, shadow=shadow)
        gaps += _gaps(ours[ours[:, 1] - ours[:, 0] > GRAZING_S].ravel(), found)
    reason = "20 km along the orbit are 3 s, and as many across it move an edge by 2 s"
    return Check("eclipse entries and exits", "skyfield, SGP4", max(gaps, default=0.0), 6.0, "s", len(gaps), reason)


def _passes(orbits: Orbits, flown: list[tuple[int, Any]], tools: Tools) -> Iterator[Check]:
    """Rise and set above each named ground station, of passes that are no grazing ones."""
    for station in stations():
        gaps: list[float] = []
        for k, sat in flown:
            found = tools.passes(sat, station, orbits.epoch, SECONDS_PER_DAY)
            ours = windows(orbits, k, station, SECONDS_PER_DAY)
            high = ours[:, 2] > math.radians(station.elevation_min_deg) + GRAZING_RAD
            for column in (0, 1):
                gaps += _gaps(ours[high, column], found[:, column])
        reason = "20 km along the orbit are 3 s, twice that where a pass is low"
        what = f"passes of {station.label}, rise and set"
        yield Check(what, "skyfield find_events", max(gaps, default=0.0), 8.0, "s", len(gaps), reason)


def _gaps(ours: FloatArray, theirs: FloatArray) -> list[float]:
    """Time in s from each moment inside the day to the nearest of the other tool's; a day where it has none."""
    inside = ours[(ours > 60.0) & (ours < SECONDS_PER_DAY - 60.0)]
    if not theirs.size:
        return [SECONDS_PER_DAY] * inside.size
    return [float(np.abs(theirs - moment).min()) for moment in inside]
