"""Light along an orbit: disk, step means, albedo and view fits against exact integrals; firm capacity of planes."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from by_hand import DAWN_DUSK, EQUINOX, SHELL, Marching, marching
from computed_cases import case
from hypothesis import given, settings
from hypothesis import strategies as st
from slow_model import reflected_view, two_sided_view

from orbitdc.engine.integrated import capacity_quantile
from orbitdc.engine.lanes import Eclipse
from orbitdc.engine.light import DISK1, DISK3, DISK5, DISK7, SPREAD, disk_integral, lit_shares, moved, spread_integral
from orbitdc.satellite.board import curve_weights
from orbitdc.satellite.view import albedo_phase, albedo_phase_fit, plate_view_fit
from orbitdc.scenario.model import Scenario
from orbitdc.sky.eclipse import eclipse_edges

YEAR = dt.date(2027, 1, 1)


# -- the disk ----------------------------------------------------------------------------------------------------------


def disk_share(x: np.ndarray) -> np.ndarray:
    """Share of a disk of radius 1 above a straight limb at distance x below its centre."""
    c = np.clip(x, -1.0, 1.0)
    return 1.0 - (np.arccos(c) - c * np.sqrt(1.0 - c * c)) / math.pi


def test_the_polynomial_of_the_disk() -> None:
    x = np.linspace(-1.0, 1.0, 20001)
    poly = 0.5 + DISK1 * x + DISK3 * x**3 + DISK5 * x**5 + DISK7 * x**7
    assert np.abs(poly - disk_share(x)).max() < 5e-4  # of the disk: 5 ms of the 10 s that a penumbra takes
    assert poly[[0, -1]] == pytest.approx([0.0, 1.0], abs=1e-8)


def test_the_polynomial_of_the_spread() -> None:
    x = np.linspace(-1.0, 1.0, 20001)
    share = disk_share(x)
    poly = (1.0 - x**2) ** 2 * (1.0 + SPREAD * x**2) / 4.0
    assert np.abs(poly - share * (1.0 - share)).max() < 0.01  # of a penumbra of 10 s: a tenth of a second of day
    assert poly.mean() == pytest.approx(float((share * (1.0 - share)).mean()), rel=1e-3)


def shares(start: float, end: float) -> tuple[float, float]:
    """Mean light and share of day of a step between two distances from the limb."""
    end = moved(start, end)
    before, after = (Eclipse(x, disk_integral(x), spread_integral(x)) for x in (start, end))
    return lit_shares(before, after)


def lit_mean(start: float, end: float) -> float:
    return shares(start, end)[0]


@settings(deadline=None)
@given(st.floats(-60.0, 60.0), st.floats(-30.0, 30.0))
def test_the_mean_light_of_a_step(start: float, change: float) -> None:
    x = start + change * (np.arange(20000) + 0.5) / 20000
    mean = lit_mean(start, start + change)
    assert mean == pytest.approx(float(disk_share(x).mean()), abs=6e-4)  # the polynomial's error, and sampling
    assert -1e-7 <= mean <= 1.0 + 1e-7  # a difference of 60 over a change of 1e-6, in rounding


def test_the_mean_light_where_nothing_moves() -> None:
    for x in (-3.0, -0.7, 0.0, 0.4, 2.0):
        assert lit_mean(x, x) == pytest.approx(float(disk_share(np.array(x))), abs=1e-3)


@settings(deadline=None)
@given(st.floats(-60.0, 60.0), st.floats(-30.0, 30.0))
def test_the_day_of_a_step_has_its_mean_and_mean_square_of_light(start: float, change: float) -> None:
    x = start + change * (np.arange(20000) + 0.5) / 20000
    light = disk_share(x)
    lit, day = shares(start, start + change)
    assert min(lit, 1.0) - 1e-9 <= day <= 1.0
    if light.mean() > 0.15:  # below, no power worth the name is shared out
        assert day == pytest.approx(float(light.mean() ** 2 / (light**2).mean()), abs=0.15)
    if abs(change) > 20.0:  # of a day of 60 s a penumbra of 10 s, of which the day has two thirds
        assert day == pytest.approx(lit, abs=0.1)


def test_a_step_within_a_penumbra_is_day() -> None:
    for x in (-0.6, -0.2, 0.3, 0.9):
        assert shares(x, x + 0.01)[1] == pytest.approx(1.0, abs=0.1)
    assert shares(-9.0, -5.0) == (0.0, 0.0)
    assert shares(5.0, 9.0) == pytest.approx((1.0, 1.0))


# -- fits --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("altitude_km", [500.0, 650.0, 1200.0, 2000.0])
def test_the_hyperbola_of_the_albedo(altitude_km: float) -> None:
    mu = np.linspace(-1.0, 1.0, 81)
    lit, view = reflected_view(altitude_km, mu, "edge")
    exact = lit / view
    # Rings against rings of another kind: the limb is the hardest part of either, 0.003 of full sunlight.
    assert albedo_phase(altitude_km, mu) == pytest.approx(exact, abs=3e-3)
    scale, width2 = albedo_phase_fit(np.array([altitude_km]))[:, 0]
    fit = scale * (mu + np.sqrt(mu * mu + width2))
    # 0.012 of sunlight is 0.3 W/m2 absorbed by a radiator (alpha 0.15, albedo 0.3, view 0.48), 0.03 % of its flux.
    assert np.abs(fit - exact).max() < 0.015
    assert (fit >= 0.0).all()


@pytest.mark.parametrize("altitude_km", [400.0, 650.0, 2000.0])
def test_the_polynomial_of_the_array_view(altitude_km: float) -> None:
    mu = np.linspace(-1.0, 1.0, 101)
    exact = np.array([sum(two_sided_view(altitude_km, math.acos(-m))) for m in mu])
    fit = plate_view_fit(np.array([altitude_km]))[:, 0]
    error = fit[0] + mu**2 * (fit[1] + mu**2 * fit[2]) - exact
    # 0.03 of the view is 6 W/m2 of infrared on a panel that radiates 940: 0.5 K at the worst point, none on average.
    assert np.abs(error).max() < 0.03
    assert abs(error.mean()) < 2e-3


def test_fits_interpolate_between_altitudes() -> None:
    altitudes = np.array([420.0, 537.0, 981.0, 1500.0])
    for fit in (albedo_phase_fit, plate_view_fit):
        together, alone = fit(altitudes), np.hstack([fit(np.array([h])) for h in altitudes])
        assert together == pytest.approx(alone, rel=2e-3, abs=1e-4)  # a grid of 25 km, curvature of the coefficients


@pytest.mark.parametrize("exponent", [0.1, 0.25, 0.3, 1 / 3, 0.4, 0.5, 0.6, 0.7, 0.85, 1.0])
def test_weights_of_the_power_curve(exponent: float) -> None:
    y = np.linspace(0.0, 1.0, 2001)
    one, half, quarter = curve_weights(exponent)
    error = np.abs(one * y + half * y**0.5 + quarter * y**0.25 - y**exponent)
    # The documented error; an exponent itself is known to a third of its value.
    exact, fair = exponent in (0.25, 0.5, 1.0), exponent >= 0.25
    assert error.max() < (1e-12 if exact else 0.013 if fair else 0.2)
    assert error[y > 0.05].max() < (1e-12 if exact else 0.0025 if fair else 0.013)
    assert one + half + quarter == pytest.approx(1.0, abs=1e-12)


# -- a year ------------------------------------------------------------------------------------------------------------


def year(scenario: Callable[..., Scenario], shells: tuple[dict[str, Any], ...], shadow: str, **more: Any) -> Marching:
    return marching(scenario(shells=shells, shadow=shadow, service_date=YEAR, **more), 365)


@pytest.mark.parametrize(
    ("key", "shadow", "added_km"),
    [
        ("cyl_sphere_Re", "cylinder_sphere", 0.0),
        ("cone_sphere_Re", "cone_sphere", 0.0),
        ("cone_ellipsoid", "cone_ellipsoid", 0.0),
        ("cone_ellipsoid_plus20km", "cone_ellipsoid", 20.0),
    ],
)
def test_ecl_05_sunlight_lost_in_a_march(
    scenario: Callable[..., Scenario], key: str, shadow: str, added_km: float
) -> None:
    inputs, expected = case("ecl-05")
    shells = tuple({**DAWN_DUSK, "altitude_km": float(h), "satellites_per_plane": 4} for h in inputs["alt_km"])
    flown = year(scenario, shells, shadow, shadow_added_km=added_km)
    lost = 1.0 - flown.mean("lit").reshape(3, 4).mean(1)
    assert lost == pytest.approx(expected[key], abs=5e-4)  # 3 s an orbit; the case itself is stated to 2 %


@pytest.mark.parametrize("index", [0, 1, 2])
def test_ecl_05_days_with_an_eclipse(scenario: Callable[..., Scenario], index: int) -> None:
    inputs, expected = case("ecl-05")
    shell = {**DAWN_DUSK, "altitude_km": float(inputs["alt_km"][index]), "satellites_per_plane": 1}
    lit = year(scenario, (shell,), "cylinder_sphere").integrated.day("lit")
    assert (lit < 1.0 - 1e-6).sum() == pytest.approx(expected["days_any"][index], abs=1.0)  # a day cut at either end


@pytest.mark.parametrize("index", [0, 1])
def test_ecl_06_sunlit_share_of_marched_shells(scenario: Callable[..., Scenario], index: int) -> None:
    inputs, expected = case("ecl-06")
    shell = {
        **DAWN_DUSK,
        "altitude_km": float(inputs["alt_km"][index]),
        "inclination_deg": float(inputs["inc_deg"]),
        "ltan_h": None,
        "raan_deg": 0.0,
        "pattern": "delta",
        "planes": 36,
        "satellites_per_plane": 2,
    }
    lit = year(scenario, (shell,), "cylinder_sphere", planes_marched=36).mean("lit").reshape(36, 2).mean(1)
    assert lit.mean() == pytest.approx(expected["mean"][index], abs=5e-4)
    assert lit.min() == pytest.approx(expected["by_node_min"][index], abs=0.002)
    assert lit.max() == pytest.approx(expected["by_node_max"][index], abs=0.002)


@pytest.mark.parametrize(("key", "hours"), [("LTAN18", (18.0,)), ("half_LTAN06_half_LTAN18", (6.0, 18.0))])
def test_ecl_07_firm_capacity_of_marched_planes(
    scenario: Callable[..., Scenario], key: str, hours: tuple[float, ...]
) -> None:
    inputs, expected = case("ecl-07")
    shells = tuple(
        {**DAWN_DUSK, "altitude_km": float(inputs["alt_km"]), "ltan_h": h, "satellites_per_plane": 32} for h in hours
    )
    # Throughput that follows the light: power proportional to it, asleep in shadow, array and radiator ample.
    light = {
        "power_exponent": 1.0,
        "static_power_frac": 0.0,
        "eclipse_power_frac": 0.0,
        "satellite__solar_array__area_m2": 1500.0,
        "satellite__radiator__area_m2": 1000.0,
        "permanent_loss_per_y": 0.0,
        "degradation_per_y": 0.0,
        "calendar_fade_per_y": 0.0,
        "phases_marched": 32,
    }
    flown = year(scenario, shells, "cylinder_sphere", **light)
    assert flown.mean("clock") == pytest.approx(flown.mean("lit"), abs=1e-6)
    # 0.001 of the case; a bin is a whole step, 2 % off the 1/32 of an orbit that would make phases a whole plane.
    assert flown.integrated.day("clock").mean() == pytest.approx(expected[key]["mean"], abs=0.001)
    assert capacity_quantile(flown.integrated, 0.01) == pytest.approx(expected[key]["P1"], abs=0.002)
    assert flown.integrated.capacity_min == pytest.approx(expected[key]["min"], abs=0.002)


@pytest.mark.parametrize(
    ("inclination_deg", "raan_deg", "altitude_km", "step_s"),
    [
        (53.0, 90.0, 550.0, 60.0),  # the Sun at 30 degrees to the plane or more
        (53.0, 0.0, 550.0, 60.0),
        (97.6, 60.0, 600.0, 60.0),  # short eclipses, which the Sun enters and leaves aslant
        (53.0, 0.0, 1500.0, 60.0),
        (97.6, 60.0, 600.0, 120.0),
    ],
)
def test_the_light_of_orbits_against_their_edges(
    scenario: Callable[..., Scenario], inclination_deg: float, raan_deg: float, altitude_km: float, step_s: float
) -> None:
    """Ten days of steps of 60 s give the light between root-searched edges, neither brighter nor darker."""
    place = {"inclination_deg": inclination_deg, "raan_deg": raan_deg, "altitude_km": altitude_km}
    shell = {**SHELL, "label": "one", "satellites_per_plane": 1, **place}
    m = marching(scenario(shells=(shell,), service_date=EQUINOX, step_s=step_s), 10)
    edges = eclipse_edges(m.orbits, 0, m.sun, start_s=0.0, span_s=864000.0)
    assert len(edges) > 100
    dark = float(np.diff(edges, axis=1).sum()) / 864000.0
    # Steps fall at 150 phases: the phase of an edge in its step is even to 0.05 s of an orbit, 1e-5. A slant penumbra
    # is 9e-6 darker than its edges at half of the disk say. Straight chords were 2e-5 to 2e-4 too bright.
    allowed = 1.2e-5 if step_s == 60.0 else 4e-5
    assert m.mean("lit")[0] == pytest.approx(1.0 - dark, abs=allowed)
