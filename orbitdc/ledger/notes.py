"""Several loans as one package, such as high-yield notes beside a term loan, and the cost of the package.

Two figures are in use. The market quotes the mean of the yields, weighted by the proceeds of each tranche; the rate
that discounts all payments together to all proceeds differs from it where tranches are repaid at different speeds.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from orbitdc.ledger.annuity import Array
from orbitdc.ledger.loan import Loan
from orbitdc.ledger.returns import effective_annual, irr


@dataclass(frozen=True)
class Package:
    """Tranches that are drawn on one day, all with the same number of periods a year.

    Sums and means over the tranches are bookkeeping identities. Notes of 3 and a term loan of 1 billion USD at 12.5 %,
    and a floating one of 1 billion at 11.55 % issued at 96:

    >>> fixed = [Loan(usd, 0.125, 5, bullet=True, periods_per_year=1) for usd in (3e9, 1e9)]
    >>> floating = Loan(1e9, 0.1155, 5, bullet=True, discount_frac=0.04, periods_per_year=1)
    >>> package = Package((*fixed, floating))
    >>> round(package.blended_cost_frac, 6), round(package.proceeds_usd / 1e9, 3)
    (0.125345, 4.96)
    >>> (package.flows_usd()[[0, 1, 5]] / 1e9).round(4)
    array([ 4.96  , -0.6155, -5.6155])
    """

    tranches: tuple[Loan, ...]

    def __post_init__(self) -> None:
        if not self.tranches:
            raise ValueError("a package needs at least one tranche")
        if len({loan.periods_per_year for loan in self.tranches}) > 1:
            raise ValueError("the tranches of a package must pay at the same times of the year")

    @property
    def proceeds_usd(self) -> float:
        """The proceeds of the borrower in USD, summed over the tranches."""
        return math.fsum(loan.proceeds_usd for loan in self.tranches)

    @property
    def blended_cost_frac(self) -> float:
        """The mean of the tranches' effective rates, weighted by their proceeds, as a fraction per year."""
        return math.fsum(loan.effective_rate_frac * loan.proceeds_usd for loan in self.tranches) / self.proceeds_usd

    def flows_usd(self) -> Array:
        """The flows of the borrower in USD from the first day on, shape (periods of the longest + 1,)."""
        out = np.zeros(max(loan.periods for loan in self.tranches) + 1)
        for loan in self.tranches:
            out[: loan.periods + 1] += loan.flows_usd()
        return out

    @property
    def effective_rate_frac(self) -> float:
        """The rate per year that discounts all payments to all proceeds."""
        return effective_annual(irr(self.flows_usd()), self.tranches[0].periods_per_year)
