"""The physics of one step: one small function per idea, the same for the fast march and the plain one; see ``stages``.

Everything is branch-free and free of transcendentals, so that lanes run side by side in vector
registers. A flow is computed once and enters both the battery and its own tally; temperatures are the solution of
an implicit step, so that the balances over tallies and states test the solution too.
"""

from __future__ import annotations

from math import sqrt
from typing import Any

from numba import njit
from numba.extending import register_jitable

from orbitdc.engine.literals import either_precision

OPTIONS: Any = {
    "error_model": "numpy",
    "fastmath": {"contract"},
    "nogil": True,
    "no_rewrites": True,  # of whole-array expressions, of which there are none here
}

# Copied into the function that calls it, before types are inferred: a function of its own costs more to compile than
# what is in most of these.
kernel = njit(inline="always", **OPTIONS)
# In Python these two are the plain functions, compiled is what kernels call: what Python and C would need to call that
# takes a fifth of the time to compile it.
shared_kernel = register_jitable(no_cfunc_wrapper=True, **OPTIONS)  # not copied: called at several places
# A function of its own, so that its literals take its lane's type of number.
step_kernel = either_precision(OPTIONS, forceinline=True, no_cfunc_wrapper=True)
entry_kernel = njit(cache=True, **OPTIONS)  # called from Python; kept on disk

# Share of the Sun's disk above a straight limb at distance x (solar radii) from its centre,
# 1 - (acos x - x sqrt(1 - x^2))/pi, as 1/2 + odd polynomial with value 1 at x = 1; error < 5e-4 of the disk.
DISK1, DISK3, DISK5, DISK7 = 0.64011602, -0.13990955, 0.06712940, -0.06733587
LEAST_CHANGE = 1e-4  # of a limb distance in a step, solar radii, so that a mean over it can be taken; it moves by 14
ALMOST = 1.0 - 1e-9  # so that rounding leaves no trace of night in full light
SPREAD = 0.565  # makes the mean of v (1 - v) from limb to limb exact; error < 0.01


@kernel
def true_latitude(cos_u, sin_u, aspect):
    """Cosine and sine of the true argument of latitude and the radius, from the mean one, first order in eccentricity.

    u = u_mean + 2 e sin M, r = 1 - e cos M (Vallado, series of the equation of centre); M = u_mean - omega.
    """
    centre = 2.0 * (aspect.perigee_cos * sin_u - aspect.perigee_sin * cos_u)
    radius = 1.0 - aspect.perigee_cos * cos_u - aspect.perigee_sin * sin_u
    return cos_u - centre * sin_u, sin_u + centre * cos_u, radius


@kernel
def limb_distance(mean_cos_u, mean_sin_u, orbit, aspect, sun):
    """Distance of the Sun's centre above the Earth's limb in solar radii; cosines of Sun-zenith and Sun-velocity.

    sin(c - a) = [sqrt((r^2 - d^2)(r^2 - R^2)) + d R]/r^2 with d = r.s, c the Sun-Earth angle and
    a = asin(R/r); z is stretched so that the Earth is a sphere (Vallado, conical shadow). 1/r^2 is its series about
    r = 1 up to the second order, positive at any r: light and dark stay, and at an eccentricity of 0.02 the edge of a
    penumbra moves by 1e-4 solar radii.
    """
    cos_u, sin_u, radius = true_latitude(mean_cos_u, mean_sin_u, aspect)
    along = aspect.sun_node + aspect.sun_node_rate * sun.tick
    apex = aspect.sun_apex + aspect.sun_apex_rate * sun.tick
    cosine = along * cos_u + apex * sin_u
    d = radius * cosine
    r2 = radius * radius + orbit.oblateness * sin_u * sin_u
    beside = max(r2 - d * d, 0.0)  # the Sun's chord between the ends of a chunk is not quite a unit vector
    inverse_r2 = 3.0 + r2 * (r2 - 3.0)
    above = sqrt(beside * (r2 - orbit.earth_radius * orbit.earth_radius)) + d * orbit.earth_radius
    edge = above * (inverse_r2 * sun.inverse_angle)
    return edge, cosine, apex * cos_u - along * sin_u


@kernel
def disk_integral(x):
    """Integral of the visible disk share from -1 to x, or to 1 where x is beyond it, up to a constant."""
    c = min(max(x, -1.0), 1.0)
    q = c * c
    return 0.5 * c + q * (DISK1 / 2.0 + q * (DISK3 / 4.0 + q * (DISK5 / 6.0 + q * (DISK7 / 8.0))))


@kernel
def clear_integral(x):
    """The rest of it, where the whole disk is seen; apart, so that a step in full light has a share of exactly 1."""
    return max(x - 1.0, 0.0)


@kernel
def spread_integral(x):
    """Integral of v (1 - v) for the visible disk share v, up to a constant: (1 - x^2)^2 (1 + SPREAD x^2)/4."""
    c = min(max(x, -1.0), 1.0)
    q = c * c
    return c * (0.25 + q * ((SPREAD - 2.0) / 12.0 + q * ((1.0 - 2.0 * SPREAD) / 20.0 + q * (SPREAD / 28.0))))


