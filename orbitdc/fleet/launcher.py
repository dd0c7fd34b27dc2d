"""Launchers: payload by orbit, volume, price, failure, cadence."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from orbitdc.block import Block, NonNegative, OpenFraction, Positive
from orbitdc.economics.learning_curve import LaunchLearning


class Launcher(Block):
    """A launch vehicle; ``price_usd_per_kg`` is per kg of ``reference_payload_kg`` (28.5 deg, 300 km), at first."""

    catalog_kind: ClassVar[str] = "launchers"
    defaults_name: ClassVar[str] = "launcher"

    label: str
    price_usd_per_kg: NonNegative
    reference_payload_kg: Positive
    dry_mass_kg: NonNegative  # of the stage that reaches orbit
    specific_impulse_s: Positive
    insertion_altitude_km: Annotated[float, Field(ge=150, le=2000)] | None = None  # null: straight to the shell
    volume_m3: Positive
    packing_frac: OpenFraction
    failure_frac: Annotated[float, Field(ge=0, lt=1)]  # payload lost, per launch
    combustion_t_per_launch: NonNegative  # CO2 of the exhaust
    propellant_making_t_per_launch: NonNegative  # CO2 equivalent, fuel's leaks and oxygen's electricity included
    launches_per_y: Positive  # cadence available to this fleet when service begins
    launches_growth_per_y: Annotated[float, Field(ge=0, le=3)]  # of that cadence, a year
    launches_most_per_y: Positive | None = None  # where the growth ends; null: nowhere
    learning: LaunchLearning  # of the price, from the first launch on
    risk: Literal["expected_loss", "insurance"]
    insurance_frac: NonNegative  # premium over insured value, used with risk: insurance
    currency_year: int = Field(ge=2000, le=2040)
