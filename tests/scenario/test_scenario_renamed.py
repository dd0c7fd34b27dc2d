"""Keys under their old names: read where the meaning is the same, from files and from `--set`."""

from __future__ import annotations

from pathlib import Path

import pytest

import orbitdc
from orbitdc.errors import ScenarioError
from orbitdc.scenario.renamed import MOVED

OLD = """\
extends: ai1_vs_colossus
name: old
satellite: {accelerators: 40, it_premium_frac: 0.0, announced_stowed_m3: 25}
ground: {from: grid_average_hyperscaler, it_power_w: 2000000, staff_fte: 3}
"""
NEW = """\
extends: ai1_vs_colossus
name: old
satellite: {board: {accelerators: 40, premium_frac: 0.0}, envelope_m3: 25}
ground: {from: grid_average_hyperscaler, it_power_w: 2000000, staff_fte_per_it_mw: 1.5}
"""


def test_a_file_with_old_names_is_the_scenario_with_the_new_ones(tmp_path: Path) -> None:
    found = []
    for name, text in (("old.yaml", OLD), ("new.yaml", NEW)):
        (tmp_path / name).write_text(text, encoding="utf-8")
        found.append(orbitdc.load(tmp_path / name))
    assert found[0] == found[1]
    origins = {number.path: str(number.origin) for number in found[0].numbers()}
    assert origins["satellite.board.premium_frac"].endswith("old.yaml:3")  # where it was written


@pytest.mark.parametrize("old", MOVED)
def test_an_old_name_is_read_as_the_new_one_in_a_change(old: str) -> None:
    whole = old.endswith(("accelerators", "_s", "_m3", "_days", "_marched"))
    value = "30" if whole else "0.07"
    assert orbitdc.load("ai1_vs_colossus", [f"{old}={value}"]) == orbitdc.load(
        "ai1_vs_colossus", [f"{MOVED[old]}={value}"]
    )


def test_people_of_a_site_without_its_power_are_refused() -> None:
    with pytest.raises(ScenarioError, match=r"write ground\.staff_fte_per_it_mw"):
        orbitdc.load("ai1_vs_colossus", ["ground.staff_fte=3"])
