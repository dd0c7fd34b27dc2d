"""The draws of a Monte Carlo study: sequences of uniform numbers, and the points that they make when asked for."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, overload

import numpy as np
import numpy.typing as npt

from orbitdc.study.ranges import Range, by_path, draws_of
from orbitdc.system.recent import Recent

Array = npt.NDArray[np.float64]
Method = Literal["sobol", "latin"]

BLOCK = 128  # draws of one scrambled sequence; the spread between sequences is the sampling error
BLOCKS_HELD = 160  # in memory at once, 40 MB of 250 inputs; others are made again when they are asked for


def uniform(n_input: int, n_draw: int, seed: tuple[int, int], method: Method) -> Array:
    """Uniform numbers (n_draw, n_input) in (0, 1) of one scrambled sequence, of a seed and the sequence's number.

    A Latin hypercube (McKay, Beckman and Conover 1979), or scrambled Sobol points (Owen 1997), which are the more even
    the fewer the inputs: sequences of 128 points in 200 dimensions are correlated by chance.
    """
    from scipy.stats import qmc

    generator = np.random.default_rng(seed)
    if n_input == 0:
        return np.empty((n_draw, 0))
    if method == "latin":
        sampled = qmc.LatinHypercube(n_input, rng=generator).random(n_draw)
    else:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # a last sequence may be cut short
            sampled = qmc.Sobol(n_input, scramble=True, rng=generator).random(n_draw)
    return np.asarray(np.clip(sampled, 1e-12, 1.0 - 1e-12))


@dataclass(frozen=True, eq=False)
class Draws(Sequence[dict[str, float]]):
    """Draws of some ranges, as points that change them, in blocks of ``BLOCK`` that follow from the seed.

    A block is made when one of its draws is asked for, so that a million draws hold no more memory than a thousand.

    >>> price = Range("launch.price_usd_per_kg", 1.0, 0.0, 2.0, "uniform", "estimate")
    >>> every = Draws((price,), 1000, 1, "latin", None, 1.0)
    >>> every[300] == every[256:][44], len(every[256:]), 0.0 < every[-1]["launch.price_usd_per_kg"] < 2.0
    (True, 744, True)
    """

    ranges: tuple[Range, ...]
    total: int  # draws of the study
    seed: int
    method: Method
    correlation: Array | None
    spread: float
    first: int = 0  # draws that this part leaves out at the beginning
    last: int | None = None  # the end of this part; all unless given
    _blocks: Recent[Array] = field(default_factory=lambda: Recent(most=BLOCKS_HELD), repr=False)

    @property
    def _end(self) -> int:
        """The place behind the last draw."""
        return self.total if self.last is None else self.last

    def __len__(self) -> int:
        return self._end - self.first

    @overload
    def __getitem__(self, index: int) -> dict[str, float]: ...
    @overload
    def __getitem__(self, index: slice) -> Draws: ...
    def __getitem__(self, index: int | slice) -> dict[str, float] | Draws:
        if isinstance(index, slice):
            start, stop, step = index.indices(len(self))
            if step != 1:
                raise ValueError("draws are taken one after the other")
            return replace(self, first=self.first + start, last=self.first + max(start, stop))
        if not -len(self) <= index < len(self):
            raise IndexError(index)
        block, within = divmod(self.first + index % len(self), BLOCK)
        return by_path(self.ranges, self._block(block)[within])

    def values(self) -> Array:
        """All values of these draws, (n_draw, n_input)."""
        if not len(self):
            return np.empty((0, len(self.ranges)))
        head, tail = self.first // BLOCK, (self._end - 1) // BLOCK
        every = np.concatenate([self._block(number) for number in range(head, tail + 1)])
        return every[self.first - head * BLOCK :][: len(self)]

    def _block(self, number: int) -> Array:
        """A block of draws, made when it is first asked for."""
        return self._blocks.get(number, lambda: self._made(number))

    def _made(self, number: int) -> Array:
        """The values of one block, (n_draw, n_input)."""
        size = min(BLOCK, self.total - number * BLOCK)
        sample = uniform(len(self.ranges), size, (self.seed, number), self.method)
        return draws_of(self.ranges, sample, self.correlation, self.spread)
