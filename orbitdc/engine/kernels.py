"""The physics of one step: one small function per idea, the same for the fast march and the plain one.

Everything is branch-free and free of transcendentals, so that lanes run side by side in vector
registers; each flow is computed once and enters both the state and its own tally.
"""

from __future__ import annotations

from math import sqrt
from typing import Any

from numba import njit

from orbitdc.engine.lanes import Course, Light, Stock, Supply, SupplyTally, UseTally

OPTIONS: Any = {"error_model": "numpy", "fastmath": {"contract"}, "nogil": True}
kernel = njit(**OPTIONS)
entry_kernel = njit(cache=True, **OPTIONS)  # called from Python; kept on disk
step_kernel = njit(forceinline=True, **OPTIONS)

# Share of the Sun's disk above a straight limb at distance x (solar radii) from its centre,
# 1 - (acos x - x sqrt(1 - x^2))/pi, as 1/2 + odd polynomial with value 1 at x = 1; error < 5e-4 of the disk.
DISK1, DISK3, DISK5, DISK7 = 0.64011602, -0.13990955, 0.06712940, -0.06733587


@kernel
def true_latitude(cos_u, sin_u, o):
    """Cosine and sine of the true argument of latitude and the radius, from the mean one, first order in eccentricity.

    u = u_mean + 2 e sin M, r = 1 - e cos M (Vallado, series of the equation of centre); M = u_mean - omega.
    """
    centre = 2.0 * (o.perigee_cos * sin_u - o.perigee_sin * cos_u)
    radius = 1.0 - o.perigee_cos * cos_u - o.perigee_sin * sin_u
    return cos_u - centre * sin_u, sin_u + centre * cos_u, radius


@kernel
def limb_distance(mean_cos_u, mean_sin_u, o, tick):
    """Distance of the Sun's centre above the Earth's limb in solar radii; cosines of Sun-zenith and Sun-velocity.

    sin(c - a) = [sqrt((r^2 - d^2)(r^2 - R^2)) + d R]/r^2 with d = r.s, c the Sun-Earth angle and
    a = asin(R/r); z is stretched so that the Earth is a sphere (Vallado, conical shadow).
    """
    cos_u, sin_u, radius = true_latitude(mean_cos_u, mean_sin_u, o)
    along = o.sun_node + o.sun_node_rate * tick
    apex = o.sun_apex + o.sun_apex_rate * tick
    cosine = along * cos_u + apex * sin_u
    d = radius * cosine
    r2 = radius * radius + o.oblateness * sin_u * sin_u
    beside = max(r2 - d * d, 0.0)  # the Sun's chord between the ends of a chunk is not quite a unit vector
    edge = (sqrt(beside * (r2 - o.earth_radius2)) + d * o.earth_radius) / r2 * o.inverse_sun_angle
    return edge, cosine, apex * cos_u - along * sin_u


@kernel
def disk_integral(x):
    """Integral of the visible disk share from -1 to x, up to a constant."""
    c = min(max(x, -1.0), 1.0)
    q = c * c
    inside = 0.5 * c + q * (DISK1 / 2 + q * (DISK3 / 4 + q * (DISK5 / 6 + q * (DISK7 / 8))))
    return inside + max(x - 1.0, 0.0)


@kernel
def lit_mean(edge0, edge1):
    """Lit share of a step as its mean over the step, the limb distance changing linearly."""
    change = edge1 - edge0
    change = change if abs(change) > 1e-6 else 1e-6
    return (disk_integral(edge0 + change) - disk_integral(edge0)) / change


@kernel
def albedo_phase(cosine, o):
    """Sunlit share of the Earth in view, weighted by its solar zenith cosine: scale (mu + sqrt(mu^2 + width^2))."""
    return o.phase_scale * (cosine + sqrt(cosine * cosine + o.phase_width2))


@kernel
def plate_view(tilt2, o):
    """Sum of both faces' view factors to the Earth, from the squared cosine of the normal's angle to nadir."""
    return o.view0 + tilt2 * (o.view1 + tilt2 * o.view2)


@kernel
def clock_of_power(power_frac, h):
    """Throughput over full throughput: y = (p - s)/(1 - s); g = curve1 y + curve2 y^1/2 + curve4 y^1/4."""
    y = min(max((power_frac - h.static_power) * h.inverse_dynamic, 0.0), 1.0)
    root = sqrt(y)
    return max(h.curve1 * y + h.curve2 * root + h.curve4 * sqrt(root), 0.0)


