"""Side tables of a loaded scenario: origin of every number, its fingerprint, the announced departures."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import messages
import pytest

import orbitdc
from orbitdc.errors import ScenarioError
from orbitdc.scenario.files import shipped
from orbitdc.scenario.load import load

Write = Callable[..., Path]
HEAD = "extends: ai1_vs_colossus\nname: child\n"


def leaves(value: Any) -> int:
    """How many numbers a plain tree holds."""
    if isinstance(value, dict):
        return sum(leaves(inner) for inner in value.values())
    if isinstance(value, list | tuple):
        return sum(leaves(inner) for inner in value)
    return isinstance(value, int | float) and not isinstance(value, bool)


@pytest.mark.parametrize("name", [name for name in shipped() if not name.startswith("claims/")])
def test_every_number_has_an_origin(name: str) -> None:
    loaded = load(name)
    numbers = loaded.numbers()
    paths = [number.path for number in numbers]
    assert len(set(paths)) == len(paths)
    content = loaded.model_dump(exclude={"seed", "as_announced", "published", "claim"})
    assert len(numbers) == leaves(content)
    for number in numbers:
        assert number.path in loaded.source.origins
        if number.row is not None:
            assert number.value == number.row.value, number.path
        else:
            assert number.origin.line is not None, number.path
    assert 0 < sum(number.is_estimate for number in numbers) < len(numbers)


def test_origins_name_the_row_the_file_or_the_set(write: Write) -> None:
    path = write(HEAD + "launch:\n  launches_per_y: 44\n")
    loaded = load(path, ["satellite.battery.capacity_kwh=71"])
    origins = {number.path: str(number.origin) for number in loaded.numbers()}
    assert origins["launch.launches_per_y"] == f"{path}:4"
    assert origins["satellite.battery.capacity_kwh"] == "--set satellite.battery.capacity_kwh=71"
    assert origins["launch.price_usd_per_kg"] == "catalogue launchers/starship_2028"
    assert origins["satellite.radiator.area_m2"] == "catalogue satellites/ai1"
    assert origins["satellite.radiator.areal_mass_kg_per_m2"] == "catalogue radiators/deployable_white_paint"
    assert origins["satellite.radiator.film_drop_k"] == "catalogue defaults/radiator"
    assert origins["fleet.shells.0.altitude_km"] == "catalogue shells/dawn_dusk_600"
    assert origins["numerics.phases_marched"] == f"{shipped()['ai1_vs_colossus']}:30"
    by_path = {number.path: number for number in loaded.numbers()}
    assert by_path["launch.launches_per_y"].row is None
    assert not by_path["launch.launches_per_y"].is_estimate
    assert by_path["launch.price_usd_per_kg"].is_estimate  # graded so in its row


def test_the_python_words_give_the_same_rows() -> None:
    loaded = load("ai1_vs_colossus")
    rows = orbitdc.sources(loaded).to_dict("records")
    assert [row["key"] for row in rows] == [number.path for number in loaded.numbers()]
    assert {row["grade"] for row in rows} == {"published", "secondary", "estimate", "scenario"}
    assert all(row["source"] for row in rows if row["grade"] != "scenario")


def test_fingerprint_follows_every_number_and_not_the_place(write: Write, tmp_path: Path) -> None:
    loaded = load("ai1_vs_colossus")
    assert len(loaded.sha256) == 64
    assert loaded.sha256 == load("ai1_vs_colossus").sha256
    elsewhere = tmp_path / "renamed.yaml"
    shutil.copy(shipped()["ai1_vs_colossus"], elsewhere)
    assert load(elsewhere).sha256 == loaded.sha256
    text = shipped()["ai1_vs_colossus"].read_text(encoding="utf-8")
    assert load(write("# a comment\n\n" + text)).sha256 == loaded.sha256
    # a number counts by its value, however it is written
    assert load("ai1_vs_colossus", ["launch.price_usd_per_kg=900.0"]).sha256 == loaded.sha256
    assert load("ai1_vs_colossus", ["launch.price_usd_per_kg=9e2"]).sha256 == loaded.sha256

    seen = {loaded.sha256}
    for number in loaded.numbers():
        whole = isinstance(number.value, int)
        key = number.path
        value = float(number.value)
        changed = value + 1 if whole else value * 0.999 if value else 1e-6
        if key.endswith("currency_year"):
            changed = value - 1  # the price index covers no year to come
        step = 120 if key == "numerics.step_s" else changed
        sets = [f"{key}={int(step) if whole else step}"]
        if key in ("money.risk_premium_frac", "fleet.replacement_frac_per_y"):  # not beside hazards
            sets += ["satellite.vital_m2=0", "satellite.random_loss_per_y=0", "satellite.dead_on_arrival_frac=0"]
            sets += ["accelerator.permanent_loss_per_y=0", "launch.failure_frac=0"]
        seen.add(load("ai1_vs_colossus", sets).sha256)
    assert len(seen) == len(loaded.numbers()) + 1


# -- what each side announced ------------------------------------------------------------------------------------------


def test_departures_are_cumulative_and_keep_the_sides_apart() -> None:
    loaded = load("ai1_vs_colossus")
    first, second, third = loaded.departures()
    assert [d.side for d in (first, second, third)] == ["orbit", "orbit", "ground"]
    assert first.name == "orbit: mission.service_date = 2027-12-01"
    assert second.name == "orbit: accelerator.from = vr200"
    assert third.name == "ground: mission.service_date = 2026-06-15"
    assert first.scenario.mission.service_date.isoformat() == "2027-12-01"
    assert first.scenario.accelerator == loaded.accelerator
    assert second.scenario.mission == first.scenario.mission  # on top of the one before
    assert second.scenario.accelerator.label.startswith("VR200")
    assert third.scenario.accelerator == loaded.accelerator  # the orbit's are not the ground's
    assert third.scenario.as_announced is None
    assert loaded.accelerator.label.startswith("GB300")


def test_no_departures(write: Write) -> None:
    assert load(write(HEAD + "as_announced: null\n")).departures() == []
    assert load(write(HEAD + "as_announced: {orbit: null, ground: null}\n")).departures() == []
    assert [d.side for d in load("starlink_compute_shell").departures()] == ["ground"]


def test_departures_of_a_parent_merge_with_the_childs(write: Write) -> None:
    child = write(HEAD + "as_announced: {orbit: {mission.service_date: 2029-01-01}}\n")
    names = [d.name for d in load(child).departures()]
    assert names == [
        "orbit: mission.service_date = 2029-01-01",
        "orbit: accelerator.from = vr200",
        "ground: mission.service_date = 2026-06-15",
    ]


def test_a_set_reaches_under_the_departures() -> None:
    loaded = load("ai1_vs_colossus", ["mission.life_y=4", "as_announced.ground={ground.pue_annual: 1.1}"])
    *_, last = loaded.departures()
    assert last.scenario.mission.life_y == 4
    assert last.scenario.ground.pue_annual == 1.1


def test_departures_take_blocks_and_distributions(write: Write) -> None:
    lines = "as_announced:\n  ground:\n    ground: {pue_annual: 1.1}\n    launch.price_usd_per_kg: {uniform: [1, 3]}\n"
    *_, block, spread = load(write(HEAD + lines)).departures()
    assert block.scenario.ground.pue_annual == 1.1
    assert block.scenario.ground.label == load("ai1_vs_colossus").ground.label
    assert spread.scenario.launch.price_usd_per_kg == 2


def test_mistakes_in_departures_are_placed_there(write: Write) -> None:
    path = write(messages.SCENARIOS["departures"].files["child.yaml"])
    loaded = load(path)
    with pytest.raises(ScenarioError) as caught:
        loaded.departures()
    found = [(f"{problem.line}:{problem.column}", problem.path) for problem in caught.value.problems]
    assert {problem.file for problem in caught.value.problems} == {str(path)}
    assert found == [  # in the parent's order, then the child's
        ("9:5", "as_announced.orbit.accelerator.from"),
        ("5:5", "as_announced.orbit.misson"),
        ("6:21", "as_announced.orbit.mission.life_y"),
        ("7:5", "as_announced.orbit.fleet.shells.4.altitude_km"),
        ("8:5", "as_announced.orbit.fleet"),
        ("11:23", "as_announced.ground.accelerator.from"),
        ("12:24", "as_announced.ground.ground.pue_annual"),
    ]
