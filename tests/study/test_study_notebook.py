"""The first minute in a notebook: what is shown stays short, tables are DataFrames, a saved result answers alike."""

from __future__ import annotations

import csv
import pydoc
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pandas
import pytest
import xarray

import orbitdc as odc
from orbitdc.errors import EnvironmentFault, OrbitdcError, ScenarioError
from orbitdc.report.answer import Saved
from orbitdc.results.columns import COLUMNS, STEP
from orbitdc.results.tables import TABLES
from orbitdc.results.telemetry import Telemetry
from orbitdc.scenario.files import shipped
from orbitdc.study.compare import Comparison
from orbitdc.study.simulate import Run

AI1 = "ai1_vs_colossus"
SHORT = ("mission.service_date=2028-05-20", "numerics.window_days=4", "numerics.phases_marched=2")
CASES = {
    "AI1": (AI1, SHORT),
    "a shell": ("starlink_compute_shell", (*SHORT, "numerics.planes_marched=3")),
    "no battery": (AI1, (*SHORT, "satellite.battery.capacity_kwh=0")),
    "nothing delivered": (AI1, (*SHORT, "accelerator.junction_max_k=200")),
    "a lease": (AI1, (*SHORT, "money.financing.from=valor_lease")),
}
FRAMES = ("orbits", "days", "months", "years", "ledger", "numbers", "satellites", "histograms")
FIGURES = ("cost_stack", "launch_curve", "one_orbit", "year", "environment")
DIGITS = 1e-8  # nine significant digits are written
every_case = pytest.mark.parametrize("case", CASES)


@pytest.fixture(scope="module")
def runs() -> dict[str, Run]:
    return {case: odc.simulate(odc.load(name, sets)) for case, (name, sets) in CASES.items()}


@pytest.fixture(scope="module")
def saved(runs: dict[str, Run], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Saved]:
    root = tmp_path_factory.mktemp("saved")
    return {case: odc.open(odc.save(run, run.summary, root / case.replace(" ", "_"))) for case, run in runs.items()}


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """``without(library)``: as if it were not installed."""
    return lambda library: monkeypatch.setitem(sys.modules, library, None)


