"""A loan is repaid by level payments or at its end, may be sold below par, and may begin with interest alone.

Convention: ``rate_frac`` is the nominal rate of a year, charged as ``rate_frac / periods_per_year`` on the balance at
each period's end and compounding with it (12 a year for a term loan, 2 for a bond, 1 for a worked example in years).
The cost of such a loan is its *effective* rate, the internal rate of its receipts and payments.

Source: W. Short, D. J. Packey, T. Holt, NREL/TP-462-5173 (1995), uniform series; market yield of a bond sold below par
as in the S-1 and 10-Q "effective interest rate" (ASC 835-30).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from orbitdc.ledger.annuity import Array, loan_payment
from orbitdc.ledger.returns import MONTHS_PER_YEAR, effective_annual, irr


@dataclass(frozen=True)
class Loan:
    """A loan and its terms, from which its schedule follows (NREL/TP-462-5173 (1995), uniform series).

    ``discount_frac`` is the original issue discount: a loan issued at 96 has 0.04. ``fee_frac`` is paid at the start.
    Both are shares of the principal and lower the proceeds. ``interest_only`` counts periods before the first
    repayment; a ``bullet`` loan repays nothing before its last period.

    A term loan of 1 billion USD at SOFR + 7.25 % = 11.55 %, issued at 96, five yearly coupons, costs 12.68 %:

    >>> loan = Loan(1e9, 0.1155, 5, bullet=True, discount_frac=0.04, periods_per_year=1)
    >>> round(loan.effective_rate_frac, 6), round(loan.proceeds_usd / 1e6), loan.rate_per_period_frac
    (0.126783, 960, 0.1155)
    >>> (loan.payments_usd() / 1e6).round(1), (loan.interest_usd() / 1e6).round(1)
    (array([ 115.5,  115.5,  115.5,  115.5, 1115.5]), array([115.5, 115.5, 115.5, 115.5, 115.5]))
    """

    principal_usd: float
    rate_frac: float  # nominal, per year
    periods: int
    bullet: bool = False
    interest_only: int = 0  # periods
    discount_frac: float = 0.0  # of the principal
    fee_frac: float = 0.0  # of the principal
    periods_per_year: int = MONTHS_PER_YEAR

    def __post_init__(self) -> None:
        if self.periods < 1:
            raise ValueError(f"a loan needs at least 1 period, got {self.periods}")
        if not 0 <= self.interest_only < self.periods:
            raise ValueError(
                f"a loan of {self.periods} periods cannot pay interest alone for {self.interest_only}: "
                f"at most {self.periods - 1}"
            )
        if not self.rate_frac > -1.0:
            raise ValueError(f"rate_frac must be above -1, got {self.rate_frac}")
        if not (self.discount_frac >= 0.0 and self.fee_frac >= 0.0 and self.discount_frac + self.fee_frac < 1.0):
            raise ValueError("discount_frac and fee_frac must not be negative, and together stay below 1")

    @property
    def rate_per_period_frac(self) -> float:
        """The rate that is charged on the balance at each period's end, as a fraction per period."""
        return self.rate_frac / self.periods_per_year

    @property
    def proceeds_usd(self) -> float:
        """The proceeds of the borrower in USD: the principal less discount and fees."""
        return self.principal_usd * (1.0 - self.discount_frac - self.fee_frac)

    def payments_usd(self) -> Array:
        """The sum of interest and repayment at the end of each period in USD, shape (periods,)."""
        interest = self.principal_usd * self.rate_per_period_frac
        out = np.full(self.periods, interest)
        if self.bullet:
            out[-1] += self.principal_usd
        else:
            left = self.periods - self.interest_only
            out[self.interest_only :] = loan_payment(self.principal_usd, self.rate_per_period_frac, left)
        return out

    def balances_usd(self) -> Array:
        """The balance in USD after each payment, shape (periods,); the last one is 0 to rounding.

        Each balance is the one before with its interest, less the payment: a bookkeeping identity.

        >>> Loan(100.0, 0.0, 4, interest_only=2).balances_usd().tolist()
        [100.0, 100.0, 50.0, 0.0]
        """
        owed, out = self.principal_usd, np.empty(self.periods)
        for k, paid in enumerate(self.payments_usd()):
            owed = owed * (1.0 + self.rate_per_period_frac) - float(paid)
            out[k] = owed
        return out

    def interest_usd(self) -> Array:
        """The interest in each payment in USD, shape (periods,)."""
        before = np.concatenate(([self.principal_usd], self.balances_usd()[:-1]))
        return np.asarray(before * self.rate_per_period_frac)

    def flows_usd(self) -> Array:
        """The flows of the borrower in USD from the first day on, shape (periods + 1,); receipts are positive."""
        return np.concatenate(([self.proceeds_usd], -self.payments_usd()))

    @property
    def effective_rate_frac(self) -> float:
        """The cost of the loan as an effective rate per year: the internal rate of its receipts and payments."""
        return effective_annual(irr(self.flows_usd()), self.periods_per_year)
