"""Monte Carlo: the distributions, the draws, and what is said of them."""

from __future__ import annotations

import json
import math
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path
from statistics import NormalDist

import numpy as np
import numpy.typing as npt
import pytest
from scipy import stats

import orbitdc as odc
from orbitdc.errors import ScenarioError
from orbitdc.scenario.distributions import Distribution
from orbitdc.study.draws import BLOCK, uniform
from orbitdc.study.montecarlo import MonteCarlo, correlation_matrix, montecarlo, quantiles_of
from orbitdc.study.point import DRAWN, FULL, outcome
from orbitdc.study.ranges import Range, draws_of, ranges_of

SHORT = ["mission.life_y=1", "numerics.phases_marched=4"]
LAUNCH = "launch.price_usd_per_kg"
CHECK = Path(__file__).resolve().parents[3] / "shared" / "reference" / "montecarlo_check.json"


def test_shapes_are_those_of_scipy() -> None:
    q = np.linspace(0.01, 0.99, 21)
    made = Range("a", 3.0, 1.0, 9.0, "triangular", "estimate")
    assert made.at(q) == pytest.approx(stats.triang.ppf(q, 0.25, loc=1.0, scale=8.0), rel=1e-12)
    wide = Range("a", 10.0, 1.0, 1000.0, "log-triangular", "estimate")
    logs = stats.triang.ppf(q, 1.0 / 3.0, loc=0.0, scale=math.log(1000.0))
    assert wide.at(q) == pytest.approx(np.exp(logs), rel=1e-12)
    assert Range("a", 1.0, 1.0, 9.0, "uniform", "estimate").at(q) == pytest.approx(1.0 + 8.0 * q)


def test_a_lognormal_has_its_percentiles() -> None:
    given = Distribution("lognormal", (900.0, 0.5))
    drawn = Range(LAUNCH, 900.0, 0.0, 1e9, "lognormal", "stated", given).at(uniform(1, 4096, (1, 0), "sobol")[:, 0])
    for share in (0.05, 0.5, 0.95):
        exact = 900.0 * math.exp(0.5 * NormalDist().inv_cdf(share))
        # 4,096 Sobol points resolve a share of probability to 1/4,096, which is 0.2 % of the value here.
        assert np.quantile(drawn, share) == pytest.approx(exact, rel=3e-3)


def test_a_cut_distribution_is_drawn_inside_its_cut() -> None:
    cut = Distribution("normal", (1.0, 1.0), low=0.5, high=1.5)
    q = np.array([0.001, 0.5, 0.999])
    exact = stats.truncnorm.ppf(q, -0.5, 0.5, loc=1.0, scale=1.0)
    assert [cut.quantile(float(x)) for x in q] == pytest.approx(exact.tolist(), rel=1e-9)


def test_choices_and_the_question_are_not_drawn() -> None:
    paths = {one.path for one in ranges_of(odc.load("ai1_vs_colossus"))}
    assert {LAUNCH, "satellite.solar_array.price_usd_per_w", "ground.pue_annual"} <= paths
    assert not {"mission.life_y", "numerics.step_s", "satellite.radiator.area_m2", "satellite.link.terminals"} & paths


def test_a_copula_gives_the_correlation_asked_for() -> None:
    found = [Range(name, 0.5, 0.0, 1.0, "uniform", "estimate") for name in "ab"]
    matrix = correlation_matrix(found, {"a,b": 0.6})
    drawn = draws_of(found, uniform(2, 8192, (3, 0), "sobol"), matrix)
    # Spearman's of a Gaussian copula is 6/pi asin(r/2) (Kruskal 1958); 8,192 points leave an error of 0.01.
    assert stats.spearmanr(*drawn.T).statistic == pytest.approx(6.0 / math.pi * math.asin(0.3), abs=0.01)


@pytest.mark.parametrize(
    "correlate", [{"a,b": -0.9, "a,c": 0.9, "b,c": 0.9}, {"a,b": 1.0}, {"a,x": 0.3}, {"nobody": 0.3}]
)
def test_correlations_that_cannot_be_are_refused(correlate: dict[str, float]) -> None:
    found = [Range(name, 0.5, 0.0, 1.0, "uniform", "estimate") for name in "abc"]
    with pytest.raises(ScenarioError):
        correlation_matrix(found, correlate)


