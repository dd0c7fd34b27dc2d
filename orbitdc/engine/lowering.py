"""Lowering turns a scenario and its orbits into the plain numbers that the march carries, one column per lane."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from orbitdc.constants import (
    AU_KM,
    EARTH_POLAR_RADIUS_KM,
    EARTH_RADIUS_KM,
    SUN_RADIUS_KM,
)
from orbitdc.engine.ageing import Degradation, Fade
from orbitdc.engine.lanes import Eclipse, FloatArray, Hardware, Orbit, OrbitPosition, Path, Stored
from orbitdc.environment import Environment
from orbitdc.fleet.orbits import Orbits
from orbitdc.satellite.assembly import Assembly
from orbitdc.satellite.part import Load, Surroundings
from orbitdc.satellite.power_chain import bus_to_load_frac
from orbitdc.satellite.view import albedo_phase_fit, plate_view_fit
from orbitdc.scenario.model import Scenario
from orbitdc.scenario.sky_model import Sky
from orbitdc.system.recent import by_content

LEAST_ALIVE = 1e-9  # of the accelerators, so that power per living one stays finite
COLD_START_K = (300.0, 285.0, 280.0)  # array, loop, radiator: cooler than they run, so that extremes are the flight's
SPECK_KM = 1e-3  # radius of the shadow where the light never ceases: it hides nothing, and its limb stays finite
SHARP_SUN_RAD = 1e-6  # a cylinder is a cone whose Sun is a point; this width keeps the arithmetic finite


@dataclass(frozen=True)
class Lanes:
    """Lowered lanes, one for each orbit.

    ``path`` and ``orbit`` are (n_span, rows, n_orbit), one for each ``span_days`` of constant orbital height.
    """

    span_days: int
    path: FloatArray
    orbit: FloatArray
    hardware: FloatArray  # (N_HARDWARE, n_group), by orbit group
    fade: FloatArray  # (N_FADE, n_group)
    degradation: FloatArray  # (n_day of the life, N_DEGRADATION, n_group)
    orbit_group: npt.NDArray[np.int64]  # kind of each orbit, (n_orbit,)
    state: FloatArray  # (N_STATE, n_orbit)
    weight: FloatArray  # satellites represented, (n_orbit,)
    stretch: float  # Earth's equatorial over polar radius in the chosen shadow geometry
    sun_angle: float  # sine of the Sun's angular radius in the same
    load: Load
    battery_j: float
    array_w_per_m2: float  # bottom-up, beginning of life, at the terminals

    @property
    def n_orbit(self) -> int:
        """The number of orbits marched."""
        return self.weight.size


def shadow_geometry(sky: Sky) -> tuple[float, float, float]:
    """Stretch of z, Earth radius in km and the sine of the Sun's angular radius of the chosen shadow."""
    stretch = EARTH_RADIUS_KM / EARTH_POLAR_RADIUS_KM if sky.shadow == "cone_ellipsoid" else 1.0
    sun = SHARP_SUN_RAD if sky.shadow == "cylinder_sphere" else SUN_RADIUS_KM / AU_KM
    radius = EARTH_RADIUS_KM + sky.shadow_added_km if sky.sunlit_frac is None else SPECK_KM
    return stretch, radius, sun


def orbit_rows(orbits: Orbits, scenario: Scenario) -> tuple[FloatArray, FloatArray]:
    """Rows of ``Path`` and ``Orbit`` of each orbit, (rows, n_orbit)."""
    sky, satellite = scenario.sky, scenario.satellite
    lasting, sharp = sky.sunlit_frac is not None, sky.shadow == "cylinder_sphere"
    attitudes = satellite.solar_array.tracking, satellite.radiator.attitude
    return _orbit_rows(orbits, shadow_geometry(sky), lasting, sharp, *attitudes, scenario.numerics.step_s)


