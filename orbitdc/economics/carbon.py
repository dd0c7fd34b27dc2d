"""What making, launching and burning up costs in carbon; what a comparison counts of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from orbitdc.block import Block, NonNegative
from orbitdc.ledger.cost_line import Category


class Carbon(Block):
    """Embodied carbon by part, in kg of CO2 equivalent, and effects that are switched on by name.

    Accelerators, launchers and sites carry their own figures. Effects of exhaust and re-entry on the upper atmosphere
    are uncertain by orders of magnitude: left out by default, and said so.
    """

    defaults_name: ClassVar[str] = "carbon"

    facility_kg_per_it_kw: NonNegative
    array_kg_per_m2: NonNegative
    radiator_kg_per_m2: NonNegative
    battery_kg_per_kwh: NonNegative
    bus_kg_per_kg: NonNegative  # of everything else on board but compute and propellant
    upper_atmosphere: Literal["left_out", "included"]
    exhaust_factor: Annotated[float, Field(ge=1)]  # warming of exhaust over that of its CO2, where included
    reentry_kg_per_kg: NonNegative  # of satellite that burns up, where included


@dataclass(frozen=True)
class CarbonLine:
    """An emission spread evenly over months ``[first_month, first_month + months)``, of what a payment pays for."""

    category: Category
    kg: float  # CO2 equivalent, over all its months; negative for what is handed on
    first_month: int
    months: int = 1
    label: str = ""  # which of its kind, e.g. the array of a bus

    @property
    def what(self) -> str:
        """The name under which emissions of this kind are summed."""
        return f"{self.category}: {self.label}" if self.label else str(self.category)
