"""A scenario file as a checked, frozen Scenario, with the origin of every number."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError

import orbitdc
from orbitdc.catalog import Row, did_you_mean
from orbitdc.errors import Problem, ScenarioError
from orbitdc.scenario.currency import constant_dollars
from orbitdc.scenario.distributions import Distribution
from orbitdc.scenario.model import Departure, Scenario
from orbitdc.scenario.refusals import one_cost_of_capital, one_power_source, one_price_of_failed_launches
from orbitdc.scenario.renamed import new_path
from orbitdc.scenario.resolve import Resolved, resolve
from orbitdc.scenario.schema import places_of, unit_of
from orbitdc.scenario.tree import Leaf, Map, Origin, merge, plain, put_path
from orbitdc.scenario.yaml_file import parse_value, read_yaml


@dataclass(frozen=True)
class Number:
    """One number (or text) of a scenario: its value, where it was written, and the catalogue row behind it if any."""

    path: str
    value: float | int | str
    origin: Origin
    distribution: Distribution | None = None

    @property
    def row(self) -> Row | None:
        """The catalogue row the number comes from; None for one the scenario itself states."""
        return self.origin.row

    @property
    def is_estimate(self) -> bool:
        """Whether the catalogue grades it an estimate."""
        return self.row is not None and self.row.grade == "estimate"


@dataclass(frozen=True, eq=False)
class Loaded:
    """A scenario with its side tables."""

    scenario: Scenario
    path: str
    origins: dict[str, Origin]
    distributions: dict[str, Distribution]
    tree: Map  # merged, with every --set applied, before catalogue entries

    @property
    def sha256(self) -> str:
        """Hash of the resolved scenario, which holds every catalogue value used, and of the version."""
        return fingerprint(self.scenario)

    def numbers(self) -> list[Number]:
        """Every number the scenario uses, by dotted path, in the order of the model."""
        found: list[Number] = []
        _walk(self.scenario.model_dump(), "", self, found)
        return found

    def departures(self) -> list[Departure]:
        """The announced keys, the orbit's first, each applied on top of those of its side before it.

        Raises ScenarioError where an announced key is wrong.
        """
        announced = self.tree.items.get("as_announced")
        if not isinstance(announced, Map):
            return []
        found: list[Departure] = []
        problems: list[Problem] = []
        sides: tuple[Literal["orbit", "ground"], ...] = ("orbit", "ground")
        for side in sides:
            keys = announced.items.get(side)
            if not isinstance(keys, Map):
                continue
            tree = self.tree.copy()
            tree.items.pop("as_announced")
            tree.at.pop("as_announced")
            for key, value in keys.items.items():
                before = tree.copy()
                at = keys.at[key]
                if wrong := put_path(tree, key.split("."), value, at):
                    problems.append(at.problem(wrong, f"as_announced.{side}.{key}"))
                    continue
                try:
                    found.append(Departure(side, key, plain(value), _check(tree, self.path).scenario))
                except ScenarioError as error:
                    problems += [_of_departure(problem, side, key, at) for problem in error.problems]
                    tree = before  # the keys after it are judged without it
        if problems:
            raise ScenarioError(*problems)
        return found


def load_file(path: str | Path, sets: Sequence[str] = ()) -> Loaded:
    """Load a scenario: catalogue < parent (``extends``) < file < each ``key=value`` of ``sets`` in turn.

    ``path`` is a file, or the name of a shipped scenario. Raises ScenarioError with every problem at its place.
    """
    found = find(path)
    tree = _with_parents(found, ())
    problems = [problem for text in sets for problem in _set(tree, text)]
    if problems:
        raise ScenarioError(*problems)
    return _check(tree, str(path))


def fingerprint(scenario: Scenario) -> str:
    """SHA-256 of a resolved scenario and of the version, hexadecimal."""
    content = {"version": orbitdc.__version__, "scenario": scenario.model_dump(mode="json")}
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def shipped() -> dict[str, Path]:
    """The scenarios that come with the package, by name; those of a folder as folder/name."""
    here = Path(orbitdc.__file__).parent
    for folder in (here / "scenarios", here.parent / "scenarios"):
        if folder.is_dir():
            files = sorted(folder.rglob("*.yaml"), key=lambda file: (len(file.parts), file))
            return {file.relative_to(folder).with_suffix("").as_posix(): file for file in files}
    return {}


def find(path: str | Path) -> Path:
    """The file of a path or of a shipped scenario's name.

    Raises ScenarioError, with the nearest name, where there is none.
    """
    if _is_there(Path(path)):
        return Path(path)
    known = shipped()
    if str(path) in known:
        return known[str(path)]
    longer = f"{path}.yaml"
    near = f"did you mean {longer}?" if _is_there(Path(longer)) else did_you_mean(Path(path).stem, tuple(known))
    fix = near or f"name a file, or a shipped scenario: {', '.join(known)}"
    raise ScenarioError(Problem("no such file", file=str(path), fix=fix))


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return True  # a name or folder that the system refuses: reading it says why


def _with_parents(path: Path, above: tuple[Path, ...]) -> Map:
    tree = read_yaml(path)
    here = path.resolve()
    named = tree.items.pop("extends", None)
    at = tree.at.pop("extends", tree.origin)
    if named is None:
        return tree
    if not isinstance(named, Leaf) or not isinstance(named.value, str):
        raise ScenarioError(at.problem("extends takes one file name", "extends", "write `extends: other.yaml`"))
    parent = path.parent / named.value
    target = parent if _is_there(parent) else shipped().get(named.value)
    if target is None:
        fix = did_you_mean(named.value, tuple(shipped())) or "give a path relative to this file, or a shipped scenario"
        raise ScenarioError(at.problem(f"no such file: {parent}", "extends", fix))
    if target.resolve() in (*above, here):
        chain = " -> ".join(file.name for file in (*above, here, target.resolve()))
        raise ScenarioError(
            at.problem(f"extends goes round in a circle: {chain}", "extends", "remove one of the links")
        )
    merged = merge(_with_parents(target, (*above, here)), tree)
    assert isinstance(merged, Map)  # both are
    return merged


def _of_departure(problem: Problem, side: str, key: str, at: Origin) -> Problem:
    """A problem of the whole scenario with an announced key in it, placed at that key."""
    path = f"as_announced.{side}.{problem.path or key}"
    if (problem.file, problem.line) == (at.file, at.line):
        return replace(problem, path=path)
    return at.problem(problem.message, path, problem.fix)


def _set(tree: Map, text: str) -> list[Problem]:
    key, equals, value = text.partition("=")
    origin = Origin(f"--set {text}")
    if not equals or not key.strip():
        return [origin.problem("not of the form key=value", fix="write e.g. --set launch.price_usd_per_kg=300")]
    keys = key.strip().split(".")
    if moved := new_path(key.strip()):
        return [origin.problem("has a new name", key.strip(), f"write {moved}")]
    if keys[0] not in Scenario.model_fields:
        places = places_of(Scenario, keys[0])
        if len(places) > 1:
            return [origin.problem(f"{keys[0]!r} stands in several places", key, f"write one of {', '.join(places)}")]
        if not places:
            inside = places_of(Scenario, keys[0], element="0")
            near = f"write {inside[0]}" if inside else did_you_mean(keys[0], tuple(Scenario.model_fields))
            return [origin.problem("unknown key", key, near or f"the keys are {', '.join(Scenario.model_fields)}")]
        keys = [*places[0].split("."), *keys[1:]]
    try:
        parsed = parse_value(value, origin)
    except ScenarioError as error:
        return [replace(problem, path=key) for problem in error.problems]
    wrong = put_path(tree, keys, parsed)
    return [origin.problem(wrong, key)] if wrong else []


def _beside_the_file(values: dict[str, Any], side: Resolved) -> None:
    """A catalogue file named in a scenario file may stand beside it; one named by ``--set`` starts from here."""
    fleet = values.get("fleet")
    name = fleet.get("catalogue_file") if isinstance(fleet, dict) else None
    origin = side.origins.get("fleet.catalogue_file")
    if isinstance(name, str) and isinstance(fleet, dict) and origin is not None and origin.line is not None:
        beside = Path(origin.file).parent / name
        if beside.is_file():
            fleet["catalogue_file"] = str(beside)


def _check(tree: Map, path: str) -> Loaded:
    side = Resolved()
    values = resolve(Scenario, tree, "", side)
    _beside_the_file(values, side)
    one_power_source(values, side)
    one_price_of_failed_launches(values, side)
    one_cost_of_capital(values, side)
    try:
        scenario = Scenario(**values)
    except ValidationError as error:
        raise ScenarioError(*side.problems, *_problems(error, side, tree)) from None
    if side.problems:
        raise ScenarioError(*side.problems)
    try:
        constant_dollars(scenario)  # refuses a year without a price index while the place is known
    except ScenarioError as error:
        raise ScenarioError(
            *(_place(p.path, side, tree).problem(p.message, p.path, p.fix) for p in error.problems)
        ) from None
    loaded = Loaded(scenario, path, side.origins, side.distributions, tree)
    scenario._loaded = loaded
    return loaded


def _problems(error: ValidationError, side: Resolved, tree: Map) -> list[Problem]:
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
            found.setdefault((path, message), _place(path, side, tree).problem(message, path, fix))
    return list(found.values())


def _below(path: str, block: str) -> bool:
    return path.startswith(f"{block}.")


def _place(path: str, side: Resolved, tree: Map) -> Origin:
    """Where the key of a path was written, or else the nearest block around it."""
    while path:
        if path in side.origins:
            origin = side.origins[path]
            return origin if origin.row is None else Origin(str(origin))
        path = path.rpartition(".")[0]
    return tree.origin


def _words(detail: Any, key: str) -> tuple[str, str]:
    """What is wrong and what to write instead, from a detail of pydantic's error."""
    kind, given, context = detail["type"], detail["input"], detail.get("ctx", {})
    if "fix" in context:
        return str(detail["msg"]), str(context["fix"])
    unit = f" ({unit_of(key)})" if unit_of(key) else ""
    limits = {
        "greater_than_equal": ("ge", "at least"),
        "greater_than": ("gt", "more than"),
        "less_than_equal": ("le", "at most"),
        "less_than": ("lt", "less than"),
    }
    if kind in limits:
        name, words = limits[kind]
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
    return [word.strip("' ") for word in expected.replace(" or ", ",").split(",")]


def _walk(value: Any, path: str, loaded: Loaded, found: list[Number]) -> None:
    if path in ("as_announced", "seed"):
        return
    if isinstance(value, dict):
        for key, inner in value.items():
            _walk(inner, f"{path}.{key}" if path else key, loaded, found)
    elif isinstance(value, tuple):
        for index, inner in enumerate(value):
            _walk(inner, f"{path}.{index}", loaded, found)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        origin = loaded.origins.get(path, Origin(loaded.path))
        found.append(Number(path, value, origin, loaded.distributions.get(path)))
