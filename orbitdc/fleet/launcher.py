"""Launchers: payload by orbit, volume, price, failure, cadence."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, field_validator

from orbitdc.block import Block, NonNegative, OpenFraction, Positive
from orbitdc.economics.learning_curve import LaunchLearning
from orbitdc.fleet.launch_site import LaunchSite


class Launcher(Block):
    """A launch vehicle; ``price_usd_per_kg`` is per kg of ``reference_payload_kg`` (28.5 deg, 300 km), at first."""

    catalog_kind: ClassVar[str] = "launchers"
    defaults_name: ClassVar[str] = "launcher"

    label: str
    """The label is the name of the launcher."""
    price_usd_per_kg: NonNegative
    """The launch price is the price of a launch per kg of reference_payload_kg, when service begins."""
    reference_payload_kg: Positive
    """The reference payload is what one launch carries to 300 km at an inclination of 28.5 degrees."""
    dry_mass_kg: NonNegative
    """The dry mass is that of the stage that reaches orbit, without payload and propellant."""
    specific_impulse_s: Positive
    """The specific impulse is the exhaust speed of the upper stage over standard gravity, which says how the payload
    falls with altitude and inclination."""
    sites: tuple[LaunchSite, ...]
    """The sites are the places that the launcher flies from; each orbit is served from the one with the largest payload
    to it."""
    insertion_altitude_km: Annotated[float, Field(ge=150, le=2000)] | None = None
    """The insertion altitude is the altitude at which the launcher drops the satellites, which then raise themselves by
    electric thrust; null means that the launcher goes straight to the shell."""
    volume_m3: Positive
    """The volume is the usable room under the fairing."""
    packing_frac: OpenFraction
    """The packing is the share of the volume that stowed satellites can fill."""
    failure_frac: Annotated[float, Field(ge=0, lt=1)]
    """The failure share is the part of all launches that lose their payload."""
    combustion_t_per_launch: NonNegative
    """The combustion carbon is the CO2 in the exhaust of one launch."""
    propellant_making_t_per_launch: NonNegative
    """The propellant carbon is what making the propellant of one launch emits in CO2 equivalent, with leaks of fuel and
    electricity for oxygen."""
    launches_per_y: Positive
    """The cadence is the number of launches per year that this fleet gets when service begins."""
    launches_growth_per_y: Annotated[float, Field(ge=0, le=3)]
    """The cadence growth is the share by which the number of launches per year grows each year."""
    launches_most_per_y: Positive | None = None
    """The greatest cadence is the number of launches per year at which the growth ends; null means that the growth
    never ends."""
    learning: LaunchLearning
    """The learning says how the launch price falls from the first launch on."""
    risk: Literal["expected_loss", "insurance"]
    """The risk says who pays for failed launches: `expected_loss` pays for what is lost on average, and `insurance`
    pays insurance_frac of what is on board."""
    insurance_frac: NonNegative
    """The premium is the price of the insurance over the insured value, where risk is `insurance`."""
    currency_year: int = Field(ge=2000, le=2040)
    """The currency year is the year whose US dollars the launch price is stated in."""

    @field_validator("sites")
    @classmethod
    def _flies_from_somewhere(cls, sites: tuple[LaunchSite, ...]) -> tuple[LaunchSite, ...]:
        if not sites:
            raise ValueError("no launch site: name one; `orbitdc catalog launch_sites` lists them")
        return sites
