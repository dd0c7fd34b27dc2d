"""Shell patterns by their definitions; secular rates and catalogue orbits against SGP4."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orbitdc.constants import EARTH_RADIUS_KM, SECONDS_PER_DAY
from orbitdc.errors import ScenarioError
from orbitdc.fleet.orbits import (
    Orbits,
    brouwer_mean_motion,
    catalogue_orbits,
    secular_rates,
    shell_orbits,
    sso_inclination_rad,
)
from orbitdc.fleet.shell import Shell
from orbitdc.sky.catalogues import read_catalogue
from orbitdc.sky.shell_count import count_shells

DAY_LATER = dt.datetime(2026, 5, 31, 9, tzinfo=dt.UTC)  # a day after the median record of the file
EPOCH = dt.datetime(2027, 6, 21, 12, tzinfo=dt.UTC)
NODE_RATE_ERROR = 0.005  # first-order J2 against SGP4's J2^2 and J4
# A day apart, above 530 km: short-period J2 (0.05 to 0.1 deg), 2 e sin M (0.03 deg at e = 3e-4), J2^2 and drag.
LATITUDE_ERROR_DEG = 0.2
NODE_ERROR_DEG = 0.07  # short-period J2, 0.04 deg at 53 degrees of inclination, and 0.5 % of the 5 to 6 deg a day


def shell(**changes: object) -> Shell:
    fields: dict[str, object] = {
        "label": "s",
        "altitude_km": 550.0,
        "inclination_deg": 53.0,
        "ltan_h": None,
        "raan_deg": 10.0,
        "pattern": "delta",
        "planes": 6,
        "satellites_per_plane": 4,
        "phasing": 1,
    }
    return Shell(**{**fields, **changes})


def degrees(x: np.ndarray) -> np.ndarray:
    return np.asarray(np.degrees(x).round(9))


def turn(x: np.ndarray) -> np.ndarray:
    """Angles in (-180, 180] degrees from radians."""
    return np.asarray((np.degrees(x) + 180.0) % 360.0 - 180.0)


def test_walker_delta_has_every_satellite_in_its_place() -> None:
    orbits = shell_orbits(shell(), EPOCH, 100, 100, 3)
    assert degrees(orbits.raan_rad).tolist() == np.repeat(10.0 + 60.0 * np.arange(6), 4).tolist()
    expected = (15.0 * np.repeat(np.arange(6), 4) + 90.0 * np.tile(np.arange(4), 6)) % 360.0  # F 360/T = 15
    assert degrees(orbits.argument_of_latitude_rad).tolist() == expected.tolist()
    assert orbits.weight.tolist() == [1.0] * 24
    assert orbits.plane.tolist() == np.repeat(np.arange(6), 4).tolist()
    assert set(orbits.shell.tolist()) == {3}
    assert orbits.epoch == EPOCH


def test_star_spreads_nodes_over_half_a_turn_and_single_over_none() -> None:
    star = shell_orbits(shell(pattern="star"), EPOCH, 100, 1)
    assert degrees(star.raan_rad).tolist() == (10.0 + 30.0 * np.arange(6)).tolist()
    single = shell_orbits(shell(pattern="single"), EPOCH, 100, 1)
    assert degrees(single.raan_rad).tolist() == [10.0] * 6


def test_marched_planes_and_phases_are_evenly_spaced_samples() -> None:
    orbits = shell_orbits(shell(planes=12, satellites_per_plane=50), EPOCH, 3, 4)
    assert orbits.plane.tolist() == [0] * 4 + [4] * 4 + [8] * 4
    assert degrees(np.diff(orbits.argument_of_latitude_rad[:4])).tolist() == [90.0] * 3
    assert orbits.weight.tolist() == [50.0] * 12


@settings(deadline=None)
@given(
    planes=st.integers(1, 200), satellites=st.integers(1, 20000), marched=st.integers(1, 90), phases=st.integers(1, 90)
)
def test_weights_sum_to_the_satellites_exactly(planes: int, satellites: int, marched: int, phases: int) -> None:
    made = shell(planes=planes, satellites_per_plane=satellites)
    weight = shell_orbits(made, EPOCH, marched, phases).weight
    assert weight.size == min(planes, marched) * min(satellites, phases)
    assert float(weight.sum()) == float(weight[::-1].sum()) == planes * satellites
    assert weight.min() > 0.0


@pytest.mark.parametrize(("ltan_h", "raan_deg"), [(18.0, 179.460), (6.0, 359.460), (10.5, 66.960), (12.0, 89.460)])
def test_node_of_a_local_time_follows_the_mean_sun(ltan_h: float, raan_deg: float) -> None:
    # Mean Sun 89.460 deg at 2027-06-21 12:00 UTC (case ecl-02).
    orbits = shell_orbits(shell(inclination_deg=None, raan_deg=None, ltan_h=ltan_h), EPOCH, 1, 1)
    assert abs(turn(orbits.raan_rad[:1] - math.radians(raan_deg))[0]) < 1e-3


def test_sun_synchronous_node_turns_once_per_tropical_year() -> None:
    orbits = shell_orbits(shell(inclination_deg=None, raan_deg=None, ltan_h=18.0), EPOCH, 1, 1)
    assert orbits.raan_rate_rad_per_s[0] * 365.2421897 * SECONDS_PER_DAY == pytest.approx(2 * math.pi, rel=1e-15)
    j2_rate, _, _ = secular_rates(EARTH_RADIUS_KM + 550.0, 0.0, orbits.inclination_rad[0])
    assert float(j2_rate) == pytest.approx(orbits.raan_rate_rad_per_s[0], rel=1e-12)


def test_too_high_for_sun_synchronous_is_refused() -> None:
    assert math.degrees(sso_inclination_rad(5974.0)) > 178.0
    with pytest.raises(ScenarioError) as caught:
        shell_orbits(shell(altitude_km=6000.0, inclination_deg=None, raan_deg=None, ltan_h=6.0), EPOCH, 1, 1)
    assert [problem.path for problem in caught.value.problems] == ["fleet.shells.altitude_km"]


# -- against SGP4 ------------------------------------------------------------------------------------------------------


def satellites(path: Path, every: int) -> tuple[list[object], list[int]]:
    from sgp4.api import Satrec

    lines = path.read_text(encoding="utf-8").splitlines()
    index = list(range(0, len(lines) // 3, every))
    return [Satrec.twoline2rv(lines[3 * i + 1], lines[3 * i + 2]) for i in index], index


def plane_of(r: np.ndarray, v: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Osculating node and argument of latitude in rad of positions and velocities (n, 3)."""
    h = np.cross(r, v)
    node = np.arctan2(h[:, 0], -h[:, 1])
    along = r[:, 0] * np.cos(node) + r[:, 1] * np.sin(node)
    up = r[:, 2] / np.sqrt(1.0 - (h[:, 2] / np.linalg.norm(h, axis=1)) ** 2)
    return node, np.arctan2(up, along)


