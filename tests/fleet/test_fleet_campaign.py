"""The campaign against the central path of flights, arithmetic on failures, and integrals done by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import orbitdc
from orbitdc import catalog
from orbitdc.comparison.run import Run
from orbitdc.economics.cohorts import campaign_months
from orbitdc.fleet.campaign import Campaign, campaign, campaign_constraint
from orbitdc.report.headline import headline
from orbitdc.results.save import summary_of

RunOf = Callable[..., Run]
AI1 = "ai1_vs_colossus"
MONTH_DAYS = 365.25 / 12.0


def fielded(launches: float, satellites: float, **sets: Any) -> Campaign:
    changes = [f"{key.replace('__', '.')}={value}" for key, value in sets.items()]
    s = orbitdc.load(AI1, changes)
    return campaign(s.fleet, s.launch, launches, satellites)


@pytest.mark.parametrize(
    ("entry", "flights", "share"),
    [("starship_2028", 30.0, 0.1), ("starship_2030", 100.0, 0.3), ("starship_target", 500.0, 0.5)],
)
def test_a_fleet_gets_its_share_of_the_flights_of_the_central_path(entry: str, flights: float, share: float) -> None:
    """30, 100 and 500 flights in 2028, 2030 and 2035; 10, 30 and 50 % of their mass carries compute."""
    launcher = orbitdc.load(AI1, [f"launch.from={entry}"]).launch
    assert launcher.cadence()[0] == pytest.approx(flights * share, rel=1e-12)
    rows = catalog.entry("launchers", entry)
    for key in ("flights_per_y", "fleet_share_frac"):
        low, high = rows[key].low, rows[key].high
        assert low is not None
        assert high is not None
        assert low <= float(rows[key].value) < high  # 10 % is both the conservative and the central share of 2028


def test_the_growth_meets_the_path_at_its_nodes() -> None:
    """30 flights in 2028 at 49 % a year: 100 in 2030 within the path's spread, 500 in 2035 within 3 %."""
    launcher = orbitdc.load(AI1).launch
    after = [launcher.flights_per_y * (1.0 + launcher.flights_growth_per_y) ** years for years in (2, 7)]
    assert 40.0 < after[0] < 100.0  # conservative and central node; one rate for seven years passes below the central
    assert after[1] == pytest.approx(500.0, rel=0.03)  # the growth is rounded to a percent


def test_a_stated_cadence_takes_the_place_of_the_share() -> None:
    launcher = orbitdc.load(AI1, ["launch.launches_per_y=300", "launch.launches_growth_per_y=0.2"]).launch
    assert launcher.cadence() == (300.0, 0.2, np.inf)


def test_a_factory_that_is_stated_above_the_greatest_rate_keeps_it() -> None:
    found = fielded(1.0, 5e4, fleet__factory_satellites_per_y=1e5, fleet__factory_ramp_months=0, launch__failure_frac=0)
    assert found.factory_months == pytest.approx(12.0 * 5e4 / 1e5, rel=1e-12)


def test_a_growing_factory_makes_what_its_rate_adds_up_to() -> None:
    """The rate of every hour of a two-year ramp and of growth at 60 % a year up to 3,000 a year, added up."""
    sets = {"fleet__factory_satellites_per_y": 600, "fleet__factory_growth_per_y": 0.6, "launch__failure_frac": 0}
    sets |= {"fleet__factory_most_satellites_per_y": 3000, "fleet__factory_ramp_months": 24}
    hours = np.arange(0.5, 8 * 8766) / 8766.0
    rate = np.where(hours < 2.0, 600.0 * hours / 2.0, np.minimum(600.0 * 1.6 ** (hours - 2.0), 3000.0))
    made = np.cumsum(rate) / 8766.0
    for units in (200.0, 2000.0, 9000.0):
        found = fielded(1.0, units, **sets)
        assert found.factory_months == pytest.approx(
            12.0 * np.interp(units, made, hours), rel=1e-4
        )  # an hour in a year
        assert found.limited_by == "factory"
        assert len(found.shares) == np.ceil(found.factory_months - 1e-9)


def test_without_failures_a_campaign_is_launches_over_cadence() -> None:
    found = fielded(500.0, 1e4, launch__launches_per_y=100, launch__failure_frac=0, fleet__factory_satellites_per_y=1e6)
    assert found.launch_months == pytest.approx(60.0, rel=1e-12)
    assert found.shares == pytest.approx(np.full(60, 1.0 / 60.0), rel=1e-12)
    assert found.limited_by == "launches"


