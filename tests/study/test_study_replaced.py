"""Points put into a scenario block by block are those of `scenario.replace` of the same announced design."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import orbitdc
from orbitdc.errors import ScenarioError
from orbitdc.scenario.model import Scenario
from orbitdc.study import outlook as outlook_module
from orbitdc.study import replaced as module
from orbitdc.study.ranges import by_path, ranges_of
from orbitdc.study.replaced import Replaced

AI1 = "ai1_vs_colossus"


def told(scenario: Scenario, points: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Hold each point against `scenario.replace`, and say which were put in block by block."""
    quick, given, inside = [], Replaced(scenario), 0

    def counted(block: Any, *given: Any) -> Any:
        nonlocal inside
        inside += block.__class__ is Scenario
        return real(block, *given)

    real = module.with_numbers
    monkeypatch.setattr(module, "with_numbers", counted)
    for point in points:
        inside = 0
        assert given(point) == scenario.replace(point, same_design=True)
        quick.append(inside > 0)
    return quick


def test_every_number_with_a_range_is_put_in_as_replace_does(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = orbitdc.load(AI1)
    drawn, rng = ranges_of(scenario), np.random.default_rng(1)
    points = [by_path(drawn, [float(one.at(rng.uniform(0.2, 0.8))) for one in drawn]) for _ in range(3)]
    assert told(scenario, points, monkeypatch) == [False, True, True]


@pytest.mark.parametrize(
    ("sets", "points", "quick"),
    [
        ([], [{"fleet.shells.0.altitude_km": 500.0 + 50.0 * n, "money.tax_frac": 0.1 * (n + 1)} for n in range(3)], 2),
        (
            [],
            [{"launch.insurance_frac": value} for value in (0.05, 0.0, 0.06)],
            1,
        ),  # 0 may mean none
        ([], [{"accelerator.from": name} for name in ("gb300", "vr200", "gb300")], 1),
        ([], [{"mission.life_y": 4.0 + n} for n in range(3)], 2),
        (["prices.mode=dated"], [{"mission.life_y": 4.0 + n} for n in range(3)], 0),  # prices follow from the life
        # a factory of so many GW a year makes the more satellites the smaller they are
        (["prices.mode=dated"], [{"satellite.it_power_w": 90e3 + 1e3 * n} for n in range(3)], 0),
        (["prices.mode=dated"], [{"satellite.solar_array.area_m2": 470.0 + n} for n in range(3)], 2),
        ([], [{"accelerator.from": "gb300", "launch.price_usd_per_kg": 400.0 + n} for n in range(3)], 2),
        (["money.capital.from=hyperscaler"], [{"money.tax_frac": 0.1 * (n + 1)} for n in range(3)], 0),
        (["money.capital.from=hyperscaler"], [{"money.it_salvage_frac": 0.1 * (n + 1)} for n in range(3)], 2),
    ],
)
def test_numbers_from_which_others_follow_are_checked_in_full(
    sets: list[str], points: list[dict[str, Any]], quick: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sum(told(orbitdc.load(AI1, sets), points, monkeypatch)) == quick


def test_points_of_an_outlook_are_put_in_as_replace_does(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario, asked = orbitdc.load(AI1, ["mission.life_y=1"]), list[dict[str, Any]]()

    def evaluated(_: Scenario, points: list[dict[str, Any]], **given: Any) -> list[dict[str, Any]]:
        asked.extend(points)
        return [{}] * len(points)

    monkeypatch.setattr(outlook_module, "evaluate_points", evaluated)
    orbitdc.outlook(scenario, [2030, 2040], draws=3, seed=1, jobs=1)
    assert told(scenario, asked[4:], monkeypatch) == [False, True, True] * 2  # after the central points


def test_a_number_that_is_not_alone_is_found_out_by_the_second_point(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_alone", lambda *_: True)
    dated = orbitdc.load(AI1, ["prices.mode=dated"])
    assert told(dated, [{"satellite.it_power_w": 90e3 + 1e3 * n} for n in range(4)], monkeypatch) == [
        False, True, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("key", "good", "bad"),
    [("launch.price_usd_per_kg", 100.0, -5.0), ("fleet.shells.0.altitude_km", 600.0, 5000.0)],
)
def test_a_point_out_of_bounds_is_refused_in_the_words_of_replace(key: str, good: float, bad: float) -> None:
    scenario = orbitdc.load(AI1)
    given = Replaced(scenario)
    given({key: good})
    with pytest.raises(ScenarioError) as one:
        given({key: bad})
    with pytest.raises(ScenarioError) as other:
        scenario.replace({key: bad})
    assert str(one.value) == str(other.value)
