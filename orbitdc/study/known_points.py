"""Points of one scenario, each evaluated once in this process: what a search of roots asks for again and again."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from orbitdc.errors import Problem, ScenarioError
from orbitdc.scenario.model import Scenario
from orbitdc.study.execute import Row, Task, Tell, default_jobs, evaluate_points, evaluated
from orbitdc.study.point import QUICK, KnownMarches, Resolution, coarser
from orbitdc.study.replaced import Replaced

BOTH_COSTS = ("orbit_usd_per_pflop_hour", "ground_usd_per_pflop_hour")


@dataclass
class KnownPoints:
    """Outcomes of a scenario by the values of some keys; ``marches`` may be shared with other scenarios."""

    scenario: Scenario
    resolution: Resolution = QUICK
    threads: int = field(default_factory=default_jobs)
    marches: KnownMarches = field(default_factory=KnownMarches)
    rows: dict[tuple[tuple[str, Any], ...], Row] = field(default_factory=dict)
    replaced: Replaced = field(init=False)

    def __post_init__(self) -> None:
        self.replaced = Replaced(self.scenario, partial(coarser, resolution=self.resolution))

    def row(self, point: Mapping[str, Any]) -> Row:
        """The outcome of a point. Raises ScenarioError for one that the scenario does not take."""
        told = tuple(point.items())
        if told not in self.rows:
            task = Task(self.resolution, "raise")
            self.rows[told] = evaluated(self.replaced, point, task, self.marches, self.threads)
        return self.rows[told]

    def gap(self, point: Mapping[str, Any]) -> float:
        """The logarithm of the ratio at a point, 0 where both sides cost the same; nan where there is no ratio."""
        ratio = self.row(point)["ratio_like_for_like"]
        return math.log(ratio) if ratio is not None and ratio > 0.0 else math.nan

    def costs(self, point: Mapping[str, Any]) -> tuple[float, float]:
        """Both sides' costs at a point, USD per PFLOP-hour; nan where a side has none."""
        row = self.row(point)
        orbit, ground = (math.nan if row[name] is None else float(row[name]) for name in BOTH_COSTS)
        return orbit, ground

    def fill(self, points: Sequence[Mapping[str, Any]], jobs: int | None, tell: Tell | None = None) -> None:
        """Evaluate many points, in several processes where that is quicker."""
        absent = [point for point in points if tuple(point.items()) not in self.rows]
        found = evaluate_points(self.scenario, absent, resolution=self.resolution, jobs=jobs, tell=tell)
        self.rows |= {tuple(point.items()): row for point, row in zip(absent, found, strict=True)}


def refuse_unread(key: str, rows: Sequence[Row]) -> None:
    """Refuse a key whose values move neither side's cost.

    Raises ScenarioError.
    """
    if len({tuple(row[name] for name in BOTH_COSTS) for row in rows}) > 1:
        return
    message = "moves neither side's cost in this scenario"
    fix = f"`orbitdc explain FILE {key}` says what it is; vary a key that the costs follow"
    raise ScenarioError(Problem(message, path=key, fix=fix))
