"""A number may be written with a unit, as people do: what it becomes is known from the definitions of the units."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import constants

from orbitdc.errors import ScenarioError
from orbitdc.scenario.load import load
from orbitdc.scenario.quantities import NotOfTheKey, number_of
from orbitdc.scenario.schema import UNITS

AI1 = "ai1_vs_colossus"
# exact definitions: BIPM, The International System of Units (2019); NIST SP 811 (2008), appendix B, for the Btu, the
# mile, the foot and the pound
KNOWN = [
    ("650km", "altitude_km", 650.0),
    ("1,361 W/m2", "solar_constant_w_per_m2", 1361.0),
    ("150 m²", "area_m2", 150.0),
    ("1100 cm2", "area_m2", 0.11),
    ("120 kW", "it_power_w", 120e3),
    ("5 GW", "it_power_w", 5e9),
    ("6 mW", "housekeeping_w", 0.006),  # a milliwatt is no megawatt
    ("2 t", "announced_mass_kg", 2000.0),
    ("65 C", "junction_max_k", 338.15),
    ("-5 °C", "freeze_k", 268.15),
    ("8%", "real_wacc_frac", 0.08),
    ("7 %", "real_wacc_frac", 0.07),
    ("8 % per year", "decline_per_y", 0.08),
    ("5 years", "debt_term_months", 60.0),
    ("18 months", "life_y", 1.5),
    ("90 min", "contingency_h", 1.5),
    ("06:30", "ltan_h", 6.5),
    ("100 kW/t", "specific_power_w_per_kg", 100.0),
    ("10 kJ/kg/K", "specific_heat_j_per_kg_k", 10e3),
    ("5 W/(m K)", "fin_conductivity_w_per_m_k", 5.0),
    ("1 Tbit/s", "domain_gbps", 1000.0),
    ("192 GB", "hbm_gb", 192.0),
    ("$3 per GJ", "price_usd_per_mmbtu", 3.0 * 1.05505585262),
    ("$200/kg", "price_usd_per_kg", 200.0),
    ("0.3 USD/g", "price_usd_per_kg", 300.0),
    ("$90M", "price_usd_per_launch", 90e6),
    ("8.2 MUSD per launch", "price_usd_per_launch", 8.2e6),
    ("5.4 bn USD", "budget_usd", 5.4e9),
    ("$500 billion", "budget_usd", 5e11),
    ("5 c/kWh", "electricity_usd_per_kwh", 0.05),
    ("50 USD/MWh", "electricity_usd_per_kwh", 0.05),
    ("13,000 USD/kW", "facility_usd_per_it_w", 13.0),
    ("$2 per million tokens", "price_usd_per_million_tokens", 2.0),
    ("3 USD per PFLOP-hour", "contract_usd_per_pflop_hour", 3.0),
    ("70B", "parameters", 70e9),
    ("70 billion", "parameters", 70e9),
    ("400 mi", "altitude_km", 400 * 1.609344),
    ("400 miles", "altitude_km", 400 * 1.609344),
    ("1 Mile", "altitude_km", 1.609344),
    ("350 nmi", "altitude_km", 350 * 1.852),
    ("350 nautical miles", "altitude_km", 350 * 1.852),
    ("120 ft", "length_m", 120 * 0.3048),
    ("1 foot", "length_m", 0.3048),
    ("0.5 inches", "shielding_mm", 12.7),
    ("1,000 ft2", "area_m2", 1000 * 0.3048**2),
    ("5,000 lb", "announced_mass_kg", 5000 * 0.45359237),
    ("$1,000 per lb", "price_usd_per_kg", 1000 / 0.45359237),
    ("500 nm", "wavelength_nm", 500.0),  # a nanometre is no nautical mile
    ("held", "altitude", None),
    ("nan km", "altitude_km", None),
]


@pytest.mark.parametrize(("text", "key", "number"), KNOWN, ids=[f"{text} as {key}" for text, key, _ in KNOWN])
def test_a_text_with_a_unit_is_the_number_of_its_key(text: str, key: str, number: float | None) -> None:
    if number is None:
        assert number_of(text, key) is None
    else:
        assert number_of(text, key) == pytest.approx(number, rel=1e-12)  # rounding of one product


@pytest.mark.parametrize("suffix", [suffix for suffix in UNITS if suffix != "frac"])
def test_the_unit_that_a_key_names_is_its_own(suffix: str) -> None:
    assert number_of(f"12.5 {suffix.replace('_', ' ')}", f"x_{suffix}") == 12.5


@pytest.mark.parametrize(
    ("unit", "metres"),
    [("mi", constants.mile), ("nmi", constants.nautical_mile), ("ft", constants.foot), ("inch", constants.inch)],
)
def test_customary_lengths_are_those_of_scipy(unit: str, metres: float) -> None:
    assert number_of(f"7 {unit}", "length_m") == pytest.approx(7.0 * metres, rel=1e-12)
    assert number_of(f"7 {unit}", "altitude_km") == pytest.approx(7.0e-3 * metres, rel=1e-12)
    with pytest.raises(NotOfTheKey):
        number_of(f"7 {unit}", "area_m2")


def test_a_pound_is_that_of_scipy() -> None:
    assert number_of("7 lb", "mass_kg") == pytest.approx(7.0 * constants.pound, rel=1e-12)


def test_a_number_in_quotes_stays_text() -> None:
    assert number_of("12", "altitude_km") is None


@given(st.text(max_size=40), st.sampled_from(["altitude_km", "price_usd_per_kg", "planes", "ltan_h", "junction_max_k"]))
def test_any_text_is_a_number_or_refused_or_left_alone(text: str, key: str) -> None:
    try:
        number = number_of(text, key)
    except NotOfTheKey:
        return
    assert number is None or any(c.isdigit() for c in text)


def test_units_in_a_scenario_reach_the_number_that_is_used() -> None:
    changes = [
        "launch.price_usd_per_kg=$200/kg",
        "radiator.area_m2=1.5e6 cm2",
        "mission.life_y=60 months",
        "fleet.shells.0.planes=24",
        "workload.parameters=1.8 trillion",
        "money.real_wacc_frac={triangular: [5%, 8%, 12%]}",
    ]
    scenario = load(AI1, changes)
    assert scenario.launch.price_usd_per_kg == 200.0
    assert scenario.satellite.radiator.area_m2 == pytest.approx(150.0, rel=1e-12)
    assert scenario.mission.life_y == 5.0
    assert scenario.workload.parameters == 1.8e12
    assert scenario.source.distributions["money.real_wacc_frac"].values == (0.05, 0.08, 0.12)


def test_months_of_a_loan_stay_a_whole_number() -> None:
    scenario = load(AI1, ["money.financing.from=gpu_loan_ig", "money.financing.debt_term_months=4 years"])
    assert scenario.money.financing is not None
    assert scenario.money.financing.debt_term_months == 48


def test_another_dimension_names_the_unit_of_the_key_at_its_place() -> None:
    with pytest.raises(ScenarioError) as caught:
        load(AI1, ["fleet.shells.0.altitude_km=650 kg", "satellite.it_power_w=3 m2"])
    assert {problem.path for problem in caught.value.problems} == {"fleet.shells.0.altitude_km", "satellite.it_power_w"}
    assert all("write a number in" in problem.fix for problem in caught.value.problems)
