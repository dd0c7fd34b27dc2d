"""Satellites bolted together: shells, real catalogues, launch, attrition, spares."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from orbitdc.block import Block, Fraction, NonNegative
from orbitdc.fleet.cluster import Cluster
from orbitdc.fleet.launcher import Launcher
from orbitdc.fleet.shell import Shell

__all__ = ["Cluster", "Fleet", "Launcher", "Shell"]


class Fleet(Block):
    """The satellites in service: shells of a pattern, or every satellite of a catalogue file."""

    defaults_name: ClassVar[str] = "fleet"

    shells: tuple[Shell, ...] | None = None
    catalogue_file: str | None = None  # OMM (json, csv, xml) or TLE
    cluster: Cluster | None = None  # satellites that fly in formation; null: alone, spread over their plane
    size: Literal["to_site", "as_given"]  # as many satellites as the site's delivered FLOP/s needs, or those given
    attrition: Literal["decay", "spares"]  # losses shrink capacity, or replacements hold it
    spares_frac: NonNegative  # satellites launched beyond those in service, which step in until they are used up
    servicing: Literal["none", "visit"]  # of satellites, whose dead accelerators are exchanged
    service_interval_y: Annotated[float, Field(ge=0.1)]
    service_usd_per_satellite: NonNegative  # of one visit, without what it brings
    service_restores_frac: Fraction  # of the dead accelerators of a living satellite
    nre_usd: NonNegative
    gateways: Literal["stated", "by_egress"]  # ground_segment_usd as it stands, or stations counted by what they carry
    ground_segment_usd: NonNegative  # of the programme, where it is stated
    gateway_medium: Literal["optical", "radio"]  # clouds stop light, not radio
    gateway_usd: NonNegative  # of one station
    gateway_gbps: Annotated[float, Field(gt=0)]  # of one station
    gateway_availability_frac: Annotated[float, Field(ge=0, lt=1)]  # of the time with a clear sky at one site or more
    operations_usd_per_it_kw_y: NonNegative
    regulatory_usd_per_y: NonNegative
    orbital_use_fee_usd_per_satellite_y: NonNegative
    sales_tax_frac: Fraction  # of compute and bus, when they are bought
    property_tax_frac_per_y: Fraction  # of what straight depreciation has left of compute and bus
    deorbit_frac: NonNegative  # of the bus price, at end of life
    chip_to_service_months: NonNegative
    ramp_months: NonNegative
    nre_fleet_it_w: Annotated[float, Field(gt=0)]  # IT watts over which NRE and ground segment are spread, if larger
    currency_year: int = Field(ge=2000, le=2040)

    @model_validator(mode="after")
    def _one_source_of_orbits(self) -> Fleet:
        if (self.shells is None) == (self.catalogue_file is None):
            raise ValueError("give either shells or catalogue_file")
        return self

    @model_validator(mode="after")
    def _each_loss_is_paid_once(self) -> Fleet:
        if self.attrition == "spares" and (self.spares_frac > 0 or self.servicing == "visit"):
            raise ValueError(
                "attrition: spares already replaces every loss, which spares_frac or servicing would pay again: "
                "set attrition to decay, or spares_frac to 0 and servicing to none"
            )
        return self
