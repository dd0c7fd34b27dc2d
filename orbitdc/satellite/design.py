"""Whether a satellite's design is given or sized, and the allowances of a sized one, each by its name."""

from __future__ import annotations

from typing import ClassVar, Literal

from orbitdc.block import Block, Fraction, NonNegative


class Design(Block):
    """How a design comes about; growth, structure and redundancy are fields of the mass, the bus and the parts.

    A sized design takes the smallest array, battery, radiator, pump and propellant that leave these margins on the
    worst day of the life, on a satellite that has lost no accelerator; areas and capacities that a scenario states are
    where the search begins.
    """

    defaults_name: ClassVar[str] = "design"

    mode: Literal["given", "sized"]
    array_margin_frac: NonNegative  # mean array power of a day over what the power policy asks for
    battery_margin_frac: NonNegative  # allowed depth of discharge over the deepest
    radiator_margin_frac: NonNegative  # area over the one that would hold the coolant at its limit
    pump_margin_frac: NonNegative  # coolant flow over the vendor's
    propellant_margin_frac: NonNegative  # propellant over the need
    depth: Literal["stated", "by_cycles"]  # of discharge: the battery's own, or what its cycles leave at the end
    battery_health_frac: Fraction  # capacity left at the end of life, where depth is by cycles
    contingency_h: NonNegative  # the housekeeping load that any battery carries for so long
