"""Small sides worked out by hand: the range of returns, tax before debt, years as they are counted, and short texts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from test_economics_npv import FREE, PFLOP_HOUR, machine

from orbitdc.economics.debt_service import income_tax
from orbitdc.economics.discounting import counted
from orbitdc.economics.npv import net_present_value
from orbitdc.economics.rents import Market
from orbitdc.ledger import Terms
from orbitdc.ledger.cost_line import Category, Component, CostLine

TAXED = Terms(0.1, 0.0, 0.2, 0.0)


# -- returns -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rate", [-0.9, 0.05, 1.2, 1.9])
def test_a_return_between_99_percent_lost_and_twice_gained_is_found(rate: float) -> None:
    """1,000 USD at first and one receipt three years later, (1 + rate)^3 times as much."""
    paid, _ = machine(lead=0).lines
    flop = np.zeros(37)
    flop[36] = PFLOP_HOUR
    side = replace(machine(lead=0), lines=(paid,), flop_by_month=flop)
    found = net_present_value(side, FREE, Market(1000.0 * (1.0 + rate) ** 3, 0.0))
    assert found.irr_frac == pytest.approx(rate, rel=1e-9)
    assert found.reason == ""


def test_a_return_above_twice_a_year_is_told_as_such() -> None:
    paid, _ = machine(lead=0).lines
    flop = np.zeros(37)
    flop[36] = PFLOP_HOUR
    side = replace(machine(lead=0), lines=(paid,), flop_by_month=flop)
    found = net_present_value(side, FREE, Market(1000.0 * 3.01**3, 0.0))
    assert (found.irr_frac, found.reason) == (None, "above 200% a year")


def test_the_first_flop_is_counted_from_the_decision() -> None:
    """Half a year of building before service, and four months of service without work."""
    side = machine(lead=6)
    idle = np.where(np.arange(60) < 4, 0.0, side.flop_by_month)
    assert net_present_value(replace(side, flop_by_month=idle), FREE, Market(30.0, 0.0)).months_to_first_flop == 10
    nothing = net_present_value(replace(side, flop_by_month=np.zeros(60)), FREE, Market(30.0, 0.0))
    assert (nothing.months_to_first_flop, nothing.required_usd_per_pflop_hour) == (6, None)


def test_half_a_pflop_hour_must_fetch_twice_what_it_costs() -> None:
    chips, _ = machine(lead=0).lines
    side = replace(machine(lead=0), lines=(chips,), flop_by_month=np.array([0.5 * PFLOP_HOUR]))
    assert net_present_value(side, FREE, Market(1.0, 0.0)).required_usd_per_pflop_hour == pytest.approx(2000.0)


def test_a_side_is_paid_back_in_the_month_in_which_its_sum_stays_positive() -> None:
    """100 USD of work in each of the first two months, 150 of a repair in the second, and 100 in the third."""
    repair = CostLine(Category.REPAIRS, Component.COMPUTE, 150.0, 1)
    chips = CostLine(Category.ACCELERATORS, Component.COMPUTE, 40.0, -3, capex=True)
    side = replace(machine(), lines=(chips, repair), flop_by_month=np.full(3, PFLOP_HOUR))
    found = net_present_value(side, FREE, Market(100.0, 0.0))  # -40, then 60, 10 and 110: paid back in month 0
    assert found.payback_y == pytest.approx(3 / 12)
    dearer = replace(side, lines=(chips, replace(repair, usd=170.0)))  # 60, -10, 90
    assert net_present_value(dearer, FREE, Market(100.0, 0.0)).payback_y == pytest.approx(5 / 12)
    at_once = replace(side, lines=(replace(chips, first_month=-1),))  # short in that month alone
    assert net_present_value(at_once, FREE, Market(100.0, 0.0)).payback_y == pytest.approx(1 / 12)
    assert net_present_value(replace(side, lines=()), FREE, Market(100.0, 0.0)).payback_y is None  # nothing is spent
    never = replace(side, lines=(chips, replace(repair, usd=270.0)))  # 60, -110, -10
    assert net_present_value(never, FREE, Market(100.0, 0.0)).payback_y is None


# -- tax on the cash that lenders count --------------------------------------------------------------------------------


def test_every_purchase_is_deducted_in_its_year_whatever_stands_before_it() -> None:
    """100 USD a month, taxed at a fifth: 240 of chips, deducted after a year, leave 960 of the first twelve months."""
    chips = CostLine(Category.ACCELERATORS, Component.COMPUTE, 240.0, 0, depreciation="bonus", capex=True)
    running = CostLine(Category.ENERGY, Component.POWER, 12.0, 0, 12)
    free = replace(chips, usd=0.0)
    sold = replace(chips, usd=-50.0)
    land = replace(chips, depreciation="expense")
    cash = np.full(24, 100.0)
    alone = income_tax(cash, [chips], TAXED)
    assert alone[:12] == pytest.approx(np.full(12, 20.0))
    # the highest sum so far is 1,200 at the end of the year; 240 of later cash only makes good what was deducted
    assert alone[12:15].tolist() == pytest.approx([0.0, 0.0, 12.0])
    assert alone.sum() == pytest.approx(0.2 * (2400.0 - 240.0))
    for others in ([running, chips], [free, chips], [sold, chips], [land, chips], [running, sold, land, free, chips]):
        assert income_tax(cash, others, TAXED).tolist() == alone.tolist()


def test_what_is_bought_before_service_is_deducted_from_its_middle_on_in_dollars_of_then() -> None:
    """A hall paid from month -20 to -9 is deducted a year after its middle, -14, and so before service.

    Prices grow by a tenth a year, so that 100 USD of today's money are 100 x 1.1^(-14/12) in the month of payment.
    """
    hall = CostLine(Category.FACILITY, Component.FACILITY, 100.0, -20, 12, "bonus", capex=True)
    tax = income_tax(np.full(6, 50.0), [hall], Terms(0.1, 0.1, 0.2, 0.0))
    deducted = 100.0 * 1.1 ** (-14.0 / 12.0)
    assert tax[:3] == pytest.approx([0.0, 0.2 * (100.0 - deducted), 10.0])
    later = replace(hall, first_month=0, months=4)  # its middle is month 2, and the deduction falls in month 14
    found = income_tax(np.full(20, 50.0), [later], Terms(0.1, 0.0, 0.2, 0.0))
    assert found[12:17].tolist() == pytest.approx([10.0, 10.0, 0.0, 0.0, 10.0])  # 100 USD are two months of cash


# -- years as many studies count them ----------------------------------------------------------------------------------


def test_a_year_of_work_is_counted_at_its_end_and_so_is_what_it_costs() -> None:
    """14 months: a first year, and two months that are counted at the end of the second."""
    fee = CostLine(Category.ENERGY, Component.POWER, 140.0, 0, 14)
    chips = CostLine(Category.ACCELERATORS, Component.COMPUTE, 1000.0, -5, capex=True)
    hall = CostLine(Category.FACILITY, Component.FACILITY, 90.0, -15, 9, capex=True)
    sold = CostLine(Category.SALVAGE, Component.COMPUTE, -70.0, 12)
    later = CostLine(Category.SALVAGE, Component.COMPUTE, -30.0, 14)
    side = replace(machine(months=14), lines=(fee, chips, hall, sold, later), discounting="year_end")
    found = counted(side)
    assert found.flop_by_month.size == 25
    assert np.flatnonzero(found.flop_by_month).tolist() == [12, 24]
    assert found.flop_by_month[[12, 24]] == pytest.approx([12 * PFLOP_HOUR, 2 * PFLOP_HOUR])
    assert [(line.category, line.usd, line.first_month, line.months) for line in found.lines] == [
        (Category.ENERGY, pytest.approx(120.0), 12, 1),
        (Category.ENERGY, pytest.approx(20.0), 24, 1),
        (Category.ACCELERATORS, 1000.0, 0, 1),
        (Category.FACILITY, pytest.approx(30.0), -12, 1),  # months -15 to -13
        (Category.FACILITY, pytest.approx(60.0), 0, 1),
        (Category.SALVAGE, -70.0, 12, 1),
        (Category.SALVAGE, -30.0, 24, 1),
    ]
    monthly = replace(side, discounting="monthly")
    assert counted(monthly) is monthly


# -- texts -------------------------------------------------------------------------------------------------------------


def test_a_side_tells_its_size_its_work_and_its_bills() -> None:
    lines = (
        CostLine(Category.ACCELERATORS, Component.COMPUTE, 3e9, 0, capex=True),
        CostLine(Category.SALVAGE, Component.COMPUTE, -1e9, 60),
        CostLine(Category.ENERGY, Component.POWER, 4e8, 0, 60),
    )
    side = replace(
        machine(),
        lines=lines,
        accelerators=50_000.0,
        it_w=1.2e8,
        delivered_pflop_per_s=300.0,
        nameplate_pflop_per_s=2500.0,
        flop_by_month=np.full(60, 1e25),
    )
    assert repr(side).splitlines() == [
        "machine",
        "accelerators   50,000, 120.0 MW of IT when all are busy",
        "delivers       300 PFLOP/s of 2,500 nameplate",
        "over its life  6e+26 FLOP in 60 months",
        "pays           3,000 million USD of capital, -600 of running costs",
        "payments       3, undiscounted and before tax",
    ]
    assert "<td" in side._repr_html_()
    assert side.outlay_usd() == 3e9
    back = replace(side, lines=(*lines, CostLine(Category.SALVAGE, Component.COMPUTE, -0.5, 60, capex=True)))
    assert back.outlay_usd() == 3e9
    assert (side.mfu_frac, side.scale_out_frac, side.wait_months) == (1.0, 1.0, 0.0)  # unless something is said
    assert side.keep(lambda line: line.category is Category.ENERGY).outlay_usd() == 0.0
