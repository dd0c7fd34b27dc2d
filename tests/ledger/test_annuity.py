"""Closed forms against numpy-financial and against plain sums."""

from __future__ import annotations

import math

import numpy as np
import numpy_financial as npf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orbitdc.ledger import (
    annuity,
    crf,
    decaying_annuity,
    effective_life,
    interest_during_construction,
    loan_balance,
    loan_payment,
    monthly_advance_factor,
    monthly_rate,
    with_launch_loss,
)

# numpy-financial forms (1+r)^n - 1, which keeps about 12 digits at 1e-3 and fewer below; the limit has its own test.
RATES = st.one_of(st.floats(1e-3, 0.4), st.floats(-0.1, -1e-3))
PERIODS = st.integers(1, 120)


@given(RATES, PERIODS)
def test_annuity_and_payment_agree_with_numpy_financial(rate: float, n: int) -> None:
    assert annuity(rate, n) == pytest.approx(-npf.pv(rate, n, 1.0), rel=1e-10)
    assert loan_payment(3.4e9, rate, n) == pytest.approx(-npf.pmt(rate, n, 3.4e9), rel=1e-10)


@given(RATES, st.integers(2, 120), st.data())
def test_loan_balance_agrees_with_numpy_financial(rate: float, n: int, data: st.DataObject) -> None:
    paid = data.draw(st.integers(0, n))
    expected = -npf.fv(rate, paid, npf.pmt(rate, n, 1.0), 1.0)
    # The schedule subtracts two sums that grow as (1+r)^k: its rounding is a share of those, not of the balance.
    assert loan_balance(1.0, rate, n, paid) == pytest.approx(expected, abs=1e-12 * max(1.0, (1 + rate) ** paid) * n)


@given(st.floats(-0.5, 1.0), st.integers(1, 60), st.floats(-0.2, 1.0))
def test_decaying_annuity_is_the_sum_it_stands_for(rate: float, n: int, decline: float) -> None:
    expected = math.fsum((1 - decline) ** (t - 1) / (1 + rate) ** t for t in range(1, n + 1))
    assert decaying_annuity(rate, n, decline) == pytest.approx(expected, rel=1e-9)


@given(st.floats(-1e-9, 1e-9), PERIODS)
def test_small_rates_join_the_limit(rate: float, n: int) -> None:
    assert crf(rate, n) * n == pytest.approx(1.0 + (n + 1) / 2 * rate, rel=1e-12)  # next term: n^2 r^2 / 12 < 2e-15


@given(st.floats(-0.5, 2.0))
def test_twelve_months_make_a_year(rate: float) -> None:
    assert (1 + monthly_rate(rate)) ** 12 == pytest.approx(1 + rate, rel=1e-13)


@given(st.floats(-0.3, 0.5), st.integers(1, 40))
def test_advance_factor_is_the_ratio_of_the_two_annuities(rate: float, years: int) -> None:
    in_advance = math.fsum((1 + rate) ** (-m / 12) for m in range(12 * years)) / 12
    assert monthly_advance_factor(rate) * annuity(rate, years) == pytest.approx(in_advance, rel=1e-10)


@given(RATES, PERIODS)
def test_construction_interest_is_the_growth_of_each_draw(rate: float, n: int) -> None:
    worth = math.fsum(1e9 / n * (1 + rate) ** k for k in range(1, n + 1))
    assert interest_during_construction(1e9, rate, n) == pytest.approx(worth - 1e9, rel=1e-9, abs=1e-5)


def test_no_rate_no_interest() -> None:
    assert interest_during_construction(1e9, 0.0, 12) == 0.0
    assert monthly_advance_factor(0.0) == 1.0
    assert effective_life(0.0, 5.0) == 5.0


def test_arrays_broadcast_and_floats_stay_floats() -> None:
    rates = np.array([0.0, 0.065, -0.02])
    assert np.asarray(crf(rates, 5)) == pytest.approx([crf(float(r), 5) for r in rates], rel=1e-14)
    assert np.asarray(crf(rates[:, None], np.array([5.0, 10.0]))).shape == (3, 2)
    assert np.asarray(loan_payment(np.array([1.0, 2.0, 3.0]), rates, 5)).shape == (3,)
    assert np.asarray(loan_balance(1.0, rates, 60, 12)).shape == (3,)
    assert np.asarray(interest_during_construction(1.0, rates, 12)).shape == (3,)
    assert np.asarray(monthly_advance_factor(rates)).shape == (3,)
    assert np.asarray(effective_life(rates + 0.02, 5.0, 0.1)).shape == (3,)
    assert np.asarray(with_launch_loss(1.0, np.array([0.0, 0.5]))).tolist() == [1.0, 2.0]
    for value in (crf(0.1, 5), monthly_rate(0.1), loan_balance(1.0, 0.1, 5, 1), effective_life(0.1, 5.0)):
        assert type(value) is float


def test_arguments_out_of_range_are_refused() -> None:
    with pytest.raises(ValueError, match="rate_frac must be above -1"):
        annuity(-1.0, 5)
    with pytest.raises(ValueError, match="rate_frac must be above -1"):
        monthly_rate(-1.5)
    with pytest.raises(ValueError, match="rate_frac must be above -1"):
        effective_life(0.1, 5.0, -1.0)
    with pytest.raises(ValueError, match="n_period must not be negative"):
        annuity(0.1, -1)
    with pytest.raises(ValueError, match="n_period must be positive"):
        crf(0.1, 0)
    with pytest.raises(ValueError, match="n_period must be positive"):
        interest_during_construction(1.0, 0.1, 0)
    with pytest.raises(ValueError, match="decline_frac must not exceed 1"):
        decaying_annuity(0.1, 5, 1.1)
    with pytest.raises(ValueError, match=r"paid must lie in \[0, n_period\]"):
        loan_balance(1.0, 0.1, 5, 6)
    with pytest.raises(ValueError, match=r"loss_frac must lie in \[0, 1\)"):
        with_launch_loss(1.0, 1.0)
