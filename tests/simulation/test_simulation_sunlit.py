"""Light that never ceases, at a share of its strength, as published calculators take it in place of the shadow."""

from __future__ import annotations

import pytest

import orbitdc as odc
from orbitdc.scenario.currency import constant_dollars
from orbitdc.simulation.mission import Mission, simulate_mission

SHELL = ("numerics.planes_marched=2", "numerics.phases_marched=4", "numerics.window_days=10")


def flown(*sets: str) -> Mission:
    return simulate_mission(constant_dollars(odc.load("starlink_compute_shell", [*SHELL, *sets])), 2)


def test_no_shadow_is_met_and_the_array_gives_the_stated_share() -> None:
    whole, part = flown("sky.sunlit_frac=1"), flown("sky.sunlit_frac=0.9")
    assert whole.integrated.day("lit").min() == pytest.approx(1.0, abs=1e-9)
    # A tenth less light cools cells of 350 K by 2.6 %, 9 K (T4 law), which gives them 3 % more at 0.33 % a kelvin.
    ratio = part.integrated.day("panel_available") / whole.integrated.day("panel_available")
    assert ratio.min() > 0.9
    assert ratio.max() < 0.9 * 1.04
    assert whole.integrated.day("discharge").max() == 0.0
    assert part.energy_residual_frac() < 1e-9


def test_with_the_shadow_the_shell_is_dark_for_a_third_of_its_orbit() -> None:
    lit = flown().integrated.day("lit").mean()
    assert 1.0 - 36.0 / 95.0 < lit < 0.9  # 36 of 95 minutes at most at 550 km, and less off the line to the Sun


def test_a_run_says_so() -> None:
    run = odc.simulate(odc.load("ai1_vs_colossus", ["sky.sunlit_frac=0.98", "numerics.window_days=2"]))
    assert run.summary["orbit"]["eclipse_max_s"] == 0.0
    assert any("98.0%" in note for note in run.summary["notes"])
