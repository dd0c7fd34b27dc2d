"""The compiled march: days outside, chunks of steps inside, lanes innermost; and the same, lane by lane."""

from __future__ import annotations

from math import cos, sin, sqrt

import numpy as np

from orbitdc.engine.ageing import BATTERY, battery_fade, wear_lane
from orbitdc.engine.kernels import disk_integral, entry_kernel, kernel, limb_distance, spread_integral
from orbitdc.engine.lanes import (
    LANES,
    N_ORBIT,
    N_STATE,
    N_TALLY,
    STATE_FIELDS,
    TALLY_FIELDS,
    Course,
    Hardware,
    Orbit,
    Sun,
)  # fmt: skip
from orbitdc.engine.rows import (
    HARDWARE,
    N_ROW,
    STATE,
    TALLY,
    light_lane,
    load_orbit,
    sky_lane,
    store_course,
    supply_lane,
    use_lane,
)
from orbitdc.engine.samples import sample_lane, sampled_bin

NODE, APEX, PERIGEE, POINTING, TILT, ROLL = (
    Orbit._fields.index(name)
    for name in ("sun_node", "sun_apex", "perigee_cos", "array_pointing", "array_tilt", "radiator_roll")
)
CLOCK, DISCHARGE, LOW = (TALLY + TALLY_FIELDS.index(name) for name in ("clock", "discharge", "battery_low"))
CHARGE_ROW = STATE + STATE_FIELDS.index("battery")
LOSS_ROW = HARDWARE + Hardware._fields.index("discharge_loss")


@kernel
def sun_in_plane(path, n, time_s, sun, stretch):
    """Sun direction along the ascending node and the northern apex, z stretched so that the Earth is a sphere."""
    raan = path[0, n] + path[1, n] * time_s
    sz = stretch * sun[2]
    norm = 1.0 / sqrt(sun[0] * sun[0] + sun[1] * sun[1] + sz * sz)
    node = (cos(raan) * sun[0] + sin(raan) * sun[1]) * norm
    apex = (path[4, n] * (cos(raan) * sun[1] - sin(raan) * sun[0]) + stretch * path[5, n] * sz) * norm
    return node, apex


@kernel
def point_lane(b, n, path, node, apex):
    """Attitudes of a chunk from the Sun's part in the orbit plane, cos beta.

    An array that turns about the orbit normal points along that part; a radiator fixed to the array has its normal in
    the plane, across that part. Within 1.8 degrees of square Sun the part is held at 0.03, where it lights nothing.
    """
    plane2 = max(node * node + apex * apex, 1e-3)
    b[POINTING, n] = path[9, n] + path[10, n] * sqrt(plane2)
    b[TILT, n] = path[9, n] + path[10, n] / plane2
    b[ROLL, n] = path[11, n] / plane2


@kernel
def seed_chunk(b, n, path, time_s, span_s, steps, sun0, sun1, stretch):
    """Start a chunk: Sun along node and apex at both ends, the exact angle; and the light of the very first step."""
    node0, apex0 = sun_in_plane(path, n, time_s, sun0, stretch)
    node1, apex1 = sun_in_plane(path, n, time_s + span_s, sun1, stretch)
    b[NODE, n] = node0
    b[NODE + 1, n] = (node1 - node0) / steps
    b[APEX, n] = apex0
    b[APEX + 1, n] = (apex1 - apex0) / steps
    perigee = path[7, n] + path[8, n] * time_s
    b[PERIGEE, n] = path[6, n] * cos(perigee)
    b[PERIGEE + 1, n] = path[6, n] * sin(perigee) + path[12, n]
    point_lane(b, n, path, 0.5 * (node0 + node1), 0.5 * (apex0 + apex1))
    u = path[2, n] + path[3, n] * time_s
    b[STATE, n] = cos(u)
    b[STATE + 1, n] = sin(u)
    if time_s == 0.0:
        edge, _, _ = limb_distance(cos(u), sin(u), load_orbit(b, n), 0.0)
        store_course(b, n, Course(cos(u), sin(u), edge, disk_integral(edge), spread_integral(edge)))


@kernel
def clear_tally(b, n):
    """Sums to zero, extremes to where any value replaces them."""
    for i in range(N_TALLY):
        b[TALLY + i, n] = 0.0
    b[LOW, n] = 1e300


