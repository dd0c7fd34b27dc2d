"""A results folder read back: the summary and the tables, whatever of them is there."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from orbitdc.errors import OrbitdcError, Problem

Array = npt.NDArray[np.float64]
Table = Mapping[str, Any]  # column name to an array of float64, or to an array of datetime64[D] for "date"


@dataclass(frozen=True)
class Results:
    """What a results folder holds; a table that is missing or has no rows is absent from ``tables``."""

    folder: Path
    summary: dict[str, Any]
    tables: dict[str, dict[str, Any]] = field(default_factory=dict)


def read_results(folder: str | Path) -> Results:
    """Return the results in ``folder``; a missing or unreadable summary.json is the user's to fix."""
    folder = Path(folder)
    path = folder / "summary.json"
    fix = "name the folder that `orbitdc run` wrote"
    if not path.is_file():
        raise OrbitdcError(Problem("no summary.json here, so this is no results folder", file=str(folder), fix=fix))
    try:
        summary = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise OrbitdcError(Problem(f"not readable as JSON: {error}", file=str(path), fix=fix)) from error
    if not isinstance(summary, dict):
        raise OrbitdcError(Problem("not a JSON object", file=str(path), fix=fix))
    tables = {}
    for name in ("one_orbit", "days", "launch_curve"):
        table = read_table(folder / f"{name}.csv")
        if table:
            tables[name] = table
    return Results(folder, summary, tables)


def read_table(path: Path) -> dict[str, Any]:
    """Return a CSV file as arrays by column: ``date`` as days, the rest as float64 with NaN where empty."""
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    if not rows:
        return {}
    return {name: _column(path, name, [row[name] or "" for row in rows]) for name in rows[0] if name}


def _column(path: Path, name: str, cells: list[str]) -> Any:
    try:
        if name == "date":
            return np.array([cell[:10] for cell in cells], dtype="datetime64[D]")
        return np.array([float(cell) if cell else np.nan for cell in cells], dtype=np.float64)
    except ValueError as error:
        raise OrbitdcError(
            Problem(f"column {name}: {error}", file=str(path), fix="run the scenario again to write the table anew")
        ) from error


def least(values: Any) -> float | None:
    """Return the smallest finite value, or None where there is none."""
    values = np.asarray(values, dtype=np.float64)
    values = values[np.isfinite(values)]
    return float(values.min()) if values.size else None


def most(values: Any) -> float | None:
    """Return the largest finite value, or None where there is none."""
    low = least(-np.asarray(values, dtype=np.float64))
    return None if low is None else -low
