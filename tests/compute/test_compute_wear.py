"""Losses by heat and thermal cycles against the Arrhenius and Coffin-Manson laws, published factors and own marches."""

from __future__ import annotations

from collections.abc import Callable
from math import exp

import numpy as np
import pytest

import orbitdc
from orbitdc.comparison.run import Run
from orbitdc.compute.accelerator import Accelerator
from orbitdc.compute.wear import Wear, at_temperature, heat_factor, swing_factor, worn
from orbitdc.engine.days import representative
from orbitdc.engine.lanes import WARM_K, Hardware
from orbitdc.engine.march import march
from orbitdc.engine.side_by_side import march_alone
from orbitdc.engine.track import march_lane
from orbitdc.report.headline import headline
from orbitdc.results.save import summary_of
from orbitdc.simulation import mission
from orbitdc.simulation.mission import mission_marches, simulate_mission
from orbitdc.simulation.thermal_history import mean_heat_factor, some_of, swings, warmed

RunOf = Callable[..., Run]
AI1 = "ai1_vs_colossus"
KELVIN = 273.15
WORN = ("accelerator.loss_activation_ev=0.4", "accelerator.cycles_doubling_per_y=2500")


def chip(**fields: float) -> Accelerator:
    return orbitdc.load(AI1).accelerator.changed(**fields)


@pytest.mark.parametrize(
    ("electronvolt", "cool_c", "hot_c", "factor"),
    [(0.7, 60.0, 70.0, 2.035), (0.7, 65.0, 85.0, 3.825), (0.7, 77.0, 87.0, 1.904), (0.5, 25.0, 35.0, 1.881)],
)
def test_heat_follows_published_arrhenius_factors(
    electronvolt: float, cool_c: float, hot_c: float, factor: float
) -> None:
    """exp(E/k (1/T1 - 1/T2)), k = 8.617333e-5 eV/K; the table has four digits."""
    found = heat_factor(chip(loss_activation_ev=electronvolt, loss_reference_k=cool_c + KELVIN), hot_c + KELVIN)
    assert float(found) == pytest.approx(factor, abs=5e-4)


def test_the_quoted_rate_holds_at_the_quoted_temperature() -> None:
    silicon = chip()
    assert float(heat_factor(silicon, silicon.loss_reference_k)) == 1.0
    assert heat_factor(chip(loss_activation_ev=0.0), [300.0, 400.0]).tolist() == [1.0, 1.0]


def test_swings_follow_the_part_of_norris_and_landzberg_that_is_kept() -> None:
    """20 K 15 times a day at 65 C against 100 K 24 times at 100 C: 26.94 in all, of which (100/20)^1.9 is the swing."""
    silicon = chip(cycle_exponent=1.9, cycle_reference_k=100.0)
    swing = 1.0 / float(swing_factor(silicon, 20.0))
    assert swing == pytest.approx(5.0**1.9, rel=1e-12)
    left_out = (15.0 / 24.0) ** (1.0 / 3.0) * exp(1414.0 * (1.0 / (65.0 + KELVIN) - 1.0 / (100.0 + KELVIN)))
    assert swing * left_out == pytest.approx(26.94, abs=0.01)
    assert abs(left_out - 1.0) < 0.3  # small beside the three orders of magnitude of cycles_doubling_per_y


def test_cycles_that_double_the_loss_double_it() -> None:
    silicon = chip(cycles_doubling_per_y=5000.0, cycle_reference_k=40.0, permanent_loss_per_y=0.03)
    found = worn(silicon, 1.0, np.full(10, 5000.0), np.full(10, 40.0))
    assert found.loss_per_y(silicon) == pytest.approx(0.06, rel=1e-12)
    assert found.swing_k == pytest.approx(40.0, rel=1e-12)
    assert worn(silicon, 1.0, np.zeros(3), np.full(3, 9.0)) == Wear()  # no eclipse is no cycle


