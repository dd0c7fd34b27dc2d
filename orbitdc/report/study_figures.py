"""Figures of studies: costs and the ratio over one or two keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from orbitdc.report.rows import BESIDE_CHARS, name_rows, row_in, thickness
from orbitdc.report.style import BLUE, GREEN, INK, ORANGE, SHADE, axes_of, is_narrow, sheet, styled, subtitle, x_label
from orbitdc.report.text import number

WIDE_FACTOR = 20.0  # between the ends of an axis, above which it is drawn by factors
MOST_INPUTS, BAR_IN = 12, 0.14
MOST_SHARES = {False: 22, True: 9}  # that are written over the bars of a wide and of a narrow sheet
MOST_LETTERS = {False: 100, True: 44}  # of the names along an x axis, which are turned where they have more


def swept(
    name: str, axes: Mapping[str, Sequence[Any]], columns: Mapping[str, Sequence[Any]], labels: Mapping[str, str]
) -> Any:
    """Return the Axes of a sweep: both sides' costs over the first key, or the ratio over the first two.

    ``labels`` are the keys with their units.
    """
    longer = [key for key, values in axes.items() if len(values) > 1]
    if len(longer) > 1:
        return _surface(name, longer[:2], axes, columns, labels)
    return _lines(name, axes, columns, labels)


def _numbers(values: Sequence[Any]) -> Any:
    """Values as numbers, nan for None."""
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def scaled(axis: Any, values: Sequence[Any]) -> None:
    """Draw an x or y axis by factors where its ends lie far apart; its numbers are written out."""
    if min(values) > 0.0 and max(values) / min(values) >= WIDE_FACTOR:
        by_factors(axis, values)


def by_factors(axis: Any, values: Sequence[float]) -> None:
    """Draw an axis by factors, with the ticks 1, 2 and 5 of each decade where these are few; returns nothing."""
    from matplotlib.ticker import LogLocator, NullFormatter

    axis.axes.set(**{f"{axis.axis_name}scale": "log"})
    few = max(values) < 60.0 * max(min(values), 1e-12)
    axis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0) if few else (1.0,)))
    axis.set_major_formatter(lambda x, _: number(x, 1))
    axis.set_minor_formatter(NullFormatter())


def named(axis: Any, values: Sequence[Any]) -> None:
    """Write names along an x or y axis, turned where they do not fit side by side; returns nothing."""
    texts = [str(value) for value in values]
    axis.set_ticks(np.arange(len(texts)), texts)
    if axis.axis_name == "x" and len("  ".join(texts)) > MOST_LETTERS[is_narrow()]:
        axis.set_tick_params(rotation=90.0)


def contours(axis: Any, x: Any, y: Any, grid: Any, levels: Sequence[float], widths: Any) -> None:
    """Draw lines of equal ratio with their values on them; a line is not cut open for its value."""
    lines = axis.contour(x, y, grid, levels=levels, colors=INK, linewidths=widths)
    for text in axis.clabel(lines, fmt="%g", inline=False, fontsize=8):
        text.set_bbox({"facecolor": "white", "edgecolor": "none", "pad": 0.8, "alpha": 0.85})


def _span(columns: Mapping[str, Sequence[Any]]) -> str:
    """What a sweep found, in words."""
    ratios = [ratio for ratio in columns["ratio_like_for_like"] if ratio is not None]
    if not ratios:
        return "no point has a ratio"
    return f"orbit costs {number(min(ratios))} to {number(max(ratios))} times the ground"


def _is_number(values: Sequence[Any]) -> bool:
    """Whether all values are numbers."""
    return all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)


def _lines(
    name: str, axes: Mapping[str, Sequence[Any]], columns: Mapping[str, Sequence[Any]], labels: Mapping[str, str]
) -> Any:
    """Draw costs and ratio over the values of one key."""
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
                named(axis.xaxis, values)
        below.axhline(1.0, color=INK, linewidth=0.8, linestyle="--")
        above.set_ylabel("USD per PFLOP-hour")
        above.set_ylim(bottom=0.0)
        below.set_ylabel("orbit / ground")
        below.set_ylim(bottom=0.0)
        x_label(below, labels[key])
        subtitle(above, "levelized cost of both sides, like for like; no interval asked for")
    return axes_of(figure)


def _surface(
    name: str,
    keys: Sequence[str],
    axes: Mapping[str, Sequence[Any]],
    columns: Mapping[str, Sequence[Any]],
    labels: Mapping[str, str],
) -> Any:
    """Draw the ratio over the values of two keys."""
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
                contours(axis, at_x, at_y, grid, levels, widths)
        for way, values, key in ((axis.xaxis, x, keys[1]), (axis.yaxis, y, keys[0])):
            if _is_number(values):
                scaled(way, values)
            else:
                named(way, values)
            way.set_label_text(labels[key])
        axis.grid(False)
        subtitle(axis, "like for like; the thick line is parity; no interval asked for")
    return axes_of(figure)


def outlook(name: str, columns: Mapping[str, Sequence[Any]], answer: str) -> Any:
    """Return the Axes of an outlook: fans of both sides' costs and of the ratio, and P(parity), by year."""
    years = np.array(columns["year"])
    with styled():
        figure, (costs, ratio, parity) = sheet(8.0, f"{name}: {answer}", rows=3, ratios=(1.2, 1.2, 0.8))
        for axis, key, colour, words in (
            (costs, "orbit_usd_per_pflop_hour", BLUE, "orbit"),
            (costs, "ground_usd_per_pflop_hour", ORANGE, "ground"),
            (ratio, "ratio_like_for_like", BLUE, "launch at its price"),
        ):
            low, middle, high = (_numbers(columns[f"{key}_{share}"]) for share in ("p5", "p50", "p95"))
            central = _numbers(columns[f"{key}_central"])
            if np.isfinite(middle).any():
                axis.fill_between(years, low, high, color=colour, alpha=0.18, linewidth=0.0)
                axis.plot(years, middle, color=colour, linewidth=1.0, linestyle=":")
            axis.plot(years, central, color=colour)
            axis.annotate(
                words, (years[-1], central[-1]), (4, 0), textcoords="offset points", va="center", color=colour
            )
            scaled(axis.yaxis, (1.0, WIDE_FACTOR))
        own = _numbers(columns["ratio_at_internal_launch_cost"])
        if np.isfinite(own).any():
            ratio.plot(years, own, color=GREEN, linestyle="--")
            ratio.annotate(
                "launch at cost", (years[-1], own[-1]), (4, -2), textcoords="offset points", va="top", color=GREEN
            )
        ratio.axhline(1.0, color=INK, linewidth=0.9, linestyle="--")
        costs.set_ylabel("USD per PFLOP-hour")
        ratio.set_ylabel("orbit / ground")
        share = _numbers(columns["parity_frac"])
        if np.isfinite(share).any():
            parity.bar(years, share, color=BLUE, width=0.7)
            each = -(-len(years) // MOST_SHARES[is_narrow()])
            for year, chance in zip(years[::-each], share[::-each], strict=True):
                parity.annotate(
                    f"{chance:.0%}", (year, chance), (0, 2), textcoords="offset points", ha="center", fontsize=7
                )
        parity.set_ylim(0.0, 1.0)
        parity.set_ylabel("P(orbit cheaper)")
        parity.set_xlabel("beginning of service")
        parity.xaxis.get_major_locator().set_params(integer=True)
        subtitle(costs, "lines: central paths; dots: median of the draws; bands: 90 % of them")
    return axes_of(figure)


def drawn(
    name: str,
    ratios: Any,
    central: float | None,
    quantiles: Mapping[str, Mapping[str, float | None]],
    correlations: Mapping[str, float],
    chance: float,
) -> Any:
    """Return the Axes of a Monte Carlo study: the spread of the ratio, and what it follows beyond ``chance``."""
    known = np.asarray(ratios)[np.isfinite(ratios)]
    cheaper = float((np.asarray(ratios) < 1.0).mean())
    how_often = f"{cheaper:.1%}" if cheaper > 0.0 else "none"
    title = f"{name}: orbit is cheaper in {how_often} of {len(ratios):,} draws"
    most = list(correlations.items())[:MOST_INPUTS]
    with styled():
        height = 0.5 + row_in(BAR_IN, 0.0) * max(len(most), 3) if is_narrow() else 3.3
        figure, (above, below) = sheet(3.5 + height, title, rows=2, ratios=(1.0, height / 2.64), shared=False)
        edges = np.geomspace(known.min(), known.max() * 1.01, 41) if known.size else np.array([1.0, 2.0])
        above.hist(known, bins=edges, color=BLUE, edgecolor="white", linewidth=0.4)
        above.axvline(1.0, color=INK, linewidth=0.9, linestyle="--")
        marked = [(central, "as it stands"), *((each["value"], key.upper()) for key, each in quantiles.items())]
        for row, (value, words) in enumerate(marked):
            if value is not None:
                colour = ORANGE if row == 0 else INK
                above.axvline(value, color=colour, linewidth=1.0)
                above.annotate(
                    f"{words} {number(value)}", (value, 0.95 - 0.09 * row), (4, 0), xycoords=("data", "axes fraction"),
                    textcoords="offset points", fontsize=8, color=colour, va="center",
                    bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0},
                )  # fmt: skip
        if known.size:
            ends = min(1.0, float(known.min())) * 0.95, float(np.quantile(known, 0.995)) * 1.05
            scaled(above.xaxis, ends)
            above.set_xlim(*ends)
        above.set_xlabel("cost in orbit over cost on the ground")
        above.set_ylabel("draws")
        above.tick_params(labelbottom=True)
        subtitle(above, "every range of the catalogue drawn at once, each draw simulated and priced", BESIDE_CHARS)
        colours = [ORANGE if value < 0 else BLUE for _, value in most]
        below.barh(range(len(most)), [value for _, value in most], thickness(BAR_IN, 0.8), color=colours)
        below.set_xlim(-1.0, 1.0)
        below.axvline(0.0, color=INK, linewidth=0.8)
        below.axvspan(-chance, chance, color=SHADE, alpha=0.8, zorder=3)
        name_rows(below, [key for key, _ in most], BAR_IN)
        text = "rank correlation with the ratio: to the right, more of it makes orbit dearer; grey is chance"
        x_label(below, text, 70)
        below.grid(False, axis="y")
    return axes_of(figure)
