"""What must be true: the smallest joint change of a set of inputs at which orbit costs what the ground does."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from orbitdc.errors import ScenarioError
from orbitdc.report import parity_figures
from orbitdc.report.text import number
from orbitdc.results.frames import frame
from orbitdc.scenario.changes import full_path
from orbitdc.scenario.model import Scenario
from orbitdc.scenario.tree import Origin
from orbitdc.study.execute import Tell
from orbitdc.study.joint import Shares, least_move, shared_move, squares
from orbitdc.study.known_points import KnownPoints, refuse_unread
from orbitdc.study.limits import limits, row_of, value_of
from orbitdc.study.point import QUICK, Resolution
from orbitdc.study.ranges import Range, range_of, shaped
from orbitdc.study.table import head

if TYPE_CHECKING:
    from pandas import DataFrame

INPUTS = (  # that move together unless others are named
    "launch.price_usd_per_kg",
    "launch.learning.rate_frac",
    "launch.failure_frac",
    "launch.flights_per_y",
    "satellite.solar_array.price_usd_per_w",
    "satellite.solar_array.specific_power_w_per_kg",
    "satellite.radiator.price_usd_per_m2",
    "satellite.link.terminal_usd",
    "satellite.learning.rate_frac",
    "satellite.board.premium_frac",
    "satellite.random_loss_per_y",
    "accelerator.permanent_loss_per_y",
    "accelerator.price_usd",
    "fleet.nre_usd",
    "mission.life_y",
    "money.real_wacc_frac",
    "ground.electricity_usd_per_kwh",
    "ground.facility_usd_per_it_w",
)
RULES = {  # of the smallest joint change, by the name of their columns
    "common": "the same share of every way",
    "least": "the least sum of squared shares",
    "likely": "the most plausible together",
}
LEAST_CHANCE = 1e-300  # that a logarithm is taken of
USUAL = 400  # evaluations of a search, for the progress told


@dataclass(frozen=True)
class Input:
    """An input that moves along its range, from its value to the end of the range that favours orbit."""

    range: Range
    value: float  # as the scenario has it
    end: float | None  # that favours orbit; None where the value does so more than either end
    ratio_at_end: float | None = None  # with this input alone there

    def at(self, share: float) -> float:
        """The value after so much of the way to the favourable end.

        >>> Input(shaped("launch.price_usd_per_kg", 900.0, 400.0, 2500.0, "estimate"), 900.0, 400.0).at(0.5)
        650.0
        """
        return self.value if self.end is None else self.value + share * (self.end - self.value)

    def plausibility(self, value: float) -> float:
        """The probability of a value at least as favourable, of the distribution that a Monte Carlo study draws from.

        >>> one = Input(shaped("launch.failure_frac", 0.05, 0.01, 0.1, "estimate"), 0.05, 0.01)
        >>> round(one.plausibility(0.05), 6), round(one.plausibility(0.01), 6)
        (0.69897, 0.0)
        """
        below = self.range.below(value)
        return 1.0 - below if self.end is not None and self.end > self.value else below


@dataclass(frozen=True)
class Change:
    """A joint change that reaches parity: how far each input goes, and how plausible that is."""

    rule: str
    shares: Shares  # of the way to the favourable end, by input
    values: tuple[float, ...]
    plausibilities: tuple[float, ...]
    ratio: float  # as evaluated there

    @property
    def joint(self) -> float:
        """The probability that every input is at least as favourable, were they independent."""
        return math.prod(self.plausibilities)

    @property
    def distance(self) -> float:
        """The length of the change, each input in shares of its way to the favourable end: the root of their squares.

        >>> Change("", (0.6, 0.8), (0.0, 0.0), (1.0, 1.0), 1.0).distance
        1.0
        """
        return math.hypot(*self.shares)


@dataclass(frozen=True, repr=False)
class Together:
    """What must be true of a set of inputs together for orbit to cost what the ground does."""

    scenario: Scenario
    inputs: tuple[Input, ...]
    left_out: tuple[tuple[str, str], ...]  # inputs of the usual set that do not move, each with the reason
    ratio: float | None  # as the scenario stands
    ratio_at_ends: float | None  # with every input at its favourable end
    changes: tuple[Change, ...]
    reason: str  # why there is no change, empty where there is one
    evaluated: int
    resolution: Resolution

    @property
    def columns(self) -> dict[str, list[Any]]:
        """A line for each input: its value, its range, and where it stands at parity by either rule."""
        inputs = self.inputs
        found: dict[str, list[Any]] = {
            "key": [one.range.path for one in inputs],
            "value": [one.value for one in inputs],
            "low": [one.range.low for one in inputs],
            "high": [one.range.high for one in inputs],
            "favourable_end": [one.end for one in inputs],
            "ratio_at_end_alone": [one.ratio_at_end for one in inputs],
        }
        for name, change in zip(RULES, self.changes, strict=False):
            found[f"{name}_value"] = list(change.values)
            found[f"{name}_share_frac"] = list(change.shares)
            found[f"{name}_plausibility_frac"] = list(change.plausibilities)
        return found

    @property
    def printed(self) -> dict[str, str]:
        """The columns of the printed table, and their heads."""
        found = {"key": "input", "value": "now", "low": "low", "high": "high", "favourable_end": "best for orbit"}
        found["ratio_at_end_alone"] = "ratio there alone"
        for name in (*RULES,)[: len(self.changes)]:
            found |= {f"{name}_value": name, f"{name}_plausibility_frac": "plausible"}
        return found

    @property
    def notes(self) -> list[str]:
        """What stands below the printed table."""
        found = [
            f"{name}: {change.rule}; ratio {number(change.ratio, 7)}, length {number(change.distance)}, all as "
            f"favourable together {_chance(change.joint)}"
            for name, change in zip(RULES, self.changes, strict=False)
        ]
        if found:
            found.append(
                "plausible: the chance of a value at least as favourable, as `montecarlo` draws it; together: of all, "
                "were they independent"
            )
        return found + [f"left out: {key}, which {reason}" for key, reason in self.left_out]

    @property
    def table(self) -> DataFrame:
        """The inputs as a table. Raises EnvironmentFault without pandas."""
        return frame(self.columns)

    def answer(self) -> dict[str, Any]:
        """What the verb prints with ``--json``."""
        columns = self.columns
        found = head(self.scenario, self.resolution, "breakeven")
        found |= {
            "site": self.scenario.ground.label,
            "says": self.says,
            "ratio": self.ratio,
            "ratio_at_favourable_ends": self.ratio_at_ends,
            "reason": self.reason,
            "evaluated": self.evaluated,
            "changes": [
                {"rule": one.rule, "ratio": one.ratio, "distance": one.distance, "joint_plausibility_frac": one.joint}
                for one in self.changes
            ],
            "inputs": [dict(zip(columns, line, strict=True)) for line in zip(*columns.values(), strict=True)],
            "left_out": [{"key": key, "reason": reason} for key, reason in self.left_out],
        }
        return found

    def plot(self) -> Any:
        """Draw how far each input must go and return its Axes. Raises EnvironmentFault without matplotlib."""
        bars = {
            one.range.path: [(change.shares[i], change.values[i], change.plausibilities[i]) for change in self.changes]
            for i, one in enumerate(self.inputs)
        }
        return parity_figures.together(self.scenario.name, self.says, bars, [one.rule for one in self.changes])

    @property
    def says(self) -> str:
        """The answer in a sentence."""
        if not self.changes:
            return self.reason
        shared, _, likely = self.changes
        n = sum(one.end is not None for one in self.inputs)
        return (
            f"parity where all {n} inputs go {max(shared.shares):.1%} of their ways to the ends that favour orbit "
            f"(plausible together: {_chance(shared.joint)}), or by the most plausible change "
            f"({_chance(likely.joint)})"
        )

    def __repr__(self) -> str:
        ratio = "none" if self.ratio is None else f"{self.ratio:.2f}"
        return f"{self.scenario.name} against {self.scenario.ground.label}, ratio {ratio}: {self.says}"


def what_must_be_true(
    scenario: Scenario,
    keys: Sequence[str] = (),
    *,
    resolution: Resolution = QUICK,
    tell: Tell | None = None,
) -> Together:
    """The smallest joint change of some inputs, of ``INPUTS`` unless named, at which orbit costs what the ground does.

    Every input moves along its range in the catalogue from its value to the end that favours orbit. The smallest change
    is that in which all go the same share of their ways, that whose shares have the least sum of squares, and that
    which is the most plausible. No parity with all at their ends is an answer too.

    Raises ScenarioError for a named key that is unknown, has no range or moves neither cost.

    >>> import orbitdc as odc
    >>> scenario = odc.load("ai1_vs_colossus", ["mission.life_y=1"])
    >>> found = odc.what_must_be_true(scenario, ["launch.price_usd_per_kg", "satellite.board.premium_frac"])
    >>> found.changes, found.ratio > found.ratio_at_ends > 1.0
    ((), True)
    """
    known, asked = KnownPoints(scenario, resolution), 0
    inputs, left_out = _inputs(known, keys)
    moving = tuple(one for one in inputs if one.end is not None)

    def gap(shares: Shares) -> float:
        """The logarithm of orbit's cost over that of the ground with every number moved by its share."""
        nonlocal asked
        asked += 1
        if tell is not None:
            tell(min(asked, USUAL - 1), USUAL)
        return known.gap(_point(moving, shares))

    now, at_ends = (known.row(_point(moving, (share,) * len(moving))) for share in (0.0, 1.0))
    ratio, last = now["ratio_like_for_like"], at_ends["ratio_like_for_like"]
    shared = shared_move(gap, len(moving)) if ratio is not None and ratio > 1.0 else None
    moves: tuple[Shares, ...] = ()
    if shared is not None:
        moves = (shared, *(least_move(gap, shared, cost) for cost in (squares, _unlikely(moving))))
    changes = tuple(_change(known, rule, inputs, one) for rule, one in zip(RULES.values(), moves, strict=False))
    reason = "" if changes else _why_none(ratio, last, len(moving), now["reason"] or at_ends["reason"])
    return Together(scenario, inputs, left_out, ratio, last, changes, reason, len(known.rows), resolution)


