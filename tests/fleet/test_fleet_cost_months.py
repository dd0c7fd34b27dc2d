"""Every payment of a fleet in its month, written out by hand: a hundred satellites of made-up prices over five years.

A satellite costs 4 million USD of compute, 3 million of bus and 3 million of launch.
"""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import pytest

from orbitdc.economics.horizon import Life
from orbitdc.fleet.cost import (
    Purchase,
    UnitCarbon,
    UnitPrice,
    carbon_lines,
    earlier,
    launch_risk,
    months_ahead,
    programme_lines,
    purchase_lines,
    replacement_purchases,
    satellite_purchases,
    service_purchases,
    visit_line,
    yearly_lines,
)
from orbitdc.fleet.gateways import Gateways
from orbitdc.ledger.cost_line import Category, Component, CostLine

LIFE = Life(5.0)
UNIT = UnitPrice(it=4e6, bus={"array": 2e6, "radiator": 1e6}, launch=3e6)
NONE_LOST: Any = SimpleNamespace(failure_frac=0.0, risk="expected_loss", insurance_frac=0.0)
ONE_IN_FIVE: Any = SimpleNamespace(failure_frac=0.2, risk="expected_loss", insurance_frac=0.07)
Bought = tuple[Category, Component, float, int, int]
COMPUTE, BUS, LAUNCH, PEOPLE = Component.COMPUTE, Component.BUS, Component.LAUNCH, Component.OPERATIONS


def fleet(**changes: Any) -> Any:
    """A fleet that pays nothing but its satellites, unless a test asks."""
    fields: dict[str, Any] = {
        "chip_to_service_months": 4.4,
        "spares_frac": 0.0,
        "attrition": "decay",
        "yearly_shares_of": "hardware",
        "nre_fleet_it_w": 0.0,
    }
    nothing = (
        *("replacement_frac_per_y", "property_tax_frac_per_y", "insurance_frac_per_y", "operations_usd_per_it_kw_y"),
        *("orbital_use_fee_usd_per_satellite_y", "operations_frac_per_y", "deorbit_frac", "service_usd_per_satellite"),
        *("nre_usd", "ground_segment_usd", "gateway_usd", "regulatory_usd_per_y", "spectrum_usd_per_y"),
    )
    return SimpleNamespace(**{**dict.fromkeys(nothing, 0.0), **fields, **changes})


def told(purchases: list[Purchase]) -> set[Bought]:
    """Purchases of something, as tuples, of which no two are the same."""
    every = [(p.category, p.component, round(p.satellites, 9), p.first_month, p.months) for p in purchases]
    assert len(set(every)) == len(every)
    return {each for each in every if each[2] != 0.0}


def paid(lines: list[CostLine], what: Category) -> list[tuple[Component, float, int, int]]:
    """Payments of one kind, as tuples."""
    return [
        (line.component, round(line.usd, 3), line.first_month, line.months) for line in lines if line.category == what
    ]


# -- what is bought, and when ------------------------------------------------------------------------------------------


def test_silicon_is_paid_its_whole_months_ahead_and_at_least_one() -> None:
    assert [months_ahead(fleet(chip_to_service_months=m)) for m in (0.0, 0.6, 1.4, 2.6, 12.0)] == [1, 1, 1, 3, 12]


def test_satellites_are_paid_ahead_and_launched_a_month_before_service() -> None:
    assert told(satellite_purchases(100.0, fleet(), NONE_LOST, LIFE, 0.02)) == {
        (Category.ACCELERATORS, COMPUTE, 100.0, -4, 1),
        (Category.BUS, BUS, 100.0, -4, 1),
        (Category.LAUNCH, LAUNCH, 100.0, -1, 1),
    }


def test_spares_are_bought_with_the_fleet_and_launched_once_with_it() -> None:
    bought = satellite_purchases(100.0, fleet(spares_frac=0.1), NONE_LOST, LIFE, 0.02)
    spares = [each for each in bought if each.category == Category.SPARES]
    assert told(spares) == {
        (Category.SPARES, COMPUTE, 10.0, -4, 1),
        (Category.SPARES, BUS, 10.0, -4, 1),
        (Category.SPARES, LAUNCH, 10.0, -1, 1),
    }
    for part in (COMPUTE, BUS, LAUNCH):  # 110 satellites fly, and no part of them is paid for twice
        assert math.fsum(each.satellites for each in bought if each.component == part) == pytest.approx(110.0)


def test_half_a_spare_is_bought_too() -> None:
    bought = satellite_purchases(5.0, fleet(spares_frac=0.1), NONE_LOST, LIFE, 0.02)
    assert [each.satellites for each in bought if each.category == Category.SPARES] == [0.5, 0.5, 0.5]


