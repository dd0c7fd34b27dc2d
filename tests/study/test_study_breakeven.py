"""Break-evens: roots against algebra and against the closed forms of a run, and what stands where there is none."""

from __future__ import annotations

import math

import numpy as np
import pytest

import orbitdc as odc
from orbitdc.errors import ScenarioError
from orbitdc.ledger import solve_linear
from orbitdc.scenario.model import Scenario
from orbitdc.study.against import against_each
from orbitdc.study.crossings import crossing, crossings
from orbitdc.study.limits import limits, limits_of
from orbitdc.study.point import FULL, QUICK, KnownMarches, outcome

PRICE, CHIP = "launch.price_usd_per_kg", "accelerator.price_usd"
# Electricity so dear that a launch, a satellite and an accelerator have prices at which both sides cost the same.
DEAR = ["mission.life_y=1", "numerics.phases_marched=4", "ground.electricity_usd_per_kwh=10"]


@pytest.fixture(scope="module")
def dear() -> Scenario:
    return odc.load("ai1_vs_colossus", DEAR)


def test_the_closed_forms_of_a_run_are_found(dear: Scenario) -> None:
    run = odc.simulate(dear)
    launch = odc.breakeven(dear, PRICE, 100.0, 3000.0, count=3, resolution=FULL).sites[0].crossings
    bus = odc.breakeven(dear, "satellite.bus.price_usd_per_it_w", 1.0, 60.0, count=3, resolution=FULL)
    assert run.launch.value is not None
    assert run.bus.value is not None
    # Both come from the same march; a root is narrowed until the logarithm of the ratio is below 1e-10.
    assert [one.value for one in launch] == [pytest.approx(run.launch.value, rel=1e-6)]
    assert [one.value for one in bus.sites[0].crossings] == [pytest.approx(run.bus.value, rel=1e-6)]
    assert launch[0].rises  # orbit is cheaper below the price


def test_a_price_on_both_sides_is_where_two_straight_lines_cross(dear: Scenario) -> None:
    known = KnownMarches()
    rows = [outcome(dear.replace({CHIP: usd}), QUICK, known) for usd in (10_000.0, 30_000.0, 70_000.0)]
    orbit, ground = (np.array([row[f"{side}_usd_per_pflop_hour"] for row in rows]) for side in ("orbit", "ground"))
    for line in (orbit, ground):  # linear in the price, whatever else it pays for
        assert (line[2] - line[1]) / (line[1] - line[0]) == pytest.approx(2.0, rel=1e-9)
    slopes = (orbit[1] - orbit[0]) / 20_000.0, (ground[1] - ground[0]) / 20_000.0
    assert min(slopes) > 0.0  # both sides buy it
    expected = 10_000.0 + (ground[0] - orbit[0]) / (slopes[0] - slopes[1])
    found = odc.breakeven(dear, CHIP, 5_000.0, 200_000.0, count=4)
    assert [one.value for one in found.sites[0].crossings] == [pytest.approx(expected, rel=1e-7)]
    assert found.table["value"][0] == pytest.approx(expected, rel=1e-7)
    there = outcome(dear.replace({CHIP: found.sites[0].crossings[0].value}))
    assert there["ratio_like_for_like"] == pytest.approx(1.0, abs=1e-9)


def test_a_root_is_that_of_a_straight_line() -> None:
    def cost(usd: float) -> float:
        return 500.0 + 100.0 * usd

    root = crossing(lambda usd: math.log(cost(usd) / 2500.0), 1.0, 1000.0)
    assert root.value == pytest.approx(solve_linear(cost, 2500.0), rel=1e-9)


def test_every_root_of_a_polynomial_is_found() -> None:
    roots = [0.11, 0.42, 0.44, 0.93]  # two of them between neighbours of the values looked at
    polynomial = np.poly1d(np.poly(roots))
    values = np.linspace(0.0, 1.0, 11).tolist()
    found = crossings(lambda x: float(polynomial(x)), values, [float(polynomial(x)) for x in values])
    assert [one.value for one in found] == pytest.approx(roots, abs=1e-6)
    assert [one.rises for one in found] == [False, True, False, True]


def test_a_leap_over_parity_is_told_as_one() -> None:
    root = crossing(lambda x: 0.25 - 0.5 * math.floor(x), 0.5, 1.7)
    assert root.jumps
    assert root.value == pytest.approx(1.0, abs=1e-12)
    assert (root.before, root.after) == (0.25, -0.25)


def test_without_a_root_both_ends_and_the_nearer_one_are_told() -> None:
    scenario = odc.load("ai1_vs_colossus", DEAR[:2])
    (at,) = odc.breakeven(scenario, PRICE, count=2).sites
    assert at.crossings == ()
    assert at.nearer_end == 400.0  # the lower end of the catalogue's range: dearer launches cost orbit alone
    assert at.ratios == [outcome(scenario.replace({PRICE: usd}))["ratio_like_for_like"] for usd in (400.0, 2500.0)]


def test_the_catalogue_says_where_to_look(dear: Scenario) -> None:
    row = odc.load("ai1_vs_colossus").source.origin(PRICE).row
    assert row is not None
    stated = dear.replace({PRICE: 123.0})  # a stated number keeps the range of the row whose place it takes
    for scenario in (dear, stated):
        over = limits(scenario, "price_usd_per_kg" if scenario is stated else PRICE)
        assert (over.low, over.high, over.origin) == (row.low, row.high, "launchers/starship_2028")


def test_what_vary_takes(dear: Scenario) -> None:
    asked = limits_of(dear, f"{PRICE}=20:2000:5log")
    assert np.diff(np.log(asked.values(25))) == pytest.approx([math.log(100.0) / 4] * 4, rel=1e-9)
    assert limits_of(dear, f"{PRICE}=20:2000").log  # ends so far apart are looked at by factors
    assert not limits_of(dear, f"{PRICE}=200:2000").log
    for text in ("", "x=", f"{PRICE}=1", f"{PRICE}=5:4", f"{PRICE}=0:5log", f"{PRICE}=1:5:1", "planes=1:4", "seed=1:4"):
        with pytest.raises(ScenarioError):
            limits_of(dear, text)


def test_other_sites_keep_everything_but_the_site(dear: Scenario) -> None:
    each = against_each(dear, ["stargate_abilene", "sites/colossus_1"])
    assert [one.ground.label for one in each.values()] == list(each)
    for one in each.values():
        assert (one.accelerator, one.workload, one.money, one.satellite) == (
            dear.accelerator,
            dear.workload,
            dear.money,
            dear.satellite,
        )
    assert each["Colossus 1, Memphis"].ground == odc.load("sites/colossus_1").ground
    with pytest.raises(ScenarioError):
        against_each(dear, ["colosus_1"])


def test_each_site_has_its_own_break_even_on_one_march(dear: Scenario) -> None:
    found = odc.breakeven(dear, PRICE, 100.0, 3000.0, count=3, against=["stargate_abilene"])
    assert found.table["site"].tolist()[0] == "Colossus 2, Memphis and Southaven"
    other = dear.replace({"ground.from": "stargate_abilene"})
    alone = odc.breakeven(other, PRICE, 100.0, 3000.0, count=3).sites[0]
    assert found.sites[1].crossings == alone.crossings
    figure = found.plot().figure
    assert PRICE in figure.axes[0].get_xlabel()


def test_a_key_that_moves_neither_cost_is_refused(dear: Scenario) -> None:
    with pytest.raises(ScenarioError) as caught:
        odc.breakeven(dear, "money.budget_usd", 1e9, 2e9, count=2)
    assert caught.value.problems[0].path == "money.budget_usd"