class Table(HTMLParser):
    """The tags and the text of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(html)
        assert not self.open, html

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.append(tag)
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def fits(shown: Any) -> None:
    """At most 12 lines in a console, one small table or two in a notebook."""
    for text in (repr(shown), str(shown)):
        assert 1 <= len(text.splitlines()) <= 12, text
        assert max(map(len, text.splitlines())) <= 200, text
    table = Table(shown._repr_html_())
    assert set(table.tags) <= {"table", "caption", "thead", "tbody", "tr", "th", "td"}
    assert len(shown._repr_html_()) < 5000


# -- what is shown -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(name for name in shipped() if not name.startswith("claims/")))
def test_a_scenario_is_shown_in_a_few_lines(name: str) -> None:
    scenario = odc.load(name)
    fits(scenario)
    assert repr(scenario).startswith(f"scenario {name.split('/')[-1].removesuffix('.yaml')}")
    assert f"{len(scenario.numbers())}, " in repr(scenario)


@every_case
def test_a_run_its_sides_and_its_ledger_are_shown_in_a_few_lines(runs: dict[str, Run], case: str) -> None:
    run = runs[case]
    for shown in (run, run.orbit, run.ground, run.orbit.side, run.ground.side, run.orbit.cost, run.ground.cost):
        fits(shown)
    assert len(repr(run.mission)) < 200
    if case == "AI1":
        assert (
            repr(run.orbit.cost).splitlines()[0]
            == f"levelized cost: {run.orbit.cost.usd_per_pflop_hour:.3f} USD/PFLOP-hour"
        )
        assert repr(run.orbit).splitlines()[-1] == "financed       out of its own capital"
    if case == "nothing delivered":
        assert repr(run.orbit.cost).splitlines()[0] == "levelized cost: no FLOP of any value is delivered"


def test_the_parts_of_a_ledger_that_are_shown_add_up(runs: dict[str, Run]) -> None:
    _, _, *rows = repr(runs["AI1"].orbit.cost).splitlines()
    costs = [float(row.split()[-1]) for row in rows]
    assert sum(costs[:-1]) == pytest.approx(costs[-1], abs=5e-4 * len(costs))
    assert rows[-1].split()[0] == "all"


def test_histories_are_shown_in_three_lines(runs: dict[str, Run]) -> None:
    histories = odc.reliability(runs["AI1"], draws=5)
    assert repr(histories) == str(histories)
    assert len(repr(histories).splitlines()) == 3


def test_markup_in_names_is_shown_and_not_read() -> None:
    marked = "<script>alert(1)</script> & co"
    keys = ("description", "satellite.label", "ground.label", "launch.label")
    scenario = odc.load(AI1, SHORT).replace(dict.fromkeys(keys, marked))
    run = odc.simulate(scenario)
    for shown in (scenario, run, run.orbit, run.ground.side, odc.compare(run), odc.compare(**{marked: run, "b": run})):
        assert "script" not in Table(shown._repr_html_()).tags
        assert "<script" not in shown._repr_html_()
    for shown in (scenario, run.orbit, odc.compare(run), odc.compare(**{marked: run, "b": run})):
        assert marked in Table(shown._repr_html_()).text
    lines = scenario.replace({"ground.label": "one\ntwo\n" * 20})
    fits(lines)


@pytest.mark.parametrize("word", ["load", "simulate", "compare", "open", "save", "sources", "summary_of"])
def test_help_fits_a_screen(word: str) -> None:
    assert len(pydoc.render_doc(getattr(odc, word)).splitlines()) <= 30


def test_the_package_says_that_it_has_types() -> None:
    assert (Path(odc.__file__).parent / "py.typed").is_file()


# -- tables ------------------------------------------------------------------------------------------------------------


@every_case
@pytest.mark.parametrize("name", FRAMES)
def test_a_table_is_a_frame_with_the_columns_of_its_file(
    runs: dict[str, Run], saved: dict[str, Saved], case: str, name: str
) -> None:
    frame = getattr(runs[case], name)
    with (saved[case].folder / f"{name}.csv").open(newline="", encoding="utf-8") as stream:
        head, *rows = csv.reader(stream)
    assert list(frame.columns) == head
    assert len(frame) == len(rows)
    assert getattr(runs[case], name) is frame  # made once


@every_case
@pytest.mark.parametrize("name", FRAMES)
def test_a_frame_holds_what_the_table_holds(runs: dict[str, Run], case: str, name: str) -> None:
    table, frame = TABLES[name](runs[case]), getattr(runs[case], name)
    for column, values in table.items():
        found = frame[column]
        kind = COLUMNS[column].kind
        if kind == "text":
            assert found.tolist() == [str(value) for value in values]
        elif kind in STEP:
            assert (found == pandas.to_datetime(pandas.Series(list(values)))).all()
        else:
            assert found.dtype == (np.int64 if kind == "whole" else np.float64), column
            np.testing.assert_array_equal(found, np.array(values, dtype=np.float64))  # to the last bit


@every_case
def test_a_saved_result_answers_as_the_run(runs: dict[str, Run], saved: dict[str, Saved], case: str) -> None:
    run, opened = runs[case], saved[case]
    assert opened.summary == run.summary
    assert repr(opened) == repr(run)
    assert opened._repr_html_() == run._repr_html_()
    for name in FRAMES:
        pandas.testing.assert_frame_equal(getattr(opened, name), getattr(run, name), rtol=DIGITS)
    assert opened.inputs == run.inputs


def test_a_run_of_old_is_still_a_run_of_the_comparison(runs: dict[str, Run]) -> None:
    run = runs["AI1"]
    assert run.days.delivered_pflop_per_s.max() <= run.orbit.side.nameplate_pflop_per_s
    assert replace(run, site_scale=2.0).site_scale == 2.0
    assert "days" not in vars(replace(run))  # what was kept belongs to one run


def test_sources_are_a_frame_of_every_number() -> None:
    scenario = odc.load(AI1)
    frame = odc.sources(scenario)
    assert frame.key.tolist() == [number.path for number in scenario.numbers()]
    assert frame.value.tolist() == [number.value for number in scenario.numbers()]
    assert frame.low.dtype == np.float64


def test_telemetry_is_a_dataset_now_and_when_saved(runs: dict[str, Run], tmp_path: Path) -> None:
    run = runs["AI1"]
    opened = odc.open(odc.save(run, run.summary, tmp_path, telemetry=Telemetry()))
    xarray.testing.assert_identical(run.telemetry, opened.telemetry.load())
    assert run.telemetry.sizes["time"] == 4 * 288
    assert run.record(every_s=600.0, satellites=2).sizes == {"time": 4 * 144, "satellite": 2, "nv": 2}
    with pytest.raises(ScenarioError, match="an interval of 90 s is no whole number of steps of 60 s"):
        run.record(every_s=90.0)


# -- figures -----------------------------------------------------------------------------------------------------------


def words(panels: Any) -> list[str]:
    """Titles and labels of a figure."""
    figure = panels.figure
    return [
        figure.get_suptitle(),
        *(text for axes in figure.axes for text in (axes.get_title("left"), axes.get_ylabel())),
    ]


@pytest.mark.parametrize("name", FIGURES)
@every_case
def test_figures_are_those_of_the_saved_result(
    runs: dict[str, Run], saved: dict[str, Saved], case: str, name: str
) -> None:
    now, then = getattr(runs[case].plot, name)(), getattr(saved[case].plot, name)()
    assert words(now) == words(then)
    assert len(words(now)[0]) > 10
    assert now._repr_png_().startswith(b"\x89PNG")


def test_a_window_of_a_day_says_why_it_draws_no_year() -> None:
    run = odc.simulate(odc.load(AI1, [*SHORT, "numerics.window_days=1"]))
    with pytest.raises(OrbitdcError) as caught:
        run.plot.year()
    assert "two rows or more" in str(caught.value)


# -- a folder that is no result ----------------------------------------------------------------------------------------


def test_a_folder_that_is_no_result_is_named(tmp_path: Path) -> None:
    with pytest.raises(OrbitdcError) as caught:
        odc.open(tmp_path)
    assert [problem.file for problem in caught.value.problems] == [str(tmp_path)]


def test_what_is_missing_or_damaged_in_a_folder_is_named(runs: dict[str, Run], tmp_path: Path) -> None:
    folder = odc.save(runs["AI1"], root=tmp_path)
    (folder / "days.csv").unlink()
    (folder / "years.csv").write_text("year,days\n1,none\n")
    (folder / "months.csv").write_text("side,month\norbit\n")
    (folder / "scenario.json").unlink()
    (folder / "summary.json").write_text("{}")
    opened = odc.open(folder)
    fits(opened)
    for ask, missing in (
        (lambda: opened.days, "days.csv"),
        (lambda: opened.plot.year(), "days.csv"),
        (lambda: opened.telemetry, "telemetry.nc"),
        (lambda: opened.inputs, "scenario.json"),
    ):
        with pytest.raises(OrbitdcError, match=f"no {missing} here") as caught:
            ask()
        assert [problem.file for problem in caught.value.problems] == [str(folder)]
    with pytest.raises(OrbitdcError, match=r"years.csv: column days: invalid literal for int\(\) with base 10: 'none'"):
        _ = opened.years
    with pytest.raises(OrbitdcError, match=r"months.csv: .*shorter"):
        _ = opened.months
    (folder / "telemetry.nc").write_text("no NetCDF")
    with pytest.raises(OrbitdcError, match=r"telemetry.nc: not readable as NetCDF: ") as caught:
        _ = opened.telemetry
    assert [problem.fix != "" for problem in caught.value.problems] == [True]


# -- without pandas ----------------------------------------------------------------------------------------------------


def test_without_pandas_a_table_says_what_to_install(
    runs: dict[str, Run], saved: dict[str, Saved], without: Any
) -> None:
    without("pandas")
    run = replace(runs["AI1"])  # nothing kept yet
    opened = odc.open(saved["AI1"].folder)
    for ask in (
        lambda: run.days,
        lambda: opened.ledger,
        lambda: odc.sources(run.scenario),
        lambda: odc.compare(run).table,
    ):
        with pytest.raises(EnvironmentFault, match="pandas"):
            ask()
    assert run.columns("days")["clock_frac"].size == 4
    assert run.plot.year().size == 3
    fits(odc.compare(run, opened))


def test_without_xarray_telemetry_says_what_to_install(runs: dict[str, Run], without: Any) -> None:
    without("xarray")
    with pytest.raises(EnvironmentFault, match="xarray"):
        _ = replace(runs["AI1"]).telemetry


def test_without_netcdf_saved_telemetry_says_what_to_install(
    runs: dict[str, Run], tmp_path: Path, without: Any
) -> None:
    folder = odc.save(runs["AI1"], root=tmp_path, telemetry=Telemetry())
    without("netCDF4")
    with pytest.raises(EnvironmentFault, match="telemetry needs the library netCDF4, which is not installed"):
        _ = odc.open(folder).telemetry


def test_a_run_loads_neither_pandas_nor_xarray_nor_figures() -> None:
    code = (
        "import sys, orbitdc\n"
        "orbitdc.simulate, orbitdc.compare, orbitdc.open, orbitdc.sources, orbitdc.save\n"
        "print(sorted({'pandas', 'xarray', 'netCDF4', 'matplotlib', 'astropy'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


# -- side by side ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def pair(runs: dict[str, Run]) -> Comparison:
    return odc.compare(runs["AI1"], runs["AI1"].scenario.replace({"launch.price_usd_per_kg": 100}))


def test_two_stand_side_by_side(runs: dict[str, Run], pair: Comparison) -> None:
    first, second = pair.results
    assert first == f"{AI1}-{runs['AI1'].scenario.sha256[:8]}"
    assert second == f"{AI1}-{pair.results[second].summary['scenario']['sha256'][:8]}"
    table = pair.table
    assert list(table.columns) == [first, second]
    assert table[first]["ratio_like_for_like"] == runs["AI1"].ratio_like_for_like
    assert table[second]["orbit_usd_per_pflop_hour"] < table[first]["orbit_usd_per_pflop_hour"]
    assert table.loc["ground_usd_per_pflop_hour"].nunique() == 1
    assert table.loc["differs_in"].tolist() == ["", "launch.price_usd_per_kg"]
    assert pair.changes.loc["launch.price_usd_per_kg"].tolist() == [900.0, 100.0]
    assert len(pair.changes) == 1
    assert list(pair.ratios.values()) == table.loc["ratio_like_for_like"].tolist()
    fits(pair)
    lines = repr(pair).splitlines()
    assert lines[0].split() == [first, second]
    assert [line.split()[0] for line in lines[1:]] == list(table.index)


def test_columns_take_the_names_they_are_given(runs: dict[str, Run], saved: dict[str, Saved]) -> None:
    made = odc.compare(today=runs["AI1"], shell=saved["a shell"], idle=runs["nothing delivered"])
    assert list(made.table.columns) == ["today", "shell", "idle"]
    assert made.table["idle"]["verdict"] == runs["nothing delivered"].verdict.verdict
    assert made.table["shell"]["differs_in"].endswith(" inputs, see .changes")
    fits(made)
    twice = odc.compare(runs["AI1"], saved["AI1"])
    assert [name.rsplit(" ", 1)[1] for name in twice.results] == ["1", "2"]
    assert twice.table.loc["differs_in"].tolist() == ["", ""]
    assert twice.changes.empty
    assert list(odc.compare(runs["AI1"], runs["a shell"]).results) == [AI1, "starlink_compute_shell"]


@every_case
def test_a_single_one_shows_its_two_sides(runs: dict[str, Run], case: str) -> None:
    run = runs[case]
    made = odc.compare(run)
    assert list(made.table.columns) == ["orbit", "ground"]
    assert made.table["orbit"]["usd_per_pflop_hour"] == run.orbit.cost.usd_per_pflop_hour
    assert made.table["ground"]["name"] == run.ground.side.name
    assert list(made.ratios.values()) == [run.ratio_like_for_like]
    fits(made)


def test_what_cannot_be_compared_is_refused() -> None:
    with pytest.raises(OrbitdcError, match="nothing to compare"):
        odc.compare()
    with pytest.raises(TypeError, match="compare takes runs, saved results and scenarios, not str"):
        odc.compare("ai1_vs_colossus")
