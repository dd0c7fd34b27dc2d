"""The radiator that a satellite needs: the coolant's limits, what its panels emit, and its area."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from orbitdc.compute.accelerator import Accelerator
from orbitdc.constants import STEFAN_BOLTZMANN_W_PER_M2_K4
from orbitdc.satellite import Loop, Satellite
from orbitdc.satellite.fin import loop_flux_w_per_m2
from orbitdc.satellite.loop import coolant_design_k
from orbitdc.satellite.part import FullPower, Load
from orbitdc.satellite.power_chain import heat_of_load_frac

FloatArray = npt.NDArray[np.float64]


def junction_rise_k(loop: Loop, chip: Accelerator, power: Load, factor: float = 1.0) -> float:
    """Junction above the mean coolant in K at ``it_w``: factor R_j,in P less the way from inlet to mean.

    Slower coolant comes out hotter, and with it the last cold plate. The resistance times the power gives the rise
    (Incropera and DeWitt 2002, section 3.1), and ``factor`` is a ratio, 1 for the junction.

    >>> chip = Accelerator.model_construct(junction_to_inlet_k_per_w=0.03, tdp_w=1400.0)
    >>> busy = Load(accelerators=1, it_full_w=2150.0, it_w=2150.0, housekeeping_w=0.0, heat_w=2150.0)
    >>> round(junction_rise_k(Loop.model_construct(rise_k=10.0, flow_frac=1.0), chip, busy), 6)  # 42 K less 5 K
    37.0
    """
    to_mean = (loop.rise_k - 0.5 * loop.rise_at_flow_k) * power.it_w / power.it_full_w
    return factor * chip.junction_to_inlet_k_per_w * chip.tdp_w - to_mean


def full_power_line(loop: Loop, chip: Accelerator, power: Load) -> FullPower:
    """Power of full clock over ``it_w`` in the mean coolant temperature, p = max(base + slope T, floor): the three.

    p = 1 + k (T_j - T_ref) with T_j = T + rise p: leakage makes power, power makes heat.
    """
    k = chip.leakage_per_k
    feedback = 1.0 - k * junction_rise_k(loop, chip, power)
    floor = 1.0 + k * (chip.leakage_from_k - chip.power_reference_k)
    return FullPower((1.0 - k * chip.power_reference_k) / feedback, k / feedback, floor)


def full_power_frac(loop: Loop, chip: Accelerator, power: Load, coolant_k: npt.ArrayLike) -> FloatArray:
    """Power of full clock over ``it_w`` at mean coolant temperatures in K, of their shape, by ``full_power_line``.

    The line is an arithmetic identity of leakage and thermal resistance.

    >>> chip = Accelerator.model_construct(junction_to_inlet_k_per_w=0.03, tdp_w=1400.0, leakage_per_k=0.004)
    >>> chip = chip.model_construct(**dict(chip), leakage_from_k=320.0, power_reference_k=338.0)
    >>> busy = Load(accelerators=1, it_full_w=2150.0, it_w=2150.0, housekeeping_w=0.0, heat_w=2150.0)
    >>> loop = Loop.model_construct(rise_k=10.0, flow_frac=1.0)
    >>> round(float(full_power_frac(loop, chip, busy, 318.0)), 6), round((1.0 - 0.004 * 20.0) / (1.0 - 0.004 * 37.0), 6)
    (1.079812, 1.079812)
    """
    base, slope, floor = full_power_line(loop, chip, power)
    return np.maximum(base + slope * np.asarray(coolant_k, dtype=np.float64), floor)


def coolant_max_k(satellite: Satellite, chip: Accelerator, power: Load) -> float:
    """Highest mean coolant temperature in K at which supply, junction and memory keep their limits at full clock.

    Limit = T + rise p with p the line of `full_power_line`, solved for T: an arithmetic identity.

    >>> import orbitdc
    >>> from orbitdc.satellite.sizing import load
    >>> s = orbitdc.load("ai1_vs_colossus")
    >>> power = load(s.satellite, s.accelerator, s.workload)
    >>> kelvin = coolant_max_k(s.satellite, s.accelerator, power)
    >>> round(kelvin, 2), round(coolant_design_k(s.satellite.loop), 2)  # the junction's limit binds first
    (321.39, 323.15)
    """
    loop = satellite.loop
    base, slope, _ = full_power_line(loop, chip, power)
    kelvin = coolant_design_k(loop)
    for most_k, factor in ((chip.junction_max_k, 1.0), (chip.memory_max_k, chip.memory_rise_factor)):
        rise = junction_rise_k(loop, chip, power, factor)
        kelvin = min(kelvin, (most_k - rise * base) / (1.0 + rise * slope))
    return kelvin


def emission_share(satellite: Satellite, sky_w_per_m2: float) -> float:
    """Radiated over that of a panel all at the root temperature of the mean coolant, at the design load.

    Fin efficiency, times the flux integrated along the cooling loop over the flux at its mean; ``sky_w_per_m2`` is
    absorbed by a square metre of planform, and counts by the fin efficiency too. Both follow from the Stefan-Boltzmann
    law (Incropera and DeWitt 2002, sections 3.6 and 12.3).

    >>> import orbitdc
    >>> round(emission_share(orbitdc.load("ai1_vs_colossus").satellite, 97.0), 3)
    0.919
    """
    radiator, loop = satellite.radiator, satellite.loop
    root = coolant_design_k(loop) + satellite.heat_pump.lift_k - radiator.film_drop_k
    fins = radiator.fins(root)
    both = 2.0 * radiator.emittance_eol_frac * fins * STEFAN_BOLTZMANN_W_PER_M2_K4
    inlet, outlet = root + 0.5 * loop.rise_at_flow_k, root - 0.5 * loop.rise_at_flow_k
    sky = fins * sky_w_per_m2
    if both * outlet**4 <= sky:  # such a panel sheds nothing at its outlet: see its verdict
        return fins
    return fins * (loop_flux_w_per_m2(inlet, outlet, both, sky) + sky) / (both * root**4)


def root_flux_w_per_m2(satellite: Satellite, power: Load, full_frac: float, coolant_k: float, sky: float) -> float:
    """Net flux in W/m2 of planform at the end of life at a mean coolant temperature in K, ``sky`` absorbed.

    2 eps share sigma T^4 - fin sky, with T the coolant, lifted, less the film drop (Incropera and DeWitt 2002, section
    12.3), and fin the fin efficiency, which holds for the net exchange; ``sky`` is in W/m2, and the drop is the one at
    ``full_frac`` of ``it_w``.

    >>> import orbitdc
    >>> from orbitdc.satellite.sizing import load
    >>> s = orbitdc.load("ai1_vs_colossus")
    >>> power = load(s.satellite, s.accelerator, s.workload)
    >>> round(root_flux_w_per_m2(s.satellite, power, 1.0, 323.15, 97.0), 1)
    826.2
    """
    radiator = satellite.radiator
    heat_w = _heat_w(satellite, power, full_frac)
    kelvin = coolant_k + satellite.heat_pump.lift_k - radiator.film_drop_k * heat_w / power.heat_w
    share = emission_share(satellite, sky)
    fins = radiator.fins(coolant_design_k(satellite.loop) + satellite.heat_pump.lift_k - radiator.film_drop_k)
    return 2.0 * radiator.emittance_eol_frac * share * STEFAN_BOLTZMANN_W_PER_M2_K4 * kelvin**4 - fins * sky


def _heat_w(satellite: Satellite, power: Load, full_frac: float) -> float:
    """Heat in W that the coolant carries at full clock, where that takes ``full_frac`` of ``it_w``."""
    load_w = power.it_w * full_frac + power.housekeeping_w
    return load_w * (1.0 + power.lift_frac) * heat_of_load_frac(satellite)


def radiator_need_m2(satellite: Satellite, chip: Accelerator, power: Load, sky_w_per_m2: float) -> float:
    """Planform in m2 that keeps coolant and junction within limits at full clock and end of life; inf where none does.

    A = Q/(2 eps share sigma T^4 - fin q_sky), T the highest mean coolant temperature allowed, lifted by a heat pump,
    less the film drop; ``q_sky`` is what the panel absorbs per m2 of planform, share ``emission_share``. Recharging is
    left out. The law is that of Stefan and Boltzmann (Incropera and DeWitt 2002, section 12.3).

    >>> import orbitdc
    >>> from orbitdc.satellite.sizing import load
    >>> s = orbitdc.load("ai1_vs_colossus")
    >>> power = load(s.satellite, s.accelerator, s.workload)
    >>> round(radiator_need_m2(s.satellite, s.accelerator, power, 97.0), 1)
    168.2
    """
    coolant = coolant_max_k(satellite, chip, power)
    full = float(full_power_frac(satellite.loop, chip, power, coolant))
    heat_w = _heat_w(satellite, power, full)
    net = root_flux_w_per_m2(satellite, power, full, coolant, sky_w_per_m2)
    return heat_w / net if net > 0.0 else float("inf")
