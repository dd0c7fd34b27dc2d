"""The figure of a reconciliation: a waterfall from one published answer to another."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from orbitdc.report.style import BLUE, GREEN, INK, ORANGE, SOFT, axes_of, sheet, styled
from orbitdc.report.text import number

MARKS = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0, 20.0, 30.0, 50.0, 100.0, 200.0, 300.0)  # of the axis
NOTE_CHARS = 78  # beside the names of the groups


def waterfall(
    names: tuple[str, str], ratios: tuple[float, float], columns: Mapping[str, Sequence[Any]], note: str
) -> Any:
    """Return the Axes of the steps from the ratio of one scenario to that of the other, on a scale of factors."""
    groups, factors = list(columns["group"]), np.array(columns["factor"], dtype=np.float64)
    rows = [names[0], *groups, names[1]]
    title = f"{names[0]} {number(ratios[0])} to {names[1]} {number(ratios[1])}"
    if groups:
        title += f": most by {groups[0]}, x{factors[0]:.2f}"
    with styled():
        figure, (axis,) = sheet(1.9 + 0.34 * len(rows), title)
        y = np.arange(len(rows))
        axis.set_xscale("log")
        before, after = (np.array(columns[f"ratio_{side}"], dtype=np.float64) for side in ("before", "after"))
        every = np.array([*ratios, *before, *after, 1.0])
        low, high = every.min() / 1.25, every.max() * 1.25
        for at, ratio in ((0, ratios[0]), (len(rows) - 1, ratios[1])):
            axis.barh(at, ratio - low, left=low, color=SOFT, height=0.6)
            axis.annotate(number(ratio), (ratio, at), (4, 0), textcoords="offset points", va="center", fontsize=8)
        for at, (start, end, factor) in enumerate(zip(before, after, factors, strict=True), 1):
            colour = ORANGE if factor > 1.0 else GREEN
            axis.barh(at, end - start, left=start, color=colour, height=0.6)
            axis.annotate(
                f"x{factor:.2f}", (max(start, end), at), (4, 0), textcoords="offset points", va="center", fontsize=8
            )
            axis.plot([end, end], [at, at + 1], color=INK, linewidth=0.6)
        axis.axvline(1.0, color=BLUE, linewidth=0.9, linestyle="--")
        axis.set_xlim(low, high)
        axis.set_yticks(y, rows)
        axis.invert_yaxis()
        axis.grid(False, axis="y")
        marked = [mark for mark in MARKS if low <= mark <= high]
        axis.set_xticks(marked, [f"{mark:g}" for mark in marked])
        axis.set_xticks([], minor=True)
        axis.set_xlabel("cost in orbit over cost on the ground; orbit is cheaper to the left of the dashed line")
        axis.set_title(textwrap.fill(note, NOTE_CHARS), color="#555b63", pad=7)
    return axes_of(figure)
