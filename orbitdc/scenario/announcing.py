"""Whose design an announced mass and an envelope are: the one of the block that states them, as it stands there."""

from __future__ import annotations

from typing import Any

from orbitdc.catalog import did_you_mean
from orbitdc.satellite import Satellite
from orbitdc.satellite.announced import SIZES
from orbitdc.scenario.resolve import Resolved, resolve
from orbitdc.scenario.schema import bounds, field_at
from orbitdc.scenario.tree import Leaf, Map, Origin, Tree, plain, tree_of

OF = {"announced_mass_kg": "announced_design", "envelope_m3": "envelope_design"}  # each figure: whose it is


def announce(tree: Map, before: Tree | None) -> None:
    """Let a file, or the changes of one command, that states an announced figure announce its own design, in place.

    ``before`` is the block of the satellite without that file or those changes. Nothing is written where the design
    is stated beside the figure, where it was stated as null before, or where the sizes are those of its entry already.
    """
    now = tree.items.get("satellite")
    if not isinstance(now, Map):
        return
    told = [key for key in OF if _stated(now, before, key)]
    found = _resolved(now) if told else None
    if found is None:
        return
    out = now.copy()
    own = _own_design(now, found)
    for figure in told:
        _put(out, found, OF[figure], own, now.items[figure].origin, before)
    if told == ["announced_mass_kg"] and found.get("envelope_m3") is not None and not found.get("envelope_design"):
        _put(out, found, "envelope_design", found.get("announced_design"), now.items[told[0]].origin, before)
    tree.put("satellite", out, tree.at["satellite"])


def known_sizes(values: dict[str, Any], side: Resolved) -> None:
    """Refuse sizes of an announced design that no satellite has."""
    satellite = values.get("satellite")
    if not isinstance(satellite, dict):
        return
    for field in OF.values():
        sizes, path = satellite.get(field), f"satellite.{field}"
        if sizes is not None and not isinstance(sizes, str | dict):
            fix = "name an entry of `orbitdc catalog satellites`, or give sizes such as {radiator.area_m2: 110}"
            side.refuse(side.origins[path], f"is {sizes!r}", path, fix)
        for key, value in sizes.items() if isinstance(sizes, dict) else ():
            if key not in SIZES:
                fix = did_you_mean(str(key), SIZES) or f"the sizes are {', '.join(SIZES)}"
                side.refuse(side.origins[path], f"{key!r} is no size of a design", path, fix)
            elif not _inside(key, value):
                low, high = _bounds(key)
                fix = f"write a number from {low:g} to {high:g}"
                side.refuse(side.origins[path], f"{key} is {value!r}", path, fix)


def _stated(now: Map, before: Tree | None, key: str) -> bool:
    """Whether a value stands under a key that did not stand there before."""
    value = now.items.get(key)
    if value is None or (isinstance(value, Leaf) and value.value is None):
        return False
    return not isinstance(before, Map) or before.items.get(key) is not value


def _resolved(block: Map) -> dict[str, Any] | None:
    """The plain values of a satellite; None where its mistakes are still to be told."""
    out = Resolved()
    values = resolve(Satellite, block, "satellite", out)
    wrong = out.problems or not all(_inside(key, _at(values, key)) for key in SIZES)
    return None if wrong else values


def _own_design(block: Map, values: dict[str, Any]) -> Any:
    """The sizes of a satellite by dotted key, or the name of its entry where they are those of the entry."""
    own = {key: _at(values, key) for key in SIZES}
    entry = block.items.get("from")
    if isinstance(entry, Leaf):
        alone = Map(block.origin)
        alone.put("from", entry)
        announced = _resolved(alone)
        if announced is not None and own == {key: _at(announced, key) for key in SIZES}:
            return entry.value
    return own


def _put(out: Map, found: dict[str, Any], key: str, design: Any, at: Origin, before: Tree | None) -> None:
    """Write whose design a figure is, where nobody has said so and it is news."""
    here = out.items.get(key)
    refused = isinstance(here, Leaf) and here.value is None
    if here is not None and (refused or _stated(out, before, key)):
        return
    if _standing(out, found, key) != design:
        out.put(key, tree_of(design, at), at)


def _standing(out: Map, found: dict[str, Any], key: str) -> Any:
    """Whose design a figure is as it stands; an envelope of none of its own belongs to the announced design."""
    here = out.items.get(key)
    value = found.get(key) if here is None else plain(here)
    return _standing(out, found, "announced_design") if value is None and key == "envelope_design" else value


def _at(values: Any, path: str) -> Any:
    """The plain value under a dotted path; None where there is none."""
    for key in path.split("."):
        values = values.get(key) if isinstance(values, dict) else None
    return values


def _bounds(key: str) -> tuple[float, float]:
    """The least and the greatest value that a size of the satellite may have, in its own unit."""
    field = field_at(Satellite, key)
    assert field is not None  # as every size is a field
    return bounds(field)


def _inside(key: str, value: Any) -> bool:
    """Whether a value is one that a size may have; the number of accelerators may be absent."""
    low, high = _bounds(key)
    if value is None:
        return key == "board.accelerators"
    return isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high
