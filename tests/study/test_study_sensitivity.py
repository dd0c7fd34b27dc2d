"""One assumption at a time: what is tried, what each end is, and the indices of the largest."""

from __future__ import annotations

import csv
import json
import math
from dataclasses import replace
from pathlib import Path
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest

import orbitdc as odc
from orbitdc.cli import main
from orbitdc.errors import ScenarioError
from orbitdc.study.assumptions import Assumption, assumptions_of, subject
from orbitdc.study.execute import REFUSED
from orbitdc.study.indices import Indices
from orbitdc.study.one_at_a_time import Bar, bar_of
from orbitdc.study.point import OUTCOME, outcome
from orbitdc.study.sensitivity import Sensitivity, sensitivity

SHORT = ["mission.life_y=1", "numerics.phases_marched=4"]
LAUNCH, ARRAY = "launch.price_usd_per_kg", "satellite.solar_array.price_usd_per_w"
KEYS = [
    LAUNCH, ARRAY, "launch.reference_payload_kg", "launch.risk", "ground.sales_tax_frac", "satellite.loop.pumps_needed",
    "satellite.drag.raising_attitude", "carbon.exhaust_factor", "satellite.solar_array.tracking",
]  # fmt: skip


@pytest.fixture(scope="module")
def found() -> Sensitivity:
    return sensitivity(odc.load("ai1_vs_colossus", SHORT), only=KEYS, inputs=2, samples=16, seed=1, jobs=1)


@pytest.fixture(scope="module")
def bars(found: Sensitivity) -> dict[str, Bar]:
    return {bar.of.path: bar for bar in found.bars}


def test_every_range_and_every_named_choice_is_tried() -> None:
    scenario = odc.load("ai1_vs_colossus")
    assumed = {one.path: one for one in assumptions_of(scenario)}
    assert assumed[LAUNCH].ends == (400.0, 2500.0)
    assert assumed["satellite.link.terminals"].others == (2, 8)
    named = {
        "satellite.solar_array.tracking", "satellite.radiator.attitude", "money.boundary", "money.rent_basis",
        "money.discounting", "launch.risk", "fleet.attrition", "fleet.servicing", "fleet.gateways", "sky.shadow",
        "fleet.shells.0.pattern",
    }  # fmt: skip
    assert {path for path in named if assumed[path].kind != "choice"} == set()
    assert assumed["sky.shadow"].others == ("cone_sphere", "cylinder_sphere")
    assert not {"mission.life_y", "numerics.planes_marched", "launch.currency_year"} & assumed.keys()


def test_each_end_is_what_a_run_at_that_value_finds(found: Sensitivity, bars: dict[str, Bar]) -> None:
    for path, value in ((LAUNCH, 2500.0), ("satellite.solar_array.tracking", "one_axis")):
        changed = found.scenario.replace({path: value})
        end = next(end for end in bars[path].ends if end.value == value)
        assert end.row == outcome(changed)
        read = {number.path: number.value for number in changed.numbers()}.get(
            path, changed.satellite.solar_array.tracking
        )
        assert read == value
    assert found.central == outcome(found.scenario)


def test_the_largest_swing_stands_first(found: Sensitivity) -> None:
    swings = [bar.swing for bar in found.bars]
    assert swings == sorted(swings, reverse=True)
    assert found.bars[0].of.path == "satellite.solar_array.tracking"
    rows, base = found.columns, found.central["ratio_like_for_like"]
    ends = zip(rows["ratio_like_for_like_at_low"], rows["ratio_like_for_like_at_high"], swings, strict=True)
    for low, high, swing in ends:
        if low is not None and high is not None:
            assert swing == pytest.approx(max(low, high, base) - min(low, high, base), abs=1e-6)


def test_one_sided_refused_and_unpriced_cases_are_answers(bars: dict[str, Bar]) -> None:
    assert bars["launch.reference_payload_kg"].note == "both ends raise the ratio"
    assert bars["launch.reference_payload_kg"].span[0] == bars[LAUNCH].stands.central
    assert bars["ground.sales_tax_frac"].note == "the value is the low end"
    assert len(bars["ground.sales_tax_frac"].of.others) == 1
    assert bars["carbon.exhaust_factor"].note == "changes nothing in this scenario"
    assert bars["carbon.exhaust_factor"].swing == 0.0
    refused, stranded = bars["satellite.loop.pumps_needed"], bars["satellite.drag.raising_attitude"]
    assert refused.ends[1].row["verdict"] == REFUSED
    assert "4 is refused: " in refused.note
    assert stranded.ends[1].row["verdict"] == "STRANDED"
    assert "in_service has no ratio: " in stranded.note
    assert not stranded.is_whole


def test_a_stated_distribution_is_tried_at_its_p5_and_p95() -> None:
    scenario = odc.load("ai1_vs_colossus", [f"{LAUNCH}={{lognormal: [900, 0.5]}}"])
    (one,) = assumptions_of(scenario, [LAUNCH])
    assert one.ends is not None
    exact = [900.0 * math.exp(0.5 * NormalDist().inv_cdf(share)) for share in (0.05, 0.95)]
    assert one.ends == pytest.approx(exact, rel=1e-9)
    assert (one.grade, one.value) == ("stated", pytest.approx(900.0, rel=1e-9))


