"""The whole model - light, sky, supply, use, tally, wear, fade - as NumPy: arrays over satellites, time outside.

The stages are the engine's own functions, read again from their sources as array code: ``min``, ``max``, ``sqrt``,
``cos`` and ``sin`` become NumPy's, ``a if test else b`` becomes ``where``. The engine's flat memory of rows times
lanes has one lane here, number 0, which is an array of satellites. What is left to write is the march itself and the
battery's fade, which branches.

Satellites go in blocks of ``WIDTH``: below it the calls cost more than the arithmetic (4.5 million steps a second at
2,048 satellites, 6.2 at 4,096, 7.1 at 8,192), above it arrays leave the caches (6.3 at 16,384).
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from dataclasses import dataclass
from functools import cache
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np

from benchmarks.fleets import Case
from orbitdc.engine import (
    ageing,
    bus_power,
    chips,
    heaters,
    light,
    march_kernel,
    rows,
    stages,
    temperatures,
    valve,
)
from orbitdc.engine.ageing import degraded_hardware
from orbitdc.engine.days import every_day
from orbitdc.engine.lanes import LANES, N_STATE, N_SUM, N_TALLY, TALLY_FIELDS, FloatArray, Hardware, Orbit, Sun
from orbitdc.engine.march import sun_for

WIDTH = 8192
ROWS = (  # where fields begin, in lanes times rows
    "CELLS", "STATE", "TALLY", "SUPPLY", "SIZE", "CAPACITY", "FLOOR", "CLOCK", "CHARGE",
)  # fmt: skip
NUMPY = {
    "min": lambda a, b: np.minimum(a, b),  # two arguments only: NumPy would write into a third
    "max": lambda a, b: np.maximum(a, b),
    "where": np.where,
    "sqrt": np.sqrt,
    "cos": np.cos,
    "sin": np.sin,
    "abs": np.abs,
}
BRANCHING = {"battery_fade", "worn_hardware", "end_day", "march_block"}  # entry points, and what is written below


class _Where(ast.NodeTransformer):
    """``a if test else b`` as ``where(test, a, b)``; functions lose their decorators and annotations."""

    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:
        self.generic_visit(node)
        return ast.Call(ast.Name("where", ast.Load()), [node.test, node.body, node.orelse], [])

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        self.generic_visit(node)
        node.decorator_list = []
        return node


def compiled_functions(module: ModuleType) -> dict[str, Any]:
    """The plain Python behind each kernel that a module defines, by name."""
    plain = {name: getattr(value, "py_func", value) for name, value in vars(module).items()}
    own = {name: f for name, f in plain.items() if inspect.isfunction(f) and f.__module__ == module.__name__}
    return {name: f for name, f in own.items() if name not in BRANCHING}


@cache
def array_functions() -> SimpleNamespace:
    """The engine's kernels as functions of arrays, calling one another.

    >>> below, above = array_functions().disk_integral(np.array([-1.0, 1.0]))  # half of the disk, on average
    >>> round(float(above - below), 6)
    1.0
    """
    small = (light, bus_power, chips, temperatures)
    spaces = {
        module: {**vars(module), **NUMPY} for module in (*small, stages, heaters, valve, ageing, rows, march_kernel)
    }
    for module in (rows, march_kernel):
        own = {name: value // LANES for name, value in vars(module).items() if name in ROWS}
        spaces[module] |= {"LANES": 1, **own}
    spaces[rows]["PLACES"] = {kind: (start // LANES, 1) for kind, (start, _) in rows.PLACES.items()}
    made: dict[str, Any] = {}
    for module, space in spaces.items():
        for name, function in compiled_functions(module).items():
            tree = _Where().visit(ast.parse(textwrap.dedent(inspect.getsource(function))))
            exec(compile(ast.fix_missing_locations(tree), f"<arrays of {module.__name__}>", "exec"), space)
            made[name] = space[name]
    for space in spaces.values():
        space |= {name: function for name, function in made.items() if name in space}
    merged = {name: value for space in spaces.values() for name, value in space.items()}
    return SimpleNamespace(**merged)


@dataclass
class NumpyMarched:
    """Totals and extremes over the window and last states, (rows, n) of n satellites; battery health (n,)."""

    total: FloatArray
    extreme: FloatArray
    state: FloatArray
    health: FloatArray


def battery_fade(fade: FloatArray, discharged_j: FloatArray, capacity_j: FloatArray, low_j: FloatArray) -> FloatArray:
    """Capacity share lost in a day, (n,): calendar, and cycles of the day's depth where there is any."""
    calendar, cycles, depth_ref, wohler = fade[:4]
    depth = 1.0 - low_j / np.maximum(capacity_j, 1e-9)
    cycled = (capacity_j > 0.0) & (depth > 1e-6)
    safe = np.where(cycled, depth, 1.0)
    count = discharged_j / (safe * np.maximum(capacity_j, 1e-9))
    by_cycles = np.where(cycled, 0.2 * count / (cycles * (depth_ref / safe) ** wohler), 0.0)
    return np.asarray(calendar / 365.25 + by_cycles, dtype=np.float64)


