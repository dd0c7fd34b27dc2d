"""The ground data center: building, power, people; the same questions answered as by a fleet."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from orbitdc.block import Block, Fraction, NonNegative, Positive


class Site(Block):
    """A ground site, priced per IT watt; electricity is bought or made at ``electricity_usd_per_kwh``."""

    catalog_kind: ClassVar[str] = "sites"
    defaults_name: ClassVar[str] = "site"

    label: str
    it_power_w: Positive
    scale_out_gbps: Positive | None = None  # of one accelerator between domains, one direction; null: its own card's
    pue_annual: Annotated[float, Field(ge=1, le=3)]
    facility_usd_per_it_w: NonNegative
    facility_shell_frac: Fraction  # of the facility, depreciated as a building over 39 years
    facility_life_y: Positive
    facility_reuse_frac: Fraction  # share of the facility's remaining value that a next tenant pays at the horizon
    electricity_usd_per_kwh: NonNegative
    carbon_kg_per_kwh: NonNegative
    water_l_per_it_kwh: NonNegative
    staff_fte: NonNegative
    staff_usd_per_fte_y: NonNegative
    maintenance_usd_per_it_kw_y: NonNegative  # facility and IT upkeep apart from replaced accelerators
    property_tax_frac_per_y: Fraction  # net of abatement; on facility cost and depreciated IT value
    insurance_frac_per_y: Fraction  # of facility and IT cost
    decommissioning_frac: Fraction  # of the facility, at the end of its life
    power_wait_months: NonNegative  # before anything is built, for a grid connection
    construction_months: NonNegative
    chip_to_service_months: NonNegative
    ramp_months: NonNegative
    currency_year: int = Field(ge=2000, le=2040)
