"""Income tax as a gross-up of each outlay: what an after-tax cost of capital leaves out."""

from __future__ import annotations

import math

from orbitdc.ledger.annuity import annuity
from orbitdc.ledger.terms import Terms

# IRS Publication 946, appendix A, table A-1: 5-year property, half-year convention, share of basis by year.
MACRS_5_YEAR_FRAC = (0.20, 0.32, 0.192, 0.1152, 0.1152, 0.0576)

# IRS Publication 946, nonresidential real property: straight line over 39 years. The mid-month first year of table A-7a
# is not modelled: at 21 % and 8 % nominal it would raise the gross-up of 1.1849 by 0.0002 (placed in service
# in January) to 0.0057 (in December).
BUILDING_LIFE_YEARS = 39

# "principal" is money lent and repaid: neither income nor a deduction.
DEPRECIATION_CLASSES = ("bonus", "macrs5", "building39", "expense", "principal")


def nominal_rate(real_frac: float, inflation_frac: float) -> float:
    """Nominal rate of a real one, as a fraction per year.

    (1 + real)(1 + inflation) - 1 (Fisher, "The Theory of Interest", 1930).

    >>> round(nominal_rate(0.0607, 0.025), 4)
    0.0872
    """
    return (1.0 + real_frac) * (1.0 + inflation_frac) - 1.0


def real_rate(nominal_frac: float, inflation_frac: float) -> float:
    """Real rate of a nominal one, as a fraction per year.

    (1 + nominal) / (1 + inflation) - 1 (Fisher, "The Theory of Interest", 1930).

    >>> round(real_rate(0.0872, 0.025), 4)
    0.0607
    """
    return (1.0 + nominal_frac) / (1.0 + inflation_frac) - 1.0


def deduction_pv_frac(depreciation: str, nominal_frac: float) -> float:
    """Present value of the deductions that one dollar of outlay brings, in dollars per dollar.

    sum_k d_k / (1+R)^k at the nominal rate R, deductions at year ends (k = 1, 2, ...): ``bonus`` d = (1,), ``macrs5``
    the six shares of IRS Publication 946 table A-1, ``building39`` 39 equal shares. ``expense`` is deducted when paid:
    1. ``principal``, what is borrowed and repaid, is never: 0. Raises ValueError for another class.

    >>> round(deduction_pv_frac("macrs5", 0.08), 6)
    0.811326
    """
    if depreciation == "expense":
        return 1.0
    if depreciation == "principal":
        return 0.0
    if depreciation == "bonus":
        return 1.0 / (1.0 + nominal_frac)
    if depreciation == "macrs5":
        return math.fsum(share / (1.0 + nominal_frac) ** (k + 1) for k, share in enumerate(MACRS_5_YEAR_FRAC))
    if depreciation == "building39":
        return annuity(nominal_frac, BUILDING_LIFE_YEARS) / BUILDING_LIFE_YEARS
    raise ValueError(f"depreciation must be one of {', '.join(DEPRECIATION_CLASSES)}, got {depreciation!r}")


def gross_up(depreciation: str, terms: Terms) -> float:
    """Revenue before tax that pays for one dollar of outlay and its tax, in dollars per dollar.

    (1 - t PV) / (1 - t), with t the tax rate and PV the present value of the deductions at the nominal rate (required
    revenue with an after-tax cost of capital, NREL/TP-462-5173). ``expense`` is 1 exactly. Raises ValueError for an
    unknown class.

    At 21 % tax and 8 % nominal:

    >>> terms = Terms(real_rate(0.08, 0.025), 0.025, 0.21, 0.0)
    >>> [round(gross_up(depreciation, terms), 4) for depreciation in DEPRECIATION_CLASSES]
    [1.0197, 1.0502, 1.1849, 1.0, 1.2658]
    """
    pv = deduction_pv_frac(depreciation, nominal_rate(terms.real_wacc_frac, terms.inflation_frac))
    if depreciation == "expense":
        return 1.0
    return (1.0 - terms.tax_frac * pv) / (1.0 - terms.tax_frac)