def march_numpy(case: Case, width: int = WIDTH) -> NumpyMarched:
    """March a case's satellites in blocks of ``width``; what the engine pads with is left out."""
    n = case.lanes.n_orbit
    out = NumpyMarched(np.zeros((N_SUM, n)), np.zeros((N_TALLY - N_SUM, n)), np.zeros((N_STATE, n)), np.ones(n))
    out.extreme[0], out.extreme[1:] = np.inf, -np.inf
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):  # where() computes the branch not taken too
        for begin in range(0, n, width):
            _march(case, slice(begin, min(begin + width, n)), out)
    return out


def _march(case: Case, where: slice, out: NumpyMarched) -> None:
    f, lanes, cut, constant = array_functions(), case.lanes, case.cut, case.scenario.sky.solar_constant_w_per_m2
    direction, irradiance = sun_for(case.sun, cut, every_day(0, case.n_day), constant)
    paths, orbits, kind = lanes.path[:, :, None, where], lanes.orbit[..., where], lanes.orbit_group[where]
    health = out.health[None, where]
    hardware = degraded_hardware(lanes.hardware, lanes.degradation[: case.n_day])
    n = kind.size
    b, faded = np.zeros((f.SIZE, n)), np.zeros((1, n))
    b[f.STATE : f.STATE + N_STATE] = lanes.state[:, where]
    span_s = cut.steps * cut.step_s
    for day in range(case.n_day):
        span = min(day // lanes.span_days, len(paths) - 1)
        f.store(b, 0, Orbit(*orbits[span]))
        worn = hardware[day][:, kind]
        f.begin_day(b, 0, worn, health, faded)
        f.clear_tally(b, 0)
        for c in range(day * cut.chunks, (day + 1) * cut.chunks):
            f.seed_chunk(
                b, 0, paths[span], c * span_s, span_s, cut.steps, direction[c], direction[c + 1], lanes.stretch,
                1.0 / lanes.sun_angle, c == 0,
            )  # fmt: skip
            slope = (irradiance[c + 1] - irradiance[c]) / cut.steps
            angle = 1.0 / lanes.sun_angle
            _chunk(f, b, worn, [Sun(irradiance[c] + slope * (k + 0.5), k + 1.0, angle) for k in range(cut.steps)])
        tally = b[f.TALLY : f.TALLY + N_TALLY]
        out.total[:, where] += tally[:N_SUM]
        extreme = out.extreme[:, where]
        extreme[0] = np.minimum(extreme[0], tally[N_SUM])
        extreme[1:] = np.maximum(extreme[1:], tally[N_SUM + 1 :])
        capacity, discharge = b[f.CAPACITY], tally[TALLY_FIELDS.index("discharge")]
        lost = battery_fade(lanes.fade[:, 0], discharge * (1.0 + worn[f.LOSS]) * cut.step_s, capacity, tally[N_SUM])
        health[:] = np.maximum(health - lost, 0.0)
    out.state[:, where] = b[f.STATE : f.STATE + N_STATE]


def _chunk(f: SimpleNamespace, b: FloatArray, worn: FloatArray, suns: list[Sun]) -> None:
    """The steps of a chunk on a whole block; between the stages everything is named tuples of arrays."""
    hardware = f.load(worn, 0, Hardware)
    orbit, aspect, cells, course, shade, stock, sky_tally, supply_tally, heater_tally, valve_tally, use_tally, *_ = (
        f.load(b, 0, k) for k in rows.KINDS
    )
    for sun in suns:
        course = f.orbit_stage(course, orbit, aspect, sun)
        shade, light = f.illumination_stage(course, shade)
        sky, sky_tally = f.incoming_stage(course, light, stock, sky_tally, orbit, aspect, hardware, sun)
        supply, supply_tally = f.power_stage(light, sky, stock, supply_tally, cells, hardware)
        if f.any_has(f.HEATER, worn):
            supply, supply_tally, heater_tally = f.heater_stage(
                sky, supply, stock, supply_tally, heater_tally, hardware
            )
        valved = f.any_has(f.VALVE, worn)
        if valved:
            sky, stock, valve, valve_tally = f.valve_stage(sky, supply, stock, valve_tally, hardware)
        stock, use_tally = f.output_stage(sky, supply, stock, use_tally, hardware)
        if valved:
            stock = f.settling_stage(stock, valve)
    for fields in (course, shade, stock, sky_tally, supply_tally, heater_tally, valve_tally, use_tally):
        f.store(b, 0, fields)