def test_each_failed_launch_takes_all_that_it_carried_spares_included() -> None:
    """Of five launches one fails: a quarter of a launch is lost for each that succeeds."""
    bought = satellite_purchases(100.0, fleet(spares_frac=0.1), ONE_IN_FIVE, LIFE, 0.02)
    assert told([each for each in bought if each.category == Category.LAUNCH_LOSS]) == {
        (Category.LAUNCH_LOSS, part, 27.5, -1, 1) for part in (COMPUTE, BUS, LAUNCH)
    }
    insured = SimpleNamespace(**{**vars(ONE_IN_FIVE), "risk": "insured"})
    assert (launch_risk(ONE_IN_FIVE), launch_risk(insured)) == (0.25, 0.07)


def test_lost_satellites_are_replaced_evenly_over_the_life() -> None:
    """Two of a hundred a year are ten in five years, and a quarter more for launches that fail."""
    assert told(replacement_purchases(0.02, ONE_IN_FIVE, 100.0, LIFE)) == {
        (Category.REPLACEMENT, part, 12.5, 0, 60) for part in (COMPUTE, BUS, LAUNCH)
    }
    kept = satellite_purchases(100.0, fleet(attrition="spares"), NONE_LOST, LIFE, 0.02)
    assert told([each for each in kept if each.category == Category.REPLACEMENT]) == {
        (Category.REPLACEMENT, part, 10.0, 0, 60) for part in (COMPUTE, BUS, LAUNCH)
    }


@pytest.mark.parametrize(
    ("base", "parts"), [("hardware", (COMPUTE, BUS)), ("hardware_and_launch", (COMPUTE, BUS, LAUNCH))]
)
def test_a_stated_share_is_bought_again_every_year(base: str, parts: tuple[Component, ...]) -> None:
    rule = fleet(replacement_frac_per_y=0.03, yearly_shares_of=base)
    again = [p for p in satellite_purchases(100.0, rule, ONE_IN_FIVE, LIFE, 0.02) if p.category == Category.REPLACEMENT]
    assert told(again) == {(Category.REPLACEMENT, part, 15.0, 0, 60) for part in parts}


def test_a_visit_brings_accelerators_and_their_share_of_a_launch() -> None:
    """Two satellites' worth, an eighth of the mass, and a quarter more for launches that fail."""
    assert told(service_purchases(2.0, 0.125, ONE_IN_FIVE, 24)) == {
        (Category.SERVICE_ACCELERATORS, COMPUTE, 2.5, 24, 1),
        (Category.SERVICE_ACCELERATORS, LAUNCH, 0.3125, 24, 1),
    }
    line = visit_line(fleet(service_usd_per_satellite=5e5), 30.0, 24)
    assert (line.component, line.usd, line.first_month, line.months) == (PEOPLE, 1.5e7, 24, 1)


def test_what_falls_between_two_months_is_bought_in_both() -> None:
    one = [Purchase(Category.BUS, BUS, 8.0, -4)]
    assert told(list(earlier(one, 2.0))) == {(Category.BUS, BUS, 8.0, -6, 1)}
    assert told(list(earlier(one, 0.25))) == {(Category.BUS, BUS, 6.0, -4, 1), (Category.BUS, BUS, 2.0, -5, 1)}
    assert told(list(earlier(one, 2.75))) == {(Category.BUS, BUS, 2.0, -6, 1), (Category.BUS, BUS, 6.0, -7, 1)}
    assert len(list(earlier(one, 2.0))) == 1


# -- what it costs -----------------------------------------------------------------------------------------------------


def test_first_satellites_show_the_parts_of_their_bus_and_others_do_not() -> None:
    bought = satellite_purchases(100.0, fleet(spares_frac=0.1), NONE_LOST, LIFE, 0.0)
    lines = [line for line in purchase_lines(bought, UNIT) if line.usd != 0.0]
    assert len(lines) == 7
    assert {(line.what, line.usd, line.first_month) for line in lines} == {
        ("it", 4e8, -4),
        ("bus: array", 2e8, -4),
        ("bus: radiator", 1e8, -4),
        ("launch", 3e8, -1),
        ("spares in orbit", 4e7, -4),
        ("spares in orbit", 3e7, -4),
        ("spares in orbit", 3e7, -1),
    }
    assert all(line.capex and line.depreciation == "bonus" and line.months == 1 for line in lines)


def test_sales_tax_of_first_satellites_is_a_line_beside_them_and_of_spares_a_part_of_them() -> None:
    taxed = UnitPrice(it=4e6, bus=UNIT.bus, launch=3e6, sales_tax_frac=0.05)
    bought = satellite_purchases(100.0, fleet(spares_frac=0.1), NONE_LOST, LIFE, 0.0)
    lines = [line for line in purchase_lines(bought, taxed) if line.usd != 0.0]
    assert paid(lines, Category.SALES_TAX) == [(COMPUTE, 2e7, -4, 1), (BUS, 1.5e7, -4, 1)]
    assert paid(lines, Category.SPARES) == [(COMPUTE, 4.2e7, -4, 1), (BUS, 3.15e7, -4, 1), (LAUNCH, 3e7, -1, 1)]
    assert (taxed.total, taxed.sales_tax_usd(LAUNCH)) == (1.035e7, 0.0)


