"""Changes put into the tree of a scenario: texts ``key=value`` of the command line, and dotted keys of Python."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from orbitdc.block import Block
from orbitdc.catalog import did_you_mean
from orbitdc.errors import Problem, ScenarioError
from orbitdc.scenario.renamed import MOVED, new_path
from orbitdc.scenario.schema import block_of, choices, field_at, is_number, named_like, places_of
from orbitdc.scenario.tree import Map, Origin, Tree, plain, put_path, tree_of
from orbitdc.scenario.yaml_file import parse_value

NUMBER = re.compile(r"\s*[$+-]?\s*[.\d]")  # how the text of a number begins
LONGEST = 60  # characters of a value in the origin of a changed number
Change = TypeVar("Change")


def put_texts(root: type[Block], tree: Map, sets: Sequence[str]) -> list[Problem]:
    """Put each ``key=value`` into a tree in turn, in place, and return what is wrong with them.

    An entry that takes the place of a block comes before the keys inside that block, wherever the two stand.
    """
    problems: list[Problem] = []
    found: list[tuple[str, list[str], Tree]] = []
    for text in sets:
        try:
            found.append(_change_of(root, text))
        except ScenarioError as error:
            problems += error.problems
    for key, path, value in entries_first([(_replaced(path, value), (key, path, value)) for key, path, value in found]):
        if wrong := put_path(tree, path, value):
            problems.append(value.origin.problem(wrong, key))
    return problems


def put_values(root: type[Block], tree: Map, changes: Mapping[str, Any]) -> list[Problem]:
    """Put Python values under dotted keys into a tree, in place, and return what is wrong with them.

    The change of a block comes before changes inside it, whatever their order.
    """
    problems: list[Problem] = []
    found: dict[tuple[str, ...], tuple[str, Tree]] = {}
    for key, value in changes.items():
        origin = Origin(_call(key, value))
        try:
            keys = full_path(root, str(key), origin)
            if tuple(keys) in found:
                raise ScenarioError(origin.problem(f"is {found[tuple(keys)][0]!r} again", str(key), "keep one of them"))
            found[tuple(keys)] = str(key), tree_of(value, origin)
        except ScenarioError as error:
            problems += [replace(problem, path=str(key)) for problem in error.problems]
    for path in sorted(found, key=_depth):
        key, value = found[path]
        if wrong := put_path(tree, list(path), value):
            problems.append(value.origin.problem(wrong, key))
    return problems


def entries_first(changes: Sequence[tuple[Sequence[str], Change]]) -> list[Change]:
    """The changes in their order, by their paths, save that an entry of a block comes before keys inside that block.

    The last key of the path of an entry is ``from``.

    >>> entries_first([(("a", "b"), "b=1"), (("c",), "c=2"), (("a", "from"), "a.from=x")])
    ['a.from=x', 'b=1', 'c=2']
    """
    out: list[tuple[tuple[str, ...], Change]] = []
    for keys, change in changes:
        path, place = tuple(keys[:-1] if keys[-1] == "from" else keys), len(out)
        for earlier in range(len(out) - 1, -1, -1) if keys[-1] == "from" else ():
            other = out[earlier][0]
            if other == path[: len(other)]:  # a change of the block, or of one around it
                break
            place = earlier if other[: len(path)] == path else place
        out.insert(place, (path, change))
    return [change for _, change in out]


def full_path(root: type[Block], key: str, origin: Origin) -> list[str]:
    """The keys of a dotted path from the root; the first may be the name of a key that stands in one place only.

    Raises ScenarioError, placed at ``origin``, for a key that is unknown, has moved, or stands in several places.
    """
    if key in MOVED:
        return MOVED[key].split(".")
    if moved := new_path(key):
        raise ScenarioError(origin.problem("has a new name", key, f"write {moved}"))
    first, *rest = key.split(".")
    if first in root.model_fields:
        return [first, *rest]
    places = places_of(root, first)
    if len(places) > 1 and rest:  # those below which the rest of the path stands
        places = [place for place in places if _stands(root, [place, *rest])]
    if len(places) == 1:
        return [*places[0].split("."), *rest]
    if places:
        raise ScenarioError(
            origin.problem(f"{first!r} stands in several places", key, f"write one of {', '.join(places)}")
        )
    inside = places_of(root, first, element="0")
    near = f"write {inside[0]}" if inside and not rest else did_you_mean(first, tuple(root.model_fields))
    if not near and (alike := named_like(root, key)):
        near = f"did you mean {' or '.join(alike[:3])}?"
    raise ScenarioError(origin.problem("unknown key", key, near or f"the keys are {', '.join(root.model_fields)}"))


def _stands(root: type[Block], path: list[str]) -> bool:
    """Whether a key stands at a path; a last ``from`` does where the block around it has a catalogue."""
    if path[-1] != "from":
        return field_at(root, ".".join(path)) is not None
    field = field_at(root, ".".join(path[:-1]))
    block = block_of(field)[0] if field is not None else None
    return block is not None and bool(block.catalog_kind)


def _change_of(root: type[Block], text: str) -> tuple[str, list[str], Tree]:
    """The key, the path and the value of a ``key=value``; raises ScenarioError for one that is none."""
    key, equals, value = text.partition("=")
    origin = Origin(f"--set {text}")
    if not equals or not key.strip():
        fix = "write e.g. --set launch.price_usd_per_kg=300"
        raise ScenarioError(origin.problem("not of the form key=value", fix=fix))
    try:
        path, found = full_path(root, key.strip(), origin), parse_value(value, origin)
        refuse_number_for_word(root, key.strip(), path, found)
        return key, path, found
    except ScenarioError as error:
        raise ScenarioError(*(replace(problem, path=key) for problem in error.problems)) from None


def refuse_number_for_word(root: type[Block], key: str, path: list[str], value: Tree) -> None:
    """Refuse a number for a short key that takes words, where numbers of that name stand elsewhere.

    Raises ScenarioError, which names them.
    """
    given, field = plain(value), field_at(root, ".".join(path))
    words = choices(field) if field is not None else ()
    if not words or given in words or len(path) == len(key.split(".")) or not NUMBER.match(str(given)):
        return
    alike = [near for near in named_like(root, key) if (one := field_at(root, near)) is not None and is_number(one)]
    if alike:
        fix = f"did you mean {' or '.join(alike[:2])}? {'.'.join(path)} is one of {' or '.join(map(repr, words))}"
        raise ScenarioError(value.origin.problem(f"is {given!r}", ".".join(path), fix))


def _replaced(path: list[str], value: Tree) -> list[str]:
    """The path of a change; that of its entry where the change is a whole block with one."""
    return [*path, "from"] if isinstance(value, Map) and "from" in value.items else path


def _call(key: str, value: Any) -> str:
    """The change in words, as the origin of what it states."""
    shown = str(value)
    return f"replace({key}={shown if len(shown) <= LONGEST else shown[: LONGEST - 3] + '...'})"


def _depth(path: tuple[str, ...]) -> int:
    """How deep the block lies that a change replaces: a last key ``from`` replaces the block around it."""
    return len(path) - (path[-1] == "from")
