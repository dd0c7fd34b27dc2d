"""What a ground site costs, against annuities worked elsewhere, published sites and hand arithmetic."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy_financial as npf
import pytest

import orbitdc
from orbitdc.comparison.pricing import site_for
from orbitdc.economics.side import Side, capital_of
from orbitdc.errors import ScenarioError
from orbitdc.ledger import Levelized, Terms, levelize, monthly_advance_factor
from orbitdc.scenario.model import Scenario

REFERENCE = Path(__file__).resolve().parents[3] / "shared" / "reference"
HOURS = 365.25 * 24  # the year of this package; the reference cases take 8,760 h
REFERENCE_HOURS = 8760.0
IT_USD_PER_KW, FACILITY_USD_PER_KW = 26_113.0, 11_769.0
ONE_FACILITY = {  # sites whose facility has no price of its own
    *("colossus_1", "colossus_2", "stargate_program", "fairwater_atlanta", "meta_prometheus", "nuclear_susquehanna"),
    *("nuclear_crane", "coal_colocated", "grid_average_hyperscaler", "offgrid_solar_storage", "gas_btm_generic"),
    "anthropic_amazon_new_carlisle",
}
UNTAXED = ("money.tax_frac=0", "money.it_salvage_frac=0")
BARE = (  # capital, one line of upkeep, energy: what the reference cases count
    *UNTAXED,
    "ground.facility_property_tax_frac_per_y=0",
    "ground.it_property_tax_frac_per_y=0",
    "ground.insurance_frac_per_y=0",
    "ground.decommissioning_frac=0",
    "ground.staff_fte_per_it_mw=0",
    "ground.maintenance_usd_per_it_kw_y=300",
    "ground.construction_months=0",
    "ground.chip_to_service_months=0",
    "ground.ramp_months=0",
    "accelerator.permanent_loss_per_y=0",
    f"accelerator.price_usd={IT_USD_PER_KW * 2.150}",
    "workload.occupancy_frac=0.8",
    "workload.idle_power_frac=0",
    "workload.availability_frac=0.99",
)


@pytest.fixture(scope="module")
def finance() -> Callable[[str], dict[str, Any]]:
    file = REFERENCE / "finance_cases.json"
    if not file.is_file():
        pytest.skip("reference data absent: no shared/reference/finance_cases.json beside the checkout")
    cases = json.loads(file.read_text(encoding="utf-8"))["cases"]
    return lambda prefix: next(case for case in cases if case["id"].startswith(prefix))


def loaded(*sets: str, name: str = "ai1_vs_colossus") -> Scenario:
    return orbitdc.load(name, ("workload.mfu=stated", *sets))


def priced(scenario: Scenario) -> tuple[Side, Levelized]:
    side = site_for(scenario)
    return side, levelize(side.lines, side.flop_by_month, side.capital.terms)


def yearly_usd_per_kw(side: Side, cost: Levelized, advance: float) -> float:
    """Cost per IT kW as equal payments at the ends of the years of service, from present values at month 0."""
    useful_kw = side.it_w * 1e-3
    per_flop = cost.pv_usd / cost.pv_flop * cost.flop
    return per_flop / 5.0 / useful_kw * advance


def annuity_usd_per_kw(rate: float, facility_usd_per_kw: float, price: float, pue: float) -> float:
    """The reference form, by an outside library: C_it CRF(5) + C_fac CRF(15) + 300 + 8760 x 0.8 x 0.99 x PUE x p."""
    capital = -npf.pmt(rate, 5, IT_USD_PER_KW) - npf.pmt(rate, 15, facility_usd_per_kw)
    return float(capital + 300.0 + REFERENCE_HOURS * 0.8 * 0.99 * pue * price)


def early_payment_usd_per_kw(rate: float, facility_usd_per_kw: float) -> float:
    """What paying chips one month and the facility two months before service adds a year.

    The chips bear it in their five years; the facility hands its share on, so that fifteen years bear it.
    """
    chips = IT_USD_PER_KW * ((1.0 + rate) ** (1 / 12) - 1.0)
    facility = facility_usd_per_kw * ((1.0 + rate) ** (2 / 12) - 1.0)
    return float(-npf.pmt(rate, 5, chips) - npf.pmt(rate, 15, facility))


def against_reference(rate: float, facility_usd_per_kw: float, price: float, pue: float) -> tuple[float, float]:
    """Our yearly cost per IT kW and the reference's, the three differences of convention made good.

    Energy: ours runs while a node fails over (0.99) and for 8,766 hours; both folded into the price. Timing: running
    costs and output are monthly in advance, which divides capital by the advance factor. Early payment: see there.
    """
    ours = (
        f"money.real_wacc_frac={rate}",
        f"ground.facility_usd_per_it_w={facility_usd_per_kw / 1000}",
        f"ground.electricity_usd_per_kwh={price * 0.99 * REFERENCE_HOURS / HOURS!r}",
        f"ground.pue_annual={pue}",
    )
    side, cost = priced(loaded(*BARE, *ours))
    running = 300.0 + REFERENCE_HOURS * 0.8 * 0.99 * pue * price
    capital = annuity_usd_per_kw(rate, facility_usd_per_kw, price, pue) - running
    early = early_payment_usd_per_kw(rate, facility_usd_per_kw)
    return yearly_usd_per_kw(side, cost, 1.0), (capital + early) / monthly_advance_factor(rate) + running


def test_fc11_annuity_of_a_ground_kilowatt(finance: Callable[[str], dict[str, Any]]) -> None:
    case = finance("FC11")
    given = case["inputs"]
    assert (given["it_capex_per_kW"], given["fac_capex_per_kW"]) == (IT_USD_PER_KW, FACILITY_USD_PER_KW)
    published = case["outputs"]["annual_cost_per_kW"]
    hand = annuity_usd_per_kw(given["r"], FACILITY_USD_PER_KW, given["price"], given["pue"])
    assert hand == pytest.approx(published, rel=1e-12)
    ours, expected = against_reference(given["r"], FACILITY_USD_PER_KW, given["price"], given["pue"])
    assert ours == pytest.approx(expected, rel=1e-9)  # payment for payment the same; sums of 1e10 USD round to 1e-12
    # all of the timing together: output 4.3 % earlier at 8 %, capital paid up to two months before it
    assert ours == pytest.approx(published, rel=0.05)
    assert ours < published


def test_fc29_every_site_of_the_reference(finance: Callable[[str], dict[str, Any]]) -> None:
    case = finance("FC29")
    given = case["inputs"]
    compared = 0
    for site, rate in given["wacc_by_site"].items():
        # the prices of the reference's own date; later ones have taken the place of some of them
        modelled = site in ONE_FACILITY or site == "fairwater_wisconsin"
        dated = ["ground.facility_usd_per_it_w=11.769"] if modelled else []
        dated += ["ground.electricity_usd_per_kwh=0.0698"] if site == "grid_average_hyperscaler" else []
        row = loaded(f"ground.from={site}", *dated).ground
        published = case["outputs"][f"{site}|usd_per_kW_y"]
        facility = 1000.0 * row.facility_usd_per_it_w
        hand = annuity_usd_per_kw(rate, facility, row.electricity_usd_per_kwh, row.pue_annual)
        # the catalogue's site is the reference's: facility, price and PUE, each printed to 4 digits
        assert hand == pytest.approx(published, rel=5e-4), site
        ours, expected = against_reference(rate, facility, row.electricity_usd_per_kwh, row.pue_annual)
        assert ours == pytest.approx(expected, rel=1e-9), site
        compared += 1
    assert compared == 16


def test_real_rate_and_tax_lower_colossus_2_to_the_published_figure() -> None:
    """At 9.77 % nominal on constant prices 9,395 USD per kW and year; real, with tax grossed up, 8,931 (reference)."""
    rate = 1.0977 / 1.025 - 1.0
    row = loaded("ground.from=colossus_2").ground

    def gross_up(depreciated_pv: float) -> float:
        return (1.0 - 0.21 * depreciated_pv) / (1.0 - 0.21)

    bonus = gross_up(1.0 / 1.0977)
    building = gross_up(float(-npf.pv(0.0977, 39, 1.0)) / 39.0)
    chips = float(-npf.pmt(rate, 5, IT_USD_PER_KW)) * bonus
    facility = float(-npf.pmt(rate, 15, FACILITY_USD_PER_KW)) * (0.8 * bonus + 0.2 * building)
    energy = REFERENCE_HOURS * 0.8 * 0.99 * row.pue_annual * row.electricity_usd_per_kwh
    assert chips + facility + 300.0 + energy == pytest.approx(8931.0, abs=1.0)  # printed to a dollar
    ours = (
        f"ground.facility_usd_per_it_w={FACILITY_USD_PER_KW * 1e-3!r}",
        f"money.real_wacc_frac={rate!r}",
        "money.tax_frac=0.21",
        "money.it_salvage_frac=0",
        f"ground.electricity_usd_per_kwh={row.electricity_usd_per_kwh * 0.99 * REFERENCE_HOURS / HOURS!r}",
    )
    side, cost = priced(loaded(*BARE, *ours))
    early = early_payment_usd_per_kw(rate, 0.0) * bonus
    early += (early_payment_usd_per_kw(rate, FACILITY_USD_PER_KW) - early_payment_usd_per_kw(rate, 0.0)) * (
        0.8 * bonus + 0.2 * building
    )
    expected = (chips + facility + early) / monthly_advance_factor(rate) + 300.0 + energy
    # The reference hands the building on as if it were bought anew; its sale after five years is taxed here.
    assert yearly_usd_per_kw(side, cost, 1.0) == pytest.approx(expected, rel=5e-3)
    assert yearly_usd_per_kw(side, cost, 1.0) > expected


def test_the_energy_bill_is_metered_power_times_price() -> None:
    """946 MW, busy 80 % of the time and idling at 30 % of it else, x 1.22 x 0.085 USD/kWh over five Julian years."""
    side, cost = priced(loaded())
    mean_kw = 946e3 * (0.8 + 0.2 * 0.3)
    assert side.it_kwh == pytest.approx(mean_kw * 8766.0 * 5, rel=1e-12)
    assert cost.opex_usd["energy"] == pytest.approx(mean_kw * 8766.0 * 5 * 1.22 * 0.085, rel=1e-12)


def test_the_other_yearly_bills_by_hand() -> None:
    side, cost = priced(loaded())
    it, facility = 440_000 * 62_400.0, 946e6 * 13.0
    assert side.accelerators == pytest.approx(440_000, rel=1e-12)
    assert cost.capex_usd["it"] == pytest.approx(it, rel=1e-12)
    assert cost.capex_usd["facility"] == pytest.approx(facility, rel=1e-12)
    assert cost.opex_usd["staff"] == pytest.approx(0.529 * 946 * 150e3 * 5, rel=1e-12)
    assert cost.opex_usd["maintenance"] == pytest.approx(946e3 * 70.0 * 5, rel=1e-12)
    assert cost.opex_usd["repairs"] == pytest.approx(0.05 * 0.65 * it * 5, rel=1e-12)
    assert cost.opex_usd["salvage"] == pytest.approx(-0.1 * it, rel=1e-12)
    ramped = 5 + 2 / 12  # the building also serves the two months in which the last chips have not yet come
    assert cost.opex_usd["insurance"] == pytest.approx(0.004 * (it * 5 + facility * ramped), rel=1e-12)
    tax = 0.35 * (0.015 * 0.5 * it * 5 + 0.012 * facility * ramped)  # 65 % forgiven, chips worth half on average
    assert cost.opex_usd["property tax"] == pytest.approx(tax, rel=1e-12)
    assert cost.opex_usd["decommissioning"] == pytest.approx(0.01 * facility * ramped / 15, rel=1e-12)


def test_water_by_hand() -> None:
    side, _ = priced(loaded("ground.from=colossus_1"))
    assert side.water_l == pytest.approx(340e3 * 0.86 * 8766.0 * 5 * 1.5, rel=1e-12)  # 1.5 litres per IT kWh


def test_an_hour_of_an_accelerator_costs_less_than_capacity_deals_pay(
    finance: Callable[[str], dict[str, Any]],
) -> None:
    """Deals pay 7.8 to 13.7 USD per GPU-hour, taken or not: a price above cost, within an order of magnitude of it."""
    side, cost = priced(loaded())
    per_hour = cost.pv_usd / cost.pv_flop * cost.flop / side.gpu_hours
    case = finance("FC27")["outputs"]
    for deal, usd in case.items():
        assert usd / 10 < per_hour < usd, deal


def test_the_site_scales_with_every_cost_in_proportion() -> None:
    scenario = loaded()
    whole, half = site_for(scenario), site_for(scenario, 0.5)
    assert [line.usd for line in half.lines] == [0.5 * line.usd for line in whole.lines]
    assert half.flop_by_month.tolist() == (0.5 * whole.flop_by_month).tolist()


def facility_usd_per_kw_y(life_y: float, *sets: str, rate: float = 0.0709) -> float:
    """Facility with its residual as equal payments at the ends of the horizon's years, tax as set."""
    scenario = loaded(f"mission.life_y={life_y}", f"money.real_wacc_frac={rate}", "ground.ramp_months=0", *sets)
    side, cost = priced(scenario)
    pv = cost.pv_by_what["facility"] + cost.pv_by_what["facility residual"]
    return float(-npf.pmt(rate, life_y, pv)) / (side.it_w * 1e-3)


