"""Figures of studies: costs and the ratio over one or two keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from orbitdc.report.style import BLUE, GREEN, INK, ORANGE, sheet, styled, subtitle
from orbitdc.report.text import number

WIDE_FACTOR = 20.0  # between the ends of an axis, above which it is drawn by factors


def swept(
    name: str, axes: Mapping[str, Sequence[Any]], columns: Mapping[str, Sequence[Any]], labels: Mapping[str, str]
) -> Any:
    """Return the figure of a sweep: both sides' costs over the first key, or the ratio over the first two.

    ``labels`` are the keys with their units.
    """
    longer = [key for key, values in axes.items() if len(values) > 1]
    if len(longer) > 1:
        return _surface(name, longer[:2], axes, columns, labels)
    return _lines(name, axes, columns, labels)


def _numbers(values: Sequence[Any]) -> Any:
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def scaled(axis: Any, values: Sequence[Any]) -> None:
    """Draw an x or y axis by factors where its ends lie far apart; its numbers are written out."""
    if min(values) > 0.0 and max(values) / min(values) >= WIDE_FACTOR:
        axis.axes.set(**{f"{axis.axis_name}scale": "log"})
        axis.set_major_formatter(lambda x, _: number(x))
        axis.set_minor_formatter(lambda x, _: "")


def _span(columns: Mapping[str, Sequence[Any]]) -> str:
    """What a sweep found, in words."""
    ratios = [ratio for ratio in columns["ratio_like_for_like"] if ratio is not None]
    if not ratios:
        return "no point has a ratio"
    return f"orbit costs {number(min(ratios))} to {number(max(ratios))} times the ground"


def _is_number(values: Sequence[Any]) -> bool:
    return all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)


def _lines(
    name: str, axes: Mapping[str, Sequence[Any]], columns: Mapping[str, Sequence[Any]], labels: Mapping[str, str]
) -> Any:
    key = next(iter(axes))
    values, numeric = axes[key], _is_number(axes[key])
    x: Any = values if numeric else np.arange(len(values))
    orbit, ground = (_numbers(columns[f"{side}_usd_per_pflop_hour"]) for side in ("orbit", "ground"))
    ratio = _numbers(columns["ratio_like_for_like"])
    with styled():
        figure, (above, below) = sheet(5.6, f"{name}: {_span(columns)}, over {key}", rows=2)
        marker = "o" if len(values) < 30 else ""
        for axis, lines in (
            (above, ((orbit, BLUE, "orbit"), (ground, ORANGE, "ground"))),
            (below, ((ratio, GREEN, "ratio"),)),
        ):
            for y, colour, text in lines:
                axis.plot(x, y, color=colour, marker=marker, markersize=3.0, label=text)
                if np.isfinite(y[-1]):
                    axis.annotate(text, (x[-1], y[-1]), (4, 0), textcoords="offset points", va="center", color=colour)
            if numeric:
                scaled(axis.xaxis, values)
            else:
                axis.set_xticks(x, [str(value) for value in values])
        below.axhline(1.0, color=INK, linewidth=0.8, linestyle="--")
        above.set_ylabel("USD per PFLOP-hour")
        above.set_ylim(bottom=0.0)
        below.set_ylabel("orbit / ground")
        below.set_ylim(bottom=0.0)
        below.set_xlabel(labels[key])
        subtitle(above, "levelized cost of both sides, like for like; no interval asked for")
    return figure


def _surface(
    name: str,
    keys: Sequence[str],
    axes: Mapping[str, Sequence[Any]],
    columns: Mapping[str, Sequence[Any]],
    labels: Mapping[str, str],
) -> Any:
    x, y = axes[keys[1]], axes[keys[0]]
    shape = [len(values) for values in axes.values()]
    places = [list(axes).index(key) for key in keys]
    cube = _numbers(columns["ratio_like_for_like"]).reshape(shape)
    grid = np.moveaxis(cube, places, (-2, -1)).reshape(-1, len(y), len(x))[0]
    with styled():
        figure, (axis,) = sheet(5.6, f"{name}: {_span(columns)}, over {keys[0]} and {keys[1]}")
        at_x: Any = x if _is_number(x) else np.arange(len(x))
        at_y: Any = y if _is_number(y) else np.arange(len(y))
        shown = axis.pcolormesh(at_x, at_y, grid, cmap="cividis_r", shading="nearest")
        figure.colorbar(shown, ax=axis, label="orbit / ground")
        if min(grid.shape) > 1 and np.isfinite(grid).any():
            levels = [level for level in (0.5, 1.0, 2.0, 3.0, 5.0, 10.0) if np.nanmin(grid) < level < np.nanmax(grid)]
            if levels:
                widths = [2.2 if level == 1.0 else 0.8 for level in levels]
                lines = axis.contour(at_x, at_y, grid, levels=levels, colors=INK, linewidths=widths)
                axis.clabel(lines, fmt="%g")
        for way, values, key in ((axis.xaxis, x, keys[1]), (axis.yaxis, y, keys[0])):
            if _is_number(values):
                scaled(way, values)
            else:
                way.set_ticks(np.arange(len(values)), [str(value) for value in values])
            way.set_label_text(labels[key])
        axis.grid(False)
        subtitle(axis, "like for like; the thick line is parity; no interval asked for")
    return figure
