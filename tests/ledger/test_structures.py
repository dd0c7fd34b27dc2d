"""Loans, packages, project debt, leases, returns: against numpy-financial, scipy and the cash flows they stand for."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import Any

import numpy as np
import numpy_financial as npf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq

from orbitdc.ledger.closed_forms import multiple_to, price_by_year
from orbitdc.ledger.construction import Construction
from orbitdc.ledger.learning import learning_exponent, price_after, price_at
from orbitdc.ledger.lease import Lease, deduction_shares
from orbitdc.ledger.loan import Loan
from orbitdc.ledger.notes import Package
from orbitdc.ledger.project_debt import ProjectDebt, breaches, debt_capacity_usd, fall_to_floor_frac, least_cover
from orbitdc.ledger.returns import effective_annual, irr, levered, npv, payback
from orbitdc.ledger.wacc import Capital

RATES = st.floats(0.0, 0.3, allow_subnormal=False)  # doubling is exact but for numbers below 2e-308
LOANS = st.builds(
    Loan,
    principal_usd=st.floats(1e3, 1e12),
    rate_frac=RATES,
    periods=st.integers(13, 360),
    bullet=st.booleans(),
    interest_only=st.integers(0, 12),
    periods_per_year=st.sampled_from([1, 2, 4, 12]),
)
VCI = Lease(5.4e9, 3.5e9, 0.09, 0.18, 5, residual_frac=0.1)


# -- returns -----------------------------------------------------------------------------------------------------------


@given(st.floats(1e-3, 0.4), st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=120))
def test_present_value_agrees_with_numpy_financial(rate: float, flows: list[float]) -> None:
    size = math.fsum(abs(flow) for flow in flows)
    assert npv(rate, flows) == pytest.approx(npf.npv(rate, flows), abs=1e-13 * size)  # numpy sums pairwise


@given(st.floats(1.0, 1e6), st.lists(st.floats(0.1, 1e6), min_size=2, max_size=24))
def test_internal_rate_agrees_with_numpy_financial_and_scipy(paid: float, income: list[float]) -> None:
    flows = [-paid, *income]
    if not -0.4 < (rate := npf.irr(flows)) < 50.0:
        return
    found = irr(flows)
    assert found == pytest.approx(rate, abs=1e-8)  # roots close together cost eigenvalues half their digits
    exact = brentq(lambda r: npv(r, flows), found - 1e-3, found + 1e-3, xtol=1e-15, rtol=1e-15)
    assert found == pytest.approx(exact, abs=1e-12)


def test_internal_rate_over_forty_years_of_months() -> None:
    loan = Loan(1e9, 0.0658, 480)
    assert irr(loan.flows_usd()) == pytest.approx(0.0658 / 12, rel=1e-12)


def test_of_several_internal_rates_the_nearest_to_zero() -> None:
    assert irr([-100.0, 230.0, -132.0]) == pytest.approx(0.10, rel=1e-12)  # 20 % is the other one


def test_payback_and_leverage() -> None:
    assert payback([-100.0, 50.0, 50.0]) == 2.0
    assert payback([-100.0, 110.0], rate_frac=0.1) == pytest.approx(1.0, rel=1e-12)
    assert payback([1.0, 2.0]) == 0.0
    project = np.array([-100.0, 30.0, 30.0, 30.0, 30.0, 30.0])
    cheap = Loan(50.0, 0.05, 5, periods_per_year=1)
    owner = levered(project, cheap.flows_usd())
    assert npf.irr(owner) > npf.irr(project) > cheap.rate_frac  # debt below the project's return lifts the owner's
    dear = Loan(50.0, float(irr(project)), 5, periods_per_year=1)
    assert irr(levered(project, dear.flows_usd())) == pytest.approx(irr(project), rel=1e-12)


# -- loans -------------------------------------------------------------------------------------------------------------


@given(LOANS)
def test_payments_are_worth_the_principal_at_the_loans_own_rate(loan: Loan) -> None:
    worth = npv(loan.rate_per_period_frac, [0.0, *loan.payments_usd()])
    assert worth == pytest.approx(loan.principal_usd, rel=1e-12)


@given(LOANS)
def test_doubling_the_principal_doubles_every_payment(loan: Loan) -> None:
    twice = replace(loan, principal_usd=2 * loan.principal_usd)
    np.testing.assert_array_equal(twice.payments_usd(), 2 * loan.payments_usd())


@given(LOANS)
def test_a_loan_is_repaid_and_its_interest_is_what_is_paid_beyond_it(loan: Loan) -> None:
    growth = (1.0 + loan.rate_per_period_frac) ** loan.periods  # rounding of a payment grows with the balance
    assert loan.balances_usd()[-1] == pytest.approx(0.0, abs=1e-13 * growth * loan.periods * loan.principal_usd)
    extra = loan.payments_usd().sum() - loan.principal_usd
    tolerance = 1e-12 * growth * loan.periods * loan.principal_usd
    assert loan.interest_usd().sum() == pytest.approx(extra, abs=tolerance)


@pytest.mark.parametrize("periods_per_year", [1, 2, 12])
def test_level_loan_agrees_with_numpy_financial(periods_per_year: int) -> None:
    loan = Loan(3.4e9, 0.08, 60, periods_per_year=periods_per_year)
    rate, periods = 0.08 / periods_per_year, np.arange(1, 61)
    np.testing.assert_allclose(loan.payments_usd(), -npf.pmt(rate, 60, 3.4e9), rtol=1e-12)
    np.testing.assert_allclose(loan.interest_usd(), -npf.ipmt(rate, periods, 60, 3.4e9), rtol=1e-9)
    assert loan.effective_rate_frac == pytest.approx((1 + rate) ** periods_per_year - 1, rel=1e-10)


def test_fees_and_discount_cost_alike_and_interest_only_comes_first() -> None:
    plain = Loan(1e9, 0.08, 60)
    discounted, charged = replace(plain, discount_frac=0.02), replace(plain, fee_frac=0.02)
    assert discounted.effective_rate_frac == charged.effective_rate_frac > plain.effective_rate_frac
    slow = replace(plain, interest_only=12)
    np.testing.assert_allclose(slow.payments_usd()[:12], 1e9 * 0.08 / 12, rtol=1e-15)
    assert slow.payments_usd()[12] > plain.payments_usd()[12]
    assert slow.effective_rate_frac == pytest.approx(plain.effective_rate_frac, rel=1e-10)


def refuses(message: str) -> Any:
    return pytest.raises(ValueError, match=f"^{re.escape(message)}$")


def test_mistakes_of_loans() -> None:
    with refuses("a loan needs at least 1 period, got 0"):
        Loan(1.0, 0.08, 0)
    with refuses("a loan of 12 periods cannot pay interest alone for 12: at most 11"):
        Loan(1.0, 0.08, 12, interest_only=12)
    with refuses("rate_frac must be above -1, got -1.0"):
        Loan(1.0, -1.0, 12)
    with refuses("discount_frac and fee_frac must not be negative, and together stay below 1"):
        Loan(1.0, 0.08, 12, discount_frac=0.5, fee_frac=0.5)
    with refuses("a package needs at least one tranche"):
        Package(())
    with refuses("the tranches of a package must pay at the same times of the year"):
        Package((Loan(1.0, 0.08, 5), Loan(1.0, 0.08, 5, periods_per_year=1)))
    with refuses("flows_usd must hold payments and receipts, or no rate brings their present value to zero"):
        irr([1.0, 2.0])
    with refuses("no internal rate between -99.9 % and 1,000,000 % a period"):
        irr([1.0, -1.9, 1.0])
    with refuses("rate_frac must be above -1, got -1.0"):
        npv(-1.0, [1.0])


def test_a_package_costs_between_its_tranches() -> None:
    notes, term = Loan(3e9, 0.125, 60, bullet=True), Loan(1e9, 0.08, 60)
    package = Package((notes, term))
    low, high = term.effective_rate_frac, notes.effective_rate_frac
    assert low < package.blended_cost_frac < package.effective_rate_frac < high  # notes are owed for longer
    assert package.proceeds_usd == 4e9


# -- project debt ------------------------------------------------------------------------------------------------------


@given(st.lists(st.floats(1e6, 1e9), min_size=1, max_size=60), st.floats(1.0, 3.0), RATES)
def test_sculpted_debt_is_repaid_at_an_even_cover(cash: list[float], cover: float, rate: float) -> None:
    debt = ProjectDebt(tuple(cash), cover, rate)
    assert debt.debt_usd == pytest.approx(npf.npv(rate, [0.0, *np.array(cash) / cover]), rel=1e-12)
    growth = (1 + rate) ** len(cash)
    assert debt.balances_usd()[-1] == pytest.approx(0.0, abs=1e-13 * growth * len(cash) * debt.debt_usd)
    assert debt.least_cover == pytest.approx(cover, rel=1e-12)
    half = replace(debt, wanted_usd=debt.debt_usd / 2)
    assert half.least_cover == pytest.approx(2 * cover, rel=1e-12)


def test_bad_months_carry_no_debt_and_a_covenant_sees_them() -> None:
    debt = ProjectDebt((-5.0, 130.0, 130.0), 1.3, 0.0)
    assert debt.debt_usd == 200.0
    assert debt.service_usd().tolist() == [0.0, 100.0, 100.0]
    assert breaches((0.0, 104.0, 106.0), debt.service_usd(), 1.05) == (1,)
    assert least_cover((1.0,), (0.0,)) is None
    assert ProjectDebt((-1.0,), 1.3, 0.05).least_cover is None
    fall = fall_to_floor_frac(1.3, 1.05)
    assert breaches(np.full(3, 130.0) * (1 - fall + 1e-9), (100.0,) * 3, 1.05) == ()
    assert breaches(np.full(3, 130.0) * (1 - fall - 1e-9), (100.0,) * 3, 1.05) == (0, 1, 2)
    with refuses("cover must be positive, got 0.0"):
        debt_capacity_usd([1.0], 0.0, 0.05)


# -- leases ------------------------------------------------------------------------------------------------------------

LEASES = st.builds(
    Lease,
    asset_usd=st.just(5.4e9),
    debt_usd=st.floats(0.0, 4.5e9),
    debt_rate_frac=st.floats(0.0, 0.012),
    return_frac=st.floats(0.001, 0.02),
    periods=st.integers(12, 84),
    residual_frac=st.floats(0.0, 0.5),
    advance=st.booleans(),
    tax_frac=st.floats(0.0, 0.4),
    depreciation=st.sampled_from(["bonus", "macrs5", "macrs20", "straight15", "building39"]),
    periods_per_year=st.just(12),
)


@given(LEASES)
def test_the_rent_gives_the_equity_its_return_after_tax(lease: Lease) -> None:
    assert npf.npv(lease.return_frac, lease.equity_flows_usd()) == pytest.approx(0.0, abs=1e-9 * lease.asset_usd)


@given(LEASES)
def test_a_residual_lowers_the_rent_and_not_the_cost_of_a_lessee_that_pays_it(lease: Lease) -> None:
    rents = [replace(lease, residual_frac=share).rent_usd for share in (0.0, 0.1, 0.2)]
    assert rents[0] > rents[1] > rents[2]


@given(LEASES)
def test_all_money_of_a_lease_goes_somewhere(lease: Lease) -> None:
    """Rents and residual are debt service, tax and the equity's; over the whole term only profit is taxed."""
    interest = lease.debt_service_usd * lease.periods - lease.debt_usd
    profit = lease.rents_usd().sum() - interest - lease.asset_usd + lease.residual_usd
    tolerance = 1e-10 * lease.asset_usd
    assert lease.tax_usd().sum() == pytest.approx(lease.tax_frac * profit, abs=tolerance)
    assert lease.equity_flows_usd().sum() == pytest.approx((1 - lease.tax_frac) * profit, abs=tolerance)