def test_the_facility_costs_the_same_a_year_whatever_the_horizon() -> None:
    """The residual is the annuity's balance, interest before service included: 5, 10 and 15 years bear the same."""
    five, ten, fifteen = (facility_usd_per_kw_y(life, "money.tax_frac=0") for life in (5, 10, 15))
    assert five == pytest.approx(fifteen, rel=1e-9)  # sums of 1e10 USD round to 1e-12
    assert ten == pytest.approx(fifteen, rel=1e-9)


def test_a_building_is_sold_and_its_gain_taxed() -> None:
    """After tax the sale keeps 79 % of its price and 21 % of what the shell's 39 years have not deducted."""
    _, cost = priced(loaded("ground.ramp_months=0"))
    wacc, tax, held_y = 0.0709, 0.21, 5.0 + 3.5 / 12.0  # three months of building, paid at their middle, and two ahead
    sold = -cost.capex_usd["facility residual"]
    assert cost.pv_by_what["facility residual"] == pytest.approx(-sold / (1.0 + wacc) ** 5, rel=1e-12)
    nominal = 1.0709 * 1.025
    later = sum(nominal ** (held_y - year) for year in range(6, 40)) / 39.0  # deductions still to come, worth then
    shell = 0.2 * cost.capex_usd["facility"]
    relief = tax * shell * (34.0 / 39.0 - later) / 1.025**held_y
    assert -cost.capex_usd["facility residual: tax basis"] == pytest.approx(relief, rel=1e-9)
    worth = -relief / (1.0 - tax) / (1.0 + wacc) ** 5  # money that nobody taxes, as revenue before tax
    assert cost.pv_by_what["facility residual: tax basis"] == pytest.approx(worth, rel=1e-9)


