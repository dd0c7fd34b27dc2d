"""Mistakes about money that depend on more than one key or file, and what is none; `messages.py` has the words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from orbitdc.errors import Problem, ScenarioError
from orbitdc.scenario.load import load

Write = Callable[..., Path]
HEAD = "extends: ai1_vs_colossus\nname: child\n"


def refused(path: Path, *sets: str) -> list[Problem]:
    """The mistakes that loading names."""
    with pytest.raises(ScenarioError) as caught:
        load(path, sets)
    assert caught.value.exit_code == 2
    return list(caught.value.problems)


def test_a_premium_and_an_expected_loss_by_set_are_refused(write: Write) -> None:
    (problem,) = refused(write(HEAD), "launch.risk=expected_loss", "launch.insurance_frac=0.06")
    assert (problem.file, problem.path) == ("--set launch.insurance_frac=0.06", "launch.insurance_frac")


@pytest.mark.parametrize(
    "lines",
    [
        "",  # both are defaults of the catalogue
        "launch: {insurance_frac: 0.06}",  # waits for risk: insurance
        "launch: {risk: expected_loss}",
        "launch: {risk: insurance, insurance_frac: 0.06}",
        "launch: {risk: expected_loss, insurance_frac: 0}",  # says that there is none
        "money: {real_wacc_frac: 0}",  # money that costs nothing is a limit, not a mistake
        "money: {financing: {structure: lease, residual_frac: 1}}",
        "ground: {it_refresh_y: 9}\nmoney: {financing: {structure: level_loan, debt_term_months: 60}}",
    ],
)
def test_what_is_no_mistake(write: Write, lines: str) -> None:
    load(write(f"{HEAD}{lines}\n"))


def test_a_parents_premium_counts_as_written(write: Write) -> None:
    parent = write(HEAD.replace("child", "parent") + "launch: {insurance_frac: 0.06}\n", "parent.yaml")
    (problem,) = refused(write("extends: parent.yaml\nname: child\nlaunch: {risk: expected_loss}\n"))
    assert (problem.file, problem.line, problem.column) == (str(parent), 3, 26)
    assert problem.path == "launch.insurance_frac"
