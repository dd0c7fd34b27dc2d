"""The ground data center: building, power, people; the same questions answered as by a fleet."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from orbitdc.block import Block, Fraction, NonNegative, Positive
from orbitdc.site.phase import BuildUp
from orbitdc.site.power_plant import PowerPlant

BOTH = "stated beside a power plant, which says itself what electricity costs and emits"
BOTH_FIX = "remove it (or set it to null), or remove ground.power"


class Site(Block):
    """A ground site, priced per IT watt; electricity at a stated tariff, or from the plant under ``power``."""

    catalog_kind: ClassVar[str] = "sites"
    defaults_name: ClassVar[str] = "site"

    label: str
    it_power_w: Positive
    build_up: BuildUp | None = None  # what enters service when; null: all alike over ramp_months
    scale_out_gbps: Positive | None = None  # of one accelerator between domains, one direction; null: its own card's
    pue_annual: Annotated[float, Field(ge=1, le=3)]
    pue_peak: Annotated[float, Field(ge=1, le=3)]  # facility over IT power at full load; what a plant alone must cover
    facility_usd_per_it_w: NonNegative
    facility_shell_frac: Fraction  # of the facility, depreciated as a building over 39 years
    facility_electrical_frac: Fraction  # of it; what is neither of the three is fit-out
    facility_mechanical_frac: Fraction
    facility_life_y: Positive
    facility_reuse_frac: Fraction  # share of the facility's remaining value that a next tenant pays at the horizon
    electricity_usd_per_kwh: NonNegative | None = None  # all of it: the capital of a plant within
    carbon_kg_per_kwh: NonNegative | None = None  # of the electricity at that tariff
    power: PowerPlant | None = None  # instead of both
    second_power: PowerPlant | None = None  # beside power, in a fixed share of the load
    second_power_frac: Fraction  # of the load, at the peak and on average
    power_from: str | None = None  # the power plant of the catalogue that the site is known for: a suggestion
    water_l_per_it_kwh: NonNegative  # for cooling
    staff_fte: NonNegative
    staff_usd_per_fte_y: NonNegative
    maintenance_usd_per_it_kw_y: NonNegative  # facility and IT upkeep apart from replaced accelerators
    it_refresh_y: Annotated[float, Field(ge=1)] | None = None  # accelerators are bought anew; null: they serve the life
    sales_tax_frac: Fraction  # of accelerators and of the facility's equipment, when they are bought
    facility_property_tax_frac_per_y: Fraction  # of the facility's cost, before abatement
    it_property_tax_frac_per_y: Fraction  # of what straight depreciation has left of the accelerators, before abatement
    abatement_frac: Fraction  # of both property taxes, forgiven
    abatement_y: NonNegative  # from first service
    insurance_frac_per_y: Fraction  # of facility and IT cost
    decommissioning_frac: Fraction  # of the facility, at the end of its life
    power_wait_months: NonNegative  # before anything is built, for a grid connection
    construction_months: NonNegative
    chip_to_service_months: NonNegative
    ramp_months: NonNegative
    currency_year: int = Field(ge=2000, le=2040)

    def sources(self) -> tuple[tuple[float, PowerPlant], ...]:
        """Power plants with their shares of the load; none under a stated tariff."""
        if self.power is None:
            return ()
        if self.second_power is None:
            return ((1.0, self.power),)
        return ((1.0 - self.second_power_frac, self.power), (self.second_power_frac, self.second_power))

    def facility_parts_usd_per_it_w(self) -> dict[str, float]:
        """Price of the building by part, USD per IT watt."""
        shares = {
            "electrical": self.facility_electrical_frac,
            "mechanical": self.facility_mechanical_frac,
            "shell and land": self.facility_shell_frac,
        }
        shares["fit-out"] = max(1.0 - sum(shares.values()), 0.0)
        return {part: share * self.facility_usd_per_it_w for part, share in shares.items()}

    @model_validator(mode="after")
    def _is_one_building(self) -> Site:
        total = self.facility_shell_frac + self.facility_electrical_frac + self.facility_mechanical_frac
        if total > 1.0 + 1e-9:
            fix = "lower facility_shell_frac, facility_electrical_frac or facility_mechanical_frac"
            raise PydanticCustomError("facility", f"parts of the facility add up to {total:.0%}", {"fix": fix})
        return self

    @model_validator(mode="after")
    def _has_one_source_of_power(self) -> Site:
        plants = "`orbitdc catalog power_plants` lists them"
        if self.second_power is not None and self.power is None:
            fix = "name the first one as `power:`, or rename second_power to power"
            raise PydanticCustomError("power", "second_power beside no power", {"fix": fix})
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
        if any(plant.sizing == "site_peak" for _, plant in self.sources()) and self.pue_peak < self.pue_annual:
            message = f"pue_peak is {self.pue_peak:g}, below the annual mean of {self.pue_annual:g}"
            raise PydanticCustomError("power", message, {"fix": "raise pue_peak, which sizes the plant"})
        return self
