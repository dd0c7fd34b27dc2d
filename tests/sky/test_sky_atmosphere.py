"""Density against independent tables of NRLMSIS 2.1, the model itself, and the symmetries of orbits."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orbitdc.fleet.altitude import passive_decay_y
from orbitdc.sky.atmosphere import (
    AP_LEVELS,
    density_kg_per_m3,
    density_table,
    geodetic,
    msis_kg_per_m3,
    orbit_weights,
)

# Independent orbit averages with pymsis 0.13.0 (NRLMSIS 2.1) of the same altitude all around the orbit, 13 dates x 12
# arguments of latitude, Ap 5, 10, 18, 30 with F10.7 70, 130, 200, 250: orbit, altitude in km, F10.7 in sfu, Ap, density
# in kg/m3 (density_table.csv, computed); last, what the geodetic height makes of it (density_ratio.csv at Ap 10, that
# of F10.7 130 between its rows of 100 and 140).
REFERENCE = [
    ("dawn_dusk", 350.0, 70.0, 5.0, 2.027e-12, 0.7957),
    ("dawn_dusk", 600.0, 70.0, 5.0, 1.742e-14, 0.8657),
    ("i53", 550.0, 70.0, 5.0, 3.556e-14, 0.8970),
    ("i53", 350.0, 130.0, 10.0, 6.957e-12, 0.8829),
    ("dawn_dusk", 600.0, 130.0, 10.0, 1.148e-13, 0.8719),
    ("dawn_dusk", 800.0, 130.0, 10.0, 1.123e-14, 0.9060),
    ("i53", 450.0, 200.0, 18.0, 3.436e-12, 0.9107),
    ("dawn_dusk", 600.0, 200.0, 18.0, 4.520e-13, 0.8850),
]
ORBITS = {"dawn_dusk": (np.radians(97.8), 18.0), "i53": (np.radians(53.0), None)}
RATIOS = Path(__file__).parents[1] / "reference" / "density_ratio.csv"


def geodetic_rows() -> list[dict[str, float]]:
    """Densities at the height above the ellipsoid, Ap 10, orbits over all local times; see the file."""
    text = RATIOS.read_text(encoding="utf-8").splitlines()
    table = csv.DictReader(line for line in text if not line.startswith("#"))
    return [{key: float(value) for key, value in row.items()} for row in table]


@pytest.mark.parametrize(("orbit", "altitude_km", "f107", "ap", "sphere", "ratio"), REFERENCE)
def test_the_shipped_table_against_an_independent_one(
    orbit: str, altitude_km: float, f107: float, ap: float, sphere: float, ratio: float
) -> None:
    inclination, node = ORBITS[orbit]
    # dates and longitudes of the two averages differ (2 %), the grid adds up to 2 %
    assert density_kg_per_m3(altitude_km, f107, inclination, node) == pytest.approx(sphere * ratio, rel=0.05)


@pytest.mark.parametrize(("orbit", "altitude_km", "f107", "ap", "sphere", "ratio"), REFERENCE[::3])
def test_the_orbit_average_itself(
    orbit: str, altitude_km: float, f107: float, ap: float, sphere: float, ratio: float
) -> None:
    pytest.importorskip("pymsis", reason="the model of the air is pymsis, of the extra `atmosphere`")
    inclination, node = ORBITS[orbit]
    # the same model and indices at other dates and longitudes
    assert msis_kg_per_m3(altitude_km, f107, ap, inclination, node) == pytest.approx(sphere * ratio, rel=0.03)


def test_air_is_read_at_the_height_above_the_ellipsoid() -> None:
    """A hundred orbits at Ap 10, 0 to 97.8 degrees, 350 to 800 km, F10.7 of 70 to 200, straight from the model."""
    pytest.importorskip("pymsis", reason="the model of the air is pymsis, of the extra `atmosphere`")
    rows = geodetic_rows()
    assert len(rows) == 100
    for row in rows:
        place = row["height_km"], row["f107_sfu"], 10.0, math.radians(row["inclination_deg"])
        # other dates and longitudes of the same model: 1 %; a sphere would be 3 to 25 % off but at the equator
        assert msis_kg_per_m3(*place) == pytest.approx(row["density_geodetic_kg_m3"], rel=0.015), row


def test_the_shipped_table_is_geodetic() -> None:
    """The 25 of these orbits at F10.7 140, where the table's Ap of 11 is close to their 10."""
    for row in geodetic_rows():
        if row["f107_sfu"] == 140.0:
            ours = density_kg_per_m3(row["height_km"], 140.0, math.radians(row["inclination_deg"]))
            assert ours == pytest.approx(row["density_geodetic_kg_m3"], rel=0.03), row  # the grid and Ap: 2 % and 1 %


def test_the_height_above_the_ellipsoid_along_an_orbit() -> None:
    """Mean and greatest excess over the altitude of the circle, by inclination, whatever its altitude."""
    u = np.linspace(0.0, 2.0 * np.pi, 7201)[:-1]
    for row in geodetic_rows():
        geocentric = np.arcsin(math.sin(math.radians(row["inclination_deg"])) * np.sin(u))
        excess = geodetic(6378.137 + row["height_km"], geocentric)[1] - row["height_km"]
        # the table holds one figure for all altitudes, which differ by 0.1 km, where the air thins by 0.2 % at most
        assert excess.mean() == pytest.approx(row["mean_height_excess_km"], abs=0.1)
        assert excess.max() == pytest.approx(row["max_height_excess_km"], abs=0.1)


