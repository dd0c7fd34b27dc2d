"""Points whose fleets march side by side: each answers as it does alone, in whatever company and place."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import pytest

import orbitdc as odc
from orbitdc.errors import ScenarioError
from orbitdc.study import execute, point
from orbitdc.study.execute import REFUSED, Task, evaluated_together
from orbitdc.study.point import FULL, QUICK, KnownMarches, Resolution, coarser, outcome
from orbitdc.study.replaced import Replaced

SCENARIO = odc.load("ai1_vs_colossus", ["mission.life_y=1", "numerics.phases_marched=4"])
POINTS: list[dict[str, Any]] = [
    {"satellite.radiator.area_m2": 120.0},
    {"satellite.radiator.area_m2": 90.0, "sky.solar_constant_w_per_m2": 1366.0},
    {"satellite.solar_array.area_m2": 400.0},  # starves: every day comes after two
    {"satellite.radiator.area_m2": -1.0},  # refused
    {"launch.price_usd_per_kg": 1500.0, "satellite.radiator.area_m2": 120.0},  # the first's march at another price
    {"shells.0.altitude_km": 1200.0},  # other days and another Sun's path
    {"accelerator.permanent_loss_per_y": 0.0},  # no march to find its wear
    {"satellite.battery.capacity_kwh": 1.0},
]


def rows_of(points: Sequence[dict[str, Any]], resolution: Resolution = QUICK) -> list[dict[str, Any]]:
    replaced, task = Replaced(SCENARIO, partial(coarser, resolution=resolution)), Task(resolution, "keep")
    return [row for _, row in evaluated_together(replaced, [*enumerate(points)], task, KnownMarches(), 1)]


@pytest.fixture(scope="module")
def alone() -> list[dict[str, Any]]:
    """Each point evaluated on its own."""
    return [rows_of([one])[0] for one in POINTS]


def test_points_unlike_each_other_answer_as_alone(alone: list[dict[str, Any]]) -> None:
    assert rows_of(POINTS) == alone
    assert rows_of(POINTS[::-1]) == alone[::-1]
    assert rows_of(POINTS[2:5]) == alone[2:5]
    assert alone[3]["verdict"] == REFUSED
    assert len({row["ratio_like_for_like"] for row in alone}) == len(POINTS)
    assert alone[0] == outcome(SCENARIO.replace(POINTS[0]))


def test_fleets_of_points_share_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    marched: list[int] = []
    side_by_side = point.march_side_by_side

    def counted(asked: Any, threads: int) -> Any:
        marched.append(len(asked))
        return side_by_side(asked, threads)

    monkeypatch.setattr(point, "march_side_by_side", counted)
    rows_of(POINTS)
    # Wear, swings, and the fleets; the refused point and the one that differs in a price march nowhere, one has no
    # wear and asks for its fleet at once, and no fleet is marched twice.
    assert sum(marched) == 5 * 3 + 1
    assert max(marched) >= 6
    marched.clear()
    rows_of([POINTS[0]], FULL)
    assert marched == []  # every day and every lane fills blocks alone


def test_what_a_point_is_refused_for_is_said_in_its_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    replaced, task = Replaced(SCENARIO, partial(coarser, resolution=QUICK)), Task(QUICK, "raise")
    monkeypatch.setattr(execute, "prepare", lambda *given: None)
    found = evaluated_together(replaced, [*enumerate(POINTS[2:5])], task, KnownMarches(), 1)
    assert next(found)[0] == 0
    with pytest.raises(ScenarioError):
        next(found)
