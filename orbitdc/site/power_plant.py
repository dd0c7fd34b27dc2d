"""The source of a site's electricity: a plant beside it, a neighbour's contract or the grid.

Capital is bought per installed kW; fuel, upkeep and purchases follow the kWh. A grid or a contract is a tariff with an
escalator and no capital. Fixed upkeep is that of the NREL Annual Technology Baseline, which includes property tax and
insurance, so that the site charges neither again.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from orbitdc.block import Block, Fraction, NonNegative, OpenFraction, Positive
from orbitdc.constants import HOURS_PER_YEAR, METHANE_MJ_PER_KG, MJ_PER_MMBTU
from orbitdc.economics.money import DepreciationClass
from orbitdc.ledger import annuity, crf, decaying_annuity, interest_during_construction, monthly_rate

Escalation = Annotated[
    float, Field(gt=-0.2, lt=0.2)
]  # real change per year; the price holds in the first year of service
Sizing = Literal["site_peak", "capacity_factor"]
CAPITAL, INTEREST = "capital", "interest during construction"


class Fuel(Block):
    """A fuel with its price at the plant, and the carbon of a unit of its heat (higher heating value)."""

    catalog_kind: ClassVar[str] = "fuels"
    defaults_name: ClassVar[str] = "fuel"

    label: str
    """The label is the name of the fuel."""
    price_usd_per_mmbtu: NonNegative
    """The fuel price is the price at the hub per million British thermal units of heat, in the first year of
    service."""
    delivery_usd_per_mmbtu: NonNegative
    """The delivery is the price of bringing the fuel from the hub to the plant, in the first year of service."""
    escalation_per_y: Escalation
    """The escalation is the yearly change of the fuel price beyond inflation."""
    carbon_kg_per_mmbtu: NonNegative
    """The carbon is the CO2 that burning a million British thermal units of fuel emits."""
    methane_leak_frac: Annotated[float, Field(ge=0, le=0.5)]
    """The methane leak is the gas lost before the plant over the gas that is burnt."""
    methane_gwp: NonNegative
    """The warming power of methane is the CO2 equivalent in kg of one kg of methane."""
    currency_year: int = Field(ge=2000, le=2040)
    """The currency year is the year whose US dollars the fuel prices are stated in."""

    @property
    def gate_usd_per_mmbtu(self) -> float:
        """The price at the plant in USD per MMBtu: hub plus delivery, by definition.

        >>> Fuel.model_construct(price_usd_per_mmbtu=3.5, delivery_usd_per_mmbtu=0.5).gate_usd_per_mmbtu
        4.0
        """
        return self.price_usd_per_mmbtu + self.delivery_usd_per_mmbtu

    @property
    def carbon_kgco2e_per_mmbtu(self) -> float:
        """The carbon of a unit of heat in kg CO2e per MMBtu: the burnt fuel, and methane lost on the way.

        c + l M g with l the leak, M = 1055 MJ per MMBtu over 55.5 MJ/kg, 19 kg of methane per MMBtu, and g its warming
        power (IPCC AR6, table 7.15). Gas of 53.06 kg per MMBtu that loses 2.3 %:

        >>> gas = Fuel.model_construct(carbon_kg_per_mmbtu=53.06, methane_leak_frac=0.023, methane_gwp=29.8)
        >>> round(gas.carbon_kgco2e_per_mmbtu, 1)
        66.1
        """
        methane = self.methane_leak_frac * MJ_PER_MMBTU / METHANE_MJ_PER_KG
        return self.carbon_kg_per_mmbtu + methane * self.methane_gwp


class PowerPlant(Block):
    """A source of electricity per kW and kWh at the site's meter, the facility's load included."""

    catalog_kind: ClassVar[str] = "power_plants"
    defaults_name: ClassVar[str] = "power_plant"

    label: str
    """The label is the name of the power plant."""
    sizing: Sizing
    """The sizing says how much capacity the site buys: `site_peak` stands alone, covers the site's peak and buys spare
    units and those in repair too, and `capacity_factor` buys the site's share of a plant in a wider market by its mean
    output."""
    capex_usd_per_kw: NonNegative
    """The capital cost is the price of an installed kW without interest during construction."""
    plant_life_y: Positive
    """The plant life is the time that the plant serves before it is bought anew."""
    reuse_frac: Fraction
    """The reuse share is the part of the plant's remaining value that a next user pays at the horizon."""
    depreciation: DepreciationClass
    """The depreciation is the tax class of the plant: `bonus` deducts at once, `macrs5`, `macrs15` and `macrs20` over
    5, 15 and 20 years by table A-1 of IRS Publication 946, `building39` in equal parts over 39 years, and `expense`
    when it is paid."""
    tax_life_y: Literal[5, 15, 20]
    """The tax life is the time over which a plant of class `bonus` is deducted where money.equipment_depreciation is
    another rule: 5, 15 or 20 years."""
    build_months: NonNegative
    """The building time is the time in which the plant's capital is drawn."""
    queue_months: NonNegative
    """The queue is the time before building in which the site waits for turbines, permits or a connection, and pays
    nothing."""
    unit_availability_frac: OpenFraction
    """The unit availability is the share of the installed capacity that is in order on average; the value is read where
    sizing is `site_peak`."""
    reserve_frac: NonNegative
    """The reserve is the available capacity above the site's peak, as a share of the peak; the value is read where
    sizing is `site_peak`."""
    capacity_factor_frac: OpenFraction
    """The capacity factor is the mean output of an installed kW; the value is read where sizing is
    `capacity_factor`."""
    fixed_usd_per_kw_y: NonNegative
    """The fixed upkeep is what an installed kW costs per year, with property tax and insurance."""
    variable_usd_per_mwh: NonNegative
    """The variable upkeep is what a MWh costs beside fuel and purchases."""
    heat_rate_mmbtu_per_mwh: NonNegative
    """The heat rate is the heat of fuel burnt per MWh delivered, by the higher heating value; 0 means that nothing is
    burnt."""
    fuel: Fuel | None = None
    """The fuel is what the plant burns; null means that nothing is burnt."""
    tariff_usd_per_kwh: NonNegative
    """The tariff is the price of a kWh that is bought from others, in the first year of service."""
    tariff_escalation_per_y: Escalation
    """The escalation of the tariff is its yearly change beyond inflation."""
    other_carbon_kg_per_kwh: NonNegative
    """The other carbon is the CO2 equivalent of a kWh beside the fuel's, such as a grid's mean or a life cycle."""
    water_l_per_kwh: NonNegative
    """The water is what the plant takes per kWh at the site's meter."""
    currency_year: int = Field(ge=2000, le=2040)
    """The currency year is the year whose US dollars the prices of the plant are stated in."""

    @model_validator(mode="after")
    def _is_paid_for(self) -> PowerPlant:
        """The plant, where its fuel and heat rate are both stated or neither, and its power costs something."""
        if (self.fuel is None) != (self.heat_rate_mmbtu_per_mwh == 0.0):
            missing = "fuel" if self.fuel is None else "heat_rate_mmbtu_per_mwh"
            fix = {"fuel": "add `fuel:` with `from: ...`; `orbitdc catalog fuels` lists them"}.get(
                missing, "add `heat_rate_mmbtu_per_mwh:` (MMBtu/MWh), or remove the fuel"
            )
            raise PydanticCustomError(
                "power", f"a fuel and a heat rate need each other: there is no {missing}", {"fix": fix}
            )
        if not self.capex_usd_per_kw + self.tariff_usd_per_kwh + self.fuel_usd_per_kwh:
            fix = "add `capex_usd_per_kw:`, `tariff_usd_per_kwh:` or `fuel:`, or take `from: ...`"
            raise PydanticCustomError("power", "the plant's electricity costs nothing", {"fix": fix})
        return self

    @property
    def fuel_usd_per_kwh(self) -> float:
        """The fuel cost of a kWh in USD in the first year of service: heat rate x price of the fuel, by definition.

        >>> gas = Fuel.model_construct(price_usd_per_mmbtu=3.5, delivery_usd_per_mmbtu=0.5)
        >>> round(PowerPlant.model_construct(fuel=gas, heat_rate_mmbtu_per_mwh=6.316).fuel_usd_per_kwh, 6)
        0.025264
        """
        return 0.0 if self.fuel is None else self.heat_rate_mmbtu_per_mwh * 1e-3 * self.fuel.gate_usd_per_mmbtu

    @property
    def carbon_kgco2e_per_kwh(self) -> float:
        """The carbon of a kWh in kg CO2e: heat rate times the carbon of the fuel, plus the carbon stated beside it.

        The product follows from the definition of a heat rate (IPCC 2006 Guidelines, volume 2, chapter 2).

        >>> gas = Fuel.model_construct(carbon_kg_per_mmbtu=53.06, methane_leak_frac=0.0, methane_gwp=29.8)
        >>> plant = PowerPlant.model_construct(fuel=gas, heat_rate_mmbtu_per_mwh=6.316, other_carbon_kg_per_kwh=0.0)
        >>> round(plant.carbon_kgco2e_per_kwh, 4)
        0.3351
        """
        burnt = 0.0 if self.fuel is None else self.heat_rate_mmbtu_per_mwh * 1e-3 * self.fuel.carbon_kgco2e_per_mmbtu
        return burnt + self.other_carbon_kg_per_kwh

    @property
    def months_until_power(self) -> float:
        """The months from the order until power flows: the queue, then construction, by definition.

        >>> PowerPlant.model_construct(queue_months=18.0, build_months=24.0).months_until_power
        42.0
        """
        return self.queue_months + self.build_months

    def installed_kw(self, peak_kw: float, mean_kw: float) -> float:
        """The capacity bought for a load, in kW.

        A plant that stands alone (``site_peak``) has peak (1 + reserve) / availability: its capacity in order on
        average covers the peak and a reserve (unforced capacity, by definition of the North American Electric
        Reliability Corporation). In a wider market (``capacity_factor``) the capacity is mean / capacity factor: the
        site's share of a plant that others use too.

        >>> plant = PowerPlant.model_construct(sizing="site_peak", reserve_frac=0.15, unit_availability_frac=0.92)
        >>> round(plant.installed_kw(1000.0, 800.0), 6)
        1250.0
        """
        if self.sizing == "site_peak":
            return peak_kw * (1.0 + self.reserve_frac) / self.unit_availability_frac
        return mean_kw / self.capacity_factor_frac


