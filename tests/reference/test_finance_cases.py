"""The ledger against worked finance cases that it did not write, and against published numbers."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from orbitdc.ledger import (
    Levelized,
    Terms,
    annuity,
    crf,
    decaying_annuity,
    deduction_pv_frac,
    effective_life,
    gross_up,
    interest_during_construction,
    levelize,
    loan_balance,
    loan_payment,
    monthly_advance_factor,
    monthly_rate,
    with_launch_loss,
)
from orbitdc.ledger.closed_forms import (
    interest_by_days_usd,
    launched_power_usd_per_kw_y,
    multiple_to,
    rent_in_advance_usd,
    usd_per_kw_month,
)
from orbitdc.ledger.construction import Construction
from orbitdc.ledger.cost_line import Category, Component, CostLine
from orbitdc.ledger.learning import doublings_to, price_after
from orbitdc.ledger.lease import Lease, usd_per_gpu_hour
from orbitdc.ledger.loan import Loan
from orbitdc.ledger.notes import Package
from orbitdc.ledger.project_debt import ProjectDebt, debt_capacity_usd
from orbitdc.ledger.wacc import Capital

REFERENCE = Path(__file__).resolve().parents[3] / "shared" / "reference"
HOURS = 8760.0  # the year of the reference cases
EXACT = 1e-9  # relative: the cases state more digits than they vouch for, and more than any deal has


@cache
def reference_file(name: str) -> Any:
    path = REFERENCE / name
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None


class Case:
    """One reference case: its inputs, and its outputs at its own tolerance."""

    def __init__(self, prefix: str) -> None:
        document = reference_file("finance_cases.json")
        if document is None:
            pytest.skip("reference data absent: no shared/reference/finance_cases.json beside the checkout")
        (case,) = (case for case in document["cases"] if case["id"].startswith(prefix))
        self.inputs: dict[str, Any] = case["inputs"]
        self.outputs: dict[str, Any] = case["outputs"]
        self.tolerance: float = case["test_tolerance_rel"]

    def expect(self, **values: float | None) -> None:
        for key, value in values.items():
            assert value == pytest.approx(self.outputs[key], rel=self.tolerance, abs=0.0), key


def test_fc01_capital_recovery_factor() -> None:
    case = Case("FC01")
    for rate, n in case.inputs["grid_r_n"]:
        case.expect(**{f"crf_r{rate}_n{n}": crf(rate, n)})
    rates, years = np.array(case.inputs["grid_r_n"]).T
    assert crf(rates, years) == pytest.approx(list(case.outputs.values()), rel=case.tolerance)


def test_fc02_level_loan() -> None:
    case = Case("FC02")
    principal, months = case.inputs["principal"], case.inputs["months"]
    rate = case.inputs["nominal_rate"] / 12
    payment = loan_payment(principal, rate, months)
    case.expect(
        monthly_payment=payment,
        total_interest=months * payment - principal,
        **{f"balance_end_year_{year}": loan_balance(principal, rate, months, 12 * year) for year in (1, 2, 3, 4)},
    )
    assert monthly_rate(case.outputs["effective_annual_rate"]) == pytest.approx(rate, rel=1e-12)
    case.tolerance = EXACT
    loan = Loan(principal, case.inputs["nominal_rate"], months)
    case.expect(
        effective_annual_rate=loan.effective_rate_frac,
        monthly_payment=float(loan.payments_usd()[0]),
        total_interest=float(loan.interest_usd().sum()),
        **{f"balance_end_year_{year}": float(loan.balances_usd()[12 * year - 1]) for year in (1, 2, 3, 4)},
    )


def test_fc03_notes_and_term_loans() -> None:
    case = Case("FC03")
    case.tolerance = EXACT
    given, years = case.inputs, case.inputs["tenor_y"]
    usd, spread, price = given["TLB"]
    coupon = given["SOFR_assumed"] + float(spread.removeprefix("SOFR+").removesuffix("%")) / 100
    floating = Loan(usd, coupon, years, bullet=True, discount_frac=1 - price, periods_per_year=1)
    fixed = [
        Loan(amount, rate, years, bullet=True, periods_per_year=1)
        for amount, rate in (given["notes"], given["fixed_TL"])
    ]
    package = Package((*fixed, floating))
    case.expect(
        TLB_coupon=coupon, TLB_yield=floating.effective_rate_frac, blended_pre_tax_cost=package.blended_cost_frac
    )
    assert package.effective_rate_frac == pytest.approx(package.blended_cost_frac, abs=1e-5)  # all repaid in one year


@pytest.mark.parametrize("name", ["FC04a", "FC04b", "FC04c", "FC04d", "FC05"])
def test_fc04_fc05_chip_lease(name: str) -> None:
    case = Case(name)
    case.tolerance = EXACT
    given, years = case.inputs, case.inputs["term_y"]
    lease = Lease(
        given["asset"],
        given["debt"],
        given["debt_rate"],
        given["target_equity_irr"],
        years,
        residual_frac=given["residual_frac"],
    )
    assert lease.equity_usd == pytest.approx(given["equity"], rel=EXACT)
    assert lease.debt_usd / lease.asset_usd == pytest.approx(given["LTV"], abs=5e-5)  # printed with four digits
    rent = lease.rent_usd
    hourly = usd_per_gpu_hour(rent / 12, given["gpus_assumed"])
    assert isinstance(hourly, float)
    busy = usd_per_gpu_hour(rent / 12, given["gpus_assumed"], 0.8)
    assert isinstance(busy, float)
    case.expect(
        debt_service=lease.debt_service_usd,
        annual_rent=rent,
        rent_pct_of_asset=rent / lease.asset_usd,
        rent_over_term_multiple=rent * years / lease.asset_usd,
        min_DSCR=lease.least_cover,
        rent_per_GPU_hour_100pct=hourly,
        rent_per_GPU_hour_80pct=busy,
        lessor_all_in_yield_incl_residual=lease.cost_frac,
        lessee_cost_of_funds_rents_only=lease.cost_rents_only_frac,
    )


def test_fc07_rent_in_advance() -> None:
    case = Case("FC07")
    case.tolerance = EXACT
    given = case.inputs
    rent = rent_in_advance_usd(given["asset"], given["eff_annual_rate"], given["months"], given["residual"])
    case.expect(monthly_rent=rent, annualised=12 * rent)
    # The same rent from the waterfall of a vehicle without debt.
    monthly = monthly_rate(given["eff_annual_rate"])
    lease = Lease(given["asset"], 0.0, monthly, monthly, given["months"], given["residual"], advance=True)
    case.expect(monthly_rent=lease.rent_usd)
    assert lease.cost_frac == pytest.approx(monthly, rel=EXACT)


def test_fc08_debt_sized_by_cover() -> None:
    case = Case("FC08")
    given = case.inputs
    cash = (given["cfads"],) * given["tenor"]
    debt = ProjectDebt(cash, given["dscr"], given["rate"])
    case.expect(
        debt_capacity=debt.debt_usd,
        annual_debt_service=float(debt.service_usd()[0]),
        **{"debt_at_1.05x_floor": debt_capacity_usd(cash, 1.05, given["rate"])},
    )


def test_fc09_cost_of_capital() -> None:
    case = Case("FC09")
    for name, values in case.inputs["archetypes"].items():
        capital = Capital(*values)
        case.expect(**{f"re_{name}": capital.cost_of_equity_frac, f"wacc_{name}": capital.wacc_frac})


def test_fc10_epoch_gigawatt() -> None:
    case = Case("FC10")
    it, facility = case.inputs["compute_capex_bn_per_GW_IT"], case.inputs["construction_capex_bn_per_GW_IT"]
    opex, rate = case.inputs["opex_bn_per_GW_y"], case.inputs["r"]

    def yearly(it_life: int, at_rate: float = rate) -> float:
        return it * crf(at_rate, it_life) + facility * crf(at_rate, case.inputs["facility_life"]) + opex

    case.expect(tco_n5_bn=yearly(5), tco_n3_bn=yearly(3), tco_n7_bn=yearly(7))
    assert yearly(5, case.outputs["implied_r_for_8.5"]) == pytest.approx(case.outputs["published"]["n5"], rel=1e-12)


def ground_site(
    *, it_usd: float, facility_usd: float, opex_usd: float, energy_usd: float, it_life: int, life: int
) -> list[CostLine]:
    """A site per kW over its facility's life: chips bought again and again, opex at each year's end."""
    lines = [CostLine(Category.FACILITY, Component.FACILITY, facility_usd, 0, capex=True)]
    lines += [
        CostLine(Category.ACCELERATORS, Component.COMPUTE, it_usd, 12 * year, capex=True)
        for year in range(0, life, it_life)
    ]
    for year in range(1, life + 1):
        lines += [
            CostLine(Category.OPERATIONS, Component.OPERATIONS, opex_usd, 12 * year),
            CostLine(Category.ENERGY, Component.POWER, energy_usd, 12 * year),
        ]
    return lines


def at_year_ends(per_year: float, years: int) -> np.ndarray:
    output = np.zeros(12 * years + 1)
    output[12::12] = per_year
    return output


def untaxed(rate: float) -> Terms:
    return Terms(rate, 0.0, 0.0, 0.0)


def yearly_usd(side: Levelized, rate: float, years: int) -> float:
    return side.pv_usd * crf(rate, years)


def test_fc11_ground_site_as_replacement_chain() -> None:
    case = Case("FC11")
    given, rate, life = case.inputs, case.inputs["r"], case.inputs["n_fac"]
    useful_kwh = HOURS * given["occupancy_frac"] * given["availability_frac"]
    energy_usd = useful_kwh * given["pue"] * given["price"]
    lines = ground_site(
        it_usd=given["it_capex_per_kW"],
        facility_usd=given["fac_capex_per_kW"],
        opex_usd=given["nonenergy_opex"],
        energy_usd=energy_usd,
        it_life=given["n_it"],
        life=life,
    )
    side = levelize(lines, at_year_ends(useful_kwh, life), untaxed(rate))
    assert side.usd_per_flop is not None
    case.expect(
        lcoc_usd_per_kWh_IT=side.usd_per_flop,
        annual_cost_per_kW=yearly_usd(side, rate, life),
        energy_share=side.pv_by_what["energy"] / side.pv_usd,
        usd_per_gpu_hour=side.usd_per_flop * given["kW_per_gpu"],
    )

    # The same site by FLOP: one busy kW is 1/kW_per_gpu accelerators at mfu_frac of their peak.
    flop_per_kwh = given["pflops_fp8"] * 1e15 * 3600.0 / given["kW_per_gpu"]
    peak = levelize(lines, at_year_ends(useful_kwh * flop_per_kwh, life), untaxed(rate))
    delivered = levelize(lines, at_year_ends(useful_kwh * flop_per_kwh * given["mfu_frac"], life), untaxed(rate))
    case.expect(
        usd_per_PFLOPh_fp8_peak=peak.usd_per_pflop_hour,
        usd_per_EFLOP_fp8_delivered=delivered.usd_per_eflop,
    )


def test_fc11_monthly_site_differs_from_the_annuity_by_the_stated_convention() -> None:
    case = Case("FC11")
    given, rate, life = case.inputs, case.inputs["r"], case.inputs["n_fac"]
    useful_kwh = case.outputs["useful_kWh_per_kW_y"]
    running_usd = given["nonenergy_opex"] + case.outputs["energy_cost_per_kW_y"]
    lines = [
        CostLine(Category.FACILITY, Component.FACILITY, given["fac_capex_per_kW"], 0, capex=True),
        *(
            CostLine(Category.ACCELERATORS, Component.COMPUTE, given["it_capex_per_kW"], month, capex=True)
            for month in (0, 60, 120)
        ),
        CostLine(Category.OPERATIONS, Component.OPERATIONS, running_usd * life, 0, 12 * life),
    ]
    monthly = levelize(lines, np.full(12 * life, useful_kwh / 12), untaxed(rate)).usd_per_flop
    capital_usd = case.outputs["annual_cost_per_kW"] - running_usd
    expected = (capital_usd / monthly_advance_factor(rate) + running_usd) / useful_kwh
    assert monthly == pytest.approx(expected, rel=1e-12)
    assert monthly_advance_factor(rate) == pytest.approx(1.0428, abs=5e-5)  # output earns 4.3 % earlier at 8 %


def test_fc12_output_decay() -> None:
    case = Case("FC12")
    rate, n, decay = case.inputs["r"], case.inputs["n"], case.inputs["decay"]
    usd, opex = case.inputs["capex_per_kW"], case.inputs["opex"]
    lines = [
        CostLine(Category.FACILITY, Component.FACILITY, usd, 0),
        *(CostLine(Category.OPERATIONS, Component.OPERATIONS, opex, 12 * year) for year in range(1, n + 1)),
    ]
    fading = at_year_ends(HOURS, n)
    fading[12::12] *= (1 - decay) ** np.arange(n)
    steady_side = levelize(lines, at_year_ends(HOURS, n), untaxed(rate))
    fading_side = levelize(lines, fading, untaxed(rate))
    assert steady_side.usd_per_flop is not None
    assert fading_side.usd_per_flop is not None
    case.expect(
        pv_output_factor=decaying_annuity(rate, n, decay),
        undegraded_lc=steady_side.usd_per_flop,
        lc_usd_per_kWh=fading_side.usd_per_flop,
        ratio_vs_undegraded=fading_side.usd_per_flop / steady_side.usd_per_flop,
    )
    # The declining value of a FLOP is the same decay, counted from month 0 instead of from the first year's end.
    declining = levelize(lines, at_year_ends(HOURS, n), Terms(rate, 0.0, 0.0, decay))
    assert declining.pv_flop == pytest.approx(fading_side.pv_flop * (1 - decay), rel=1e-12)


def test_fc15_depreciation_shield() -> None:
    case = Case("FC15")
    tax_usd, rate = case.inputs["tax"] * case.inputs["basis"], case.inputs["r"]
    case.expect(
        pv_bonus=tax_usd * deduction_pv_frac("bonus", rate),
        pv_macrs=tax_usd * deduction_pv_frac("macrs5", rate),
        pv_sl=tax_usd * annuity(rate, 5) / 5,
        gain_bonus_vs_SL_pct_of_basis=case.inputs["tax"] * (deduction_pv_frac("bonus", rate) - annuity(rate, 5) / 5),
    )


def test_fc16_tariff_escalator() -> None:
    case = Case("FC16")
    p0, escalator, rate, n = (case.inputs[key] for key in ("p0", "esc", "r", "n"))
    case.expect(levelised_price=p0 * decaying_annuity(rate, n, -escalator) * crf(rate, n))
    bill = [
        CostLine(Category.ENERGY, Component.POWER, p0 * (1 + escalator) ** (year - 1), 12 * year)
        for year in range(1, n + 1)
    ]
    case.expect(levelised_price=levelize(bill, at_year_ends(1.0, n), untaxed(rate)).usd_per_flop)


def test_fc17_wright() -> None:
    case = Case("FC17")
    case.tolerance = EXACT
    rate, target = case.inputs["lr"], case.inputs["target"]
    for start in (600, 1500, 2500, 3600):
        multiple = multiple_to(start, target, rate)
        case.expect(
            **{
                f"doublings_from_{start}": doublings_to(start, target, rate),
                f"mass_multiple_from_{start}_to_{target}": multiple,
            }
        )
        assert price_after(start, multiple, rate) == pytest.approx(target, rel=1e-12)


@pytest.mark.parametrize(("start", "printed"), [(600, 30), (1500, 523), (2500, 2555)])
def test_wright_as_google_prints_it(start: int, printed: int) -> None:
    """Google Suncatcher (arXiv 2511.19468): 20 % per doubling, 200 USD/kg after 30, 523, 2,555 times the mass."""
    assert multiple_to(start, 200, 0.2) == pytest.approx(printed, abs=0.5)


def test_fc18_launched_power() -> None:
    case = Case("FC18")
    for satellite, mass_kg, kw, life_y, usd_per_kg, published in case.inputs["rows"]:
        key = f"{satellite.replace(' ', '_')}@{usd_per_kg}"
        found = launched_power_usd_per_kw_y(mass_kg, kw, life_y, usd_per_kg)
        case.expect(**{key: found, f"{key}_ratio_to_published": found / published})
        assert found == pytest.approx(published, rel=0.015)  # masses and watts are printed rounded


def test_fc20_launch_loss() -> None:
    case = Case("FC20")
    usd, loss = case.inputs["C_sat"] + case.inputs["C_launch"], case.inputs["p"]
    case.expect(expected_cost=with_launch_loss(usd, loss))
    assert with_launch_loss(usd, loss) / usd - 1 == pytest.approx(case.outputs["overhead"], rel=case.tolerance)


def test_fc21_attrition() -> None:
    case = Case("FC21")
    hazard, life, rate = case.inputs["hazard"], case.inputs["life"], case.inputs["r"]
    discounted = effective_life(hazard, life, rate)
    case.expect(
        effective_life_y=effective_life(hazard, life),
        discounted_capacity_y=discounted,
        lcoc_multiplier=effective_life(0.0, life, rate) / discounted,
    )
    # By months, capacity alive at each month's start: the same to one month's discount and loss, halved.
    alive = np.exp(-hazard * np.arange(12 * life) / 12)
    monthly = levelize([CostLine(Category.BUS, Component.BUS, 1.0, 0)], alive / 12, untaxed(rate)).pv_flop
    assert monthly == pytest.approx(discounted, rel=(hazard + rate) / 24)


def test_fc24_bond_after_construction() -> None:
    case = Case("FC24")
    case.tolerance = EXACT
    bond = Loan(case.inputs["P"], case.inputs["coupon"], case.inputs["periods"], periods_per_year=2)
    payment = float(bond.payments_usd()[0])
    case.expect(
        payment=payment,
        annual_debt_service=2 * payment,
        usd_per_kW_month_over_2064MW=usd_per_kw_month(2 * payment, 2064e3),
    )
    drawn = Construction((case.inputs["P"] / 2,) * 2, 0.0, 2)  # without interest, only the schedule is left
    assert drawn.repaid(40).principal_usd == pytest.approx(case.inputs["P"], rel=1e-15)


def test_fc26_interest_during_construction() -> None:
    case = Case("FC26")
    usd, months = case.inputs["capex"], case.inputs["months"]
    rate = case.inputs["rate"] / 12
    case.expect(idc=interest_during_construction(usd, rate, months))
    case.expect(
        idc=Construction((usd / months,) * months, case.inputs["rate"]).interest_usd,
        idc_122_days_approx=interest_by_days_usd(usd, case.inputs["rate"], 122),
    )
    # The ledger earns it by itself from draws before service.
    side = levelize(
        [CostLine(Category.FACILITY, Component.FACILITY, usd, -months, months)],
        np.ones(1),
        untaxed((1 + rate) ** 12 - 1),
    )
    case.expect(idc=side.pv_usd - usd)


def test_fc27_price_of_rented_capacity() -> None:
    case = Case("FC27")
    for name, usd_per_month, gpus, _megawatts in case.inputs["rows"]:
        hourly = usd_per_gpu_hour(usd_per_month, gpus)
        assert isinstance(hourly, float)
        case.expect(**{f"{name}_usd_per_GPU_h": hourly})


def test_fc28_rent_of_a_kilowatt() -> None:
    case = Case("FC28")
    rent, it_kw = case.inputs["annual_base_rent"], 1e3 * case.inputs["IT_MW_epoch"]
    case.expect(
        per_kW_facility_month=usd_per_kw_month(rent, 1e3 * case.inputs["facility_MW_epoch"]),
        per_kW_IT_month=usd_per_kw_month(rent, it_kw),
        per_kWh_IT=12 * usd_per_kw_month(rent, it_kw) / HOURS,
    )


def test_fc29_every_reference_site() -> None:
    case = Case("FC29")
    sites = reference_file("ground_sites.json")
    if sites is None:
        pytest.skip("reference data absent: no shared/reference/ground_sites.json beside the checkout")
    given = case.inputs
    life = given["n_fac"]
    useful_kwh = HOURS * given["occupancy_frac"] * given["availability_frac"]
    by_id = {site["id"]: site for site in sites["sites"]}
    for name, rate in given["wacc_by_site"].items():
        site = by_id[name]
        lines = ground_site(
            it_usd=1000.0 * site["capex"]["it_compute_and_network_total"]["central"],
            facility_usd=1000.0 * site["capex"]["facility_total"]["central"],
            opex_usd=given["nonenergy_opex_usd_per_kW_y"],
            energy_usd=useful_kwh * site["pue_annual"]["central"] * site["power"]["price"]["central"],
            it_life=given["n_it"],
            life=life,
        )
        side = levelize(lines, at_year_ends(useful_kwh, life), untaxed(rate))
        case.expect(
            **{
                name: side.usd_per_flop,
                f"{name}|usd_per_kW_y": yearly_usd(side, rate, life),
                f"{name}|energy_share": side.pv_by_what["energy"] / side.pv_usd,
            }
        )


@pytest.mark.parametrize(("it_life", "published_bn"), [(5, 8.5), (3, 12.0), (7, 7.0)])
def test_epoch_published_cost_of_a_gigawatt(it_life: int, published_bn: float) -> None:
    """Epoch AI, "AI data center cost breakdown": 8.5, 12 and 7 billion USD a year for chips that live 5, 3, 7 years."""
    yearly_bn = 26.113 * crf(0.065, it_life) + 11.769 * crf(0.065, 14) + 0.902
    assert yearly_bn == pytest.approx(published_bn, abs=0.1)  # printed to about two digits


@pytest.mark.parametrize(
    ("depreciation", "factor"), [("bonus", 1.0197), ("macrs5", 1.0502), ("building39", 1.1849), ("expense", 1.0)]
)
def test_revenue_requirement_factor(depreciation: str, factor: float) -> None:
    """Required revenue per dollar at 21 % tax and 8 % nominal: the note of case FC15."""
    assert gross_up(depreciation, Terms(0.08, 0.0, 0.21, 0.0)) == pytest.approx(factor, abs=5e-5)  # four decimals
    same_nominal = Terms(1.08 / 1.025 - 1.0, 0.025, 0.21, 0.0)
    assert gross_up(depreciation, same_nominal) == pytest.approx(factor, abs=5e-5)


def test_mortgage_table_payment() -> None:
    """100,000 at 6 % nominal over 30 years costs 599.55 a month in any printed mortgage table."""
    assert loan_payment(100_000.0, 0.06 / 12, 360) == pytest.approx(599.55, abs=0.005)


def test_standard_interest_table() -> None:
    """Uniform series factors at 10 %, 10 years, as printed in engineering-economy tables: 6.1446 and 0.1627."""
    assert annuity(0.10, 10) == pytest.approx(6.1446, abs=5e-5)
    assert crf(0.10, 10) == pytest.approx(0.1627, abs=5e-5)
