"""The command line as a process of its own: exit codes, no traceback, what it imports, a pipe that closes early."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from command_line import MAIN, SHORT, process
from pressing import HANG_S, PROGRAM, pressed_at

from orbitdc.cli import VERBS
from orbitdc.system.cache import cache_folder

# the command line, then one line with the modules it imported
WITNESS = """\
import sys
import time
from orbitdc.cli import main
try:
    main(sys.argv[1:])
except SystemExit as end:
    code = end.code
print("\\nimported", code, *sorted({name.partition(".")[0] for name in sys.modules}))
"""


def imported(*args: str, cwd: Path) -> tuple[str, set[str]]:
    """Stdout of the command line and the modules, two levels deep, that it imported."""
    run = process(*args, code=WITNESS, cwd=cwd)
    assert run.stderr == ""
    out, _, last = run.stdout.rpartition("\nimported ")
    code, *names = last.split()
    assert code == "0"
    return out, set(names)


def test_help_imports_nothing_heavy(tmp_path: Path) -> None:
    out, names = imported("--help", cwd=tmp_path)
    for verb in VERBS:
        assert f"  {verb} " in out
    assert not names & {"numpy", "pydantic", "yaml", "numba", "scipy", "astropy", "matplotlib", "rich"}


def test_check_imports_no_engine(tmp_path: Path) -> None:
    out, names = imported("check", "ai1_vs_colossus", cwd=tmp_path)
    assert out.startswith("ai1_vs_colossus: fine; ")
    assert not names & {"numba", "scipy", "astropy", "matplotlib", "skyfield", "sgp4", "rich"}


def test_a_warm_run_imports_neither_astronomy_nor_figures(tmp_path: Path) -> None:
    if cache_folder() is None:
        pytest.skip("nothing can be kept warm: no cache folder")
    args = ("run", "ai1_vs_colossus", *SHORT)
    assert process(*args, cwd=tmp_path).returncode == 0  # warms the cache
    out, names = imported(*args, cwd=tmp_path)
    assert "orbit costs, like for like" in out
    assert not names & {"astropy", "matplotlib", "skyfield", "erfa"}


def test_a_mistake_is_no_traceback(tmp_path: Path) -> None:
    run = process("run", "absent.yaml", cwd=tmp_path)
    assert run.returncode == 2
    assert run.stdout == ""
    assert run.stderr.startswith("error: absent.yaml: ")
    assert list(tmp_path.iterdir()) == []


def test_the_installed_command_and_its_json(tmp_path: Path) -> None:
    command = Path(sys.executable).with_name("orbitdc")
    if not command.exists():
        pytest.skip("the package is not installed beside this Python")
    args = [str(command), "run", "ai1_vs_colossus", *SHORT, "--json", "--strict"]
    run = subprocess.run(args, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert run.returncode == 3
    assert json.loads(run.stdout)["orbit"]["feasible"] is False


@pytest.mark.skipif(os.name != "posix", reason="pipes and devices of POSIX")
def test_a_reader_that_leaves_is_no_mistake() -> None:
    read, write = os.pipe()
    os.close(read)  # as `| head -0` does
    run = subprocess.run(
        [sys.executable, "-c", MAIN, "explain", "ai1_vs_colossus"], stdout=write, stderr=subprocess.PIPE, check=False
    )
    os.close(write)
    assert (run.returncode, run.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_is_the_environments_fault() -> None:
    with open("/dev/full", "w") as full:
        run = subprocess.run([sys.executable, "-c", MAIN, "catalog"], stdout=full, stderr=subprocess.PIPE, check=False)
    assert run.returncode == 4
    assert run.stderr == b"error: No space left on device\n    fix: free some space, or choose another folder\n"


LONG = ("run", "fcc_one_million", "--set", "numerics.planes_marched=12", "--set", "numerics.phases_marched=24")
WHOLE = {"summary.json", "scenario.json", "orbits.csv", "days.csv", "ledger.csv"}
MARCHED = "orbitdc.engine.blocks:LaneBlock.advance"  # a block of lanes over some days; LONG has hundreds
NOTHING = "interrupted; earlier results are untouched"
of_posix = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """An empty folder beside which notes can lie."""
    folder = tmp_path / "here"
    folder.mkdir()
    return folder


@of_posix
@pytest.mark.usefixtures("ctrl_c")
@pytest.mark.parametrize(
    "place",
    [
        "import pydantic", "import numpy", "import numba", "orbitdc.engine.lowering:lower#1", f"{MARCHED}#1",
        f"{MARCHED}#4",
    ],
)  # fmt: skip
def test_ctrl_c_during_a_long_march(tmp_path: Path, here: Path, place: str) -> None:
    left = pressed_at(place, LONG, here, tmp_path / "notes")
    assert (left.code, left.out, left.err.strip()) == (130, "", NOTHING)
    assert left.after <= 10  # of the hundreds of blocks still to come; each of two threads had begun one or two
    assert list(here.iterdir()) == []


@of_posix
@pytest.mark.usefixtures("ctrl_c")
def test_ctrl_c_from_outside(tmp_path: Path, here: Path) -> None:
    notes = tmp_path / "notes"
    command = [sys.executable, "-c", PROGRAM, f"{MARCHED}#0", str(notes), *LONG]
    run = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=here)
    begun = time.monotonic()
    while not (notes.exists() and notes.read_text(encoding="utf-8")):
        assert run.poll() is None, "it ended before it marched"
        assert time.monotonic() - begun < HANG_S, "it never began to march"
        time.sleep(0.01)
    run.send_signal(signal.SIGINT)
    out, err = run.communicate(timeout=HANG_S)
    assert (run.returncode, out, err.strip()) == (130, "", NOTHING)
    assert list(here.iterdir()) == []


@of_posix
@pytest.mark.usefixtures("ctrl_c")
def test_ctrl_c_while_kernels_compile(tmp_path: Path, here: Path) -> None:
    cache = tmp_path / "cache"  # nothing is kept there
    args = ("run", "ai1_vs_colossus", *SHORT)
    left = pressed_at(
        "numba.core.dispatcher:Dispatcher.compile#1", args, here, tmp_path / "notes", ORBITDC_CACHE_DIR=str(cache)
    )
    assert (left.code, left.err.strip()) == (130, NOTHING)
    assert list(here.iterdir()) == []
    assert list(cache.rglob("*.kernel")) == []  # it did not wait for what was compiling


@of_posix
@pytest.mark.usefixtures("ctrl_c")
@pytest.mark.parametrize(
    ("place", "args"),
    [
        (f"{MARCHED}#2", ("design", "sized_ai1", "--write", "closed.yaml")),
        (f"{MARCHED}#40", ("design", "sized_ai1", "--write", "closed.yaml")),
        (f"{MARCHED}#2", ("reliability", "ai1_vs_colossus", "--draws", "100000", "-o", "kept")),
        ("orbitdc.study.histories:_part#1", ("reliability", "ai1_vs_colossus", *SHORT[:2], "--draws", "100000")),
    ],
)
def test_ctrl_c_while_a_design_closes_and_while_histories_are_drawn(
    tmp_path: Path, here: Path, place: str, args: tuple[str, ...]
) -> None:
    left = pressed_at(place, args, here, tmp_path / "notes")
    assert (left.code, left.err.strip()) == (130, NOTHING)
    assert left.after <= 10
    assert list(here.iterdir()) == []


@of_posix
@pytest.mark.usefixtures("ctrl_c")
@pytest.mark.parametrize("place", ["import matplotlib.figure", "orbitdc.report.drawing:save#1"])
def test_ctrl_c_while_figures_are_drawn(tmp_path: Path, here: Path, place: str) -> None:
    left = pressed_at(place, ("run", "ai1_vs_colossus", *SHORT[:2]), here, tmp_path / "notes")
    (folder,) = (here / "results").iterdir()
    kept = folder.relative_to(here)
    assert (left.code, left.err.strip()) == (
        130,
        f"interrupted; the tables in {kept} are whole, `orbitdc report {kept}` draws the figures",
    )
    assert left.after == 0
    assert {path.name for path in folder.iterdir()} >= WHOLE
    assert not [path for path in folder.iterdir() if path.name.startswith(".") or path.name == "report.html"]
