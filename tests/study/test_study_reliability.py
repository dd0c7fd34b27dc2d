"""Drawn histories of a fleet: their mean against the expected value, their spread, their seed, what they cost."""

from __future__ import annotations

import json
import math
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import orbitdc
from orbitdc.comparison.run import Run, simulate
from orbitdc.errors import ScenarioError
from orbitdc.ledger import flop_weights
from orbitdc.ledger.levelized import FLOP_PER_PFLOP_HOUR
from orbitdc.study.histories import defective, draw, odds_of
from orbitdc.study.reliability import Histories, Spread, answer_of, reliability, save_histories, year_rows

AI1 = "ai1_vs_colossus"
SHORT = ("mission.service_date=2028-05-20", "numerics.window_days=10", "numerics.phases_marched=2")
SMALL = (
    "launch.launches_per_y=100",
    "launch.stand_down_days=0",
    "fleet.size=as_given",
    "fleet.shells.0.satellites_per_plane=300",
    "fleet.ramp_months=6",
)
RARE = 5.0  # standard errors: a chance of 6e-7 for each number compared
CASES = {
    "as shipped": (),
    "Weibull": ("satellite.reliability.early_losses=weibull",),
    "worn out": ("mission.life_y=7",),
    "visited": ("fleet.servicing=visit", "fleet.service_interval_y=1.7"),
    "pumps": ("satellite.loop.pump_loss_per_y=0.1",),
    "trays": ("satellite.reliability.accelerators_per_failure=4", "satellite.reliability.unit_losses_per_y=0.2"),
    "replaced": ("fleet.attrition=spares",),
    "insured": ("launch.risk=insurance",),
}


@cache
def run_with(*sets: str) -> Run:
    return simulate(orbitdc.load(AI1, [*SHORT, *SMALL, *sets]))


@cache
def drawn(*sets: str, draws: int = 2000, seed: int = 1) -> Histories:
    return reliability(run_with(*sets), draws, seed)


def close(found: np.ndarray, expected: np.ndarray) -> None:
    """The mean over draws agrees with an expected value within its standard error."""
    error = found.std(axis=0, ddof=1) / math.sqrt(len(found))
    assert (np.abs(found.mean(axis=0) - expected) <= RARE * error + 1e-12 * np.abs(expected)).all()


def pv_flop(run: Run, spread: Spread) -> np.ndarray:
    return np.asarray(spread.lives.flop @ flop_weights(spread.lives.flop.shape[1], run.orbit.side.capital.terms))


@pytest.mark.parametrize("case", CASES)
def test_the_mean_of_the_draws_is_the_expected_value(case: str) -> None:
    run, found = run_with(*CASES[case]), drawn(*CASES[case]).independent
    close(found.lives.alive_frac, found.expected_alive_frac)
    close(found.lives.flop, found.expected_flop)
    close(found.lives.failed_launches, np.array(found.expected_failed_launches))
    # the run itself, whose cohorts are no whole satellites
    assert found.expected_flop.sum() == pytest.approx(run.orbit.cost.flop, rel=1e-9)
    close(pv_flop(run, found), np.array(run.orbit.cost.pv_flop) * (1.0 + 1e-9))
    usd = found.usd_per_pflop_hour * pv_flop(run, found) / FLOP_PER_PFLOP_HOUR
    close(usd, np.array(run.orbit.cost.pv_usd))
    assert found.expected_usd_per_pflop_hour == pytest.approx(run.orbit.cost.usd_per_pflop_hour, rel=1e-3)


@pytest.mark.parametrize("case", ["as shipped", "Weibull", "worn out", "replaced"])
def test_common_causes_have_the_mean_that_a_run_with_them_expects(case: str) -> None:
    found = drawn(*CASES[case]).with_common_causes
    asked = drawn(*CASES[case], "satellite.reliability.common_causes=included").independent
    close(found.lives.flop, found.expected_flop)
    close(found.lives.replaced, np.array(found.expected_replaced))
    included = run_with(*CASES[case], "satellite.reliability.common_causes=included")
    # losses by common causes are taken at the middle of each month, where the run takes them by day
    assert found.expected_flop.sum() == pytest.approx(included.orbit.cost.flop, rel=1e-4)
    assert found.expected_alive_frac[-1] <= asked.expected_alive_frac[-1]


def width(values: np.ndarray) -> float:
    return float(np.quantile(values, 0.95) - np.quantile(values, 0.05))


def test_common_causes_widen_the_spread() -> None:
    found = drawn("accelerator.tray_accelerators=1")
    alone, common = (spread.lives.flop.sum(axis=1) for spread in (found.independent, found.with_common_causes))
    assert width(common) > 1.5 * width(alone)
    assert common.mean() < alone.mean()


