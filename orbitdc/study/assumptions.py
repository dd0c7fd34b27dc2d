"""What a scenario assumes: its numbers with a range, its named choices, and its whole numbers with a range.

Each is a case of a study that changes one assumption at a time, with the other values that it may take.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from orbitdc.block import Block
from orbitdc.catalog import Row
from orbitdc.errors import Problem, ScenarioError
from orbitdc.scenario.changes import full_path
from orbitdc.scenario.model import Scenario
from orbitdc.scenario.schema import choices, sentence_at
from orbitdc.scenario.source import Number
from orbitdc.scenario.tree import Origin
from orbitdc.study.ranges import QUESTION, Range, range_of

Kind = Literal["number", "whole number", "choice"]

STATED_ENDS = (0.05, 0.95)  # quantiles between which a distribution of the file is tried
LABELS = ("catalogue_year", "currency_year")  # whole numbers that say whose prices are stated, and assume nothing
VERBS = re.compile(r" (?:is|are|says?|holds?|has|have|takes?|gives?|lets?|multiplies) ")


@dataclass(frozen=True)
class Assumption:
    """One key that may stand at other values: its value, those others, and the row of the catalogue behind it."""

    path: str
    kind: Kind
    value: Any  # as the scenario has it
    others: tuple[Any, ...]  # the ends of a range that are not the value, or the other words of a choice
    ends: tuple[Any, Any] | None = None  # of a range, in rising order; None for a choice
    range: Range | None = None  # of a number
    row: Row | None = None

    @property
    def grade(self) -> str:
        """The grade of the catalogue's row; ``stated`` where the file states a distribution, or the value."""
        return self.row.grade if self.row is not None else "stated"

    @property
    def middle(self) -> float | None:
        """The middle of the range of a number, on the logarithm for one that is drawn so; None for others.

        >>> wide = Range("a", 2.0, 1.0, 100.0, "log-triangular", "estimate")
        >>> Assumption("a", "number", 2.0, (1.0, 100.0), (1.0, 100.0), wide).middle
        10.0
        """
        if self.range is None or self.ends is None:
            return None
        low, high = self.ends
        if self.range.shape in ("log-triangular", "lognormal"):
            return float((low * high) ** 0.5)
        return float(0.5 * (low + high))


def assumptions_of(scenario: Scenario, only: Sequence[str] = ()) -> list[Assumption]:
    """Every assumption of a scenario, its numbers before its choices, in the order of the model.

    ``only`` are keys, or blocks of them. Raises ScenarioError for a key below which nothing may change.

    >>> import orbitdc
    >>> found = {one.path: one for one in assumptions_of(orbitdc.load("ai1_vs_colossus"))}
    >>> found["satellite.solar_array.tracking"].others, found["satellite.link.terminals"].others
    (('one_axis', 'zenith_fixed'), (2, 8))
    """
    numbers = [made for number in scenario.numbers() if (made := _of_number(number)) is not None]
    found = numbers + list(_choices(scenario, scenario, ""))
    if not only:
        return found
    keys = [".".join(full_path(type(scenario), key, Origin(f"--only {key}"))) for key in only]
    for key in keys:
        if not any(_below(one.path, key) for one in found):
            fix = "leave it out; `orbitdc explain FILE` lists the numbers with their ranges"
            raise ScenarioError(Problem("has no range, no distribution and no other named value", path=key, fix=fix))
    return [one for one in found if any(_below(one.path, key) for key in keys)]


def _below(path: str, key: str) -> bool:
    """Whether a dotted path is a key or lies inside it."""
    return path == key or path.startswith(f"{key}.")


def _of_number(number: Number) -> Assumption | None:
    """The assumption of one number; None where it has no range or is part of the question."""
    made = range_of(number)
    if made is not None:
        ends = (made.low, made.high)
        if made.given is not None:
            ends = (made.given.quantile(STATED_ENDS[0]), made.given.quantile(STATED_ENDS[1]))
        row = None if made.given is not None else number.row
        return Assumption(made.path, "number", made.value, _without(ends, made.value), ends, made, row)
    row, value = number.row, number.value
    if row is None or row.low is None or row.high is None or not isinstance(value, int):
        return None
    whole = (int(row.low), int(row.high))
    if whole[0] >= whole[1] or number.path.startswith(QUESTION) or number.path.endswith(LABELS):
        return None
    return Assumption(number.path, "whole number", value, _without(whole, value), whole, row=row)


def _without(ends: tuple[Any, Any], value: Any) -> tuple[Any, ...]:
    """The ends of a range that are not the value itself."""
    return tuple(end for end in ends if end != value)


def _choices(scenario: Scenario, block: Block, prefix: str) -> Iterator[Assumption]:
    """Every named choice at or below a block that the scenario states or leaves out."""
    for name, field in type(block).model_fields.items():
        value, path = getattr(block, name), f"{prefix}{name}"
        if path in ("published", "claim"):
            continue
        if isinstance(value, Block):
            yield from _choices(scenario, value, f"{path}.")
        elif isinstance(value, tuple):
            for index, element in enumerate(value):
                if isinstance(element, Block):
                    yield from _choices(scenario, element, f"{path}.{index}.")
        elif words := choices(field):
            others = tuple(word for word in words if word != value)
            yield Assumption(path, "choice", value, others, row=scenario.source.origin(path).row)


def subject(path: str) -> str:
    """The key at a path in words, as the sentence about it begins, with the key itself.

    >>> subject("launch.price_usd_per_kg"), subject("satellite.solar_array.price_usd_per_w")
    ('the launch price (launch.price_usd_per_kg)', 'the price (satellite.solar_array.price_usd_per_w)')
    """
    words = VERBS.split(sentence_at(Scenario, path))[0]
    if not words.startswith("The ") or len(words) > 50:
        return path
    return f"the {words.removeprefix('The ')} ({path})"
