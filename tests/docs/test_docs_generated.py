"""The pages that the package writes about itself are what it writes today, and the site shows every page."""

from __future__ import annotations

import pytest
import yaml
from pages import DOCS, ROOT

from orbitdc.cli.pages import api_page, verbs_page
from orbitdc.scenario.fields_page import page as fields_page
from orbitdc.scenario.model import Scenario
from orbitdc.scenario.schema import block_of

GENERATED = {"verbs": verbs_page, "fields": fields_page, "api": api_page}


@pytest.mark.parametrize("name", GENERATED)
def test_a_generated_page_is_what_the_package_says(name: str) -> None:
    file = DOCS / f"{name}.md"
    assert file.read_text(encoding="utf-8") == GENERATED[name](), f"run: orbitdc schema {name} > docs/{name}.md"


def test_every_key_stands_on_the_page_of_fields_once() -> None:
    """Counted from the model by another walk: each block once, whatever the number of places it stands at."""
    blocks, stack = set(), [Scenario]
    while stack:
        block = stack.pop()
        if block not in blocks:
            blocks.add(block)
            stack += [inner for field in block.model_fields.values() if (inner := block_of(field)[0]) is not None]
    keys = sorted(name for block in blocks for name in block.model_fields)
    shown = sorted(line.split("`")[1] for line in fields_page().splitlines() if line.startswith("| `"))
    assert shown == keys


def test_every_page_stands_in_the_table_of_contents_of_the_site() -> None:
    config = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    listed = []
    stack = list(config["nav"])
    while stack:
        entry = stack.pop()
        if isinstance(entry, dict):
            (below,) = entry.values()
            stack += below if isinstance(below, list) else [below]
        else:
            listed.append(entry)
    assert sorted(listed) == sorted(page.relative_to(DOCS).as_posix() for page in DOCS.rglob("*.md"))
    assert config["docs_dir"] == "docs"
