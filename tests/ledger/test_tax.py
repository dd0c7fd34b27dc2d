"""The tax gross-up against the cash flows that it stands for."""

from __future__ import annotations

import itertools

import numpy as np
import numpy_financial as npf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orbitdc.ledger import DEPRECIATION_CLASSES, Terms, deduction_pv_frac, gross_up, nominal_rate, real_rate
from orbitdc.ledger.tax import MACRS_5_YEAR_FRAC

TERMS = st.builds(Terms, st.floats(0.0, 0.2), st.floats(0.0, 0.1), st.floats(0.0, 0.5), st.just(0.0))


@given(TERMS)
def test_gross_up_is_the_revenue_that_leaves_no_profit_after_tax(terms: Terms) -> None:
    nominal = nominal_rate(terms.real_wacc_frac, terms.inflation_frac)
    schedules = {"bonus": [1.0], "macrs5": list(MACRS_5_YEAR_FRAC), "building39": [1.0 / 39] * 39}
    for depreciation, shares in schedules.items():
        revenue = gross_up(depreciation, terms)
        flows = np.array([-1.0 + revenue * (1 - terms.tax_frac), *(terms.tax_frac * share for share in shares)])
        assert npf.npv(nominal, flows) == pytest.approx(0.0, abs=1e-12)  # per dollar of outlay


@given(TERMS)
def test_slower_depreciation_costs_more_and_expense_costs_nothing(terms: Terms) -> None:
    assert gross_up("expense", terms) == 1.0
    order = [
        gross_up(depreciation, terms) for depreciation in ("expense", "bonus", "macrs5", "building39", "principal")
    ]
    assert all(later >= earlier - 1e-15 for earlier, later in itertools.pairwise(order))


def test_without_tax_every_class_is_exactly_one() -> None:
    for depreciation in DEPRECIATION_CLASSES:
        assert gross_up(depreciation, Terms(0.06, 0.025, 0.0, 0.0)) == 1.0


def test_macrs_shares_are_the_whole_basis() -> None:
    assert sum(MACRS_5_YEAR_FRAC) == pytest.approx(1.0, abs=1e-15)
    assert deduction_pv_frac("macrs5", 0.0) == pytest.approx(1.0, abs=1e-15)


@given(st.floats(-0.01, 0.5), st.floats(0.0, 0.3))
def test_nominal_and_real_rates_undo_each_other(rate: float, inflation: float) -> None:
    assert real_rate(nominal_rate(rate, inflation), inflation) == pytest.approx(rate, abs=1e-15)


def test_unknown_class_is_refused() -> None:
    with pytest.raises(
        ValueError, match="depreciation must be one of bonus, macrs5, building39, expense, principal, got 'macrs7'"
    ):
        gross_up("macrs7", Terms(0.06, 0.025, 0.21, 0.0))