def test_faster_depreciation_and_rent_in_advance_lower_the_rent() -> None:
    taxed = replace(VCI, tax_frac=0.21)
    rents = [replace(taxed, depreciation=name).rent_usd for name in ("bonus", "macrs5", "building39")]
    assert rents[0] < rents[1] < rents[2]
    assert rents[0] < VCI.rent_usd  # interest and bonus depreciation of the whole asset shield 35 % of equity
    assert replace(taxed, advance=True).rent_usd < taxed.rent_usd


def test_rent_is_where_scipy_finds_it() -> None:
    lease = replace(VCI, tax_frac=0.21, depreciation="macrs5", advance=True)
    rent = brentq(lambda r: npf.npv(0.18, lease.equity_flows_usd(r)), 0.0, 5.4e9, xtol=1.0, rtol=1e-15)
    assert lease.rent_usd == pytest.approx(rent, rel=1e-12)
    assert npf.irr(lease.equity_flows_usd()) == pytest.approx(0.18, rel=1e-9)


def test_the_lessor_with_no_tax_earns_what_the_lessee_pays() -> None:
    assert irr(-VCI.lessee_flows_usd()) == pytest.approx(VCI.cost_frac, rel=1e-12)
    mixed = (VCI.debt_usd * 0.09 + VCI.equity_usd * 0.18) / VCI.asset_usd
    assert 0.09 < VCI.cost_frac < 0.18
    assert VCI.cost_frac == pytest.approx(mixed, abs=0.005)  # debt is repaid faster than equity


