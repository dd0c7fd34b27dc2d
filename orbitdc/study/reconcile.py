"""Why two answers differ: the ratio of one scenario turned into that of another, group of inputs by group of inputs."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orbitdc.catalog import did_you_mean
from orbitdc.errors import Problem, ScenarioError
from orbitdc.report.reconcile_figure import waterfall
from orbitdc.report.text import number
from orbitdc.results.frames import frame
from orbitdc.scenario.files import shipped
from orbitdc.scenario.load import load
from orbitdc.scenario.model import Scenario
from orbitdc.study.execute import Tell, default_jobs
from orbitdc.study.hybrid import Between, resolved
from orbitdc.study.point import QUICK, Resolution
from orbitdc.study.shapley import Shared, exact, masks_of, sampled, sampled_orders, to_merge
from orbitdc.study.table import head

if TYPE_CHECKING:
    from pandas import DataFrame

STUDIES = "published/"  # the folder of the shipped scenarios that replay studies
MOST_EXACT = 10  # groups, of which every combination is evaluated: 1,024
PAIRS = 32  # of orders that are sampled where there are more groups
SHOWN = 3  # inputs named for each group
CELL_CHARS = 24


@dataclass(frozen=True)
class Step:
    """One group of inputs, and how it moves the ratio on the way from one scenario to the other."""

    group: str
    factor: float  # by which it multiplies the ratio, the mean of the logarithm over the orders
    least: float  # in any order
    most: float
    share: float  # of the logarithm of the whole change
    error_frac: float | None  # standard error of the factor, of two and more pairs of sampled orders
    before: float  # the ratio before it, with the groups above it turned already
    after: float
    inputs: Mapping[str, tuple[Any, Any]]  # what differs, by key

    @property
    def named(self) -> str:
        """The inputs that differ, few of them with both values."""
        told = [f"{key} {_short(a)} to {_short(b)}" for key, (a, b) in list(self.inputs.items())[:SHOWN]]
        more = len(self.inputs) - len(told)
        return ", ".join(told) + (f" and {more} more" if more else "")


@dataclass(frozen=True, repr=False)
class Reconciliation:
    """The steps from the ratio of one scenario to that of another; their factors multiply to the whole change."""

    first: Scenario
    second: Scenario
    ratios: tuple[float, float]
    steps: tuple[Step, ...]
    shared: Shared | None  # None where nothing differs
    sampled: bool
    refused: Mapping[str, int]  # combinations without a ratio, by why
    points: int
    resolution: Resolution

    @property
    def columns(self) -> dict[str, list[Any]]:
        """A row for each group, the largest move first."""
        names = ("group", "factor", "least", "most", "share", "error_frac", "before", "after", "named")
        heads = {
            "least": "factor_least", "most": "factor_most", "share": "share_frac", "error_frac": "factor_error_frac",
            "before": "ratio_before", "after": "ratio_after", "named": "inputs",
        }  # fmt: skip
        return {heads.get(name, name): [getattr(step, name) for step in self.steps] for name in names}

    @property
    def table(self) -> DataFrame:
        """The columns as a table. Raises EnvironmentFault without pandas."""
        return frame(self.columns)

    def plot(self) -> Any:
        """Draw the steps as a waterfall and return its Axes. Raises EnvironmentFault without matplotlib."""
        return waterfall((self.first.name, self.second.name), self.ratios, self.columns, " ".join(self.notes))

    @property
    def notes(self) -> list[str]:
        """How the shares were found, in sentences."""
        if self.shared is None:
            return ["No input that moves a cost differs."]
        n = len(self.steps)
        if n == 1:
            return [f"All that differs belongs to one group, {self.steps[0].group}.", *self._limits()]
        if self.sampled:
            how = f"Each factor is the mean over {self.shared.orders:,} sampled orders of {n} groups and their reverses"
            errors = [step.error_frac for step in self.steps if step.error_frac is not None]
            how += f"; the largest standard error is {max(errors):.1%}." if errors else "."
        else:
            how = f"Each factor is the mean over all {self.shared.orders:,} orders of {n} groups that have a ratio."
        found = [how, "Least and most are its factors in the orders that favour it least and most."]
        return [*found, *self._limits()]

    def _limits(self) -> list[str]:
        """What was left out, taken together or not published, in sentences."""
        found = list[str]()
        if self.shared is not None and self.shared.skipped:
            why = "; ".join(f"{text} ({count})" for text, count in list(self.refused.items())[:2])
            found.append(
                f"{self.shared.skipped:,} orders pass through combinations of inputs without a ratio and are left out: "
                f"{why}."
            )
        if merged := [step.group for step in self.steps if " + " in step.group]:
            found.append(f"Taken together, because apart they have no ratio: {', '.join(merged)}.")
        found.append("What grows with one satellite is compared per watt of its accelerators.")
        for each in (self.first, self.second):
            if each.published is not None and each.published.not_public:
                found.append(f"{each.published.study} does not publish: {each.published.not_public}")
        return found

    def __repr__(self) -> str:
        a, b = self.ratios
        first = f"{self.first.name} {number(a, 4)} to {self.second.name} {number(b, 4)}"
        if not self.steps:
            return f"{first}: no input that moves a cost differs"
        most = ", ".join(f"{step.group} x{step.factor:.2f}" for step in self.steps[:3])
        return f"{first}: {most} (no interval asked for)"

    def page(self) -> str:
        """The steps as a page in Markdown, beside whose file the figure stands."""
        a, b = self.ratios
        lines = [
            f"# From {self.first.name} to {self.second.name}\n\n",
            f"{self.first.description}: {number(a)} times the cost on the ground.\n\n",
            f"{self.second.description}: {number(b)} times.\n\n![Waterfall](reconcile.png)\n\n",
            "| group of inputs | factor | in other orders | ratio | share | what differs |\n",
            f"|{' --- |' * 6}\n",
        ]
        for step in self.steps:
            width = f"{number(step.least)} to {number(step.most)}"
            cells = (
                step.group, number(step.factor), width, number(step.after), f"{step.share:.0%}",
                "; ".join(f"`{key}` {_short(x)} to {_short(y)}" for key, (x, y) in step.inputs.items()),
            )  # fmt: skip
            lines.append(f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |\n")
        return "".join([*lines, "\n", *(f"{note}\n" for note in self.notes)])

    def answer(self) -> dict[str, Any]:
        """What the verb prints with ``--json``."""
        columns = self.columns
        steps = [dict(zip(columns, line, strict=True)) for line in zip(*columns.values(), strict=True)]
        for line, step in zip(steps, self.steps, strict=True):
            line["inputs"] = {key: {"first": a, "second": b} for key, (a, b) in step.inputs.items()}
        return head(self.first, self.resolution, "reconcile") | {
            "second": {"name": self.second.name, "path": self.second.source.path, "sha256": self.second.sha256},
            "ratio_first": self.ratios[0],
            "ratio_second": self.ratios[1],
            "steps": steps,
            "orders": self.shared.orders if self.shared else 0,
            "orders_left_out": self.shared.skipped if self.shared else 0,
            "sampled": self.sampled,
            "combinations": self.points,
            "combinations_refused": dict(self.refused),
            "notes": self.notes,
        }


def study_named(name: str | Path | Scenario, sets: Sequence[str] = ()) -> Scenario:
    """A scenario by the name of a published study, the name of a shipped scenario, or a file.

    Raises ScenarioError, with the nearest name, where there is none.
    """
    if isinstance(name, Scenario):
        return name
    known = shipped()
    if f"{STUDIES}{name}" in known:
        return load(f"{STUDIES}{name}", sets)
    if str(name) in known or Path(name).exists():
        return load(name, sets)
    studies = tuple(key.removeprefix(STUDIES) for key in known if key.startswith(STUDIES))
    near = did_you_mean(Path(name).stem, (*studies, *known))
    fix = near or f"name a file, a shipped scenario, or one of the published studies: {', '.join(studies) or 'none'}"
    raise ScenarioError(Problem("no such study or scenario", path=str(name), fix=fix))


def reconcile(
    first: str | Path | Scenario,
    second: str | Path | Scenario,
    *,
    sets: Sequence[str] = (),
    pairs: int | None = None,
    seed: int = 0,
    resolution: Resolution = QUICK,
    threads: int | None = None,
    tell: Tell | None = None,
) -> Reconciliation:
    """Turn the inputs of one scenario into those of another, and say how much of the ratio each group explains.

    The share of a group is the Shapley value of the logarithm of the ratio: the mean of what turning it adds, over the
    orders of the groups. Every combination is evaluated for up to 10 groups; beyond, or with ``pairs``, so many
    antithetic pairs of orders are drawn. ``sets`` change both scenarios. Raises ScenarioError for a name that leads to
    no scenario, and where either of the two has no ratio.

    >>> import orbitdc as odc
    >>> cheap = odc.load("ai1_vs_colossus", ["mission.life_y=1", "launch.price_usd_per_kg=200"])
    >>> odc.reconcile(odc.load("ai1_vs_colossus", ["mission.life_y=1"]), cheap).steps[0].group
    'launch'
    """
    a, b = study_named(first, sets), study_named(second, sets)
    year = max(a.money.currency_year, b.money.currency_year)
    between = Between(
        resolved(a, year, resolution), resolved(b, year, resolution), resolution, threads or default_jobs()
    )
    ends = tuple(_end(between, taken, scenario) for taken, scenario in ((frozenset[str](), a), (_all(between), b)))
    groups: list[tuple[str, ...]] = [(name,) for name in between.differing]
    drawn = pairs if pairs is not None else PAIRS if len(groups) > MOST_EXACT else None
    if not groups:
        return Reconciliation(a, b, (ends[0], ends[1]), (), None, False, {}, 1, resolution)
    while True:
        shared = _shared(between, groups, drawn, seed, tell)
        if isinstance(shared, Shared):
            break
        i, j = shared
        groups = [*groups[:i], groups[i] + groups[j], *groups[i + 1 : j], *groups[j + 1 :]]
    refused: dict[str, int] = {}
    for ratio, why in between.known.values():
        if ratio is None:
            refused[why] = refused.get(why, 0) + 1
    steps = _steps(between, groups, shared, ends[0], ends[1])
    return Reconciliation(
        a, b, (ends[0], ends[1]), steps, shared, drawn is not None, refused, len(between.known), resolution
    )


def _all(between: Between) -> frozenset[str]:
    """Every key in which the two scenarios differ."""
    return frozenset(between.differing)


def _end(between: Between, taken: frozenset[str], scenario: Scenario) -> float:
    """The ratio of either scenario. Raises ScenarioError where it has none."""
    ratio, why = between.ratio(taken)
    if ratio is None or ratio <= 0.0:
        fix = "`orbitdc run` says what the design lacks; reconcile two scenarios that both have a ratio"
        raise ScenarioError(Problem(f"has no ratio: {why or 'a side costs nothing'}", path=scenario.name, fix=fix))
    return ratio


def _shared(
    between: Between, groups: Sequence[tuple[str, ...]], drawn: int | None, seed: int, tell: Tell | None
) -> Shared | tuple[int, int]:
    """The shares of the groups over their orders, or the two that must be taken together for there to be any."""
    n = len(groups)
    if drawn is None:
        masks: list[int] = list(range(1 << n))
        orders: list[tuple[int, ...]] = []
    else:
        orders = sampled_orders(n, drawn, seed)
        masks = sorted({mask for order in orders for mask in masks_of(order)})
    values = _values(between, groups, masks, tell)
    shared = exact(values, n) if drawn is None else sampled(values, n, orders)
    return shared if shared is not None else to_merge(values, n)


def _values(
    between: Between, groups: Sequence[tuple[str, ...]], masks: Sequence[int], tell: Tell | None
) -> dict[int, float | None]:
    """The logarithm of the ratio by the mask of the groups that are turned; None where there is no ratio."""
    found: dict[int, float | None] = {}
    for done, mask in enumerate(masks):
        taken = frozenset(name for i, group in enumerate(groups) if mask >> i & 1 for name in group)
        ratio, _ = between.ratio(taken)
        found[mask] = math.log(ratio) if ratio is not None and ratio > 0.0 else None
        if tell is not None:
            tell(done + 1, len(masks))
    return found


def _steps(
    between: Between, groups: Sequence[tuple[str, ...]], shared: Shared, first: float, second: float
) -> tuple[Step, ...]:
    """A step for each group, the largest first, with the ratio before and after it."""
    whole, here, found = math.log(second / first), first, []
    for i in sorted(range(len(groups)), key=lambda i: -abs(shared.mean[i])):
        after = here * math.exp(shared.mean[i])
        inputs = {key: both for name in groups[i] for key, both in between.inputs(name).items()}
        found.append(
            Step(
                group=" + ".join(groups[i]),
                factor=math.exp(shared.mean[i]),
                least=math.exp(shared.least[i]),
                most=math.exp(shared.most[i]),
                share=shared.mean[i] / whole if whole else 0.0,
                error_frac=shared.error[i] if shared.error and math.isfinite(shared.error[i]) else None,
                before=here,
                after=after,
                inputs=inputs,
            )
        )
        here = after
    return tuple(found)


def _short(value: Any) -> str:
    """A value in few letters."""
    text = number(value, 4) if isinstance(value, float) else str(value)
    return text if len(text) <= CELL_CHARS else text[: CELL_CHARS - 3] + "..."
