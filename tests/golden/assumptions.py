"""Write docs/assumptions.md anew: ``python -m tests.golden.assumptions`` (about three minutes of processor time).

The page says which assumption of AI1 against Colossus 2 favours which side, and by how much.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orbitdc
from orbitdc.report.text import number
from orbitdc.scenario.model import Scenario
from orbitdc.study.execute import REFUSED, evaluate_points
from orbitdc.study.one_at_a_time import Bar, End, shown
from orbitdc.study.point import QUICK, Resolution
from orbitdc.study.sensitivity import Sensitivity, sensitivity

PAGE = Path(__file__).resolve().parents[2] / "docs" / "assumptions.md"
SCENARIO = "ai1_vs_colossus"
RESOLUTION: Resolution = QUICK  # the whole life on one day in 32: the ratio within 1e-4 of every day
MOVES = 0.001  # of the ratio: less than that is called no move
ORBIT, GROUND, NEITHER = "orbit", "ground", "-"
WORDS = """# Assumptions

Which assumption of AI1 against Colossus 2 (`orbitdc run scenarios/ai1_vs_colossus.yaml`) favours which side, and by
how much: `orbitdc sensitivity scenarios/ai1_vs_colossus.yaml`, each assumption changed alone, the others at their
values. A ratio is the cost in orbit over that on the ground, like for like; {ratio} as it stands.

A number leans to the side that its value favours against the middle of its range: the mean of the ends, or the root of
their product where the high end is four times the low one or more, as `orbitdc montecarlo` draws them. By how much is
the ratio in the middle less the ratio at the value. A named choice, and a whole number that is one, has no middle: it
leans to the side whose best value is the nearer. A verdict stands beside a ratio where the design gets another one,
because a change that is cheaper may break the design. `money.boundary` counts other things, which is a question of its
own. Ranges and grades are those of the catalogue (`orbitdc catalog`), and most are estimates: a lean says where a value
stands in a range, not that the range is right. What a scenario asks about (the orbit, the life, the sizes of the
satellite, the silicon) is no assumption and stands in no row. This page is written by `python -m
tests.golden.assumptions` and held to the runs by a test.

