"""The cheapest design: differential evolution over orbit, parts, power, policy and life, within every limit."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from orbitdc.report import optimum_figures
from orbitdc.report.text import NONE, number
from orbitdc.satellite.constraint import CLOSES, THROTTLED, UNFINISHED, UNPROVEN
from orbitdc.scenario.model import Scenario
from orbitdc.scenario.tree import plain
from orbitdc.simulation.verdict import relative
from orbitdc.study.best import (
    OBJECTIVES,
    Rules,
    Search,
    Start,
    base_of,
    counts,
    fields_of_sizes,
    population_of,
    starts_of,
)
from orbitdc.study.execute import Tell, default_jobs
from orbitdc.study.point import FULL, QUICK, Resolution, Simulated, row_of, simulated
from orbitdc.study.table import Points
from orbitdc.study.variables import Variable, value_of, variables_of, varied

NEAR_FRAC = 0.01  # of a limit, or of the range of a variable: nearer than this it binds
PASSED = {  # what it means that a limit is passed which does not end a design
    THROTTLED: "the accelerators slow down",
    UNPROVEN: "beyond what was ever shown",
    UNFINISHED: "the campaign is longer than a life",
}
MOST_PROOFS = 6  # after which the best design is told as one that breaks a limit


@dataclass(frozen=True, repr=False)
class Optimum(Points):
    """Every design that a search has tried, the best of them, and the full simulation that checks the best."""

    given: Scenario  # as it was before its mass became that of its parts
    variables: tuple[Variable, ...]
    rules: Rules
    starts: Mapping[str, int]  # rows of the designs that the search began with
    best: int  # row of the best design
    proof: Simulated  # the best design, every day of its life and every phase
    proofs: int  # simulations over every day that the search took, each but the last of a best design that failed
    tightened_frac: Mapping[str, float]  # asked beyond the margin on representative days after failed ones, by verdict
    generations: int
    converged: bool
    seed: int

    @property
    def columns(self) -> dict[str, list[Any]]:
        """A column for each changed key and each part of the outcome, and by how much a limit is missed."""
        return super().columns | {"shortfall_frac": [min(self.rules.shortfall(row), 1e9) for row in self.rows]}

    @property
    def changes(self) -> dict[str, Any]:
        """What makes the best design out of the scenario, by dotted key."""
        fixed = {"satellite.launched_mass": "bottom_up", "satellite.design.mode": "given"}
        wanted = fixed | fields_of_sizes(self.scenario) | dict(self.points[self.best])
        return {path: value for path, value in wanted.items() if value_of(self.given, path) != value}

    @property
    def optimal(self) -> Scenario:
        """The best design as a scenario."""
        return self.given.replace(self.changes)

    @cached_property
    def proof_row(self) -> dict[str, Any]:
        """The outcome of the best design over every day of its life."""
        return row_of(self.proof)

    @property
    def feasible(self) -> bool:
        """Whether the full simulation of the best design meets every limit."""
        return self.rules.shortfall(self.proof_row) == 0.0

    @property
    def binding(self) -> dict[str, str]:
        """What binds at the optimum, limits within 1 % and variables at their bounds, with a word on each."""
        found = {}
        for each in self.proof.verdict.constraints:
            near = NEAR_FRAC + self.tightened_frac.get(each.verdict, 0.0)
            if each.margin is not None and each.verdict != CLOSES and relative(each) <= near:
                word = PASSED.get(each.verdict, "broken") if each.margin < 0.0 else "met"
                found[each.key] = f"margin {relative(each):+.1%}: {word}"
        for variable in self.variables:
            if at := variable.at_bound(self.points[self.best][variable.path], NEAR_FRAC):
                found[variable.path] = f"at {at}"
        return found

    @cached_property
    def unproven(self) -> str:
        """What of the best design goes beyond all that was ever shown, and what it is worth over the life that was.

        The latter is of representative days. Empty where nothing goes beyond.
        """
        limits = [each for each in self.proof.verdict.constraints if each.verdict == UNPROVEN]
        beyond = "; ".join(each.sentence for each in limits if each.margin is not None and each.margin < 0.0)
        best = self.scenario.replace(self.points[self.best])
        shown_y = best.satellite.reliability.design_life_y
        if not beyond or best.mission.life_y <= shown_y:
            return beyond
        row = row_of(simulated(best.replace({"mission.life_y": shown_y}), self.resolution))
        if self.rules.shortfall(row) > 0.0:
            return f"{beyond}; over {shown_y:g} years the same design breaks a limit: {row['binding_limit']}"
        words = OBJECTIVES[self.rules.objective][0]
        return f"{beyond}; over {shown_y:g} years the same design comes to {number(self.rules.value(row), 4)} {words}"

    @property
    def reason(self) -> str:
        """Why there is no feasible design; empty where there is one."""
        if self.feasible:
            return ""
        row = self.rows[self.best]
        if self.rules.shortfall(row) == 0.0:
            tried = f", like the best of {self.proofs - 1} searches before" if self.proofs > 1 else ""
            limit = self.proof_row["binding_limit"]
            return f"the best design breaks a limit over every day of its life{tried}: {limit}"
        near = f"no design within the bounds meets every limit; the nearest: {row['binding_limit'] or row['reason']}"
        late = replace(self.rules, left_out=(*self.rules.left_out, UNFINISHED)).shortfall(row) == 0.0
        return f"{near}; it meets every other limit, and --any-campaign searches within those alone" if late else near

    def set_line(self) -> str:
        """The options of the command line that recreate the best design."""
        return " ".join(f"--set {path}={value}" for path, value in self.changes.items())

    def plot(self) -> Any:
        """Draw the search and where the best design lies within the bounds, and return its Axes."""
        values = [self.rules.value(row) for row in self.rows]
        met = [self.rules.shortfall(row) == 0.0 for row in self.rows]
        best = self.points[self.best]
        places = {
            v.path: ((v.given - v.low) / (v.high - v.low), (best[v.path] - v.low) / (v.high - v.low))
            for v in self.variables
        }
        words = OBJECTIVES[self.rules.objective][0]
        return optimum_figures.searched(self.scenario.name, values, met, words, places, self._headline())

    def _headline(self) -> str:
        """The objective as given and at the best design, in a line."""
        words, _ = OBJECTIVES[self.rules.objective]
        before, after = (self.rules.value(row) for row in (self.rows[self.starts["as given"]], self.proof_row))
        state = "" if self.feasible else ", which breaks a limit"
        shown = ["none" if not np.isfinite(value) else number(value) for value in (before, after)]
        return f"{words} {shown[0]} as given, {shown[1]} at the best of {len(self.rows)} designs{state}"

    def __repr__(self) -> str:
        return f"{self.given.name}: {self._headline()} (no interval asked for)"

    def answer(self, verb: str) -> dict[str, Any]:
        """What the verb prints with ``--json``; the designs that were tried stand in the saved table."""
        whole = super().answer(verb)
        del whole["points"]
        best = self.points[self.best]
        return whole | {
            "seed": self.seed,
            "objective": self.rules.objective,
            "mass": "of the parts",
            "generations": self.generations,
            "converged": self.converged,
            "designs": len(self.rows),
            "proofs": self.proofs,
            "tightened_frac": dict(self.tightened_frac),
            "starts": {name: _told(self.rows[row]) for name, row in self.starts.items()},
            "optimum": _told(self.rows[self.best]),
            "proof": _told(self.proof_row) | {"feasible": self.feasible, "reason": self.reason},
            "variables": [
                {
                    "key": v.path,
                    "low": v.low,
                    "high": v.high,
                    "given": v.given,
                    "optimum": best[v.path],
                    "bounds": v.why,
                }
                for v in self.variables
            ],
            "binding": self.binding,
            "unproven": self.unproven,
            "changes": self.changes,
            "set": self.set_line(),
        }


def _told(row: Mapping[str, Any]) -> dict[str, Any]:
    """An outcome without what only the search reads."""
    return {name: value for name, value in row.items() if name != "limits"}


def optimize(
    scenario: Scenario,
    vary: Mapping[str, Sequence[float]] | None = None,
    *,
    objective: str = "cost",
    unthrottled: bool = False,
    any_campaign: bool = False,
    margin: float = 0.0,
    generations: int = 60,
    population: int | None = None,
    tolerance: float = 1e-4,
    seed: int | None = None,
    jobs: int | None = None,
    resolution: Resolution = QUICK,
    tell: Tell | None = None,
) -> Optimum:
    """Find the design of least cost, or other objective, that meets every limit, and simulate its whole life in full.

    ``vary`` gives bounds by key, and only those keys vary; without it those of `variables_of`. The mass launched is
    that of the parts, so that none is free. ``unthrottled`` asks for a verdict of CLOSES, ``any_campaign`` leaves out
    whether launchers and factory field the fleet in time, and ``margin`` is the relative reserve asked of every limit.
    The search is differential evolution (Storn and Price 1997) with the feasibility rule of Deb (2000): of two designs
    the one that meets the limits is better, of two that do not the one that misses by less. It begins with the
    scenario's own design and the sized one, so that it is worse than neither. Where the best design breaks limits over
    every day of its life, the search goes on with a reserve asked of those, and twice as much each time, for
    `MOST_PROOFS` proofs at most. The same seed gives the same bits.

    Raises ScenarioError for an unknown objective, key or bound, and numbers of designs that cannot be.

    >>> import orbitdc as odc
    >>> scenario = odc.load("ai1_vs_colossus", ["mission.life_y=1", "satellite.propulsion.propellant_kg=150"])
    >>> found = odc.optimize(scenario, {"satellite.radiator.area_m2": (90.0, 250.0)}, any_campaign=True,
    ...                      generations=3, population=6, jobs=1)
    >>> found.feasible, found.points[found.best]["satellite.radiator.area_m2"] > 110.0
    (True, True)
    """
    rules = Rules.asked(objective, unthrottled, any_campaign, margin)
    chosen = scenario.seed if seed is None else seed
    base = base_of(scenario, resolution)
    variables = varied(base, vary) if vary is not None else variables_of(base)
    size = counts(generations, population, len(variables))
    starts = starts_of(scenario, base, variables, resolution)
    jobs, most = jobs or default_jobs(), size * (generations + 1)
    with Search(base, variables, rules, jobs, resolution, tell, most) as search:
        found = search.run(population_of(variables, starts, size, chosen), generations, tolerance, chosen)
        best, proof = _proved(search)
        made, proofs = int(found.nit), 1
        while proofs < MOST_PROOFS and (missed := _missed(rules, search.rows[best], proof)):
            search.rules, search.most = search.rules.tighter(missed), len(search.rows) + size * generations
            found = search.run(found.population, generations, tolerance, chosen + proofs)
            best, proof = _proved(search)
            made, proofs = made + int(found.nit), proofs + 1
    return Optimum(
        base, search.points, search.rows, resolution, scenario, tuple(variables), rules, _places(search, starts), best,
        proof, proofs, search.rules.tightened_frac, made, bool(found.success), chosen,
    )  # fmt: skip


def _missed(rules: Rules, row: Mapping[str, Any], proof: Simulated) -> dict[str, float]:
    """By how much limits are missed over every day, by verdict, where representative days said that all are met."""
    if rules.shortfall(row) > 0.0:
        return {}
    return {verdict: -margin for verdict, margin in rules.margins(row_of(proof)).items() if margin < 0.0}


def _proved(search: Search) -> tuple[int, Simulated]:
    """The best design of a search so far, simulated over every day of its life."""
    best = search.best()
    return best, simulated(search.scenario.replace(search.points[best]), FULL, threads=search.jobs)


def _places(search: Search, starts: Sequence[Start]) -> dict[str, int]:
    """The rows of the designs that a search began with."""
    return {start.name: search.row_at(start.values) for start in starts}


def as_scenario(found: Optimum, parent: str) -> str:
    """A scenario file, YAML text, that extends ``parent`` by the best design.

    A list replaces its parent's, so that the shells of the fleet are written whole where one of them changed.
    """
    tree: dict[str, Any] = {}
    shells = any(path.startswith("fleet.shells.") for path in found.changes)
    for path, value in found.changes.items():
        if path.startswith("fleet.shells."):
            continue
        *blocks, key = path.split(".")
        inside = tree
        for block in blocks:
            inside = inside.setdefault(block, {})
        inside[key] = value
    if shells:
        tree.setdefault("fleet", {})["shells"] = plain(found.optimal.source.tree)["fleet"]["shells"]
    lines = [
        f"# {found.given.name} at its optimum: {found._headline()}.",
        f"name: {found.given.name}_optimal",
        f"extends: {parent}",
        *(f"{key}: {json.dumps(value, default=str)}" for key, value in tree.items()),
    ]
    return "\n".join(lines) + "\n"


def compared(found: Optimum) -> list[tuple[str, str, str, str]]:
    """The designs that a search began with, the best and its proof: name, objective, mass and verdict of each."""
    named = {name: found.rows[row] for name, row in found.starts.items()}
    named |= {"optimum": found.rows[found.best], "optimum, every day": found.proof_row}
    table = []
    for name, row in named.items():
        value, kg = found.rules.value(row), row["launched_kg"]
        shown = number(value, 4) if np.isfinite(value) else NONE
        table.append((name, shown, NONE if kg is None else number(kg), row["verdict"]))
    return table
