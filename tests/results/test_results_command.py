"""What was changed for a run, and the command that makes it again."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from itertools import pairwise

import orbitdc
from orbitdc.comparison.run import Run
from orbitdc.results.command import CHANGED_IN_PYTHON, changes_of, command_of, platform_in_words


def test_the_command_of_a_run_makes_the_same_scenario_again(run_of: Callable[..., Run]) -> None:
    run = run_of("ai1_vs_colossus")
    found = command_of(run)
    words = shlex.split(found["command"])
    assert words[:3] == ["orbitdc", "run", "ai1_vs_colossus"]
    sets = [text for word, text in pairwise(words) if word == "--set"]
    assert sets == found["changes"]
    assert orbitdc.load(words[2], sets).sha256 == run.scenario.sha256


def test_quotes_and_spaces_of_a_change_survive_the_shell() -> None:
    text = 'satellite.label=it\'s "quoted"; $(rm) `x`'
    sets, replaced = changes_of(orbitdc.load("ai1_vs_colossus", [text]).source)
    assert (sets, replaced) == ([text], [])
    assert shlex.split(shlex.join(["--set", *sets])) == ["--set", text]


def test_a_file_as_it_is_and_a_change_in_python() -> None:
    scenario = orbitdc.load("ai1_vs_colossus")
    assert changes_of(scenario.source) == ([], [])
    changed = scenario.replace({"launch.price_usd_per_kg": 100})
    assert changes_of(changed.source) == ([], ["launch.price_usd_per_kg=100"])
    assert "Python" in CHANGED_IN_PYTHON


def test_the_platform_names_what_last_digits_depend_on() -> None:
    words = platform_in_words()
    for name in ("Python 3.", "numpy ", "numba "):
        assert name in words
