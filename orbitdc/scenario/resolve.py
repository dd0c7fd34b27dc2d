"""From a merged tree to the plain values of a block: catalogue entries and defaults filled in, distributions taken."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from pydantic.fields import FieldInfo

from orbitdc import catalog
from orbitdc.block import Block
from orbitdc.errors import CatalogError, Problem
from orbitdc.scenario.distributions import LEAST_INSIDE_FRAC, SHAPES, Distribution
from orbitdc.scenario.quantities import NotOfTheKey, number_of
from orbitdc.scenario.renamed import new_path
from orbitdc.scenario.schema import block_of, bounds, choices, is_number, is_optional, named_like, parts
from orbitdc.scenario.tree import Items, Leaf, Map, Origin, Tree, merge, plain, put_path


@dataclass
class Resolved:
    """Side tables of a resolved scenario, keyed by dotted path, and what was wrong."""

    origins: dict[str, Origin] = field(default_factory=dict)
    distributions: dict[str, Distribution] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)  # paths already reported
    absent: dict[str, str] = field(default_factory=dict)  # blocks nobody wrote: path to catalogue, outer ones first

    def refuse(self, origin: Origin, message: str, path: str, fix: str) -> None:
        """Report one problem at a path."""
        self.problems.append(origin.problem(message, path, fix))
        self.refused.add(path)


def from_catalogue(rows: dict[str, catalog.Row]) -> Map:
    """Rows of an entry as a tree; dotted fields become blocks, and numbered ones lists."""
    tree = Map(Origin())
    for name, row in rows.items():
        put_path(tree, name.split("."), Leaf(row.value, Origin(row=row)))
    _number(tree)
    return tree


def _number(tree: Map) -> None:
    """Blocks whose keys are 0, 1, ... as lists, in place."""
    for key, below in tree.items.items():
        if isinstance(below, Map):
            _number(below)
            if all(name == str(place) for place, name in enumerate(below.items)):
                tree.items[key] = Items(below.origin, list(below.items.values()))


def resolve(block: type[Block], tree: Map, path: str, out: Resolved) -> dict[str, Any]:
    """Plain values of a block (nested dicts, tuples) from its tree: defaults < ``from`` entry < own keys."""
    tree = _with_entry(block, tree, path, out)
    values: dict[str, Any] = {}
    for key, at in tree.at.items():
        if key not in block.model_fields and key != "from":
            out.refuse(at, *_unknown(block, _join(path, key), key))
    for key, info in block.model_fields.items():
        below, where = tree.items.get(key), _join(path, key)
        inner, is_list = block_of(info)
        if isinstance(below, Leaf) and below.value is None:
            if not is_optional(info):
                out.refuse(below.origin, "null", where, "write a value, or leave the key out")
            continue
        if below is None and (inner is None or is_list or not info.is_required() or is_optional(info)):
            continue
        out.origins[where] = tree.at.get(key, tree.origin)
        if inner is None:
            values[key] = _value(info, below, where, out)
        elif is_list:
            values[key] = _list(inner, below, where, out)
        elif below is None or isinstance(below, Map):
            if below is None and inner.catalog_kind:
                out.absent[where] = inner.catalog_kind
            values[key] = resolve(inner, below if below is not None else Map(tree.origin), where, out)
        else:
            fix = f"write `{key}:` with keys below it" + (", or `from: ...`" if inner.catalog_kind else "")
            out.refuse(below.origin, "a block of keys is expected here", where, fix)
    return values


def _unknown(block: type[Block], path: str, key: str) -> tuple[str, str, str]:
    """What is wrong with a key that a block does not have, its path, and what to write instead."""
    if moved := new_path(path):
        return "has a new name", path, f"write {moved}"
    near = catalog.did_you_mean(key, tuple(block.model_fields))
    if not near and (alike := named_like(block, key)):
        here = [name for name in alike if "." not in name] or alike
        near = f"did you mean {' or '.join(_join(path.rpartition('.')[0], name) for name in here[:3])}?"
    return "unknown key", path, near or f"the keys here are {', '.join(block.model_fields)}"


def _with_entry(block: type[Block], tree: Map, path: str, out: Resolved) -> Map:
    """A block's keys over those of the catalogue entry that it names, over the catalogue's defaults."""
    base = from_catalogue(catalog.defaults(block.defaults_name)) if block.defaults_name else Map(Origin())
    named = tree.items.get("from")
    if named is not None:
        at = tree.at["from"]
        if not block.catalog_kind:
            out.refuse(at, "this block has no catalogue", _join(path, "from"), "write its keys out")
        elif not isinstance(named, Leaf) or not isinstance(named.value, str):
            fix = f"name one entry; `orbitdc catalog {block.catalog_kind}` lists them"
            out.refuse(named.origin, "from takes the name of a catalogue entry", _join(path, "from"), fix)
        else:
            try:
                base = _over(base, from_catalogue(catalog.entry(block.catalog_kind, named.value)))
                out.origins[_join(path, "from")] = named.origin
            except CatalogError as error:
                (problem,) = error.problems
                out.refuse(named.origin, problem.message, _join(path, "from"), problem.fix)
    own = tree.copy()
    own.items.pop("from", None)
    own.at.pop("from", None)
    return _over(base, own)


def _over(below: Map, above: Map) -> Map:
    """One map over another."""
    merged = merge(below, above)
    assert isinstance(merged, Map)  # both are
    return merged


def _list(block: type[Block], tree: Tree | None, path: str, out: Resolved) -> Any:
    """The blocks of a list, each resolved; anything else is refused."""
    if not isinstance(tree, Items):
        origin = tree.origin if tree is not None else Origin()
        out.refuse(origin, "a list is expected here", path, "write each element on its own line behind `- `")
        return ()
    elements = []
    for index, element in enumerate(tree.values):
        where = f"{path}.{index}"
        out.origins[where] = element.origin
        if isinstance(element, Map):
            elements.append(resolve(block, element, where, out))
        else:
            out.refuse(element.origin, "a block of keys is expected here", where, "write `- key: value`")
    return tuple(elements)


def _value(info: FieldInfo, tree: Tree | None, path: str, out: Resolved) -> Any:
    """The plain value of a field, where it stands, and its distribution where it has one."""
    if tree is None:
        return None
    out.origins[path] = tree.origin
    if isinstance(tree, Map) and is_number(info):
        return _distribution(info, tree, path, out)
    return _quantity(info, tree, path, out)


def _quantity(info: FieldInfo, tree: Tree, path: str, out: Resolved) -> Any:
    """The number of a text with a unit; what is none is left to the check of the key's type."""
    value = plain(tree)
    if not isinstance(value, str) or not is_number(info) or value in choices(info):
        return value
    try:
        number = number_of(value, path.rpartition(".")[2])
    except NotOfTheKey as error:
        out.refuse(tree.origin, str(error), path, error.fix)
        return None
    if number is None:
        return value
    return int(number) if float not in parts(info.annotation) and number.is_integer() else number


