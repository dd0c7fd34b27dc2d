"""The ground data center: building, power, people; the same questions answered as by a fleet."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from orbitdc.block import Block, Fraction, NonNegative, Positive
from orbitdc.site.power_plant import PowerPlant

BOTH = "stated beside a power plant, which says itself what electricity costs and emits"
BOTH_FIX = "remove it (or set it to null), or remove ground.power"


class Site(Block):
    """A ground site, priced per IT watt; electricity at a stated tariff, or from the plant under ``power``."""

    catalog_kind: ClassVar[str] = "sites"
    defaults_name: ClassVar[str] = "site"

    label: str
    it_power_w: Positive
    scale_out_gbps: Positive | None = None  # of one accelerator between domains, one direction; null: its own card's
    pue_annual: Annotated[float, Field(ge=1, le=3)]
    pue_peak: Annotated[float, Field(ge=1, le=3)]  # facility over IT power at full load; what a plant alone must cover
    facility_usd_per_it_w: NonNegative
    facility_shell_frac: Fraction  # of the facility, depreciated as a building over 39 years
    facility_life_y: Positive
    facility_reuse_frac: Fraction  # share of the facility's remaining value that a next tenant pays at the horizon
    electricity_usd_per_kwh: NonNegative | None = None  # all of it: the capital of a plant within
    carbon_kg_per_kwh: NonNegative | None = None  # of the electricity at that tariff
    power: PowerPlant | None = None  # instead of both
    power_from: str | None = None  # the power plant of the catalogue that the site is known for: a suggestion
    water_l_per_it_kwh: NonNegative  # for cooling
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

    @model_validator(mode="after")
    def _has_one_source_of_power(self) -> Site:
        plants = "`orbitdc catalog power_plants` lists them"
        if self.power is None:
            tariff = {"electricity_usd_per_kwh": " (USD/kWh)", "carbon_kg_per_kwh": " (kg/kWh)"}
            missing = [key for key in tariff if getattr(self, key) is None]
            if missing:
                wanted = " and ".join(f"`{key}:`{tariff[key]}" for key in missing)
                fix = f"add {wanted}, or `power:` with `from: ...`; {plants}"
                raise PydanticCustomError("power", "neither a tariff with its carbon nor a power plant", {"fix": fix})
            return self
        if self.electricity_usd_per_kwh is not None or self.carbon_kg_per_kwh is not None:
            raise PydanticCustomError("power", BOTH, {"fix": BOTH_FIX})
        if self.power.sizing == "site_peak" and self.pue_peak < self.pue_annual:
            message = f"pue_peak is {self.pue_peak:g}, below the annual mean of {self.pue_annual:g}"
            raise PydanticCustomError("power", message, {"fix": "raise pue_peak, which sizes the plant"})
        return self
