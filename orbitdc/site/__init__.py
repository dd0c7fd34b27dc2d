"""The ground data center: its building, power and staff, which answer the same questions as a fleet."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from orbitdc.block import Block, Fraction, Kelvin, NonNegative, Positive, entry_of
from orbitdc.compute.accelerator import Accelerator
from orbitdc.compute.wear import Wear, at_temperature
from orbitdc.site.phase import BuildUp
from orbitdc.site.power_plant import PowerPlant

BOTH = "stated beside a power plant, which has its own price and carbon of electricity"
BOTH_FIX = "remove it (or set it to null), or remove ground.power"


class Site(Block):
    """A ground site, priced per IT watt; its electricity is bought at a tariff or made by the plant under ``power``."""

    catalog_kind: ClassVar[str] = "sites"
    defaults_name: ClassVar[str] = "site"

    label: str
    """The label is the name of the ground site."""
    it_power_w: Positive
    """The IT power is the power behind the IT meter with all accelerators busy; a build-up with silicon `own` takes the
    sum of its phases instead."""
    build_up: BuildUp | None = None
    """The build-up says which accelerators enter service when; null means that all enter alike over ramp_months."""
    scale_out_gbps: Positive | None = None
    """The scale-out bandwidth is what one accelerator sends between domains in this building, in one direction; null
    takes the accelerator's own network card."""
    pue_annual: Annotated[float, Field(ge=1, le=3)]
    """The annual power usage effectiveness is the energy of the whole facility over the energy of the IT, as a mean
    over the year."""
    pue_peak: Annotated[float, Field(ge=1, le=3)]
    """The peak power usage effectiveness is the power of the whole facility over the IT power at full load, which a
    power plant that stands alone must cover."""
    facility_usd_per_it_w: NonNegative
    """The facility price is that of the building with its electrical and mechanical plant per watt of IT power, without
    accelerators and without a power plant."""
    facility_shell_frac: Fraction
    """The shell share is the part of the facility price that is shell and land, depreciated as a building over 39
    years."""
    facility_electrical_frac: Fraction
    """The electrical share is the part of the facility price that is electrical plant; what is neither shell,
    electrical nor mechanical is fit-out."""
    facility_mechanical_frac: Fraction
    """The mechanical share is the part of the facility price that is cooling plant."""
    facility_life_y: Positive
    """The facility life is the time that the building serves."""
    electrical_life_y: Positive | None = None
    """The electrical life is the time that the electrical plant serves before it is bought anew; null takes
    facility_life_y."""
    mechanical_life_y: Positive | None = None
    """The mechanical life is the time that the cooling plant serves before it is bought anew; null takes
    facility_life_y."""
    facility_reuse_frac: Fraction
    """The reuse share is the part of the facility's remaining value that a next tenant pays at the horizon."""
    electricity_usd_per_kwh: NonNegative | None = None
    """The tariff is the price of a kWh at the site's meter, with the capital of all plants within; null means that the
    plant under power sets the price."""
    carbon_kg_per_kwh: NonNegative | None = None
    """The carbon of the tariff is the CO2 equivalent of a kWh bought at the tariff; null means that the plant under
    power sets the carbon."""
    power: PowerPlant | None = None
    """The power plant makes the electricity of the site, in place of tariff and carbon; null means that the tariff
    holds."""
    second_power: PowerPlant | None = None
    """The second power plant carries a fixed share of the load beside the first one; null means that there is no second
    plant."""
    second_power_frac: Fraction
    """The second share is the part of the load that the second power plant carries, at the peak and on average."""
    power_from: Annotated[str, entry_of("power_plants")] | None = None
    """The known plant names the entry of the power plant catalogue that the site is known for, as a suggestion that
    moves no number; null names none."""
    water_l_per_it_kwh: NonNegative
    """The water is what cooling takes per kWh of IT energy, without the water of a power plant."""
    water_usd_per_m3: NonNegative
    """The water price is what a cubic metre of the site's own water costs, sewage included; a power plant pays its own
    water."""
    staff_fte_per_it_mw: NonNegative
    """The staff is the number of full-time people at the site per MW of IT power, so that a small site has few."""
    staff_usd_per_fte_y: NonNegative
    """The staff cost is what one full-time person costs per year."""
    maintenance_usd_per_it_kw_y: NonNegative
    """The maintenance is the yearly upkeep of facility and IT per kW of IT power, apart from replaced accelerators."""
    repair_days: NonNegative
    """The repair takes this many days from the failure of an accelerator to the exchange of its tray, which is out of
    service meanwhile."""
    coolant_inlet_k: Kelvin
    """The inlet is the temperature at which coolant or air reaches the accelerators; their thermal resistance puts the
    junction above it, and their losses follow."""
    it_refresh_y: Annotated[float, Field(ge=1)] | None = None
    """The refresh is the time after which all accelerators are bought anew; null means that accelerators serve the
    whole life."""
    sales_tax_frac: Fraction
    """The sales tax is a share of the price of accelerators and of the facility's equipment, due when they are
    bought."""
    facility_property_tax_frac_per_y: Fraction
    """The property tax of the facility is a yearly share of the facility's cost, before abatement."""
    it_property_tax_frac_per_y: Fraction
    """The property tax of the IT is a yearly share of what straight depreciation has left of the accelerators, before
    abatement."""
    abatement_frac: Fraction
    """The abatement is the share of both property taxes that is forgiven."""
    abatement_y: NonNegative
    """The abatement time is the time from first service for which property taxes are forgiven."""
    insurance_frac_per_y: Fraction
    """The insurance is a yearly share of the cost of facility and accelerators."""
    decommissioning_frac: Fraction
    """The decommissioning is the cost of taking the facility down at the end of its life, as a share of the facility's
    cost; the years served bear their part."""
    power_wait_months: NonNegative
    """The power wait is the time before anything is built in which the site waits for a grid connection."""
    construction_months: NonNegative
    """The construction is the time in which the facility is built and paid for."""
    chip_to_service_months: NonNegative
    """The lead time is the time between the payment for accelerators and their first service."""
    ramp_months: NonNegative
    """The ramp is the time over which the accelerators enter service evenly, where no build-up is given."""
    currency_year: int = Field(ge=2000, le=2040)
    """The currency year is the year whose US dollars the prices of the site are stated in."""

    def sources(self) -> tuple[tuple[float, PowerPlant], ...]:
        """The power plants with their shares of the load, whose sum is 1 by definition; none under a stated tariff.

        A source without a share is not built.

        >>> Site.model_construct(power="turbine", second_power="battery", second_power_frac=0.25).sources()
        ((0.75, 'turbine'), (0.25, 'battery'))
        """
        if self.power is None:
            return ()
        if self.second_power is None:
            return ((1.0, self.power),)
        shares = (1.0 - self.second_power_frac, self.power), (self.second_power_frac, self.second_power)
        return tuple((share, plant) for share, plant in shares if share > 0.0)

    def wear(self, chip: Accelerator) -> Wear:
        """What the accelerators of the site meet: a steady heat, without the cycles of eclipses."""
        return at_temperature(chip, self.coolant_inlet_k)

    def facility_parts_usd_per_it_w(self) -> dict[str, float]:
        """The price of the building by part, in USD per IT watt."""
        shares = {
            "electrical": self.facility_electrical_frac,
            "mechanical": self.facility_mechanical_frac,
            "shell and land": self.facility_shell_frac,
        }
        shares["fit-out"] = max(1.0 - sum(shares.values()), 0.0)
        return {part: share * self.facility_usd_per_it_w for part, share in shares.items()}

    @model_validator(mode="after")
    def _is_one_building(self) -> Site:
        """The site, where the parts of its building add up to no more than all of it."""
        total = self.facility_shell_frac + self.facility_electrical_frac + self.facility_mechanical_frac
        if total > 1.0 + 1e-9:
            fix = "lower facility_shell_frac, facility_electrical_frac or facility_mechanical_frac"
            raise PydanticCustomError("facility", f"parts of the facility add up to {total:.0%}", {"fix": fix})
        return self

    @model_validator(mode="after")
    def _has_one_source_of_power(self) -> Site:
        """The site, where its power comes from a plant or at a tariff."""
        plants = "`orbitdc catalog power_plants` lists them"
        if self.second_power is not None and self.power is None:
            fix = "name the first one as `power:`, or rename second_power to power"
            raise PydanticCustomError("power", "second_power is given without a first plant under power", {"fix": fix})
        if self.power is None:
            tariff = {"electricity_usd_per_kwh": " (USD/kWh)", "carbon_kg_per_kwh": " (kg/kWh)"}
            missing = [key for key in tariff if getattr(self, key) is None]
            if missing:
                wanted = " and ".join(f"`{key}:`{tariff[key]}" for key in missing)
                fix = f"add {wanted}, or `power:` with `from: ...`; {plants}"
                raise PydanticCustomError(
                    "power", "the site has neither a tariff with its carbon nor a power plant", {"fix": fix}
                )
            return self
        if self.electricity_usd_per_kwh is not None or self.carbon_kg_per_kwh is not None:
            raise PydanticCustomError("power", BOTH, {"fix": BOTH_FIX})
        if any(plant.sizing == "site_peak" for _, plant in self.sources()) and self.pue_peak < self.pue_annual:
            message = f"pue_peak is {self.pue_peak:g}, below the annual mean of {self.pue_annual:g}"
            raise PydanticCustomError("power", message, {"fix": "raise pue_peak, which sizes the plant"})
        return self
