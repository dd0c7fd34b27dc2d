"""Letters that the figures' font lacks: no empty boxes, no warnings, and the same figure where there are none."""

from __future__ import annotations

import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from matplotlib.font_manager import findfont
from matplotlib.text import Text

from orbitdc.report import letters
from orbitdc.report.drawing import drawn_in
from orbitdc.report.folder import read_results
from orbitdc.report.letters import FAMILY, _letters, make_legible, others
from orbitdc.report.style import save, sheet, styled

NAMED = "衛星 甲, Спутник 乙"


def drawing(title: str, *names: str) -> Any:
    with styled():
        figure, (axes,) = sheet(2.0, title)
        axes.plot([0.0, 1.0], [0.0, 1.0], label=names[0])
        axes.set_yticks(range(len(names)), names)
        axes.annotate(names[-1], (0.5, 0.5), fontweight="bold")
        axes.legend()
    return figure


def texts(figure: Any) -> set[str]:
    return {text.get_text() for text in figure.findobj(Text)}


def test_letters_that_no_font_has_are_question_marks_and_no_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(letters, "upright_fonts", list)
    others.cache_clear()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figure = drawing(f"所 {NAMED}", NAMED, "한국 two")
        save(figure, tmp_path / "figure")
    others.cache_clear()
    assert {"? ?? ?, Спутник ?", "?? ?, Спутник ?", "?? two"} <= texts(figure)
    assert not {c for text in texts(figure) for c in text} & set("衛星甲乙所한국")


def test_another_font_draws_what_the_usual_one_lacks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """matplotlib brings a font of letters in the private range, which stands for one of another script."""
    bundled = [(name, path) for name, path in letters.upright_fonts() if "mpl-data" in path]
    stix = dict(bundled)["STIXNonUnicode"]
    usual = _letters(findfont(FAMILY))
    one = chr(min(code for code in _letters(stix) - usual if code >= 0xE000))
    monkeypatch.setattr(letters, "upright_fonts", lambda: bundled)
    others.cache_clear()
    assert others(frozenset((one, "甲"))) == (("STIXNonUnicode",), frozenset("甲"))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figure = drawing("private", f"A {one}", "B")
        save(figure, tmp_path / "figure")
    others.cache_clear()
    assert f"A {one}" in texts(figure)


def test_a_figure_of_usual_letters_is_left_as_it_is() -> None:
    figure = drawing("Größe ≥ 1 m², Ångström", "Ω one", "two\nlines")
    before = texts(figure)
    make_legible(figure)
    assert before <= texts(figure)
    assert {tuple(text.get_fontfamily()) for text in figure.findobj(Text)} == {(FAMILY,)}


def test_the_page_says_the_name_in_its_own_letters(reported: Path, tmp_path: Path) -> None:
    results = read_results(reported)
    orbit = {**results.summary["orbit"], "name": NAMED}
    named = replace(results, summary={**results.summary, "orbit": orbit})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = drawn_in(named, tmp_path, ("cost_stack", "delivered"))
    assert all("?" not in one.finding for one in found)
