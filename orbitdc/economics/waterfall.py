"""Cash to lenders and to the owner, month by month: the cover of debt service, covenants, and what is distributed.

A lender looks at the cash that is there to serve its debt (CFADS): revenue less running costs and income tax. Its cover
is that cash over the interest and repayment that fall due on it. Below one ratio, the lock-up, nothing is distributed
to the owner and cash is held; below a lower one, the covenant, the borrower is in default and the lender may step in.

Source: E. R. Yescombe, "Principles of Project Finance", 2nd ed. (2014), sections 12.3, 14.4 and 14.5.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
ROUNDING = 1e-9  # of a ratio: debt that is sized at a covenant does not breach it


@dataclass(frozen=True)
class Waterfall:
    """What becomes of the cash of each month, arrays of one length, in real dollars where the cash was."""

    cover: Array  # cash over debt service, NaN in months without service
    breached: NDArray[np.bool_]  # below the covenant
    locked: NDArray[np.bool_]  # below the lock-up
    held_usd: Array  # at the end of the month
    equity_usd: Array  # distributed to the owner; negative where the owner pays in


def cover_of(cfads_usd: Array, service_usd: Array) -> Array:
    """The cash of each month over the debt service that falls due on it, (n_month,), NaN without service.

    CFADS over debt service, period by period (Yescombe 2014, section 12.3).

    >>> cover_of(np.array([130.0, 90.0, 50.0]), np.array([100.0, 100.0, 0.0])).tolist()
    [1.3, 0.9, nan]
    """
    out = np.full(service_usd.shape, np.nan)
    np.divide(cfads_usd, service_usd, out=out, where=service_usd > 0.0)
    return out


def waterfall(cash_usd: Array, cover: Array, covenant: float, lock_up: float) -> Waterfall:
    """Where the cash of each month goes: held in a lock-up, or to the owner, who pays in what is missing.

    Cash that is held pays for a shortfall first and is distributed in the first month that is not locked, and in the
    last one at the latest; it keeps its value in real dollars and earns nothing beyond that (Yescombe 2014, section
    14.4). Months without debt service are never locked.

    >>> found = waterfall(np.array([-50.0, 20.0, -5.0, 40.0]), np.array([np.nan, 1.0, 0.9, 1.3]), 1.05, 1.15)
    >>> found.equity_usd.tolist(), found.held_usd.tolist()
    ([-50.0, 0.0, 0.0, 55.0], [0.0, 20.0, 15.0, 0.0])
    >>> found.breached.tolist()
    [False, True, True, False]
    """
    locked, breached = cover < lock_up - ROUNDING, cover < covenant - ROUNDING  # NaN is below nothing
    held, equity, there = np.zeros_like(cash_usd), np.zeros_like(cash_usd), 0.0
    for month, cash in enumerate(cash_usd.tolist()):
        there += cash
        if there < 0.0 or not locked[month] or month == cash_usd.size - 1:
            equity[month], there = there, 0.0
        held[month] = there
    return Waterfall(cover, breached, locked, held, equity)