def test_the_carbon_of_a_launch_is_told_by_cause_and_of_a_spare_in_one_sum() -> None:
    unit = UnitCarbon(6.0, {"array": 3.0, "radiator": 2.0}, {"propellant": 7.0, "re-entry": 1.0})
    bought = satellite_purchases(10.0, fleet(spares_frac=0.2), NONE_LOST, LIFE, 0.0)
    found = [(line.what, line.kg, line.first_month, line.months) for line in carbon_lines(bought, unit) if line.kg]
    assert len(found) == 8
    assert set(found) == {
        ("it", 60.0, -4, 1),
        ("bus: array", 30.0, -4, 1),
        ("bus: radiator", 20.0, -4, 1),
        ("launch: propellant", 70.0, -1, 1),
        ("launch: re-entry", 10.0, -1, 1),
        ("spares in orbit", 12.0, -4, 1),
        ("spares in orbit", 10.0, -4, 1),
        ("spares in orbit", 16.0, -1, 1),
    }


# -- what it costs to run ----------------------------------------------------------------------------------------------


def test_running_a_fleet_is_paid_for_all_that_were_launched_over_the_life() -> None:
    """110 satellites of 120 kW: 50 USD a kW, 1,000 USD of use fee, 1 % of 7 million, insured at 2 %, for five years."""
    rule = fleet(
        spares_frac=0.1,
        operations_usd_per_it_kw_y=50.0,
        orbital_use_fee_usd_per_satellite_y=1000.0,
        operations_frac_per_y=0.01,
        insurance_frac_per_y=0.02,
        deorbit_frac=0.04,
    )
    lines = yearly_lines(UNIT, 100.0, rule, 120.0, LIFE)
    assert paid(lines, Category.OPERATIONS) == [
        (COMPUTE, 2.2e7, 0, 60),
        (BUS, 1.65e7, 0, 60),
        (PEOPLE, 3.85e6, 0, 60),  # (6,000 + 1,000) x 110 x 5
    ]
    assert paid(lines, Category.INSURANCE) == [(COMPUTE, 4.4e7, 0, 60), (BUS, 3.3e7, 0, 60)]
    assert paid(lines, Category.DEORBIT) == [(BUS, 1.32e7, 60, 1)]  # 4 % of 3 million x 110, when the life has ended
    assert paid(lines, Category.PROPERTY_TAX) == []
    assert not any(line.capex for line in lines)
    with_launch = yearly_lines(
        UNIT, 100.0, fleet(**{**vars(rule), "yearly_shares_of": "hardware_and_launch"}), 120.0, LIFE
    )
    assert paid(with_launch, Category.OPERATIONS)[2] == (LAUNCH, 1.65e7, 0, 60)


def test_a_fleet_that_states_no_yearly_share_pays_none() -> None:
    lines = yearly_lines(UNIT, 100.0, fleet(), 120.0, LIFE)
    assert [(line.category, line.usd) for line in lines] == [(Category.OPERATIONS, 0.0), (Category.DEORBIT, 0.0)]


def test_a_programme_is_shared_and_its_fees_run_from_the_first_month_until_the_last_satellite_has_served() -> None:
    """A fleet of a quarter of the programme pays its share, and fees for five years and the 18 months after them."""
    rule = fleet(
        nre_usd=8e8,
        ground_segment_usd=4e8,
        regulatory_usd_per_y=6e6,
        spectrum_usd_per_y=2e6,
        nre_fleet_it_w=4e8,
        gateway_usd=3e6,
    )
    lines = programme_lines(rule, 1e8, LIFE, later_months=18)
    assert paid(lines, Category.DEVELOPMENT) == [(PEOPLE, 2e8, -4, 1)]
    assert paid(lines, Category.GROUND_SEGMENT) == [(PEOPLE, 1e8, -4, 1)]
    assert paid(lines, Category.REGULATORY) == [(PEOPLE, 1.3e7, 0, 78)]  # 8 million x 1/4 x 6.5 years
    assert [(line.depreciation, line.capex) for line in lines] == [
        ("expense", True),
        ("bonus", True),
        ("expense", False),
    ]
    alone = programme_lines(rule, 8e8, LIFE, gateways=Gateways(850.0, 4, 36))  # larger than the programme: all of it
    assert paid(alone, Category.DEVELOPMENT) == [(PEOPLE, 8e8, -4, 1)]
    assert paid(alone, Category.GROUND_SEGMENT) == [(PEOPLE, 1.08e8, -4, 1)]  # 36 stations of its own
    assert paid(alone, Category.REGULATORY) == [(PEOPLE, 4e7, 0, 60)]
