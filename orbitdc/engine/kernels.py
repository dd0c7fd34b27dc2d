"""The physics of one step: one small function per idea, shared by the fast march and the plain one; see ``stages``.

The march is the integration over time of all lanes, step by step. Every function is branch-free and free of
transcendentals, so that lanes run side by side in vector registers. A flow is computed once and enters both the battery
and its own tally; temperatures are the solution of an implicit step, so that the balances over tallies and states test
the solution too.
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
    "no_rewrites": True,  # rewrites serve whole-array expressions, of which there are none here
}

# Copied into the function that calls it, before types are inferred: for most of these, a function of its own would
# cost more to compile than its content.
kernel = njit(inline="always", **OPTIONS)
# In Python these two are the plain functions; kernels call their compiled forms. Leaving out the entry points for
# Python and C saves a fifth of the time to compile them.
shared_kernel = register_jitable(no_cfunc_wrapper=True, **OPTIONS)  # not copied: called at several places
# A function of its own, so that its literals take its lane's type of number.
step_kernel = either_precision(OPTIONS, forceinline=True, no_cfunc_wrapper=True)
entry_kernel = njit(**OPTIONS)  # called from Python; kept on disk by orbitdc.engine.kernel_cache

# Share of the Sun's disk above a straight limb at distance x (solar radii) from its centre,
# 1 - (acos x - x sqrt(1 - x^2))/pi, as 1/2 + odd polynomial with value 1 at x = 1; error < 5e-4 of the disk.
DISK1, DISK3, DISK5, DISK7 = 0.64011602, -0.13990955, 0.06712940, -0.06733587
LEAST_CHANGE = 1e-4  # of a limb distance in a step, solar radii, so that its mean exists; a usual step moves it by 14
ALMOST = 1.0 - 1e-9  # so that rounding leaves no trace of night in full light
SPREAD = 0.565  # makes the mean of v (1 - v) from limb to limb exact; error < 0.01


@kernel
def true_latitude(cos_u, sin_u, aspect):
    """Cosine and sine of the true argument of latitude, and the radius, to first order in eccentricity.

    u = u_mean + 2 e sin M, r = 1 - e cos M with M = u_mean - omega (Vallado 2013, chapter 2, series of the equation of
    the centre). ``cos_u`` and ``sin_u`` are cosine and sine of the mean argument; the radius is in semi-major axes.

    A quarter of an orbit past a perigee at the node, at an eccentricity of 0.01, the satellite is 0.02 rad ahead:

    >>> from collections import namedtuple
    >>> aspect = namedtuple("Aspect", "perigee_cos perigee_sin")(0.01, 0.0)
    >>> true_latitude(0.0, 1.0, aspect)
    (-0.02, 1.0, 1.0)
    """
    centre = 2.0 * (aspect.perigee_cos * sin_u - aspect.perigee_sin * cos_u)
    radius = 1.0 - aspect.perigee_cos * cos_u - aspect.perigee_sin * sin_u
    return cos_u - centre * sin_u, sin_u + centre * cos_u, radius


@kernel
def chord_shortfall(across, orbit):
    """Height of the Sun's path above the limb over a step's chord, mean over the step, in solar radii, but a constant.

    -x'' h^2/12 by the trapezoid rule, with x the limb distance of a satellite on a circle, where the Sun stands on the
    limb: x'' = n^2 k/(R s) (1 - c^2/R^2) there, with k^2 = 1 - R^2, c the cosine of Sun and velocity, and s the sine
    of the Sun's radius. The constant, of no velocity towards the Sun, is in ``orbit.earth_radius``. Added to both ends,
    it sets edges right on average over the phase of the steps; without it an orbit has up to 1 s of light too much.
    ``across`` is c, dimensionless, and ``orbit.limb_bend`` is (n h)^2 k/(12 R^3 s).

    The path is straight where the Sun rises upright, which takes back the constant, 0.1 x 0.9^2 here:

    >>> from collections import namedtuple
    >>> round(chord_shortfall(0.9, namedtuple("Orbit", "limb_bend")(0.1)), 3)
    0.081
    """
    return orbit.limb_bend * across * across


@kernel
def limb_distance(mean_cos_u, mean_sin_u, orbit, aspect, sun):
    """Distance of the Sun's centre above the Earth's limb in solar radii; cosines of Sun-zenith and Sun-velocity.

    The distance is that of a chord, whose mean over a step is the path's, see ``chord_shortfall``.

    sin(c - a) = [sqrt((r^2 - d^2)(r^2 - R^2)) + d R]/r^2 with d = r.s, c the Sun-Earth angle and a = asin(R/r); z is
    stretched so that the Earth is a sphere (Vallado 2013, chapter 5, conical shadow). 1/r^2 is its series about r = 1
    up to the second order, positive at any r: light and dark stay, and at an eccentricity of 0.02 the edge of a
    penumbra moves by 1e-4 solar radii. ``mean_cos_u`` and ``mean_sin_u`` are cosine and sine of the mean argument of
    latitude.

    The Sun at the zenith of a satellite at r = 1 over an Earth of R = 0.9 stands 0.9/0.00465 solar radii above the
    limb:

    >>> from collections import namedtuple
    >>> aspect = namedtuple("Aspect", "perigee_cos perigee_sin sun_node sun_node_rate sun_apex sun_apex_rate")
    >>> orbit, sun = namedtuple("Orbit", "earth_radius oblateness limb_bend"), namedtuple("Sun", "tick inverse_angle")
    >>> ahead = aspect(0.0, 0.0, 1.0, 0.0, 0.0, 0.0)
    >>> edge, *cosines = limb_distance(1.0, 0.0, orbit(0.9, 0.0, 0.0), ahead, sun(0.0, 1 / 0.00465))
    >>> round(edge, 2), cosines
    (193.55, [1.0, 0.0])
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
    across = apex * cos_u - along * sin_u
    edge = above * (inverse_r2 * sun.inverse_angle) + chord_shortfall(across, orbit)
    return edge, cosine, across