def _distribution(info: FieldInfo, tree: Map, path: str, out: Resolved) -> Any:
    """The median of a stated distribution, which is kept beside it; None where it is refused."""
    shapes = [key for key in tree.items if key in SHAPES]
    extra = [key for key in tree.items if key not in SHAPES and key != "truncated"]
    takes = "a number, or one of " + ", ".join(f"{{{shape}: {form}}}" for shape, form in SHAPES.items())
    if len(shapes) != 1 or extra:
        near = catalog.did_you_mean(extra[0], tuple(SHAPES)) if extra else ""
        out.refuse(tree.origin, "neither a number nor a distribution", path, near or takes)
        return None
    values = tree.items[shapes[0]]
    numbers = plain(values)
    if isinstance(values, Items):
        numbers = tuple(_quantity(info, each, path, out) for each in values.values)
        if path in out.refused:
            return None
    if not isinstance(numbers, tuple) or not all(
        isinstance(x, int | float) and not isinstance(x, bool) for x in numbers
    ):
        out.refuse(values.origin, f"{shapes[0]} takes {SHAPES[shapes[0]]}", path, takes)
        return None
    flag = tree.items.get("truncated", Leaf(False, tree.origin))
    if not isinstance(flag, Leaf) or not isinstance(flag.value, bool):
        out.refuse(flag.origin, f"truncated is {plain(flag)!r}", path, "write `truncated: true`, or leave it out")
        return None
    cut = flag.value
    low, high = bounds(info)
    distribution = Distribution(shapes[0], tuple(float(x) for x in numbers), *((low, high) if cut else ()))
    if mistake := distribution.mistake():
        out.refuse(values.origin, mistake, path, takes)
        return None
    if distribution.inside_frac() < LEAST_INSIDE_FRAC:
        out.refuse(values.origin, f"lies outside {low:g} to {high:g}", path, "move it inside, or check its unit")
        return None
    if not cut and 1.0 - replace(distribution, low=low, high=high).inside_frac() < LEAST_INSIDE_FRAC:
        distribution = replace(distribution, low=low, high=high)  # a tail that no draw reaches
    support = distribution.support()
    if support[0] < low or support[1] > high:
        message = f"reaches from {support[0]:g} to {support[1]:g}, outside {low:g} to {high:g}"
        out.refuse(tree.origin, message, path, "narrow it, or add `truncated: true`")
        return None
    out.distributions[path] = distribution
    median = distribution.median()
    return round(median) if all(isinstance(x, int) for x in numbers) and distribution.shape == "choice" else median


def _join(path: str, key: str) -> str:
    """A key behind a dotted path."""
    return f"{path}.{key}" if path else key
