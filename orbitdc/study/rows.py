"""Outcomes of many points as arrays by column, and the draws behind them made when they are asked for."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, overload

import numpy as np
import numpy.typing as npt

from orbitdc.study.point import NUMBERS, OUTCOME

Array = npt.NDArray[np.float64]
Row = dict[str, Any]  # an outcome

YES_OR_NO = ("feasible",)
LIMITS = "limits"  # margins by verdict, of an outcome that has them
COLUMNS = (*OUTCOME, LIMITS)


class Rows(Sequence[Row]):
    """Outcomes in the order of their points: an array for each column, a dict for each point that is asked for.

    Equal texts are held once, so that a million outcomes take some 200 MB.

    >>> rows = Rows.empty(2)
    >>> rows.put(1, dict.fromkeys(OUTCOME) | {"launches": 3.0, "verdict": "WORKS", "feasible": True})
    >>> rows[1]["launches"], rows[1]["verdict"], rows[1]["it_w"], len(rows[1:])
    (3.0, 'WORKS', None, 1)
    """

    def __init__(self, columns: Mapping[str, npt.NDArray[Any]]) -> None:
        self._columns = dict(columns)

    @classmethod
    def empty(cls, count: int) -> Rows:
        """Room for the outcomes of so many points."""
        return cls({name: _room(name, count) for name in COLUMNS})

    @classmethod
    def of(cls, columns: Mapping[str, Sequence[Any]]) -> Rows:
        """Outcomes from columns, in which None stands where there is no number."""
        count = len(next(iter(columns.values())))
        made = cls.empty(count)
        for name, values in columns.items():
            made._columns[name][:] = [_inside(name, value) for value in values]
        return made

    @classmethod
    def joined(cls, parts: Sequence[Rows]) -> Rows:
        """Outcomes one after the other."""
        if not parts:
            return cls.empty(0)
        return cls({name: np.concatenate([part._columns[name] for part in parts]) for name in COLUMNS})

    def put(self, index: int, row: Mapping[str, Any]) -> None:
        """Write the outcome of a point to its place."""
        for name, column in self._columns.items():
            column[index] = _inside(name, row.get(name))

    def numbers(self, name: str) -> Array:
        """A column of numbers, (n_point,), nan where there is none."""
        return np.asarray(self._columns[name], dtype=np.float64)

    def column(self, name: str) -> list[Any]:
        """A column as a list, None where there is no number."""
        return [_outside(name, value) for value in self._columns[name].tolist()]

    def taken(self, kept: npt.NDArray[np.bool_]) -> Rows:
        """The outcomes of the points that are kept, of a mask (n_point,)."""
        return Rows({name: column[kept] for name, column in self._columns.items()})

    def __len__(self) -> int:
        return len(self._columns["verdict"])

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> Rows: ...
    def __getitem__(self, index: int | slice) -> Row | Rows:
        if isinstance(index, slice):
            return Rows({name: column[index] for name, column in self._columns.items()})
        row = {name: _outside(name, column.item(index)) for name, column in self._columns.items()}
        if row[LIMITS] is None:
            del row[LIMITS]
        return row

    def __iter__(self) -> Iterator[Row]:
        return (self[index] for index in range(len(self)))

    def __eq__(self, other: object) -> bool:
        """Whether all outcomes are the same, to the last bit."""
        if not isinstance(other, Sequence):
            return NotImplemented
        return len(self) == len(other) and all(mine == theirs for mine, theirs in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]  # Python's way to say that equal values have no hash


def _room(name: str, count: int) -> npt.NDArray[Any]:
    """Memory for a column of so many outcomes."""
    if name in NUMBERS:
        return np.full(count, np.nan)
    if name == LIMITS:
        return np.full(count, None, dtype=object)
    return np.zeros(count, dtype=np.bool_) if name in YES_OR_NO else np.full(count, "", dtype=object)


def _inside(name: str, value: Any) -> Any:
    """A value as its column holds it."""
    if name in NUMBERS:
        return np.nan if value is None else value
    if name == LIMITS:
        return value
    return bool(value) if name in YES_OR_NO else sys.intern(value or "")


def _outside(name: str, value: Any) -> Any:
    """A value as an outcome holds it."""
    return None if name in NUMBERS and value != value else value


def one_by_one(points: Iterable[Mapping[str, Any]]) -> dict[str, list[Any]]:
    """Columns of the values that points change, in one pass; None where a point leaves a key as it is.

    >>> one_by_one([{"a": 1}, {"b": 2}])
    {'a': [1, None], 'b': [None, 2]}
    """
    columns: dict[str, list[Any]] = {}
    for count, point in enumerate(points):
        for key in (key for key in point if key not in columns):
            columns[key] = [None] * count
        for key, column in columns.items():
            column.append(point.get(key))
    return columns
