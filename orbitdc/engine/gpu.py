"""The same step on a graphics card: a thread marches a lane, a block of threads keeps its rows in shared memory.

The functions of a step are those of the fast march, compiled again for CUDA from their own source: there is no second
copy of the physics. numba.cuda is imported only where a card is asked for. This march agrees with the processor's in
numba's CUDA simulator and compiles to machine code for cards; nobody has timed it on one.
"""

from __future__ import annotations

from functools import cache
from types import FunctionType
from typing import Any, NamedTuple

import numpy as np

from orbitdc.engine.ageing import worn_hardware
from orbitdc.engine.blocks import Block, Flown
from orbitdc.engine.lanes import LANES, N_HARDWARE, N_STATE, N_TALLY, FloatArray, Hardware, Orbit, Sun
from orbitdc.engine.lowering import Lanes
from orbitdc.engine.march import Grid
from orbitdc.engine.march_kernel import (
    CAPACITY,
    CLOCK,
    add_tally,
    begin_day,
    clear_tally,
    clear_total,
    end_day,
    seed_chunk,
    span_of,
)
from orbitdc.engine.rows import (
    BUILT_IN,
    SIZE,
    STATE,
    column,
    course_lane,
    light_lane,
    load,
    sky_lane,
    store,
    supply_lane,
    use_lane,
)
from orbitdc.engine.samples import SAMPLED, histogram, keep_lane, sampled_bin

cuda: Any = None  # numba.cuda, where a card is used
SEGMENT_BYTES = 2**29  # of what a segment leaves on the card, at most


class Device(NamedTuple):
    """Where a march runs, and one sentence about it for whoever asked for a card."""

    kind: str  # cpu or gpu
    words: str = ""


def chosen(wanted: str) -> Device:
    """The device for ``auto``, ``cpu`` or ``gpu``; without a CUDA device the last is the processor, and says so.

    ``auto`` is the processor: no card has been timed.

    >>> chosen("auto")
    Device(kind='cpu', words='')
    """
    if wanted != "gpu":
        return Device("cpu")
    from numba import cuda

    if not cuda.is_available():
        looked = "numba.cuda looked for a card, its driver and libNVVM and did not find all three"
        return Device("cpu", f"--device gpu: {looked}; marching on the CPU")
    if hasattr(cuda, "get_current_device"):
        name = cuda.get_current_device().name
        name = name.decode() if isinstance(name, bytes) else str(name)
    else:
        name = "numba's CUDA simulator"
    return Device("gpu", f"--device gpu: marching on {name}; this march was checked in a simulator, not on a card")


