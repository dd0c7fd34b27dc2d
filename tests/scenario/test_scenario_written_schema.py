"""An editor that checks a file by the JSON schema takes what the reader takes, and refuses what it refuses."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from orbitdc.scenario.load import load
from orbitdc.scenario.quantities import NotOfTheKey, number_of
from orbitdc.scenario.written_schema import WITH_UNIT, written_schema

jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is not installed")
TEXTS = ("650 km", "650km", "$200/kg", "8%", "06:30", "1e3 m2", "-3 K", "US$5.4 bn", "+.5 t", "650", "1e5", "held")


def whole(changes: dict[str, Any]) -> dict[str, Any]:
    """A whole scenario as JSON, with other values at some keys."""
    found: dict[str, Any] = json.loads(load("ai1_vs_colossus").model_dump_json())
    for key, value in changes.items():
        here: Any = found
        *above, last = key.split(".")
        for part in above:
            here = here[int(part)] if part.isdecimal() else here[part]
        here[last] = value
    return found


def faults(changes: dict[str, Any]) -> set[str]:
    checker = jsonschema.Draft202012Validator(written_schema())
    return {".".join(map(str, error.absolute_path)) for error in checker.iter_errors(whole(changes))}


def test_a_whole_scenario_is_taken_with_units_and_distributions() -> None:
    assert faults({}) == set()
    taken = {
        "fleet.shells.0.altitude_km": "650 km",
        "launch.price_usd_per_kg": "$200/kg",
        "mission.life_y": {"triangular": [4, 5, 7]},
        "satellite.solar_array.area_m2": {"normal": [600, 20], "truncated": True},
        "fleet.shells.0.ltan_h": "06:30",
    }
    assert faults(taken) == set()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("satellite.radiator.area_m2", "large"),
        ("satellite.radiator.area_m2", "150"),
        ("satellite.radiator.area_m2", -50),
        ("satellite.radiator.area_m2", {"triangle": [1, 2, 3]}),
        ("satellite.drag.altitude", "650 km"),
        ("mission.life_y", True),
    ],
)
def test_what_is_no_number_is_refused(key: str, value: Any) -> None:
    assert faults({key: value}) == {key}


@pytest.mark.parametrize("text", TEXTS)
def test_texts_are_told_apart_as_the_reader_does(text: str) -> None:
    try:
        read = number_of(text, "ltan_h" if ":" in text else "area_m2") is not None
    except NotOfTheKey:
        read = True  # a number with a unit, though of another dimension
    assert bool(re.match(WITH_UNIT, text)) == read
