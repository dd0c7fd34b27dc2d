"""The search for a remedy beside the march gives what the search after it gives, or nothing."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

import orbitdc
from orbitdc.study.beside import sought_beside

FEW = ("numerics.window_days=30", "numerics.phases_marched=4", "numerics.planes_marched=1")


@pytest.mark.parametrize("name", ["ai1_vs_colossus", "starcloud_3"])
def test_a_remedy_found_beside_the_march_is_the_one_found_after_it(name: str) -> None:
    beside = orbitdc.simulate(orbitdc.load(name, FEW), remedy_beside=True)
    after = orbitdc.simulate(orbitdc.load(name, FEW))
    assert beside.verdict.verdict == after.verdict.verdict != "CLOSES"
    assert beside.remedy == after.remedy


def test_a_search_that_began_with_another_limit_is_not_taken() -> None:
    scenario = orbitdc.load("ai1_vs_colossus", FEW)
    verdict = orbitdc.simulate(scenario).verdict
    with sought_beside(scenario, wanted=True) as sought:
        assert sought(verdict) is not None
        assert sought(replace(verdict, remedy="satellite.radiator.area_m2: 5000 or more")) is None
    with sought_beside(scenario, wanted=False) as sought:
        assert sought(verdict) is None


def test_a_search_ends_with_the_march_that_is_interrupted() -> None:
    """Its thread ends, where the search of a whole life would go on for seconds."""
    before = threading.active_count()
    with pytest.raises(KeyboardInterrupt), sought_beside(orbitdc.load("ai1_vs_colossus"), wanted=True):
        raise KeyboardInterrupt
    for thread in threading.enumerate():
        if thread.name.startswith("ThreadPoolExecutor"):
            thread.join(timeout=20.0)
    assert threading.active_count() <= before


def test_a_search_that_fails_leaves_the_answer_to_the_one_that_follows(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ValueError("no flight")

    monkeypatch.setattr("orbitdc.study.beside.simulate_mission", broken)
    run = orbitdc.simulate(orbitdc.load("ai1_vs_colossus", FEW), remedy_beside=True)
    assert run.remedy.changes
