"""Layers of a scenario: catalogue < parent < child < --set, how each lies over the one below; odd but sound files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import orbitdc
from orbitdc.errors import ScenarioError
from orbitdc.scenario.load import load_file, shipped
from orbitdc.scenario.model import Scenario

Write = Callable[..., Path]
CHILD = "extends: ai1_vs_colossus\nname: child\n"


def said(path: str | Path, *sets: str) -> str:
    """What loading says is wrong."""
    with pytest.raises(ScenarioError) as caught:
        load_file(path, sets)
    return str(caught.value)


def of(path: str | Path, *sets: str) -> Scenario:
    return load_file(path, sets).scenario


def test_each_layer_lies_over_the_one_below(write: Write) -> None:
    write(
        "extends: ai1_vs_colossus\nname: parent\nlaunch: {price_usd_per_kg: 700, launches_per_y: 33}\n", "parent.yaml"
    )
    child = write("extends: parent.yaml\nname: child\nlaunch: {price_usd_per_kg: 600}\n")
    shipped_price = of("ai1_vs_colossus").launch.price_usd_per_kg
    assert shipped_price == 900  # the row of starship_2028
    assert of(child.with_name("parent.yaml")).launch.price_usd_per_kg == 700
    launch = of(child).launch
    assert (launch.price_usd_per_kg, launch.launches_per_y) == (600, 33)  # maps merge
    assert launch.label == of("ai1_vs_colossus").launch.label  # the parent's from still holds
    changed = of(child, "launch.price_usd_per_kg=500", "launch.price_usd_per_kg=400").launch
    assert (changed.price_usd_per_kg, changed.launches_per_y) == (400, 33)  # the last --set wins
    assert of(child).accelerator.currency_year == 2026  # nobody says it: the defaults
    assert of(child).name == "child"


def test_lists_replace(write: Write) -> None:
    child = write(CHILD + "fleet:\n  shells:\n    - from: dawn_dusk_560\n    - from: dawn_dusk_650\n")
    assert [shell.altitude_km for shell in of(child).fleet.shells or ()] == [560, 650]
    write(CHILD + "fleet: {spares_frac: 0.1, shells: [{from: dawn_dusk_560}]}\n", "parent.yaml")
    child = write("extends: parent.yaml\nname: child\nfleet:\n  shells:\n    - from: dawn_dusk_650\n")
    fleet = of(child).fleet
    assert [shell.altitude_km for shell in fleet.shells or ()] == [650]
    assert fleet.spares_frac == 0.1  # the parent's, beside its list


def test_a_childs_from_replaces_the_whole_block(write: Write) -> None:
    write("extends: ai1_vs_colossus\nname: parent\nlaunch: {price_usd_per_kg: 700}\n", "parent.yaml")
    child = write("extends: parent.yaml\nname: child\nlaunch:\n  from: falcon9\n")
    assert of(child).launch.price_usd_per_kg == 3600
    assert of("ai1_vs_colossus", "launch.price_usd_per_kg=1", "launch.from=falcon9").launch.price_usd_per_kg == 3600
    assert of("ai1_vs_colossus", "launch.from=falcon9", "launch.price_usd_per_kg=1").launch.price_usd_per_kg == 1
    part = of("ai1_vs_colossus", "satellite.radiator={from: iss_like, area_m2: 99}").satellite.radiator
    assert (part.area_m2, part.areal_mass_kg_per_m2) == (99, 14.2)


def test_a_nested_from_inside_an_entry_is_overridden(write: Write) -> None:
    child = write(CHILD + "satellite:\n  battery:\n    from: li_ion_continuous\n    capacity_kwh: 50\n")
    satellite = of(child).satellite
    assert satellite.battery.depth_of_discharge_max_frac == 0.3
    assert satellite.label == "AI1"  # the rest of the parent's satellite stands


@pytest.mark.parametrize("key", ["fleet.shells.0.altitude_km", "shells.0.altitude_km"])
def test_a_list_is_reached_by_index(key: str) -> None:
    (shell,) = of("ai1_vs_colossus", f"{key}=620").fleet.shells or ()
    assert (shell.altitude_km, shell.ltan_h) == (620, 18)


def test_shorthand_of_a_key_that_stands_once() -> None:
    assert of("ai1_vs_colossus", "capacity_kwh=71").satellite.battery.capacity_kwh == 71
    assert of("ai1_vs_colossus", "radiator.area_m2=71").satellite.radiator.area_m2 == 71


def test_a_map_in_set_merges() -> None:
    mission = of("ai1_vs_colossus", "mission={life_y: 4}").mission
    assert (mission.life_y, str(mission.service_date)) == (4, "2028-01-01")


def test_a_set_leaves_the_parent_as_it_was() -> None:
    loaded = load_file("ai1_vs_colossus")
    of("ai1_vs_colossus", "fleet.shells.0.altitude_km=620")
    assert load_file("ai1_vs_colossus").sha256 == loaded.sha256


def test_null_leaves_an_optional_key_out_and_is_refused_for_any_other(write: Write) -> None:
    assert of("ai1_vs_colossus").satellite.announced_mass_kg == 2143
    assert of("ai1_vs_colossus", "satellite.announced_mass_kg=null").satellite.announced_mass_kg is None
    child = write(CHILD + "numerics: {window_days: null}\nsky:\nground: {staff_fte: null}\n")
    fix = "\n    fix: write a value, or leave the key out"
    assert said(child) == f"{child}:4:5: sky: null{fix}\n{child}:5:21: ground.staff_fte: null{fix}"
    # a null takes a parent's optional value away
    child = write(CHILD + "fleet: {shells: null, catalogue_file: some.tle}\n")
    assert of(child).fleet.shells is None


def test_a_distribution_replaces_its_parents(write: Write) -> None:
    write(CHILD + "launch: {price_usd_per_kg: {triangular: [100, 200, 900]}}\n", "parent.yaml")
    child = write("extends: parent.yaml\nname: child\nlaunch: {price_usd_per_kg: {uniform: [100, 300]}}\n")
    loaded = load_file(child)
    assert loaded.scenario.launch.price_usd_per_kg == 200
    assert loaded.distributions["launch.price_usd_per_kg"].shape == "uniform"
    assert load_file(child, ["launch.price_usd_per_kg=5"]).distributions == {}
    set_one = load_file(child, ["launch.price_usd_per_kg={choice: [1, 2, 3]}"])
    assert set_one.distributions["launch.price_usd_per_kg"].values == (1.0, 2.0, 3.0)


# -- extends -----------------------------------------------------------------------------------------------------------


def test_extends_is_relative_to_the_file(write: Write, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    write(CHILD + "seed: 7\n", "folder/parent.yaml")
    child = write("extends: ../folder/parent.yaml\nname: c\n", "other/child.yaml")
    monkeypatch.chdir(tmp_path)
    assert of(child).seed == 7
    assert of("other/child.yaml").seed == 7


def test_extends_of_a_shipped_name_from_any_folder(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    child = write(CHILD, "deep/down/child.yaml")
    monkeypatch.chdir(child.parent)
    assert of("child.yaml").launch.price_usd_per_kg == 900


def test_extends_that_lead_nowhere(write: Write, tmp_path: Path) -> None:
    child = write("name: c\nextends: nowhere.yaml\n")
    fix = "give a path relative to this file, or a shipped scenario"
    assert said(child) == f"{child}:2:1: extends: no such file: {tmp_path / 'nowhere.yaml'}\n    fix: {fix}"
    child = write("extends: ai1_vs_colosus\nname: c\n")
    assert said(child) == (
        f"{child}:1:1: extends: no such file: {tmp_path / 'ai1_vs_colosus'}\n    fix: did you mean ai1_vs_colossus?"
    )
    child = write("extends: 3\nname: c\n")
    message = "extends: extends takes one file name\n    fix: write `extends: other.yaml`"
    assert said(child) == f"{child}:1:1: {message}"
    child = write("extends: [a.yaml, b.yaml]\nname: c\n")
    assert said(child) == f"{child}:1:1: {message}"
    child = write(f"extends: {'x' * 300}\nname: c\n")
    assert said(child).startswith(f"{tmp_path / ('x' * 300)}: cannot be read: ")


def test_extends_in_a_circle(write: Write) -> None:
    me = write("extends: me.yaml\nname: me\n", "me.yaml")
    fix = "\n    fix: remove one of the links"
    assert said(me) == f"{me}:1:1: extends: extends goes round in a circle: me.yaml -> me.yaml{fix}"
    a = write("name: a\nextends: b.yaml\n", "a.yaml")
    b = write("extends: a.yaml\nname: b\n", "b.yaml")
    assert said(a) == f"{b}:1:1: extends: extends goes round in a circle: a.yaml -> b.yaml -> a.yaml{fix}"


def test_mistakes_of_a_parent_are_placed_in_the_parent(write: Write) -> None:
    parent = write("extends: ai1_vs_colossus\nname: p\nseed: x\n", "parent.yaml")
    child = write("extends: parent.yaml\nname: c\nlaunch: {price_usd_per_kg: y}\n")
    assert said(child) == (
        f"{parent}:3:7: seed: is 'x'\n    fix: write a whole number\n"
        f"{child}:3:28: launch.price_usd_per_kg: is 'y'\n    fix: write a number (USD/kg)"
    )


# -- --set -------------------------------------------------------------------------------------------------------------

KEYS = (
    "name, description, seed, mission, workload, accelerator, money, carbon, sky, satellite, fleet, launch, ground, "
    "numerics, as_announced"
)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("nonsense", "not of the form key=value\n    fix: write e.g. --set launch.price_usd_per_kg=300"),
        ("=3", "not of the form key=value\n    fix: write e.g. --set launch.price_usd_per_kg=300"),
        ("lanch.price_usd_per_kg=3", "lanch.price_usd_per_kg: unknown key\n    fix: did you mean launch?"),
        ("zzz=3", f"zzz: unknown key\n    fix: the keys are {KEYS}"),
        ("altitude_km=600", "altitude_km: unknown key\n    fix: write fleet.shells.0.altitude_km"),
        ("frequency_hz=1", f"frequency_hz: unknown key\n    fix: the keys are {KEYS}"),
        ("launch.prise_usd_per_kg=3", "launch.prise_usd_per_kg: unknown key\n    fix: did you mean price_usd_per_kg?"),
        (
            "label=x",
            "label: 'label' stands in several places\n"
            "    fix: write one of accelerator.label, satellite.label, launch.label, ground.label, "
            "money.capital.label, satellite.learning.label, launch.learning.label, ground.power.label, "
            "ground.second_power.label, ground.power.fuel.label, ground.second_power.fuel.label",
        ),
        (
            "area_m2=3",
            "area_m2: 'area_m2' stands in several places\n"
            "    fix: write one of satellite.solar_array.area_m2, satellite.radiator.area_m2",
        ),
        (
            "fleet.shells.3.altitude_km=600",
            "fleet.shells.3.altitude_km: fleet.shells has no element '3': it has 1, counted from 0",
        ),
        ("fleet.shells.1={from: dawn_dusk_560}",
         "fleet.shells.1: fleet.shells has no element '1': it has 1, counted from 0"),
        ("shells.-1.altitude_km=600",
         "shells.-1.altitude_km: fleet.shells has no element '-1': it has 1, counted from 0"),
        ("shells.².altitude_km=600", "shells.².altitude_km: fleet.shells has no element '²': it has 1, counted from 0"),
        ("seed=[1", "seed: the value is not readable as YAML\n    fix: quote the value"),
        ("seed=a: b: c", "seed: the value is not readable as YAML\n    fix: quote the value"),
        ("seed=!odd 3", "seed: the tag !odd is not read\n    fix: write the value without a tag"),
        ("seed=!!int abc", "seed: 'abc' does not read as int\n    fix: write the value without a tag"),
        ("seed=", "seed: is ''\n    fix: write a whole number"),
        ("seed=1.5", "seed: is 1.5\n    fix: write a whole number"),
        ("fleet=3", "fleet: a block of keys is expected here\n    fix: write `fleet:` with keys below it"),
        ("launch.from=falcn9",
         "launch.from: no entry 'falcn9' in the catalogue launchers\n"
         "    fix: did you mean falcon9? `orbitdc catalog launchers` lists them"),
        ("fleet.shells.0.altitude_km=55",
         "fleet.shells.0.altitude_km: is 55: an orbit there does not survive a revolution\n"
         "    fix: write a number at least 150 (km)"),
        ("mission.life_y=31", "mission.life_y: is 31\n    fix: write a number at most 30 (years)"),
        ("mission.life_y=.nan", "mission.life_y: is nan\n    fix: write a finite number (years)"),
        ("launch.failure_frac=1",
         "launch.failure_frac: is 1\n    fix: write a number less than 1 (a fraction from 0 to 1)"),
        ("satellite.battery.specific_energy_wh_per_kg=x",
         "satellite.battery.specific_energy_wh_per_kg: is 'x'\n    fix: write a number (Wh/kg)"),
    ],
)  # fmt: skip
def test_mistakes_in_a_set(text: str, message: str) -> None:
    assert said("ai1_vs_colossus", text) == f"--set {text}: {message}"


def test_every_wrong_set_is_reported() -> None:
    text = said("ai1_vs_colossus", "zzz=3", "seed=[1", "launch.price_usd_per_kg=300", "nonsense")
    assert [line for line in text.splitlines() if not line.startswith(" ")] == [
        "--set zzz=3: zzz: unknown key",
        "--set seed=[1: seed: the value is not readable as YAML",
        "--set nonsense: not of the form key=value",
    ]


# -- files -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", shipped())
def test_shipped_scenarios_load_by_name_and_by_path(name: str) -> None:
    by_name, by_path = load_file(name), load_file(shipped()[name])
    assert by_name.scenario.name == name.rsplit("/", 1)[-1]
    assert by_name.scenario.description
    assert by_name.sha256 == by_path.sha256
    by_name.departures()


def test_no_such_file(tmp_path: Path, write: Write) -> None:
    names = ", ".join(shipped())
    assert said("zzz") == f"zzz: no such file\n    fix: name a file, or a shipped scenario: {names}"
    near = "no such file\n    fix: did you mean ai1_vs_colossus?"
    assert said("ai1_vs_colosus") == f"ai1_vs_colosus: {near}"
    assert said("elsewhere/ai1_vs_colossus.yaml") == f"elsewhere/ai1_vs_colossus.yaml: {near}"
    written = write(CHILD, "mine.yaml")
    short = written.with_suffix("")
    assert said(short) == f"{short}: no such file\n    fix: did you mean {written}?"
    long = "a" * 300
    assert said(long).startswith(f"{long}: cannot be read: ")


def test_windows_line_ends_and_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "windows.yaml"
    path.write_bytes(("\ufeff" + CHILD + "launch:\n  price_usd_per_kg: 1.5e2\n").replace("\n", "\r\n").encode())
    assert of(path).launch.price_usd_per_kg == 150
    path.write_bytes((CHILD + "launch:\n  prize_usd_per_kg: 1\n").replace("\n", "\r\n").encode())
    assert said(path) == f"{path}:4:3: launch.prize_usd_per_kg: unknown key\n    fix: did you mean price_usd_per_kg?"


def test_anchors_and_aliases(write: Write) -> None:
    shells = "fleet:\n  shells:\n    - &first {from: dawn_dusk_600, ltan_h: &h 6}\n    - *first\n"
    child = write(CHILD + shells + "    - from: dawn_dusk_650\n      ltan_h: *h\n")
    assert [shell.ltan_h for shell in of(child).fleet.shells or ()] == [6, 6, 6]
    # one element of two that share an anchor can be changed alone
    changed = of(child, "shells.1.ltan_h=7").fleet.shells or ()
    assert [shell.ltan_h for shell in changed] == [6, 7, 6]


def test_a_file_of_any_name(write: Write) -> None:
    assert of(write(CHILD, "scenario")).name == "child"
    assert of(write(CHILD, "my scenario (2).txt")).name == "child"


def test_keys_that_are_numbers(write: Write) -> None:
    child = write(CHILD + "2028: 1\nlaunch: {1.5: x}\n")
    top, below = said(child).split("\n    fix: the keys here are ")[:2]
    assert top == f"{child}:3:1: 2028: unknown key"
    assert below.splitlines()[1] == f"{child}:4:10: launch.1.5: unknown key"


def test_scenario_is_frozen() -> None:
    scenario = of("ai1_vs_colossus")
    with pytest.raises(ValueError, match="frozen"):
        scenario.seed = 3
    with pytest.raises(ValueError, match="frozen"):
        scenario.launch.price_usd_per_kg = 3.0
    with pytest.raises(TypeError):
        scenario.fleet.shells[0] = None  # type: ignore[index]


def test_a_set_changes_an_element_of_a_catalogue_list() -> None:
    sets = ["ground.from=colossus_1", "ground.build_up.from=colossus_1", "ground.build_up.phases.3.count=60000"]
    plan = orbitdc.load("ai1_vs_colossus", sets).ground.build_up
    assert plan is not None
    assert [phase.count for phase in plan.phases] == [25_000, 75_000, 50_000, 60_000, 30_000]
    with pytest.raises(ScenarioError, match="a list is expected here"):
        orbitdc.load("ai1_vs_colossus", [*sets[:2], "ground.build_up.phases.5.count=1"])
