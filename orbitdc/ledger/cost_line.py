"""One payment: what, how much, when, how it is depreciated."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class CostLine:
    """A payment spread evenly over months ``[first_month, first_month + months)``.

    Month 0 is the first month of service; construction has negative months.
    """

    what: str  # e.g. "launch", "bus", "it", "energy"
    usd: float  # total over all its months, real dollars; negative for salvage
    first_month: int
    months: int = 1
    depreciation: str = "expense"  # a class of orbitdc.ledger.tax
    capex: bool = False
    source: str = ""
    recovery_y: int = 5  # tax life of equipment, under a rule that spreads what "bonus" deducts at once


def stepped(line: CostLine, decline_per_y: float) -> list[CostLine]:
    """A payment whose price falls by a share a year from the line's own first month, in steps of a year.

    The line itself at 0. Raises nothing; ``decline_per_y`` lies in [0, 1].

    >>> [round(part.usd, 6) for part in stepped(CostLine("repairs", 24.0, 0, 24), 0.3)]
    [12.0, 8.4]
    """
    if decline_per_y == 0.0:
        return [line]
    parts = []
    for year, start in enumerate(range(0, line.months, 12)):
        months = min(12, line.months - start)
        usd = line.usd * months / line.months * (1.0 - decline_per_y) ** year
        parts.append(replace(line, usd=usd, first_month=line.first_month + start, months=months))
    return parts