def test_failed_launches_are_flown_again_and_ground_the_launcher() -> None:
    """400 fly for 380 that succeed at 5 %: 20 failures of 15 days at 100 a year."""
    sets = {"launch__launches_per_y": 100, "launch__failure_frac": 0.05, "launch__stand_down_days": 15}
    found = fielded(380.0, 8360.0, **sets, fleet__factory_satellites_per_y=1e6)
    assert found.stand_down_months == pytest.approx(20.0 * 15.0 / MONTH_DAYS, rel=1e-12)
    assert found.launch_months == pytest.approx(48.0 + 300.0 / MONTH_DAYS, rel=1e-12)


def test_the_slower_of_launches_and_factory_sets_the_pace() -> None:
    sets = {"launch__launches_per_y": 100, "launch__failure_frac": 0, "fleet__ramp_months": 6}
    sets |= {"fleet__factory_ramp_months": 0}
    factory = fielded(100.0, 2200.0, **sets, fleet__factory_satellites_per_y=550)
    assert (factory.limited_by, factory.months) == ("factory", pytest.approx(48.0, rel=1e-12))
    launches = fielded(100.0, 2200.0, **sets, fleet__factory_satellites_per_y=1e4)
    assert (launches.limited_by, launches.months) == ("launches", pytest.approx(12.0, rel=1e-12))
    wished = fielded(100.0, 2200.0, **(sets | {"fleet__ramp_months": 36}), fleet__factory_satellites_per_y=1e4)
    assert (wished.limited_by, wished.shares.size) == ("ramp", 36)


@pytest.mark.parametrize("factory_ramp_months", [0, 30])
def test_at_a_growing_cadence_each_satellite_waits_for_launch_and_factory(factory_ramp_months: int) -> None:
    """Cumulated by hand: the n-th satellite enters when the later of the two has reached it."""
    sets = {"launch__launches_per_y": 20, "launch__launches_growth_per_y": 1, "launch__failure_frac": 0}
    sets |= {"fleet__factory_ramp_months": factory_ramp_months}
    found = fielded(200.0, 4000.0, **sets, fleet__factory_satellites_per_y=1200, fleet__ramp_months=1)
    n = np.linspace(0.0, 1.0, 100_001)
    flights = np.array([campaign_months(200.0 * part, 20.0, 1.0) for part in n[::100]])
    # The factory by small steps of time: 100 satellites a month once it is up, evenly more until then.
    time = np.linspace(0.0, 80.0, 800_001)
    rate = 100.0 * (np.minimum(time / factory_ramp_months, 1.0) if factory_ramp_months else np.ones(time.size))
    made = np.concatenate([[0.0], np.cumsum(0.5 * (rate[1:] + rate[:-1]) * np.diff(time))])
    when = np.maximum(np.interp(n, n[::100], flights), np.interp(4000.0 * n, made, time))
    by_month = [np.mean((when > month) & (when <= month + 1)) for month in range(found.shares.size)]
    # Curves of 481 and 1,001 points; that of a factory that starts from nothing is steep at first.
    assert found.shares == pytest.approx(by_month, abs=6e-4 if factory_ramp_months else 2e-4)
    assert found.shares[0] < found.shares[12] < found.shares[-2]


def test_the_remedy_of_a_slow_campaign_ends_it_within_the_life() -> None:
    slow = fielded(800.0, 1.7e4, launch__launches_per_y=100, fleet__factory_satellites_per_y=1e5)
    said = campaign_constraint(slow, 5.0)
    assert said.margin is not None
    assert said.margin < 0.0
    enough = said.remedy.split(":")[1].split()[0]
    mended = fielded(800.0, 1.7e4, launch__launches_per_y=enough, fleet__factory_satellites_per_y=1e5)
    assert mended.months <= 60.0
    slow = fielded(800.0, 1.7e4, launch__launches_per_y=1000)
    said = campaign_constraint(slow, 4.0)
    assert said.remedy.startswith("fleet.factory_satellites_per_y: ")
    enough = said.remedy.split(":")[1].split()[0]
    assert fielded(800.0, 1.7e4, launch__launches_per_y=1000, fleet__factory_satellites_per_y=enough).months <= 48.0


