"""The terms of one side of a comparison on which the ledger discounts and taxes."""

from __future__ import annotations

from typing import NamedTuple


class Terms(NamedTuple):
    """The real cost of capital, inflation, income tax and the yearly decline of a FLOP's value, all fractions.

    Costs are real dollars, so ``real_wacc_frac`` is the after-tax real rate, (1 + nominal) / (1 + inflation) - 1;
    inflation enters only through depreciation, whose deductions are fixed in nominal dollars.

    >>> Terms(0.06, 0.025, 0.21, 0.0).tax_frac
    0.21
    """

    real_wacc_frac: float  # per year, after tax, above -1
    inflation_frac: float  # per year
    tax_frac: float  # of taxable income, in [0, 1)
    flop_value_decline_per_y: float  # in [0, 1]; 0 counts every FLOP alike


def check_terms(terms: Terms) -> None:
    """Raise ValueError for terms outside their range, NaN included.

    >>> check_terms(Terms(0.06, 0.025, 1.0, 0.0))
    Traceback (most recent call last):
    ...
    ValueError: tax_frac must lie in [0, 1), got 1.0
    """
    if not -1.0 < terms.real_wacc_frac < float("inf"):
        raise ValueError(f"real_wacc_frac must be finite and above -1, got {terms.real_wacc_frac}")
    if not -1.0 < terms.inflation_frac < float("inf"):
        raise ValueError(f"inflation_frac must be finite and above -1, got {terms.inflation_frac}")
    if not 0.0 <= terms.tax_frac < 1.0:
        raise ValueError(f"tax_frac must lie in [0, 1), got {terms.tax_frac}")
    if not 0.0 <= terms.flop_value_decline_per_y <= 1.0:
        raise ValueError(f"flop_value_decline_per_y must lie in [0, 1], got {terms.flop_value_decline_per_y}")
