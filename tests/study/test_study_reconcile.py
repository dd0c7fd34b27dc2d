"""Reconciliations: shares against games whose Shapley values are published, and against every order written out."""

from __future__ import annotations

import itertools
import json
import math
from datetime import date
from pathlib import Path

import pytest

import orbitdc as odc
from orbitdc.cli import main
from orbitdc.errors import ScenarioError
from orbitdc.scenario.model import Scenario
from orbitdc.study import hybrid
from orbitdc.study import shapley as shares
from orbitdc.study.groups import ACTING, BY_LENGTH, BY_SIZE, GROUPS, WORDS, fields_of, flat, group_of, nested
from orbitdc.study.point import QUICK, outcome
from orbitdc.study.reconcile import Reconciliation, reconcile
from orbitdc.study.table import save_study

SHORT = ["numerics.window_days=2", "numerics.planes_marched=1", "numerics.phases_marched=1"]
OTHER = {
    "launch.price_usd_per_kg": 300.0,
    "money.real_wacc_frac": 0.12,
    "money.boundary": "without_it",
    "satellite.radiator.area_m2": 160.0,
}
MOVED = ["launch", "finance", "boundary", "heat"]


@pytest.fixture(scope="module")
def ai1() -> Scenario:
    return odc.load("ai1_vs_colossus", SHORT)


@pytest.fixture(scope="module")
def other(ai1: Scenario) -> Scenario:
    return ai1.replace(OTHER | {"name": "other"})


@pytest.fixture(scope="module")
def there(ai1: Scenario, other: Scenario) -> Reconciliation:
    return reconcile(ai1, other)


def game(worth: dict[frozenset[int], float], n: int) -> dict[int, float | None]:
    """A game of n players by mask, from the worth of the coalitions that have any."""
    every = itertools.product((0, 1), repeat=n)
    return {
        sum(bit << i for i, bit in enumerate(bits)): worth.get(frozenset(i for i, bit in enumerate(bits) if bit), 0.0)
        for bits in every
    }


def test_the_glove_game_is_shared_as_published() -> None:
    """One left and two right gloves, a pair worth 1: 2/3, 1/6 and 1/6 (Shapley and Shubik 1969)."""
    worth = {frozenset(pair): 1.0 for pair in ((0, 1), (0, 2), (0, 1, 2))}
    found = shares.exact(game(worth, 3), 3)
    assert found is not None
    assert found.mean == pytest.approx((2 / 3, 1 / 6, 1 / 6), abs=1e-15)
    assert (found.orders, found.skipped) == (6, 0)


def test_the_airport_game_is_shared_as_published() -> None:
    """Runways of 1, 2 and 4 for three aircraft: each segment is paid by those that need it (Littlechild 1973)."""
    worth = {s: max((1.0, 2.0, 4.0)[i] for i in s) for s in map(frozenset, powerset(3)) if s}
    found = shares.exact(game(worth, 3), 3)
    assert found is not None
    assert found.mean == pytest.approx((1 / 3, 1 / 3 + 1 / 2, 1 / 3 + 1 / 2 + 2.0), abs=1e-15)


def powerset(n: int) -> list[tuple[int, ...]]:
    return [chosen for size in range(n + 1) for chosen in itertools.combinations(range(n), size)]


def test_a_combination_without_a_value_is_passed_by() -> None:
    """Against all 24 orders written out, without those that meet either refused combination."""
    values: dict[int, float | None] = {mask: math.sin(7.0 * mask) for mask in range(16)} | {0b0011: None, 0b1000: None}
    kept = [p for p in itertools.permutations(range(4)) if all(values[m] is not None for m in shares.masks_of(p))]
    found = shares.exact(values, 4)
    assert found is not None
    assert (found.orders, found.skipped) == (len(kept), 24 - len(kept))
    for i in range(4):
        steps = []
        for order in kept:
            before = sum(1 << j for j in order[: order.index(i)])
            steps.append((values[before | 1 << i] or 0.0) - (values[before] or 0.0))
        assert found.mean[i] == pytest.approx(sum(steps) / len(steps), abs=1e-14)
        assert (found.least[i], found.most[i]) == (min(steps), max(steps))
    assert math.fsum(found.mean) == pytest.approx((values[15] or 0.0) - (values[0] or 0.0), abs=1e-14)


