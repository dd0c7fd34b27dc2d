"""A run written to its folder: summary.json, tables as CSV, the numbers used; moved into place when whole."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from orbitdc.errors import EnvironmentFault, Problem
from orbitdc.results.columns import harmless
from orbitdc.results.known import MADE_FROM, stamp
from orbitdc.results.known import folder_name as folder_name
from orbitdc.results.notes import provenance
from orbitdc.results.summary import summarise
from orbitdc.results.tables import TABLES, orbit_table
from orbitdc.results.telemetry import Telemetry, write_telemetry
from orbitdc.system.files import folder_beside
from orbitdc.system.interrupt import uninterrupted
from orbitdc.system.places import bring_back, move_into_place

if TYPE_CHECKING:
    from orbitdc.comparison.run import Run

Columns = Mapping[str, Iterable[Any]]
NO_NUMBERS = ("nan", "inf", "-inf")  # as Python writes what is not finite
EXACT = ("ledger", "months", "cashflow")  # tables of money, from which every cost can be computed again


def summary_of(run: Run) -> dict[str, Any]:
    """The content of summary.json for a run of now."""
    now = dt.datetime.now(dt.UTC).replace(microsecond=0)
    return summarise(run, provenance(run, now.isoformat().replace("+00:00", "Z")))


def save(
    run: Run,
    summary: Mapping[str, Any] | None = None,
    root: str | Path = "results",
    all_orbits: bool = False,
    telemetry: Telemetry | None = None,
    made_from: str = "",
) -> Path:
    """Write a run below ``root`` and return its folder, ``root/<name>-<hash>``; with ``telemetry`` if asked for.

    ``summary`` is what ``summary_of`` says, unless given, and ``made_from`` the hash by which the same run is known
    again (see ``orbitdc.results.known``). Everything is written beside and moved into place, so that an
    earlier result is whole or replaced, never mixed. Raises EnvironmentFault where the folder cannot be written.
    """
    summary = summary_of(run) if summary is None else summary
    with ThreadPoolExecutor(1) as beside:  # orbits are marched, which leaves Python free
        orbits = beside.submit(orbit_table, run, all_orbits)
        tables: dict[str, Columns] = {name: table(run) for name, table in TABLES.items() if name != "orbits"}
        tables = {"orbits": orbits.result(), **tables}
    scenario = run.scenario.model_dump(mode="json")
    files: dict[str, Callable[[Path], None]] = {}
    if telemetry is not None:
        files["telemetry.nc"] = partial(write_telemetry, run, summary, telemetry)
    if made_from:
        files[MADE_FROM] = partial(stamp, key=made_from)  # last: it tells of the others
    documents = {"summary": summary, "scenario": scenario}
    return write_folder(Path(root) / folder_name(summary), documents, tables, files)


def write_folder(
    target: Path,
    documents: Mapping[str, Mapping[str, Any]],
    tables: Mapping[str, Columns],
    files: Mapping[str, Callable[[Path], None]] | None = None,
) -> Path:
    """Write JSON documents and CSV tables by name to a folder that appears whole, in place of an earlier one.

    ``files`` are others by their whole name, each with what writes it to a path. Raises EnvironmentFault where the
    folder cannot be written.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        bring_back(target)
        with folder_beside(target) as written:
            for name, content in documents.items():
                _write_json(written / f"{name}.json", content)
            for name, columns in tables.items():
                _write_csv(written / f"{name}.csv", columns)
            for name, write in (files or {}).items():
                write(written / name)
            written.chmod(0o755)
            with uninterrupted():
                move_into_place(written, target)
    except OSError as error:
        fix = "choose another folder with -o"
        raise EnvironmentFault(Problem(f"cannot be written: {error.strerror}", file=str(target), fix=fix)) from error
    return target


def _write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Write a mapping as JSON, dates as text."""
    dates = dt.date.isoformat
    text = json.dumps(content, indent=1, allow_nan=False, ensure_ascii=False, default=dates)
    path.write_text(text + "\n", encoding="utf-8")


def _write_csv(path: Path, columns: Columns) -> None:
    """Write columns as CSV."""
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer, exact = csv.writer(stream, lineterminator="\n"), path.stem in EXACT
        writer.writerow(columns)
        writer.writerows(zip(*(_cells(column, exact) for column in columns.values()), strict=True))


def _cells(column: Iterable[Any], exact: bool) -> list[Any]:
    """A column with nine significant digits, or all that a number has; nothing where there is no number."""
    form: Callable[[float], str] = repr if exact else "{:.9g}".format
    if isinstance(column, np.ndarray) and column.dtype == np.float64:
        finite, column = bool(np.isfinite(column).all()), column.tolist()
        if not exact:
            texts = [f"{value:.9g}" for value in column]
            return texts if finite else ["" if text in NO_NUMBERS else text for text in texts]
    return [
        (form(float(value)) if isfinite(value) else "")
        if isinstance(value, float)  # numpy's float64 too
        else ("" if value is None else harmless(value) if isinstance(value, str) else value)
        for value in column
    ]