def test_sampling_errors_cover_the_truth() -> None:
    # Of 200 studies of 8 sequences each, the interval of two errors (7 degrees of freedom) holds the median of a
    # product of lognormals in about 91 %; 160 is four standard deviations of the count below.
    exact, held = 1.0, 0
    for study in range(200):
        drawn = [stats.norm.ppf(uniform(4, BLOCK, (study, k), "latin")) for k in range(8)]
        middle = quantiles_of(np.exp(np.concatenate(drawn)).prod(axis=1))["p50"]
        assert middle["value"] is not None
        assert middle["error"] is not None
        held += abs(middle["value"] - exact) <= 2.0 * middle["error"]
    assert held >= 160


def test_percentiles_are_those_of_scipy_and_lie_about_the_exact_ones() -> None:
    """A lognormal, of 16 sequences: P5, P10, P50, P90 and P95 by its empirical distribution, and by its exact one."""
    drawn = np.exp(np.concatenate([stats.norm.ppf(uniform(1, BLOCK, (7, k), "latin"))[:, 0] for k in range(16)]))
    found, below = quantiles_of(drawn), stats.ecdf(drawn).cdf
    assert list(found) == ["p5", "p10", "p50", "p90", "p95"]
    for name, quantile in found.items():
        share, value, error = int(name[1:]) / 100.0, quantile["value"], quantile["error"]
        assert value is not None
        assert error is not None
        # the least draw that so many are not above
        assert below.evaluate(np.nextafter(value, 0.0)) < share <= below.evaluate(value)
        exact, next_one = (float(stats.lognorm.ppf(part, 1.0)) for part in (share, share + 1.0 / BLOCK))
        assert abs(value - exact) <= 4.0 * error + next_one - exact  # four errors, and one stratum of a sequence


def test_no_spread_is_the_scenario_to_the_last_digit() -> None:
    scenario = odc.load("ai1_vs_colossus", SHORT)
    drawn = montecarlo(scenario, draws=3, spread=0.0, jobs=1)
    exact = outcome(scenario)["ratio_like_for_like"]
    assert drawn.ratios.tolist() == [exact] * 3
    assert drawn.quantiles()["p95"]["value"] == drawn.central["ratio_like_for_like"] == exact


def test_draws_lie_within_their_stated_error_of_a_march_of_every_day() -> None:
    # 2e-3 is the stated error of a draw, see notebooks/evidence/representative_days.py; its sign is either.
    scenario = odc.load("ai1_vs_colossus", ["mission.life_y=1", "numerics.phases_marched=4"])
    some, every = (montecarlo(scenario, draws=6, seed=7, resolution=one, jobs=1) for one in (DRAWN, FULL))
    assert some.ratios == pytest.approx(every.ratios, rel=2e-3)
    assert some.ratios.mean() == pytest.approx(every.ratios.mean(), rel=5e-4)
    assert some.rows.column("verdict") == every.rows.column("verdict")
    assert some.central["ratio_like_for_like"] == outcome(scenario)["ratio_like_for_like"]


def test_the_same_seed_gives_the_same_bits_for_any_number_of_processes() -> None:
    scenario = odc.load("ai1_vs_colossus", SHORT)
    keys = [LAUNCH, "satellite.solar_array", "money"]
    one, other = (montecarlo(scenario, draws=26, seed=5, only=keys, jobs=jobs) for jobs in (1, 2))
    assert one.rows == other.rows
    assert montecarlo(scenario, draws=4, seed=6, only=keys, jobs=1).rows != one.rows[:4]