def test_sampled_orders_come_near_the_exact_shares_and_say_how_near() -> None:
    values: dict[int, float | None] = {mask: math.log(1.0 + mask.bit_count() ** 2 + mask % 5) for mask in range(64)}
    every = shares.exact(values, 6)
    drawn = shares.sampled(values, 6, shares.sampled_orders(6, 200, 1))
    assert every is not None
    assert drawn is not None
    for exact, mean, error in zip(every.mean, drawn.mean, drawn.error, strict=True):
        assert abs(mean - exact) < 4.0 * error < 0.2  # four standard errors of the mean
    assert math.fsum(drawn.mean) == pytest.approx((values[63] or 0.0) - (values[0] or 0.0), abs=1e-12)


def test_every_field_belongs_to_one_group() -> None:
    fields = list(fields_of())
    assert [path for path in fields if not group_of(path)] == []
    heads = [head for found in GROUPS.values() for head in found]
    assert len(heads) == len(set(heads))  # none is named by two groups
    known = {".".join(path.split(".")[:end]) for path in fields for end in range(1, path.count(".") + 2)}
    assert set(heads) <= known  # and each names a field or a block
    assert {group_of(path) for path in fields} == set(GROUPS)
    assert {*BY_SIZE, *BY_LENGTH} <= set(fields)


def test_names_and_carbon_move_no_ratio(ai1: Scenario) -> None:
    moved = ai1.replace({"name": "b", "carbon.bus_kg_per_kg": 99.0, "satellite.label": "x"})
    ratios = {outcome(one)["ratio_like_for_like"] for one in (ai1, moved)}
    assert len(ratios) == 1
    assert reconcile(ai1, moved).steps == ()


def test_the_values_are_taken_apart_and_put_together(ai1: Scenario) -> None:
    values = ai1.model_dump()
    assert nested(flat(values)) == values


def test_the_steps_lead_from_one_ratio_to_the_other(ai1: Scenario, other: Scenario, there: Reconciliation) -> None:
    ends = tuple(outcome(one)["ratio_like_for_like"] for one in (ai1, other))
    assert there.ratios == pytest.approx(ends, rel=1e-12)  # what is resolved costs what the scenario costs
    assert ends[0] * math.prod(step.factor for step in there.steps) == pytest.approx(ends[1], rel=1e-12)
    assert sorted(step.group for step in there.steps) == sorted(MOVED)
    assert there.points == 2 ** len(MOVED)
    assert math.fsum(step.share for step in there.steps) == pytest.approx(1.0, abs=1e-12)
    assert all(step.least <= step.factor <= step.most for step in there.steps)


def test_the_shares_are_the_means_over_every_order(ai1: Scenario, there: Reconciliation) -> None:
    """Each order is walked with scenarios changed in the usual way."""
    keys = dict(zip(MOVED, OTHER.items(), strict=True))
    ratios = {
        taken: math.log(outcome(ai1.replace(dict(keys[name] for name in taken)))["ratio_like_for_like"])
        for taken in map(frozenset, itertools.chain.from_iterable(itertools.combinations(MOVED, n) for n in range(5)))
    }
    for step in there.steps:
        steps = []
        for order in itertools.permutations(MOVED):
            before = frozenset(order[: order.index(step.group)])
            steps.append(ratios[before | {step.group}] - ratios[before])
        assert math.log(step.factor) == pytest.approx(sum(steps) / len(steps), abs=1e-12)


def test_the_way_back_is_the_mirror_to_the_last_bit(ai1: Scenario, other: Scenario, there: Reconciliation) -> None:
    back = reconcile(other, ai1)
    assert back.ratios == there.ratios[::-1]
    assert there.shared is not None
    assert back.shared is not None
    assert back.shared.mean == tuple(-each for each in there.shared.mean)
    assert (back.shared.least, back.shared.most) == (
        tuple(-each for each in there.shared.most),
        tuple(-each for each in there.shared.least),
    )
    drawn, mirrored = (reconcile(*two, pairs=3, seed=4) for two in ((ai1, other), (other, ai1)))
    assert drawn.shared is not None
    assert mirrored.shared is not None
    assert mirrored.shared.mean == tuple(-each for each in drawn.shared.mean)
    assert drawn.sampled
    assert drawn.answer()["steps"][0]["factor_error_frac"] is not None


