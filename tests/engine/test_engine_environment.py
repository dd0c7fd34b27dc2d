"""What the environment does to the march: thrust in the power budget, and the orbit of a sinking satellite."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from by_hand import WALKER, marching, sun_of

from orbitdc.environment import environment_of
from orbitdc.fleet.select import fleet_orbits
from orbitdc.scenario.model import Scenario
from orbitdc.sky.eclipse import beta_rad, eclipse_closed_form_s

AIR: dict[str, Any] = {"drag_coefficient": 2.2, "edge_coefficient": 0.14}
LOW = {**WALKER, "altitude_km": 350.0, "planes": 1, "satellites_per_plane": 1}


def test_thrust_is_part_of_the_load(scenario: Callable[..., Scenario]) -> None:
    ample = {"satellite__it_power_w": 40e3, "capacity_kwh": 300.0, "shells": (LOW,)}
    still, held = marching(scenario(**ample), 1), marching(scenario(**ample, **AIR), 1)
    env = environment_of(held.scenario, held.orbits, sun_of(held.scenario.mission.service_date, 1827))
    thruster = held.scenario.satellite.propulsion
    # A day of drag is m dv = F t; F = 0.1713 N for 4.2 kW, 50 % and 2500 s (case orb-05).
    watts = 4200.0 * 2143.0 * env.altitude.drag_m_per_s[0, 0] / (0.1713 * 86400.0)
    assert 300.0 < watts < thruster.input_w
    more = held.mean("panel")[0] - still.mean("panel")[0]
    chain = 1.0 / (held.hardware().conversion * held.hardware().harness)
    stored = (held.last("battery")[0] - still.last("battery")[0]) / 86400.0
    # The battery's losses and where in its cycle the day ends: some percent of the difference.
    assert more - stored * chain == pytest.approx(watts * chain, rel=0.08)
    assert held.mean("clock")[0] == still.mean("clock")[0]


def test_a_sinking_satellite_turns_faster_and_stays_continuous(scenario: Callable[..., Scenario]) -> None:
    shell = {**LOW, "altitude_km": 500.0}
    made = scenario(shells=(shell,), altitude="decaying", service_date=dt.date(2028, 1, 1), **AIR)
    orbits = fleet_orbits(made)
    env = environment_of(made, orbits, sun_of(made.mission.service_date, 1827))
    days, spans = env.spans(orbits, "j2")
    height = np.array([s.semi_major_axis_km[0] - 6378.137 for s in spans])
    flying = height > 205.0  # lower, the lane of a lost satellite is marched on at 200 km
    assert flying.sum() > 4
    assert (np.diff(height[flying]) < 0.0).all()
    for k in range(1, int(flying.sum())):
        at = k * days * 86400.0
        for angle, rate in (
            ("raan_rad", "raan_rate_rad_per_s"),
            ("argument_of_latitude_rad", "argument_of_latitude_rate_rad_per_s"),
        ):
            before, after = (getattr(s, angle)[0] + getattr(s, rate)[0] * at for s in (spans[k - 1], spans[k]))
            assert after == pytest.approx(before, rel=1e-12)  # rounding of angles of 1e5 rad
    # Kepler: n ~ a^-3/2; J2 adds a thousandth of the change.
    first, low = spans[0], spans[int(flying.sum()) - 1]
    ratio = low.argument_of_latitude_rate_rad_per_s[0] / first.argument_of_latitude_rate_rad_per_s[0]
    assert ratio == pytest.approx((first.semi_major_axis_km[0] / low.semi_major_axis_km[0]) ** 1.5, rel=1e-4)


def test_the_march_flies_the_sunken_orbit(scenario: Callable[..., Scenario]) -> None:
    shell = {**LOW, "altitude_km": 540.0}
    start = dt.date(2028, 1, 1)
    made = scenario(shells=(shell,), altitude="decaying", service_date=start, shadow="cylinder_sphere", **AIR)
    flown = marching(made, 300)
    days, spans = environment_of(made, flown.orbits, sun_of(start, 1827)).spans(flown.orbits, "j2")
    sun = sun_of(start, 1827)
    for day in (8, 120, 280):
        here = spans[day // days]
        lit = []
        for second in (np.arange(24) + 0.5) * 3600.0 + day * 86400.0:
            raan = here.raan_rad[0] + here.raan_rate_rad_per_s[0] * second
            beta = float(beta_rad(sun.at(second)[0][0], here.inclination_rad[0], raan))
            height = float(here.semi_major_axis_km[0]) - 6378.137
            period = 2 * np.pi * np.sqrt((height + 6378.137) ** 3 / 398600.4418)
            lit.append(1.0 - float(eclipse_closed_form_s(height, beta)) / period)
        # A day holds 15.6 orbits: the part of one at its ends is worth 0.02 of the day's light.
        assert flown.integrated.day("lit")[day] == pytest.approx(np.mean(lit), abs=0.025)


def test_a_satellite_in_the_air_is_lost(scenario: Callable[..., Scenario]) -> None:
    made = scenario(shells=({**LOW, "altitude_km": 400.0},), altitude="decaying", **AIR)
    env = environment_of(made, fleet_orbits(made), sun_of(made.mission.service_date, 1827))
    day = float(env.altitude.reentry_day[0])
    assert 1.0 < day < 30.0
    assert env.reentry_y() == pytest.approx(day / 365.25)
    assert env.reentry_date() == (made.mission.service_date + dt.timedelta(days=int(day))).isoformat()
    before, after = env.survivors([(int(day) - 0.1) / 365.25, (day + 2.0) / 365.25])
    assert before > 0.95
    assert after < 1e-200
