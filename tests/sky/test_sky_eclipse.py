"""Shadow functions against exact geometry, quadrature, skyfield and the closed form."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orbitdc.constants import AU_KM, EARTH_POLAR_RADIUS_KM, EARTH_RADIUS_KM, SUN_RADIUS_KM
from orbitdc.fleet.orbits import Orbits, shell_orbits
from orbitdc.fleet.shell import Shell
from orbitdc.sky.eclipse import (
    Shadow,
    beta_rad,
    disk_overlap_frac,
    eclipse_closed_form_s,
    eclipse_edges,
    lit_fraction,
    plane_normal,
    positions_km,
)
from orbitdc.sky.sun import SunTable, sun_table

START = dt.date(2027, 3, 20)
EPOCH = dt.datetime(2027, 3, 20, tzinfo=dt.UTC)
DAY_S = 86400.0
SUN_KM = np.array([AU_KM, 0.0, 0.0])
# Skyfield leaves out aberration: 20 arcseconds move an edge by 0.09 s, by 0.26 s where the orbit crosses it at a slant.
EDGE_ERROR_S = 0.5
BISECTION_S = 1e-3


def orbit(altitude_km: float, inclination_deg: float, raan_deg: float) -> Orbits:
    shell = Shell(
        label="one",
        altitude_km=altitude_km,
        inclination_deg=inclination_deg,
        ltan_h=None,
        raan_deg=raan_deg,
        pattern="single",
        planes=1,
        satellites_per_plane=1,
        phasing=0,
    )
    return shell_orbits(shell, EPOCH, 1, 1)


@pytest.fixture(scope="module")
def sun() -> SunTable:
    return sun_table(START, 400.0)


def test_beta_is_the_angle_between_sun_and_plane(sun: SunTable) -> None:
    made = orbit(600.0, 97.8, 20.0)
    t = np.linspace(0.0, 5900.0, 2000)
    position = positions_km(made, 0, t)
    direction, _ = sun.at(t)
    node = made.raan_rad[0] + made.raan_rate_rad_per_s[0] * t
    beta = beta_rad(direction, made.inclination_rad[0], node)
    across = np.sum(position / np.linalg.norm(position, axis=1)[:, None] * direction, axis=1)
    assert across.max() == pytest.approx(math.cos(beta.mean()), abs=1e-5)
    assert np.abs(np.sum(plane_normal(made.inclination_rad[0], node) * position, axis=1)).max() < 1e-8


@settings(deadline=None, max_examples=60)
@given(st.floats(0.001, 0.01), st.floats(0.05, 1.2), st.floats(-1.2, 1.2))
def test_disk_overlap_equals_quadrature(sun_radius: float, earth_radius: float, place: float) -> None:
    separation = earth_radius + place * sun_radius
    y = np.linspace(-1.0, 1.0, 20001)[1:-1] * sun_radius
    half = np.sqrt(sun_radius**2 - y**2)  # chord of the Sun at height y above the line of centres
    reach = np.sqrt(np.maximum(earth_radius**2 - y**2, 0.0))  # the Earth covers |x - separation| < reach
    covered = np.clip(np.minimum(half, separation + reach) - np.maximum(-half, separation - reach), 0.0, None)
    covered = np.where(np.abs(y) < earth_radius, covered, 0.0)
    expected = covered.sum() * (y[1] - y[0]) / (math.pi * sun_radius**2)
    assert float(disk_overlap_frac(separation, sun_radius, earth_radius)) == pytest.approx(expected, abs=2e-5)


def test_overlap_of_a_small_earth_is_an_annular_eclipse() -> None:
    assert float(disk_overlap_frac(0.0, 1.0, 0.5)) == pytest.approx(0.25)


def test_lit_fraction_along_a_line_through_the_penumbra() -> None:
    depth_km = 2000.0
    width = depth_km * SUN_RADIUS_KM / AU_KM  # half the penumbra, in km
    y = EARTH_RADIUS_KM + width * np.linspace(-1.5, 1.5, 301)
    position = np.stack([np.full_like(y, -depth_km), y, np.zeros_like(y)], axis=1)
    lit = lit_fraction(position, SUN_KM, "cone_sphere")
    assert (np.diff(lit) >= 0.0).all()
    assert lit[0] == 0.0
    assert lit[-1] == 1.0
    half = float(np.interp(0.5, lit, y))
    assert half == pytest.approx(EARTH_RADIUS_KM, abs=0.4)  # parallel rays to 0.1 km, the limb's curvature to 0.2 km
    cylinder = lit_fraction(position, SUN_KM, "cylinder_sphere")
    assert set(cylinder.tolist()) == {0.0, 1.0}
    assert float(y[cylinder == 1.0][0]) == pytest.approx(EARTH_RADIUS_KM, abs=0.1)


@pytest.mark.parametrize("shadow", ["cone_ellipsoid", "cone_sphere", "cylinder_sphere"])
def test_sunny_side_is_lit_and_added_atmosphere_darkens(shadow: Shadow) -> None:
    t = np.linspace(0.0, 5739.0, 4001)
    made = orbit(550.0, 53.0, 40.0)
    position = positions_km(made, 0, t)
    lit = lit_fraction(position, SUN_KM, shadow)
    assert lit[position[:, 0] > 0.0].min() == 1.0
    darker = lit_fraction(position, SUN_KM, shadow, 20.0)
    assert (darker <= lit).all()
    assert darker.sum() < lit.sum()


def test_over_the_pole_the_ellipsoid_hides_less() -> None:
    depth_km = 2000.0
    edge = np.array([[-depth_km, 0.0, z] for z in (EARTH_POLAR_RADIUS_KM, EARTH_RADIUS_KM)])
    lit = lit_fraction(edge, SUN_KM, "cone_ellipsoid")
    assert lit[0] == pytest.approx(0.5, abs=0.02)
    assert lit[1] == 1.0
    assert lit_fraction(edge, SUN_KM, "cone_sphere")[0] == 0.0


@pytest.mark.parametrize(
    ("altitude_km", "inclination_deg", "raan_deg"),
    [(550.0, 53.0, 0.0), (480.0, 43.0, 200.0), (650.0, 98.0, 120.0), (1200.0, 88.0, 30.0), (350.0, 30.0, 300.0)],
)
def test_edges_equal_skyfield(
    sun: SunTable, skyfield_sky: tuple[Any, Any], altitude_km: float, inclination_deg: float, raan_deg: float
) -> None:
    from skyfield.positionlib import ICRF
    from skyfield.sgp4lib import TEME
    from skyfield.units import Distance, Velocity

    scale, ephemeris = skyfield_sky
    made = orbit(altitude_km, inclination_deg, raan_deg)

    def sunlit(seconds: np.ndarray) -> np.ndarray:
        times = scale.utc(2027, 3, 20, 0, 0, seconds)
        place = Distance(km=positions_km(made, 0, seconds).T)
        still = Velocity(km_per_s=np.zeros_like(place.km))
        position = ICRF.from_time_and_frame_vectors(times, TEME, place, still)
        position.center = 399
        return np.asarray(position.is_sunlit(ephemeris))

    grid = np.arange(0.0, DAY_S, 20.0)
    lit = sunlit(grid)
    change = np.flatnonzero(lit[:-1] != lit[1:])
    low, high, before = grid[change], grid[change + 1], lit[change]
    for _ in range(16):
        middle = 0.5 * (low + high)
        same = sunlit(middle) == before
        low, high = np.where(same, middle, low), np.where(same, high, middle)
    ours = eclipse_edges(made, 0, sun, start_s=0.0, span_s=DAY_S, shadow="cone_sphere").ravel()
    ours = ours[(ours > 0.0) & (ours < grid[-1])]
    theirs = 0.5 * (low + high)
    assert len(theirs) > 25
    assert np.abs(ours - theirs).max() < EDGE_ERROR_S


@pytest.mark.parametrize("shadow", ["cone_ellipsoid", "cone_sphere", "cylinder_sphere"])
def test_half_of_the_disk_is_hidden_at_an_edge(sun: SunTable, shadow: Shadow) -> None:
    made = orbit(550.0, 53.0, 0.0)
    edges = eclipse_edges(made, 0, sun, start_s=0.0, span_s=DAY_S, shadow=shadow, added_km=5.0).ravel()[1:-1]
    direction, distance = sun.at(edges)
    sun_km = direction * distance[:, None] * AU_KM
    lit = lit_fraction(positions_km(made, 0, edges), sun_km, shadow, 5.0)
    if shadow == "cylinder_sphere":
        after = lit_fraction(positions_km(made, 0, edges + BISECTION_S), sun_km, shadow, 5.0)
        before = lit_fraction(positions_km(made, 0, edges - BISECTION_S), sun_km, shadow, 5.0)
        assert (after != before).all()
    else:
        assert lit == pytest.approx(np.full(lit.size, 0.5), abs=1e-4)


def test_cylinder_edges_equal_the_closed_form(sun: SunTable) -> None:
    made = orbit(550.0, 53.0, 0.0)
    edges = eclipse_edges(made, 0, sun, start_s=0.0, span_s=DAY_S, shadow="cylinder_sphere")[1:-1]
    direction, _ = sun.at(edges.mean(axis=1))
    node = made.raan_rad[0] + made.raan_rate_rad_per_s[0] * edges.mean(axis=1)
    closed = eclipse_closed_form_s(550.0, beta_rad(direction, made.inclination_rad[0], node))
    nodal_over_kepler = 0.9988  # the closed form uses the Kepler period; J2 shortens or stretches it by 0.1 %
    assert np.diff(edges, axis=1).ravel() == pytest.approx(closed * nodal_over_kepler, rel=2e-3)


def test_grazing_eclipses_are_found(sun: SunTable) -> None:
    # Dawn-dusk at 1,391 km barely touches the shadow at the solstice: eclipses of minutes shrink to none.
    shell = Shell(
        label="dd",
        altitude_km=1360.0,
        inclination_deg=None,
        ltan_h=18.0,
        raan_deg=None,
        pattern="single",
        planes=1,
        satellites_per_plane=1,
        phasing=0,
    )
    made = shell_orbits(shell, EPOCH, 1, 1)
    edges = eclipse_edges(made, 0, sun, start_s=60 * DAY_S, span_s=70 * DAY_S, shadow="cylinder_sphere")
    length = np.diff(edges, axis=1).ravel()
    fine = np.arange(60 * DAY_S, 130 * DAY_S, 2.0)
    direction, distance = sun.at(fine)
    dark = lit_fraction(positions_km(made, 0, fine), direction * distance[:, None] * AU_KM, "cylinder_sphere") == 0.0
    starts = np.flatnonzero(dark[1:] & ~dark[:-1])
    assert length.min() < 60.0
    assert (length >= 2.0).sum() <= starts.size <= length.size
    assert length.sum() == pytest.approx(2.0 * dark.sum(), abs=2.0 * math.sqrt(starts.size))


def test_span_cuts_a_running_eclipse(sun: SunTable) -> None:
    made = orbit(550.0, 53.0, 0.0)
    whole = eclipse_edges(made, 0, sun, start_s=0.0, span_s=DAY_S)
    middle = float(whole[3].mean())
    cut = eclipse_edges(made, 0, sun, start_s=middle, span_s=float(whole[4].mean()) - middle)
    expected = np.array([[middle, whole[3, 1]], [whole[4, 0], whole[4].mean()]])
    assert cut == pytest.approx(expected, abs=BISECTION_S)


def test_no_eclipse_gives_an_empty_array(sun: SunTable) -> None:
    high = orbit(550.0, 97.6, 90.0)  # plane square to the equinox Sun
    assert eclipse_edges(high, 0, sun, start_s=0.0, span_s=DAY_S).shape == (0, 2)


@given(st.floats(200.0, 2000.0), st.floats(0.0, 1.5), st.floats(0.0, 1.5))
def test_closed_form_shrinks_with_beta(altitude_km: float, one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert float(eclipse_closed_form_s(altitude_km, high)) <= float(eclipse_closed_form_s(altitude_km, low))
    assert float(eclipse_closed_form_s(altitude_km, -low)) == float(eclipse_closed_form_s(altitude_km, low))
