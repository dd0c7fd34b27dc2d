"""Closed forms of the time value of money, which check the monthly ledger and build loans and leases.

Every function takes floats or arrays that broadcast (a rate per draw, say) and returns a float for floats. A rate is a
fraction per period and a count of periods is in those same periods, so years and months share one set of functions.
Rates may be negative, down to -1 excluded.

The discounting identities are those of W. Short, D. J. Packey, T. Holt, "A Manual for the Economic Evaluation of Energy
Efficiency and Renewable Energy Technologies", NREL/TP-462-5173 (1995).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
FloatOrArray = float | Array

NEGLIGIBLE_RATE = (
    1e-30  # below this rate the limit at 0 is exact in double precision, where subnormal rates lose digits
)


@overload
def annuity(rate_frac: float, n_period: float) -> float: ...
@overload
def annuity(rate_frac: FloatOrArray, n_period: FloatOrArray) -> FloatOrArray: ...
def annuity(rate_frac: FloatOrArray, n_period: FloatOrArray) -> FloatOrArray:
    """The present value of 1 paid at the end of each of ``n_period`` periods, in payments.

    a(r, n) = (1 - (1+r)^-n) / r, and n at r = 0 (NREL/TP-462-5173, uniform series present worth). Float or arrays that
    broadcast; ``n_period`` >= 0, may be fractional. Raises ValueError for r <= -1 or n < 0.

    >>> round(annuity(0.10, 5), 6)
    3.790787
    >>> annuity(0.0, 5)
    5.0
    """
    return decaying_annuity(rate_frac, n_period, 0.0)


@overload
def decaying_annuity(rate_frac: float, n_period: float, decline_frac: float) -> float: ...
@overload
def decaying_annuity(rate_frac: FloatOrArray, n_period: FloatOrArray, decline_frac: FloatOrArray) -> FloatOrArray: ...
def decaying_annuity(rate_frac: FloatOrArray, n_period: FloatOrArray, decline_frac: FloatOrArray) -> FloatOrArray:
    """The present value of payments at period ends, the first 1 and each later one smaller by ``decline_frac``.

    A(r, n, h) = sum_{t=1..n} (1-h)^(t-1) / (1+r)^t = (1 - q^n) / (r + h), q = (1-h)/(1+r); n / (1+r) at r + h = 0 (a
    geometric series; NREL/TP-462-5173 has it with an escalation of -h). Float or arrays that broadcast. Raises
    ValueError for r <= -1, n < 0 or h > 1.

    >>> round(decaying_annuity(0.10, 5, 0.03), 6)
    3.590721
    """
    if (
        isinstance(rate_frac, float | int)
        and isinstance(n_period, float | int)
        and isinstance(decline_frac, float | int)
    ):
        return _of_floats(rate_frac, n_period, decline_frac)
    return _decaying(rate_frac, n_period, decline_frac)


def _decaying(rate_frac: FloatOrArray, n_period: FloatOrArray, decline_frac: FloatOrArray) -> FloatOrArray:
    """The annuity of `decaying_annuity`, of numbers and arrays alike."""
    r, n, h = _arrays(rate_frac, n_period, decline_frac)
    _require((r > -1.0).all(), "rate_frac must be above -1")
    _require((n >= 0.0).all(), "n_period must not be negative")
    _require((h <= 1.0).all(), "decline_frac must not exceed 1")
    gap = r + h
    flat = np.abs(gap) < NEGLIGIBLE_RATE
    with np.errstate(divide="ignore", invalid="ignore"):  # h = 1 takes log1p(-1) = -inf, which expm1 maps to -1
        power = np.where(n == 0.0, 0.0, n * np.log1p(-gap / (1.0 + r)))
        return _plain(np.where(flat, n / (1.0 + r), -np.expm1(power) / gap))


_of_floats = lru_cache(maxsize=4096)(_decaying)  # a side asks for the same ones again and again


@overload
def crf(rate_frac: float, n_period: float) -> float: ...
@overload
def crf(rate_frac: FloatOrArray, n_period: FloatOrArray) -> FloatOrArray: ...
def crf(rate_frac: FloatOrArray, n_period: FloatOrArray) -> FloatOrArray:
    """The capital recovery factor is the payment at each period end that repays 1, per period.

    CRF(r, n) = r (1+r)^n / ((1+r)^n - 1) = 1 / a(r, n), and 1/n at r = 0 (NREL/TP-462-5173, uniform capital recovery
    factor). Float or arrays that broadcast. Raises ValueError for r <= -1 or n <= 0.

    >>> round(crf(0.065, 5), 6)
    0.240635
    >>> crf(0.0, 5)
    0.2
    """
    _require((np.asarray(n_period) > 0.0).all(), "n_period must be positive")
    factor: FloatOrArray = 1.0 / annuity(rate_frac, n_period)
    return factor


@overload
def monthly_rate(rate_frac: float) -> float: ...
@overload
def monthly_rate(rate_frac: FloatOrArray) -> FloatOrArray: ...
def monthly_rate(rate_frac: FloatOrArray) -> FloatOrArray:
    """The monthly rate compounds to ``rate_frac`` in a year, as a fraction per month.

    r_m = (1+r)^(1/12) - 1, the effective rate of a month (NREL/TP-462-5173, nominal and effective rates); a loan quoted
    "nominal, monthly" uses r/12 instead. Float or array. Raises ValueError for r <= -1.

    >>> round(monthly_rate(0.08), 8)
    0.00643403
    """
    (r,) = _arrays(rate_frac)
    _require(bool(np.all(r > -1.0)), "rate_frac must be above -1")
    return _plain(np.expm1(np.log1p(r) / 12.0))


@overload
def monthly_advance_factor(rate_frac: float) -> float: ...
@overload
def monthly_advance_factor(rate_frac: FloatOrArray) -> FloatOrArray: ...
def monthly_advance_factor(rate_frac: FloatOrArray) -> FloatOrArray:
    """The present value of 1 a year paid in twelfths at month starts, over that of 1 paid at each year's end.

    r (1 + r_m) / (12 r_m), dimensionless, is the ratio of the two annuities over any whole number of years, and 1 at r
    = 0 (by definition of `annuity` and `monthly_rate`). It is the difference between the monthly ledger and annual
    closed forms. Float or array. Raises ValueError for r <= -1.

    >>> round(monthly_advance_factor(0.08), 6)
    1.042824
    """
    (r,) = _arrays(rate_frac)
    month = np.asarray(monthly_rate(r))
    flat = np.abs(month) < NEGLIGIBLE_RATE
    return _plain(np.where(flat, 1.0, r * (1.0 + month) / (12.0 * np.where(flat, 1.0, month))))


@overload
def loan_payment(principal_usd: float, rate_frac: float, n_period: float) -> float: ...
@overload
def loan_payment(principal_usd: FloatOrArray, rate_frac: FloatOrArray, n_period: FloatOrArray) -> FloatOrArray: ...
def loan_payment(principal_usd: FloatOrArray, rate_frac: FloatOrArray, n_period: FloatOrArray) -> FloatOrArray:
    """The level payment at the end of each period that repays a loan, in USD per period.

    m = P i / (1 - (1+i)^-n) = P CRF(i, n) (NREL/TP-462-5173, uniform capital recovery factor). Float or arrays that
    broadcast. Raises ValueError as `crf` does.

    A loan of 3.4 billion USD at 8 % nominal over 60 months:

    >>> round(loan_payment(3.4e9, 0.08 / 12, 60) / 1e6, 4)
    68.9397
    """
    payment: FloatOrArray = principal_usd * crf(rate_frac, n_period)
    return payment


@overload
def loan_balance(principal_usd: float, rate_frac: float, n_period: float, paid: float) -> float: ...
@overload
def loan_balance(
    principal_usd: FloatOrArray, rate_frac: FloatOrArray, n_period: FloatOrArray, paid: FloatOrArray
) -> FloatOrArray: ...
def loan_balance(
    principal_usd: FloatOrArray, rate_frac: FloatOrArray, n_period: FloatOrArray, paid: FloatOrArray
) -> FloatOrArray:
    """The balance of a level loan after ``paid`` of its ``n_period`` payments, in USD.

    P a(i, n-k) / a(i, n) = P (1+i)^k - m ((1+i)^k - 1) / i (NREL/TP-462-5173: the present worth of the payments left).
    The same number is the value left in a plant of life n at age k when each period of its life carries an equal
    charge: credited at the horizon, it makes the plant cost its capital recovery annuity whatever the horizon. Float or
    arrays that broadcast. Raises ValueError for k outside [0, n].

    >>> round(loan_balance(3.4e9, 0.08 / 12, 60, 12) / 1e9, 6)
    2.823904
    """
    left = np.asarray(n_period, dtype=np.float64) - paid
    _require(bool(np.all(left >= 0.0) and np.all(np.asarray(paid) >= 0.0)), "paid must lie in [0, n_period]")
    return _plain(np.asarray(principal_usd * annuity(rate_frac, _plain(left)) * crf(rate_frac, n_period)))


@overload
def interest_during_construction(capex_usd: float, rate_frac: float, n_period: float) -> float: ...
@overload
def interest_during_construction(
    capex_usd: FloatOrArray, rate_frac: FloatOrArray, n_period: FloatOrArray
) -> FloatOrArray: ...
def interest_during_construction(
    capex_usd: FloatOrArray, rate_frac: FloatOrArray, n_period: FloatOrArray
) -> FloatOrArray:
    """The interest accrued by first service on equal draws at the start of each construction period, in USD.

    C/n ((1+i)^n - 1)/i (1+i) - C (a geometric series of the draws' growth; NREL/TP-462-5173, uniform series compound
    amount). The monthly ledger earns the same sum by itself from a payment in negative months, so the two are never
    added. Float or arrays that broadcast. Raises ValueError for i <= -1 or n <= 0.

    One billion USD over 12 months at 9 % nominal:

    >>> round(interest_during_construction(1e9, 0.09 / 12, 12) / 1e6, 3)
    50.116
    """
    c, i, n = _arrays(capex_usd, rate_frac, n_period)
    _require(bool(np.all(n > 0.0)), "n_period must be positive")
    growth = np.asarray(annuity(i, n)) * np.exp((n + 1.0) * np.log1p(i)) / n
    return _plain(c * growth - c)


def _arrays(*values: Any) -> tuple[Array, ...]:
    """The values as arrays of double precision."""
    return tuple(np.asarray(value, dtype=np.float64) for value in values)


def _plain(value: Array) -> FloatOrArray:
    """A number where an array has no dimension."""
    return value if value.ndim else float(value)


def _require(fine: bool | np.bool_, message: str) -> None:
    """Raise ValueError with the message where an argument is not fine."""
    if not fine:
        raise ValueError(message)
