"""Progress in words: how much is done, how fast, how long it takes, and the answer so far."""

from __future__ import annotations

import sys
import types
from collections.abc import Iterator
from io import StringIO
from itertools import count
from typing import Any

import pytest

from orbitdc.system.progress import EVERY_S, Progress


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def clock(step_s: float) -> Any:
    ticks: Iterator[int] = count()
    return lambda: step_s * next(ticks)


def test_a_log_gets_a_line_a_minute_and_nothing_of_a_short_task() -> None:
    log = StringIO()
    with Progress("drawing", stream=log, clock=clock(1.0)) as tell:
        for done in range(1, 59):
            tell(done, 1000)
    assert log.getvalue() == ""
    with Progress("drawing", stream=log, clock=clock(1.0)) as tell:
        for done in range(1, 601):
            tell(done, 1000)
    lines = log.getvalue().splitlines()
    assert len(lines) == 600 // EVERY_S
    assert lines[-1] == "drawing: 600 of 1,000 (60 %), 1 a second, 6 min 40 s left"


def test_the_rate_is_that_of_the_last_minute() -> None:
    log = StringIO()
    with Progress("drawing", stream=log, clock=clock(1.0)) as tell:
        tell(5000, 10000)  # known from an earlier study, in no time
        for more in range(1, 120):
            tell(5000 + 2 * more, 10000)
    assert "2 a second" in log.getvalue().splitlines()[-1]


def test_steps_of_a_march_are_told_as_a_share() -> None:
    log = StringIO()
    with Progress("marching", stream=log, clock=clock(30.0)) as tell:
        for part in range(1, 5):
            tell(part * 10**8, 10**9)
    assert log.getvalue().splitlines() == ["marching: 20 %, 4 min 0 s left", "marching: 40 %, 3 min 0 s left"]


def test_a_terminal_has_a_bar_that_goes_and_a_quiet_task_lines_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with Progress("drawing", clock=clock(1.0)) as tell:
        tell(1, 10)
    assert "drawing: 1 of 10" in terminal.getvalue()
    quiet = Terminal()
    with Progress("drawing", quiet=True, stream=quiet, clock=clock(1.0)) as tell:
        tell(1, 10)
    assert quiet.getvalue() == ""


def test_a_notebook_has_one_line_that_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    line = types.SimpleNamespace(update=lambda text, raw: shown.append(text["text/plain"]))
    display = types.SimpleNamespace(display=lambda *_, **__: line)
    monkeypatch.setitem(sys.modules, "ipykernel", types.ModuleType("ipykernel"))
    shell = types.SimpleNamespace(get_ipython=object)
    monkeypatch.setitem(sys.modules, "IPython", shell)
    monkeypatch.setitem(sys.modules, "IPython.display", display)
    with Progress("drawing", lambda: "ratio 4", clock=clock(1.0)) as tell:
        tell(1, 10)
    assert shown == ["drawing: 1 of 10 (10 %), 1 a second, 9 s left; ratio 4", ""]
