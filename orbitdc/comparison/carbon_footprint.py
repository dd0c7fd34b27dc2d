"""Carbon of both sides by the rules of their purchases.

Embodied carbon travels as a price does: a failed launch, a replacement, a spare and a repair emit it again. So the
purchases that make payments make emissions too. Undiscounted: a kilogram is a kilogram in any year.
"""

from __future__ import annotations

from collections.abc import Iterable

from orbitdc.comparison.orbit_costs import fleet_purchases, visit_purchases
from orbitdc.comparison.relaunch import launched_anew, refreshed
from orbitdc.economics.carbon import CarbonLine
from orbitdc.economics.side import Side
from orbitdc.fleet.cost import UnitCarbon, carbon_lines
from orbitdc.scenario.model import Scenario
from orbitdc.simulation.deployment import Deployment
from orbitdc.simulation.mission import Mission
from orbitdc.site.carbon import site_carbon_lines


def satellite_kg(mission: Mission, deployment: Deployment) -> dict[str, float]:
    """Embodied carbon of one satellite by part, kg CO2e; parts without a figure of their own by their mass."""
    s, carbon = mission.scenario.satellite, mission.scenario.carbon
    parts = deployment.mass_parts_kg
    named = ("array", "battery", "radiator", "compute", "margin", "propellant")
    other_kg = sum(kg for part, kg in parts.items() if part not in named)
    return {
        "compute": (mission.count + mission.scenario.satellite.board.spare_accelerators)
        * mission.scenario.accelerator.embodied_kgco2e,
        "array": s.solar_array.area_m2 * carbon.array_kg_per_m2,
        "battery": s.battery.capacity_kwh * carbon.battery_kg_per_kwh,
        "radiator": s.radiator.area_m2 * carbon.radiator_kg_per_m2,
        "bus": other_kg * carbon.bus_kg_per_kg,
    }


def launch_kg(mission: Mission, deployment: Deployment) -> dict[str, float]:
    """Carbon of bringing one satellite up, kg CO2e: making the propellant, burning it, and burning up at the end."""
    s, launches = (
        mission.scenario,
        deployment.launches / max(deployment.n_sat * (1.0 + mission.scenario.fleet.spares_frac), 1e-9),
    )
    with_effects = s.carbon.upper_atmosphere == "included"
    exhaust = s.launch.combustion_t_per_launch * (s.carbon.exhaust_factor if with_effects else 1.0)
    return {
        "propellant": s.launch.propellant_making_t_per_launch * 1e3 * launches,
        "exhaust": exhaust * 1e3 * launches,
        "re-entry": s.carbon.reentry_kg_per_kg * deployment.launched_kg if with_effects else 0.0,
    }


def orbit_footprint(mission: Mission, deployment: Deployment) -> dict[str, float]:
    """Carbon of a fleet over its life by part, kg CO2e, losses and replacements included; electricity is sunlight."""
    told = (deployment.told, mission.scenario.carbon)
    return mission.lately("footprint", told, lambda: _orbit_footprint(mission, deployment))


def _orbit_footprint(mission: Mission, deployment: Deployment) -> dict[str, float]:
    """The carbon of everything that is launched, in kg CO2e by what it is for."""
    parts, up = satellite_kg(mission, deployment), launch_kg(mission, deployment)
    unit = UnitCarbon(parts.pop("compute"), parts, up)
    bought = list(fleet_purchases(mission, deployment))
    for _, brought in visit_purchases(mission, deployment):
        bought += brought
    launched = len(launched_anew(mission.scenario))
    return {what: launched * kg for what, kg in _sums(carbon_lines(bought, unit)).items()}


def ground_footprint(scenario: Scenario, scale: float, side: Side) -> dict[str, float]:
    """Carbon of a site over the IT life by part, kg CO2e: chips and repairs, its share of the building, electricity."""
    lines = site_carbon_lines(
        refreshed(scenario), scenario.accelerator, scenario.carbon, scenario.mission.priced_y, scale
    )
    return _sums(lines) | {"electricity": side.carbon_kg or 0.0}


def _sums(lines: Iterable[CarbonLine]) -> dict[str, float]:
    """Emissions summed by name, those that are 0 left out."""
    out: dict[str, float] = {}
    for line in lines:
        out[line.what] = out.get(line.what, 0.0) + line.kg
    return {what: kg for what, kg in out.items() if kg != 0.0}
