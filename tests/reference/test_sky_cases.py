"""Air, dose, debris and links against cases computed or published elsewhere, each with its source."""

from __future__ import annotations

import math

import numpy as np
import pytest

import orbitdc
from orbitdc.compute.throughput import all_reduce_gbps
from orbitdc.fleet.altitude import drag_m_per_s_d
from orbitdc.fleet.network import network_of
from orbitdc.satellite.drag import frontal_area_m2
from orbitdc.satellite.link import starlink_class
from orbitdc.satellite.propulsion import Propulsion
from orbitdc.satellite.upsets import events_per_y
from orbitdc.satellite.view import plate_to_earth
from orbitdc.sky.debris import critical_diameter_mm, meteoroids_per_m2_y
from orbitdc.sky.radiation import dose_rad_per_y, proton_rad_per_y

SPENVIS = (
    "SPENVIS 4.6.11 SHIELDOSE-2, AP8-MIN and AE8-MAX, through github.com/pfandzelter/leo-edge-failure-models, "
    "compute-failure/cleaned"
)


# -- orb ---------------------------------------------------------------------------------------------------------------


def test_orb_05_thrust_of_an_argon_hall_thruster() -> None:
    """4.2 kW, 2500 s, 50 %: 0.1713 N and 6.99e-6 kg/s; SpaceX states 170 mN (orbitalindex 208)."""
    hall = Propulsion(
        specific_impulse_s=2500.0, efficiency_frac=0.5, input_w=4200.0, dry_mass_kg=2.1, propellant_kg=50.0,
        thrusters=1, added_thruster_mass_kg=8.4, added_thruster_price_usd=2e4,
        avoidance_m_per_s_y=0.5, disposal_altitude_km=200.0, disposal_max_y=5.0,
    )  # fmt: skip
    assert hall.thrust_n() == pytest.approx(0.1713, rel=0.01)
    assert hall.thrust_n() / (9.80665 * 2500.0) == pytest.approx(6.99e-6, rel=0.01)


def test_orb_06_drag_of_an_ai1_like_satellite() -> None:
    """600 km dawn-dusk, 600 m2 of array and 110 m2 of radiator: 253.2 m2; 4.09, 26.9, 106 m/s a year. Independent."""
    area = float(frontal_area_m2(600.0, 110.0, 0.0, "two_axis", "velocity_normal", math.acos(0.275), 0.14 / 2.2))
    assert area == pytest.approx(253.2, rel=0.01)  # the radiator as a plate square to the wind, k = 1
    for density, per_y, argon_kg in ((1.742e-14, 4.09, 0.357), (1.148e-13, 26.9, 2.35), (4.52e-13, 106.0, 9.24)):
        dv = float(drag_m_per_s_d(density, 600.0, math.pi / 2, 2.2 * 253.2 / 2140.0)) * 365.25
        assert dv == pytest.approx(per_y, rel=0.01)
        assert 2140.0 * dv / (9.80665 * 2500.0) == pytest.approx(argon_kg, rel=0.01)


# -- rad ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("inclination_deg", "mm", "five_years_rad", "off"),
    [
        # AP8's own deficit of 14 % at 30 degrees; within 6 % where the table is interpolated; exact by construction.
        (30.0, 5.0, 1461.5, 0.17),
        (30.0, 10.0, 1195.5, 0.17),
        (55.0, 5.0, 1598.5, 0.06),
        (55.0, 10.0, 765.0, 0.06),
        (100.0, 2.0, 11605.0, 0.01),
        (100.0, 5.0, 1467.0, 0.01),
        (100.0, 10.0, 569.4, 0.01),
    ],
)
def test_rad_01_five_years_at_550_km(inclination_deg: float, mm: float, five_years_rad: float, off: float) -> None:
    dose = 5.0 * float(dose_rad_per_y(550.0, math.radians(inclination_deg), mm, 0.0))
    assert dose == pytest.approx(five_years_rad, rel=off), SPENVIS


@pytest.mark.parametrize(("mm", "rad_per_y"), [(3.0, 165.6), (5.0, 138.7), (10.0, 110.0), (20.0, 80.5)])
def test_rad_02_protons_of_spenvis(mm: float, rad_per_y: float) -> None:
    # Two codes in the ratio 1.27 +- 0.03, which the table is scaled by.
    assert float(proton_rad_per_y(550.0, math.radians(100.0), mm, 0.0)) == pytest.approx(rad_per_y, rel=0.03), SPENVIS


