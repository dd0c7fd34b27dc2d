"""One payment: what, how much, when, how it is depreciated."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class CostLine:
    """A payment spread evenly over months ``[first_month, first_month + months)``.

    Month 0 is the first month of service; construction has negative months.
    """

    what: str  # e.g. "launch", "bus", "it", "energy"
    usd: float  # total over all its months, real dollars; negative for salvage
    first_month: int
    months: int = 1
    depreciation: str = "expense"  # bonus, macrs5, building39, expense, principal
    capex: bool = False
    source: str = ""
