"""The compiled march: days outside, chunks of steps inside, lanes innermost."""

from __future__ import annotations

from math import cos, sin, sqrt
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from orbitdc.engine.ageing import battery_fade, fade_factor, mean_coolant_k
from orbitdc.engine.compiling import entry_kernel, kernel, shared_kernel
from orbitdc.engine.lanes import (
    LANES,
    LINE_BYTES,
    N_STATE,
    N_SUM,
    N_TALLY,
    STATE_FIELDS,
    TALLY_FIELDS,
    Aspect,
    Eclipse,
    FloatArray,
    Hardware,
    Orbit,
    Path,
    Sun,
)  # fmt: skip
from orbitdc.engine.light import disk_integral, limb_distance, spread_integral
from orbitdc.engine.rows import (
    CELLS,
    STATE,
    TALLY,
    column,
    course_lane,
    hardware_of,
    heater_lane,
    light_lane,
    load,
    of_lane,
    settling_lane,
    sky_lane,
    store,
    sun_of,
    supply_lane,
    use_lane,
    valve_lane,
)
from orbitdc.engine.samples import count_lane, sampled_bin

CAPACITY, FLOOR = CELLS, CELLS + LANES
CLOCK, CHARGE = TALLY + LANES * TALLY_FIELDS.index("clock"), STATE + LANES * STATE_FIELDS.index("battery")
DISCHARGE, LOW = TALLY_FIELDS.index("discharge"), TALLY_FIELDS.index("battery_low")
RADIATED, SKY, FROM_ARRAY, KEPT = (
    TALLY_FIELDS.index(name) for name in ("radiator_radiated", "radiator_sky", "radiator_from_array", "kept")
)
BATTERY_NEW, FLOOR_NEW, LOSS, HEATER, VALVE = (
    Hardware._fields.index(name) for name in ("battery_j", "floor_j", "discharge_loss", "heater_max_w", "valve")
)
PARTS = 8  # partial sums over lanes, side by side: a single one would wait for every addition
HIGHEST = 1e30  # more than any tally


class Clock(NamedTuple):
    """How a segment of days is cut."""

    days: npt.NDArray[np.int64]  # (day,), number of each since the start
    lead: npt.NDArray[np.int64]  # (day,), chunks before it that are not counted
    weight: FloatArray  # (day,), days for which it stands in the histograms
    until_next: FloatArray  # (day,), days for which the battery fades as on this one
    stride: int  # ends of chunks from one day to the next
    before: int  # ends of chunks before the beginning of a day
    chunks: int  # to a day
    steps: int  # to a chunk
    bin_steps: int
    step_s: float


class Sunlight(NamedTuple):
    """The Sun at the ends of chunks."""

    direction: FloatArray  # (end, 3)
    irradiance: FloatArray  # (end,), W/m2
    stretch: float  # of the northern direction, so that the Earth is a sphere
    angle: float  # sine of the Sun's angular radius


class LaneInputs(NamedTuple):
    """The inputs of the lanes; a span of constant height lasts ``span_days``, and the last span lasts to the end."""

    span_days: int
    paths: FloatArray  # (span, row, lane), of ``Path``
    orbits: FloatArray  # (span, row, lane), of ``Orbit``
    hardware: FloatArray  # (day, row, kind), of ``Hardware``, and the solar constant where there are several kinds
    fade: FloatArray  # (row, kind), of ``Fade``
    kind: npt.NDArray[np.int64]  # (lane,), of its hardware
    share: FloatArray  # (lane,), of the fleet


class LaneState(NamedTuple):
    """The state that lanes carry from one segment to the next; it is written in place."""

    state: FloatArray  # (row, lane)
    health: FloatArray  # (lane,), capacity of the battery over that of a new one
    faded: FloatArray  # (lane,), charge lost to fade so far, J


class SegmentTotals(NamedTuple):
    """The totals of a segment; lanes add to the last two."""

    day: FloatArray  # (day, tally, lane)
    capacity: FloatArray  # (day, lane) of the battery, J
    clock: FloatArray  # (bin, lane), each with its share; or (bin, PARTS), partial sums over lanes
    samples: FloatArray  # (kind, sample + 1, bin), weighted counts and sums of the junction temperature