@kernel
def leakage_factor(chip, h):
    """Power for the same work over that at the reference temperature: 1 + k (T_j - T_ref), no less once cold."""
    return max(1.0 + h.leakage * (chip - h.leakage_reference), h.leakage_floor)


@kernel
def full_power_frac(loop, h):
    """Share of nominal power that full clock takes: p = 1 + k (T_j - T_ref) at T_j = T_loop + rise p, solved for p."""
    return max(h.leakage_base + h.leakage_slope * loop, h.leakage_floor)


@kernel
def thermal_power_frac(loop, h):
    """Largest share of nominal power that keeps junction and memory at their limits: T = T_loop + rise x share."""
    junction = (h.junction_max - loop) * h.inverse_chip_rise
    return max(min(junction, (h.memory_max - loop) * h.inverse_memory_rise), 0.0)


@kernel
def split_power(bus_w, want_w, battery, h):
    """Charge, discharge, IT and unserved housekeeping power in W for array power ``bus_w``.

    Compute takes the battery down to its depth-of-discharge floor; what is below is kept for housekeeping, and
    refilled before compute is served.
    """
    ahead = bus_w - h.housekeeping_w
    vital = max(-ahead, 0.0)
    refill = min(min(max(h.floor_j - battery, 0.0) * h.charge_room, h.charge_max_w), max(ahead, 0.0))
    surplus = ahead - refill - want_w * h.inverse_conversion
    room = max(h.battery_j - battery, 0.0) * h.charge_room
    charge = min(min(refill + max(surplus, 0.0), h.charge_max_w), room)
    stored = max((battery - h.floor_j) * h.discharge_room, min(battery * h.discharge_room, vital))
    discharge = min(min(max(-surplus, 0.0), h.discharge_max_w), stored)
    short = max(-surplus - discharge, 0.0) * h.conversion
    it = max(want_w - short, 0.0)
    unserved = max(short - want_w, 0.0)
    return charge, discharge, it, unserved


@kernel
def array_output(array, rated_w, heat_w, h):
    """Array power in W: the rated one x [1 + tc (T - T_ref)], T half way through the step.

    Half way as if all of it were drawn. An array leaves the shadow 100 K colder than it works; its output at the
    cold beginning of every step would give an orbit 0.3 % too much at 60 s.
    """
    cold_w = rated_w * max(1.0 + h.pv_coefficient * (array - h.pv_reference), 0.0)
    square = array * array
    half_way = array + h.array_half * (heat_w - cold_w - h.array_radiate * square * square)
    return rated_w * max(1.0 + h.pv_coefficient * (half_way - h.pv_reference), 0.0)


@kernel
def array_step(array, heat_w, h):
    """Array temperature after a step and the power it radiates: C dT = heat - radiate (4 T^3 T' - 3 T^4)."""
    cube = h.array_radiate * array * array * array
    after = (h.array_inertia * array + heat_w + 3.0 * cube * array) / (h.array_inertia + 4.0 * cube)
    radiated = cube * (4.0 * after - 3.0 * array)
    return array + (heat_w - radiated) * h.inverse_array_inertia, radiated


@kernel
def heat_step(loop, radiator, heat_w, sky_w, h):
    """Loop and radiator temperatures after a step, radiated power, and its gap to sigma T'^4.

    Two nodes, backward Euler, joined by the film; radiation linearised about the old temperature. A heat pump lifts
    what flows to the radiator by a constant temperature.
    """
    cube = h.radiator_radiate * radiator * radiator * radiator
    share = h.film * h.inverse_loop
    lifted_w = (h.film - h.film * share) * h.lift
    drive = h.radiator_inertia * radiator + share * (h.loop_inertia * loop + heat_w) + lifted_w
    drive += sky_w + 3.0 * cube * radiator
    after = drive / (h.radiator_inertia + h.film - h.film * share + 4.0 * cube)
    loop_after = (h.loop_inertia * loop + heat_w + h.film * (after - h.lift)) * h.inverse_loop
    film_w = h.film * (loop_after + h.lift - after)
    radiated = cube * (4.0 * after - 3.0 * radiator)
    gap = abs(h.radiator_radiate * after * after * after * after - radiated)
    loop = loop + (heat_w - film_w) * h.inverse_loop_inertia
    radiator = radiator + (film_w + sky_w - radiated) * h.inverse_radiator_inertia
    return loop, radiator, radiated, gap


