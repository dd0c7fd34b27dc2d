"""Operations of a step counted in the source: the stages run on numbers that count what is done to them."""

from __future__ import annotations

import math
from collections import Counter
from types import FunctionType
from typing import Any, ClassVar

from benchmarks.fleets import make_case
from benchmarks.numpy_model import array_functions
from orbitdc.engine.lanes import (
    Aspect,
    Cells,
    Eclipse,
    Hardware,
    Illumination,
    Incoming,
    IncomingTally,
    Orbit,
    OrbitPosition,
    OutputTally,
    PowerFlows,
    PowerTally,
    Stored,
    Sun,
)


class Counting(float):
    """A number whose arithmetic is counted; two plain numbers meeting are a constant the compiler folds."""

    counts: ClassVar[Counter[str]] = Counter()


def _counted(kind: str, name: str) -> Any:
    plain = getattr(float, name)

    def method(self: Counting, *other: Any) -> Any:
        Counting.counts[kind] += 1
        return Counting(plain(float(self), *map(float, other)))

    return method


for _kind, _names in {
    "add": ("__add__", "__radd__", "__sub__", "__rsub__"),
    "mul": ("__mul__", "__rmul__"),
    "div": ("__truediv__", "__rtruediv__"),
}.items():
    for _name in _names:
        setattr(Counting, _name, _counted(_kind, _name))


def _function(kind: str, work: Any) -> Any:
    def counted(*x: Any) -> Counting:
        Counting.counts[kind] += 1
        return Counting(work(*map(float, x)))

    return counted


def source_operations() -> Counter[str]:
    """Additions, multiplications, divisions, square roots, minima and maxima of one satellite-step as it is written."""
    counted = {
        "min": _function("minmax", min),
        "max": _function("minmax", max),
        "sqrt": _function("sqrt", lambda x: math.sqrt(max(x, 0.0))),
        "where": lambda test, a, b: a if test else b,
    }
    functions = array_functions()
    space: dict[str, Any] = {}
    for name, value in vars(functions).items():
        if isinstance(value, FunctionType) and value.__code__.co_filename.startswith("<arrays of"):
            space[name] = FunctionType(value.__code__, {**value.__globals__, **counted}, name)
    for function in space.values():
        function.__globals__.update({name: other for name, other in space.items() if name in function.__globals__})
    lanes = make_case(1, 1, 1).lanes
    hardware = Hardware(*map(Counting, lanes.hardware[:, 0]))
    orbit, aspect = Orbit(*map(Counting, lanes.orbit[0, :, 0])), Aspect(*[Counting(0.1)] * len(Aspect._fields))
    state = [Counting(x) for x in lanes.state[:, 0]]
    first, last = len(OrbitPosition._fields), len(OrbitPosition._fields) + len(Eclipse._fields)
    course, shade, stock = OrbitPosition(*state[:first]), Eclipse(*state[first:last]), Stored(*state[last:])
    cells = Cells(*map(Counting, (hardware.battery_j, hardware.floor_j)))
    tallies = [kind(*[Counting(0.0)] * len(kind._fields)) for kind in (IncomingTally, PowerTally, OutputTally)]
    sun = Sun(1361.0, 1.0, 214.0)
    Counting.counts = Counter()
    course = space["orbit_stage"](course, orbit, aspect, sun)
    _, light = space["illumination_stage"](course, shade)
    sky, _ = space["incoming_stage"](course, light, stock, tallies[0], orbit, aspect, hardware, sun)
    supply, _ = space["power_stage"](light, sky, stock, tallies[1], cells, hardware)
    space["output_stage"](sky, supply, stock, tallies[2], hardware)
    assert (type(light), type(sky), type(supply)) == (Illumination, Incoming, PowerFlows)
    return Counting.counts
