"""The validation page is what is measured today, and every difference lies within what is allowed."""

from __future__ import annotations

import re

import pytest

from tests.golden.validation import PAGE, SECTIONS
from tests.golden.validation_row import Row

SAME_FRAC = 0.2  # of a printed difference: two digits, and other versions of the libraries
NOISE = 1e-8  # differences below are rounding, which no two machines share


@pytest.mark.parametrize("title", SECTIONS)
def test_what_is_measured_is_allowed_and_stands_on_the_page(title: str) -> None:
    text = PAGE.read_text(encoding="utf-8").partition(f"## {title}\n")[2].partition("\n## ")[0]
    shown = [line.split(" | ") for line in text.splitlines() if line.startswith("| ")][1:]
    rows = list(SECTIONS[title]())
    assert len(shown) == len(rows) > 0, "run: python -m tests.golden.validation"
    for cells, row in zip(shown, rows, strict=True):
        assert row.difference <= row.allowed, row.what
        ours = row.line().split(" | ")
        assert cells[0] == ours[0]
        assert cells[3:] == ours[3:], row.what
        if row.difference > NOISE:
            assert number(cells[2]) == pytest.approx(number(ours[2]), rel=SAME_FRAC), row.what


def number(text: str) -> float:
    return float(re.match(r"[-+.\de]+", text)[0])


def test_a_row_that_is_off_is_seen() -> None:
    row = Row("a", 1.1, 1.0, "m", 0.05, True, "b", "c")
    assert row.difference > row.allowed
    assert row.line() == "| a | 1.1 and 1 m | 10 % | 5 % | b | c |"
