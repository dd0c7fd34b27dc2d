"""The figure of cash: what both sides pay and earn by year, and what they are ahead or behind so far."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from orbitdc.report.folder import Table
from orbitdc.report.style import BLUE, INK, ORANGE, axes_of, is_narrow, sheet, styled, subtitle
from orbitdc.report.text import number, sides

LOOK = (("orbit", ORANGE, "///"), ("ground", BLUE, ""))
BN_PER_USD = 1e-9


def yearly(rows: Table, side: str) -> tuple[Any, Any, Any]:
    """Return the years of a side, its cash of each and its cash so far at the end of each, both in USD."""
    here = rows["side"] == side
    years = np.unique(rows["year"][here])
    each = np.array([rows["cash_usd"][here][rows["year"][here] == year].sum() for year in years])
    return years, each, np.cumsum(each)


def cash_flow(rows: Table, summary: Mapping[str, Any]) -> Any:
    """Return the Axes of cash by year and of cash so far, for both sides, in billions of real dollars."""
    with styled():
        found = {side: yearly(rows, side) for side, _, _ in LOOK}
        figure, (above, below) = sheet(5.4, _title(found), rows=2, ratios=(1.0, 1.0))
        for shift, (side, colour, hatch) in zip((-0.2, 0.2), LOOK, strict=True):
            years, each, so_far = found[side]
            if not len(years):
                continue
            above.bar(
                years + shift, each * BN_PER_USD, 0.38, color=colour, hatch=hatch, edgecolor=INK, linewidth=0.4,
                label=side,
            )  # fmt: skip
            style = "-" if side == "orbit" else "--"
            below.plot(years, so_far * BN_PER_USD, color=colour, linestyle=style, marker="o", markersize=2.5)
        _named(below, found)
        for axes in (above, below):
            axes.axhline(0.0, color=INK, linewidth=0.8)
        above.set_ylabel("cash (bn USD)")
        below.set_ylabel("cash so far (bn USD)")
        below.set_xlabel("year of service (0 is before the first)")
        below.xaxis.get_major_locator().set_params(integer=True)
        if any(len(years) for years, _, _ in found.values()):
            above.legend(loc="best", ncols=2)
        names = sides(summary)
        text = f"{names[0]} and {names[1]}, with revenue at market rents, before discounting"
        subtitle(above, text if not is_narrow() else "with revenue at market rents, before discounting")
    return axes_of(figure)


def _named(axes: Any, found: Mapping[str, tuple[Any, Any, Any]]) -> None:
    """The name of each side at the end of its line, the higher line's above it."""
    ends = {side: so_far[-1] for side, (years, _, so_far) in found.items() if len(years)}
    for side, colour, _ in LOOK:
        if side in ends:
            up = ends[side] >= max(ends.values())
            years, _, so_far = found[side]
            axes.annotate(
                side, (years[-1], so_far[-1] * BN_PER_USD), (0, 7 if up else -7), textcoords="offset points",
                ha="right", va="bottom" if up else "top", color=colour, fontweight="bold",
            )  # fmt: skip
    axes.margins(y=0.22)


def _title(found: Mapping[str, tuple[Any, Any, Any]]) -> str:
    """The finding: the cash of each side at the end."""
    said = []
    for side, (years, _, so_far) in found.items():
        if len(years):
            where = "in orbit" if side == "orbit" else "on the ground"
            end = float(so_far[-1]) * BN_PER_USD
            said.append(f"{number(float(f'{abs(end):.3g}'))} bn USD {'ahead' if end >= 0 else 'behind'} {where}")
    return "At the end, cash is " + " and ".join(said) if said else "No side moves any cash"