@kernel
def span_of(day, span_days, paths):
    """Which of the spans of constant orbital height a day is in."""
    return min(day // span_days, paths.shape[0] - 1)


@kernel
def begin_day(b, n, hardware, wear, day, health, faded):
    """A lane's hardware as worn on a day; charge above the faded capacity is lost and counted in ``faded``."""
    wear_lane(HARDWARE, n, b, hardware, wear, day, health[n])
    over = max(b[CHARGE_ROW, n] - b[HARDWARE + BATTERY, n], 0.0)
    b[CHARGE_ROW, n] -= over
    faded[n] += over


@kernel
def end_day(b, n, fade, health, step_s):
    """Battery health after this day."""
    capacity = b[HARDWARE + BATTERY, n]
    discharged = b[DISCHARGE, n] * (1.0 + b[LOSS_ROW, n]) * step_s
    health[n] = max(health[n] - battery_fade(fade, n, discharged, capacity, b[LOW, n]), 0.0)


@entry_kernel
def march_block(
    day0, n_day, span_days, chunks, steps, bin_steps, step_s, stretch, sun, irradiance,
    paths, orbits, hardware, fade, wear, state, health, faded, day_out, capacity_out, bin_out, sample_out,
):  # fmt: skip
    """March LANES lanes over days; arrays are (rows, LANES), outputs (day, tally, LANES), (day, LANES), (bin, LANES),
    (chunk, sample, LANES).

    ``paths`` and ``orbits`` are (span, row, LANES), a span lasting ``span_days`` and the last one to the end. A path is
    RAAN, its rate, argument of latitude, its rate, cos i, sin i, eccentricity, argument of perigee, its rate, and three
    attitudes as 0 or 1 (array on the Sun, array turning about the orbit normal, radiator fixed to it), and the
    eccentricity that J3 keeps. ``wear`` is
    (day, row, LANES); ``sun`` and ``irradiance`` are given at chunk ends, ``chunks`` to a day, ``steps`` to a chunk.
    """
    b = np.empty((N_ROW, LANES))
    span_s = steps * step_s
    for n in range(LANES):
        for i in range(N_STATE):
            b[STATE + i, n] = state[i, n]
    bin_at = 0
    for day in range(n_day):
        path, orbit = paths[span_of(day0 + day, span_days, paths)], orbits[span_of(day0 + day, span_days, paths)]
        for n in range(LANES):
            for i in range(N_ORBIT):
                b[i, n] = orbit[i, n]
            begin_day(b, n, hardware, wear, day, health, faded)
            clear_tally(b, n)
        for chunk in range(chunks):
            c = day * chunks + chunk
            time_s = (day0 * chunks + c) * span_s
            for n in range(LANES):
                seed_chunk(b, n, path, time_s, span_s, steps, sun[c], sun[c + 1], stretch)
            slope = (irradiance[c + 1] - irradiance[c]) / steps
            sampled = bin_steps * sampled_bin(day0 * chunks + c, steps // bin_steps)
            for begin in range(0, steps, bin_steps):
                for n in range(LANES):
                    bin_out[bin_at, n] = -b[CLOCK, n]
                for k in range(begin, begin + bin_steps):
                    now = Sun(irradiance[c] + slope * (k + 0.5), k + 1.0)
                    # A loop for each stage: more lanes of a short stage are in flight at once than of a whole step.
                    for n in range(LANES):
                        light_lane(b, n, now)
                    for n in range(LANES):
                        sky_lane(b, n, now)
                    for n in range(LANES):
                        supply_lane(b, n)
                    for n in range(LANES):
                        use_lane(b, n)
                for n in range(LANES):
                    bin_out[bin_at, n] += b[CLOCK, n]
                bin_at += 1
                if begin == sampled:
                    for n in range(LANES):
                        sample_lane(b, n, c, sample_out)
        for n in range(LANES):
            for i in range(N_TALLY):
                day_out[day, i, n] = b[TALLY + i, n]
            capacity_out[day, n] = b[HARDWARE + BATTERY, n]
            end_day(b, n, fade, health, step_s)
    for n in range(LANES):
        for i in range(N_STATE):
            state[i, n] = b[STATE + i, n]


@entry_kernel
def march_plain(
    n, day0, n_day, span_days, chunks, steps, step_s, stretch, sun, irradiance,
    paths, orbits, hardware, fade, wear, state, health, faded, ends, out, state_out, faded_out,
):  # fmt: skip
    """March lane ``n`` alone, time inside: the same stages, tallied up to each step number in ``ends``.

    ``out`` is (bin, tally), ``state_out`` (bin, state) and ``faded_out`` (bin,) the charge lost to fade so far: one
    orbit per bin gives the orbit table, one step per bin telemetry.
    """
    b = np.empty((N_ROW, hardware.shape[1]))
    span_s = steps * step_s
    for i in range(N_STATE):
        b[STATE + i, n] = state[i, n]
    day_sums = np.zeros(2)
    clear_tally(b, n)
    at = 0
    done = day0 * chunks * steps
    for day in range(n_day):
        path, orbit = paths[span_of(day0 + day, span_days, paths)], orbits[span_of(day0 + day, span_days, paths)]
        for i in range(N_ORBIT):
            b[i, n] = orbit[i, n]
        begin_day(b, n, hardware, wear, day, health, faded)
        day_sums[0] = 0.0
        day_sums[1] = 1e300
        for chunk in range(chunks):
            c = day * chunks + chunk
            time_s = (day0 * chunks + c) * span_s
            seed_chunk(b, n, path, time_s, span_s, steps, sun[c], sun[c + 1], stretch)
            slope = (irradiance[c + 1] - irradiance[c]) / steps
            for k in range(steps):
                now = Sun(irradiance[c] + slope * (k + 0.5), k + 1.0)
                before = b[DISCHARGE, n]
                light_lane(b, n, now)
                sky_lane(b, n, now)
                supply_lane(b, n)
                use_lane(b, n)
                day_sums[0] += b[DISCHARGE, n] - before
                day_sums[1] = min(day_sums[1], b[CHARGE_ROW, n])
                done += 1
                if at < ends.shape[0] and done == ends[at]:
                    for i in range(N_TALLY):
                        out[at, i] = b[TALLY + i, n]
                    for i in range(N_STATE):
                        state_out[at, i] = b[STATE + i, n]
                    faded_out[at] = faded[n]
                    clear_tally(b, n)
                    at += 1
        discharged = day_sums[0] * (1.0 + b[LOSS_ROW, n]) * step_s
        lost = battery_fade(fade, n, discharged, b[HARDWARE + BATTERY, n], day_sums[1])
        health[n] = max(health[n] - lost, 0.0)
    for i in range(N_STATE):
        state[i, n] = b[STATE + i, n]
    return at
