"""Layers of a scenario: catalogue < parent < child < --set, how each lies over the one below; odd but sound files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import orbitdc
from orbitdc.errors import ScenarioError
from orbitdc.scenario.files import shipped
from orbitdc.scenario.load import load
from orbitdc.scenario.model import Scenario
from orbitdc.scenario.tree import Origin
from orbitdc.scenario.yaml_file import parse_value

Write = Callable[..., Path]
CHILD = "extends: ai1_vs_colossus\nname: child\n"


def refused(path: str | Path, *sets: str) -> list[tuple[str, str]]:
    """Place and path of every mistake that loading names."""
    with pytest.raises(ScenarioError) as caught:
        load(path, sets)
    return [
        (problem.file if problem.line is None else f"{problem.file}:{problem.line}:{problem.column}", problem.path)
        for problem in caught.value.problems
    ]


def of(path: str | Path, *sets: str) -> Scenario:
    return load(path, sets)


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
    assert of("ai1_vs_colossus", "launch.from=falcon9").launch.price_usd_per_kg == 3600
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


@pytest.mark.parametrize(
    ("entry", "key", "value"),
    [
        ("satellite.loop.from", "satellite.loop.cold", "heaters"),
        ("launch.from", "launch.price_usd_per_kg", "1"),
        ("fleet.shells.0.from", "fleet.shells.0.altitude_km", "620"),
        ("satellite.from", "satellite.radiator.area_m2", "99"),
        ("ground.power.from", "ground.power.fuel.price_usd_per_mmbtu", "9"),
    ],
)
def test_an_entry_and_keys_of_its_block_are_taken_in_either_order(entry: str, key: str, value: str) -> None:
    """The entry replaces what the file states, never what the same command states beside it, for every block."""
    name = {
        "satellite.loop.from": "water_propylene_glycol_25",
        "launch.from": "falcon9",
        "fleet.shells.0.from": "dawn_dusk_560",
        "satellite.from": "starlink_v3",
        "ground.power.from": "gas_ccgt",
    }[entry]
    sets = [f"{entry}={name}", f"{key}={value}"]
    one, other = load("ai1_vs_colossus", sets), load("ai1_vs_colossus", sets[::-1])
    assert one == other
    assert one.sha256 == other.sha256
    assert one == load("ai1_vs_colossus").replace({entry: name, key: parse_value(value, Origin()).value})
    found = {number.path: number.value for number in one.numbers()}.get(key, value)
    assert str(found).removesuffix(".0") == value


def test_a_later_entry_or_block_still_takes_the_place_of_an_earlier_one() -> None:
    first, last, cold = (f"satellite.loop.{x}" for x in ("from=propylene", "from=ammonia", "cold=heaters"))
    assert of("ai1_vs_colossus", first, cold, last) == of("ai1_vs_colossus", last, cold)
    shells = "fleet.shells=[{from: dawn_dusk_600}]"
    changed = of("ai1_vs_colossus", "fleet.shells.0.altitude_km=620", shells, "fleet.shells.0.from=dawn_dusk_560")
    assert [shell.altitude_km for shell in changed.fleet.shells or ()] == [560]
    whole = of("ai1_vs_colossus", "satellite.radiator.area_m2=50", "satellite.radiator={from: iss_like}")
    assert whole.satellite.radiator.area_m2 == 50


def test_a_map_in_set_merges() -> None:
    mission = of("ai1_vs_colossus", "mission={life_y: 4}").mission
    assert (mission.life_y, str(mission.service_date)) == (4, "2028-01-01")


def test_a_set_leaves_the_parent_as_it_was() -> None:
    loaded = load("ai1_vs_colossus")
    of("ai1_vs_colossus", "fleet.shells.0.altitude_km=620")
    assert load("ai1_vs_colossus").sha256 == loaded.sha256


def test_null_leaves_an_optional_key_out_and_is_refused_for_any_other(write: Write) -> None:
    assert of("ai1_vs_colossus").satellite.announced_mass_kg == 2143
    assert of("ai1_vs_colossus", "satellite.announced_mass_kg=null").satellite.announced_mass_kg is None
    child = write(CHILD + "numerics: {window_days: null}\nsky:\nground: {staff_fte_per_it_mw: null}\n")
    assert refused(child) == [(f"{child}:4:5", "sky"), (f"{child}:5:31", "ground.staff_fte_per_it_mw")]
    # a null takes a parent's optional value away
    child = write(CHILD + "fleet: {shells: null, catalogue_file: some.tle}\n")
    assert of(child).fleet.shells is None


def test_a_distribution_replaces_its_parents(write: Write) -> None:
    write(CHILD + "launch: {price_usd_per_kg: {triangular: [100, 200, 900]}}\n", "parent.yaml")
    child = write("extends: parent.yaml\nname: child\nlaunch: {price_usd_per_kg: {uniform: [100, 300]}}\n")
    loaded = load(child)
    assert loaded.launch.price_usd_per_kg == 200
    assert loaded.source.distributions["launch.price_usd_per_kg"].shape == "uniform"
    assert load(child, ["launch.price_usd_per_kg=5"]).source.distributions == {}
    set_one = load(child, ["launch.price_usd_per_kg={choice: [1, 2, 3]}"])
    assert set_one.source.distributions["launch.price_usd_per_kg"].values == (1.0, 2.0, 3.0)


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
    assert refused(child) == [(f"{child}:2:1", "extends")]
    for parent in ("ai1_vs_colosus", "3", "[a.yaml, b.yaml]"):
        child = write(f"extends: {parent}\nname: c\n")
        assert refused(child) == [(f"{child}:1:1", "extends")]
    child = write(f"extends: {'x' * 300}\nname: c\n")
    assert refused(child) == [(str(tmp_path / ("x" * 300)), "")]  # the file system's own words


def test_extends_in_a_circle(write: Write) -> None:
    me = write("extends: me.yaml\nname: me\n", "me.yaml")
    assert refused(me) == [(f"{me}:1:1", "extends")]
    a = write("name: a\nextends: b.yaml\n", "a.yaml")
    b = write("extends: a.yaml\nname: b\n", "b.yaml")
    assert refused(a) == [(f"{b}:1:1", "extends")]


def test_mistakes_of_a_parent_are_placed_in_the_parent(write: Write) -> None:
    parent = write("extends: ai1_vs_colossus\nname: p\nseed: x\n", "parent.yaml")
    child = write("extends: parent.yaml\nname: c\nlaunch: {price_usd_per_kg: y}\n")
    assert refused(child) == [(f"{parent}:3:7", "seed"), (f"{child}:3:28", "launch.price_usd_per_kg")]


# -- --set -------------------------------------------------------------------------------------------------------------


def test_every_wrong_set_is_reported() -> None:
    found = refused("ai1_vs_colossus", "zzz=3", "seed=[1", "launch.price_usd_per_kg=300", "nonsense")
    assert found == [("--set zzz=3", "zzz"), ("--set seed=[1", "seed"), ("--set nonsense", "")]


# -- files -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", shipped())
def test_shipped_scenarios_load_by_name_and_by_path(name: str) -> None:
    by_name, by_path = load(name), load(shipped()[name])
    assert by_name.name == name.rsplit("/", 1)[-1]
    assert by_name.description
    assert by_name.sha256 == by_path.sha256
    by_name.departures()


def test_no_such_file(write: Write) -> None:
    short = write(CHILD, "mine.yaml").with_suffix("")
    for path in ("zzz", "ai1_vs_colosus", "elsewhere/ai1_vs_colossus.yaml", short, "a" * 300):
        assert refused(path) == [(str(path), "")]


def test_windows_line_ends_and_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "windows.yaml"
    path.write_bytes(("\ufeff" + CHILD + "launch:\n  price_usd_per_kg: 1.5e2\n").replace("\n", "\r\n").encode())
    assert of(path).launch.price_usd_per_kg == 150
    path.write_bytes((CHILD + "launch:\n  prize_usd_per_kg: 1\n").replace("\n", "\r\n").encode())
    assert refused(path) == [(f"{path}:4:3", "launch.prize_usd_per_kg")]


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
    assert refused(child) == [(f"{child}:3:1", "2028"), (f"{child}:4:10", "launch.1.5")]


def test_scenario_is_frozen() -> None:
    scenario = of("ai1_vs_colossus")
    with pytest.raises(ValueError, match="frozen"):
        scenario.seed = 3
    with pytest.raises(ValueError, match="frozen"):
        scenario.launch.price_usd_per_kg = 3.0
    with pytest.raises(TypeError):
        scenario.fleet.shells[0] = None


def test_a_set_changes_an_element_of_a_catalogue_list() -> None:
    sets = ["ground.from=colossus_1", "ground.build_up.from=colossus_1", "ground.build_up.phases.3.count=60000"]
    plan = orbitdc.load("ai1_vs_colossus", sets).ground.build_up
    assert plan is not None
    assert [phase.count for phase in plan.phases] == [25_000, 75_000, 50_000, 60_000, 30_000]
    with pytest.raises(ScenarioError, match="a list is expected here"):
        orbitdc.load("ai1_vs_colossus", [*sets[:2], "ground.build_up.phases.5.count=1"])
