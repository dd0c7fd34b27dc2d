"""Files and folders that appear whole, whatever kills their writer, and a cache that never stops a run."""

from __future__ import annotations

import json
import logging
import os
import resource
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from orbitdc import report
from orbitdc.engine.kernel_cache import KernelCache
from orbitdc.errors import EnvironmentFault
from orbitdc.results.save import write_folder
from orbitdc.sky import sun as sun_module
from orbitdc.sky.sun import sun_table
from orbitdc.system import places
from orbitdc.system.cache import cache_folder, made_private
from orbitdc.system.files import folder_beside, name_beside, put, sealed

pytestmark = pytest.mark.skipif(os.name != "posix", reason="processes and modes of POSIX")
ROWS = 500


@contextmanager
def forked(work: Callable[[], None]) -> Iterator[int]:
    """A child process that works and exits with 0, or with 1 where it raises."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    yield child


def write(target: Path, number: int) -> None:
    write_folder(target, {"summary": {"number": number}}, {"days": {"number": [number] * ROWS}})


def whole(target: Path) -> int:
    """The number of a result, which its document and every row of its table share."""
    number = json.loads((target / "summary.json").read_text())["number"]
    assert (target / "days.csv").read_text().split() == ["number", *[str(number)] * ROWS]
    return int(number)


def hidden(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.startswith(".")]


@pytest.mark.parametrize("exchanges", [True, False], ids=["in one step", "in two steps"])
def test_a_killed_writer_leaves_a_whole_result(
    tmp_path: Path, exchanges: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed at sixty random moments of saving again and again; what is left behind never grows."""
    if not exchanges:
        monkeypatch.setattr(places, "_exchanged", lambda *_: False)
    target, random = tmp_path / "kept", np.random.default_rng(22)
    write(target, 0)
    begun = time.monotonic()
    write(target, 0)
    longest_s = 0.01 + 10.0 * (time.monotonic() - begun)

    def forever() -> None:
        for number in range(1, 100_000):
            write(target, number)

    seen = set()
    for _ in range(60):
        with forked(forever) as child:
            time.sleep(float(random.uniform(0.001, longest_s)))
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        if exchanges:
            seen.add(whole(target))  # at once
        assert len(hidden(tmp_path)) <= 2
        places.bring_back(target)
        seen.add(whole(target))
        assert hidden(tmp_path) == []
    assert len(seen) > 1


@pytest.mark.parametrize("exchanges", [True, False], ids=["in one step", "in two steps"])
def test_four_writers_of_one_folder(tmp_path: Path, exchanges: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not exchanges:
        monkeypatch.setattr(places, "_exchanged", lambda *_: False)
    target = tmp_path / "kept"
    children = []
    for number in range(4):
        with forked(lambda number=number: [write(target, number) for _ in range(25)] and None) as child:
            children.append(child)
    assert [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children] == [0] * 4
    assert whole(target) in range(4)
    assert hidden(tmp_path) == []


def test_a_result_set_aside_is_brought_back_by_the_writer_of_its_name_alone(tmp_path: Path) -> None:
    """One result cut between its two steps, another that a living writer holds: neither is lost to a third."""
    write(tmp_path / "cut", 1)
    aside = name_beside(tmp_path / "cut")
    aside.mkdir()
    (tmp_path / "cut").rename(aside / "was")
    with folder_beside(tmp_path / "held") as mine:
        write(mine / "was", 2)
        write(tmp_path / "third", 3)
        places.bring_back(tmp_path / "held")
        assert (aside / "was").exists()
        assert whole(mine / "was") == 2
        assert not (tmp_path / "held").exists()
    places.bring_back(tmp_path / "cut")
    assert whole(tmp_path / "cut") == 1
    assert hidden(tmp_path) == []


def test_what_others_are_writing_stays(tmp_path: Path) -> None:
    with folder_beside(tmp_path / "kept") as mine:
        (mine / "half").write_text("half")
        write(tmp_path / "kept", 1)
        write(tmp_path / "other", 2)
        assert (mine / "half").exists()
    assert hidden(tmp_path) == []
    (tmp_path / ".of-the-user-0123abcd").mkdir()
    abandoned = name_beside(tmp_path / "third")
    abandoned.mkdir()
    write(tmp_path / "kept", 3)
    assert hidden(tmp_path) == [".of-the-user-0123abcd"]


def test_a_file_is_whole_or_absent_on_a_full_disk(tmp_path: Path) -> None:
    def too_much() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
        with pytest.raises(OSError, match="large"):
            put(tmp_path / "a", b"x" * 5000)
        cache = KernelCache("kernel", tmp_path)
        cache.save_overload("sig", SimpleNamespace(codegen=CODEGEN, _reduce=lambda: b"x" * 5000))
        sun_module._write(tmp_path, 2029, np.ones((365, 3)))

    with forked(too_much) as child:
        assert os.waitpid(child, 0)[1] == 0
    assert list(tmp_path.iterdir()) == []


def test_a_signal_is_answered_once_a_file_is_in_its_place(tmp_path: Path) -> None:
    def told() -> None:
        moved = os.replace

        def replace(source: Any, target: Any) -> None:
            os.kill(os.getpid(), signal.SIGTERM)
            moved(source, target)

        os.replace = replace
        put(tmp_path / "a", b"whole")

    with forked(told) as child:
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGTERM
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"whole"]


