"""The figures of one result by name: what each is drawn from, what it shows, and the numbers behind it.

Every function takes tables and a summary and returns Axes of matplotlib, or an array of several, of a ``figure`` whose
title states its finding. Figures of several results are in ``orbitdc.report.many_figures``, those of studies beside
them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np

from orbitdc.report.budget_figures import mass_budget, mass_parts
from orbitdc.report.cash_figure import cash_flow, yearly
from orbitdc.report.energy_figure import one_orbit_energy
from orbitdc.report.environment_figure import environment
from orbitdc.report.folder import Table
from orbitdc.report.money_figures import cost_stack, launch_curve
from orbitdc.report.over_time import one_orbit, year
from orbitdc.report.sky_figures import eclipse_map, eclipse_min, globe, place_and_day
from orbitdc.report.text import GROUPS, grouped, part
from orbitdc.report.waterfall_figures import cost_steps, cost_waterfall, delivered, delivered_steps

__all__ = [
    "FIGURES",
    "Kind",
    "cash_flow",
    "cost_stack",
    "cost_waterfall",
    "delivered",
    "eclipse_map",
    "environment",
    "globe",
    "launch_curve",
    "mass_budget",
    "one_orbit",
    "one_orbit_energy",
    "year",
]

Columns = Mapping[str, Iterable[Any]]
Summary = Mapping[str, Any]
WEEK = 7  # days between the rows of a figure's numbers over the life


class Kind(NamedTuple):
    """A figure of one result: how it is drawn, from which tables, what it shows, and its numbers."""

    draw: Callable[..., Any]  # of the tables in turn and the summary
    tables: tuple[str, ...]
    caption: str
    data: Callable[..., Columns]  # of the same
    needs: str = ""  # a column that folders of earlier versions lack
    rows: int = 2  # fewer make no figure


def _stack_data(summary: Summary) -> Columns:
    """The costs of both sides by group, as columns."""
    orbit, ground = (grouped(part(summary, side)) for side in ("orbit", "ground"))
    groups = [group for group in GROUPS if group in orbit or group in ground]
    return {
        "group": groups,
        "orbit_usd_per_pflop_hour": [orbit.get(group) for group in groups],
        "ground_usd_per_pflop_hour": [ground.get(group) for group in groups],
    }


def _steps_data(steps: Callable[[Summary], list[tuple[str, float, float]]], unit: str) -> Callable[[Summary], Columns]:
    """What makes the columns of a waterfall's steps."""

    def data(summary: Summary) -> Columns:
        """The steps as columns."""
        what, begin, end = zip(*steps(summary), strict=True) if steps(summary) else ((), (), ())
        return {"step": what, f"from_{unit}": begin, f"to_{unit}": end}

    return data


def _mass_data(summary: Summary) -> Columns:
    """The masses of the parts, as columns."""
    parts = mass_parts(summary)
    return {"part": [name for name, _ in parts], "mass_kg": [kg for _, kg in parts]}


def _cash_data(rows: Table, _: Summary) -> Columns:
    """The cash of both sides by year, as columns."""
    out: dict[str, list[Any]] = {"side": [], "year": [], "cash_usd": [], "cash_so_far_usd": []}
    for side in ("orbit", "ground"):
        for column, values in zip(out, ([side] * len(yearly(rows, side)[0]), *yearly(rows, side)), strict=True):
            out[column] += list(values)
    return out


def _of(*names: str, every: int = 1, most: int | None = None) -> Callable[[Table, Summary], Columns]:
    """The named columns of a table, or of every so many rows of it."""
    return lambda table, _: {name: table[name][:most:every] for name in names if name in table}


def _sun_data(summary: Summary) -> Columns:
    """The minutes of eclipse per orbit by day and hour of the node, as columns."""
    altitude_km, start = place_and_day(summary)
    hours, days = np.arange(0.0, 25.0, 2.0), np.arange(0.0, 365.0, 30.0)
    found = eclipse_min(altitude_km, start, hours, days)
    return {"day": days} | {f"node_{hour:02.0f}h_min_per_orbit": row for hour, row in zip(hours, found, strict=True)}


FIGURES: dict[str, Kind] = {
    "cost_waterfall": Kind(
        cost_waterfall, (), "The cost of a delivered PFLOP-hour from the ground to orbit, group by group.",
        _steps_data(cost_steps, "usd_per_pflop_hour"),
    ),
    "cost_stack": Kind(
        cost_stack, (),
        "The cost of a delivered PFLOP-hour on both sides, by group; residual values count against the total.",
        _stack_data,
    ),
    "delivered": Kind(
        delivered, (), "From nameplate to delivered compute in orbit, one factor after another.",
        _steps_data(delivered_steps, "frac"),
    ),
    "launch_curve": Kind(
        launch_curve, ("launch_curve",), "The cost of a delivered PFLOP-hour over the launch price, all else equal.",
        _of("launch_usd_per_kg", "orbit_usd_per_pflop_hour", "ground_usd_per_pflop_hour"),
    ),
    "one_orbit": Kind(
        one_orbit, ("one_orbit",),
        "One orbit of the worst day: power, clock, state of charge and temperatures; the eclipse is shaded.",
        lambda table, _: table,
    ),
    "one_orbit_energy": Kind(
        one_orbit_energy, ("orbit_energy",),
        "The energy of one satellite in that orbit, from sunlight through electricity to radiated heat.",
        _of("flows_from", "flows_to", "energy_kwh"),
    ),
    "year": Kind(
        year, ("days",), "The first year in service: beta angle, eclipse per orbit, delivered compute by day.",
        _of("date", "beta_min_deg", "beta_max_deg", "eclipse_min_per_orbit", "delivered_pflop_per_s", most=365),
    ),
    "mass_budget": Kind(
        mass_budget, (), "The mass of one satellite by part, and how far mass and volume fill a launch.", _mass_data
    ),
    "cash_flow": Kind(
        cash_flow, ("cashflow",),
        "The cash of both sides by year, and summed so far, with revenue at market rents.", _cash_data, "cash_usd",
    ),
    "environment": Kind(
        environment, ("days",),
        "The environment: solar activity and drag, dose of the memory, and what is left of cells, radiator and "
        "accelerators; means over the satellites.",
        _of(
            "date", "f107_sfu", "drag_m_per_s_d", "dose_krad", "cells_left_frac", "radiator_left_frac", "alive_frac",
            every=WEEK,
        ),
        "dose_krad",
    ),
    "eclipse_map": Kind(
        eclipse_map, (), "Shadow per orbit over a year, for sun-synchronous orbits of every local time.", _sun_data
    ),
    "globe": Kind(
        globe, ("satellites",), "The constellation around the Earth, whose night is shaded.",
        _of("name", "satellites", "altitude_km", "inclination_deg", "raan_deg"), "raan_deg", 1,
    ),
}  # fmt: skip


def drawable(tables: Mapping[str, Table]) -> list[str]:
    """Return the names of the figures that can be drawn from these tables."""
    return [
        name
        for name, kind in FIGURES.items()
        if all(table in tables and len(next(iter(tables[table].values()))) >= kind.rows for table in kind.tables)
        and (not kind.needs or kind.needs in tables[kind.tables[0]])
    ]
