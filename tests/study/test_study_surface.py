"""Surfaces: interpolated values against evaluated ones, the contour against its equation, and what is evaluated."""

from __future__ import annotations

import numpy as np
import pytest

import orbitdc as odc
from orbitdc.errors import ScenarioError
from orbitdc.scenario.model import Scenario
from orbitdc.study.interpolation import fitted, nodes
from orbitdc.study.limits import Limits
from orbitdc.study.point import QUICK, KnownMarches, outcome

PRICE, CHIP, BUS = "launch.price_usd_per_kg", "accelerator.price_usd", "satellite.bus.price_usd_per_it_w"
WACC, TAX = "money.real_wacc_frac", "money.tax_frac"
DEAR = ["mission.life_y=1", "numerics.phases_marched=4", "ground.electricity_usd_per_kwh=10"]


@pytest.fixture(scope="module")
def dear() -> Scenario:
    return odc.load("ai1_vs_colossus", DEAR)


def evaluated(scenario: Scenario, points: list[dict[str, float]]) -> np.ndarray:
    known = KnownMarches()
    return np.array([outcome(scenario.replace(point), QUICK, known)["ratio_like_for_like"] for point in points])


def test_two_prices_follow_from_the_corners(dear: Scenario) -> None:
    found = odc.parity_surface(dear, {PRICE: (50.0, 3000.0), BUS: (1.0, 40.0)})
    assert (found.method, found.evaluated, found.ratios.shape) == ("multilinear", 12, (60, 60))
    draw = np.random.default_rng(1)
    for i, j in draw.integers(0, 60, (4, 2)):
        point = {PRICE: found.first_values[i], BUS: found.second_values[j]}
        # Both costs agree with evaluations at twelve points to 1e-9, and sums of thousands of payments to about 1e-13.
        assert evaluated(dear, [point])[0] == pytest.approx(found.ratios[i, j], rel=1e-9)


def test_the_contour_of_two_prices_is_its_equation(dear: Scenario) -> None:
    found = odc.parity_surface(dear, {PRICE: (50.0, 3000.0), BUS: (1.0, 40.0)})
    (a, b), (c, d) = found.orbit[::59, ::59]
    x, y = (np.array(found.columns[key]) for key in (PRICE, BUS))
    s, ground = (x - 50.0) / 2950.0, float(found.ground[0, 0])
    # orbit = (1 - s)(1 - t) a + (1 - s) t b + s (1 - t) c + s t d is the ground's cost, solved for t
    t = (ground - (1.0 - s) * a - s * c) / ((1.0 - s) * (b - a) + s * (d - c))
    assert len(y) > 10
    assert y == pytest.approx(1.0 + 39.0 * t, rel=1e-8)
    ends = [{PRICE: x[i], BUS: y[i]} for i in (0, len(x) // 2, -1)]
    assert evaluated(dear, ends) == pytest.approx(1.0, abs=1e-8)
    assert set(found.columns["orbit_cheaper"]) == {f"at {BUS} below"}
    assert found.plot().figure.axes[0].get_xlabel().startswith(BUS)


def test_rates_are_interpolated_where_evaluations_confirm_it(dear: Scenario) -> None:
    found = odc.parity_surface(dear, [Limits(WACC, 0.04, 0.09, 9), Limits(CHIP, 3e4, 1e5, 7)])
    assert found.method == "Chebyshev"
    assert found.error <= 1e-9
    draw = np.random.default_rng(2)
    for i, j in zip(draw.integers(0, 9, 3), draw.integers(0, 7, 3), strict=True):
        point = {WACC: found.first_values[i], CHIP: found.second_values[j]}
        assert evaluated(dear, [point])[0] == pytest.approx(found.ratios[i, j], rel=1e-8)


def test_what_is_not_smooth_is_evaluated_at_every_point() -> None:
    scenario = odc.load("ai1_bottom_up_mass", DEAR)
    altitude, power = "fleet.shells.0.altitude_km", "satellite.solar_array.specific_power_w_per_kg"
    over = [Limits(power, 59.0, 189.0, 3), Limits(altitude, 500.0, 700.0, 2)]
    found = odc.parity_surface(scenario, over, jobs=1)
    assert (found.method, found.evaluated) == ("every point evaluated", 6)
    grid = found.grid
    points = [{power: a, altitude: b} for a, b in zip(grid[power], grid[altitude], strict=True)]
    # The ratio of the printed costs is that of the costs of a FLOP but for the last digit.
    assert evaluated(scenario, points) == pytest.approx(np.array(grid["ratio_like_for_like"]), rel=1e-15)


def test_life_and_the_cost_of_capital(dear: Scenario) -> None:
    found = odc.parity_surface(dear, [Limits("mission.life_y", 1.0, 1.5, 2), Limits(WACC, 0.02, 0.45, 3)], jobs=1)
    assert found.method == "every point evaluated"  # a longer life is another march
    pairs = [dict(zip((found.first.key, found.second.key), (p.first, p.second), strict=True)) for p in found.pairs]
    assert pairs
    assert evaluated(dear, pairs) == pytest.approx(np.ones(len(pairs)), abs=1e-6)


def test_a_kink_between_the_nodes_is_not_smoothed_over() -> None:
    def bent(places: object) -> np.ndarray:
        return np.array([[1.0 + max(x - 0.37, 0.0) * y] for x, y in places])

    assert fitted(bent, (0.0, 1.0), (1.0, 2.0)) is None


def test_smooth_functions_need_few_places() -> None:
    count = [0]

    def rate(places: object) -> np.ndarray:
        values = [[(1.0 + x) ** -5 * y, (1.0 + x) ** -3] for x, y in places]
        count[0] += len(values)
        return np.array(values)

    fit = fitted(rate, (0.02, 0.15), (10.0, 3000.0))
    assert fit is not None
    assert fit.places == count[0] < 60
    x, y = np.linspace(0.02, 0.15, 31), np.linspace(10.0, 3000.0, 5)
    exact = ((1.0 + x) ** -5)[:, None] * y
    assert fit(x, y)[:, :, 0] == pytest.approx(exact, rel=1e-9)


def test_nodes_of_twice_the_degree_hold_those_of_the_degree() -> None:
    assert set(nodes(0.1, 7.0, 8)) <= set(nodes(0.1, 7.0, 16))


def test_one_key_twice_and_a_key_without_effect_are_refused(dear: Scenario) -> None:
    for over in ([PRICE, "price_usd_per_kg"], [PRICE]):
        with pytest.raises(ScenarioError):
            odc.parity_surface(dear, over)
    with pytest.raises(ScenarioError) as caught:
        odc.parity_surface(dear, {PRICE: None, "money.budget_usd": (1e9, 2e9)})
    assert caught.value.problems[0].path == "money.budget_usd"
