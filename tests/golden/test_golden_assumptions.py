"""The page of assumptions is what the runs say, tried on a few of its rows."""

from __future__ import annotations

from functools import cache

import pytest
from assumptions import GROUND, NEITHER, ORBIT, PAGE, RESOLUTION, SCENARIO, Lean, choice_line, leans, number_line

import orbitdc
from orbitdc.study.assumptions import Assumption, assumptions_of
from orbitdc.study.one_at_a_time import bar_of
from orbitdc.study.point import OUTCOME
from orbitdc.study.ranges import Range

NUMBERS = (
    "launch.price_usd_per_kg",
    "satellite.solar_array.price_usd_per_w",
    "ground.facility_usd_per_it_w",
    "ground.sales_tax_frac",
)
CHOICES = ("satellite.solar_array.tracking", "launch.risk", "satellite.link.terminals")


@cache
def found() -> dict[str, Lean]:
    made = orbitdc.sensitivity(
        orbitdc.load(SCENARIO), only=[*NUMBERS, *CHOICES], inputs=0, resolution=RESOLUTION, jobs=1
    )
    return {lean.bar.of.path: lean for lean in leans(made)}


@cache
def lines() -> list[str]:
    return PAGE.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("key", NUMBERS)
def test_a_number_is_the_one_of_its_runs(key: str) -> None:
    assert number_line(found()[key]) in lines()


@pytest.mark.parametrize("key", CHOICES)
def test_a_choice_is_the_one_of_its_runs(key: str) -> None:
    assert choice_line(found()[key]) in lines()


def test_every_assumption_stands_on_the_page_once() -> None:
    table_rows = [line.split("|")[1].strip() for line in lines() if line.startswith("| `")]
    last = next(line for line in reversed(lines()) if "assumptions: `" in line)
    named = [*table_rows, *last.removesuffix(".").split(": ")[1].split(", ")]
    assert sorted(named) == sorted(f"`{one.path}`" for one in assumptions_of(orbitdc.load(SCENARIO)))


def test_the_summary_counts_the_rows() -> None:
    rows = [line.split(" | ") for line in lines() if line.startswith("| `") and line.count("|") == 9]
    sums = {side: sum(float(row[-1].strip(" |")) for row in rows if row[-2] == side) for side in (ORBIT, GROUND)}
    counts = {side: sum(row[-2] == side for row in rows) for side in (ORBIT, GROUND, NEITHER)}
    said = next(line for line in lines() if line.startswith(f"- {len(rows)} numbers"))
    assert f" {counts[ORBIT]} lean to orbit, by " in said
    assert f" {counts[GROUND]} to the ground, by " in said
    for side, words in ((ORBIT, "lean to orbit, by "), (GROUND, "to the ground, by ")):
        told = float(said.split(words)[1].split(" ")[0])
        assert told == pytest.approx(sums[side], abs=0.005 * counts[side] + 0.01)  # each row is rounded to 0.01


def outcome_of(ratio: float) -> dict[str, object]:
    return dict.fromkeys(OUTCOME) | {"ratio_like_for_like": ratio}


def test_a_value_nearer_to_what_favours_orbit_leans_to_orbit() -> None:
    """A ratio of 1 + x over x from 1 to 9, at 3 and at 7: the middle is 5."""
    for value, side, by in ((3.0, ORBIT, 2.0), (7.0, GROUND, -2.0), (5.0, NEITHER, 0.0)):
        spread = Range("a", value, 2.5, 9.0, "triangular", "estimate")
        one = Assumption("a", "number", value, (1.0, 9.0), (1.0, 9.0), spread)
        lean = Lean(
            bar_of(one, outcome_of(1.0 + value), [outcome_of(2.0), outcome_of(10.0)]), 1.0 + (one.middle or 0.0)
        )
        assert (lean.side, lean.by) == (side, by)
        assert not lean.at_end
