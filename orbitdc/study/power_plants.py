"""Every source of electricity of the catalogue side by side, in dollars of one year at one cost of capital."""

from __future__ import annotations

from typing import Any, TypeVar

from orbitdc import catalog
from orbitdc.block import Block
from orbitdc.economics.money import Money
from orbitdc.errors import ScenarioError
from orbitdc.scenario.currency import dollars_of
from orbitdc.scenario.resolve import Resolved, resolve
from orbitdc.scenario.tree import Leaf, Map, Origin
from orbitdc.site.power_plant import PowerPlant, lcoe_usd_per_kwh

AnyBlock = TypeVar("AnyBlock", bound=Block)


def from_entry(block: type[AnyBlock], name: str | None = None) -> AnyBlock:
    """A block as its catalogue entry and the defaults say, or the defaults alone.

    Raises ScenarioError, with the nearest names, for an entry that does not exist.

    >>> from_entry(PowerPlant, "gas_aero").fuel.label
    'Natural gas, Henry Hub'
    """
    tree, side = Map(Origin()), Resolved()
    if name is not None:
        tree.put("from", Leaf(name, Origin()))
    values = resolve(block, tree, "", side)
    if side.problems:
        raise ScenarioError(*side.problems)
    return block(**values)


def power_plants(real_wacc_frac: float | None = None) -> dict[str, dict[str, Any]]:
    """The levelized cost (with interest during construction, before tax), carbon, water and wait of every entry.

    Costs are at the catalogue's capacity factors; a plant that stands alone at a site runs at the site's load, spare
    units included, and the run of that site gives its cost. The cost of capital is ``money.real_wacc_frac`` of the
    defaults unless given.

    >>> {name: row["usd_per_kwh"] for name, row in power_plants().items() if name in ("grid_tva", "grid_ercot")}
    {'grid_tva': 0.06, 'grid_ercot': 0.055}
    """
    money = from_entry(Money)
    rate = money.real_wacc_frac if real_wacc_frac is None else real_wacc_frac
    rows: dict[str, dict[str, Any]] = {}
    for name in catalog.table(PowerPlant.catalog_kind):
        plant = dollars_of(from_entry(PowerPlant, name), money.currency_year)
        rows[name] = {
            "what": plant.label,
            "usd_per_kwh": round(lcoe_usd_per_kwh(plant, rate, plant.capacity_factor_frac), 6),
            "kgco2e_per_kwh": plant.carbon_kgco2e_per_kwh,
            "water_l_per_kwh": plant.water_l_per_kwh,
            "months_until_power": plant.months_until_power,
            "real_wacc_frac": rate,
            "currency_year": money.currency_year,
        }
    return rows