class EndSamples(NamedTuple):
    """The state of the first lanes at chosen step numbers, and their tallies since the step number before."""

    steps: npt.NDArray[np.int64]  # (end,), increasing
    tally: FloatArray  # (end, tally, lane)
    state: FloatArray  # (end, row, lane)
    faded_j: FloatArray  # (end, lane), so far
    since: FloatArray  # (tally, LANES), memory for what is summed since the last of them


@shared_kernel
def sun_in_plane(path, time_s, sun, stretch):
    """Sun direction along the ascending node and the northern apex, z stretched so that the Earth is a sphere."""
    raan = path.raan + path.raan_rate * time_s
    sx, sy, sz = sun[0], sun[1], stretch * sun[2]
    norm = 1.0 / sqrt(sx * sx + sy * sy + sz * sz)
    cos_raan, sin_raan = cos(raan), sin(raan)
    node = (cos_raan * sx + sin_raan * sy) * norm
    apex = (path.cos_i * (cos_raan * sy - sin_raan * sx) + stretch * path.sin_i * sz) * norm
    return node, apex


@kernel
def seed_aspect(path, time_s, span_s, steps, sun0, sun1, stretch):
    """Aspect of a chunk: Sun along node and apex at both ends, perigee, and attitudes from cos beta, the Sun's part in
    the orbit plane.

    An array that turns about the orbit normal points along that part; a radiator fixed to the array has its normal in
    the plane, across that part. Within 1.8 degrees of square Sun the part is held at 0.03, where it lights nothing.
    """
    node, apex = sun_in_plane(path, time_s, sun0, stretch)
    node_end, apex_end = sun_in_plane(path, time_s + span_s, sun1, stretch)
    perigee = path.perigee + path.perigee_rate * time_s
    along, up = 0.5 * (node + node_end), 0.5 * (apex + apex_end)
    plane2 = max(along * along + up * up, 1e-3)
    return Aspect(
        sun_node=node,
        sun_node_rate=(node_end - node) / steps,
        sun_apex=apex,
        sun_apex_rate=(apex_end - apex) / steps,
        perigee_cos=path.eccentricity * cos(perigee),
        perigee_sin=path.eccentricity * sin(perigee) + path.frozen_eccentricity,
        array_pointing=path.two_axis + path.one_axis * sqrt(plane2),
        array_tilt=path.two_axis + path.one_axis / plane2,
        radiator_roll=path.array_fixed / plane2,
    )


@kernel
def seed_chunk(rows, n, paths, time_s, span_s, steps, sun0, sun1, stretch, inverse_angle, fresh):
    """Start a chunk of lane n of ``paths`` (row, lane): aspect and exact angle, and the light of a ``fresh`` start."""
    path = column(paths, n, Path)
    store(rows, n, seed_aspect(path, time_s, span_s, steps, sun0, sun1, stretch))
    u = path.latitude + path.latitude_rate * time_s
    rows[STATE + n] = cos(u)
    rows[STATE + LANES + n] = sin(u)
    if fresh:
        cos_u, sin_u, aspect = rows[STATE + n], rows[STATE + LANES + n], load(rows, n, Aspect)
        sun = Sun(aspect.sun_node, 0.0 * cos_u, inverse_angle)
        edge, _, _ = limb_distance(cos_u, sin_u, load(rows, n, Orbit), aspect, sun)
        store(rows, n, Eclipse(edge, disk_integral(edge), spread_integral(edge)))


@shared_kernel
def clear_tally(rows, n):
    """Set sums to zero, and extremes to a value that any other value replaces."""
    for i in range(N_TALLY):
        rows[TALLY + LANES * i + n] = 0.0
    rows[TALLY + LANES * LOW + n] = HIGHEST


@shared_kernel
def clear_total(total, n):
    """Do the same for totals (tally, lane)."""
    for i in range(N_TALLY):
        total[i, n] = 0.0
    total[LOW, n] = HIGHEST


