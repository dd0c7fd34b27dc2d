"""The place of each field of a lane in a block, and functions that run the stages of a step on one lane of it.

Rows are fields, columns are lanes, row after row in one flat array. The compiler knows its length and the width of its
rows and addresses every field on its own, which lets it keep the lanes side by side.
"""

from __future__ import annotations

from itertools import accumulate
from typing import Any

from numba import types
from numba.core.cgutils import get_item_pointer
from numba.extending import lower_builtin, overload, type_callable
from numba.np.arrayobj import make_array

from orbitdc.engine.compiling import OPTIONS, kernel
from orbitdc.engine.heaters import heater_stage
from orbitdc.engine.lanes import (
    LANES,
    N_HARDWARE,
    Aspect,
    Cells,
    Eclipse,
    Hardware,
    HeaterTally,
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
    Valve,
    ValveTally,
)  # fmt: skip
from orbitdc.engine.stages import illumination_stage, incoming_stage, orbit_stage, output_stage, power_stage
from orbitdc.engine.valve import settling_stage, valve_stage

# What a block holds of each lane, in this order: what it is given, its state, its tallies, and what stages hand on.
KINDS: tuple[Any, ...] = (
    Orbit, Aspect, Cells, OrbitPosition, Eclipse, Stored, IncomingTally, PowerTally, HeaterTally, ValveTally,
    OutputTally, Illumination, Incoming, PowerFlows, Valve,
)  # fmt: skip
*_STARTS, SIZE = accumulate((LANES * len(kind._fields) for kind in KINDS), initial=0)
# First place and distance of the fields of a tuple: those of lane n are LANES apart from there + n, in their order.
PLACES: dict[Any, tuple[int, int]] = {kind: (start, LANES) for kind, start in zip(KINDS, _STARTS, strict=True)}
PLACES[Hardware] = 0, 1  # in an array of its own
CELLS, STATE, TALLY, POWER = (PLACES[kind][0] for kind in (Cells, OrbitPosition, IncomingTally, PowerFlows))


def load(rows: Any, n: Any, kind: Any) -> Any:
    """Load the fields of lane n as a named tuple of this kind."""
    start, apart = PLACES[kind]
    return kind(*rows[start + n :: apart][: len(kind._fields)])


def column(array: Any, n: Any, kind: Any) -> Any:
    """Load the fields of lane n from an array (field, lane) that begins with those of this kind."""
    return kind(*array[: len(kind._fields), n])


def store(rows: Any, n: Any, fields: Any) -> None:
    """Write a named tuple's fields back to lane n."""
    start, apart = PLACES[type(fields)]
    rows[start + n : start + n + apart * len(fields) : apart] = fields


# Numba knows the three by what follows: all fields' addresses, and loads or stores there. Field by field in Python they
# took a third of the time of compilation. Numba's internals are used here alone; tests hold them from 0.61 to 0.68.


def _loaded(dimensions: int) -> Any:
    """A typer of what a lane is read into, for rows of so many dimensions."""

    def typer(_: Any) -> Any:
        """The function by which numba types a call."""

        def result(rows: Any, n: Any, kind: Any) -> Any:
            """A tuple of the rows' type of number; None for rows of other dimensions."""
            cls = kind.instance_class
            return types.NamedUniTuple(rows.dtype, len(cls._fields), cls) if rows.ndim == dimensions else None

        return result

    return typer


type_callable(load)(_loaded(1))
type_callable(column)(_loaded(2))


@type_callable(store)
def _stored(_: Any) -> Any:
    """The typer of a write, which returns nothing."""
    return lambda rows, n, fields: types.none if rows.ndim == 1 else None


def _pointers(context: Any, builder: Any, signature: Any, arguments: Any, kind: Any) -> Any:
    """Addresses of a tuple's fields."""
    rows, n = signature.args[:2]
    array, lane = make_array(rows)(context, builder, arguments[0]), context.cast(builder, arguments[1], n, types.intp)
    start, apart = PLACES.get(kind, (0, 0))
    for i in range(len(kind._fields)):
        at = [context.get_constant(types.intp, i), lane]
        if rows.ndim == 1:
            at = [builder.add(lane, context.get_constant(types.intp, start + apart * i))]
        yield get_item_pointer(context, builder, rows, array, at)


