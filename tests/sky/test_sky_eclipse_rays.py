"""Shadow of the ellipsoid, and places on ellipses: rays that meet WGS84, and Kepler's equation solved backwards."""

from __future__ import annotations

import datetime as dt
import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from orbitdc.constants import AU_KM
from orbitdc.sky.eclipse import (
    disk_overlap_frac,
    eclipse_closed_form_s,
    eclipse_edges,
    limb_angle_rad,
    lit_fraction,
    positions_km,
)
from orbitdc.sky.sun import sun_table

# WGS84 (NIMA TR8350.2, table 3.1): semi-axis and inverse flattening; and the geocentric constant of the Earth.
EQUATOR_KM, POLE_KM = 6378.137, 6378.137 * (1.0 - 1.0 / 298.257223563)
MU_KM3_PER_S2 = 398600.4418
SUN_RADIUS_RAD = math.radians(959.63 / 3600.0)  # of the Sun at 1 au, as the Astronomical Almanac has it


def hidden(position_km: np.ndarray, sun_km: np.ndarray) -> np.ndarray:
    """Whether the straight line from each place to the Sun's centre meets the ellipsoid x2/a2 + y2/a2 + z2/b2 = 1."""
    weight = 1.0 / np.array([EQUATOR_KM, EQUATOR_KM, POLE_KM]) ** 2
    towards = sun_km - position_km
    square = (towards**2 * weight).sum(axis=-1)
    half = (towards * position_km * weight).sum(axis=-1)
    rest = (position_km**2 * weight).sum(axis=-1) - 1.0
    return (half**2 > square * rest) & (half < 0.0)


def sun_at(declination_deg: float) -> np.ndarray:
    angle = math.radians(declination_deg)
    return AU_KM * np.array([math.cos(angle), 0.0, math.sin(angle)])


def around_the_limb(sun_km: np.ndarray, radius_km: float, offsets: np.ndarray, count: int) -> np.ndarray:
    """Places at one distance from the Earth's centre, ``offsets`` in rad beyond a limb of 6,367 km, all around it."""
    away = -sun_km / np.linalg.norm(sun_km)
    one = np.cross(away, [0.0, 1.0, 0.0])
    one, other = one / np.linalg.norm(one), np.cross(away, one / np.linalg.norm(one))
    turn = np.linspace(0.0, 2.0 * math.pi, count, endpoint=False)[:, None, None]
    reach = (math.asin(6367.0 / radius_km) + offsets)[None, :, None]
    return np.asarray(radius_km * (np.cos(reach) * away + np.sin(reach) * (np.cos(turn) * one + np.sin(turn) * other)))


@pytest.mark.parametrize("declination_deg", [23.44, -23.44, 10.0, 0.0])
@pytest.mark.parametrize("radius_km", [6800.0, 7500.0, 12000.0])
def test_the_limb_is_where_a_ray_to_the_sun_touches_the_ellipsoid(declination_deg: float, radius_km: float) -> None:
    sun_km = sun_at(declination_deg)
    position = around_the_limb(sun_km, radius_km, np.linspace(-4e-3, 4e-3, 161), 72).reshape(-1, 3)
    dark = hidden(position, sun_km)
    assert 0.1 < dark.mean() < 0.9  # the limb of an ellipsoid 21 km flatter than its equator lies in between
    assert ((limb_angle_rad(position, sun_km) < 0.0) == dark).all()


def test_more_than_half_of_the_disk_is_seen_on_the_sunny_side_of_that_ray() -> None:
    sun_km = sun_at(23.44)
    position = around_the_limb(sun_km, 7000.0, np.linspace(-4e-3, 4e-3, 161), 72).reshape(-1, 3)
    lit, dark = lit_fraction(position, sun_km), hidden(position, sun_km)
    # where the limb cuts the disk in halves, the Earth's curvature takes 1/1000 more of it than a straight limb
    clear = np.abs(lit - 0.5) > 0.01
    assert ((lit < 0.5) == dark)[clear].all()
    assert clear.mean() > 0.9


