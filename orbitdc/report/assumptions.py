"""The section of assumptions: every number of a run with its unit, range, date, grade and source, block by block."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any

import numpy as np

from orbitdc.report.blocks import Block, Heading, Table, Text
from orbitdc.report.folder import Table as Rows
from orbitdc.report.text import number, reason

HEAD = ("number", "value", "range", "grade, as of", "from", "source")


def assumptions(summary: Mapping[str, Any], numbers: Rows | None) -> list[Block]:
    """Every number that the run used, under a heading for each block of the scenario."""
    used, estimated = summary.get("numbers_used"), summary.get("numbers_estimated")
    if used is None or estimated is None:
        first = f"How many numbers are estimates is not known: {reason(summary, 'numbers_used')}."
    else:
        verb = "is an estimate" if estimated == 1 else "are estimates"
        first = f"{number(estimated)} of {number(used)} numbers {verb}."
    grades = (
        "Grades: published is stated by its maker or measured, secondary is reported by others, estimate is judged by "
        "this project, scenario is stated by the file or the change that the column from names."
    )
    blocks: list[Block] = [Text(first)]
    if numbers is None:
        return [*blocks, Text("The file numbers.csv beside this page lists each.")]
    blocks.append(Text(grades, soft=True))
    rows = list(zip(*(numbers[name] for name in _COLUMNS), strict=True))
    for block, inside in groupby(rows, key=lambda row: str(row[0]).partition(".")[0]):
        listed = [_row(row) for row in inside]
        blocks += [Heading(block.replace("_", " ")), Table(HEAD, listed, name=f"numbers of {block}")]
    return blocks


_COLUMNS = ("key", "value", "unit", "low", "high", "grade", "as_of", "origin", "source")


def _row(row: tuple[Any, ...]) -> tuple[str, ...]:
    """The row of a number: key, amount, range, grade and date, origin, source."""
    key, value, unit, low, high, grade, as_of, origin, source = row
    known = np.isfinite(low) and np.isfinite(high)
    span = f"{number(float(low))} to {number(float(high))}" if known else ""
    dated = f"{grade}, {as_of}" if as_of else str(grade)
    amount = f"{_exact(float(value))} {str(unit).replace('-', '').strip()}".rstrip()
    return str(key), amount, span, dated, str(origin), str(source)


def _exact(value: float) -> str:
    """A number as it was stated, without digits that say nothing.

    >>> _exact(5.0), _exact(0.0709), _exact(405e9)
    ('5', '0.0709', '405,000,000,000')
    """
    return f"{value:,.6g}" if abs(value) < 1e6 else number(value, 6)
