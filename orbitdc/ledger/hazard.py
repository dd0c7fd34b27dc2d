"""Expected loss in closed form: a launch that fails, capacity that dies."""

from __future__ import annotations

from typing import overload

import numpy as np

from orbitdc.ledger.annuity import NEGLIGIBLE_RATE, Array, FloatOrArray


@overload
def with_launch_loss(usd: float, loss_frac: float) -> float: ...
@overload
def with_launch_loss(usd: FloatOrArray, loss_frac: FloatOrArray) -> FloatOrArray: ...
def with_launch_loss(usd: FloatOrArray, loss_frac: FloatOrArray) -> FloatOrArray:
    """Expected cost of one success when every failed launch is paid again with its payload, in USD.

    E = C / (1 - p) (mean of the geometric distribution). Use either this or insurance, never both. Float or arrays that
    broadcast. Raises ValueError for p outside [0, 1).

    >>> round(with_launch_loss(1.4, 0.02), 6)
    1.428571
    """
    p = np.asarray(loss_frac)
    if not np.all((p >= 0.0) & (p < 1.0)):
        raise ValueError("loss_frac must lie in [0, 1)")
    return usd / (1.0 - loss_frac)


@overload
def effective_life(hazard_per_y: float, life_y: float, rate_frac: float = 0.0) -> float: ...
@overload
def effective_life(hazard_per_y: FloatOrArray, life_y: FloatOrArray, rate_frac: FloatOrArray = 0.0) -> FloatOrArray: ...
def effective_life(hazard_per_y: FloatOrArray, life_y: FloatOrArray, rate_frac: FloatOrArray = 0.0) -> FloatOrArray:
    """Years of full capacity that a dying fleet delivers in ``life_y`` years, discounted continuously, in years.

    (1 - e^(-k L)) / k with k = hazard + ln(1 + r), and L at k = 0 (integral of the exponential survivor function). Use
    either decaying capacity or spares that hold it, never both. Float or arrays that broadcast. Raises ValueError for
    a rate of -1 or less.

    >>> round(effective_life(0.09, 5.0), 4)
    4.0264
    >>> round(effective_life(0.0, 5.0, 0.10) / effective_life(0.09, 5.0, 0.10), 4)  # cost multiplier of attrition
    1.2201
    """
    rate = np.asarray(rate_frac, dtype=np.float64)
    if not np.all(rate > -1.0):
        raise ValueError("rate_frac must be above -1")
    force = np.asarray(hazard_per_y + np.log1p(rate))
    flat = np.abs(force) < NEGLIGIBLE_RATE
    years: Array = np.where(flat, life_y, -np.expm1(-force * life_y) / np.where(flat, 1.0, force))
    return years if years.ndim else float(years)
