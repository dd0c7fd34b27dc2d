"""Options and printing that several verbs share."""

from __future__ import annotations

import json
import shutil
import textwrap
from collections.abc import Iterable, Sequence
from typing import Any

import click

as_json = click.option("--json", "as_json", is_flag=True, help="Print the machine-readable answer alone.")
sets = click.option(
    "--set",
    "sets",
    multiple=True,
    metavar="KEY=VALUE",
    help="Change a key, e.g. launch.price_usd_per_kg=300; repeatable.",
)


def print_json(content: Any) -> None:
    """Print one JSON document."""
    click.echo(json.dumps(content, indent=1, allow_nan=False, ensure_ascii=False, default=str))


def print_pairs(rows: Iterable[tuple[str, str]]) -> None:
    """Print labels and values in two columns, with the values wrapped to the terminal."""
    rows = list(rows)
    wide = max((len(label) for label, _ in rows), default=0) + 2
    room = max(40, min(shutil.get_terminal_size((110, 24)).columns, 140) - wide)
    for label, value in rows:
        lines = textwrap.wrap(value, room) or [""]
        click.echo(f"{label:<{wide}}{lines[0]}")
        for line in lines[1:]:
            click.echo(" " * wide + line)


def print_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print rows in columns as wide as their widest cell."""
    lines = [tuple(head), *(tuple(row) for row in rows)]
    wide = [max(len(line[column]) for line in lines) for column in range(len(head))]
    for line in lines:
        click.echo("  ".join(f"{cell:<{wide[column]}}" for column, cell in enumerate(line)).rstrip())
