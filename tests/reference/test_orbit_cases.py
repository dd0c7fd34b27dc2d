"""Orbits and eclipse against computed cases that this package did not write."""

from __future__ import annotations

import datetime as dt
import json
import math
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from orbitdc.constants import AU_KM, EARTH_RADIUS_KM
from orbitdc.fleet.orbits import Orbits, kepler_rate_rad_per_s, secular_rates, shell_orbits, sso_inclination_rad
from orbitdc.fleet.shell import Shell
from orbitdc.sky.eclipse import (
    Shadow,
    beta_rad,
    eclipse_closed_form_s,
    eclipse_edges,
    lit_fraction,
    positions_km,
)
from orbitdc.sky.sun import sun_table

REFERENCE = Path(__file__).resolve().parents[3] / "shared" / "reference"
YEAR = dt.date(2027, 1, 1)
DAY_S = 86400.0


@cache
def cases() -> dict[str, Any] | None:
    path = REFERENCE / "physics_cases.json"
    if not path.is_file():
        return None
    document = json.loads(path.read_text(encoding="utf-8"))
    rows = document if isinstance(document, list) else document["cases"]
    return {row["id"]: row for row in rows}


def case(name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Inputs and expected outputs of a case, or a skip where the file is absent."""
    known = cases()
    if known is None:
        pytest.skip("reference data absent: no shared/reference/physics_cases.json beside the checkout")
    return known[name]["inputs"], known[name]["expected"]


def dawn_dusk(altitude_km: float, ltan_h: float, date: dt.date = YEAR) -> Orbits:
    shell = Shell(
        label="dd",
        altitude_km=altitude_km,
        inclination_deg=None,
        ltan_h=ltan_h,
        raan_deg=None,
        pattern="single",
        planes=1,
        satellites_per_plane=1,
        phasing=0,
    )
    return shell_orbits(shell, dt.datetime.combine(date, dt.time(), tzinfo=dt.UTC), 1, 1)


def beta_over_year(orbits: Orbits, seconds: np.ndarray) -> np.ndarray:
    direction, _ = sun_table(YEAR, 365.0).at(seconds)
    node = orbits.raan_rad[0] + orbits.raan_rate_rad_per_s[0] * seconds
    return beta_rad(direction, orbits.inclination_rad[0], node)


def dark_share(altitude_km: float, beta: np.ndarray) -> np.ndarray:
    period = 2.0 * math.pi / kepler_rate_rad_per_s(EARTH_RADIUS_KM + altitude_km)
    return eclipse_closed_form_s(altitude_km, beta) / period


def test_orb_01_sun_synchronous_inclination_and_period() -> None:
    inputs, expected = case("orb-01")
    for h, inclination, period in zip(inputs["alt_km"], expected["inc_deg"], expected["period_s"], strict=True):
        assert math.degrees(sso_inclination_rad(h)) == pytest.approx(inclination, abs=1e-3)
        assert 2 * math.pi / float(kepler_rate_rad_per_s(EARTH_RADIUS_KM + h)) == pytest.approx(period, abs=0.01)


def test_ecl_01_eclipse_with_the_sun_in_the_plane() -> None:
    inputs, expected = case("ecl-01")
    seconds = eclipse_closed_form_s(inputs["alt_km"], 0.0)
    assert seconds / 60.0 == pytest.approx(expected["eclipse_min"], abs=1e-3)
    assert [float(dark_share(h, np.zeros(1))[0]) for h in inputs["alt_km"]] == pytest.approx(
        expected["fraction"], abs=1e-5
    )


def test_ecl_02_solstice_eclipse_of_dawn_dusk_orbits() -> None:
    inputs, expected = case("ecl-02")
    day = dt.date(2027, 6, 21)
    sun = sun_table(day, 1.0)
    noon = 0.5 * DAY_S
    direction, _ = sun.at(noon)
    for k, h in enumerate(inputs["alt_km"]):
        orbits = dawn_dusk(h, 18.0, day)
        node = orbits.raan_rad[0] + orbits.raan_rate_rad_per_s[0] * noon
        assert math.degrees(node) == pytest.approx(179.460, abs=1e-3)
        beta = float(beta_rad(direction, orbits.inclination_rad[0], node)[0])
        assert abs(math.degrees(beta)) == pytest.approx(expected["beta_deg"][k], abs=2e-3)
        closed = float(eclipse_closed_form_s(h, beta)) / 60.0
        # The case's Sun is good to 0.01 deg, and the eclipse shrinks by 1.6 min per degree of beta.
        assert closed == pytest.approx(expected["closed_form_min"][k], abs=0.016)
        judged: list[tuple[Shadow, str, float]] = [
            ("cylinder_sphere", "cowell_cyl_min", 0.2),
            ("cone_ellipsoid", "cone_ellipsoid_min", 0.25),
        ]
        for shadow, key, minutes in judged:
            edges = eclipse_edges(orbits, 0, sun, start_s=noon - 6000.0, span_s=12000.0, shadow=shadow)
            longest = float(np.diff(edges, axis=1).max()) / 60.0
            assert longest == pytest.approx(expected[key][k], abs=minutes)


def test_ecl_04_altitudes_without_eclipse() -> None:
    _, expected = case("ecl-04")
    seconds = np.arange(0.0, 365.0, 0.25) * DAY_S

    def longest(altitude_km: float) -> float:
        return float(eclipse_closed_form_s(altitude_km, beta_over_year(dawn_dusk(altitude_km, 6.0), seconds)).max())

    def boundary(dark: float, free: float) -> float:
        assert longest(dark) > 0.0
        assert longest(free) == 0.0
        while abs(free - dark) > 0.5:
            middle = 0.5 * (dark + free)
            dark, free = (middle, free) if longest(middle) > 0.0 else (dark, middle)
        return free

    assert boundary(1200.0, 2000.0) == pytest.approx(expected["h_min_km"], abs=5.0)
    assert boundary(3600.0, 2500.0) == pytest.approx(expected["h_max_km"], abs=5.0)


@pytest.mark.parametrize(
    ("key", "shadow", "added_km"),
    [
        ("cyl_sphere_Re", "cylinder_sphere", 0.0),
        ("cone_sphere_Re", "cone_sphere", 0.0),
        ("cone_ellipsoid", "cone_ellipsoid", 0.0),
        ("cone_ellipsoid_plus20km", "cone_ellipsoid", 20.0),
    ],
)
def test_ecl_05_sunlight_lost_in_a_year(key: str, shadow: Shadow, added_km: float) -> None:
    inputs, expected = case("ecl-05")
    sun = sun_table(YEAR, 365.0)
    for k, h in enumerate(inputs["alt_km"]):
        orbits = dawn_dusk(h, 18.0)
        period = 2.0 * math.pi / orbits.argument_of_latitude_rate_rad_per_s[0]
        t = (np.arange(0.0, 365.0)[:, None] * DAY_S + np.arange(720) * (period / 720.0)).ravel()
        direction, distance = sun.at(t)
        lit = lit_fraction(positions_km(orbits, 0, t), direction * distance[:, None] * AU_KM, shadow, added_km)
        assert 1.0 - float(lit.mean()) == pytest.approx(expected[key][k], rel=0.02)


def test_ecl_05_length_of_the_season() -> None:
    inputs, expected = case("ecl-05")
    seconds = np.arange(0.0, 365.0, 0.25) * DAY_S
    for h, days in zip(inputs["alt_km"], expected["days_any"], strict=True):
        dark = dark_share(h, beta_over_year(dawn_dusk(h, 18.0), seconds))
        assert 0.25 * (dark > 0.0).sum() == pytest.approx(days, rel=0.02)


@pytest.mark.parametrize("index", [0, 1])
def test_ecl_06_sunlit_share_of_inclined_shells(index: int) -> None:
    inputs, expected = case("ecl-06")
    h, inclination = inputs["alt_km"][index], math.radians(inputs["inc_deg"])
    seconds = np.arange(0.0, 365.0, 0.5) * DAY_S
    direction, _ = sun_table(YEAR, 365.0).at(seconds)
    node_rate, _, _ = secular_rates(EARTH_RADIUS_KM + h, 0.0, inclination)
    node = np.arange(36)[:, None] * math.radians(10.0) + float(node_rate) * seconds
    lit = 1.0 - dark_share(h, beta_rad(direction, inclination, node)).mean(axis=1)
    assert float(lit.mean()) == pytest.approx(expected["mean"][index], abs=0.001)
    assert float(lit.min()) == pytest.approx(expected["by_node_min"][index], abs=0.002)
    assert float(lit.max()) == pytest.approx(expected["by_node_max"][index], abs=0.002)


def test_ecl_07_firm_capacity_of_dawn_dusk_planes() -> None:
    inputs, expected = case("ecl-07")
    h = inputs["alt_km"]
    seconds = np.arange(0.0, 365.0, 0.25) * DAY_S
    dusk, dawn = (dark_share(h, beta_over_year(dawn_dusk(h, ltan), seconds)) for ltan in (18.0, 6.0))
    assert 0.25 * (dusk > 0.0).sum() == pytest.approx(expected["season_days_LTAN18"], abs=0.5)
    assert float(dusk[dusk > 0.0].mean()) == pytest.approx(expected["dark_in_season_mean"], abs=0.001)
    assert float(dusk.max()) == pytest.approx(expected["dark_peak"], abs=0.001)
    for lit, key in ((1.0 - dusk, "LTAN18"), (1.0 - 0.5 * (dusk + dawn), "half_LTAN06_half_LTAN18")):
        assert float(lit.mean()) == pytest.approx(expected[key]["mean"], abs=0.001)
        assert float(np.percentile(lit, 1)) == pytest.approx(expected[key]["P1"], abs=0.001)
        assert float(lit.min()) == pytest.approx(expected[key]["min"], abs=0.001)
