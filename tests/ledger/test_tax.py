"""The tax gross-up against the cash flows that it stands for."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import numpy_financial as npf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orbitdc.ledger import DEPRECIATION_CLASSES, Terms, deduction_pv_frac, gross_up, nominal_rate, real_rate
from orbitdc.ledger.cost_line import Category, Component, CostLine
from orbitdc.ledger.tax import EQUIPMENT_RULES, MACRS_FRAC, deductions_frac, under_rule

TERMS = st.builds(Terms, st.floats(0.0, 0.2), st.floats(0.0, 0.1), st.floats(0.0, 0.5), st.just(0.0))


@given(TERMS)
def test_gross_up_is_the_revenue_that_leaves_no_profit_after_tax(terms: Terms) -> None:
    nominal = nominal_rate(terms.real_wacc_frac, terms.inflation_frac)
    schedules = {"bonus": [1.0], "building39": [1.0 / 39] * 39}
    for life, shares in MACRS_FRAC.items():
        schedules |= {f"macrs{life}": list(shares), f"straight{life}": [1.0 / life] * life}
    for depreciation, shares in schedules.items():
        revenue = gross_up(depreciation, terms)
        flows = np.array([-1.0 + revenue * (1 - terms.tax_frac), *(terms.tax_frac * share for share in shares)])
        assert npf.npv(nominal, flows) == pytest.approx(0.0, abs=1e-12)  # per dollar of outlay


@given(TERMS)
def test_slower_depreciation_costs_more_and_expense_costs_nothing(terms: Terms) -> None:
    assert gross_up("expense", terms) == 1.0
    order = [
        gross_up(depreciation, terms)
        for depreciation in ("expense", "bonus", "macrs5", "macrs15", "macrs20", "building39", "principal")
    ]
    assert all(later >= earlier - 1e-15 for earlier, later in itertools.pairwise(order))


def test_without_tax_every_class_is_exactly_one() -> None:
    for depreciation in DEPRECIATION_CLASSES:
        assert gross_up(depreciation, Terms(0.06, 0.025, 0.0, 0.0)) == 1.0


def test_macrs_shares_are_the_whole_basis() -> None:
    for life, shares in MACRS_FRAC.items():
        assert len(shares) == life + 1  # half a year at either end
        assert sum(shares) == pytest.approx(1.0, abs=1e-15)
        assert deduction_pv_frac(f"macrs{life}", 0.0) == pytest.approx(1.0, abs=1e-15)
        assert deduction_pv_frac(f"straight{life}", 0.0) == pytest.approx(1.0, abs=1e-15)


@pytest.mark.parametrize(("life", "declining", "printed_to"), [(5, 2.0, 1e-4), (15, 1.5, 1e-4), (20, 1.5, 1e-5)])
def test_macrs_shares_are_those_of_the_law(life: int, declining: float, printed_to: float) -> None:
    """26 USC 168(b): 200 or 150 % declining balance, half a year at first, straight line once that gives more.

    The printed table rounds to 0.01 or 0.001 % and alternates its last digits so that they add up: within one digit.
    """
    left, lawful = 1.0, []
    for year in range(life + 1):
        years_left = life + 0.5 - year
        share = left * declining / life * 0.5 if year == 0 else left * max(declining / life, 1.0 / max(years_left, 1.0))
        share = left if year == life else share
        lawful.append(share)
        left -= share
    assert MACRS_FRAC[life] == pytest.approx(lawful, abs=printed_to)


def test_macrs_shares_as_printed() -> None:
    """Table A-1, in percent: years 1, 2, 7 and the last."""
    for life, printed in {15: (5.00, 9.50, 5.90, 2.95), 20: (3.750, 7.219, 4.888, 2.231)}.items():
        shares = MACRS_FRAC[life]
        assert (shares[0], shares[1], shares[6], shares[-1]) == pytest.approx([x / 100 for x in printed], abs=1e-12)


def test_a_rule_moves_equipment_alone_and_by_its_life() -> None:
    lines = [
        CostLine(Category.ACCELERATORS, Component.COMPUTE, 3.0, 0, depreciation="bonus", capex=True),
        CostLine(Category.POWER_PLANT, Component.POWER, 5.0, -12, 12, "bonus", capex=True, recovery_y=20),
        CostLine(Category.FACILITY, Component.FACILITY, 7.0, -12, 12, "building39", capex=True),
        CostLine(Category.ENERGY, Component.POWER, 2.0, 0, 12),
    ]
    assert [line.depreciation for line in under_rule(lines, "macrs")] == ["macrs5", "macrs20", "building39", "expense"]
    slow = under_rule(lines, "straight_line")
    assert [line.depreciation for line in slow] == ["straight5", "straight20", "building39", "expense"]
    assert under_rule(lines, "bonus") == tuple(lines)
    for rule in EQUIPMENT_RULES:  # a side that went through the door may go through it again, and nothing else moves
        once = under_rule(lines, rule)
        assert under_rule(once, rule) == once
        assert [replace(line, depreciation="") for line in once] == [replace(line, depreciation="") for line in lines]


def test_rules_and_lives_that_do_not_exist_are_refused() -> None:
    chip = CostLine(Category.ACCELERATORS, Component.COMPUTE, 1.0, 0, depreciation="bonus")
    with pytest.raises(ValueError, match="equipment is depreciated by bonus, macrs, straight_line, got 'acrs'"):
        under_rule([chip], "acrs")
    with pytest.raises(ValueError, match="recovery_y must be one of 5, 15, 20 years, got 7"):
        under_rule([replace(chip, recovery_y=7)], "macrs")
    with pytest.raises(ValueError, match=r"depreciation over years must be one of bonus, macrs5, .*, got 'principal'"):
        deductions_frac("principal")


@given(st.floats(-0.01, 0.5), st.floats(0.0, 0.3))
def test_nominal_and_real_rates_undo_each_other(rate: float, inflation: float) -> None:
    assert real_rate(nominal_rate(rate, inflation), inflation) == pytest.approx(rate, abs=1e-15)


def test_unknown_class_is_refused() -> None:
    with pytest.raises(
        ValueError,
        match="depreciation must be one of bonus, macrs5, macrs15, macrs20, straight5, straight15, straight20, "
        "building39, expense, principal, got 'macrs7'",
    ):
        gross_up("macrs7", Terms(0.06, 0.025, 0.21, 0.0))
