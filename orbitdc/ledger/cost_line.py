"""A cost line is one payment: what it pays for, how much, when, and how it is depreciated."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Component(StrEnum):
    """The component that a payment buys; a boundary of the comparison counts some and leaves out the others."""

    COMPUTE = "compute"
    BUS = "bus"  # the satellite without its compute
    LAUNCH = "launch"
    FACILITY = "facility"
    POWER = "power"
    OPERATIONS = "operations"  # people, programmes, upkeep, fees
    FINANCING = "financing"


class Category(StrEnum):
    """The category of a payment; its text names the cost in every table."""

    ACCELERATORS = "it"
    BUS = "bus"
    LAUNCH = "launch"
    LAUNCH_LOSS = "launch loss"
    SPARES = "spares in orbit"
    REPLACEMENT = "replacement"
    SERVICE_VISITS = "service visits"
    SERVICE_ACCELERATORS = "service accelerators"
    OPERATIONS = "operations"
    DEORBIT = "deorbit"
    DEVELOPMENT = "development"
    GROUND_SEGMENT = "ground segment"
    REGULATORY = "regulatory"
    REPAIRS = "repairs"
    SALVAGE = "salvage"
    FACILITY = "facility"
    FACILITY_RESIDUAL = "facility residual"
    DECOMMISSIONING = "decommissioning"
    ENERGY = "energy"
    POWER_PLANT = "power plant"
    POWER_PLANT_RESIDUAL = "power plant residual"
    SATELLITE_RESIDUAL = "satellite residual"
    WATER = "water"
    STAFF = "staff"
    MAINTENANCE = "maintenance"
    INSURANCE = "insurance"
    SALES_TAX = "sales tax"
    PROPERTY_TAX = "property tax"
    FINANCING = "financing"

    @property
    def group(self) -> str:
        """The group under which a chart or a table sums this category.

        >>> Category.LAUNCH_LOSS.group, Category.STAFF.group
        ('launch', 'operations and other')
        """
        return _GROUP_OF.get(self, "operations and other")


_GROUP_OF = {
    Category.ACCELERATORS: "compute",
    Category.BUS: "bus",
    Category.LAUNCH: "launch",
    Category.LAUNCH_LOSS: "launch",
    Category.FACILITY: "facility",
    Category.ENERGY: "energy",
    Category.POWER_PLANT: "energy",
    Category.REPLACEMENT: "replacement and repairs",
    Category.SPARES: "replacement and repairs",
    Category.SERVICE_VISITS: "replacement and repairs",
    Category.SERVICE_ACCELERATORS: "replacement and repairs",
    Category.REPAIRS: "replacement and repairs",
    Category.FINANCING: "financing",
}


@dataclass(frozen=True)
class CostLine:
    """A payment spread evenly over months ``[first_month, first_month + months)``.

    Month 0 is the first month of service; construction has negative months.
    """

    category: Category
    component: Component
    usd: float  # total over all its months, real dollars; negative for salvage
    first_month: int
    months: int = 1
    depreciation: str = "expense"  # a class of orbitdc.ledger.tax
    capex: bool = False
    recovery_y: int = 5  # tax life of equipment under a rule that spreads the deduction of "bonus" over years
    label: str = ""  # the part within its category, such as the array of a bus

    @property
    def what(self) -> str:
        """The name under which payments of this kind are summed.

        >>> CostLine(Category.BUS, Component.BUS, 1.0, 0, label="array").what
        'bus: array'
        """
        return f"{self.category}: {self.label}" if self.label else str(self.category)

    def paid(self, usd: float, first_month: int) -> CostLine:
        """The payment of another amount in another month.

        >>> CostLine(Category.LAUNCH, Component.LAUNCH, 1.0, 0).paid(2.0, 3).first_month
        3
        """
        return self.but(usd=usd, first_month=first_month)

    def but(self, **changed: Any) -> CostLine:
        """The payment with some fields at other values.

        It copies the fields as they are, which takes a tenth of the time of ``dataclasses.replace``: a campaign of
        years makes thousands of payments.

        >>> CostLine(Category.BUS, Component.BUS, 1.0, 0).but(label="array").what
        'bus: array'
        """
        other = object.__new__(CostLine)
        other.__dict__.update(self.__dict__, **changed)
        return other


def stepped(line: CostLine, decline_per_y: float) -> list[CostLine]:
    """A payment whose price falls by a share a year from the line's own first month, in steps of a year.

    At a ``decline_per_y`` of 0 the line itself is returned; ``decline_per_y`` lies in [0, 1].

    >>> repairs = CostLine(Category.REPAIRS, Component.COMPUTE, 24.0, 0, 24)
    >>> [round(part.usd, 6) for part in stepped(repairs, 0.3)]
    [12.0, 8.4]
    """
    if decline_per_y == 0.0:
        return [line]
    parts = []
    for year, start in enumerate(range(0, line.months, 12)):
        months = min(12, line.months - start)
        usd = line.usd * months / line.months * (1.0 - decline_per_y) ** year
        parts.append(line.but(usd=usd, first_month=line.first_month + start, months=months))
    return parts
