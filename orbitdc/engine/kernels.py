"""The physics of one step: one small function per idea, the same for the fast march and the plain one.

Everything is branch-free and free of transcendentals, so that lanes run side by side in vector
registers. A flow is computed once and enters both the battery and its own tally; temperatures are the solution of
an implicit step, so that the balances over tallies and states test the solution too.
"""

from __future__ import annotations

from math import sqrt
from typing import Any

from numba import njit

from orbitdc.engine.lanes import Course, Light, Sky, SkyTally, Stock, Supply, SupplyTally, UseTally

OPTIONS: Any = {"error_model": "numpy", "fastmath": {"contract"}, "nogil": True}
kernel = njit(**OPTIONS)
entry_kernel = njit(cache=True, **OPTIONS)  # called from Python; kept on disk
step_kernel = njit(forceinline=True, **OPTIONS)

# Share of the Sun's disk above a straight limb at distance x (solar radii) from its centre,
# 1 - (acos x - x sqrt(1 - x^2))/pi, as 1/2 + odd polynomial with value 1 at x = 1; error < 5e-4 of the disk.
DISK1, DISK3, DISK5, DISK7 = 0.64011602, -0.13990955, 0.06712940, -0.06733587
ALMOST = 1.0 - 1e-9  # so that rounding leaves no trace of night in full light
SPREAD = 0.565  # makes the mean of v (1 - v) from limb to limb exact; error < 0.01


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
def spread_integral(x):
    """Integral of v (1 - v) for the visible disk share v, up to a constant: (1 - x^2)^2 (1 + SPREAD x^2)/4."""
    c = min(max(x, -1.0), 1.0)
    q = c * c
    return c * (0.25 + q * ((SPREAD - 2) / 12 + q * ((1 - 2 * SPREAD) / 20 + q * (SPREAD / 28))))


@kernel
def lit_shares(c, edge):
    """Mean light L of a step, the limb distance changing linearly; the share of it that is day; the next course's sums.

    The day has all of the light, evenly, and the step's mean square of it: day = L^2/mean(light^2). That is L where the
    Sun rises or sets at once, and the whole step in a penumbra that outlasts it; the rest is night.
    """
    change = edge - c.edge
    change = change if abs(change) > 1e-6 else 1e-6
    edge = c.edge + change
    disk, spread = disk_integral(edge), spread_integral(edge)
    seen = disk - c.disk
    square = (seen - spread + c.spread) * change * ALMOST
    lit = seen / change
    return lit, min(max(seen * seen / max(square, 1e-30), lit), 1.0), edge, disk, spread


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
    y = max((power_frac - h.static_power) * h.inverse_dynamic, 0.0)
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
def split_power(day, day_bus_w, day_want_w, night_bus_w, night_want_w, battery, h):
    """Charge, discharge, IT by day and by night, unserved housekeeping, all in W and means over the step.

    ``day`` is the share of the step in light; array power ``_bus_w`` and wanted IT power ``_want_w`` of each part are
    means over the whole step too. Compute takes the battery down to its depth-of-discharge floor; what is below is kept
    for housekeeping, and refilled before compute is served. What the day charges does not help the night of a step,
    which may have come before it.
    """
    night = 1.0 - day
    day_ahead = day_bus_w - day * h.housekeeping_w
    night_ahead = night_bus_w - night * h.housekeeping_w
    charge_max_w = min(day * h.charge_max_w, max(h.battery_j - battery, 0.0) * h.charge_room)
    refill = min(min(max(h.floor_j - battery, 0.0) * h.charge_room, charge_max_w), max(day_ahead, 0.0))
    surplus = day_ahead - refill - day_want_w * h.inverse_conversion
    charge = min(refill + max(surplus, 0.0), charge_max_w)
    day_need = max(-surplus, 0.0)
    night_need = max(night_want_w * h.inverse_conversion - night_ahead, 0.0)
    kept, free = battery * h.discharge_room, (battery - h.floor_j) * h.discharge_room
    by_day = min(min(day_need, day * h.discharge_max_w), max(free, min(kept, max(-day_ahead, 0.0))))
    kept, free = kept - by_day, free - by_day
    by_night = min(min(night_need, night * h.discharge_max_w), max(free, min(kept, max(-night_ahead, 0.0))))
    day_short = day_want_w - (day_need - by_day) * h.conversion
    night_short = night_want_w - (night_need - by_night) * h.conversion
    unserved = max(-day_short, 0.0) + max(-night_short, 0.0)
    return charge, by_day + by_night, max(day_short, 0.0), max(night_short, 0.0), unserved


