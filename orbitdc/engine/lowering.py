"""From a scenario and its orbits to the plain numbers the march carries, one column per lane."""

from __future__ import annotations

from dataclasses import dataclass
from math import expm1

import numpy as np
import numpy.typing as npt

from orbitdc.constants import (
    AU_KM,
    EARTH_POLAR_RADIUS_KM,
    EARTH_RADIUS_KM,
    STEFAN_BOLTZMANN_W_PER_M2_K4,
    SUN_RADIUS_KM,
)
from orbitdc.engine.ageing import Fade, Wear
from orbitdc.engine.lanes import Course, FloatArray, Hardware, Orbit, Path, Shade, Stock
from orbitdc.environment import Environment
from orbitdc.fleet.orbits import Orbits
from orbitdc.satellite.sizing import (
    Load,
    announced_scale,
    array_bottom_up,
    conversion_frac,
    coolant_design_k,
    emission_share,
    full_power_line,
    junction_rise_k,
    load,
)
from orbitdc.satellite.view import albedo_phase_fit, plate_to_earth, plate_view_fit
from orbitdc.scenario.model import Scenario, Sky

LEAST_ALIVE = 1e-9  # of the accelerators, so that power per living one stays finite
COLD_START_K = (300.0, 285.0, 280.0)  # array, loop, radiator: cooler than they run, so that extremes are the flight's
SHARP_SUN_RAD = 1e-6  # a cylinder is a cone whose Sun is a point; this width keeps the arithmetic finite


@dataclass(frozen=True)
class Lanes:
    """Lowered lanes, one for each orbit.

    ``path`` and ``orbit`` are (n_span, rows, n_orbit), one for each ``span_days`` of constant orbital height.
    """

    span_days: int
    path: FloatArray
    orbit: FloatArray
    hardware: FloatArray  # (N_HARDWARE, n_kind), by kind of orbit
    fade: FloatArray  # (N_FADE,)
    wear: FloatArray  # (n_day of the life, N_WEAR, n_kind)
    kind: npt.NDArray[np.int64]  # kind of each orbit, (n_orbit,)
    state: FloatArray  # (N_STATE, n_orbit)
    weight: FloatArray  # satellites represented, (n_orbit,)
    stretch: float  # Earth's equatorial over polar radius in the chosen shadow geometry
    sun_angle: float  # sine of the Sun's angular radius in the same
    load: Load
    battery_j: float
    array_w_per_m2: float  # bottom-up, beginning of life, at the terminals

    @property
    def n_orbit(self) -> int:
        """Orbits marched."""
        return self.weight.size


def curve_weights(exponent: float) -> tuple[float, float, float]:
    """Weights of y, y^1/2 and y^1/4 that follow y^exponent on [0, 1]; exact for 1, 1/2 and 1/4.

    Elsewhere least squares with the weights summing to 1. Error for exponents from 0.25 to 1: below 0.0025 where
    y > 0.05 and below 0.013 under it; at 0.1 it is 0.013 and 0.2.

    >>> curve_weights(0.5)
    (0.0, 1.0, 0.0)
    """
    for exact, weights in ((1.0, (1.0, 0.0, 0.0)), (0.5, (0.0, 1.0, 0.0)), (0.25, (0.0, 0.0, 1.0))):
        if exponent == exact:
            return weights
    y = np.linspace(0.0, 1.0, 401)
    basis = np.stack([y - y**0.25, y**0.5 - y**0.25], axis=1)
    first, second = np.linalg.lstsq(basis, y**exponent - y**0.25, rcond=None)[0]
    return float(first), float(second), float(1.0 - first - second)


def end_weight(ratio: float) -> float:
    """Weight of a step's end in its mean temperature, for a step of ``ratio`` time constants: 1/(1 - e^-z) - 1/z.

    With it one step of a linear node is exact: the midpoint rule where nodes are slow, backward Euler where they are
    faster than the step, and so neither a lag of half a step nor an oscillation.

    >>> round(end_weight(0.2), 4), round(end_weight(200.0), 3)
    (0.5167, 0.995)
    """
    return 1.0 / -expm1(-ratio) - 1.0 / ratio


