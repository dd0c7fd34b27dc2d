"""Closed forms of one satellite's design: powers, masses, what the parts must carry."""

from __future__ import annotations

from dataclasses import dataclass

from orbitdc.constants import STEFAN_BOLTZMANN_W_PER_M2_K4
from orbitdc.satellite import Satellite, SolarArray
from orbitdc.satellite.accelerator import Accelerator
from orbitdc.workload import Workload


@dataclass(frozen=True)
class Load:
    """Electric loads of one satellite at beginning of life, W."""

    accelerators: int
    it_full_w: float  # every accelerator busy
    it_w: float  # at the workload's mean of busy and idle
    housekeeping_w: float  # bus, links, pump
    heat_w: float  # with conversion and harness losses, at it_full_w


def accelerator_count(satellite: Satellite, accelerator: Accelerator) -> int:
    """Accelerators on one satellite: stated, or IT power over all-in watts, rounded to the nearest, at least 1."""
    if satellite.accelerators is not None:
        return satellite.accelerators
    return max(1, round(satellite.it_power_w / accelerator.allin_w))


def duty(workload: Workload) -> float:
    """Mean power of an accelerator over its power when busy: occupancy + idle share x (1 - occupancy)."""
    return workload.occupancy_frac + workload.idle_power_frac * (1.0 - workload.occupancy_frac)


def load(satellite: Satellite, accelerator: Accelerator, workload: Workload) -> Load:
    """Electric loads of one satellite; the pump takes its share of the heat moved."""
    count = accelerator_count(satellite, accelerator)
    full = count * accelerator.allin_w
    fixed = satellite.bus.housekeeping_w + satellite.link.terminals * satellite.link.terminal_w
    losses = satellite.bus.conversion_efficiency_frac * satellite.solar_array.harness_mppt_efficiency_frac
    # heat = (full + fixed + pump)/losses with pump = share x heat
    heat = (full + fixed) / (losses - satellite.loop.pump_power_frac)
    return Load(count, full, full * duty(workload), fixed + satellite.loop.pump_power_frac * heat, heat)


def array_bottom_up(
    array: SolarArray, irradiance_w_per_m2: float, infrared_w_per_m2: float, view: float
) -> tuple[float, float]:
    """Equilibrium temperature in K and electric output in W/m2 at the array's terminals, beginning of life.

    alpha S + (eps_f + eps_b)/2 F OLR - eta p S = (eps_f + eps_b) sigma T^4, eta = eta28 (1 + tc (T - 301.15)),
    ``view`` the sum of both faces' view factors; solved by Newton's method.
    """
    emittance = array.emittance_front_frac + array.emittance_rear_frac
    rate = irradiance_w_per_m2 * array.packing_frac * array.cell_efficiency_frac * array.pointing_efficiency_frac
    kelvin = 320.0
    for _ in range(50):
        output = rate * (1.0 + array.temperature_coefficient_per_k * (kelvin - array.reference_temperature_k))
        absorbed = array.absorptance_frac * irradiance_w_per_m2 + 0.5 * emittance * view * infrared_w_per_m2
        excess = absorbed - output - emittance * STEFAN_BOLTZMANN_W_PER_M2_K4 * kelvin**4
        slope = -rate * array.temperature_coefficient_per_k - 4.0 * emittance * STEFAN_BOLTZMANN_W_PER_M2_K4 * kelvin**3
        kelvin -= excess / slope
    return kelvin, output


def announced_scale(array: SolarArray, irradiance_w_per_m2: float, infrared_w_per_m2: float, view: float) -> float:
    """Announced over bottom-up output; 1 where nothing is announced."""
    if array.announced_w_per_m2 is None:
        return 1.0
    return array.announced_w_per_m2 / array_bottom_up(array, irradiance_w_per_m2, infrared_w_per_m2, view)[1]


def battery_need_kwh(satellite: Satellite, power: Load, eclipse_s: float, health_frac: float) -> float:
    """Capacity in kWh, when new, that carries an eclipse in s within depth and rate once ``health_frac`` is left.

    (it x eclipse share + housekeeping) t / (conversion x one-way efficiency x depth), and at least power over C-rate.
    """
    battery = satellite.battery
    watts = power.it_w * satellite.eclipse_power_frac + power.housekeeping_w
    bus_kw = watts / satellite.bus.conversion_efficiency_frac * 1e-3
    one_way = battery.roundtrip_efficiency_frac**0.5
    energy = bus_kw * eclipse_s / 3600.0 / (one_way * battery.depth_of_discharge_max_frac * health_frac)
    return float(max(energy, bus_kw / battery.discharge_max_per_h))


def radiator_need_m2(satellite: Satellite, chip: Accelerator, power: Load, sky_w_per_m2: float) -> float:
    """Planform in m2 that keeps coolant and junction within limits at full clock and end of life; inf where none does.

    A = Q/(2 eps fin sigma T^4 - q_sky), T the highest mean coolant temperature allowed less the film drop, ``q_sky``
    what the panel absorbs per m2 of planform. Recharging is left out.
    """
    radiator, loop = satellite.radiator, satellite.loop
    losses = satellite.bus.conversion_efficiency_frac * satellite.solar_array.harness_mppt_efficiency_frac
    heat_w = (power.it_w + power.housekeeping_w) / losses
    rise = chip.junction_to_inlet_k_per_w * chip.tdp_w - 0.5 * loop.rise_k * power.it_w / power.it_full_w
    coolant = min(loop.inlet_max_k + 0.5 * loop.rise_k, chip.junction_max_k - rise)
    kelvin = coolant - radiator.film_drop_k * heat_w / power.heat_w
    both = 2.0 * radiator.emittance_eol_frac * radiator.fin_efficiency_frac * STEFAN_BOLTZMANN_W_PER_M2_K4
    net = both * kelvin**4 - sky_w_per_m2
    return heat_w / net if net > 0.0 else float("inf")
