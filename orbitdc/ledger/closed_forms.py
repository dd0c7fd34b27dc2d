"""Closed forms of published studies, which no run calls and to which tests hold the monthly ledger.

They cover a failed launch that is paid again, capacity that is lost at a constant rate, simple interest of a short
construction, prices that learn, and rents in advance. Each is the textbook's equation for what the ledger sums month by
month.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import overload

import numpy as np

from orbitdc.ledger.annuity import NEGLIGIBLE_RATE, Array, FloatOrArray, loan_payment, monthly_rate
from orbitdc.ledger.learning import doublings_to, learning_exponent
from orbitdc.ledger.returns import MONTHS_PER_YEAR

DAYS_OF_INTEREST = 365.0  # days in a year of simple interest


@overload
def with_launch_loss(usd: float, loss_frac: float) -> float: ...
@overload
def with_launch_loss(usd: FloatOrArray, loss_frac: FloatOrArray) -> FloatOrArray: ...
def with_launch_loss(usd: FloatOrArray, loss_frac: FloatOrArray) -> FloatOrArray:
    """The expected cost of one success when every failed launch is paid again with its payload, in USD.

    E = C / (1 - p), the mean of the geometric distribution (Ross, "A First Course in Probability", section 4.8.1). A
    study uses either this or insurance, never both. Float or arrays that broadcast. Raises ValueError for p outside [0,
    1).

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
    """The years of full capacity that a fleet with losses delivers in ``life_y`` years, discounted continuously.

    (1 - e^(-k L)) / k with k = hazard + ln(1 + r), and L at k = 0: the integral of the exponential survivor function
    e^(-k t), by definition of a constant hazard. A study uses either decaying capacity or spares that hold it, never
    both. Float or arrays that broadcast. Raises ValueError for a rate of -1 or less.

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


def interest_by_days_usd(capex_usd: float, rate_frac: float, days: float) -> float:
    """The simple interest on half the sum over a short construction, in USD: C r days / 365 / 2.

    Half of the sum is outstanding on average when it is drawn evenly (by definition of simple interest). A construction
    of 122 days, as for the first Colossus, at 9 %:

    >>> round(interest_by_days_usd(1e9, 0.09, 122) / 1e6, 3)
    15.041
    """
    return 0.5 * capex_usd * rate_frac * days / DAYS_OF_INTEREST


def multiple_to(price: float, target: float, rate_frac: float) -> float:
    """The multiple of the cumulative amount that brings a price to a target, 2^doublings (Wright 1936).

    ``price`` and ``target`` are in one unit, USD/kg say, and the multiple is a ratio.

    >>> round(multiple_to(600.0, 200.0, 0.2), 2)
    30.34
    """
    return math.exp2(doublings_to(price, target, rate_frac))


def price_by_year(price: float, so_far: float, added_per_y: Sequence[float], rate_frac: float) -> Array:
    """The price at the end of each year as units or kilograms are added, shape (n_year,).

    P = P0 (M/M0)^-b (Wright 1936). ``price`` is in any unit, USD/kg say; ``so_far``, M0, is the cumulative amount at
    that price, in the unit of ``added_per_y`` times a year.

    >>> price_by_year(1000.0, 10.0, [10.0, 20.0], 0.2)
    array([800., 640.])
    """
    total = so_far + np.cumsum(np.asarray(added_per_y, dtype=np.float64))
    return np.asarray(price * (total / so_far) ** -learning_exponent(rate_frac))


def launched_power_usd_per_kw_y(mass_kg: float, power_kw: float, life_y: float, usd_per_kg: float) -> float:
    """The launch price of a kilowatt for a year, not discounted, in USD: m P / (kW L).

    The equation is that of the Google Suncatcher study (arXiv:2511.19468). A Starlink v2 mini of 575 kg and 28 kW over
    5 years at 200 USD/kg, where the study prints 810:

    >>> round(launched_power_usd_per_kw_y(575.0, 28.0, 5.0, 200.0), 1)
    821.4
    """
    return mass_kg * usd_per_kg / (power_kw * life_y)


def rent_in_advance_usd(asset_usd: float, rate_frac: float, months: int, residual_frac: float) -> float:
    """The monthly rent, paid at the start of each month, that earns an effective yearly rate, in USD.

    R = (A - RV (1+i)^-n) i / (1 - (1+i)^-n) / (1+i), i = (1+r)^(1/12) - 1 (NREL/TP-462-5173, uniform capital recovery
    factor, paid one month earlier).

    >>> round(rent_in_advance_usd(5.4e9, 0.11, 60, 0.1) / 1e6, 4)
    108.1876
    """
    month = monthly_rate(rate_frac)
    net_usd = asset_usd * (1.0 - residual_frac * (1.0 + month) ** -months)
    return loan_payment(net_usd, month, months) / (1.0 + month)


def usd_per_kw_month(usd_per_year: float, kw: float) -> float:
    """The rent of a kilowatt for a month, in USD: the rent of a year over 12 and over the kilowatts, by definition.

    >>> round(usd_per_kw_month(244.728e6, 211e3), 2)
    96.65
    """
    return usd_per_year / MONTHS_PER_YEAR / kw