def test_the_ground_is_worn_by_the_heat_of_its_coolant_alone() -> None:
    silicon = chip()
    cool = at_temperature(silicon, 30.0 + KELVIN)
    assert cool.cycles_per_y == cool.cycle_factor == 0.0
    assert cool.heat_factor == pytest.approx(1.0, rel=1e-9)  # 30 C and 42 K of a busy GB300: the quoted 72 C
    hot = at_temperature(silicon, 45.0 + KELVIN)
    expected = exp(0.4 / 8.617333e-5 * (1.0 / 345.15 - 1.0 / (45.0 + 42.0 + KELVIN)))
    assert hot.heat_factor == pytest.approx(expected, rel=1e-6)


def test_a_hot_site_repairs_more(run_of: RunOf) -> None:
    def repairs(run: Run) -> float:
        return sum(line.usd for line in run.ground.side.lines if line.what == "repairs")

    cool, hot = run_of(AI1, *WORN), run_of(AI1, *WORN, "ground.coolant_inlet_k=318.15")
    factor = hot.scenario.ground.wear(hot.scenario.accelerator).heat_factor
    assert factor > 1.5
    assert repairs(hot) / repairs(cool) == pytest.approx(factor, rel=2e-3)  # the site grows by what waits for repair


def test_a_fleet_is_worn_at_the_temperatures_of_its_own_march(run_of: RunOf) -> None:
    """A lane of each plane on some days, at the quoted losses, stands for the march that it tells the losses of."""
    run = run_of(AI1, *WORN)
    wear = run.mission.environment.wear
    assert wear.heat_factor == pytest.approx(
        mean_heat_factor(run.scenario.accelerator, run.mission.integrated), rel=0.03
    )
    assert wear.heat_factor > 1.2  # the chip is at its limit of 87 C most of the time, 15 K above the quoted 72 C
    lost = summary_of(run)["orbit"]["reliability"]
    each = run.scenario.accelerator.permanent_loss_per_y * (wear.heat_factor + wear.cycle_factor)
    assert lost["wear"]["losses_per_y"] == pytest.approx(each, rel=1e-12)
    assert lost["accelerator_losses_per_y"] == pytest.approx(4.0 * each, rel=1e-3)  # a tray of four, little by dose


@pytest.mark.parametrize("power", [0.0, 1.0])
def test_the_sample_runs_as_hot_as_every_lane_on_every_day(monkeypatch: pytest.MonkeyPatch, power: float) -> None:
    s = orbitdc.load(AI1, ["numerics.phases_marched=4", f"satellite.eclipse_power_frac={power}"])
    few = next(mission_marches(s))
    monkeypatch.setattr(mission, "sample_of", lambda lanes, orbits: lanes)
    every = next(mission_marches(s))
    assert few.lanes.n_orbit == 1 < every.lanes.n_orbit  # of one plane
    told, exact = (
        mean_heat_factor(s.accelerator, march_alone(each, 2)) for each in (few, every._replace(representative=None))
    )
    # A sample in half an hour on one day in 20 of five years: 0.05 % of the losses are 1e-4 of the FLOP of a life.
    assert told == pytest.approx(exact, rel=5e-4)


def test_chips_held_at_their_limit_are_lost_at_the_rate_of_that_temperature() -> None:
    """A radiator of half the size holds every chip at 87 C; the middle of its bin, 87.35 C, would be 1.4 % off."""
    changes = ["numerics.window_days=40", "numerics.phases_marched=2", "satellite.radiator.area_m2=60"]
    flown = simulate_mission(orbitdc.load(AI1, changes), 1)
    silicon = flown.scenario.accelerator
    assert flown.integrated.day("thermally_limited").mean() > 0.999
    # The first minutes of 40 days are cold.
    limit = float(heat_factor(silicon, silicon.junction_max_k))
    assert flown.environment.wear.heat_factor == pytest.approx(limit, rel=1e-3)


