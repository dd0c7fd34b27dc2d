"""Carbon of both sides by the rules of the ledger: kilograms take the place of prices.

A price of a part and its embodied carbon travel the same way: a failed launch, a replacement, a spare and a repair
cost both again. So the lines of each side are made anew with kilograms of CO2 equivalent as prices, and what is bought
stands for what is emitted. Undiscounted: a kilogram is a kilogram in any year.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from orbitdc.comparison.orbit_costs import orbit_side
from orbitdc.compute.accelerator import Accelerator
from orbitdc.economics.side import Side
from orbitdc.fleet.cost import UnitPrice
from orbitdc.ledger.cost_line import CostLine
from orbitdc.scenario.model import Scenario
from orbitdc.simulation.deployment import Build
from orbitdc.simulation.mission import Flight
from orbitdc.site.cost import ground_side

NOT_EMITTED = (  # in orbit
    *("operations", "deorbit", "development", "ground segment", "regulatory", "service visits", "property tax"),
)
AS_MADE_FIRST = {"it_price_decline_per_y": 0.0}  # silicon that gets cheaper embodies no less
EMBODIED_ON_GROUND = ("it", "repairs", "facility", "facility residual")


def satellite_kg(flight: Flight, made: Build) -> dict[str, float]:
    """Embodied carbon of one satellite by part, kg CO2e; parts without a figure of their own by their mass."""
    s, carbon = flight.scenario.satellite, flight.scenario.carbon
    parts = made.mass_parts_kg
    named = ("array", "battery", "radiator", "compute", "margin", "propellant")
    other_kg = sum(kg for part, kg in parts.items() if part not in named)
    return {
        "compute": flight.count * flight.scenario.accelerator.embodied_kgco2e,
        "array": s.solar_array.area_m2 * carbon.array_kg_per_m2,
        "battery": s.battery.capacity_kwh * carbon.battery_kg_per_kwh,
        "radiator": s.radiator.area_m2 * carbon.radiator_kg_per_m2,
        "bus": other_kg * carbon.bus_kg_per_kg,
    }


def launch_kg(flight: Flight, made: Build) -> dict[str, float]:
    """Carbon of bringing one satellite up, kg CO2e: making the propellant, burning it, and burning up at the end."""
    s, launches = flight.scenario, made.launches / max(made.n_sat * (1.0 + flight.scenario.fleet.spares_frac), 1e-9)
    with_effects = s.carbon.upper_atmosphere == "included"
    exhaust = s.launch.combustion_t_per_launch * (s.carbon.exhaust_factor if with_effects else 1.0)
    return {
        "propellant": s.launch.propellant_making_t_per_launch * 1e3 * launches,
        "exhaust": exhaust * 1e3 * launches,
        "re-entry": s.carbon.reentry_kg_per_kg * made.launched_kg if with_effects else 0.0,
    }


def orbit_footprint(flight: Flight, made: Build) -> dict[str, float]:
    """Carbon of a fleet over its life by part, kg CO2e, losses and replacements included; electricity is sunlight."""
    parts, up = satellite_kg(flight, made), launch_kg(flight, made)
    compute = parts.pop("compute")
    unit = UnitPrice(it=compute, bus=parts, launch=sum(up.values()))
    money = flight.scenario.money.changed(**AS_MADE_FIRST)
    flight = replace(flight, scenario=flight.scenario.changed(money=money))
    lines = orbit_side(flight, replace(made, unit=unit)).lines
    by_line = _sums(line for line in lines if line.what not in NOT_EMITTED)
    launch = by_line.pop("launch")
    shares = {f"launch: {what}": launch * kg / max(sum(up.values()), 1e-300) for what, kg in up.items() if kg > 0.0}
    return {what: kg for what, kg in (by_line | shares).items() if kg != 0.0}


def ground_footprint(scenario: Scenario, scale: float, side: Side) -> dict[str, float]:
    """Carbon of a site over the IT life by part, kg CO2e: chips and repairs, its share of the building, electricity.

    The building serves a next generation by the years it has left, at no discount.
    """
    chip = _by_carbon(scenario.accelerator)
    kg_per_w = scenario.carbon.facility_kg_per_it_kw * 1e-3
    site = scenario.ground.with_silicon(_by_carbon).changed(facility_usd_per_it_w=kg_per_w)
    money = scenario.money.changed(real_wacc_frac=0.0, **AS_MADE_FIRST)
    made = ground_side(site, chip, scenario.workload, money, scenario.mission.life_y, scale)
    found = _sums(line for line in made.lines if line.what in EMBODIED_ON_GROUND)
    found["facility"] += found.pop("facility residual", 0.0)
    return found | {"electricity": side.carbon_kg or 0.0}


def _by_carbon(chip: Accelerator) -> Accelerator:
    return chip.changed(price_usd=chip.embodied_kgco2e)


def _sums(lines: Iterable[CostLine]) -> dict[str, float]:
    out: dict[str, float] = {}
    for line in lines:
        out[line.what] = out.get(line.what, 0.0) + line.usd
    return out
