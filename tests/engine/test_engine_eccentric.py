"""Eccentric orbits in the march: first-order light against positions from Kepler's equation and the exact disk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from by_hand import EQUINOX, WALKER, marching
from slow_model import light_of

from orbitdc.fleet.orbits import catalogue_orbits
from orbitdc.scenario.model import Scenario
from orbitdc.sky.catalogues import ElementRecords

DAYS = 20


def one(e: float, perigee_deg: float) -> dict[str, Any]:
    return {
        **WALKER,
        "altitude_km": 700.0,
        "planes": 1,
        "satellites_per_plane": 1,
        "eccentricity": e,
        "argument_of_perigee_deg": perigee_deg,
    }


@pytest.mark.parametrize("perigee_deg", [0.0, 90.0, 200.0])
@pytest.mark.parametrize("e", [0.001, 0.01])
def test_light_of_an_eccentric_orbit(scenario: Callable[..., Scenario], e: float, perigee_deg: float) -> None:
    made = scenario(shells=(one(e, perigee_deg),), service_date=EQUINOX)
    flown = marching(made, DAYS)
    exact = light_of(made, flown.orbits, 0, flown.sun, np.arange(0.0, DAYS * 86400.0, 11.0))["lit"].mean()
    # 5e-4 is 3 s an orbit, as for circular ones; the second order moves an edge by 5/4 e^2 = 1e-4 rad, 0.1 s.
    assert flown.mean("lit")[0] == pytest.approx(float(exact), abs=5e-4)


def test_where_perigee_lies_decides_how_long_the_shadow_is(scenario: Callable[..., Scenario]) -> None:
    lit = [
        marching(scenario(shells=(one(0.019, deg),), service_date=EQUINOX), 1).mean("lit")[0]
        for deg in (0.0, 90.0, 180.0, 270.0)
    ]
    circular = marching(scenario(shells=(one(0.0, 0.0),), service_date=EQUINOX), 1).mean("lit")[0]
    # Perigee passes the shadow 2 e = 4 % faster, in a shadow wider by 2 %: some tenths of a percent are left.
    assert 0.003 < max(lit) - min(lit) < 4 * 0.019 * (1.0 - circular)
    assert min(lit) < circular < max(lit)


def test_no_eccentricity_is_a_circle(scenario: Callable[..., Scenario]) -> None:
    none = {key: value for key, value in one(0.0, 0.0).items() if "perigee" not in key and key != "eccentricity"}
    given, left_out = (marching(scenario(shells=(shell,)), 1).integrated.lane_total for shell in (one(0.0, 77.0), none))
    assert np.array_equal(given, left_out)


@pytest.mark.parametrize("tilt_deg", [43.0, 97.5])
def test_a_satellite_of_a_catalogue_flies_at_its_mean_radius_with_the_eccentricity_that_j3_keeps(
    scenario: Callable[..., Scenario], tilt_deg: float
) -> None:
    one = ElementRecords(
        ("A",), np.array([1]), np.array(["2027-03-20T00:00"], "datetime64[us]"), np.array([np.radians(tilt_deg)]),
        np.array([1.0]), np.array([1e-4]), np.array([0.5]), np.array([0.1]), np.array([2.0 * np.pi / 5730.0]),
    )  # fmt: skip
    orbits = catalogue_orbits(one, dt.datetime(2027, 3, 20, tzinfo=dt.UTC))
    made = scenario(service_date=EQUINOX)
    flown = marching(made, DAYS, orbits=orbits)
    exact = light_of(made, orbits, 0, flown.sun, np.arange(0.0, DAYS * 86400.0, 11.0))["lit"].mean()
    assert flown.mean("lit")[0] == pytest.approx(float(exact), abs=5e-4)  # 3 s an orbit
    assert 0.0005 < orbits.frozen_eccentricity[0] < 0.0012
