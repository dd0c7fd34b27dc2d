"""The sensitivity study: every assumption changed alone, and the share of the variance that the largest explain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from orbitdc.errors import Problem, ScenarioError
from orbitdc.report import sensitivity_figure
from orbitdc.report.text import number
from orbitdc.results.frames import frame
from orbitdc.scenario.model import Scenario
from orbitdc.scenario.schema import unit_of
from orbitdc.study.assumptions import Assumption, assumptions_of, subject
from orbitdc.study.execute import Tell, evaluate_points
from orbitdc.study.indices import Indices, checked_samples, indices, refuse_outside, sample
from orbitdc.study.one_at_a_time import Bar, bar_of, shown
from orbitdc.study.point import DRAWN, OUTCOME, QUICK, Resolution
from orbitdc.study.ranges import by_path, draws_of
from orbitdc.study.table import Points

if TYPE_CHECKING:
    from pandas import DataFrame

MOST_INPUTS = 100
LEADS = 0.5  # of the largest index, from which an input is named beside it
MOST_NAMED = 3


@dataclass(frozen=True, repr=False)
class Sensitivity(Points):
    """A scenario with every assumption changed alone; ``points`` and ``rows`` hold each value that was tried."""

    bars: tuple[Bar, ...]  # the largest swing first
    central: Mapping[str, Any]  # the outcome of the scenario as it stands
    inputs: tuple[Assumption, ...]  # of the indices, the largest swing first
    indices: Indices | None
    no_indices: str  # why there are no indices; empty where there are
    seed: int

    @property
    def columns(self) -> dict[str, list[Any]]:
        """The tornado: a row for each assumption, the largest swing first."""
        told = [bar.row() for bar in self.bars]
        return {name: [row[name] for row in told] for name in told[0]}

    @property
    def tried(self) -> list[dict[str, Any]]:
        """Every value that was tried, with what came of it."""
        return [
            {"key": path, "value": value, **{name: row.get(name) for name in OUTCOME}}
            for point, row in zip(self.points, self.rows, strict=True)
            for path, value in point.items()
        ]

    @property
    def index_columns(self) -> dict[str, list[Any]]:
        """A row for each input of the indices: first and total index, each with the ends of its 95 % interval."""
        found: dict[str, list[Any]] = {"key": [one.path for one in self.inputs] if self.indices is not None else []}
        for name in ("first", "total"):
            values, ends = (
                (getattr(self.indices, name).tolist(), getattr(self.indices, f"{name}_interval").tolist())
                if self.indices is not None
                else ([], ([], []))
            )
            found |= {f"{name}_index": values, f"{name}_low": ends[0], f"{name}_high": ends[1]}
        return found

    @property
    def index_table(self) -> DataFrame:
        """The Sobol indices as a DataFrame. Raises EnvironmentFault without pandas."""
        return frame(self.index_columns)

    @cached_property
    def sentence(self) -> str:
        """What decides, in one sentence made from the numbers."""
        bars = {bar.of.path: bar for bar in self.bars}
        if self.indices is None or not self.inputs:
            first = next((bar for bar in self.bars if bar.swing > 0.0), None)
            if self.central["ratio_like_for_like"] is None:
                return f"Nothing can be said to decide, as the scenario itself has no ratio: {self.central['reason']}."
            if first is None:
                return "Nothing that was changed moves the ratio."
            return f"{_begin(subject(first.of.path))} moves the ratio most, {_moves(first)} by itself."
        shares, least = self.indices.first, self.indices.first_interval[0]
        order = np.argsort(-shares, kind="stable")[:MOST_NAMED]
        if least[order[0]] <= 0.0:
            bar = max((bars[one.path] for one in self.inputs), key=lambda bar: bar.swing)
            return (
                f"{_begin(subject(bar.of.path))} moves the ratio most, {_moves(bar)} by itself; of "
                f"{self.indices.samples} samples no share of the variance is above chance."
            )
        named = [int(i) for i in order if shares[i] >= LEADS * shares[order[0]]]
        paths = [self.inputs[i].path for i in named]
        parts = [f"{100 * max(shares[i], 0.0):.0f} %" for i in named]
        many = len(named) > 1
        decide = "decide: they explain" if many else "decides: it explains"
        move, alone = ("move", "themselves") if many else ("moves", "itself")
        return (
            f"{_begin(_listed([subject(path) for path in paths]))} {decide} {_listed(parts)} of the variance of the "
            f"ratio, and {move} it {_listed([_moves(bars[path]) for path in paths])} by {alone}{self._joint(named)}."
        )

    def _joint(self, named: Sequence[int]) -> str:
        """The input that explains most together with others, where it is none of those named already."""
        assert self.indices is not None
        most = int(self.indices.total.argmax())
        if most in named:
            return ""
        share = 100 * self.indices.total[most]
        return f"; together with others {subject(self.inputs[most].path)} explains most, {share:.0f} %"

    @property
    def most_of_the_choices(self) -> str:
        """Which named choice moves the ratio most, in words; they are in no index, as none has a probability."""
        first = next((bar for bar in self.bars if bar.of.kind == "choice" and bar.swing > 0.0), None)
        if first is None:
            return "no named choice moves the ratio"
        low, high = first.outer
        least, most = (f"{number(end.ratio)} with {shown(end.value)}" for end in (low, high))
        return f"{first.of.path} moves the ratio most, from {least} to {most}"

    @property
    def parity(self) -> str:
        """Which changes bring the ratio below 1 by themselves, in a sentence."""
        central = self.central["ratio_like_for_like"]
        if central is None:
            return f"The scenario itself has no ratio: {self.central['reason']}."
        above = central >= 1.0
        crossing = [f"{bar.of.path} at {shown(end.value)}" for bar in self.bars for end in bar.ends if end.crosses]
        side = "orbit cheaper than the ground" if above else "the ground cheaper than orbit"
        if not crossing:
            return f"No single change makes {side}."
        return f"{_begin(_listed(crossing))} {'makes' if len(crossing) == 1 else 'each make'} {side}."

    @property
    def held(self) -> str:
        """What the indices leave out, in words; or why there are none."""
        if self.indices is None:
            return self.no_indices
        rest = sum(bar.of.range is not None for bar in self.bars) - len(self.inputs)
        return (
            f"{len(self.inputs)} numbers drawn over their ranges in {self.indices.samples} samples; "
            f"{rest} others and every choice held at their values"
        )

    def plot(self) -> Any:
        """Draw the largest 20 swings with the values at both ends, and return its Axes.

        Raises EnvironmentFault without matplotlib.
        """
        drawn = [
            (_titled(bar.of), [(shown(end.value), end.ratio) for end in bar.outer])
            for bar in self.bars
            if bar.swing > 0.0
        ]
        return sensitivity_figure.tornado(self.scenario.name, self.central["ratio_like_for_like"], drawn, self.sentence)

    def __repr__(self) -> str:
        return f"{self.scenario.name}: {self.sentence}"

    def answer(self, verb: str) -> dict[str, Any]:
        """What the verb prints with ``--json``: the sentence, the tornado, the indices, and every value tried."""
        whole = super().answer(verb)
        tornado, found = whole.pop("points"), self.index_columns
        rows = [dict(zip(found, values, strict=True)) for values in zip(*found.values(), strict=True)]
        return whole | {
            "sentence": self.sentence,
            "parity": self.parity,
            "ratio_of_the_scenario": self.central["ratio_like_for_like"],
            "tornado": tornado,
            "indices": rows,
            "indices_of": self.held,
            "samples": self.indices.samples if self.indices is not None else None,
            "seed": self.seed,
            "tried": self.tried,
        }


def sensitivity(
    scenario: Scenario,
    *,
    only: Sequence[str] = (),
    inputs: int = 10,
    samples: int = 128,
    seed: int | None = None,
    jobs: int | None = None,
    resolution: Resolution = QUICK,
    tell: Tell | None = None,
) -> Sensitivity:
    """Change every assumption of a scenario alone, and estimate Sobol indices of the numbers that swing most.

    Assumptions are numbers with a range or a distribution, tried at both ends (P5 and P95 of a distribution), whole
    numbers with a range, and named choices, tried at every other value; ``only`` are the keys that are changed. The
    indices of ``inputs`` numbers take (inputs + 2) x ``samples`` points, with the other assumptions held; 0 inputs
    leave them out. The same seed gives the same bits for any number of ``jobs``.

    Raises ScenarioError for keys, inputs and samples that cannot be, and for an index outside [0, 1] by more than its
    interval, which asks for more samples.

    >>> import orbitdc as odc
    >>> scenario = odc.load("ai1_vs_colossus", ["mission.life_y=1"])
    >>> found = odc.sensitivity(scenario, only=["launch.price_usd_per_kg", "launch.risk"], inputs=0, jobs=1)
    >>> [bar.of.path for bar in found.bars]
    ['launch.price_usd_per_kg', 'launch.risk']
    """
    checked_samples(samples)
    if not 0 <= inputs <= MOST_INPUTS:
        raise ScenarioError(Problem(f"is {inputs}", path="inputs", fix=f"from 0, no indices, to {MOST_INPUTS}"))
    chosen = scenario.seed if seed is None else seed
    assumed = assumptions_of(scenario, only)
    points = [{one.path: value} for one in assumed for value in one.others]
    most = sum(one.range is not None for one in assumed)
    expected = 1 + len(points) + (min(inputs, most) + 2) * samples * (inputs > 0 and most > 0)

    def told(done: int, _: int) -> None:
        """Tell how many points are done."""
        if tell is not None:
            tell(done, expected)

    evaluated = evaluate_points(scenario, [{}, *points], jobs=jobs, resolution=resolution, tell=told, refused="keep")
    central, rows = evaluated[0], evaluated[1:]
    remaining = iter(rows)
    bars = [bar_of(one, central, [next(remaining) for _ in one.others]) for one in assumed]
    bars.sort(key=lambda bar: -bar.swing)
    largest = tuple(bar.of for bar in bars if bar.of.range is not None and bar.swing > 0.0 and bar.is_whole)[:inputs]
    found, why = None, "no indices asked for" if not inputs else "no number moves the ratio"
    if largest:
        found, why = _indices(scenario, largest, samples, chosen, jobs, resolution,
                              lambda done, _: told(len(evaluated) + done, 0))  # fmt: skip
    return Sensitivity(scenario, points, rows, resolution, tuple(bars), central, largest, found, why, chosen)


def _indices(
    scenario: Scenario,
    largest: Sequence[Assumption],
    samples: int,
    seed: int,
    jobs: int | None,
    resolution: Resolution,
    tell: Tell,
) -> tuple[Indices | None, str]:
    """The indices of the ratio over some inputs, or why there are none."""
    drawn_from = [one.range for one in largest if one.range is not None]
    uniform = sample(len(drawn_from), samples, seed).reshape(-1, len(drawn_from))
    points = [by_path(drawn_from, row) for row in draws_of(drawn_from, uniform)]
    drawn = DRAWN if resolution == QUICK else resolution
    rows = evaluate_points(scenario, points, jobs=jobs, resolution=drawn, tell=tell, refused="keep")
    without = [row for row in rows if row["ratio_like_for_like"] is None]
    if without:
        return None, f"{len(without):,} of {len(rows):,} draws have no ratio, e.g. {without[0]['reason']}"
    ratios = np.array([row["ratio_like_for_like"] for row in rows]).reshape(samples, -1)
    found = indices(ratios, seed)
    refuse_outside(found, [one.path for one in drawn_from])
    return found, ""


def _titled(one: Assumption) -> str:
    """An assumption with its value and the unit of that."""
    unit = "" if one.path.endswith("_frac") or one.kind == "choice" else unit_of(one.path.rpartition(".")[2])
    return f"{one.path} = {shown(one.value)} {unit}".rstrip()


def _moves(bar: Bar) -> str:
    """Between which answers a number moves it, in words."""
    low, high = bar.span
    return f"from {number(low)} to {number(high)}"


def _listed(parts: Sequence[str]) -> str:
    """Some words with commas and an `and` between.

    >>> _listed(["a"]), _listed(["a", "b", "c"])
    ('a', 'a, b and c')
    """
    return " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))


def _begin(text: str) -> str:
    """A text as the beginning of a sentence."""
    return text[:1].upper() + text[1:] if text.startswith("the ") else text
