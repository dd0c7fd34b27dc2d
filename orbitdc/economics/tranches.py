"""The tranches of a side's debt: what each lends, is paid and is owed by month, in nominal dollars.

Senior debt and notes are paid first; a junior tranche, also called mezzanine, is paid after them, at a higher rate, and
is repaid at its end. Every tranche lends its share of each purchase. Purchases before service accrue interest until
month 0; a purchase in service is repaid from then on, within the term or the rest of it before the last delivery.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from orbitdc.economics.financing import Financing
from orbitdc.ledger.loan import Loan
from orbitdc.ledger.returns import MONTHS_PER_YEAR

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Tranche:
    """The terms of one tranche."""

    name: str
    share_frac: float  # of what is bought
    rate_frac: float  # nominal, per year
    bullet: bool
    interest_only: int
    discount_frac: float
    fee_frac: float


@dataclass(frozen=True)
class TrancheFlows:
    """What one tranche pays out and is paid in nominal USD, by month from ``first`` on, and what it is owed after that.

    Of a lease, the rent stands as interest and what is paid for the asset at the end as a balloon; nothing is owed.
    """

    name: str
    first: int
    drawn_usd: Array
    interest_usd: Array
    repaid_usd: Array  # with the discount, the fee and the interest that was run up before service
    balloon_usd: Array  # the part of it that falls due at once at the end
    owed_usd: Array

    @classmethod
    def empty(cls, name: str, first: int, size: int) -> TrancheFlows:
        """A tranche before anything is drawn."""
        return cls(name, first, *(np.zeros(size) for _ in range(5)))

    def at(self, month: int, n: int) -> slice:
        """The places of ``n`` months from one on."""
        return slice(month - self.first, month - self.first + n)

    @property
    def service_usd(self) -> Array:
        """The interest and the repayment that fall due in each month, balloons left out: these are refinanced.

        What lenders call scheduled debt service (Yescombe 2014, section 12.3).

        >>> one = TrancheFlows.empty("senior", 0, 2)
        >>> one.interest_usd[1], one.repaid_usd[1], one.balloon_usd[1] = 5.0, 100.0, 90.0
        >>> one.service_usd.tolist()
        [0.0, 15.0]
        """
        return np.asarray(self.interest_usd + self.repaid_usd - self.balloon_usd)


def tranches_of(plan: Financing) -> list[Tranche]:
    """The tranches of a loan in the order in which they are paid; those that lend nothing are left out."""
    bullet = plan.structure != "level_loan"
    free = 0 if bullet else plan.interest_only_months
    notes = plan.notes_share_frac if plan.structure == "notes_and_term_loan" else 0.0
    every = [
        Tranche("notes", notes * plan.debt_share_frac, plan.notes_rate_frac, True, 0, 0.0, plan.fee_frac),
        Tranche(
            "senior",
            (1.0 - notes) * plan.debt_share_frac,
            plan.debt_rate_frac,
            bullet,
            free,
            plan.discount_frac,
            plan.fee_frac,
        ),
        junior_of(plan),
    ]
    return [tranche for tranche in every if tranche.share_frac > 0.0]


def junior_of(plan: Financing) -> Tranche:
    """The junior tranche, a bullet loan."""
    return Tranche("junior", plan.junior_share_frac, plan.junior_rate_frac, True, 0, 0.0, plan.fee_frac)


@lru_cache(maxsize=1024)
def _schedule(rate_frac: float, term: int, bullet: bool, interest_only: int) -> tuple[Array, Array]:
    """Interest and repayment of one dollar of balance in the first month of service, each shape (term,)."""
    loan = Loan(1.0, rate_frac, term, bullet, min(interest_only, term - 1))
    interest = loan.interest_usd()
    return interest, loan.payments_usd() - interest


def lend(out: TrancheFlows, tranche: Tranche, month: int, usd: float, term_months: int) -> tuple[slice, Array, Array]:
    """Add the loan on one purchase of ``usd`` to a tranche, in place.

    Gives the months of its payments, the part of what is repaid then that was received, and all else that is paid,
    which is deducted from income. The schedule is that of `orbitdc.ledger.loan` (NREL/TP-462-5173). Half of 1000 USD,
    lent for a year at 12 %, repaid at the end of it with interest each month:

    >>> half = Tranche("senior", 0.5, 0.12, True, 0, 0.0, 0.0)
    >>> out = TrancheFlows.empty("senior", 0, 13)
    >>> _ = lend(out, half, 0, 1000.0, 12)
    >>> out.drawn_usd[0], out.service_usd[1], out.balloon_usd[12], out.owed_usd[11]
    (np.float64(500.0), np.float64(5.0), np.float64(500.0), np.float64(500.0))
    """
    start, rate = max(month, 0), tranche.rate_frac / MONTHS_PER_YEAR
    proceeds = usd * tranche.share_frac
    face = proceeds / (1.0 - tranche.discount_frac - tranche.fee_frac)
    grown = face * (1.0 + rate) ** np.arange(start - month + 1)
    owed = float(grown[-1])
    interest, repaid = _schedule(tranche.rate_frac, term_months, tranche.bullet, tranche.interest_only)
    where = out.at(start + 1, term_months)
    out.drawn_usd[out.at(month, 1)] += proceeds
    out.interest_usd[where] += owed * interest
    out.repaid_usd[where] += owed * repaid
    if tranche.bullet:
        out.balloon_usd[out.at(start + term_months, 1)] += owed * repaid[-1]
    out.owed_usd[out.at(month, start - month + 1)] += grown
    out.owed_usd[where] += owed * (1.0 - np.cumsum(repaid))
    return where, proceeds * repaid, owed * interest + (owed - proceeds) * repaid
