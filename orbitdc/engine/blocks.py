"""Blocks: some lanes of one kind of orbit that march side by side, and what is left of a segment of theirs."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from orbitdc.engine.lanes import LANES, LINE_BYTES, N_STATE, N_SUM, N_TALLY, TALLY_FIELDS, FloatArray
from orbitdc.engine.lowering import Lanes
from orbitdc.engine.march_kernel import march_block
from orbitdc.engine.rows import SIZE
from orbitdc.engine.samples import SAMPLED, histogram

if TYPE_CHECKING:
    from orbitdc.engine.march import Grid, Marched

PANEL_AVAILABLE = TALLY_FIELDS.index("panel_available")
LEAST_BLOCKS = 4  # of a fleet that has lanes for them


class Flown(NamedTuple):
    """What the march of a segment leaves, by lane."""

    day: FloatArray  # (days, N_TALLY, lane)
    capacity: FloatArray  # (days, lane) of the battery, J
    bins: FloatArray  # (bins, lane), sum of the clock
    samples: FloatArray  # (chunks, sample, lane)


class Kept(NamedTuple):
    """What the first lane of a block holds at chosen step numbers, and since the one before."""

    steps: npt.NDArray[np.int64]  # (end,), increasing
    tally: FloatArray  # (end, N_TALLY, 1)
    state: FloatArray  # (end, N_STATE, 1)
    faded_j: FloatArray  # (end, 1), so far

    @classmethod
    def at(cls, steps: npt.ArrayLike) -> Kept:
        """Room for these step numbers."""
        given = np.asarray(steps, dtype=np.int64)
        n = given.size
        return cls(given, np.empty((n, N_TALLY, 1)), np.empty((n, N_STATE, 1)), np.empty((n, 1)))


class Reduced(NamedTuple):
    """What a block leaves of a segment, summed or extreme over its lanes."""

    day_sum: FloatArray  # (days, N_SUM), weighted
    day_extreme: FloatArray  # (days, N_TALLY - N_SUM)
    day_available_low: FloatArray  # (days,)
    day_charge_low: FloatArray  # (days,)
    capacity: FloatArray  # (bins,), weighted clock
    samples: FloatArray  # (sample, bin), weighted counts


def cut_lanes(kind: npt.NDArray[np.int64], group: int) -> list[npt.NDArray[np.int64]]:
    """Lanes of each block, all of one kind of orbit: whole groups but for the last of a kind, LANES lanes at most.

    Two groups side by side run nearly as fast as more, so that a small fleet is cut into blocks for several threads.
    """
    blocks = []
    for lanes in (np.flatnonzero(kind == k) for k in np.unique(kind)):
        groups = -(-lanes.size // group)
        parts = max(-(-groups * group // LANES), min(-(-groups // 2), LEAST_BLOCKS))
        ends = [group * int(part[-1] + 1) for part in np.array_split(np.arange(groups), parts)]
        blocks += np.split(lanes, ends[:-1])
    return blocks


class Block:
    """Some lanes of one kind of orbit, and what they carry from segment to segment; the last fills the last group."""

    def __init__(
        self, lanes: Lanes, where: npt.NDArray[np.int64], share: FloatArray, number: npt.DTypeLike = np.float64
    ) -> None:
        self.where, self.share = where, share
        self.number: np.dtype[Any] = np.dtype(number)
        self.group = LINE_BYTES // self.number.itemsize
        self.filled = np.append(where, np.repeat(where[-1], -where.size % self.group))
        self.lanes, self.kind = lanes, int(lanes.kind[where[0]])
        self.state = np.ascontiguousarray(lanes.state[:, self.filled])  # written in place
        self.health, self.faded = np.ones(self.filled.size), np.zeros(self.filled.size)

    def run(self, day0: int, days: int, cut: Grid, sun: FloatArray, irradiance: FloatArray, ends: Kept) -> Flown:
        """March a segment; what the first lane holds at the steps of ``ends`` goes there."""
        lanes, width = self.lanes, self.filled.size
        flown = Flown(
            day=np.empty((days, N_TALLY, width)),
            capacity=np.empty((days, width)),
            bins=_buffer(days * cut.bins),
            samples=np.empty((days * cut.chunks, len(SAMPLED), width)),
        )
        wear = np.ascontiguousarray(lanes.wear[day0 : day0 + days, :, self.kind])
        path, orbit = (np.ascontiguousarray(rows[..., self.filled]) for rows in (lanes.path, lanes.orbit))
        march_block(
            _rows(self.number), width // self.group,
            day0, days, lanes.span_days, cut.chunks, cut.steps, cut.bin_steps, cut.step_s,
            lanes.stretch, lanes.sun_angle, sun, irradiance, path, orbit,
            np.ascontiguousarray(lanes.hardware[:, self.kind]), lanes.fade, wear, self.state, self.health, self.faded,
            *flown, *ends,
        )  # fmt: skip
        return flown

    def fly(self, day0: int, days: int, cut: Grid, sun: FloatArray, irradiance: FloatArray, out: Marched) -> Reduced:
        """March a segment and reduce it."""
        return self.reduce(self.run(day0, days, cut, sun, irradiance, Kept.at(())), cut, out)

    def reduce(self, flown: Flown, cut: Grid, out: Marched) -> Reduced:
        """Reduce a segment; totals and extremes of these lanes go straight to their own columns of ``out``."""
        used = self.where.size
        day, capacity = flown.day[..., :used], flown.capacity[:, :used]
        sums, low, high = day[:, :N_SUM], day[:, N_SUM], day[:, N_SUM + 1 :]
        out.lane_total[:, self.where] += sums.sum(0)
        out.lane_extreme[0, self.where] = np.minimum(out.lane_extreme[0, self.where], low.min(0))
        out.lane_extreme[1:, self.where] = np.maximum(out.lane_extreme[1:, self.where], high.max(0))
        return Reduced(
            day_sum=sums @ self.share,
            day_extreme=np.column_stack([low.min(1), high.max(2)]),
            day_available_low=sums[:, PANEL_AVAILABLE].min(1) / (cut.chunks * cut.steps),
            day_charge_low=(low / np.maximum(capacity, 1e-9)).min(1),
            capacity=flown.bins[:, :used] @ self.share,
            samples=histogram(flown.samples[..., :used], self.share),
        )


_OWN = threading.local()


def _buffer(bins: int) -> FloatArray:
    """A thread's own (bins, LANES) array, kept from block to block."""
    kept: FloatArray | None = getattr(_OWN, "bins", None)
    if kept is None or len(kept) < bins:
        kept = _OWN.bins = np.empty((bins, LANES))
    return kept[:bins]


def _rows(number: np.dtype[Any]) -> npt.NDArray[np.floating[Any]]:
    """A thread's own memory for the rows of a block, each at the beginning of a line of the cache."""
    kept: dict[np.dtype[Any], npt.NDArray[np.floating[Any]]] = _OWN.__dict__.setdefault("rows", {})
    if number not in kept:
        n_byte = SIZE * number.itemsize
        flat = np.empty(n_byte + LINE_BYTES, np.uint8)
        lead = -flat.ctypes.data % LINE_BYTES
        kept[number] = flat[lead : lead + n_byte].view(number)
    return kept[number]