# -- the three stages of a step, in their order ------------------------------------------------------------------------


@step_kernel
def light_stage(c, o, sun):
    """Orbit and light: one rotation, the limb distance at its end, the mean lit share between the two."""
    cos_u = c.cos_u * o.cos_rate - c.sin_u * o.sin_rate
    sin_u = c.sin_u * o.cos_rate + c.cos_u * o.sin_rate
    edge, cosine, across = limb_distance(cos_u, sin_u, o, sun.tick)
    return Course(cos_u, sin_u, edge), Light(lit_mean(c.edge, edge), cosine, across)


@step_kernel
def supply_stage(light, s, t, o, h, sun):
    """Light on array and radiator, array power, and how it is split between battery, compute and housekeeping."""
    direct = sun.irradiance * light.lit
    reflected = sun.irradiance * albedo_phase(light.cosine, o)
    zenith2 = light.cosine * light.cosine
    view = plate_view(o.array_zenith + o.array_tilt * zenith2, o)
    facing = o.array_pointing + o.array_zenith * max(light.cosine, 0.0)

    sun_w = h.array_solar_m2 * direct * (o.array_pointing + o.array_zenith * abs(light.cosine))
    array_sky_w = (h.array_infrared_w + h.array_albedo_m2 * reflected) * view
    array_heat_w = sun_w + array_sky_w
    radiator_view = plate_view(o.radiator_down + o.radiator_roll * light.across * light.across, o)
    radiator_sun_m2 = h.radiator_velocity_m2 * abs(light.across) + h.radiator_nadir_m2 * abs(light.cosine)
    radiator_sky_w = (h.radiator_infrared_w + h.radiator_albedo_m2 * reflected) * radiator_view
    radiator_sky_w += direct * radiator_sun_m2
    available_w = array_output(s.array, h.pv_m2 * (direct * facing + h.bifacial * reflected * view), array_heat_w, h)

    full = full_power_frac(s.loop, h)
    cool = min(thermal_power_frac(s.loop, h), full)
    most = min(cool, h.network_power * full)
    want_w = h.it_w * (light.lit * most + (1.0 - light.lit) * min(most, h.eclipse_power * full))
    charge_w, discharge_w, it_w, unserved_w = split_power(available_w * h.harness, want_w, s.battery, h)
    tally = SupplyTally(
        t.lit + light.lit,
        t.sun + sun_w,
        t.array_sky + array_sky_w,
        t.radiator_sky + radiator_sky_w,
        t.panel_available + available_w,
        t.it + it_w,
        t.charge + charge_w,
        t.discharge + discharge_w,
        t.unserved + unserved_w,
        t.hot + (1.0 if cool < full else 0.0),
        t.dark + (1.0 if it_w < want_w * (1.0 - 1e-9) else 0.0),
    )
    return Supply(array_heat_w, radiator_sky_w, charge_w, discharge_w, it_w, unserved_w), tally


@step_kernel
def use_stage(p, s, t, h):
    """What the satellite makes of its supply: loads, battery, throughput and every temperature."""
    load_w = h.housekeeping_w + (p.it_w - p.unserved_w) * h.inverse_conversion
    bus_w = load_w + p.charge_w - p.discharge_w
    panel_w = bus_w * h.inverse_harness
    battery_w = p.charge_w * h.charge_loss + p.discharge_w * h.discharge_loss
    battery = s.battery + (p.charge_w - p.discharge_w - battery_w) * h.step_s

    power_frac = p.it_w * h.inverse_it_w
    chip = s.loop + h.chip_rise * power_frac
    clock = clock_of_power(power_frac / leakage_factor(chip, h), h)

    array, array_radiated_w = array_step(s.array, p.array_heat_w - panel_w, h)
    heat_w = load_w + (panel_w - bus_w) + battery_w
    loop, radiator, radiated_w, gap_w = heat_step(s.loop, s.radiator, heat_w, p.radiator_sky_w, h)
    tally = UseTally(
        t.clock + clock,
        t.array_radiated + array_radiated_w,
        t.radiator_radiated + radiated_w,
        t.radiation_gap + gap_w,
        t.panel + panel_w,
        min(t.battery_low, battery),
        max(t.array_high, array),
        max(t.radiator_high, radiator),
        max(t.chip_high, chip),
        max(t.loop_high, loop),
        max(t.memory_high, s.loop + h.memory_rise * power_frac),
    )
    return Stock(battery, array, loop, radiator), tally