@by_content(most=16)
def _orbit_rows(
    orbits: Orbits,
    shadow: tuple[float, float, float],
    lasting: bool,
    sharp: bool,
    tracking: str,
    attitude: str,
    step_s: float,
) -> tuple[FloatArray, FloatArray]:
    """The rows by what they follow from; light is ``lasting`` where nothing casts a shadow, which may be ``sharp``."""
    stretch, radius_km, sun_angle = shadow
    a_km = orbits.mean_radius_km
    altitude = a_km - EARTH_RADIUS_KM
    angle = orbits.argument_of_latitude_rate_rad_per_s * step_s
    phase, view = albedo_phase_fit(altitude), plate_view_fit(altitude)
    zero, earth = np.zeros_like(a_km), radius_km / a_km
    height = np.sqrt(np.maximum(1.0 - earth**2, 0.0))
    bend = angle**2 * height / (12.0 * earth**3 * sun_angle) if not lasting else zero
    raised = height * sun_angle * bend * earth**2  # the constant part of chord_shortfall
    if not sharp:  # the Sun seen from the limb stands lower by R/au than from the centre
        raised += height * radius_km / AU_KM
    sine = np.sin(orbits.inclination_rad)
    rows = dict(
        cos_rate=np.cos(angle),
        sin_rate=np.sin(angle),
        oblateness=(stretch**2 - 1.0) * sine**2,
        earth_radius=earth + raised,
        limb_bend=bend,
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


def hardware_fields(scenario: Scenario, assembly: Assembly, around: Surroundings) -> dict[str, float]:
    """The numbers of ``Hardware`` for which the parts of a satellite answer, and those of its policy."""
    fields = {
        "eclipse_power": scenario.satellite.eclipse_power_frac,
        "network_power": 1.0,  # by orbit group, see lower
        "step_s": around.step_s,
    }
    for part in scenario.satellite.parts:
        fields |= part.lowered(assembly.at, around)
    if scenario.satellite.eclipse_power_frac >= 1.0:
        fields["valve"] = 0.0  # panels are drained to sleep, and these satellites work through their shadows
    return fields


def _fade(scenario: Scenario) -> Fade:
    """How the battery fades; where it keeps its own temperature, that is in the rates already."""
    battery = scenario.satellite.battery
    own = battery.cooling == "own_loop"
    factor = battery.fade_factor(battery.temperature_k) if own else 1.0
    return Fade(
        calendar_per_y=battery.calendar_fade_per_y * factor,
        cycles=battery.reference_cycles / factor,
        depth=battery.reference_depth_frac,
        wohler=battery.wohler_exponent,
        activation_k=0.0 if own else battery.activation_k,
        reference_k=battery.fade_reference_k,
    )


def degradation_table(scenario: Scenario, environment: Environment) -> FloatArray:
    """The degradation (n_day of the life, N_DEGRADATION, n_group) of each orbit group.

    The coating changes linearly to its end-of-life value; accelerators are lost exponentially and by dose.
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
        "thruster_w": environment.thruster_w / bus_to_load_frac(scenario.satellite),
    }
    shape = environment.hazards.cells_frac.shape
    return np.stack([np.broadcast_to(rows[name], shape) for name in Degradation._fields], axis=1)


def network_power(scenario: Scenario, environment: Environment) -> FloatArray:
    """The share of full power at which the silicon is as fast as its network allows, by orbit group, (n_group,).

    p = s + (1 - s) share^(1/gamma), the inverse of the power-to-throughput curve.
    """
    static = scenario.accelerator.static_power_frac
    share = np.array([network.share_frac for network in environment.networks])
    return np.where(share < 1.0, static + (1.0 - static) * share ** (1.0 / scenario.workload.power_exponent), 1.0)


def lower(scenario: Scenario, orbits: Orbits, environment: Environment) -> Lanes:
    """Lower a scenario on given orbits in their environment to lanes; the only place where fields become march rows."""
    assembly, sky = environment.assembly, scenario.sky
    span_days, heights = environment.spans(orbits, sky.gravity)
    paths, rows = zip(*(orbit_rows(at, scenario) for at in heights), strict=True)
    path, orbit = np.stack(paths), np.stack(rows)
    fields = hardware_fields(scenario, assembly, environment.around)
    orbit_group = environment.groups.of
    hardware = np.repeat(np.array(Hardware(**fields))[:, None], environment.groups.share.size, axis=1)
    hardware[Hardware._fields.index("network_power")] = network_power(scenario, environment)
    first = (
        OrbitPosition(1.0, 0.0, 0.0, 0.0, 0.0)
        + Eclipse(0.0, 0.0, 0.0)
        + Stored(0.0, fields["battery_j"], *COLD_START_K)
    )
    stretch, _, sun_angle = shadow_geometry(sky)
    return Lanes(
        span_days=span_days,
        path=path,
        orbit=orbit,
        hardware=hardware,
        fade=np.repeat(np.array(_fade(scenario))[:, None], environment.groups.share.size, axis=1),
        degradation=degradation_table(scenario, environment),
        orbit_group=orbit_group,
        state=np.repeat(np.array(first)[:, None], path.shape[-1], axis=1),
        weight=orbits.weight,
        stretch=stretch,
        sun_angle=sun_angle,
        load=assembly.at.load,
        battery_j=fields["battery_j"],
        array_w_per_m2=assembly.at.array_w_per_m2,
    )
