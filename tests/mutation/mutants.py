"""Mutants: changes of one operator, number or word of a module, as cosmic-ray makes them, and a sample of their places.

Left out is what no test should see: annotations, overloads and protocols, the arguments of decorators, decorators that
only save time, and the messages of errors.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

Place = tuple[int, int]  # line from 1, column from 0

# On the floats that fill these modules the bit operators end every test in a TypeError, and so they prove nothing.
BITS = ("RShift", "LShift", "BitOr", "BitAnd", "BitXor", "Invert", "UAdd")
ONLY_SPEED = ("cache", "lru_cache", "kernel", "shared_kernel", "step_kernel", "overload")
NEED_ARGUMENTS = ("VariableReplacer", "VariableInserter")


@dataclass(frozen=True)
class Mutant:
    """One change of one file."""

    file: str  # from the root of the tree
    line: int
    column: int
    name: str  # of cosmic-ray's operator
    occurrence: int

    def applied(self, source: str) -> str:
        """The text of the file with the change."""
        from cosmic_ray.mutating import mutate_code  # late: of the extra `dev`, and only the program needs it

        changed = mutate_code(source.encode(), _operator(self.name), self.occurrence)
        assert changed is not None
        return str(changed)

    def runs(self, source: str) -> bool:
        """Whether what it makes is Python that the compiler does not warn of, as of a number compared by identity."""
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            try:
                compile(self.applied(source), self.file, "exec")
            except (SyntaxError, SyntaxWarning):
                return False
        return True

    def before(self, source: str) -> str:
        """The line before the change."""
        return source.splitlines()[self.line - 1].strip()

    def words(self, source: str) -> tuple[str, str]:
        """The line before the change, and what it becomes, which is nothing for a decorator that is removed."""
        after = self.applied(source).splitlines()
        joined = len(source.splitlines()) - len(after)  # a number that begins a line moves to the end of the one before
        gone = self.name.endswith("RemoveDecorator")
        return self.before(source), "" if gone else after[self.line - 1 - joined].strip()


def _operator(name: str) -> Any:
    from cosmic_ray.plugins import get_operator

    return get_operator(name)()


def places(root: Path, files: list[str]) -> dict[tuple[str, Place], list[Mutant]]:
    """The mutants of some files by the place that they change."""
    found: dict[tuple[str, Place], list[Mutant]] = {}
    for file in files:
        for mutant in _of_file(file, (root / file).read_text(encoding="utf-8")):
            found.setdefault((file, (mutant.line, mutant.column)), []).append(mutant)
    return found


def _of_file(file: str, source: str) -> Iterator[Mutant]:
    from cosmic_ray.ast import ast_nodes, get_ast
    from cosmic_ray.plugins import operator_names

    skipped = list(_left_out(ast.parse(source)))
    nodes = list(ast_nodes(get_ast(source)))
    for name in operator_names():
        if any(word in name for word in (*BITS, *NEED_ARGUMENTS)):
            continue
        operator = _operator(name)
        at = (start for node in nodes for start, _ in operator.mutation_positions(node))
        for occurrence, (line, column) in enumerate(at):
            if not any(first <= (line, column) < last for first, last in skipped):
                yield Mutant(file, line, column, name, occurrence)


def order(found: dict[tuple[str, Place], list[Mutant]], seed: int) -> Iterator[Mutant]:
    """One mutant of each place, all in a random order."""
    chance = Random(seed)
    for place in chance.sample(sorted(found), len(found)):
        yield chance.choice(found[place])


def _left_out(tree: ast.AST) -> Iterator[tuple[Place, Place]]:
    """From where to where the text is left out."""
    for node in ast.walk(tree):
        if isinstance(node, ast.arg | ast.AnnAssign) and node.annotation is not None:
            yield _span(node.annotation)
        if isinstance(node, ast.Raise) and node.exc is not None:
            yield _span(node.exc)
        if isinstance(node, ast.FunctionDef):
            if node.returns is not None:
                yield _span(node.returns)
            if any(_name(each) == "overload" for each in node.decorator_list):
                yield _span(node)
        if isinstance(node, ast.ClassDef) and any(_name(base) == "Protocol" for base in node.bases):
            yield _span(node)
        if isinstance(node, ast.If) and _name(node.test) == "TYPE_CHECKING":
            yield _span(node)
        for decorator in getattr(node, "decorator_list", ()):
            first, last = _span(decorator)
            speed = _name(decorator.func if isinstance(decorator, ast.Call) else decorator) in ONLY_SPEED
            yield ((first[0], 0) if speed else (first[0], first[1] + 1)), last


def _span(node: Any) -> tuple[Place, Place]:
    return (node.lineno, node.col_offset), (node.end_lineno, node.end_col_offset)


def _name(node: ast.AST) -> str:
    return getattr(node, "id", getattr(node, "attr", ""))