def test_at_the_limb_of_a_sphere_light_grows_by_the_width_of_the_sun() -> None:
    """From first to last light the Sun's centre climbs by the disk's diameter, 32 minutes of arc."""
    climb = np.linspace(-1.5, 1.5, 3001) * SUN_RADIUS_RAD
    angle = math.pi / 2 + math.acos(EQUATOR_KM / 7000.0) - climb  # between Sun and satellite from the Earth's centre
    position = 7000.0 * np.stack([np.cos(angle), np.sin(angle), np.zeros_like(angle)], axis=1)
    lit = lit_fraction(position, sun_at(0.0), "cone_sphere")
    inside = climb[(lit > 0.0) & (lit < 1.0)]
    # parallax is 7000 km over 1 au, a hundredth of the disk
    assert [inside[0], inside[-1]] == pytest.approx([-SUN_RADIUS_RAD, SUN_RADIUS_RAD], abs=0.013 * SUN_RADIUS_RAD)


@pytest.mark.parametrize(
    ("separation", "sun", "earth", "share"),
    [
        (2.0, 1.0, 1.0, 0.0),  # two equal circles that touch
        (0.0, 1.0, 1.0, 1.0),
        (1.0, 1.0, 1.0, 2.0 / 3.0 - math.sqrt(3.0) / (2.0 * math.pi)),  # each through the other's centre: vesica
        (math.sqrt(2.0), 1.0, 1.0, 0.5 - 1.0 / math.pi),  # crossing at right angles
        (0.5, 2.0, 1.0, 0.25),  # the smaller lies inside
        (0.5, 1.0, 2.0, 1.0),
        (3.5, 1.0, 2.0, 0.0),
    ],
)
def test_the_lens_of_two_circles(separation: float, sun: float, earth: float, share: float) -> None:
    assert float(disk_overlap_frac(separation, sun, earth)) == pytest.approx(share, abs=1e-12)


def test_the_longest_eclipse_is_where_the_sun_lies_in_the_plane() -> None:
    """Of an orbit of two radii the Earth, a cylinder, hides 60 degrees; from 60 degrees to the plane, none."""
    period = 2.0 * math.pi * math.sqrt((2.0 * EQUATOR_KM) ** 3 / MU_KM3_PER_S2)
    beta = np.array([0.0, math.pi / 6.0 - 1e-9, math.radians(29.0), math.radians(31.0), math.pi / 2.0])
    found = eclipse_closed_form_s(EQUATOR_KM, beta) / period
    assert found[0] == pytest.approx(60.0 / 360.0, rel=1e-9)
    assert found[1] == pytest.approx(0.0, abs=1e-4)
    assert found[2] > 0.01
    assert found[3:].tolist() == [0.0, 0.0]


# -- ellipses ----------------------------------------------------------------------------------------------------------


def orbits(e: float, perigee: float, frozen: float = 0.0, turns: float = 0.0) -> SimpleNamespace:
    """Two orbits of 9,000 km, tilted by 50 degrees, whose node and perigee move; the second is the one meant."""
    rate = math.sqrt(MU_KM3_PER_S2 / 9000.0**3)
    fields = {
        "semi_major_axis_km": 9000.0,
        "mean_radius_km": 9000.0,
        "inclination_rad": math.radians(50.0),
        "raan_rad": 0.4,
        "raan_rate_rad_per_s": -9e-7,
        "argument_of_latitude_rad": 0.3,
        "argument_of_latitude_rate_rad_per_s": rate,
        "eccentricity": e,
        "argument_of_perigee_rad": perigee,
        "perigee_rate_rad_per_s": turns,
        "frozen_eccentricity": frozen,
    }
    return SimpleNamespace(
        **{name: np.array([0.0 if name == "eccentricity" else 1.0, value]) for name, value in fields.items()}
    )


