"""A scenario before it is checked: a tree whose every key and value knows where it was written."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from orbitdc.block import Block
from orbitdc.catalog import Row
from orbitdc.errors import Problem, ScenarioError
from orbitdc.scenario.distributions import SHAPES

IN_PYTHON = "made in Python"  # the place of a value that no file, no change and no catalogue states
PLAIN = (str, bool, int, float)  # what a leaf of a tree may hold, beside nothing


@dataclass(frozen=True)
class Origin:
    """Where a value was written: a place in a file, a ``--set``, a ``replace`` in Python, a row of the
    catalogue, or a dated path in its place.
    """

    file: str = ""
    line: int | None = None  # 1-based
    column: int | None = None  # 1-based
    row: Row | None = None
    replaced: Row | None = None  # the row of the catalogue whose place a dated path took; ``row`` is then the path's
    dated: str = ""  # the case and the date of that path

    def problem(self, message: str, path: str = "", fix: str = "") -> Problem:
        """A problem at this place."""
        return Problem(message, path, self.file, self.line, self.column, fix)

    @property
    def is_stated(self) -> bool:
        """Whether a user wrote the value on purpose: in a file or as a change, not as one of all values of a model."""
        return self.row is None and self.file != IN_PYTHON

    def __str__(self) -> str:
        if self.row is not None and self.replaced is not None:
            return f"path {self.row.entry}, {self.dated}"
        if self.row is not None:
            return f"catalogue {self.row.kind}/{self.row.entry}"
        return f"{self.file}:{self.line}" if self.line is not None else self.file


@dataclass(frozen=True)
class Leaf:
    """A value without keys: a number, text, true or false, null."""

    value: Any
    origin: Origin


@dataclass
class Map:
    """Keys and what stands under them; ``at`` is where each key was written."""

    origin: Origin
    items: dict[str, Tree] = field(default_factory=dict)
    at: dict[str, Origin] = field(default_factory=dict)

    def put(self, key: str, value: Tree, at: Origin | None = None) -> None:
        """Set a key, remembering where it was written."""
        self.items[key] = value
        self.at[key] = at if at is not None else value.origin

    def copy(self) -> Map:
        """A map with the same children, to be changed apart from this one."""
        return Map(self.origin, dict(self.items), dict(self.at))


@dataclass
class Items:
    """A list."""

    origin: Origin
    values: list[Tree] = field(default_factory=list)


Tree = Leaf | Map | Items


def merge(parent: Tree | None, child: Tree) -> Tree:
    """The child over the parent: maps merge, everything else replaces.

    A child's ``from`` replaces the whole block, and a child's distribution the parent's. Numbered keys over a list (as
    ``--set`` writes them) change its elements.

    >>> place = Origin("x.yaml", 1, 1)
    >>> below, above = Map(place), Map(place)
    >>> below.put("a", Leaf(1, place)); below.put("b", Leaf(2, place)); above.put("b", Leaf(3, place))
    >>> plain(merge(below, above))
    {'a': 1, 'b': 3}
    """
    if isinstance(parent, Items) and isinstance(child, Map) and _numbers_of(child, len(parent.values)):
        over = {int(key): value for key, value in child.items.items()}
        return Items(parent.origin, [merge(e, over[n]) if n in over else e for n, e in enumerate(parent.values)])
    if not isinstance(parent, Map) or not isinstance(child, Map) or child.items.keys() & {"from", *SHAPES}:
        return child
    out = Map(child.origin, dict(parent.items), dict(parent.at))
    for key, value in child.items.items():
        out.put(key, merge(parent.items.get(key), value), child.at[key])
    return out


def _numbers_of(tree: Map, length: int) -> bool:
    """Whether all keys are places in a list of that length."""
    return bool(tree.items) and all(key.isdecimal() and int(key) < length for key in tree.items)


def plain(tree: Tree) -> Any:
    """The tree as dicts, tuples and values, without places."""
    if isinstance(tree, Leaf):
        return tree.value
    if isinstance(tree, Items):
        return tuple(plain(value) for value in tree.values)
    return {key: plain(value) for key, value in tree.items.items()}


def tree_of(value: Any, origin: Origin) -> Tree:
    """A Python value as a tree whose every part was written at one place: the way back from ``plain``.

    Dates and paths of files become text, blocks of a scenario maps. Raises ScenarioError for a value that no file could
    hold.

    >>> plain(tree_of({"a": [1, {"b": None}]}, Origin("here")))
    {'a': (1, {'b': None})}
    """
    if isinstance(value, Block):
        value = value.model_dump()
    elif not isinstance(value, PLAIN) and hasattr(value, "item") and getattr(value, "ndim", 0) == 0:
        value = value.item()  # a number of numpy
    if isinstance(value, dt.date):
        value = value.isoformat()
    elif isinstance(value, os.PathLike):
        value = os.fspath(value)
    if value is None or isinstance(value, PLAIN):
        return Leaf(value, origin)
    if isinstance(value, Mapping):
        out = Map(origin)
        for key, inner in value.items():
            out.put(str(key), tree_of(inner, origin), origin)
        return out
    if isinstance(value, list | tuple):
        return Items(origin, [tree_of(inner, origin) for inner in value])
    fix = "give a number, text, True, False, None, a date, a list or a dict"
    raise ScenarioError(origin.problem(f"is of type {type(value).__name__}", fix=fix))


def block_at(values: Any, where: str) -> dict[str, Any] | None:
    """The block of plain values in which the last key of a dotted path stands; None where there is none.

    >>> block_at({"a": ({"b": 1},)}, "a.0.b"), block_at({"a": 3}, "a.b.c")
    ({'b': 1}, None)
    """
    for key in where.split(".")[:-1]:
        if isinstance(values, Mapping):
            values = values.get(key)
        elif isinstance(values, tuple | list) and key.isdecimal() and int(key) < len(values):
            values = values[int(key)]
        else:
            return None
    return values if isinstance(values, dict) else None


def put_path(tree: Map, keys: list[str], value: Tree, at: Origin | None = None) -> str:
    """Merge the value in under dotted keys, in place (maps on the way are copied: shared parents stay as they are).

    Lists are reached by index. A last key ``from`` replaces its block. ``at`` is where the keys were written (where the
    value was, if not given). Returns what is wrong, "" if nothing.
    """
    at = at if at is not None else value.origin
    here: Map | Items = tree
    for position, key in enumerate(keys[:-1]):
        below = _get(here, key)
        if isinstance(here, Items) and below is None:
            return f"{'.'.join(keys[:position])} has no element {key!r}: it has {len(here.values)}, counted from 0"
        known = here.at.get(key) if isinstance(here, Map) else None
        if isinstance(below, Leaf) or (keys[position + 1] == "from" and position + 2 == len(keys)):
            below = None
        if isinstance(below, Items):
            below = Items(below.origin, list(below.values))
        elif below is not None:
            below = below.copy()
        else:
            below, known = Map(at), at
        _put(here, key, below, known or at)
        here = below
    if isinstance(here, Items) and _get(here, keys[-1]) is None:
        return f"{'.'.join(keys[:-1])} has no element {keys[-1]!r}: it has {len(here.values)}, counted from 0"
    _put(here, keys[-1], merge(_get(here, keys[-1]), value), at)
    return ""


def _get(tree: Map | Items, key: str) -> Tree | None:
    """What stands under a key of a map or a place of a list; None where there is nothing."""
    if isinstance(tree, Map):
        return tree.items.get(key)
    return tree.values[int(key)] if key.isdecimal() and int(key) < len(tree.values) else None


def _put(tree: Map | Items, key: str, value: Tree, at: Origin) -> None:
    """Put a value under a key of a map or at a place of a list."""
    if isinstance(tree, Map):
        tree.put(key, value, at)
    else:
        tree.values[int(key)] = value
