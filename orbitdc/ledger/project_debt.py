"""Debt sized by the cash that is contracted to repay it: the debt service cover ratio.

A lender to a project looks at its cash flow available for debt service (CFADS) alone. The debt that a cover ratio
allows is what the contracted flows, each divided by it, are worth at the debt's own rate; service then follows the
flows ("sculpted"), so that cover is the same in every period. A covenant is a lower ratio below which the lender may
step in.

Source: E. R. Yescombe, "Principles of Project Finance", 2nd ed. (2014), sections 12.3 and 14.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from orbitdc.ledger.annuity import Array
from orbitdc.ledger.returns import Flows, npv


def debt_capacity_usd(cfads_usd: Flows, cover: float, rate_frac: float) -> float:
    """Debt that contracted cash flows at period ends carry at a cover ratio, in USD.

    D = sum_t CFADS_t / cover / (1+r)^t, t = 1, 2, ...; a flow below 0 carries nothing. ``rate_frac`` is per period.
    Raises ValueError for a cover that is not positive.

    One billion USD a year for 5 years at 1.30 and 5.9 %:

    >>> round(debt_capacity_usd([1e9] * 5, 1.3, 0.059) / 1e9, 6)
    3.249114
    """
    if not cover > 0.0:
        raise ValueError(f"cover must be positive, got {cover}")
    return npv(rate_frac, [0.0, *np.maximum(np.asarray(cfads_usd, dtype=np.float64), 0.0) / cover])


@dataclass(frozen=True)
class ProjectDebt:
    """Debt whose service is a fixed share of contracted cash flow, up to what the borrower wants of it.

    Wanting less than the cash carries lowers every payment alike and raises the cover.

    >>> debt = ProjectDebt((1e9,) * 5, cover=1.3, rate_frac=0.059)
    >>> round(debt.debt_usd / 1e9, 4), round(debt.least_cover or 0.0, 4)
    (3.2491, 1.3)
    >>> round(ProjectDebt((1e9,) * 5, 1.3, 0.059, wanted_usd=1.6e9).least_cover or 0.0, 4)
    2.6399
    """

    cfads_usd: tuple[float, ...]  # contracted, at each period's end
    cover: float  # least ratio of cash to debt service
    rate_frac: float  # per period
    wanted_usd: float = float("inf")

    @property
    def debt_usd(self) -> float:
        """What is lent: what is wanted, or what the cash carries where that is less."""
        return min(self.wanted_usd, debt_capacity_usd(self.cfads_usd, self.cover, self.rate_frac))

    def service_usd(self) -> Array:
        """Interest and repayment at each period's end, shape (n_period,)."""
        most = debt_capacity_usd(self.cfads_usd, self.cover, self.rate_frac)
        share = self.debt_usd / most if most > 0.0 else 0.0
        return np.asarray(np.maximum(self.cfads_usd, 0.0) / self.cover * share)

    def balances_usd(self) -> Array:
        """What is owed after each payment, shape (n_period,); the last one is 0 to rounding."""
        owed, out = self.debt_usd, np.empty(len(self.cfads_usd))
        for k, paid in enumerate(self.service_usd()):
            owed = owed * (1.0 + self.rate_frac) - float(paid)
            out[k] = owed
        return out

    @property
    def least_cover(self) -> float | None:
        """Lowest ratio of cash to service in any period that serves debt; None without debt."""
        return least_cover(self.cfads_usd, self.service_usd())


def least_cover(cfads_usd: Flows, service_usd: Flows) -> float | None:
    """Lowest debt service cover ratio over the periods with service; None where nothing is served.

    >>> least_cover([130.0, 120.0, 90.0], [100.0, 100.0, 0.0])
    1.2
    """
    cash, service = np.asarray(cfads_usd, dtype=np.float64), np.asarray(service_usd, dtype=np.float64)
    served = service > 0.0
    return float((cash[served] / service[served]).min()) if served.any() else None


def breaches(cfads_usd: Flows, service_usd: Flows, floor: float) -> tuple[int, ...]:
    """Periods, from 0, in which cash falls below a covenant's floor times debt service.

    >>> breaches([130.0, 104.0, 90.0], [100.0, 100.0, 0.0], floor=1.05)
    (1,)
    """
    cash, service = np.asarray(cfads_usd, dtype=np.float64), np.asarray(service_usd, dtype=np.float64)
    return tuple(np.flatnonzero((service > 0.0) & (cash < floor * service)).tolist())


def fall_to_floor_frac(cover: float, floor: float) -> float:
    """Share by which all cash may fall before a covenant is breached.

    1 - floor / cover.

    >>> round(fall_to_floor_frac(1.30, 1.05), 4)
    0.1923
    """
    return 1.0 - floor / cover
