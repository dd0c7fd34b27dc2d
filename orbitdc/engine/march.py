"""The march over a mission: blocks of lanes in threads, segments of days in turn, reductions streamed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from orbitdc.engine.lanes import LANES, N_STATE, N_SUM, N_TALLY, FloatArray, Tally
from orbitdc.engine.lowering import Lanes
from orbitdc.engine.march_kernel import march_block, march_plain
from orbitdc.sky.sun import SunTable

CHUNK_STEPS = 240  # steps between exact re-seedings of the rotation: keeps its error below 1e-13
SEGMENT_DAYS = 32  # days marched between reductions: bounds memory whatever the window
HISTOGRAM_BINS = 4096


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
    """Cut a day into chunks of at most 240 steps and bins of one phase spacing.

    A bin of period/phases makes the mean over evenly phased lanes the mean over a whole plane, because
    each lane sweeps exactly its own share of the circle.

    >>> grid(60.0, 5800.0, 16)
    Grid(step_s=60.0, steps=240, chunks=6, bin_steps=6)
    """
    per_day = round(86400.0 / step_s)
    chunks = next(c for c in range(1, per_day + 1) if per_day % c == 0 and per_day // c <= CHUNK_STEPS)
    steps = per_day // chunks
    target = max(period_s / phases / step_s, 1.0)
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
    lane_total: FloatArray
    lane_extreme: FloatArray  # (N_TALLY - N_SUM, n_lane)
    lane_day_clock: FloatArray | None  # (n_day, n_lane) mean clock, kept only where asked for
    capacity_histogram: FloatArray  # time share of each mean clock of the fleet, weighted by survivors
    capacity_min: float
    state_first: FloatArray
    state_last: FloatArray
    health_last: FloatArray
    faded_j: FloatArray


def sun_for(sun: SunTable, cut: Grid, day0: int, n_day: int, constant_w_per_m2: float) -> tuple[FloatArray, FloatArray]:
    """Sun directions (n, 3) and irradiance (n,) in W/m2 at the chunk ends of some days."""
    span = cut.steps * cut.step_s
    times = (day0 * cut.chunks + np.arange(n_day * cut.chunks + 1)) * span
    direction, distance = sun.at(times)
    return np.ascontiguousarray(direction), constant_w_per_m2 / distance**2


def _segments(n_day: int) -> Iterator[tuple[int, int]]:
    for day0 in range(0, n_day, SEGMENT_DAYS):
        yield day0, min(SEGMENT_DAYS, n_day - day0)


@contextmanager
def _interruptible(threads: int) -> Iterator[ThreadPoolExecutor]:
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
) -> Marched:
    """March every lane over ``n_day`` days and stream the reductions.

    ``survivors(age_y)`` gives the share of the fleet's accelerators alive at each age, which weighs the
    simultaneous capacity. Results do not depend on ``threads``: sums run in the order of blocks.
    """
    n_lane = lanes.path.shape[1]
    blocks = [slice(b, b + LANES) for b in range(0, n_lane, LANES)]
    weight = lanes.weight / lanes.weight.sum()
    state = [lanes.state[:, b].copy(order="C") for b in blocks]  # the march writes into it
    part = [
        [np.ascontiguousarray(rows[:, b]) for rows in (lanes.path, lanes.orbit, lanes.hardware, lanes.ageing)]
        for b in blocks
    ]
    health = [np.ones(LANES) for _ in blocks]
    faded = [np.zeros(LANES) for _ in blocks]
    steps_per_day = cut.chunks * cut.steps
    done = 0
    out = Marched(
        n_day=n_day,
        grid=cut,
        day_mean=np.zeros((n_day, N_SUM)),
        day_extreme=np.zeros((n_day, N_TALLY - N_SUM)),
        day_available_low=np.full(n_day, np.inf),
        lane_total=np.zeros((N_SUM, n_lane)),
        lane_extreme=np.zeros((N_TALLY - N_SUM, n_lane)),
        lane_day_clock=None,
        capacity_histogram=np.zeros(HISTOGRAM_BINS + 1),
        capacity_min=np.inf,
        state_first=lanes.state,
        state_last=np.zeros((N_STATE, n_lane)),
        health_last=np.zeros(n_lane),
        faded_j=np.zeros(n_lane),
    )
    out.lane_extreme[0] = np.inf
    with _interruptible(threads) as pool:
        for day0, days in _segments(n_day):
            direction, irradiance = sun_for(sun, cut, day0, days, constant_w_per_m2)

            def one(
                index: int,
                day0: int = day0,
                days: int = days,
                sun_rows: FloatArray = direction,
                light: FloatArray = irradiance,
            ) -> tuple[FloatArray, FloatArray]:
                day_out = np.empty((days, N_TALLY, LANES))
                bin_out = np.empty((days * cut.bins, LANES))
                march_block(
                    day0, days, cut.chunks, cut.steps, cut.bin_steps, cut.step_s, lanes.stretch, sun_rows, light,
                    *part[index], state[index], health[index], faded[index], day_out, bin_out,
                )  # fmt: skip
                return day_out, bin_out

            capacity = np.zeros(days * cut.bins)
            extreme = np.full((days, N_TALLY - N_SUM), -np.inf)
            extreme[:, 0] = np.inf
            for index, (day_out, bin_out) in enumerate(pool.map(one, range(len(blocks)))):
                where = blocks[index]
                share = weight[where]
                out.day_mean[day0 : day0 + days] += day_out[:, :N_SUM] @ share / steps_per_day
                out.lane_total[:, where] += day_out[:, :N_SUM].sum(0)
                used = share > 0
                available = day_out[:, Tally._fields.index("panel_available"), used].min(1) / steps_per_day
                low = out.day_available_low[day0 : day0 + days]
                np.minimum(low, available, out=low)
                extreme[:, 0] = np.minimum(extreme[:, 0], day_out[:, N_SUM, used].min(1))
                extreme[:, 1:] = np.maximum(extreme[:, 1:], day_out[:, N_SUM + 1 :, used].max(2))
                out.lane_extreme[0, where] = np.minimum(out.lane_extreme[0, where], day_out[:, N_SUM].min(0))
                out.lane_extreme[1:, where] = np.maximum(out.lane_extreme[1:, where], day_out[:, N_SUM + 1 :].max(0))
                capacity += bin_out @ share
                if progress is not None:
                    done += days * steps_per_day * LANES
                    progress(done, n_day * steps_per_day * n_lane)
            out.day_extreme[day0 : day0 + days] = extreme
            _count_capacity(out, capacity / cut.bin_steps, day0, days, survivors)
    for index, where in enumerate(blocks):
        out.state_last[:, where] = state[index]
        out.health_last[where] = health[index]
        out.faded_j[where] = faded[index]
    return out


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


def energy_residual(lanes: Lanes, marched: Marched) -> FloatArray:
    """Energy in minus out minus stored over energy in, for each lane that carries an orbit, (n_orbit,).

    In: Sun and Earth absorbed by array and radiator. Out: radiated by both, battery charge lost to fade.
    Stored: battery, array, loop and radiator.
    """
    from orbitdc.engine.lanes import Hardware

    total = dict(zip(Tally._fields, marched.lane_total * marched.grid.step_s, strict=False))
    hardware = dict(zip(Hardware._fields, lanes.hardware, strict=True))
    change = marched.state_last - marched.state_first
    battery, array, loop, radiator = change[-4:]
    step_s = marched.grid.step_s
    stored = battery + step_s * (
        hardware["array_inertia"] * array + hardware["loop_inertia"] * loop + hardware["radiator_inertia"] * radiator
    )
    gained = total["sun"] + total["array_sky"] + total["radiator_sky"]
    lost = total["array_radiated"] + total["radiator_radiated"] + marched.faded_j
    return np.asarray((gained - lost - stored) / gained)[: lanes.n_orbit]


@dataclass(frozen=True)
class Track:
    """One lane by bins: tallies (n_bin, N_TALLY) and states at their ends (n_bin, N_STATE)."""

    ends_s: FloatArray
    steps: FloatArray
    tally: FloatArray
    state: FloatArray


def march_lane(
    lanes: Lanes, lane: int, sun: SunTable, n_day: int, cut: Grid, constant_w_per_m2: float, ends: FloatArray
) -> Track:
    """March one lane from the start, tallied up to each step number in ``ends`` (increasing integers)."""
    direction, irradiance = sun_for(sun, cut, 0, n_day, constant_w_per_m2)
    ends = np.asarray(ends, dtype=np.int64)
    tally = np.zeros((ends.size, N_TALLY))
    states = np.zeros((ends.size, N_STATE))
    state, n = lanes.state.copy(), lanes.path.shape[1]
    march_plain(
        lane, 0, n_day, cut.chunks, cut.steps, cut.step_s, lanes.stretch, direction, irradiance,
        lanes.path, lanes.orbit, lanes.hardware, lanes.ageing, state, np.ones(n), np.zeros(n), ends, tally, states,
    )  # fmt: skip
    return Track(ends * cut.step_s, np.diff(ends, prepend=0).astype(float), tally, states)