@lower_builtin(load, types.Array, types.Integer, types.NamedTupleClass)  # type: ignore[untyped-decorator, unused-ignore]  # numba's
@lower_builtin(column, types.Array, types.Integer, types.NamedTupleClass)  # type: ignore[untyped-decorator, unused-ignore]  # numba's
def _lower_load(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    """The machine code that reads a lane's tuple from its rows."""
    kind = signature.args[2].instance_class
    loaded = [
        context.unpack_value(builder, signature.args[0].dtype, pointer)
        for pointer in _pointers(context, builder, signature, arguments, kind)
    ]
    return context.make_tuple(builder, signature.return_type, loaded)


@lower_builtin(store, types.Array, types.Integer, types.BaseTuple)  # type: ignore[untyped-decorator, unused-ignore]  # numba's
def _lower_store(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    """The machine code that writes a lane's tuple to its rows."""
    rows, _, fields = signature.args
    for i, pointer in enumerate(_pointers(context, builder, signature, arguments, fields.instance_class)):
        value = context.cast(builder, builder.extract_value(arguments[2], i), fields.types[i], rows.dtype)
        context.pack_value(builder, rows.dtype, value, pointer)
    return context.get_dummy_value()


# -- hardware ----------------------------------------------------------------------------------------------------------
#
# Lanes of one kind share a tuple of numbers, which the compiler knows to be the same for all; lanes of several kinds
# have an array (row, lane) instead, whose last row is the solar constant in W/m2, for which a Sun of 1 W/m2 shines.
# Which of the two is known when a march is compiled, from the memory it is given.


def hardware_of(worn: Any, new: Any, kind: Any, width: Any) -> Any:
    """Write the hardware ``new`` (row, kind) to ``worn``, and return it as `of_lane` reads it.

    ``worn`` is (row,) for lanes of one kind, or (row, lane).
    """
    if worn.ndim == 1:
        worn[:] = new[:, 0]
        return load(worn, 0, Hardware)
    worn[:, :width] = new[:, kind[:width]]
    return worn


def of_lane(hardware: Any, n: Any) -> Any:
    """Return the hardware of lane n."""
    return hardware if isinstance(hardware, tuple) else column(hardware, n, Hardware)


def sun_of(hardware: Any, n: Any, sun: Any) -> Any:
    """Return the Sun of lane n."""
    return sun if isinstance(hardware, tuple) else Sun(hardware[N_HARDWARE, n] * sun[0], sun[1], sun[2])


@overload(hardware_of, jit_options=OPTIONS, inline="always", strict=False)
def _hardware_of(worn: Any, new: Any, kind: Any, width: Any) -> Any:
    """What numba compiles for `hardware_of`: memory (row,) is shared by all lanes, (row, lane) is not."""

    def shared(worn: Any, new: Any, kind: Any, width: Any) -> Any:
        """The hardware of all lanes, as a tuple."""
        for i in range(N_HARDWARE):
            worn[i] = new[i, 0]
        return load(worn, 0, Hardware)

    def of_each(worn: Any, new: Any, kind: Any, width: Any) -> Any:
        """The hardware of each lane, as rows."""
        for i in range(len(worn)):
            for n in range(width):
                worn[i, n] = new[i, kind[n]]
        return worn

    return shared if worn.ndim == 1 else of_each


@overload(of_lane, jit_options=OPTIONS, inline="always", strict=False)
def _of_lane(hardware: Any, n: Any) -> Any:
    """What numba compiles for `of_lane`: a tuple is that of every lane."""
    if isinstance(hardware, types.BaseTuple):
        return lambda hardware, n: hardware
    return lambda hardware, n: column(hardware, n, Hardware)


@overload(sun_of, jit_options=OPTIONS, inline="always", strict=False)
def _sun_of(hardware: Any, n: Any, sun: Any) -> Any:
    """What numba compiles for `sun_of`: lanes with hardware of their own have a solar constant of their own."""
    if isinstance(hardware, types.BaseTuple):
        return lambda hardware, n, sun: sun
    return lambda hardware, n, sun: Sun(hardware[N_HARDWARE, n] * sun[0], sun[1], sun[2])


# -- a step of lane n --------------------------------------------------------------------------------------------------


@kernel
def course_lane(rows, n, sun):
    """Run the course stage on lane n."""
    store(rows, n, orbit_stage(load(rows, n, OrbitPosition), load(rows, n, Orbit), load(rows, n, Aspect), sun))


@kernel
def light_lane(rows, n):
    """Run the light stage on lane n."""
    eclipse, illumination = illumination_stage(load(rows, n, OrbitPosition), load(rows, n, Eclipse))
    store(rows, n, eclipse)
    store(rows, n, illumination)


@kernel
def sky_lane(rows, n, hardware, sun):
    """Run the sky stage on lane n."""
    position, illumination, stored, tally = (
        load(rows, n, OrbitPosition),
        load(rows, n, Illumination),
        load(rows, n, Stored),
        load(rows, n, IncomingTally),
    )
    incoming, tally = incoming_stage(
        position, illumination, stored, tally, load(rows, n, Orbit), load(rows, n, Aspect), hardware, sun
    )
    store(rows, n, incoming)
    store(rows, n, tally)


@kernel
def supply_lane(rows, n, hardware):
    """Run the supply stage on lane n."""
    illumination, incoming, stored, tally = (
        load(rows, n, Illumination),
        load(rows, n, Incoming),
        load(rows, n, Stored),
        load(rows, n, PowerTally),
    )
    power, tally = power_stage(illumination, incoming, stored, tally, load(rows, n, Cells), hardware)
    store(rows, n, power)
    store(rows, n, tally)


@kernel
def heater_lane(rows, n, hardware):
    """Run the heater stage on lane n."""
    incoming, power, stored, tally, heater_tally = (
        load(rows, n, Incoming),
        load(rows, n, PowerFlows),
        load(rows, n, Stored),
        load(rows, n, PowerTally),
        load(rows, n, HeaterTally),
    )
    power, tally, heater_tally = heater_stage(incoming, power, stored, tally, heater_tally, hardware)
    store(rows, n, power)
    store(rows, n, tally)
    store(rows, n, heater_tally)


@kernel
def valve_lane(rows, n, hardware):
    """Run the valve stage on lane n."""
    incoming, power, stored = load(rows, n, Incoming), load(rows, n, PowerFlows), load(rows, n, Stored)
    incoming, stored, valve, tally = valve_stage(incoming, power, stored, load(rows, n, ValveTally), hardware)
    store(rows, n, incoming)
    store(rows, n, stored)
    store(rows, n, valve)
    store(rows, n, tally)


@kernel
def settling_lane(rows, n):
    """Run the settling stage on lane n."""
    store(rows, n, settling_stage(load(rows, n, Stored), load(rows, n, Valve)))


@kernel
def use_lane(rows, n, hardware):
    """Run the use stage on lane n."""
    incoming, power, stored, tally = (
        load(rows, n, Incoming),
        load(rows, n, PowerFlows),
        load(rows, n, Stored),
        load(rows, n, OutputTally),
    )
    stored, tally = output_stage(incoming, power, stored, tally, hardware)
    store(rows, n, stored)
    store(rows, n, tally)