@kernel
def disk_integral(x):
    """Integral of the visible disk share from -1 to x, or to 1 where x is beyond it, up to a constant.

    The share is that of a circle beyond a straight limb (by definition of a circular segment), as the polynomial DISK1
    to DISK7. ``x`` is the limb distance in solar radii, dimensionless. From limb to limb the mean share is one half:

    >>> round(disk_integral(1.0) - disk_integral(-1.0), 6)
    1.0
    """
    c = min(max(x, -1.0), 1.0)
    q = c * c
    return 0.5 * c + q * (DISK1 / 2.0 + q * (DISK3 / 4.0 + q * (DISK5 / 6.0 + q * (DISK7 / 8.0))))


@kernel
def clear_integral(x):
    """Integral of the visible disk share beyond x = 1, where the whole disk is in view.

    It stands apart from `disk_integral` so that a step in full light has a share of exactly 1. The share there is 1 by
    definition; ``x`` is the limb distance in solar radii, dimensionless.

    >>> clear_integral(3.0), clear_integral(0.5)
    (2.0, 0.0)
    """
    return max(x - 1.0, 0.0)


@kernel
def spread_integral(x):
    """Integral of v (1 - v) for the visible disk share v, up to a constant: of (1 - x^2)^2 (1 + SPREAD x^2)/4.

    The integrand is 1/4 at x = 0 and 0 at both limbs, and SPREAD makes the mean from limb to limb exact, by definition
    of that constant. ``x`` is the limb distance in solar radii, dimensionless.

    >>> round(spread_integral(1.0) - spread_integral(-1.0), 4)
    0.2882
    """
    c = min(max(x, -1.0), 1.0)
    q = c * c
    return c * (0.25 + q * ((SPREAD - 2.0) / 12.0 + q * ((1.0 - 2.0 * SPREAD) / 20.0 + q * (SPREAD / 28.0))))


@kernel
def moved(before, edge):
    """Limb distance at the end of a step, kept at least a little off the one before, so that a mean exists.

    The least change, by definition, is 1e-4 near the limb, and far from it, where light does not change, 1e-6 of the
    distance: single precision can tell this apart even for a Sun that is a point. ``before`` and ``edge`` are limb
    distances in solar radii, dimensionless.

    >>> moved(0.0, 14.0), round(moved(0.5, 0.5), 7)
    (14.0, 0.5001005)
    """
    change = edge - before
    least = LEAST_CHANGE + 1e-6 * abs(before)
    return before + (change if abs(change) > least else least)


@kernel
def lit_shares(before, after):
    """Mean light L of a step whose limb distance changes linearly, and the share of the step that is day.

    The day, by definition, has all of the light, evenly, and the step's mean square of it: day = L^2/mean(light^2).
    That is L where the Sun rises or sets at once, and the whole step in a penumbra that outlasts it; the rest is night.
    ``before`` and ``after`` hold the limb distance in solar radii and the integrals of the disk share up to it.

    A step from limb to limb is half lit:

    >>> from collections import namedtuple
    >>> Limb = namedtuple("Limb", "edge disk spread")
    >>> ends = [Limb(x, disk_integral(x), spread_integral(x)) for x in (-1.0, 1.0)]
    >>> [round(share, 3) for share in lit_shares(*ends)]
    [0.5, 0.702]
    """
    change = after.edge - before.edge
    seen = after.disk - before.disk + (clear_integral(after.edge) - clear_integral(before.edge))
    square = max((seen - after.spread + before.spread) * change * ALMOST, 1e-30)
    shared = 1.0 / (change * square)  # one division for both quotients: it is the slowest instruction there is
    lit = seen * shared * square
    return lit, min(max(seen * shared * (seen * change), lit), 1.0)


