"""The contracts of functions that hold an equation are counted: reference, worked number and units.

A function, method or property **holds an equation** where it stands in one of the files below, is public, says that it
returns a number or an array, and its own body uses an arithmetic operator or a mathematical function. A compiled
function, which carries no annotations, holds one where it returns anything and computes.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from test_imports import FILES, ROOT, public

Function = ast.FunctionDef | ast.AsyncFunctionDef

LEAST_FRAC = 0.9  # of the equations; units have no exception

# Rooms and files whose equations are counted.
EQUATIONS = (
    *("sky/", "ledger/", "economics/", "satellite/", "fleet/", "site/", "compute/", "environment/"),
    *("engine/light.py", "engine/bus_power.py", "engine/chips.py", "engine/temperatures.py"),
)
STRUCTURES = frozenset(("orbit", "aspect", "sun", "hardware", "cells", "before", "after"))  # of compiled functions
NUMERIC = re.compile(r"\b(float|int|Array|FloatOrArray|ArrayLike|FloatArray|NDArray|ndarray)\b")
NUMBER = re.compile(r"\b(float|Array|FloatOrArray|FloatArray|NDArray|ndarray)\b")
ARITHMETIC = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow, ast.MatMult, ast.FloorDiv, ast.Mod)
MATHEMATICS = re.compile(
    r"\b(math|np)\.(sqrt|exp|expm1|exp2|log|log1p|log10|sin|cos|tan|arc\w+|a(sin|cos|tan)2?|hypot|cumsum|cumprod|dot"
    r"|interp|linalg|f?sum|prod|mean|cross|einsum|floor|ceil)\b"
)

# A reference is a numbered or named publication, a page or table of one, or an honest word that none is needed.
REFERENCE = re.compile(
    r"""
      ([A-Z][\w'.-]+|et\ al\.),?\ \(?(1[6-9]|20)\d\d\b  # author and year
    | (",|ed\.)\ \(?(1[6-9]|20)\d\d\b                    # title or edition and year
    | https://\S+ | Report\ No\.\ \d | \barXiv\b | \bdoi\b | \bISBN\b
    | \b(ECSS|NREL|NASA|IRS|IEC|ISO|ITU|RFC|JPL|CODATA|IERS|ASHRAE|GAAP|FCC|IRC|IPCC|EPA|EIA|NIST)\b
    | \b(section|chapter|table|equation|eq\.|appendix|page|p\.)\s*\(?[A-Z]?-?\d
    | Almanac | [Bb]y\ definition | (bookkeeping|arithmetic)\ identit | geometric\ series
    """,
    re.VERBOSE,
)
EXAMPLE = re.compile(r"\s*(>>>|\.\.\.) ")

# The last word of a name that says its unit, or that it is a count.
LAST_WORD = re.compile(
    r"""
      m|km|m2|m3|mm|s|h|d|y|ms|days|hours|months|years|month|year|k|w|kw|j|kwh|mwh|kg|t|g|deg|rad|krad|usd|flop|frac
    | bps|gbps|sfu|ut1|mmbtu|kpa
    | accelerators|satellites|launches|units|gpus|planes|gateways|segments|layers|hops|cycles|stages|sequences|copies
    | replicas|bytes|parameters|pumps
    """,
    re.VERBOSE,
)
PURE_NUMBERS = frozenset(("eccentricity", "emittance", "cosine"))
# Words that say a unit in the sentence that names a parameter.
UNIT_WORD = re.compile(
    r"""
      dimensionless | fraction | share | ratio | count | number | factor | index | cosine | sine | vector | relative
    | \b(years?|months?|days?|hours?|seconds?|bytes?|bits?|FLOP|USD|price|geomagnetic|exponent)\b
    | \b(km|m|mm|s|ms|h|K|W|kW|kg|J|kWh|rad|deg|m2|km/s|1/s|kg/m3|g/cm3|W/m2|W/m2/K4|W/K|K/W|J/K|krad|Gbit/s)\b
    """,
    re.VERBOSE,
)


class Contract(NamedTuple):
    """One function that holds an equation, and what its docstring and the one of its class promise."""

    place: str
    name: str
    text: str
    class_text: str
    numeric: tuple[str, ...]

    @property
    def referenced(self) -> bool:
        """A method may share the reference of its class."""
        return any(REFERENCE.search(re.sub(r"\s+", " ", text)) for text in (self.text, self.class_text))

    @property
    def worked(self) -> bool:
        """An example calls the function by name, in its own docstring or in the one of its class."""
        lines = [*self.text.splitlines(), *(self.class_text.splitlines() if "." in self.place.split(": ")[1] else ())]
        return any(re.search(rf"\b{self.name}\b", line) for line in lines if EXAMPLE.match(line))

    @property
    def without_unit(self) -> list[str]:
        """Numeric parameters whose unit neither their name nor the docstring says."""
        return [name for name in self.numeric if not has_unit(name, self.text)]


def has_unit(name: str, text: str) -> bool:
    """The unit is a word of the name that ends it, or stands behind ``per``, or in the sentence that explains it."""
    words = name.split("_")
    if words[0] == "n" or name in PURE_NUMBERS or (len(name) > 1 and LAST_WORD.fullmatch(words[-1])):
        return True
    sentences = re.split(r"(?<=[.;:])\s+", re.sub(r"\s+", " ", text))
    return any(f"``{name}``" in sentence and UNIT_WORD.search(sentence) for sentence in sentences)


def numeric_parameters(node: Function, annotated: bool) -> tuple[str, ...]:
    """Parameters that take numbers or arrays; of a compiled function, all but the structures it reads from."""
    found = []
    for argument in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs):
        if argument.arg in ("self", "cls"):
            continue
        kind = ast.unparse(argument.annotation) if argument.annotation is not None else ""
        if NUMERIC.search(kind) if annotated else argument.arg not in STRUCTURES:
            found.append(argument.arg)
    return tuple(found)


def computes(node: Function) -> bool:
    """The body itself, without its annotations, defaults and docstring, uses arithmetic or mathematics."""
    for statement in node.body:
        for inner in ast.walk(statement):
            if isinstance(inner, ast.BinOp) and isinstance(inner.op, ARITHMETIC):
                return True
            if isinstance(inner, ast.Call) and MATHEMATICS.fullmatch(ast.unparse(inner.func)):
                return True
    return False


def returns_number(node: Function, annotated: bool) -> bool:
    if not annotated:
        return any(isinstance(inner, ast.Return) and inner.value is not None for inner in ast.walk(node))
    returns = ast.unparse(node.returns) if node.returns is not None else ""
    return bool(NUMBER.search(returns)) and not re.search(r"\b(dict|list|Callable)\b", returns)


@cache
def contracts() -> tuple[Contract, ...]:
    """Every function that holds an equation."""
    found = []
    for path in FILES:
        file = path.relative_to(ROOT).as_posix()
        if not file.startswith(EQUATIONS):
            continue
        annotated = not file.startswith("engine/")
        nodes = dict(public(ast.parse(path.read_text(encoding="utf-8"))))
        for name, node in nodes.items():
            if isinstance(node, Function) and returns_number(node, annotated) and computes(node):
                owner = nodes.get(name.rpartition(".")[0])
                class_text = (ast.get_docstring(owner) if isinstance(owner, ast.ClassDef) else "") or ""
                own = ast.get_docstring(node) or ""
                found.append(
                    Contract(f"{file}: {name}", node.name, own, class_text, numeric_parameters(node, annotated))
                )
    return tuple(found)


def report(kept: int, whole: int, missing: list[str]) -> str:
    return f"{kept} of {whole}, {100.0 * kept / whole:.0f} %; missing:\n  " + "\n  ".join(missing)


def test_nine_equations_in_ten_name_their_reference() -> None:
    """A paper, a standard or a handbook with its year or section, or the words that say that none is needed."""
    missing = [each.place for each in contracts() if not each.referenced]
    kept, whole = len(contracts()) - len(missing), len(contracts())
    assert kept >= LEAST_FRAC * whole, report(kept, whole, missing)


def test_nine_equations_in_ten_show_a_worked_number() -> None:
    """An example that pytest runs as a doctest."""
    missing = [each.place for each in contracts() if not each.worked]
    kept, whole = len(contracts()) - len(missing), len(contracts())
    assert kept >= LEAST_FRAC * whole, report(kept, whole, missing)


def test_every_number_that_goes_into_an_equation_has_a_unit() -> None:
    missing = [f"{each.place}: {name}" for each in contracts() for name in each.without_unit]
    whole = sum(len(each.numeric) for each in contracts())
    assert not missing, report(whole - len(missing), whole, missing)


def test_the_rule_finds_the_equations_that_everyone_knows() -> None:
    """The counts above stand for all of them: the rule would pass on an empty list as well."""
    found = {each.place for each in contracts()}
    assert len(found) > 250
    assert {
        "ledger/annuity.py: crf",
        "fleet/orbits.py: kepler_rate_rad_per_s",
        "engine/light.py: limb_distance",
        "sky/eclipse.py: beta_rad",
        "satellite/propulsion.py: Propulsion.propellant_need_kg",
    } <= found


@pytest.mark.parametrize("path", FILES, ids=[path.relative_to(ROOT).as_posix() for path in FILES])
def test_every_public_name_has_a_docstring(path: Path) -> None:
    """Modules, classes, functions, methods and properties alike."""
    nodes: Iterator[tuple[str, ast.AST]] = public(ast.parse(path.read_text(encoding="utf-8")))
    missing = [name for name, node in nodes if not ast.get_docstring(node)]
    assert not missing


def test_a_contract_is_judged_by_its_words() -> None:
    """What counts as a reference, a worked number and a unit, and what does not."""
    bare = Contract("a.py: f", "f", "Speed in the year 2030 of a mass in kg.", "", ("mass", "speed_m_per_s"))
    assert not bare.referenced
    assert not bare.worked
    assert bare.without_unit == ["mass"]
    full = Contract("a.py: f", "f", "``mass`` is in kg (Newton 1687).\n\n>>> f(1.0)\n1.0", "", ("mass", "n_step"))
    assert full.referenced
    assert full.worked
    assert not full.without_unit
