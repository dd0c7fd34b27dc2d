"""The march over a mission: blocks of lanes in threads, segments of days in turn, reductions streamed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal

import numpy as np

from orbitdc.engine.blocks import Block, Reduced, bundled, cut_lanes
from orbitdc.engine.lanes import LINE_BYTES, N_STATE, N_SUM, N_TALLY, TALLY_FIELDS, FloatArray
from orbitdc.engine.lowering import Lanes
from orbitdc.engine.march_kernel import PARTS
from orbitdc.engine.samples import no_samples
from orbitdc.sky.sun import SunTable

if TYPE_CHECKING:
    from orbitdc.engine.gpu import Card, CardFlown

CHUNK_STEPS = 240  # steps between exact re-seedings of the rotation: keeps its error below 1e-13
SEGMENT_DAYS = 32  # days marched between reductions, at most: bounds memory whatever the window
SEGMENT_BYTES = 2**19  # of a bundle's bins in a segment, at most
HISTOGRAM_BINS = 4096
LEAST_BIN_STEPS = 4.0  # shorter bins cost 8 % of the march, and a plane of so many phases does not need them

Precision = Literal["float64", "float32"]


@dataclass(frozen=True)
class Grid:
    """How a day is cut: steps, chunks of steps, bins of steps."""

    step_s: float
    steps: int  # per chunk
    chunks: int  # per day
    bin_steps: int

    @property
    def bins(self) -> int:
        """Bins in a day."""
        return self.chunks * self.steps // self.bin_steps


def grid(step_s: float, period_s: float, phases: int) -> Grid:
    """Cut a day into chunks of at most 240 steps and bins of one phase spacing, four steps at least.

    A bin of period/phases makes the mean over evenly phased lanes the mean over a whole plane, because
    each lane sweeps exactly its own share of the circle.

    >>> grid(60.0, 5800.0, 16)
    Grid(step_s=60.0, steps=240, chunks=6, bin_steps=6)
    """
    per_day = round(86400.0 / step_s)
    chunks = next(c for c in range(1, per_day + 1) if per_day % c == 0 and per_day // c <= CHUNK_STEPS)
    steps = per_day // chunks
    target = max(period_s / phases / step_s, LEAST_BIN_STEPS)
    divisors = [d for d in range(1, steps + 1) if steps % d == 0]
    return Grid(step_s, steps, chunks, min(divisors, key=lambda d: abs(np.log(d / target))))


@dataclass
class Marched:
    """What a march leaves: fleet means by day, totals by lane, extremes, a histogram of capacity.

    ``day_mean`` is (n_day, N_SUM): weighted means over satellites of each sum, per step; ``day_low`` and
    ``day_high`` the extremes over lanes; ``lane_total`` (N_SUM, n_lane) sums over the window.
    """

    n_day: int
    grid: Grid
    day_mean: FloatArray
    day_extreme: FloatArray  # (n_day, N_TALLY - N_SUM)
    day_available_low: FloatArray  # (n_day,) least mean array power of any lane, W
    day_charge_low: FloatArray  # (n_day,) least charge of any lane over its faded capacity of that day
    lane_total: FloatArray
    lane_extreme: FloatArray  # (N_TALLY - N_SUM, n_lane)
    capacity_histogram: FloatArray  # time share of each mean clock of the fleet, weighted by survivors
    capacity_min: float
    sample_histogram: FloatArray  # (sample, bin): share of satellite-time of each temperature and charge
    state_first: FloatArray
    state_last: FloatArray
    health_last: FloatArray
    faded_j: FloatArray

    @classmethod
    def begun(cls, lanes: Lanes, n_day: int, cut: Grid) -> Marched:
        """Sums at zero and extremes to where any value replaces them, for the lanes of a march."""
        n_lane = lanes.n_orbit
        out = cls(
            n_day=n_day,
            grid=cut,
            day_mean=np.zeros((n_day, N_SUM)),
            day_extreme=np.full((n_day, N_TALLY - N_SUM), -np.inf),
            day_available_low=np.full(n_day, np.inf),
            day_charge_low=np.full(n_day, np.inf),
            lane_total=np.zeros((N_SUM, n_lane)),
            lane_extreme=np.full((N_TALLY - N_SUM, n_lane), -np.inf),
            capacity_histogram=np.zeros(HISTOGRAM_BINS + 1),
            capacity_min=np.inf,
            sample_histogram=no_samples(),
            state_first=lanes.state,
            state_last=np.zeros((N_STATE, n_lane)),
            health_last=np.zeros(n_lane),
            faded_j=np.zeros(n_lane),
        )
        out.day_extreme[:, 0] = out.lane_extreme[0] = np.inf
        return out

    def day(self, name: str) -> FloatArray:
        """A tally by day, (n_day,): mean per step over the satellites, or the extreme over the lanes."""
        at = TALLY_FIELDS.index(name)
        found: FloatArray = self.day_mean[:, at] if at < N_SUM else self.day_extreme[:, at - N_SUM]
        return found

    def lane(self, name: str) -> FloatArray:
        """A tally by lane, (n_lane,): sum or extreme over the window."""
        at = TALLY_FIELDS.index(name)
        found: FloatArray = self.lane_total[at] if at < N_SUM else self.lane_extreme[at - N_SUM]
        return found


def sun_for(sun: SunTable, cut: Grid, day0: int, n_day: int, constant_w_per_m2: float) -> tuple[FloatArray, FloatArray]:
    """Sun directions (n, 3) and irradiance (n,) in W/m2 at the chunk ends of some days."""
    span = cut.steps * cut.step_s
    times = (day0 * cut.chunks + np.arange(n_day * cut.chunks + 1)) * span
    direction, distance = sun.at(times)
    return np.ascontiguousarray(direction), constant_w_per_m2 / distance**2


def _segments(n_day: int, cut: Grid, card: Card | None) -> Iterator[tuple[int, int]]:
    """First day and number of days marched between reductions: as many as keep a block's bins in the cache.

    On a card, as many as it holds.
    """
    fits = card.days(cut.bins, cut.chunks) if card is not None else SEGMENT_BYTES // (cut.bins * PARTS * 8)
    fits = max(1, min(SEGMENT_DAYS, fits))
    for day0 in range(0, n_day, fits):
        yield day0, min(fits, n_day - day0)


@contextmanager
def interruptible(threads: int) -> Iterator[ThreadPoolExecutor]:
    """A pool that drops what it has not begun when the march is interrupted."""
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
    device: str = "cpu",
    precision: Precision = "float64",
) -> Marched:
    """March every lane over ``n_day`` days and stream the reductions.

    With ``precision`` float32 steps are single, while seeds, sums of more than a chunk and results stay double.

    ``survivors(age_y)`` gives the share of the fleet's accelerators alive at each age, which weighs the
    simultaneous capacity. Results do not depend on ``threads``: sums run in the order of blocks. With ``device`` gpu
    the lanes are marched on a CUDA device, which must be there (see ``orbitdc.engine.gpu.chosen``).
    """
    n_lane = lanes.n_orbit
    weight = lanes.weight / lanes.weight.sum()
    group = LINE_BYTES // np.dtype(precision).itemsize
    done, card = 0, _card(lanes) if device == "gpu" else None
    segments = list(_segments(n_day, cut, card))
    bundles = bundled(cut_lanes(lanes.kind, group), lanes.kind, max((days for _, days in segments), default=1))
    blocks = [Block(lanes, pieces, weight, precision) for pieces in bundles]
    steps_per_day = cut.chunks * cut.steps
    out = Marched.begun(lanes, n_day, cut)
    with interruptible(threads) as pool:
        for day0, days in segments:
            direction, irradiance = sun_for(sun, cut, day0, days, constant_w_per_m2)
            if card is None:
                fly = partial(_fly, day0=day0, days=days, cut=cut, sun=direction, irradiance=irradiance, out=out)
            else:
                fly = partial(_reduce, flown=card.fly(day0, days, cut, direction, irradiance), cut=cut, out=out)
            capacity = np.zeros(days * cut.bins)
            span = slice(day0, day0 + days)
            # in the order of the blocks, whatever the threads
            for block, reduced in zip(blocks, pool.map(fly, blocks), strict=True):
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
    if card is not None:
        out.state_last, out.health_last, out.faded_j = card.last()
    return out


def _card(lanes: Lanes) -> Card:
    from orbitdc.engine.gpu import Card  # numba.cuda takes a third of a second to import

    return Card(lanes)


def _reduce(block: Block, *, flown: CardFlown, cut: Grid, out: Marched) -> Reduced:
    return block.reduce(flown.of(block), cut, out)


def _fly(
    block: Block, *, day0: int, days: int, cut: Grid, sun: FloatArray, irradiance: FloatArray, out: Marched
) -> Reduced:
    return block.fly(day0, days, cut, sun, irradiance, out)


def _widen(extreme: FloatArray, by: FloatArray) -> None:
    """Extremes of a segment in place: the first is a minimum, the others maxima."""
    np.minimum(extreme[:, 0], by[:, 0], out=extreme[:, 0])
    np.maximum(extreme[:, 1:], by[:, 1:], out=extreme[:, 1:])


def _count_capacity(
    out: Marched, clock: FloatArray, day0: int, days: int, survivors: Callable[[FloatArray], FloatArray]
) -> None:
    age_y = np.asarray((day0 + (np.arange(clock.size) + 0.5) / (clock.size / days)) / 365.25, dtype=np.float64)
    capacity = np.clip(np.multiply(clock, survivors(age_y)), 0.0, 1.0)
    counts = np.bincount((capacity * HISTOGRAM_BINS + 0.5).astype(np.int64), minlength=HISTOGRAM_BINS + 1)
    out.capacity_histogram += counts
    out.capacity_min = min(out.capacity_min, float(capacity.min()))


def capacity_quantile(marched: Marched, share: float) -> float:
    """Fleet capacity, as a share of nameplate at full clock, exceeded for all but ``share`` of the time."""
    total = np.cumsum(marched.capacity_histogram)
    index = int(np.searchsorted(total, share * total[-1]))
    return max(index / HISTOGRAM_BINS, marched.capacity_min)