@kernel
def night_level(asleep_w, glow_w, h):
    """IT power in W that the battery carries in shadow for as long as it lasts, from the array power ``glow_w``."""
    return max(min(asleep_w, (glow_w - h.housekeeping_w + h.discharge_max_w) * h.conversion), 1e-9)


@kernel
def work_level(day, day_it_w, night_it_w, night_w, h):
    """IT power in W while silicon works, and the share of the step in which it does.

    Day and night work at powers p for shares s of the step; the same mean and mean square give one power
    sum(s p^2)/sum(s p) for the share (sum s p)^2/sum(s p^2). That is exact where only one of them works and where both
    work alike, and else, in the two steps of an orbit that have both, good for 0.03 of the step at half power by night.
    At night no more than static power does no work.
    """
    night_it_w = night_it_w if night_w > h.static_power * h.it_w else 0.0
    mean = day_it_w + night_it_w
    square = day_it_w * day_it_w / max(day, 1e-9) + night_it_w * night_w
    return square / max(mean, 1e-9), mean * mean / max(square, 1e-9)


@kernel
def array_share(array, rated_w, heat_w, h):
    """Array power over the rated one: 1 + tc (T - T_ref), T half way through the step.

    Half way as if all of it were drawn. An array leaves the shadow 100 K colder than it works; its output at the
    cold beginning of every step would give an orbit 0.3 % too much at 60 s.
    """
    cold_w = rated_w * (1.0 + h.pv_coefficient * (array - h.pv_reference))
    square = array * array
    half_way = array + h.array_half * (heat_w - cold_w - h.array_radiate * square * square)
    return max(1.0 + h.pv_coefficient * (half_way - h.pv_reference), 0.0)


@kernel
def array_step(array, heat_w, h):
    """Array temperature after a step and the power it radiates: C dT/dt = heat - radiate T^4.

    Radiation is that of the mean temperature, linearised about the old one; the end of the step weighs ``array_end``.
    """
    cube = h.array_radiate * array * array * array
    change = (heat_w - cube * array) / (h.array_inertia + 4.0 * h.array_end * cube)
    return array + change, cube * (array + 4.0 * h.array_end * change)


@kernel
def heat_step(loop, radiator, heat_w, sky_w, h):
    """Loop and radiator temperatures after a step, radiated power, and its gap to sigma T^4.

    Two nodes joined by the film, which is faster than a step and taken at its end. Radiation is that of the mean
    temperature, linearised about the old one; the end of the step weighs ``radiator_end``. A heat pump lifts what flows
    to the radiator by a constant temperature.
    """
    cube = h.radiator_radiate * radiator * radiator * radiator
    share = h.film * h.inverse_loop
    lifted_w = (h.film - h.film * share) * h.lift
    slope = 4.0 * h.radiator_end * cube
    drive = h.radiator_inertia * radiator + share * (h.loop_inertia * loop + heat_w) + lifted_w
    drive += sky_w + (slope - cube) * radiator
    after = drive / (h.radiator_inertia + h.film - h.film * share + slope)
    loop_after = (h.loop_inertia * loop + heat_w + h.film * (after - h.lift)) * h.inverse_loop
    change = h.radiator_end * (after - radiator)
    radiated = cube * (radiator + 4.0 * change)
    mean = radiator + change
    gap = h.radiator_radiate * mean * mean * mean * mean - radiated  # the tangent of a convex curve: never negative
    return loop_after, after, radiated, gap


# -- the four stages of a step, in their order ------------------------------------------------------------------------


