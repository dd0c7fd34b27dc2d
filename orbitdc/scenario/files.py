"""Scenario files: found by path or shipped name, read together with the parents that they extend."""

from __future__ import annotations

from collections import Counter
from difflib import get_close_matches
from pathlib import Path

import orbitdc
from orbitdc.catalog import did_you_mean
from orbitdc.errors import Problem, ScenarioError
from orbitdc.scenario.announcing import announce
from orbitdc.scenario.renamed import under_new_names
from orbitdc.scenario.tree import Leaf, Map, merge
from orbitdc.scenario.yaml_file import read_yaml


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
    near = f"did you mean {longer}?" if _is_there(Path(longer)) else _nearest(Path(path).stem, tuple(known))
    fix = near or f"name a file, or a shipped scenario: {_listed(str(path), tuple(known))}"
    raise ScenarioError(Problem("no such file", file=str(path), fix=fix))


def _listed(path: str, known: tuple[str, ...]) -> str:
    """The shipped names in words: those of the folder that a path names, or those of none and how many others hold.

    >>> _listed("deals/lease", ("ai1", "deals/aip", "sites/memphis"))
    'deals/aip'
    >>> _listed("moon", ("ai1", "deals/aip", "sites/memphis", "sites/abilene"))
    'ai1; more are in deals/ (1), sites/ (2)'
    """
    folders = Counter(name.partition("/")[0] for name in known if "/" in name)
    folder, inside, _ = path.partition("/")
    if inside and folder in folders:
        return ", ".join(name for name in known if name.startswith(f"{folder}/"))
    alone = ", ".join(name for name in known if "/" not in name)
    return f"{alone}; more are in {', '.join(f'{name}/ ({count})' for name, count in folders.items())}"


def _nearest(stem: str, known: tuple[str, ...]) -> str:
    """The nearest shipped name in words, with its folder or without; empty where none is near."""
    tails = {name.rpartition("/")[2]: name for name in reversed(known)}
    near = get_close_matches(stem, (*known, *tails), n=1)
    return f"did you mean {tails.get(near[0], near[0])}?" if near else ""


def read_with_parents(path: Path, above: tuple[Path, ...] = ()) -> Map:
    """The tree of a file merged over those that it extends; ``above`` are the files that led here.

    Raises ScenarioError for a parent that is absent or extends its own child.
    """
    tree = under_new_names(read_yaml(path))
    here = path.resolve()
    named = tree.items.pop("extends", None)
    at = tree.at.pop("extends", tree.origin)
    if named is None:
        announce(tree, None)
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
    below = read_with_parents(target, (*above, here))
    merged = merge(below, tree)
    assert isinstance(merged, Map)  # both are
    announce(merged, below.items.get("satellite"))
    return merged


def _is_there(path: Path) -> bool:
    """Whether a path exists; one that the system refuses to look for counts as there."""
    try:
        return path.exists()
    except OSError:
        return True  # a name or folder that the system refuses: reading it says why
