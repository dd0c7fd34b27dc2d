"""Passes of catalogued satellites above named ground stations, against SGP4 and a horizon of our own."""

from __future__ import annotations

import builtins
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from element_sets import OMM
from sgp4.api import WGS72, Satrec

import orbitdc
from orbitdc.environment import links
from orbitdc.errors import EnvironmentFault, ScenarioError
from orbitdc.results.save import summary_of
from orbitdc.sky import contacts as module
from orbitdc.sky.catalogues import ElementRecords, parse_catalogue
from orbitdc.sky.contacts import DAYS, Contacts, contacts
from orbitdc.sky.passes import Station, stations

STEP_S = 5.0
ELEVATION_DEG = 25.0
FloatArray = npt.NDArray[np.float64]


def catalogue(*inclinations_deg: float) -> bytes:
    rows = [
        {**OMM, "NORAD_CAT_ID": number, "INCLINATION": tilt, "MEAN_MOTION": 15.0 + 0.1 * number}
        for number, tilt in enumerate(inclinations_deg, start=1)
    ]
    return json.dumps(rows).encode()


@pytest.fixture(scope="module")
def records() -> ElementRecords:
    return parse_catalogue(catalogue(53.15, 97.6), "two.json")


def heights_deg(records: ElementRecords, at: int, station: Station, seconds: FloatArray) -> FloatArray:
    """Elevation by SGP4, the sidereal time of Meeus ("Astronomical Algorithms", 2nd ed., eq. 12.4) and WGS84."""
    record = Satrec()
    epoch = (records.epoch_utc[at] - np.datetime64("1949-12-31")) / np.timedelta64(1, "D")
    elements = (getattr(records, name)[at] for name in ("eccentricity", "argument_of_perigee_rad", "inclination_rad"))
    last = (records.mean_anomaly_rad[at], 60.0 * records.mean_motion_rad_per_s[at], records.raan_rad[at])
    record.sgp4init(WGS72, "i", 1, float(epoch), 0.0, 0.0, 0.0, *(float(x) for x in (*elements, *last)))
    day: FloatArray = float(epoch) + 2433281.5 + seconds / 86400.0
    wrong, place, _ = record.sgp4_array(np.floor(day), day - np.floor(day))
    assert not wrong.any()
    turned = np.radians(280.46061837 + 360.98564736629 * (day - 2451545.0))
    latitude, longitude = math.radians(station.latitude_deg), math.radians(station.longitude_deg) + turned
    squared = 0.00669437999014  # of the eccentricity of WGS84
    across = 6378.137 / math.sqrt(1.0 - squared * math.sin(latitude) ** 2)
    up = np.stack(
        [math.cos(latitude) * np.cos(longitude), math.cos(latitude) * np.sin(longitude), 0 * day + math.sin(latitude)]
    )
    seen = place.T - across * up * np.array([[1.0], [1.0], [1.0 - squared]])
    return np.asarray(np.degrees(np.arcsin((up * seen).sum(0) / np.linalg.norm(seen, axis=0))))


def test_passes_are_those_of_an_independent_count(records: ElementRecords) -> None:
    """Samples every 5 s see each edge within one step and half of the seconds by which UT1 leads UTC, and a pass that
    grazes the least elevation for less than a step not at all."""
    found = contacts(records, stations(), ELEVATION_DEG)
    seconds: FloatArray = np.arange(0.0, DAYS * 86400.0, STEP_S)
    assert (found.satellites, found.stations) == (2, 4)
    share, gaps_h = np.zeros(5), list[float]()
    for at in range(2):
        above = np.stack([heights_deg(records, at, station, seconds) >= ELEVATION_DEG for station in stations()])
        for number, one in enumerate(above):
            own = found.passes[(found.passes[:, 0] == at) & (found.passes[:, 1] == number), 2:]
            begins = seconds[1:][one[1:] & ~one[:-1]]
            longer = own[(own[:, 1] - own[:, 0] > 2.0 * STEP_S) & (own[:, 0] > 0.0)]
            assert all(np.abs(begins - rise).min() < STEP_S + 1.0 for rise in longer[:, 0])
            assert len(longer) <= len(begins) <= len(own)
        share += np.bincount(above.sum(0), minlength=5) / seconds.size / 2.0
        alone = np.flatnonzero(np.diff(np.concatenate([[1], above.any(0), [1]]).astype(int)))
        gaps_h.append(np.diff(alone)[::2].max() * STEP_S / 3600.0)
    assert max(gaps_h) == pytest.approx(found.gap_max_h, abs=2.0 * STEP_S / 3600.0)
    edges = STEP_S * len(found.passes) / (2.0 * DAYS * 86400.0)  # half a step at both ends of each pass
    assert found.in_view() == pytest.approx(share, abs=edges)
    assert found.in_view().sum() == pytest.approx(1.0, abs=1e-12)
    assert 0.005 < 1.0 - found.in_view()[0] < 0.05  # four stations see a low satellite for a percent or two of the day
    lengths = found.passes[:, 3] - found.passes[:, 2]
    assert found.pass_min == pytest.approx(lengths.mean() / 60.0, rel=0.02)
    assert found.passes_per_day == pytest.approx(len(found.passes) / 2.0 / DAYS, rel=1e-12)


