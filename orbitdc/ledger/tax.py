"""Income tax as a gross-up of each outlay, which an after-tax cost of capital needs beside it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from orbitdc.ledger.annuity import annuity
from orbitdc.ledger.cost_line import CostLine
from orbitdc.ledger.payments import Payments
from orbitdc.ledger.terms import Terms

# IRS Publication 946, appendix A, table A-1: half-year convention, share of basis by year, by tax life in years.
MACRS_FRAC = {
    5: (0.20, 0.32, 0.192, 0.1152, 0.1152, 0.0576),
    15: (0.05, 0.095, 0.0855, 0.077, 0.0693, 0.0623, 0.059, 0.059, *(0.0591, 0.059) * 3, 0.0591, 0.0295),
    20: (
        *(0.0375, 0.07219, 0.06677, 0.06177, 0.05713, 0.05285, 0.04888, 0.04522),
        *(0.04462, 0.04461) * 6,
        0.02231,
    ),
}
TAX_LIVES_Y = tuple(
    MACRS_FRAC
)  # chips, satellites and solar plants 5; simple-cycle turbines and nuclear plants 15; steam plants 20

# IRS Publication 946, nonresidential real property: straight line over 39 years. The mid-month first year of table A-7a
# is not modelled: at 21 % and 8 % nominal it would raise the gross-up of 1.1849 by 0.0002 (placed in service
# in January) to 0.0057 (in December).
BUILDING_LIFE_YEARS = 39

# Number of years over which a class deducts equal shares of the basis, at year ends.
STRAIGHT_YEARS = {**{f"straight{life}": life for life in TAX_LIVES_Y}, "building39": BUILDING_LIFE_YEARS}
MACRS_CLASSES = {f"macrs{life}": shares for life, shares in MACRS_FRAC.items()}

# "principal" is the money of a loan, which is neither income nor a deduction.
DEPRECIATION_CLASSES = ("bonus", *MACRS_CLASSES, *STRAIGHT_YEARS, "expense", "principal")
EQUIPMENT_RULES = {
    "bonus": "bonus",
    "macrs": "macrs",
    "straight_line": "straight",
}  # rule: beginning of the names of its classes


def nominal_rate(real_frac: float, inflation_frac: float) -> float:
    """The nominal rate of a real one, as a fraction per year.

    (1 + real)(1 + inflation) - 1 (Fisher, "The Theory of Interest", 1930).

    >>> round(nominal_rate(0.0607, 0.025), 4)
    0.0872
    """
    return (1.0 + real_frac) * (1.0 + inflation_frac) - 1.0


def real_rate(nominal_frac: float, inflation_frac: float) -> float:
    """The real rate of a nominal one, as a fraction per year.

    (1 + nominal) / (1 + inflation) - 1 (Fisher, "The Theory of Interest", 1930).

    >>> round(real_rate(0.0872, 0.025), 4)
    0.0607
    """
    return (1.0 + nominal_frac) / (1.0 + inflation_frac) - 1.0


def under_rule(lines: Iterable[CostLine], rule: str) -> Sequence[CostLine]:
    """A side's payments with equipment depreciated ``bonus`` at once, or ``macrs`` or ``straight_line`` over its life.

    The rule applies to lines of the class ``bonus`` alone, and a line's ``recovery_y`` is the life. Raises ValueError
    for another rule or another life than 5, 15 and 20 years.

    >>> from orbitdc.ledger.cost_line import Category, Component
    >>> turbine = CostLine(Category.POWER_PLANT, Component.POWER, 1e9, -12, 12, "bonus", capex=True, recovery_y=15)
    >>> [under_rule([turbine], rule)[0].depreciation for rule in EQUIPMENT_RULES]
    ['bonus', 'macrs15', 'straight15']
    """
    if rule not in EQUIPMENT_RULES:
        raise ValueError(f"equipment is depreciated by {', '.join(EQUIPMENT_RULES)}, got {rule!r}")
    payments = Payments.of(lines)
    return payments if rule == "bonus" else payments.of_other_kinds(lambda line: _ruled(line, rule))


def _ruled(line: CostLine, rule: str) -> CostLine:
    """The cost line with the class that a rule of depreciation puts it in."""
    depreciation = class_under(rule, line)
    return line if depreciation == line.depreciation else replace(line, depreciation=depreciation)


def class_under(rule: str, line: CostLine) -> str:
    """The class by which a payment is deducted where equipment is depreciated by a rule, see `under_rule`.

    Raises ValueError for equipment of another life than 5, 15 and 20 years.
    """
    if line.depreciation != "bonus" or rule == "bonus":
        return line.depreciation
    if line.recovery_y not in TAX_LIVES_Y:
        raise ValueError(f"recovery_y must be one of {', '.join(map(str, TAX_LIVES_Y))} years, got {line.recovery_y}")
    return f"{EQUIPMENT_RULES[rule]}{line.recovery_y}"


def deductions_frac(depreciation: str) -> tuple[float, ...]:
    """The shares of an outlay deducted at the ends of the first years, as many as its class has.

    The classes are those of IRS Publication 946, table A-1, and equal shares. Raises ValueError for a class without
    years: ``expense``, ``principal`` and unknown ones.

    >>> deductions_frac("macrs5")[:3], len(deductions_frac("macrs15")), deductions_frac("straight5")[0]
    ((0.2, 0.32, 0.192), 16, 0.2)
    """
    if depreciation == "bonus":
        return (1.0,)
    if depreciation in MACRS_CLASSES:
        return MACRS_CLASSES[depreciation]
    if depreciation in STRAIGHT_YEARS:
        years = STRAIGHT_YEARS[depreciation]
        return (1.0 / years,) * years
    kept = ", ".join(name for name in DEPRECIATION_CLASSES if name not in ("expense", "principal"))
    raise ValueError(f"depreciation over years must be one of {kept}, got {depreciation!r}")


def deduction_pv_frac(depreciation: str, nominal_frac: float) -> float:
    """The present value of the deductions that one dollar of outlay brings, in dollars per dollar.

    sum_k d_k / (1+R)^k at the nominal rate R, deductions at year ends (k = 1, 2, ...): ``bonus`` d = (1,), ``macrs5``,
    ``macrs15`` and ``macrs20`` the shares of IRS Publication 946 table A-1, ``straight5`` and the like as many equal
    shares, ``building39`` 39 of them. An ``expense`` is deducted when it is paid: 1. The ``principal`` of a loan is
    never deducted: 0. Raises ValueError for another class.

    >>> round(deduction_pv_frac("macrs5", 0.08), 6), round(1e3 * 0.21 * deduction_pv_frac("straight5", 0.08), 3)
    (0.811326, 167.694)
    """
    if depreciation == "expense":
        return 1.0
    if depreciation == "principal":
        return 0.0
    if depreciation == "bonus":
        return 1.0 / (1.0 + nominal_frac)
    if depreciation in MACRS_CLASSES:
        shares = MACRS_CLASSES[depreciation]
        return math.fsum(share / (1.0 + nominal_frac) ** (k + 1) for k, share in enumerate(shares))
    if depreciation in STRAIGHT_YEARS:
        years = STRAIGHT_YEARS[depreciation]
        return annuity(nominal_frac, years) / years
    raise ValueError(f"depreciation must be one of {', '.join(DEPRECIATION_CLASSES)}, got {depreciation!r}")


@lru_cache(maxsize=1024)
def basis_relief_frac(depreciation: str, held_y: float, terms: Terms) -> float:
    """Tax saved at the sale of an asset by what was not yet deducted of it, real dollars then per dollar of outlay.

    t (sum_k d_k - sum_k d_k / (1+R)^(k-h)) / (1+i)^h over the years k after the sale, h after the purchase: the basis
    that is left is deducted from the proceeds at once and no longer year by year (26 USC 1001). Of an ``expense``,
    which was deducted when it was paid, nothing is left.

    A building sold after five years, at 21 % tax, 8 % nominal and 2.5 % inflation, saves 10.7 % of its price:

    >>> terms = Terms(real_rate(0.08, 0.025), 0.025, 0.21, 0.0)
    >>> round(basis_relief_frac("building39", 5.0, terms), 4), basis_relief_frac("bonus", 5.0, terms)
    (0.1067, 0.0)
    """
    if depreciation == "expense":
        return 0.0
    rate = nominal_rate(terms.real_wacc_frac, terms.inflation_frac)
    left = [(k, share) for k, share in enumerate(deductions_frac(depreciation), start=1) if k > held_y]
    gained = math.fsum(share * (1.0 - (1.0 + rate) ** (held_y - k)) for k, share in left)
    return float(terms.tax_frac * gained / (1.0 + terms.inflation_frac) ** held_y)


@lru_cache(maxsize=1024)  # many payments of a side share their class and terms
def gross_up(depreciation: str, terms: Terms) -> float:
    """The revenue before tax that pays for one dollar of outlay and its tax, in dollars per dollar.

    (1 - t PV) / (1 - t), with t the tax rate and PV the present value of the deductions at the nominal rate (required
    revenue with an after-tax cost of capital, NREL/TP-462-5173). ``expense`` is 1 exactly. Raises ValueError for an
    unknown class.

    At 21 % tax and 8 % nominal:

    >>> terms = Terms(real_rate(0.08, 0.025), 0.025, 0.21, 0.0)
    >>> some = ("bonus", "macrs5", "macrs15", "building39", "expense", "principal")
    >>> [round(gross_up(depreciation, terms), 4) for depreciation in some]
    [1.0197, 1.0502, 1.1117, 1.1849, 1.0, 1.2658]
    """
    pv = deduction_pv_frac(depreciation, nominal_rate(terms.real_wacc_frac, terms.inflation_frac))
    if depreciation == "expense":
        return 1.0
    return (1.0 - terms.tax_frac * pv) / (1.0 - terms.tax_frac)