def test_larger_batches_and_rarer_storms_widen_it_at_the_same_mean() -> None:
    quiet = "satellite.reliability.storms_per_y=0"
    small = drawn(quiet, "satellite.reliability.batch_satellites=1").with_common_causes
    large = drawn(quiet, "satellite.reliability.batch_satellites=300").with_common_causes
    assert small.expected_flop == pytest.approx(large.expected_flop, rel=1e-12)
    spreads = [spread.lives.flop.sum(axis=1).std() for spread in (small, large)]
    assert spreads[1] > 1.5 * spreads[0]


def test_independent_losses_spread_like_a_binomial() -> None:
    """Satellites alone, no accelerator lost: the spread of alive ones of one cohort is sqrt(n p (1 - p))."""
    at_once = ("fleet.ramp_months=1", "fleet.factory_ramp_months=0", "launch.launches_per_y=10000")
    sets = ("accelerator.permanent_loss_per_y=0", *at_once)
    run = run_with(*sets, "satellite.vital_m2=0", "satellite.random_loss_per_y=0.05")
    alive = drawn(*sets, "satellite.vital_m2=0", "satellite.random_loss_per_y=0.05").independent.lives.alive_frac[:, -1]
    n, p = round(run.deployment.n_sat), 0.99 * math.exp(-0.05 * 59.5 / 12.0)
    # a standard deviation of 2,000 draws is good to 1/sqrt(4,000) = 1.6 %, five of which are 8 %
    assert alive.std() == pytest.approx(math.sqrt(p * (1.0 - p) / n), rel=0.08)
    assert alive.mean() == pytest.approx(p, abs=RARE * math.sqrt(p * (1.0 - p) / n / 2000))


def test_trays_spread_four_times_as_far_in_variance() -> None:
    sets = ("satellite.random_loss_per_y=0", "satellite.dead_on_arrival_frac=0", "satellite.vital_m2=0")
    one = drawn(*sets, "accelerator.permanent_loss_per_y=0.04", "accelerator.tray_accelerators=1").independent
    four = drawn(
        *sets, "accelerator.permanent_loss_per_y=0.01", "satellite.reliability.accelerators_per_failure=4"
    ).independent
    assert one.expected_alive_frac == pytest.approx(four.expected_alive_frac, rel=1e-9)
    variance = [spread.lives.alive_frac[:, 40].var() for spread in (one, four)]
    # a variance of 2,000 draws is good to sqrt(2/2,000) = 3 %, the ratio to 4.5 %, five of which are 22 %
    assert variance[1] / variance[0] == pytest.approx(4.0, rel=0.22)


def test_failed_launches_are_flown_again_and_paid() -> None:
    """n p/(1 - p) of them on average, n p/(1 - p)^2 in variance; each costs a launch with all on board."""
    run, found = run_with("launch.failure_frac=0.2"), drawn("launch.failure_frac=0.2").independent
    n = round(run.deployment.launches)
    failed = found.lives.failed_launches
    assert found.expected_failed_launches == pytest.approx(0.25 * n)
    assert failed.var() == pytest.approx(n * 0.2 / 0.64, rel=0.16)  # five times sqrt(2/2,000)
    usd = found.usd_per_pflop_hour * pv_flop(run, found) / FLOP_PER_PFLOP_HOUR
    each = run.orbit.cost.pv_by_what["launch loss"] / (0.25 * n)
    assert usd - usd[0] == pytest.approx(each * (failed - failed[0]), abs=1e-6 * usd[0])
    insured = drawn("launch.risk=insurance").independent
    usd = insured.usd_per_pflop_hour * pv_flop(run_with("launch.risk=insurance"), insured)
    assert np.ptp(usd) <= 1e-9 * usd[0]  # the insurer bears it


def test_spares_in_orbit_narrow_the_spread_while_they_last() -> None:
    sets = ("fleet.spares_frac=0.2", "accelerator.permanent_loss_per_y=0", "fleet.factory_ramp_months=0")
    found = drawn(*sets).independent.lives
    assert (found.alive_frac[:, 12] == 1.0).all()  # 20 % spare against 2 % lost
    few = drawn("fleet.spares_frac=0.03", "accelerator.permanent_loss_per_y=0").independent
    # where they are used up a mean of minima lies below the minimum of the means, by up to 0.4 of the spread of a
    # cohort, s/sqrt(2 pi) for a normal one (cohorts share no spares)
    gap = few.expected_alive_frac - few.lives.alive_frac.mean(axis=0)
    run = run_with("fleet.spares_frac=0.03", "accelerator.permanent_loss_per_y=0")
    spread = math.sqrt(0.06 * 0.94 / odds_of(run.mission, run.deployment).sizes.min())  # 1 % on arrival, 5 % later
    assert 0.0 < gap.max() < 0.4 * spread
    assert gap.min() > -RARE * few.lives.alive_frac.std() / math.sqrt(2000)


