"""How a run is made again: what was changed, the command, and what it was computed on."""

from __future__ import annotations

import platform
import re
import shlex
from collections.abc import Iterator
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from orbitdc.scenario.tree import Items, Map, Tree

if TYPE_CHECKING:
    from orbitdc.comparison.run import Run
    from orbitdc.scenario.source import Source

MADE_IN_PYTHON = "the scenario was made in Python, without origins"
CHANGED_IN_PYTHON = "the scenario was changed in Python, which no command does"
_SET, _REPLACE = re.compile(r"--set (.*)", re.DOTALL), re.compile(r"replace\((.*)\)", re.DOTALL)


def changes_of(source: Source) -> tuple[list[str], list[str]]:
    """The changes by ``--set`` and those by ``replace`` in Python that a scenario holds, each as ``key=value``.

    >>> from orbitdc.scenario.load import load
    >>> changes_of(load("ai1_vs_colossus", ["launch.price_usd_per_kg=300"]).source)
    (['launch.price_usd_per_kg=300'], [])
    """
    places = list(dict.fromkeys(_places(source.tree)))
    found = [[match[1] for place in places if (match := form.fullmatch(place))] for form in (_SET, _REPLACE)]
    return found[0], found[1]


def _places(tree: Tree) -> Iterator[str]:
    """Where the values of a tree were written, in its order; a value that was taken away is one of them."""
    yield tree.origin.file
    for inner in tree.items.values() if isinstance(tree, Map) else tree.values if isinstance(tree, Items) else ():
        yield from _places(inner)


def command_of(run: Run) -> dict[str, Any]:
    """The changes of a run and the command that makes it again, or why there is none."""
    source = run.scenario.source
    sets, replaced = changes_of(source)
    out: dict[str, Any] = {"changes": [*sets, *replaced], "command": None}
    if source.path is None or replaced:
        return out | {"command_reason": MADE_IN_PYTHON if source.path is None else CHANGED_IN_PYTHON}
    precision = run.mission.precision
    given = [word for text in sets for word in ("--set", text)] + ["--precision", precision] * (precision != "float64")
    return out | {"command": shlex.join(["orbitdc", "run", source.path, *given])}


def platform_in_words() -> str:
    """The system, the processor and the versions that a number may depend on in its last digits."""
    libraries = ", ".join(f"{name} {version(name)}" for name in ("numpy", "numba"))
    return f"{platform.system()} {platform.machine()}, Python {platform.python_version()}, {libraries}"
