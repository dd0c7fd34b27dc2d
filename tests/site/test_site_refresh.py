"""Accelerators bought again within the horizon, against chains worked by an outside library and hand arithmetic."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import numpy_financial as npf
import pytest

import orbitdc
from orbitdc.comparison.pricing import site_for
from orbitdc.economics.side import Side
from orbitdc.ledger import Levelized, levelize, monthly_advance_factor
from orbitdc.scenario.model import Scenario

REFERENCE = Path(__file__).resolve().parents[3] / "shared" / "reference"
FREE = ("money.real_wacc_frac=0", "money.inflation_frac=0", "money.tax_frac=0")
UNSOLD = ("money.it_salvage_frac=0", "money.resale_60_months_frac=0", "money.resale_36_months_frac=0")
AT_ONCE = ("ground.ramp_months=0", "ground.construction_months=0", "ground.chip_to_service_months=0")


def loaded(*sets: str) -> Scenario:
    return orbitdc.load("ai1_vs_colossus", ("workload.mfu=stated", *sets))


def priced(*sets: str) -> tuple[Side, Levelized]:
    scenario = loaded(*sets)
    side = site_for(scenario)
    return side, levelize(side.lines, side.flop_by_month, side.capital.terms)


def bought(side: Side, what: str = "it") -> list[tuple[int, float]]:
    return [(line.first_month, line.usd) for line in side.lines if line.what == what]


@pytest.mark.parametrize(("every", "times"), [(5, 2), (2.5, 4), (1, 10)])
def test_bought_so_often_silicon_costs_so_many_times_as_much(every: float, times: int) -> None:
    """No interest, no tax, no decline, nothing sold: k generations cost k first ones, whatever else the site pays."""
    ten = ("mission.life_y=10", *FREE)
    once, often = priced(*ten)[1], priced(*ten, f"ground.it_refresh_y={every}")[1]
    assert often.pv_by_what["it"] == pytest.approx(times * once.pv_by_what["it"], rel=1e-12)  # rounding of sums
    for what in (
        "repairs",
        "energy",
        "facility",
        "insurance",
        "property tax",
    ):  # follow what stands, not how often bought
        assert often.pv_by_what[what] == pytest.approx(once.pv_by_what[what], rel=1e-12), what
    assert often.pv_flop == once.pv_flop


def test_fc11_the_chain_of_the_reference_through_the_site() -> None:
    """Three generations of five years in a facility of fifteen cost C CRF(5) + F CRF(15) a year, as one horizon."""
    file = REFERENCE / "finance_cases.json"
    if not file.is_file():
        pytest.skip("reference data absent: no shared/reference/finance_cases.json beside the checkout")
    cases = json.loads(file.read_text(encoding="utf-8"))["cases"]
    case = next(case for case in cases if case["id"].startswith("FC11"))
    given, rate = case["inputs"], case["inputs"]["r"]
    side, cost = priced(
        *("mission.life_y=15", f"ground.it_refresh_y={given['n_it']}", f"money.real_wacc_frac={rate}"),
        *("money.tax_frac=0", "accelerator.permanent_loss_per_y=0", *UNSOLD, *AT_ONCE),
        *(
            "ground.facility_property_tax_frac_per_y=0",
            "ground.it_property_tax_frac_per_y=0",
            "ground.staff_fte_per_it_mw=0",
        ),
        *("ground.insurance_frac_per_y=0", "ground.decommissioning_frac=0", "ground.electricity_usd_per_kwh=0"),
        *("ground.maintenance_usd_per_it_kw_y=0", f"accelerator.price_usd={given['it_capex_per_kW'] * 2.150}"),
        f"ground.facility_usd_per_it_w={given['fac_capex_per_kW'] / 1000}",
    )
    assert [month for month, _ in bought(side)] == [-1, 59, 119]  # chips are paid a month before they serve
    running = given["nonenergy_opex"] + case["outputs"]["energy_cost_per_kW_y"]
    capital = case["outputs"]["annual_cost_per_kW"] - running
    hand = -npf.pmt(rate, 5, given["it_capex_per_kW"]) - npf.pmt(rate, 15, given["fac_capex_per_kW"])
    assert hand == pytest.approx(capital, rel=1e-12)
    a_month, two = (1.0 + rate) ** (1 / 12), (1.0 + rate) ** (2 / 12)  # chips one month early, the building two
    early = -npf.pmt(rate, 5, given["it_capex_per_kW"] * a_month) - npf.pmt(rate, 15, given["fac_capex_per_kW"] * two)
    ours = cost.pv_usd / cost.pv_flop * cost.flop / 15.0 / (side.it_w * 1e-3)
    assert ours == pytest.approx(early / monthly_advance_factor(rate), rel=1e-9)  # sums of 1e10 USD round to 1e-12


@pytest.mark.parametrize("every", ["5", "7", "30"])
def test_a_refresh_at_the_end_of_the_life_or_later_is_none(every: str) -> None:
    assert priced(f"ground.it_refresh_y={every}")[0].lines == priced()[0].lines


def test_each_generation_is_bought_at_the_price_of_its_time() -> None:
    side, cost = priced("mission.life_y=10", "ground.it_refresh_y=5", "money.it_price_decline_per_y=0.3", *AT_ONCE)
    (first, usd), (second, later) = bought(side)
    assert (first, second) == (-1, 59)
    assert later == pytest.approx(0.7**5 * usd, rel=1e-12)
    lost = 0.05 * 0.65 * usd * sum(0.7**year for year in range(10))  # repairs at the price of their year
    assert cost.opex_usd["repairs"] == pytest.approx(lost, rel=1e-12)
    half = 0.004 * 5.0 * (usd + later)
    facility = 0.004 * 10.0 * 946e6 * 13.0
    assert cost.opex_usd["insurance"] == pytest.approx(half + facility, rel=1e-12)  # on what each was bought for


def test_old_silicon_is_sold_at_a_refresh_by_its_age_and_at_the_horizon_as_stated() -> None:
    ten = ("mission.life_y=10", *AT_ONCE)
    usd = bought(priced(*ten)[0])[0][1]

    def sold(*sets: str) -> list[tuple[int, float]]:
        return [(month, -paid / usd) for month, paid in bought(priced(*ten, *sets)[0], "salvage")]

    assert sold() == [(120, pytest.approx(0.1))]
    assert sold("money.it_salvage=by_age") == [(120, 0.0)]  # nothing is left of ten years
    three = sold("ground.it_refresh_y=3", "money.it_salvage_frac=0.15")
    assert three == [(36, pytest.approx(0.3)), (72, pytest.approx(0.3)), (108, pytest.approx(0.3)), (120, 0.15)]
    by_age = sold("ground.it_refresh_y=3", "money.it_salvage=by_age")
    assert by_age[-1] == (120, pytest.approx(0.85))  # a year old, half way to 0.70 at 24 months
    falling = sold("ground.it_refresh_y=5", "money.it_price_decline_per_y=0.2", "money.it_salvage=by_age")
    assert falling == [(60, pytest.approx(0.1)), (120, pytest.approx(0.1 * 0.8**5))]  # of what was paid for each


def test_by_age_at_five_years_is_the_stated_share_of_the_catalogue() -> None:
    """60 months: 0.10 of the price either way, so that the choice moves nothing at the default life."""
    assert bought(priced("money.it_salvage=by_age")[0], "salvage") == bought(priced()[0], "salvage")


def test_a_refresh_keeps_what_is_delivered_and_what_the_building_costs() -> None:
    ten, fresh = priced("mission.life_y=10")[0], priced("mission.life_y=10", "ground.it_refresh_y=4")[0]
    assert np.array_equal(ten.flop_by_month, fresh.flop_by_month)
    for what in ("facility", "facility residual", "energy", "staff"):
        assert bought(ten, what) == bought(fresh, what)
