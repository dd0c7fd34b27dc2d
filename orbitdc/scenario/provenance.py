"""Every number a scenario uses, with its unit, range, origin, source and grade."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from orbitdc.catalog import reference
from orbitdc.scenario.schema import unit_of

if TYPE_CHECKING:
    from orbitdc.scenario.model import Scenario
    from orbitdc.scenario.source import Number

SOURCE_COLUMNS = ("key", "value", "unit", "low", "high", "origin", "as_of", "grade", "source", "note")


def source_row(number: Number) -> dict[str, Any]:
    """One number as a row; a number that the scenario itself states has the grade ``scenario``."""
    row = number.row
    return {
        "key": number.path,
        "value": number.value,
        "unit": row.unit if row is not None else unit_of(number.path),
        "low": row.low if row is not None else None,
        "high": row.high if row is not None else None,
        "origin": str(number.origin),
        "as_of": row.as_of if row is not None else "",
        "grade": row.grade if row is not None else "scenario",
        "source": reference(row.source) if row is not None else "",
        "note": row.note if row is not None else "",
    }


def source_rows(scenario: Scenario) -> list[dict[str, Any]]:
    """Rows of every number a scenario uses, in the order of the model, with the value that is used.

    >>> from orbitdc.scenario.load import load
    >>> rows = source_rows(load("ai1_vs_colossus"))
    >>> next(row["value"] for row in rows if row["key"] == "satellite.radiator.area_m2")
    110.0
    """
    return [source_row(number) for number in scenario.numbers()]
