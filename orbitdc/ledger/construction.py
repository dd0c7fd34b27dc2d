"""Debt drawn during construction: the interest that accrues on it, and the bond that repays it afterwards."""

from __future__ import annotations

import math
from dataclasses import dataclass

from orbitdc.ledger.loan import Loan
from orbitdc.ledger.returns import MONTHS_PER_YEAR


@dataclass(frozen=True)
class Construction:
    """Debt that is drawn at the start of each period before service and whose interest is added to the balance.

    The monthly ledger earns the same interest by itself from payments in negative months, so the two are never added.

    One billion USD in 12 equal monthly draws at 9 % nominal accrues 50.1 million of interest:

    >>> build = Construction((1e9 / 12,) * 12, 0.09)
    >>> round(build.balance_usd / 1e6, 3), round(build.interest_usd / 1e6, 3)
    (1050.116, 50.116)
    """

    draws_usd: tuple[float, ...]  # the last draw is one period before service
    rate_frac: float  # nominal, per year
    periods_per_year: int = MONTHS_PER_YEAR

    @property
    def balance_usd(self) -> float:
        """The debt on the first day of service in USD.

        sum of draws x (1+i)^k, k periods before service (NREL/TP-462-5173, compound amount).
        """
        i, n = self.rate_frac / self.periods_per_year, len(self.draws_usd)
        return math.fsum(draw * (1.0 + i) ** (n - k) for k, draw in enumerate(self.draws_usd))

    @property
    def interest_usd(self) -> float:
        """The interest accrued by the first day of service in USD.

        The balance less the draws, a bookkeeping identity.
        """
        return self.balance_usd - math.fsum(self.draws_usd)

    def repaid(self, periods: int) -> Loan:
        """The balance as a level loan over the first periods of service, at the same rate.

        A bond of 27.3 billion USD at 6.58 % over 40 half years, drawn on the day on which its repayment begins:

        >>> bond = Construction((27.3e9 / 1.0329,), 0.0658, 2).repaid(40)
        >>> round(float(bond.payments_usd()[0]) / 1e9, 6)
        1.237061
        """
        return Loan(self.balance_usd, self.rate_frac, periods, periods_per_year=self.periods_per_year)
