"""A scenario changed from Python: checked as a file is, with the origin of every number, nothing left of the old."""

from __future__ import annotations

import copy
import csv
import datetime as dt
import json
import pickle
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

import orbitdc
from orbitdc.errors import ScenarioError
from orbitdc.scenario.currency import constant_dollars
from orbitdc.scenario.load import load
from orbitdc.scenario.model import Scenario
from orbitdc.scenario.provenance import source_rows

AI1 = "ai1_vs_colossus"
SHORT = ("numerics.window_days=2", "numerics.phases_marched=2")
Write = Callable[..., Path]


def origins(scenario: Scenario) -> dict[str, str]:
    return {number.path: str(number.origin) for number in scenario.numbers()}


def refused(scenario: Scenario, changes: dict[str, Any]) -> list[tuple[str, str]]:
    """Place and path of every mistake that a change names."""
    with pytest.raises(ScenarioError) as caught:
        scenario.replace(changes)
    return [(problem.file, problem.path) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("key", "value", "text"),
    [
        ("launch.price_usd_per_kg", 300, "300"),
        ("launch.price_usd_per_kg", 300.0, "300.0"),
        ("launch.price_usd_per_kg", np.float64(300.0), "300"),
        ("launch.price_usd_per_kg", {"triangular": [100, 300, 900]}, "{triangular: [100, 300, 900]}"),
        ("launch.from", "falcon9", "falcon9"),
        ("launch", {"from": "falcon9", "price_usd_per_kg": 2000}, "{from: falcon9, price_usd_per_kg: 2000}"),
        ("accelerator.from", "vr200", "vr200"),
        ("mission.service_date", dt.date(2029, 5, 1), "2029-05-01"),
        ("mission.service_date", "2029-05-01", "2029-05-01"),
        ("fleet.shells.0.altitude_km", 620, "620"),
        ("fleet.shells", ({"from": "dawn_dusk_560"}, {"from": "dawn_dusk_650"}), None),
        ("shells.0.altitude_km", 620, "620"),
        ("satellite.announced_mass_kg", None, "null"),
        ("satellite.launched_mass", "bottom_up", "bottom_up"),
        ("satellite.radiator", {"from": "iss_like", "area_m2": 99}, "{from: iss_like, area_m2: 99}"),
        ("numerics.phases_marched", np.int64(8), "8"),
        ("ground.power.from", "gas_ccgt", "gas_ccgt"),
        ("money.capital.from", "hyperscaler", "hyperscaler"),
        ("money.currency_year", 2020, "2020"),
        ("as_announced.orbit", {"launch.price_usd_per_kg": 100}, "{launch.price_usd_per_kg: 100}"),
        ("seed", 7, "7"),
        ("description", "another", "another"),
    ],
)
def test_a_replaced_value_is_the_one_a_set_would_give(key: str, value: Any, text: str | None) -> None:
    text = text if text is not None else json.dumps(value)
    wanted = load(AI1, [f"{key}={text}"])
    changed = load(AI1).replace({key: value})
    assert changed == wanted
    assert changed.sha256 == wanted.sha256
    assert changed.source.distributions == wanted.source.distributions
    assert changed.source.path == wanted.source.path
    ours, theirs = origins(changed), origins(wanted)
    assert ours.keys() == theirs.keys()
    for path, origin in theirs.items():
        assert ours[path].startswith(f"replace({key}=") if origin.startswith("--set") else ours[path] == origin, path
    ours_announced, theirs_announced = changed.departures(), wanted.departures()
    assert [(d.name, d.scenario) for d in ours_announced] == [(d.name, d.scenario) for d in theirs_announced]


def test_the_rows_of_a_changed_scenario_say_where_its_numbers_come_from() -> None:
    rows = {row["key"]: row for row in source_rows(load(AI1).replace({"launch.price_usd_per_kg": 300}))}
    row = rows["launch.price_usd_per_kg"]
    assert (row["value"], row["origin"], row["grade"]) == (300.0, "replace(launch.price_usd_per_kg=300)", "scenario")
    assert rows["launch.flights_per_y"]["origin"] == "catalogue launchers/starship_2028"
    long = load(AI1).replace({"launch.label": "x" * 80})
    assert str(long.source.origin("launch.label")) == f"replace(launch.label={'x' * 57}...)"


def test_nothing_replaced_is_the_same_scenario() -> None:
    scenario = load(AI1)
    same = scenario.replace({})
    assert same == scenario
    assert same.sha256 == scenario.sha256
    assert origins(same) == origins(scenario)
    assert scenario != scenario.replace({"seed": 1})
    assert scenario != AI1


