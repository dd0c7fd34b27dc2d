"""The figure of a reconciliation: a waterfall from one published answer to another."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from orbitdc.report.rows import name_rows, row_in, thickness
from orbitdc.report.style import BLUE, GREEN, INK, ORANGE, SOFT, axes_of, is_narrow, sheet, styled, subtitle, x_label
from orbitdc.report.text import number

MARKS = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0, 20.0, 30.0, 50.0, 100.0, 200.0, 300.0)  # of the axis
NOTE_CHARS = 78  # beside the names of the groups
BAR_IN, MOST_MARKS = 0.15, 8
FAR, EVEN = 1e3, 0.005  # from end to end of an axis of powers of ten; a factor that two decimals tell


def waterfall(
    names: tuple[str, str], ratios: tuple[float, float], columns: Mapping[str, Sequence[Any]], note: str
) -> Any:
    """Return the Axes of the steps from the ratio of one scenario to that of the other, on a scale of factors."""
    groups, factors = list(columns["group"]), np.array(columns["factor"], dtype=np.float64)
    rows = [names[0], *groups, names[1]]
    title = f"{names[0]} {number(ratios[0])} to {names[1]} {number(ratios[1])}"
    if groups:
        title += f": most by {groups[0]}, {_factor(factors[0])}"
    with styled():
        figure, (axis,) = sheet(1.9 + row_in(BAR_IN, 0.34) * len(rows), title)
        thick = thickness(BAR_IN, 0.6)
        axis.set_xscale("log")
        before, after = (np.array(columns[f"ratio_{side}"], dtype=np.float64) for side in ("before", "after"))
        every = np.array([*ratios, *before, *after, 1.0])
        low, high = every.min() / 1.25, every.max() * 1.25
        for at, ratio in ((0, ratios[0]), (len(rows) - 1, ratios[1])):
            axis.barh(at, ratio - low, left=low, color=SOFT, height=thick)
            axis.annotate(number(ratio), (ratio, at), (4, 0), textcoords="offset points", va="center", fontsize=8)
        for at, (start, end, factor) in enumerate(zip(before, after, factors, strict=True), 1):
            colour = ORANGE if factor > 1.0 else GREEN
            axis.barh(at, end - start, left=start, color=colour, height=thick)
            axis.annotate(
                _factor(factor),
                (max(start, end), at),
                (4, 0),
                textcoords="offset points",
                va="center",
                fontsize=8,
            )
            axis.plot([end, end], [at, at + 1], color=INK, linewidth=0.6)
        axis.axvline(1.0, color=BLUE, linewidth=0.9, linestyle="--")
        axis.set_xlim(low, high)
        name_rows(axis, rows, BAR_IN)
        axis.grid(False, axis="y")
        marked = _marked(low, high)
        axis.set_xticks(marked, [f"{mark:g}" for mark in marked])
        axis.set_xticks([], minor=True)
        x_label(axis, "cost in orbit over cost on the ground; orbit is cheaper to the left of the dashed line", 100)
        if is_narrow():
            subtitle(axis, note)
        else:
            axis.set_title(textwrap.fill(note, NOTE_CHARS), color="#555b63", pad=7)
    return axes_of(figure)


def _factor(factor: float) -> str:
    """A factor in two decimals, or in three digits where these tell too little or too much.

    >>> _factor(1.5), _factor(0.00003), _factor(36258.0)
    ('x1.50', 'x3.00e-05', 'x36,300')
    """
    return f"x{factor:.2f}" if EVEN < factor < 1.0 / EVEN else f"x{number(factor)}"


def _marked(low: float, high: float) -> list[float]:
    """The marks of the axis: powers of ten of a long one, and 1, 2 and 5 of each where there is little room.

    >>> _marked(0.5, 12.0)
    [0.5, 1.0, 2.0, 3.0, 5.0, 10.0]
    >>> _marked(2.0, 2e5)
    [10.0, 100.0, 1000.0, 10000.0, 100000.0]
    """
    if high > FAR * low:
        return [10.0**power for power in range(math.ceil(math.log10(low)), math.floor(math.log10(high)) + 1)]
    marked = [mark for mark in MARKS if low <= mark <= high]
    crowded = is_narrow() and len(marked) > MOST_MARKS
    return [mark for mark in marked if not (crowded and f"{mark:g}".startswith("3"))]
