"""Representative days: their weights, their lead, and their answers beside those of every day."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import orbitdc as odc
from orbitdc.engine.days import Days, between, every_day, representative
from orbitdc.engine.integrated import Integrated
from orbitdc.engine.side_by_side import Asked, march_alone
from orbitdc.scenario.currency import constant_dollars
from orbitdc.simulation import mission as mission_module
from orbitdc.simulation.geometry import dark_frac, representative_days
from orbitdc.simulation.mission import simulate_mission
from orbitdc.sky.eclipse import eclipse_edges


@given(st.sets(st.integers(1, 398), max_size=40))
def test_weights_integrate_straight_lines_exactly(inside: set[int]) -> None:
    days = representative([0, *inside, 399])
    line = 3.0 + 0.01 * np.arange(400)
    # The trapezoidal rule is exact on a line; rounding of 400 terms stays below 1e-12 of the sum.
    assert days.weight @ line[days.number] == pytest.approx(line.sum(), rel=1e-12)
    assert between(days, 400, line[days.number]) == pytest.approx(line, rel=1e-12)
    assert days.until_next.sum() == 400


def test_a_lead_is_marched_only_where_a_day_was_left_out() -> None:
    assert representative([0, 1, 5, 6], 3).lead.tolist() == [0, 0, 3, 0]
    assert every_day(7, 3).lead.tolist() == [0, 0, 0]


def test_all_days_chosen_are_the_same_bits_as_every_day(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = constant_dollars(odc.load("ai1_vs_colossus", ["numerics.window_days=20", "numerics.phases_marched=4"]))
    monkeypatch.setattr(mission_module, "representative_days", lambda *_: np.arange(20))
    one, other = simulate_mission(scenario, 1), simulate_mission(scenario, 1, every=5)
    for name in ("day_mean", "day_extreme", "lane_total", "health_last", "state_last", "capacity_histogram"):
        assert np.array_equal(getattr(one.integrated, name), getattr(other.integrated, name)), name


def test_the_shadow_by_day_is_that_of_the_edges_found_by_root_search() -> None:
    changes = ["numerics.window_days=1", "numerics.planes_marched=1", "numerics.phases_marched=1"]
    flown = simulate_mission(constant_dollars(odc.load("starlink_compute_shell", changes)), 1)
    edges = eclipse_edges(flown.orbits, 0, flown.sun, start_s=0.0, span_s=86400.0)
    dark = float((edges[:, 1] - edges[:, 0]).sum()) / 86400.0
    # A cylinder behind a sphere against a cone behind an ellipsoid: half a minute of 36, and an orbit cut at midnight.
    assert dark_frac(flown.orbits, flown.sun, 1)[0, 0] == pytest.approx(dark, rel=0.04)


def test_days_are_dense_where_eclipse_seasons_begin() -> None:
    scenario = constant_dollars(odc.load("ai1_vs_colossus", ["numerics.window_days=1"]))
    flown = simulate_mission(scenario, 1)
    days = representative_days(flown.orbits, flown.sun, 365, 32, 1e-4)
    dark = dark_frac(flown.orbits, flown.sun, 365)[:, 0] > 0.0
    season = np.flatnonzero(dark)
    assert np.diff(days[(days > season[0]) & (days < season[-1])]).max() < 32
    assert np.diff(days[days < season[0] - 32]).min() == 32


@pytest.mark.parametrize(
    ("name", "sets", "tolerance"),
    [
        ("ai1_vs_colossus", (), 1e-4),
        ("starlink_compute_shell", ("numerics.planes_marched=3",), 1e-4),
        ("sized_shell_30deg", ("satellite.design.mode=given", "numerics.planes_marched=3"), 4e-4),
    ],
)
def test_one_day_in_32_gives_the_flop_of_a_life(name: str, sets: tuple[str, ...], tolerance: float) -> None:
    # 1e-4 is the stated error, see notebooks/evidence/representative_days.py. The shell at 30 degrees
    # starves in each eclipse, so that its clock bends from day to day.
    changes = [*sets, "numerics.phases_marched=4", "mission.life_y=2", "satellite.reliability.design_life_y=5"]
    scenario = constant_dollars(odc.load(name, changes))
    every, some = simulate_mission(scenario, 2), simulate_mission(scenario, 2, every=32)
    assert some.monthly_flop().sum() == pytest.approx(every.monthly_flop().sum(), rel=tolerance)
    # Fade is integrated forward from day to day, and the shadow's edges are within a day.
    assert some.integrated.health_last.min() == pytest.approx(every.integrated.health_last.min(), abs=3e-3)
    assert some.integrated.day("chip_high").max() == pytest.approx(every.integrated.day("chip_high").max(), abs=0.1)


@pytest.mark.parametrize("area_m2", [480, 400])
def test_a_starved_fleet_needs_a_long_lead_only_after_shadow(monkeypatch: pytest.MonkeyPatch, area_m2: int) -> None:
    short = ["numerics.phases_marched=4", "mission.life_y=1", f"satellite.solar_array.area_m2={area_m2}"]
    scenario = constant_dollars(odc.load("ai1_vs_colossus", short))
    asked: list[Asked] = []

    def noted(one: Asked, *given: Any) -> Integrated:
        asked.append(one)
        return march_alone(one, *given)

    def flop(after_shadow: bool) -> np.ndarray:
        def dark_before(orbits: Any, sun: Any, days: Days) -> np.ndarray:
            return np.full(days.number.size, after_shadow)

        monkeypatch.setattr(mission_module, "_dark_before", dark_before)
        return np.asarray(simulate_mission(scenario, 1, every=32).monthly_flop())

    monkeypatch.setattr(mission_module, "march_alone", noted)
    some = simulate_mission(scenario, 1, every=32).monthly_flop()
    days = asked[-1].representative
    assert days is not None
    assert set(days.lead[1:]) == {1, 12}  # chunks of four hours
    assert some == pytest.approx(flop(True), rel=1e-5)  # in full light power, and so the clock, is constant
    assert some != pytest.approx(flop(False), rel=1e-4)
