"""The payments of a side by month as a statement: revenue, costs, what is sold, income tax, debt or lease."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from orbitdc.economics.rents import Market, rents_usd, waited
from orbitdc.economics.side import Side
from orbitdc.ledger import Terms
from orbitdc.ledger.cost_line import Category, CostLine
from orbitdc.ledger.tax import deductions_frac

Array = npt.NDArray[np.float64]
SOLD = (
    Category.SALVAGE,
    Category.FACILITY_RESIDUAL,
    Category.POWER_PLANT_RESIDUAL,
    Category.SATELLITE_RESIDUAL,
)
PAID = ("operating_usd", "capex_usd", "sold_usd", "financing_usd")


def kind_of(line: CostLine) -> str:
    """The column of a payment: what is sold, what is lent and repaid, what is bought, or what is run.

    >>> from orbitdc.ledger.cost_line import Component
    >>> kind_of(CostLine(Category.ENERGY, Component.POWER, 1.0, 0))
    'operating_usd'
    """
    if line.category in SOLD:
        return "sold_usd"
    if line.category is Category.FINANCING:
        return "financing_usd"
    return "capex_usd" if line.capex else "operating_usd"


def statement(side: Side, market: Market, terms: Terms) -> tuple[int, dict[str, Array]]:
    """First month of a side's statement and its columns by month, (n_month,), in real dollars; paid is negative.

    Income tax is due each month on revenue less what is deducted: running costs, interest and rent as they are paid,
    purchases by their class at the ends of years, in dollars that inflation has thinned. A loss lowers the tax of the
    owner's other income at once, as the ledger takes it. The sum of the columns but for financing, discounted at the
    real cost of capital, is the net present value.
    """
    side = waited(side, market, 0.0)
    first = min(0, *(line.first_month for line in side.lines))
    last = max(side.flop_by_month.size, *(_end(line) for line in side.lines))
    out = {name: np.zeros(last - first) for name in ("revenue_usd", *PAID, "tax_usd")}
    rents = rents_usd(side, market)
    out["revenue_usd"][-first : rents.size - first] = rents
    taxed = out["revenue_usd"].copy()
    for line in side.lines:
        monthly = line.usd / line.months
        here = slice(line.first_month - first, line.first_month - first + line.months)
        out[kind_of(line)][here] -= monthly
        if line.depreciation == "expense":
            taxed[here] -= monthly
        for year, share in _deductions(line):
            then = slice(here.start + 12 * year, here.stop + 12 * year)
            taxed[then] -= monthly * share / (1.0 + terms.inflation_frac) ** year
    out["tax_usd"] = -terms.tax_frac * taxed
    return first, out


def _deductions(line: CostLine) -> list[tuple[int, float]]:
    """Years after a payment and the share of it that is deducted then; none of what is deducted when paid, or never."""
    if line.depreciation in ("expense", "principal"):
        return []
    return list(enumerate(deductions_frac(line.depreciation), start=1))


def _end(line: CostLine) -> int:
    """Month after the last payment or deduction of a line."""
    return line.first_month + line.months + 12 * len(_deductions(line))