def test_a_second_change_keeps_the_first_and_the_old_scenario_stays() -> None:
    scenario = load(AI1, ["mission.life_y=4"])
    before, places = scenario.model_dump(), origins(scenario)
    first = scenario.replace({"launch.price_usd_per_kg": 300})
    second = first.replace({"fleet.shells.0.altitude_km": 620, "launch.launches_per_y": 50})
    assert (second.mission.life_y, second.launch.price_usd_per_kg, second.launch.launches_per_y) == (4, 300, 50)
    assert second == load(
        AI1, ["life_y=4", "launch.price_usd_per_kg=300", "launches_per_y=50", "shells.0.altitude_km=620"]
    )
    assert origins(second)["mission.life_y"] == "--set mission.life_y=4"
    assert origins(second)["launch.price_usd_per_kg"] == "replace(launch.price_usd_per_kg=300)"
    third = second.replace({"launch.price_usd_per_kg": 200})
    assert origins(third)["launch.price_usd_per_kg"] == "replace(launch.price_usd_per_kg=200)"
    assert (scenario.model_dump(), origins(scenario)) == (before, places)


def test_a_block_is_replaced_before_the_keys_inside_it() -> None:
    """A dict has no order that a reader would look for: nothing that is stated may be lost."""
    scenario = load(AI1)
    changes = {"launch.price_usd_per_kg": 1, "launch.from": "falcon9", "satellite.radiator.area_m2": 99}
    changes["satellite.radiator"] = {"from": "iss_like"}
    for given in (changes, dict(reversed(changes.items()))):
        changed = scenario.replace(given)
        assert changed.launch.price_usd_per_kg == 1
        assert changed.launch.label == load(AI1, ["launch.from=falcon9"]).launch.label
        assert changed.satellite.radiator.area_m2 == 99


def test_a_whole_block_of_another_scenario() -> None:
    other = load(AI1, ["satellite.battery.capacity_kwh=55"])
    changed = load(AI1).replace({"satellite": other.satellite})
    assert changed == other
    assert origins(changed)["satellite.battery.capacity_kwh"].startswith("replace(satellite=")


def test_a_path_is_text_in_a_scenario() -> None:
    changed = load(AI1).replace({"fleet": {"shells": None, "catalogue_file": Path("some.tle")}})
    assert (changed.fleet.shells, changed.fleet.catalogue_file) == (None, "some.tle")


# -- mistakes ----------------------------------------------------------------------------------------------------------


def test_every_mistake_at_once() -> None:
    changes = {
        "launch.price_usd_per_kg": -5,
        "launch.prise_usd_per_kg": 5,
        "ground.staff_fte": 30,
        "altitude_km": 600,
        "currency_year": 2026,
        "misson.life_y": 3,
        "fleet.shells.1.altitude_km": 600,
        "seed": np.array([1, 2]),
        "sky": object,
        "mission.life_y": float("nan"),
        "satellite.radiator.area_m2": "160",
        "accelerator.from": "gb3000",
        "fleet.size": {"from": "site"},
    }
    wanted = [(f"replace({key}={value})", key) for key, value in changes.items()]
    assert sorted(refused(load(AI1), changes)) == sorted(wanted)


def test_a_key_stated_twice_is_refused() -> None:
    assert refused(load(AI1), {"mission.life_y": 4, "life_y": 5}) == [("replace(life_y=5)", "life_y")]


@pytest.mark.parametrize("huge", [10**400, 1e999])
def test_a_number_without_end_is_refused(huge: float) -> None:
    ((_, path),) = refused(load(AI1), {"launch.price_usd_per_kg": huge})
    assert path == "launch.price_usd_per_kg"


def test_two_statements_of_one_thing_are_refused_as_in_a_file() -> None:
    for scenario, key, value in (
        (load(AI1, ["ground.power.from=gas_ccgt"]), "ground.electricity_usd_per_kwh", 0.05),
        (load(AI1), "money.currency_year", 2039),
    ):
        assert refused(scenario, {key: value}) == [(f"replace({key}={value})", key)]


# -- no way around it --------------------------------------------------------------------------------------------------


def test_a_scenario_is_not_changed_by_model_copy() -> None:
    scenario = load(AI1)
    with pytest.raises(ScenarioError, match="model_copy"):
        scenario.model_copy(update={"launch": scenario.launch})
    if sys.version_info >= (3, 13):
        with pytest.raises(ScenarioError, match="model_copy"):
            copy.replace(scenario, seed=2)
    with pytest.raises(TypeError, match="changed"):
        scenario.copy(update={"seed": 2})
    with pytest.raises(ValidationError, match="frozen"):
        scenario.seed = 2


