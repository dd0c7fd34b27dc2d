"""Every preset of a published study gives the figures that it quotes, within the tolerance written beside each.

The printed numbers stand in the presets themselves (`published.figures`); those of sweeps over a preset stand in
``cases.csv``, each with its source. A figure that is not met says why in its own `why`.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from published_page import presets, summary

import orbitdc
from orbitdc.comparison.run import simulate
from orbitdc.report.headline import headline, in_brief
from orbitdc.results.save import summary_of
from orbitdc.results.summary_published import ours_of
from orbitdc.scenario.published import Figure

PRESETS = presets()
CASES = list(csv.DictReader((Path(__file__).parent / "cases.csv").open(encoding="utf-8", newline="")))


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_gives_the_figures_that_it_quotes(name: str) -> None:
    study = summary(name)["published"]
    for figure in study["figures"]:
        assert figure["ours"] is not None, f"{figure['label']}: {figure['ours_reason']}"
        if not figure["within"]:
            assert figure["why"], f"{figure['label']}: {figure['theirs']} in print, {figure['ours']} here"


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_says_whose_it_is_and_what_it_turns_off(name: str) -> None:
    scenario = orbitdc.load(name)
    study = scenario.published
    assert study is not None
    assert study.link.startswith("https://")
    assert summary(name)["published"]["switches"]
    for changes in (study.corrected, study.full_physics):
        if changes is not None:
            scenario.replace(changes)  # raises where a key is not one of a scenario


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_a_sweep_over_a_preset_gives_what_is_printed(case: dict[str, str]) -> None:
    figure = Figure.model_construct(
        key=case["key"],
        per=case["per"] or None,
        times=float(case["times"]),
        value=float(case["value"]),
        high=None,
        tolerance_frac=float(case["tolerance_frac"]),
    )
    sets = tuple(case["sets"].split("; ")) if case["sets"] else ()
    ours, why = ours_of(figure, summary(f"published/{case['preset']}", sets))
    assert ours is not None, why
    assert figure.agrees(ours), f"{case['value']} in print, {ours} here"


def test_a_run_prints_theirs_beside_ours() -> None:
    rows = dict(headline(summary("published/mccalip")))
    assert rows["theirs and ours: orbit"].startswith("51.10 bn USD in print, 51.10 here (the same)")
    assert rows["the study replayed"].startswith("McCalip, defaults")
    brief = dict(in_brief(summary("published/mccalip")))  # what a notebook shows
    assert brief["study"] == "orbit 51.10 bn USD in print, 51.10 here (the same); 12 of 12 figures agree"


def test_the_block_moves_no_number() -> None:
    with_it = orbitdc.load("published/mccalip")
    without = with_it.replace({"published": None})
    assert with_it.sha256 == without.sha256
    left, kept = (summary_of(simulate(scenario)) for scenario in (without, with_it))
    for key in ("published", "published_reason", "created_utc"):
        left.pop(key, None), kept.pop(key, None)
    for told in (left, kept):  # which say that the block was taken away
        told["scenario"] = {key: told["scenario"][key] for key in ("name", "sha256", "description")}
    assert left == kept
    assert not any(number.path.startswith("published") for number in with_it.numbers())
