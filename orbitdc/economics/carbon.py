"""The carbon of production, launch and re-entry, and the part of it that a comparison counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from orbitdc.block import Block, NonNegative
from orbitdc.ledger.cost_line import Category


class Carbon(Block):
    """Embodied carbon by part, in kg of CO2 equivalent, and effects that are switched on by name.

    Accelerators, launchers and sites carry their own figures. Effects of exhaust and re-entry on the upper atmosphere
    are uncertain by orders of magnitude; they are left out by default, and the report says so.
    """

    defaults_name: ClassVar[str] = "carbon"

    facility_kg_per_it_kw: NonNegative
    """The building of a data center and its plant embodies this much CO2 equivalent per kW of IT power."""
    array_kg_per_m2: NonNegative
    """The solar array embodies this much CO2 equivalent per square metre."""
    radiator_kg_per_m2: NonNegative
    """The radiator embodies this much CO2 equivalent per square metre of planform."""
    battery_kg_per_kwh: NonNegative
    """The battery embodies this much CO2 equivalent per kWh of its capacity when new."""
    bus_kg_per_kg: NonNegative
    """All other parts of the satellite, apart from compute, propellant and mass margin, embody this much CO2 equivalent
    per kg of their mass."""
    upper_atmosphere: Literal["left_out", "included"]
    """The upper atmosphere says whether the effects of exhaust and re-entry high up are counted: `left_out` counts the
    CO2 of the exhaust alone, and `included` adds exhaust_factor and reentry_kg_per_kg."""
    exhaust_factor: Annotated[float, Field(ge=1)]
    """The exhaust factor is the warming by all of a launcher's exhaust over the warming by its CO2 alone; the value is
    read where upper_atmosphere is `included`."""
    reentry_kg_per_kg: NonNegative
    """The re-entry of a satellite is worth this much CO2 equivalent per kg of its launched mass; the value is read
    where upper_atmosphere is `included`."""


@dataclass(frozen=True)
class CarbonLine:
    """An emission spread evenly over months ``[first_month, first_month + months)``, of one kind of payment."""

    category: Category
    kg: float  # CO2 equivalent over all its months; negative for the value that a next user takes over
    first_month: int
    months: int = 1
    label: str = ""  # the part within its category, such as the array of a bus

    @property
    def what(self) -> str:
        """The name under which emissions of this kind are summed."""
        return f"{self.category}: {self.label}" if self.label else str(self.category)
