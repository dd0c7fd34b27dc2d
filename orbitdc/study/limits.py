"""The values between which a study looks for parity: stated as KEY=LOW:HIGH, or the catalogue's range of the number."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from orbitdc.catalog import Row
from orbitdc.errors import Problem, ScenarioError
from orbitdc.scenario.changes import full_path
from orbitdc.scenario.model import Scenario
from orbitdc.scenario.tree import Items, Map, Origin

FORM = "write e.g. --vary launch.price_usd_per_kg=20:3000, with :40 or :40log behind it for the values looked at"
RANGE = re.compile(r"^\s*([^:\s]+?)\s*:\s*([^:\s]+?)\s*(?::\s*(\d+)\s*)?(log)?\s*$")
WIDE_FACTOR = 20.0  # between the ends, from which values lie by equal factors
MOST_VALUES = 10_000


@dataclass(frozen=True)
class Limits:
    """The least and the greatest value of a key that a study looks at, and how many lie between them."""

    key: str
    low: float
    high: float
    count: int | None = None  # as it was asked for
    log: bool = False
    origin: str = "stated"

    def values(self, count: int) -> tuple[float, ...]:
        """So many values from low to high, or as many as were asked for, evenly apart or by equal factors.

        >>> Limits("launch.price_usd_per_kg", 10.0, 1000.0, log=True).values(3)
        (10.0, 100.0, 1000.0)
        """
        n = self.count or count
        values = np.geomspace(self.low, self.high, n) if self.log else np.linspace(self.low, self.high, n)
        return (self.low, *(float(f"{value:.12g}") for value in values[1:-1]), self.high)


def limits_of(scenario: Scenario, text: str) -> Limits:
    """The limits that ``KEY``, ``KEY=LOW:HIGH``, ``KEY=LOW:HIGH:n`` or ``KEY=LOW:HIGH:nlog`` states.

    Raises ScenarioError for another form, a low above high, or a key alone that has no range in the catalogue.
    """
    key, equals, given = text.partition("=")
    place = f"--vary {text}"
    found = RANGE.match(given) if equals else None
    if not key.strip() or (equals and not found):
        raise ScenarioError(Problem("not of the form KEY=LOW:HIGH", path=place, fix=FORM))
    if found is None:
        return limits(scenario, key.strip())
    low, high, count, log = found.groups()
    try:
        ends = float(low), float(high)
    except ValueError:
        raise ScenarioError(Problem(f"{low}:{high} are not two numbers", path=place, fix=FORM)) from None
    return limits(scenario, key.strip(), *ends, count=int(count) if count else None, log=bool(log) or None)


def limits(
    scenario: Scenario,
    key: str,
    low: float | None = None,
    high: float | None = None,
    *,
    count: int | None = None,
    log: bool | None = None,
) -> Limits:
    """The limits of a key; an end that is not given is that of the number's row in the catalogue.

    Values lie by equal factors where the ends lie 20 times apart or more, unless ``log`` says otherwise. Raises
    ScenarioError for an unknown key, a key without a range, a low that is not below high, or values that the scenario
    does not take.

    >>> import orbitdc
    >>> limits(orbitdc.load("ai1_vs_colossus"), "launch.price_usd_per_kg")
    Limits(key='launch.price_usd_per_kg', low=400.0, high=2500.0, count=None, log=False, origin='launchers/starship_2028')
    """  # noqa: E501  # a printed answer has the width that it has
    path = ".".join(full_path(type(scenario), key, Origin(f"--vary {key}")))
    value = value_of(scenario, path)
    if isinstance(value, int):
        fix = f"`orbitdc sweep FILE --vary {path}=...` shows each of them"
        raise ScenarioError(Problem("takes whole numbers, between which there is no parity", path=path, fix=fix))
    origin = "stated"
    if low is None or high is None:
        row = row_of(scenario, path)
        if row is None or row.low is None or row.high is None or not row.low < row.high:
            if value is None:
                scenario.replace({path: 1.0})  # a key that there is not is told as one
            around = "" if value is None else f", around {value:g}"
            raise ScenarioError(Problem(without_range(row), path, fix=f"state where to look{around}: {path}=LOW:HIGH"))
        low, high = row.low if low is None else low, row.high if high is None else high
        origin = f"{row.kind}/{row.entry}"
    wrong = ""
    if not (math.isfinite(low) and math.isfinite(high)) or low >= high:
        wrong, fix = f"runs from {low:g} to {high:g}", "write the lower value first"
    elif count is not None and not 2 <= count <= MOST_VALUES:
        wrong, fix = f"asks for {count} values", f"write from 2 to {MOST_VALUES:,}"
    elif log and low <= 0.0:
        wrong, fix = f"has no logarithm at {low:g}", "begin above 0, or leave `log` out"
    if wrong:
        raise ScenarioError(Problem(wrong, path=path, fix=fix))
    low, high = float(low), float(high)
    for end in (low, high):
        scenario.replace({path: end})
    by_factors = low > 0.0 and high / low >= WIDE_FACTOR if log is None else log
    return Limits(path, low, high, count, by_factors, origin)


def row_of(scenario: Scenario, path: str) -> Row | None:
    """The row of the catalogue behind a number; of one that the scenario states, the row whose place it takes."""
    if row := scenario.source.origin(path).row:
        return row
    tree = scenario.source.tree.copy()
    if not _take_out(tree, path.split(".")):
        return None
    try:
        return type(scenario).from_tree(tree, scenario.source.path).source.origin(path).row
    except ScenarioError:
        return None  # the key has no default


def _take_out(tree: Map, keys: Sequence[str]) -> bool:
    """Take a key out of a tree, in place; maps and lists on the way are copied. Says whether it stood there."""
    here: Map | Items = tree
    for key in keys[:-1]:
        below: Any = here.items.get(key) if isinstance(here, Map) else _element(here, key)
        if isinstance(below, Map):
            below = below.copy()
        elif isinstance(below, Items):
            below = Items(below.origin, list(below.values))
        else:
            return False
        if isinstance(here, Map):
            here.items[key] = below
        else:
            here.values[int(key)] = below
        here = below
    if not isinstance(here, Map) or keys[-1] not in here.items:
        return False
    del here.items[keys[-1]]
    here.at.pop(keys[-1], None)
    return True


def _element(items: Items, key: str) -> Any:
    """What stands at a place of a list; None where there is none."""
    return items.values[int(key)] if key.isdecimal() and int(key) < len(items.values) else None


def without_range(row: Row | None) -> str:
    """What is said of a number whose row in the catalogue says nowhere to look."""
    if row is not None and row.low is not None:
        return f"has the range {row.low:g} to {row.high:g} in the catalogue"
    return "has no range in the catalogue"


def value_of(scenario: Scenario, path: str) -> float | int | None:
    """The number at a dotted path; None where none stands."""
    found = next((number.value for number in scenario.numbers() if number.path == path), None)
    return None if isinstance(found, str) else found