def test_a_block_is_checked_when_it_is_copied_with_another_value() -> None:
    launch = load(AI1).launch
    assert launch.model_copy(update={"price_usd_per_kg": 300}).price_usd_per_kg == 300
    assert launch.changed(price_usd_per_kg=300) == launch.model_copy(update={"price_usd_per_kg": 300.0})
    assert launch.changed() == launch == launch.model_copy()
    for wrong in ({"price_usd_per_kg": -5}, {"price_usd_per_kg": "5"}, {"prise_usd_per_kg": 5}):
        with pytest.raises(ValidationError):
            launch.model_copy(update=wrong)
        with pytest.raises(ValidationError):
            launch.changed(**wrong)
    with pytest.raises(TypeError, match="changed"):
        launch.copy(update={"price_usd_per_kg": -5})


def test_rules_between_blocks_hold_for_a_changed_block() -> None:
    scenario = load(AI1)
    dear = scenario.money.changed(risk_premium_frac=0.02)
    with pytest.raises(ValidationError, match="charges twice"):
        scenario.changed(money=dear)


@pytest.mark.parametrize(
    "copied",
    [copy.copy, copy.deepcopy, lambda s: pickle.loads(pickle.dumps(s)), Scenario.model_copy, Scenario.model_validate],
)
def test_a_copy_keeps_where_the_numbers_come_from(copied: Callable[[Scenario], Scenario]) -> None:
    scenario = load(AI1, ["mission.life_y={uniform: [3, 6]}"]).replace({"launch.price_usd_per_kg": 300})
    twin = copied(scenario)
    assert twin == scenario
    assert twin.sha256 == scenario.sha256
    assert origins(twin) == origins(scenario)
    assert twin.source.distributions == scenario.source.distributions
    assert [d.name for d in twin.departures()] == [d.name for d in scenario.departures()]
    assert twin.replace({"seed": 1}) == scenario.replace({"seed": 1})


def test_the_source_is_read_only() -> None:
    source = load(AI1).source
    with pytest.raises(TypeError):
        source.origins["launch.price_usd_per_kg"] = source.origin("seed")
    with pytest.raises(AttributeError):
        source.path = "elsewhere"


def test_a_scenario_made_in_python_is_its_own_source() -> None:
    loaded = load(AI1, ["money.capital.from=hyperscaler", "ground.power.from=gas_ccgt"])
    made = Scenario(**loaded.model_dump())
    assert made == loaded
    assert made.source.path is None
    assert set(origins(made).values()) == {"made in Python"}
    changed = made.replace({"launch.price_usd_per_kg": 300})
    assert changed == loaded.replace({"launch.price_usd_per_kg": 300})
    assert [d.scenario for d in changed.departures()] == [
        d.scenario for d in loaded.replace({"launch.price_usd_per_kg": 300}).departures()
    ]


def test_a_derived_scenario_shows_the_numbers_it_holds() -> None:
    given = load(AI1, ["money.currency_year=2020"])
    derived = constant_dollars(given)
    assert derived.source.path is None
    by_path = {number.path: number.value for number in derived.numbers()}
    assert by_path["launch.price_usd_per_kg"] == derived.launch.price_usd_per_kg != given.launch.price_usd_per_kg
    assert given.source.path == AI1


# -- runs --------------------------------------------------------------------------------------------------------------


def test_a_run_of_a_changed_scenario_is_that_of_the_same_sets(tmp_path: Path) -> None:
    """What was announced is applied to the changed scenario, and every file says the same price."""
    changed = load(AI1, SHORT).replace({"launch.price_usd_per_kg": 1})
    run = orbitdc.simulate(changed)
    wanted = orbitdc.simulate(load(AI1, [*SHORT, "launch.price_usd_per_kg=1"]))
    old = orbitdc.simulate(load(AI1, SHORT))
    assert run.ratio_as_announced == wanted.ratio_as_announced
    assert run.ratio_as_announced is not None
    assert old.ratio_as_announced is not None
    assert run.ratio_as_announced < 0.8 * old.ratio_as_announced
    summary = orbitdc.summary_of(run)
    assert summary["scenario"]["sha256"] == orbitdc.summary_of(wanted)["scenario"]["sha256"]
    folder = orbitdc.save(run, summary, tmp_path)
    assert folder.name == f"{AI1}-{changed.sha256[:8]}"
    with (folder / "numbers.csv").open(encoding="utf-8", newline="") as stream:
        rows = {row["key"]: row for row in csv.DictReader(stream)}
    assert float(rows["launch.price_usd_per_kg"]["value"]) == run.scenario.launch.price_usd_per_kg == 1.0
    assert rows["launch.price_usd_per_kg"]["origin"] == "replace(launch.price_usd_per_kg=1)"
    per_kg = summary["orbit"]["launch_usd_per_kg_in_orbit"]
    # 1 USD/kg of payload, over a satellite that fills 23 of the places its mass would allow by volume
    assert 0.5 < per_kg < 20.0
