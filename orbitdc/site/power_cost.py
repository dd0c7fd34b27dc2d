"""The payments for a site's own power: the plant, its upkeep, fuel and purchases; and the time until power flows."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import numpy as np
import numpy.typing as npt

from orbitdc.constants import HOURS_PER_YEAR
from orbitdc.economics.horizon import Life
from orbitdc.economics.money import Money
from orbitdc.ledger.cost_line import Category, Component, CostLine
from orbitdc.site import Site
from orbitdc.site.asset import sale_lines, value_left_frac
from orbitdc.site.power_plant import PowerPlant, price_parts_usd_per_kwh


@dataclass(frozen=True)
class PowerSupply:
    """The electricity of a site at its meter, from whichever source."""

    carbon_kg_per_kwh: float
    water_l_per_kwh: float  # at the plant; 0 under a stated tariff, which does not count it
    installed_kw: float  # 0 without a plant
    capacity_factor_frac: float  # mean load over installed capacity; 1 without a plant
    usd_per_kwh: dict[str, float]  # levelized over the plant's life, by part


def supply(site: Site, it_w: float, mean_it_w: float, rate_frac: float) -> PowerSupply:
    """The electricity for IT of ``it_w`` that draws ``mean_it_w`` on average, priced at a real ``rate_frac`` a year."""
    if not site.sources():
        assert site.electricity_usd_per_kwh is not None  # a site has a tariff or a plant
        assert site.carbon_kg_per_kwh is not None
        return PowerSupply(site.carbon_kg_per_kwh, 0.0, 0.0, 1.0, {"tariff": site.electricity_usd_per_kwh})
    installed = installed_kw(site, it_w, mean_it_w)
    carbon = water = 0.0
    parts: dict[str, float] = {}
    for (share, plant), kw in zip(site.sources(), installed, strict=True):
        factor = mean_it_w * 1e-3 * site.pue_annual * share / kw
        carbon += share * plant.carbon_kgco2e_per_kwh
        water += share * plant.water_l_per_kwh
        for what, usd in price_parts_usd_per_kwh(plant, rate_frac, factor).items():
            parts[what] = parts.get(what, 0.0) + share * usd
    total = sum(installed)
    return PowerSupply(carbon, water, total, mean_it_w * 1e-3 * site.pue_annual / total, parts)


def installed_kw(site: Site, it_w: float, mean_it_w: float) -> tuple[float, ...]:
    """The capacity of each of a site's power plants in kW, for IT of ``it_w`` that draws ``mean_it_w`` on average.

    Peak and mean load at the meter are the IT power times the peak and the annual PUE (ISO/IEC 30134-2).

    >>> from types import SimpleNamespace
    >>> plant = SimpleNamespace(installed_kw=lambda peak_kw, mean_kw: (peak_kw, mean_kw))
    >>> site = SimpleNamespace(pue_peak=1.3, pue_annual=1.2, sources=lambda: ((0.5, plant),))
    >>> installed_kw(site, 1e6, 8e5)  # half of 1,300 kW at the peak and of 960 kW on average
    ((650.0, 480.0),)
    """
    peak_kw, mean_kw = it_w * 1e-3 * site.pue_peak, mean_it_w * 1e-3 * site.pue_annual
    return tuple(plant.installed_kw(peak_kw * share, mean_kw * share) for share, plant in site.sources())


@dataclass(frozen=True)
class Readiness:
    """The months from the first order until building and power are ready, None where a tariff does not say."""

    building_months: float
    power_months: float | None

    @property
    def months(self) -> float:
        """The later of the two."""
        return max(self.building_months, self.power_months or 0.0)

    @property
    def binds(self) -> str:
        """Which of the two is waited for."""
        return "power" if self.months > self.building_months else "building"


def readiness(site: Site) -> Readiness:
    """When a site could serve, building and power begun on the same day.

    The ledger is not charged for the wait: each is begun as late as its own months allow, as the other side's launches
    are.
    """
    return Readiness(
        site.construction_months, max((plant.months_until_power for _, plant in site.sources()), default=None)
    )


def energy_lines(plant: PowerPlant, kwh_by_month: npt.NDArray[np.float64]) -> list[CostLine]:
    """The payments that follow ``kwh_by_month`` (n_month,), delivered from month 0; real prices step once a year."""
    lines = []
    year = np.arange(kwh_by_month.size) // 12
    escalation = 0.0 if plant.fuel is None else plant.fuel.escalation_per_y
    for label, usd_per_kwh, per_y in (
        ("variable upkeep", plant.variable_usd_per_mwh * 1e-3, 0.0),
        ("fuel", plant.fuel_usd_per_kwh, escalation),
        ("purchased", plant.tariff_usd_per_kwh, plant.tariff_escalation_per_y),
    ):
        if usd_per_kwh > 0.0:
            bill = kwh_by_month * usd_per_kwh * (1.0 + per_y) ** year
            lines += [
                CostLine(Category.ENERGY, Component.POWER, float(usd), month, label=label)
                for month, usd in enumerate(bill)
            ]
    return lines


def capacity_lines(plant: PowerPlant, kw: float, months: int, years: float, ready: int, money: Money) -> list[CostLine]:
    """The payments for ``kw`` of a plant that serves from month 0: capital, its fixed upkeep, and its remaining value.

    ``months`` of the ledger last ``years``.

    Capital is drawn in the months before month ``ready`` (the building's last), again at each end of the plant's life,
    and a next user pays for the remaining value at the horizon.
    """
    fixed_usd = plant.fixed_usd_per_kw_y * kw * years
    upkeep = CostLine(Category.ENERGY, Component.POWER, fixed_usd, 0, months, label="fixed upkeep")
    usd = plant.capex_usd_per_kw * kw
    if usd == 0.0:
        return [upkeep]
    build = max(1, round(plant.build_months))
    bought = max(1, ceil(years / plant.plant_life_y - 1e-9))
    starts = [ready - build + round(12 * k * plant.plant_life_y) for k in range(bought)]
    bought_at = CostLine(
        Category.POWER_PLANT,
        Component.POWER,
        usd,
        ready,
        build,
        plant.depreciation,
        capex=True,
        recovery_y=plant.tax_life_y,
    )
    lines = [bought_at.but(first_month=start) for start in starts]
    left_y = max(bought * plant.plant_life_y - years, 0.0)
    value = value_left_frac(money.real_wacc_frac, plant.plant_life_y, left_y, ready - build, build, money.discounting)
    sold = sale_lines(lines[-1], Category.POWER_PLANT_RESIDUAL, plant.reuse_frac * value * usd, months, money)
    return [*lines, *sold, upkeep]


def monthly_kwh(mean_kw: float, life: Life) -> npt.NDArray[np.float64]:
    """The energy of a steady mean load in each month of a unit's life, (n_month,), in kWh.

    A month is a twelfth of a year of 8,766 hours where the life is a whole number of months, by definition.

    >>> monthly_kwh(1000.0, Life(1.0 / 6.0))
    array([730500., 730500.])
    """
    return np.full(life.months, mean_kw * HOURS_PER_YEAR * life.month_y)
