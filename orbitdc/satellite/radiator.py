"""The radiator: a two-sided panel, its coating, attitude, mass and price."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from orbitdc.block import Block, Fraction, NonNegative, OpenFraction, Positive
from orbitdc.satellite.fin import fin_efficiency

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
    fin_efficiency_frac: OpenFraction  # stated; computed where the fin below is given
    fin_half_pitch_mm: Positive | None = None  # from tube to the middle between two tubes
    fin_thickness_mm: Positive | None = None
    fin_conductivity_w_per_m_k: Positive | None = None
    film_drop_k: Positive  # coolant to radiator root at the design load
    areal_mass_kg_per_m2: Positive
    specific_heat_j_per_kg_k: Positive
    tube_share_frac: Fraction  # of the planform over tubes
    tube_wall_mm: Positive
    shield_mm: NonNegative  # aluminium that a bumper over the tubes is worth
    segments: Annotated[int, Field(ge=1)]  # with valves of their own
    segments_needed: Annotated[int, Field(ge=1)]  # fewer than segments where the area holds spare ones
    stowed_m3_per_m2: NonNegative
    price_usd_per_m2: NonNegative

    @model_validator(mode="after")
    def _needs_what_it_has(self) -> Radiator:
        fin = (self.fin_half_pitch_mm, self.fin_thickness_mm, self.fin_conductivity_w_per_m_k)
        if None in fin and any(fin):
            raise ValueError("a fin takes fin_half_pitch_mm, fin_thickness_mm and fin_conductivity_w_per_m_k: give all")
        if self.segments_needed > self.segments:
            raise ValueError(f"segments_needed is {self.segments_needed} of {self.segments} segments: give at most all")
        return self

    def fins(self, root_k: float) -> float:
        """Fin efficiency at a root temperature in K: of the fin that is given, else as stated."""
        if self.fin_half_pitch_mm is None or self.fin_thickness_mm is None or self.fin_conductivity_w_per_m_k is None:
            return self.fin_efficiency_frac
        return fin_efficiency(
            self.fin_half_pitch_mm,
            self.fin_thickness_mm,
            self.fin_conductivity_w_per_m_k,
            self.emittance_eol_frac,
            root_k,
        )