def test_brouwer_mean_motion_equals_sgp4(data_file: Callable[[str], Path]) -> None:
    found, index = satellites(data_file("starlink_2026-05-30.tle"), 50)
    records = read_catalogue(data_file("starlink_2026-05-30.tle"))
    ours = brouwer_mean_motion(records.mean_motion_rad_per_s, records.eccentricity, records.inclination_rad)[index]
    theirs = np.array([math.sqrt(s.mu / (s.a * s.radiusearthkm) ** 3) for s in found])
    assert ours == pytest.approx(theirs, rel=2e-8)  # WGS84 against WGS72 J2


def test_node_rate_equals_sgp4(data_file: Callable[[str], Path]) -> None:
    found, index = satellites(data_file("starlink_2026-05-30.tle"), 400)
    ours = catalogue_orbits(read_catalogue(data_file("starlink_2026-05-30.tle"))).raan_rate_rad_per_s[index]
    minutes = np.linspace(0.0, 3.0 * 1440.0, 1500)
    for satellite, rate in zip(found, ours, strict=True):
        epoch, part = satellite.jdsatepoch, satellite.jdsatepochF
        errors, r, v = satellite.sgp4_array(np.full_like(minutes, epoch), part + minutes / 1440.0)
        node = np.unwrap(plane_of(r, v)[0])
        if errors.any():  # one of the lowest, decaying within the three days
            continue
        assert rate == pytest.approx(np.polyfit(minutes * 60.0, node, 1)[0], rel=NODE_RATE_ERROR)


def errors_after_a_day(path: Path, every: int) -> tuple[np.ndarray, np.ndarray, Orbits]:
    from sgp4.api import jday

    found, index = satellites(path, every)
    records = read_catalogue(path)
    orbits = catalogue_orbits(records, DAY_LATER)
    day, part = jday(2026, 5, 31, 9, 0, 0.0)
    state = [s.sgp4(day, part) for s in found]
    node, latitude = plane_of(np.array([s[1] for s in state]), np.array([s[2] for s in state]))
    return turn(orbits.raan_rad[index] - node), turn(orbits.argument_of_latitude_rad[index] - latitude), orbits


def test_catalogue_at_a_common_epoch_equals_sgp4(data_file: Callable[[str], Path]) -> None:
    path = data_file("starlink_2026-05-30.tle")
    node, latitude, orbits = errors_after_a_day(path, 13)
    steady = (orbits.semi_major_axis_km[::13] - EARTH_RADIUS_KM) > 530.0
    assert steady.sum() > 150
    assert np.abs(node).max() < NODE_ERROR_DEG
    assert np.percentile(np.abs(latitude[steady]), 95) < LATITUDE_ERROR_DEG
    # Below, drag and thrust in the record's decay term add to it: n'/2 = 8e-4 rev/day^2 is 0.3 deg in a day.
    assert np.median(np.abs(latitude[~steady])) < LATITUDE_ERROR_DEG


def test_default_epoch_is_the_midnight_before_the_latest_record(data_file: Callable[[str], Path]) -> None:
    records = read_catalogue(data_file("starlink_2026-05-30.tle"))
    orbits = catalogue_orbits(records)
    assert orbits.epoch == dt.datetime(2026, 5, 30, tzinfo=dt.UTC)
    assert orbits.weight.sum() == len(records) == 10395


def test_counted_shells_are_those_of_the_shipped_table(data_file: Callable[[str], Path]) -> None:
    from orbitdc.catalog import table

    orbits = catalogue_orbits(read_catalogue(data_file("starlink_2026-05-30.tle")))
    shells, rest = count_shells(
        orbits.semi_major_axis_km - EARTH_RADIUS_KM, np.degrees(orbits.inclination_rad), np.degrees(orbits.raan_rad)
    )
    rows = [rows for name, rows in table("shells").items() if name.startswith("starlink_2026_")]
    counted = [(round(s.altitude_km, 1), round(s.inclination_deg, 2), s.planes, s.satellites) for s in shells]
    keys = ("altitude_km", "inclination_deg", "planes", "satellites")
    assert [tuple(entry[key].value for key in keys) for entry in rows] == counted
    assert f"{rest:,}" in rows[0]["satellites"].note.replace("1013", "1,013")
    assert sum(s.satellites for s in shells) + rest == 10395