def price_parts_usd_per_kwh(
    plant: PowerPlant, rate_frac: float, capacity_factor_frac: float, hours_per_year: float = HOURS_PER_YEAR
) -> dict[str, float]:
    """The levelized cost of electricity by part, in USD/kWh; interest during construction is one of them.

    LCOE = ((C + I) CRF(r, n) + F) / (h CF) + V + HR f E_f + p E_p, with C capital, I the interest on equal draws at the
    start of each month of construction, F and V upkeep, HR f fuel, p tariff, and E = A(r, n, -e) CRF(r, n) the factor
    by which a real escalation e raises a first year's price over the life n (NREL/TP-462-5173; payments at year ends,
    before tax). ``rate_frac`` and prices are both real or both nominal. The year has ``hours_per_year``. Raises
    ValueError as `crf` does.
    """
    n = plant.plant_life_y
    recovery = crf(rate_frac, n)
    kwh_per_kw = hours_per_year * capacity_factor_frac
    idle = 0.0
    if plant.build_months > 0:
        draws = max(1, round(plant.build_months))
        idle = interest_during_construction(plant.capex_usd_per_kw, monthly_rate(rate_frac), draws)

    def over_life(escalation: float) -> float:
        """The level price that over the life is worth one that begins at 1 and rises at this rate per year."""
        return decaying_annuity(rate_frac, n, -escalation) / annuity(rate_frac, n)

    burnt = 0.0 if plant.fuel is None else plant.fuel_usd_per_kwh * over_life(plant.fuel.escalation_per_y)
    return {
        CAPITAL: plant.capex_usd_per_kw * recovery / kwh_per_kw,
        INTEREST: idle * recovery / kwh_per_kw,
        "fixed upkeep": plant.fixed_usd_per_kw_y / kwh_per_kw,
        "variable upkeep": plant.variable_usd_per_mwh * 1e-3,
        "fuel": burnt,
        "purchased": plant.tariff_usd_per_kwh * over_life(plant.tariff_escalation_per_y),
    }


