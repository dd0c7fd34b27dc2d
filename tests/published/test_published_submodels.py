"""Parts of published studies that are no comparison: heat, view, battery, links, rates, against this program's own.

Facts and figures are those that the sources print or that their code gives, each named beside its test.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

import orbitdc
from orbitdc.constants import EARTH_RADIUS_KM, MU_EARTH_KM3_PER_S2
from orbitdc.constants import STEFAN_BOLTZMANN_W_PER_M2_K4 as SIGMA
from orbitdc.ledger.closed_forms import effective_life
from orbitdc.ledger.wacc import Capital
from orbitdc.satellite import Satellite, SolarArray
from orbitdc.satellite.battery_need import battery_need_kwh
from orbitdc.satellite.link import starlink_class
from orbitdc.satellite.loop import coolant_design_k
from orbitdc.satellite.part import Load
from orbitdc.satellite.radiator_need import root_flux_w_per_m2
from orbitdc.satellite.sizing import array_bottom_up, load
from orbitdc.satellite.view import plate_to_earth
from orbitdc.scenario.model import Scenario
from orbitdc.sky.eclipse import eclipse_closed_form_s


def plain(**changes: object) -> Scenario:
    """AI1 with a perfect fin and a loop and film that lose no temperature, and other values by dotted key."""
    keys: dict[str, object] = {
        "satellite.radiator.fin_efficiency_frac": 1.0,
        "satellite.radiator.film_drop_k": 0.001,
        "satellite.loop.rise_k": 0.01,
        "satellite.loop.pressure_drop_kpa": 0.0,
    }
    return orbitdc.load("ai1_vs_colossus").replace(keys | changes)


def coated(emittance: float, absorptance: float = 0.1, **changes: object) -> Scenario:
    names = ("bol", "eol")
    coat = {f"satellite.radiator.emittance_{name}_frac": emittance for name in names}
    return plain(**coat, **{f"satellite.radiator.absorptance_{name}_frac": absorptance for name in names}, **changes)


def flux(s: Scenario, kelvin: float, sky_w_per_m2: float) -> float:
    """Net flux in W/m2 of planform of a root at a temperature, as the sizing of a radiator has it."""
    power: Load = load(s.satellite, s.accelerator, s.workload)
    return root_flux_w_per_m2(s.satellite, power, 1.0, kelvin, sky_w_per_m2)


def both_faces(s: Scenario, kelvin: float) -> float:
    """Flux that both faces absorb from an effective sink."""
    return 2.0 * s.satellite.radiator.emittance_eol_frac * SIGMA * kelvin**4


# The share of a loop that warms by a hundredth of a kelvin is 1 within 1e-4; printed temperatures have four digits.
LOOP = 2e-4


@pytest.mark.parametrize(
    ("kelvin", "load_w", "faces"), [(337.1, 120e3, 2), (353.1623, 150e3, 2), (391.5, 120e3, 1), (411.8, 150e3, 1)]
)
def test_temperatures_of_ai1_over_a_sink_of_220_k(kelvin: float, load_w: float, faces: int) -> None:
    """Lee-Odinson, 12 June 2026: 110 m2 of planform, emittance 0.91; a flux goes with T^4, so that 0.1 K is 0.12 %."""
    s = coated(0.91)
    net = flux(s, kelvin, both_faces(s, 220.0)) * faces / 2.0
    assert 110.0 * net == pytest.approx(load_w, rel=0.005)


def test_1400_w_per_m2_of_a_radiator() -> None:
    """Shapiro, radiator tab: two sides at 0.85 shed 1,400 W/m2 at 347.15 K, 780.8 at 300, 2,467.7 at 400."""
    s = coated(0.85)
    for kelvin, expected in ((347.15, 1400.0), (300.0, 780.81), (400.0, 2467.7)):
        assert flux(s, kelvin, 0.0) == pytest.approx(expected, rel=LOOP)


def test_the_radiator_of_a_rack_of_135_kw() -> None:
    """lballaty v5.5: 305 K, 0.88, 120 W/m2 absorbed a side, fins of 0.85, a tenth for age: 477 W/m2, 311 m2."""
    s = coated(0.88, **{"satellite.radiator.fin_efficiency_frac": 0.85})
    net = 0.9 * flux(s, 305.0, 2.0 * 120.0)
    assert net == pytest.approx(477.07, rel=2e-3)
    assert 148500.0 / net == pytest.approx(311.0, rel=2e-3)


@pytest.mark.parametrize(("celsius", "m2"), [(20.0, 3.0), (60.0, 1.4), (85.0, 1.0)])
def test_area_of_one_h100(celsius: float, m2: float) -> None:
    """ABI in IEEE Spectrum: 700 W; emittance 0.953 and 165.7 W/m2 absorbed are a fit, the areas have two digits."""
    s = coated(0.953 / 2.0)  # one side in print, two here
    assert 700.0 / flux(s, 273.15 + celsius, 165.7) == pytest.approx(m2, rel=0.035)


def test_one_square_metre_at_370_k() -> None:
    """van Berkel: 40 kW at 370 K from one black side are 38 m2 (its sigma has three digits)."""
    assert 40e3 / flux(coated(0.5), 370.0, 0.0) == pytest.approx(38.0, rel=0.012)


def test_a_small_satellite_of_four_chips() -> None:
    """Biswas, Suncatcher v1.2: 1,450 W from 4 m2 of one side at 0.85 are 21.34 C."""
    assert 4.0 * flux(coated(0.425), 273.15 + 21.34, 0.0) == pytest.approx(1450.0, rel=2e-3)


def starcloud(infrared: str, faces: int = 1) -> float:
    """Net flux of Starcloud's panel: one face in the Sun, the Earth seen with 0.25, albedo 0.3, Earth at 255 K."""
    s = coated(0.92, 0.09, **{"satellite.radiator.infrared": infrared})
    panel = s.satellite.radiator
    takes = panel.infrared_frac(panel.emittance_bol_frac, panel.absorptance_bol_frac)
    earth = faces * 0.25 * (panel.absorptance_bol_frac * 0.3 * 1361.0 + takes * SIGMA * 255.0**4)
    return flux(s, 293.15, panel.absorptance_bol_frac * 1361.0 + earth)


