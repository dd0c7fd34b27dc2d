"""Figures of parity: the ratio over one key, its contour at 1 over two, and what must be true together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from orbitdc.report.rows import BESIDE_CHARS, name_rows, row_in, thickness
from orbitdc.report.study_figures import contours, scaled
from orbitdc.report.style import (
    BLUE,
    GREEN,
    INK,
    ORANGE,
    RED,
    SOFT,
    axes_of,
    is_narrow,
    sheet,
    styled,
    subtitle,
    x_label,
)
from orbitdc.report.text import number

COLOURS = (BLUE, ORANGE, GREEN, RED, SOFT)
HATCHES = ("", "//", "..")
LINES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)))
BAR_IN = 0.13
LEVELS = (0.5, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0)
Curve = tuple[Sequence[float], Sequence[float | None], Sequence[float]]  # values, ratios, and where the ratio is 1


def crossed(name: str, label: str, curves: Mapping[str, Curve]) -> Any:
    """Return the Axes of break-evens: the ratio over a key for each site, with its crossings of 1.

    ``label`` is the key with its unit.
    """
    key = label.partition(" ")[0]
    count = sum(bool(roots) for _, _, roots in curves.values())
    title = f"{name}: parity over {key} against {count} of {len(curves)} sites"
    with styled():
        figure, (axis,) = sheet(4.4, title)
        for i, (site, (values, ratios, roots)) in enumerate(curves.items()):
            y = np.array([np.nan if ratio is None else ratio for ratio in ratios], dtype=np.float64)
            colour = COLOURS[i % len(COLOURS)]
            axis.plot(values, y, color=colour, label=site, linestyle=LINES[i % len(LINES)])
            for root in roots:
                axis.plot([root], [1.0], "o", color=colour, markersize=5.0)
                axis.annotate(number(root, 4), (root, 1.0), (4, 5), textcoords="offset points", color=colour)
            scaled(axis.xaxis, values)
        axis.axhline(1.0, color=INK, linewidth=0.8, linestyle="--")
        axis.set_ylim(bottom=0.0)
        axis.set_ylabel("orbit / ground")
        x_label(axis, label)
        axis.legend(loc="best")
        subtitle(axis, "like for like; the dashed line is parity; no interval asked for")
    return axes_of(figure)


def surface(
    name: str,
    labels: tuple[str, str],
    values: tuple[Sequence[float], Sequence[float]],
    ratios: Any,
    pairs: Sequence[tuple[float, float]],
) -> Any:
    """Return the Axes of a surface: the ratio over two keys, (n_first, n_second), and the pairs at which it is 1."""
    keys = [text.partition(" ")[0] for text in labels]
    known = np.asarray(ratios)[np.isfinite(ratios)]
    span = f"{number(float(known.min()))} to {number(float(known.max()))}" if known.size else "nowhere"
    with styled():
        figure, (axis,) = sheet(5.6, f"{name}: the ratio is {span} over {keys[0]} and {keys[1]}")
        shown = axis.pcolormesh(values[1], values[0], ratios, cmap="cividis_r", shading="nearest")
        figure.colorbar(shown, ax=axis, label="orbit / ground")
        levels = [level for level in LEVELS if known.size and known.min() < level < known.max() and level != 1.0]
        if levels and min(np.shape(ratios)) > 1:
            contours(axis, values[1], values[0], ratios, levels, 0.7)
        if pairs:
            first, second = zip(*pairs, strict=True)
            axis.plot(second, first, ".", color=RED, markersize=4.0)
        for way, along, text in ((axis.xaxis, values[1], labels[1]), (axis.yaxis, values[0], labels[0])):
            scaled(way, along)
            way.set_label_text(text)
        axis.grid(False)
        subtitle(axis, "like for like; red points are parity; no interval asked for")
    return axes_of(figure)


def together(
    name: str, says: str, bars: Mapping[str, Sequence[tuple[float, float, float]]], rules: Sequence[str]
) -> Any:
    """Return the Axes of a joint change: how far each input goes by each rule, with its value and plausibility.

    ``bars`` hold, by key, the share of the way, the value and the plausibility for each of ``rules``.
    """
    keys, bars_in = list(bars), BAR_IN * max(len(rules), 1)
    with styled():
        figure, (axis,) = sheet(1.8 + row_in(bars_in, 0.36) * len(keys), f"{name}: {says}")
        thick = thickness(bars_in, 0.8) / max(len(rules), 1)
        size_pt = 7.0 if is_narrow() else 6.5
        for i, rule in enumerate(rules):
            y = np.arange(len(keys)) + (i - 0.5 * (len(rules) - 1)) * thick
            axis.barh(y, [bars[key][i][0] for key in keys], thick * 0.9, color=COLOURS[i], label=rule,
                      hatch=HATCHES[i % len(HATCHES)], edgecolor="white", linewidth=0.0)  # fmt: skip
            for place, key in zip(y, keys, strict=True):
                share, value, chance = bars[key][i]
                text = f"{number(value, 4)}, {100 * chance:.2g} %"
                axis.annotate(text, (share, place), (3, 0), textcoords="offset points", va="center", fontsize=size_pt)
        name_rows(axis, keys, bars_in)
        axis.set_xlim(0.0, 1.45 if is_narrow() else 1.25)
        x_label(axis, "share of the way from the value to the end of its range that favours orbit", 70)
        if rules:
            figure.legend(loc="outside lower left", ncols=2 if is_narrow() else len(rules))
        subtitle(axis, "beside each bar: the value, and the probability of one at least as favourable", BESIDE_CHARS)
    return axes_of(figure)