def test_mistakes_of_leases() -> None:
    with refuses("a lease needs at least 1 period, got 0"):
        replace(VCI, periods=0)
    with refuses(
        "residual_frac must lie in [0, 1], got 1.1: no lessor pays for an asset that is expected to end above its cost"
    ):
        replace(VCI, residual_frac=1.1)
    with refuses("debt_usd must lie in [0, asset_usd], got 6000000000.0 of 5400000000.0"):
        replace(VCI, debt_usd=6e9)
    with refuses("tax_frac must lie in [0, 1), got 1.0"):
        replace(VCI, tax_frac=1.0)
    with refuses(
        "depreciation over years must be one of bonus, macrs5, macrs15, macrs20, straight5, straight15, straight20, "
        "building39, got 'expense'"
    ):
        deduction_shares("expense", 3)


# -- cost of capital, construction, learning ---------------------------------------------------------------------------


def test_wacc_is_what_equity_and_debt_holders_are_paid() -> None:
    """A perpetuity valued at WACC pays debt its interest and equity its return, and nothing is left."""
    capital = Capital(0.6, 0.043, 1.8, 0.045, 0.05, 0.11, 0.21)
    ebit = 100.0
    value = ebit * (1 - 0.21) / capital.wacc_frac
    to_equity = (ebit - 0.4 * value * 0.11) * (1 - 0.21)
    assert to_equity / (0.6 * value) == pytest.approx(capital.cost_of_equity_frac, rel=1e-12)
    assert (1 + capital.real_wacc_frac(0.025)) * 1.025 == pytest.approx(1 + capital.wacc_frac, rel=1e-15)


