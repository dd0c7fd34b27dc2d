"""Held and sinking orbits against an exponential atmosphere's lifetimes, an ODE solver and worked cases."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np
import pytest
from scipy import integrate

from orbitdc.constants import DAYS_PER_YEAR, EARTH_RADIUS_KM, EARTH_ROTATION_RAD_PER_S, MU_EARTH_KM3_PER_S2
from orbitdc.fleet.altitude import decaying, drag_m_per_s_d, held, passive_decay_y
from orbitdc.sky.atmosphere import DensityTable, density_kg_per_m3
from orbitdc.sky.solar_activity import f107_by_day

# Exponential atmosphere, Vallado, Fundamentals of Astrodynamics and Applications, table 8-4:
# base altitude in km, density there in kg/m3, scale height in km.
VALLADO = np.array(
    [
        (120.0, 2.438e-8, 9.473),
        (130.0, 8.484e-9, 12.636),
        (140.0, 3.845e-9, 16.149),
        (150.0, 2.070e-9, 22.523),
        (180.0, 5.464e-10, 29.740),
        (200.0, 2.789e-10, 37.105),
        (250.0, 7.248e-11, 45.546),
        (300.0, 2.418e-11, 53.628),
        (350.0, 9.518e-12, 53.298),
        (400.0, 3.725e-12, 58.515),
        (450.0, 1.585e-12, 60.828),
        (500.0, 6.967e-13, 63.822),
        (600.0, 1.454e-13, 71.835),
        (700.0, 3.614e-14, 88.667),
    ]
)
POLAR = math.pi / 2  # the air's rotation counts for nothing
LEVEL = np.full(6000, 130.0)


def vallado() -> DensityTable:
    altitude = np.arange(120.0, 701.0)
    base = np.searchsorted(VALLADO[:, 0], altitude, side="right") - 1
    foot, density, scale = VALLADO[base].T
    ln_density = np.log(density) - (altitude - foot) / scale
    return DensityTable(altitude, np.array([65.0, 300.0]), np.broadcast_to(ln_density, (9, 2, altitude.size)))


def test_lifetimes_in_the_exponential_atmosphere() -> None:
    """orb-03: C_D A/m = 0.022 m2/kg, circular, from 400, 500 and 600 km down to 120 km."""
    path = decaying([400.0, 500.0, 600.0], POLAR, None, 10.0, 1000.0, 2.2, LEVEL, vallado())
    # quadrature and LSODA of the case agree to 1e-5; 0.5 % is its tolerance
    assert path.reentry_day == pytest.approx([140.66, 847.3, 4321.37], rel=5e-3)
    first_m = 1e3 * (path.altitude_km[1] - path.altitude_km[0])
    assert first_m == pytest.approx([-368.03, -69.34, -14.58], rel=5e-3)  # the rate grows by 0.5 % during the day
    years = passive_decay_y([400.0, 500.0, 600.0], POLAR, None, 10.0, 1000.0, 2.2, 130.0, vallado())
    assert years * DAYS_PER_YEAR == pytest.approx([140.66, 847.3, 4321.37], rel=5e-3)


def test_drag_of_an_ai1() -> None:
    """orb-06: 2,140 kg, C_D 2.2, 253.2 m2 at 600 km, densities of low, mean and high activity."""
    daily = drag_m_per_s_d([1.742e-14, 1.148e-13, 4.52e-13], 600.0, POLAR, 2.2 * 253.2 / 2140.0)
    assert daily * DAYS_PER_YEAR == pytest.approx([4.09, 26.9, 106.0], rel=4e-3)  # printed to three digits


def test_drag_of_an_ai1_from_the_shipped_table() -> None:
    levels = [held(600.0, np.radians(97.8), 18.0, 253.2, 2140.0, 2.2, np.full(2, f)) for f in (70.0, 130.0, 200.0)]
    found = [float(path.drag_m_per_s_y()[0]) for path in levels]
    # the case keeps one height all around; above the ellipsoid the air is thinner (density_ratio.csv, dawn-dusk)
    case = np.array([4.09, 26.9, 106.0]) * [0.8657, 0.8719, 0.8850]
    # the table is within 5 % of the case's densities, and the rotating air adds 1.8 % to the case
    assert found == pytest.approx(case, rel=0.07)


def test_a_tumbling_ai1_sinks_as_the_reference_says() -> None:
    """physics: C_D A/m of 0.37 m2/kg sinks 70 km a year at 600 km and 7 at 800 km, mean activity."""
    a = EARTH_RADIUS_KM + np.array([600.0, 800.0])
    day = held([600.0, 800.0], POLAR, None, 0.37, 1.0, 1.0, np.array([130.0])).drag_m_per_s[0]
    fall = 2e-3 * day * DAYS_PER_YEAR / np.sqrt(MU_EARTH_KM3_PER_S2 / a**3)
    # one digit, and two averages of density 2 % apart; the reference keeps one height all around, above the ellipsoid
    # polar air is thinner (density_ratio.csv at 97.8 degrees, between F10.7 of 100 and 140)
    assert fall == pytest.approx([70.0 * 0.873, 7.0 * 0.910], rel=0.08)


@pytest.mark.parametrize("inclination_deg", [0.0, 53.0, 97.8, 180.0])
def test_the_air_turns_with_the_earth(inclination_deg: float) -> None:
    """Speed relative to air at rest with the Earth, vector by vector around the orbit."""
    i, a_m = math.radians(inclination_deg), 1e3 * (EARTH_RADIUS_KM + 550.0)
    u = np.linspace(0.0, 2.0 * math.pi, 721)[:-1]
    speed = math.sqrt(1e9 * MU_EARTH_KM3_PER_S2 / a_m)
    radial = np.stack([np.cos(u), np.sin(u) * math.cos(i), np.sin(u) * math.sin(i)], axis=1)
    velocity = speed * np.stack([-np.sin(u), np.cos(u) * math.cos(i), np.cos(u) * math.sin(i)], axis=1)
    wind = velocity - np.cross([0.0, 0.0, EARTH_ROTATION_RAD_PER_S], a_m * radial)
    along = (wind * velocity).sum(axis=1) / speed
    push = 0.5 * 1e-13 * np.linalg.norm(wind, axis=1) * along  # the part that takes energy
    ours = float(drag_m_per_s_d(1e-13, 550.0, i, 1.0)) / 86400.0
    # the formula leaves the cross-wind out: half the mean of (omega r sin(i) cos(u)/v)^2, 0.2 % at most
    assert ours == pytest.approx(float(push.mean()), rel=2e-3)


def test_sinking_through_a_changing_sun_against_an_ode_solver() -> None:
    f107 = f107_by_day(dt.date(2027, 3, 1), 4000, "predicted")
    inclination, mass = math.radians(43.0), 2000.0

    def area(day: float | np.ndarray) -> np.ndarray:
        return np.asarray(180.0 + 60.0 * np.sin(np.asarray(day) / 58.0))

    def rate_km_per_d(day: float, height: np.ndarray) -> np.ndarray:
        a_km = EARTH_RADIUS_KM + height
        speed = np.sqrt(MU_EARTH_KM3_PER_S2 / a_km)
        flux = np.interp(day, np.arange(f107.size) + 0.5, f107)
        density = density_kg_per_m3(height, flux, inclination)
        turning = (1.0 - EARTH_ROTATION_RAD_PER_S * a_km / speed * math.cos(inclination)) ** 2
        return np.asarray(-density * speed * 1e3 * a_km * 2.2 * area(day) / mass * turning * 86400.0)

    def lands(day: float, height: np.ndarray) -> float:
        return float(height[0] - 120.0)

    lands.terminal = True
    for altitude in (450.0, 560.0):
        span, accuracy = (0.0, 4000.0), {"rtol": 1e-7, "max_step": 5.0}
        solved = integrate.solve_ivp(rate_km_per_d, span, [altitude], "LSODA", events=lands, **accuracy)
        expected = float(solved.t_events[0][0])
        path = decaying(altitude, inclination, None, area(np.arange(4000) + 0.5), mass, 2.2, f107)
        # days of constant activity and area against the running ones, and sqrt(a) kept within a segment
        assert path.reentry_day[0] == pytest.approx(expected, rel=2e-3)
        half = int(expected / 2.0)
        at_half = float(np.interp(half, solved.t, solved.y[0]))
        assert path.altitude_km[half, 0] == pytest.approx(at_half, abs=0.3)  # of a fall of some 50 km


def test_life_without_thrust_against_a_quadrature() -> None:

    def days_per_km(height: float) -> float:
        density = float(density_kg_per_m3(height, 120.0, math.radians(97.8), 18.0))
        day = float(drag_m_per_s_d(density, height, math.radians(97.8), 0.37))
        return math.sqrt(MU_EARTH_KM3_PER_S2 / (EARTH_RADIUS_KM + height) ** 3) / (2e-3 * day)

    knots = np.arange(120.0, 701.0, 5.0)
    expected = sum(integrate.quad(days_per_km, low, low + 5.0)[0] for low in knots[:-1]) / DAYS_PER_YEAR
    years = passive_decay_y(700.0, math.radians(97.8), 18.0, 370.0, 1000.0, 1.0, 120.0)
    assert years[0] == pytest.approx(expected, rel=1e-4)  # a and the wind vary by 0.4 % within a segment


def test_two_ways_to_the_same_life() -> None:
    life_d = passive_decay_y([450.0, 560.0], 1.0, None, [250.0, 100.0], 2000.0, 2.2, 130.0) * DAYS_PER_YEAR
    area = np.broadcast_to([250.0, 100.0], (LEVEL.size, 2))
    path = decaying([450.0, 560.0], 1.0, None, area, 2000.0, 2.2, LEVEL)
    assert path.reentry_day == pytest.approx(life_d, rel=1e-3)  # sqrt(a) kept within a segment


def test_satellites_high_up_are_reported_at_the_cap() -> None:
    years = passive_decay_y([600.0, 2500.0], POLAR, None, 50.0, 2000.0, 2.2, 70.0)
    assert years[0] < 1000.0
    assert years[1] == 1000.0


def test_classes_march_as_they_would_alone() -> None:
    f107 = f107_by_day(dt.date(2027, 1, 1), 1200, "predicted")
    altitude, inclination = np.array([350.0, 550.0, 420.0]), np.radians([53.0, 97.6, 97.0])
    node = np.array([np.nan, 18.0, 10.5])
    area = np.stack([np.full(1200, 90.0), np.linspace(100.0, 300.0, 1200), np.full(1200, 250.0)], axis=1)
    mass = np.array([700.0, 2100.0, 2000.0])
    for march in (held, decaying):
        together = march(altitude, inclination, node, area, mass, 2.2, f107)
        assert together.altitude_km.shape == together.drag_m_per_s.shape == (1200, 3)
        for k in range(3):
            lone_node = None if np.isnan(node[k]) else node[k]
            alone = march(altitude[k], inclination[k], lone_node, area[:, k], mass[k], 2.2, f107)
            # rounding alone, grown by the fall
            assert together.altitude_km[:, k] == pytest.approx(alone.altitude_km[:, 0], rel=1e-9)
            assert together.drag_m_per_s[:, k] == pytest.approx(alone.drag_m_per_s[:, 0], rel=1e-7)
            assert together.reentry_day[k] == pytest.approx(alone.reentry_day[0], rel=1e-9)


def test_a_fall_only_goes_down_and_ends() -> None:
    path = decaying(300.0, 1.0, None, 50.0, 1000.0, 2.2, np.full(400, 160.0))
    down = np.diff(path.altitude_km[:, 0])
    day = int(path.reentry_day[0])
    assert (down[:day] < 0.0).all()
    assert (path.altitude_km[day + 1 :] == 120.0).all()
    assert (path.drag_m_per_s[: day + 1] > 0.0).all()
    assert (path.drag_m_per_s[day + 1 :] == 0.0).all()


def test_the_first_day_of_a_fall_has_the_drag_of_holding() -> None:
    given = (500.0, 1.7, 18.0, 200.0, 2000.0, 2.2, np.full(5, 150.0))
    # rounding alone: the same density, altitude and area
    assert decaying(*given).drag_m_per_s[0] == pytest.approx(held(*given).drag_m_per_s[0], rel=1e-12)
    assert held(*given).reentry_day[0] == np.inf


def test_what_starts_below_re_entry_has_re_entered() -> None:
    path = decaying(110.0, 1.0, None, 50.0, 1000.0, 2.2, np.full(3, 100.0))
    assert path.reentry_day[0] == 0.0
    assert (path.drag_m_per_s == 0.0).all()
    assert passive_decay_y(110.0, 1.0, None, 50.0, 1000.0, 2.2, 100.0)[0] == 0.0