# -- the cache ---------------------------------------------------------------------------------------------------------

CODEGEN = SimpleNamespace(magic_tuple=lambda: ("x86_64", "some processor", "+avx2"))
TARGET = SimpleNamespace(refresh=lambda: None, codegen=lambda: CODEGEN)


@pytest.mark.parametrize("damage", ["flip", "cut", "empty", "text", "no code", "a folder"])
def test_damaged_code_is_told_once_and_not_run(tmp_path: Path, damage: str, caplog: pytest.LogCaptureFixture) -> None:
    cache = KernelCache("kernel", tmp_path)
    path = cache._file("sig", CODEGEN)
    assert cache.load_overload("sig", TARGET) is None  # absent, which is no damage
    assert caplog.records == []
    sound = sealed(b"\x80\x04" + b"k" * 1000)
    kinds = {
        "flip": sound[:500] + b"X" + sound[501:],
        "cut": sound[:-1],
        "empty": b"",
        "text": b"not code",
        "no code": sealed(b"whole, but no code"),
    }
    if damage == "a folder":
        path.mkdir()
    else:
        path.write_bytes(kinds[damage])
    with caplog.at_level(logging.WARNING, "orbitdc"):
        assert cache.load_overload("sig", TARGET) is None
    said = [record.getMessage() for record in caplog.records]
    assert len(said) == (0 if damage == "a folder" else 1)
    assert all(str(path) in line and "\n" not in line for line in said)


