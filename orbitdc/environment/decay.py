"""Altitude, drag and thruster load of each orbit group, and the orbits of a sinking fleet."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from orbitdc.constants import DAYS_PER_YEAR, SECONDS_PER_DAY
from orbitdc.environment.orbit_groups import OrbitGroups
from orbitdc.fleet.altitude import AltitudePath, decaying, held
from orbitdc.fleet.orbits import Gravity, Orbits, secular_rates
from orbitdc.scenario.model import Scenario
from orbitdc.sky.eclipse import beta_rad
from orbitdc.sky.sun import SunTable
from orbitdc.system.recent import by_content

Array = npt.NDArray[np.float64]
PLANES_LOOKED_AT = 16  # of a kind, for its mean frontal area


def altitude_path(
    scenario: Scenario, orbits: Orbits, groups: OrbitGroups, sun: SunTable, f107_sfu: Array, mass_kg: float
) -> AltitudePath:
    """Altitude and drag of each orbit group by day, at the launched mass and at the mean radius of the orbits."""
    s = scenario.satellite
    area = np.stack(
        [frontal_area_m2(scenario, orbits, member, sun, f107_sfu.size) for member in groups.members()], axis=1
    )
    way = held if s.drag.altitude == "held" else decaying
    return way(
        groups.mean_height_km, groups.inclination_rad, groups.ltan_h, area, mass_kg, s.drag.drag_coefficient,
        f107_sfu,
    )  # fmt: skip


def frontal_area_m2(
    scenario: Scenario, orbits: Orbits, member: npt.NDArray[np.int64], sun: SunTable, n_day: int
) -> Array:
    """Frontal area in m2 in service by day, (n_day,), mean over some planes of a kind, by the Sun's angle to each.

    ``member`` holds the index numbers of the orbits of the kind.
    """
    s = scenario.satellite
    some = member[np.linspace(0, member.size - 1, min(member.size, PLANES_LOOKED_AT)).astype(np.int64)]
    beta = _sun_angles(orbits, some, sun, n_day)
    area = s.drag.area_m2(s.solar_array.area_m2, s.radiator.area_m2, s.solar_array.tracking, s.radiator.attitude, beta)
    return np.asarray(area.mean(axis=1))


@by_content(most=16)
def _sun_angles(orbits: Orbits, some: npt.NDArray[np.int64], sun: SunTable, n_day: int) -> Array:
    """The Sun angle to the planes of some orbits in rad at noon of each day, (n_day, n_some)."""
    times = (np.arange(n_day) + 0.5) * SECONDS_PER_DAY
    direction, _ = sun.at(times)
    raan = orbits.raan_rad[some] + np.outer(times, orbits.raan_rate_rad_per_s[some])
    return beta_rad(direction[:, None, :], orbits.inclination_rad[some], raan)


def thruster_w(scenario: Scenario, path: AltitudePath, mass_kg: float) -> Array:
    """Mean thruster power in W by day, (n_day, n_group), for drag make-up and avoidance.

    The share m dv/(F t) of the input power of all thrusters, F their thrust and t a day, at most all of it (where drag
    exceeds the thrust, the margin ``thrust_frac`` says so). A satellite that is left to sink spends nothing on drag.
    Force is mass x acceleration (Newton 1687).

    >>> import orbitdc
    >>> s = orbitdc.load("ai1_vs_colossus")
    >>> idle = AltitudePath(np.full((1, 1), 600.0), np.zeros((1, 1)), np.array([np.inf]))
    >>> bool(thruster_w(s, idle, 2140.0)[0, 0] < 1e-3 * s.satellite.propulsion.input_w)  # avoidance alone
    True
    """
    thruster = scenario.satellite.propulsion
    made_up = path.drag_m_per_s if scenario.satellite.drag.altitude == "held" else 0.0 * path.drag_m_per_s
    delta_v = made_up + thruster.avoidance_m_per_s_y / DAYS_PER_YEAR
    duty = mass_kg * delta_v / thruster.thrust_n() / SECONDS_PER_DAY
    return np.asarray(thruster.thrusters * thruster.input_w * np.minimum(duty, 1.0))


def lowered(orbits: Orbits, change_km: Array, gravity: Gravity) -> Orbits:
    """Orbits at another height, ``change_km`` (n_orbit,) above their own, their rates scaled by the secular ones."""
    a_km = orbits.semi_major_axis_km + change_km
    was = secular_rates(orbits.semi_major_axis_km, orbits.eccentricity, orbits.inclination_rad, gravity)
    now = secular_rates(a_km, orbits.eccentricity, orbits.inclination_rad, gravity)
    return replace(
        orbits,
        semi_major_axis_km=a_km,
        mean_radius_km=orbits.mean_radius_km + change_km,
        raan_rate_rad_per_s=orbits.raan_rate_rad_per_s + now[0] - was[0],
        argument_of_latitude_rate_rad_per_s=orbits.argument_of_latitude_rate_rad_per_s + now[1] - was[1],
    )
