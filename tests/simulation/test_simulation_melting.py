"""Temperatures have a physical bound, and a load whose heat grows without end is refused: neither has a price."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import orbitdc
from orbitdc.comparison.run import Run
from orbitdc.compute.wear import heat_factor
from orbitdc.engine.days import every_day
from orbitdc.engine.integrated import Integrated
from orbitdc.engine.march import _bound, _count_capacity
from orbitdc.engine.samples import SAMPLED
from orbitdc.errors import ScenarioError
from orbitdc.results.save import summary_of
from orbitdc.satellite.constraint import MELTED
from orbitdc.satellite.sizing import load
from orbitdc.simulation.melting import NODES, TOLD_K, hottest, melting_constraint
from orbitdc.simulation.thermal_history import mean_heat_factor

RunOf = Callable[..., Run]
AI1 = "ai1_vs_colossus"
SHORT = ("numerics.window_days=2", "numerics.planes_marched=1", "numerics.phases_marched=1")
DULL = ("satellite.solar_array.emittance_front_frac=0.001", "satellite.solar_array.emittance_rear_frac=0.001")


def test_a_molten_array_ends_with_its_name_date_and_temperature_and_without_a_price(run_of: RunOf) -> None:
    """0.9 x 1361 W/m2 of Sun on an array that emits 0.002 sigma T^4 hold it beyond 1,700 K, whatever power is drawn."""
    run = run_of(AI1, *SHORT, *DULL)
    summary: dict[str, Any] = summary_of(run)
    orbit = summary["orbit"]
    assert orbit["verdict"] == MELTED
    kelvin = run.mission.hottest.kelvin
    assert 1_500.0 < kelvin < ((0.92 * 1_414.0 + 300.0) / (0.002 * 5.67e-8)) ** 0.25  # least power drawn, most sunlight
    start = run.scenario.mission.service_date
    assert orbit["binding_limit"].startswith(f"the solar array reaches {kelvin:,.0f} K on {start} (day 1)")
    assert orbit["usd_per_pflop_hour"] is summary["ratio_like_for_like"] is None
    assert "melts" in orbit["usd_per_pflop_hour_reason"]
    for name in ("energy", "electrical", "heat"):
        assert orbit[f"{name}_residual_frac"] is None
        assert orbit[f"{name}_residual_frac_reason"]
    assert run.orbit.side.delivered_pflop_per_s == 0.0


def test_the_first_day_and_the_hottest_part_of_it_are_named(run_of: RunOf) -> None:
    marched = run_of(AI1, "numerics.window_days=3", *SHORT[1:]).mission.integrated
    names = list(NODES)
    highs = {name: marched.day(name).copy() for name in names}
    highs["loop_high"][1], highs["chip_high"][1], highs["array_high"][2] = 940.0, 950.0, 5_000.0

    class Marched:
        def day(self, name: str) -> Any:
            return highs[name]

    found = hottest(Marched())
    assert (found.part, found.day, found.kelvin, found.melts) == (NODES["chip_high"], 1, 950.0, True)
    assert not hottest(marched).melts
    assert hottest(marched).kelvin == pytest.approx(max(np.max(marched.day(name)) for name in names))


@pytest.mark.parametrize("beyond", [1e9, 1e200, np.inf, np.nan])
def test_a_march_that_leaves_all_bounds_melts_and_delivers_nothing(run_of: RunOf, beyond: float) -> None:
    """A step without an end (an array that emits next to nothing) may grow beyond what a number holds."""
    run = run_of(AI1, *SHORT)
    highs = {name: np.array([300.0, beyond]) for name in NODES}

    class Marched:
        def day(self, name: str) -> Any:
            return highs[name]

    found = hottest(Marched())
    assert (found.day, found.kelvin, found.melts) == (1, TOLD_K, True)
    said = melting_constraint(found, run.scenario.mission.service_date, run.scenario.satellite)
    assert "reaches more than 1,000,000 K on 2028-05-21 (day 2)" in said.sentence
    out = Integrated.begun(run.mission.lanes, every_day(0, 2), 2, run.mission.cut)
    _count_capacity(out, np.array([1.0, 1.0, np.nan, 1.0]), every_day(0, 2), np.ones_like)
    assert out.capacity_histogram[[0, -1]].tolist() == [1.0, 3.0]
    assert out.capacity_min == 0.0


def test_losses_by_heat_stay_numbers_where_the_march_leaves_all_bounds(run_of: RunOf) -> None:
    """Samples that are no number count nowhere; without any, losses are those quoted."""
    run = run_of(AI1, *SHORT)
    mission, silicon, at = run.mission, run.scenario.accelerator, SAMPLED.index("chip_k")
    out = Integrated.begun(mission.lanes, every_day(0, 2), 2, mission.cut)
    out.sample_histogram[at, [0, 160]] = np.nan, 0.25
    out.chip_above_k[[0, 160]] = np.nan, 0.25 * 160.5
    _bound(out)
    assert mean_heat_factor(silicon, out) == pytest.approx(float(heat_factor(silicon, 360.5)), rel=1e-12)
    out.sample_histogram[:] = np.inf
    _bound(out)
    assert mean_heat_factor(silicon, out) == 1.0


def test_loads_are_finite_up_to_the_point_where_pumps_take_all_that_they_carry() -> None:
    """Heat is h (load + p q), a geometric series in h p: its sum load x h/(1 - h p), and none from h p = 1 on."""
    s = orbitdc.load(AI1)
    least = load(s.satellite, s.accelerator, s.workload)
    power_w = least.housekeeping_w + least.it_full_w - s.satellite.loop.pump_power_frac * least.heat_w
    per_load = 0.97 / (0.965 * 0.95)  # a share of 3 % of 5 % stays in the wings
    at_one = s.satellite.loop.pump_power_frac * per_load
    flow = 0.999 * at_one ** (-1.0 / 3.0)  # the pump takes the cube
    near = s.replace({"satellite.loop.flow_frac": flow})
    share = near.satellite.loop.pump_power_frac
    heat_w = load(near.satellite, near.accelerator, near.workload).heat_w
    assert heat_w == pytest.approx(power_w * per_load / (1.0 - per_load * share), rel=1e-9)
    assert heat_w > 100.0 * power_w
    with pytest.raises(ScenarioError) as refused:
        s.replace({"satellite.loop.flow_frac": flow * 1.01})
    assert refused.value.problems[0].path == "satellite.loop"
