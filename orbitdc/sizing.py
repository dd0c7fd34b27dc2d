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
