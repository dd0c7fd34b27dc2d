"""Mass, stowed volume and price of one satellite, part by part."""

from __future__ import annotations

from orbitdc.compute.accelerator import Accelerator
from orbitdc.satellite import Satellite
from orbitdc.satellite.puncture import shield_mass_kg
from orbitdc.satellite.sizing import Load


def array_bol_w(satellite: Satellite, array_w_per_m2: float) -> float:
    """Beginning-of-life array power in W: area x announced output, or x the bottom-up one given."""
    array = satellite.solar_array
    return array.area_m2 * (array.announced_w_per_m2 or array_w_per_m2)


def mass_parts(satellite: Satellite, accelerator: Accelerator, load: Load, array_w_per_m2: float) -> dict[str, float]:
    """Bottom-up mass in kg by part; ``structure`` is a share of the other dry mass, ``margin`` of all dry mass."""
    s = satellite
    parts = {
        "array": array_bol_w(s, array_w_per_m2) / s.solar_array.specific_power_w_per_kg,
        "battery": s.battery.capacity_kwh * 1e3 / s.battery.specific_energy_wh_per_kg,
        "radiator": s.radiator.area_m2 * s.radiator.areal_mass_kg_per_m2,
        "coolant": s.loop.coolant_kg_per_kw * load.heat_w * 1e-3,
        "compute": load.accelerators * accelerator.mass_kg * s.compute_mass_factor,
        "shield": s.shielding.mass_kg(load.it_full_w),
        "tube shield": float(
            shield_mass_kg(
                s.radiator.area_m2, s.radiator.tube_share_frac, s.radiator.shield_mm, s.shielding.density_kg_per_m3
            )
        ),
        "links": s.link.terminals * s.link.terminal_kg,
        "propulsion": s.propulsion.dry_mass_kg,
        "avionics": s.bus.avionics_mass_kg,
    }
    if s.heat_pump.lift_k > 0.0:
        parts["heat pump"] = s.heat_pump.mass_kg(load.heat_w * 1e-3)
    parts["structure"] = s.bus.structure_mass_frac * sum(parts.values())
    parts["margin"] = s.mass_margin_frac * sum(parts.values())
    parts["propellant"] = s.propulsion.propellant_kg
    return parts


def launched_mass_kg(satellite: Satellite, parts: dict[str, float]) -> float:
    """Mass that is launched: the announced one where there is one and the scenario takes it, else the sum of parts."""
    if satellite.launched_mass == "announced" and satellite.announced_mass_kg is not None:
        return satellite.announced_mass_kg
    return sum(parts.values())


def stowed_m3(satellite: Satellite, load: Load) -> float:
    """Stowed volume in m3: announced, else array + radiator + compute + bus."""
    s = satellite
    if s.announced_stowed_m3 is not None:
        return s.announced_stowed_m3
    return (
        s.solar_array.area_m2 * s.solar_array.stowed_m3_per_m2
        + s.radiator.area_m2 * s.radiator.stowed_m3_per_m2
        + s.compute_stowed_m3_per_kw * load.it_full_w * 1e-3
        + s.bus_stowed_m3
    )


def bus_price_parts(satellite: Satellite, load: Load, array_w_per_m2: float) -> dict[str, float]:
    """Price in USD of one satellite without its compute: from parts, or top-down by ``bus.price_usd_per_it_w``."""
    s = satellite
    if s.bus.price_usd_per_it_w is not None:
        return {"bus": s.bus.price_usd_per_it_w * load.it_full_w}
    parts = {
        "array": array_bol_w(s, array_w_per_m2) * s.solar_array.price_usd_per_w,
        "battery": s.battery.capacity_kwh * s.battery.price_usd_per_kwh,
        "radiator": s.radiator.area_m2 * s.radiator.price_usd_per_m2,
        "structure": s.bus.structure_usd,
        "avionics": s.bus.avionics_usd,
        "links": s.link.terminals * s.link.terminal_usd,
    }
    if s.heat_pump.lift_k > 0.0:
        parts["heat pump"] = s.heat_pump.price_usd(load.heat_w * 1e-3)
    parts["integration"] = s.bus.integration_frac * sum(parts.values())
    return parts
