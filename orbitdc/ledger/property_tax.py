"""Property tax is a yearly share of an asset's cost or depreciated value, which may be abated at first."""

from __future__ import annotations

from itertools import pairwise

from orbitdc.ledger.cost_line import Category, Component, CostLine


def property_tax(
    component: Component,
    usd: float,
    first_month: int,
    months: int,
    frac_per_y: float,
    life_months: int | None = None,
    abatement_frac: float = 0.0,
    abatement_months: int = 0,
    month_y: float = 1.0 / 12.0,
) -> list[CostLine]:
    """The property tax on a component that cost ``usd``, over ``months`` from ``first_month``, in USD, in few payments.

    The tax is on the cost itself, or, with ``life_months``, on a value that falls to nothing in a straight line over
    them, in steps of a year. The share ``abatement_frac`` of the tax due before month ``abatement_months`` is forgiven.
    There are no payments where no tax is due. ``month_y`` is the length of a month in years.

    The tax is 1.5 % of 1000 USD that have no value left after five years, of which 65 % is forgiven in the first two:

    >>> [round(line.usd, 3) for line in property_tax(Component.COMPUTE, 1000.0, 0, 60, 0.015, 60, 0.65, 24)]
    [4.725, 3.675, 7.5, 4.5, 1.5]
    """
    if usd * frac_per_y == 0.0 or months < 1:
        return []
    free = min(max(abatement_months - first_month, 0), months) if abatement_frac > 0.0 else 0
    steps = range(12, months, 12) if life_months is not None else ()
    lines = []
    for start, end in pairwise(sorted({0, free, months, *steps})):
        value = 1.0 if life_months is None else max(1.0 - 0.5 * (start + end) / life_months, 0.0)
        due = 1.0 - abatement_frac if start < free else 1.0
        paid = usd * frac_per_y * value * due * ((end - start) * month_y)
        lines.append(CostLine(Category.PROPERTY_TAX, component, paid, first_month + start, end - start))
    return lines
