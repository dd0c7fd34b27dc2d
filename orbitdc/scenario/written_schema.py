"""The JSON schema of a scenario as a file may state it: a number also as text with its unit, or as a distribution."""

from __future__ import annotations

from typing import Any

from orbitdc.scenario.distributions import SHAPES
from orbitdc.scenario.model import Scenario

NUMBERS = ("number", "integer")
WITH_UNIT = r"^(?!\s*[-+]?[\d.,]+([eE][-+]?\d+)?\s*$)\s*((US)?\$|USD)?\s*[-+]?[.\d]"  # begins as a number, and goes on
DISTRIBUTION = [*SHAPES, "truncated"]


def written_schema() -> dict[str, Any]:
    """The JSON schema of a whole scenario, in which each number takes all that the reader of a file takes for one.

    Bounds hold for a plain number alone: what a text or a distribution comes to is checked when the file is read.

    >>> shell = written_schema()["$defs"]["Shell"]["properties"]["altitude_km"]
    >>> shell["type"], shell["minimum"]
    (['number', 'string', 'object'], 150)
    """
    schema = Scenario.model_json_schema()
    for block in (schema, *schema["$defs"].values()):
        for about in block.get("properties", {}).values():
            for one in (about, *about.get("anyOf", ())):
                if one.get("type") in NUMBERS and "enum" not in one and "const" not in one:
                    one |= {
                        "type": [one["type"], "string", "object"],
                        "pattern": WITH_UNIT,
                        "propertyNames": {"enum": DISTRIBUTION},
                    }
    return schema
