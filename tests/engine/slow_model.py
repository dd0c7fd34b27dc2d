"""The satellite written a second time, slowly: exact disk overlap, true T^4, small explicit steps, plain Python.

Follows the equations of the physics reference and the fields of the blocks; shares no line with the engine.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from orbitdc.compute.accelerator import Accelerator
from orbitdc.constants import AU_KM
from orbitdc.fleet.orbits import Orbits
from orbitdc.scenario.model import Scenario
from orbitdc.sky.eclipse import lit_fraction, positions_km
from orbitdc.sky.sun import SunTable

SIGMA = 5.670374419e-8
EARTH_KM = 6371.0


def two_sided_view(altitude_km: float, tilt: float) -> tuple[float, float]:
    """View factors to the Earth of the two faces of a plate whose normal stands at ``tilt`` from nadir."""
    h = (EARTH_KM + altitude_km) / EARTH_KM
    eta = math.asin(1.0 / h)

    def face(angle: float) -> float:
        if angle <= math.pi / 2 - eta:
            return math.cos(angle) / h**2
        if angle >= math.pi / 2 + eta:
            return 0.0
        x = math.sqrt(h * h - 1.0)
        y = -x / math.tan(angle)
        root = math.sqrt(max(1.0 - y * y, 0.0))
        seen = (math.cos(angle) * math.acos(max(-1.0, min(1.0, y))) - x * math.sin(angle) * root) / (math.pi * h * h)
        return seen + math.atan(math.sin(angle) * root / x) / math.pi

    return face(tilt), face(math.pi - tilt)


def reflected_view(altitude_km: float, cosine: np.ndarray, attitude: str) -> tuple[np.ndarray, float]:
    """``reflected_on`` for a plate along Sun x radial (``edge``), facing the Sun (``sun``) or down (``nadir``)."""
    zero = np.zeros_like(cosine)
    suns = np.stack([np.sqrt(np.maximum(1.0 - cosine * cosine, 0.0)), zero, cosine], axis=1)
    fixed = {"edge": [0.0, 1.0, 0.0], "nadir": [0.0, 0.0, -1.0]}
    return reflected_on(altitude_km, suns, suns if attitude == "sun" else np.tile(fixed[attitude], (cosine.size, 1)))


def reflected_on(altitude_km: float, suns: np.ndarray, normals: np.ndarray, n: int = 160) -> tuple[np.ndarray, float]:
    """Sum over both faces of the view factor weighed by the sunlit ground's zenith cosine; the largest plain sum.

    The ground in view is summed patch by patch: cos(plate) cos(ground) max(cos(Sun), 0)/(pi d^2); Suns and normals are
    unit vectors (k, 3) with the last axis up.
    """
    h = (EARTH_KM + altitude_km) / EARTH_KM
    z = 1.0 - (np.arange(n) + 0.5) / n * (1.0 - 1.0 / h)  # equal areas of the cap in view
    phi = (np.arange(2 * n) + 0.5) / (2 * n) * 2.0 * math.pi
    zz, pp = np.meshgrid(z, phi, indexing="ij")
    patch = (1.0 - 1.0 / h) / n * (math.pi / n)
    rho = np.sqrt(1.0 - zz * zz)
    ground = np.stack([rho * np.cos(pp), rho * np.sin(pp), zz])
    to_ground = ground - np.array([0.0, 0.0, h])[:, None, None]
    distance = np.sqrt((to_ground**2).sum(0))
    leaving = -(ground * to_ground).sum(0) / distance
    lit_view, view = [], 0.0
    for sun, normal in zip(suns, normals, strict=True):
        weight = np.abs(np.tensordot(normal, to_ground, 1)) / distance * leaving / (math.pi * distance**2) * patch
        lit_view.append(float((weight * np.maximum(np.tensordot(sun, ground, 1), 0.0)).sum()))
        view = max(view, float(weight.sum()))
    return np.array(lit_view), view


@dataclass
class SlowResult:
    """Means and extremes of one satellite over a window."""

    lit: float = 0.0
    clock: float = 0.0
    it_w: float = 0.0
    panel_w: float = 0.0
    radiated_w: float = 0.0
    heater_w: float = 0.0
    coldest_k: float = math.inf
    coldest_chip_k: float = math.inf
    lowest_j: float = math.inf
    highest: dict[str, float] = field(default_factory=dict)
    last: dict[str, float] = field(default_factory=dict)


def unit(rows: np.ndarray) -> np.ndarray:
    """Rows (n, 3) as unit vectors."""
    return rows / np.linalg.norm(rows, axis=1)[:, None]


def light_of(made: Scenario, orbits: Orbits, lane: int, sun: SunTable, seconds: np.ndarray) -> dict[str, np.ndarray]:
    """Lit share, irradiance, cosine of the Sun-zenith angle and of the Sun-velocity angle at times in s."""
    direction, distance = sun.at(seconds)
    position = positions_km(orbits, lane, seconds)
    lit = lit_fraction(position, direction * distance[:, None] * AU_KM, made.sky.shadow, made.sky.shadow_added_km)
    ahead = positions_km(orbits, lane, seconds + 0.05) - positions_km(orbits, lane, seconds - 0.05)
    return {
        "lit": lit,
        "irradiance": made.sky.solar_constant_w_per_m2 / distance**2,
        "cosine": (unit(position) * direction).sum(1),
        "across": (unit(ahead) * direction).sum(1),
        "normals": plate_normals(unit(position), unit(ahead), direction),
    }


def plate_normals(up: np.ndarray, ahead: np.ndarray, sun: np.ndarray) -> dict[str, np.ndarray]:
    """Unit normals (n, 3) of every way to hold a plate, from unit vectors up, ahead and to the Sun (n, 3)."""
    pole = unit(np.cross(up, ahead))
    in_plane = unit(sun - pole * (sun * pole).sum(1)[:, None])
    return {
        "two_axis": sun,
        "one_axis": in_plane,
        "zenith_fixed": up,
        "sun_earth_edge": unit(np.cross(sun, up)),
        "velocity_normal": ahead,
        "nadir_normal": -up,
        "array_fixed": unit(np.cross(sun, pole)),
        "up": up,
    }


def fly_slowly(
    made: Scenario, orbits: Orbits, lane: int, sun: SunTable, days: float, start: tuple[float, ...], dt: float = 2.0
) -> SlowResult:
    """March one satellite from (battery J, array K, loop K, radiator K) through new hardware's first days."""
    s, sky, chip, work = made.satellite, made.sky, made.accelerator, made.workload
    array, cell, plate, loop, bus = s.solar_array, s.battery, s.radiator, s.loop, s.bus
    altitude = float(orbits.semi_major_axis_km[lane]) - 6378.137
    light = light_of(made, orbits, lane, sun, (np.arange(round(days * 86400.0 / dt)) + 0.5) * dt)
    grid = np.linspace(-1.0, 1.0, 41)
    on_plate, _ = reflected_view(altitude, grid, "nadir" if plate.attitude == "nadir_normal" else "edge")
    on_array, _ = reflected_view(altitude, grid, "sun")
    plate_reflected = np.interp(light["cosine"], grid, on_plate)
    array_reflected = np.interp(light["cosine"], grid, on_array)
    if array.tracking == "zenith_fixed":
        array_reflected = np.interp(light["cosine"], grid, reflected_view(altitude, grid, "nadir")[0])
    if array.tracking == "one_axis":  # the Sun keeps its height over the plane for a day
        plane = float(np.hypot(light["cosine"], light["across"]).mean())
        turn = np.linspace(0.0, math.pi, 41)
        normals = np.stack([np.sin(turn), 0.0 * turn, np.cos(turn)], axis=1)
        pole = np.array([0.0, math.sqrt(1.0 - plane * plane), 0.0])
        by_turn, _ = reflected_on(altitude, plane * normals + pole, normals)
        array_reflected = np.interp(np.arccos(np.clip(light["cosine"] / plane, -1.0, 1.0)), turn, by_turn)
    tilt = np.linspace(0.0, math.pi, 721)
    faces = np.array([two_sided_view(altitude, float(t)) for t in tilt])
    held = light.pop("normals")
    sunward = sun.at((np.arange(round(days * 86400.0 / dt)) + 0.5) * dt)[0]
    on_sun = (held[array.tracking] * sunward).sum(1)
    angle = np.arccos(np.clip(-(held[array.tracking] * held["up"]).sum(1), -1.0, 1.0))
    front, rear = np.interp(angle, tilt, faces[:, 0]), np.interp(angle, tilt, faces[:, 1])
    plate_sun = np.abs((held[plate.attitude] * sunward).sum(1))
    angle = np.arccos(np.clip(-(held[plate.attitude] * held["up"]).sum(1), -1.0, 1.0))
    plate_view = np.interp(angle, tilt, faces.sum(1))

    count = s.board.accelerators or max(1, round(s.it_power_w / chip.allin_w))
    full_w = count * chip.allin_w
    mean_w = full_w * (work.occupancy_frac + work.idle_power_frac * (1.0 - work.occupancy_frac))
    fixed_w = bus.housekeeping_w + s.link.terminals * s.link.terminal_w
    chain = bus.conversion_efficiency_frac * array.harness_mppt_efficiency_frac
    in_wings = array.harness_wing_frac * (1.0 - array.harness_mppt_efficiency_frac)  # of the array's power
    chain /= 1.0 - in_wings  # power of the loads over heat of the coolant
    # kg of coolant per J carried, W of pump per W of heat, and a heat pump's W per W of everything else
    per_j = 1.0 / (loop.specific_heat_j_per_kg_k * loop.rise_k + loop.vapour_frac * loop.latent_heat_j_per_kg)
    pump = per_j * 1e3 * loop.pressure_drop_kpa / loop.density_kg_per_m3 / loop.pump_efficiency_frac
    cold_k, lift_k = loop.inlet_max_k + 0.5 * loop.rise_k, s.heat_pump.lift_k
    taken = lift_k / (s.heat_pump.carnot_frac * cold_k)  # over the heat lifted
    lifting = 1.0
    for _ in range(200):  # its own losses are lifted too
        lifting = 1.0 + taken / (1.0 + taken) * lifting / chain
    heat_full_w = (full_w + fixed_w) * lifting / (chain - pump * lifting)
    fixed_w += pump * heat_full_w
    efficiency = bus.conversion_efficiency_frac / lifting
    film = heat_full_w / plate.film_drop_k
    along = _along_the_loop(made, 2.0 * two_sided_view(altitude, math.pi / 2)[0])
    loop_j_per_k = loop.coolant_kg_per_kw * heat_full_w * 1e-3 * loop.specific_heat_j_per_kg_k
    plate_j_per_k = plate.areal_mass_kg_per_m2 * plate.area_m2 * plate.specific_heat_j_per_kg_k
    eps = array.emittance_front_frac + array.emittance_rear_frac
    area, scale = array.area_m2, 1.0
    if array.announced_w_per_m2 is not None:
        scale = array.announced_w_per_m2 / _at_rest(made, 2.0 * two_sided_view(altitude, math.pi / 2)[0])[0]
    views = _views(made)
    in_view = 1.0 - sum(map(sum, views)) / 2.0  # of the sky, mean of both faces
    one_way = math.sqrt(cell.roundtrip_efficiency_frac)
    most_j = cell.capacity_kwh * 3.6e6
    least_j = most_j * (1.0 - cell.depth_of_discharge_max_frac)

    # a thermostat that is on or off, of what holds a panel that stands edge-on to the Earth and has no other heat
    held_k, heaters_w, steady_w = loop.freeze_k + loop.cold_margin_k, 0.0, fixed_w
    if loop.cold == "heaters":
        earthshine = 2.0 * two_sided_view(altitude, math.pi / 2)[0] * sky.earth_infrared_w_per_m2
        shed = plate.emittance_bol_frac * (2.0 * SIGMA * held_k**4 - earthshine)
        heaters_w = shed * plate.fin_efficiency_frac * plate.area_m2

    charge_j, t_array, t_loop, t_plate = start
    out = SlowResult(highest={"array": 0.0, "loop": 0.0, "radiator": 0.0, "chip": 0.0})
    columns = [light["lit"], light["irradiance"], on_sun, plate_sun, plate_view, plate_reflected, array_reflected]
    rows = zip(*(c.tolist() for c in (*columns, front, rear)), strict=True)
    for lit, irradiance, incidence, sunny, seen_earth, ground_plate, ground_array, view_front, view_rear in rows:
        direct = irradiance * lit
        warm_w = heaters_w if t_plate < held_k else 0.0
        fixed_w = steady_w + warm_w
        slope = 1.0 + array.temperature_coefficient_per_k * (t_array - array.reference_temperature_k)
        glow = sky.albedo_frac * irradiance * ground_array
        seen = direct * max(incidence, 0.0) + array.bifaciality_frac * glow
        terminal_w = seen * area * array.packing_frac * array.cell_efficiency_frac * array.pointing_efficiency_frac
        bus_max_w = terminal_w * scale * max(slope, 0.0) * array.harness_mppt_efficiency_frac
        # silicon: as much as heat, shadow and power allow; T_j = T_loop - half the loop's rise + R P
        rise = chip.junction_to_inlet_k_per_w * chip.tdp_w - 0.5 * loop.rise_k * mean_w / full_w
        hot_rise = rise + (chip.memory_rise_factor - 1.0) * chip.junction_to_inlet_k_per_w * chip.tdp_w
        full = 1.0
        for _ in range(60):  # power warms the junction, and the junction leaks
            full = _leaks(chip, t_loop + rise * full)
        cool = max(min((chip.junction_max_k - t_loop) / rise, (chip.memory_max_k - t_loop) / hot_rise), 0.0)
        in_shadow = min(cool, full * s.eclipse_power_frac)
        want_w = mean_w * (lit * min(cool, full) + (1.0 - lit) * in_shadow)
        need_w = (want_w + fixed_w) / efficiency
        into_w = out_w = 0.0
        most_w = cell.charge_max_per_h * cell.capacity_kwh * 1e3
        idle_w = max(bus_max_w - fixed_w / efficiency, 0.0)
        first_w = min(max(least_j - charge_j, 0.0) / (one_way * dt), most_w, idle_w)  # the reserve before compute
        if bus_max_w - first_w >= need_w:
            room_w = max(most_j - charge_j, 0.0) / (one_way * dt)
            into_w = min(bus_max_w - need_w, most_w, room_w)
            load_w = want_w + fixed_w
        elif first_w > 0.0:
            into_w = first_w
            load_w = (bus_max_w - first_w) * efficiency
        else:
            vital_w = max(fixed_w / efficiency - bus_max_w, 0.0)
            free_w = max(charge_j - least_j, 0.0) * one_way / dt
            kept_w = free_w if free_w > vital_w else min(vital_w, charge_j * one_way / dt)  # below: vital
            out_w = min(need_w - bus_max_w, cell.discharge_max_per_h * cell.capacity_kwh * 1e3, kept_w)
            load_w = min((bus_max_w + out_w) * efficiency, want_w + fixed_w)
        it_w = min(max(load_w - fixed_w, 0.0), want_w)
        load_w = min(load_w, it_w + fixed_w)
        drawn_w = load_w / efficiency + into_w - out_w
        panel_w = drawn_w / array.harness_mppt_efficiency_frac
        charge_j += (into_w * one_way - out_w / one_way) * dt
        loss_w = into_w * (1.0 - one_way) + out_w * (1.0 / one_way - 1.0)
        heat_w = load_w / efficiency + panel_w - drawn_w - in_wings * panel_w
        heat_w += loss_w if cell.cooling == "main_loop" else 0.0  # else by a radiator of the battery's own
        share = it_w / mean_w
        hot_w = _leaks(chip, t_loop + rise * share)
        level = min(max((share / hot_w - chip.static_power_frac) / (1.0 - chip.static_power_frac), 0.0), 1.0)
        # heat
        earth = (array.emittance_front_frac * view_front + array.emittance_rear_frac * view_rear) * area
        gain = array.absorptance_frac * area * (direct * abs(incidence) * array.pointing_efficiency_frac + glow)
        gain += earth * sky.earth_infrared_w_per_m2 - panel_w + in_wings * panel_w
        emitted = 2.0 * plate.emittance_bol_frac * along * plate.fin_efficiency_frac * SIGMA * t_plate**4
        for sunward_side, rear in views:  # a face sends half of it; what the array reflects goes to space
            taken = sunward_side * array.emittance_front_frac + rear * array.emittance_rear_frac
            gain += 0.5 * emitted * plate.area_m2 * taken
        absorbed = plate.emittance_bol_frac * sky.earth_infrared_w_per_m2 * seen_earth * in_view
        absorbed += plate.absorptance_bol_frac * sky.albedo_frac * irradiance * ground_plate * in_view
        absorbed += plate.absorptance_bol_frac * direct * max(sunny, math.sin(math.radians(plate.pointing_error_deg)))
        absorbed += plate.emittance_bol_frac * _glow_of_array(made, t_array)
        absorbed *= plate.fin_efficiency_frac  # the rest warms the fins between the tubes, which radiate it
        t_array += (gain - eps * SIGMA * area * t_array**4) / (array.heat_capacity_j_per_m2_k * area) * dt
        flow = film * (t_loop + lift_k - t_plate)
        if loop.cold == "drained" and s.eclipse_power_frac < 1.0:  # a valve leaves the coolant what holds it
            flow = min(flow, max(heat_w + loop_j_per_k * (t_loop - held_k) / dt, 0.0))
        out.coldest_chip_k = min(out.coldest_chip_k, t_loop + rise * share)
        out.highest["chip"] = max(out.highest["chip"], t_loop + rise * share)
        t_loop += (heat_w - flow) / loop_j_per_k * dt
        t_plate += (flow + (absorbed - emitted) * plate.area_m2) / plate_j_per_k * dt
        out.lit += lit
        out.clock += level**work.power_exponent
        out.it_w += it_w
        out.panel_w += panel_w
        out.radiated_w += emitted * plate.area_m2
        out.heater_w += warm_w / efficiency
        out.coldest_k = min(out.coldest_k, t_plate)
        out.lowest_j = min(out.lowest_j, charge_j)
        for name, kelvin in (("array", t_array), ("loop", t_loop), ("radiator", t_plate)):
            out.highest[name] = max(out.highest[name], kelvin)
    n = len(light["lit"])
    for name in ("lit", "clock", "it_w", "panel_w", "radiated_w", "heater_w"):
        setattr(out, name, getattr(out, name) / n)
    out.last = {"battery": charge_j, "array": t_array, "loop": t_loop, "radiator": t_plate}
    return out


