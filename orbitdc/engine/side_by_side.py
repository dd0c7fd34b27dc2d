"""Fleets that march side by side: those of the draws of a study, whose lanes are too few to fill vectors alone.

Lanes of several fleets share a block, each with the hardware of its own fleet. What a lane does follows from its own
numbers alone, and a fleet is cut into blocks by the number of its own lanes, so that its results are the same bits
whatever marches beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from itertools import accumulate
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from orbitdc.constants import DAYS_PER_YEAR
from orbitdc.engine.ageing import degraded_hardware
from orbitdc.engine.blocks import (
    BlockTotals,
    Numbers,
    SegmentResults,
    columns,
    ends_at,
    filled,
    first_without_collector,
    reduced,
    rows_of,
)
from orbitdc.engine.days import Days, every_day
from orbitdc.engine.integrated import Grid, Integrated
from orbitdc.engine.lanes import LINE_BYTES, N_HARDWARE, N_TALLY, FloatArray
from orbitdc.engine.lowering import Lanes
from orbitdc.engine.march import Precision, Survivors, march, march_blocks, sun_for
from orbitdc.engine.march_kernel import Clock, LaneInputs, LaneState, SegmentTotals, Sunlight, march_block
from orbitdc.engine.samples import no_samples
from orbitdc.sky.sun import SunTable
from orbitdc.system.recent import digest

GROUPS = 2  # of lanes in a block: with the hardware of each lane, three or more leave the first-level cache
ROW_GROUPS = 3  # from one row of the hardware to the next: a step is 6 % quicker than with rows that touch
SEGMENT_DAYS = 128  # marched between reductions, at most
SEGMENT_BYTES = 2**21  # of a block's bins in a segment, at most


class Asked(NamedTuple):
    """The march of a fleet that a mission asks for; see `orbitdc.engine.march.march`."""

    lanes: Lanes
    sun: SunTable
    n_day: int
    cut: Grid
    constant_w_per_m2: float
    survivors: Survivors | None  # without which the simultaneous capacity is not counted
    precision: Precision = "float64"
    representative: Days | None = None
    aside: bool = False  # few lanes, on the way to the march of the fleet

    def content(self) -> bytes:
        """What tells a march from others: the hash of all that its results follow from."""
        days = every_day(0, self.n_day) if self.representative is None else self.representative
        age_y = np.asarray((days.number + 0.5) / DAYS_PER_YEAR, np.float64)
        alive = None if self.survivors is None else np.asarray(self.survivors(age_y))
        lanes = replace(self.lanes, degradation=self.lanes.degradation[days.number])
        return digest(lanes, alive, self.sun, self.n_day, self.cut, self.constant_w_per_m2, self.precision, days)

    def beside(self) -> bytes:
        """What fleets have in common that can march side by side."""
        lanes = self.lanes
        sky = lanes.span_days, len(lanes.path), lanes.stretch, lanes.sun_angle
        return digest(self.sun, self.n_day, self.cut, self.precision, self.representative, sky)


class Part(NamedTuple):
    """The lanes of one fleet in a block."""

    fleet: int
    lanes: Lanes
    where: npt.NDArray[np.int64]  # in the fleet
    share: FloatArray  # (lane,), of the fleet
    constant_w_per_m2: float

    @property
    def hardware(self) -> FloatArray:
        """The new hardware and the solar constant, (row, kind)."""
        hardware = self.lanes.hardware
        return np.vstack([hardware, np.full(hardware.shape[1], self.constant_w_per_m2)])


def packed(fleets: Sequence[tuple[Lanes, float]], most: int) -> list[list[Part]]:
    """Blocks of ``most`` lanes at most: small fleets whole, one after the other, and a large one in blocks of its own.

    Each fleet is given with its solar constant in W/m2.

    >>> from types import SimpleNamespace as Fleet
    >>> fleets = [(Fleet(n_orbit=n, weight=np.ones(n)), 1361.0) for n in (6, 9, 40, 4)]
    >>> [[(part.fleet, part.where.size) for part in block] for block in packed(fleets, 16)]
    [[(0, 6), (1, 9)], [(2, 16)], [(2, 16)], [(2, 8)], [(3, 4)]]
    """
    blocks: list[list[Part]] = []
    room = 0
    for number, (lanes, constant_w_per_m2) in enumerate(fleets):
        every, share = np.arange(lanes.n_orbit), lanes.weight / lanes.weight.sum()
        for first in range(0, lanes.n_orbit, most):
            where = every[first : first + most]
            if where.size > room:
                blocks.append([])
                room = most
            blocks[-1].append(Part(number, lanes, where, share[where], constant_w_per_m2))
            room = room - where.size if lanes.n_orbit <= most else 0
    return blocks


class MixedBlock:
    """Lanes of one or several fleets that are marched side by side, and the state they keep meanwhile."""

    def __init__(self, parts: Sequence[Part], number: npt.DTypeLike) -> None:
        self.number = np.dtype(number)
        self.group = LINE_BYTES // self.number.itemsize
        self.parts, self.size = parts, sum(part.where.size for part in parts)
        self.ends = [0, *accumulate(part.where.size for part in parts)]
        every = filled(np.arange(self.size), self.group)

        def joined(arrays: Sequence[Any]) -> Any:
            """The lanes of all parts in their order in the block, padding included."""
            return np.ascontiguousarray(np.concatenate(arrays, axis=-1)[..., every])

        kinds = [0, *accumulate(part.lanes.hardware.shape[1] for part in parts)]
        self.kinds = kinds
        self.kind = joined([part.lanes.orbit_group[part.where] + kinds[i] for i, part in enumerate(parts)])
        self.path = joined([part.lanes.path[..., part.where] for part in parts])
        self.orbit = joined([part.lanes.orbit[..., part.where] for part in parts])
        self.hardware = np.concatenate([part.hardware for part in parts], axis=1)
        self.fade = np.concatenate([part.lanes.fade for part in parts], axis=1)
        self.share = joined([part.share for part in parts])
        self.share[self.size :] = 0.0
        state = joined([part.lanes.state[:, part.where] for part in parts])
        self.held = LaneState(state, np.ones(every.size), np.zeros(every.size))

    def advance(
        self, segment: Days, cut: Grid, sun: FloatArray, irradiance: FloatArray, outs: Sequence[Integrated]
    ) -> list[tuple[int, BlockTotals]]:
        """March a segment and reduce it: the totals of each fleet that has lanes here, by its number."""
        one, days, width = self.parts[0].lanes, segment.number.size, self.kind.size
        number = columns(segment.number)
        degradation = np.concatenate([part.lanes.degradation[number] for part in self.parts], axis=2)
        hardware = degraded_hardware(self.hardware, degradation)
        given = LaneInputs(one.span_days, self.path, self.orbit, hardware, self.fade, self.kind, self.share)
        course = Clock(*segment, *segment.stride(cut.chunks), cut.chunks, cut.steps, cut.bin_steps, cut.step_s)
        left = SegmentTotals(
            np.empty((days, N_TALLY, width)),
            np.empty((days, width)),
            np.zeros((days * cut.bins, width)),
            no_samples(self.kinds[-1]),
        )
        sunlight, memory = Sunlight(sun, irradiance, one.stretch, one.sun_angle), self._memory()
        first_without_collector(march_block, *memory, width // self.group, course, sunlight, given, self.held, left,
                                ends_at(()))  # fmt: skip
        return [
            (part.fleet, reduced(self._of(i, left), columns(part.where), part.share, segment, cut, outs[part.fleet]))
            for i, part in enumerate(self.parts)
        ]

    def leave(self, outs: Sequence[Integrated]) -> None:
        """Write what the lanes hold at the end to the results of their fleets."""
        for i, part in enumerate(self.parts):
            out, at, where = outs[part.fleet], self._lanes(i), columns(part.where)
            state, health, faded = (held[..., at] for held in self.held)
            out.state_last[:, where], out.health_last[where], out.faded_j[where] = state, health, faded

    def _lanes(self, i: int) -> slice:
        """The places of a part's lanes in the block."""
        return slice(self.ends[i], self.ends[i + 1])

    def _of(self, i: int, left: SegmentTotals) -> SegmentResults:
        """The results of one part, in memory of its own: sums over lanes run in one order wherever these lie."""
        at = self._lanes(i)
        day, capacity, clock = (np.ascontiguousarray(array[..., at]) for array in (left.day, left.capacity, left.clock))
        return SegmentResults(day, capacity, clock.sum(1), left.samples[self.kinds[i] : self.kinds[i + 1]].sum(0))

    def _memory(self) -> tuple[Numbers, Numbers]:
        """Memory for the rows of a block and for the hardware of a day."""
        return rows_of(self.number, N_HARDWARE + 1, ROW_GROUPS * self.group)


