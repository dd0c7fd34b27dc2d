"""Plain Numba: the same functions, satellite by satellite, time inside the loop, library sin, cos, acos and asin.

The orbit's angle is not a rotation carried from step to step but ``cos(u)`` and ``sin(u)`` of every step, and the
Sun's height above the limb is ``sin(acos(-d/r) - asin(R/r))`` instead of the same sine written out in square roots:
what one would write without having the march in mind. Everything after that is the engine's own stages, under the
engine's own decorator; states and tallies are named tuples in local variables.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from math import acos, asin, cos, sin, sqrt
from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from orbitdc.engine.ageing import degraded_hardware
from orbitdc.engine.compiling import OPTIONS, step_kernel
from orbitdc.engine.days import every_day
from orbitdc.engine.heaters import heater_stage
from orbitdc.engine.lanes import (
    LANES,
    N_STATE,
    N_SUM,
    N_TALLY,
    Aspect,
    Cells,
    Eclipse,
    Hardware,
    HeaterTally,
    IncomingTally,
    Orbit,
    OrbitPosition,
    OutputTally,
    Path,
    PowerTally,
    Stored,
    Sun,
    Valve,
    ValveTally,
)
from orbitdc.engine.light import chord_shortfall, true_latitude
from orbitdc.engine.march import sun_for
from orbitdc.engine.march_kernel import add_tally, begin_day, clear_tally, clear_total, end_day, seed_chunk, span_of
from orbitdc.engine.rows import SIZE, STATE, column, load, store
from orbitdc.engine.stages import illumination_stage, incoming_stage, output_stage, power_stage
from orbitdc.engine.valve import settling_stage, valve_stage

if TYPE_CHECKING:
    from benchmarks.fleets import Case
    from orbitdc.engine.lanes import FloatArray


@step_kernel
def library_course(angle, orbit, aspect, sun):
    """The course stage at mean argument of latitude ``angle``, with the library's sine, cosine and their inverses."""
    mean_cos, mean_sin = cos(angle), sin(angle)
    cos_u, sin_u, radius = true_latitude(mean_cos, mean_sin, aspect)
    along = aspect.sun_node + aspect.sun_node_rate * sun.tick
    apex = aspect.sun_apex + aspect.sun_apex_rate * sun.tick
    cosine = along * cos_u + apex * sin_u
    r = sqrt(radius * radius + orbit.oblateness * sin_u * sin_u)
    from_earth = acos(min(max(-radius * cosine / r, -1.0), 1.0))
    across = apex * cos_u - along * sin_u
    limb = sin(from_earth - asin(orbit.earth_radius / r)) * sun.inverse_angle + chord_shortfall(across, orbit)
    return OrbitPosition(mean_cos, mean_sin, limb, cosine, across)


