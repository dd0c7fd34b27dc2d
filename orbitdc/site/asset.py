"""The value of an asset that stands longer than the horizon, which a next user takes over."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from orbitdc.economics.discounting import Discounting, draw_months
from orbitdc.economics.money import Money
from orbitdc.ledger import Terms, annuity, crf
from orbitdc.ledger.cost_line import Category, CostLine
from orbitdc.ledger.tax import basis_relief_frac, class_under


@lru_cache(maxsize=256)  # the parts of a building share their life and the rate
def value_left_frac(
    rate_frac: float,
    life_y: float,
    left_y: float,
    first_month: int,
    build_months: int,
    discounting: Discounting = "monthly",
) -> float:
    """The value of an asset with ``left_y`` of its life ahead, as a share of its cost.

    a(r, left) / a(r, life), the balance of a level loan (NREL/TP-462-5173), so that every year of the life bears the
    same cost; times the interest of equal draws in months ``[first_month, first_month + build_months)`` up to month 0,
    since an asset at first service has cost its draws with interest. Raises ValueError as `crf` does.

    Ten of fifteen years left at 7.09 %, drawn in the two months before service:

    >>> round(value_left_frac(0.0709, 15.0, 10.0, -2, 2), 4)
    0.779
    """
    value = float(crf(rate_frac, life_y)) * float(annuity(rate_frac, left_y)) if left_y > 0 else 0.0
    draws = draw_months(first_month, build_months, discounting)
    return value * float(np.mean((1.0 + rate_frac) ** (-draws / 12.0)))


def sale_lines(bought: CostLine, category: Category, price_usd: float, month: int, money: Money) -> list[CostLine]:
    """The sale of an asset at the horizon: its price, which is taxed in full, and the tax that its basis saves."""
    terms = Terms(money.real_wacc_frac, money.inflation_frac, money.tax_frac, 0.0)
    depreciation = class_under(money.equipment_depreciation, bought)
    held_y = max((month - bought.first_month - 0.5 * bought.months) / 12.0, 0.0)
    saved_usd = bought.usd * basis_relief_frac(depreciation, held_y, terms)
    sold = bought.but(category=category, usd=-price_usd, first_month=month, months=1, depreciation="expense")
    if saved_usd == 0.0:
        return [sold]
    return [sold, sold.but(usd=-saved_usd, depreciation="principal", label="tax basis")]
