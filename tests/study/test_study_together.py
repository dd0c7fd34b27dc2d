"""What must be true together: the point found is at parity, and its rules are held against closed forms."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.stats import triang

import orbitdc as odc
from orbitdc.errors import ScenarioError
from orbitdc.scenario.model import Scenario
from orbitdc.study.joint import least_move, shared_move, squares, to_zero
from orbitdc.study.point import outcome
from orbitdc.study.ranges import ranges_of, shaped
from orbitdc.study.together import Input, Together

KEYS = (
    "launch.price_usd_per_kg",
    "satellite.solar_array.price_usd_per_w",
    "satellite.board.premium_frac",
    "launch.failure_frac",
)
PULL = np.array([0.9, 0.5, 0.2, 0.1])  # of each input on a gap that is linear in all


@pytest.fixture(scope="module")
def dear() -> Scenario:
    # Electricity so dear that AI1 costs 1.1 times the ground and these four inputs bring it to parity.
    return odc.load(
        "ai1_vs_colossus", ["mission.life_y=1", "numerics.phases_marched=4", "ground.electricity_usd_per_kwh=9"]
    )


@pytest.fixture(scope="module")
def found(dear: Scenario) -> Together:
    return odc.what_must_be_true(dear, KEYS)


def linear(shares: tuple[float, ...]) -> float:
    return float(0.8 - PULL @ np.array(shares))


def test_every_change_is_at_parity(dear: Scenario, found: Together) -> None:
    assert len(found.changes) == 3
    for change in found.changes:
        point = dict(zip(KEYS, change.values, strict=True))
        assert outcome(dear.replace(point))["ratio_like_for_like"] == pytest.approx(1.0, abs=1e-6)
    shared, least, likely = found.changes
    assert len(set(shared.shares)) == 1
    assert least.distance <= shared.distance
    assert likely.joint >= max(shared.joint, least.joint)


def test_inputs_move_towards_orbit_within_their_ranges(found: Together) -> None:
    rows = found.table.set_index("key")
    assert rows["favourable_end"].tolist() == rows["low"].tolist()  # all four are cheaper or better when low
    assert rows["common_value"].between(rows["low"], rows["value"]).all()
    figure = found.plot().figure
    assert [text.get_text() for text in figure.axes[0].get_yticklabels()] == list(KEYS)


def test_the_same_share_is_the_ratio_of_what_is_missing_to_the_whole() -> None:
    found = shared_move(linear, 4)
    assert found == pytest.approx([0.8 / PULL.sum()] * 4, rel=1e-9)


def test_the_least_squares_are_those_of_a_straight_line() -> None:
    start = shared_move(linear, 4)
    assert start is not None
    found = least_move(linear, start, squares)
    # z = pull x 0.8 / |pull|^2, the point of a plane that is nearest to the origin; SLSQP ends within 1e-6 of the cost.
    assert found == pytest.approx(PULL * 0.8 / (PULL @ PULL), abs=2e-3)
    assert linear(found) == pytest.approx(0.0, abs=1e-9)


def test_the_most_plausible_change_has_equal_marginal_odds() -> None:
    def cost(shares: tuple[float, ...]) -> float:  # of triangular inputs at their modes: P = (1 - z)^2 times a constant
        return -2.0 * sum(math.log(max(1.0 - share, 1e-12)) for share in shares)

    start = shared_move(linear, 4)
    assert start is not None
    found = np.array(least_move(linear, start, cost))

    def moved(price: float) -> np.ndarray:  # where 1 / (1 - z) is the price times the pull, and z is 0 at least
        return np.maximum(1.0 - 1.0 / (price * PULL), 0.0)

    price = float(brentq(lambda p: 0.8 - PULL @ moved(p), 1.0, 100.0))
    assert found == pytest.approx(moved(price), abs=5e-3)


def test_an_input_that_acts_in_steps_stays_behind_its_step() -> None:
    def stepped(shares: tuple[float, ...]) -> float:
        return 1.0 - math.floor(4.0 * shares[0]) / 4.0 - 0.7 * shares[1]

    shares = shared_move(stepped, 2)
    assert shares is not None
    assert stepped(shares) == pytest.approx(0.0, abs=1e-9)
    assert to_zero(lambda z: 1.0 - 0.4 * z[0], (1.0,)) is None


@pytest.mark.parametrize(("end", "value"), [(0.01, 0.02), (0.09, 0.06), (0.01, 0.01)])
def test_plausibility_is_that_of_a_triangular_distribution(end: float, value: float) -> None:
    one = Input(shaped("accelerator.permanent_loss_per_y", 0.03, 0.01, 0.03 * 1.3, "estimate"), 0.03, end)
    law = triang((0.03 - 0.01) / 0.029, loc=0.01, scale=0.029)
    expected = law.sf(value) if end > 0.03 else law.cdf(value)
    assert one.plausibility(value) == pytest.approx(expected, abs=1e-12)


def test_plausibility_is_the_share_of_draws_of_a_monte_carlo_study() -> None:
    for range_ in ranges_of(odc.load("ai1_vs_colossus"), ["launch", "satellite.solar_array", "ground"]):
        quantiles = np.array([0.02, 0.3, 0.8])
        assert [range_.below(float(value)) for value in range_.at(quantiles)] == pytest.approx(quantiles, abs=1e-9)


def test_no_parity_at_all_ends_is_an_answer() -> None:
    scenario = odc.load("ai1_vs_colossus", ["mission.life_y=1", "numerics.phases_marched=4"])
    found = odc.what_must_be_true(scenario, KEYS)
    assert found.changes == ()
    assert found.ratio_at_ends is not None
    ends = dict(zip(KEYS, found.columns["favourable_end"], strict=True))
    assert outcome(scenario.replace(ends))["ratio_like_for_like"] == found.ratio_at_ends > 1.0
    assert f"{found.ratio_at_ends:.3f}" in found.reason
    assert list(found.table.columns) == ["key", "value", "low", "high", "favourable_end", "ratio_at_end_alone"]
    alone = outcome(scenario.replace({KEYS[1]: ends[KEYS[1]]}))["ratio_like_for_like"]
    assert found.columns["ratio_at_end_alone"][1] == alone


def test_a_named_input_without_a_range_is_refused_and_a_usual_one_left_out(dear: Scenario) -> None:
    for key in ("satellite.bus.price_usd_per_it_w", "money.budget_usd", "launch.prize"):
        with pytest.raises(ScenarioError):
            odc.what_must_be_true(dear, [key])