def test_the_drawn_value_is_the_one_used_and_dearer_launches_raise_the_ratio() -> None:
    scenario = odc.load("ai1_vs_colossus", SHORT)
    drawn = montecarlo(scenario, draws=16, seed=2, only=[LAUNCH], jobs=1)
    point = drawn.points[3]
    changed = scenario.replace(point)
    assert {number.path: number.value for number in changed.numbers()}[LAUNCH] == point[LAUNCH]
    assert drawn.rows[3]["ratio_like_for_like"] == outcome(changed, DRAWN)["ratio_like_for_like"]
    assert drawn.rank_correlations[LAUNCH] == pytest.approx(1.0)  # it is alone, and the cost is linear in it
    assert drawn.plot()[1].get_xlim() == (-1.0, 1.0)
    rows = drawn.percentile_columns
    assert rows["percentile"] == pytest.approx([5.0, 10.0, 50.0, 90.0, 95.0])
    assert rows["ratio_like_for_like"] == [each["value"] for each in drawn.quantiles().values()]
    assert rows["ground_usd_per_pflop_hour_error"] == [None] * 5  # one sequence has no spread
    assert drawn.interval["ratio_p10"] <= drawn.interval["ratio_p50"] <= drawn.interval["ratio_p90"]


class Matrix:
    """Draws of inputs as a study holds them."""

    def __init__(self, drawn: npt.NDArray[np.float64]) -> None:
        self.drawn = drawn

    def __getitem__(self, part: slice) -> Matrix:
        return Matrix(self.drawn[part])

    def values(self) -> npt.NDArray[np.float64]:
        return self.drawn


def test_what_is_within_chance_is_not_said_to_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    # Of 200 studies of 30 inputs without effect on the ratio, 64 draws each, about 1 in 20 shows one beyond chance; 24
    # are four standard deviations more.
    rng, shown = np.random.default_rng(4), 0
    ranges = tuple(Range(f"a.{i}", 0.5, 0.0, 1.0, "uniform", "estimate") for i in range(30))
    monkeypatch.setattr(MonteCarlo, "_is_taken", np.ones(64, dtype=np.bool_))
    for _ in range(200):
        monkeypatch.setattr(MonteCarlo, "_ratios", rng.random(64))
        study = object.__new__(MonteCarlo)
        study.__dict__.update(ranges=ranges, points=Matrix(rng.random((64, 30))))
        shown += bool(study.followed)
    assert 0 < shown <= 24


def test_a_distribution_in_the_file_wins() -> None:
    scenario = odc.load("ai1_vs_colossus", [*SHORT, f"{LAUNCH}={{uniform: [200, 201]}}"])
    drawn = montecarlo(scenario, draws=8, seed=2, only=[LAUNCH], jobs=1)
    assert all(200.0 <= point[LAUNCH] <= 201.0 for point in drawn.points)


@pytest.mark.skipif(not CHECK.exists(), reason="needs the independent Monte Carlo check beside the repository")
def test_the_ranking_is_that_of_an_independent_study() -> None:
    ranking = json.loads(CHECK.read_text())["ranking_of_inputs"]
    drawn = montecarlo(odc.load("ai1_vs_colossus"), draws=96, seed=1, only=[
        LAUNCH, "satellite.solar_array.price_usd_per_w", "launch.reference_payload_kg", "launch.failure_frac",
        "accelerator.price_usd", "launch.volume_m3", "money.real_wacc_frac", "ground.electricity_usd_per_kwh",
    ])  # fmt: skip
    assert set(ranking[:2]) == {"array_usd_per_w", "launch_usd_per_kg"}
    first = list(drawn.rank_correlations)[:2]
    assert set(first) == {LAUNCH, "satellite.solar_array.price_usd_per_w"}


def test_processes_are_started_once_and_it_stops_where_the_median_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts of 32 draws here; the median of 64 draws of one price is known to a tenth, and never to a millionth."""
    started: list[int] = []

    def threads(jobs: int) -> Executor:
        started.append(jobs)
        return ThreadPoolExecutor(jobs)

    monkeypatch.setattr("orbitdc.study.execute.processes", threads)
    monkeypatch.setattr("orbitdc.study.montecarlo.BLOCK", 8)
    scenario = odc.load("ai1_vs_colossus", ["mission.life_y=0.2"])
    only = ["launch.price_usd_per_kg"]
    every = montecarlo(scenario, draws=96, seed=1, only=only, jobs=2, until=1e-6)
    assert (len(every.rows), started) == (96, [2])
    first = montecarlo(scenario, draws=96, seed=1, only=only, jobs=2, until=0.1)
    assert (len(first.rows), started) == (32, [2, 2])
    assert first.rows == every.rows[:32]
