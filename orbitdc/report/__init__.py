"""A results folder drawn as figures and written as one HTML page; the only door to matplotlib."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from orbitdc.errors import EnvironmentFault, Problem
from orbitdc.report.drawing import Second, draw_wide, drawn_in, inputs_of, second_process
from orbitdc.report.folder import Results, read_results
from orbitdc.report.headline import headline
from orbitdc.report.page import figure_block, page
from orbitdc.system.files import folder_beside
from orbitdc.system.interrupt import uninterrupted

T = TypeVar("T")
TRIES = 10  # of drawing, while other runs put new results in the folder's place
NOT_IN_REPORT = ("eclipse_map",)  # of orbits that the run does not fly

__all__ = ["draw", "figures_of", "headline", "second_process", "write_report"]


def figures_of(results: Results, without: Collection[str] = ()) -> dict[str, Any]:
    """Return the Axes of the figures, by name, for which the folder holds the data, ``without`` some of them."""
    from orbitdc.report.figures import FIGURES, drawable

    names = [name for name in drawable(results.tables) if name not in without]
    return {name: FIGURES[name].draw(*inputs_of(results, name)) for name in names}


def draw(folder: str | Path) -> list[Path]:
    """Draw every figure of a results folder; returns the PNG, SVG and CSV files written under ``figures/``.

    The CSV file of a figure holds its numbers. All are moved there whole once they are drawn, so that an interruption
    leaves no half of one.
    """
    return _in_spite_of_others(_draw, Path(folder))


def write_report(folder: str | Path, second: Second | None = None) -> Path:
    """Write the one-page report of a results folder, drawing the figures anew; returns the path of report.html.

    ``second`` is a process that draws some of them meanwhile, see `second_process`.
    """
    return _in_spite_of_others(partial(_write_report, second=second), Path(folder))


def _draw(folder: Path) -> list[Path]:
    """Draw the figures of a folder, and move them there when all are whole."""
    from orbitdc.report.figures import drawable

    results = read_results(folder)
    with folder_beside(results.folder / "figures") as hidden:
        drawn = [path for name in drawable(results.tables) for path in draw_wide(results, hidden, name)]
        return _moved(drawn, results.folder / "figures")


def _moved(drawn: Iterable[Path], target: Path) -> list[Path]:
    """Move files that are whole to a folder, and return where they are."""
    paths = list(drawn)
    with uninterrupted():
        target.mkdir(exist_ok=True)
        for path in paths:
            os.replace(path, target / path.name)
    return [target / path.name for path in paths]


def _write_report(folder: Path, second: Second | None) -> Path:
    """Draw the figures of a folder, and write the page that shows them."""
    from orbitdc.report.figures import FIGURES, drawable

    results = read_results(folder)
    names = [name for name in drawable(results.tables) if name not in NOT_IN_REPORT]
    with folder_beside(results.folder / "figures") as hidden:
        drawn = drawn_in(results, hidden, names, second)
        _moved((path for each in drawn for path in each.files), results.folder / "figures")
    blocks = {}
    for each in drawn:
        kind, wide = FIGURES[each.name], results.folder / "figures" / each.files[1].name
        numbers = kind.data(*inputs_of(results, each.name))
        blocks[each.name] = figure_block(each.name, each.finding, kind.caption, wide.read_bytes(), each.narrow, numbers)
    path = results.folder / "report.html"
    with folder_beside(path) as hidden:
        (hidden / path.name).write_text(page(results, blocks), encoding="utf-8")
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
    """What tells a folder from another one at the same path; None where there is none."""
    try:
        return folder.stat().st_ino
    except OSError:
        return None
