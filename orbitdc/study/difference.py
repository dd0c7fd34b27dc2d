"""What differs between two scenarios, or between two folders of results: every number side by side."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from orbitdc.errors import OrbitdcError, Problem
from orbitdc.report.folder import read_summary
from orbitdc.scenario.load import load
from orbitdc.scenario.schema import unit_of

LEAST_CHANGE = 1e-12  # of a number: less is the rounding of its last digits
NO_RESULTS = ("scenario.", "created_utc", "schema", "platform")  # which say what was run, when and where


def difference(a: str, b: str) -> list[dict[str, Any]]:
    """Rows of every key whose value differs between two scenarios, or between two folders of results.

    Each row holds ``key``, ``unit``, both values ``a`` and ``b`` (None where one has no such key) and ``factor``, which
    is b over a where both are numbers and a is not 0. Names, descriptions, hashes and times are left out.
    Raises OrbitdcError where one is a folder and the other a scenario, and where one cannot be read.

    >>> [(row["key"], row["a"], row["b"]) for row in difference("ai1_vs_colossus", "ai1_vs_colossus")]
    []
    """
    folders = [Path(name).is_dir() for name in (a, b)]
    if folders[0] != folders[1]:
        fix = "give two scenarios, or two folders of results"
        raise OrbitdcError(Problem(f"{a} and {b} are not of one kind", fix=fix))
    read = _results if folders[0] else _scenario
    one, other = read(a), read(b)
    keys = list(one) + [key for key in other if key not in one]
    rows = [{"key": key, "unit": unit_of(key), "a": one.get(key), "b": other.get(key), "factor": None} for key in keys]
    rows = [row | {"factor": _factor(row["a"], row["b"])} for row in rows]
    return [row for row in rows if _differ(row["a"], row["b"])]


def _scenario(name: str) -> dict[str, Any]:
    """The values of a scenario by dotted key."""
    values = load(name).model_dump(mode="json", exclude={"name", "description", "as_announced", "published", "claim"})
    return flat(values)


def _results(folder: str) -> dict[str, Any]:
    """The results of a folder by dotted key."""
    summary = flat(read_summary(Path(folder)))
    return {key: value for key, value in summary.items() if not key.startswith(NO_RESULTS)}


def flat(value: Any, prefix: str = "") -> dict[str, Any]:
    """Nested maps and lists as one map of dotted keys.

    >>> flat({"a": {"b": [1, 2]}, "c": None})
    {'a.b.0': 1, 'a.b.1': 2, 'c': None}
    """
    if isinstance(value, list | tuple):
        value = {str(index): inner for index, inner in enumerate(value)}
    if not isinstance(value, Mapping):
        return {prefix: value}
    inner: dict[str, Any] = {}
    for name, below in value.items():
        inner |= flat(below, f"{prefix}.{name}" if prefix else str(name))
    return inner


def _is_number(value: Any) -> bool:
    """Whether a value is a number, which a truth value is not."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def _factor(a: Any, b: Any) -> float | None:
    """The second number over the first; None where there is none."""
    return b / a if _is_number(a) and _is_number(b) and a else None


def _differ(a: Any, b: Any) -> bool:
    """Whether two values differ by more than rounding."""
    if _is_number(a) and _is_number(b):
        return bool(abs(a - b) > LEAST_CHANGE * max(abs(a), abs(b)))
    return bool(a != b)