def test_without_interest_the_facility_is_written_off_in_equal_years() -> None:
    for life in (5, 10, 15):
        yearly = facility_usd_per_kw_y(life, "money.tax_frac=0", rate=0.0)
        assert yearly == pytest.approx(13_000.0 / 15, rel=1e-12)


def test_a_facility_that_nobody_takes_over_is_paid_off_within_the_horizon() -> None:
    scenario = loaded("ground.facility_reuse_frac=0", *UNTAXED)
    _, cost = priced(scenario)
    assert cost.pv_by_what["facility residual"] == 0.0
    shared = priced(loaded(*UNTAXED))[1]
    assert cost.pv_usd > shared.pv_usd


def test_beyond_its_life_a_facility_is_built_anew() -> None:
    """Twenty years take two halls of fifteen, of which the second has ten left; thirty years leave nothing."""
    whole = loaded().ground.facility_usd_per_it_w
    _, cost = priced(loaded("mission.life_y=20", *UNTAXED))
    side, _ = priced(loaded("mission.life_y=20", *UNTAXED))
    assert cost.capex_usd["facility"] == pytest.approx(2.0 * whole * side.it_w, rel=1e-12)
    assert cost.pv_by_what["facility residual"] < 0.0
    assert priced(loaded("mission.life_y=30", "ground.ramp_months=0"))[1].pv_by_what["facility residual"] == 0.0


