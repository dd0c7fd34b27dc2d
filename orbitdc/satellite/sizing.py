"""Closed forms of one satellite's design: its powers and temperatures, and the sizes that its parts need."""

from __future__ import annotations

from functools import lru_cache
from math import pi

import numpy as np
import numpy.typing as npt

from orbitdc.compute.accelerator import Accelerator
from orbitdc.compute.workload import Workload
from orbitdc.constants import STEFAN_BOLTZMANN_W_PER_M2_K4
from orbitdc.errors import ScenarioError
from orbitdc.satellite import Satellite, SolarArray
from orbitdc.satellite.attitude_control import inertia_of
from orbitdc.satellite.layout import array_view
from orbitdc.satellite.loop import coolant_design_k
from orbitdc.satellite.part import BatteryLoop, DesignPoint, Inertia, Load, SafeMode, Surroundings
from orbitdc.satellite.power_chain import bus_to_load_frac, conversion_frac, endless_heat, heat_of_load_frac
from orbitdc.satellite.radiator_need import emission_share, full_power_line, junction_rise_k

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