def test_a_larger_satellite_of_the_same_design_brings_no_heat(ai1: Scenario) -> None:
    """Twice everything: areas and masses per kW stay, so that the whole change is the size's, but for whole numbers."""
    twice = {path: 2.0 * value for path, value in flat(ai1.model_dump()).items() if path in BY_SIZE and value}
    twice |= {path: 2.0**0.5 * flat(ai1.model_dump())[path] for path in BY_LENGTH}
    large = ai1.replace(twice | {"satellite.it_power_w": 240e3, "name": "large"}, same_design=True)
    found = reconcile(ai1, large, pairs=1)
    by = {step.group: step.factor for step in found.steps}
    small = {name: factor for name, factor in by.items() if name != "size of the satellite"}
    assert small == {name: pytest.approx(1.0, abs=0.01) for name in small}  # 56 accelerators become 111 and not 112


def test_a_satellite_with_a_design_of_its_own_is_compared_per_watt(ai1: Scenario) -> None:
    """Twice everything, announced mass and envelope too, which are then of a design of their own: nothing but size.

    The design that a mass belongs to grows with the mass; where it did not, the satellite of twice the size was
    launched at twice the mass and its own parts besides.
    """
    base = ai1.replace(
        {"satellite.board.accelerators": 56, "satellite.announced_mass_kg": 3e3, "satellite.envelope_m3": 60.0}
    )
    own = flat(base.model_dump())
    twice = {path: 2.0 * own[path] for path in BY_SIZE if own[path]} | {p: 2.0**0.5 * own[p] for p in BY_LENGTH}
    sizes = {"satellite.it_power_w": 240e3, "satellite.board.accelerators": 112, "name": "large"}
    large = base.replace(twice | sizes)
    assert isinstance(large.satellite.announced_design, dict)
    found = reconcile(base, large, pairs=1)
    by = {step.group: step.factor for step in found.steps}
    assert by.pop("size of the satellite") == pytest.approx(found.ratios[1] / found.ratios[0], rel=1e-3)
    assert by == {name: pytest.approx(1.0, abs=1e-3) for name in by}
    assert "mass per kW" in by


def test_a_mass_stated_for_another_design_is_one_value_among_others(ai1: Scenario) -> None:
    """The sizes of the design that it belongs to go over whole, as its entry does, and the product stays exact."""
    stated = ai1.replace({"satellite.announced_mass_kg": 3e3, "satellite.radiator.area_m2": 150.0, "name": "stated"})
    assert isinstance(stated.satellite.announced_design, dict)
    found = reconcile(ai1, stated, pairs=1)
    assert math.prod(step.factor for step in found.steps) == pytest.approx(found.ratios[1] / found.ratios[0], rel=1e-12)


def test_a_reconciliation_of_two_dates_is_saved(ai1: Scenario, tmp_path: Path) -> None:
    later = ai1.replace({"mission.service_date": date(2030, 3, 1), "name": "later"})
    found = reconcile(ai1, later, pairs=1)  # of which no error can be told
    folder = save_study(found.answer(), {"reconcile": found.columns}, tmp_path, "reconcile")
    steps = json.loads((folder / "reconcile.json").read_text(encoding="utf-8"))["steps"]
    told = next(step["inputs"] for step in steps if "mission.service_date" in step["inputs"])
    assert told["mission.service_date"] == {"first": "2028-01-01", "second": "2030-03-01"}


def test_a_refused_combination_is_left_out_and_said(ai1: Scenario) -> None:
    """A premium for risks stands beside no risks in the other: with the risks of the first it is refused."""
    safe = {
        "satellite.random_loss_per_y": 0.0, "satellite.dead_on_arrival_frac": 0.0, "satellite.vital_m2": 0.0,
        "accelerator.permanent_loss_per_y": 0.0, "launch.failure_frac": 0.0, "money.orbit.risk_premium_frac": 0.03,
        "name": "safe",
    }  # fmt: skip
    found = reconcile(ai1, ai1.replace(safe))
    assert found.shared is not None
    assert (found.shared.orders, found.shared.skipped) == (1, 1)
    assert sum(found.refused.values()) == 1
    assert any("left out" in note for note in found.notes)
    assert math.prod(step.factor for step in found.steps) == pytest.approx(found.ratios[1] / found.ratios[0], rel=1e-12)


