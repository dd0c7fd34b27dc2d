"""Frontal areas against averages taken point by point around the orbit, free-molecular theory and a worked case."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any, get_args

import numpy as np
import numpy.typing as npt
import pytest
from pydantic import ValidationError
from scipy import special

from orbitdc.fleet import Shell
from orbitdc.fleet.orbits import shell_orbits
from orbitdc.satellite.drag import Drag, frontal_area_m2, radiator_wind, tumbling_area_m2
from orbitdc.satellite.radiator import Attitude
from orbitdc.satellite.solar_array import Tracking
from orbitdc.sky.eclipse import beta_rad
from orbitdc.sky.sun import sun_table

EDGE = 0.14 / 2.2
BETAS = (-1.2, -0.3, 0.05, 0.7, 1.3, math.pi / 2)

CLIMB: dict[str, Any] = {"raising_attitude": "edge_on", "raising_m2": 20.0}


def around(beta: float) -> tuple[npt.NDArray[np.float64], ...]:
    """Sun direction (3,), radials and velocities (n, 3), orbit normal (3,) in the frame of the orbit plane."""
    u = (np.arange(20_000) + 0.5) / 20_000 * 2.0 * math.pi
    sun = np.array([math.cos(beta), 0.0, math.sin(beta)])
    radial = np.stack([np.cos(u), np.sin(u), np.zeros_like(u)], axis=1)
    velocity = np.stack([-np.sin(u), np.cos(u), np.zeros_like(u)], axis=1)
    return sun, radial, velocity, np.array([0.0, 0.0, 1.0])


def plate_m2(normal: npt.NDArray[np.float64], velocity: npt.NDArray[np.float64], area_m2: float) -> float:
    length = np.linalg.norm(normal, axis=-1, keepdims=True)
    cosine = ((normal / length) * velocity).sum(axis=-1)
    along = np.linalg.norm(np.cross(normal / length, velocity), axis=-1)  # part of the wind that blows along the plate
    return float(area_m2 * (np.abs(cosine) + EDGE * along**2).mean())


def by_points(tracking: Tracking, attitude: Attitude, beta: float) -> float:
    sun, radial, velocity, normal = around(beta)
    in_plane = sun - (sun @ normal) * normal if abs(math.cos(beta)) > 1e-9 else np.array([1.0, 0.0, 0.0])
    array = {"two_axis": sun[None, :], "one_axis": in_plane[None, :], "zenith_fixed": radial}[tracking]
    radiator = {
        "sun_earth_edge": np.cross(sun, radial),
        "velocity_normal": velocity,
        "nadir_normal": -radial,
        "array_fixed": np.cross(in_plane, normal)[None, :],
    }[attitude]
    return 3.0 + plate_m2(array, velocity, 600.0) + plate_m2(radiator, velocity, 110.0)


@pytest.mark.parametrize("beta", BETAS)
@pytest.mark.parametrize("attitude", get_args(Attitude))
@pytest.mark.parametrize("tracking", get_args(Tracking))
def test_closed_forms_are_the_averages(tracking: Tracking, attitude: Attitude, beta: float) -> None:
    area = frontal_area_m2(600.0, 110.0, 3.0, tracking, attitude, beta, EDGE)
    # midpoints of 20,000 pieces; the integrand of Sun x radial peaks within |beta| = 0.05 of the Sun's projection
    assert float(area) == pytest.approx(by_points(tracking, attitude, beta), rel=1e-6)


def test_one_answer_for_each_day() -> None:
    beta = np.linspace(-1.5, 1.5, 7)
    each = [float(frontal_area_m2(600.0, 110.0, 0.0, "two_axis", "sun_earth_edge", b, EDGE)) for b in beta]
    whole = frontal_area_m2(600.0, 110.0, 0.0, "two_axis", "sun_earth_edge", beta, EDGE)
    assert whole == pytest.approx(each, rel=1e-12)  # rounding alone
    assert whole == pytest.approx(whole[::-1], rel=1e-12)  # the Sun on the other side


def test_the_elliptic_integral() -> None:
    beta = np.array([1e-6, 0.01, 0.3, 0.9, 1.5])
    expected = 2.0 / math.pi * np.sin(beta) * special.ellipkm1(np.sin(beta) ** 2)
    assert radiator_wind("sun_earth_edge", beta)[0] == pytest.approx(expected, rel=1e-12)  # rounding alone


def test_a_radiator_edge_on_to_sun_and_earth_meets_no_wind_at_noon() -> None:
    assert float(radiator_wind("sun_earth_edge", 0.0)[0]) == 0.0


def test_a_year_on_dawn_dusk() -> None:
    """physics: <cos(beta)> about 0.275, so a two-axis array counts 0.24 of its area; Sun x radial 0.973."""
    given = {"label": "s", "pattern": "single", "planes": 1, "satellites_per_plane": 1, "phasing": 0}
    shell = Shell.model_validate({**given, "altitude_km": 600.0, "ltan_h": 18.0})
    orbits = shell_orbits(shell, dt.datetime(2027, 1, 1, tzinfo=dt.UTC), 1, 1)
    seconds = np.arange(365.0) * 86400.0
    direction, _ = sun_table(dt.date(2027, 1, 1), 365.0).at(seconds)
    raan = orbits.raan_rad[0] + orbits.raan_rate_rad_per_s[0] * seconds
    beta = beta_rad(direction, np.full_like(raan, orbits.inclination_rad[0]), raan)
    array = frontal_area_m2(1.0, 0.0, 0.0, "two_axis", "nadir_normal", beta, EDGE).mean()
    assert array == pytest.approx(0.24, abs=0.005)  # printed to 0.01
    assert radiator_wind("sun_earth_edge", beta)[0].mean() == pytest.approx(0.973, abs=0.002)  # printed to 0.001


def test_an_ai1_on_dawn_dusk() -> None:
    """orb-06: array 600 m2, radiator 110 m2 face-on, C_D 2.2, edge 0.14, <cos(beta)> 0.275: 253.2 m2."""
    area = frontal_area_m2(600.0, 110.0, 0.0, "two_axis", "velocity_normal", math.acos(0.275), EDGE)
    # the case counts shear in full at every incidence: 0.6 % more; its own tolerance is 1 %
    assert float(area) == pytest.approx(253.2, rel=0.01)


def free_molecular(cosine: npt.NDArray[np.float64], speed_ratio: float) -> npt.NDArray[np.float64]:
    """C_D of a flat plate on one face's area, diffuse and cold: Bird (1994), Molecular Gas Dynamics, section 7.6."""
    x, s = np.abs(cosine), speed_ratio
    pressure = 2.0 * x * (1.0 + 0.5 / s**2) * special.erf(s * x)
    return np.asarray(pressure + 2.0 / (math.sqrt(math.pi) * s) * np.exp(-((s * x) ** 2)) + 0.2 * x**2)


