"""Figures from a results folder: there, labelled, legible, the same twice."""

from __future__ import annotations

import json
import re
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from made_up_results import SUMMARY, nulled, one_orbit, write_csv, write_folder

from orbitdc.errors import OrbitdcError
from orbitdc.report import NOT_IN_REPORT, draw, figures_of
from orbitdc.report.figures import FIGURES
from orbitdc.report.folder import read_results

NAMES = set(FIGURES)
DRAWN_WITHOUT_AXES = {"globe", "one_orbit_energy"}
FILES = {f"{name}.{kind}" for name in NAMES for kind in ("png", "svg", "csv")}


def titles(folder: Path) -> dict[str, str]:
    """The finding each figure states, on one line."""
    made = figures_of(read_results(folder))
    return {name: axes.figure.get_suptitle().replace("\n", " ").replace("\u00a0", " ") for name, axes in made.items()}


def test_every_figure_as_png_and_svg_with_its_numbers(reported: Path) -> None:
    written = list((reported / "figures").iterdir())
    assert {path.name for path in written} == {name for name in FILES if not name.startswith(NOT_IN_REPORT)}
    assert all(path.stat().st_size > 5000 for path in written if path.suffix != ".csv")


def test_svg_is_the_same_byte_for_byte(reported: Path, folder: Path) -> None:
    written = draw(folder)
    assert {path.name for path in written} == FILES
    assert all(path.parent == folder / "figures" for path in written)
    first, second = (
        {path.name: path.read_bytes() for path in (made / "figures").glob("*.svg")} for made in (reported, folder)
    )
    assert first == {name: data for name, data in second.items() if name in first}
    assert not any(b"<dc:date>" in data for data in first.values())


def test_axis_labels_carry_units(folder: Path) -> None:
    for name, panels in figures_of(read_results(folder)).items():
        labels = []
        for axes in (axes for axes in panels.figure.axes if axes.axison):
            named = [tick.get_text() for tick in axes.get_yticklabels()]
            rows_have_names = any(text.strip("−0123456789.,") for text in named)
            labels += [axes.get_ylabel()] if axes.get_ylabel() or not rows_have_names else []
            labels += [axes.get_xlabel()] if axes.get_xlabel() else []
        if name in DRAWN_WITHOUT_AXES:
            continue
        assert labels, name
        for label in labels:
            assert re.search(r"\((\w|°|/|-| )+\)", label), f"{name}: {label!r}"


def test_titles_state_the_finding(folder: Path) -> None:
    said = titles(folder)
    assert said["cost_stack"].startswith("A PFLOP-hour in orbit costs 2.44 times one on the ground")
    assert "the battery falls to 61 %" in said["one_orbit"]
    assert "the clock falls to 86 %" in said["one_orbit"]
    assert said["launch_curve"].startswith("Launch price alone does not close the gap: at 10")
    assert said["year"].startswith("Eclipse on 121 days of the first 365, up to 21 min per orbit")


def test_break_even_is_marked(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, {**SUMMARY, "breakeven_launch_usd_per_kg": 210.0})
    figure = figures_of(read_results(folder))["launch_curve"].figure
    assert "breaks even at a launch price of 210 USD/kg" in figure.get_suptitle()
    assert any("break-even: 210 USD/kg" in text.get_text() for text in figure.legends[0].get_texts())


def test_no_eclipse_no_battery(tmp_path: Path) -> None:
    folder = write_folder(tmp_path)
    lit = one_orbit()
    lit["sunlit_frac"] = np.ones(len(lit["time_s"]))
    lit["state_of_charge_frac"] = np.full(len(lit["time_s"]), np.nan)
    write_csv(folder / "one_orbit.csv", lit)
    assert titles(folder)["one_orbit"].startswith("The worst orbit: in sunlight all the way round, the clock falls")


@pytest.mark.parametrize("summary", [{}, nulled(SUMMARY)], ids=["empty", "nulls"])
def test_nulls_break_nothing(tmp_path: Path, summary: dict[str, Any]) -> None:
    folder = write_folder(tmp_path, summary)
    empty = {name: np.full(len(column), np.nan) for name, column in one_orbit().items() if name != "time_s"}
    write_csv(folder / "one_orbit.csv", {"time_s": one_orbit()["time_s"], **empty})
    assert len(draw(folder)) == 3 * len(NAMES)


def test_missing_tables_mean_fewer_figures(folder: Path) -> None:
    (folder / "days.csv").unlink()
    (folder / "one_orbit.csv").write_text("time_s,sunlit_frac\n")
    assert set(figures_of(read_results(folder))) == NAMES - {"environment", "one_orbit", "year"}


def test_not_a_results_folder(tmp_path: Path) -> None:
    with pytest.raises(OrbitdcError, match=r"no summary\.json here, so this is no results folder"):
        draw(tmp_path)
    (tmp_path / "summary.json").write_text("{")
    with pytest.raises(OrbitdcError, match="not readable as JSON"):
        draw(tmp_path)
    (tmp_path / "summary.json").write_text(json.dumps([1]))
    with pytest.raises(OrbitdcError, match="not a JSON object"):
        draw(tmp_path)


def test_the_callers_settings_stay_and_pyplot_is_not_loaded(folder: Path) -> None:
    code = (
        "import sys, matplotlib\n"
        "matplotlib.rcParams['lines.linewidth'] = 7.0\n"
        "keys = set(matplotlib.rcParams) - {'backend'}\n"  # asking for the backend loads pyplot
        "before = {key: matplotlib.rcParams[key] for key in keys}\n"
        "from orbitdc.report import draw\n"
        f"draw({str(folder)!r})\n"
        "assert {key: matplotlib.rcParams[key] for key in keys} == before\n"
        "assert 'matplotlib.pyplot' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_search_that_found_nothing_shows_no_empty_key_and_cuts_no_point() -> None:
    from orbitdc.report.optimum_figures import searched

    places = {"satellite.radiator.area_m2": (0.0, 1.0), "mission.life_y": (1.0, 0.0)}
    figure = searched("x", [3.0, 2.0], [False, False], "USD per PFLOP-hour", places, "none").figure
    above, below = figure.axes
    assert [text.get_text() for text in above.get_legend().get_texts()] == ["breaks a limit"]
    low, high = sorted(below.get_ylim())
    assert low < 0.0 < 1.0 < high  # the rows of both keys, with room for their marks


def test_a_figure_is_taken_as_its_axes_and_shown_whole(reported: Path) -> None:
    from matplotlib.axes import Axes

    made = figures_of(read_results(reported))
    for name, panels in made.items():
        alone = isinstance(panels, Axes)
        assert alone == (name not in ("one_orbit", "year", "mass_budget", "cash_flow", "environment")), name
        for axes in [panels] if alone else panels:
            assert isinstance(axes, Axes)
            assert axes.figure is panels.figure
            assert axes in panels.figure.axes
    one, several = made["cost_stack"], made["year"]
    assert several.shape == (3,)
    assert several[1:].figure is several.figure
    for panels in (one, several):  # as a notebook asks, without pyplot
        png = panels._repr_png_()
        wide, high = panels.figure.get_size_inches() * panels.figure.get_dpi()
        assert struct.unpack(">II", png[16:24]) == (int(wide), int(high))  # the header of a PNG, of the whole figure