def _leaks(chip: Accelerator, junction_k: float) -> float:
    return 1.0 + chip.leakage_per_k * (max(junction_k, chip.leakage_from_k) - chip.power_reference_k)


def _along_the_loop(made: Scenario, view: float) -> float:
    """Emission of a panel whose coolant cools down along it over that at its mean, sky between as at end of life."""
    plate, loop = made.satellite.radiator, made.satellite.loop
    root = loop.inlet_max_k + 0.5 * loop.rise_k + made.satellite.heat_pump.lift_k - plate.film_drop_k
    e = 2.0 * plate.emittance_eol_frac * plate.fin_efficiency_frac * SIGMA
    sky = plate.emittance_eol_frac * made.sky.earth_infrared_w_per_m2 * view * (1.0 - sum(map(sum, _views(made))) / 2.0)
    sky += plate.emittance_eol_frac * _glow_of_array(made, _at_rest(made, view)[1])
    sky *= plate.fin_efficiency_frac
    places = np.linspace(root - 0.5 * loop.rise_k, root + 0.5 * loop.rise_k, 1001)
    flux = loop.rise_k / float(np.trapezoid(1.0 / (e * places**4 - sky), places))
    return (flux + sky) / (e * root**4)


def _views(made: Scenario) -> list[tuple[float, float]]:
    """View factors of each face of the radiator to the Sun side and the rear of the array."""
    seen = made.satellite.layout
    return [(seen.face_a_sun_side_frac, seen.face_a_rear_frac), (seen.face_b_sun_side_frac, seen.face_b_rear_frac)]


