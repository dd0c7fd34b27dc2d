"""docs/published.md is what the presets say, and the recorded column of full physics is what a run of now gives."""

from __future__ import annotations

import published_page as page
import pytest

import orbitdc
from orbitdc.comparison.run import simulate
from orbitdc.scenario.files import shipped


def test_the_page_is_what_the_presets_say() -> None:
    written = page.PAGE.read_text(encoding="utf-8")
    assert written == page.page(), "run `python -m tests.published.published_page`, read its diff"


def test_every_request_is_answered_and_its_command_names_what_is_there() -> None:
    for row in page.rows("requests.csv"):
        assert len(row["answer"].split()) > 5
        if row["try"]:
            _, verb, scenario, *rest = row["try"].split()
            assert scenario in shipped()
            sets = [one for one in rest if "=" in one and not one.startswith("launch.price_usd_per_kg=100:")]
            orbitdc.load(scenario, sets)  # raises where a key is not there
            assert verb in ("run", "sweep", "montecarlo", "reliability")


def test_full_physics_is_recorded_for_every_study_with_both_sides() -> None:
    recorded = {row["preset"] for row in page.rows("full_physics.csv")}
    asked = {name.removeprefix("published/") for name in page.presets() if page.study_of(name).full_physics}
    assert recorded == asked - set(page.NO_RATIO)


def test_the_recorded_column_is_that_of_a_run() -> None:
    """ARK's launch against facility, the whole life marched: within a percent of the three digits recorded."""
    (row,) = (row for row in page.rows("full_physics.csv") if row["preset"] == "ark")
    scenario = orbitdc.load("published/ark")
    found = simulate(scenario.replace(scenario.published.full_physics)).ratio_like_for_like
    assert found is not None
    assert found == pytest.approx(float(row["ratio"]), rel=0.01)