@njit(**OPTIONS)
def march_library(
    n_day, span_days, chunks, steps, step_s, stretch, sun_angle, sun, irradiance,
    paths, orbits, kind, hardware, fade, state, health, faded, window,
):  # fmt: skip
    """March every lane of the arrays (rows, n), one after the other; totals and extremes to ``window`` (tally, n)."""
    rows = np.empty(SIZE)  # of which one lane is used
    total = np.empty((N_TALLY, 1))
    span_s = steps * step_s
    for n in range(state.shape[1]):
        for i in range(N_STATE):
            rows[STATE + LANES * i] = state[i, n]
        own = window[:, n : n + 1]
        clear_total(own, 0)
        for day in range(n_day):
            at = span_of(day, span_days, paths)
            own_path = paths[at, :, n : n + 1]
            path = column(own_path, 0, Path)
            store(rows, 0, column(orbits[at], n, Orbit))
            worn = hardware[day, :, kind[n]]
            begin_day(rows, 0, worn, health[n : n + 1], faded[n : n + 1])
            clear_tally(rows, 0)
            clear_total(total, 0)
            satellite, cells = load(worn, 0, Hardware), load(rows, 0, Cells)
            for chunk in range(chunks):
                c = day * chunks + chunk
                time_s = c * span_s
                seed_chunk(
                    rows,
                    0,
                    own_path,
                    time_s,
                    span_s,
                    steps,
                    sun[c],
                    sun[c + 1],
                    stretch,
                    1.0 / sun_angle,
                    time_s == 0.0,
                )
                slope = (irradiance[c + 1] - irradiance[c]) / steps
                orbit, aspect = load(rows, 0, Orbit), load(rows, 0, Aspect)
                shade, stock = load(rows, 0, Eclipse), load(rows, 0, Stored)
                t1, t2, t3 = load(rows, 0, IncomingTally), load(rows, 0, PowerTally), load(rows, 0, OutputTally)
                warmth, bypass = load(rows, 0, HeaterTally), load(rows, 0, ValveTally)
                for k in range(steps):
                    now = Sun(irradiance[c] + slope * (k + 0.5), k + 1.0, 1.0 / sun_angle)
                    angle = path.latitude + path.latitude_rate * (time_s + (k + 1.0) * step_s)
                    course = library_course(angle, orbit, aspect, now)
                    shade, light = illumination_stage(course, shade)
                    sky, t1 = incoming_stage(course, light, stock, t1, orbit, aspect, satellite, now)
                    supply, t2 = power_stage(light, sky, stock, t2, cells, satellite)
                    if satellite.heater_max_w > 0.0:
                        supply, t2, warmth = heater_stage(sky, supply, stock, t2, warmth, satellite)
                    kept = Valve(0.0)
                    if satellite.valve > 0.0:
                        sky, stock, kept, bypass = valve_stage(sky, supply, stock, bypass, satellite)
                    stock, t3 = output_stage(sky, supply, stock, t3, satellite)
                    stock = settling_stage(stock, kept)
                store(rows, 0, shade)
                store(rows, 0, stock)
                store(rows, 0, t1)
                store(rows, 0, t2)
                store(rows, 0, warmth)
                store(rows, 0, bypass)
                store(rows, 0, t3)
            add_tally(rows, 0, total)
            add_tally(rows, 0, own)
            end_day(rows, 0, total, worn, fade, health[n : n + 1], chunks * steps, step_s, 1.0)
        for i in range(N_STATE):
            state[i, n] = rows[STATE + LANES * i]


def run_library(case: Case, threads: int = 1) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Totals (N_SUM, n), extremes and last states of a case's satellites, in as many even slices as threads."""
    lanes, cut, n = case.lanes, case.cut, case.lanes.n_orbit
    constant = case.scenario.sky.solar_constant_w_per_m2
    direction, irradiance = sun_for(case.sun, cut, every_day(0, case.n_day), constant)
    hardware = degraded_hardware(lanes.hardware, lanes.degradation[: case.n_day])

    def work(where: slice) -> tuple[FloatArray, FloatArray, FloatArray]:
        size = where.stop - where.start
        window = np.empty((N_TALLY, size))
        path, orbit, state = (np.array(rows[..., where], order="C") for rows in (lanes.path, lanes.orbit, lanes.state))
        march_library(
            case.n_day, lanes.span_days, cut.chunks, cut.steps, cut.step_s, lanes.stretch, lanes.sun_angle, direction,
            irradiance, path, orbit, lanes.orbit_group[where], hardware, lanes.fade[:, 0], state,
            np.ones(size), np.zeros(size), window,
        )  # fmt: skip
        return window[:N_SUM], window[N_SUM:], state

    ends = np.linspace(0, n, max(1, min(threads, n)) + 1).astype(int)
    slices = [slice(int(a), int(b)) for a, b in pairwise(ends)]
    with ThreadPoolExecutor(len(slices)) as pool:
        parts = list(pool.map(work, slices))
    total, extreme, state = (np.concatenate(columns, axis=1) for columns in zip(*parts, strict=True))
    return total, extreme, state
