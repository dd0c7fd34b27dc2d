"""Sweeps: what --vary takes, what each point used, and that points are what a run finds."""

from __future__ import annotations

import numpy as np
import pytest

import orbitdc as odc
from orbitdc.errors import ScenarioError
from orbitdc.study.axes import axis_of, points_of
from orbitdc.study.execute import evaluate_points
from orbitdc.study.point import FULL, QUICK, KnownMarches, outcome
from orbitdc.study.sweep import sweep

SHORT = ["mission.life_y=1", "numerics.phases_marched=4"]
PRICE = "launch.price_usd_per_kg"


def test_a_ladder_has_its_ends_and_equal_factors() -> None:
    _, values = axis_of(f"{PRICE}=20:3000:40log")
    assert (values[0], values[-1], len(values)) == (20.0, 3000.0, 40)
    assert np.diff(np.log(values)) == pytest.approx(np.log(150.0) / 39, rel=1e-9)  # 12 digits are kept


@pytest.mark.parametrize("text", ["x", "k=", "k=3:1:5", "k=0:1:5log", "k=1:2:1", "k=1:2:99999", "k=a:b:3"])
def test_other_forms_are_refused(text: str) -> None:
    with pytest.raises(ScenarioError):
        axis_of(text)


def test_the_last_key_varies_fastest() -> None:
    assert [tuple(point.values()) for point in points_of({"a": (1, 2), "b": (3, 4)})] == [
        (1, 3),
        (1, 4),
        (2, 3),
        (2, 4),
    ]


def test_a_point_is_what_a_run_finds() -> None:
    scenario = odc.load("ai1_vs_colossus", SHORT)
    changed = scenario.replace({PRICE: 300.0})
    found, run = outcome(changed, FULL), odc.simulate(changed)
    assert found["ratio_like_for_like"] == run.ratio_like_for_like  # the same code, to the last bit
    assert found["verdict"] == run.verdict.verdict
    assert found["launches"] == run.deployment.launches
    # Representative days move the FLOP of a life by less than 1e-4, and the ratio by as much.
    assert outcome(changed)["ratio_like_for_like"] == pytest.approx(run.ratio_like_for_like, rel=1e-4)


def test_points_that_differ_in_money_alone_share_a_march() -> None:
    scenario, known = odc.load("ai1_vs_colossus", SHORT), KnownMarches()
    for price in (100.0, 200.0, 300.0):
        outcome(scenario.replace({PRICE: price, "accelerator.price_usd": 100.0 * price}), QUICK, known)
    assert known.recent.made == 3  # the fleet, and before it lanes that tell how hot accelerators run, and their swings
    outcome(scenario.replace({"satellite.radiator.area_m2": 120.0}), QUICK, known)
    assert known.recent.made == 6


def test_results_do_not_depend_on_the_number_of_processes() -> None:
    scenario = odc.load("ai1_vs_colossus", SHORT)
    points = [{PRICE: 100.0 + i, "satellite.radiator.area_m2": 100.0 + i % 3} for i in range(26)]
    assert evaluate_points(scenario, points, jobs=1) == evaluate_points(scenario, points, jobs=3)


def test_a_key_that_changes_nothing_is_refused() -> None:
    scenario = odc.load("ai1_vs_colossus", SHORT)
    with pytest.raises(ScenarioError) as caught:
        sweep(scenario, {"workload.mfu_frac": (0.3, 0.4)}, jobs=1)
    assert caught.value.problems[0].path == "workload.mfu_frac"


def test_two_keys_give_a_surface_and_its_figure() -> None:
    scenario = odc.load("ai1_vs_colossus", SHORT)
    found = sweep(scenario, {PRICE: (50.0, 500.0, 5000.0), "money.real_wacc_frac": (0.04, 0.08)}, jobs=1)
    ratios = np.array(found.columns["ratio_like_for_like"]).reshape(3, 2)
    assert (np.diff(ratios, axis=0) > 0.0).all()  # dearer launches cost orbit alone
    figure = found.plot().figure
    assert "launch.price_usd_per_kg" in figure.axes[0].get_ylabel()
    assert list(found.table.columns[:2]) == [PRICE, "money.real_wacc_frac"]