@step_kernel
def light_stage(c, o, sun):
    """Orbit and light: one rotation, the limb distance at its end, the light and the day between the two."""
    cos_u = c.cos_u * o.cos_rate - c.sin_u * o.sin_rate
    sin_u = c.sin_u * o.cos_rate + c.cos_u * o.sin_rate
    edge, cosine, across = limb_distance(cos_u, sin_u, o, sun.tick)
    lit, day, edge, disk, spread = lit_shares(c, edge)
    return Course(cos_u, sin_u, edge, disk, spread), Light(lit, day, cosine, across)


@step_kernel
def sky_stage(light, s, t, o, h, sun):
    """Light and Earth on array and radiator, and the power the array can give."""
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

    glow_w = h.pv_m2 * h.bifacial * reflected * view
    rated_w = h.pv_m2 * direct * facing + glow_w
    warm = array_share(s.array, rated_w, array_heat_w, h)
    available_w = rated_w * warm
    tally = SkyTally(
        t.lit + light.lit,
        t.sun + sun_w,
        t.array_sky + array_sky_w,
        t.radiator_sky + radiator_sky_w,
        t.panel_available + available_w,
    )
    return Sky(array_heat_w, radiator_sky_w, available_w * h.harness, glow_w * warm * h.harness), tally


@step_kernel
def supply_stage(light, sky, s, t, h):
    """How the array's power is split between battery, compute and housekeeping, by day and by night."""
    night = 1.0 - light.day
    loop = s.loop + 0.5 * s.loop_change  # half way through the step, if it goes on as in the last one
    full = full_power_frac(loop, h)
    cool = min(thermal_power_frac(loop, h), full)
    most = min(cool, h.network_power * full)
    asleep_w = h.it_w * min(most, h.eclipse_power * full)
    night_bus_w, night_want_w = night * sky.glow_w, night * asleep_w
    day_want_w = light.lit * h.it_w * most + (light.day - light.lit) * asleep_w
    charge_w, discharge_w, day_it_w, night_it_w, unserved_w = split_power(
        light.day, sky.bus_w - night_bus_w, day_want_w, night_bus_w, night_want_w, s.battery, h
    )
    it_w, want_w = day_it_w + night_it_w, day_want_w + night_want_w
    night_w = night_level(asleep_w, sky.glow_w, h)
    work_w, working = work_level(light.day, day_it_w, night_it_w, night_w, h)
    tally = SupplyTally(
        t.it + it_w,
        t.charge + charge_w,
        t.discharge + discharge_w,
        t.unserved + unserved_w,
        t.hot + (1.0 if cool < full else 0.0),
        t.dark + (1.0 if it_w < want_w * (1.0 - 1e-9) else 0.0),
    )
    return Supply(charge_w, discharge_w, it_w, unserved_w, work_w, working), tally


@step_kernel
def use_stage(sky, p, s, t, h):
    """What the satellite makes of its supply: loads, battery, throughput and every temperature."""
    load_w = h.housekeeping_w + (p.it_w - p.unserved_w) * h.inverse_conversion
    bus_w = load_w + p.charge_w - p.discharge_w
    panel_w = bus_w * h.inverse_harness
    battery_w = p.charge_w * h.charge_loss + p.discharge_w * h.discharge_loss
    battery = s.battery + (p.charge_w - p.discharge_w - battery_w) * h.step_s

    coolant = s.loop + 0.5 * s.loop_change  # half way through the step, if it goes on as in the last one
    power_frac = p.work_w * h.inverse_it_w
    chip = coolant + h.chip_rise * power_frac
    clock = p.working * clock_of_power(power_frac / leakage_factor(chip, h), h)

    array, array_radiated_w = array_step(s.array, sky.array_heat_w - panel_w, h)
    heat_w = load_w + (panel_w - bus_w) + battery_w
    loop, radiator, radiated_w, gap_w = heat_step(s.loop, s.radiator, heat_w, sky.radiator_sky_w, h)
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
        max(t.memory_high, coolant + h.memory_rise * power_frac),
    )
    return Stock(loop - s.loop, battery, array, loop, radiator), tally
