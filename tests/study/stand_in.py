"""An outcome of arithmetic in place of physics, for tests of how points are executed and kept."""

from __future__ import annotations

import math
import time
from typing import Any

from orbitdc.errors import Problem, ScenarioError
from orbitdc.study.point import NUMBERS, OUTCOME

PRICE = "launch.price_usd_per_kg"
EACH_S = 0.01  # of a slow point


def quick(scenario: Any, *_: Any) -> dict[str, Any]:
    """Numbers that follow from the launch price alone; no cost on the ground where it is a multiple of 7."""
    price = scenario.launch.price_usd_per_kg
    row = {name: math.sqrt(price) * (1 + i) for i, name in enumerate(NUMBERS)}
    if price % 7 == 0:
        row["ratio_like_for_like"] = None
    words = {"verdict": "WORKS", "feasible": price % 2 == 0, "binding_limit": "é, \n none", "reason": ""}
    return {**{name: (row | words)[name] for name in OUTCOME}, "limits": {"DRY": price / 3.0, "MELTED": math.inf}}


def slow(scenario: Any, *given: Any) -> dict[str, Any]:
    """The same after a while."""
    time.sleep(EACH_S)
    return quick(scenario, *given)


def picky(scenario: Any, *given: Any) -> dict[str, Any]:
    """The same, but for a price of 105, which is refused."""
    if scenario.launch.price_usd_per_kg == 105.0:
        raise ScenarioError(Problem("is not taken", path=PRICE))
    return quick(scenario, *given)


def points(count: int) -> list[dict[str, float]]:
    """Points of as many launch prices."""
    return [{PRICE: 100.0 + i} for i in range(count)]