def test_the_same_seed_gives_the_same_bits_and_another_other_ones() -> None:
    run = run_with()
    odds = odds_of(run.mission, run.deployment)
    one, same, other = (draw(odds, 50, seed, common_causes=True) for seed in (7, 7, 8))
    assert one.flop.tobytes() == same.flop.tobytes()
    assert one.alive_frac.tobytes() == same.alive_frac.tobytes()
    assert (one.failed_launches == same.failed_launches).all()
    assert (one.flop != other.flop).any()
    assert drawn().seed == 1
    assert reliability(run, 1).seed == run.scenario.seed


def test_defective_batches_follow_one_another_into_service() -> None:
    run = run_with("satellite.reliability.batch_satellites=7", "satellite.reliability.batch_defect_frac=0.3")
    odds = odds_of(run.mission, run.deployment)
    bad = defective(odds, 400, np.random.default_rng(3))
    assert bad.shape == (400, odds.sizes.size)
    assert (bad >= 0).all()
    assert (bad <= odds.sizes).all()
    whole = bad.sum(axis=1)
    last = int(odds.sizes.sum()) % 7  # the last batch may not be whole
    assert set((whole % 7).tolist()) <= {0, last}
    assert whole.mean() == pytest.approx(0.3 * odds.sizes.sum(), rel=0.1)


@pytest.mark.parametrize("draws", [0, -3, 100_001])
def test_a_number_of_draws_that_cannot_be_drawn(draws: int) -> None:
    with pytest.raises(ScenarioError) as caught:
        reliability(run_with(), draws)
    assert [problem.path for problem in caught.value.problems] == ["draws"]


def test_progress_is_told_and_may_interrupt() -> None:
    told: list[tuple[int, int]] = []
    reliability(run_with(), 20, 0, lambda done, total: told.append((done, total)))
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1][0] == told[-1][1] == 2 * 20 * 60

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reliability(run_with(), 20, 0, stop)


def test_the_answer_is_one_plain_document(tmp_path: Path) -> None:
    found = drawn()
    answer = json.loads(json.dumps(answer_of(found), allow_nan=False))
    assert answer["draws"] == 2000
    for key, spread in (("independent", found.independent), ("with_common_causes", found.with_common_causes)):
        part: dict[str, Any] = answer[key]
        for numbers in (part["usd_per_pflop_hour"], part["ratio_like_for_like"], part["delivered_flop"]):
            assert numbers["p5"] <= numbers["p50"] <= numbers["p95"]
        assert len(part["years"]) == len(year_rows(spread)) == math.ceil(spread.expected_flop.size / 12)
    folder = save_histories(found, answer, tmp_path)
    assert {path.name for path in folder.iterdir()} == {
        "reliability.json",
        "reliability_years.csv",
        "reliability_draws.csv",
    }
    assert json.loads((folder / "reliability.json").read_text(encoding="utf-8")) == answer
    assert len((folder / "reliability_draws.csv").read_text(encoding="utf-8").splitlines()) == 1 + 2 * 2000


def test_a_notebook_reads_it_in_three_lines() -> None:
    found = orbitdc.reliability(run_with(), 50)
    lines = str(found).splitlines()
    assert lines[0] == "ai1_vs_colossus: 50 histories, USD per PFLOP-hour"
    middle = np.quantile(found.independent.usd_per_pflop_hour, 0.5, method="inverted_cdf")
    assert lines[1].startswith("independent         P5 ")
    assert f"P50 {middle:.3f}" in lines[1]
    assert lines[2].startswith("with common causes  P5 ")


def test_launches_that_never_fail_cost_the_same_in_every_draw() -> None:
    found = drawn("launch.failure_frac=0").independent
    assert not found.lives.failed_launches.any()
    assert found.expected_failed_launches == 0.0


def test_satellites_that_come_down_deliver_nothing_more() -> None:
    sets = ("satellite.drag.altitude=decaying", "fleet.shells.0.altitude_km=450")
    run, found = run_with(*sets), drawn(*sets, draws=50).independent
    last = math.ceil(run.mission.environment.reentry_y() * 12.0) + int(odds_of(run.mission, run.deployment).starts[-1])
    assert last < found.lives.flop.shape[1]
    assert not found.lives.flop[:, last:].any()
    assert found.lives.flop[:, 0].all()
