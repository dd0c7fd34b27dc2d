"""Launchers: payload by orbit, volume, price, failure, cadence."""

from __future__ import annotations

from math import inf
from typing import Annotated, ClassVar, Literal

from pydantic import Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from orbitdc.block import Block, NonNegative, OpenFraction, Positive, entry_of
from orbitdc.economics.learning_curve import LaunchLearning
from orbitdc.fleet.launch_site import LaunchSite

PRICES = ("price_usd_per_kg", "price_usd_per_launch", "delivered_usd_per_kg")
MANY_PRICES = "a launch has one price, stated in one of three ways"


class Launcher(Block):
    """A launch vehicle; its first price is stated per kg of the reference payload, per launch or per kg delivered."""

    catalog_kind: ClassVar[str] = "launchers"
    defaults_name: ClassVar[str] = "launcher"

    label: str
    """The label is the name of the launcher."""
    price_usd_per_kg: NonNegative | None = None
    """The launch price is the price of a launch per kg of reference_payload_kg, when service begins; null means that
    the price is stated per launch or per kg delivered."""
    price_usd_per_launch: NonNegative | None = None
    """The price of a whole launch holds whatever the launch carries and wherever it goes, when service begins; it takes
    the place of price_usd_per_kg, and null means that the price is stated otherwise."""
    delivered_usd_per_kg: NonNegative | None = None
    """The flat price is paid for every kg of satellite delivered to its orbit, however full the launch is, when service
    begins; it takes the place of price_usd_per_kg, and null means that the price is stated otherwise."""
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
    """The volume is the usable envelope under the fairing."""
    packing_frac: OpenFraction
    """The packing is the share of the volume that the solid boxes of folded satellites fill; a satellite that states
    satellite.envelope_m3 takes that and no packing."""
    failure_frac: Annotated[float, Field(ge=0, lt=1)]
    """The failure share is the part of all launches that lose their payload."""
    combustion_t_per_launch: NonNegative
    """The combustion carbon is the CO2 in the exhaust of one launch."""
    propellant_making_t_per_launch: NonNegative
    """The propellant carbon is what making the propellant of one launch emits in CO2 equivalent, with leaks of fuel and
    electricity for oxygen."""
    stand_down_days: NonNegative
    """The stand-down is the number of days for which a failed launch keeps the launcher on the ground."""
    flights_per_y: Positive
    """The flights are the number of launches per year that the launcher makes for all customers when service begins."""
    flights_growth_per_y: Annotated[float, Field(ge=0, le=3)]
    """The growth of the flights is the share by which their number per year grows each year."""
    flights_most_per_y: Positive | None = None
    """The most flights are the number of launches per year for all customers at which the growth ends; null means that
    the growth never ends."""
    fleet_share_frac: Annotated[float, Field(gt=0, le=1)]
    """The share of the fleet is the part of all flights of the launcher that this fleet gets."""
    launches_per_y: Positive | None = None
    """The cadence is the number of launches per year that this fleet gets when service begins; null takes its share of
    all flights of the launcher, which grow as those do."""
    launches_growth_per_y: Annotated[float, Field(ge=0, le=3)]
    """The cadence growth is the share by which launches_per_y grows each year, where that is stated."""
    launches_most_per_y: Positive | None = None
    """The greatest cadence is the number of launches per year at which the growth of launches_per_y ends; null means
    that the growth never ends."""
    learning: LaunchLearning
    """The learning says how the launch price falls from the first launch on."""
    later_decline_per_y: Annotated[float, Field(ge=0, lt=0.6)]
    """The later decline is the share by which the price of a launch falls per year from one generation of satellites to
    the next within mission.horizon_y, down to the floor of learning; dated prices take the fall of their path."""
    risk: Literal["expected_loss", "insurance"]
    """The risk says who pays for failed launches: `expected_loss` pays for what is lost on average, and `insurance`
    pays insurance_frac of what is on board."""
    insurance_frac: NonNegative
    """The premium is the price of the insurance over the insured value, where risk is `insurance`."""
    internal_from: Annotated[str, entry_of("launchers")] | None = None
    """The internal entry names the entry of the launcher catalogue whose price is what a launch costs its operator,
    shown beside the market's price without moving it; null names none."""
    market_from: Annotated[str, entry_of("launchers")] | None = None
    """The market entry names the entry of the launcher catalogue whose price a customer pays for the same launch, shown
    beside the operator's own cost without moving it; null names none."""
    currency_year: int = Field(ge=2000, le=2040)
    """The currency year is the year whose US dollars the launch price is stated in."""

    @property
    def usd_per_kg(self) -> float:
        """Price of a kg of the reference payload, or of a kg delivered where that is sold, when service begins.

        >>> lift = Launcher.model_construct(price_usd_per_launch=9.0e7, reference_payload_kg=1.0e5)
        >>> lift.usd_per_kg
        900.0
        """
        if self.price_usd_per_launch is not None:
            return self.price_usd_per_launch / self.reference_payload_kg
        known = self.delivered_usd_per_kg if self.price_usd_per_kg is None else self.price_usd_per_kg
        assert known is not None  # one of the three is stated
        return known

    @property
    def flown(self) -> tuple[object, ...]:
        """Everything about the launcher but the price of a launch: what and when it flies follows from that."""
        return tuple([value for key, value in self.__dict__.items() if key not in PRICES])

    def cadence(self) -> tuple[float, float, float]:
        """Launches a year that this fleet gets when service begins, their growth per year, and the most there will be.

        The stated cadence, or the fleet's share of all flights, by definition of a share.

        >>> lift = Launcher.model_construct(flights_per_y=30.0, flights_growth_per_y=0.5, fleet_share_frac=0.1)
        >>> lift.cadence()
        (3.0, 0.5, inf)
        """
        if self.launches_per_y is not None:
            return self.launches_per_y, self.launches_growth_per_y, self.launches_most_per_y or inf
        share = self.fleet_share_frac
        return self.flights_per_y * share, self.flights_growth_per_y, share * (self.flights_most_per_y or inf)

    def at_usd_per_kg(self, usd_per_kg: float) -> Launcher:
        """The launcher at another price per kg, of what is delivered where that is sold, else of the reference load."""
        key = "price_usd_per_kg" if self.delivered_usd_per_kg is None else "delivered_usd_per_kg"
        return self.changed(**(dict.fromkeys(PRICES) | {key: usd_per_kg}))

    def satellite_usd(self, satellite_kg: float, launches: float) -> float:
        """Price of bringing up one satellite of a mass that takes so many launches, a share of one as a rule, in USD.

        >>> flat = Launcher.model_construct(delivered_usd_per_kg=1000.0)
        >>> flat.satellite_usd(2143.0, 1.0 / 23.0)
        2143000.0
        """
        if self.delivered_usd_per_kg is not None:
            return self.delivered_usd_per_kg * satellite_kg
        return self.usd_per_kg * self.reference_payload_kg * launches

    @model_validator(mode="after")
    def _has_one_price(self) -> Launcher:
        """The launcher, where its price is stated in one way."""
        stated = [key for key in PRICES if getattr(self, key) is not None]
        if len(stated) > 1:
            fix = f"keep one of {' and '.join(stated)}, and remove the others or set them to null"
            raise PydanticCustomError("launch", MANY_PRICES, {"fix": fix})
        if not stated:
            fix = (
                f"add {', '.join(PRICES[:-1])} or {PRICES[-1]}, or `from: ...`; `orbitdc catalog launchers` lists them"
            )
            raise PydanticCustomError("launch", "no price of a launch", {"fix": fix})
        return self

    @field_validator("sites")
    @classmethod
    def _flies_from_somewhere(cls, sites: tuple[LaunchSite, ...]) -> tuple[LaunchSite, ...]:
        """The launch sites, where there is one."""
        if not sites:
            raise ValueError("no launch site: name one; `orbitdc catalog launch_sites` lists them")
        return sites