def test_figures_of_passes_that_are_known_by_hand() -> None:
    """A day with passes of 2 h and 1 h that overlap by half an hour, and one that the end of the day cuts."""
    hours = [[0, 0, 2, 4], [0, 1, 3.5, 4.5], [0, 0, 23, 24]]
    seen = Contacts(np.array(hours, dtype=np.float64) * [1, 1, 3600, 3600], 1, 2, 86400.0)
    assert seen.in_view() * 24.0 == pytest.approx([20.5, 3.0, 0.5])
    assert (seen.passes_per_day, seen.pass_min, seen.gap_max_h) == (3.0, 90.0, 18.5)
    assert seen.available_frac(0.7) * 24.0 == pytest.approx(3.0 * 0.7 + 0.5 * 0.91)
    never = Contacts(np.empty((0, 4)), 2, 3)
    assert (never.passes_per_day, never.pass_min, never.gap_max_h) == (0.0, None, 24.0 * DAYS)
    assert never.available_frac(0.7) == 0.0
    always = Contacts(np.array([[0.0, n, 0.0, 86400.0] for n in range(4)]), 1, 4, 86400.0)
    assert always.available_frac(0.7) == pytest.approx(1.0 - 0.3**4, rel=1e-12)  # as of stations always in view
    assert always.gap_max_h == 0.0


def test_passes_are_kept_and_found_again(
    records: ElementRecords, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ORBITDC_CACHE_DIR", str(tmp_path))
    near = [Station("near", 50.0, 10.0, 5.0)]
    first = contacts(records, near, 30.0).passes
    (kept,) = tmp_path.iterdir()
    monkeypatch.setattr(module, "_found", lambda *_: pytest.fail("it was kept"))
    assert np.array_equal(contacts(records, near, 30.0).passes, first)
    monkeypatch.undo()
    monkeypatch.setenv("ORBITDC_CACHE_DIR", str(tmp_path))
    kept.write_bytes(kept.read_bytes()[:-1])
    assert np.array_equal(contacts(records, near, 30.0).passes, first)


def test_without_skyfield_it_is_said_what_to_install(
    records: ElementRecords, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def without(name: str, *given: Any) -> Any:
        if name.startswith("skyfield"):
            raise ImportError(name="skyfield")
        return real(name, *given)

    monkeypatch.setenv("ORBITDC_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(EnvironmentFault) as caught:
        contacts(records, stations(), ELEVATION_DEG)
    assert "pip install skyfield" in caught.value.problems[0].fix


def test_passes_bound_what_a_satellite_of_a_catalogue_serves(tmp_path: Path) -> None:
    """Throughput scales with the share of time in contact, and with nothing else, where the ground is always there."""
    file = tmp_path / "two.json"
    file.write_bytes(catalogue(53.15, 53.15))
    short = ["numerics.window_days=1", "workload.from=decode", "satellite.board.accelerators=72"]
    sets = [f"fleet.catalogue_file={file}", *short]
    always, passes = (
        orbitdc.load("starlink_fleet_today", [*sets, f"fleet.gateway_contact={word}"]) for word in ("always", "passes")
    )
    answers = [summary_of(orbitdc.simulate(s))["orbit"] for s in (always, passes)]
    before, after = (answer["network"] for answer in answers)
    assert "contact" not in before
    met = links.ground_contact(passes)
    assert met is not None
    assert after["ground_available_frac"] == met.available_frac(passes.satellite.link.clear_sky_frac)
    assert after["contact"]["in_view_frac"] > after["ground_available_frac"] > 0.0  # clouds
    ratio = after["ground_available_frac"] / before["ground_available_frac"]
    assert after["share_frac"] / before["share_frac"] == pytest.approx(ratio, rel=1e-12)
    assert after["ground_gbps"] / before["ground_gbps"] == pytest.approx(ratio, rel=1e-12)


def test_passes_without_a_catalogue_are_refused() -> None:
    with pytest.raises(ScenarioError) as caught:
        orbitdc.load("ai1_vs_colossus", ["fleet.gateway_contact=passes"])
    assert caught.value.problems[0].path == "fleet.gateway_contact"
