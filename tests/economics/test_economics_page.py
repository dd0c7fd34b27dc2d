"""docs/money.md names only keys and files that there are, and the values of the catalogue that it quotes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from orbitdc.catalog import defaults, entry
from orbitdc.scenario.model import Scenario
from orbitdc.scenario.schema import block_of

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "money.md").read_text(encoding="utf-8")


def test_every_key_on_the_page_is_a_key_of_a_scenario() -> None:
    keys = re.findall(r"`([a-z]+(?:\.[a-z0-9_]+)+)(?:: [a-z_]+)?`", PAGE)
    keys = [key for key in keys if not key.endswith((".csv", ".json", ".md"))]
    assert len(keys) > 20
    for key in keys:
        block: Any = Scenario
        *above, last = key.removesuffix(".from").split(".")
        for part in above:
            block = block_of(block.model_fields[part])[0]
        assert last in block.model_fields, key


def test_the_values_that_the_page_quotes_are_those_of_the_catalogue() -> None:
    terms = {name: entry("accelerators", name)["rent_term_months"].value for name in ("gb300", "h100", "b200")}
    assert terms == {"gb300": 36, "h100": 12, "b200": 0}
    assert "36 months for GB300" in PAGE
    assert "twelve for H100, and none for B200" in " ".join(PAGE.split())
    assert defaults("money")["new_silicon_rent_decline_per_y"].value == 0.035
    assert "(3.5 %, from the path" in " ".join(PAGE.split())
    assert defaults("money")["it_price_decline_per_y"].value == 0
