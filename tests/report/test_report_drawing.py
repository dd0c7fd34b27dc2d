"""Figures drawn by two processes at once are those of one, whatever becomes of the second."""

from __future__ import annotations

from pathlib import Path

import pytest

from orbitdc.report import drawing
from orbitdc.report.drawing import Second, drawn_in
from orbitdc.report.folder import read_results

NAMES = ("cost_stack", "mass_budget")


def contents(found: list[drawing.Drawn]) -> dict[str, list[bytes | str]]:
    """What is in the figures' files, with the texts of the page."""
    return {one.name: [*(path.read_bytes() for path in one.files), one.finding, one.narrow] for one in found}


@pytest.fixture(scope="module")
def alone(reported: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[bytes | str]]:
    return contents(drawn_in(read_results(reported), tmp_path_factory.mktemp("alone"), NAMES))


def test_two_processes_draw_what_one_draws(
    reported: Path, tmp_path: Path, alone: dict[str, list[bytes | str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first process leaves all but one figure to the second, which is given its time."""
    real, mine = drawing._draw_untaken, list[str]()
    monkeypatch.setattr(drawing, "_draw_untaken", lambda *given: mine.extend(real(*given[:2], NAMES[:1])) or mine)
    monkeypatch.setattr(Second, "end", Second.wait)
    assert contents(drawn_in(read_results(reported), tmp_path, NAMES, Second())) == alone
    assert mine == [NAMES[0]]


def test_what_a_second_process_leaves_undone_is_drawn_all_the_same(
    reported: Path, tmp_path: Path, alone: dict[str, list[bytes | str]]
) -> None:
    second = Second()
    second.end()
    (tmp_path / f"{NAMES[1]}{drawing.TAKEN}").touch()  # by it, before it died
    assert contents(drawn_in(read_results(reported), tmp_path, NAMES, second)) == alone