@kernel
def moved(before, edge):
    """Limb distance at the end of a step, at least a little off the one before, so that both span a mean.

    A little is 1e-4 near the limb, and far from it, where light does not change, 1e-6 of the distance: what single
    precision can tell apart even of a Sun that is a point.
    """
    change = edge - before
    least = LEAST_CHANGE + 1e-6 * abs(before)
    return before + (change if abs(change) > least else least)


@kernel
def lit_shares(before, after):
    """Mean light L of a step whose limb distance changes linearly, and the share of it that is day.

    The day has all of the light, evenly, and the step's mean square of it: day = L^2/mean(light^2). That is L where the
    Sun rises or sets at once, and the whole step in a penumbra that outlasts it; the rest is night.
    """
    change = after.edge - before.edge
    seen = after.disk - before.disk + (clear_integral(after.edge) - clear_integral(before.edge))
    square = max((seen - after.spread + before.spread) * change * ALMOST, 1e-30)
    shared = 1.0 / (change * square)  # one division for both quotients: it is the slowest instruction there is
    lit = seen * shared * square
    return lit, min(max(seen * shared * (seen * change), lit), 1.0)


@kernel
def albedo_phase(cosine, orbit):
    """Sunlit share of the Earth in view, weighted by its solar zenith cosine: scale (mu + sqrt(mu^2 + width^2))."""
    return orbit.phase_scale * (cosine + sqrt(cosine * cosine + orbit.phase_width2))


@kernel
def plate_view(tilt2, orbit):
    """Sum of both faces' view factors to the Earth, from the squared cosine of the normal's angle to nadir."""
    return orbit.view0 + tilt2 * (orbit.view1 + tilt2 * orbit.view2)


@kernel
def clock_of_power(power_frac, hardware):
    """Throughput over full throughput: y = (p - s)/(1 - s); g = curve1 y + curve2 y^1/2 + curve4 y^1/4."""
    y = max((power_frac - hardware.static_power) * hardware.inverse_dynamic, 0.0)
    root = sqrt(y)
    return max(hardware.curve1 * y + hardware.curve2 * root + hardware.curve4 * sqrt(root), 0.0)


@kernel
def leakage_factor(chip, hardware):
    """Power for the same work over that at the reference temperature: 1 + k (T_j - T_ref), no less once cold."""
    return max((1.0 - hardware.leakage * hardware.leakage_reference) + hardware.leakage * chip, hardware.leakage_floor)


@kernel
def full_power_frac(loop, hardware):
    """Share of nominal power that full clock takes: p = 1 + k (T_j - T_ref) at T_j = T_loop + rise p, solved for p."""
    return max(hardware.leakage_base + hardware.leakage_slope * loop, hardware.leakage_floor)


@kernel
def thermal_power_frac(loop, hardware):
    """Largest share of nominal power that keeps junction and memory at their limits: T = T_loop + rise x share."""
    junction = hardware.junction_max * hardware.inverse_chip_rise - loop * hardware.inverse_chip_rise
    memory = hardware.memory_max * hardware.inverse_memory_rise - loop * hardware.inverse_memory_rise
    return max(min(junction, memory), 0.0)


@kernel
def split_power(day, day_bus_w, day_want_w, night_bus_w, night_want_w, battery, cells, hardware):
    """Charge, discharge, IT by day and by night, unserved housekeeping, all in W and means over the step.

    ``day`` is the share of the step in light; array power ``_bus_w`` and wanted IT power ``_want_w`` of each part are
    means over the whole step too. Compute takes the battery down to its depth-of-discharge floor; what is below is kept
    for housekeeping, and refilled before compute is served. What the day charges does not help the night of a step,
    which may have come before it.
    """
    night = 1.0 - day
    day_ahead = day_bus_w - day * hardware.housekeeping_w
    night_ahead = night_bus_w - night * hardware.housekeeping_w
    charge_max_w = min(day * hardware.charge_max_w, max(cells.capacity_j - battery, 0.0) * hardware.charge_room)
    above = battery - cells.floor_j
    refill = min(min(max(-above, 0.0) * hardware.charge_room, charge_max_w), max(day_ahead, 0.0))
    surplus = day_ahead - refill - day_want_w * hardware.inverse_conversion
    charge = min(refill + max(surplus, 0.0), charge_max_w)
    day_need = max(-surplus, 0.0)
    night_need = max(night_want_w * hardware.inverse_conversion - night_ahead, 0.0)
    kept, free = battery * hardware.discharge_room, above * hardware.discharge_room
    by_day = min(min(day_need, day * hardware.discharge_max_w), max(free, min(kept, max(-day_ahead, 0.0))))
    kept, free = kept - by_day, free - by_day
    by_night = min(min(night_need, night * hardware.discharge_max_w), max(free, min(kept, max(-night_ahead, 0.0))))
    day_short = day_want_w - (day_need - by_day) * hardware.conversion
    night_short = night_want_w - (night_need - by_night) * hardware.conversion
    unserved = max(-day_short, 0.0) + max(-night_short, 0.0)
    return charge, by_day + by_night, max(day_short, 0.0), max(night_short, 0.0), unserved


