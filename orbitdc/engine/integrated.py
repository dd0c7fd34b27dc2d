"""The cutting of a day into steps, and the integration results: fleet means by day, totals by lane, histograms."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from orbitdc.engine.days import Days, between
from orbitdc.engine.lanes import N_STATE, N_SUM, N_TALLY, TALLY_FIELDS, FloatArray
from orbitdc.engine.lowering import Lanes
from orbitdc.engine.samples import no_samples

CHUNK_STEPS = 240  # steps between exact re-seedings of the rotation: keeps its error below 1e-13
HISTOGRAM_BINS = 4096
LEAST_BIN_STEPS = 4.0  # shorter bins cost 8 % of the march, and a plane of so many phases does not need them


@dataclass(frozen=True)
class Grid:
    """The cutting of a day: steps, chunks of steps, bins of steps. Raises ValueError where bins do not fill a chunk."""

    step_s: float
    steps: int  # per chunk
    chunks: int  # per day
    bin_steps: int

    def __post_init__(self) -> None:
        if self.bin_steps < 1 or self.steps % self.bin_steps:
            raise ValueError(
                f"bins of {self.bin_steps} steps do not fill a chunk of {self.steps} steps: "
                "take a number of steps that divides it"
            )

    @property
    def bins(self) -> int:
        """Bins in a day."""
        return self.chunks * self.steps // self.bin_steps

    def sampled(self, times: int) -> Grid:
        """The same day in so many times as many chunks, at most, each of which gives a sample.

        >>> Grid(step_s=60.0, steps=240, chunks=6, bin_steps=24).sampled(8)
        Grid(step_s=60.0, steps=30, chunks=48, bin_steps=5)
        """
        steps = min(d for d in _divisors(self.steps) if d * times >= self.steps)
        bin_steps = min((d for d in _divisors(steps) if d >= LEAST_BIN_STEPS), default=steps)
        return Grid(self.step_s, steps, self.chunks * (self.steps // steps), bin_steps)


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
    return Grid(step_s, steps, chunks, min(_divisors(steps), key=lambda d: abs(np.log(d / target))))


def _divisors(steps: int) -> list[int]:
    """The whole numbers that divide a number of steps, increasing."""
    return [d for d in range(1, steps + 1) if steps % d == 0]


@dataclass
class Integrated:
    """The integration results: fleet means by day, totals by lane, extremes, and a histogram of capacity.

    ``day_mean`` is (n_marched, N_SUM): weighted means over satellites of each sum, per step, on the days marched;
    ``day_extreme`` are the extremes over lanes; ``lane_total`` (N_SUM, n_lane) holds sums over the window.
    """

    n_day: int
    grid: Grid
    day_mean: FloatArray
    day_extreme: FloatArray  # (n_marched, N_TALLY - N_SUM)
    day_available_low: FloatArray  # (n_marched,) least mean array power of any lane, W
    day_charge_low: FloatArray  # (n_marched,) least charge of any lane over its faded capacity of that day
    lane_charge_low: FloatArray  # (n_lane,) least charge over the faded capacity of its day
    lane_total: FloatArray
    lane_extreme: FloatArray  # (N_TALLY - N_SUM, n_lane)
    capacity_histogram: FloatArray  # time share of each mean clock of the fleet, weighted by survivors
    capacity_min: float
    sample_histogram: FloatArray  # (sample, bin): share of satellite-time of each temperature and charge
    chip_above_k: FloatArray  # (bin,): junction temperature above the least edge, summed with the shares of its bin
    state_first: FloatArray
    state_last: FloatArray
    health_last: FloatArray
    faded_j: FloatArray
    marched: Days | None = None  # the days marched; every one of the window without

    @classmethod
    def begun(cls, lanes: Lanes, days: Days, n_day: int, cut: Grid) -> Integrated:
        """The empty results of a march: sums at zero, and extremes at a value that any other value replaces."""
        n_lane, marched = lanes.n_orbit, days.number.size
        out = cls(
            n_day=n_day,
            marched=days,
            grid=cut,
            day_mean=np.zeros((marched, N_SUM)),
            day_extreme=np.full((marched, N_TALLY - N_SUM), -np.inf),
            day_available_low=np.full(marched, np.inf),
            day_charge_low=np.full(marched, np.inf),
            lane_charge_low=np.full(n_lane, np.inf),
            lane_total=np.zeros((N_SUM, n_lane)),
            lane_extreme=np.full((N_TALLY - N_SUM, n_lane), -np.inf),
            capacity_histogram=np.zeros(HISTOGRAM_BINS + 1),
            capacity_min=np.inf,
            sample_histogram=no_samples()[0, :-1],
            chip_above_k=no_samples()[0, -1],
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
        return self.by_day(self.day_mean[:, at] if at < N_SUM else self.day_extreme[:, at - N_SUM])

    @property
    def is_of_every_day(self) -> bool:
        """Whether every day of the window was marched."""
        return self.marched is None or self.marched.number.size == self.n_day

    def by_day(self, values: FloatArray) -> FloatArray:
        """Values of every day of the window, (n_day,), from those of the days marched, (n_marched,).

        Those of days that were left out are linear between their neighbours.
        """
        return values if self.marched is None else between(self.marched, self.n_day, values)

    def lane(self, name: str) -> FloatArray:
        """A tally by lane, (n_lane,): sum or extreme over the window."""
        at = TALLY_FIELDS.index(name)
        found: FloatArray = self.lane_total[at] if at < N_SUM else self.lane_extreme[at - N_SUM]
        return found


def capacity_quantile(integrated: Integrated, share: float) -> float:
    """Fleet capacity, as a share of nameplate at full clock, exceeded for all but ``share`` of the time."""
    total = np.cumsum(integrated.capacity_histogram)
    index = int(np.searchsorted(total, share * total[-1]))
    return max(index / HISTOGRAM_BINS, integrated.capacity_min)
