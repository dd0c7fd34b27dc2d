"""A scenario to start from that holds every key of another in comments, each with value, unit and meaning."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import Any

import yaml

from orbitdc.block import Block, one_line
from orbitdc.errors import ScenarioError
from orbitdc.scenario.changes import put_texts
from orbitdc.scenario.load import load
from orbitdc.scenario.model import Scenario
from orbitdc.scenario.schema import block_of, choices, unit_of
from orbitdc.scenario.tree import Map, Origin, plain

WIDE = 118  # characters of a line
STATED = ("name", "description", "as_announced")  # keys that the head of the file states, or that are no inputs


def template(preset: str, name: str) -> str:
    """YAML text of a scenario that extends another one and lists every key of it in comments.

    Each key stands with the value that the preset uses, its unit and its sentence; removing the ``#`` before a key and
    before the blocks around it changes the value. Raises ScenarioError where the preset cannot be read.

    >>> text = template("ai1_vs_colossus", "mine")
    >>> text.splitlines()[2:4]
    ['extends: ai1_vs_colossus', 'name: mine']
    >>> "#   price_usd_per_kg: 200.0" in text
    False
    """
    scenario = load(preset)
    head = (
        "# Every key of the scenario it extends, with its value: remove the # before a key, and before the blocks\n"
        "# around it, to change it. `orbitdc explain` says where each number comes from.\n"
        f"extends: {preset}\nname: {name}\ndescription: what I want to find out\n"
    )
    return head + "\n".join(_block(Scenario, scenario.model_dump(mode="json"), 0)) + "\n"


def _block(block: type[Block], values: dict[str, Any], level: int) -> Iterator[str]:
    """The commented lines of a block's keys."""
    for name, field in block.model_fields.items():
        if level == 0 and name in STATED:
            continue
        inner, is_list = block_of(field)
        value, said = values.get(name), one_line(field.description or "")
        if inner is None or value is None:
            yield from _key(name, value, said, choices(field), level)
            continue
        if level == 0:
            yield ""
        yield from _comment(said, level)
        yield f"# {'  ' * level}{name}:"
        if is_list:
            for element in value:
                lines = list(_block(inner, element, level + 2))
                yield f"# {'  ' * (level + 1)}-"
                yield from lines
        else:
            yield from _block(inner, value, level + 1)


def _key(name: str, value: Any, said: str, words: tuple[str, ...], level: int) -> Iterator[str]:
    """The commented lines of a key: what it is, its unit or words, and its value."""
    written = yaml.safe_dump({name: value}, default_flow_style=True, width=10**6, allow_unicode=True).strip()[1:-1]
    unit = f" [{unit_of(name)}]" if unit_of(name) else f" [{', '.join(words)}]" if words else ""
    yield from _comment(said + unit, level)
    yield f"# {'  ' * level}{written}"


def _comment(text: str, level: int) -> Iterator[str]:
    """A text as comment lines of the width of the page."""
    margin = f"# {'  ' * level}# "
    yield from (margin + line for line in textwrap.wrap(text, WIDE - len(margin)))


def changed_yaml(preset: str, name: str, sets: Sequence[str]) -> str:
    """YAML text of a scenario that extends another one and states only what ``KEY=VALUE`` texts change.

    Raises ScenarioError where a text is wrong.

    >>> print(changed_yaml("ai1_vs_colossus", "mine", ["launch.price_usd_per_kg=300"]), end="")
    extends: ai1_vs_colossus
    name: mine
    launch:
      price_usd_per_kg: 300
    """
    tree = Map(Origin())
    if wrong := put_texts(Scenario, tree, sets):
        raise ScenarioError(*wrong)
    stated = {"extends": preset, "name": name} | _listed(plain(tree))
    return yaml.safe_dump(stated, sort_keys=False, allow_unicode=True)


def _listed(value: Any) -> Any:
    """Tuples as lists, which YAML writes."""
    if isinstance(value, dict):
        return {key: _listed(inner) for key, inner in value.items()}
    return [_listed(inner) for inner in value] if isinstance(value, tuple) else value