def _glow_of_array(made: Scenario, kelvin: float) -> float:
    """Infrared in W/m2 of planform that an array at a temperature in K sends to both faces of the radiator."""
    array = made.satellite.solar_array
    front, rear = array.emittance_front_frac, array.emittance_rear_frac
    return sum(sun_side * front + behind * rear for sun_side, behind in _views(made)) * SIGMA * kelvin**4


def _at_rest(made: Scenario, view: float) -> tuple[float, float]:
    """Output in W/m2 and K of a new array square to the Sun at 1 au, edge-on to the Earth, by bisection."""
    array, sky = made.satellite.solar_array, made.sky
    eps = array.emittance_front_frac + array.emittance_rear_frac
    sun = sky.solar_constant_w_per_m2

    def output(kelvin: float) -> float:
        slope = 1.0 + array.temperature_coefficient_per_k * (kelvin - array.reference_temperature_k)
        return sun * array.packing_frac * array.cell_efficiency_frac * array.pointing_efficiency_frac * slope

    low, high = 150.0, 500.0
    for _ in range(60):
        kelvin = 0.5 * (low + high)
        gain = array.absorptance_frac * sun + 0.5 * eps * view * sky.earth_infrared_w_per_m2
        gain -= output(kelvin) * (1.0 - array.harness_wing_frac * (1.0 - array.harness_mppt_efficiency_frac))
        low, high = (kelvin, high) if gain > eps * SIGMA * kelvin**4 else (low, kelvin)
    return output(low), low
