"""Who marches the same model: the engine, plain Numba, NumPy.

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
from orbitdc.engine.integrated import Integrated
from orbitdc.engine.lanes import TALLY_FIELDS, FloatArray
from orbitdc.engine.march import march

CLOCK = TALLY_FIELDS.index("clock")
AGREE = 1e-5  # of delivered FLOP
MOST = {"plain Numba": 60e6, "NumPy": 15e6}  # steps of a round; a case is cut to whole days below
MOST_CALLS = 15e3  # steps in time of a round of NumPy: 0.3 ms of calls each, however few the satellites
CHECKED_LANES = 40


def run_blocks(case: Case, threads: int, **options: Any) -> Integrated:
    """The block march, reductions included."""
    constant = case.scenario.sky.solar_constant_w_per_m2
    return march(case.lanes, case.sun, case.n_day, case.cut, constant, np.ones_like, threads, **options)


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
    if not engine > AGREE * delivered_flop(small, np.array([float(small.steps)])):
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
        check(case, name, lambda small: run_blocks(small, 1, **options).lane_total[CLOCK, first])
        does = "float32, blocks of lanes, rotation"
        return Contender(name, does, case.steps, lambda: _none(run_blocks(case, threads, **options)), case.held_bytes)

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
        ("plain Numba" + one, library, 1),
        ("plain Numba" + two, library, 2),
        ("NumPy", arrays, 1),
    )
    for name, make, threads in makers:
        yield name, partial(make, name, threads)


def _none(_: object) -> None:
    """A contender's answer, dropped."""