@shared_kernel
def add_tally(rows, n, total):
    """Add the tallies of a lane since they were cleared to its totals."""
    for i in range(N_SUM):
        total[i, n] += rows[TALLY + LANES * i + n]
    total[LOW, n] = min(total[LOW, n], rows[TALLY + LANES * LOW + n])
    for i in range(LOW + 1, N_TALLY):
        total[i, n] = max(total[i, n], rows[TALLY + LANES * i + n])


@shared_kernel
def add_clock(rows, width, share, out, sign):
    """Add the lanes' clocks since they were cleared, each with its share of the fleet, to partial sums ``out``.

    Each lane has a place of its own in ``out`` where there is one for it.
    """
    for first in range(0, width, PARTS):
        at = min(first, out.size - PARTS)
        for j in range(PARTS):
            out[at + j] += sign * share[first + j] * rows[CLOCK + first + j]


@kernel
def span_of(day, span_days, paths):
    """The span of constant orbital height to which a day belongs."""
    return min(day // span_days, paths.shape[0] - 1)


@kernel
def take_state(rows, width, state, since):
    """Read the state of the lanes at the beginning of a segment; nothing is tallied yet."""
    for n in range(width):
        for i in range(N_STATE):
            rows[STATE + LANES * i + n] = state[i, n]
        clear_total(since, n)


@kernel
def give_state(rows, width, state):
    """Write the state of the lanes at the end of a segment."""
    for n in range(width):
        for i in range(N_STATE):
            state[i, n] = rows[STATE + LANES * i + n]


@kernel
def begin_day(rows, n, worn, health, faded):
    """Set a lane's battery to its faded capacity; charge above that capacity is lost and counted in ``faded``."""
    rows[CAPACITY + n] = worn[BATTERY_NEW] * health[n]
    rows[FLOOR + n] = worn[FLOOR_NEW] * health[n]
    over = max(rows[CHARGE + n] - rows[CAPACITY + n], 0.0)
    rows[CHARGE + n] -= over
    faded[n] += over


@kernel
def end_day(rows, n, total, worn, fade, health, steps, step_s, days):
    """The health of the battery after ``days`` days like this one, of so many steps."""
    discharged = total[DISCHARGE, n] * (1.0 + worn[LOSS]) * step_s
    lost = battery_fade(fade, discharged, rows[CAPACITY + n], total[LOW, n])
    if fade[4] > 0.0:  # as warm as the main loop
        absorbed_w = (total[SKY, n] + total[FROM_ARRAY, n] - total[KEPT, n]) / steps  # kept: the film would carry it
        lost *= fade_factor(fade, mean_coolant_k(total[RADIATED, n] / steps, absorbed_w, worn))
    health[n] = max(health[n] - days * lost, 0.0)


@shared_kernel
def any_has(row, hardware):
    """Whether any kind of satellite has a number above 0 in this row of ``hardware`` (row, kind)."""
    found = False
    for kind in range(hardware.shape[1]):
        found = found or hardware[row, kind] > 0.0
    return found


@kernel
def step(rows, width, hardware, now, heated, valved):
    """Run one step of every lane, stage by stage: more lanes of a short stage are in flight than of a whole step.

    ``hardware`` is that of all lanes, or (row, lane) of each; see `rows.hardware_of`. ``heated`` and ``valved`` say
    whether any lane has heaters or a valve, whose stages the others need not run.
    """
    for n in range(width):
        course_lane(rows, n, now)
    for n in range(width):
        light_lane(rows, n)
    for n in range(width):
        sky_lane(rows, n, of_lane(hardware, n), sun_of(hardware, n, now))
    for n in range(width):
        supply_lane(rows, n, of_lane(hardware, n))
    if heated:
        for n in range(width):
            heater_lane(rows, n, of_lane(hardware, n))
    if valved:
        for n in range(width):
            valve_lane(rows, n, of_lane(hardware, n))
    for n in range(width):
        use_lane(rows, n, of_lane(hardware, n))
    if valved:
        for n in range(width):
            settling_lane(rows, n)


@kernel
def keep_end(rows, faded, ends, at):
    """Keep the first lanes' state, their charge lost to fade, and their tallies, which begin anew."""
    for n in range(ends.faded_j.shape[1]):
        for i in range(N_TALLY):
            ends.tally[at, i, n] = ends.since[i, n]
        for i in range(N_STATE):
            ends.state[at, i, n] = rows[STATE + LANES * i + n]
        ends.faded_j[at, n] = faded[n]
        clear_total(ends.since, n)


@entry_kernel
def march_block(rows, worn, groups, clock, sunlight, given, held, left, ends):
    """March ``groups`` groups of lanes over the days of a segment, each after the chunks that lead to it.

    ``rows`` is memory for the rows of a block and ``worn`` for the hardware of a day, (row,) of all lanes or (row,
    lane) of each; their type of number is that of the steps, while inputs and outputs are double.
    """
    real = rows.dtype.type
    width = groups * (LINE_BYTES // (8 if real(0.1) == 0.1 else 4))  # single or double: the compiler knows the quotient
    days, lead, weight, until_next, stride, before, chunks, steps, bin_steps, step_s = clock
    sun, irradiance, stretch, sun_angle = sunlight
    span_s = steps * step_s
    take_state(rows, width, held.state, ends.since)
    bin_at = end_at = 0
    for day in range(days.size):
        done = days[day] * chunks * steps
        span = span_of(days[day], given.span_days, given.paths)
        path, orbit, total = given.paths[span], given.orbits[span], left.day[day]
        hardware = hardware_of(worn, given.hardware[day], given.kind, width)
        heated, valved = any_has(HEATER, given.hardware[day]), any_has(VALVE, given.hardware[day])
        for n in range(width):
            store(rows, n, column(orbit, n, Orbit))
            begin_day(rows, n, given.hardware[day, :, given.kind[n]], held.health, held.faded)
            clear_total(total, n)
        for chunk in range(-lead[day], chunks):
            c, counted = day * stride + before + chunk, 1.0 if chunk >= 0 else 0.0
            time_s = (days[day] * chunks + chunk) * span_s
            fresh = time_s == 0.0 or (lead[day] > 0 and chunk == -lead[day])
            for n in range(width):
                seed_chunk(
                    rows, n, path, time_s, span_s, steps, sun[c], sun[c + 1], stretch, real(1.0 / sun_angle), fresh
                )
                clear_tally(rows, n)
            slope = (irradiance[c + 1] - irradiance[c]) / steps
            begin = 0
            sampled = bin_steps * (sampled_bin(days[day] * chunks + chunk, steps // bin_steps) + 1)
            while begin < steps:
                bin_end = begin - begin % bin_steps + bin_steps
                cut_short = counted > 0.0 and end_at < ends.steps.size
                stop = min(bin_end, ends.steps[end_at] - done) if cut_short else bin_end
                add_clock(rows, width, given.share, left.clock[bin_at], -counted)
                for k in range(begin, stop):
                    now = Sun(real(irradiance[c] + slope * (k + 0.5)), real(k + 1.0), real(1.0 / sun_angle))
                    step(rows, width, hardware, now, heated, valved)
                add_clock(rows, width, given.share, left.clock[bin_at], counted)
                begin = stop
                if counted == 0.0:
                    continue
                if begin == bin_end:
                    bin_at += 1
                if begin == sampled:
                    for n in range(width):
                        count_lane(
                            rows,
                            n,
                            of_lane(hardware, n),
                            weight[day] * given.share[n],
                            left.samples[given.kind[n]],
                        )
                at_end = end_at < ends.steps.size and done + begin == ends.steps[end_at]
                for n in range(width if begin == steps else ends.faded_j.shape[1] if at_end else 0):
                    add_tally(rows, n, total)
                    add_tally(rows, n, ends.since)
                    clear_tally(rows, n)
                if at_end:
                    keep_end(rows, held.faded, ends, end_at)
                    end_at += 1
            if counted > 0.0:
                done += steps
        for n in range(width):
            left.capacity[day, n] = rows[CAPACITY + n]
            new, fade = given.hardware[day, :, given.kind[n]], given.fade[:, given.kind[n]]
            end_day(rows, n, total, new, fade, held.health, chunks * steps, step_s, until_next[day])
    give_state(rows, width, held.state)
