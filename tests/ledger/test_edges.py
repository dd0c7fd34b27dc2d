"""Each bound of the inputs of the ledger from both sides: the last number with an answer, and the first without one."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from orbitdc.ledger.annuity import (
    annuity,
    crf,
    decaying_annuity,
    interest_during_construction,
    loan_balance,
    monthly_rate,
)
from orbitdc.ledger.closed_forms import effective_life, with_launch_loss
from orbitdc.ledger.construction import Construction
from orbitdc.ledger.cost_line import Component
from orbitdc.ledger.learning import doublings_to, learning_exponent, mean_price_between, price_after, price_at
from orbitdc.ledger.lease import Lease, deduction_shares
from orbitdc.ledger.levelized import solve_bent, solve_linear
from orbitdc.ledger.loan import Loan
from orbitdc.ledger.notes import Package
from orbitdc.ledger.project_debt import ProjectDebt, breaches, debt_capacity_usd, fall_to_floor_frac, least_cover
from orbitdc.ledger.property_tax import property_tax
from orbitdc.ledger.returns import effective_annual, irr, levered, npv, payback, rates_of_return
from orbitdc.ledger.tax import basis_relief_frac, deduction_pv_frac
from orbitdc.ledger.terms import Terms, check_terms
from orbitdc.ledger.wacc import Capital

FINE = Terms(0.06, 0.025, 0.21, 0.1)
LOAN = {"principal_usd": 100.0, "rate_frac": 0.12, "periods": 12}
LEASE = {"asset_usd": 100.0, "debt_usd": 50.0, "debt_rate_frac": 0.01, "return_frac": 0.02, "periods": 4}
CAPITAL = (0.5, 0.04, 1.0, 0.05, 0.0, 0.06, 0.2)


def capital(**changes: float) -> Capital:
    names = ("equity_frac", "risk_free_frac", "beta", "equity_premium_frac", "extra_premium_frac", "debt_rate_frac")
    return Capital(**{**dict(zip((*names, "tax_frac"), CAPITAL, strict=True)), **changes})


ANSWERED: dict[str, Callable[[], object]] = {
    "a rate just above -1": lambda: check_terms(FINE._replace(real_wacc_frac=-0.999)),
    "prices that fall by almost all": lambda: check_terms(FINE._replace(inflation_frac=-0.999)),
    "no tax": lambda: check_terms(FINE._replace(tax_frac=0.0)),
    "almost all of it taxed": lambda: check_terms(FINE._replace(tax_frac=0.999)),
    "FLOP that keep their value": lambda: check_terms(FINE._replace(flop_value_decline_per_y=0.0)),
    "FLOP that lose all of it": lambda: check_terms(FINE._replace(flop_value_decline_per_y=1.0)),
    "a loan of one period": lambda: Loan(**{**LOAN, "periods": 1}),
    "interest alone but for the last period": lambda: Loan(**LOAN, interest_only=11),
    "a loan that shrinks by itself": lambda: Loan(**{**LOAN, "rate_frac": -0.5}),
    "discount and fee just below 1": lambda: Loan(**LOAN, discount_frac=0.5, fee_frac=0.49),
    "a lease of one period": lambda: Lease(**{**LEASE, "periods": 1}),
    "an asset that keeps its price": lambda: Lease(**LEASE, residual_frac=1.0),
    "a lessor without debt": lambda: Lease(**{**LEASE, "debt_usd": 0.0}),
    "a lessor with nothing but debt": lambda: Lease(**{**LEASE, "debt_usd": 100.0}),
    "debt alone": lambda: capital(equity_frac=0.0),
    "equity alone": lambda: capital(equity_frac=1.0),
    "capital that costs nothing": lambda: capital(risk_free_frac=0.0, beta=0.0, debt_rate_frac=0.0),
    "no learning": lambda: learning_exponent(0.0),
    "launches that never fail": lambda: with_launch_loss(1.0, 0.0),
}
REFUSED: dict[str, Callable[[], object]] = {
    "a rate of -1": lambda: check_terms(FINE._replace(real_wacc_frac=-1.0)),
    "a rate without end": lambda: check_terms(FINE._replace(real_wacc_frac=math.inf)),
    "an unknown rate": lambda: check_terms(FINE._replace(real_wacc_frac=math.nan)),
    "prices that fall to nothing": lambda: check_terms(FINE._replace(inflation_frac=-1.0)),
    "prices without end": lambda: check_terms(FINE._replace(inflation_frac=math.inf)),
    "less than no tax": lambda: check_terms(FINE._replace(tax_frac=-1e-9)),
    "all of it taxed": lambda: check_terms(FINE._replace(tax_frac=1.0)),
    "FLOP that gain value": lambda: check_terms(FINE._replace(flop_value_decline_per_y=-1e-9)),
    "FLOP that lose more than all": lambda: check_terms(FINE._replace(flop_value_decline_per_y=1.0 + 1e-9)),
    "a loan without periods": lambda: Loan(**{**LOAN, "periods": 0}),
    "interest alone to the end": lambda: Loan(**LOAN, interest_only=12),
    "interest alone for less than nothing": lambda: Loan(**LOAN, interest_only=-1),
    "a loan that is given away": lambda: Loan(**{**LOAN, "rate_frac": -1.0}),
    "a premium in place of a discount": lambda: Loan(**LOAN, discount_frac=-0.01),
    "a fee that is paid out": lambda: Loan(**LOAN, fee_frac=-0.01),
    "discount and fee of all": lambda: Loan(**LOAN, discount_frac=0.5, fee_frac=0.5),
    "a lease without periods": lambda: Lease(**{**LEASE, "periods": 0}),
    "an asset that ends below nothing": lambda: Lease(**LEASE, residual_frac=-0.01),
    "an asset that gains": lambda: Lease(**LEASE, residual_frac=1.01),
    "a lessor that lends": lambda: Lease(**{**LEASE, "debt_usd": -1.0}),
    "more debt than asset": lambda: Lease(**{**LEASE, "debt_usd": 101.0}),
    "a lessor that is paid tax": lambda: Lease(**LEASE, tax_frac=-0.01),
    "a lessor that is taxed in full": lambda: Lease(**LEASE, tax_frac=1.0),
    "a lessor that deducts at once": lambda: Lease(**LEASE, depreciation="expense"),
    "less than no equity": lambda: capital(equity_frac=-0.01),
    "more than all equity": lambda: capital(equity_frac=1.01),
    "an owner that is paid tax": lambda: capital(tax_frac=-0.01),
    "an owner that is taxed in full": lambda: capital(tax_frac=1.0),
    "capital that asks for less than it gave": lambda: capital(risk_free_frac=-0.08, beta=0.0, debt_rate_frac=0.0),
    "a month at a rate of -1": lambda: monthly_rate(-1.0),
    "an annuity at -1": lambda: annuity(-1.0, 5),
    "an annuity of less than no periods": lambda: annuity(0.1, -1),
    "payments that fall by more than all": lambda: decaying_annuity(0.1, 5, 1.01),
    "recovery in no time": lambda: crf(0.1, 0),
    "more paid than is due": lambda: loan_balance(100.0, 0.1, 5, 6),
    "less paid than nothing": lambda: loan_balance(100.0, 0.1, 5, -1),
    "a construction in no time": lambda: interest_during_construction(100.0, 0.1, 0),
    "a construction in less than no time": lambda: interest_during_construction(100.0, 0.1, -1),
    "a negative learning rate": lambda: learning_exponent(-0.01),
    "a price that is lost in a doubling": lambda: learning_exponent(1.0),
    "no amount": lambda: price_after(1.0, 0.0, 0.2),
    "a price of nothing": lambda: doublings_to(0.0, 1.0, 0.2),
    "a target of nothing": lambda: doublings_to(1.0, 0.0, 0.2),
    "a price that does not move": lambda: doublings_to(2.0, 1.0, 0.0),
    "a price that moves to nothing": lambda: doublings_to(2.0, 1.0, 1.0),
    "nothing made so far": lambda: mean_price_between(1.0, 0.0, 1.0, 2.0, 0.2),
    "a beginning at nothing": lambda: mean_price_between(1.0, 1.0, 0.0, 2.0, 0.2),
    "an amount that shrinks": lambda: mean_price_between(1.0, 1.0, 2.0, 1.9, 0.2),
    "a price halved in a doubling": lambda: mean_price_between(1.0, 1.0, 1.0, 2.0, 0.5),
    "launches that all fail": lambda: with_launch_loss(1.0, 1.0),
    "launches that gain": lambda: with_launch_loss(1.0, -0.01),
    "a life at a rate of -1": lambda: effective_life(0.1, 5.0, -1.0),
    "a package of nothing": lambda: Package(()),
    "a package of months and years": lambda: Package((Loan(**LOAN), Loan(**LOAN, periods_per_year=1))),
    "no cover": lambda: debt_capacity_usd([1.0], 0.0, 0.1),
    "a present value at -1": lambda: npv(-1.0, [1.0]),
    "a return of payments alone": lambda: irr([-1.0, -2.0]),
    "a return of receipts alone": lambda: irr([1.0, 2.0]),
    "a return of nothing": lambda: irr([0.0, 0.0]),
    "a return beyond any": lambda: irr([-1.0, 2e4]),
}


@pytest.mark.parametrize("name", ANSWERED)
def test_the_last_number_has_an_answer(name: str) -> None:
    ANSWERED[name]()


@pytest.mark.parametrize("name", REFUSED)
def test_the_first_number_beyond_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r"\w+ \w+"):
        REFUSED[name]()


# -- answers at the edges ----------------------------------------------------------------------------------------------


def test_a_price_that_does_not_learn_stays_and_one_that_does_is_steady_over_next_to_nothing() -> None:
    assert mean_price_between(7.0, 1.0, 1.0, 9.0, 0.0) == 7.0
    # over a millionth more or less of the amount, the mean is the price itself: 6.4 after two doublings
    for more in (0.0, 0.9e-6, 1.1e-6):
        assert mean_price_between(10.0, 1.0, 4.0, 4.0 * (1.0 + more), 0.2) == pytest.approx(6.4, rel=1e-6)
    assert doublings_to(2.0, 0.5, 0.5) == pytest.approx(2.0)
    # between 1 and 4 at a rate of 1 - 1/sqrt(2), b is 1/2 and the mean of M^(-1/2) is 2 (2 - 1) / 3
    assert mean_price_between(1.0, 1.0, 1.0, 4.0, 1.0 - math.sqrt(0.5)) == pytest.approx(2.0 / 3.0, rel=1e-12)
    some = mean_price_between(1.0, 2.0, 3.0, 6.0, 1.0 - math.sqrt(0.5))  # of sqrt(2/M), by its integral
    assert some == pytest.approx(2.0 * math.sqrt(2.0) * (math.sqrt(6.0) - math.sqrt(3.0)) / 3.0, rel=1e-12)
    assert price_at(100.0, 1.0, -0.1) == pytest.approx(110.0)
    assert price_at(100.0, 3.0, 0.5, floor=12.6) == 12.6


def test_debt_is_breached_below_its_floor_and_nowhere_without_service() -> None:
    assert breaches([105.0, 104.9, -5.0], [100.0, 100.0, 0.0], 1.05) == (1,)
    assert least_cover([130.0, 120.0], [0.0, 0.0]) is None
    assert fall_to_floor_frac(2.0, 1.5) == 0.25
    half = ProjectDebt((110.0, 121.0), 1.0, 0.1, wanted_usd=100.0)  # the cash carries 200
    assert half.service_usd().tolist() == pytest.approx([55.0, 60.5])
    assert half.balances_usd().tolist() == pytest.approx([55.0, 0.0])
    assert half.least_cover == pytest.approx(2.0)
    assert ProjectDebt((-1.0, 0.0), 1.3, 0.1).service_usd().tolist() == [0.0, 0.0]
    assert debt_capacity_usd([-50.0, 121.0], 1.1, 0.1) == pytest.approx(121.0 / 1.1 / 1.21)


def test_interest_alone_comes_before_level_payments_and_a_bullet_at_the_end() -> None:
    """100 USD at 1 % a month: nothing but a dollar for two months, then two payments of 50.7512."""
    loan = Loan(100.0, 0.12, 4, interest_only=2)
    level = 100.0 * 0.01 / (1.0 - 1.01**-2)
    assert loan.payments_usd().tolist() == pytest.approx([1.0, 1.0, level, level])
    assert loan.interest_usd().tolist() == pytest.approx([1.0, 1.0, 1.0, 1.01 - 0.01 * level])
    bullet = Loan(100.0, 0.12, 3, bullet=True, discount_frac=0.02, fee_frac=0.01)
    assert bullet.flows_usd().tolist() == pytest.approx([97.0, -1.0, -1.0, -101.0])
    short = Loan(50.0, 0.12, 1, bullet=True)
    assert Package((bullet, short)).flows_usd().tolist() == pytest.approx([147.0, -51.5, -1.0, -101.0])


def test_draws_before_service_grow_by_the_periods_until_then() -> None:
    built = Construction((100.0, 200.0), 0.12)
    assert built.balance_usd == pytest.approx(100.0 * 1.01**2 + 200.0 * 1.01)
    assert built.interest_usd == pytest.approx(100.0 * 0.0201 + 2.0)
    assert built.repaid(24).periods_per_year == 12
    assert Construction((100.0,), 0.12, 1).balance_usd == pytest.approx(112.0)


def test_a_lease_is_taxed_by_the_year_and_its_last_year_may_be_short() -> None:
    """Six quarters: 100 USD of machine deducted at the end of the first year, rents of 20, taxed at a half."""
    lease = Lease(100.0, 0.0, 0.0, 0.02, 6, tax_frac=0.5, periods_per_year=4, residual_frac=0.1)
    assert lease.tax_usd(20.0).tolist() == [0.0, 0.0, 0.0, 0.0, 0.5 * (80.0 - 100.0), 0.0, 0.5 * 40.0 + 0.5 * 10.0]
    ahead = Lease(100.0, 0.0, 0.0, 0.02, 6, tax_frac=0.5, periods_per_year=4, advance=True)
    assert ahead.rents_usd(20.0).tolist() == [20.0] * 6 + [0.0]
    assert ahead.tax_usd(20.0).tolist() == [0.0, 0.0, 0.0, 0.0, -10.0, 0.0, 20.0]
    # five years of deduction cut after two: 48 of 100 USD are left, and come off the residual
    slow = Lease(100.0, 0.0, 0.0, 0.1, 2, tax_frac=0.5, depreciation="macrs5", residual_frac=0.6)
    assert slow.tax_usd(50.0).tolist() == pytest.approx([0.0, 0.5 * 30.0, 0.5 * 18.0 + 0.5 * (60.0 - 48.0)])
    assert deduction_shares("macrs5", 2).tolist() == [0.2, 0.32]


def test_a_lessor_with_debt_deducts_its_interest() -> None:
    """60 USD of debt at 10 % over two years: payments of 34.5714, of which 6 and then 3.1429 are interest."""
    lease = Lease(100.0, 60.0, 0.1, 0.15, 2, tax_frac=0.5)
    paid = 60.0 * 0.1 / (1.0 - 1.1**-2)
    assert lease.debt_service_usd == pytest.approx(paid)
    tax = [0.0, 0.5 * (70.0 - 6.0 - 100.0), 0.5 * (70.0 - 0.1 * (66.0 - paid))]
    assert lease.tax_usd(70.0).tolist() == pytest.approx(tax)
    flows = [-40.0, 70.0 - paid - tax[1], 70.0 - paid - tax[2]]
    assert lease.equity_flows_usd(70.0).tolist() == pytest.approx(flows)
    assert npv(0.15, lease.equity_flows_usd()) == pytest.approx(0.0, abs=1e-9)


def test_returns_and_payback_at_the_edges() -> None:
    assert effective_annual(0.02, 4) == pytest.approx(1.02**4 - 1.0)
    assert payback([0.0, 5.0]) == 0.0
    assert payback([-100.0, 110.0], 0.1) == pytest.approx(1.0)
    assert payback([-100.0, 50.0, 50.0, -20.0, 40.0]) == pytest.approx(3.5)  # short again in the fourth period
    assert payback([-100.0, 150.0, -100.0, 25.0]) is None
    assert payback([-0.5, 0.25, 0.25]) == 2.0
    for parts in ([0.1, 0.2], [0.2, 0.1]):  # which sum to 0.3 but for rounding
        assert payback([-0.3, *parts]) == pytest.approx(2.0)
    assert irr([-1.0, 1.1]) == pytest.approx(0.1)
    assert irr([-1.0, 10000.5]) == pytest.approx(9999.5)
    assert levered([1.0], [1.0, 2.0, 3.0]).tolist() == [2.0, 2.0, 3.0]
    assert levered([1.0, 2.0, 3.0], [1.0]).tolist() == [2.0, 2.0, 3.0]
    assert list(rates_of_return([0.0, 0.0])) == []
    # (1 - 1.1 v)(1 - 0.5 v)(1 - 3 v): returns of 200 %, 10 % and -50 %, whichever are asked for
    cubic = np.polynomial.polynomial.polymul(np.polynomial.polynomial.polymul([1.0, -1.1], [1.0, -0.5]), [1.0, -3.0])
    assert list(rates_of_return(cubic)) == pytest.approx([2.0, 0.1, -0.5], abs=1e-9)
    assert list(rates_of_return(cubic, lowest=0.0, highest=1.0)) == pytest.approx([0.1], abs=1e-9)
    assert irr(cubic) == pytest.approx(0.1, abs=1e-9)


def test_property_tax_at_its_edges() -> None:
    """1,000 USD at 1 % a year: of a value that is gone after a year nothing is due in the second."""
    gone = property_tax(Component.BUS, 1000.0, 0, 24, 0.01, 12)
    assert [(line.usd, line.first_month, line.months) for line in gone] == [(5.0, 0, 12), (0.0, 12, 12)]
    ahead = property_tax(Component.BUS, 1000.0, -6, 12, 0.01)
    assert [(line.usd, line.first_month, line.months) for line in ahead] == [(10.0, -6, 12)]
    (one,) = property_tax(Component.BUS, 1000.0, 0, 1, 0.012)
    assert one.usd == pytest.approx(1.0)
    abated = property_tax(Component.BUS, 1000.0, 3, 12, 0.012, None, 0.5, 9)  # half of it for the six months until then
    assert [(line.usd, line.first_month, line.months) for line in abated] == [
        (pytest.approx(3.0), 3, 6),
        (pytest.approx(6.0), 9, 6),
    ]
    long = property_tax(Component.BUS, 1000.0, 0, 12, 0.01, month_y=0.25)
    assert long[0].usd == pytest.approx(30.0)
    for nothing in ((0.0, 0, 12, 0.01), (1000.0, 0, 12, 0.0), (1000.0, 0, 0, 0.01)):
        assert property_tax(Component.BUS, *nothing) == []


def test_a_bent_cost_has_no_price_where_there_is_none() -> None:
    assert solve_bent(lambda price: None if 5.0 < price < 7.0 else 2.0 * price, 12.0) is None
    assert solve_bent(lambda price: 3.0, 12.0) is None
    assert solve_bent(lambda price: 2.0 * price, 12.0) == pytest.approx(6.0)
    assert solve_bent(lambda price: min(price, 5.0), 6.0, 4.0) is None  # the cost stays below
    # half of what is paid beyond 10 comes back, and a third of what is paid beyond 20
    bent = solve_bent(lambda price: price - max(price - 10.0, 0.0) / 2.0 - max(price - 20.0, 0.0) / 3.0, 17.0)
    assert bent == pytest.approx(32.0)
    with pytest.raises(ValueError, match="scale"):
        solve_linear(lambda price: price, 1.0, 0.0)
    with pytest.raises(ValueError, match="scale"):
        solve_linear(lambda price: price, 1.0, math.inf)


def test_an_expense_is_deducted_at_once_and_leaves_no_basis() -> None:
    assert (deduction_pv_frac("expense", 0.08), deduction_pv_frac("principal", 0.08)) == (1.0, 0.0)
    assert basis_relief_frac("expense", 2.0, FINE) == 0.0
