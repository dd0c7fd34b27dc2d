"""Kept results: resumed to the same bits after an interruption, a kill, a full disk and a damaged part."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import stand_in

import orbitdc as odc
from orbitdc.errors import EnvironmentFault, ScenarioError
from orbitdc.study import store
from orbitdc.study.execute import evaluate_points, executing
from orbitdc.study.point import Resolution

pyarrow = pytest.importorskip("pyarrow", reason="results are kept by pyarrow (orbitdc[studies])")

HERE = Path(__file__).resolve().parent
SCENARIO = odc.load("ai1_vs_colossus")
POINTS = stand_in.points(40)
CHILD = """
import sys
import orbitdc as odc, stand_in
from orbitdc.study.execute import evaluate_points, executing
if __name__ == "__main__":
    keep, jobs, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    evaluate_points(odc.load("ai1_vs_colossus"), stand_in.points(count), jobs=jobs, keep=keep, what=stand_in.slow)
"""


@pytest.fixture(autouse=True)
def _every_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "LEAST_S", 0.0)  # a part for each outcome
    monkeypatch.setattr(store, "SHARE", 0.0)


def parts(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.parquet"))


def evaluated_now(folder: Path, points: Any = POINTS, **given: Any) -> tuple[Any, int]:
    """The outcomes, and how many were evaluated and not known."""
    with executing(folder, say=lambda words: None) as setting:
        rows = evaluate_points(SCENARIO, points, jobs=1, what=stand_in.quick, **given)
    assert setting.store is not None
    return rows, setting.store.added


def exact() -> Any:
    return evaluate_points(SCENARIO, POINTS, jobs=1, what=stand_in.quick)


def test_a_finished_study_answers_from_its_folder(tmp_path: Path) -> None:
    first, added = evaluated_now(tmp_path)
    again, none = evaluated_now(tmp_path)
    assert (added, none) == (40, 0)
    assert first == again == exact()
    assert {type(value) for row in again for value in row.values()} == {float, str, bool, dict, type(None)}


def test_what_a_row_follows_from_tells_it_apart(tmp_path: Path) -> None:
    evaluated_now(tmp_path)
    assert evaluated_now(tmp_path, resolution=Resolution(every=16))[1] == 40
    assert evaluated_now(tmp_path, stand_in.points(44))[1] == 4
    with executing(tmp_path) as setting:
        evaluate_points(SCENARIO.replace({"mission.life_y": 3}), POINTS[:5], jobs=1, what=stand_in.quick)
        assert setting.store is not None
        assert setting.store.added == 5


def test_a_part_says_where_it_comes_from_and_is_a_table(tmp_path: Path) -> None:
    import pyarrow.parquet

    with executing(tmp_path, command="orbitdc sweep x"):
        evaluate_points(SCENARIO, [{stand_in.PRICE: 400.0, "accelerator.from": "gb300"}], jobs=1, what=stand_in.quick)
    table = pyarrow.parquet.read_table(parts(tmp_path)[0])
    about = {key.decode(): value.decode() for key, value in table.schema.metadata.items()}
    assert about["orbitdc.scenario_sha256"] == SCENARIO.sha256
    assert (about["orbitdc.version"], about["orbitdc.command"]) == (odc.__version__, "orbitdc sweep x")
    assert len(about["orbitdc.catalogue_sha256"]) == 64
    assert about["orbitdc.seed"] == str(SCENARIO.seed)
    row = table.to_pylist()[0]
    assert (row[stand_in.PRICE], row["accelerator.from"], row["ratio_like_for_like"]) == (400.0, "gb300", 20.0)


def killed_midway(folder: Path, jobs: int) -> int:
    """A study in a process of its own that is killed when it has written a part or two; its process group."""
    path = os.pathsep.join((str(HERE), os.environ.get("PYTHONPATH", "")))
    child = subprocess.Popen([sys.executable, "-c", CHILD, str(folder), str(jobs), "5000"],
                             env={**os.environ, "PYTHONPATH": path}, start_new_session=True)  # fmt: skip
    try:
        end = time.monotonic() + 100.0
        while not parts(folder):
            assert time.monotonic() < end, "nothing was written"
            assert child.poll() is None, "the study ended by itself"
            time.sleep(0.05)
    finally:
        child.kill()
        child.wait()
    return child.pid


def test_a_killed_study_goes_on_to_the_same_bits(tmp_path: Path) -> None:
    killed_midway(tmp_path, 1)
    (tmp_path / ".part-0.parquet.1.tmp").write_bytes(b"PAR1 half")  # as a kill in the middle of writing leaves it
    rows, added = evaluated_now(tmp_path)
    # A stand-in with another name is another outcome; what is known is found by the one that was killed.
    assert added == 40
    with executing(tmp_path) as setting:
        resumed = evaluate_points(SCENARIO, POINTS, jobs=1, what=stand_in.slow)
    assert setting.store is not None
    assert setting.store.used > 0
    assert resumed == rows == exact()


def one_lives(group: int) -> bool:
    """Whether a process of a group is there still."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def test_processes_end_with_a_killed_parent(tmp_path: Path) -> None:
    group = killed_midway(tmp_path, 2)
    end = time.monotonic() + 20.0
    while time.monotonic() < end and one_lives(group):
        time.sleep(0.1)
    assert not one_lives(group)


