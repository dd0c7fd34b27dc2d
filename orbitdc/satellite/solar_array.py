"""The solar array: cells, packing, temperature coefficient, ageing, mass and price."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from orbitdc.block import Block, Fraction, Kelvin, NonNegative, OpenFraction, Positive

Tracking = Literal["two_axis", "one_axis", "zenith_fixed"]


class SolarArray(Block):
    """A wing that radiates from both faces."""

    catalog_kind: ClassVar[str] = "solar_arrays"
    defaults_name: ClassVar[str] = "solar_array"

    area_m2: Positive
    tracking: Tracking  # follows the Sun, turns about the orbit normal alone, or is fixed facing up
    announced_w_per_m2: Positive | None = None  # BOL at 1361 W/m2; scales the bottom-up output to the announced one
    cell_efficiency_frac: OpenFraction
    reference_temperature_k: Kelvin
    temperature_coefficient_per_k: Annotated[float, Field(gt=-0.02, le=0)]
    absorptance_frac: Fraction
    emittance_front_frac: OpenFraction
    emittance_rear_frac: OpenFraction
    packing_frac: OpenFraction
    harness_mppt_efficiency_frac: OpenFraction
    pointing_efficiency_frac: OpenFraction
    bifaciality_frac: Fraction
    degradation_per_y: Annotated[float, Field(ge=0, lt=1)]
    radiation_share_frac: Fraction  # of degradation_per_y at the reference orbit; grows with the dose elsewhere
    radiation_slope_frac: Positive  # C of the output left, 1 - C log10(1 + fluence/fluence of the fit)
    reference_altitude_km: Annotated[float, Field(ge=400, le=2000)]
    reference_inclination_deg: Annotated[float, Field(ge=0, le=180)]
    heat_capacity_j_per_m2_k: Positive
    cell_max_k: Kelvin  # of cells, adhesive and blanket
    specific_power_w_per_kg: Positive
    stowed_m3_per_m2: NonNegative
    price_usd_per_w: NonNegative  # per BOL watt