def shadow_geometry(sky: Sky) -> tuple[float, float, float]:
    """Stretch of z, Earth radius in km and the sine of the Sun's angular radius of the chosen shadow."""
    stretch = EARTH_RADIUS_KM / EARTH_POLAR_RADIUS_KM if sky.shadow == "cone_ellipsoid" else 1.0
    sun = SHARP_SUN_RAD if sky.shadow == "cylinder_sphere" else SUN_RADIUS_KM / AU_KM
    return stretch, EARTH_RADIUS_KM + sky.shadow_added_km, sun


def orbit_rows(orbits: Orbits, scenario: Scenario) -> tuple[FloatArray, FloatArray]:
    """Rows of ``Path`` and ``Orbit`` of each orbit, (rows, n_orbit)."""
    stretch, radius_km, _ = shadow_geometry(scenario.sky)
    satellite = scenario.satellite
    tracking, attitude = satellite.solar_array.tracking, satellite.radiator.attitude
    a_km = orbits.mean_radius_km
    altitude = a_km - EARTH_RADIUS_KM
    angle = orbits.argument_of_latitude_rate_rad_per_s * scenario.numerics.step_s
    phase, view = albedo_phase_fit(altitude), plate_view_fit(altitude)
    zero = np.zeros_like(a_km)
    sine = np.sin(orbits.inclination_rad)
    rows = dict(
        cos_rate=np.cos(angle),
        sin_rate=np.sin(angle),
        oblateness=(stretch**2 - 1.0) * sine**2,
        earth_radius=radius_km / a_km,
        phase_scale=phase[0],
        phase_width2=phase[1],
        view0=view[0],
        view1=view[1],
        view2=view[2],
    )
    path = dict(
        raan=orbits.raan_rad,
        raan_rate=orbits.raan_rate_rad_per_s,
        latitude=orbits.argument_of_latitude_rad,
        latitude_rate=orbits.argument_of_latitude_rate_rad_per_s,
        cos_i=np.cos(orbits.inclination_rad),
        sin_i=sine,
        eccentricity=orbits.eccentricity,
        perigee=orbits.argument_of_perigee_rad,
        perigee_rate=orbits.perigee_rate_rad_per_s,
        two_axis=zero + (tracking == "two_axis"),
        one_axis=zero + (tracking == "one_axis"),
        array_fixed=zero + (attitude == "array_fixed"),
        frozen_eccentricity=orbits.frozen_eccentricity,
    )
    return np.stack([path[name] for name in Path._fields]), np.stack([rows[name] for name in Orbit._fields])


def _array_fields(scenario: Scenario, scale: float) -> dict[str, float]:
    array, sky, step_s = scenario.satellite.solar_array, scenario.sky, scenario.numerics.step_s
    emittance = array.emittance_front_frac + array.emittance_rear_frac
    inertia = array.heat_capacity_j_per_m2_k * array.area_m2 / step_s
    cells = array.area_m2 * array.packing_frac * array.cell_efficiency_frac
    radiate = emittance * STEFAN_BOLTZMANN_W_PER_M2_K4 * array.area_m2
    stiffness = 4.0 * radiate * array.reference_temperature_k**3
    end = end_weight(stiffness / inertia)
    return {
        "array_zenith": float(array.tracking == "zenith_fixed"),
        "array_solar_m2": array.absorptance_frac * array.area_m2 * array.pointing_efficiency_frac,
        "pv_m2": cells * array.pointing_efficiency_frac * scale,
        "pv_coefficient": array.temperature_coefficient_per_k,
        "pv_reference": array.reference_temperature_k,
        "bifacial": array.bifaciality_frac * sky.albedo_frac,
        "array_infrared_w": 0.5 * emittance * array.area_m2 * sky.earth_infrared_w_per_m2,
        "array_albedo_m2": array.absorptance_frac * sky.albedo_frac * array.area_m2,
        "array_radiate": radiate,
        "array_inertia": inertia,
        "array_end": end,
        "array_half": 0.5 / (inertia + end * stiffness),
        "harness": array.harness_mppt_efficiency_frac,
        "inverse_harness": 1.0 / array.harness_mppt_efficiency_frac,
    }


