"""What makes one design better than another, and the search for the best: each generation is points of a study."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from math import inf
from typing import Any

import numpy as np
import numpy.typing as npt

from orbitdc.errors import Problem, ScenarioError
from orbitdc.satellite.constraint import CLOSES, UNFINISHED
from orbitdc.scenario.model import Scenario
from orbitdc.simulation.design_closure import Sizes, close_design
from orbitdc.simulation.verdict import WORKABLE
from orbitdc.study.design import fields, sized
from orbitdc.study.execute import FEWEST_APART, Row, Tell, evaluate_points, processes
from orbitdc.study.point import Resolution, coarser
from orbitdc.study.variables import Variable, value_of

Array = npt.NDArray[np.float64]

OBJECTIVES = {  # words, and what they are counted from in an outcome
    "cost": ("USD per PFLOP-hour", ("orbit_usd_per_pflop_hour",)),
    "mass": ("kg launched", ("launched_kg", "satellites")),
    "carbon": ("kg CO2e per PFLOP-hour", ("orbit_kgco2e_per_pflop_hour",)),
    "ratio": ("cost over that on the ground", ("ratio_like_for_like",)),
    "launches": ("launches", ("launches",)),
    "campaign": ("months of the campaign", ("campaign_months",)),
}
MOST_GENERATIONS, MOST_POPULATION = 10_000, 10_000
MOST = 1e9  # of a margin, for searches that want finite numbers
LEAST, AT_FIRST = 1e-3, 0.125  # of a limit that a first proof missed: more is asked within these
PULL = 0.25  # how far from a start every second design of the first generation lies, as a share of the way


@dataclass(frozen=True)
class Rules:
    """What is sought, and which limits are kept.

    >>> rules = Rules.asked("cost")
    >>> rules.rank({"limits": {"DRY": -0.2}, "orbit_usd_per_pflop_hour": 1.0})
    (0.2, 1.0)
    """

    objective: str
    left_out: tuple[str, ...]  # verdicts whose limits may be broken
    margin_frac: float = 0.0  # reserve asked of every limit
    tightened_frac: Mapping[str, float] = field(default_factory=dict)  # asked beyond it, by verdict

    @classmethod
    def asked(
        cls, objective: str, unthrottled: bool = False, any_campaign: bool = False, margin_frac: float = 0.0
    ) -> Rules:
        """The rules that options state. Raises ScenarioError for an unknown objective or a margin that cannot be."""
        if objective not in OBJECTIVES:
            raise ScenarioError(
                Problem(f"{objective!r} is unknown", path="objective", fix=f"one of {', '.join(OBJECTIVES)}")
            )
        if not 0.0 <= margin_frac < 1.0:
            raise ScenarioError(Problem(f"is {margin_frac:g}", path="margin", fix="from 0 to less than 1"))
        left_out = ((CLOSES,) if unthrottled else WORKABLE) + ((UNFINISHED,) if any_campaign else ())
        return cls(objective, left_out, margin_frac)

    def margins(self, row: Mapping[str, Any]) -> dict[str, float]:
        """The least relative margin of each limit that is kept, less what is asked of it, by verdict.

        >>> tight = Rules.asked("cost", margin_frac=0.125).tighter({"DRY": 0.25})
        >>> tight.margins({"limits": {"DRY": 0.75, "FROZEN": 0.25, "THROTTLED": -1.0}})
        {'DRY': 0.5, 'FROZEN': 0.125}
        """
        asked = self.tightened_frac
        kept = {verdict: margin for verdict, margin in row["limits"].items() if verdict not in self.left_out}
        return {verdict: margin - (self.margin_frac + asked.get(verdict, 0.0)) for verdict, margin in kept.items()}

    def margin(self, row: Mapping[str, Any]) -> float:
        """The least of `margins`; that of a design without cost is -inf."""
        if row.get("limits") is None or row.get("orbit_usd_per_pflop_hour") is None:
            return -inf
        return min(self.margins(row).values(), default=inf)

    def tighter(self, missed: Mapping[str, float]) -> Rules:
        """The rules that ask more of each limit that a proof missed by a share: `AT_FIRST` at most, then twice as much.

        >>> once = Rules.asked("cost").tighter({"DRY": 1.0, "FROZEN": 0.02})
        >>> dict(once.tighter({"DRY": 1.0}).tightened_frac) == {"DRY": 0.25, "FROZEN": 0.03}
        True
        """
        before = self.tightened_frac
        asked = {
            verdict: 2.0 * before[verdict] if verdict in before else min(max(1.5 * share, LEAST), AT_FIRST)
            for verdict, share in missed.items()
        }
        return replace(self, tightened_frac={**before, **asked})

    def shortfall(self, row: Mapping[str, Any]) -> float:
        """By how much a limit is missed, as a share; 0 where the margin that is asked for is left everywhere."""
        return max(0.0, -self.margin(row))

    def value(self, row: Mapping[str, Any]) -> float:
        """The objective; inf where there is none. The mass is that of the whole fleet."""
        parts = [row.get(name) for name in OBJECTIVES[self.objective][1]]
        return inf if any(part is None for part in parts) else float(np.prod(np.array(parts, dtype=np.float64)))

    def rank(self, row: Mapping[str, Any]) -> tuple[float, float]:
        """The order of designs by the feasibility rule of Deb (2000): limits first, then the objective."""
        return self.shortfall(row), self.value(row)


@dataclass(frozen=True)
class Start:
    """A design that a search begins with."""

    name: str
    values: tuple[float, ...]


def base_of(scenario: Scenario, resolution: Resolution) -> Scenario:
    """The scenario whose fields are varied: its parts as given numbers, launched at the sum of their masses."""
    given = {"satellite.launched_mass": "bottom_up", "satellite.design.mode": "given"}
    if scenario.satellite.design.mode == "given":
        return scenario.replace(given)
    return scenario.replace(given | fields(close_design(coarser(scenario, resolution), 1, None).sizes))


def starts_of(scenario: Scenario, base: Scenario, variables: Sequence[Variable], resolution: Resolution) -> list[Start]:
    """The scenario's own design, and the sized one with its stated policy in shadow and asleep in shadow."""
    own = {each.path: each.given for each in variables}
    found = [_start("as given", own, variables)]
    if not any(path in own for path in fields_of_sizes(base)):
        return found
    policy = "satellite.eclipse_power_frac"
    asks = {"sized": {}, "sized, asleep in shadow": {policy: 0.0}} if own.get(policy) else {"sized": {}}
    for name, change in asks.items():
        closed = close_design(coarser(sized(scenario.replace(change)), resolution), 1, None)
        found.append(_start(name, own | change | fields(closed.sizes), variables))
    return found


