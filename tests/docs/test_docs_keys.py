"""Keys that the pages name exist, their YAML loads, and each equation of the theory leads to its function."""

from __future__ import annotations

import importlib
import inspect
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from pages import DOCS, blocks, tokens

from orbitdc.results.record import leaves
from orbitdc.results.schema import Summary
from orbitdc.scenario.load import load
from orbitdc.scenario.model import Scenario
from orbitdc.scenario.schema import field_at

GENERATED = ("api", "assumptions", "changelog", "fields", "summary", "verbs")
PAGES = [page for page in sorted(DOCS.rglob("*.md")) if page.stem not in GENERATED]
WITH_YAML = [page for page in PAGES if blocks(page, "yaml")]
SUMMARY = {re.sub(r"<\w+>", "*", path) for path, _, _ in leaves(Summary)}
BLOCKS = tuple(Scenario.model_fields)
START = {"extends": "ai1_vs_colossus", "name": "shown"}


def code(page: Path) -> list[str]:
    return [token.content for token in tokens(page) if token.type == "code_inline"]


def is_key(path: str) -> bool:
    """Whether a dotted path is a key of a scenario, `from` included, or of summary.json."""
    above, _, last = path.rpartition(".")
    if last == "from":
        return field_at(Scenario, above) is not None
    free = f"{above}.*"
    return field_at(Scenario, path) is not None or path in SUMMARY or free in SUMMARY


@pytest.mark.parametrize("page", PAGES, ids=[page.stem for page in PAGES])
def test_keys_exist(page: Path) -> None:
    named = [text for text in code(page) if re.fullmatch(r"[a-z_]+(\.[a-z0-9_]+)+", text)]
    keys = [text for text in named if text.split(".")[0] in (*BLOCKS, "orbit")]
    assert [key for key in keys if not is_key(key)] == []


@pytest.mark.parametrize("page", WITH_YAML, ids=[page.stem for page in WITH_YAML])
def test_yaml_loads(page: Path, tmp_path: Path) -> None:
    """A fragment is loaded on top of the shipped comparison."""
    for number, (text, _) in enumerate(blocks(page, "yaml")):
        content = START | yaml.safe_load(text)
        file = tmp_path / f"{page.stem}_{number}.yaml"
        file.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
        assert load(file).name == content["name"]


def named(path: str) -> Any:
    """What a dotted path of the package leads to: a module, a function, or a method."""
    parts = path.split(".")
    for count in range(len(parts), 0, -1):
        try:
            found = importlib.import_module(".".join(parts[:count]))
        except ModuleNotFoundError:
            continue
        for part in parts[count:]:
            found = getattr(found, part)
        return found
    raise AssertionError(path)


def test_equations_lead_to_functions_that_are_documented() -> None:
    rows = [text for text in code(DOCS / "theory.md") if re.fullmatch(r"orbitdc(\.\w+)+", text)]
    assert len(rows) > 70
    assert [path for path in rows if not inspect.getdoc(named(path))] == []
    assert len(rows) == len(set(rows))
