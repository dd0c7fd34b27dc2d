"""The search for the best design: its rule, its optimum against a grid and a closed form, its seed, and its proof."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import orbitdc as odc
from orbitdc.errors import EnvironmentFault, ScenarioError
from orbitdc.study import best
from orbitdc.study.best import Rules
from orbitdc.study.execute import evaluate_points
from orbitdc.study.front import front, unbeaten
from orbitdc.study.optimize import as_scenario, optimize
from orbitdc.study.point import simulated
from orbitdc.study.variables import bounds_of, value_of, variables_of, varied

# A year at four phases: a fortieth of a second each. The fleet of a whole site takes longer to launch than such a life,
# which says nothing about the design, so that the length of the campaign is left out.
SHORT = ["mission.life_y=1", "numerics.phases_marched=2", "satellite.propulsion.propellant_kg=150"]
AREAS = {"satellite.radiator.area_m2": (90.0, 250.0), "satellite.solar_array.area_m2": (400.0, 900.0)}


def _row(usd: float | None, **limits: float) -> dict[str, Any]:
    return {"orbit_usd_per_pflop_hour": usd, "limits": limits}


def test_limits_come_before_the_objective() -> None:
    rules = Rules.asked("cost")
    rows = {
        "cheap and dry": _row(1.0, DRY=-0.3),
        "dear and nearly met": _row(9.0, DRY=-0.01),
        "dear and met": _row(8.0, DRY=0.0),
        "less dear and met": _row(7.0, DRY=2.0, OVERWEIGHT=0.1),
        "throttled": _row(6.0, DRY=0.1, THROTTLED=-0.5),
        "without cost": _row(None, DRY=1.0),
        "refused": {"orbit_usd_per_pflop_hour": None},
    }
    order = sorted(rows, key=lambda name: rules.rank(rows[name]))
    assert order[:5] == ["throttled", "less dear and met", "dear and met", "dear and nearly met", "cheap and dry"]
    assert rules.rank(rows["refused"])[0] == rules.rank(rows["without cost"])[0] == np.inf


def test_options_say_which_limits_are_kept() -> None:
    late, slow = _row(1.0, UNFINISHED=-0.5), _row(1.0, THROTTLED=-0.2, UNPROVEN=-0.4)
    assert Rules.asked("cost").shortfall(late) == 0.5
    assert Rules.asked("cost", any_campaign=True).shortfall(late) == 0.0
    assert Rules.asked("cost").shortfall(slow) == 0.0
    assert Rules.asked("cost", unthrottled=True).shortfall(slow) == 0.4
    assert Rules.asked("cost", margin_frac=0.25).shortfall(_row(1.0, DRY=0.05)) == pytest.approx(0.2)


def test_the_search_ends_on_the_limit_of_a_closed_form(monkeypatch: pytest.MonkeyPatch) -> None:
    """Least (x - 100)^2 + (y - 3)^2 with x at least 150: at x = 150 and y = 3, which no price of a breach can move."""

    def outcomes(scenario: Any, points: Any, **_: Any) -> list[dict[str, Any]]:
        pairs = [tuple(point.values()) for point in points]
        return [_row((x - 100.0) ** 2 + (y - 3.0) ** 2, DRY=x / 150.0 - 1.0) for x, y in pairs]

    monkeypatch.setattr(best, "evaluate_points", outcomes)
    scenario = odc.load("ai1_vs_colossus", SHORT)
    variables = varied(scenario, {"satellite.radiator.area_m2": (60.0, 300.0), "mission.life_y": (1.0, 9.0)})
    search = best.Search(scenario, variables, Rules.asked("cost"), 1, best.Resolution())
    first = best.population_of(variables, [best.Start("as given", (110.0, 1.0))], 16, 1)
    search.run(first, 120, 1e-6, 1)
    found = search.points[search.best()]
    # Six digits of a value are kept, and the search stops where the objectives agree to a millionth.
    assert found["satellite.radiator.area_m2"] == pytest.approx(150.0, rel=1e-4)
    assert found["mission.life_y"] == pytest.approx(3.0, abs=0.05)


def test_the_optimum_is_that_of_a_grid() -> None:
    scenario = odc.load("ai1_vs_colossus", SHORT)
    found = optimize(scenario, AREAS, any_campaign=True, generations=12, population=12, seed=3, jobs=1)
    n = 6
    axes = [np.linspace(*bounds, n) for bounds in AREAS.values()]
    points = [dict(zip(AREAS, pair, strict=True)) for pair in np.stack(np.meshgrid(*axes), -1).reshape(-1, 2).tolist()]
    rows = evaluate_points(found.scenario, points, jobs=1)
    cost = np.array([found.rules.value(r) if found.rules.shortfall(r) == 0.0 else np.inf for r in rows]).reshape(n, n)
    at = np.unravel_index(cost.argmin(), cost.shape)
    around = cost[max(at[0] - 1, 0) : at[0] + 2, max(at[1] - 1, 0) : at[1] + 2]
    cell = float(np.ptp(around[np.isfinite(around)]))  # the cost moves by no more within a cell of the grid
    reached = found.rules.value(found.rows[found.best])
    assert cost.min() - cell <= reached <= cost.min() + 1e-3 * cost.min()


def test_the_same_seed_gives_the_same_bits_for_one_process_and_two() -> None:
    scenario = odc.load("ai1_vs_colossus", SHORT)
    one, two = (
        optimize(scenario, AREAS, any_campaign=True, generations=1, population=12, seed=5, jobs=jobs) for jobs in (1, 2)
    )
    assert one.points == two.points
    assert one.rows == two.rows
    assert one.best == two.best


def test_ai1_costs_no_more_than_as_given_and_as_sized_and_its_proof_is_feasible(tmp_path: Path) -> None:
    scenario = odc.load("ai1_vs_colossus", [*SHORT, "satellite.propulsion.propellant_kg=50"])
    found = optimize(scenario, any_campaign=True, generations=2, population=8, seed=1, jobs=1)
    cost = found.rules.value(found.rows[found.best])
    assert set(found.starts) == {"as given", "sized", "sized, asleep in shadow"}
    for row in (found.rows[start] for start in found.starts.values()):
        assert found.rules.shortfall(row) > 0.0 or cost <= found.rules.value(row)
    assert found.feasible
    assert found.reason == ""
    # Representative days move the FLOP of a life by less than 1e-4, and two phases of a plane by as much again.
    # A day in 32 moves FLOP by less than 1e-4, and losses by heat, sampled on other days, by up to 1 %.
    assert found.rules.value(found.proof_row) == pytest.approx(cost, rel=5e-3)
    for path, value in found.points[found.best].items():  # the value that was used is the one that is stated
        assert value_of(found.optimal, path) == value
    assert found.optimal.satellite.launched_mass == "bottom_up"
    written = tmp_path / "best.yaml"
    written.write_text(as_scenario(found, str(scenario.source.path)))
    options = found.set_line().split("--set ")[1:]
    by_hand = odc.load("ai1_vs_colossus", [*SHORT, *(option.strip() for option in options)])
    again = odc.load(str(written), [option for option in SHORT if "phases" in option])
    for other in (by_hand, again):
        for path in found.changes:
            assert value_of(other, path) == value_of(found.optimal, path)
    assert len(found.table) == len(found.rows)
    assert found.plot().figure.axes[0].get_ylabel() == "USD per PFLOP-hour"


def test_a_fleet_that_no_launcher_can_field_in_time_is_told_apart_from_a_design_that_fails() -> None:
    scenario = odc.load("ai1_vs_colossus", SHORT)
    found = optimize(scenario, {"satellite.radiator.area_m2": (90.0, 250.0)}, generations=1, population=5, jobs=1)
    assert not found.feasible
    assert "campaign takes" in found.reason
    assert "--any-campaign" in found.reason
    least = max(found.rules.margin(row) for row in found.rows)  # the worst relative margin ranks what breaks a limit
    assert found.rules.margin(found.rows[found.best]) == least


def test_a_search_asks_for_more_reserve_until_a_proof_holds() -> None:
    """A battery that housekeeping alone wears out in a year: the least one that carries it is dead on a day between.

    Days that are skipped wear it as the day before does, so that cycles which deepen as it shrinks are counted short.
    """
    wearing = ["satellite.battery.reference_cycles=150", "satellite.eclipse_power_frac=0"]
    one = ["satellite.radiator.area_m2=205", "numerics.phases_marched=1"]
    scenario, battery = odc.load("ai1_vs_colossus", [*SHORT, *wearing, *one]), "satellite.battery.capacity_kwh"
    asked = {"any_campaign": True, "population": 5, "seed": 1, "jobs": 1, "resolution": best.Resolution(phases=1)}
    found = optimize(scenario, {battery: (1.0, 20.0)}, generations=6, **asked)
    (shortfall, _), least = min((found.rules.rank(row), number) for number, row in enumerate(found.rows))
    assert shortfall == 0.0  # representative days see nothing wrong with a smaller one
    assert found.points[found.best][battery] > found.points[least][battery]
    assert found.proofs > 1
    assert found.feasible
    # The reserve that was asked of the search is there, less what days between take, which the proof leaves above 0.
    asked_frac = found.tightened_frac["BROWNOUT"]
    assert found.rows[found.best]["limits"]["BROWNOUT"] >= asked_frac
    assert 0.0 <= found.proof_row["limits"]["BROWNOUT"] < found.rows[found.best]["limits"]["BROWNOUT"]


def test_an_optimum_beyond_the_life_that_was_shown_says_so_and_what_it_costs_within() -> None:
    scenario = odc.load("ai1_vs_colossus", [*SHORT, "satellite.reliability.design_life_y=0.75"])
    radiator = {"satellite.radiator.area_m2": (90.0, 250.0)}
    found = optimize(scenario, radiator, any_campaign=True, generations=1, population=5, jobs=1)
    shorter = found.optimal.replace({"mission.life_y": 0.75})
    (row,) = evaluate_points(shorter, [{}], jobs=1)
    assert found.unproven == (
        "life: satellites designed for 0.75 years are to serve 1, and wear out meanwhile; over 0.75 years the same "
        f"design comes to {row['orbit_usd_per_pflop_hour']:.4g} USD per PFLOP-hour"
    )
    assert replace(found, proof=simulated(shorter)).unproven == ""


def test_every_default_range_holds_the_given_value_and_is_accepted() -> None:
    for name in ("ai1_vs_colossus", "starlink_compute_shell", "suncatcher_cluster"):
        scenario = odc.load(name)
        for variable in variables_of(scenario):
            assert variable.low <= variable.given <= variable.high
            for end in (variable.low, variable.high):
                assert value_of(scenario.replace({variable.path: variable.value(end)}), variable.path) is not None


def test_a_stated_value_keeps_the_range_of_its_row() -> None:
    options = ["satellite.board.spare_accelerators=5", "mission.life_y=12"]
    found = {each.path: each for each in variables_of(odc.load("ai1_vs_colossus", options))}
    spare, life = found["satellite.board.spare_accelerators"], found["mission.life_y"]
    assert (spare.low, spare.high, spare.whole) == (0.0, 28.0, True)
    assert (life.low, life.high) == (4.0, 12.0)  # the range of the catalogue, and the stated life beyond it


def test_a_whole_number_stays_whole() -> None:
    scenario = odc.load("ai1_vs_colossus", SHORT)
    (spare,) = varied(scenario, bounds_of(["satellite.board.spare_accelerators=0:8"]))
    assert spare.whole
    assert spare.value(3.7) == 4


@pytest.mark.parametrize("options", [{"generations": 0}, {"population": 4}, {"margin": 1.0}, {"objective": "beauty"}])
def test_searches_that_cannot_be_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(ScenarioError):
        optimize(odc.load("ai1_vs_colossus", SHORT), AREAS, jobs=1, **options)


def test_a_front_is_beaten_by_no_design_that_was_tried() -> None:
    pytest.importorskip("pymoo", reason="fronts need pymoo, of the extra `studies`")
    scenario = odc.load("ai1_vs_colossus", SHORT)
    asked = {"any_campaign": True, "generations": 3, "population": 8, "seed": 2, "jobs": 1}
    found, again = (front(scenario, "mass", AREAS, **asked) for _ in range(2))
    assert found.points == again.points
    own = found.as_given
    assert not (
        found.costs[0] > own["orbit_usd_per_pflop_hour"] and found.others[0] > own["launched_kg"] * own["satellites"]
    )
    assert (np.diff(found.costs) > 0.0).all()
    assert (np.diff(found.others) < 0.0).all()
    assert found.plot().figure.axes[0].get_xlabel() == "kg launched"


def test_unbeaten_pairs_are_those_of_the_definition() -> None:
    pairs = [tuple(pair) for pair in np.random.default_rng(1).random((200, 2)).tolist()]
    by_definition = {
        i for i, one in enumerate(pairs) if not any(a <= one[0] and b <= one[1] and (a, b) != one for a, b in pairs)
    }
    assert set(unbeaten(pairs, [True] * 200)) == by_definition


def test_a_front_without_its_library_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("pymoo.algorithms.moo.nsga2", "pymoo"):
        monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(EnvironmentFault, match="studies"):
        front(odc.load("ai1_vs_colossus", SHORT), "mass", AREAS, jobs=1)