def fields_of_sizes(scenario: Scenario) -> dict[str, float]:
    """The fields that a sized design solves for, at their values in a scenario."""
    return {path: float(value_of(scenario, path)) for path in fields(Sizes(*[0.0] * 6))}


def _start(name: str, values: Mapping[str, float], variables: Sequence[Variable]) -> Start:
    """A start of the search, each value held within its limits."""
    return Start(name, tuple(min(max(float(values[v.path]), v.low), v.high) for v in variables))


def counts(generations: int, population: int | None, n_variable: int) -> int:
    """The number of designs of a generation. Raises ScenarioError for numbers that cannot be."""
    if not 1 <= generations <= MOST_GENERATIONS:
        fix = f"from 1 to {MOST_GENERATIONS:,}"
        raise ScenarioError(Problem(f"{generations} generations cannot be made", path="generations", fix=fix))
    size = max(16, 3 * n_variable) if population is None else population
    if not 5 <= size <= MOST_POPULATION:
        fix = f"from 5 to {MOST_POPULATION:,}"
        raise ScenarioError(Problem(f"{size} designs are no population", path="population", fix=fix))
    return size


def population_of(variables: Sequence[Variable], starts: Sequence[Start], size: int, seed: int) -> Array:
    """The first generation, (size, n_variable): the starts, then a Latin hypercube, every second near a start."""
    from scipy.stats import qmc

    low, high = (np.array([getattr(v, end) for v in variables]) for end in ("low", "high"))
    spread = qmc.LatinHypercube(len(variables), rng=np.random.default_rng((seed, 0))).random(size)
    first = low + spread * (high - low)
    known = np.array([start.values for start in starts])[:size]
    near = np.arange(1, size, 2)
    pulled_to = known[(near // 2) % len(known)]
    first[near] = pulled_to + PULL * (first[near] - pulled_to)
    first[: len(known)] = known
    return np.asarray(first)


@dataclass
class Search:
    """The designs that were tried, each evaluated once; a generation goes through the processes together."""

    scenario: Scenario
    variables: Sequence[Variable]
    rules: Rules
    jobs: int
    resolution: Resolution
    tell: Tell | None = None
    most: int = 1  # designs that will be tried at most
    points: list[dict[str, Any]] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    known: dict[tuple[float, ...], int] = field(default_factory=dict)
    pool: Executor | None = None

    def __enter__(self) -> Search:
        if self.jobs > 1 and self.most >= FEWEST_APART:
            self.pool = processes(self.jobs)
        return self

    def __exit__(self, *_: object) -> None:
        if self.pool is not None:
            self.pool.shutdown(wait=False, cancel_futures=True)

    def values(self, x: Array) -> list[tuple[float, ...]]:
        """Designs (n_variable, n_design) as values that a scenario takes."""
        return [tuple(v.value(float(at)) for v, at in zip(self.variables, each, strict=True)) for each in x.T]

    def rows_at(self, x: Array) -> list[Row]:
        """The outcomes of designs (n_variable, n_design); those that were not tried before are evaluated together."""
        asked = self.values(np.atleast_2d(x.T).T)
        fresh = [each for each in dict.fromkeys(asked) if each not in self.known]
        points = [dict(zip((v.path for v in self.variables), each, strict=True)) for each in fresh]
        rows = evaluate_points(
            self.scenario,
            points,
            jobs=self.jobs,
            resolution=self.resolution,
            refused="keep",
            tell=self._told,
            pool=self.pool,
        )
        for each in fresh:
            self.known[each] = len(self.known)
        self.points += points
        self.rows += rows
        return [self.rows[self.known[each]] for each in asked]

    def _told(self, done: int, _: int) -> None:
        """Tell how many designs are done."""
        if self.tell is not None:
            self.tell(min(len(self.rows) + done, self.most), self.most)

    def row_at(self, values: Sequence[float]) -> int:
        """The number of a design that was tried."""
        return self.known[self.values(np.array(values, dtype=np.float64)[:, None])[0]]

    def margin(self, x: Array) -> Array:
        """The least margin of each design, (1, n_design), or (1,) for one alone, within finite numbers."""
        margins = np.array([np.clip(self.rules.margin(row), -MOST, MOST) for row in self.rows_at(x)])
        return margins if x.ndim == 1 else margins[None, :]

    def objective(self, x: Array) -> Array:
        """The objective of each design, (n_design,)."""
        return np.array([self.rules.value(row) for row in self.rows_at(x)])

    def best(self) -> int:
        """The number of the best design tried; of equals the first."""
        return min(range(len(self.rows)), key=lambda i: self.rules.rank(self.rows[i]))

    def run(self, first: Array, generations: int, tolerance: float, seed: int) -> Any:
        """Evolve a first generation (n_design, n_variable) until its objectives agree, or so many times."""
        from scipy.optimize import NonlinearConstraint, differential_evolution

        self.rows_at(np.asarray(first).T)
        return differential_evolution(
            self.objective,
            [(v.low, v.high) for v in self.variables],
            strategy="best1bin",
            maxiter=generations,
            init=first,
            tol=tolerance,
            mutation=(0.4, 0.9),
            recombination=0.9,
            rng=np.random.default_rng((seed, 1)),
            polish=False,
            updating="deferred",
            vectorized=True,
            integrality=[v.whole for v in self.variables],
            constraints=(NonlinearConstraint(self.margin, 0.0, np.inf),),
        )
