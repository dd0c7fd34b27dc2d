"""Who marches the same model: the engine, the engine's one-lane march, plain Numba, NumPy.

Before anything is timed, each of them must deliver the engine's FLOP within 1e-5 on the first satellites of the case.
"""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np

from benchmarks.fleets import Case, first_lanes
from benchmarks.numpy_model import march_numpy
from benchmarks.plain import run_library
from benchmarks.rounds import Contender, Missing
from orbitdc.engine.lanes import N_STATE, N_TALLY, TALLY_FIELDS, FloatArray
from orbitdc.engine.march import Marched, march, sun_for
from orbitdc.engine.march_kernel import march_plain

CLOCK = TALLY_FIELDS.index("clock")
AGREE = 1e-5  # of delivered FLOP
AGREE_F32 = 1e-4  # float32 resolves a temperature to 3e-5 K, and the step in which a limit is met to its neighbour
MOST = {"one by one": 60e6, "plain Numba": 60e6, "NumPy": 15e6}  # steps of a round; a case is cut to whole days below
MOST_CALLS = 15e3  # steps in time of a round of NumPy: 0.3 ms of calls each, however few the satellites
CHECKED_LANES = 40


def run_blocks(case: Case, threads: int, **options: Any) -> Marched:
    """The block march, reductions included."""
    constant = case.scenario.sky.solar_constant_w_per_m2
    return march(case.lanes, case.sun, case.n_day, case.cut, constant, np.ones_like, threads, **options)


def run_plain(case: Case) -> FloatArray:
    """The same step, one satellite after the other, time inside, one total per satellite; (n, N_TALLY)."""
    constant = case.scenario.sky.solar_constant_w_per_m2
    direction, irradiance = sun_for(case.sun, case.cut, 0, case.n_day, constant)
    last = case.n_day * case.cut.chunks * case.cut.steps
    ends = np.array([last], dtype=np.int64)
    lanes, cut = case.lanes, case.cut
    tally = np.zeros((lanes.n_orbit, N_TALLY))
    for n in range(lanes.n_orbit):
        path, orbit, hardware, fade, state = (
            np.array(rows[..., n : n + 1], order="C")  # a copy: the march writes its state in place
            for rows in (lanes.path, lanes.orbit, lanes.hardware, lanes.fade, lanes.state)
        )
        wear = lanes.wear[: case.n_day, :, lanes.kind[n : n + 1]]
        march_plain(
            0, 0, case.n_day, lanes.span_days, cut.chunks, cut.steps, cut.step_s, lanes.stretch, direction, irradiance,
            path, orbit, hardware, fade, wear, state, np.ones(1), np.zeros(1), ends,
            tally[n : n + 1], np.zeros((1, N_STATE)), np.zeros(1),
        )  # fmt: skip
    return tally


def single_precision() -> dict[str, Any]:
    """The march's arguments for float32; raises Missing where it offers none."""
    if "precision" not in inspect.signature(march).parameters:
        raise Missing("the march takes no precision")
    hint = typing.get_type_hints(march)["precision"]
    found = [word for word in typing.get_args(hint) if str(word).endswith("32")]
    if not found:
        raise Missing("none of the march's precisions ends in 32")
    return {"precision": found[0]}


def delivered_flop(case: Case, clock: FloatArray) -> float:
    """FLOP of the satellites' summed clocks (n,), nameplate at full clock, before network and availability."""
    peak = case.scenario.accelerator.dense_pflop_per_s(case.scenario.workload.precision)
    assert peak is not None  # the scenario refuses a precision the silicon lacks
    return float(clock.sum()) * case.cut.step_s * case.lanes.load.accelerators * peak * 1e15


def check(case: Case, name: str, clock: Callable[[Case], FloatArray], allowed: float = AGREE) -> float:
    """Relative difference of delivered FLOP from the engine's on a case's first lanes and day; refuses a larger one."""
    small = first_lanes(case.shorter(1.0), CHECKED_LANES)
    engine = delivered_flop(small, run_blocks(small, 1).lane_total[CLOCK, : small.lanes.n_orbit])
    if not engine > 0.0:
        raise RuntimeError("the engine delivers no FLOP: nothing to compare")
    gap = abs(delivered_flop(small, clock(small)) / engine - 1.0)
    if not gap < allowed:
        raise RuntimeError(f"{name} delivers other FLOP than the engine: {gap:.1e} of it apart, {allowed:.0e} allowed")
    return gap


def of_case(case: Case) -> Iterator[tuple[str, Callable[[], Contender]]]:
    """Names and makers of the contenders that march the model; a maker checks first, and raises Missing."""
    n = case.lanes.n_orbit

    def engine(name: str, threads: int) -> Contender:
        run_blocks(case.shorter(1.0), 1)
        does = "float64, blocks of lanes, rotation"
        return Contender(name, does, case.steps, lambda: _none(run_blocks(case, threads)), case.held_bytes)

    def single(name: str, threads: int) -> Contender:
        options = single_precision()
        first = slice(0, min(n, CHECKED_LANES))
        check(case, name, lambda small: run_blocks(small, 1, **options).lane_total[CLOCK, first], AGREE_F32)
        does = "float32, blocks of lanes, rotation"
        return Contender(name, does, case.steps, lambda: _none(run_blocks(case, threads, **options)), case.held_bytes)

    def one_by_one(name: str, threads: int) -> Contender:
        check(case, name, lambda small: run_plain(small)[:, CLOCK])
        part = case.shorter(MOST[name])
        does = "the engine's one-lane march: rotation, time inside"
        return Contender(name, does, part.steps, lambda: _none(run_plain(part)), case.held_bytes)

    def library(name: str, threads: int) -> Contender:
        check(case, name, lambda small: run_library(small)[0][CLOCK])
        part = case.shorter(MOST["plain Numba"])
        does = "satellite by satellite, library sin cos acos asin"
        return Contender(name, does, part.steps, lambda: _none(run_library(part, threads)), case.held_bytes)

    def arrays(name: str, threads: int) -> Contender:
        check(case, name, lambda small: march_numpy(small).total[CLOCK])
        part = case.shorter(min(MOST[name], MOST_CALLS * n))
        does = "arrays over satellites, time outside"
        return Contender(name, does, part.steps, lambda: _none(march_numpy(part)), case.held_bytes)

    one, two = ", 1 thread", ", 2 threads"
    makers: tuple[tuple[str, Callable[[str, int], Contender], int], ...] = (
        ("engine f64" + one, engine, 1),
        ("engine f64" + two, engine, 2),
        ("engine f32" + one, single, 1),
        ("engine f32" + two, single, 2),
        ("one by one", one_by_one, 1),
        ("plain Numba" + one, library, 1),
        ("plain Numba" + two, library, 2),
        ("NumPy", arrays, 1),
    )
    for name, make, threads in makers:
        yield name, partial(make, name, threads)


def _none(_: object) -> None:
    """A contender's answer, dropped."""
