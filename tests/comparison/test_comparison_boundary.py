"""Three boundaries of one comparison: the same fleet and site, ever fewer prices inside."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from orbitdc.comparison.boundary import MEANING
from orbitdc.comparison.run import Run
from orbitdc.results.save import summary_of

RunOf = Callable[..., Run]
AI1, SHELL = "ai1_vs_colossus", "starlink_compute_shell"


def by_line(run: Run, side: str) -> dict[str, float]:
    """Levelized cost of each line in USD per PFLOP-hour, summed by name."""
    cost = {"orbit": run.orbit, "ground": run.ground}[side].cost
    assert cost.usd_per_pflop_hour is not None
    share = cost.usd_per_pflop_hour / sum(cost.pv_by_what.values())
    return {what: usd * share for what, usd in cost.pv_by_what.items()}


@pytest.mark.parametrize("name", [AI1, SHELL])
def test_inside_boundaries_hold_less_and_less(run_of: RunOf, name: str) -> None:
    run = run_of(name)
    assert list(run.bounded) == list(MEANING) == ["full", "without_it", "power_alone"]
    for side in ("orbit", "ground"):
        costs = [getattr(each, f"{side}_usd_per_pflop_hour") for each in run.bounded.values()]
        assert costs == sorted(costs, reverse=True)
        assert costs[-1] > 0.0
    assert run.bounded["full"].ratio == run.ratio_like_for_like  # to the last bit


def test_without_accelerators_nothing_that_follows_their_price_is_left(run_of: RunOf) -> None:
    run, free = run_of(AI1), run_of(AI1, "accelerator.price_usd=1e-9")
    found = run.bounded["without_it"]
    assert found.orbit_usd_per_pflop_hour == pytest.approx(free.orbit.cost.usd_per_pflop_hour, rel=1e-9)
    assert found.ground_usd_per_pflop_hour == pytest.approx(free.ground.cost.usd_per_pflop_hour, rel=1e-9)


def test_power_alone_is_launch_against_the_power_bill(run_of: RunOf) -> None:
    run = run_of(AI1)
    found = run.bounded["power_alone"]
    assert found.ground_usd_per_pflop_hour == pytest.approx(by_line(run, "ground")["energy"], rel=1e-9)
    loss = 0.05 / 0.95  # of Starship in 2028: what a failed launch adds
    launch = by_line(run, "orbit")["launch"] * (1.0 + loss)
    assert run.scenario.launch.failure_frac == 0.05
    assert found.orbit_usd_per_pflop_hour == pytest.approx(launch, rel=1e-9)


@pytest.mark.parametrize("boundary", ["without_it", "power_alone"])
def test_the_switch_moves_the_headline_and_names_it(run_of: RunOf, boundary: str) -> None:
    run, switched = run_of(AI1), run_of(AI1, f"money.boundary={boundary}")
    summary = summary_of(switched)
    assert summary["boundary"] == boundary
    assert summary["ratio_like_for_like"] == run.bounded[boundary].ratio
    assert summary["boundaries"]["full"]["ratio"] == run.ratio_like_for_like  # what the others would say
    assert switched.mission.integrated.day("clock").tolist() == run.mission.integrated.day("clock").tolist()


def test_each_boundary_says_what_a_kilowatt_hour_of_it_costs(run_of: Callable[..., Run]) -> None:
    run = run_of("ai1_vs_colossus")
    for name, each in run.bounded.items():
        for side, per_kwh, per_hour in (
            (run.orbit.side, each.orbit_usd_per_it_kwh, each.orbit_usd_per_pflop_hour),
            (run.ground.side, each.ground_usd_per_it_kwh, each.ground_usd_per_pflop_hour),
        ):
            pflop_hours = float(side.flop_by_month.sum()) / 3.6e18
            assert per_kwh == pytest.approx(per_hour * pflop_hours / side.it_kwh, rel=1e-12), name
    # On the ground the boundary of power alone is the tariff times PUE, whenever it is paid.
    ground = run.scenario.ground
    tariff = ground.electricity_usd_per_kwh * ground.pue_annual
    assert run.bounded["power_alone"].ground_usd_per_it_kwh == pytest.approx(tariff, rel=1e-9)


def test_no_ratio_is_told_to_a_cost_below_nothing(run_of: RunOf) -> None:
    """A plant that is drawn on debt of 7 % for ten years and serves one, discounted at what equity asks for."""
    years = ("mission.life_y=1", "money.financing.debt_term_months=12", "money.ground.financing.debt_term_months=12")
    owned = ("money.ground.capital.from=neocloud", "money.ground.financing.from=colocation_spv")
    cheap = ("ground.power.from=nuclear_new", "money.financing.from=spacex_notes", "numerics.window_days=1")
    run = run_of(AI1, *cheap, *owned, *years)
    found = run.bounded["power_alone"]
    assert found.ground_usd_per_pflop_hour is not None
    assert found.ground_usd_per_pflop_hour < 0.0
    assert found.ratio is None
    assert found.ratio_capex is not None
    told = summary_of(run)["boundaries"]["power_alone"]
    assert told["ratio_reason"] == "one side costs nothing within the boundary"
    assert "ratio_capex_reason" not in told
    assert run.ratio_like_for_like is not None  # everything together costs something
