"""Debt sized by the cash that is contracted to repay it, through the debt service cover ratio.

A lender to a project looks at its cash flow available for debt service (CFADS) alone. The debt that a cover ratio
allows is the present value, at the debt's own rate, of the contracted flows divided by that ratio; the service then
follows the flows ("sculpted"), so that the cover is the same in every period. A covenant is a lower ratio below which
the lender may step in.

Source: E. R. Yescombe, "Principles of Project Finance", 2nd ed. (2014), sections 12.3 and 14.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from orbitdc.ledger.annuity import Array
from orbitdc.ledger.returns import Flows, npv


def debt_capacity_usd(cfads_usd: Flows, cover: float, rate_frac: float) -> float:
    """The debt that contracted cash flows at period ends carry at a cover ratio, in USD.

    D = sum_t CFADS_t / cover / (1+r)^t, t = 1, 2, ... (Yescombe 2014, section 12.3); a flow below 0 carries nothing.
    ``cover`` is a ratio and ``rate_frac`` is per period. Raises ValueError for a cover that is not positive.

    One billion USD a year for 5 years at 1.30 and 5.9 %:

    >>> round(debt_capacity_usd([1e9] * 5, 1.3, 0.059) / 1e9, 6)
    3.249114
    """
    if not cover > 0.0:
        raise ValueError(f"cover must be positive, got {cover}")
    return npv(rate_frac, [0.0, *np.maximum(np.asarray(cfads_usd, dtype=np.float64), 0.0) / cover])


@dataclass(frozen=True)
class ProjectDebt:
    """Debt whose service is a fixed share of contracted cash flow, up to the sum that the borrower wants.

    A borrower that wants less than the cash carries lowers every payment alike and raises the cover. The method is that
    of Yescombe 2014, section 12.3.

    >>> debt = ProjectDebt((1e9,) * 5, cover=1.3, rate_frac=0.059)
    >>> round(debt.debt_usd / 1e9, 4), round(debt.least_cover or 0.0, 4)
    (3.2491, 1.3)
    >>> (debt.service_usd()[:2] / 1e9).round(4), (debt.balances_usd() / 1e9)[:2].round(4)
    (array([0.7692, 0.7692]), array([2.6716, 2.06  ]))
    >>> round(ProjectDebt((1e9,) * 5, 1.3, 0.059, wanted_usd=1.6e9).least_cover or 0.0, 4)
    2.6399
    """

    cfads_usd: tuple[float, ...]  # contracted, at each period's end
    cover: float  # least ratio of cash to debt service
    rate_frac: float  # per period
    wanted_usd: float = float("inf")

    @property
    def debt_usd(self) -> float:
        """The sum lent in USD: the sum wanted, or the debt capacity of the cash where that is less."""
        return min(self.wanted_usd, debt_capacity_usd(self.cfads_usd, self.cover, self.rate_frac))

    def service_usd(self) -> Array:
        """The sum of interest and repayment at each period's end in USD, shape (n_period,)."""
        most = debt_capacity_usd(self.cfads_usd, self.cover, self.rate_frac)
        share = self.debt_usd / most if most > 0.0 else 0.0
        return np.asarray(np.maximum(self.cfads_usd, 0.0) / self.cover * share)

    def balances_usd(self) -> Array:
        """The balance in USD after each payment, shape (n_period,); the last one is 0 to rounding."""
        owed, out = self.debt_usd, np.empty(len(self.cfads_usd))
        for k, paid in enumerate(self.service_usd()):
            owed = owed * (1.0 + self.rate_frac) - float(paid)
            out[k] = owed
        return out

    @property
    def least_cover(self) -> float | None:
        """The lowest ratio of cash to service in any period that serves debt, which is None without debt."""
        return least_cover(self.cfads_usd, self.service_usd())


def least_cover(cfads_usd: Flows, service_usd: Flows) -> float | None:
    """The lowest debt service cover ratio over the periods with service, which is None where there is no service.

    CFADS over debt service, period by period (Yescombe 2014, section 12.3).

    >>> least_cover([130.0, 120.0, 90.0], [100.0, 100.0, 0.0])
    1.2
    """
    cash, service = np.asarray(cfads_usd, dtype=np.float64), np.asarray(service_usd, dtype=np.float64)
    served = service > 0.0
    return float((cash[served] / service[served]).min()) if served.any() else None


def breaches(cfads_usd: Flows, service_usd: Flows, floor: float) -> tuple[int, ...]:
    """The periods, counted from 0, in which cash falls below a covenant's floor times debt service.

    ``floor`` is the lowest ratio of cash to service that the covenant allows.

    >>> breaches([130.0, 104.0, 90.0], [100.0, 100.0, 0.0], floor=1.05)
    (1,)
    """
    cash, service = np.asarray(cfads_usd, dtype=np.float64), np.asarray(service_usd, dtype=np.float64)
    return tuple(np.flatnonzero((service > 0.0) & (cash < floor * service)).tolist())


def fall_to_floor_frac(cover: float, floor: float) -> float:
    """The share by which all cash may fall before a covenant is breached: 1 - floor / cover.

    It follows from the definition of cover (Yescombe 2014, section 12.3); ``cover`` and ``floor`` are ratios of cash to
    debt service.

    >>> round(fall_to_floor_frac(1.30, 1.05), 4)
    0.1923
    """
    return 1.0 - floor / cover
