"""A results folder read back: the summary and the tables, whatever of them is there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from orbitdc.errors import OrbitdcError, Problem
from orbitdc.results.columns import CONTROL, read_columns
from orbitdc.results.schema import SCHEMA

Array = npt.NDArray[np.float64]
TABLES = ("one_orbit", "orbit_energy", "days", "launch_curve", "cashflow", "satellites", "numbers")
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
    summary = _drawable(read_summary(folder))
    tables = {name: read_columns(folder / f"{name}.csv") for name in TABLES}
    return Results(folder, summary, {name: table for name, table in tables.items() if _rows(table)})


def _drawable(value: Any) -> Any:
    """A summary whose texts have no characters that no letter stands for, and that no drawing or page may hold."""
    if isinstance(value, dict):
        return {_drawable(key): _drawable(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_drawable(inner) for inner in value]
    return CONTROL.sub("\ufffd", value) if isinstance(value, str) else value


def read_summary(folder: Path) -> dict[str, Any]:
    """Return the content of summary.json in ``folder``; a missing or unreadable one is the user's to fix."""
    path = folder / "summary.json"
    fix = "name the folder that `orbitdc run` wrote"
    if not path.is_file():
        raise OrbitdcError(Problem("no summary.json here, so this is no results folder", file=str(folder), fix=fix))
    summary = read_json(path, fix)
    if isinstance(summary.get("schema"), int) and summary["schema"] != SCHEMA:
        told = f"summary.json has schema {summary['schema']!r}, and this version reads {SCHEMA}"
        raise OrbitdcError(Problem(told, file=str(path), fix="run the scenario again"))
    return summary


def read_json(path: Path, fix: str) -> dict[str, Any]:
    """Return the object in a JSON file; a missing or unreadable one is the user's to fix."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise OrbitdcError(Problem(f"no {path.name} here", file=str(path.parent), fix=fix)) from None
    except ValueError as error:
        raise OrbitdcError(Problem(f"not readable as JSON: {error}", file=str(path), fix=fix)) from error
    if not isinstance(content, dict):
        raise OrbitdcError(Problem("not a JSON object", file=str(path), fix=fix))
    return content


def _rows(table: Table) -> int:
    """Return the number of rows of a table."""
    return len(next(iter(table.values()), ()))


def least(values: Any) -> float | None:
    """Return the smallest finite value, or None where there is none."""
    values = np.asarray(values, dtype=np.float64)
    values = values[np.isfinite(values)]
    return float(values.min()) if values.size else None


def most(values: Any) -> float | None:
    """Return the largest finite value, or None where there is none."""
    low = least(-np.asarray(values, dtype=np.float64))
    return None if low is None else -low