def test_groups_that_no_order_parts_are_taken_together(
    ai1: Scenario, other: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if cost of capital and price of launch had a ratio only together."""
    real = hybrid.outcome

    def parted(scenario: Scenario, *more: object) -> dict[str, object]:
        apart = (scenario.money.real_wacc_frac == OTHER["money.real_wacc_frac"]) != (
            scenario.launch.price_usd_per_kg == OTHER["launch.price_usd_per_kg"]
        )
        return real(scenario, *more) | ({"ratio_like_for_like": None, "reason": "apart"} if apart else {})

    monkeypatch.setattr(hybrid, "outcome", parted)
    found = reconcile(ai1, other)
    assert sorted(step.group for step in found.steps) == ["boundary", "heat", "launch + finance"]
    assert found.refused == {"apart": 8}


def test_a_sized_design_is_resolved_before_it_is_mixed() -> None:
    sized = odc.load("sized_ai1", SHORT)
    fixed = hybrid.resolved(sized, sized.money.currency_year)
    assert fixed.satellite.design.mode == "given"
    assert outcome(fixed)["ratio_like_for_like"] == pytest.approx(outcome(sized)["ratio_like_for_like"], rel=1e-12)


def test_dated_prices_stay_where_their_date_put_them() -> None:
    dated = odc.load("claims/cheapest_in_2_to_3_years", SHORT)
    fixed = hybrid.resolved(dated, dated.money.currency_year)
    assert fixed.launch.price_usd_per_kg == dated.launch.price_usd_per_kg
    assert outcome(fixed)["ratio_like_for_like"] == pytest.approx(outcome(dated)["ratio_like_for_like"], rel=1e-12)


def test_one_group_alone_is_named_and_no_orders_are_counted(ai1: Scenario) -> None:
    found = reconcile(ai1, ai1.replace({"launch.price_usd_per_kg": 400}))
    assert found.notes[0] == "All that differs belongs to one group, launch."
    assert not any("orders" in note for note in found.notes)


def test_what_is_unknown_is_refused(ai1: Scenario) -> None:
    with pytest.raises(ScenarioError) as absent:
        reconcile("ai1_vs_colosus", ai1)
    assert "ai1_vs_colossus" in absent.value.problems[0].fix  # the nearest
    with pytest.raises(ScenarioError) as barren:
        reconcile(ai1, ai1.replace({"name": "heavy", "satellite.announced_mass_kg": 9e5}))
    assert barren.value.problems[0].path == "heavy"


def test_the_verb_prints_and_saves(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path(tmp_path / "b.yaml").write_text("extends: ai1_vs_colossus\nname: b\nmoney: {boundary: without_it}\n")
    sets = [word for one in SHORT for word in ("--set", one)]
    asked = ["reconcile", "ai1_vs_colossus", str(tmp_path / "b.yaml"), *sets]
    with pytest.raises(SystemExit) as stop:
        main([*asked, "-o", str(tmp_path)])
    assert stop.value.code == 0
    told = capsys.readouterr().out
    assert "boundary" in told
    (folder,) = tmp_path.glob("*-reconcile-*")
    assert {file.name for file in folder.iterdir()} >= {
        "reconcile.json",
        "reconcile.csv",
        "reconcile.png",
        "reconcile.md",
    }
    assert "| boundary | " in (folder / "reconcile.md").read_text(encoding="utf-8")
    with pytest.raises(SystemExit):
        main([*asked, "--json"])
    answer = json.loads(capsys.readouterr().out)
    assert [step["group"] for step in answer["steps"]] == ["boundary"]
    assert answer["steps"][0]["factor"] == pytest.approx(answer["ratio_second"] / answer["ratio_first"])


def test_the_table_has_a_row_for_each_group(there: Reconciliation) -> None:
    assert list(there.table["group"]) == [step.group for step in there.steps]
    assert set(ACTING) | {WORDS} == set(GROUPS)
    assert there.resolution == QUICK
