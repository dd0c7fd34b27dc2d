"""The battery: capacity, efficiency, depth of discharge, ageing, mass and price."""

from __future__ import annotations

from typing import ClassVar

from orbitdc.block import Block, Fraction, NonNegative, OpenFraction, Positive


class Battery(Block):
    """A pack with rate limits and fade by calendar and by cycles."""

    catalog_kind: ClassVar[str] = "batteries"
    defaults_name: ClassVar[str] = "battery"

    capacity_kwh: NonNegative
    roundtrip_efficiency_frac: OpenFraction
    depth_of_discharge_max_frac: OpenFraction
    charge_max_per_h: Positive  # C-rate
    discharge_max_per_h: Positive
    calendar_fade_per_y: Fraction
    reference_cycles: Positive  # cycles to 80 % of capacity at 80 % depth of discharge
    reference_depth_frac: OpenFraction  # depth at which reference_cycles leave 80 % of the capacity
    wohler_exponent: Positive
    specific_energy_wh_per_kg: Positive
    price_usd_per_kwh: NonNegative
