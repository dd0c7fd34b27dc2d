"""Blocks of lanes of one orbit group that march side by side, and the results of a segment of theirs."""

from __future__ import annotations

import gc
import math
import threading
from collections.abc import Sequence
from itertools import groupby
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from orbitdc.engine.ageing import degraded_hardware
from orbitdc.engine.days import Days
from orbitdc.engine.integrated import Grid, Integrated
from orbitdc.engine.lanes import LANES, LINE_BYTES, N_HARDWARE, N_STATE, N_SUM, N_TALLY, TALLY_FIELDS, FloatArray
from orbitdc.engine.lowering import Lanes
from orbitdc.engine.march_kernel import (
    PARTS,
    Clock,
    EndSamples,
    LaneInputs,
    LaneState,
    SegmentTotals,
    Sunlight,
    march_block,
)
from orbitdc.engine.rows import SIZE
from orbitdc.engine.samples import no_samples

Numbers = npt.NDArray[np.floating[Any]]

PANEL_AVAILABLE = TALLY_FIELDS.index("panel_available")
LEAST_BLOCKS = 4  # of a fleet that has lanes for them
LEAST_BUNDLES = 64  # of blocks, one of which goes to a thread at once
BUNDLE_DAYS = 256  # of a bundle's blocks together, at most: bounds memory, and what one waits for between two reports


LEAST_CAPACITY_J = 1e-9  # of a battery worn to nothing, which holds no charge either


class SegmentResults(NamedTuple):
    """The results of a segment of the march, by lane."""

    day: FloatArray  # (days, N_TALLY, lane)
    capacity: FloatArray  # (days, lane) of the battery, J
    clock: FloatArray  # (bins,), summed over a bin's steps and the lanes, each with its share
    samples: FloatArray  # (sample + 1, bin), weighted counts and sums of the junction temperature


def ends_at(steps: npt.ArrayLike) -> EndSamples:
    """Memory for the state of the first lane of a block at these step numbers."""
    given = np.asarray(steps, dtype=np.int64)
    n = given.size
    return EndSamples(given, np.empty((n, N_TALLY, 1)), np.empty((n, N_STATE, 1)), np.empty((n, 1)), _since())


class BlockTotals(NamedTuple):
    """The results of a block over a segment, summed or extreme over its lanes."""

    day_sum: FloatArray  # (days, N_SUM), weighted
    day_extreme: FloatArray  # (days, N_TALLY - N_SUM)
    day_available_low: FloatArray  # (days,)
    day_charge_low: FloatArray  # (days,)
    capacity: FloatArray  # (bins,), weighted clock
    samples: FloatArray  # (sample + 1, bin), weighted counts and sums of the junction temperature