def march_alone(asked: Asked, threads: int, progress: Callable[[int, int], None] | None = None) -> Integrated:
    """March one fleet, whose lanes fill blocks of their own; no progress is told of a march aside."""
    used, tell = (1, None) if asked.aside else (threads, progress)
    return march(
        asked.lanes,
        asked.sun,
        asked.n_day,
        asked.cut,
        asked.constant_w_per_m2,
        asked.survivors,
        used,
        tell,
        asked.precision,
        asked.representative,
    )


def march_side_by_side(asked: Sequence[Asked], threads: int = 1) -> list[Integrated]:
    """March fleets, those side by side that can: the results of each, which are the same bits in any company."""
    found: dict[int, Integrated] = {}
    groups: dict[bytes, list[int]] = {}
    for number, one in enumerate(asked):
        groups.setdefault(one.beside(), []).append(number)
    for numbers in groups.values():
        fleets = [asked[number] for number in numbers]
        found |= zip(numbers, _marched(fleets, threads), strict=True)
    return [found[number] for number in range(len(asked))]


def _marched(asked: Sequence[Asked], threads: int) -> list[Integrated]:
    """Several fleets of the same days, marched in common blocks."""
    one, fleets = asked[0], [asking.lanes for asking in asked]
    lanes = GROUPS * LINE_BYTES // np.dtype(one.precision).itemsize
    days = every_day(0, one.n_day) if one.representative is None else one.representative
    each = [(asking.lanes, asking.constant_w_per_m2) for asking in asked]
    blocks = [MixedBlock(parts, one.precision) for parts in packed(each, lanes)]
    most = max(1, min(SEGMENT_DAYS, SEGMENT_BYTES // (one.cut.bins * lanes * 8)))
    light = partial(sun_for, one.sun, one.cut, constant_w_per_m2=1.0)
    alive = [asking.survivors for asking in asked]
    return march_blocks(blocks, fleets, alive, light, one.n_day, one.cut, days, most, threads)
