"""What the shipped tables of the sky do not cover, and what no power carries, refused before anything is flown."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil
from typing import Any

from orbitdc.constants import DAYS_PER_YEAR
from orbitdc.errors import Problem
from orbitdc.satellite.power_chain import endless_heat
from orbitdc.sky.radiation import dose_table
from orbitdc.sky.solar_activity import outside_record
from orbitdc.sky.sun import outside_table
from orbitdc.sky.tops import ROUNDING_FRAC, tops_km


def too_high(altitude_km: float, path: str) -> Problem | None:
    """The problem of an orbit of a mean altitude above the tables, None where they cover it."""
    tops = tops_km()
    short = [name for name, top in tops.items() if altitude_km > top * (1.0 + ROUNDING_FRAC)]
    if not short:
        return None
    end = min(tops[name] for name in short)
    tables = f"the table of {short[0]} ends" if len(short) == 1 else f"the tables of {' and '.join(short)} end"
    message = f"an orbit at {altitude_km:g} km altitude is not covered: {tables} at {end:.0f} km"
    return Problem(message, path=path, fix=f"fly at {end:.0f} km or less")


def uncovered_dates(scenario: Any) -> Iterator[Problem]:
    """Days of the life for which a run would find neither Sun nor solar activity, with where the date was written."""
    plan = scenario.mission
    days = ceil(plan.life_y * DAYS_PER_YEAR - 1e-9)
    window = scenario.numerics.window_days
    covered = max(days, ceil(window)) if window is not None else days
    for problem in (
        outside_table(plan.service_date, float(covered)),
        outside_record(plan.service_date, days, scenario.sky.solar_activity),
    ):
        if problem is not None:
            yield scenario.source.origin(problem.path).problem(problem.message, problem.path, problem.fix)


def uncovered(scenario: Any) -> Iterator[Problem]:
    """Shells and shields that a table does not cover, where they were written; a catalogue file is read later.

    So are pumps and losses that make heat without end.
    """
    if problem := endless_heat(scenario.satellite):
        yield problem
    for index, shell in enumerate(scenario.fleet.shells or ()):
        if problem := too_high(shell.altitude_km, f"fleet.shells.{index}.altitude_km"):
            yield problem
    shield, thinnest = scenario.satellite.shielding.thickness_mm, float(dose_table().total_mm[0])
    if shield < thinnest:
        yield Problem(
            f"a shield of {shield:g} mm is not covered: the table of dose starts at {thinnest:g} mm of aluminium",
            path="satellite.shielding.thickness_mm",
            fix=f"write a thickness of {thinnest:g} mm or more: the dose of electrons multiplies below",
        )
