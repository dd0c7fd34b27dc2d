"""The tornado figure: how far each assumption moves the ratio by itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from orbitdc.report.rows import name_rows, row_in, thickness
from orbitdc.report.style import BLUE, INK, ORANGE, axes_of, is_narrow, sheet, styled, subtitle, x_label
from orbitdc.report.text import number

MOST_BARS = 20
MANY, TYPICAL, FAR = 12, 6, 1.5  # of 12 bars and more, the axis reaches 1.5 times as far as the sixth longest
LEAST_ROOM, LETTER = 0.2, 0.02  # beyond the bars for the values written there, and of a letter; shares of their reach
NARROW_LETTER = 0.038
BAR_IN = 0.16

Bar = tuple[str, Sequence[tuple[str, float | None]]]  # the assumption, and the value and ratio of each end
Ends = Sequence[tuple[str, float]]  # value and ratio of the ends on one side, the farthest first


def tornado(name: str, central: float | None, bars: Sequence[Bar], sentence: str) -> Any:
    """Return the Axes of the largest bars about the ratio of the scenario, the values of their ends written.

    What makes orbit cheaper is blue and what makes it dearer orange, whichever end of a range it is. The ratio of a bar
    that runs off the axis is written too.
    """
    largest = [(words, [(v, r) for v, r in ends if r is not None]) for words, ends in list(bars)[:MOST_BARS]]
    base = central if central is not None else 1.0
    low, high = _reach(base, [[ratio for _, ratio in ends] for _, ends in largest])
    sides = [
        (
            sorted((end for end in ends if end[1] < base), key=lambda end: end[1]),
            sorted((end for end in ends if end[1] > base), key=lambda end: -end[1]),
        )
        for _, ends in largest
    ]
    limits = _limits(sides, (low, high))
    with styled():
        figure, (axis,) = sheet(1.8 + row_in(BAR_IN, 0.32) * max(len(largest), 3), f"{name}: {sentence}")
        for place, (_, ends) in enumerate(largest):
            for _, ratio in ends:
                colour = BLUE if ratio < base else ORANGE
                axis.barh(place, ratio - base, left=base, height=thickness(BAR_IN, 0.62), color=colour, alpha=0.85)
        axis.set_xlim(*limits)
        for place, (below, above) in enumerate(sides):
            if below:
                _write(axis, place, below, limits, "right")
            if above:
                _write(axis, place, above, limits, "left")
        name_rows(axis, [words for words, _ in largest], BAR_IN, 7.5)
        axis.axvline(base, color=INK, linewidth=1.0)
        if low < 1.0 < high:
            axis.axvline(1.0, color=INK, linewidth=0.8, linestyle="--")
        axis.grid(False, axis="y")
        x_label(axis, f"cost in orbit over that on the ground, {number(central)} as it stands")
        subtitle(axis, "each changed alone; blue favours orbit, orange the ground")
    return axes_of(figure)


def _reach(base: float, bars: Sequence[Sequence[float]]) -> tuple[float, float]:
    """Where the axis begins and ends: at the longest bars, or where most are drawn too short to be read, before them.

    >>> _reach(4.0, [[3.0, 90.0], [3.5, 6.0]])
    (3.0, 90.0)
    >>> _reach(4.0, [[3.0, 90.0]] + [[3.5, 5.0]] * 11)
    (3.0, 5.5)
    """
    extents = sorted((max(abs(ratio - base) for ratio in ends) for ends in bars if ends), reverse=True)
    ratios = [base, *(ratio for ends in bars for ratio in ends)]
    if len(extents) < MANY:
        return min(ratios), max(ratios)
    far = FAR * extents[TYPICAL - 1]
    return max(min(ratios), base - far), min(max(ratios), base + far)


def _limits(sides: Sequence[tuple[Ends, Ends]], reach: tuple[float, float]) -> tuple[float, float]:
    """Where the axis ends: beyond every bar that is drawn whole, with room for the values at its end.

    >>> _limits([([("a", 3.0)], [("b", 90.0)])], (3.0, 5.0))
    (2.6, 5.4)
    >>> _limits([([("a long name of a choice", 3.0)], [])], (3.0, 5.0))
    (2.08, 5.4)
    """
    low, high = reach
    span, letter = high - low or 1.0, NARROW_LETTER if is_narrow() else LETTER
    left, right = low - LEAST_ROOM * span, high + LEAST_ROOM * span
    ends = [left], [right]
    for below, above in sides:
        if below and below[0][1] >= left:
            ends[0].append(below[0][1] - letter * span * len(_text(below)))
        if above and above[0][1] <= right:
            ends[1].append(above[0][1] + letter * span * len(_text(above)))
    return min(ends[0]), max(ends[1])


def _text(ends: Ends) -> str:
    """The values of one side of a bar."""
    return ", ".join(value for value, _ in ends)


def _write(axis: Any, place: int, ends: Ends, limits: tuple[float, float], side: str) -> None:
    """Write the values of one side of a bar outside of it; where the axis cuts it, on it, with its ratio."""
    farthest = ends[0][1]
    at = min(max(farthest, limits[0]), limits[1])
    cut = at != farthest
    text = f"{_text(ends)}: {number(farthest)}" if cut else _text(ends)
    if cut:
        side = "left" if side == "right" else "right"
    away = 3 if side == "left" else -3
    box = {"facecolor": "white", "edgecolor": "none", "pad": 0.6, "alpha": 0.9}
    label = axis.annotate(
        text, (at, place), (away, 0), textcoords="offset points", va="center", ha=side, fontsize=7, bbox=box,
        annotation_clip=False,
    )  # fmt: skip
    label.set_in_layout(False)  # it lies within the axes, and would move them
