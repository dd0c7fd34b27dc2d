"""Closed forms of one satellite's design: its powers and temperatures, and the sizes that its parts need."""

from __future__ import annotations

from functools import lru_cache
from math import pi

import numpy as np
import numpy.typing as npt

from orbitdc.compute.accelerator import Accelerator
from orbitdc.compute.workload import Workload
from orbitdc.constants import STEFAN_BOLTZMANN_W_PER_M2_K4
from orbitdc.errors import Problem, ScenarioError
from orbitdc.satellite import Battery, Loop, Satellite, SolarArray
from orbitdc.satellite.attitude_control import inertia_of
from orbitdc.satellite.fin import loop_flux_w_per_m2
from orbitdc.satellite.layout import array_view
from orbitdc.satellite.part import BatteryLoop, DesignPoint, FullPower, Inertia, Load, SafeMode, Surroundings

FloatArray = npt.NDArray[np.float64]


def accelerator_count(satellite: Satellite, accelerator: Accelerator, workload: Workload) -> int:
    """Accelerators on one satellite: stated, or IT power over the watts of one, rounded to the nearest, at least 1.

    Those watts are the rack's of a peak power, and their mean over busy and idle times of an average one.

    >>> import orbitdc
    >>> s = orbitdc.load("ai1_vs_colossus", ["satellite.it_power_basis=peak"])
    >>> accelerator_count(s.satellite, s.accelerator, s.workload)
    63
    """
    if satellite.board.accelerators is not None:
        return satellite.board.accelerators
    busy_frac = workload.duty_frac if satellite.it_power_basis == "average" else 1.0
    return max(1, round(satellite.it_power_w / (accelerator.rack_w * busy_frac)))


def load(satellite: Satellite, accelerator: Accelerator, workload: Workload) -> Load:
    """Electric loads of one satellite; the pump takes its share of the heat moved, a heat pump its own.

    Heat is all of the array's power in use but for what is lost in the wings. A heat pump that takes w of the heat it
    lifts takes w/(1 + w) of all heat, its own included.
    """
    count = accelerator_count(satellite, accelerator, workload)
    full = count * accelerator.rack_w
    spares_w = satellite.board.spare_accelerators * satellite.board.spare_power_frac * accelerator.rack_w
    fixed = sum(part.steady_load_w() for part in satellite.parts) + spares_w
    losses = 1.0 / heat_of_load_frac(satellite)
    if problem := endless_heat(satellite):
        raise ScenarioError(problem)
    work = satellite.heat_pump.work_frac(coolant_design_k(satellite.loop))
    lift = work / (1.0 + work) / (losses - work / (1.0 + work))
    pump = satellite.loop.pump_power_frac
    # heat = (full + fixed + pump)(1 + lift)/losses with pump = share x heat
    heat = (full + fixed) * (1.0 + lift) / (losses - pump * (1.0 + lift))
    return Load(count, full, full * workload.duty_frac, fixed + pump * heat, heat, lift)


def endless_heat(satellite: Satellite) -> Problem | None:
    """The problem of pumps and losses that make more heat of the power that they take than they carry, None elsewhere.

    Of each watt of heat pump and heat pump take a share p + w/(1 + w), and each watt of load becomes h watts of heat
    (``heat_of_load_frac``). Heat q = h (load + share x q) is finite where h x share < 1, the sum of a geometric series.
    """
    work = satellite.heat_pump.work_frac(coolant_design_k(satellite.loop))
    takes = {"satellite.loop": satellite.loop.pump_power_frac, "satellite.heat_pump.lift_k": work / (1.0 + work)}
    share, per_load = sum(takes.values()), heat_of_load_frac(satellite)
    if share * per_load < 1.0 - 1e-9:
        return None
    chain = {
        "satellite.bus.conversion_efficiency_frac": satellite.bus.conversion_efficiency_frac,
        "satellite.solar_array.harness_mppt_efficiency_frac": satellite.solar_array.harness_mppt_efficiency_frac,
    }
    path = max(takes, key=lambda key: takes[key]) if share > 0.5 else min(chain, key=lambda key: chain[key])
    return Problem(
        f"no power is enough: pumps and heat pump take {share:.3g} W to carry a watt of heat, and a watt of load "
        f"becomes {per_load:.3g} W of heat",
        path=path,
        fix="raise the efficiencies between array and loads, or satellite.loop.rise_k, or lower "
        "satellite.loop.flow_frac or satellite.heat_pump.lift_k",
    )


def heat_of_load_frac(satellite: Satellite) -> float:
    """Heat of the coolant over the power of the loads, heat pump included: d/(h c).

    The array gives 1/(h c) for a load, and a part d of it does not stay in the wings (``SolarArray.drawn_frac``).

    >>> import orbitdc
    >>> round(heat_of_load_frac(orbitdc.load("ai1_vs_colossus").satellite), 4)  # 0.97/(0.95 x 0.965)
    1.0581
    """
    array = satellite.solar_array
    return array.drawn_frac / (bus_to_load_frac(satellite) * array.harness_mppt_efficiency_frac)


