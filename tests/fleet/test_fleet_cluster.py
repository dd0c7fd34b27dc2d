"""A cluster's relative motion against numerical orbits, and what it refuses."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.integrate import solve_ivp

import orbitdc
from orbitdc.errors import ScenarioError
from orbitdc.fleet.cluster import Cluster, lattice, relative_orbit_m

MU, RE, J2 = 398600.4418e9, 6378137.0, 1.08262668e-3
A_M = RE + 650e3
TILT = math.radians(97.986)
SUNCATCHER = Cluster(satellites=81, radius_m=1000.0, keep_out_m=50.0)


def simulate_mission(start: np.ndarray, times: np.ndarray, j2: float) -> np.ndarray:
    """Positions and velocities (n, 6) in m and m/s of an orbit under two-body gravity and J2."""

    def rate(_: float, y: np.ndarray) -> np.ndarray:
        r = np.linalg.norm(y[:3])
        z2 = (y[2] / r) ** 2
        bulge = 1.5 * j2 * (RE / r) ** 2
        pull = -MU * y[:3] / r**3 * (1.0 - bulge * (5.0 * z2 - np.array([1.0, 1.0, 3.0])))
        return np.concatenate([y[3:], pull])

    return solve_ivp(rate, (0.0, times[-1]), start, t_eval=times, rtol=1e-11, atol=1e-6, method="DOP853").y.T


def reference() -> np.ndarray:
    speed = math.sqrt(MU / A_M)
    return np.array([A_M, 0.0, 0.0, 0.0, speed * math.cos(TILT), speed * math.sin(TILT)])


def deputy(amplitude_m: float, phase: float) -> np.ndarray:
    """A satellite on a bounded relative orbit: HCW position, its rate and the frame's rotation."""
    n = math.sqrt(MU / A_M**3)
    x, y = relative_orbit_m(amplitude_m, phase, 0.0)
    vx, vy = 0.5 * amplitude_m * n * math.sin(phase), amplitude_m * n * math.cos(phase)
    chief = reference()
    up, ahead = chief[:3] / A_M, chief[3:] / np.linalg.norm(chief[3:])
    return chief + np.concatenate([x * up + y * ahead, (vx - n * y) * up + (vy + n * x) * ahead])


def test_relative_orbits_are_those_of_two_bodies() -> None:
    n = math.sqrt(MU / A_M**3)
    times = np.linspace(0.0, 2.0 * math.pi / n, 60)
    chief = simulate_mission(reference(), times, 0.0)
    up = chief[:, :3] / np.linalg.norm(chief[:, :3], axis=1)[:, None]
    ahead = chief[:, 3:] / np.linalg.norm(chief[:, 3:], axis=1)[:, None]
    for phase in (0.0, 1.0, 2.5):
        apart = (simulate_mission(deputy(1000.0, phase), times, 0.0) - chief)[:, :3]
        seen = np.stack([(apart * up).sum(1), (apart * ahead).sum(1)], axis=1)
        # Second order: amplitude/a = 1.4e-4 of 1 km, growing along the track to 3 pi times that in an orbit.
        assert np.abs(seen - relative_orbit_m(1000.0, phase, n * times)).max() < 3.0 * math.pi * 0.15


def test_neighbours_come_as_near_as_the_closed_form_says() -> None:
    amplitude, phase = lattice(SUNCATCHER)
    angles = np.linspace(0.0, 2.0 * math.pi, 181)
    place = relative_orbit_m(1.0, phase[:, None], angles) * amplitude[:, None, None]
    apart = np.linalg.norm(place[:, None] - place[None, :], axis=-1)
    apart[np.arange(81), np.arange(81)] = np.inf
    near, far = SUNCATCHER.neighbour_m()
    assert apart.min() == pytest.approx(near, rel=1e-3)  # steps of 2 degrees
    assert apart.min(axis=(1, 2)).max() <= far
    assert (near, far) == (100.0, 200.0)  # as published


def test_the_ellipses_turn_with_perigee_under_j2() -> None:
    days = 5.0
    n = math.sqrt(MU / A_M**3)
    span = 2.0 * math.pi / n

    def eccentricity(start: np.ndarray, at_s: float) -> np.ndarray:
        """Mean eccentricity vector over an orbit, in the axes of node and apex of the orbit plane."""
        times = np.concatenate([[0.0], at_s + span * np.arange(1, 61) / 60.0])
        y = simulate_mission(start, times, J2)[1:]
        r, v = y[:, :3], y[:, 3:]
        pole = np.cross(r, v)
        e = np.cross(v, pole) / MU - r / np.linalg.norm(r, axis=1)[:, None]
        node = np.stack([-pole[:, 1], pole[:, 0], 0.0 * pole[:, 0]], axis=1)
        node /= np.linalg.norm(node, axis=1)[:, None]
        apex = np.cross(pole / np.linalg.norm(pole, axis=1)[:, None], node)
        return np.array([(e * node).sum(1).mean(), (e * apex).sum(1).mean()])

    def between(at_s: float) -> np.ndarray:
        return eccentricity(deputy(1000.0, 0.7), at_s) - eccentricity(reference(), at_s)

    first, later = between(0.0), between(days * 86400.0)
    turned = math.atan2(later[1], later[0]) - math.atan2(first[1], first[0])
    turned = (turned + math.pi) % (2.0 * math.pi) - math.pi
    # trim = 1/2 v de |turning| a year, de = R/2a.
    speed = math.sqrt(MU / A_M)
    expected = 0.25 * speed * 1000.0 / A_M * abs(turned) / days * 365.25
    # Osculating means and second-order J2: some percent of a turn of 16 degrees.
    assert SUNCATCHER.trim_m_per_s_y(650.0, TILT) == pytest.approx(expected, rel=0.05)
    assert np.linalg.norm(first) == pytest.approx(0.5 * 1000.0 / A_M, rel=0.02)


def test_a_larger_cluster_has_longer_links_and_more_trim() -> None:
    wide = SUNCATCHER.model_copy(update={"radius_m": 2000.0})
    assert wide.spacing_m() == pytest.approx(2.0 * SUNCATCHER.spacing_m())
    assert wide.trim_m_per_s_y(650.0, TILT) == pytest.approx(2.0 * SUNCATCHER.trim_m_per_s_y(650.0, TILT))
    # Suncatcher claims less than 3 m/s per year and km; the outermost ellipse corrected all the way round costs more.
    assert 1.0 < SUNCATCHER.trim_m_per_s_y(650.0, TILT) < 6.0


def test_a_cluster_whose_satellites_would_meet_is_refused() -> None:
    sets = ["fleet.cluster.satellites=81", "fleet.cluster.radius_m=100"]
    with pytest.raises(ScenarioError) as caught:
        orbitdc.load("ai1_vs_colossus", sets)
    assert str(caught.value) == (
        "--set fleet.cluster.satellites=81: fleet.cluster: neighbours of 81 satellites in 100 m pass at 10 m, "
        "closer than keep_out_m 50: give radius_m 500 or more, or fewer satellites"
    )
    orbitdc.load("ai1_vs_colossus", ["fleet.cluster.satellites=81", "fleet.cluster.radius_m=500"])
