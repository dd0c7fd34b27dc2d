"""Figures of several results: costs on one scale, cost against carbon, and the ratio over the price of launch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import fill, shorten
from typing import Any

import numpy as np

from orbitdc.report.folder import Table
from orbitdc.report.parity_figures import COLOURS, LINES
from orbitdc.report.study_figures import by_factors, scaled
from orbitdc.report.style import BLUE, INK, ORANGE, SOFT, axes_of, is_narrow, note, sheet, styled
from orbitdc.report.text import number, part

Summaries = Sequence[Mapping[str, Any]]


def _name(summary: Mapping[str, Any]) -> str:
    """The name of a scenario in 34 characters at most."""
    return shorten(str(part(summary, "scenario", "name") or "a scenario").replace("_", " "), 34, placeholder=" ...")


def costs_compared(summaries: Summaries) -> Any:
    """Return the Axes of what a PFLOP-hour costs on either side of every scenario, on one scale."""
    known = [s for s in summaries if part(s, "ground", "usd_per_pflop_hour") is not None]
    known.sort(key=lambda s: s.get("ratio_like_for_like") or np.inf)
    with styled():
        figure, (axes,) = sheet(1.7 + 0.38 * max(len(known), 3), _costs_title(known))
        for place, summary in enumerate(known):
            ground, orbit = (part(summary, side, "usd_per_pflop_hour") for side in ("ground", "orbit"))
            if orbit is not None:
                axes.plot([ground, orbit], [place, place], color=SOFT, linewidth=1.2, zorder=1)
                axes.plot([orbit], [place], "D", color=ORANGE, markeredgecolor=INK, markersize=6)
                text = f"{number(orbit / ground)} times"
                axes.annotate(
                    text, (max(orbit, ground), place), (8, 0), textcoords="offset points", va="center", fontsize=7.5
                )
            axes.plot([ground], [place], "o", color=BLUE, markeredgecolor=INK, markersize=6)
        axes.set_yticks(range(len(known)), [fill(_name(s), 18 if is_narrow() else 34) for s in known])
        axes.invert_yaxis()
        axes.set_ylim(len(known) - 0.4, -0.6)
        both = [part(s, side, "usd_per_pflop_hour") for s in known for side in ("ground", "orbit")]
        amounts = [usd for usd in both if usd is not None] or [1.0]
        by_factors(axes.xaxis, amounts)
        axes.set_xlim(0.7 * min(amounts), (2.6 if is_narrow() else 1.6) * max(amounts))
        axes.set_xlabel(
            "cost of a PFLOP-hour (USD)" if is_narrow() else "levelized cost of a delivered PFLOP-hour (USD)"
        )
        note(figure, "circles: the ground; diamonds: orbit; each scenario like for like, at its own terms")
    return axes_of(figure)


def _costs_title(known: Summaries) -> str:
    """The finding: the least and the greatest ratio."""
    ratios = [s["ratio_like_for_like"] for s in known if s.get("ratio_like_for_like") is not None]
    if not ratios:
        return "No scenario here has a cost on both sides"
    if len(ratios) == 1:
        return f"Orbit costs {number(ratios[0])} times the ground"
    return f"Orbit costs {number(min(ratios))} to {number(max(ratios))} times the ground in {len(ratios)} scenarios"


def carbon_against_cost(summaries: Summaries) -> Any:
    """Return the Axes of carbon over cost of a PFLOP-hour: one arrow from ground to orbit for every scenario."""
    with styled():
        figure, (axes,) = sheet(4.6, "Cost against carbon: an arrow leads from the ground to orbit")
        usd, kg = [], []
        for place, summary in enumerate(summaries):
            ends = [
                (part(summary, side, "usd_per_pflop_hour"), part(summary, side, "kgco2e_per_pflop_hour"))
                for side in ("ground", "orbit")
            ]
            if any(value is None for end in ends for value in end):
                continue
            usd += [end[0] for end in ends]
            kg += [end[1] for end in ends]
            axes.annotate(
                "", ends[1], ends[0], arrowprops={"arrowstyle": "->", "color": SOFT, "shrinkA": 5, "shrinkB": 5}
            )
            axes.plot(*ends[0], "o", color=BLUE, markeredgecolor=INK, markersize=6)
            axes.plot(*ends[1], "D", color=ORANGE, markeredgecolor=INK, markersize=6)
            text = str(place + 1)
            axes.annotate(
                text, ends[1], (7, 0), textcoords="offset points", va="center", fontsize=7.5, fontweight="bold"
            )
        for axis, values in ((axes.xaxis, usd), (axes.yaxis, kg)):
            if values and min(values) > 0.0:
                by_factors(axis, values)
        axes.margins(0.15)
        axes.set_xlabel("cost (USD per PFLOP-hour)")
        axes.set_ylabel("carbon (kg CO2e per PFLOP-hour)")
        names = "; ".join(f"{place + 1} {_name(summary)}" for place, summary in enumerate(summaries))
        note(figure, f"circles: the ground; diamonds: orbit. {names}")
    return axes_of(figure)


def ratio_over_launch(curves: Sequence[tuple[Mapping[str, Any], Table]]) -> Any:
    """Return the Axes of the ratio over the price of launch, one line for every scenario, named at its end."""
    with styled():
        figure, (axes,) = sheet(4.8, _ratio_title(curves))
        ends = []
        for i, (summary, curve) in enumerate(curves):
            x = curve["launch_usd_per_kg"]
            y = curve["orbit_usd_per_pflop_hour"] / curve["ground_usd_per_pflop_hour"]
            known = np.isfinite(y) & (x > 0.0)
            if not known.any():
                continue
            colour = COLOURS[i % len(COLOURS)]
            axes.plot(x[known], y[known], color=colour, linestyle=LINES[i % len(LINES)], label=_name(summary))
            ends.append(x[known])
        axes.axhline(1.0, color=INK, linewidth=0.9, linestyle="--")
        axes.annotate(
            "parity", (1.0, 1.0), (0, -3), xycoords=("axes fraction", "data"), textcoords="offset points", fontsize=7.5,
            va="top", ha="right",
        )  # fmt: skip
        if ends:
            scaled(axes.xaxis, np.concatenate(ends).tolist())
            figure.legend(loc="outside lower left", ncols=1 if is_narrow() else 2, handlelength=3.4)
        by_factors(axes.yaxis, axes.get_ylim())
        axes.set_ylim(bottom=min(0.6, axes.get_ylim()[0]))
        axes.set_xlabel("launch price (USD/kg)")
        axes.set_ylabel("orbit / ground (ratio)")
    return axes_of(figure)


def _ratio_title(curves: Sequence[tuple[Mapping[str, Any], Table]]) -> str:
    """The finding: how many scenarios reach parity by cheaper launch alone."""
    least = [float(np.nanmin(c["orbit_usd_per_pflop_hour"] / c["ground_usd_per_pflop_hour"])) for _, c in curves]
    reach = sum(ratio < 1.0 for ratio in least)
    if not reach:
        return f"Cheaper launch alone brings none of {len(curves)} scenarios to parity"
    return f"Cheaper launch alone brings {reach} of {len(curves)} scenarios to parity"
