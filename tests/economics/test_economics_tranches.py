"""The tranches of a side's debt against numpy-financial, reference cases, and the rules that any debt keeps."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy_financial as npf
import pytest
from test_economics_debt_service import CHIPS, FLOP, HALL, LINES, LOANS, plan

from orbitdc.economics.debt_service import debt_service
from orbitdc.economics.tranches import TrancheFlows
from orbitdc.ledger import Terms
from orbitdc.ledger.cost_line import CostLine

FREE = Terms(0.1, 0.0, 0.21, 0.0)  # without inflation nominal dollars are real ones
NOW = replace(CHIPS, first_month=0)
CASES = Path(__file__).resolve().parents[3] / "shared" / "reference" / "finance_cases.json"
JUNIOR = {"junior_share_frac": 0.15, "junior_rate_frac": 0.14, "fee_frac": 0.01}


def tranches(structure: str, lines: tuple[CostLine, ...] = LINES, **changes: Any) -> dict[str, TrancheFlows]:
    made = debt_service(lines, FLOP, plan(structure, **changes), FREE)
    return {each.name: each for each in made.tranches}


def test_a_level_loan_is_that_of_the_reference() -> None:
    """FC02: 3.4 bn USD at 8 % over 60 months pays 68.9397 MUSD a month and owes 2.823904 bn after a year."""
    if not CASES.is_file():
        pytest.skip("reference data absent: no shared/reference/finance_cases.json beside the checkout")
    (case,) = (one for one in json.loads(CASES.read_text(encoding="utf-8"))["cases"] if one["id"].startswith("FC02"))
    given = case["inputs"]
    lent = replace(NOW, usd=given["principal"])
    terms = {"debt_share_frac": 1.0, "debt_rate_frac": given["nominal_rate"], "fee_frac": 0.0}
    (senior,) = tranches("level_loan", (lent,), **terms).values()
    paid = senior.service_usd[1:61]
    assert paid == pytest.approx(np.full(60, -npf.pmt(given["nominal_rate"] / 12, 60, given["principal"])), rel=1e-12)
    assert float(paid[0]) == pytest.approx(68.9397e6, abs=50.0)  # printed to six digits
    assert float(senior.owed_usd[12]) == pytest.approx(2.823904e9, abs=500.0)
    assert float(senior.interest_usd.sum()) == pytest.approx(736.384e6, abs=500.0)


def test_senior_and_junior_are_loans_of_their_own() -> None:
    """Both on a purchase three months before service, against numpy-financial's payments on what has run up by then."""
    found = tranches("level_loan", (CHIPS,), debt_rate_frac=0.06, **JUNIOR)
    assert list(found) == ["senior", "junior"]
    for name, share, rate in (("senior", 0.65, 0.06), ("junior", 0.15, 0.14)):
        one, face = found[name], share * 1e9 / 0.99
        owed = -float(npf.fv(rate / 12, 3, 0.0, face))
        assert one.first == -3
        assert float(one.drawn_usd.sum()) == pytest.approx(share * 1e9, rel=1e-12)
        assert float(one.owed_usd[3]) == pytest.approx(owed, rel=1e-12)
        months = np.arange(1, 61)
        if name == "senior":
            assert one.interest_usd[4:64] == pytest.approx(-npf.ipmt(rate / 12, months, 60, owed), rel=1e-9)
            assert one.repaid_usd[4:64] == pytest.approx(-npf.ppmt(rate / 12, months, 60, owed), rel=1e-9)
            assert not one.balloon_usd.any()
        else:
            assert one.interest_usd[4:64] == pytest.approx(np.full(60, owed * rate / 12), rel=1e-12)
            assert float(one.balloon_usd[63]) == float(one.repaid_usd.sum()) == pytest.approx(owed, rel=1e-12)
            assert one.service_usd[4:64] == pytest.approx(one.interest_usd[4:64], abs=1e-3)  # a thousandth of a dollar


@pytest.mark.parametrize("structure", LOANS)
def test_every_balance_rolls_by_what_is_drawn_charged_and_paid_and_ends_at_nothing(structure: str) -> None:
    changes = {**JUNIOR, "debt_rate_frac": 0.07, "notes_rate_frac": 0.1, "discount_frac": 0.02}
    rates = {"senior": 0.07, "notes": 0.1, "junior": 0.14}
    found = tranches(structure, **changes)
    assert {"senior", "junior"} <= set(found)
    for name, one in found.items():
        # Only the term loan is issued below par; what is owed on it is more than what is received.
        face = one.drawn_usd / (1.0 - 0.01 - (0.02 if name == "senior" else 0.0))
        owed = 0.0
        for k in range(one.owed_usd.size):
            owed = owed * (1.0 + rates[name] / 12) + face[k] - one.interest_usd[k] - one.repaid_usd[k]
            assert owed == pytest.approx(float(one.owed_usd[k]), abs=1e-9 * 1.3e9)
        assert float(one.owed_usd[-1]) == pytest.approx(0.0, abs=1e-9 * 1.3e9)  # rounding of what was lent


@pytest.mark.parametrize("structure", [*LOANS, "lease"])
def test_the_tranches_are_the_payments_of_the_side(structure: str) -> None:
    changes = {} if structure == "lease" else JUNIOR
    made = debt_service(LINES, FLOP, plan(structure, **changes), FREE)
    by_month: dict[int, float] = {}
    for line in made.lines:
        if line.what == "financing":
            by_month[line.first_month] = by_month.get(line.first_month, 0.0) - line.usd
    for one in made.tranches:
        for k, net in enumerate((one.drawn_usd - one.interest_usd - one.repaid_usd).tolist()):
            by_month[one.first + k] = by_month.get(one.first + k, 0.0) - net
    assert list(by_month.values()) == pytest.approx([0.0] * len(by_month), abs=1e-3)  # a thousandth of a dollar


def test_junior_debt_is_dearer_than_senior_and_raises_what_debt_costs() -> None:
    plain, mixed = (
        debt_service((HALL, NOW), FLOP, plan("level_loan", **changes), FREE).figures for changes in ({}, JUNIOR)
    )
    assert plain.effective_cost_frac is not None
    assert mixed.effective_cost_frac is not None
    assert mixed.effective_cost_frac > plain.effective_cost_frac
    assert mixed.debt_share_frac == pytest.approx(0.80, rel=1e-12)
