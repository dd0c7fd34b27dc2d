"""The value of an asset that stands longer than the horizon, which a next user takes over."""

from __future__ import annotations

import numpy as np

from orbitdc.ledger import annuity, crf


def value_left_frac(rate_frac: float, life_y: float, left_y: float, first_month: int, build_months: int) -> float:
    """The value of an asset with ``left_y`` of its life ahead, as a share of its cost.

    a(r, left) / a(r, life), the balance of a level loan (NREL/TP-462-5173), so that every year of the life bears the
    same cost; times the interest of equal draws in months ``[first_month, first_month + build_months)`` up to month 0,
    since an asset at first service has cost its draws with interest. Raises ValueError as `crf` does.

    Ten of fifteen years left at 7.09 %, drawn in the two months before service:

    >>> round(value_left_frac(0.0709, 15.0, 10.0, -2, 2), 4)
    0.779
    """
    value = float(crf(rate_frac, life_y)) * float(annuity(rate_frac, left_y)) if left_y > 0 else 0.0
    draws = np.arange(first_month, first_month + build_months)
    return value * float(np.mean((1.0 + rate_frac) ** (-draws / 12.0)))
