"""What the columns of a table hold: text, whole numbers, dates or numbers; the same for a run and for its CSV files."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from orbitdc.errors import OrbitdcError, Problem

TEXT = frozenset(
    (
        *("case", "name", "quantity", "side", "what", "component", "depreciation", "capex"),
        *("key", "unit", "origin", "as_of", "grade", "source", "note"),
    )
)
WHOLE = frozenset(("shell", "plane", "orbit", "year", "days", "eclipse_days", "month", "first_month", "months"))
DATES = {"date": "D", "from_date": "D", "start_utc": "s"}  # days, or seconds, of UTC


def typed(columns: Mapping[str, Iterable[Any]]) -> dict[str, Any]:
    """Columns as arrays: text as objects, whole numbers as int64, dates as datetime64, all else as float64.

    Nothing, in memory or between the commas of a file, is NaN. Raises ValueError, with the column's name, for a cell
    that is none of these.

    >>> typed({"month": ["-6", "0"], "usd": ["1.5e9", ""], "what": ["launch", ""]})["usd"].tolist()
    [1500000000.0, nan]
    """
    found = {}
    for name, values in columns.items():
        try:
            found[name] = _column(name, list(values))
        except ValueError as error:
            raise ValueError(f"column {name}: {error}") from None
    return found


def _column(name: str, cells: list[Any]) -> Any:
    if name in TEXT:
        return np.array(["" if cell is None else str(cell) for cell in cells], dtype=object)
    if name in WHOLE:
        return np.array([int(cell) for cell in cells], dtype=np.int64)
    if name in DATES:
        return np.array([str(cell) for cell in cells], dtype=f"datetime64[{DATES[name]}]")
    return np.array([np.nan if cell is None or cell == "" else float(cell) for cell in cells], dtype=np.float64)


def read_columns(path: Path) -> dict[str, Any]:
    """The columns of a CSV file by name, as ``typed`` makes them; none where there is no such file.

    Raises OrbitdcError where the file is damaged.
    """
    if not path.is_file():
        return {}
    fix = "run the scenario again to write the table anew"
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            head, *rows = list(csv.reader(lines)) or [[]]
        return typed(dict(zip(head, zip(*rows, strict=True) if rows else [()] * len(head), strict=True)))
    except ValueError as error:  # not UTF-8, or rows of unequal length, too
        raise OrbitdcError(Problem(str(error), file=str(path), fix=fix)) from error
