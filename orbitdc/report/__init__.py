"""A results folder drawn as figures and written as one HTML page; the only door to matplotlib."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any, TypeVar

from orbitdc.errors import EnvironmentFault, Problem
from orbitdc.report.blocks import Figure
from orbitdc.report.folder import Results, read_results
from orbitdc.report.headline import headline
from orbitdc.report.page import figure_block, page
from orbitdc.system.files import folder_beside
from orbitdc.system.interrupt import uninterrupted

T = TypeVar("T")
TRIES = 10  # of drawing, while other runs put new results in the folder's place
NOT_IN_REPORT = ("eclipse_map",)  # of orbits that the run does not fly

__all__ = ["draw", "figures_of", "headline", "write_report"]


def figures_of(results: Results, without: Collection[str] = ()) -> dict[str, Any]:
    """Return the Axes of the figures, by name, for which the folder holds the data, ``without`` some of them."""
    from orbitdc.report.figures import FIGURES, drawable

    names = [name for name in drawable(results.tables) if name not in without]
    return {name: FIGURES[name].draw(*_inputs(results, name)) for name in names}


def _inputs(results: Results, name: str) -> list[Any]:
    """What a figure is drawn from: its tables and the summary."""
    from orbitdc.report.figures import FIGURES

    return [*(results.tables[table] for table in FIGURES[name].tables), results.summary]


def draw(folder: str | Path) -> list[Path]:
    """Draw every figure of a results folder; returns the PNG, SVG and CSV files written under ``figures/``.

    The CSV file of a figure holds its numbers. All are moved there whole once they are drawn, so that an interruption
    leaves no half of one.
    """
    return _in_spite_of_others(_draw, Path(folder))


def write_report(folder: str | Path) -> Path:
    """Write the one-page report of a results folder, drawing the figures anew; returns the path of report.html."""
    return _in_spite_of_others(_write_report, Path(folder))


def _draw(folder: Path, without: Collection[str] = ()) -> list[Path]:
    from orbitdc.report.blocks import csv_text
    from orbitdc.report.figures import FIGURES
    from orbitdc.report.style import save

    results = read_results(folder)
    target = results.folder / "figures"
    with folder_beside(results.folder / "figures") as hidden:
        drawn = []
        for name, figure in figures_of(results, without).items():
            drawn += save(figure, hidden / name)
            data = hidden / f"{name}.csv"
            data.write_text(csv_text(FIGURES[name].data(*_inputs(results, name))), encoding="utf-8")
            drawn.append(data)
        with uninterrupted():
            target.mkdir(exist_ok=True)
            for path in drawn:
                os.replace(path, target / path.name)
    return [target / path.name for path in drawn]


def _write_report(folder: Path) -> Path:
    results = read_results(folder)
    drawn = {path.stem: path for path in _draw(folder, NOT_IN_REPORT) if path.suffix == ".svg"}
    path = results.folder / "report.html"
    with folder_beside(path) as hidden:
        (hidden / path.name).write_text(page(results, _blocks(results, drawn)), encoding="utf-8")
        os.replace(hidden / path.name, path)
    return path


def _blocks(results: Results, drawn: Mapping[str, Path]) -> dict[str, Figure]:
    """The figures of the page by name: those drawn for wide screens and, drawn now, for narrow ones."""
    from orbitdc.report.figures import FIGURES
    from orbitdc.report.style import narrow, svg_text

    blocks = {}
    for name, path in drawn.items():
        kind, inputs = FIGURES[name], _inputs(results, name)
        with narrow():
            small = kind.draw(*inputs)
            finding = small.figure.get_suptitle().replace("\n", " ").replace("\u00a0", " ")
            svg = svg_text(small)
        blocks[name] = figure_block(name, finding, kind.caption, path.read_bytes(), svg, kind.data(*inputs))
    return blocks


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
