"""Whether a satellite's design is given or sized, and the allowances of a sized one, each by its name."""

from __future__ import annotations

from typing import ClassVar, Literal

from orbitdc.block import Block, Fraction, NonNegative


class Design(Block):
    """How a design comes about; growth, structure and redundancy are fields of the mass, the bus and the parts.

    A sized design takes the smallest array, battery, radiator, pump and propellant that leave these margins on the
    worst day of the life, carrying what sized_for says; areas and capacities that a scenario states are where the
    search begins.
    """

    defaults_name: ClassVar[str] = "design"

    mode: Literal["given", "sized"]
    """The mode says how the sizes come about: `given` takes areas, capacities and propellant as stated, and `sized`
    solves for the smallest ones that leave the margins below."""
    sized_for: Literal["survivors", "full"]
    """The load that a sized design carries: `survivors` takes the accelerators that are expected to live on each day,
    and `full` takes all of them to the end of life; the choice is read where mode is `sized`."""
    array_margin_frac: NonNegative
    """The array margin is the mean array power of the worst day of the life over the power asked for, less 1; the value
    is read where mode is `sized`."""
    battery_margin_frac: NonNegative
    """The battery margin is the allowed depth of discharge over the deepest one of the life, less 1; the value is read
    where mode is `sized`."""
    radiator_margin_frac: NonNegative
    """The radiator margin is the radiator area over the area that would hold the coolant at its limit on the worst day
    of the life, less 1; the value is read where mode is `sized`."""
    pump_margin_frac: NonNegative
    """The pump margin is the coolant flow over the vendor's flow, less 1; the value is read where mode is `sized`."""
    propellant_margin_frac: NonNegative
    """The propellant margin is the propellant on board over the need of raising, drag, avoidance, formation and
    disposal, less 1; the value is read where mode is `sized`."""
    depth: Literal["stated", "by_cycles"]
    """The depth rule says how deep a sized battery is discharged: `stated` takes depth_of_discharge_max_frac of the
    battery, and `by_cycles` solves for the depth whose cycles leave battery_health_frac at the end of life."""
    battery_health_frac: Fraction
    """The battery health is the share of the capacity that is left at the end of life, where depth is `by_cycles`."""
    contingency_h: NonNegative
    """The contingency is the time for which a sized battery carries the housekeeping load of the satellite alone."""
