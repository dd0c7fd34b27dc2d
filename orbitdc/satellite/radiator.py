"""The radiator: a two-sided panel, its coating, attitude, mass and price."""

from __future__ import annotations

from typing import ClassVar, Literal

from orbitdc.block import Block, Fraction, NonNegative, OpenFraction, Positive

Attitude = Literal["sun_earth_edge", "velocity_normal", "nadir_normal", "array_fixed"]


class Radiator(Block):
    """A two-sided deployable panel; areas are planform (one face)."""

    catalog_kind: ClassVar[str] = "radiators"
    defaults_name: ClassVar[str] = "radiator"

    area_m2: Positive
    attitude: Attitude  # normal along Sun x radial, the velocity, the radial, or Sun x orbit normal (no roll)
    emittance_bol_frac: OpenFraction
    emittance_eol_frac: OpenFraction
    absorptance_bol_frac: Fraction
    absorptance_eol_frac: Fraction
    fin_efficiency_frac: OpenFraction
    film_drop_k: Positive  # coolant to radiator root at the design load
    areal_mass_kg_per_m2: Positive
    specific_heat_j_per_kg_k: Positive
    stowed_m3_per_m2: NonNegative
    price_usd_per_m2: NonNegative
