"""Values of a key that a study varies, as ``--vary`` states them: ``key=low:high:n``, ``key=low:high:nlog``, a list."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np

from orbitdc.errors import Problem, ScenarioError
from orbitdc.scenario.changes import full_path
from orbitdc.scenario.model import Scenario
from orbitdc.scenario.schema import unit_of
from orbitdc.scenario.tree import Origin, plain
from orbitdc.scenario.yaml_file import parse_value

RANGE = re.compile(r"^\s*([^:\s]+)\s*:\s*([^:\s]+)\s*:\s*(\d+)\s*(log)?\s*$")
FORM = "write e.g. --vary launch.price_usd_per_kg=20:3000:40log, or KEY=VALUE,VALUE,..."
MOST_VALUES, MOST_POINTS = 10_000, 1_000_000

Axis = tuple[str, tuple[Any, ...]]


def axis_of(text: str) -> Axis:
    """A key and its values from ``key=low:high:n``, evenly apart, ``...nlog``, by equal factors, or ``key=a,b,c``.

    Raises ScenarioError for a text of another form.

    >>> axis_of("launch.price_usd_per_kg=10:1000:3log")
    ('launch.price_usd_per_kg', (10.0, 100.0, 1000.0))
    >>> axis_of("accelerator.from=gb300,vr200")
    ('accelerator.from', ('gb300', 'vr200'))
    """
    key, equals, given = text.partition("=")
    if not equals or not key.strip() or not given.strip():
        raise ScenarioError(Problem("not of the form key=values", path=f"--vary {text}", fix=FORM))
    key = key.strip()
    if found := RANGE.match(given):
        return key, _ladder(key, text, *found.groups())
    origin = Origin(f"--vary {text}")
    return key, tuple(plain(parse_value(value.strip(), origin)) for value in given.split(","))


def _ladder(key: str, text: str, low: str, high: str, count: str, log: str | None) -> tuple[float, ...]:
    """The values of ``low:high:count``, by equal steps or by equal factors; raises ScenarioError where it is wrong."""
    try:
        first, last, n = float(low), float(high), int(count)
    except ValueError:
        raise ScenarioError(Problem(f"{low}:{high} are not two numbers", path=f"--vary {text}", fix=FORM)) from None
    wrong = ""
    if not (np.isfinite(first) and np.isfinite(last)) or first >= last:
        wrong, fix = f"runs from {low} to {high}", "write the lower value first"
    elif not 2 <= n <= MOST_VALUES:
        wrong, fix = f"asks for {n} values", f"write from 2 to {MOST_VALUES:,}"
    elif log and first <= 0.0:
        wrong, fix = f"has no logarithm at {low}", "begin above 0, or leave `log` out"
    if wrong:
        raise ScenarioError(Problem(wrong, path=key, fix=fix))
    values = np.geomspace(first, last, n) if log else np.linspace(first, last, n)
    return tuple(float(f"{value:.12g}") for value in values)  # so that a value reads as it was written


def points_of(axes: Mapping[str, Sequence[Any]]) -> list[dict[str, Any]]:
    """Every combination of values, the last key varying fastest.

    >>> points_of({"a": (1, 2), "b": (3,)})
    [{'a': 1, 'b': 3}, {'a': 2, 'b': 3}]
    """
    return [dict(zip(axes, values, strict=True)) for values in product(*axes.values())]


def checked_axes(scenario: Scenario, axes: Mapping[str, Sequence[Any]]) -> dict[str, tuple[Any, ...]]:
    """The axes with keys in full, each value validated like the scenario itself.

    Raises ScenarioError for no axis, an unknown key, a value that the scenario does not take, or too many points.
    """
    if not axes:
        raise ScenarioError(Problem("nothing is varied", fix=FORM))
    full: dict[str, tuple[Any, ...]] = {}
    for key, values in axes.items():
        path = ".".join(full_path(type(scenario), key, Origin(f"--vary {key}")))
        if path in full:
            raise ScenarioError(Problem("is varied twice", path=key, fix="keep one of them"))
        if not values:
            raise ScenarioError(Problem("has no values", path=key, fix=FORM))
        full[path] = tuple(values)
        for value in _ends(full[path]):
            scenario.replace({path: value})
    count = int(np.prod([len(values) for values in full.values()], dtype=np.float64))
    if count > MOST_POINTS:
        raise ScenarioError(Problem(f"{count:,} points are asked for", fix=f"vary fewer: at most {MOST_POINTS:,}"))
    return full


def _ends(values: tuple[Any, ...]) -> tuple[Any, ...]:
    """The values that say whether all are taken: the ends of a ladder of numbers, every one of a list of others."""
    numbers = all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)
    return (min(values), max(values)) if numbers else values


def axes_of(texts: Sequence[str]) -> dict[str, tuple[Any, ...]]:
    """The axes that some ``--vary`` texts state. Raises ScenarioError for a key that is stated twice.

    >>> axes_of(["mission.life_y=3,5"])
    {'mission.life_y': (3, 5)}
    """
    axes: dict[str, tuple[Any, ...]] = {}
    for text in texts:
        key, values = axis_of(text)
        if key in axes:
            raise ScenarioError(Problem("is varied twice", path=key, fix="keep one of them"))
        axes[key] = values
    return axes


def label(key: str) -> str:
    """A key with its unit, for an axis.

    >>> label("launch.price_usd_per_kg")
    'launch.price_usd_per_kg (USD/kg)'
    """
    unit = unit_of(key.rpartition(".")[2])
    return f"{key} ({unit})" if unit else key
