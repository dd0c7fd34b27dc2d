"""Fronts: the designs of which none is beaten in both cost and another objective, by NSGA-II."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from orbitdc.errors import EnvironmentFault, Problem, ScenarioError
from orbitdc.report import optimum_figures
from orbitdc.scenario.model import Scenario
from orbitdc.study.best import OBJECTIVES, Rules, Search, base_of, counts, population_of, starts_of
from orbitdc.study.execute import Tell, default_jobs
from orbitdc.study.point import QUICK, Resolution
from orbitdc.study.table import Points
from orbitdc.study.variables import Variable, variables_of, varied

AGAINST = {"mass": "mass", "carbon": "carbon", "months": "campaign"}  # what a front asks for, as an objective


@dataclass(frozen=True, repr=False)
class Front(Points):
    """The designs of a front, the cheapest first, each within every limit on representative days."""

    against: str
    variables: tuple[Variable, ...]
    as_given: Mapping[str, Any]  # the outcome of the scenario's own design, its mass that of its parts
    designs: int  # that were tried
    seed: int

    @property
    def words(self) -> str:
        """What the cost is set against."""
        return OBJECTIVES[AGAINST[self.against]][0]

    @property
    def others(self) -> list[float]:
        """The other objective of each design of the front."""
        rules = Rules.asked(AGAINST[self.against])
        return [rules.value(row) for row in self.rows]

    @property
    def costs(self) -> list[float]:
        """The cost in orbit of each design of the front, USD per PFLOP-hour."""
        return [float(row["orbit_usd_per_pflop_hour"]) for row in self.rows]

    def plot(self) -> Any:
        """Draw cost against the other objective, and return its Axes."""
        pair = [Rules.asked(name).value(self.as_given) for name in ("cost", AGAINST[self.against])]
        given = (pair[0], pair[1]) if np.isfinite(pair).all() else None
        return optimum_figures.front(self.scenario.name, self.costs, self.others, self.words, given)

    def __repr__(self) -> str:
        if not self.rows:
            return f"{self.scenario.name}: none of {self.designs} designs within the bounds meets every limit"
        return (
            f"{self.scenario.name}: {len(self.rows)} of {self.designs} designs are beaten by none in cost and in "
            f"{self.words}, {min(self.costs):.3g} to {max(self.costs):.3g} USD per PFLOP-hour (no interval asked for)"
        )

    def answer(self, verb: str) -> dict[str, Any]:
        """What the verb prints with ``--json``: the designs of the front, the cheapest first."""
        names = ("orbit_usd_per_pflop_hour", "launched_kg", "satellites", "verdict")
        return super().answer(verb) | {
            "seed": self.seed,
            "against": self.against,
            "designs": self.designs,
            "as_given": {name: self.as_given[name] for name in names},
        }


def front(
    scenario: Scenario,
    against: str,
    vary: Mapping[str, Sequence[float]] | None = None,
    *,
    unthrottled: bool = False,
    any_campaign: bool = False,
    margin: float = 0.0,
    generations: int = 60,
    population: int | None = None,
    seed: int | None = None,
    jobs: int | None = None,
    resolution: Resolution = QUICK,
    tell: Tell | None = None,
) -> Front:
    """Find the designs of which none is beaten both in cost and in ``against``: fleet mass, carbon or months.

    Variables, limits and seed are those of `optimize`. The search is NSGA-II (Deb, Pratap, Agarwal and Meyarivan 2002)
    of the library pymoo (Blank and Deb 2020).

    Raises EnvironmentFault without pymoo, and ScenarioError as `optimize` does.
    """
    if against not in AGAINST:
        raise ScenarioError(Problem(f"{against!r} is unknown", path="front", fix=f"one of {', '.join(AGAINST)}"))
    rules, other = (Rules.asked(name, unthrottled, any_campaign, margin) for name in ("cost", AGAINST[against]))
    chosen = scenario.seed if seed is None else seed
    base = base_of(scenario, resolution)
    variables = varied(base, vary) if vary is not None else variables_of(base)
    size = counts(generations, population, len(variables))
    starts = starts_of(scenario, base, variables, resolution)
    with Search(base, variables, rules, jobs or default_jobs(), resolution, tell, size * generations) as search:
        _evolve(search, other, population_of(variables, starts, size, chosen), generations, chosen)
    own = search.rows[search.row_at(starts[0].values)]
    members = unbeaten([(rules.value(row), other.value(row)) for row in search.rows],
                       [rules.shortfall(row) == 0.0 for row in search.rows])  # fmt: skip
    points, rows = ([found[i] for i in members] for found in (search.points, search.rows))
    return Front(base, points, rows, resolution, against, tuple(variables), own, len(search.rows), chosen)


def unbeaten(pairs: Sequence[tuple[float, float]], met: Sequence[bool]) -> list[int]:
    """The places of the pairs that meet the limits and that no other such pair beats in both, in order of the first.

    >>> unbeaten([(1.0, 5.0), (2.0, 2.0), (3.0, 3.0), (0.5, 1.0)], [True, True, True, False])
    [0, 1]
    """
    order = sorted((i for i in range(len(pairs)) if met[i]), key=lambda i: (*pairs[i], i))
    kept: list[int] = []
    for i in order:
        if not kept or pairs[i][1] < pairs[kept[-1]][1]:
            kept.append(i)
    return kept


def _evolve(search: Search, other: Rules, first: Any, generations: int, seed: int) -> None:
    """Evolve a first generation (n_design, n_variable); the search keeps every design that is tried."""
    try:
        from pymoo.algorithms.moo.nsga2 import NSGA2
        from pymoo.core.evaluator import Evaluator
        from pymoo.core.problem import Problem as Task
        from pymoo.problems.static import StaticProblem
    except ImportError:
        message = "a front needs the library pymoo, which is not installed"
        raise EnvironmentFault(Problem(message, fix='pip install "orbitdc[studies]"')) from None
    low, high = (np.array([getattr(v, end) for v in search.variables]) for end in ("low", "high"))
    task = Task(n_var=len(low), n_obj=2, n_ieq_constr=1, xl=low, xu=high)
    algorithm = NSGA2(pop_size=len(first), sampling=first)
    algorithm.setup(task, termination=("n_gen", generations), seed=seed, verbose=False)
    while algorithm.has_next():
        asked = algorithm.ask()
        rows = search.rows_at(np.asarray(asked.get("X"), dtype=np.float64).T)
        both = np.array([(search.rules.value(row), other.value(row)) for row in rows])
        missed = np.array([[min(search.rules.shortfall(row), 1e9)] for row in rows])
        valued = np.where(np.isfinite(both), both, 1e9)  # of designs that miss a limit: never compared
        Evaluator().eval(StaticProblem(task, F=valued, G=missed), asked)
        algorithm.tell(infills=asked)
