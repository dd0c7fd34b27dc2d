"""Figures look as they did when somebody last looked at them: each against its picture, point by point."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
import pytest
from matplotlib import ft2font
from matplotlib.testing.compare import compare_images
from matplotlib.testing.exceptions import ImageComparisonFailure

import orbitdc.report
from tests.report.pictures import HERE, figures, picture
from tests.report.text_boxes import texts_of

# Root of the mean square over all points and colours, of 255. One run of one matplotlib gives 0.00, and so do 3.11.1
# and 3.11.2; of every number, name and note of 25 figures, one digit missing from an axis gives the least, 0.90, and a
# line that lies 3 % of its axis higher at least 1.8. (A meridian of the globe is thinner: 0.4.)
TOLERANCE = 0.6
# Earlier versions measure letters and lines of text otherwise, so that everything beside them moves: 9 to 31 on 3.9 and
# 3.10, with FreeType 2.6 in place of 2.14, and 11 to 12 for two figures on 3.11.0. A matplotlib that a distribution
# built draws letters with that system's FreeType.
SINCE = (3, 11, 1)
MOST_BYTES = 1_000_000
RENEW = "where that is meant, write all anew with `python -m tests.report.pictures` and look at them"

VERSION = tuple(int(digits) for digits in re.findall(r"\d+", matplotlib.__version__)[:3])
SAME_LETTERS = pytest.mark.skipif(
    VERSION < SINCE or ft2font.__freetype_build_type__ != "local",
    reason=f"matplotlib {matplotlib.__version__} with FreeType {ft2font.__freetype_version__} draws other letters",
)


def difference(name: str, figure: Any, folder: Path) -> str | None:
    """What differs between a figure and its picture, and where to look; None where nothing does."""
    new = folder / f"{name}.png"
    picture(figure).save(new)
    try:
        found = compare_images(str(HERE / f"{name}.png"), str(new), TOLERANCE)
    except ImageComparisonFailure as error:  # of two sizes
        found = str(error)
    return None if found is None else f"{name} does not look as in {HERE}: {found}\nNow it is {new}; {RENEW}."


@SAME_LETTERS
@pytest.mark.parametrize("name", figures())
def test_a_figure_looks_as_in_its_picture(name: str, tmp_path: Path) -> None:
    wrong = difference(name, figures()[name](), tmp_path)
    assert wrong is None, wrong


def lost(figure: Any) -> None:
    """The shortest text is gone, of which the least is seen."""
    shown = [text for text in texts_of(figure) if text.get_visible() and text.get_text().strip()]
    min(shown, key=lambda text: text.get_window_extent().width * text.get_window_extent().height).set_visible(False)


def moved(figure: Any) -> None:
    """The last line of the first panel lies higher by 3 % of its axis."""
    axes = figure.axes[0]
    line = [line for line in axes.lines if len(line.get_xdata()) > 2][-1]
    points = axes.transData.transform(np.column_stack([line.get_xdata(orig=False), line.get_ydata(orig=False)]))
    points[:, 1] += 0.03 * axes.bbox.height
    line.set_data(*axes.transData.inverted().transform(points).T)


@SAME_LETTERS
@pytest.mark.parametrize(
    ("name", "change"),
    [("cost_stack", lost), ("swept_one", lost), ("outlook", lost), ("outlook", moved), ("launch_curve", moved)],
)
def test_a_missing_digit_and_a_moved_line_are_seen(name: str, change: Callable[[Any], None], tmp_path: Path) -> None:
    figure = figures()[name]().figure
    picture(figure)  # everything in its place
    figure.set_layout_engine(None)  # where it stays
    change(figure)
    wrong = difference(name, figure, tmp_path)
    assert wrong is not None
    assert "RMS" in wrong
    assert (tmp_path / f"{name}-failed-diff.png").is_file()
    assert str(tmp_path / f"{name}.png") in wrong
    assert wrong.endswith(f"{RENEW}.")


def test_a_figure_of_another_size_is_told(tmp_path: Path) -> None:
    figure = figures()["front"]().figure
    figure.set_size_inches(8.0, 5.0)
    assert "sizes do not match" in str(difference("front", figure, tmp_path))


def test_every_figure_has_a_picture_and_the_set_is_small() -> None:
    files = list(HERE.glob("*.png"))
    assert {file.stem for file in files} == set(figures())
    assert sum(file.stat().st_size for file in files) < MOST_BYTES
    functions = set()
    for file in Path(orbitdc.report.__file__).parent.glob("*.py"):
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and (ast.get_docstring(node) or "").startswith("Return the Axes of "):
                functions.add(node.name)
    functions.remove("figures_of")  # which draws all of one result
    drawn = {name.partition("_narrow")[0] for name in figures()} | {"swept"}  # as swept_one, swept_two, swept_names
    assert {"cost_stack", "tornado", "ladder"} <= functions <= drawn
