"""Figures of a search for the best design: how it went, where the best lies, and fronts of two objectives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from orbitdc.report.rows import BESIDE_CHARS, name_rows, row_in
from orbitdc.report.style import BLUE, INK, ORANGE, SOFT, axes_of, is_narrow, legend_outside, sheet, styled, subtitle
from orbitdc.report.text import number

MARK_IN = 0.12


def searched(
    name: str,
    values: Sequence[float],
    met: Sequence[bool],
    words: str,
    places: Mapping[str, tuple[float, float]],
    headline: str,
) -> Any:
    """Return the Axes of a search: the objective of every design tried, and the best within its bounds.

    ``places`` are the given and the best value of each variable, as shares of its range.
    """
    y, ok = np.array(values, dtype=np.float64), np.array(met, dtype=bool)
    x = np.arange(1, len(y) + 1)
    with styled():
        title = f"{name}: {headline}"
        height = row_in(MARK_IN, 0.24) * len(places)
        figure, (above, below) = sheet(3.6 + height, title, rows=2, ratios=(3.0, height + 0.4), shared=False)
        if ok.any():
            least = np.minimum.accumulate(np.where(ok, y, np.inf))
            above.plot(x, least, color=BLUE, label="best that meets the limits", zorder=3)  # before the designs
            above.set_ylim(0.95 * y[ok].min(), 1.1 * np.quantile(y[ok], 0.9))
        for which, colour, mark, label in ((~ok, SOFT, "x", "breaks a limit"), (ok, ORANGE, ".", "meets the limits")):
            if which.any():
                above.plot(x[which], y[which], mark, color=colour, markersize=3.0, label=label)
        above.legend(loc="upper right")
        above.set_xlabel("designs tried")
        above.set_ylabel(words)
        text = "differential evolution; each design simulated on representative days; no interval asked for"
        subtitle(above, text, BESIDE_CHARS)
        rows = np.arange(len(places))
        given, best = (np.array([pair[i] for pair in places.values()]) for i in (0, 1))
        below.hlines(rows, 0.0, 1.0, color=SOFT, linewidth=0.8)
        below.plot(given, rows, "o", color="white", markeredgecolor=INK, label="as given")
        below.plot(best, rows, "o", color=BLUE, label="best")
        below.set_ylim(-0.5, len(places) - 0.5)
        name_rows(below, list(places), MARK_IN)
        below.set_xlim(-0.03, 1.03)
        below.set_xticks([0.0, 1.0], ["lower bound", "upper bound"])
        if is_narrow():
            left, right = below.get_xticklabels()
            left.set_ha("left")
            right.set_ha("right")
            legend_outside(below)
        else:
            below.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
        below.grid(False)
    return axes_of(figure)


def front(
    name: str, cost: Sequence[float], other: Sequence[float], words: str, given: tuple[float, float] | None
) -> Any:
    """Return the Axes of a front: cost against another objective, for the designs that no other one beats in both."""
    with styled():
        count = len(cost)
        title = f"{name}: {count} designs of which none is beaten in cost and in {words}"
        figure, (axis,) = sheet(4.6, title)
        axis.plot(other, cost, "o-", color=BLUE, markersize=4.0, linewidth=0.8)
        if given is not None:
            axis.plot([given[1]], [given[0]], "o", color="white", markeredgecolor=INK)
            axis.annotate("as given", (given[1], given[0]), (0, 8), textcoords="offset points", ha="center")
        axis.margins(0.08, 0.12)  # room for the words above the point
        axis.xaxis.set_major_formatter(lambda value, _: number(value, 4))
        axis.set_xlabel(words)
        axis.set_ylabel("USD per PFLOP-hour in orbit")
        subtitle(axis, "every design meets the limits on representative days; no interval asked for")
    return axes_of(figure)