def test_mistakes_of_capital() -> None:
    with refuses(
        "the cost of capital is -5.00 % a year, and nobody lends to get less back: "
        "check risk_free_frac, beta, the premiums and debt_rate_frac"
    ):
        Capital(1.0, 0.0, -1.0, 0.05, 0.0, 0.05, 0.21)
    with refuses("equity_frac must lie in [0, 1], got 1.5"):
        Capital(1.5, 0.04, 1.0, 0.05, 0.0, 0.05, 0.21)
    with refuses("tax_frac must lie in [0, 1), got 1.0"):
        Capital(0.5, 0.04, 1.0, 0.05, 0.0, 0.05, 1.0)


@given(st.lists(st.floats(0.0, 1e9), min_size=1, max_size=84), st.floats(1e-3, 0.3))
def test_construction_draws_grow_as_deposits_do(draws: list[float], rate: float) -> None:
    expected = 0.0
    for draw in draws:
        expected = (expected + draw) * (1 + rate / 12)
    made = Construction(tuple(draws), rate)
    assert made.balance_usd == pytest.approx(expected, rel=1e-12)
    if made.balance_usd > 1.0:
        assert npv(rate / 12, [0.0, *made.repaid(60).payments_usd()]) == pytest.approx(made.balance_usd, rel=1e-12)


@given(st.floats(0.01, 0.5), st.floats(0.5, 1e4))
def test_each_doubling_takes_the_learning_rate_off(rate: float, multiple: float) -> None:
    price = price_after(100.0, multiple, rate)
    assert price_after(100.0, 2 * multiple, rate) == pytest.approx(price * (1 - rate), rel=1e-12)
    assert multiple_to(100.0, price, rate) == pytest.approx(multiple, rel=1e-9)


def test_learning_by_year_and_by_date() -> None:
    by_year = price_by_year(3600.0, 10e6, [10e6, 20e6, 40e6], 0.2)
    np.testing.assert_allclose(by_year, 3600.0 * 0.8 ** np.arange(1, 4), rtol=1e-12)
    assert price_at(100.0, 1.0, -0.1) == pytest.approx(110.0)
    assert effective_annual(0.0) == 0.0
    with refuses("rate_frac must lie in [0, 1), got 1.0"):
        learning_exponent(1.0)
    with refuses("multiple must be positive, got 0.0"):
        price_after(1.0, 0.0, 0.2)
    with refuses("rate_frac must lie in (0, 1) for a price to move, got 0.0"):
        multiple_to(2.0, 1.0, 0.0)
    with refuses("price and target must be positive"):
        multiple_to(2.0, 0.0, 0.2)