def test_plates_against_free_molecular_flow() -> None:
    """At a speed ratio of 8 the area of an array that turns under the wind is right at both ends, generous between."""
    face, edge = free_molecular(np.array([1.0, 0.0]), 8.0)
    assert face == pytest.approx(2.2, rel=0.02)  # the catalogue's C_D
    assert edge == pytest.approx(0.14, rel=0.02)  # and its C_edge, two digits
    u = (np.arange(10_000) + 0.5) / 10_000 * 2.0 * math.pi
    for beta, most in ((math.pi / 2, 1.001), (1.47, 1.54), (1.29, 1.38), (0.8, 1.15), (0.0, 1.07)):
        exact = free_molecular(math.cos(beta) * np.sin(u), 8.0).mean() / face
        ours = float(frontal_area_m2(1.0, 0.0, 0.0, "two_axis", "nadir_normal", beta, edge / face))
        # an oblique plate's shear is counted on top of its pressure: never too little, by half near edge-on at most
        assert exact * 0.999 <= ours <= exact * most


def test_tumbling_is_the_average_over_directions() -> None:
    # the z of a point spread evenly over the sphere is even in [-1, 1] (Archimedes)
    z = np.linspace(-1.0, 1.0, 200_001)
    mean = np.trapezoid(np.abs(z) + EDGE * (1.0 - z**2), z) / 2.0
    assert tumbling_area_m2(700.0, 2.0, EDGE) == pytest.approx(2.0 + 700.0 * mean, rel=1e-8)  # pieces of 1e-5


def test_the_block_hands_its_numbers_on() -> None:
    drag = Drag(drag_coefficient=2.2, edge_coefficient=0.14, body_m2=4.0, altitude="held", **CLIMB)
    area = drag.area_m2(600.0, 110.0, "two_axis", "sun_earth_edge", np.array([0.4, 1.3]))
    expected = frontal_area_m2(600.0, 110.0, 4.0, "two_axis", "sun_earth_edge", np.array([0.4, 1.3]), EDGE)
    assert area == pytest.approx(expected, rel=1e-12)  # rounding alone
    assert drag.tumbling_m2(600.0, 110.0) == pytest.approx(tumbling_area_m2(710.0, 4.0, EDGE), rel=1e-12)


def test_a_drag_coefficient_of_nothing_is_refused() -> None:
    with pytest.raises(ValidationError, match="greater than"):
        Drag(drag_coefficient=0.0, edge_coefficient=0.14, body_m2=4.0, altitude="held", **CLIMB)


def test_the_area_of_a_climb() -> None:
    """Edge-on plates show shear alone: 10 + 710 x 0.14/2.2 = 55 m2; in service and stowed areas are handed through."""
    given: dict[str, Any] = {"drag_coefficient": 2.2, "edge_coefficient": 0.14, "body_m2": 10.0, "altitude": "held"}
    for attitude, expected in (("edge_on", 10.0 + 710.0 * EDGE), ("in_service", 254.0), ("stowed", 20.0)):
        drag = Drag(**given, raising_attitude=attitude, raising_m2=20.0)
        assert drag.climbing_m2(600.0, 110.0, 254.0) == pytest.approx(expected, rel=1e-12), attitude