def bus_to_load_frac(satellite: Satellite) -> float:
    """Efficiency of all parts between bus and loads, one behind the other."""
    return satellite.bus_to_load_frac


def conversion_frac(satellite: Satellite, power: Load) -> float:
    """Bus to load efficiency with the work of a heat pump among the losses.

    1/(1 + l) with l the heat pump's power over all other loads, by definition.

    >>> import orbitdc
    >>> s = orbitdc.load("ai1_vs_colossus")
    >>> power = load(s.satellite, s.accelerator, s.workload)
    >>> conversion_frac(s.satellite, power) == bus_to_load_frac(s.satellite) / (1.0 + power.lift_frac)
    True
    """
    return bus_to_load_frac(satellite) / (1.0 + power.lift_frac)


def chain_frac(satellite: Satellite, power: Load) -> float:
    """Array to load efficiency: harness, power tracking and ``conversion_frac``.

    Efficiencies in a chain multiply, by definition.

    >>> import orbitdc
    >>> s = orbitdc.load("ai1_vs_colossus")
    >>> round(chain_frac(s.satellite, load(s.satellite, s.accelerator, s.workload)), 4)
    0.9167
    """
    return conversion_frac(satellite, power) * satellite.solar_array.harness_mppt_efficiency_frac


def coolant_design_k(loop: Loop) -> float:
    """Mean coolant temperature in K at the vendor's supply limit and flow.

    It is half way between inlet and outlet, by definition of the mean.

    >>> coolant_design_k(Loop.model_construct(inlet_max_k=318.15, rise_k=10.0))
    323.15
    """
    return loop.inlet_max_k + 0.5 * loop.rise_k


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


@lru_cache(maxsize=16)  # a design point and what was announced ask for the same one
def array_bottom_up(
    array: SolarArray, irradiance_w_per_m2: float, infrared_w_per_m2: float, view: float
) -> tuple[float, float]:
    """Equilibrium temperature in K and electric output in W/m2 at the array's terminals, beginning of life.

    alpha S + (eps_f + eps_b)/2 F OLR - d eta p S = (eps_f + eps_b) sigma T^4, eta = eta28 (1 + tc (T - 301.15)),
    ``view`` the sum of both faces' view factors, and d the share of the output whose heat leaves the wings; solved by
    Newton's method. It is the energy balance of a plate (Wertz and Larson 1999, section 11.5), and ``view`` is
    dimensionless, a sum of two factors.

    >>> cells = dict(emittance_front_frac=0.85, emittance_rear_frac=0.85, packing_frac=0.9, cell_efficiency_frac=0.22)
    >>> cells |= dict(temperature_coefficient_per_k=-0.0033, reference_temperature_k=301.15)
    >>> cells |= dict(harness_mppt_efficiency_frac=0.95, harness_wing_frac=0.0)
    >>> array = SolarArray.model_construct(**cells, absorptance_frac=0.9, pointing_efficiency_frac=1.0)
    >>> kelvin, w_per_m2 = array_bottom_up(array, 1361.0, 237.0, 0.48)
    >>> round(kelvin - 273.15, 1), round(w_per_m2, 1)  # 1321.6 - 248.4 = 1.7 sigma T^4
    (51.7, 248.4)
    """
    emittance = array.emittance_front_frac + array.emittance_rear_frac
    rate = irradiance_w_per_m2 * array.packing_frac * array.cell_efficiency_frac * array.pointing_efficiency_frac
    kelvin = 320.0
    for _ in range(50):
        output = rate * (1.0 + array.temperature_coefficient_per_k * (kelvin - array.reference_temperature_k))
        absorbed = array.absorptance_frac * irradiance_w_per_m2 + 0.5 * emittance * view * infrared_w_per_m2
        excess = absorbed - array.drawn_frac * output - emittance * STEFAN_BOLTZMANN_W_PER_M2_K4 * kelvin**4
        slope = (
            -rate * array.drawn_frac * array.temperature_coefficient_per_k
            - 4.0 * emittance * STEFAN_BOLTZMANN_W_PER_M2_K4 * kelvin**3
        )
        before, kelvin = kelvin, kelvin - excess / slope
        if kelvin == before:
            break
    return kelvin, output


def announced_scale(array: SolarArray, irradiance_w_per_m2: float, infrared_w_per_m2: float, view: float) -> float:
    """Announced over bottom-up output; 1 where nothing is announced.

    The ratio is by definition, with ``view`` the sum of both faces' view factors, dimensionless.

    >>> announced_scale(SolarArray.model_construct(announced_w_per_m2=None), 1361.0, 237.0, 0.48)
    1.0
    """
    if array.announced_w_per_m2 is None:
        return 1.0
    return array.announced_w_per_m2 / array_bottom_up(array, irradiance_w_per_m2, infrared_w_per_m2, view)[1]


