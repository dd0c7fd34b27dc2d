"""The days of a window that are marched: every one, or some that represent those between them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from orbitdc.engine.lanes import FloatArray

IntArray = npt.NDArray[np.int64]
SETTLED_S = 4 * 3600.0  # more than two orbits, after which a battery that fills in every orbit and coolant are settled
STARVED_S = 2 * 86400.0  # after which a battery is that sunlight does not fill: see notebooks/evidence


class Days(NamedTuple):
    """The days that a march passes through, in their order."""

    number: IntArray  # (n,), of each day since the start, increasing
    lead: IntArray  # (n,), chunks marched before a day and not counted: where the day before was left out
    weight: FloatArray  # (n,), days of the window that each day stands for in a sum over the window
    until_next: FloatArray  # (n,), days until the next one, for which the battery fades as on this day

    def part(self, first: int, n: int) -> Days:
        """The days of a segment, which begins with the ``first`` of them."""
        at = slice(first, first + n)
        return Days(self.number[at], self.lead[at], self.weight[at], self.until_next[at])

    def stride(self, chunks: int) -> tuple[int, int]:
        """Ends of chunks from one day to the next, and before the beginning of a day.

        Days that follow one another share an end.
        """
        before = int(self.lead.max(initial=0))
        return (chunks + 1 + before, before) if before else (chunks, 0)

    def ends(self, chunks: int) -> IntArray:
        """The ends of chunks that a march of these days needs, in chunks since the start."""
        before = self.stride(chunks)[1]
        if before == 0:
            return np.arange(self.number[0] * chunks, (self.number[-1] + 1) * chunks + 1)
        return np.asarray((self.number[:, None] * chunks + np.arange(-before, chunks + 1)).ravel())


def every_day(day0: int, n_day: int) -> Days:
    """Every day of a window.

    >>> every_day(3, 2).number.tolist()
    [3, 4]
    """
    one = np.ones(n_day)
    return Days(np.arange(day0, day0 + n_day, dtype=np.int64), np.zeros(n_day, np.int64), one, one)


def representative(chosen: npt.ArrayLike, lead_chunks: int = 1) -> Days:
    """Days of a window that stand for those between them, from the first to the last of the window.

    Quantities of the days left out are linear between their neighbours, so that the weights are those of the
    trapezoidal rule over days (Press et al., Numerical Recipes, section 4.1). Where a day was left out, the march
    passes through ``lead_chunks`` chunks before the next one, which are not counted.

    >>> representative([0, 4, 5]).weight.tolist(), representative([0, 4, 5]).lead.tolist()
    ([2.5, 2.5, 1.0], [0, 1, 0])
    """
    number = np.unique(np.asarray(chosen, dtype=np.int64))
    gap = np.diff(number)
    lead = np.where(np.append(1, gap) > 1, lead_chunks, 0).astype(np.int64)
    half = 0.5 * (gap - 1.0)  # of the days between two, half goes to each
    weight = 1.0 + np.append(half, 0.0) + np.append(0.0, half)
    return Days(number, lead, weight, np.append(gap, 1).astype(np.float64))


def between(days: Days, n_day: int, values: FloatArray) -> FloatArray:
    """Values by day (n_day,) from those of the days marched (n,): linear between two of them.

    >>> between(representative([0, 4]), 5, np.array([1.0, 3.0])).tolist()
    [1.0, 1.5, 2.0, 2.5, 3.0]
    """
    if days.number.size == n_day:
        return values
    return np.asarray(np.interp(np.arange(n_day), days.number, values))


def segments(days: Days, most: int) -> Iterator[tuple[slice, Days]]:
    """The days in segments of at most so many, each with its place."""
    for first in range(0, days.number.size, most):
        part = days.part(first, most)
        yield slice(first, first + part.number.size), part