def test_a_dead_satellite_in_a_polar_orbit() -> None:
    """A tumbling AI1, 355 m2 and 2,143 kg, from 600 km at F10.7 130: 1.08 years, 0.92 by a spherical Earth."""
    years = passive_decay_y(600.0, math.radians(97.8), None, 355.0, 2143.0, 2.2, 130.0)
    assert years[0] == pytest.approx(1.08, rel=0.03)  # of the density


def test_the_model_is_the_published_one() -> None:
    """orb-04: 2024-06-21 12:00 UTC above 0 N 0 E, F10.7 and its mean 150, Ap 4 (pymsis 0.13.0, NRLMSIS 2.1)."""
    pymsis = pytest.importorskip("pymsis", reason="the model of the air is pymsis, of the extra `atmosphere`")
    indices = ([150.0], [150.0], [[4.0] * 7])
    when = np.datetime64("2024-06-21T12:00")
    out = pymsis.calculate(when, 0.0, 0.0, [400.0, 500.0, 550.0, 650.0, 800.0], *indices, version=2.1)
    density = out[..., pymsis.Variable.MASS_DENSITY].ravel()
    # printed to five digits; single precision
    assert density == pytest.approx([3.7872e-12, 8.1515e-13, 3.9671e-13, 1.0172e-13, 1.7114e-14], rel=1e-3)


@pytest.mark.parametrize("inclination_deg", [20.0, 43.0, 97.0])
@pytest.mark.parametrize("node_h", [None, 13.5, 22.0])
@pytest.mark.parametrize(("altitude_km", "f107"), [(153.0, 92.0), (387.0, 77.0), (612.0, 122.0), (968.0, 161.0)])
def test_between_the_grid_points(inclination_deg: float, node_h: float | None, altitude_km: float, f107: float) -> None:
    """Bilinear logarithms are worst midway between points, by 2 %; the mixing of orbits adds up to 0.5 %."""
    pytest.importorskip("pymsis", reason="the model of the air is pymsis, of the extra `atmosphere`")
    inclination = np.radians(inclination_deg if node_h is None else 97.8)
    exact = msis_kg_per_m3(altitude_km, f107, float(np.interp(f107, *AP_LEVELS)), inclination, node_h)
    assert density_kg_per_m3(altitude_km, f107, inclination, node_h) == pytest.approx(exact, rel=0.025)


@given(st.floats(0.0, np.pi), st.floats(0.0, 11.9))
def test_orbits_that_see_the_same_air(inclination: float, node_h: float) -> None:
    # rounding alone: i and 180 - i cross the same latitudes, and a node 12 h later is the same plane
    assert orbit_weights(np.pi - inclination) == pytest.approx(orbit_weights(inclination), abs=1e-9)
    assert orbit_weights(1.7, node_h + 12.0) == pytest.approx(orbit_weights(1.7, node_h), abs=1e-9)
    assert orbit_weights(inclination, node_h).sum() == pytest.approx(1.0, abs=1e-12)
    assert orbit_weights(inclination).sum() == pytest.approx(1.0, abs=1e-12)


def test_air_thins_upwards_and_swells_with_activity() -> None:
    ln_density, altitude = density_table().ln_density, density_table().altitude_km
    assert (np.diff(ln_density, axis=2) < 0.0).all()
    # higher up, hydrogen thins as the air below warms
    low_orbits = (altitude >= 200.0) & (altitude <= 1000.0)
    assert (np.diff(ln_density, axis=1)[:, :, low_orbits] > 0.0).all()


def test_the_shipped_grid_is_whole() -> None:
    table = density_table()
    assert table.ln_density.shape == (9, table.f107_sfu.size, table.altitude_km.size)
    # each corner of the grid is where its labels say: values of the file, four digits
    assert density_kg_per_m3(120.0, 65.0, 0.0) == pytest.approx(1.631e-8, rel=1e-9)
    assert density_kg_per_m3(125.0, 65.0, np.pi / 2) == pytest.approx(4.564e-9, rel=1e-9)


def test_arrays_broadcast_and_classes_mix() -> None:
    altitude, f107 = np.array([500.0, 600.0]), np.array([[70.0], [130.0], [200.0]])
    node = np.array([np.nan, 18.0])
    mixed = density_kg_per_m3(altitude, f107, np.radians([53.0, 97.8]), node)
    assert mixed.shape == (3, 2)
    # rounding alone
    assert mixed[1, 0] == pytest.approx(float(density_kg_per_m3(500.0, 130.0, np.radians(53.0))), rel=1e-12)
    assert mixed[2, 1] == pytest.approx(float(density_kg_per_m3(600.0, 200.0, 1.7, 18.0)), rel=1e-12)


def test_above_the_table_the_last_slope_continues() -> None:
    high = density_kg_per_m3([1900.0, 2000.0, 2100.0], 130.0, 1.0)
    assert high[1] ** 2 == pytest.approx(high[0] * high[2], rel=1e-9)  # rounding alone


@pytest.mark.parametrize("f107", [64.9, 300.1, np.nan])
def test_no_density_is_guessed_outside_the_activity_of_the_table(f107: float) -> None:
    with pytest.raises(ValueError, match=r"^the density table covers F10\.7 of 65 to 300 sfu; asked for "):
        density_kg_per_m3(600.0, f107, 1.0)