"""


@dataclass(frozen=True)
class Lean:
    """An assumption with the ratio in the middle of its range, None where there is none."""

    bar: Bar
    middle: float | None = None

    @property
    def by(self) -> float | None:
        """The ratio in the middle less that at the value: positive where the value favours orbit."""
        base = self.bar.stands.central
        return None if self.middle is None or base is None else self.middle - base

    @property
    def side(self) -> str:
        """The side that the value favours."""
        base = self.bar.stands.central or 0.0
        if self.bar.of.range is not None:
            if self.by is None or abs(self.by) < MOVES * base:
                return NEITHER
            return ORBIT if self.by > 0.0 else GROUND
        low, high = self.bar.span
        return NEITHER if high - low < MOVES * base else ORBIT if base - low < high - base else GROUND

    @property
    def at_end(self) -> bool:
        """Whether the value is an end of its range, or the choice that is best for one side."""
        low, high = self.bar.span
        at = self.bar.of.ends is None and self.bar.stands.central in (low, high)
        return at or (self.bar.of.ends is not None and self.bar.of.value in self.bar.of.ends)


def leans(found: Sensitivity) -> list[Lean]:
    """Every assumption with its lean; the middles of ranges that move the ratio are simulated."""
    base = found.central["ratio_like_for_like"]
    asked = [bar for bar in found.bars if bar.of.middle is not None and bar.swing >= MOVES * base]
    points = [{bar.of.path: bar.of.middle} for bar in asked]
    rows = evaluate_points(found.scenario, points, resolution=found.resolution, refused="keep")
    middles = {bar.of.path: row["ratio_like_for_like"] for bar, row in zip(asked, rows, strict=True)}
    return [Lean(bar, middles.get(bar.of.path)) for bar in found.bars]


def all_at_once(scenario: Scenario, numbers: Sequence[Lean]) -> dict[str, Any]:
    """What comes of every number that moves the ratio standing in the middle of its range."""
    point = {lean.bar.of.path: lean.bar.of.middle for lean in numbers}
    return evaluate_points(scenario, [point], resolution=RESOLUTION, refused="keep")[0]


def source(lean: Lean) -> str:
    """The keys of the sources behind a value, and its grade."""
    row = lean.bar.of.row
    return f"{row.source} ({row.grade})" if row is not None else "stated"


def number_line(lean: Lean) -> str:
    """A number as a line of the table."""
    bar = lean.bar
    low, high = bar.outer
    by = NEITHER if lean.by is None or lean.side == NEITHER else f"{abs(lean.by):.2f}"
    cells = (
        f"`{bar.of.path}`", shown(bar.of.value), f"{shown(low.value)} to {shown(high.value)}", source(lean),
        ratio_of(bar, low), ratio_of(bar, high), lean.side, by,
    )  # fmt: skip
    return f"| {' | '.join(cells)} |"


def choice_line(lean: Lean) -> str:
    """A named choice, or a whole number, as a line of the table."""
    bar = lean.bar
    others = ", ".join(f"{shown(end.value)} {ratio_of(bar, end)}" for end in bar.ends if end is not bar.stands)
    cells = (f"`{bar.of.path}`", shown(bar.of.value), others, source(lean), f"{bar.swing:.2f}", lean.side)
    return f"| {' | '.join(cells)} |"


def ratio_of(bar: Bar, end: End) -> str:
    """The ratio at an end, with the verdict where the design gets another one; or why there is no ratio."""
    verdict = end.row["verdict"]
    if end.ratio is None:
        return "refused" if verdict == REFUSED else f"none ({verdict})"
    return f"{end.ratio:.2f}" + (f" ({verdict})" if verdict != bar.stands.row["verdict"] else "")


def table(head: Sequence[str], lines: Sequence[str]) -> str:
    """Lines below a head."""
    return "\n".join((f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}", *lines)) + "\n"


def summary(found: Sensitivity, numbers: Sequence[Lean], chosen: Sequence[Lean]) -> str:
    """How many assumptions lean to which side, and by how much in sum."""
    by = {side: [lean for lean in numbers if lean.side == side] for side in (ORBIT, GROUND, NEITHER)}
    sums = {side: sum(abs(lean.by or 0.0) for lean in by[side]) for side in by}
    together = all_at_once(found.scenario, [lean for lean in numbers if lean.middle is not None])
    ratio = together["ratio_like_for_like"]
    joint = number(ratio) if ratio is not None else f"none: {together['reason']}"
    lines = [
        f"- {len(numbers)} numbers with a range move the ratio by {MOVES:.1%} or more. {len(by[ORBIT])} lean to orbit, "
        f"by {sums[ORBIT]:.2f} in sum, {len(by[GROUND])} to the ground, by {sums[GROUND]:.2f} in sum, and "
        f"{len(by[NEITHER])} to neither. With all of them in the middle at once the ratio is {joint}.",
    ]
    sides = {side: [lean for lean in chosen if lean.side == side] for side in (ORBIT, GROUND)}
    lines.append(
        f"- {len(chosen)} named choices and whole numbers move it. {len(sides[ORBIT])} stand nearest to the value that "
        f"favours orbit, {len(sides[GROUND])} to the one that favours the ground."
    )
    for side, words in ((ORBIT, "orbit"), (GROUND, "the ground")):
        ends = [f"`{lean.bar.of.path}`" for lean in (*numbers, *chosen) if lean.at_end and lean.side == side]
        lines.append(f"- {len(ends)} stand at the very end that favours {words}: {', '.join(ends)}.")
    return "\n".join(lines) + "\n"


def page() -> str:
    """The page, from the runs."""
    found = sensitivity(orbitdc.load(SCENARIO), inputs=0, resolution=RESOLUTION)
    base = found.central["ratio_like_for_like"]
    every = leans(found)
    moving = [lean for lean in every if lean.bar.swing >= MOVES * base or not lean.bar.is_whole]
    numbers = [lean for lean in moving if lean.bar.of.range is not None]
    chosen = [lean for lean in moving if lean.bar.of.range is None]
    still = [f"`{lean.bar.of.path}`" for lean in every if lean not in moving]
    head = ("number", "value", "range", "source (grade)", "ratio at low", "ratio at high", "leans to", "by")
    choices = ("choice", "value", "ratio at the others", "source (grade)", "swing", "leans to")
    parts = (
        WORDS.format(ratio=number(base)),
        summary(found, numbers, chosen),
        "\n## Numbers\n\n" + table(head, [number_line(lean) for lean in numbers]),
        "\n## Named choices and whole numbers\n\n" + table(choices, [choice_line(lean) for lean in chosen]),
        f"\n## What moves the ratio by less than {MOVES:.1%}\n\n",
        f"{len(still)} assumptions: {', '.join(sorted(still))}.\n",
    )
    return "".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
