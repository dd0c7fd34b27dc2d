"""The numerical orbits against closed forms, conservation, published magnitudes, SGP4 and the JPL ephemeris."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import numpy as np
import pytest

from orbitdc.constants import AU_KM, EARTH_RADIUS_KM, EARTH_ROTATION_RAD_PER_S, J2, J4, MU_EARTH_KM3_PER_S2
from orbitdc.fleet.orbits import kepler_rate_rad_per_s, secular_rates
from orbitdc.sky.reference_orbit import (
    J3,
    MU_MOON_KM3_PER_S2,
    MU_SUN_KM3_PER_S2,
    Forces,
    cowell,
    osculating_from_mean,
    plane_of,
    sun_and_moon,
    sunlight_acceleration,
    third_body_acceleration,
    zonal_acceleration,
)

START = dt.datetime(2028, 9, 3, 6, tzinfo=dt.UTC)
DAY_S = 86400.0
TWO_BODY = Forces(START, degree=0)
ZONAL = Forces(START)


def kepler(a: float, e: float, seconds: np.ndarray) -> np.ndarray:
    """Positions (n, 2) in the plane of an ellipse with perigee on the x axis, at perigee at second 0."""
    mean = math.sqrt(MU_EARTH_KM3_PER_S2 / a**3) * seconds
    eccentric = mean.copy()
    for _ in range(60):  # a fixed point, contracting by e
        eccentric = mean + e * np.sin(eccentric)
    return a * np.stack([np.cos(eccentric) - e, math.sqrt(1.0 - e * e) * np.sin(eccentric)], axis=1)


def potential(position: np.ndarray, degree: int) -> np.ndarray:
    """Potential in km^2/s^2 (n,) from Legendre polynomials."""
    from scipy.special import eval_legendre

    r = np.linalg.norm(position, axis=-1)
    total = np.ones_like(r)
    for n, j in zip(range(2, degree + 1), (J2, J3, J4), strict=False):
        total -= j * (EARTH_RADIUS_KM / r) ** n * eval_legendre(n, position[..., 2] / r)
    return np.asarray(MU_EARTH_KM3_PER_S2 / r * total)


def test_an_ellipse_about_a_point() -> None:
    a, e = 8000.0, 0.1
    speed = math.sqrt(MU_EARTH_KM3_PER_S2 / a * (1.0 + e) / (1.0 - e))
    seconds = np.linspace(0.0, DAY_S, 201)[1:]
    found = cowell([a * (1.0 - e), 0.0, 0.0, 0.0, 0.0, speed], seconds, TWO_BODY, 1e-12)[:, 0, :3]
    two_metres = 2e-3  # 12 revolutions at 1e-12 a step
    assert np.abs(found[:, [0, 2]] - kepler(a, e, seconds)).max() < two_metres
    assert np.abs(found[:, 1]).max() == 0.0


@pytest.mark.parametrize("degree", [0, 2, 3, 4])
def test_gravity_is_the_gradient_of_its_potential(degree: int) -> None:
    rng = np.random.default_rng(7)
    position = rng.normal(size=(50, 3))
    position *= (rng.uniform(6600.0, 9000.0, 50) / np.linalg.norm(position, axis=1))[:, None]
    step = 0.5  # km; central differences of fourth order leave 1e-12 and as much rounding
    slope = np.zeros((50, 3))
    for axis, unit in enumerate(np.eye(3) * step):
        far = potential(position + 2.0 * unit, degree) - potential(position - 2.0 * unit, degree)
        near = potential(position + unit, degree) - potential(position - unit, degree)
        slope[:, axis] = (8.0 * near - far) / (12.0 * step)
    assert np.abs(zonal_acceleration(position, degree) - slope).max() < 1e-12 * 10.0


def test_energy_and_axial_momentum_are_kept() -> None:
    first = osculating_from_mean(6978.0, [0.0, 0.015], np.radians([97.8, 40.0]), 1.0, 2.0, 0.5, j3=J3)
    state = cowell(first, np.linspace(0.0, 2.0 * DAY_S, 500), ZONAL, 1e-12)
    position, velocity = state[..., :3], state[..., 3:]
    energy = 0.5 * np.sum(velocity**2, axis=-1) - potential(position, 4)
    axial = np.cross(position, velocity)[..., 2]
    rounding = 1e-10  # 30 revolutions of 30 steps at 1e-12
    assert energy / energy[0] == pytest.approx(np.ones_like(energy), abs=rounding)
    assert axial / axial[0] == pytest.approx(np.ones_like(axial), abs=rounding * 10.0)  # small at 98 degrees
    kinetic = 0.5 * np.sum(velocity**2, axis=-1)
    assert np.ptp(kinetic / kinetic[0]) > 1e-3  # what is kept is not constant term by term


def test_secular_rates_are_those_of_the_numerical_orbit() -> None:
    """Node and argument of latitude of six orbits over ten days, short-period and J3 terms fitted along."""
    a = EARTH_RADIUS_KM + np.array([550.0, 600.0, 1200.0, 800.0, 480.0, 550.0])
    i = np.radians([53.0, 97.79, 53.0, 63.4, 97.6, 43.0])
    t = np.arange(0.0, 10.0 * DAY_S, 197.0)
    _, node, latitude = plane_of(cowell(osculating_from_mean(a, 0.0, i, 0.3, 0.0, 0.0, j3=J3), t, ZONAL, 1e-9))
    node, latitude = np.unwrap(node, axis=0), np.unwrap(latitude, axis=0)
    rates = []
    for k in range(6):
        waves = [f(m * latitude[:, k]) for f in (np.sin, np.cos) for m in (1, 2)]
        design = np.stack([np.ones_like(t), t, *waves], axis=1)
        rates.append([np.linalg.lstsq(design, angle[:, k], rcond=None)[0][1] for angle in (node, latitude)])
    found_node, found_latitude = np.array(rates).T
    for gravity, of_node in (("j2", 5e-3), ("j2_j4", 2e-5)):  # third order: J2 times 0.5 %, and the fit
        node_rate, latitude_rate, _ = secular_rates(a, 0.0, i, gravity)
        assert np.abs(node_rate / found_node - 1.0).max() < of_node
        # A mean semi-major axis of first order is 3 J2^2 a off, 20 m: 5e-6 of the rate.
        assert np.abs(latitude_rate / found_latitude - 1.0).max() < 5e-6
    first, _, _ = secular_rates(a, 0.0, i)
    assert np.abs(first / found_node - 1.0).max() > 1e-3


def test_a_day_of_drag() -> None:
    """Vallado's exponential table, row 350 to 400 km: a polar orbit at 400 km, C_D A/m = 0.022 m2/kg.

    Quadrature of da = -rho v a B dt gives -368.03 m in still air; air that turns adds (w a/v)^2 across the track,
    times the mean cos^2 of the latitude.
    """

    def density(altitude_km: np.ndarray) -> np.ndarray:
        low = 9.518e-12 * np.exp(-(altitude_km - 350.0) / 53.298)
        return np.where(altitude_km < 400.0, low, 3.725e-12 * np.exp(-(altitude_km - 400.0) / 58.515))

    a = EARTH_RADIUS_KM + 400.0
    speed = math.sqrt(MU_EARTH_KM3_PER_S2 / a)
    forces = Forces(START, degree=0, density=density, drag_m2_per_kg=0.022)
    last = cowell([a, 0.0, 0.0, 0.0, 0.0, speed], [DAY_S], forces)[0, 0]
    now = 1.0 / (2.0 / np.linalg.norm(last[:3]) - last[3:] @ last[3:] / MU_EARTH_KM3_PER_S2)
    turning = 1.0 + 0.5 * (EARTH_ROTATION_RAD_PER_S * a / speed) ** 2
    # 0.3 %: a day's fall thickens the air by 0.35 % on average, as the case's own -369.3 m shows.
    assert (now - a) * 1e3 == pytest.approx(-369.3 * turning, rel=3e-3)


def test_sunlight_pushes_as_published() -> None:
    """4.56e-6 N/m2 at 1 AU (Montenbruck and Gill, 1,367 W/m2; today's 1,361 W/m2 is 0.4 % less); none in the shadow."""
    sun = np.array([0.0, AU_KM, 0.0])
    places = np.array([[8000.0, 0.0, 0.0], [0.0, -8000.0, 0.0]])
    push = sunlight_acceleration(places, sun, 0.02) * 1e3
    assert push[0] == pytest.approx([0.0, -4.56e-6 * 0.02, 0.0], rel=6e-3, abs=1e-11)
    assert push[1].tolist() == [0.0, 0.0, 0.0]


def test_sunlight_bends_an_orbit() -> None:
    """A high circle gains eccentricity at (3/2)(F/v) cos(beta) at right angles to the Sun (Cook 1962)."""
    a, area = 60000.0, 4.0
    speed = math.sqrt(MU_EARTH_KM3_PER_S2 / a)
    period = 2.0 * math.pi * a / speed
    sun = sun_and_moon(START, 3.0)(0.5 * period)[0]
    up = np.cross(sun, [0.0, 0.0, 1.0])
    up /= np.linalg.norm(up)
    away = np.cross(up, sun / np.linalg.norm(sun))  # start square to the Sun, in a plane that holds it
    lean = np.radians(30.0)  # beta, far enough for no eclipse at 9.4 Earth radii
    ahead = math.cos(lean) * sun / np.linalg.norm(sun) + math.sin(lean) * away
    forces = Forces(START, degree=0, sunlight_m2_per_kg=area)
    last = cowell(np.concatenate([a * up, speed * ahead]), [period], forces)[0, 0]
    r, v = last[:3], last[3:]
    vector = np.cross(v, np.cross(r, v)) / MU_EARTH_KM3_PER_S2 - r / np.linalg.norm(r)
    distance = np.linalg.norm(sun) / AU_KM
    expected = 1.5 * 4.54e-9 / distance**2 * area / speed * math.cos(lean) * period
    assert expected > 1e-3
    assert np.linalg.norm(vector) == pytest.approx(expected, rel=0.01)  # e itself, and the Sun's 1.7 deg of motion
    assert abs(vector @ sun) / (np.linalg.norm(vector) * np.linalg.norm(sun)) < 0.03


def test_sun_and_moon_turn_the_node_as_published() -> None:
    """-0.00338 (Moon) and -0.00154 (Sun) cos(i)/n degrees a day, n in revolutions a day (Wertz and Larson).

    They are means over every node and a year; here eight nodes over six sidereal months.
    """
    rate = 2.0  # revolutions a day
    a = (MU_EARTH_KM3_PER_S2 / (rate * 2.0 * math.pi / DAY_S) ** 2) ** (1.0 / 3.0)
    i, nodes = math.radians(40.0), np.arange(8) * math.pi / 4.0
    axis = np.stack([np.cos(nodes), np.sin(nodes), np.zeros(8)], axis=1)
    ahead = np.stack([-np.sin(nodes) * math.cos(i), np.cos(nodes) * math.cos(i), np.full(8, math.sin(i))], axis=1)
    first = np.concatenate([a * axis, math.sqrt(MU_EARTH_KM3_PER_S2 / a) * ahead], axis=1)
    days = 6.0 * 27.32
    last = cowell(first, [days * DAY_S], Forces(START, degree=0, sun_and_moon=True), 1e-6)[0]
    turned = np.array([math.remainder(x, 2.0 * math.pi) for x in plane_of(last)[1] - nodes])
    expected = -(0.00338 + 0.00154) * math.cos(i) / rate * days
    assert np.degrees(turned).mean() == pytest.approx(
        expected, rel=0.05
    )  # the obliquity and the nodes drift by 0.1 deg


def test_tides_have_their_published_size() -> None:
    """At 7,000 km: 1.1e-9 km/s2 of the Moon at its mean distance, 5.6e-10 of the Sun (2 mu r/d^3)."""
    place = np.array([[7000.0, 0.0, 0.0]])
    for distance, mu, size in ((384400.0, MU_MOON_KM3_PER_S2, 1.21e-9), (AU_KM, MU_SUN_KM3_PER_S2, 5.55e-10)):
        towards = third_body_acceleration(place, np.array([distance, 0.0, 0.0]), mu)[0, 0]
        aside = third_body_acceleration(place, np.array([0.0, distance, 0.0]), mu)[0, 0]
        assert towards == pytest.approx(2.0 * mu * 7000.0 / distance**3, rel=0.03)  # next order: 3/2 r/d
        assert towards == pytest.approx(size, rel=0.03)
        assert aside == pytest.approx(-0.5 * towards, rel=0.03)


def test_sun_and_moon_stand_where_jpl_has_them(skyfield_sky: tuple[Any, Any]) -> None:
    from skyfield.sgp4lib import TEME

    times, ephemeris = skyfield_sky
    bodies = sun_and_moon(START, 20.0)
    seconds = np.linspace(0.0, 20.0 * DAY_S, 9)
    moments = times.utc(2028, 9, 3, 6, 0, seconds)
    for k, (name, within) in enumerate((("sun", 0.01), ("moon", 0.02))):  # degrees; the Moon's light time is 0.0002
        theirs = ephemeris["earth"].at(moments).observe(ephemeris[name]).frame_xyz(TEME).km.T
        ours = np.array([bodies(s)[k] for s in seconds])
        sine = np.linalg.norm(np.cross(ours, theirs), axis=1) / np.linalg.norm(ours, axis=1)
        assert np.degrees(sine / np.linalg.norm(theirs, axis=1)).max() < within
        assert np.linalg.norm(ours, axis=1) == pytest.approx(np.linalg.norm(theirs, axis=1), rel=2e-4)


@pytest.mark.parametrize(
    ("a", "e", "inclination_deg", "perigee", "anomaly"),
    [(6928.0, 0.001, 53.0, 0.7, 1.0), (6978.0, 0.0, 97.8, 0.0, 2.0), (7578.0, 0.005, 30.0, 2.0, 4.0)],
)
def test_osculating_states_are_those_of_sgp4(
    a: float, e: float, inclination_deg: float, perigee: float, anomaly: float
) -> None:
    from sgp4.api import WGS84, Satrec

    mu, oblate = 398600.5, 0.75 * 0.00108262998905  # of its WGS84
    i = math.radians(inclination_deg)
    shift = oblate * (3.0 * math.cos(i) ** 2 - 1.0) / (1.0 - e * e) ** 1.5 * (EARTH_RADIUS_KM / a) ** 2
    theirs = Satrec()
    kozai = math.sqrt(mu / a**3) * (1.0 + shift) * 60.0
    theirs.sgp4init(WGS84, "i", 1, 29000.0, 0.0, 0.0, 0.0, e, perigee, i, anomaly, kozai, 1.0)
    _, r, v = theirs.sgp4_tsince(0.0)
    ours = osculating_from_mean(a, e, i, 1.0, perigee, anomaly, j3=J3)[0]
    # J3's term of the mean longitude, 0.001 e a, and a Kozai mean motion good to J2^2, 5 m.
    assert np.linalg.norm(ours[:3] - r) < 0.02
    assert np.linalg.norm(ours[3:] - v) < 2e-5
    plain = osculating_from_mean(a, e, i, 1.0, perigee, anomaly)[0]
    assert np.linalg.norm(plain[:3] - r) > 1.0  # J3 is kilometres


def test_mean_motion_of_an_osculating_start() -> None:
    """From osculating states the mean semi-major axis is kept to J2^2 a; from mean elements taken as such it is not."""
    a, i, phases = 6928.0, math.radians(53.0), np.arange(4) * math.pi / 4.0
    day, rate = np.array([DAY_S]), secular_rates(a, 0.0, i, "j2_j4")[1]
    good = osculating_from_mean(a, 0.0, i, 0.0, 0.0, phases, j3=J3)
    latitude = plane_of(cowell(good, day, ZONAL)[0])[2]
    ahead = [math.remainder(x, 2.0 * math.pi) * a for x in latitude - phases - rate * DAY_S]
    # 20 m of semi-major axis, times 3 pi a revolution and 15 of them: 3 km; J3 and the short-period terms: 13 km.
    assert np.abs(ahead).max() < 16.0
    sines = np.outer(np.sin(phases), [math.cos(i), math.sin(i)])
    cosines = np.outer(np.cos(phases), [math.cos(i), math.sin(i)])
    outward, forward = np.column_stack([np.cos(phases), sines]), np.column_stack([-np.sin(phases), cosines])
    circle = np.hstack([a * outward, a * float(kepler_rate_rad_per_s(a)) * forward])
    latitude = plane_of(cowell(circle, day, ZONAL)[0])[2]
    ahead = [math.remainder(x, 2.0 * math.pi) * a for x in latitude - phases - rate * DAY_S]
    assert np.abs(ahead).max() > 200.0


def test_a_fall_to_the_centre_is_reported() -> None:
    with pytest.raises(ValueError, match=r"^the integration stopped: Required step size is less than spacing"):
        cowell([7000.0, 0.0, 0.0, 0.0, 0.0, 0.0], [7200.0], TWO_BODY)
