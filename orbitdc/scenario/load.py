"""A scenario file as a checked, frozen Scenario, with the origin of every number."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from orbitdc.scenario.announcing import announce
from orbitdc.scenario.changes import put_texts
from orbitdc.scenario.files import find, read_with_parents
from orbitdc.scenario.model import Scenario


def load(path: str | Path, sets: Sequence[str] = ()) -> Scenario:
    """Load a scenario file, or a shipped scenario by name, with ``key=value`` changes applied in turn.

    Precedence: catalogue < parent (``extends``) < file < each of ``sets``, of which an entry of the catalogue comes
    before keys of its block. An announced mass that the file or ``sets`` state is that of the design at hand there.
    Raises ScenarioError with every problem at its place.

    >>> load("ai1_vs_colossus", ["satellite.radiator.area_m2=160"]).satellite.radiator.area_m2
    160.0
    """
    tree = read_with_parents(find(path))
    before = tree.items.get("satellite")
    problems = put_texts(Scenario, tree, sets)
    announce(tree, before)
    return Scenario.from_tree(tree, str(path), problems)
