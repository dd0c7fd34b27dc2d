"""Explains where a number comes from, and how a result is derived."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from orbitdc.catalog import did_you_mean
from orbitdc.errors import Problem, ScenarioError
from orbitdc.report.text import margin_rows, number, words
from orbitdc.scenario.load import load
from orbitdc.scenario.model import Scenario
from orbitdc.scenario.provenance import source_row, source_rows
from orbitdc.scenario.schema import choices, field_at, places_of, sentence_at
from orbitdc.scenario.source import Number

LEFT_OUT = {"value": None, "unit": "", "origin": "left out", "grade": ""}  # the text in the row of a key that is null


def explain(file: str, key: str | None = None, sets: Sequence[str] = ()) -> dict[str, Any]:
    """The numbers of a scenario with their sources (``numbers``), or the derivation of one result (``key``, ``lines``).

    ``key`` is a dotted key or block of the scenario, whose rows say what each key is (``description``), or a key of
    summary.json, for which the scenario is simulated. Raises ScenarioError, with the nearest names, for any other key.
    """
    scenario = load(file, sets)
    rows = source_rows(scenario)
    if key is None:
        return {"numbers": rows}
    chosen = [row for row in rows if row["key"] == key or row["key"].startswith(f"{key}.")]
    chosen = chosen or [row for row in rows if row["key"].endswith(f".{key}")] or _text(scenario, _whole(key))
    if chosen:
        return {"numbers": [row | {"description": sentence_at(Scenario, row["key"])} for row in chosen]}
    from orbitdc.results.save import summary_of
    from orbitdc.study.simulate import simulate

    summary = summary_of(simulate(scenario))
    flat = _flat(summary)
    found = [name for name in flat if name == key] or [name for name in flat if name.endswith(f".{key}")]
    if not found:
        known = tuple(row["key"] for row in rows) + tuple(flat)
        near = did_you_mean(key, known) or did_you_mean(key, tuple(name.rsplit(".", 1)[-1] for name in known))
        fix = near or "`orbitdc explain FILE` lists the keys of the scenario; summary.json holds those of the results"
        raise ScenarioError(Problem("neither a key of the scenario nor of its results", path=key, file=file, fix=fix))
    return {"key": found, "lines": [line for name in found for line in _making(name, flat[name], summary)]}


def _whole(key: str) -> str:
    """The whole key of one that may begin at a block with a unique place, such as link for satellite.link."""
    first, dot, below = key.partition(".")
    places = places_of(Scenario, first) if first not in Scenario.model_fields else []
    places = [place for place in places if sentence_at(Scenario, f"{place}{dot}{below}")]
    return f"{places[0]}{dot}{below}" if len(places) == 1 else key


def _text(scenario: Scenario, key: str) -> list[dict[str, Any]]:
    """The row of a key that holds text, a date or null; there is none for another key."""
    value: Any = scenario.model_dump(mode="json")
    for part in key.split("."):
        if isinstance(value, list):
            value = {str(index): inner for index, inner in enumerate(value)}
        value = value.get(part) if isinstance(value, dict) else None
    if value is None and sentence_at(Scenario, key):
        null = source_row(Number(key, "null", scenario.source.origin(key))) | LEFT_OUT
        return [null | ({"choices": named} if (named := _choices(key)) else {})]
    if not isinstance(value, str):
        return []
    row = source_row(Number(key, value, scenario.source.origin(key))) | {"unit": ""}
    return [row | ({"choices": named} if (named := _choices(key)) else {})]


def _choices(key: str) -> str:
    """The words that a key may take, with commas between them; empty where it takes other text."""
    field = field_at(Scenario, key)
    return ", ".join(choices(field)) if field is not None else ""


def _flat(value: Any, prefix: str = "") -> dict[str, Any]:
    """Every block and value of a mapping, by dotted key."""
    if not isinstance(value, Mapping):
        return {prefix: value}
    inner = {prefix: value} if prefix else {}
    for name, below in value.items():
        inner |= _flat(below, f"{prefix}.{name}" if prefix else str(name))
    return inner


def _making(name: str, value: Any, summary: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The value of a result, then the chain of steps that leads to it where there is one."""
    side = name.split(".")[0]
    lines = [(name, _said(value))]
    if name.endswith("delivered_pflop_per_s") and side == "orbit":
        left = summary["orbit"]["nameplate_pflop_per_s"]
        lines.append(("  nameplate", f"{number(left)} PFLOP/s"))
        for step in summary["orbit"]["waterfall"]:
            left *= step["factor"]
            lines.append((f"  x {step['label']}", f"{step['factor']:.4f} = {number(left)} PFLOP/s"))
    elif "usd_per_" in name and side in ("orbit", "ground"):
        total = summary[side]["usd_per_pflop_hour"]
        parts = summary[side]["cost_parts_usd_per_pflop_hour"] or {}
        for what, usd in sorted(parts.items(), key=lambda item: -abs(item[1])):
            lines.append((f"  {words(what)}", f"{number(usd)} USD per PFLOP-hour, {100 * usd / total:.1f} %"))
    elif name.startswith("orbit.") and name.split(".")[-1] in ("binding_limit", "verdict", "remedy", "feasible"):
        lines += [(f"  {key}", f"{cell}  {words}") for key, cell, words in margin_rows(summary["orbit"]["margins"])]
        lines += [(f"  {key}", str(summary["orbit"][key])) for key in ("verdict", "binding_limit")]
        lines.append(("  remedy", str(summary["orbit"]["remedy"] or summary["orbit"]["remedy_reason"])))
    elif name == "ratio_as_announced":
        lines += [(f"  {step['label']}", number(step["ratio"])) for step in summary["as_announced"]]
    return lines


def _said(value: Any) -> str:
    """A value as text, numbers with six digits."""
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_said(inner)}" for key, inner in value.items())
    return str(value)