def test_construction_earns_interest_before_service() -> None:
    """A site that takes four years to build pays for its facility 1 + 7 % x (2 years + 2 months) later on average."""
    quick = priced(loaded("ground.construction_months=1", *UNTAXED))[1].pv_by_what["facility"]
    slow = priced(loaded("ground.construction_months=48", *UNTAXED))[1].pv_by_what["facility"]
    draws = [1.0709 ** (month / 12) for month in range(3, 51)]
    assert slow / quick == pytest.approx(math.fsum(draws) / 48 / 1.0709 ** (3 / 12), rel=1e-12)


def test_no_lost_chip_no_repair() -> None:
    assert priced(loaded("accelerator.permanent_loss_per_y=0"))[1].opex_usd["repairs"] == 0.0
    assert priced(loaded("accelerator.repair_cost_frac=0"))[1].opex_usd["repairs"] == 0.0


def test_a_site_delivers_every_month_alike_once_it_is_full() -> None:
    side, _ = priced(loaded("workload.availability_frac=0.92"))
    flop = side.flop_by_month
    full = 440_000 * 5e15 * 0.8 * 0.4 * 0.92 * np.exp(-0.05 * 4 * 4 / 365.25) * 8766.0 / 12 * 3600
    assert flop[2:60] == pytest.approx(full, rel=1e-12)
    assert flop[:2] == pytest.approx([full / 3, full * 2 / 3], rel=1e-12)  # three months of ramp
    assert flop[60:] == pytest.approx([full * 2 / 3, full / 3], rel=1e-12)  # and the last chips leave last


