"""The compiled march: days outside, chunks of steps inside, lanes innermost."""

from __future__ import annotations

from math import cos, sin, sqrt

from orbitdc.engine.ageing import battery_fade
from orbitdc.engine.kernels import disk_integral, entry_kernel, kernel, limb_distance, shared_kernel, spread_integral
from orbitdc.engine.lanes import (
    LANES,
    LINE_BYTES,
    N_HARDWARE,
    N_STATE,
    N_SUM,
    N_TALLY,
    STATE_FIELDS,
    TALLY_FIELDS,
    Aspect,
    Hardware,
    Orbit,
    Path,
    Shade,
    Sun,
)  # fmt: skip
from orbitdc.engine.rows import (
    CELLS,
    STATE,
    TALLY,
    column,
    course_lane,
    light_lane,
    load,
    sky_lane,
    store,
    supply_lane,
    use_lane,
)
from orbitdc.engine.samples import count_lane, sampled_bin

CAPACITY, FLOOR = CELLS, CELLS + LANES
CLOCK, CHARGE = TALLY + LANES * TALLY_FIELDS.index("clock"), STATE + LANES * STATE_FIELDS.index("battery")
DISCHARGE, LOW = TALLY_FIELDS.index("discharge"), TALLY_FIELDS.index("battery_low")
BATTERY_NEW, FLOOR_NEW, LOSS = (Hardware._fields.index(name) for name in ("battery_j", "floor_j", "discharge_loss"))
PARTS = 8  # partial sums over lanes, side by side: a single one would wait for every addition
HIGHEST = 1e30  # more than any tally


@shared_kernel
def sun_in_plane(p, time_s, sun, stretch):
    """Sun direction along the ascending node and the northern apex, z stretched so that the Earth is a sphere."""
    raan = p.raan + p.raan_rate * time_s
    sx, sy, sz = sun[0], sun[1], stretch * sun[2]
    norm = 1.0 / sqrt(sx * sx + sy * sy + sz * sz)
    cos_raan, sin_raan = cos(raan), sin(raan)
    node = (cos_raan * sx + sin_raan * sy) * norm
    apex = (p.cos_i * (cos_raan * sy - sin_raan * sx) + stretch * p.sin_i * sz) * norm
    return node, apex


@kernel
def seed_aspect(p, time_s, span_s, steps, sun0, sun1, stretch):
    """Aspect of a chunk: Sun along node and apex at both ends, perigee, and attitudes from cos beta, the Sun's part in
    the orbit plane.

    An array that turns about the orbit normal points along that part; a radiator fixed to the array has its normal in
    the plane, across that part. Within 1.8 degrees of square Sun the part is held at 0.03, where it lights nothing.
    """
    node, apex = sun_in_plane(p, time_s, sun0, stretch)
    node_end, apex_end = sun_in_plane(p, time_s + span_s, sun1, stretch)
    perigee = p.perigee + p.perigee_rate * time_s
    along, up = 0.5 * (node + node_end), 0.5 * (apex + apex_end)
    plane2 = max(along * along + up * up, 1e-3)
    return Aspect(
        sun_node=node,
        sun_node_rate=(node_end - node) / steps,
        sun_apex=apex,
        sun_apex_rate=(apex_end - apex) / steps,
        perigee_cos=p.eccentricity * cos(perigee),
        perigee_sin=p.eccentricity * sin(perigee) + p.frozen_eccentricity,
        array_pointing=p.two_axis + p.one_axis * sqrt(plane2),
        array_tilt=p.two_axis + p.one_axis / plane2,
        radiator_roll=p.array_fixed / plane2,
    )


@kernel
def seed_chunk(b, n, path, time_s, span_s, steps, sun0, sun1, stretch, inverse_angle):
    """Start a chunk: its aspect and the exact angle; and the light of the very first step."""
    p = column(path, n, Path)
    store(b, n, seed_aspect(p, time_s, span_s, steps, sun0, sun1, stretch))
    u = p.latitude + p.latitude_rate * time_s
    b[STATE + n] = cos(u)
    b[STATE + LANES + n] = sin(u)
    if time_s == 0.0:
        cos_u, sin_u, a = b[STATE + n], b[STATE + LANES + n], load(b, n, Aspect)
        edge, _, _ = limb_distance(cos_u, sin_u, load(b, n, Orbit), a, Sun(a.sun_node, 0.0 * cos_u, inverse_angle))
        store(b, n, Shade(edge, disk_integral(edge), spread_integral(edge)))


@shared_kernel
def clear_tally(b, n):
    """Sums to zero, extremes to where any value replaces them."""
    for i in range(N_TALLY):
        b[TALLY + LANES * i + n] = 0.0
    b[TALLY + LANES * LOW + n] = HIGHEST


@shared_kernel
def clear_total(total, n):
    """The same of totals (tally, lane)."""
    for i in range(N_TALLY):
        total[i, n] = 0.0
    total[LOW, n] = HIGHEST


@shared_kernel
def add_tally(b, n, total):
    """Add the tallies of a lane since they were cleared to its totals."""
    for i in range(N_SUM):
        total[i, n] += b[TALLY + LANES * i + n]
    total[LOW, n] = min(total[LOW, n], b[TALLY + LANES * LOW + n])
    for i in range(LOW + 1, N_TALLY):
        total[i, n] = max(total[i, n], b[TALLY + LANES * i + n])


@shared_kernel
def add_clock(b, width, share, out, sign):
    """Add the lanes' clocks since they were cleared, each with its share of the fleet, to partial sums ``out``."""
    for first in range(0, width, PARTS):
        for j in range(PARTS):
            out[j] += sign * share[first + j] * b[CLOCK + first + j]


