"""No figure has overlapping, clipped or tiny text, for shipped scenarios, wide and narrow, by measured boxes."""

from __future__ import annotations

import copy
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from made_up_results import SUMMARY, launch_curve, write_folder
from made_up_studies import CROWDED, STUDIES
from text_boxes import LEAST_PT, faults

from orbitdc.comparison.run import Run
from orbitdc.report.figures import FIGURES, drawable
from orbitdc.report.folder import TABLES, Results, read_results
from orbitdc.report.many_figures import carbon_against_cost, costs_compared, ratio_over_launch
from orbitdc.report.style import narrow
from orbitdc.results.columns import typed
from orbitdc.results.save import summary_of
from orbitdc.results.tables import TABLES as MAKERS

SCENARIOS = ("ai1_vs_colossus", "starcloud_3", "fcc_one_million")
UNLAUNCHABLE = "satellite.envelope_m3=90000"  # no satellite rides, so that one side has no cost
LONG = {
    "orbit": "A satellite with a very long announced name (as filed with the regulator)",
    "ground": "A site with several buildings, gas turbines and a grid connection",
}


@pytest.fixture(scope="session")
def results_of(run_of: Callable[..., Run], tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Results]:
    """Results of a short run of a scenario, of one whose satellite does not fit its launcher, or made up."""

    @cache
    def found(name: str) -> Results:
        if name == "made up":
            summary = copy.deepcopy(SUMMARY)
            summary["orbit"]["name"], summary["ground"]["site"] = LONG["orbit"], LONG["ground"]
            return read_results(write_folder(tmp_path_factory.mktemp("boxes") / "results", summary))
        run = run_of("ai1_vs_colossus", UNLAUNCHABLE) if name == "unlaunchable" else run_of(name)
        tables = {table: typed(MAKERS[table](run)) for table in TABLES}
        return Results(
            Path(), summary_of(run), {key: table for key, table in tables.items() if table[next(iter(table))].size}
        )

    return found


@pytest.mark.parametrize("is_narrow", [False, True], ids=["wide", "narrow"])
@pytest.mark.parametrize("name", [*SCENARIOS, "unlaunchable", "made up"])
def test_every_text_of_every_figure_is_whole(results_of: Callable[[str], Results], name: str, is_narrow: bool) -> None:
    results = results_of(name)
    names = drawable(results.tables)
    assert "cost_waterfall" in names
    if name != "unlaunchable":
        assert set(names) == set(FIGURES)
    found = {}
    for figure in names:
        inputs = [*(results.tables[table] for table in FIGURES[figure].tables), results.summary]
        if is_narrow:
            with narrow():
                found[figure] = faults(FIGURES[figure].draw(*inputs), LEAST_PT)
        else:
            found[figure] = faults(FIGURES[figure].draw(*inputs))
    assert {figure: wrong for figure, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("is_narrow", [False, True], ids=["wide", "narrow"])
def test_every_text_of_figures_of_many_results_is_whole(results_of: Callable[[str], Results], is_narrow: bool) -> None:
    many = [results_of(name) for name in (*SCENARIOS, "made up")]
    summaries = [results.summary for results in many]
    curves = [(results.summary, results.tables["launch_curve"]) for results in many]

    def drawn() -> dict[str, list[str]]:
        return {
            "costs": faults(costs_compared(summaries), LEAST_PT),
            "carbon": faults(carbon_against_cost(summaries), LEAST_PT),
            "ratio": faults(ratio_over_launch(curves), LEAST_PT),
        }

    if is_narrow:
        with narrow():
            found = drawn()
    else:
        found = drawn()
    assert found == {"costs": [], "carbon": [], "ratio": []}


@pytest.mark.parametrize("is_narrow", [False, True], ids=["wide", "narrow"])
@pytest.mark.parametrize("name", [*STUDIES, *CROWDED])
def test_every_text_of_figures_of_studies_is_whole(name: str, is_narrow: bool) -> None:
    if is_narrow:
        with narrow():
            assert faults((STUDIES | CROWDED)[name](), LEAST_PT) == []
    else:
        assert faults((STUDIES | CROWDED)[name]()) == []


def test_the_measure_sees_what_is_wrong() -> None:
    curve = typed(launch_curve())
    figure = axes = FIGURES["launch_curve"].draw(curve, SUMMARY)
    assert faults(figure) == []
    axes.annotate("one", (0.5, 0.5), xycoords="axes fraction")
    axes.annotate("two", (0.5, 0.5), xycoords="axes fraction")
    axes.annotate("beyond the page", (0.99, 0.2), xycoords="figure fraction")
    axes.plot([10, 20], [1, 1], color="#1f5a8a", label="a")
    axes.plot([10, 20], [2, 2], color="#1f5a8a", label="b")
    axes.legend()
    wrong = " ".join(faults(figure, 30.0))
    for words in ("'one' over 'two'", "'beyond the page' is clipped", "has 9.0 points", "'a' looks like 'b'"):
        assert words in wrong