def test_a_tray_waits_for_its_repair_on_the_ground() -> None:
    """0.05 losses a year of any of a tray's four, four days each: 0.219 % of the time, by hand."""
    sets = ("accelerator.permanent_loss_per_y=0.05", "workload.availability_frac=0.92")
    waits, at_once = (priced(loaded(*sets, f"ground.repair_days={days}"))[0] for days in (4, 0))
    left = waits.delivered_pflop_per_s / at_once.delivered_pflop_per_s
    assert left == pytest.approx(1.0 - 0.05 * 4 * 4 / 365.25, abs=3e-6)  # second order of 0.2 %
    assert waits.gpu_hours / at_once.gpu_hours == pytest.approx(left, rel=1e-12)
    single = priced(loaded(*sets, "ground.repair_days=4", "accelerator.tray_accelerators=1"))[0]
    assert single.delivered_pflop_per_s > waits.delivered_pflop_per_s


def test_terms_of_the_ground_carry_no_premium() -> None:
    lost = ("satellite.random_loss_per_y", "satellite.dead_on_arrival_frac", "accelerator.permanent_loss_per_y")
    safe = [f"{key}=0" for key in (*lost, "launch.failure_frac", "satellite.vital_m2")]
    scenario = loaded(*safe, "money.risk_premium_frac=0.05")
    assert site_for(scenario).capital.terms == Terms(0.0709, 0.025, 0.21, 0.0)
    orbit = capital_of(scenario.money.of("orbit"))
    assert orbit.terms.real_wacc_frac == pytest.approx(0.1209, rel=1e-12)


def test_a_building_is_told_by_its_parts() -> None:
    """The split of the reference: electrical 42 %, mechanical 24, shell and land 20, fit-out 14 of the whole."""
    parts = loaded("ground.from=colossus_2").ground.facility_parts_usd_per_it_w()
    assert {part: round(usd / 13.0, 9) for part, usd in parts.items()} == {
        "electrical": 0.42,
        "mechanical": 0.24,
        "shell and land": 0.2,
        "fit-out": 0.14,
    }
    with pytest.raises(ScenarioError, match="parts of the facility add up to 130%"):
        loaded("ground.facility_shell_frac=0.64")


@pytest.mark.parametrize("it_power_w", [1e6, 1e8, 9.46e8, 1e10])
def test_a_site_of_any_power_costs_alike_per_watt(it_power_w: float) -> None:
    # Everything of a site is sized by its power: a megawatt keeps half a person, not the 500 of a gigawatt.
    side, cost = priced(loaded(f"ground.it_power_w={it_power_w!r}"))
    whole_side, whole_cost = priced(loaded())
    assert cost.usd_per_pflop_hour == pytest.approx(whole_cost.usd_per_pflop_hour, rel=1e-12)
    staff, whole_staff = (sum(line.usd for line in s.lines if line.what == "staff") for s in (side, whole_side))
    assert staff / side.it_w == pytest.approx(whole_staff / whole_side.it_w, rel=1e-12)
    # Five years of 500 people at 150,000 USD over 946 MW (catalogue), to the three digits of its staff per MW.
    assert whole_staff / whole_side.it_w == pytest.approx(500 * 5 * 150e3 / 946e6, rel=2e-3)
