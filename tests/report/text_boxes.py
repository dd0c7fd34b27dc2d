"""What is wrong with the text of a figure, from the measured boxes of every text that is drawn."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

from matplotlib.colors import to_rgb

LEAST_PT = 7.0  # 9.3 pixels on a sheet as wide as a phone, at 96 pixels to the inch
NEAR_PX = 1.0  # of two boxes that touch
SHADES = 0.12  # of luminance, between two series that greyscale tells apart


def texts_of(figure: Any) -> Iterator[Any]:
    """Every text that is seen: titles, labels, ticks in view, notes, names of legends."""
    yield from (text for text in (figure._suptitle, figure._supxlabel) if text is not None)
    for legend in figure.legends:
        yield from legend.get_texts()
    for axes in figure.axes:
        yield from (axes.title, axes._left_title, axes._right_title, *axes.texts)
        if axes.get_legend() is not None:
            yield from axes.get_legend().get_texts()
        if not axes.axison:
            continue
        for axis in (axes.xaxis, axes.yaxis):
            yield axis.label
            low, high = sorted(axis.get_view_interval())
            room = 1e-9 * (high - low)
            for tick in axis.get_major_ticks():
                if low - room <= tick.get_loc() <= high + room:
                    yield from (tick.label1, tick.label2)


def faults(figure: Any, least_pt: float = 0.0) -> list[str]:
    """What a reader would see go wrong: overlapping, clipped or tiny text, a legend that is empty or ambiguous."""
    figure = figure.figure
    figure.draw_without_rendering()
    seen = {}
    for text in texts_of(figure):
        if text.get_visible() and text.get_text().strip():
            seen[id(text)] = (text.get_text().replace("\n", " "), text.get_window_extent(), text.get_fontsize())
    out = []
    for (one, a, _), (other, b, _) in itertools.combinations(seen.values(), 2):
        across, down = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
        if across > NEAR_PX and down > NEAR_PX:
            out.append(f"{one!r} over {other!r}")
    for text, box, size in seen.values():
        outside = max(-box.x0, -box.y0, box.x1 - figure.bbox.x1, box.y1 - figure.bbox.y1)
        if outside > NEAR_PX:
            out.append(f"{text!r} is clipped by {outside:.0f} pixels")
        if size < least_pt:
            out.append(f"{text!r} has {size} points")
    return out + [fault for legend in _legends(figure) for fault in _ambiguous(legend)]


def _legends(figure: Any) -> list[Any]:
    return [*figure.legends, *(axes.get_legend() for axes in figure.axes if axes.get_legend() is not None)]


def _ambiguous(legend: Any) -> list[str]:
    """An empty legend, and two of its entries that greyscale does not tell apart."""
    names = [text.get_text() for text in legend.get_texts()]
    if not names or not all(name.strip() for name in names):
        return ["a legend is empty"]
    looks = [_look(handle) for handle in legend.legend_handles]
    return [
        f"{one[0]!r} looks like {other[0]!r} in greyscale"
        for one, other in itertools.combinations(zip(names, looks, strict=True), 2)
        if one[1][0] == other[1][0] and abs(one[1][1] - other[1][1]) < SHADES
    ]


def _look(handle: Any) -> tuple[Any, float]:
    """The shape of a legend's entry, and its luminance."""
    if hasattr(handle, "get_linestyle") and hasattr(handle, "get_marker"):
        shape = (str(handle._dash_pattern), str(handle.get_marker()))
        return shape, _luminance(handle.get_color())
    colour = handle.get_facecolor()
    return str(getattr(handle, "get_hatch", lambda: "")() or ""), _luminance(colour)


def _luminance(colour: Any) -> float:
    """Relative luminance of a colour, 0 to 1, as Rec. 709 weighs it."""
    red, green, blue = to_rgb(colour if len(colour) in (3, 4) or isinstance(colour, str) else colour[0])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