def test_one_flipped_byte_of_the_sun_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import datetime as dt

    monkeypatch.setenv("ORBITDC_CACHE_DIR", str(tmp_path))
    before = sun_table(dt.date(2030, 5, 1), 2.0).position_au
    (file,) = tmp_path.glob("sun-*-2030.npy")
    content = bytearray(file.read_bytes())
    for at in (len(content) // 2, len(content) - 1):
        damaged = content.copy()
        damaged[at] ^= 1
        file.write_bytes(bytes(damaged))
        assert np.array_equal(sun_table(dt.date(2030, 5, 1), 2.0).position_au, before)
        assert file.read_bytes() == bytes(content)


def test_the_cache_is_closed_to_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def mode(path: Path) -> int:
        return stat.S_IMODE(path.stat().st_mode)

    monkeypatch.delenv("ORBITDC_CACHE_DIR", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert cache_folder() == tmp_path / "cache" / "orbitdc"
    assert mode(tmp_path / "cache" / "orbitdc") == 0o700
    (tmp_path / "cache" / "orbitdc").chmod(0o777)
    cache_folder()
    assert mode(tmp_path / "cache" / "orbitdc") == 0o700
    monkeypatch.setenv("ORBITDC_CACHE_DIR", str(tmp_path / "own"))
    assert cache_folder() == tmp_path / "own"
    assert mode(tmp_path / "own") == 0o700
    (tmp_path / "own").chmod(0o755)
    cache_folder()
    assert mode(tmp_path / "own") == 0o755  # a folder that the user named stays as it is,
    cache = KernelCache("kernel", tmp_path / "own" / "kernels")
    cache.save_overload("sig", SimpleNamespace(codegen=CODEGEN, _reduce=lambda: b"x"))
    assert mode(tmp_path / "own" / "kernels") == 0o700  # and what is run from it is closed
    assert {mode(path) for path in (tmp_path / "own" / "kernels").iterdir()} == {0o600}
    assert made_private(tmp_path / "own" / "kernels")


def test_old_kernels_are_removed_when_new_ones_are_kept(tmp_path: Path) -> None:
    """There stay the new one, the last used, one used within the hour, and one in use by another process."""
    days = {"kernels-oldest": 9, "kernels-used": 8, "kernels-last": 0.3, "kernels-lately": 0.02, "kernels-now": 0.001}
    for name in (*days, "figures-kept"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "march_block-1.kernel").write_bytes(b"code")
    (tmp_path / "kernels-file").write_bytes(b"no folder")
    code = (
        "import sys; from pathlib import Path; from orbitdc.system.old_folders import hold; "
        "hold(Path(sys.argv[1])); print('held', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "kernels-used")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        now = time.time()
        assert now - (tmp_path / "kernels-used").stat().st_mtime < 60.0  # what is loaded is marked as used
        for name, age in days.items():
            os.utime(tmp_path / name, (now - 86400.0 * age,) * 2)
        cache = KernelCache("kernel", tmp_path / "kernels-new")
        cache.save_overload("sig", SimpleNamespace(codegen=CODEGEN, _reduce=lambda: b"x"))
        kept = {path.name for path in tmp_path.glob("kernels-*") if path.is_dir()}
        assert kept == {"kernels-new", "kernels-now", "kernels-lately", "kernels-used"}
        other.communicate("")
    os.utime(tmp_path / "kernels-used", (now - 86400.0 * 8,) * 2)
    cache.save_overload("another", SimpleNamespace(codegen=CODEGEN, _reduce=lambda: b"x"))
    assert (tmp_path / "kernels-used").exists()  # they go when a folder is made, not with each kernel
    shutil.rmtree(tmp_path / "kernels-new")
    cache.save_overload("sig", SimpleNamespace(codegen=CODEGEN, _reduce=lambda: b"x"))
    kept = {path.name for path in tmp_path.iterdir()}
    assert kept == {"kernels-new", "kernels-now", "kernels-lately", "kernels-file", "figures-kept"}


@pytest.mark.parametrize("place", ["", "/dev/null/below-a-file", "/proc/nowhere"])
def test_without_a_cache_nothing_is_left_anywhere(tmp_path: Path, place: str) -> None:
    code = "import orbitdc.engine as e; print(e.march_kernel.march_block._cache.folder)"
    environment = {**os.environ, "TMPDIR": str(tmp_path), "HOME": "/dev/null"}
    environment.pop("XDG_CACHE_HOME", None)
    environment.pop("ORBITDC_CACHE_DIR", None)
    if place:
        environment["ORBITDC_CACHE_DIR"] = place
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path, env=environment, check=False
    )
    assert (run.returncode, run.stdout.strip(), run.stderr) == (0, "None", "")
    assert list(tmp_path.iterdir()) == []


# -- figures -----------------------------------------------------------------------------------------------------------


def test_figures_are_drawn_again_where_another_run_saved_meanwhile(tmp_path: Path) -> None:
    target, calls = tmp_path / "kept", []
    write(target, 1)

    def draw(folder: Path) -> int:
        calls.append(folder)
        if len(calls) < 3:
            write(target, len(calls))  # another run
            raise FileNotFoundError(2, "No such file or directory", str(folder / "figures"))
        return 7

    assert report._in_spite_of_others(draw, target) == 7
    assert len(calls) == 3

    def never(folder: Path) -> int:
        write(target, 5)
        raise FileNotFoundError(2, "No such file or directory", str(folder / "figures"))

    with pytest.raises(EnvironmentFault) as caught:
        report._in_spite_of_others(never, target)
    assert caught.value.problems[0].file == str(target)

    def amiss(folder: Path) -> int:
        raise FileNotFoundError(2, "No such file or directory", "a font")

    with pytest.raises(FileNotFoundError):
        report._in_spite_of_others(amiss, target)
