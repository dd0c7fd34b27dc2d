"""Torques, momentum, wheels and rods against a worked example of another hand and against closed forms."""

from __future__ import annotations

import numpy as np
import pytest

import orbitdc
from orbitdc.satellite.assembly import Assembly, assemble
from orbitdc.satellite.attitude_control import AttitudeControl, gravity_momentum, inertia_of
from orbitdc.satellite.part import Inertia, Surroundings
from orbitdc.satellite.sizing import design_point

N = 1.08308e-3  # rad/s, 600 km
AROUND = Surroundings(1361.0, 237.0, 0.3, 0.48, 60.0, N)
WORKED = Inertia(27_315.0, 304_934.0, 328_243.0)  # kg m2; 720 kg of array, 550 kg of radiator, 873 kg of body
PART = "satellite.attitude_control"


def assembled(*sets: str) -> Assembly:
    s = orbitdc.load("ai1_vs_colossus", sets)
    return assemble(s.satellite, design_point(s.satellite, s.accelerator, s.workload, AROUND))


def test_the_worked_inertia_and_the_largest_torque() -> None:
    made = np.array(inertia_of(720.0, (1.0, 35.0, 8.8235), 550.0, (1.0, 10.0, 6.1111))) + 873.0 * 2.0**2 / 6.0
    assert made == pytest.approx(np.array(WORKED), abs=1.0)  # printed to a kg m2
    assert 1.5 * N**2 * (WORKED.zz - WORKED.xx) == pytest.approx(0.5295, abs=1e-4)


def test_held_still_with_the_sun_on_the_normal() -> None:
    found = gravity_momentum(WORKED, N, 0.0, "still")
    assert found.torque_n_m == pytest.approx(0.4885, abs=1e-4)  # printed to 1e-4 N m
    # Half a degree a point: the peak of a sine may be missed by 4e-5 of it.
    assert found.swing_n_m_s == pytest.approx(451.0, rel=3e-4)
    assert found.secular_n_m_s == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize("hold", ["still", "rolling"])
def test_what_accumulates_at_thirty_degrees(hold: str) -> None:
    """0.01776 N m about the span, 103.0 N m s an orbit; a body that rolls leaves as much, by 1.5 n^2 dI sin d."""
    found = gravity_momentum(WORKED, N, np.pi / 6, hold)
    if hold == "still":
        assert found.secular_n_m_s == pytest.approx(103.0, abs=0.05)
    else:
        # T = 3 n^2 (Izz - Iyy) ry rz about an axis that turns with the satellite: within a tenth of it.
        assert found.secular_n_m_s == pytest.approx(103.0, rel=0.15)
        assert found.torque_n_m < 0.1  # the span never meets the vertical


def test_a_radiator_too_large_for_its_height_is_square() -> None:
    """Two panels of 10,000 m2 beside a body of 2 m: uniform squares of 100 m from 1 m on, by hand."""
    at = assembled("satellite.radiator.area_m2=20000").at
    along2, deep2 = (1.0 + 101.0 + 101.0**2) / 3.0, 100.0**2 / 12.0
    wing = 1500.0 * (600.0 / 68.0) ** 2 / 12.0
    assert at.inertia.xx == pytest.approx(wing + 20000.0 * 5.0 * (along2 + deep2), rel=1e-9)


def test_a_body_alike_about_all_axes_feels_no_gravity() -> None:
    for hold in ("still", "rolling"):
        found = gravity_momentum(Inertia(5.0, 5.0, 5.0), N, 0.7, hold)
        assert found.torque_n_m < 1e-15


def test_the_torque_of_sunlight() -> None:
    part = orbitdc.load("ai1_vs_colossus", [f"{PART}.air_n_per_m2=0"]).satellite.attitude_control
    assert part.wheels(WORKED, N, 600.0).pressure_n_m == pytest.approx(1.498e-3, rel=1e-3)  # printed to four digits


def test_rods_dump_what_accumulates() -> None:
    """0.018 N m at 3e-5 T take 592 A m2."""
    part = orbitdc.load(
        "ai1_vs_colossus", [f"{PART}.pressure_arm_m=0", f"{PART}.hold=still"]
    ).satellite.attitude_control
    assert part.wheels(WORKED, N, 600.0).rods_a_m2 == pytest.approx(592.0, abs=1.0)


def test_held_still_the_wheels_of_one_axis() -> None:
    """+-226 N m s, three wheels of 100 N m s and 36 kg by the worked example: 27 kg at 8.3 N m s/kg and no spare."""
    sets = [f"{PART}.{key}=0" for key in ("sun_off_normal_deg", "pressure_arm_m", "momentum_margin_frac")]
    part: AttitudeControl = orbitdc.load("ai1_vs_colossus", [*sets, f"{PART}.hold=still"]).satellite.attitude_control
    sized = part.wheels(WORKED, N, 600.0)
    assert sized.capacity_n_m_s == pytest.approx(225.5, abs=0.5)
    assert part.wheel_kg_per_n_m_s * sized.capacity_n_m_s == pytest.approx(27.0, abs=0.2)


def test_it_joins_the_masses_and_prices() -> None:
    made, still = assembled(), assembled(f"{PART}.hold=still")
    s = orbitdc.load("ai1_vs_colossus").satellite.attitude_control
    sized = s.wheels(made.at.inertia, N, 600.0)
    kg = 0.12 * sized.capacity_n_m_s + 0.0275 * sized.rods_a_m2
    assert made.parts_kg["attitude control"] == pytest.approx(kg, rel=1e-12)
    assert made.bus_usd["attitude control"] == pytest.approx(750.0 * sized.capacity_n_m_s, rel=1e-12)
    assert still.parts_kg["attitude control"] > kg  # the swing of a satellite that does not turn