def _power_fields(scenario: Scenario, power: Load) -> dict[str, float]:
    satellite, step_s = scenario.satellite, scenario.numerics.step_s
    battery, conversion = satellite.battery, conversion_frac(satellite, power)
    one_way = battery.roundtrip_efficiency_frac**0.5
    capacity_j = battery.capacity_kwh * 3.6e6
    return {
        "it_w": power.it_w,
        "inverse_it_w": 1.0 / power.it_w,
        "housekeeping_w": power.housekeeping_w / conversion,
        "conversion": conversion,
        "inverse_conversion": 1.0 / conversion,
        "eclipse_power": satellite.eclipse_power_frac,
        "network_power": 1.0,  # by kind of orbit, see lower
        "battery_j": capacity_j,
        "floor_j": capacity_j * (1.0 - battery.depth_of_discharge_max_frac),
        "charge_max_w": battery.charge_max_per_h * battery.capacity_kwh * 1e3,
        "discharge_max_w": battery.discharge_max_per_h * battery.capacity_kwh * 1e3,
        "charge_room": 1.0 / (one_way * step_s),
        "discharge_room": one_way / step_s,
        "charge_loss": 1.0 - one_way,
        "discharge_loss": 1.0 / one_way - 1.0,
        "step_s": step_s,
    }


def _heat_fields(scenario: Scenario, power: Load, edge_view: float) -> dict[str, float]:
    satellite, chip, sky, step_s = scenario.satellite, scenario.accelerator, scenario.sky, scenario.numerics.step_s
    radiator, loop = satellite.radiator, satellite.loop
    loop_inertia = loop.coolant_kg_per_kw * power.heat_w * 1e-3 * loop.specific_heat_j_per_kg_k / step_s
    radiator_mass = radiator.areal_mass_kg_per_m2 * radiator.area_m2
    radiator_inertia = radiator_mass * radiator.specific_heat_j_per_kg_k / step_s
    film = power.heat_w / radiator.film_drop_k
    rise = junction_rise_k(loop, chip, power)
    memory_rise = junction_rise_k(loop, chip, power, chip.memory_rise_factor)
    base, slope, floor = full_power_line(loop, chip, power)
    share = emission_share(satellite, edge_view * radiator.emittance_eol_frac * sky.earth_infrared_w_per_m2)
    radiate = 2.0 * radiator.area_m2 * radiator.emittance_bol_frac * share * STEFAN_BOLTZMANN_W_PER_M2_K4
    root_k = coolant_design_k(loop) + satellite.heat_pump.lift_k - radiator.film_drop_k
    first, second, fourth = curve_weights(scenario.workload.power_exponent)
    bare = radiator.absorptance_bol_frac * radiator.area_m2
    return {
        "radiator_down": float(radiator.attitude == "nadir_normal"),
        "junction_max": chip.junction_max_k,
        "chip_rise": rise,
        "inverse_chip_rise": 1.0 / rise,
        "memory_max": chip.memory_max_k,
        "memory_rise": memory_rise,
        "inverse_memory_rise": 1.0 / memory_rise,
        "leakage": chip.leakage_per_k,
        "leakage_reference": chip.power_reference_k,
        "leakage_base": base,
        "leakage_slope": slope,
        "leakage_floor": floor,
        "static_power": chip.static_power_frac,
        "inverse_dynamic": 1.0 / (1.0 - chip.static_power_frac),
        "curve1": first,
        "curve2": second,
        "curve4": fourth,
        "loop_inertia": loop_inertia,
        "film": film,
        "lift": satellite.heat_pump.lift_k,
        "inverse_loop": 1.0 / (loop_inertia + film),
        "radiator_inertia": radiator_inertia,
        "radiator_end": end_weight(4.0 * radiate * root_k**3 / (radiator_inertia + loop_inertia)),
        "radiator_radiate": radiate,
        "radiator_infrared_w": radiator.emittance_bol_frac * radiator.area_m2 * sky.earth_infrared_w_per_m2,
        "radiator_albedo_m2": bare * sky.albedo_frac,
        "radiator_velocity_m2": bare if radiator.attitude == "velocity_normal" else 0.0,
        "radiator_nadir_m2": bare if radiator.attitude == "nadir_normal" else 0.0,
    }


