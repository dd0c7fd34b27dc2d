"""Debris and meteoroid fluxes, the wall they pierce, and what has been seen: closed forms, ranges, satellite-years."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orbitdc.sky.debris import (
    Case,
    catastrophic_per_y,
    critical_diameter_mm,
    debris_per_m2_y,
    meteoroids_per_m2_y,
    near_earth_factor,
    penetration_per_m2_y,
)

# NASA90 by an independent computation, an upper estimate for 2028: altitude in km, flux of 1 mm and more, 1/(m2 y)
NASA90_1MM = [(550.0, 8e-3), (560.0, 1.4e-2), (800.0, 2e-2)]
STARLINK_SATELLITE_YEARS, STARLINK_BOUND_PER_Y = 27_000.0, 1e-4  # no loss by debris; 95 % bound 3/27,000 (Forethought)
VITAL_M2 = 4.0  # half of the faces of a bus of some 2 m; hits elsewhere leave a hole in a wing


@pytest.mark.parametrize(("mass_g", "flux"), [(1e-9, 95.06), (1e-6, 1.488), (1e-3, 5.968e-4), (1.0, 7.02e-8)])
def test_meteoroids_are_gruens(mass_g: float, flux: float) -> None:
    """rad-06: ECSS-E-ST-10-04C 10.2.4.1, F1 to F3 as given at spenvis.eu; independent computation."""
    assert float(meteoroids_per_m2_y(mass_g)) == pytest.approx(flux, rel=1e-3)  # printed to three or four digits


@pytest.mark.parametrize(("wall_mm", "diameter_mm"), [(0.5, 0.132), (1.0, 0.254), (2.0, 0.491), (3.0, 0.72)])
def test_critical_diameter_is_cour_palais(wall_mm: float, diameter_mm: float) -> None:
    """rad-07: aluminium on a single aluminium wall at 10 km/s; independent computation."""
    # the case does not print its hardness, density and speed of sound: 1 % is its own tolerance
    assert float(critical_diameter_mm(wall_mm)) == pytest.approx(diameter_mm, rel=0.01)


@given(st.floats(0.2, 20.0), st.floats(5.0, 30.0), st.floats(1.0, 8.0))
def test_critical_diameter_inverts_the_crater(wall_mm: float, speed: float, density: float) -> None:
    diameter_cm = float(critical_diameter_mm(wall_mm, speed, density)) / 10.0
    crater = 5.24 * diameter_cm ** (19.0 / 18.0) * 95.0**-0.25 * (density / 2.7) ** 0.5 * (speed / 5.1) ** (2.0 / 3.0)
    assert 18.0 * crater == pytest.approx(wall_mm, rel=1e-9)  # t = 1.8 p, in mm; rounding alone


def test_faster_denser_and_thinner_pierces_more() -> None:
    assert critical_diameter_mm(1.0, 20.0) < critical_diameter_mm(1.0, 10.0)
    assert critical_diameter_mm(1.0, 10.0, 7.8) < critical_diameter_mm(1.0, 10.0, 2.8)
    holes = penetration_per_m2_y(600.0, [0.5, 1.0, 2.0, 4.0, 8.0])
    assert (np.diff(holes) < 0.0).all()


@pytest.mark.parametrize(
    ("case", "expected"), [("low", (1e-3, 1e-6, 5e-7)), ("central", (5e-3, 2e-5, 3e-6)), ("high", (2e-2, 9e-5, 9e-6))]
)
def test_the_shipped_ranges_stand_at_600_km(case: Case, expected: tuple[float, ...]) -> None:
    flux = debris_per_m2_y(600.0, [1.0, 10.0, 100.0], case)
    assert flux == pytest.approx(expected, rel=1e-9)  # the rows themselves


@pytest.mark.parametrize(("altitude_km", "nasa90"), NASA90_1MM)
def test_nasa90_lies_inside_the_range_and_above_the_centre(altitude_km: float, nasa90: float) -> None:
    low, central, high = (float(debris_per_m2_y(altitude_km, 1.0, c)) for c in ("low", "central", "high"))
    assert low < central < nasa90 < high


def test_altitude_profile_is_nasa90s_up_to_1000_km() -> None:
    altitude = np.array([400.0, 500.0, 600.0, 700.0, 800.0, 1000.0])
    growth = 10.0 ** (altitude / 200.0 - 130.0 / 140.0 - 1.5)  # Kessler et al., NASA TM-100471, F10.7 = 130
    shape = growth / (growth + 1.0)
    made = debris_per_m2_y(altitude, 1.0) / debris_per_m2_y(600.0, 1.0)
    # rows are rounded to 0.05, a seventh of the smallest
    assert made == pytest.approx(shape / shape[2], rel=0.07)


def test_between_sizes_a_power_law_and_dust_of_nasa90() -> None:
    flux = debris_per_m2_y(600.0, [1.0, np.sqrt(10.0), 10.0])
    assert flux[1] ** 2 == pytest.approx(flux[0] * flux[2], rel=1e-9)  # the geometric mean; rounding alone
    # 0.25 mm: NASA90 gives 0.3 to 0.6 a year and square metre, an upper estimate
    central, high = (float(debris_per_m2_y(600.0, 0.25, c)) for c in ("central", "high"))
    assert central < 0.3
    assert 0.3 < high < 0.7
    assert debris_per_m2_y(300.0, 1.0) == debris_per_m2_y(400.0, 1.0)  # held below: overstates
    assert debris_per_m2_y(5000.0, 1.0) == debris_per_m2_y(2000.0, 1.0)


def test_the_earth_focuses_and_shields() -> None:
    assert float(near_earth_factor(1e9)) == pytest.approx(1.0, abs=1e-4)  # far away neither
    # ISS, 400 km: focusing 1.94, half sky and the 20 degrees down to the horizon give 0.65
    assert float(near_earth_factor(400.0)) == pytest.approx(1.94 * 0.65, rel=0.02)


def test_millimetre_meteoroids_are_a_tenth_of_debris() -> None:
    """The reference gives 4.2e-4 a year and square metre of Gruen at 1 mm."""
    mass_g = 2.5 * np.pi / 6.0 * 0.1**3
    assert float(meteoroids_per_m2_y(mass_g)) == pytest.approx(4.2e-4, rel=0.02)  # printed to two digits


def test_unshielded_tubes_are_pierced_two_to_five_times_a_year() -> None:
    """1 mm tubes over 4 % of a 110 m2 radiator, both faces."""
    exposed_m2 = 2.0 * 110.0 * 0.04
    assert 2.0 < exposed_m2 * float(penetration_per_m2_y(600.0, 1.0)) < 5.0
    # 3 mm more of aluminium: under 0.1 a year
    assert exposed_m2 * float(penetration_per_m2_y(600.0, 1.0, 3.0)) < 0.1


def test_no_loss_in_27000_satellite_years() -> None:
    low, central, high = (float(catastrophic_per_y(550.0, VITAL_M2, c)) for c in ("low", "central", "high"))
    assert low < central < STARLINK_BOUND_PER_Y < high
    # the wings cannot count: a V2 mini's two faces of 105 m2 would have been lost a hundred times
    wings = float(catastrophic_per_y(550.0, 2.0 * 105.0))
    assert wings * STARLINK_SATELLITE_YEARS > 50.0


def test_arrays_broadcast() -> None:
    assert penetration_per_m2_y(np.array([[500.0], [800.0]]), np.array([0.5, 1.0, 2.0])).shape == (2, 3)
    assert catastrophic_per_y(np.array([[500.0], [800.0]]), np.array([4.0, 8.0])).shape == (2, 2)
