"""The progress of a study hears of every point, whoever else does, and knows the answer so far."""

from __future__ import annotations

import math
from io import StringIO

import numpy as np
import pytest

import orbitdc as odc
from orbitdc.study.execute import executing
from orbitdc.study.progress import SoFar
from orbitdc.system import progress as shown

KEY = "launch.price_usd_per_kg"


def test_the_standard_error_of_the_median_is_that_of_a_normal_sample() -> None:
    """The median of n normal numbers has the error 1.2533 sigma/sqrt(n) (Kendall and Stuart); a fifth is its spread."""
    drawn = SoFar(drawn=True)
    for ratio in np.random.default_rng(1).normal(3.0, 0.4, 10_000):
        drawn.hear({"ratio_like_for_like": ratio})
    words = str(drawn).split()
    assert float(words[2]) == pytest.approx(3.0, abs=0.02)  # four errors, and the rounding
    assert float(words[4].rstrip(",")) == pytest.approx(math.sqrt(math.pi / 2.0) * 0.4 / 100.0, rel=0.2)


def test_nothing_is_said_before_there_is_a_ratio() -> None:
    drawn, tried = SoFar(drawn=True), SoFar(drawn=False)
    for each in (drawn, tried):
        assert str(each) == ""
        each.hear({"ratio_like_for_like": None})
        assert str(each) == ""


def test_a_study_tells_of_its_points_and_of_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    log, heard = StringIO(), list[float]()
    monkeypatch.setattr("sys.stderr", log)
    monkeypatch.setattr(shown, "EVERY_S", 0.0)
    scenario = odc.load("ai1_vs_colossus", ["mission.life_y=0.2"])
    watch = executing(watch=lambda row: heard.append(row["ratio_like_for_like"]))
    with watch, odc.progress("drawing", drawn=True) as tell:
        drawn = odc.montecarlo(scenario, draws=4, seed=1, only=[KEY], jobs=1, tell=tell)
    lines = log.getvalue().splitlines()
    assert [line.split(" (")[0] for line in lines] == [f"drawing: {n} of 4" for n in range(1, 5)]
    assert f"median ratio {np.sort(drawn.ratios)[2]:#.3g} ± " in lines[-1]
    assert heard == drawn.ratios.tolist()
