"""A track marches one lane alone, segment after segment of days, for orbit tables and telemetry of any length."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from orbitdc.engine.blocks import LaneBlock, ends_at
from orbitdc.engine.days import every_day
from orbitdc.engine.integrated import Grid
from orbitdc.engine.lanes import N_STATE, N_SUM, N_TALLY, STATE_FIELDS, TALLY_FIELDS, FloatArray
from orbitdc.engine.lowering import Lanes
from orbitdc.engine.march import interruptible, sun_for
from orbitdc.engine.march_kernel import march_block
from orbitdc.sky.sun import SunTable

TRACK_DAYS = 32  # days marched in one call: a few hundredths of a second, and memory that does not grow with the window

IntArray = npt.NDArray[np.int64]
EndSamples = Callable[[int, int], IntArray]  # step numbers after the first and up to the second at which a bin ends


@dataclass(frozen=True)
class Track:
    """One lane by bins: tallies (n_bin, N_TALLY), states at their ends (n_bin, N_STATE), charge lost to fade in J.

    ``capacity_j`` is that of the battery as faded on the day in which a bin ends.
    """

    ends_s: FloatArray
    steps: FloatArray
    tally: FloatArray
    state: FloatArray
    faded_j: FloatArray
    capacity_j: FloatArray

    def charge_frac(self, name: str) -> FloatArray:
        """The charge of the battery over its capacity of the day, (n_bin,); NaN without a battery, or with a dead one.

        ``name`` is ``battery`` for the charge at the end of a bin, and ``battery_low`` for the least one.
        """
        known = self.capacity_j > 0.0
        return np.asarray(np.divide(self.of(name), self.capacity_j, out=np.full(known.size, np.nan), where=known))

    def of(self, name: str) -> FloatArray:
        """A tally or a state by bin, (n_bin,)."""
        if name in TALLY_FIELDS:
            return self.tally[:, TALLY_FIELDS.index(name)]
        return self.state[:, STATE_FIELDS.index(name)]


def every(steps: int) -> EndSamples:
    """A function that ends a bin after every so many steps.

    >>> every(6)(5, 20).tolist()
    [6, 12, 18]
    """
    return lambda first, last: np.arange((first // steps + 1) * steps, last + 1, steps, dtype=np.int64)


def at(ends: npt.ArrayLike) -> EndSamples:
    """A function that ends bins at the given step numbers, which increase.

    >>> at([3, 7, 9])(3, 9).tolist()
    [7, 9]
    """
    given = np.asarray(ends).astype(np.int64)
    return lambda first, last: given[np.searchsorted(given, first, "right") : np.searchsorted(given, last, "right")]


def lane_segments(
    lanes: Lanes, lane: int, sun: SunTable, n_day: int, cut: Grid, constant_w_per_m2: float, ends: EndSamples
) -> Iterator[Track]:
    """March one lane from the start and yield its bins, segment after segment of days.

    A bin that continues into the next segment is yielded there; a bin that has not ended with the last day is left out.
    """
    block = LaneBlock(lanes, [np.array([lane])], np.ones(lanes.n_orbit))
    per_day = cut.chunks * cut.steps
    begun: FloatArray | None = None  # tally of a bin that goes on
    before, lost_j = 0, 0.0  # last end so far, and the charge lost to fade up to it
    for day0 in range(0, n_day, TRACK_DAYS):
        days = min(TRACK_DAYS, n_day - day0)
        first, last = day0 * per_day, (day0 + days) * per_day
        inside = ends(first, last)
        integrated = inside if inside.size and inside[-1] == last else np.append(inside, last)
        kept = ends_at(integrated)
        segment = every_day(day0, days)
        flown = patiently(block.run, segment, cut, *sun_for(sun, cut, segment, constant_w_per_m2), kept)
        tally, states, faded_j = kept.tally[..., 0], kept.state[..., 0], kept.faded_j[:, 0]
        if begun is not None:
            join(tally[0], begun)
        n = inside.size
        begun = tally[n] if n < integrated.size else None
        if n:
            ends_s = np.asarray(inside * cut.step_s, dtype=np.float64)
            steps = np.asarray(np.diff(inside, prepend=before), dtype=np.float64)
            lost = np.asarray(np.diff(faded_j[:n], prepend=lost_j), dtype=np.float64)
            capacity_j = flown.capacity[(inside - 1) // per_day - day0, 0]
            yield Track(ends_s, steps, tally[:n], states[:n], lost, capacity_j)
            before, lost_j = int(inside[-1]), float(faded_j[n - 1])


def join(tally: FloatArray, earlier: FloatArray) -> None:
    """Add the earlier part of a bin to its tally in place: sums add, the least charge and the highest values stay."""
    tally[:N_SUM] += earlier[:N_SUM]
    tally[N_SUM] = min(tally[N_SUM], earlier[N_SUM])
    np.maximum(tally[N_SUM + 1 :], earlier[N_SUM + 1 :], out=tally[N_SUM + 1 :])


def march_lane(
    lanes: Lanes, lane: int, sun: SunTable, n_day: int, cut: Grid, constant_w_per_m2: float, ends: npt.ArrayLike
) -> Track:
    """March one lane from the start, tallied up to each step number in ``ends`` (increasing integers)."""
    parts = list(lane_segments(lanes, lane, sun, n_day, cut, constant_w_per_m2, at(ends)))
    if not parts:
        return Track(np.zeros(0), np.zeros(0), np.zeros((0, N_TALLY)), np.zeros((0, N_STATE)), np.zeros(0), np.zeros(0))
    return Track(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Track)))


def patiently(march: Any, *arguments: Any) -> Any:
    """Call a march in a thread of its own where its kernel is not compiled yet, so that Ctrl-C is heard meanwhile."""
    if getattr(march_block, "signatures", True):  # plain Python without numba's compiler has none
        return march(*arguments)
    with interruptible(1) as pool:
        return pool.submit(march, *arguments).result()
