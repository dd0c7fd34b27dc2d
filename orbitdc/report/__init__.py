"""A results folder drawn as figures and written as one HTML page; the only door to matplotlib."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from orbitdc.errors import EnvironmentFault, Problem
from orbitdc.report.folder import Results, read_results
from orbitdc.report.page import page
from orbitdc.report.text import headline
from orbitdc.system.files import folder_beside
from orbitdc.system.interrupt import uninterrupted

T = TypeVar("T")
TRIES = 10  # of drawing, while other runs put new results in the folder's place

__all__ = ["draw", "figures_of", "headline", "write_report"]


def figures_of(results: Results) -> dict[str, Any]:
    """Return the figures, by name, for which the folder holds the data."""
    from orbitdc.report import figures

    drawn: dict[str, Any] = {"cost_stack": figures.cost_stack(results.summary)}
    for name, table in (("launch_curve", "launch_curve"), ("one_orbit", "one_orbit"), ("year", "days")):
        if table in results.tables and len(next(iter(results.tables[table].values()))) > 1:
            drawn[name] = getattr(figures, name)(results.tables[table], results.summary)
    if "dose_krad" in results.tables.get("days", {}) and "year" in drawn:  # folders of earlier versions lack it
        drawn["environment"] = figures.environment(results.tables["days"], results.summary)
    return drawn


def draw(folder: str | Path) -> list[Path]:
    """Draw every figure of a results folder; returns the PNG and SVG files written under ``figures/``.

    Each is moved there whole once all are drawn, so that an interruption leaves no half of one.
    """
    return _in_spite_of_others(_draw, Path(folder))


def write_report(folder: str | Path) -> Path:
    """Write the one-page report of a results folder, drawing the figures anew; returns the path of report.html."""
    return _in_spite_of_others(_write_report, Path(folder))


def _draw(folder: Path) -> list[Path]:
    from orbitdc.report.style import save

    results = read_results(folder)
    target = results.folder / "figures"
    with folder_beside(results.folder / "figures") as hidden:
        drawn = [path for name, figure in figures_of(results).items() for path in save(figure, hidden / name)]
        with uninterrupted():
            target.mkdir(exist_ok=True)
            for path in drawn:
                os.replace(path, target / path.name)
    return [target / path.name for path in drawn]


def _write_report(folder: Path) -> Path:
    results = read_results(folder)
    drawn = {path.stem: path for path in _draw(folder) if path.suffix == ".svg"}
    path = results.folder / "report.html"
    with folder_beside(path) as hidden:
        (hidden / path.name).write_text(page(results, drawn), encoding="utf-8")
        os.replace(hidden / path.name, path)
    return path


def _in_spite_of_others(work: Callable[[Path], T], folder: Path) -> T:
    """Do work in a results folder, and again where another process has put a new result in its place meanwhile.

    Raises EnvironmentFault where others write to it again and again.
    """
    for _ in range(TRIES):
        before = _identity(folder)
        try:
            return work(folder)
        except FileNotFoundError:
            if before is None or _identity(folder) == before:
                raise
    fix = "wait until it is through, and give `orbitdc report` with the folder"
    raise EnvironmentFault(Problem("another run is writing to this folder", file=str(folder), fix=fix))


def _identity(folder: Path) -> int | None:
    try:
        return folder.stat().st_ino
    except OSError:
        return None
