"""Prices that fall with all production so far (Wright's law), or with the date.

Wright's law: each doubling of the cumulative amount lowers the price by the learning rate, P(M) = P0 (M/M0)^-b with b =
-log2(1 - LR). The caller chooses what is counted, kilograms launched or units built.

Source: T. P. Wright, "Factors Affecting the Cost of Airplanes", J. Aeronaut. Sci. 3 (1936) 122.
"""

from __future__ import annotations

import math


def learning_exponent(rate_frac: float) -> float:
    """The exponent b of Wright's law for a learning rate per doubling, dimensionless: b = -log2(1 - LR) (Wright 1936).

    >>> round(learning_exponent(0.2), 4)
    0.3219
    """
    if not 0.0 <= rate_frac < 1.0:
        raise ValueError(f"rate_frac must lie in [0, 1), got {rate_frac}")
    return -math.log2(1.0 - rate_frac)


def price_after(price: float, multiple: float, rate_frac: float) -> float:
    """The price once the cumulative amount is a multiple of what it was at ``price``, in the unit of ``price``.

    P0 multiple^-b (Wright 1936); ``multiple`` is a ratio.

    >>> round(price_after(600.0, 30.344, 0.2), 2)
    200.0
    """
    if not multiple > 0.0:
        raise ValueError(f"multiple must be positive, got {multiple}")
    return price * math.pow(multiple, -learning_exponent(rate_frac))


def doublings_to(price: float, target: float, rate_frac: float) -> float:
    """The number of doublings of the cumulative amount that bring a price to a target: ln(P0/P) / -ln(1-LR).

    It follows from Wright's law (Wright 1936); ``price`` and ``target`` are in one unit, USD/kg say.

    >>> round(doublings_to(600.0, 200.0, 0.2), 4)
    4.9233
    """
    if not (price > 0.0 and target > 0.0):
        raise ValueError("price and target must be positive")
    if not 0.0 < rate_frac < 1.0:
        raise ValueError(f"rate_frac must lie in (0, 1) for a price to move, got {rate_frac}")
    return math.log(price / target) / -math.log1p(-rate_frac)


def mean_price_between(price: float, so_far: float, start: float, end: float, rate_frac: float) -> float:
    """The mean price while the cumulative amount grows from ``start`` to ``end``, in the unit of ``price``.

    The mean of P0 (M/M0)^-b over M is P0 M0^b (M2^(1-b) - M1^(1-b)) / ((1-b)(M2-M1)) (integral of Wright's law, Wright
    1936), with M0 = ``so_far`` the amount at which ``price`` holds, and ``start`` and ``end`` amounts in the unit of
    ``so_far``, kilograms or a count of units. Learning rates are below one half, where b < 1.

    >>> round(mean_price_between(1000.0, 10.0, 10.0, 20.0, 0.2), 2)
    884.86
    """
    b = learning_exponent(rate_frac)
    if not so_far > 0.0 or not 0.0 < start <= end or b >= 1.0:
        raise ValueError("amounts must be positive and must not shrink, and rate_frac lie below 0.5")
    if b == 0.0:
        return price
    if end - start < 1e-6 * start:  # the difference of nearly equal powers loses its digits
        return price_after(price, 0.5 * (start + end) / so_far, rate_frac)
    grown = math.pow(end / so_far, 1.0 - b) - math.pow(start / so_far, 1.0 - b)
    return price * grown * so_far / ((1.0 - b) * (end - start))


def price_at(price: float, years: float, decline_per_y: float, floor: float = 0.0) -> float:
    """The price after years of a steady yearly decline, never below a floor, in its own unit.

    max(floor, P0 (1-d)^t), by definition of a yearly decline d; a negative decline is a rise. ``price`` and ``floor``
    are in one unit, USD/kg say, and ``decline_per_y`` is a fraction.

    >>> round(price_at(100.0, 2.0, 0.3), 2), price_at(100.0, 20.0, 0.3, floor=10.0)
    (49.0, 10.0)
    """
    return max(floor, price * math.pow(1.0 - decline_per_y, years))