def _inputs(known: KnownPoints, keys: Sequence[str]) -> tuple[tuple[Input, ...], tuple[tuple[str, str], ...]]:
    """The inputs with the ends that favour orbit, and those of the usual set that cannot move, with the reason."""
    found: dict[str, Input] = {}
    left_out: list[tuple[str, str]] = []
    for key in keys or INPUTS:
        try:
            one = _input(known, key)
            found[one.range.path] = one
        except ScenarioError as error:
            if keys:
                raise
            left_out.append((key, error.problems[0].message))
    return tuple(found.values()), tuple(left_out)


def _input(known: KnownPoints, key: str) -> Input:
    """One input with the end of its range that favours orbit. Raises ScenarioError for one that cannot move."""
    over = _range(known.scenario, key)
    value = value_of(known.scenario, over.path)
    assert value is not None  # as it has a range
    rows = [known.row(point) for point in ({}, {over.path: over.low}, {over.path: over.high})]
    refuse_unread(over.path, rows)
    now, *ends = (math.inf if r["ratio_like_for_like"] is None else r["ratio_like_for_like"] for r in rows)
    best, end = min(zip(ends, (over.low, over.high), strict=True))
    if not best < now:
        return Input(over, float(value), None)
    return Input(over, float(value), end, best)


def _range(scenario: Scenario, key: str) -> Range:
    """The range of an input as a Monte Carlo study draws it; of a number that it does not draw, by the same rule.

    Raises ScenarioError for an input without a range.
    """
    path = ".".join(full_path(type(scenario), key, Origin(f"--together {key}")))
    drawn = next((found for one in scenario.numbers() if one.path == path and (found := range_of(one))), None)
    if drawn is not None:
        return drawn
    try:
        over, row = limits(scenario, key), row_of(scenario, path)
    except ScenarioError as error:
        (problem, *_) = error.problems
        if not problem.fix.startswith("state where to look"):
            raise
        fix = "name inputs that have one; `orbitdc catalog` shows the ranges"
        raise ScenarioError(replace(problem, fix=fix)) from None
    assert row is not None  # whose range the limits are
    mode = min(max(float(row.value), over.low), over.high)
    return shaped(path, mode, over.low, over.high, row.grade)


