"""When units enter service: dated phases of a site against its published timeline, launches against their cadence."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.integrate import quad

import orbitdc
from orbitdc import catalog
from orbitdc.comparison.pricing import price
from orbitdc.comparison.run import Run, simulate
from orbitdc.economics.cohorts import by_calendar, campaign_months, launched_by, linear
from orbitdc.economics.learning_curve import LaunchLearning, PathOfPrice, generation_factors, price_factors
from orbitdc.errors import ScenarioError
from orbitdc.scenario.model import Scenario
from orbitdc.site.cost import ground_side
from orbitdc.site.phase import BuildUp, fills, shares_of_power

RunOf = Callable[..., Run]
TIMELINES = Path(__file__).resolve().parents[3] / "shared" / "data" / "colossus_timelines.csv"
SHORT = ("numerics.window_days=2", "numerics.planes_marched=1", "numerics.phases_marched=1")
COLOSSUS_1 = ("ground.from=colossus_1", "ground.build_up.from=colossus_1")


def timeline(site: str) -> list[dict[str, str]]:
    if not TIMELINES.is_file():
        pytest.skip("reference data absent: no shared/data/colossus_timelines.csv beside the checkout")
    lines = [line for line in TIMELINES.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return [row for row in csv.DictReader(lines) if row["Data center"] == site]


def loaded(*sets: str) -> Scenario:
    return orbitdc.load("ai1_vs_colossus", [*SHORT, *sets])


def plan_of(name: str) -> BuildUp:
    plan = loaded(f"ground.from={name}", f"ground.build_up.from={name}").ground.build_up
    assert plan is not None
    return plan


@pytest.mark.parametrize(
    ("name", "title", "dates"),
    [
        ("colossus_1", "xAI Colossus 1", ("2024-08-11", "2024-09-02", "2025-02-17", "2025-07-22")),
        ("colossus_2", "xAI Colossus 2", ("2025-10-19",)),
    ],
)
def test_phases_add_up_to_the_published_timeline(name: str, title: str, dates: tuple[str, ...]) -> None:
    plan, rows = plan_of(name), {row["Date"]: row for row in timeline(title)}
    h100 = float(catalog.table("accelerators")["h100"]["dense_fp8_pflop_per_s"].value)
    for date in dates:
        here = [p for p in plan.phases if p.date <= dt.date.fromisoformat(date)]
        equivalents = sum(p.count * (p.accelerator.dense_fp8_pflop_per_s or 0.0) for p in here) / h100
        assert equivalents == pytest.approx(float(rows[date]["H100 equivalents"]), rel=1e-5), date  # printed to 1
        # facility power of the timeline over IT power here is a peak ratio; the source gives 1.20 to 1.40
        it_mw = sum(p.count * p.accelerator.allin_w for p in here) * 1e-6
        assert 1.2 < float(rows[date]["Power (MW)"]) / it_mw < 1.4, date


@pytest.mark.parametrize(
    ("name", "count", "it_mw"),
    [("colossus_1", 230_000, 340.0), ("colossus_2", 440_000, 946.0), ("stargate_abilene", 403_200, 843.0)],
)
def test_all_phases_hold_what_the_site_holds(name: str, count: int, it_mw: float) -> None:
    """GPUs as counted by the source; IT power by all-in watts, rounded to 3 digits there: within 3 %."""
    plan = plan_of(name)
    assert sum(phase.count for phase in plan.phases) == count
    assert sum(p.count * p.accelerator.allin_w for p in plan.phases) == pytest.approx(it_mw * 1e6, rel=0.03)


def test_colossus_1_rises_in_the_months_of_its_timeline() -> None:
    """34.75, 104.25, 139 and 64.5 MW after 0, 1, 6 and 11 months."""
    shares = shares_of_power(loaded(*COLOSSUS_1).ground)
    assert np.flatnonzero(shares).tolist() == [0, 1, 6, 11]
    assert shares[[0, 1, 6, 11]] == pytest.approx(np.array([34.75, 104.25, 139.0, 64.5]) / 342.5, rel=1e-12)


def test_flop_and_money_follow_the_phases() -> None:
    scenario = loaded(*COLOSSUS_1, "money.real_wacc_frac=0")
    args = (scenario.accelerator, scenario.workload, scenario.money, 5.0)
    dated = ground_side(scenario.ground, *args)
    even = ground_side(scenario.ground.model_copy(update={"build_up": None, "ramp_months": 1.0}), *args)
    assert dated.flop_by_month[[0, 6, 11, 59]] / even.flop_by_month[0] == pytest.approx(
        np.array([34.75, 278.0, 342.5, 342.5]) / 342.5, rel=1e-12
    )
    assert dated.flop_by_month.sum() == pytest.approx(even.flop_by_month.sum(), rel=1e-12)
    late, at_once = price(dated).cost, price(even).cost
    assert late.pv_usd == pytest.approx(at_once.pv_usd, rel=1e-12)  # at no interest the date of a payment is nothing


def test_one_phase_is_no_ramp() -> None:
    scenario = loaded(*COLOSSUS_1, "ground.power.from=mobile_gas_turbines", "ground.power.fuel.escalation_per_y=0.02")
    plan = scenario.ground.build_up
    assert plan is not None
    alone = plan.model_copy(update={"phases": plan.phases[:1]})
    args = (scenario.accelerator, scenario.workload, scenario.money, 5.0)
    dated = ground_side(scenario.ground.model_copy(update={"build_up": alone}), *args)
    even = ground_side(scenario.ground.model_copy(update={"build_up": None, "ramp_months": 1.0}), *args)
    assert price(dated).cost.pv_usd == pytest.approx(price(even).cost.pv_usd, rel=1e-14)


def test_a_mix_costs_and_delivers_what_its_types_do() -> None:
    """Each type alone, at its own dates, adds up: the ledger has no economies of scale."""
    scenario = loaded(*COLOSSUS_1, "ground.build_up.silicon=own")
    plan = scenario.ground.build_up
    assert plan is not None
    rest = (scenario.workload, scenario.money, 5.0)
    whole = ground_side(scenario.ground, scenario.accelerator, *rest)
    assert whole.accelerators == 230_000
    usd, flop, first = 0.0, 0.0, plan.phases[0].date
    for phase in plan.phases:
        own = plan.model_copy(update={"phases": (phase,)})
        side = ground_side(scenario.ground.model_copy(update={"build_up": own}), scenario.accelerator, *rest)
        months = round((phase.date - first).days / (365.25 / 12))
        usd += price(side).cost.pv_usd / (1.0 + side.capital.terms.real_wacc_frac) ** (months / 12)
        flop += side.flop_by_month.sum()
    assert price(whole).cost.pv_usd == pytest.approx(usd, rel=1e-12)
    assert whole.flop_by_month.sum() == pytest.approx(flop, rel=1e-12)


def test_own_silicon_is_a_named_departure() -> None:
    run = simulate(loaded(*COLOSSUS_1, "ground.build_up.silicon=own"))
    from orbitdc.results.save import summary_of

    summary = summary_of(run)
    named = "the site keeps its own accelerators, the fleet carries the shared one (ground.build_up.silicon)"
    assert any(told.startswith(f"{named}: ") for told in summary["departures"])  # with its effect
    held: dict[str, Any] = summary["ground"]["build_up"]
    assert held["months_to_full"] == 11
    cohorts = {one["accelerator"]: one["accelerators"] for one in held["cohorts"]}
    assert cohorts == {"H100 SXM5": 150_000, "H200 SXM": 50_000, "GB200 NVL72, per GPU": 30_000}


def test_phases_that_cannot_run_the_precision_are_refused() -> None:
    sets = [*COLOSSUS_1, "ground.build_up.silicon=own", "workload.precision=fp4"]
    with pytest.raises(ScenarioError, match=r"ground\.build_up\.phases\.0: H100 SXM5 does not run fp4 natively"):
        loaded(*sets)
    assert fills(loaded(*sets[:2], "workload.precision=fp4").ground, loaded().accelerator)  # shared silicon does


# -- launches ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("first", "growth", "most"), [(25.0, 0.46, np.inf), (25.0, 1.0, 160.0), (100.0, 0.3, 100.0)])
def test_launches_are_the_integral_of_a_growing_cadence(first: float, growth: float, most: float) -> None:
    kink = [np.log(most / first) / np.log1p(growth)] if first < most < np.inf else None
    for years in (0.3, 2.0, 7.0):
        flown, _ = quad(lambda t: min(first * (1 + growth) ** t, most), 0.0, years, points=kink, epsrel=1e-12)
        assert launched_by(years, first, growth, most) == pytest.approx(flown, rel=1e-10)
        assert campaign_months(flown, first, growth, most) == pytest.approx(12 * years, rel=1e-10)


def test_an_even_campaign_enters_in_equal_parts() -> None:
    assert by_calendar(np.array([0.0, 6.0]), np.array([0.0, 1.0])) == pytest.approx(linear(6.0), rel=1e-12)


def test_a_long_campaign_is_gathered_in_cohorts() -> None:
    shares = by_calendar(np.array([0.0, 420.0, 440.5]), np.array([0.0, 0.5, 1.0]))
    assert 60 < np.count_nonzero(shares) <= 120
    assert shares.sum() == pytest.approx(1.0, rel=1e-12)


# -- learning ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("months", [1, 12, 60])
def test_a_fleet_pays_wrights_law_over_what_it_flies(months: int) -> None:
    """The sum over the campaign is the integral of P0 (M/M0)^-b, however it is cut (T. P. Wright 1936)."""
    path = PathOfPrice(label="path", rate_frac=0.2, decline_per_y=0.0, floor_frac=0.0)
    factors = price_factors(path, 3460.0, 0.0, 9000.0, linear(months))
    paid, _ = quad(lambda mass: (mass / 3460.0) ** np.log2(0.8), 3460.0, 12460.0)
    assert float(factors @ linear(months)) * 9000.0 == pytest.approx(paid, rel=1e-10)


def test_the_mass_of_others_teaches_too() -> None:
    path = PathOfPrice(label="path", rate_frac=0.2, decline_per_y=0.0, floor_frac=0.0)
    factors = price_factors(path, 1000.0, 1000.0, 1e-9, linear(37))
    assert factors[[12, 36]] == pytest.approx([0.8, 0.64], rel=1e-9)  # one doubling in a year, two in three


def test_prices_fall_with_the_date_to_a_floor() -> None:
    """The central path of the price scenarios: 900 USD/kg in 2028, 450 in 2030, 200 in 2035."""
    rows = catalog.table("launch_learning")["path_central"]
    path = PathOfPrice(
        label="path",
        rate_frac=0.0,
        decline_per_y=float(rows["decline_per_y"].value),
        floor_frac=float(rows["floor_frac"].value),
    )
    prices = 900.0 * price_factors(path, 1.0, 0.0, 1.0, linear(241))
    assert prices[84] == pytest.approx(200.0, rel=1e-3)
    assert prices[24] == pytest.approx(450.0, rel=0.31)  # the path falls faster at first than a steady rate
    assert prices[240] == pytest.approx(120.0, rel=3e-3)  # its last value


def test_the_launch_bill_is_the_learned_one(run_of: RunOf) -> None:
    stated = run_of("ai1_vs_colossus", *SHORT)
    learned = run_of("ai1_vs_colossus", *SHORT, "launch.learning.from=wright", "launch.learning.others_t_per_y=0")
    flown_t = stated.deployment.n_sat * stated.deployment.launched_kg * 1e-3  # no spares
    mean, _ = quad(lambda mass: (mass / 3460.0) ** np.log2(0.8), 3460.0, 3460.0 + flown_t)
    bills = [run.orbit.cost.capex_usd["launch"] for run in (learned, stated)]
    assert bills[0] / bills[1] == pytest.approx(mean / flown_t, rel=1e-9)
    # cohorts of one price are summed together, and those of a learned price one by one
    assert learned.orbit.cost.capex_usd["it"] == pytest.approx(stated.orbit.cost.capex_usd["it"], rel=1e-14)


def test_break_even_prices_hold_where_prices_fall(run_of: RunOf) -> None:
    sets = (*SHORT, "satellite.bus.price_usd_per_it_w=1", "satellite.launched_mass=announced", "fleet.nre_usd=0")
    sets += ("launch.learning.from=wright", "money.boundary=without_it", "ground.facility_usd_per_it_w=40")
    run = run_of("ai1_vs_colossus", *sets)
    assert run.launch.value is not None
    even = run_of("ai1_vs_colossus", *sets, f"launch.price_usd_per_kg={run.launch.value!r}")
    assert even.ratio_like_for_like == pytest.approx(1.0, rel=1e-9)


def test_each_part_learns_at_its_own_rate(run_of: RunOf) -> None:
    """Array at 20 %, terminals at 25 %, all else at 15 %: each part costs the integral of its own law (Wright 1936)."""
    sets = ("satellite.learning.from=by_subsystem", "satellite.learning.links_rate_frac=0.25", "fleet.spares_frac=0")
    stated, learned = run_of("ai1_vs_colossus", *SHORT), run_of("ai1_vs_colossus", *SHORT, *sets)
    built, so_far = stated.deployment.n_sat, 1000.0
    bills = [run.orbit.cost.capex_usd for run in (learned, stated)]
    for part, rate in (("array", 0.2), ("links", 0.25), ("radiator", 0.15), ("avionics", 0.15)):
        b = np.log2(1.0 - rate)
        mean, _ = quad(lambda units, b=b: max(0.3, (units / so_far) ** b), so_far, so_far + built)
        # The floor acts on the mean of a month's cohort, of which the last is the largest: 1e-3 of the bill.
        assert bills[0][f"bus: {part}"] / bills[1][f"bus: {part}"] == pytest.approx(mean / built, rel=1e-3), part
    alike = run_of("ai1_vs_colossus", *SHORT, "satellite.learning.from=aerospace")
    own = [f"satellite.learning.{part}_rate_frac=0.15" for part in ("array", "radiator", "links")]
    assert run_of("ai1_vs_colossus", *SHORT, "satellite.learning.from=aerospace", *own).orbit.cost == alike.orbit.cost


def test_later_generations_go_on_along_the_curve() -> None:
    """Three generations of one unit each, the first unit made when service begins: doublings, one after another."""
    wright = LaunchLearning(
        label="wright", rate_frac=0.2, decline_per_y=0.0, floor_frac=0.0, flown_t=1.0, others_t_per_y=0.0
    )
    found = generation_factors(wright, 1.0, np.ones(1), [0, 60, 120])[:, 0]
    expected = [quad(lambda mass: mass ** np.log2(0.8), at, at + 1.0)[0] for at in (1.0, 2.0, 3.0)]
    assert found == pytest.approx(expected, rel=1e-12)
    falling = generation_factors(wright, 1.0, np.ones(1), [0, 60, 120], 0.1)[:, 0]
    assert falling == pytest.approx(np.array(expected) * 0.9 ** np.array([0.0, 5.0, 10.0]), rel=1e-12)
