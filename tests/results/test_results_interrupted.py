"""Ctrl-C at every single line of what writes a folder: the earlier result or the new one, whole, and nothing beside."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from orbitdc.results.save import write_folder
from orbitdc.system.files import folder_beside
from orbitdc.system.interrupt import uninterrupted

pytestmark = pytest.mark.usefixtures("ctrl_c")

OLD, NEW = {"summary": {"a": 1}}, {"summary": {"a": 2}, "scenario": {"b": 3}}


class Stop:
    """Presses Ctrl-C at the n-th line that Python runs, in whatever function it stands."""

    def __init__(self, line: int) -> None:
        self.line, self.seen = line, 0

    def __call__(self, frame: FrameType, event: str, arg: Any) -> Callable[..., Any] | None:
        if event == "line":
            self.seen += 1
            if self.seen == self.line:
                sys.settrace(None)  # once
                signal.raise_signal(signal.SIGINT)
        return self


def interrupted(call: Callable[[], object], line: int) -> tuple[bool, int]:
    """Whether the call was interrupted at a line, and how many lines it ran."""
    before, stop = sys.gettrace(), Stop(line)
    sys.settrace(stop)
    try:
        call()
    except KeyboardInterrupt:
        return True, stop.seen
    finally:
        sys.settrace(before)
    return False, stop.seen


def names(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def every_line(call: Callable[[], object]) -> Iterator[int]:
    """Line numbers of a call, in the order they run."""
    _, lines = interrupted(call, 10**9)
    assert 20 < lines < 5000
    yield from range(1, lines)


def test_a_folder_is_the_old_one_or_the_new(tmp_path: Path) -> None:
    target, table = tmp_path / "kept", {"days": {"x": [1.5, None]}}
    wanted = {"kept/summary.json"}, {"kept/summary.json", "kept/scenario.json", "kept/days.csv", "kept/other.nc"}
    files = {"other.nc": lambda path: path.write_text("whole")}
    seen: set[int] = set()

    def write() -> Path:
        return write_folder(target, NEW, table, files)

    write_folder(target, OLD, {})
    for line in every_line(write):
        write_folder(target, OLD, {})
        assert names(tmp_path) == wanted[0]
        stopped, _ = interrupted(write, line)
        found = names(tmp_path)
        assert stopped or found == wanted[1], line
        assert found in wanted, line
        assert [path.name for path in tmp_path.iterdir()] == ["kept"], line
        seen.add(len(found))
    assert seen == {1, 4}  # some lines before the move, some after


def test_what_is_not_whole_yet_is_removed(tmp_path: Path) -> None:
    def draw() -> None:
        with folder_beside(tmp_path / "figures") as made:
            (made / "figure.svg").write_text("half")
            (made / "figure.png").write_text("half")

    for line in every_line(draw):
        interrupted(draw, line)
        assert list(tmp_path.iterdir()) == [], line


def test_an_interruption_is_late_and_not_lost() -> None:
    done = []

    def move() -> None:
        with uninterrupted():
            signal.raise_signal(signal.SIGINT)
            done.append("moved")

    with pytest.raises(KeyboardInterrupt):
        move()
    assert done == ["moved"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_another_thread_holds_nothing_back() -> None:
    found = []

    def work() -> None:
        with uninterrupted():
            found.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert found == [signal.default_int_handler]