def _point(moving: Sequence[Input], shares: Shares) -> dict[str, float]:
    """The values of the moving inputs after so much of their ways."""
    return {one.range.path: one.at(share) for one, share in zip(moving, shares, strict=True)}


def _unlikely(moving: Sequence[Input]) -> Callable[[Shares], float]:
    """How implausible a move is: minus the logarithm of the joint plausibility."""

    def cost(shares: Shares) -> float:
        """How implausible the moves are together: less the sum of the logarithms of their chances."""
        chances = (one.plausibility(one.at(share)) for one, share in zip(moving, shares, strict=True))
        return -sum(math.log(max(chance, LEAST_CHANCE)) for chance in chances)

    return cost


def _change(known: KnownPoints, rule: str, inputs: Sequence[Input], shares: Shares) -> Change:
    """A joint change with every input's value and plausibility; an input that does not move asks for nothing."""
    moving = [one for one in inputs if one.end is not None]
    ratio = known.row(_point(moving, shares))["ratio_like_for_like"]
    left = iter(shares)
    every = tuple(next(left) if one.end is not None else 0.0 for one in inputs)
    values = tuple(one.at(share) for one, share in zip(inputs, every, strict=True))
    plausible = tuple(
        one.plausibility(value) if one.end is not None else 1.0 for one, value in zip(inputs, values, strict=True)
    )
    return Change(rule, every, values, plausible, ratio)


def _why_none(ratio: float | None, last: float | None, count: int, reason: str) -> str:
    """Why there is no joint change to parity, in words."""
    if ratio is None:
        return f"there is no ratio: {reason}"
    if ratio <= 1.0:
        return "orbit costs no more than the ground as it is"
    told = reason if last is None else f"orbit still costs {number(last, 4)} times the ground"
    return f"no parity with all {count} inputs at the ends that favour orbit: {told}"


def _chance(probability: float) -> str:
    """A probability in words, small ones as one in so many.

    >>> _chance(0.25), _chance(2e-5), _chance(1e-28)
    ('25 %', '1 in 50,000', '1e-28')
    """
    if probability >= 0.01:
        return f"{100 * probability:.2g} %"
    return f"1 in {number(1.0 / probability, 2)}" if probability >= 1e-6 else f"{probability:.0e}"