def cut_lanes(orbit_group: npt.NDArray[np.int64], group: int) -> list[npt.NDArray[np.int64]]:
    """Lanes of each block, all of one orbit group: whole groups but for the last of a group, LANES lanes at most.

    Two groups side by side run nearly as fast as more, so that a small fleet is cut into blocks for several threads.
    """
    blocks = []
    for lanes in (np.flatnonzero(orbit_group == k) for k in np.unique(orbit_group)):
        groups = -(-lanes.size // group)
        parts = max(-(-groups * group // LANES), min(-(-groups // 2), LEAST_BLOCKS))
        ends = [group * int(part[-1] + 1) for part in np.array_split(np.arange(groups), parts)]
        blocks += np.split(lanes, ends[:-1])
    return blocks


def columns(where: npt.NDArray[np.int64]) -> slice | npt.NDArray[np.int64]:
    """The same columns as a slice where they lie side by side, of which NumPy makes no copy.

    >>> columns(np.array([3, 4, 5])), columns(np.array([3, 5, 5])).tolist()
    (slice(3, 6, None), [3, 5, 5])
    """
    return slice(int(where[0]), int(where[-1]) + 1) if (np.diff(where) == 1).all() else where


def bundled(
    blocks: list[npt.NDArray[np.int64]], orbit_group: npt.NDArray[np.int64], days: int
) -> list[list[npt.NDArray[np.int64]]]:
    """Groups of blocks that a thread marches in one go, one after the other: of one kind, and few where there are few.

    A group also has few blocks where a segment has many ``days``: 256 block-days are a fifth of a second's work.
    """
    size = min(1 + len(blocks) // LEAST_BUNDLES, max(1, BUNDLE_DAYS // days))
    same = (list(group) for _, group in groupby(blocks, key=lambda where: int(orbit_group[where[0]])))
    return [group[i : i + size] for group in same for i in range(0, len(group), size)]


def first_without_collector(kernel: Any, *arguments: Any) -> None:
    """Call a kernel; while it is compiled no garbage is collected, which would take a tenth of the time."""
    collecting = gc.isenabled() and not getattr(kernel, "signatures", True)  # plain Python compiles nothing
    if collecting:
        gc.disable()
    try:
        kernel(*arguments)
    finally:
        if collecting:
            gc.enable()


def filled(where: npt.NDArray[np.int64], group: int) -> npt.NDArray[np.int64]:
    """Lanes of which the last is repeated to fill the last group.

    >>> filled(np.array([4, 5, 6]), 4).tolist()
    [4, 5, 6, 6]
    """
    return where if where.size % group == 0 else np.append(where, np.repeat(where[-1], -where.size % group))


class LaneGroup:
    """A block on its own: lanes marched side by side, the last repeated to fill the last group, and their state."""

    def __init__(self, lanes: Lanes, where: npt.NDArray[np.int64], share: FloatArray, group: int) -> None:
        self.used, every = where.size, filled(where, group)
        self.at, self.groups, self.kind = columns(every), every.size // group, np.zeros(every.size, np.int64)
        self.share = np.append(share, np.zeros(every.size - where.size))
        self.held = LaneState(lanes.state[:, self.at].copy(), np.ones(every.size), np.zeros(every.size))


class LaneBlock:
    """Lanes of one orbit group, marched in pieces of some lanes side by side, with the state they keep meanwhile."""

    def __init__(
        self, lanes: Lanes, pieces: list[npt.NDArray[np.int64]], share: FloatArray, number: npt.DTypeLike = np.float64
    ) -> None:
        """``share`` is (lane,), of all lanes."""
        self.number: np.dtype[Any] = np.dtype(number)
        group = LINE_BYTES // self.number.itemsize
        where = np.concatenate(pieces)
        self.lanes, self.orbit_group, self.size = lanes, int(lanes.orbit_group[where[0]]), where.size
        self.where, self.share = columns(where), share[where]
        self.pieces = [LaneGroup(lanes, piece, share[piece], group) for piece in pieces]

    def run(
        self, segment: Days, cut: Grid, sun: FloatArray, irradiance: FloatArray, ends: EndSamples
    ) -> SegmentResults:
        """March a segment; what the first lane, of one piece alone, holds at the steps of ``ends`` goes there."""
        lanes, days = self.lanes, segment.number.size
        clock, samples, parts = np.zeros((days * cut.bins, PARTS)), no_samples(), []
        number, own = segment.number, slice(self.orbit_group, self.orbit_group + 1)
        course = Clock(*segment, *segment.stride(cut.chunks), cut.chunks, cut.steps, cut.bin_steps, cut.step_s)
        sunlight = Sunlight(sun, irradiance, lanes.stretch, lanes.sun_angle)
        hardware = degraded_hardware(lanes.hardware[:, own], lanes.degradation[columns(number), :, own])
        fade = np.ascontiguousarray(lanes.fade[:, own])
        for piece in self.pieces:
            width = piece.share.size
            path, orbit = (np.ascontiguousarray(rows[..., piece.at]) for rows in (lanes.path, lanes.orbit))
            given = LaneInputs(lanes.span_days, path, orbit, hardware, fade, piece.kind, piece.share)
            left = SegmentTotals(np.empty((days, N_TALLY, width)), np.empty((days, width)), clock, samples)
            memory = rows_of(self.number, N_HARDWARE)
            first_without_collector(march_block, *memory, piece.groups, course, sunlight, given, piece.held, left, ends)
            parts.append([array[..., : piece.used] for array in (left.day, left.capacity)])
        day, capacity = (np.concatenate(part, axis=-1) for part in zip(*parts, strict=True))
        return SegmentResults(day, capacity, clock.sum(1), samples[0])

    def advance(
        self, segment: Days, cut: Grid, sun: FloatArray, irradiance: FloatArray, outs: Sequence[Integrated]
    ) -> list[tuple[int, BlockTotals]]:
        """March a segment and reduce it: the totals, by the number of their fleet, which is the only one."""
        flown = self.run(segment, cut, sun, irradiance, ends_at(()))
        return [(0, reduced(flown, self.where, self.share, segment, cut, outs[0]))]

    def leave(self, outs: Sequence[Integrated]) -> None:
        """Write what the lanes hold at the end to their columns of the only one of ``outs``."""
        out = outs[0]
        held = [[array[..., : piece.used] for array in piece.held] for piece in self.pieces]
        state, health, faded = (np.concatenate(parts, axis=-1) for parts in zip(*held, strict=True))
        out.state_last[:, self.where], out.health_last[self.where], out.faded_j[self.where] = state, health, faded


def reduced(
    flown: SegmentResults,
    at: slice | npt.NDArray[np.int64],
    share: FloatArray,
    segment: Days,
    cut: Grid,
    out: Integrated,
) -> BlockTotals:
    """Reduce a segment of lanes; their totals and extremes go straight to their own columns, ``at``, of ``out``."""
    day, capacity = flown.day, flown.capacity
    sums, low, high = day[:, :N_SUM], day[:, N_SUM], day[:, N_SUM + 1 :]
    out.lane_total[:, at] += (sums * segment.weight[:, None, None]).sum(0)
    out.lane_extreme[0, at] = np.minimum(out.lane_extreme[0, at], low.min(0))
    out.lane_extreme[1:, at] = np.maximum(out.lane_extreme[1:, at], high.max(0))
    charge_low = low / np.maximum(capacity, LEAST_CAPACITY_J)
    out.lane_charge_low[at] = np.minimum(out.lane_charge_low[at], charge_low.min(0))
    return BlockTotals(
        day_sum=np.einsum("din,n->di", sums, share),
        day_extreme=np.column_stack([low.min(1), high.max(2)]),
        day_available_low=sums[:, PANEL_AVAILABLE].min(1) / (cut.chunks * cut.steps),
        day_charge_low=charge_low.min(1),
        capacity=flown.clock,
        samples=flown.samples,
    )


_OWN = threading.local()


def _since() -> FloatArray:
    """A thread's own (N_TALLY, LANES) array."""
    kept: FloatArray | None = getattr(_OWN, "since", None)
    if kept is None:
        kept = _OWN.since = np.empty((N_TALLY, LANES))
    return kept


def rows_of(number: np.dtype[Any], *hardware: int) -> tuple[Numbers, Numbers]:
    """A thread's own memory for the rows of a block and for its hardware of this shape.

    Rows begin at the beginning of a line of the cache.
    """
    kept: dict[Any, tuple[Numbers, Numbers]] = _OWN.__dict__.setdefault("rows", {})
    if (number, hardware) not in kept:
        kept[number, hardware] = _aligned(number, SIZE), _aligned(number, *hardware)
    return kept[number, hardware]


def _aligned(number: np.dtype[Any], *shape: int) -> Numbers:
    """Memory for numbers of a shape, which begins at a cache line."""
    n_byte = math.prod(shape) * number.itemsize
    flat = np.empty(n_byte + LINE_BYTES, np.uint8)
    lead = -flat.ctypes.data % LINE_BYTES
    return flat[lead : lead + n_byte].view(number).reshape(shape)