def lcoe_usd_per_kwh(
    plant: PowerPlant, rate_frac: float, capacity_factor_frac: float, hours_per_year: float = HOURS_PER_YEAR
) -> float:
    """The levelized cost of electricity in USD/kWh, the sum of `price_parts_usd_per_kwh`.

    It compares sources; a site's bill holds the plant's own payments instead, never both (NREL/TP-462-5173). Raises
    ValueError as `crf` does.

    A combined cycle of 1,213.1 USD/kW, 33.5 USD/kW and year, 2.12 USD/MWh and 6.316 MMBtu/MWh of gas at 4 USD, busy 85
    % of 8,760 hours, 20 years at 8 %:

    >>> gas = {"label": "gas", "price_usd_per_mmbtu": 4.0, "delivery_usd_per_mmbtu": 0.0, "escalation_per_y": 0.0}
    >>> gas |= {"carbon_kg_per_mmbtu": 53.06, "methane_leak_frac": 0.0, "methane_gwp": 29.8, "currency_year": 2026}
    >>> plant = PowerPlant(
    ...     label="gas", sizing="capacity_factor", capex_usd_per_kw=1213.1, plant_life_y=20.0, reuse_frac=1.0,
    ...     depreciation="bonus", tax_life_y=20, build_months=0.0, queue_months=0.0, unit_availability_frac=1.0,
    ...     reserve_frac=0.0, capacity_factor_frac=0.85, fixed_usd_per_kw_y=33.5, variable_usd_per_mwh=2.12,
    ...     heat_rate_mmbtu_per_mwh=6.316, fuel=gas, tariff_usd_per_kwh=0.0, tariff_escalation_per_y=0.0,
    ...     other_carbon_kg_per_kwh=0.0, water_l_per_kwh=0.75, currency_year=2022,
    ... )
    >>> round(lcoe_usd_per_kwh(plant, 0.08, 0.85, hours_per_year=8760.0), 6)
    0.048477
    >>> round(plant.carbon_kgco2e_per_kwh, 4)
    0.3351
    """
    return sum(price_parts_usd_per_kwh(plant, rate_frac, capacity_factor_frac, hours_per_year).values())