def test_ctrl_c_keeps_what_was_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "LEAST_S", 1e9)  # nothing is written before the interruption

    def press(done: int, _: int) -> None:
        if done == 15:
            signal.raise_signal(signal.SIGINT)

    heard = signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs ignore it
    try:
        with pytest.raises(KeyboardInterrupt):
            evaluated_now(tmp_path, tell=press)
    finally:
        signal.signal(signal.SIGINT, heard)
    rows, added = evaluated_now(tmp_path)
    assert (rows, added) == (exact(), 25)


def test_a_full_disk_loses_nothing_that_was_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written, put = iter(range(100)), store.put

    def full(path: Path, content: bytes) -> None:
        if next(written) == 10:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        put(path, content)

    monkeypatch.setattr(store, "put", full)
    with pytest.raises(EnvironmentFault) as caught:
        evaluated_now(tmp_path)
    assert caught.value.problems[0].file == str(tmp_path)
    assert len(parts(tmp_path)) == 10
    assert evaluated_now(tmp_path) == (exact(), 30)


def test_a_write_that_fails_leaves_no_half_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room(number: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", no_room)
    with pytest.raises(EnvironmentFault):
        evaluated_now(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("damage", ["cut", "flipped", "empty", "another table"])
def test_a_damaged_part_is_told_and_evaluated_again(tmp_path: Path, damage: str) -> None:
    import pyarrow.parquet

    evaluated_now(tmp_path)
    hurt = parts(tmp_path)[7]
    content = bytearray(hurt.read_bytes())
    if damage == "another table":
        pyarrow.parquet.write_table(pyarrow.table({"a": [1]}), hurt)
    else:
        middle = content.find(b"WORKS")  # a page, whose checksum tells
        content[middle] ^= 1
        hurt.write_bytes({"cut": content[:-9], "flipped": content, "empty": b""}[damage])
    heard: list[str] = []
    with executing(tmp_path, say=heard.append) as setting:
        rows = evaluate_points(SCENARIO, POINTS, jobs=1, what=stand_in.quick)
    assert setting.store is not None
    assert (rows, setting.store.added) == (exact(), 1)
    assert len(heard) == 1
    assert str(hurt) in heard[0]
    assert "\n" not in heard[0]


def test_two_processes_share_a_folder(tmp_path: Path) -> None:
    path = os.pathsep.join((str(HERE), os.environ.get("PYTHONPATH", "")))
    both = [
        subprocess.Popen([sys.executable, "-c", CHILD, str(tmp_path), "1", "40"],
                         env={**os.environ, "PYTHONPATH": path})
        for _ in range(2)
    ]  # fmt: skip
    assert [each.wait(timeout=200) for each in both] == [0, 0]
    with executing(tmp_path) as setting:
        rows = evaluate_points(SCENARIO, POINTS, jobs=1, what=stand_in.slow)
    assert setting.store is not None
    assert (rows, setting.store.added) == (exact(), 0)


def test_a_refused_point_is_known_where_it_is_kept_and_refused_again_where_not(tmp_path: Path) -> None:
    kept = evaluate_points(SCENARIO, POINTS, jobs=1, refused="keep", keep=tmp_path, what=stand_in.picky)
    assert kept[5]["verdict"] == "REFUSED"
    again = evaluate_points(SCENARIO, POINTS, jobs=1, refused="keep", keep=tmp_path, what=stand_in.picky)
    assert again == kept
    with pytest.raises(ScenarioError):
        evaluate_points(SCENARIO, POINTS, jobs=1, keep=tmp_path, what=stand_in.picky)


def test_points_are_made_a_few_batches_ahead() -> None:
    """A study holds its outcomes and no more points than are under way."""
    made: list[int] = []

    class Lazy(list[Any]):
        def __iter__(self) -> Iterator[Any]:
            for index in range(len(self)):
                made.append(index)
                yield {stand_in.PRICE: 100.0 + index}

    most = 0

    def tell(done: int, _: int) -> None:
        nonlocal most
        most = max(most, len(made) - done)

    rows = evaluate_points(SCENARIO, Lazy([None] * 640), jobs=2, tell=tell, what=stand_in.quick)
    assert len(rows) == 640
    assert most <= 2 * 2 * 40 + 40  # two batches of 40 for each of two processes, and one that is read


def test_without_the_library_the_fix_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(EnvironmentFault) as caught, warnings.catch_warnings():
        evaluate_points(SCENARIO, POINTS, keep=tmp_path)
    assert "orbitdc[studies]" in caught.value.problems[0].fix
