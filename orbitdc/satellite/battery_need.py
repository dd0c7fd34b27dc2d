"""The battery that a satellite needs: for its eclipses, for the cycles of its life and for a fault on board."""

from __future__ import annotations

import numpy as np

from orbitdc.satellite import Battery, Satellite
from orbitdc.satellite.loop import coolant_design_k
from orbitdc.satellite.part import Load
from orbitdc.satellite.power_chain import conversion_frac


def battery_need_kwh(
    satellite: Satellite,
    power: Load,
    eclipse_s: float,
    health_frac: float,
    full_frac: float = 1.0,
    heaters_w: float = 0.0,
) -> float:
    """Capacity in kWh, when new, that carries an eclipse in s within depth and rate once ``health_frac`` is left.

    (it x eclipse share + housekeeping) t / (conversion x one-way efficiency x depth), and at least power over C-rate
    (Wertz and Larson 1999, section 11.4); ``full_frac`` is the power of full clock over ``it_w``, a ratio.
    ``heaters_w`` is the power in W that keeps a radiator without load from freezing, see ``dark_load_w``; the time in
    which the radiator cools down to where they begin is not taken off.

    >>> import orbitdc
    >>> from orbitdc.satellite.sizing import load
    >>> s = orbitdc.load("ai1_vs_colossus", ["satellite.eclipse_power_frac=1"])
    >>> power = load(s.satellite, s.accelerator, s.workload)
    >>> round(battery_need_kwh(s.satellite, power, 1200.0, 0.8), 1)
    92.5
    """
    battery = satellite.battery
    watts = dark_load_w(satellite, power, full_frac, heaters_w)
    bus_kw = watts / conversion_frac(satellite, power) * 1e-3
    one_way = battery.roundtrip_efficiency_frac**0.5
    energy = bus_kw * eclipse_s / 3600.0 / (one_way * battery.depth_of_discharge_max_frac * health_frac)
    return float(max(energy, bus_kw / battery.discharge_max_per_h))


def dark_load_w(satellite: Satellite, power: Load, full_frac: float, heaters_w: float) -> float:
    """Load in W that the battery carries in shadow: compute at its share and housekeeping, or what the heaters hold.

    All power becomes heat of the coolant, so that heaters add what the other loads lack: the larger of both, the first
    law of thermodynamics. ``full_frac`` is the power of full clock over ``it_w``.

    >>> import orbitdc
    >>> from orbitdc.satellite.sizing import load
    >>> s = orbitdc.load("ai1_vs_colossus", ["satellite.eclipse_power_frac=0"])
    >>> power = load(s.satellite, s.accelerator, s.workload)
    >>> dark_load_w(s.satellite, power, 1.0, 0.0) == power.housekeeping_w, dark_load_w(s.satellite, power, 1.0, 4e4)
    (True, 40000.0)
    """
    return max(power.it_w * full_frac * satellite.eclipse_power_frac + power.housekeeping_w, heaters_w)


def battery_fade_factor(satellite: Satellite) -> float:
    """How many times faster than stated a satellite's battery fades, at its own temperature or that of the main loop.

    The law of Arrhenius, see ``Battery.fade_factor``; the main loop is taken at its design temperature.

    >>> import orbitdc
    >>> s = orbitdc.load("ai1_vs_colossus").satellite
    >>> warm = s.changed(battery=s.battery.changed(cooling="main_loop"))
    >>> battery_fade_factor(s), round(battery_fade_factor(warm), 2)
    (1.0, 5.22)
    """
    battery = satellite.battery
    own = battery.cooling == "own_loop"
    return battery.fade_factor(battery.temperature_k if own else coolant_design_k(satellite.loop))


def depth_by_cycles_frac(
    battery: Battery, cycles: float, life_y: float, health_frac: float, fade_factor: float = 1.0
) -> float:
    """Depth of discharge at which calendar and cycles leave ``health_frac`` of the capacity after a life.

    1 - h = c L + 0.2 n/N, N = N_ref (D_ref/D)^k (by definition of a Wöhler curve), solved for D; no deeper than D_ref,
    0 where the calendar alone leaves less. Both terms are ``fade_factor``, a ratio, times as large.

    >>> import orbitdc
    >>> pack = orbitdc.load("ai1_vs_colossus").satellite.battery
    >>> [round(depth_by_cycles_frac(pack, n, 5.0, 0.8), 2) for n in (6670, 25600)]  # dawn-dusk and 53 deg, five years
    [0.43, 0.25]
    """
    room = (1.0 - health_frac) / fade_factor - battery.calendar_fade_per_y * life_y
    if room <= 0.0:
        return 0.0
    ratio = room * battery.reference_cycles / (0.2 * max(cycles, 1.0))
    return float(battery.reference_depth_frac * min(ratio ** (1.0 / battery.wohler_exponent), 1.0))


def lasting_battery_kwh(
    satellite: Satellite,
    power: Load,
    eclipse_s: float,
    cycles: float,
    life_y: float,
    full_frac: float = 1.0,
    heaters_w: float = 0.0,
) -> float:
    """Least capacity in kWh, when new, that still carries an eclipse in s after a life of ``cycles`` of them.

    The capacity left at the end is free: less of it allows deeper cycles (``depth_by_cycles_frac``) but carries less at
    the same depth; inf where the calendar alone takes all capacity.
    """
    battery, least, factor = satellite.battery, float("inf"), battery_fade_factor(satellite)
    for health in np.linspace(0.02, 0.98, 97):
        depth = depth_by_cycles_frac(battery, cycles, life_y, float(health), factor)
        if depth > 0.0:
            share = min(depth / battery.depth_of_discharge_max_frac, 1.0) * float(health)
            least = min(least, battery_need_kwh(satellite, power, eclipse_s, share, full_frac, heaters_w))
    return least


def contingency_kwh(satellite: Satellite, power: Load, health_frac: float, heaters_w: float = 0.0) -> float:
    """Capacity in kWh, when new, that carries housekeeping and heaters alone for ``design.contingency_h``.

    Load x time over efficiency and health (Wertz and Larson 1999, section 11.4); ``heaters_w`` is the power in W that
    keeps a radiator without load from freezing.

    >>> import orbitdc
    >>> from orbitdc.satellite.sizing import load
    >>> s = orbitdc.load("ai1_vs_colossus")
    >>> kwh = contingency_kwh(s.satellite, load(s.satellite, s.accelerator, s.workload), 0.8)
    >>> s.satellite.design.contingency_h, round(kwh, 2)
    (1.0, 7.08)
    """
    battery = satellite.battery
    bus_kw = (power.housekeeping_w + heaters_w) / conversion_frac(satellite, power) * 1e-3
    kwh = bus_kw * satellite.design.contingency_h
    return float(kwh / (battery.roundtrip_efficiency_frac**0.5 * health_frac))