@kernel
def span_of(day, span_days, paths):
    """Which of the spans of constant orbital height a day is in."""
    return min(day // span_days, paths.shape[0] - 1)


@kernel
def begin_day(b, n, hardware, health, faded):
    """A lane's battery as faded; charge above what it still holds is lost and counted in ``faded``."""
    b[CAPACITY + n] = hardware[BATTERY_NEW] * health[n]
    b[FLOOR + n] = hardware[FLOOR_NEW] * health[n]
    over = max(b[CHARGE + n] - b[CAPACITY + n], 0.0)
    b[CHARGE + n] -= over
    faded[n] += over


@kernel
def end_day(b, n, total, hardware, fade, health, step_s):
    """Battery health after this day."""
    discharged = total[DISCHARGE, n] * (1.0 + hardware[LOSS]) * step_s
    health[n] = max(health[n] - battery_fade(fade, discharged, b[CAPACITY + n], total[LOW, n]), 0.0)


@kernel
def step(b, width, h, now):
    """A step of every lane, a loop for each stage: more lanes of a short stage are in flight than of a whole step."""
    for n in range(width):
        course_lane(b, n, now)
    for n in range(width):
        light_lane(b, n)
    for n in range(width):
        sky_lane(b, n, h, now)
    for n in range(width):
        supply_lane(b, n, h)
    for n in range(width):
        use_lane(b, n, h)


@kernel
def keep_end(b, since, faded, tally_out, state_out, faded_out):
    """What the first lanes hold and have lost to fade, and their tallies since the last end, which begin anew."""
    for n in range(faded_out.size):
        for i in range(N_TALLY):
            tally_out[i, n] = since[i, n]
        for i in range(N_STATE):
            state_out[i, n] = b[STATE + LANES * i + n]
        faded_out[n] = faded[n]
        clear_total(since, n)


@entry_kernel
def march_block(
    b, held, groups, day0, n_day, span_days, chunks, steps, bin_steps, step_s, stretch, sun_angle, sun, irradiance,
    paths, orbits, hardware, fade, state, health, faded, day_out, capacity_out, bin_out,
    share, counts, ends, end_out, end_state, end_faded, since,
):  # fmt: skip
    """March ``groups`` groups of lanes over days; arrays are (rows, lanes), outputs (day, tally, lanes). To
    ``bin_out`` (bin, PARTS), partial sums of the clock, and ``counts`` (sample, bin) lanes add with their ``share``
    (lanes,).

    ``b`` is memory for the rows of a block and ``held`` for the hardware of a day, whose type of number is that of the
    steps; what goes in and out is double. ``hardware`` is (day, row).
    ``paths`` and ``orbits`` are (span, row, lanes), of ``Path`` and ``Orbit``, a span lasting ``span_days`` and
    the last one to the end. ``sun`` and ``irradiance`` are given at chunk ends, ``chunks`` to a day, ``steps`` to a
    chunk. The first lanes' tallies, states and charge lost to fade at the step numbers ``ends``, increasing, go to
    (end, tally, lane), (end, state, lane) and (end, lane); ``since`` is memory for tallies since the last of them.
    """
    real = b.dtype.type
    width = groups * (LINE_BYTES // (8 if real(0.1) == 0.1 else 4))  # single or double: the compiler knows the quotient
    span_s = steps * step_s
    for n in range(width):
        for i in range(N_STATE):
            b[STATE + LANES * i + n] = state[i, n]
        clear_total(since, n)
    bin_at = end_at = 0
    done = day0 * chunks * steps
    for day in range(n_day):
        path, orbit = paths[span_of(day0 + day, span_days, paths)], orbits[span_of(day0 + day, span_days, paths)]
        total = day_out[day]
        for i in range(N_HARDWARE):
            held[i] = hardware[day, i]
        h = load(held, 0, Hardware)
        for n in range(width):
            store(b, n, column(orbit, n, Orbit))
            begin_day(b, n, hardware[day], health, faded)
            clear_total(total, n)
        for chunk in range(chunks):
            c = day * chunks + chunk
            time_s = (day0 * chunks + c) * span_s
            for n in range(width):
                seed_chunk(b, n, path, time_s, span_s, steps, sun[c], sun[c + 1], stretch, real(1.0 / sun_angle))
                clear_tally(b, n)
            slope = (irradiance[c + 1] - irradiance[c]) / steps
            begin, sampled = 0, bin_steps * (sampled_bin(day0 * chunks + c, steps // bin_steps) + 1)
            while begin < steps:
                bin_end = begin - begin % bin_steps + bin_steps
                stop = min(bin_end, ends[end_at] - done) if end_at < ends.size else bin_end
                add_clock(b, width, share, bin_out[bin_at], -1.0)
                for k in range(begin, stop):
                    now = Sun(real(irradiance[c] + slope * (k + 0.5)), real(k + 1.0), real(1.0 / sun_angle))
                    step(b, width, h, now)
                add_clock(b, width, share, bin_out[bin_at], 1.0)
                begin = stop
                if begin == bin_end:
                    bin_at += 1
                if begin == sampled:
                    for n in range(width):
                        count_lane(b, n, h, share, counts)
                at_end = end_at < ends.size and done + begin == ends[end_at]
                if at_end or begin == steps:
                    for n in range(width):
                        add_tally(b, n, total)
                        add_tally(b, n, since)
                        clear_tally(b, n)
                if at_end:
                    keep_end(b, since, faded, end_out[end_at], end_state[end_at], end_faded[end_at])
                    end_at += 1
            done += steps
        for n in range(width):
            capacity_out[day, n] = b[CAPACITY + n]
            end_day(b, n, total, hardware[day], fade, health, step_s)
    for n in range(width):
        for i in range(N_STATE):
            state[i, n] = b[STATE + LANES * i + n]
