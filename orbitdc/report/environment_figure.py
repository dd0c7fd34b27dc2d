"""Figure of the environment: air, dose and wear over the marched days."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from orbitdc.constants import DAYS_PER_YEAR
from orbitdc.report.folder import Table, most
from orbitdc.report.over_time import calendar_of
from orbitdc.report.style import BLUE, GREEN, INK, ORANGE, RED, axes_of, legend_outside, sheet, styled, subtitle
from orbitdc.report.text import number, percent


def environment(table: Table, summary: Mapping[str, Any]) -> Any:
    """Return the Axes of solar activity and drag, dose, and what is left of the parts, over the marched days."""
    with styled():
        date = table["date"]
        figure, panels = sheet(7.4, _title(table), 3)
        _air(panels[0], date, table)
        panels[1].plot(date, table["dose_krad"], color=RED)
        panels[1].set_ylabel("dose behind\nthe shield (krad)")
        panels[1].set_ylim(0.0, 1.15 * (most(table["dose_krad"]) or 1.0))
        for key, name, colour, style in (
            ("cells_left_frac", "cells", ORANGE, "-"),
            ("radiator_left_frac", "radiator", BLUE, "--"),
            ("alive_frac", "accelerators", GREEN, "-."),
        ):
            panels[2].plot(date, table[key], color=colour, linestyle=style, label=name)
        panels[2].set_ylabel("left of\nnew (fraction)")
        panels[2].set_ylim(0.0, 1.05)
        legend_outside(panels[2])
        locator, formatter = calendar_of()
        panels[-1].xaxis.set_major_locator(locator)
        panels[-1].xaxis.set_major_formatter(formatter)
        panels[-1].set_xlim(date[0], date[-1])
        panels[-1].set_xlabel("date (UTC)")
        subtitle(panels[0], "Means over the satellites")
    return axes_of(figure)


def _air(axes: Any, date: Any, table: Table) -> None:
    """F10.7 on the left axis, drag on the right one."""
    twin = axes.twinx()
    flux = axes.plot(date, table["f107_sfu"], color=INK, label="F10.7")
    drag = twin.plot(date, table["drag_m_per_s_d"] * DAYS_PER_YEAR, color=BLUE, linestyle="--", label="drag")
    axes.set_ylabel("F10.7 (sfu)")
    axes.set_ylim(0.0, 1.3 * (most(table["f107_sfu"]) or 1.0))
    twin.set_ylabel("drag (m/s per year)")
    twin.set_ylim(0.0, 1.6 * (most(table["drag_m_per_s_d"] * DAYS_PER_YEAR) or 1.0))
    twin.grid(False)
    twin.spines["right"].set_visible(True)
    axes.legend(handles=flux + drag, loc="upper center", ncols=2, borderaxespad=0.1, handlelength=2.6)


def _title(table: Table) -> str:
    """The finding: drag, dose and debris over the time shown."""
    years = len(table["date"]) / DAYS_PER_YEAR
    spent = float(np.nansum(table["drag_m_per_s_d"]))
    dose, radiator = most(table["dose_krad"]), float(table["radiator_left_frac"][-1])
    span = f"{number(round(years, 1))} years" if years >= 1.0 else f"{len(table['date'])} days"
    return (
        f"In {span}: {number(round(spent, 1))} m/s of drag, {number(round(dose or 0.0, 2))} krad, "
        f"{percent(radiator)} of the radiator left"
    )