def by_kepler(anomaly: np.ndarray, e: float, perigee: float, turns: float) -> tuple[np.ndarray, np.ndarray]:
    """Seconds and places of true anomalies: r = a (1 - e2)/(1 + e cos v), and time from the area swept since then.

    The mean anomaly, E - e sin E with tan(E/2) = sqrt((1 - e)/(1 + e)) tan(v/2), is what argument of latitude and
    perigee leave: 0.3 + n t - perigee - turns t.
    """
    eccentric = 2.0 * np.arctan(math.sqrt((1.0 - e) / (1.0 + e)) * np.tan(anomaly / 2.0))
    mean = eccentric - e * np.sin(eccentric)
    seconds = (mean + perigee - 0.3) / (math.sqrt(MU_KM3_PER_S2 / 9000.0**3) - turns)
    radius = 9000.0 * (1.0 - e * e) / (1.0 + e * np.cos(anomaly))
    angle, node, tilt = perigee + turns * seconds + anomaly, 0.4 - 9e-7 * seconds, math.radians(50.0)
    in_plane = np.stack([radius * np.cos(angle), radius * np.sin(angle) * math.cos(tilt)])
    x = np.cos(node) * in_plane[0] - np.sin(node) * in_plane[1]
    y = np.sin(node) * in_plane[0] + np.cos(node) * in_plane[1]
    return seconds, np.stack([x, y, radius * np.sin(angle) * math.sin(tilt)], axis=1)


@pytest.mark.parametrize(("e", "perigee"), [(0.0, 0.0), (0.001, 1.0), (0.02, 2.5), (0.12, -1.3)])
@pytest.mark.parametrize("turns", [0.0, 2e-6])
def test_places_on_an_ellipse_are_those_of_keplers_equation_solved_backwards(
    e: float, perigee: float, turns: float
) -> None:
    seconds, expected = by_kepler(np.linspace(-3.14, 3.14, 401), e, perigee, turns)
    found = positions_km(orbits(e, perigee, turns=turns), 1, seconds)
    # three steps of Newton's method leave nothing but rounding of seconds, a micrometre
    assert np.abs(found - expected).max() < 1e-6
    radius = np.linalg.norm(found, axis=1)
    assert radius.min() == pytest.approx(9000.0 * (1.0 - e), rel=1e-6)  # perigee, and 179.9 degrees from it apogee
    assert radius.max() == pytest.approx(9000.0 * (1.0 + e), rel=1e-4)


def test_the_frozen_eccentricity_adds_to_the_vector_of_the_other_at_the_apex() -> None:
    """0.003 at a perigee on the node and 0.004 at the apex are 0.005 at atan(4/3) from the node."""
    perigee = math.atan2(4.0, 3.0)
    seconds, expected = by_kepler(np.linspace(-3.1, 3.1, 101), 0.005, perigee, 0.0)
    assert np.abs(positions_km(orbits(0.003, 0.0, frozen=0.004), 1, seconds) - expected).max() < 1e-4
    alone = positions_km(orbits(0.0, 0.0, frozen=0.004), 1, np.linspace(0.0, 8500.0, 2001))
    lowest = alone[np.linalg.norm(alone, axis=1).argmin()]
    # 8,497 s take the satellite once around; its lowest point is the northern apex, at the tilt of the plane
    assert math.degrees(math.asin(lowest[2] / np.linalg.norm(lowest))) == pytest.approx(50.0, abs=0.05)
    assert np.linalg.norm(lowest) == pytest.approx(9000.0 * 0.996, rel=1e-6)


def test_edges_of_an_eccentric_orbit_are_where_rays_touch_the_ellipsoid() -> None:
    day = dt.date(2027, 6, 21)
    sun, made = sun_table(day, 1.0), orbits(0.12, -1.3, frozen=0.001)
    edges = eclipse_edges(made, 1, sun, start_s=0.0, span_s=86400.0)

    def dark(seconds: np.ndarray) -> np.ndarray:
        direction, distance = sun.at(seconds)
        return hidden(positions_km(made, 1, seconds), direction * distance[:, None] * AU_KM)

    every = np.arange(0.0, 86400.0, 5.0)
    assert np.diff(edges, axis=1).sum() == pytest.approx(5.0 * dark(every).sum(), abs=5.0 * len(edges))
    assert len(edges) >= 9  # ten revolutions of 8,497 s
    inside = edges[1:-1]
    # half of the disk is hidden within 0.01 s of a low orbit's limb, and here within some hundredths
    assert dark(inside[:, 0] + 0.2).all()
    assert dark(inside[:, 1] - 0.2).all()
    assert not dark(inside.ravel() + np.tile([-0.2, 0.2], len(inside))).any()