def march_lanes(
    day0, n_day, span_days, chunks, steps, bin_steps, step_s, stretch, sun_angle, sun, irradiance,
    paths, orbits, hardware, fade, kind, state, health, faded, day_out, capacity_out, bin_out, sample_out,
):  # fmt: skip
    """March LANES lanes over days, one in each thread: ``march_block`` with the rows of a block in shared memory.

    ``hardware`` is (day, row, kind) and ``kind`` the one of each lane; all else as for
    ``march_block``, of all lanes.
    """
    n, base = cuda.threadIdx.x, cuda.blockIdx.x * LANES
    if base + n >= kind.shape[0]:
        return
    own = slice(base, base + LANES)
    path_of, orbit_of, samples = paths[:, :, own], orbits[:, :, own], sample_out[:, :, own]
    alive, lost, which = health[own], faded[own], kind[base + n]
    b = cuda.shared.array(SIZE, np.float64)
    worn = cuda.local.array(N_HARDWARE, np.float64)
    span_s = steps * step_s
    for i in range(N_STATE):
        b[STATE + LANES * i + n] = state[i, base + n]
    bin_at = 0
    for day in range(n_day):
        at, total = span_of(day0 + day, span_days, paths), day_out[day, :, own]
        for i in range(N_HARDWARE):
            worn[i] = hardware[day, i, which]
        satellite = load(worn, 0, Hardware)
        store(b, n, column(orbit_of[at], n, Orbit))
        begin_day(b, n, worn, alive, lost)
        clear_total(total, n)
        for chunk in range(chunks):
            c = day * chunks + chunk
            time_s = (day0 * chunks + c) * span_s
            seed_chunk(b, n, path_of[at], time_s, span_s, steps, sun[c], sun[c + 1], stretch, 1.0 / sun_angle)
            clear_tally(b, n)
            slope = (irradiance[c + 1] - irradiance[c]) / steps
            sampled = bin_steps * sampled_bin(day0 * chunks + c, steps // bin_steps)
            for begin in range(0, steps, bin_steps):
                before = b[CLOCK + n]
                for k in range(begin, begin + bin_steps):
                    now = Sun(irradiance[c] + slope * (k + 0.5), k + 1.0, 1.0 / sun_angle)
                    course_lane(b, n, now)
                    light_lane(b, n)
                    sky_lane(b, n, satellite, now)
                    supply_lane(b, n, satellite)
                    use_lane(b, n, satellite)
                bin_out[bin_at, base + n] = b[CLOCK + n] - before
                bin_at += 1
                if begin == sampled:
                    keep_lane(b, n, satellite, c, samples)
            add_tally(b, n, total)
        capacity_out[day, base + n] = b[CAPACITY + n]
        end_day(b, n, total, worn, fade, alive, step_s)
    for i in range(N_STATE):
        state[i, base + n] = b[STATE + LANES * i + n]


def least(a, b):
    """The lesser of two; numba's own `min` does not compile for CUDA since it takes any number of arguments.

    >>> least(1.0, 2.0), least(2.0, 1.0)
    (1.0, 1.0)
    """
    return b if b < a else a


def most(a, b):
    """The greater of two, for the same reason.

    >>> most(1.0, 2.0), most(2.0, 1.0)
    (2.0, 2.0)
    """
    return b if b > a else a


def for_device(function: Any, cuda: Any, made: dict[Any, Any]) -> Any:
    """A kernel's function, and every kernel that it calls, compiled for CUDA from the same source."""
    plain = getattr(function, "py_func", function)
    if plain not in made:
        made[plain] = cuda.jit(device=True)(_on_device(plain, cuda, made))
    return made[plain]


def _on_device(plain: Any, cuda: Any, made: dict[Any, Any]) -> FunctionType:
    """The function in a namespace of its own, in which the kernels it names are those for CUDA."""
    space = dict(plain.__globals__) | {"min": least, "max": most, "cuda": cuda}
    for name in plain.__code__.co_names:
        called = space.get(name)
        if any(called is known for known in BUILT_IN):
            continue
        if hasattr(called, "py_func") or isinstance(called, FunctionType):  # the latter with numba's compiler off
            space[name] = for_device(called, cuda, made)
    return FunctionType(plain.__code__, space, plain.__name__, plain.__defaults__)


@cache
def _kernel() -> Any:
    """The march of a lane for CUDA; compiled at its first call."""
    from numba import cuda

    return cuda.jit(_on_device(march_lanes, cuda, {}))


class CardFlown(NamedTuple):
    """What a segment leaves of all lanes."""

    day: FloatArray  # (days, N_TALLY, lane)
    capacity: FloatArray  # (days, lane) of the battery, J
    bins: FloatArray  # (bins, lane), sum of the clock
    samples: FloatArray  # (chunks, sample, lane)

    def of(self, block: Block) -> Flown:
        """The same of a block's lanes."""
        day, capacity, bins, samples = (array[..., block.where] for array in self)
        return Flown(day, capacity, np.einsum("kn,n->k", bins, block.share), histogram(samples, block.share))


class Card:
    """A fleet on a card: its rows and states stay there from segment to segment."""

    def __init__(self, lanes: Lanes) -> None:
        from numba import cuda

        self.cuda, self.n, self.lanes = cuda, lanes.n_orbit, lanes
        put = cuda.to_device
        self.rows = [put(np.ascontiguousarray(row)) for row in (lanes.path, lanes.orbit)]
        self.fade, self.kind = put(np.ascontiguousarray(lanes.fade)), put(lanes.kind)
        self.state = put(lanes.state.copy())
        self.health, self.faded = put(np.ones(self.n)), put(np.zeros(self.n))

    def days(self, bins: int, chunks: int) -> int:
        """Days that a segment may have, so that what it leaves fits."""
        per_day = 8 * self.n * (N_TALLY + 1 + bins + chunks * len(SAMPLED))
        return max(1, SEGMENT_BYTES // per_day)

    def fly(self, day0: int, days: int, cut: Grid, sun: FloatArray, irradiance: FloatArray) -> CardFlown:
        """March a segment."""
        cuda, lanes = self.cuda, self.lanes
        shapes = (days, N_TALLY), (days,), (days * cut.bins,), (days * cut.chunks, len(SAMPLED))
        out = [cuda.device_array((*shape, self.n), np.float64) for shape in shapes]
        hardware = cuda.to_device(worn_hardware(lanes.hardware, lanes.wear[day0 : day0 + days]))
        _kernel()[-(-self.n // LANES), LANES](
            day0, days, lanes.span_days, cut.chunks, cut.steps, cut.bin_steps, cut.step_s, lanes.stretch,
            lanes.sun_angle, cuda.to_device(sun), cuda.to_device(irradiance), *self.rows, hardware, self.fade,
            self.kind, self.state, self.health, self.faded, *out,
        )  # fmt: skip
        return CardFlown(*(array.copy_to_host() for array in out))

    def last(self) -> tuple[FloatArray, FloatArray, FloatArray]:
        """State, battery health and charge lost to fade of every lane at the end."""
        return self.state.copy_to_host(), self.health.copy_to_host(), self.faded.copy_to_host()