@pytest.mark.parametrize(
    ("infrared", "faces", "expected"),
    [("at_solar_absorptance", 1, 633.0), ("by_emittance", 1, 583.7), ("by_emittance", 2, 519.4)],
)
def test_the_radiator_of_starclouds_paper(infrared: str, faces: int, expected: float) -> None:
    """633 W/m2 only where Earth infrared is taken in as sunlight is; 584 by Kirchhoff's law, 519 on both faces."""
    assert starcloud(infrared, faces) == pytest.approx(expected, rel=2e-3)


BARE = dict(
    emittance_front_frac=0.85, emittance_rear_frac=0.90, absorptance_frac=0.92, packing_frac=1.0,
    cell_efficiency_frac=1e-12, temperature_coefficient_per_k=-0.003, reference_temperature_k=301.15,
    harness_mppt_efficiency_frac=1.0, harness_wing_frac=0.0, pointing_efficiency_frac=1.0,
)  # fmt: skip


@pytest.mark.parametrize(("view", "kelvin"), [(0.021187, 335.749538), (0.25777282531, 342.099222)])
def test_the_panel_of_mccalip(view: float, kelvin: float) -> None:
    """Edge-on at 550 km: 62.60 C with the view factor of his code, 68.95 C with the exact one, 6.35 K apart.

    His panel gives no power away, so that cells without output stand for it; his Earth sends 237 W/m2 to both faces.
    """
    array = SolarArray.model_construct(**BARE)
    found, _ = array_bottom_up(array, 1361.0, 237.0, 2.0 * view)
    assert found == pytest.approx(kelvin, rel=1e-4)


def test_the_exact_view_of_a_plate_edge_on() -> None:
    """0.25777 at 550 km over a sphere of 6,371 km; the radius here is the equator's, 0.1 % more."""
    assert float(plate_to_earth(550.0, 0.5 * math.pi)) == pytest.approx(0.257772825, rel=1e-3)


