"""A remedy is simulated before it is offered: taken together its changes make the design close, and none is idle."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

import orbitdc
from orbitdc.comparison.pricing import fleet_size
from orbitdc.comparison.run import Run, simulate
from orbitdc.economics.cohorts import launched_by
from orbitdc.report.headline import headline, verdict_sentence
from orbitdc.results.save import summary_of
from orbitdc.satellite.constraint import CLOSES, OVERWEIGHT, UNFINISHED
from orbitdc.simulation.remedies import NOT_NEEDED, SimulatedRemedy, change_of, changed, simulated_remedy

RunOf = Callable[..., Run]
AI1, SHELL = "ai1_vs_colossus", "starlink_compute_shell"
BROKEN = {
    "overweight": (AI1, ()),
    "hot": (AI1, ("satellite.radiator.area_m2=60",)),
    "no battery": (AI1, ("satellite.battery.capacity_kwh=0",)),
    "not launched": (AI1, ("satellite.envelope_m3=900",)),
    "a small battery at 53 degrees": (SHELL, ("satellite.battery.capacity_kwh=10",)),
}


def remedy_of(run: Run) -> SimulatedRemedy:
    site = run.ground.side
    return simulated_remedy(run.mission.scenario, run.verdict, satellites=lambda mission: fleet_size(mission, site)[0])


def as_sets(changes: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(f"{path}={value}" for path, value in changes.items())


@pytest.mark.parametrize("case", BROKEN)
def test_every_change_of_a_remedy_is_needed_and_all_of_them_are_enough(run_of: RunOf, case: str) -> None:
    name, sets = BROKEN[case]
    run = run_of(name, *sets)
    found = remedy_of(run)
    assert found.reason == ""
    assert run_of(name, *sets, *as_sets(found.changes)).verdict.verdict == CLOSES
    for path in found.changes:
        fewer = {other: value for other, value in found.changes.items() if other != path}
        assert run_of(name, *sets, *as_sets(fewer)).verdict.verdict != CLOSES, path


def test_ai1_is_not_told_to_weigh_what_it_weighs_and_no_more(run_of: RunOf) -> None:
    """Launched at the mass of its parts it is dry or too hot: that change alone is no remedy."""
    run = run_of(AI1)
    assert run.verdict.verdict == OVERWEIGHT
    assert run_of(AI1, "satellite.launched_mass=bottom_up").verdict.verdict != CLOSES
    found = remedy_of(run)
    assert found.changes["satellite.launched_mass"] == "bottom_up"
    assert len(found.changes) > 1


def test_what_nothing_lifts_is_said_and_nothing_is_offered(run_of: RunOf) -> None:
    """A stage heavier than its payload has no field that a satellite's designer could set."""
    run = run_of(AI1, "satellite.announced_mass_kg=250000")
    found = remedy_of(run)
    assert dict(found.changes) == {}
    assert found.text == ""
    assert "250,000 kg" in found.reason or "launcher" in found.reason


def test_a_design_that_closes_needs_none(run_of: RunOf, closing: tuple[str, ...]) -> None:
    run = run_of(AI1, *closing)
    assert remedy_of(run) is NOT_NEEDED


def test_a_run_offers_what_was_simulated_and_its_summary_says_so() -> None:
    short = ("mission.service_date=2028-05-20", "numerics.window_days=40", "numerics.phases_marched=4")
    run = orbitdc.simulate(orbitdc.load(AI1, short))
    summary = run.summary["orbit"]
    changes = {change["key"]: change["value"] for change in summary["remedy_changes"]}
    assert changes == dict(run.remedy.changes) != {}
    assert summary["remedy"] == run.remedy.text
    assert "remedy_reason" not in summary
    plain = summary_of(simulate(orbitdc.load(AI1, short)))["orbit"]  # without the search
    assert (plain["remedy"], plain["remedy_changes"]) == (None, [])
    assert plain["remedy_reason"] == "no remedy was searched for"


def test_the_ratio_at_the_mass_of_the_parts_is_that_of_a_launch_at_their_mass(run_of: RunOf) -> None:
    """The fleet's flight is not repeated for it: a heavier satellite keeps its orbit with more thrust, 0.3 % here."""
    run = run_of(AI1)
    heavy = run_of(AI1, "satellite.launched_mass=bottom_up")
    assert run.overweight
    assert run.ratio_at_parts_mass == pytest.approx(heavy.ratio_like_for_like, rel=0.003)
    assert heavy.ratio_at_parts_mass == pytest.approx(heavy.ratio_like_for_like, rel=1e-12)
    assert not heavy.overweight
    rows = dict(headline(summary_of(run)))
    assert rows["at the mass of its parts"].endswith("cannot be bought at the price above")
    assert f"{run.ratio_at_parts_mass:.2f} at the mass of its parts" in repr(run)
    assert "at the mass of its parts" in verdict_sentence(summary_of(run))
    for summary in (summary_of(heavy), summary_of(run_of(AI1, "satellite.envelope_m3=900"))):
        assert "at the mass of its parts" not in dict(headline(summary))


def test_a_change_reaches_a_shell_of_the_list() -> None:
    scenario = orbitdc.load(AI1)
    path, value = change_of("fleet.shells.0.altitude_km: 700 or more") or ("", 0)
    shells = changed(scenario, {path: value}).fleet.shells
    assert shells is not None
    assert shells[0].altitude_km == 700.0


def test_a_launch_site_is_changed_whole() -> None:
    """A site is an entry of the catalogue: its latitude and its corridors go together."""
    scenario = orbitdc.load("ai1_vs_colossus")
    moved = changed(scenario, {"launch.sites.0.from": "kourou"})
    assert moved.launch.sites[0] == orbitdc.load("ai1_vs_colossus", ["launch.sites=[{from: kourou}]"]).launch.sites[0]


def test_a_sized_fleet_that_is_never_whole_is_so_when_launches_are_many_enough() -> None:
    """Ten satellites a launch: 870 launches take 298 months at three a year that grow, and fit five years at 294."""
    sets = ["numerics.phases_marched=2", "launch.launches_per_y=null"]
    run = simulate(orbitdc.load("sized_ai1", sets))
    flown = run.deployment.campaign.flown
    first, growth, most = run.mission.scenario.launch.cadence()
    within_life = launched_by(5.0, first, growth, most)
    assert within_life < flown  # by the integral of the cadence, stand-downs left out in favour of the fleet
    assert run.verdict.verdict == UNFINISHED
    found = remedy_of(run)
    assert list(found.changes) == ["launch.launches_per_y"]
    again = simulate(orbitdc.load("sized_ai1", [*sets, *as_sets(found.changes)]))
    assert again.verdict.verdict == CLOSES
    assert again.deployment.campaign.months <= 60.0
