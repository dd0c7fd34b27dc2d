"""The typed contract of summary.json and the tables: every key and column has a type, a unit and a sentence."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import orbitdc
from orbitdc.results.columns import COLUMNS
from orbitdc.results.record import leaves
from orbitdc.results.save import summary_of
from orbitdc.results.schema import Summary, first_fault
from orbitdc.results.schema_page import TABLES, page
from orbitdc.results.tables import TABLES as MAKERS

DOCS = Path(__file__).parents[2] / "docs"
SHORT = ("numerics.window_days=2", "numerics.phases_marched=2")
CASES = {
    "AI1": ("ai1_vs_colossus", SHORT),
    "a budget on leased chips": (
        "ai1_vs_colossus",
        (*SHORT, "money.budget_usd=1e9", "money.financing.from=valor_lease"),
    ),
    "nothing delivered": ("ai1_announced_hardware", (*SHORT, "accelerator.junction_max_k=200")),
    "sized": ("sized_ai1", SHORT),
    "plants and phases": ("sites/colossus_1", SHORT),
    "a cluster": ("suncatcher_cluster", SHORT),
}


@pytest.fixture(scope="module")
def runs() -> dict[str, Any]:
    return {case: orbitdc.simulate(orbitdc.load(name, sets)) for case, (name, sets) in CASES.items()}


def strings(content: Any) -> list[str]:
    """Every key of nested dicts and lists."""
    if isinstance(content, dict):
        return [*content, *(key for value in content.values() for key in strings(value))]
    return [key for value in content for key in strings(value)] if isinstance(content, list) else []


@pytest.mark.parametrize("case", CASES)
def test_a_summary_keeps_its_contract_also_after_json(runs: dict[str, Any], case: str) -> None:
    summary = json.loads(json.dumps(summary_of(runs[case])))
    assert first_fault(summary) == ""
    wrong = [key for key in strings(summary) if not re.fullmatch("[a-z][a-z0-9_]*", key)]
    assert wrong == []


def test_a_key_that_nobody_declared_or_a_silent_null_breaks_the_contract(runs: dict[str, Any]) -> None:
    summary = summary_of(runs["AI1"])
    assert "unknown keys: colour" in first_fault(summary | {"colour": "red"})
    assert "null without a reason: ratio_floor" in first_fault(summary | {"ratio_floor": None})
    assert first_fault(summary | {"ratio_floor": None, "ratio_floor_reason": "nothing is delivered"}) == ""
    assert first_fault(summary | {"ratio_floor": "1.2"}) == "ratio_floor: input should be a valid number"
    assert first_fault(summary | {"schema": 1}) != ""


def test_every_key_has_a_sentence_and_every_number_a_unit() -> None:
    for path, field, unit in leaves(Summary):
        assert (field.description or "").endswith("."), path
        if re.search(r"\b(float|int)\b", str(field.annotation)):
            assert unit, path


def test_the_json_schema_says_the_same() -> None:
    schema = Summary.model_json_schema()
    blocks = [schema, *schema["$defs"].values()]
    properties = [about for block in blocks for about in block.get("properties", {}).values()]
    assert len(properties) > 200
    assert all(about.get("description") for about in properties)
    assert schema["properties"]["breakeven_bus_usd_per_w"]["unit"] == "USD/W"
    assert "breakeven_bus_usd_per_w_reason" in schema["properties"]


@pytest.mark.parametrize("table", MAKERS)
def test_every_column_is_declared_and_holds_what_it_says(runs: dict[str, Any], table: str) -> None:
    assert table in TABLES
    for name, cells in MAKERS[table](runs["AI1"]).items():
        assert COLUMNS[name].meaning.endswith("."), name
        assert COLUMNS[name].unit or COLUMNS[name].kind == "text", name
        numbers = np.asarray(cells).dtype.kind in "fiu"
        assert numbers == (COLUMNS[name].kind in ("number", "whole")) or None in list(cells), name


def test_no_column_is_declared_in_vain(runs: dict[str, Any]) -> None:
    assert set(COLUMNS) == {name for make in MAKERS.values() for name in make(runs["AI1"])}


def test_the_page_is_what_the_models_say() -> None:
    assert (DOCS / "summary.md").read_text(encoding="utf-8") == page()