def _fade(scenario: Scenario) -> Fade:
    battery = scenario.satellite.battery
    return Fade(
        calendar_per_y=battery.calendar_fade_per_y,
        cycles=battery.reference_cycles,
        depth=battery.reference_depth_frac,
        wohler=battery.wohler_exponent,
    )


def wear_table(scenario: Scenario, environment: Environment) -> FloatArray:
    """Wear (n_day of the life, N_WEAR, n_kind) of each kind of orbit.

    The coating changes linearly to its end-of-life value, accelerators die exponentially and by dose.
    """
    radiator = scenario.satellite.radiator
    age_y = environment.age_y[:, None]
    share = np.minimum(age_y / scenario.mission.life_y, 1.0)
    emittance = radiator.emittance_eol_frac / radiator.emittance_bol_frac
    absorptance = radiator.absorptance_eol_frac / max(radiator.absorptance_bol_frac, 1e-9)
    rows = {
        "cells": environment.hazards.cells_frac,
        "emittance": 1.0 + (emittance - 1.0) * share,
        "absorptance": 1.0 + (absorptance - 1.0) * share,
        "radiator": environment.hazards.radiator_frac,
        "alive": np.maximum(environment.accelerators_frac(), LEAST_ALIVE),
        "thruster_w": environment.thruster_w / scenario.satellite.bus.conversion_efficiency_frac,
    }
    shape = environment.hazards.cells_frac.shape
    return np.stack([np.broadcast_to(rows[name], shape) for name in Wear._fields], axis=1)


def network_power(scenario: Scenario, environment: Environment) -> FloatArray:
    """Share of full power at which the silicon is as fast as its network lets it, by kind of orbit, (n_kind,).

    p = s + (1 - s) share^(1/gamma), the inverse of the power-to-throughput curve.
    """
    static = scenario.accelerator.static_power_frac
    share = np.array([network.share_frac for network in environment.networks])
    return np.where(share < 1.0, static + (1.0 - static) * share ** (1.0 / scenario.workload.power_exponent), 1.0)


def lower(scenario: Scenario, orbits: Orbits, environment: Environment) -> Lanes:
    """Lower a scenario on given orbits in their environment to lanes; the only place where fields become march rows."""
    power = load(scenario.satellite, scenario.accelerator, scenario.workload)
    sky = scenario.sky
    reference_view = 2.0 * float(plate_to_earth(float(orbits.semi_major_axis_km.mean()) - EARTH_RADIUS_KM, 0.5 * np.pi))
    array = scenario.satellite.solar_array
    scale = announced_scale(array, sky.solar_constant_w_per_m2, sky.earth_infrared_w_per_m2, reference_view)
    bottom_up = array_bottom_up(array, sky.solar_constant_w_per_m2, sky.earth_infrared_w_per_m2, reference_view)[1]
    span_days, heights = environment.spans(orbits, sky.gravity)
    paths, rows = zip(*(orbit_rows(at, scenario) for at in heights), strict=True)
    path, orbit = np.stack(paths), np.stack(rows)
    fields = _array_fields(scenario, scale) | _power_fields(scenario, power)
    fields |= _heat_fields(scenario, power, reference_view)
    kind = environment.kind.of
    hardware = np.repeat(np.array(Hardware(**fields))[:, None], environment.kind.share.size, axis=1)
    hardware[Hardware._fields.index("network_power")] = network_power(scenario, environment)
    first = Course(1.0, 0.0, 0.0, 0.0, 0.0) + Shade(0.0, 0.0, 0.0) + Stock(0.0, fields["battery_j"], *COLD_START_K)
    stretch, _, sun_angle = shadow_geometry(sky)
    return Lanes(
        span_days=span_days,
        path=path,
        orbit=orbit,
        hardware=hardware,
        fade=np.array(_fade(scenario)),
        wear=wear_table(scenario, environment),
        kind=kind,
        state=np.repeat(np.array(first)[:, None], path.shape[-1], axis=1),
        weight=orbits.weight,
        stretch=stretch,
        sun_angle=sun_angle,
        load=power,
        battery_j=fields["battery_j"],
        array_w_per_m2=bottom_up,
    )
