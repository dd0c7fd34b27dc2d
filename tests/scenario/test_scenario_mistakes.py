"""Mistakes in a scenario file: all of them at once, each at its place; what is said of them is in `messages.py`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import messages
import pytest

from orbitdc.errors import ScenarioError
from orbitdc.scenario.load import load
from orbitdc.scenario.model import Scenario
from orbitdc.scenario.renamed import RENAMED, new_path
from orbitdc.scenario.schema import places_of

Write = Callable[..., Path]
HEAD = "extends: ai1_vs_colossus\nname: child\n"


def refused(path: Path, *sets: str) -> list[tuple[str, str]]:
    """Place and path of every mistake that loading names."""
    with pytest.raises(ScenarioError) as caught:
        load(path, sets)
    assert caught.value.exit_code == 2
    return [
        (problem.file if problem.line is None else f"{problem.line}:{problem.column}", problem.path)
        for problem in caught.value.problems
    ]


def test_everything_at_once(write: Write) -> None:
    path = write(messages.SCENARIOS["everything at once"].files["child.yaml"])
    found = refused(path)
    unsaid = [  # what a launcher must say and nobody did
        "reference_payload_kg",
        "dry_mass_kg",
        "specific_impulse_s",
        "volume_m3",
        "failure_frac",
        "currency_year",
    ]
    assert set(found) == {
        ("2:1", "missoin"),
        ("4:17", "mission.service_date"),
        ("5:3", "mission.lief_y"),
        ("7:9", "accelerator.from"),
        ("9:14", "workload.precision"),
        ("12:12", "satellite.battery"),
        ("14:14", "satellite.radiator.area_m2"),
        ("15:5", "satellite.radiator.spin"),
        ("17:11", "fleet.shells"),
        ("19:21", "launch.price_usd_per_kg"),
        ("20:10", "launch.label"),
        ("23:24", "ground.staff_fte_per_it_mw"),
        ("24:28", "ground.electricity_usd_per_kwh"),
        ("26:9", "money.from"),
        ("28:3", "sky.from"),
        ("1:7", "name"),
        *(("18:1", f"launch.{key}") for key in unsaid),
    }
    assert len(found) == len(set(found))


def test_a_block_nobody_wrote_is_one_problem(write: Write) -> None:
    path = write("name: bare\nmission: {service_date: 2028-01-01}\nsatellite: {from: ai2}\n")
    absent = [("1:1", block) for block in ("accelerator", "fleet", "launch", "ground")]
    assert refused(path) == [("3:19", "satellite.from"), *absent]


def test_parts_nobody_wrote_are_one_problem_each(write: Write) -> None:
    path = write(HEAD.replace("ai1_vs_colossus", "p.yaml") + "satellite: {label: mine, it_power_w: 1000}\n")
    write("extends: ai1_vs_colossus\nname: p\nsatellite: {from: ai1}\n", "p.yaml")
    load(path)  # the parent's from stands below
    alone = write(
        "name: a\nmission: {service_date: 2028-01-01}\nsatellite: {label: mine, it_power_w: 1000}\n", "a.yaml"
    )
    parts = [found for found in refused(alone) if found[1].startswith("satellite")]
    assert sorted(parts) == [("3:12", f"satellite.{part}") for part in ("battery", "radiator", "solar_array")]


@pytest.mark.parametrize(("block", "key"), [("satellite.upsets", "job_accelerators"), ("ground", "staff_fte")])
def test_a_key_that_means_something_else_now_is_refused(write: Write, block: str, key: str) -> None:
    old, shipped = f"{block}.{key}", Path("ai1_vs_colossus")
    assert refused(shipped, f"{old}=7") == [(f"--set {old}=7", old)]
    assert refused(shipped, f"{block}={{{key}: 7}}") == [(f"--set {block}={{{key}: 7}}", old)]
    loaded = load(write(f"{HEAD}as_announced: {{orbit: {{{old}: 7}}}}\n"))
    with pytest.raises(ScenarioError) as caught:
        loaded.departures()
    assert [problem.path for problem in caught.value.problems] == [f"as_announced.orbit.{old}"]


def test_every_renamed_key_names_one_that_exists() -> None:
    for old, new in RENAMED.items():
        assert new in places_of(Scenario, new.rsplit(".", 1)[-1])
        assert old not in places_of(Scenario, old.rsplit(".", 1)[-1])
    assert new_path("mission.step_s.choice.0") == "numerics.step_s.choice.0"


def test_problems_of_the_text_come_alone(write: Write) -> None:
    assert refused(write("name: a\nname: b\n\tseed: 3\n")) == [("3:1", "")]
    assert refused(write("seed: x\nname: a\nname: b\n")) == [("3:1", "name")]