def test_indices_of_two_prices_are_those_of_a_linear_cost(found: Sensitivity) -> None:
    """The cost in orbit is linear in either price and the ground pays neither: shares of slope^2 x variance."""
    uniform = (np.arange(100_000) + 0.5) / 100_000
    variances = []
    for bar in found.bars:
        if bar.of.path in (LAUNCH, ARRAY):
            assert bar.of.range is not None
            low, high = (end.row["ratio_like_for_like"] for end in bar.outer)
            slope = (high - low) / (bar.of.range.high - bar.of.range.low)
            variances.append(slope**2 * bar.of.range.at(uniform).var())
    exact = np.array(variances) / sum(variances)
    assert found.indices is not None
    assert [one.path for one in found.inputs] == [bar.of.path for bar in found.bars if bar.of.path in (LAUNCH, ARRAY)]
    for ends in (found.indices.first_interval, found.indices.total_interval):
        assert (ends[0] <= exact).all()
        assert (exact <= ends[1]).all()


def test_the_sentence_is_made_from_the_numbers(found: Sensitivity) -> None:
    assert found.indices is not None
    largest = found.inputs[int(found.indices.first.argmax())].path
    assert largest in found.sentence
    assert f"{100 * found.indices.first.max():.0f} %" in found.sentence
    assert found.parity == "No single change makes orbit cheaper than the ground."
    assert found.held.startswith("2 numbers drawn over their ranges in 16 samples; 3 others")


def test_the_sentence_names_what_acts_with_others(found: Sensitivity) -> None:
    """An input whose own share is small and whose total is the largest is named at the end."""
    ends = np.array([[0.5, 0.0], [0.7, 0.2]])
    made = replace(found, indices=Indices(16, np.array([0.6, 0.1]), ends, np.array([0.65, 0.7]), ends))
    assert made.sentence.endswith(f"together with others {subject(found.inputs[1].path)} explains most, 70 %.")
    assert found.inputs[0].path in made.sentence.split(";")[0]


def test_a_share_that_may_be_chance_does_not_decide(found: Sensitivity) -> None:
    ends = np.array([[-0.1, -0.2], [1.2, 0.4]])
    made = replace(found, indices=Indices(16, np.array([0.6, 0.1]), ends, np.array([0.65, 0.7]), ends))
    assert "decide" not in made.sentence
    assert "16 samples" in made.sentence


def test_the_figure_shows_the_bars_that_move(found: Sensitivity) -> None:
    axis = found.plot()
    moving = [bar for bar in found.bars if bar.swing > 0.0]
    assert len(axis.get_yticklabels()) == len(moving)
    written = {text.get_text() for text in axis.texts}
    assert {"400", "2,500"} <= written


def test_the_answer_is_one_plain_document(found: Sensitivity) -> None:
    answer: dict[str, Any] = json.loads(json.dumps(found.answer("sensitivity"), allow_nan=False))
    assert [row["key"] for row in answer["tornado"]] == [bar.of.path for bar in found.bars]
    assert len(answer["tried"]) == len(found.rows)
    assert [row["key"] for row in answer["indices"]] == [one.path for one in found.inputs]
    assert len(found.table) == len(KEYS)


def test_results_do_not_depend_on_the_number_of_processes() -> None:
    scenario = odc.load("ai1_vs_colossus", SHORT)
    one, other = (sensitivity(scenario, only=["launch"], inputs=0, jobs=jobs) for jobs in (1, 2))
    assert one.columns == other.columns


@pytest.mark.parametrize("changes", [{"samples": 100}, {"inputs": -1}, {"only": ["numerics.step_s"]}])
def test_what_cannot_be_asked_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ScenarioError):
        sensitivity(odc.load("ai1_vs_colossus"), **changes)


def outcome_of(ratio: float | None, reason: str = "") -> dict[str, Any]:
    return dict.fromkeys(OUTCOME) | {"ratio_like_for_like": ratio, "reason": reason, "verdict": "CLOSES"}


def test_a_bar_says_where_it_crosses_parity() -> None:
    one = Assumption("a", "choice", "x", ("y", "z"))
    bar = bar_of(one, outcome_of(2.0), [outcome_of(0.9), outcome_of(None, "no cost")])
    assert [end.crosses for end in bar.ends] == [False, True, False]
    assert (bar.span, bar.swing) == ((0.9, 2.0), pytest.approx(1.1))
    assert bar.note == "z has no ratio: no cost"
    assert bar.row()["orbit_favoured_at"] == "y"


def test_a_scenario_without_a_ratio_has_bars_of_no_length() -> None:
    one = Assumption("a", "whole number", 2, (1, 3), (1, 3))
    bar = bar_of(one, outcome_of(None, "nothing flies"), [outcome_of(2.0), outcome_of(3.0)])
    assert bar.swing == 0.0
    assert [end.ratio for end in bar.outer] == [2.0, 3.0]


def test_a_value_that_is_refused_stands_in_the_saved_table(tmp_path: Path) -> None:
    # without traffic of its own, prefill does not train: the value is refused, and what was tried is saved all the same
    keys = ["workload.phase", "launch.failure_frac"]
    only = [word for key in keys for word in ("--only", key)]
    with pytest.raises(SystemExit) as end:
        main(["sensitivity", "ai1_vs_colossus", *only, "--inputs", "0", "--jobs", "1", "-o", str(tmp_path)])
    assert end.value.code == 0
    (folder,) = tmp_path.iterdir()
    with (folder / "sensitivity_values.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    refused = [row["value"] for row in rows if row["verdict"] == "REFUSED"]
    assert refused == ["prefill", "decode", "mixed"]
    assert {row["key"] for row in rows} == set(keys)
