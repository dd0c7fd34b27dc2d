"""The answer to one view: at once on representative days, then by a full march, then with its interval."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from orbitdc.explore.state import View
from orbitdc.scenario.model import Scenario
from orbitdc.study.montecarlo import montecarlo
from orbitdc.study.point import FULL, QUICK, KnownMarches, Resolution, row_of, simulated

DRAWS = 48  # of the interval, whose ends are then known to about a tenth of its width


@dataclass(frozen=True)
class Answered:
    """What came of a view: the columns of a study's table, and the parts of both costs in USD per PFLOP-hour."""

    row: Mapping[str, Any]
    orbit_parts: Mapping[str, float]
    ground_parts: Mapping[str, float]
    resolution: Resolution

    @property
    def ratio(self) -> float | None:
        """Cost in orbit over cost on the ground."""
        value = self.row["ratio_like_for_like"]
        return None if value is None else float(value)

    @property
    def headline(self) -> str:
        """The answer in a sentence."""
        if self.ratio is None:
            return f"No ratio: {self.row['reason']}."
        if self.ratio > 1.0:
            return f"Orbit costs {self.ratio:.3g} times the ground."
        return f"Orbit is cheaper: {self.ratio:.3g} times the ground's cost."


@dataclass
class Session:
    """One visitor's memory of marches, so that changes of money alone answer without a march."""

    marches: KnownMarches = field(default_factory=KnownMarches)
    lock: Lock = field(default_factory=Lock)

    def answer(self, view: View, resolution: Resolution = QUICK) -> Answered:
        """The answer of a view. Raises OrbitdcError where the scenario is wrong."""
        with self.lock:  # the marches of one visitor, asked by one thread at a time
            found = simulated(view.scenario(), resolution, self.marches)
        orbit, ground = (side.cost.usd_per_pflop_hour_by_what or {} for side in (found.both.orbit, found.both.ground))
        return Answered(row_of(found), orbit, ground, resolution)

    def confirmed(self, view: View) -> Answered:
        """The same by a march of every day and every orbit."""
        return self.answer(view, FULL)


def interval(scenario: Scenario, draws: int = DRAWS) -> tuple[float, float] | None:
    """The ratio's 5 and 95 % of a small draw of every range, None where a side has no cost."""
    found = montecarlo(scenario, draws=draws, jobs=1).quantiles()
    low, high = found["p5"]["value"], found["p95"]["value"]
    return None if low is None or high is None else (float(low), float(high))
