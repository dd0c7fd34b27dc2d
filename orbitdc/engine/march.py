"""The march over a mission: blocks of lanes in threads, segments of days in turn, reductions streamed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Literal

import numpy as np

from orbitdc.engine.blocks import BlockTotals, LaneBlock, bundled, cut_lanes
from orbitdc.engine.integrated import HISTOGRAM_BINS, Grid, Integrated
from orbitdc.engine.lanes import LINE_BYTES, FloatArray
from orbitdc.engine.lowering import Lanes
from orbitdc.engine.march_kernel import PARTS
from orbitdc.sky.sun import SunTable

SEGMENT_DAYS = 32  # days marched between reductions, at most: bounds memory whatever the window
SEGMENT_BYTES = 2**19  # of a bundle's bins in a segment, at most

Precision = Literal["float64", "float32"]


def sun_for(sun: SunTable, cut: Grid, day0: int, n_day: int, constant_w_per_m2: float) -> tuple[FloatArray, FloatArray]:
    """Sun directions (n, 3) and irradiance (n,) in W/m2 at the chunk ends of some days."""
    span = cut.steps * cut.step_s
    times = (day0 * cut.chunks + np.arange(n_day * cut.chunks + 1)) * span
    direction, distance = sun.at(times)
    return np.ascontiguousarray(direction), constant_w_per_m2 / distance**2


def _segments(n_day: int, cut: Grid) -> Iterator[tuple[int, int]]:
    """First day and number of days marched between reductions: as many as keep a block's bins in the cache."""
    fits = max(1, min(SEGMENT_DAYS, SEGMENT_BYTES // (cut.bins * PARTS * 8)))
    for day0 in range(0, n_day, fits):
        yield day0, min(fits, n_day - day0)


@contextmanager
def interruptible(threads: int) -> Iterator[ThreadPoolExecutor]:
    """A thread pool that drops the work that it has not begun when the march is interrupted."""
    pool = ThreadPoolExecutor(max_workers=max(1, threads))
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()


def march(
    lanes: Lanes,
    sun: SunTable,
    n_day: int,
    cut: Grid,
    constant_w_per_m2: float,
    survivors: Callable[[FloatArray], FloatArray],
    threads: int = 2,
    progress: Callable[[int, int], None] | None = None,
    precision: Precision = "float64",
) -> Integrated:
    """March every lane over ``n_day`` days and stream the reductions.

    With ``precision`` float32 steps are single, while seeds, sums of more than a chunk and results stay double.

    ``survivors(age_y)`` gives the share of the fleet's accelerators alive at each age, which weighs the
    simultaneous capacity. Results do not depend on ``threads``: sums run in the order of blocks.
    """
    n_lane = lanes.n_orbit
    weight = lanes.weight / lanes.weight.sum()
    group = LINE_BYTES // np.dtype(precision).itemsize
    done = 0
    segments = list(_segments(n_day, cut))
    bundles = bundled(
        cut_lanes(lanes.orbit_group, group), lanes.orbit_group, max((days for _, days in segments), default=1)
    )
    blocks = [LaneBlock(lanes, pieces, weight, precision) for pieces in bundles]
    steps_per_day = cut.chunks * cut.steps
    out = Integrated.begun(lanes, n_day, cut)
    with interruptible(threads) as pool:
        for day0, days in segments:
            direction, irradiance = sun_for(sun, cut, day0, days, constant_w_per_m2)
            advance = partial(_advance, day0=day0, days=days, cut=cut, sun=direction, irradiance=irradiance, out=out)
            capacity = np.zeros(days * cut.bins)
            span = slice(day0, day0 + days)
            # in the order of the blocks, whatever the threads
            for block, reduced in zip(blocks, pool.map(advance, blocks), strict=True):
                out.day_mean[span] += reduced.day_sum / steps_per_day
                _widen(out.day_extreme[span], reduced.day_extreme)
                np.minimum(out.day_available_low[span], reduced.day_available_low, out=out.day_available_low[span])
                np.minimum(out.day_charge_low[span], reduced.day_charge_low, out=out.day_charge_low[span])
                capacity += reduced.capacity
                out.sample_histogram += reduced.samples / (n_day * cut.chunks)
                if progress is not None:
                    done += days * steps_per_day * block.size
                    progress(done, n_day * steps_per_day * n_lane)
            _count_capacity(out, capacity / cut.bin_steps, day0, days, survivors)
    for block in blocks:
        block.leave(out)
    return out


def _advance(
    block: LaneBlock, *, day0: int, days: int, cut: Grid, sun: FloatArray, irradiance: FloatArray, out: Integrated
) -> BlockTotals:
    return block.advance(day0, days, cut, sun, irradiance, out)


def _widen(extreme: FloatArray, by: FloatArray) -> None:
    """Extremes of a segment in place: the first is a minimum, the others maxima."""
    np.minimum(extreme[:, 0], by[:, 0], out=extreme[:, 0])
    np.maximum(extreme[:, 1:], by[:, 1:], out=extreme[:, 1:])


def _count_capacity(
    out: Integrated, clock: FloatArray, day0: int, days: int, survivors: Callable[[FloatArray], FloatArray]
) -> None:
    age_y = np.asarray((day0 + (np.arange(clock.size) + 0.5) / (clock.size / days)) / 365.25, dtype=np.float64)
    capacity = np.clip(np.multiply(clock, survivors(age_y)), 0.0, 1.0)
    counts = np.bincount((capacity * HISTOGRAM_BINS + 0.5).astype(np.int64), minlength=HISTOGRAM_BINS + 1)
    out.capacity_histogram += counts
    out.capacity_min = min(out.capacity_min, float(capacity.min()))
