"""What each side of a scenario announced differently, as named steps away from like for like."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from orbitdc.block import Block
from orbitdc.errors import Problem, ScenarioError
from orbitdc.scenario.announcing import announce
from orbitdc.scenario.changes import entries_first
from orbitdc.scenario.tree import Map, Origin, plain, put_path

if TYPE_CHECKING:
    from orbitdc.scenario.model import Scenario


class Departures(Block):
    """Keys that each side's announcement sets differently; used for the as-announced ratio only."""

    orbit: dict[str, Any] | None = None
    """The keys of the orbit are the values that the announcement of the satellites states differently, by dotted key;
    null means that it states none."""
    ground: dict[str, Any] | None = None
    """The keys of the ground are the values that the announcement of the site states differently, by dotted key; null
    means that it states none."""


Side = Literal["orbit", "ground"]


class Departure(NamedTuple):
    """One named step from like for like towards what a side announced: its scenario with this key and those before."""

    side: Side
    key: str
    value: Any
    scenario: Scenario

    @property
    def name(self) -> str:
        """The step in words, e.g. ``orbit: accelerator.from = vr200``."""
        return f"{self.side}: {self.key} = {self.value}"


def departures_of(scenario: Scenario) -> list[Departure]:
    """The announced keys, the orbit's first, each applied on top of those of its side before it.

    Raises ScenarioError where an announced key is wrong.
    """
    source = scenario.source
    announced = source.tree.items.get("as_announced")
    if not isinstance(announced, Map):
        return []
    found: list[Departure] = []
    problems: list[Problem] = []
    sides: tuple[Side, ...] = ("orbit", "ground")
    for side in sides:
        keys = announced.items.get(side)
        if not isinstance(keys, Map):
            continue
        tree = source.tree.copy()
        tree.items.pop("as_announced")
        tree.at.pop("as_announced")
        for key, value in entries_first([(pair[0].split("."), pair) for pair in keys.items.items()]):
            before = tree.copy()
            at = keys.at[key]
            if wrong := put_path(tree, key.split("."), value, at):
                problems.append(at.problem(wrong, f"as_announced.{side}.{key}"))
                continue
            announce(tree, before.items.get("satellite"))
            try:
                found.append(Departure(side, key, plain(value), type(scenario).from_tree(tree.copy(), source.path)))
            except ScenarioError as error:
                problems += [_of_departure(problem, side, key, at) for problem in error.problems]
                tree = before  # the keys after it are judged without it
    if problems:
        raise ScenarioError(*problems)
    return found


def _of_departure(problem: Problem, side: Side, key: str, at: Origin) -> Problem:
    """A problem of the whole scenario with an announced key in it, placed at that key."""
    path = f"as_announced.{side}.{problem.path or key}"
    if (problem.file, problem.line) == (at.file, at.line):
        return replace(problem, path=path)
    return at.problem(problem.message, path, problem.fix)
