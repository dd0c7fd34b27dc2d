"""The march over a mission: blocks of lanes in threads, segments of days in turn, reductions streamed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Literal, Protocol

import numpy as np

from orbitdc.engine.blocks import BlockTotals, LaneBlock, bundled, cut_lanes
from orbitdc.engine.days import Days, every_day, segments
from orbitdc.engine.integrated import HISTOGRAM_BINS, Grid, Integrated
from orbitdc.engine.lanes import LINE_BYTES, FloatArray
from orbitdc.engine.lowering import Lanes
from orbitdc.engine.march_kernel import PARTS, march_block
from orbitdc.sky.sun import SunTable

SEGMENT_DAYS = 32  # days marched between reductions, at most: bounds memory whatever the window
SEGMENT_BYTES = 2**19  # of a bundle's bins in a segment, at most

BEYOND = 1e30  # K, W or J: more than any satellite that is a satellite still

Precision = Literal["float64", "float32"]
Reductions = list[tuple[int, BlockTotals]]  # of a block over a segment, by the number of the fleet
Survivors = Callable[[FloatArray], FloatArray]  # share of a fleet's accelerators alive at each age in years


class Block(Protocol):
    """Lanes that march side by side."""

    size: int  # lanes

    def advance(
        self, segment: Days, cut: Grid, sun: FloatArray, irradiance: FloatArray, outs: Sequence[Integrated]
    ) -> list[tuple[int, BlockTotals]]:
        """March a segment and reduce it: the totals of each fleet that has lanes here, by its number."""
        ...

    def leave(self, outs: Sequence[Integrated]) -> None:
        """Write what the lanes hold at the end to the results of their fleets."""
        ...


def sun_for(sun: SunTable, cut: Grid, days: Days, constant_w_per_m2: float) -> tuple[FloatArray, FloatArray]:
    """Sun directions (n, 3) and irradiance (n,) in W/m2 at the ends of the chunks of some days."""
    direction, distance = sun.at(np.maximum(days.ends(cut.chunks), 0) * (cut.steps * cut.step_s))
    return np.ascontiguousarray(direction), constant_w_per_m2 / distance**2


def _segment_days(cut: Grid) -> int:
    """Days marched between reductions: as many as keep a block's bins in the cache."""
    return max(1, min(SEGMENT_DAYS, SEGMENT_BYTES // (cut.bins * PARTS * 8)))


@contextmanager
def interruptible(threads: int) -> Iterator[ThreadPoolExecutor]:
    """A thread pool that drops the work that it has not begun when the march is interrupted."""
    pool = ThreadPoolExecutor(max_workers=max(1, threads))
    try:
        yield pool
    except BaseException:  # Ctrl-C too
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()


def march(
    lanes: Lanes,
    sun: SunTable,
    n_day: int,
    cut: Grid,
    constant_w_per_m2: float,
    survivors: Survivors | None,
    threads: int = 2,
    progress: Callable[[int, int], None] | None = None,
    precision: Precision = "float64",
    representative: Days | None = None,
) -> Integrated:
    """March every lane over ``n_day`` days, or ``representative`` ones of them, and stream the reductions.

    Days left out are linear between their neighbours; extremes are those of the days marched, each of which counts in
    the histograms for the days that it stands for.

    With ``precision`` float32 steps are single, while seeds, sums of more than a chunk and results stay double.

    ``survivors(age_y)`` gives the share of the fleet's accelerators alive at each age, which weighs the
    simultaneous capacity; without it that is not counted. Results do not depend on ``threads``: sums run in the order
    of blocks.
    """
    weight = lanes.weight / lanes.weight.sum()
    group = LINE_BYTES // np.dtype(precision).itemsize
    days = every_day(0, n_day) if representative is None else representative
    most = _segment_days(cut)
    bundles = bundled(cut_lanes(lanes.orbit_group, group), lanes.orbit_group, min(most, days.number.size))
    blocks = [LaneBlock(lanes, pieces, weight, precision) for pieces in bundles]
    light = partial(sun_for, sun, cut, constant_w_per_m2=constant_w_per_m2)
    (found,) = march_blocks(blocks, [lanes], [survivors], light, n_day, cut, days, most, threads, progress)
    return found


def march_blocks(
    blocks: Sequence[Block],
    fleets: Sequence[Lanes],
    survivors: Sequence[Survivors | None],
    light: Callable[[Days], tuple[FloatArray, FloatArray]],
    n_day: int,
    cut: Grid,
    days: Days,
    most: int,
    threads: int,
    progress: Callable[[int, int], None] | None = None,
) -> list[Integrated]:
    """March blocks of lanes of some fleets over ``days``, ``most`` in a segment: the results of each fleet.

    ``light`` gives the Sun's direction and irradiance at the ends of the chunks of a segment.
    """
    steps_per_day, n_marched = cut.chunks * cut.steps, days.number.size
    outs = [Integrated.begun(lanes, days, n_day, cut) for lanes in fleets]
    done, n_lane = 0, sum(lanes.n_orbit for lanes in fleets)
    alone = threads == 1 and bool(getattr(march_block, "signatures", True))  # in no other thread: see patiently
    with interruptible(threads) as pool:
        for span, segment, reductions in _in_turn(blocks, list(segments(days, most)), light, cut, outs, pool, alone):
            capacity = [np.zeros(segment.number.size * cut.bins) for _ in fleets]
            for block, totals in zip(blocks, reductions, strict=True):
                for fleet, reduced in totals:
                    _add(outs[fleet], reduced, span, steps_per_day, days.weight.sum() * cut.chunks)
                    capacity[fleet] += reduced.capacity
                if progress is not None:
                    done += segment.number.size * steps_per_day * block.size
                    progress(done, n_marched * steps_per_day * n_lane)
            for out, clock, alive in zip(outs, capacity, survivors, strict=True):
                if alive is not None:
                    _count_capacity(out, clock / cut.bin_steps, segment, alive)
    for block in blocks:
        block.leave(outs)
    for out in outs:
        _bound(out)
    return outs


def _in_turn(
    blocks: Sequence[Block],
    parts: Sequence[tuple[slice, Days]],
    light: Callable[[Days], tuple[FloatArray, FloatArray]],
    cut: Grid,
    outs: Sequence[Integrated],
    pool: ThreadPoolExecutor,
    alone: bool,
) -> Iterator[tuple[slice, Days, Iterator[Reductions]]]:
    """Each segment with its totals in the order of the blocks, whatever the threads.

    A block goes on with its next segment when its last one is done, and waits for no other block, so that three blocks
    keep two threads busy. ``alone`` marches in the thread that asks.
    """

    def over(segment: Days) -> Callable[[Block], Reductions]:
        """What marches a block over a segment."""
        direction, irradiance = light(segment)
        return partial(_advance, segment=segment, cut=cut, sun=direction, irradiance=irradiance, outs=outs)

    if alone:
        yield from ((span, segment, map(over(segment), blocks)) for span, segment in parts)
        return
    marched = [pool.submit(over(parts[0][1]), block) for block in blocks]

    def followed(following: Callable[[Block], Reductions] | None) -> Iterator[Reductions]:
        """The totals of a segment; each block is sent on as its own are there."""
        for number, block in enumerate(blocks):
            totals = marched[number].result()
            if following is not None:
                marched[number] = pool.submit(following, block)
            yield totals

    for number, (span, segment) in enumerate(parts):
        yield span, segment, followed(over(parts[number + 1][1]) if number + 1 < len(parts) else None)


def _add(out: Integrated, reduced: BlockTotals, span: slice, steps_per_day: int, samples: float) -> None:
    """Add the totals of a block over a segment, of which ``samples`` are counted in the window, to a fleet's."""
    out.day_mean[span] += reduced.day_sum / steps_per_day
    _widen(out.day_extreme[span], reduced.day_extreme)
    np.minimum(out.day_available_low[span], reduced.day_available_low, out=out.day_available_low[span])
    np.minimum(out.day_charge_low[span], reduced.day_charge_low, out=out.day_charge_low[span])
    out.sample_histogram += reduced.samples[:-1] / samples
    out.chip_above_k += reduced.samples[-1] / samples


def _bound(out: Integrated) -> None:
    """Bound in place what a march leaves whose temperatures left all bounds: extremes to `BEYOND`, all else to 0."""
    for extreme in (out.day_extreme, out.lane_extreme):
        extreme[~(extreme < BEYOND)] = BEYOND
    means = (out.day_mean, out.lane_total, out.day_available_low, out.day_charge_low, out.lane_charge_low)
    counts = (out.sample_histogram, out.chip_above_k)
    for values in (*means, *counts, out.state_last, out.health_last, out.faded_j):
        values[~(np.abs(values) < BEYOND)] = 0.0


def _advance(
    block: Block, *, segment: Days, cut: Grid, sun: FloatArray, irradiance: FloatArray, outs: Sequence[Integrated]
) -> Reductions:
    """March one block over a segment of days."""
    return block.advance(segment, cut, sun, irradiance, outs)


def _widen(extreme: FloatArray, by: FloatArray) -> None:
    """Extremes of a segment in place: the first is a minimum, the others maxima."""
    np.minimum(extreme[:, 0], by[:, 0], out=extreme[:, 0])
    np.maximum(extreme[:, 1:], by[:, 1:], out=extreme[:, 1:])


def _count_capacity(out: Integrated, clock: FloatArray, days: Days, survivors: Survivors) -> None:
    """Count the fleet's capacity in each bin of time, and keep the least."""
    bins = clock.size // days.number.size
    clock = np.nan_to_num(clock)  # no number where temperatures leave all bounds: nothing works there
    age_y = ((days.number[:, None] + (np.arange(bins) + 0.5) / bins) / 365.25).ravel()
    capacity = np.clip(np.multiply(clock, survivors(age_y)), 0.0, 1.0)
    at = (capacity * HISTOGRAM_BINS + 0.5).astype(np.int64)
    out.capacity_histogram += np.bincount(at, weights=np.repeat(days.weight, bins), minlength=HISTOGRAM_BINS + 1)
    out.capacity_min = min(out.capacity_min, float(capacity.min()))
