"""Every payment of a site in its month, by hand: ten accelerators of 1,000 USD and their hall, over five years."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest

import orbitdc
from orbitdc.constants import HOURS_PER_YEAR
from orbitdc.economics.side import Side
from orbitdc.ledger.cost_line import Category, CostLine
from orbitdc.site.cost import ground_side

# 10 kW of accelerators of 1 kW and 1,000 USD, a hall of 2 USD/W that takes four months, chips paid two months ahead.
BARE = (
    "workload.mfu=stated",
    "accelerator.allin_w=1000",
    "accelerator.price_usd=1000",
    "accelerator.permanent_loss_per_y=0.1",
    "accelerator.loss_activation_ev=0",
    "accelerator.cycles_doubling_per_y=null",
    "accelerator.repair_cost_frac=0.5",
    "ground.it_power_w=10000",
    "ground.facility_usd_per_it_w=2",
    "ground.construction_months=4",
    "ground.chip_to_service_months=2",
    "ground.ramp_months=0",
    "ground.facility_property_tax_frac_per_y=0",
    "ground.it_property_tax_frac_per_y=0",
    "ground.insurance_frac_per_y=0.01",
    "ground.decommissioning_frac=0.06",
    "ground.sales_tax_frac=0",
    "ground.facility_life_y=15",
    "ground.facility_shell_frac=0.2",
    "ground.electrical_life_y=null",
    "ground.mechanical_life_y=null",
    "money.it_salvage_frac=0.2",
    "money.it_salvage=by_horizon",
    "money.it_price_decline_per_y=0",
    "money.real_wacc_frac=0",
    "money.tax_frac=0",
)
Paid = tuple[float, int, int]


def site(*sets: str, life_y: float = 5.0, **more: Any) -> Side:
    s = orbitdc.load("ai1_vs_colossus", [*BARE, *sets])
    return ground_side(s.ground, s.accelerator, s.workload, s.money, life_y, **more)


def paid(side: Side, *what: Category) -> list[Paid]:
    """Amount, first month and months of all payments of some kinds that are not of nothing."""
    return [
        (round(line.usd, 6), line.first_month, line.months)
        for line in side.lines
        if line.category in what and abs(line.usd) > 1e-9
    ]


def of(lines: list[CostLine]) -> list[float]:
    return [line.usd for line in lines]


def test_chips_are_paid_ahead_repaired_evenly_and_sold_at_the_end() -> None:
    side = site()
    assert paid(side, Category.ACCELERATORS) == [(10_000.0, -2, 1)]
    assert paid(side, Category.REPAIRS) == [(2_500.0, 0, 60)]  # 10 % a year at half price for five years
    assert paid(side, Category.SALVAGE) == [(-2_000.0, 60, 1)]
    assert paid(side, Category.INSURANCE)[0] == (500.0, 0, 60)


def test_a_hall_stands_before_the_first_chip_is_paid_and_is_handed_on() -> None:
    side = site()
    # 20 % of it is a shell and 80 % equipment; four months of building end where the chips are paid
    assert paid(side, Category.FACILITY) == [(4_000.0, -6, 4), (16_000.0, -6, 4)]
    assert sum(usd for usd, *_ in paid(side, Category.FACILITY_RESIDUAL)) == pytest.approx(-20_000.0 * 10 / 15)
    assert {month for _, month, _ in paid(side, Category.FACILITY_RESIDUAL)} == {60}
    assert paid(side, Category.INSURANCE)[-1] == (1_000.0, 0, 60)  # 1 % of 20,000 for five years
    assert paid(side, Category.DECOMMISSIONING) == [(400.0, 60, 1)]  # 6 % of 20,000 over 15 years, five of them


def test_parts_of_a_hall_are_bought_anew_at_the_ends_of_their_own_lives() -> None:
    """Ten years: electrical parts of four years are bought three times, two of the last four left."""
    side = site("ground.electrical_life_y=4", "ground.facility_electrical_frac=0.5", life_y=10.0)
    bought = paid(side, Category.FACILITY)
    assert (10_000.0, -6, 4) in bought
    assert (10_000.0, 42, 4) in bought  # 48 months later, built ahead as the first was
    assert (10_000.0, 90, 4) in bought
    assert sum(usd for usd, *_ in bought) == pytest.approx(3 * 10_000.0 + 10_000.0)
    left = sum(usd for usd, month, _ in paid(side, Category.FACILITY_RESIDUAL) if month == 120)
    assert left == pytest.approx(-(10_000.0 * 2 / 4 + 10_000.0 * 5 / 15))
    # what is torn out fetches nothing, in the month in which the new parts stand
    residual = [line.first_month for line in side.lines if line.category is Category.FACILITY_RESIDUAL]
    assert sorted(set(residual)) == [48, 96, 120]


def test_a_second_generation_is_cheaper_and_the_first_is_sold_by_its_age() -> None:
    side = site("ground.it_refresh_y=3", "money.it_price_decline_per_y=0.3", "money.it_salvage=by_age")
    s = orbitdc.load("ai1_vs_colossus", [*BARE, "money.it_price_decline_per_y=0.3"])
    second = 10_000.0 * 0.7**3
    assert paid(side, Category.ACCELERATORS) == [(10_000.0, -2, 1), (pytest.approx(second), 34, 1)]
    sold = [10_000.0 * s.money.resale_frac(36.0), second * s.money.resale_frac(24.0)]
    assert paid(side, Category.SALVAGE) == [
        (pytest.approx(-sold[0], abs=1e-6), 36, 1),
        (pytest.approx(-sold[1], abs=1e-6), 60, 1),
    ]
    # repairs of a year at the price of that year: 500 x 0.7^year, and the second generation's own from month 36 on
    repairs = paid(side, Category.REPAIRS)
    assert [month for _, month, _ in repairs] == [0, 12, 24, 36, 48]
    assert [usd for usd, *_ in repairs] == pytest.approx([500.0 * 0.7**year for year in range(5)])


def test_sales_tax_is_due_with_each_purchase_of_equipment_and_each_repair() -> None:
    side = site("ground.sales_tax_frac=0.05")
    assert sorted(paid(side, Category.SALES_TAX)) == [(125.0, 0, 60), (500.0, -2, 1), (800.0, -6, 4)]


def test_what_runs_a_site_is_paid_over_its_life() -> None:
    side = site(
        "workload.occupancy_frac=0.5",
        "workload.idle_power_frac=0.2",
        "ground.pue_annual=1.25",
        "ground.electricity_usd_per_kwh=0.1",
        "ground.staff_fte_per_it_mw=2",
        "ground.staff_usd_per_fte_y=1e5",
        "ground.maintenance_usd_per_it_kw_y=30",
        "ground.water_l_per_it_kwh=2",
        "ground.water_usd_per_m3=3",
    )
    busy_kw = 10.0 * side.it_kwh / (10.0 * HOURS_PER_YEAR * 5.0)  # of duty and idling, as the workload says
    assert 5.0 < busy_kw < 8.0
    kwh = busy_kw * HOURS_PER_YEAR * 5.0
    assert paid(side, Category.ENERGY) == [(pytest.approx(kwh * 1.25 * 0.1), 0, 60)]
    assert paid(side, Category.WATER) == [(pytest.approx(kwh * 2e-3 * 3.0), 0, 60)]
    assert paid(side, Category.STAFF) == [(pytest.approx(0.01 * 2 * 1e5 * 5), 0, 60)]
    assert paid(side, Category.MAINTENANCE) == [(pytest.approx(10.0 * 30.0 * 5), 0, 60)]
    assert side.it_kwh == pytest.approx(kwh)
    assert side.water_l == pytest.approx(kwh * 2.0)  # a tariff does not count the water of its plants


def test_a_site_at_twice_its_scale_pays_twice_and_its_own_scale_is_one() -> None:
    own, one, two = site(), site(scale=1.0), site(scale=2.0)
    assert own.entry is not None
    assert own.entry.profile.tolist() == own.flop_by_month.tolist()  # without a ramp all serve from the first month on
    assert (own.accelerators, one.accelerators, two.accelerators) == (10.0, 10.0, 20.0)
    assert own.it_w == 1e4
    assert sum(of(list(two.lines))) == pytest.approx(2.0 * sum(of(list(own.lines))), rel=1e-12)
    assert sum(of(list(own.lines))) == pytest.approx(sum(of(list(one.lines))), rel=1e-12)


def test_an_even_ramp_waits_for_a_hall_that_stands_from_the_first_chip_to_the_last() -> None:
    """Three months of ramp: the hall is there for 62 months, and the staff is hired as the chips come."""
    side = site("ground.ramp_months=3", "ground.staff_fte_per_it_mw=2", "ground.staff_usd_per_fte_y=1e5")
    assert side.flop_by_month.size == 62
    assert [(month, months) for _, month, months in paid(side, Category.FACILITY)] == [(-6, 4), (-6, 4)]
    assert paid(side, Category.INSURANCE)[-1] == (pytest.approx(0.01 * 20_000.0 * (5.0 + 2.0 / 12.0)), 0, 62)
    staff = paid(side, Category.STAFF)
    assert staff == [(pytest.approx(10_000.0 / 3), month, 60) for month in (0, 1, 2)]


def test_dated_phases_build_their_halls_one_by_one() -> None:
    """A quarter of the power at once, and three quarters six months later: hall, chips and people follow."""
    s = orbitdc.load("ai1_vs_colossus", [*BARE, "ground.build_up.from=colossus_1"])
    plan = s.ground.build_up
    assert plan is not None
    first, second = (
        plan.phases[0].model_copy(update={"date": date, "count": count, "accelerator": s.accelerator})
        for date, count in ((dt.date(2028, 1, 1), 1.0), (dt.date(2028, 7, 1), 3.0))
    )
    phased = plan.model_copy(update={"phases": (first, second)})
    ground = s.ground.model_copy(update={"build_up": phased})
    side = ground_side(ground, s.accelerator, s.workload, s.money, 5.0)
    assert paid(side, Category.ACCELERATORS) == [(2_500.0, -2, 1), (7_500.0, 4, 1)]
    assert sorted(paid(side, Category.FACILITY)) == [
        (1_000.0, -6, 4),
        (3_000.0, 0, 4),
        (4_000.0, -6, 4),
        (12_000.0, 0, 4),
    ]
    assert paid(side, Category.INSURANCE)[-2:] == [(250.0, 0, 60), (750.0, 6, 60)]
    flop = side.flop_by_month
    assert flop.size == 66
    assert np.diff(flop)[[0, 5, 59]] / flop.max() == pytest.approx([0.0, 0.75, -0.25])
    assert side.entry is not None
    assert side.entry.shares[[0, 6]] == pytest.approx([0.25, 0.75])


def test_a_plant_stands_a_month_before_service_where_chips_are_paid_as_they_serve() -> None:
    side = site("ground.power.from=mobile_gas_turbines", "ground.chip_to_service_months=0")
    plant = [line for line in side.lines if line.category is Category.POWER_PLANT and line.first_month < 0]
    assert plant
    assert max(line.first_month + line.months for line in plant) == -1