def test_without_the_two_laws_a_fleet_loses_at_the_quoted_rate(run_of: RunOf) -> None:
    plain = run_of(AI1)
    assert plain.mission.environment.wear == Wear()
    worn_out = run_of(AI1, *WORN)
    assert plain.ratio_like_for_like is not None
    assert worn_out.ratio_like_for_like is not None
    assert worn_out.ratio_like_for_like > plain.ratio_like_for_like
    told = dict(headline(summary_of(worn_out)))["accelerators lost for good"]
    assert "times the quoted rate by heat" in told
    assert "5.0% on the ground" in told


def test_a_colder_radiator_loses_fewer(run_of: RunOf) -> None:
    warm, cold = run_of(AI1, *WORN), run_of(AI1, *WORN, "satellite.radiator.area_m2=220")
    assert cold.mission.environment.wear.heat_factor < warm.mission.environment.wear.heat_factor


def test_compute_that_sleeps_in_shadow_swings_further(run_of: RunOf) -> None:
    """Awake, coolant and leakage move the chip; asleep it falls by its whole rise over the coolant as well."""
    shell = "starlink_compute_shell"
    awake, asleep = (
        run_of(shell, *WORN, f"satellite.eclipse_power_frac={power}").mission.environment.wear for power in (1, 0)
    )
    assert awake.cycles_per_y == asleep.cycles_per_y
    assert 4500.0 < awake.cycles_per_y <= 5600.0  # fifteen a day where every revolution meets the shadow
    assert asleep.swing_k > awake.swing_k + 20.0
    assert asleep.cycle_factor > 2.0 * awake.cycle_factor
    assert asleep.heat_factor < awake.heat_factor


@pytest.mark.parametrize("power", [0.0, 0.3])
def test_silicon_asleep_is_as_much_warmer_than_its_coolant_as_it_draws(power: float) -> None:
    """Junction = coolant + R P at every step, with the power that is drawn: 0.3 of the full rise where 0.3 is drawn."""
    shadow = ["numerics.window_days=2", f"satellite.eclipse_power_frac={power}"]
    m = simulate_mission(orbitdc.load("starlink_compute_shell", shadow), 1)
    hardware = dict(zip(Hardware._fields, m.lanes.hardware[:, 0], strict=True))
    steps = 2 * m.cut.chunks * m.cut.steps
    flown = march_lane(m.lanes, 0, m.sun, 2, m.cut, m.scenario.sky.constant_w_per_m2, np.arange(1, steps + 1))
    coolant_k = np.convolve(flown.of("loop"), (0.5, 0.5))[1:-1]  # half way through each step but the first
    junction_k = coolant_k + hardware["chip_rise"] * flown.of("it")[1:] / hardware["it_w"]
    dark = flown.of("lit")[1:] == 0.0
    drawn = np.median(flown.of("it")[1:][dark]) / hardware["it_w"]
    assert drawn == pytest.approx(power, abs=0.05)  # cold silicon leaks a tenth less
    coldest_k = WARM_K - flown.of("chip_cold")[steps // 2 :].max()
    # 0.5 K: a step begins where the last one would lead, which is off by half the change of the change, 0.2 K.
    assert coldest_k == pytest.approx(junction_k[steps // 2 :].min(), abs=0.5)


def test_swings_of_representative_days_stand_for_those_of_every_day() -> None:
    s = orbitdc.load(AI1, ["satellite.eclipse_power_frac=0", "shells.0.ltan_h=8", "numerics.window_days=120"])
    m = simulate_mission(s, 1)
    lane = some_of(m.lanes, np.array([0]))
    lead = 4 * m.cut.chunks // 24 + 1
    chosen = representative(np.append(np.arange(0, 120, 16), 119), lead)
    few_k, few_lit = swings(march(lane, m.sun, 120, m.cut, 1361.0, np.ones_like, 1, representative=warmed(chosen)))
    all_k, all_lit = swings(march(lane, m.sun, 120, m.cut, 1361.0, np.ones_like, 1))
    # after four hours the coolant has settled, but for what the battery still holds of the day before
    assert few_k[chosen.number] == pytest.approx(all_k[chosen.number], rel=5e-3, abs=0.05)
    assert few_lit[chosen.number] == pytest.approx(
        all_lit[chosen.number], abs=1e-6
    )  # light does not depend on what came before
