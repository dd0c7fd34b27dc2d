"""Ctrl-C pressed twice, and handlers that belong to somebody else."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading

import pytest
from pressing import HANG_S

from orbitdc import cli
from orbitdc.cli.interrupt import AGAIN_S, heard_once, held_back, leave

pytestmark = pytest.mark.usefixtures("ctrl_c")


def press() -> None:
    signal.raise_signal(signal.SIGINT)


def test_a_second_press_does_not_stop_what_the_first_cleans_up(monkeypatch: pytest.MonkeyPatch) -> None:
    now, cleaned = [100.0], []
    monkeypatch.setattr("orbitdc.cli.interrupt.time.monotonic", lambda: now[0])

    def work() -> None:
        with heard_once():
            try:
                press()
            finally:
                now[0] += 0.5 * AGAIN_S
                press()  # impatient
                cleaned.append(True)

    with pytest.raises(KeyboardInterrupt):
        work()
    assert cleaned == [True]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_later_press_counts_again(monkeypatch: pytest.MonkeyPatch) -> None:
    now, heard = [100.0], []
    monkeypatch.setattr("orbitdc.cli.interrupt.time.monotonic", lambda: now[0])
    with heard_once():
        for _ in range(2):
            try:
                press()
            except KeyboardInterrupt:  # as a library might swallow it
                heard.append(now[0])
            now[0] += 1.5 * AGAIN_S
    assert heard == [100.0, 100.0 + 1.5 * AGAIN_S]


def test_the_handler_of_a_host_stays() -> None:
    seen = []
    before = signal.signal(signal.SIGINT, lambda *_: seen.append("host"))
    try:
        with heard_once():
            press()
    finally:
        signal.signal(signal.SIGINT, before)
    assert seen == ["host"]


def test_a_press_is_held_back_until_an_import_is_through() -> None:
    done = []

    def work() -> None:
        with heard_once(), held_back():
            press()
            done.append("imported")
        done.append("never")

    with pytest.raises(KeyboardInterrupt):
        work()
    assert done == ["imported"]
    with held_back():
        done.append("nothing was pressed")
    assert done[-1] == "nothing was pressed"
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.mark.parametrize("pressed", [True, False])
def test_what_a_press_made_of_a_library_is_an_interruption(
    pressed: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def cut_short(_: object) -> None:
        try:
            if pressed:
                press()
        except KeyboardInterrupt:
            pass  # as an extension module being imported does
        raise ImportError("numpy._core.multiarray failed to import")

    monkeypatch.setattr(cli, "_main", cut_short)
    with pytest.raises(SystemExit if pressed else ImportError) as end:
        cli.main([])
    said = capsys.readouterr().err
    if pressed:
        assert isinstance(end.value, SystemExit)
        assert (end.value.code, said) == (130, "interrupted; earlier results are untouched\n")
    else:
        assert said == ""


def test_without_threads_at_work_it_is_an_ordinary_exit() -> None:
    others = [t for t in threading.enumerate() if t is not threading.main_thread() and not t.daemon]
    assert others == []
    with pytest.raises(SystemExit) as end:
        leave(130)
    assert end.value.code == 130


def test_threads_at_work_are_not_waited_for() -> None:
    code = (
        "import threading; from orbitdc.cli.interrupt import leave\n"
        "threading.Thread(target=threading.Event().wait).start(); print('last words', end=''); leave(130)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=HANG_S, check=False)
    assert (run.returncode, run.stdout, run.stderr) == (130, "last words", "")  # that thread never ends