def test_rad_03_suncatcher_s_dose_lies_inside_the_cycle() -> None:
    """150 rad a year at 650 km SSO behind 10 mm (arXiv:2511.19468): AP8-MAX 153, AP8-MIN 211, less and more 10 %."""
    active, quiet = (float(proton_rad_per_y(650.0, math.radians(98.0), 10.0, phase)) for phase in (1.0, 0.0))
    assert active == pytest.approx(153.0, rel=0.01)
    assert quiet == pytest.approx(211.0, rel=0.01)
    assert 0.9 * active < 150.0 < 1.1 * quiet


def test_rad_04_an_uncorrectable_error_in_ten_million_inferences() -> None:
    upsets = orbitdc.load("ai1_vs_colossus").satellite.upsets.model_copy(update={"rad_per_uncorrectable": 50.0})
    uncorrectable, _, _ = events_per_y(150.0, upsets)
    assert float(uncorrectable) == pytest.approx(3.0, rel=0.05)
    assert 365.25 * 86400.0 / float(uncorrectable) == pytest.approx(1.05e7, rel=0.05)


def test_rad_06_meteoroids() -> None:
    """Gruen's flux at 1 AU in ECSS-E-ST-10-04C, 10.2.4.1."""
    flux = meteoroids_per_m2_y([1e-9, 1e-6, 1e-3, 1.0])
    assert flux == pytest.approx([95.06, 1.488, 5.968e-4, 7.02e-8], rel=1e-3)


def test_rad_07_what_pierces_aluminium() -> None:
    """Cour-Palais, aluminium at 10 km/s on a single wall of 0.5 to 3 mm. Independent computation."""
    diameter = critical_diameter_mm([0.5, 1.0, 2.0, 3.0], 10.0)
    assert diameter == pytest.approx([0.132, 0.254, 0.491, 0.72], rel=0.01)


# -- com ---------------------------------------------------------------------------------------------------------------


def test_com_01_a_laser_of_today_s_fleet() -> None:
    """42 PB a day over 9,000 lasers (tekins.com; PCMag): 3.89 Tbit/s, 0.43 Gbit/s each."""
    total_gbps = 42e15 * 8.0 / 86400.0 * 1e-9
    assert total_gbps == pytest.approx(3890.0, rel=0.01)
    assert total_gbps / 9000.0 == pytest.approx(0.43, rel=0.01)
    assert starlink_class().terminal_gbps(5400.0) > total_gbps / 9000.0


@pytest.mark.parametrize(("aperture_m", "km"), [(0.05, 1.61), (0.10, 6.45)])
def test_com_03_where_the_far_field_begins(aperture_m: float, km: float) -> None:
    assert starlink_class().model_copy(update={"aperture_m": aperture_m}).near_field_km() == pytest.approx(km, rel=0.01)


def test_com_04_gradients_of_a_405_billion_parameter_model() -> None:
    assert all_reduce_gbps(405e9, 2.0, 128, 5.933) == pytest.approx(17.07, rel=0.005)
    assert 72e-3 * all_reduce_gbps(405e9, 2.0, 128, 5.933) == pytest.approx(1.229, rel=0.005)


def test_com_05_tokens() -> None:
    changes = {"traffic": "inference", "bytes_per_token": 32.0, "weight_updates_per_day": 0.0}
    made = orbitdc.load("ai1_vs_colossus").workload.model_copy(update=changes)
    demand = network_of(made, starlink_class(), 1, 2.0 * made.parameters * 1e6, 1000.0).demand_gbps
    assert demand == pytest.approx(0.256, rel=1e-12)


# -- th ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("altitude_km", "factors"),
    [
        (550.0, (0.84738, 0.62357, 0.25777, 0.07646)),
        (650.0, (0.82341, 0.60172, 0.24057, 0.06706)),
        (800.0, (0.78932, 0.57207, 0.21841, 0.05562)),
    ],
)
def test_th_01_plate_to_earth(altitude_km: float, factors: tuple[float, ...]) -> None:
    """A Monte Carlo of 4e6 rays agrees to 1e-4; 0.258 edge-on at 550 km is published (ea.greaterwrong.com)."""
    found = plate_to_earth(altitude_km, np.radians([0.0, 45.0, 90.0, 120.0]))
    assert found == pytest.approx(factors, abs=1e-4)
