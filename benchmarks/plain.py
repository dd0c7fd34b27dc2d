"""Plain Numba: the same functions, satellite by satellite, time inside the loop, library sin, cos, acos and asin.

The orbit's angle is not a rotation carried from step to step but ``cos(u)`` and ``sin(u)`` of every step, and the
Sun's height above the limb is ``sin(acos(-d/r) - asin(R/r))`` instead of the same sine written out in square roots:
what one would write without having the march in mind. Everything after that is the engine's own stages, under the
engine's own decorator; states and tallies are named tuples in local variables. ``march_plain`` of the engine, which
tracks one lane, keeps the rotation and works in rows of memory; both stand beside the block march.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from math import acos, asin, cos, sin, sqrt
from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from orbitdc.engine.ageing import BATTERY, battery_fade
from orbitdc.engine.kernels import (
    OPTIONS,
    lit_shares,
    sky_stage,
    step_kernel,
    supply_stage,
    true_latitude,
    use_stage,
)
from orbitdc.engine.lanes import N_ORBIT, N_STATE, N_SUM, N_TALLY, TALLY_FIELDS, Course, Light, Sun
from orbitdc.engine.march import sun_for
from orbitdc.engine.march_kernel import LOSS_ROW, begin_day, clear_tally, seed_chunk, span_of
from orbitdc.engine.rows import (
    HARDWARE,
    N_ROW,
    STATE,
    TALLY,
    load_course,
    load_hardware,
    load_orbit,
    load_sky_tally,
    load_stock,
    load_supply_tally,
    load_use_tally,
    store_course,
    store_sky_tally,
    store_stock,
    store_supply_tally,
    store_use_tally,
)

if TYPE_CHECKING:
    from benchmarks.fleets import Case
    from orbitdc.engine.lanes import FloatArray

DISCHARGE, LOW = (TALLY + TALLY_FIELDS.index(name) for name in ("discharge", "battery_low"))


@step_kernel
def library_light(c, angle, o, sun):  # type: ignore[no-untyped-def]
    """The light stage at mean argument of latitude ``angle``, with the library's sine, cosine and their inverses."""
    mean_cos, mean_sin = cos(angle), sin(angle)
    cos_u, sin_u, radius = true_latitude(mean_cos, mean_sin, o)
    along = o.sun_node + o.sun_node_rate * sun.tick
    apex = o.sun_apex + o.sun_apex_rate * sun.tick
    cosine = along * cos_u + apex * sin_u
    r = sqrt(radius * radius + o.oblateness * sin_u * sin_u)
    from_earth = acos(min(max(-radius * cosine / r, -1.0), 1.0))
    edge = sin(from_earth - asin(o.earth_radius / r)) * o.inverse_sun_angle
    lit, day, edge, disk, spread = lit_shares(c, edge)
    return Course(mean_cos, mean_sin, edge, disk, spread), Light(lit, day, cosine, apex * cos_u - along * sin_u)


@njit(**OPTIONS)
def march_library(  # type: ignore[no-untyped-def]
    n_day, span_days, chunks, steps, step_s, stretch, sun, irradiance,
    paths, orbits, hardware, fade, wear, state, health, faded, total, extreme,
):  # fmt: skip
    """March every lane of the arrays (rows, n), one after the other; totals and extremes over the window per lane."""
    b = np.empty((N_ROW, 1))
    span_s = steps * step_s
    for n in range(state.shape[1]):
        for i in range(N_STATE):
            b[STATE + i, 0] = state[i, n]
        for day in range(n_day):
            at = span_of(day, span_days, paths)
            path = paths[at, :, n : n + 1]
            for i in range(N_ORBIT):
                b[i, 0] = orbits[at, i, n]
            worn, kind = hardware[:, n : n + 1], wear[:, :, n : n + 1]
            begin_day(b, 0, worn, kind, day, health[n : n + 1], faded[n : n + 1])
            clear_tally(b, 0)
            h = load_hardware(b, 0)
            for chunk in range(chunks):
                c = day * chunks + chunk
                time_s = c * span_s
                seed_chunk(b, 0, path, time_s, span_s, steps, sun[c], sun[c + 1], stretch)
                slope = (irradiance[c + 1] - irradiance[c]) / steps
                o, course, stock = load_orbit(b, 0), load_course(b, 0), load_stock(b, 0)
                t1, t2, t3 = load_sky_tally(b, 0), load_supply_tally(b, 0), load_use_tally(b, 0)
                for k in range(steps):
                    now = Sun(irradiance[c] + slope * (k + 0.5), k + 1.0)
                    angle = path[2, 0] + path[3, 0] * (time_s + (k + 1.0) * step_s)
                    course, light = library_light(course, angle, o, now)
                    sky, t1 = sky_stage(light, stock, t1, o, h, now)
                    supply, t2 = supply_stage(light, sky, stock, t2, h)
                    stock, t3 = use_stage(sky, supply, stock, t3, h)
                store_course(b, 0, course)
                store_stock(b, 0, stock)
                store_sky_tally(b, 0, t1)
                store_supply_tally(b, 0, t2)
                store_use_tally(b, 0, t3)
            for i in range(N_SUM):
                total[i, n] += b[TALLY + i, 0]
            extreme[0, n] = min(extreme[0, n], b[LOW, 0])
            for i in range(1, N_TALLY - N_SUM):
                extreme[i, n] = max(extreme[i, n], b[LOW + i, 0])
            discharged = b[DISCHARGE, 0] * (1.0 + b[LOSS_ROW, 0]) * step_s
            lost = battery_fade(fade, n, discharged, b[HARDWARE + BATTERY, 0], b[LOW, 0])
            health[n] = max(health[n] - lost, 0.0)
        for i in range(N_STATE):
            state[i, n] = b[STATE + i, 0]


def run_library(case: Case, threads: int = 1) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Totals (N_SUM, n), extremes and last states of a case's satellites, in as many even slices as threads."""
    lanes, cut, n = case.lanes, case.cut, case.lanes.n_orbit
    constant = case.scenario.sky.solar_constant_w_per_m2
    direction, irradiance = sun_for(case.sun, cut, 0, case.n_day, constant)

    def work(where: slice) -> tuple[FloatArray, FloatArray, FloatArray]:
        size = where.stop - where.start
        total, extreme = np.zeros((N_SUM, size)), np.full((N_TALLY - N_SUM, size), -np.inf)
        extreme[0] = np.inf
        path, orbit, hardware, fade, state = (
            np.array(rows[..., where], order="C")
            for rows in (lanes.path, lanes.orbit, lanes.hardware, lanes.fade, lanes.state)
        )
        march_library(
            case.n_day, lanes.span_days, cut.chunks, cut.steps, cut.step_s, lanes.stretch, direction, irradiance,
            path, orbit, hardware, fade, np.ascontiguousarray(lanes.wear[: case.n_day][:, :, lanes.kind[where]]), state,
            np.ones(size), np.zeros(size), total, extreme,
        )  # fmt: skip
        return total, extreme, state

    ends = np.linspace(0, n, max(1, min(threads, n)) + 1).astype(int)
    slices = [slice(int(a), int(b)) for a, b in pairwise(ends)]
    with ThreadPoolExecutor(len(slices)) as pool:
        parts = list(pool.map(work, slices))
    total, extreme, state = (np.concatenate(columns, axis=1) for columns in zip(*parts, strict=True))
    return total, extreme, state