@kernel
def albedo_phase(cosine, orbit):
    """Sunlit share of the Earth in view, weighted by its solar zenith cosine: scale (mu + sqrt(mu^2 + width^2)).

    It is a fit by definition: `orbitdc.satellite.view.albedo_phase_fit` draws this hyperbola through the phase at the
    terminator and at noon. ``cosine`` is mu, the cosine of the Sun-zenith angle.

    >>> from collections import namedtuple
    >>> albedo_phase(1.0, namedtuple("Orbit", "phase_scale phase_width2")(0.5, 0.0))
    1.0
    """
    return orbit.phase_scale * (cosine + sqrt(cosine * cosine + orbit.phase_width2))


@kernel
def plate_view(tilt2, orbit):
    """Sum of both faces' view factors to the Earth: view0 + view1 c^2 + view2 c^4.

    It is a fit by definition, see `orbitdc.satellite.view.plate_view_fit`. ``tilt2`` is c^2, the squared cosine of the
    angle between the plate's normal and nadir.

    >>> from collections import namedtuple
    >>> round(plate_view(0.25, namedtuple("Orbit", "view0 view1 view2")(0.48, 0.34, 0.0)), 3)
    0.565
    """
    return orbit.view0 + tilt2 * (orbit.view1 + tilt2 * orbit.view2)


@kernel
def clock_of_power(power_frac, hardware):
    """Throughput over full throughput: y = (p - s)/(1 - s); g = curve1 y + curve2 y^1/2 + curve4 y^1/4.

    The curve stands for y^gamma by definition of its weights, see `orbitdc.satellite.board.curve_weights`.

    Of an accelerator with 20 % static power and an exponent of 1/2, 68 % of the power keeps sqrt(0.6) of the clock:

    >>> from collections import namedtuple
    >>> curve = namedtuple("Hardware", "static_power inverse_dynamic curve1 curve2 curve4")(0.2, 1.25, 0.0, 1.0, 0.0)
    >>> round(clock_of_power(0.68, curve), 4)
    0.7746
    """
    y = max((power_frac - hardware.static_power) * hardware.inverse_dynamic, 0.0)
    root = sqrt(y)
    return max(hardware.curve1 * y + hardware.curve2 * root + hardware.curve4 * sqrt(root), 0.0)


@kernel
def leakage_factor(chip, hardware):
    """Power for the same work over that at the reference temperature: 1 + k (T_j - T_ref), and no less once cold.

    It is a straight line by definition of the leakage coefficient k. ``chip`` is T_j, the junction temperature in K.

    >>> from collections import namedtuple
    >>> hardware = namedtuple("Hardware", "leakage leakage_reference leakage_floor")(0.004, 338.0, 0.9)
    >>> round(leakage_factor(348.0, hardware), 3)
    1.04
    """
    return max((1.0 - hardware.leakage * hardware.leakage_reference) + hardware.leakage * chip, hardware.leakage_floor)


@kernel
def full_power_frac(loop, hardware):
    """Share of nominal power that full clock takes: p = 1 + k (T_j - T_ref) at T_j = T_loop + rise p, solved for p.

    It is an arithmetic identity with leakage_base = (1 - k T_ref)/(1 - k rise) and leakage_slope = k/(1 - k rise).
    ``loop`` is the mean coolant temperature in K.

    With k = 0.004 1/K, T_ref = 338 K and a rise of 40 K, coolant of 318 K gives (1 - 0.004 x 20)/(1 - 0.16):

    >>> from collections import namedtuple
    >>> hardware = namedtuple("Hardware", "leakage_base leakage_slope leakage_floor")(-0.352 / 0.84, 0.004 / 0.84, 0.9)
    >>> round(full_power_frac(318.0, hardware), 4), round(0.92 / 0.84, 4)
    (1.0952, 1.0952)
    """
    return max(hardware.leakage_base + hardware.leakage_slope * loop, hardware.leakage_floor)