def carrying(load_w: float, depth: float) -> Satellite:
    s = plain(
        **{
            "satellite.battery.depth_of_discharge_max_frac": depth,
            "satellite.battery.roundtrip_efficiency_frac": 1.0,
            "satellite.battery.discharge_max_per_h": 100.0,
            "satellite.bus.conversion_efficiency_frac": 1.0,
        }
    )
    return s.satellite


@pytest.mark.parametrize(
    ("load_w", "minutes", "depth", "kwh"),
    [(148500.0, 34.1, 0.35, 241.0), (1296000.0, 35.0, 0.8, 945.0), (1000.0, 35.64, 1.0, 0.594)],
)
def test_batteries_of_three_studies(load_w: float, minutes: float, depth: float, kwh: float) -> None:
    """lballaty (19.1 minutes and 15 in reserve), ferhat00 TODAY, orbital-compute-budget: load x time/depth."""
    power = Load(accelerators=1, it_full_w=load_w, it_w=load_w, housekeeping_w=0.0, heat_w=load_w)
    found = battery_need_kwh(carrying(load_w, depth), power, 60.0 * minutes, 1.0)
    assert found == pytest.approx(kwh, rel=2e-3)


@pytest.mark.parametrize(("per_y", "penalty"), [(0.10, 1.27), (0.20, 1.58)])
def test_the_penalty_of_a_short_life(per_y: float, penalty: float) -> None:
    """Turyshev: lambda T/(1 - exp(-lambda T)) over five years, printed to three digits."""
    assert 5.0 / effective_life(per_y, 5.0) == pytest.approx(penalty, rel=2e-3)


def test_where_light_begins_to_spread() -> None:
    """Suncatcher: an aperture of 10 cm at 1.55 um keeps its beam for 5 km, pi a^2/lambda: pi/4 of D^2/lambda here."""
    link = starlink_class().changed(aperture_m=0.1, wavelength_nm=1550.0)
    assert math.pi / 4.0 * link.near_field_km() == pytest.approx(5.0, rel=0.02)


def test_capital_of_three_quarters_debt() -> None:
    """SemiAnalysis: 0.75 at 7 % and 0.25 at 20 % are 10.25 % before tax, printed as 10.3."""
    capital = Capital(
        equity_frac=0.25, risk_free_frac=0.2, beta=0.0, equity_premium_frac=0.0, extra_premium_frac=0.0,
        debt_rate_frac=0.07, tax_frac=0.0,
    )  # fmt: skip
    assert capital.wacc_frac == pytest.approx(0.103, rel=0.01)


def test_the_design_temperature_is_that_of_the_loop() -> None:
    """The helpers above lose no temperature between coolant and root: a root flux at T is that of the panel at T."""
    s = plain()
    assert coolant_design_k(s.satellite.loop) == pytest.approx(s.satellite.loop.inlet_max_k, abs=0.01)
    assert np.isfinite(flux(s, 300.0, 0.0))


def test_a_year_of_the_iss_orbit() -> None:
    """lballaty, section 7.1: 400 km and 51.6 degrees, nodes alike: lit for 0.657 of the year, 36.0 minutes at most."""
    day = (np.arange(365) + 0.5) * 2.0 * np.pi / 365.0
    declination = np.arcsin(np.sin(np.radians(23.4393)) * np.sin(day))[:, None]
    tilt, node = np.radians(51.6), np.radians(np.arange(72) * 5.0)
    beta = np.arcsin(np.cos(declination) * np.sin(tilt) * np.sin(node) + np.sin(declination) * np.cos(tilt))
    dark_s = eclipse_closed_form_s(400.0, beta)
    period_s = 2.0 * np.pi * math.sqrt((EARTH_RADIUS_KM + 400.0) ** 3 / MU_EARTH_KM3_PER_S2)
    assert 1.0 - float(dark_s.mean()) / period_s == pytest.approx(0.657, rel=0.005)
    assert float(dark_s.max()) / 60.0 == pytest.approx(36.0, rel=0.005)
