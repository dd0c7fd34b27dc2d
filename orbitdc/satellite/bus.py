"""The bus: structure, avionics, power conversion, housekeeping load, and its price."""

from __future__ import annotations

from typing import ClassVar

from orbitdc.block import Block, Fraction, NonNegative, OpenFraction


class Bus(Block):
    """Everything that is neither power, heat, compute nor propulsion.

    ``price_usd_per_it_w`` replaces the sum of the parts: a bus is priced top-down or from parts, never both.
    """

    defaults_name: ClassVar[str] = "bus"

    housekeeping_w: NonNegative
    conversion_efficiency_frac: OpenFraction  # bus to load
    structure_mass_frac: Fraction  # of all other dry mass
    avionics_mass_kg: NonNegative
    structure_usd: NonNegative  # structure, mechanisms and shield, per satellite
    avionics_usd: NonNegative  # avionics, attitude control and propulsion, per satellite
    integration_frac: NonNegative  # integration and test, of the parts
    price_usd_per_it_w: NonNegative | None = None  # top-down, compute excluded
