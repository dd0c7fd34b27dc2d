"""Every field of every block says in a sentence what it is, and the JSON schema, `explain` and `help` show it."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from typing import Any

from pydantic.fields import FieldInfo

from orbitdc.block import Block, one_line
from orbitdc.scenario.model import Scenario
from orbitdc.scenario.schema import block_of, choices, is_optional, sentence_at
from orbitdc.study.explain import explain


def walk() -> Iterator[type[Block]]:
    """Every block of a scenario, each once."""
    waiting: list[type[Block]] = [Scenario]
    seen: set[type[Block]] = set()
    while waiting:
        block = waiting.pop()
        if block not in seen:
            seen.add(block)
            yield block
            waiting += [inner for field in block.model_fields.values() if (inner := block_of(field)[0]) is not None]


BLOCKS = tuple(walk())
FIELDS = {f"{block.__name__}.{key}": field for block in BLOCKS for key, field in block.model_fields.items()}


def sentence(field: FieldInfo) -> str:
    """The sentence of a field on one line."""
    return one_line(field.description or "")


def named(text: str, said: str) -> bool:
    """Whether a sentence holds a word as a word of its own."""
    return re.search(rf"(?<![\w.]){re.escape(text)}(?!\w)", said) is not None


def test_all_blocks_are_met() -> None:
    assert len(FIELDS) >= 450
    assert {"Scenario.seed", "Shell.altitude_km", "Radiator.area_m2", "Fuel.methane_gwp"} <= set(FIELDS)


def test_every_field_has_a_sentence() -> None:
    assert [name for name, field in FIELDS.items() if not field.description] == []


def test_every_sentence_is_one() -> None:
    whole = re.compile(r"[A-Z]\S*( \S+){3,}\.")  # a capital letter, four words, a full stop
    said = {name: sentence(field) for name, field in FIELDS.items()}
    assert {name: text for name, text in said.items() if not whole.fullmatch(text)} == {}


def test_no_two_fields_of_a_block_say_the_same() -> None:
    for block in BLOCKS:
        said: dict[str, str] = {}
        for key, field in block.model_fields.items():
            twin = said.setdefault(sentence(field), key)
            assert twin == key, f"{block.__name__}.{key} says what {twin} says"


def test_every_choice_is_named() -> None:
    offered = [(name, str(choice)) for name, field in FIELDS.items() for choice in choices(field)]
    assert len(offered) >= 90
    assert [(name, choice) for name, choice in offered if not named(choice, sentence(FIELDS[name]))] == []


def test_a_choice_of_numbers_is_a_choice() -> None:
    assert choices(FIELDS["PowerPlant.tax_life_y"]) == (5, 15, 20)


def test_every_optional_field_says_what_null_means() -> None:
    optional = {name: sentence(field) for name, field in FIELDS.items() if is_optional(field)}
    assert len(optional) >= 30
    assert {name: said for name, said in optional.items() if not (named("null", said) or named("left out", said))} == {}


# -- where sentences are read ------------------------------------------------------------------------------------------


def properties(schema: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Every property of a JSON schema and its definitions, by ``Block.key``."""
    found = {"Scenario": schema} | schema["$defs"]
    return {f"{block}.{key}": about for block, one in found.items() for key, about in one.get("properties", {}).items()}


def test_every_property_of_the_schema_has_its_sentence() -> None:
    about = properties(Scenario.model_json_schema())
    assert {name: one.get("description") for name, one in about.items()} == {
        name: sentence(field) for name, field in FIELDS.items()
    }


def test_a_block_of_the_schema_has_its_docstring_without_the_list_of_fields() -> None:
    schema = Scenario.model_json_schema()
    assert schema["$defs"]["Radiator"]["description"] == "A two-sided deployable panel; areas are planform (one face)."
    assert all(block["description"] and "Fields:" not in block["description"] for block in schema["$defs"].values())


def test_help_lists_the_fields_of_every_block() -> None:
    for block in BLOCKS:
        said = one_line(inspect.getdoc(block) or "")
        for key, field in block.model_fields.items():
            assert f"{key}: {sentence(field)}" in said, f"{block.__name__}.{key}"


def test_a_path_leads_to_its_sentence() -> None:
    area = FIELDS["Radiator.area_m2"]
    assert sentence_at(Scenario, "satellite.radiator.area_m2") == sentence(area)
    assert sentence_at(Scenario, "ground.build_up.phases.2.count") == sentence(FIELDS["Phase.count"])
    assert sentence_at(Scenario, "fleet") == sentence(FIELDS["Scenario.fleet"])
    for nowhere in ("", "satellite.radiator.areas_m2", "seed.0", "fleet.0", "satellite.radiator.area_m2.more"):
        assert sentence_at(Scenario, nowhere) == ""


def test_explain_gives_every_number_of_a_block_its_sentence() -> None:
    rows = explain("ai1_vs_colossus", "satellite.radiator")["numbers"]
    assert len(rows) > 10
    for row in rows:
        assert row["description"] == sentence(FIELDS[f"Radiator.{row['key'].rsplit('.', 1)[-1]}"])


def test_explain_says_what_null_means_where_a_key_is_left_out() -> None:
    (row,) = explain("ai1_vs_colossus", "satellite.link.range_km")["numbers"]
    assert (row["value"], row["origin"], row["description"]) == (None, "left out", sentence(FIELDS["Link.range_km"]))