def design_point(satellite: Satellite, chip: Accelerator, workload: Workload, around: Surroundings) -> DesignPoint:
    """One satellite at its design load: loads, temperatures and outputs that its parts need to know of each other."""
    s, array, loop = satellite, satellite.solar_array, satellite.loop
    power = load(s, chip, workload)
    outside = (around.solar_constant_w_per_m2, around.earth_infrared_w_per_m2, around.edge_view)
    array_k, bottom_up = array_bottom_up(array, *outside)
    sides = s.layout.sides(array.area_m2, s.radiator.area_m2)
    emittances = array.emittance_front_frac, array.emittance_rear_frac
    views = [
        array_view(sides, emittances, emittance, s.radiator.area_m2, array.area_m2)
        for emittance in (s.radiator.emittance_bol_frac, s.radiator.emittance_eol_frac)
    ]
    takes = s.radiator.infrared_frac(s.radiator.emittance_eol_frac, s.radiator.absorptance_eol_frac)
    earth = around.edge_view * takes * around.earth_infrared_w_per_m2
    edge_sky = earth * views[1].open_frac + views[1].absorbed_frac * STEFAN_BOLTZMANN_W_PER_M2_K4 * array_k**4
    coolant_k = coolant_design_k(loop)
    return DesignPoint(
        load=power,
        chip=chip,
        power_exponent=workload.power_exponent,
        array_w_per_m2=bottom_up,
        array_bol_w=array.area_m2 * (array.announced_w_per_m2 or bottom_up),
        array_scale=announced_scale(array, *outside),
        conversion_frac=conversion_frac(s, power),
        coolant_k=coolant_k,
        root_k=coolant_k + s.heat_pump.lift_k - s.radiator.film_drop_k,
        junction_rise_k=junction_rise_k(loop, chip, power),
        memory_rise_k=junction_rise_k(loop, chip, power, chip.memory_rise_factor),
        full_power=full_power_line(loop, chip, power),
        emission_share=emission_share(s, edge_sky),
        fin_frac=s.radiator.fins(coolant_k + s.heat_pump.lift_k - s.radiator.film_drop_k),
        film_w_per_k=power.heat_w / s.radiator.film_drop_k,
        loop_j_per_k=loop.heat_capacity_j_per_k(power.heat_w),
        bus_w=s.bus.housekeeping_w,
        array_m2=array.area_m2,
        span_m=s.layout.span_m,
        radiator_m2=s.radiator.area_m2,
        shield_kg_per_m3=s.shielding.density_kg_per_m3,
        array_view=views[0],
        safe_mode=_safe_mode(s, power, around),
        battery_loop=_battery_loop(s, edge_sky, around),
        inertia=_inertia(s, array.area_m2 * (array.announced_w_per_m2 or bottom_up)),
        mean_motion_rad_per_s=around.mean_motion_rad_per_s,
    )


def _battery_loop(satellite: Satellite, sky_w_per_m2: float, around: Surroundings) -> BatteryLoop:
    """The battery's own loop; its radiator is built like the main one, and sees the same sky at the end of life.

    The mass of the pack evens the heat out over an orbit. A panel that would keep less than a tenth of its emission is
    taken to stand where the array warms it less.
    """
    radiator, battery = satellite.radiator, satellite.battery
    fins = radiator.fins(battery.temperature_k)
    emission = 2.0 * radiator.emittance_eol_frac * STEFAN_BOLTZMANN_W_PER_M2_K4 * battery.temperature_k**4
    heat_w = battery.mean_heat_w(2.0 * pi / around.mean_motion_rad_per_s)
    area_m2 = heat_w / (fins * max(emission - sky_w_per_m2, 0.1 * emission))
    return BatteryLoop(
        heat_w=heat_w,
        radiator_m2=area_m2,
        radiator_kg=area_m2 * radiator.areal_mass_kg_per_m2,
        radiator_usd=area_m2 * radiator.price_usd_per_m2,
    )


