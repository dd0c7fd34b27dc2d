"""Every case of the two lists of published cases is held by a preset, a sweep or a test, or says why it is not.

``coverage.csv`` names all 114 of them with the grade that their list gives them, and a study that has no case there.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

from orbitdc.scenario.files import shipped

HERE = Path(__file__).parent


def rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


COVERAGE = rows("coverage.csv")
SWEEPS = {row["case"] for row in rows("cases.csv")}
TESTS = {
    name for path in HERE.parent.rglob("test_*.py") for name in re.findall(r"^def (test_\w+)", path.read_text(), re.M)
}


def test_every_case_of_both_lists_is_named_once() -> None:
    assert Counter(row["list"] for row in COVERAGE) == {
        "peer_cases": 62,
        "published_cases": 52,
        "published_studies": 1,  # without a case of its own in the lists
    }
    assert len({(row["list"], row["case"]) for row in COVERAGE}) == len(COVERAGE)


@pytest.mark.parametrize("row", COVERAGE, ids=lambda row: row["case"])
def test_a_case_is_held_or_says_why_not(row: dict[str, str]) -> None:
    if not row["held_by"]:
        assert len(row["why_not"].split()) > 4
        return
    assert not row["why_not"]
    kind, name = row["held_by"].split(":")
    known = {"preset": {one.removeprefix("published/") for one in shipped()}, "case": SWEEPS, "test": TESTS}
    assert name in known[kind]


def test_most_cases_are_held() -> None:
    """Of 115 at most 27 are left: quotients of printed numbers, relayed headlines, and sums without public inputs."""
    held = sum(bool(row["held_by"]) for row in COVERAGE)
    assert held >= 88
