"""A results folder drawn as figures and written as one HTML page; the only door to matplotlib."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from orbitdc.report.folder import Results, read_results
from orbitdc.report.page import page
from orbitdc.report.text import headline
from orbitdc.system.interrupt import uninterrupted

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
    from orbitdc.report.style import save

    results = read_results(folder)
    target = results.folder / "figures"
    with _beside(results.folder) as hidden:
        drawn = [path for name, figure in figures_of(results).items() for path in save(figure, hidden / name)]
        with uninterrupted():
            target.mkdir(exist_ok=True)
            for path in drawn:
                os.replace(path, target / path.name)
    return [target / path.name for path in drawn]


def write_report(folder: str | Path) -> Path:
    """Write the one-page report of a results folder, drawing the figures anew; returns the path of report.html."""
    results = read_results(folder)
    drawn = {path.stem: path for path in draw(folder) if path.suffix == ".svg"}
    path = results.folder / "report.html"
    with _beside(results.folder) as hidden:
        (hidden / path.name).write_text(page(results, drawn), encoding="utf-8")
        os.replace(hidden / path.name, path)
    return path


@contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    """A hidden folder inside a results folder for what is not whole yet, removed whatever happens."""
    hidden = folder / f".drawing-{secrets.token_hex(4)}"  # named first: so that the folder can always be removed
    try:
        try:
            hidden.mkdir()
            yield hidden
        finally:
            with uninterrupted():
                shutil.rmtree(hidden, ignore_errors=True)
    finally:  # again, where an interruption fell right before the removal
        shutil.rmtree(hidden, ignore_errors=True)