@kernel
def night_level(asleep_w, glow_w, hardware):
    """IT power in W that the battery carries in shadow for as long as it lasts, from the array power ``glow_w``."""
    return max(
        min(asleep_w, (glow_w + (hardware.discharge_max_w - hardware.housekeeping_w)) * hardware.conversion), 1e-9
    )


@kernel
def work_level(day, day_it_w, night_it_w, night_w, hardware):
    """IT power in W while silicon works, and the share of the step in which it does.

    Day and night work at powers p for shares s of the step; the same mean and mean square give one power
    sum(s p^2)/sum(s p) for the share (sum s p)^2/sum(s p^2). That is exact where only one of them works and where both
    work alike, and else, in the two steps of an orbit that have both, good for 0.03 of the step at half power by night.
    At night no more than static power does no work.
    """
    night_it_w = night_it_w if night_w > hardware.static_power * hardware.it_w else 0.0
    day = max(day, 1e-9)
    mean = day_it_w + night_it_w
    square = day_it_w * day_it_w + night_it_w * night_w * day  # times ``day``, and so is what follows
    by_mean, by_square = max(mean, 1e-9) * day, max(square, 1e-12)
    shared = 1.0 / (by_mean * by_square)  # one division for both quotients
    return square * by_square * shared, mean * by_mean * by_mean * shared


@kernel
def array_share(array, rated_w, heat_w, hardware):
    """Array power over the rated one: 1 + tc (T - T_ref), T half way through the step.

    Half way as if all of it were drawn. An array leaves the shadow 100 K colder than it works; its output at the
    cold beginning of every step would give an orbit 0.3 % too much at 60 s.
    """
    at_zero = 1.0 - hardware.pv_coefficient * hardware.pv_reference  # 0 K
    cold_w = rated_w * (at_zero + hardware.pv_coefficient * array)
    square = array * array
    half_way = array + hardware.array_half * (heat_w - cold_w - hardware.array_radiate * square * square)
    return max(at_zero + hardware.pv_coefficient * half_way, 0.0)


@kernel
def array_stiffness(array, hardware):
    """Heat in W that a step takes per K of warming: inertia, and radiation linearised about the old temperature."""
    cube = hardware.array_radiate * array * array * array
    return hardware.array_inertia + 4.0 * hardware.array_end * cube


@kernel
def array_step(array, heat_w, inverse_stiffness, hardware):
    """Array temperature after a step and the power it radiates: C dT/dt = heat - radiate T^4.

    Radiation is that of the mean temperature, linearised about the old one; the end of the step weighs ``array_end``.
    """
    cube = hardware.array_radiate * array * array * array
    change = (heat_w - cube * array) * inverse_stiffness
    return array + change, cube * (array + 4.0 * hardware.array_end * change)


@kernel
def heat_stiffness(radiator, hardware):
    """The same of the radiator, with what the coolant takes through the film."""
    cube = hardware.radiator_radiate * radiator * radiator * radiator
    share = hardware.film * hardware.inverse_loop
    return hardware.radiator_inertia + hardware.film - hardware.film * share + 4.0 * hardware.radiator_end * cube


@kernel
def heat_step(loop, radiator, heat_w, sky_w, inverse_stiffness, hardware):
    """Loop and radiator temperatures after a step, radiated power, and its gap to sigma T^4.

    Two nodes joined by the film, which is faster than a step and taken at its end. Radiation is that of the mean
    temperature, linearised about the old one; the end of the step weighs ``radiator_end``. A heat pump lifts what flows
    to the radiator by a constant temperature.
    """
    cube = hardware.radiator_radiate * radiator * radiator * radiator
    share = hardware.film * hardware.inverse_loop
    warm_w = hardware.loop_inertia * loop + heat_w  # what the loop would hold without the film
    drive_w = sky_w + (hardware.film - hardware.film * share) * hardware.lift + share * warm_w
    after = (
        drive_w + (hardware.radiator_inertia + (4.0 * hardware.radiator_end - 1.0) * cube) * radiator
    ) * inverse_stiffness
    loop_after = hardware.inverse_loop * warm_w + (share * after - share * hardware.lift)
    change = hardware.radiator_end * (after - radiator)
    radiated = cube * (radiator + 4.0 * change)
    square = (radiator + change) * (radiator + change)
    gap = hardware.radiator_radiate * square * square - radiated  # the tangent of a convex curve: never negative
    return loop_after, after, radiated, gap


@kernel
def three_inverses(a, b, c):
    """1/a, 1/b and 1/c by a single division."""
    ab = a * b
    shared = 1.0 / (ab * c)
    return shared * (b * c), shared * (a * c), shared * ab