def _safe_mode(satellite: Satellite, power: Load, around: Surroundings) -> SafeMode:
    """The radiator without load, coldest when new and edge-on to the Earth, and what the battery gives beside."""
    radiator, battery, hours = satellite.radiator, satellite.battery, satellite.design.contingency_h
    takes = radiator.infrared_frac(radiator.emittance_bol_frac, radiator.absorptance_bol_frac)
    absorbed = around.edge_view * takes * around.earth_infrared_w_per_m2
    panel_j_per_k = radiator.areal_mass_kg_per_m2 * radiator.area_m2 * radiator.specific_heat_j_per_kg_k
    fins = radiator.fins(coolant_design_k(satellite.loop))
    stored_w = 1e3 * battery.capacity_kwh * battery.roundtrip_efficiency_frac**0.5 / max(hours, 1e-9)
    return SafeMode(
        heat_j_per_k=panel_j_per_k + satellite.loop.heat_capacity_j_per_k(power.heat_w),
        emission_w_per_k4=2.0 * radiator.area_m2 * radiator.emittance_bol_frac * fins * STEFAN_BOLTZMANN_W_PER_M2_K4,
        sky_w=fins * absorbed * radiator.area_m2,
        hours=hours,
        spare_w=stored_w * bus_to_load_frac(satellite) - power.housekeeping_w,
    )


def _inertia(satellite: Satellite, array_w: float) -> Inertia:
    """Moments of inertia of wings and radiator as the layout places them around the body.

    A wing or panel that its area would make wider than it is long is a square, and reaches beyond span or height.
    """
    layout, radiator, array_m2 = satellite.layout, satellite.radiator, satellite.solar_array.area_m2
    inner = 0.5 * layout.body_m
    wing_m = max(0.5 * layout.span_m - inner, (0.5 * array_m2) ** 0.5)
    panel_m = max(0.5 * layout.height_m - inner, (0.5 * radiator.area_m2) ** 0.5)
    wing = (inner, inner + wing_m, 0.5 * array_m2 / wing_m)
    panel = (inner, inner + panel_m, 0.5 * radiator.area_m2 / panel_m)
    array_kg = array_w / satellite.solar_array.specific_power_w_per_kg
    return inertia_of(array_kg, wing, radiator.area_m2 * radiator.areal_mass_kg_per_m2, panel)


def battery_need_kwh(
    satellite: Satellite, power: Load, eclipse_s: float, health_frac: float, full_frac: float = 1.0
) -> float:
    """Capacity in kWh, when new, that carries an eclipse in s within depth and rate once ``health_frac`` is left.

    (it x eclipse share + housekeeping) t / (conversion x one-way efficiency x depth), and at least power over C-rate
    (Wertz and Larson 1999, section 11.4); ``full_frac`` is the power of full clock over ``it_w``, a ratio.

    >>> import orbitdc
    >>> s = orbitdc.load("ai1_vs_colossus", ["satellite.eclipse_power_frac=1"])
    >>> power = load(s.satellite, s.accelerator, s.workload)
    >>> round(battery_need_kwh(s.satellite, power, 1200.0, 0.8), 1)
    92.5
    """
    battery = satellite.battery
    watts = power.it_w * full_frac * satellite.eclipse_power_frac + power.housekeeping_w
    bus_kw = watts / conversion_frac(satellite, power) * 1e-3
    one_way = battery.roundtrip_efficiency_frac**0.5
    energy = bus_kw * eclipse_s / 3600.0 / (one_way * battery.depth_of_discharge_max_frac * health_frac)
    return float(max(energy, bus_kw / battery.discharge_max_per_h))


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
    satellite: Satellite, power: Load, eclipse_s: float, cycles: float, life_y: float, full_frac: float = 1.0
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
            least = min(least, battery_need_kwh(satellite, power, eclipse_s, share, full_frac))
    return least


def contingency_kwh(satellite: Satellite, power: Load, health_frac: float, heaters_w: float = 0.0) -> float:
    """Capacity in kWh, when new, that carries housekeeping and heaters alone for ``design.contingency_h``.

    Load x time over efficiency and health (Wertz and Larson 1999, section 11.4); ``heaters_w`` is the power in W that
    keeps a radiator without load from freezing.

    >>> import orbitdc
    >>> s = orbitdc.load("ai1_vs_colossus")
    >>> kwh = contingency_kwh(s.satellite, load(s.satellite, s.accelerator, s.workload), 0.8)
    >>> s.satellite.design.contingency_h, round(kwh, 2)
    (1.0, 7.08)
    """
    battery = satellite.battery
    bus_kw = (power.housekeeping_w + heaters_w) / conversion_frac(satellite, power) * 1e-3
    kwh = bus_kw * satellite.design.contingency_h
    return float(kwh / (battery.roundtrip_efficiency_frac**0.5 * health_frac))


def root_flux_w_per_m2(satellite: Satellite, power: Load, full_frac: float, coolant_k: float, sky: float) -> float:
    """Net flux in W/m2 of planform at the end of life at a mean coolant temperature in K, ``sky`` absorbed.

    2 eps share sigma T^4 - fin sky, with T the coolant, lifted, less the film drop (Incropera and DeWitt 2002, section
    12.3), and fin the fin efficiency, which holds for the net exchange; ``sky`` is in W/m2, and the drop is the one at
    ``full_frac`` of ``it_w``.

    >>> import orbitdc
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
