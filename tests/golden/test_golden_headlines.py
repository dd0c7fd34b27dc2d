"""Reviewed headlines of every shipped scenario: a number that moves is a decision, made by ``tests.golden.renew``."""

from __future__ import annotations

import datetime as dt
import json
import warnings
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from renew import (
    CATALOGUES,
    DATA,
    DEALS,
    FILE,
    LAUNCH,
    OF_A_CATALOGUE,
    PAGE,
    SCENARIOS,
    SITES,
    catalogue_run,
    deals_page,
    headline,
    launch_page,
    shipped_run,
    sites_page,
    table,
)

from orbitdc.comparison.run import Run
from orbitdc.constants import AU_KM
from orbitdc.results.tables import satellite_table
from orbitdc.sky.eclipse import lit_fraction

SHIPPED = [name for name in SCENARIOS if name != OF_A_CATALOGUE]
# Another processor fuses other multiplications and additions, and sums of 1e8 steps keep that to 1e-9; the rest is
# room for a library's cosine. Anything a reader could see is larger.
TOLERANCE = 1e-6
TLE, OMM = CATALOGUES
COUNTS = {TLE: 10_395, OMM: 2_000}  # records in the files


@pytest.fixture(scope="session")
def golden() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return content


@pytest.fixture(scope="session")
def catalogue() -> Callable[[str], Run]:
    """``catalogue(file)``: the run of a real catalogue, made once; a skip where it is absent."""

    @cache
    def run(name: str) -> Run:
        if not (DATA / name).is_file():
            pytest.skip(f"data absent: no shared/data/{name} beside the checkout")
        return catalogue_run(DATA / name)

    return run


def agrees(found: dict[str, Any], reviewed: dict[str, Any]) -> None:
    assert found.keys() == reviewed.keys()
    for key, value in reviewed.items():
        if isinstance(value, float):
            assert found[key] == pytest.approx(value, rel=TOLERANCE), key
        else:
            assert found[key] == value, key


@pytest.mark.parametrize("name", SHIPPED)
def test_the_headline_is_the_reviewed_one(golden: dict[str, Any], name: str) -> None:
    agrees(headline(shipped_run(name)), golden[name])


@pytest.mark.parametrize("name", CATALOGUES)
def test_the_headline_of_a_real_catalogue_is_the_reviewed_one(
    golden: dict[str, Any], catalogue: Callable[[str], Run], name: str
) -> None:
    agrees(headline(catalogue(name)), golden[name])


def test_every_reviewed_headline_belongs_to_something_shipped(golden: dict[str, Any]) -> None:
    assert set(golden) <= {*SHIPPED, *CATALOGUES}
    assert set(golden) >= set(SHIPPED)


def test_the_page_of_designs_is_that_of_the_headlines(golden: dict[str, Any]) -> None:
    assert PAGE.read_text(encoding="utf-8") == table(golden)
    assert DEALS.read_text(encoding="utf-8") == deals_page(golden)
    assert LAUNCH.read_text(encoding="utf-8") == launch_page(golden)
    assert SITES.read_text(encoding="utf-8") == sites_page(golden)


@pytest.mark.parametrize("name", CATALOGUES)
def test_every_satellite_of_the_catalogue_is_marched(catalogue: Callable[[str], Run], name: str) -> None:
    run = catalogue(name)
    assert run.mission.orbits.weight.size == COUNTS[name]
    assert run.deployment.n_sat == COUNTS[name]
    assert len(satellite_table(run)["name"]) == COUNTS[name]


def element_sets(file: Path) -> list[tuple[str, str, str]]:
    """Name and two lines of each satellite of a file of three-line elements."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return [(lines[i].strip(), lines[i + 1], lines[i + 2]) for i in range(0, len(lines) - 2, 3)]


@pytest.fixture(scope="session")
def sun_of_the_day() -> tuple[np.ndarray, np.ndarray]:
    """Julian dates of 31 May 2026 at 10 s, and the Sun in TEME in km: DE421 through skyfield."""
    data = pytest.importorskip("skyfield_data", reason="the ephemeris is that of skyfield-data, of the extra `verify`")
    from skyfield.api import Loader
    from skyfield.sgp4lib import TEME

    with warnings.catch_warnings():  # the Earth-rotation file beside the ephemeris ages; it is not used
        warnings.simplefilter("ignore", RuntimeWarning)
        load = Loader(data.get_skyfield_data_path(), verbose=False)
        ephemeris = load("de421.bsp")
    start = dt.date.fromisoformat(CATALOGUES[TLE])
    times = load.timescale(builtin=True).utc(start.year, start.month, start.day, 0, 0, np.arange(5.0, 86400.0, 10.0))
    sun = ephemeris["earth"].at(times).observe(ephemeris["sun"]).apparent().frame_xyz(TEME).au.T * AU_KM
    midnight = 2440587.5 + (start - dt.date(1970, 1, 1)).days
    return midnight + np.arange(5.0, 86400.0, 10.0) / 86400.0, sun


def test_light_of_real_satellites_is_that_of_their_sgp4_orbits(
    catalogue: Callable[[str], Run], sun_of_the_day: tuple[np.ndarray, np.ndarray]
) -> None:
    """Thirty Starlinks, evenly through the file: SGP4 positions, the Sun of DE421, a cone behind the ellipsoid.

    Ours are circles at mean elements under secular J2. An eccentricity of 0.001 moves an edge by 2 e, 2 s of 5,700, and
    short-period terms the height by some km. The day cuts an orbit at both ends, wherever drag has carried the
    satellite meanwhile: up to half an eclipse more or less in fifteen orbits. Over thirty satellites these average out.
    """
    from sgp4.api import Satrec

    run = catalogue(TLE)
    table = satellite_table(run)
    ours = dict(zip(table["name"], table["sunlit_frac"], strict=True))
    days, sun = sun_of_the_day
    sets = element_sets(DATA / TLE)
    sample = [sets[i] for i in np.linspace(0, len(sets) - 1, 30).astype(int)]
    assert len({name for name, *_ in sets}) == len(sets)
    difference = {}
    for name, one, two in sample:
        satellite = Satrec.twoline2rv(one, two)
        error, position, _ = satellite.sgp4_array(np.floor(days), days - np.floor(days))
        assert not error.any(), name
        theirs = float(lit_fraction(position, sun, "cone_ellipsoid").mean())
        difference[name] = ours[name] - theirs
    worst = max(difference, key=lambda name: abs(difference[name]))
    assert abs(difference[worst]) < 5e-3, worst
    assert abs(float(np.mean(list(difference.values())))) < 5e-4