def test_a_window_may_begin_or_end_in_the_dark_or_within_seconds_of_an_edge() -> None:
    day = dt.date(2027, 6, 21)
    sun, made = sun_table(day, 1.0), orbits(0.0, 0.0)
    every = eclipse_edges(made, 1, sun, start_s=0.0, span_s=86400.0)
    into, out = every[3]
    step = 2.0 * math.pi / float(made.argument_of_latitude_rate_rad_per_s[1]) / 180.0  # of the search

    def window(start_s: float, end_s: float) -> list[list[float]]:
        found = eclipse_edges(made, 1, sun, start_s=start_s, span_s=end_s - start_s)
        return [[float(round(x, 2)) for x in row] for row in found]

    middle = float(round(0.5 * (into + out), 2))
    assert window(middle, out + 900.0) == [[middle, float(round(out, 2))]]  # from the dark into the light
    assert window(into - 900.0, middle) == [[float(round(into, 2)), middle]]
    assert window(middle, middle + 60.0) == [[middle, middle + 60.0]]
    assert window(out + 300.0, out + 900.0) == []
    # the search ends two steps beyond the window, here a second after an entry, or begins a second before an exit
    assert window(into + 1.0 - 10.0 * step, into + 1.0 - 2.0 * step - 1e-3) == []
    assert window(out - 1.0 + 2.0 * step, out - 1.0 + 8.0 * step) == []


def test_below_the_ground_the_horizon_is_level() -> None:
    """A place inside the Earth, as a decayed orbit's is, has its limb at 90 degrees from the nadir."""
    place = np.array([[0.0, 6000.0, 0.0]])
    found = limb_angle_rad(place, sun_at(0.0), "cone_sphere")
    assert math.degrees(float(found[0])) == pytest.approx(0.0, abs=0.01)  # the Sun is square to it but for parallax
    assert 0.3 < float(lit_fraction(place, sun_at(0.0), "cone_sphere")[0]) < 0.7


@pytest.mark.parametrize("shifted", np.linspace(0.0, 1.0, 8, endpoint=False))
def test_an_eclipse_of_ten_seconds_is_found_wherever_the_search_looks(shifted: float) -> None:
    """A Sun that stands still, so low over the plane that a cylinder of the Earth hides it for ten seconds a turn.

    Behind the Earth a place of 9,000 km is hidden where cos b cos f > sqrt(1 - (R/9000)^2), f from the middle of it.
    """
    made = orbits(0.0, 0.0)
    made.inclination_rad = made.raan_rad = made.raan_rate_rad_per_s = np.zeros(2)
    rate = float(made.argument_of_latitude_rate_rad_per_s[1])
    low = math.sqrt(1.0 - (EQUATOR_KM / 9000.0) ** 2) / math.cos(5.0 * rate)
    direction = np.array([low, 0.0, math.sqrt(1.0 - low * low)])
    still: Any = SimpleNamespace(at=lambda seconds: (np.tile(direction, (len(seconds), 1)), np.ones(len(seconds))))
    turn = 2.0 * math.pi / rate
    found = eclipse_edges(made, 1, still, start_s=shifted * turn / 180.0, span_s=3.0 * turn, shadow="cylinder_sphere")
    middles = (math.pi - 0.3) / rate + turn * np.arange(3)  # the satellite begins 0.3 rad past the Sun's meridian
    assert found.shape == (3, 2)
    assert found.mean(axis=1) == pytest.approx(middles, abs=0.01)  # the edge is found to 1e-4 s
    assert np.diff(found, axis=1).ravel() == pytest.approx(np.full(3, 10.0), abs=0.01)
