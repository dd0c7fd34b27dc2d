"""Payments held as columns are the same payments, one by one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from orbitdc.ledger import Terms, levelize
from orbitdc.ledger.cost_line import Category, Component, CostLine
from orbitdc.ledger.payments import Payments

FLOP = np.full(60, 3.6e18)
TERMS = Terms(0.06, 0.025, 0.21, 0.05)
LINES = (
    CostLine(Category.ACCELERATORS, Component.COMPUTE, 3e6, -2, 1, "bonus", capex=True),
    CostLine(Category.BUS, Component.BUS, 2e6, -2, 1, "bonus", capex=True, label="array"),
    CostLine(Category.LAUNCH, Component.LAUNCH, 1e6, -1, capex=True),
    CostLine(Category.OPERATIONS, Component.OPERATIONS, 5e5, 0, 60),
    CostLine(Category.SALVAGE, Component.COMPUTE, -1e5, 60),
)


@pytest.fixture
def cohorts() -> Payments:
    return Payments.by_cohort(LINES, np.array([0, 7, 30]), np.array([[0.5], [0.3], [0.2]]))


def test_each_cohort_pays_its_share_later(cohorts: Payments) -> None:
    expected = [
        replace(line, usd=share * line.usd, first_month=line.first_month + month)
        for month, share in ((0, 0.5), (7, 0.3), (30, 0.2))
        for line in LINES
    ]
    assert cohorts == tuple(expected)
    assert (len(cohorts), cohorts[-1]) == (15, expected[-1])


def test_columns_cost_what_their_payments_cost_one_by_one(cohorts: Payments) -> None:
    columns, one_by_one = levelize(cohorts, FLOP, TERMS), levelize(list(cohorts), FLOP, TERMS)
    # all cohorts of a kind are summed first
    assert columns.usd_per_flop == pytest.approx(one_by_one.usd_per_flop, rel=1e-14)
    for name in ("pv_by_what", "capex_usd", "opex_usd"):
        assert getattr(columns, name) == pytest.approx(getattr(one_by_one, name), rel=1e-14)


def test_payments_are_kept_and_joined_in_their_order(cohorts: Payments) -> None:
    bought = cohorts.kept(lambda line: line.capex)
    assert bought == tuple(line for line in cohorts if line.capex)
    assert Payments.joined([bought, LINES, Payments.of([])]) == (*bought, *LINES)
    assert len(cohorts.kept(lambda line: False)) == 0


def test_months_hold_each_payment_evenly(cohorts: Payments) -> None:
    by_hand = np.zeros(95)
    for line in cohorts:
        by_hand[line.first_month + 2 : line.first_month + 2 + line.months] += line.usd / line.months
    assert cohorts.by_month(-2, 93) == pytest.approx(by_hand, rel=1e-12, abs=1e-6)  # USD: sums in another order
