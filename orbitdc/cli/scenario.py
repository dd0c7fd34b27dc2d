"""`orbitdc check`, `explain`, `schema` and `new` read scenarios; only `explain` of a result simulates one."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import click

from orbitdc.cli.options import as_json, print_json, print_pairs, print_table, sets
from orbitdc.errors import EnvironmentFault, OrbitdcError, Problem, ScenarioError

PAGES = {  # pages of the documentation that the package writes itself: module and function
    "page": ("orbitdc.results.schema_page", "page"),
    "fields": ("orbitdc.scenario.fields_page", "page"),
    "verbs": ("orbitdc.cli.pages", "verbs_page"),
    "api": ("orbitdc.cli.pages", "api_page"),
}


@click.command()
@click.argument("files", nargs=-1, required=True)
@sets
@as_json
def check(files: tuple[str, ...], sets: tuple[str, ...], as_json: bool) -> int:
    """Validate scenario FILES: every problem at once, each with its place and what to write instead."""
    from orbitdc.scenario.coverage import uncovered_dates
    from orbitdc.scenario.load import load

    problems: list[Problem] = []
    fine: list[dict[str, Any]] = []
    for file in files:
        try:
            scenario = load(file, sets)
            scenario.departures()
        except ScenarioError as error:
            problems += error.problems
            continue
        if dates := list(uncovered_dates(scenario)):
            problems += dates
            continue
        numbers = scenario.numbers()
        estimated = sum(number.is_estimate for number in numbers)
        fine.append({"file": file, "numbers_used": len(numbers), "numbers_estimated": estimated})
    if as_json:
        print_json({"fine": fine, "problems": [vars(problem) for problem in problems]})
    else:
        for entry in fine:
            used, estimated = entry["numbers_used"], entry["numbers_estimated"]
            click.echo(f"{entry['file']}: fine; {used} numbers, {estimated} of them estimates")
    if problems and not as_json:
        raise ScenarioError(*problems)
    return 2 if problems else 0


@click.command()
@click.argument("file")
@click.argument("key", required=False)
@sets
@as_json
def explain(file: str, key: str | None, sets: tuple[str, ...], as_json: bool) -> None:
    """Say where the numbers of FILE come from, or how a result is derived.

    KEY is a key of the scenario (satellite.radiator.area_m2), a block (satellite.radiator), or a key of summary.json
    (orbit.delivered_pflop_per_s); without it every number is listed.
    """
    from orbitdc.study.explain import explain as answer

    rows = answer(file, key, sets)
    if as_json:
        print_json(rows)
    elif "numbers" in rows:
        _print_numbers(rows["numbers"])
    else:
        print_pairs([(label, value) for label, value in rows["lines"]])


def _print_numbers(rows: list[dict[str, Any]]) -> None:
    """Print the numbers of a scenario: one of them in full, many in a row each."""
    if len(rows) == 1:
        (row,) = rows
        span = f"{row['low']:g} to {row['high']:g}" if row["low"] is not None else ""
        value = "null" if row["value"] is None else row["value"]
        pairs = [(row["key"], f"{value} {row['unit']}".rstrip())]
        named = ("origin", "as_of", "grade", "source", "note")
        texts = [("range", span), *((name.replace("_", " "), row[name]) for name in named)]
        pairs += [(name, text) for name, text in texts if text]
        pairs += [("choices", row["choices"])] if row.get("choices") else []
        pairs += [("meaning", row["description"])] if row.get("description") else []
        print_pairs(pairs)
        return
    cells = [(r["key"], f"{r['value']:g}", r["unit"], r["grade"], r["origin"]) for r in rows]
    print_table(("key", "value", "unit", "grade", "origin"), cells)
    estimated = sum(row["grade"] == "estimate" for row in rows)
    click.echo(f"{len(rows)} numbers, {estimated} of them estimates")


@click.command()
@click.argument("of", type=click.Choice(["scenario", "summary", "tables", *PAGES]), default="scenario")
@as_json
def schema(of: str, as_json: bool) -> None:
    """Print the JSON schema of a scenario, of summary.json or of the tables: every key with type, unit and a sentence.

    The schema of a scenario is that of a whole one; a number may be text with a unit, or a distribution. A file may
    leave out what `from:`, `extends:` or the catalogue fills in. Four words print a page of the documentation in
    Markdown instead: `page` the keys and columns of results, `fields` every key of a scenario, `verbs` every verb, and
    `api` the functions for Python.
    """
    if of in PAGES:
        module, function = PAGES[of]
        click.echo(getattr(import_module(module), function)(), nl=False)
    elif of == "tables":
        from orbitdc.results.schema_page import tables_schema

        print_json(tables_schema())
    elif of == "summary":
        from orbitdc.results.schema import Summary

        print_json(Summary.model_json_schema())
    else:
        from orbitdc.scenario.written_schema import written_schema

        print_json(written_schema())


START = """\
# When does this satellite beat this site? Start from the shipped comparison and change what you like:
# `orbitdc explain {name}.yaml` lists every number, `orbitdc catalog` every entry that `from:` may name.
extends: ai1_vs_colossus
name: {name}
description: what I want to find out

launch:
  from: starship_2028
  price_usd_per_kg: 500
"""


@click.command()
@click.argument("name")
@click.option(
    "--from", "preset", metavar="SCENARIO", help="Start from this scenario, with every key and what it means."
)
@as_json
def new(name: str, preset: str | None, as_json: bool) -> None:
    """Write NAME.yaml, a scenario to start from; an existing file is left as it is."""
    from orbitdc.scenario.template import template

    path = Path(name if name.endswith(".yaml") else f"{name}.yaml")
    stem = "".join(c if c.isalnum() or c in "-_" else "-" for c in path.stem.lower()).strip("-_") or "scenario"
    text = template(preset, stem) if preset is not None else START.format(name=stem)
    try:
        with path.open("x", encoding="utf-8") as stream:
            stream.write(text)
    except FileExistsError:
        raise OrbitdcError(Problem("exists already", file=str(path), fix="choose another name")) from None
    except OSError as error:
        problem = Problem(f"cannot be written: {error.strerror}", file=str(path), fix="choose another place")
        raise EnvironmentFault(problem) from None
    if as_json:
        print_json({"file": str(path)})
    else:
        click.echo(f"wrote {path}; try `orbitdc run {path}`")