@kernel
def thermal_power_frac(loop, hardware):
    """Largest share of nominal power that keeps junction and memory at their limits: T = T_loop + rise x share.

    The rise is a thermal resistance times power (Incropera and DeWitt 2002, section 3.1). ``loop`` is the mean coolant
    temperature in K.

    With 30 K left below a junction that rises by 40 K, and 38 K below a memory that rises by 50 K, the junction rules:

    >>> from collections import namedtuple
    >>> limits = namedtuple("Hardware", "junction_max inverse_chip_rise memory_max inverse_memory_rise")
    >>> round(thermal_power_frac(330.0, limits(360.0, 1 / 40.0, 368.0, 1 / 50.0)), 6)
    0.75
    """
    junction = hardware.junction_max * hardware.inverse_chip_rise - loop * hardware.inverse_chip_rise
    memory = hardware.memory_max * hardware.inverse_memory_rise - loop * hardware.inverse_memory_rise
    return max(min(junction, memory), 0.0)


@kernel
def split_power(day, day_bus_w, day_want_w, night_bus_w, night_want_w, battery, cells, hardware):
    """Charge, discharge, IT by day and by night, and unserved housekeeping, all in W and means over the step.

    ``day`` is the share of the step in light; array power ``_bus_w`` and wanted IT power ``_want_w`` of each part are
    means over the whole step too, and ``battery`` is the charge in J. The split is a bookkeeping identity of power on
    the bus. Compute takes the battery down to its depth-of-discharge floor; the charge below the floor is kept for
    housekeeping, and is restored before compute is served. The charge gained by day does not help the night of the same
    step, which may have come before it.

    In full light, 1000 W serve 600 W of IT and 100 W of housekeeping, and the charging limit takes 250 W of the rest:

    >>> from collections import namedtuple
    >>> cells = namedtuple("Cells", "capacity_j floor_j")(1e6, 0.0)
    >>> limits = "housekeeping_w charge_max_w charge_room inverse_conversion discharge_room discharge_max_w conversion"
    >>> hardware = namedtuple("Hardware", limits)(100.0, 250.0, 1.0, 1.0, 1.0, 500.0, 1.0)
    >>> split_power(1.0, 1000.0, 600.0, 0.0, 0.0, 5000.0, cells, hardware)
    (250.0, 0.0, 600.0, 0.0, 0.0)
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
    """IT power in W that the battery carries in shadow for as long as it lasts, beside the array power ``glow_w``.

    min(wanted, (glow + discharge limit - housekeeping) x conversion), a bookkeeping identity of power on the bus.

    >>> from collections import namedtuple
    >>> limits = namedtuple("Hardware", "discharge_max_w housekeeping_w conversion")(400.0, 100.0, 1.0)
    >>> night_level(500.0, 0.0, limits)
    300.0
    """
    return max(
        min(asleep_w, (glow_w + (hardware.discharge_max_w - hardware.housekeeping_w)) * hardware.conversion), 1e-9
    )


@kernel
def work_level(day, day_it_w, night_it_w, night_w, hardware):
    """IT power in W while silicon works, and the share of the step in which it does.

    Day and night work at powers p for shares s of the step; by definition the same mean and mean square give one power
    sum(s p^2)/sum(s p) for the share (sum s p)^2/sum(s p^2). That is exact where only one of them works and where both
    work alike, and else, in the two steps of an orbit that have both, good for 0.03 of the step at half power by night.
    At night an IT power at or below static power does no work. ``day`` is the share of the step in light.

    Half a step at 1000 W, which is 500 W on average, and a night asleep:

    >>> from collections import namedtuple
    >>> hardware = namedtuple("Hardware", "static_power it_w")(0.2, 1000.0)
    >>> [round(level, 6) for level in work_level(0.5, 500.0, 0.0, 0.0, hardware)]
    [1000.0, 0.5]
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
    """Array power over the rated one: 1 + tc (T - T_ref), with T half way through the step.

    The line is the definition of a cell's temperature coefficient (IEC 60891). T half way assumes that all of the power
    is drawn. An array leaves the shadow 100 K colder than it works; its output at the cold beginning of every step
    would give an orbit 0.3 % too much at 60 s. ``array`` is the array's temperature in K.

    An array held at 30 K above its reference loses 9 % at -0.3 % per K:

    >>> from collections import namedtuple
    >>> hardware = namedtuple("Hardware", "pv_coefficient pv_reference array_half array_radiate panel_from_array")
    >>> round(array_share(331.15, 1000.0, 4000.0, hardware(-0.003, 301.15, 0.0, 0.0, 1.0)), 6)
    0.91
    """
    at_zero = 1.0 - hardware.pv_coefficient * hardware.pv_reference  # 0 K
    cold_w = rated_w * (at_zero + hardware.pv_coefficient * array)
    square = array * array
    half_way = array + hardware.array_half * (
        heat_w - hardware.panel_from_array * cold_w - hardware.array_radiate * square * square
    )
    return max(at_zero + hardware.pv_coefficient * half_way, 0.0)


