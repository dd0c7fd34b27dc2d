"""The pumped coolant loop between cold plates and radiator."""

from __future__ import annotations

from typing import ClassVar

from orbitdc.block import Block, Fraction, Kelvin, Positive


class Loop(Block):
    """A single-phase loop; its flow gives ``rise_k`` at the design load."""

    catalog_kind: ClassVar[str] = "coolants"
    defaults_name: ClassVar[str] = "loop"

    rise_k: Positive  # outlet minus inlet of the cold plates at the design load
    inlet_max_k: Kelvin  # vendor limit of the coolant supply
    specific_heat_j_per_kg_k: Positive
    coolant_kg_per_kw: Positive
    pump_power_frac: Fraction  # of the heat moved
