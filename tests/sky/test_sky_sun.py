"""The Sun against astropy and JPL's ephemeris, its cache, its limits."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from orbitdc.errors import ScenarioError
from orbitdc.sky import sun as sun_module
from orbitdc.sky.sun import julian_date, mean_sun_longitude_rad, spline_curvature, sun_table

START = dt.date(2024, 3, 1)
DAYS = 5000.0
SPLINE_ERROR_DEG = 1e-6  # asked for; the third-order spline of daily samples reaches 5e-8
EPHEMERIS_ERROR_DEG = 1e-5  # astropy's series (ERFA epv00, 4e-6 deg) against DE421, aberration in both


def separation_deg(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    out: np.ndarray = np.degrees(np.arctan2(np.linalg.norm(np.cross(a, b), axis=-1), np.sum(a * b, axis=-1)))
    return out


@pytest.fixture(scope="module")
def seconds() -> np.ndarray:
    return np.random.default_rng(7).uniform(0.0, DAYS * 86400.0, 200)


@pytest.mark.filterwarnings("ignore")
def test_spline_between_nodes_equals_astropy(seconds: np.ndarray) -> None:
    from astropy import units
    from astropy.coordinates import TEME, get_sun
    from astropy.time import Time, TimeDelta
    from astropy.utils import iers

    with iers.conf.set_temp("auto_download", False), iers.conf.set_temp("auto_max_age", None):
        times = Time(START.isoformat(), scale="utc") + TimeDelta(seconds, format="sec")
        direct = get_sun(times).transform_to(TEME(obstime=times)).cartesian.xyz.to_value(units.au).T
    direction, distance = sun_table(START, DAYS).at(seconds)
    assert separation_deg(direction, direct).max() < SPLINE_ERROR_DEG
    assert np.abs(distance - np.linalg.norm(direct, axis=1)).max() < 1e-8  # au: 1.5 km
    assert np.abs(np.linalg.norm(direction, axis=1) - 1.0).max() < 1e-15 * 4


def test_sun_equals_jpl_ephemeris_in_teme(seconds: np.ndarray, skyfield_sky: tuple[Any, Any]) -> None:
    from skyfield.sgp4lib import TEME

    scale, ephemeris = skyfield_sky
    times = scale.utc(START.year, START.month, START.day, 0, 0, seconds)
    apparent = ephemeris["earth"].at(times).observe(ephemeris["sun"]).apparent().frame_xyz(TEME).au.T
    direction, distance = sun_table(START, DAYS).at(seconds)
    assert separation_deg(direction, apparent).max() < EPHEMERIS_ERROR_DEG
    assert np.abs(distance - np.linalg.norm(apparent, axis=1)).max() < 1e-5


def test_spline_equals_scipy() -> None:
    from scipy.interpolate import CubicSpline

    x = np.arange(200.0)
    samples = np.stack([np.sin(x / 7.0), np.cos(x / 11.0)], axis=1)
    ours, theirs = spline_curvature(samples), CubicSpline(x, samples).derivative(2)(x)
    assert np.abs(ours - theirs)[40:-40].max() < 1e-14


def test_mean_sun_is_the_mean_of_the_true_sun() -> None:
    # The equation of time averages to zero over a year within its slow drift of some seconds (0.05 deg).
    table = sun_table(dt.date(2030, 1, 1), 365.2422)
    t = np.linspace(0.0, 365.2422 * 86400.0, 4000, endpoint=False)
    direction, _ = table.at(t)
    right_ascension = np.arctan2(direction[:, 1], direction[:, 0])
    first = julian_date(dt.datetime(2030, 1, 1, tzinfo=dt.UTC))
    mean = np.array([mean_sun_longitude_rad(first + x / 86400.0) for x in t])
    gap = np.degrees((right_ascension - mean + np.pi) % (2 * np.pi) - np.pi)
    assert abs(gap.mean()) < 0.05
    assert 3.5 < np.abs(gap).max() < 4.5  # equation of time: 16.5 minutes in November


@pytest.mark.parametrize(
    ("start", "days"),
    [
        (dt.date(1959, 12, 31), 1.0),
        (dt.date(2058, 1, 1), 2000.0),
        (dt.date(2027, 1, 1), float("inf")),
    ],
)
def test_dates_outside_the_range_are_refused(start: dt.date, days: float) -> None:
    with pytest.raises(ScenarioError) as caught:
        sun_table(start, days)
    assert [problem.path for problem in caught.value.problems] == ["mission.service_date"]


def test_both_ends_of_the_range_are_served() -> None:
    for start in (dt.date(1960, 1, 1), dt.date(2060, 12, 31)):
        direction, distance = sun_table(start, 1.0).at([0.0, 86400.0])
        assert np.abs(distance - 0.9833).max() < 1e-3  # perihelion in early January
        assert np.isfinite(direction).all()


def test_times_outside_the_table_are_refused() -> None:
    with pytest.raises(ValueError, match="covers 10 days from 2027-01-01; asked for day 12 to 12"):
        sun_table(dt.date(2027, 1, 1), 10.0).at(12.0 * 86400.0)


def test_same_samples_whatever_the_start() -> None:
    a, _ = sun_table(dt.date(2027, 1, 1), 400.0).at(200.25 * 86400.0)
    b, _ = sun_table(dt.date(2027, 7, 20), 2.0).at(0.25 * 86400.0)
    assert np.abs(a - b).max() < 1e-14


def test_damaged_cache_is_computed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORBITDC_CACHE_DIR", str(tmp_path))
    good = sun_table(dt.date(2029, 6, 1), 10.0)
    (file,) = tmp_path.glob("*-2029.npy")
    assert [p.name for p in tmp_path.iterdir()] == [file.name]  # no temporary file stays
    content = file.read_bytes()
    for damaged in (b"", content[:1000], b"not an array", content[:-24]):
        file.write_bytes(damaged)
        assert np.array_equal(sun_table(dt.date(2029, 6, 1), 10.0).position_au, good.position_au)
        assert file.read_bytes() == content


def test_without_a_cache_folder_the_table_is_computed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = sun_table(dt.date(2029, 6, 1), 10.0)
    monkeypatch.setattr(sun_module, "cache_folder", lambda: None)
    assert np.array_equal(sun_table(dt.date(2029, 6, 1), 10.0).position_au, known.position_au)
    monkeypatch.setattr(sun_module, "cache_folder", lambda: tmp_path / "gone")  # vanished since it was looked up
    assert np.array_equal(sun_table(dt.date(2029, 6, 1), 10.0).position_au, known.position_au)


def test_warm_call_imports_neither_astropy_nor_scipy() -> None:
    sun_table(dt.date(2028, 1, 1), 30.0)
    code = (
        "import datetime as dt, sys; from orbitdc.sky.sun import sun_table; "
        "sun_table(dt.date(2028, 1, 1), 30.0).at([0.0, 1e6]); "
        "print(sorted({'astropy', 'scipy', 'skyfield', 'erfa'} & set(sys.modules)))"
    )
    root = str(Path(sun_module.__file__).resolve().parents[2])
    env = {**os.environ, "PYTHONPATH": root}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_nothing_changes_in_the_users_astropy_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from astropy.coordinates import solar_system_ephemeris
    from astropy.utils import iers

    before = (iers.conf.auto_download, iers.conf.auto_max_age, solar_system_ephemeris.get())
    monkeypatch.setenv("ORBITDC_CACHE_DIR", str(tmp_path))
    sun_table(dt.date(2031, 6, 1), 3.0)
    assert (iers.conf.auto_download, iers.conf.auto_max_age, solar_system_ephemeris.get()) == before