@kernel
def array_stiffness(array, hardware):
    """Heat in W that a step takes per K of warming: inertia, and radiation linearised about the old temperature.

    C/dt + 4 w e T^3, the derivative of e T^4 (Hairer and Wanner 1996, section IV.7, linearly implicit steps), with w
    the weight of the step's end. ``array`` is the array's temperature in K.

    >>> from collections import namedtuple
    >>> hardware = namedtuple("Hardware", "array_radiate array_inertia array_end")(1e-7, 100.0, 0.5)
    >>> round(array_stiffness(300.0, hardware), 6)  # 100 + 4 x 0.5 x 1e-7 x 300^3
    105.4
    """
    cube = hardware.array_radiate * array * array * array
    return hardware.array_inertia + 4.0 * hardware.array_end * cube


@kernel
def array_step(array, heat_w, inverse_stiffness, hardware):
    """Array temperature in K after a step and the power in W that the array radiates: C dT/dt = heat - radiate T^4.

    Radiation is that of the mean temperature, linearised about the old one; the end of the step weighs ``array_end``
    (Hairer and Wanner 1996, section IV.7, linearly implicit steps). ``array`` is the old temperature in K and
    ``inverse_stiffness`` the inverse of `array_stiffness` in K/W.

    >>> from collections import namedtuple
    >>> hardware = namedtuple("Hardware", "array_radiate array_end")(1e-7, 0.5)
    >>> [round(x, 4) for x in array_step(300.0, 1000.0, 1.0 / 105.4, hardware)]  # warms by (1000 - 810)/105.4
    [301.8027, 819.7343]
    """
    cube = hardware.array_radiate * array * array * array
    change = (heat_w - cube * array) * inverse_stiffness
    return array + change, cube * (array + 4.0 * hardware.array_end * change)


@kernel
def heat_stiffness(radiator, hardware):
    """Heat in W that a step takes per K of warming of the radiator, with the share of it that the coolant takes.

    C/dt + f (1 - f/(C_loop/dt + f)) + 4 w e T^3, f the conductance of the film (Hairer and Wanner 1996, section IV.7,
    linearly implicit steps). ``radiator`` is the radiator's temperature in K.

    >>> from collections import namedtuple
    >>> names = "radiator_radiate film inverse_loop radiator_inertia radiator_end"
    >>> round(heat_stiffness(300.0, namedtuple("Hardware", names)(1e-7, 50.0, 1.0 / 150.0, 100.0, 0.5)), 4)
    138.7333
    """
    cube = hardware.radiator_radiate * radiator * radiator * radiator
    share = hardware.film * hardware.inverse_loop
    return hardware.radiator_inertia + hardware.film - hardware.film * share + 4.0 * hardware.radiator_end * cube


@kernel
def heat_step(loop, radiator, heat_w, sky_w, inverse_stiffness, hardware):
    """Loop and radiator temperatures in K after a step, the radiated power in W, and its gap in W to sigma T^4.

    Two nodes are joined by the film, which is faster than a step and taken at its end (Hairer and Wanner 1996, section
    IV.7, linearly implicit steps). Radiation is that of the mean temperature, linearised about the old one; the end of
    the step weighs ``radiator_end``. A heat pump lifts the heat on its way to the radiator by a constant temperature.
    ``loop`` and ``radiator`` are the old temperatures in K, and ``inverse_stiffness`` is the inverse of
    `heat_stiffness` in K/W.

    A radiator of 300 K radiates 810 W here and a film of 50 W/K carries them over 16.2 K, so that nothing changes:

    >>> from collections import namedtuple
    >>> names = "radiator_radiate film inverse_loop loop_inertia radiator_inertia radiator_end lift"
    >>> hardware = namedtuple("Hardware", names)(1e-7, 50.0, 1.0 / 150.0, 100.0, 100.0, 0.5, 0.0)
    >>> stiffness = heat_stiffness(300.0, hardware)
    >>> [round(x, 6) for x in heat_step(316.2, 300.0, 810.0, 0.0, 1.0 / stiffness, hardware)]
    [316.2, 300.0, 810.0, 0.0]
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
    """1/a, 1/b and 1/c by a single division, an arithmetic identity; ``a``, ``b``, ``c`` are numbers but 0.

    >>> three_inverses(2.0, 4.0, 5.0)
    (0.5, 0.25, 0.2)
    """
    ab = a * b
    shared = 1.0 / (ab * c)
    return shared * (b * c), shared * (a * c), shared * ab