def test_the_remedy_of_a_slow_factory_counts_its_ramp() -> None:
    for ramp, life_y in ((24, 5.0), (96, 5.0)):  # a factory that is up in time, and one that never is
        sets = {"launch__launches_per_y": 1000, "fleet__factory_ramp_months": ramp}
        said = campaign_constraint(fielded(800.0, 1.7e4, **sets, fleet__factory_satellites_per_y=1000), life_y)
        enough = float(said.remedy.split(":")[1].split()[0])
        assert fielded(800.0, 1.7e4, **sets, fleet__factory_satellites_per_y=enough).months <= 60.0
        assert fielded(800.0, 1.7e4, **sets, fleet__factory_satellites_per_y=0.98 * enough).months > 60.0


def test_a_fleet_of_a_run_is_fielded_by_its_campaign(run_of: RunOf) -> None:
    run = run_of(AI1, "launch.stand_down_days=15")
    made = run.deployment
    flown = made.launches / (1.0 - 0.05)
    down = (flown - made.launches) * 15.0 / MONTH_DAYS
    assert made.launches == pytest.approx(made.n_sat / made.manifest.per_launch, rel=1e-12)
    assert made.campaign.months == pytest.approx(12.0 * flown / 100.0 + down, rel=1e-12)
    assert made.ramp_months == max(12.0, made.campaign.months)


def test_text_and_summary_say_what_sets_the_pace(run_of: RunOf) -> None:
    summary = summary_of(run_of(AI1, "launch.launches_per_y=1000000", "fleet.factory_satellites_per_y=3640"))
    assert summary["orbit"]["campaign_limited_by"] == "factory"
    assert "the factory sets the pace" in dict(headline(summary))["launch campaign"]
    slow = summary_of(run_of(AI1, "launch.launches_per_y=null"))
    assert slow["orbit"]["campaign_limited_by"] == "launches"
    assert slow["orbit"]["launches_per_year_available"] == pytest.approx(3.0)
    assert any("moves the cost of compute little" in note for note in slow["notes"])


def test_the_pace_moves_capacity_and_profit_more_than_the_ratio(run_of: RunOf) -> None:
    """Each satellite serves its own life, so that ten times the launches leave the cost nearly as it was."""
    quick, slow = (
        run_of(AI1, f"launch.launches_per_y={cadence}", "fleet.factory_satellites_per_y=1e6", "launch.failure_frac=0")
        for cadence in (1000, 100)
    )
    assert quick.ratio_like_for_like is not None
    assert slow.ratio_like_for_like == pytest.approx(quick.ratio_like_for_like, rel=0.02)
    first = [summary_of(run)["orbit"]["capacity"]["first_year_pflop_per_s"] for run in (quick, slow)]
    assert first[0] > 4.0 * first[1]  # 12 months of ramp against more than 60
    # a fleet that loses money at market rents loses less of it where it is bought later: by 12 %, of 2 % in the ratio
    moved = slow.npv["orbit"].npv_usd / quick.npv["orbit"].npv_usd - 1.0
    assert abs(moved) > 2.0 * abs(slow.ratio_like_for_like / quick.ratio_like_for_like - 1.0)


def test_satellites_on_one_node_and_the_way_between_them(run_of: RunOf) -> None:
    """10,230 satellites on one dawn-dusk orbit at 600 km stand 2 pi 6,978 km/10,230 = 4.3 km apart."""
    shells = "fleet.shells=[{label: dawn, altitude_km: 600, ltan_h: 6, planes: 1, satellites_per_plane: 10230}]"
    found = summary_of(run_of(AI1, "fleet.size=as_given", shells))
    network = found["orbit"]["network"]
    assert network["satellites_on_node"] == pytest.approx(10230.0, rel=1e-9)
    assert round(network["node_spacing_km"], 1) == 4.3
    assert network["node_spacing_frac"] == pytest.approx(network["node_spacing_km"] / 25.0 - 1.0, rel=1e-12)
    assert any("stand 4.3 km apart" in note for note in found["notes"])
    assert "closer than the least spacing" in dict(headline(found))["satellites on one orbit"]


def test_planes_at_nodes_of_their_own_are_apart(run_of: RunOf) -> None:
    """Starlink's first shell: 22 satellites a plane at 550 km, 1,978 km along the orbit."""
    shells = (
        "fleet.shells=[{label: first, altitude_km: 550, inclination_deg: 53, planes: 72, satellites_per_plane: 22}]"
    )
    found = summary_of(run_of("starlink_compute_shell", "fleet.size=as_given", shells))
    assert found["orbit"]["network"]["node_spacing_km"] == pytest.approx(2.0 * np.pi * 6928.137 / 22.0, rel=1e-6)
    assert not any("share one orbit" in note for note in found["notes"])
