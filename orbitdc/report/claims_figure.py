"""The figure of claims on a ladder: what was said and what is found, as multiples of the ground."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from orbitdc.report.rows import name_rows, row_in
from orbitdc.report.style import BLUE, GREEN, INK, ORANGE, RED, axes_of, note, sheet, styled, x_label
from orbitdc.report.text import number

COLOURS = {"holds": GREEN, "holds if": ORANGE, "fails": RED}
MARKS = {"holds": "o", "holds if": "s", "fails": "X"}
LOW, HIGH = 0.05, 120.0
MARK_IN = 0.12
TICKS = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0)


def ladder(columns: Mapping[str, Sequence[Any]]) -> Any:
    """Return the Axes of claims as multiples of the ground: an open mark is the threshold, a full one is found."""
    known = [i for i, value in enumerate(columns["value"]) if value is not None]
    verdicts = [columns["verdict"][i] for i in known]
    counts = ", ".join(f"{verdicts.count(word)} {word}" for word in COLOURS)
    with styled():
        figure, (axis,) = sheet(
            1.6 + row_in(MARK_IN, 0.24) * max(len(known), 4), f"{len(known)} public claims on one ladder: {counts}"
        )
        axis.set_xscale("log")
        for row, i in enumerate(known):
            value, said = float(columns["value"][i]), float(columns["threshold"][i])
            colour = COLOURS[columns["verdict"][i]]
            shown, told = (float(np.clip(x, LOW, HIGH)) for x in (value, said))
            axis.plot([told, shown], [row, row], color=colour, linewidth=1.2)
            axis.plot(
                [told], [row], "<" if columns["comparison"][i] == "at_most" else ">", color=INK, mfc="white", ms=6
            )
            axis.plot([shown], [row], MARKS[columns["verdict"][i]], color=colour, markersize=5.5)
            right = max(shown, told)
            axis.annotate(number(value), (right, row), (7, 0), textcoords="offset points", va="center", fontsize=7.5)
        axis.axvline(1.0, color=BLUE, linewidth=0.9, linestyle="--")
        names = [f"{columns['claim'][i]}{_in(columns['year'][i])}" for i in known]
        axis.set_ylim(-0.7, len(known) - 0.3)
        name_rows(axis, names, MARK_IN, 7.5)
        axis.set_xlim(LOW, HIGH * 1.6)
        axis.set_xticks(TICKS, [f"{tick:g}" for tick in TICKS])
        axis.set_xticks([], minor=True)
        x_label(axis, "times what the ground has; the dashed line is parity")
        how = "a disc holds, a square holds if, a cross fails"
        note(figure, f"open: the claim, pointing to where it is true; full: found; {how}")
    return axes_of(figure)


def _in(year: int | None) -> str:
    """A year behind a comma; empty without one."""
    return "" if year is None else f", {year}"
