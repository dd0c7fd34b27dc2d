"""A sweep evaluates a scenario at every combination of some values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from orbitdc.errors import Problem, ScenarioError
from orbitdc.report import study_figures
from orbitdc.scenario.model import Scenario
from orbitdc.study.axes import checked_axes, label, points_of
from orbitdc.study.execute import Tell, evaluate_points
from orbitdc.study.point import NUMBERS, QUICK, Resolution
from orbitdc.study.table import Points


@dataclass(frozen=True, repr=False)
class Sweep(Points):
    """A scenario at every combination of the values of some keys, the last key varying fastest."""

    axes: Mapping[str, tuple[Any, ...]]

    def plot(self) -> Any:
        """Draw both sides' costs over one key, or the ratio over two, and return its Axes.

        Raises EnvironmentFault without matplotlib.
        """
        return study_figures.swept(self.scenario.name, self.axes, self.columns, {key: label(key) for key in self.axes})

    def __repr__(self) -> str:
        ratios = [ratio for ratio in self.columns["ratio_like_for_like"] if ratio is not None]
        over = " x ".join(f"{key} ({len(values)})" for key, values in self.axes.items())
        span = f"ratio {min(ratios):.3g} to {max(ratios):.3g}" if ratios else "no ratio at any point"
        return f"{self.scenario.name}: {len(self.rows)} points over {over}, {span} (no interval asked for)"


def sweep(
    scenario: Scenario,
    vary: Mapping[str, Sequence[Any]],
    *,
    jobs: int | None = None,
    resolution: Resolution = QUICK,
    tell: Tell | None = None,
) -> Sweep:
    """Evaluate a scenario at every combination of values by dotted key, each validated like the scenario.

    ``jobs`` is the number of processes, all processors unless given; results do not depend on it.
    Raises ScenarioError for a key or a value that the scenario does not take, or a key that changes nothing.

    >>> import orbitdc as odc
    >>> scenario = odc.load("ai1_vs_colossus", ["mission.life_y=1"])
    >>> swept = odc.sweep(scenario, {"launch.price_usd_per_kg": (100.0, 1000.0)}, jobs=1)
    >>> swept.columns["launch.price_usd_per_kg"], [ratio > 1.0 for ratio in swept.columns["ratio_like_for_like"]]
    ([100.0, 1000.0], [True, True])
    """
    axes = checked_axes(scenario, vary)
    points = points_of(axes)
    rows = evaluate_points(scenario, points, jobs=jobs, resolution=resolution, tell=tell)
    for key, values in axes.items():
        if len(values) > 1 and not _matters(key, points, rows):
            raise ScenarioError(
                Problem(
                    "changes nothing in this scenario",
                    path=key,
                    fix=f"`orbitdc explain FILE {key}` says what it is; vary a key that the scenario reads",
                )
            )
    return Sweep(scenario, points, rows, resolution, axes)


def _matters(key: str, points: Sequence[Mapping[str, Any]], rows: Sequence[Mapping[str, Any]]) -> bool:
    """Whether two points that differ in this key alone differ in what came of them."""
    first: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    for point, row in zip(points, rows, strict=True):
        others = tuple(repr(value) for name, value in point.items() if name != key)
        came = (*(row[name] for name in NUMBERS), row["verdict"], row["binding_limit"])
        if first.setdefault(others, came) != came:
            return True
    return False
