"""The payments of a side as columns: a campaign of years makes thousands of them, of a few kinds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import overload

import numpy as np
import numpy.typing as npt

from orbitdc.ledger.cost_line import CostLine

Array = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Payments(Sequence[CostLine]):
    """A sequence of payments that share all but their amount and their month with one of some kinds.

    Each element is a `CostLine`, made when it is asked for. The amount and the month of a kind itself count nothing.

    >>> from orbitdc.ledger.cost_line import Category, Component
    >>> launch = CostLine(Category.LAUNCH, Component.LAUNCH, 100.0, -1)
    >>> cohorts = Payments.by_cohort([launch], np.array([0, 12]), np.array([[0.75], [0.25]]))
    >>> [(line.usd, line.first_month) for line in cohorts]
    [(75.0, -1), (25.0, 11)]
    """

    kinds: tuple[CostLine, ...]
    kind: IntArray  # (n,), the number of each payment's kind
    usd: Array  # (n,)
    first_month: IntArray  # (n,)

    @classmethod
    def of(cls, lines: Iterable[CostLine]) -> Payments:
        """The payments as columns, each a kind of its own.

        >>> len(Payments.of([]))
        0
        """
        if isinstance(lines, Payments):
            return lines
        kinds = tuple(lines)
        usd = np.array([line.usd for line in kinds], dtype=np.float64)
        first = np.array([line.first_month for line in kinds], dtype=np.int64)
        return cls(kinds, np.arange(len(kinds)), usd, first)

    @classmethod
    def by_cohort(cls, lines: Iterable[CostLine], months: IntArray, shares: Array) -> Payments:
        """Each cohort's shares (n_cohort, n_line) of some payments, made as many ``months`` (n_cohort,) later.

        Payments are ordered by cohort, by definition.
        """
        every = cls.of(lines)
        kind = every.kind if months.size == 1 else np.tile(every.kind, months.size)
        first = np.add.outer(np.asarray(months, dtype=np.int64), every.first_month).ravel()
        return cls(every.kinds, kind, np.asarray(shares * every.usd).ravel(), first)

    @classmethod
    def joined(cls, parts: Iterable[Iterable[CostLine]]) -> Payments:
        """The payments of all parts, in their order."""
        every = [cls.of(part) for part in parts]
        starts = accumulate((len(part.kinds) for part in every), initial=0)
        return cls(
            tuple([kind for part in every for kind in part.kinds]),
            np.concatenate([np.zeros(0, np.int64), *(p.kind + start for p, start in zip(every, starts, strict=False))]),
            np.concatenate([np.zeros(0), *(part.usd for part in every)]),
            np.concatenate([np.zeros(0, np.int64), *(part.first_month for part in every)]),
        )

    @cached_property
    def lines(self) -> tuple[CostLine, ...]:
        """Every payment by itself."""
        made = zip(self.kind.tolist(), self.usd.tolist(), self.first_month.tolist(), strict=True)
        return tuple(self.kinds[kind].paid(usd, month) for kind, usd, month in made)

    @cached_property
    def months(self) -> IntArray:
        """The months over which each payment is spread, (n,)."""
        return np.array([kind.months for kind in self.kinds], dtype=np.int64)[self.kind]

    def of_kind(self, values: Sequence[float]) -> Array:
        """A value of each payment (n,) from that of its kind."""
        return np.array(values, dtype=np.float64)[self.kind]

    def by_kind(self, amounts: Array) -> Array:
        """The sum of an amount of each payment (n,) over the payments of each kind, (n_kind,)."""
        return np.asarray(np.bincount(self.kind, amounts, len(self.kinds)), dtype=np.float64)

    def kept(self, counted: Callable[[CostLine], bool]) -> Payments:
        """The payments whose kind is counted.

        >>> len(Payments.of([]).kept(lambda line: True))
        0
        """
        keep = np.array([counted(kind) for kind in self.kinds], dtype=bool)
        if keep.all():
            return self
        at, number = keep[self.kind], np.cumsum(keep) - 1
        kinds = tuple(kind for kind, kept in zip(self.kinds, keep, strict=True) if kept)
        return Payments(kinds, number[self.kind[at]], self.usd[at], self.first_month[at])

    def of_other_kinds(self, changed: Callable[[CostLine], CostLine]) -> Payments:
        """The payments with all but their amounts and months changed as their kinds are."""
        return Payments(tuple(changed(kind) for kind in self.kinds), self.kind, self.usd, self.first_month)

    def scaled(self, factor: Callable[[CostLine], float]) -> Payments:
        """The payments with amounts multiplied by a factor of their kind."""
        factors = self.of_kind([factor(kind) for kind in self.kinds])
        return Payments(self.kinds, self.kind, self.usd * factors, self.first_month)

    def by_month(self, first: int, last: int) -> Array:
        """The sum of the payments in each month from ``first`` to before ``last`` in USD, each spread evenly.

        The share of each month is the amount over the months of the payment, by definition.

        >>> from orbitdc.ledger.cost_line import Category, Component
        >>> power = Payments.of([CostLine(Category.ENERGY, Component.POWER, 240.0, 1, 2)])
        >>> power.by_month(0, 4).tolist()
        [0.0, 120.0, 120.0, 0.0]
        """
        out = np.zeros(last - first)
        for length in np.unique(self.months).tolist():
            at = self.months == length
            starts = np.bincount(self.first_month[at] - first, self.usd[at] / length, last - first)
            if length == 1:
                out += starts
            else:  # few months begin a payment, so that a campaign of a thousand years takes no million sums a month
                for month in np.flatnonzero(starts).tolist():
                    out[month : month + length] += starts[month]
        return out

    def __eq__(self, other: object) -> bool:
        """Whether another sequence holds the same payments in the same order."""
        return self.lines == tuple(other) if isinstance(other, Sequence) else NotImplemented

    __hash__ = None  # type: ignore[assignment]  # Python's way to say that equal values have no hash

    def __len__(self) -> int:
        return self.usd.size

    def __iter__(self) -> Iterator[CostLine]:
        return iter(self.lines)

    @overload
    def __getitem__(self, at: int) -> CostLine: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[CostLine, ...]: ...
    def __getitem__(self, at: int | slice) -> CostLine | tuple[CostLine, ...]:
        return self.lines[at]
