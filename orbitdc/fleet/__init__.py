"""Satellites bolted together: shells, real catalogues, launch, attrition, spares."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from orbitdc.block import Block, Fraction, NonNegative, OpenFraction, Positive
from orbitdc.fleet.cluster import Cluster
from orbitdc.fleet.launcher import Launcher
from orbitdc.fleet.shell import Shell

__all__ = ["Cluster", "Fleet", "Launcher", "Shell"]


class Fleet(Block):
    """The satellites in service: shells of a pattern, or every satellite of a catalogue file."""

    defaults_name: ClassVar[str] = "fleet"

    shells: tuple[Shell, ...] | None = None
    """The shells are the orbits of the fleet, as patterns of planes and satellites; null means that catalogue_file
    gives the orbits."""
    catalogue_file: str | None = None
    """The catalogue file holds the orbit of every satellite as OMM (json, csv or xml) or TLE; null means that shells
    give the orbits."""
    skip_unsupported: bool
    """The choice says what happens to satellites of the catalogue that fly too high or too far from a circle to be
    simulated: false refuses the file, naming them, and true flies the rest and counts them in a note."""
    cluster: Cluster | None = None
    """The cluster is a formation in which satellites fly close together; null means that satellites fly alone, spread
    over their planes."""
    spacing_least_km: Positive
    """The least spacing is the distance between neighbours of one orbit below which an answer warns that they stand
    within the volume that conjunctions are screened for."""
    size: Literal["to_site", "as_given"]
    """The size rule says how many satellites there are: `to_site` takes as many as deliver the FLOP/s of the ground
    site, and `as_given` takes those of the shells or the catalogue and scales the site instead."""
    attrition: Literal["decay", "spares", "capacity_stays"]
    """The attrition says what follows a loss: `decay` lets the capacity shrink, `spares` launches replacements that
    hold the capacity, and `capacity_stays` counts what is lost as if it still computed and pays for nothing in its
    place, as studies do that divide by the hours of everything installed."""
    availability_frac: OpenFraction | None = None
    """The availability is the share of time for which the accelerators in orbit are available, stated for the fleet
    alone in place of interruptions and workload.availability_frac, as studies state it for losses to radiation or to
    power; null takes what both sides share."""
    spares_frac: NonNegative
    """The spares are the satellites launched beyond those in service, as a share of those in service; a spare satellite
    steps in for a lost one until all are used up."""
    servicing: Literal["none", "visit"]
    """The servicing says whether dead accelerators in orbit are exchanged: `none` leaves them dead, and `visit`
    exchanges them at regular visits."""
    service_interval_y: Annotated[float, Field(ge=0.1)]
    """The service interval is the time between two visits to a satellite, where servicing is `visit`."""
    service_usd_per_satellite: NonNegative
    """The service price is that of one visit to one satellite, without the accelerators that the visit brings."""
    service_restores_frac: Fraction
    """The restored share is the part of the dead accelerators of a living satellite that one visit exchanges."""
    replacement_frac_per_y: NonNegative
    """The replacement is a yearly share of the price of the satellites in service that is bought again over the life,
    as studies without a model of losses state it; 0 leaves replacements to the losses and to attrition."""
    operations_frac_per_y: NonNegative
    """The operations share is the yearly cost of running the fleet as a share of the price of its satellites, on top of
    operations_usd_per_it_kw_y."""
    yearly_shares_of: Literal["hardware", "hardware_and_launch"]
    """The base says what replacement_frac_per_y and operations_frac_per_y are shares of: `hardware` is compute and bus,
    and `hardware_and_launch` adds the launch."""
    reuse_frac: Fraction
    """The reuse share is the part of the remaining value of bus and launch that a next owner pays for satellites whose
    life the horizon cuts short; nothing is paid for satellites at the end of their life."""
    nre_usd: NonNegative
    """The development cost is what the programme pays once for design and qualification."""
    gateways: Literal["stated", "by_egress"]
    """The gateway rule says how the ground segment is priced: `stated` takes ground_segment_usd, and `by_egress` counts
    ground stations by the traffic that they carry."""
    ground_segment_usd: NonNegative
    """The ground segment is the price of all ground stations of the programme, where gateways is `stated`."""
    gateway_medium: Literal["optical", "radio"]
    """The medium says how ground stations talk to satellites: `optical` light is stopped by clouds, and `radio` is
    not."""
    gateway_contact: Literal["always", "passes"]
    """The gateway contact says when a satellite that serves reaches the ground: `always` has the ground stations of
    link.ground_sites in view at all times, by way of other satellites, and `passes` has the satellite itself wait until
    a named ground station of the catalogue is in view, as skyfield finds it for the satellites of a catalogue file."""
    gateway_usd: NonNegative
    """The gateway price is that of one ground station, where gateways is `by_egress`."""
    gateway_gbps: Annotated[float, Field(gt=0)]
    """The gateway rate is the traffic that one ground station carries, where gateways is `by_egress`."""
    gateway_availability_frac: Annotated[float, Field(ge=0, lt=1)]
    """The gateway availability is the share of time in which at least one site must see the sky, where gateways is
    `by_egress`."""
    operations_usd_per_it_kw_y: NonNegative
    """The operations are the yearly cost of running the fleet per kW of IT power, spares included."""
    regulatory_usd_per_y: NonNegative
    """The regulatory fees are what the whole programme pays per year; a fleet below nre_fleet_it_w pays its share."""
    orbital_use_fee_usd_per_satellite_y: NonNegative
    """The orbital-use fee is a yearly charge on each satellite in orbit."""
    spectrum_usd_per_y: NonNegative
    """The spectrum fees are what the whole programme pays per year for radio bands; a fleet below nre_fleet_it_w pays
    its share."""
    insurance_frac_per_y: Fraction
    """The insurance in orbit is a yearly premium on the price of compute and bus of all satellites that were launched,
    as a site pays it; losses that the fleet bears are charged beside it."""
    sales_tax_frac: Fraction
    """The sales tax is a share of the price of compute and bus, due when they are bought."""
    property_tax_frac_per_y: Fraction
    """The property tax is a yearly share of what straight depreciation has left of the price of compute and bus."""
    deorbit_frac: NonNegative
    """The deorbit cost is what bringing a satellite down costs at its end of life, as a share of the bus price."""
    chip_to_service_months: NonNegative
    """The lead time is the time between the payment for compute and bus and the first service, without the days in
    which satellites raise themselves to their orbit, which come on top."""
    ramp_months: NonNegative
    """The ramp is the time over which the satellites enter service evenly; launches or a factory that are too slow make
    the ramp longer."""
    factory_satellites_per_y: Positive
    """The factory rate is the number of satellites that are built in a year for this fleet."""
    factory_ramp_months: NonNegative
    """The factory ramp is the time in which the factory comes evenly from nothing to its rate, from the first satellite
    on; 0 has it at its rate from the first day."""
    factory_growth_per_y: Annotated[float, Field(ge=0, le=3)]
    """The growth of the factory is the share by which its rate grows each year after the ramp; dated prices take the
    growth of their path."""
    factory_most_satellites_per_y: Positive
    """The greatest factory rate is the number of satellites a year at which the growth ends, where factory_growth_per_y
    is above 0."""
    licence_months: NonNegative
    """The licence takes this many months from the filing to the grant; time to market counts it beside the
    development, and no other answer does."""
    development_months: NonNegative
    """The development takes this many months from the decision until the first satellites are ordered; time to market
    counts it, and no other answer does."""
    nre_fleet_it_w: NonNegative
    """The programme size is the IT power over which development, stated ground segment and regulatory fees are spread,
    where the fleet is smaller; 0 has the fleet bear all of it."""
    currency_year: int = Field(ge=2000, le=2040)
    """The currency year is the year whose US dollars the prices of the fleet are stated in."""

    def factory_pace(self) -> tuple[float, float, float, float]:
        """The satellites that the factory builds in a year after its ramp, the ramp in months, the growth and the most.

        >>> line = {"factory_satellites_per_y": 500.0, "factory_ramp_months": 24.0, "factory_growth_per_y": 0.5}
        >>> Fleet.model_construct(**line, factory_most_satellites_per_y=4000.0).factory_pace()
        (500.0, 24.0, 0.5, 4000.0)
        """
        most = max(self.factory_most_satellites_per_y, self.factory_satellites_per_y)  # a stated rate is kept
        return self.factory_satellites_per_y, self.factory_ramp_months, self.factory_growth_per_y, most

    @model_validator(mode="after")
    def _one_source_of_orbits(self) -> Fleet:
        """The fleet, where its orbits come from shells or from a file, and not from both."""
        if self.shells is None and self.catalogue_file is None:
            raise PydanticCustomError("fleet", "no orbits", {"fix": "add `shells:` or `catalogue_file:`"})
        if self.shells is not None and self.catalogue_file is not None:
            fix = {"fix": "remove one of them, or set it to null"}
            raise PydanticCustomError("fleet", "orbits come from shells or catalogue_file, and both are stated", fix)
        return self

    @model_validator(mode="after")
    def _passes_are_those_of_known_satellites(self) -> Fleet:
        """The fleet, where passes are asked for of satellites that a file names."""
        if self.gateway_contact == "passes" and self.catalogue_file is None:
            fix = {"path": "fleet.gateway_contact", "fix": "set it to always, or name a fleet.catalogue_file"}
            raise PydanticCustomError("fleet", "passes are found for the satellites of a catalogue file", fix)
        return self

    @model_validator(mode="after")
    def _each_replacement_is_paid_once(self) -> Fleet:
        """The fleet, where spares and a yearly share of replacements do not pay for the same loss."""
        if self.replacement_frac_per_y > 0 and self.attrition == "spares":
            raise ValueError(
                "attrition: spares already replaces every loss, which replacement_frac_per_y would pay again: "
                "set attrition to decay, or replacement_frac_per_y to 0"
            )
        return self

    @model_validator(mode="after")
    def _each_loss_is_paid_once(self) -> Fleet:
        """The fleet, where attrition by spares stands beside neither spares in orbit nor visits."""
        if self.attrition == "spares" and (self.spares_frac > 0 or self.servicing == "visit"):
            raise ValueError(
                "attrition: spares already replaces every loss, which spares_frac or servicing would pay again: "
                "set attrition to decay, or spares_frac to 0 and servicing to none"
            )
        return self
