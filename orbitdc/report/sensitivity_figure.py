"""The tornado figure: how far each assumption moves the ratio by itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from orbitdc.report.style import BLUE, INK, ORANGE, sheet, styled, subtitle
from orbitdc.report.text import number

MOST_BARS = 20

Bar = tuple[str, Sequence[tuple[str, float | None]]]  # the assumption, and the value and ratio of each end


def tornado(name: str, central: float | None, bars: Sequence[Bar], sentence: str) -> Any:
    """Return the figure of the largest bars about the ratio of the scenario, the values of their ends written.

    What makes orbit cheaper is blue and what makes it dearer orange, whichever end of a range it is.
    """
    largest = list(bars)[:MOST_BARS]
    base = central if central is not None else 1.0
    with styled():
        figure, (axis,) = sheet(1.8 + 0.32 * max(len(largest), 3), f"{name}: {sentence}")
        for place, (_, ends) in enumerate(largest):
            known = [(value, ratio) for value, ratio in ends if ratio is not None]
            for _, ratio in known:
                colour = BLUE if ratio < base else ORANGE
                axis.barh(place, ratio - base, left=base, height=0.62, color=colour, alpha=0.85)
            _written(axis, place, base, known)
        axis.set_yticks(range(len(largest)), [words for words, _ in largest], fontsize=7.5)
        axis.invert_yaxis()
        axis.axvline(base, color=INK, linewidth=1.0)
        low, high = axis.get_xlim()
        if low < 1.0 < high:
            axis.axvline(1.0, color=INK, linewidth=0.8, linestyle="--")
        axis.margins(x=0.14)
        axis.grid(False, axis="y")
        axis.set_xlabel(f"cost in orbit over cost on the ground, {number(central)} as it stands")
        subtitle(axis, "each assumption changed alone to the ends of its range; blue favours orbit, orange the ground")
    return figure


def _written(axis: Any, place: int, base: float, known: Sequence[tuple[str, float]]) -> None:
    """Write the values at the ends of a bar, outside of it; two on one side stand one after the other."""
    below = sorted((end for end in known if end[1] < base), key=lambda end: end[1])
    above = sorted((end for end in known if end[1] > base), key=lambda end: -end[1])
    for ends, away, side in ((below, -3, "right"), (above, 3, "left")):
        if ends:
            text = ", ".join(value for value, _ in ends)
            at = (ends[0][1], place)
            axis.annotate(text, at, (away, 0), textcoords="offset points", va="center", ha=side, fontsize=7)
