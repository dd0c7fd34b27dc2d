"""Steps in single precision from the scenario to the answer: the same ratio, and a result that says so."""

from __future__ import annotations

import pytest

import orbitdc
from orbitdc.results.save import summary_of
from orbitdc.study.simulate import simulate

SHORT = ["numerics.window_days=40", "numerics.planes_marched=3", "numerics.phases_marched=2"]


@pytest.mark.parametrize("name", ["ai1_vs_colossus", "starlink_compute_shell"])
def test_single_precision_leaves_the_answer(name: str) -> None:
    scenario = orbitdc.load(name, SHORT)
    runs = [simulate(scenario, precision=p) for p in ("float64", "float32")]
    clock, single_clock = (run.mission.integrated.lane("clock") for run in runs)
    assert (single_clock != clock).any()  # the fleet's FLOP are the ground's, to which it is sized
    double, single = map(summary_of, runs)
    assert single["time_integration"]["precision"] == "float32"
    # 1e-5 of delivered FLOP is what rounding may add, see tests/engine/test_engine_single.py; cost goes by its inverse
    assert single["ratio_like_for_like"] == pytest.approx(double["ratio_like_for_like"], rel=1e-5)
    for key in ("radiator_max_k", "chip_max_k"):
        assert single["orbit"][key] == pytest.approx(double["orbit"][key], abs=0.1)
    assert single["orbit"]["verdict"] == double["orbit"]["verdict"]
