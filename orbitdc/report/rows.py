"""Rows of bars with their names: left of the axes, or above each row on a narrow sheet, which is then theirs whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from orbitdc.report.style import is_narrow

BESIDE_CHARS = 62  # of a line of fine print above rows that have the longest names beside them
NAME_IN, NAME_PT, ABOVE_PT = 0.19, 7.0, 1.5  # height that a name takes above its row, its letters, and what is between


def row_in(bars_in: float, wide_in: float) -> float:
    """The height of a row whose bars are ``bars_in`` high on a narrow sheet, and which is ``wide_in`` on a wide one."""
    return bars_in + NAME_IN if is_narrow() else wide_in


def thickness(bars_in: float, wide: float) -> float:
    """The share of a row that its bars take: ``wide`` of it on a wide sheet."""
    return bars_in / (bars_in + NAME_IN) if is_narrow() else wide


def name_rows(axes: Any, names: Sequence[str], bars_in: float, size_pt: float = 9.0) -> None:
    """Name the rows 0, 1, 2... from the top down; returns nothing."""
    if not is_narrow():
        axes.set_yticks(range(len(names)), names, fontsize=size_pt)
        axes.set_ylim(*sorted(axes.get_ylim(), reverse=True))
        return
    half, name = 0.5 * thickness(bars_in, 0.0), NAME_IN / row_in(bars_in, 0.0)
    axes.set_yticks([])
    axes.set_ylim(len(names) - 1 + half + 0.3 * name, -half - name)
    box = {"facecolor": "white", "edgecolor": "none", "pad": 0.3, "alpha": 0.9}
    for place, text in enumerate(names):
        axes.annotate(
            text, (0.0, place - half), (2, ABOVE_PT), xycoords=("axes fraction", "data"), textcoords="offset points",
            va="bottom", fontsize=NAME_PT, bbox=box,
        )  # fmt: skip
