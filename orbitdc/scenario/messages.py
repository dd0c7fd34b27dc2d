"""What pydantic finds wrong with a scenario, in our words: the place of each mistake, and what to write instead."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from orbitdc.catalog import did_you_mean
from orbitdc.errors import Problem
from orbitdc.scenario.resolve import Resolved
from orbitdc.scenario.schema import unit_of
from orbitdc.scenario.tree import Map, Origin

LIMITS = {
    "greater_than_equal": ("ge", "at least"),
    "greater_than": ("gt", "more than"),
    "less_than_equal": ("le", "at most"),
    "less_than": ("lt", "less than"),
}


def problems_of(error: ValidationError, side: Resolved, tree: Map) -> list[Problem]:
    """Problems of pydantic's error that are not reported yet; a block nobody wrote is one problem, not one per key."""
    found: dict[tuple[str, str], Problem] = {}
    for detail in error.errors():
        path = str(detail.get("ctx", {}).get("path") or ".".join(str(part) for part in detail["loc"]))
        message, fix = _words(detail, path.rsplit(".", 1)[-1])
        if detail["type"] == "missing":
            if any(_below(path, known.removesuffix(".from")) for known in side.refused if known.endswith(".from")):
                continue
            block = next((block for block in side.absent if _below(path, block)), None)
            if block is not None:
                path = block
                key, kind = path.rsplit(".", 1)[-1], side.absent[path]
                fix = f"add `{key}:` with `from: ...`; `orbitdc catalog {kind}` lists them"
        if not any(path == known or _below(path, known) for known in side.refused):
            found.setdefault((path, message), place_of(path, side, tree).problem(message, path, fix))
    return list(found.values())


def place_of(path: str, side: Resolved, tree: Map) -> Origin:
    """Where the key of a path was written, or else the nearest block around it."""
    while path:
        if path in side.origins:
            origin = side.origins[path]
            return origin if origin.row is None else Origin(str(origin))
        path = path.rpartition(".")[0]
    return tree.origin


def _below(path: str, block: str) -> bool:
    """Whether a dotted path lies inside a block."""
    return path.startswith(f"{block}.")


def _words(detail: Any, key: str) -> tuple[str, str]:
    """What is wrong and what to write instead, from a detail of pydantic's error."""
    kind, given, context = detail["type"], detail["input"], detail.get("ctx", {})
    if "fix" in context:
        return str(detail["msg"]), str(context["fix"])
    unit = f" ({unit_of(key)})" if unit_of(key) else ""
    if kind in LIMITS:
        name, words = LIMITS[kind]
        return f"is {given!r}{_why(key, given)}", f"write a number {words} {context[name]:g}{unit}"
    if kind == "missing":
        return "missing", f"add `{key}:`{unit}"
    if kind == "literal_error":
        near = did_you_mean(str(given), tuple(_words_in(str(context["expected"]))))
        return f"is {given!r}", f"{near or 'write'} one of {context['expected']}".replace("? one", "? It is one")
    if kind == "value_error":
        return str(context["error"]), ""
    if kind == "finite_number":
        return f"is {given!r}", f"write a finite number{unit}"
    wanted = {
        "float_type": f"write a number{unit}",
        "int_type": "write a whole number",
        "int_from_float": "write a whole number",
        "string_type": "write text",
        "string_pattern_mismatch": "use lower-case letters, digits, - and _",
        "string_too_long": f"write at most {context.get('max_length')} characters",
        "dict_type": "write keys and values",
        "tuple_type": "write a list",
        "date_type": "write a date such as 2028-01-01",
    }
    return f"is {given!r}", wanted.get(kind, str(detail["msg"]))


def _why(key: str, given: float) -> str:
    """What is absurd about a number out of its range, for the keys of which it is worth saying."""
    if key == "altitude_km" and given < 150:
        return ": below the surface" if given < 0 else ": an orbit there does not survive a revolution"
    if key == "real_wacc_frac" and given < 0:
        return ": nobody lends to get less back"
    if key == "residual_frac" and given > 1:
        return ": no lessor pays for an asset that is expected to end above its cost"
    return ""


def _words_in(expected: str) -> list[str]:
    """The words of pydantic's list of what it expected."""
    return [word.strip("' ") for word in expected.replace(" or ", ",").split(",")]
