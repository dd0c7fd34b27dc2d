"""Radiation and debris over a life: the environment of a fleet against the tables and closed forms it is made of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from by_hand import DAWN_DUSK, marching, sun_of

from orbitdc.environment import Environment, environment_of
from orbitdc.fleet.select import fleet_orbits
from orbitdc.scenario.model import Scenario
from orbitdc.sky.debris import penetration_per_m2_y
from orbitdc.sky.radiation import dose_rad_per_y, solar_phase_frac

LIVE: dict[str, Any] = {
    "satellite__upsets__memory_hazard": "ramp",
    "satellite__upsets__hazard_at_tested_per_y": 0.1,
    "satellite__solar_array__radiation_share_frac": 0.5,
    "degradation_per_y": 0.025,
}


def env(scenario: Callable[..., Scenario], altitude_km: float = 600.0, **changes: Any) -> Environment:
    made = scenario(shells=({**DAWN_DUSK, "altitude_km": altitude_km},), **{**LIVE, **changes})
    return environment_of(made, fleet_orbits(made), sun_of(made.mission.service_date, 1827))


def test_dose_is_collected_day_by_day(scenario: Callable[..., Scenario]) -> None:
    sky = env(scenario)
    tilt = float(sky.groups.inclination_rad[0])
    low, high = (float(dose_rad_per_y(600.0, tilt, 10.0, phase)) for phase in (1.0, 0.0))
    assert low < sky.hazards.dose_krad[-1, 0] * 1e3 / 5.0 < high
    by_hand = sum(float(dose_rad_per_y(600.0, tilt, 10.0, solar_phase_frac(f))) for f in sky.f107_sfu) / 365.25
    assert sky.hazards.dose_krad[-1, 0] * 1e3 == pytest.approx(by_hand, rel=1e-9)


def test_memory_lives_while_the_dose_is_low_and_dies_by_the_ramp(scenario: Callable[..., Scenario]) -> None:
    assert env(scenario).hazards.memory_per_y.max() == 0.0  # 0.8 krad in five years
    high = env(scenario, 1100.0)
    krad = 0.5 * (high.hazards.dose_krad[1:, 0] + high.hazards.dose_krad[:-1, 0])
    expected = 0.1 * np.maximum(krad - 2.0, 0.0) / 13.0
    assert expected.max() > 0.02
    assert high.hazards.memory_per_y[:, 0] == pytest.approx(expected, rel=1e-12)
    lost = np.trapezoid(expected, dx=1.0 / 365.25)
    plain = env(scenario, 1100.0, satellite__upsets__memory_hazard="none").survivors(5.0)
    assert high.survivors(5.0) / plain == pytest.approx(np.exp(-lost), rel=1e-3)  # half a day at both ends


def test_cells_at_the_reference_orbit_keep_their_published_rate(scenario: Callable[..., Scenario]) -> None:
    there = env(scenario, 550.0)
    # (1 - d)^5 against (1 - d/2)^5 (1 - 5 d/2): 0.881 and 0.880, and the height of the shell against the reference's.
    assert there.hazards.cells_frac[-1, 0] == pytest.approx(0.881, abs=2e-3)
    left = [env(scenario, km).hazards.cells_frac[-1, 0] for km in (550.0, 800.0, 1100.0)]
    assert left == sorted(left, reverse=True)
    assert left[-1] > 0.5  # logarithmic in fluence: a hundred times the dose is no hundred times the loss
    unmoved = env(scenario, 1100.0, satellite__solar_array__radiation_share_frac=0.0)
    assert unmoved.hazards.cells_frac[-1, 0] == pytest.approx(0.881, abs=2e-4)


def test_a_holed_segment_takes_its_share_of_the_radiator(scenario: Callable[..., Scenario]) -> None:
    tubes = {"tube_share_frac": 0.04, "shield_mm": 0.0, "segments": 8, "segments_needed": 8}
    changes = {f"satellite__radiator__{key}": value for key, value in tubes.items()}
    sky = env(scenario, **changes)
    per_segment = 2.0 * 110.0 * 0.04 * float(penetration_per_m2_y(600.0, 1.0, 0.0)) / 8.0
    assert sky.hazards.radiator_frac[-1, 0] == pytest.approx(np.exp(-per_segment * 1826.5 / 365.25), rel=1e-9)
    spare = env(scenario, **{**changes, "satellite__radiator__segments_needed": 6})
    assert spare.hazards.radiator_frac[-1, 0] > sky.hazards.radiator_frac[-1, 0]
    # Published for unshielded tubes over 4 % of 110 m2: two to five holes a year.
    assert 2.0 < 8.0 * per_segment < 5.0


def test_a_holed_radiator_runs_hotter(scenario: Callable[..., Scenario]) -> None:
    made = scenario(**LIVE, satellite__radiator__tube_share_frac=0.02, satellite__it_power_w=60e3)
    whole = scenario(**LIVE, satellite__it_power_w=60e3)
    hot, cool = marching(made, 60), marching(whole, 60)
    share = hot.lanes.degradation[59, 3, 0]
    assert 0.3 < share < 0.9
    # The last day: both radiate the same heat, from areas in that ratio, against a sink of 180 K.
    warm, fresh = (m.integrated.day("radiator_high")[59] for m in (hot, cool))
    assert (warm**4 - 180.0**4) / (fresh**4 - 180.0**4) == pytest.approx(1.0 / share, rel=0.1)


def test_collisions_grow_with_the_surface_and_the_flux(scenario: Callable[..., Scenario]) -> None:
    none, some, more = (env(scenario, satellite__vital_m2=area) for area in (0.0, 4.0, 8.0))
    assert none.hazards.collision_per_y.max() == 0.0
    assert more.hazards.collision_per_y[0, 0] == pytest.approx(2.0 * some.hazards.collision_per_y[0, 0], rel=1e-12)
    dense = env(scenario, satellite__vital_m2=4.0, sky__debris_flux="high")
    assert dense.hazards.collision_per_y[0, 0] > 2.0 * some.hazards.collision_per_y[0, 0]
    # 27,000 satellite-years of Starlink without one: below 1e-4 a year (95 %).
    assert some.hazards.collision_per_y[0, 0] < 1e-4
    assert some.satellites(5.0) < none.satellites(5.0)


def test_radiation_stops_jobs_in_proportion_to_their_size(scenario: Callable[..., Scenario]) -> None:
    work = {"workload__traffic": "training", "satellite__upsets__rad_per_uncorrectable": 50.0}
    small, large = (env(scenario, **work, workload__job_accelerators=n) for n in (72, 1000))
    # Young: sqrt(2 delta lambda) + lambda t_restart.
    per_s = small.hazards.stops_per_y * 72 / (365.25 * 86400.0)
    assert small.kept_frac == pytest.approx(1.0 - np.sqrt(30.0 * per_s) - 300.0 * per_s, rel=1e-9)
    assert large.useful_frac().mean() < small.useful_frac().mean() < 1.0
    assert small.hazards.stops_per_y[0, 0] == pytest.approx(small.hazards.dose_rad_per_y[0, 0] / 50.0, rel=1e-12)
