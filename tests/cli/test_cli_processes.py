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

from orbitdc.cache import cache_folder
from orbitdc.cli import VERBS

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
    assert "ratio like for like" in out
    assert not names & {"astropy", "matplotlib", "skyfield", "erfa"}


def test_a_mistake_is_no_traceback(tmp_path: Path) -> None:
    run = process("run", "absent.yaml", cwd=tmp_path)
    assert run.returncode == 2
    assert run.stdout == ""
    assert run.stderr.startswith("error: absent.yaml: no such file\n    fix: ")
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
def test_a_reader_that_leaves_is_no_mistake(tmp_path: Path) -> None:
    read, write = os.pipe()
    os.close(read)  # as `| head -0` does
    run = subprocess.run(
        [sys.executable, "-c", MAIN, "explain", "ai1_vs_colossus"], stdout=write, stderr=subprocess.PIPE, check=False
    )
    os.close(write)
    assert (run.returncode, run.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_is_the_environments_fault(tmp_path: Path) -> None:
    with open("/dev/full", "w") as full:
        run = subprocess.run([sys.executable, "-c", MAIN, "catalog"], stdout=full, stderr=subprocess.PIPE, check=False)
    assert run.returncode == 4
    assert run.stderr == b"error: No space left on device\n    fix: free some space, or choose another folder\n"


LONG = ("run", "fcc_one_million", "--set", "fleet.planes_marched=12", "--set", "fleet.phases_marched=24")
WHOLE = {"summary.json", "scenario.json", "orbits.csv", "days.csv", "ledger.csv"}


def interrupted_after(seconds: float, args: tuple[str, ...], cwd: Path, env: dict[str, str] | None = None) -> float:
    """Press Ctrl-C some time after a command printed that it began; how long it then took to leave, s."""
    begun = "import sys; from orbitdc.cli import main; print('begun', flush=True); main(sys.argv[1:])"
    command = [sys.executable, "-c", begun, *args]
    run = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=cwd, env=env)
    assert run.stdout is not None
    assert run.stdout.readline() == "begun\n"
    time.sleep(seconds)
    pressed = time.monotonic()
    run.send_signal(signal.SIGINT)
    _, err = run.communicate(timeout=60)
    assert run.returncode == 130, err
    assert err.strip().startswith("interrupted; "), err
    return time.monotonic() - pressed


PATIENCE_S = 1.0 if os.environ.get("CI") is None else 5.0  # a busy machine of others' is slow to let a process end


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize("seconds", [0.05, 0.4, 1.1, 2.3, 5.0])
def test_ctrl_c_during_a_long_march(tmp_path: Path, seconds: float) -> None:
    assert interrupted_after(seconds, LONG, tmp_path) < PATIENCE_S
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_ctrl_c_while_kernels_compile(tmp_path: Path) -> None:
    # nothing is kept in a fresh folder: compiling takes 8 s from the first second on
    env = {**os.environ, "ORBITDC_CACHE_DIR": str(tmp_path / "cache")}
    (tmp_path / "here").mkdir()
    assert interrupted_after(3.0, ("run", "ai1_vs_colossus", *SHORT), tmp_path / "here", env) < PATIENCE_S
    assert list((tmp_path / "here").iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_ctrl_c_while_a_design_closes_and_while_histories_are_drawn(tmp_path: Path) -> None:
    design = ("design", "sized_ai1", "--write", "closed.yaml")
    for args in (design, ("reliability", "ai1_vs_colossus", "--draws", "100000", "-o", "kept")):
        for seconds in (1.2, 3.0):
            assert interrupted_after(seconds, args, tmp_path) < PATIENCE_S
            assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_ctrl_c_while_figures_are_drawn(tmp_path: Path) -> None:
    args = ("run", "ai1_vs_colossus", "--set", "mission.window_days=400")
    begun = time.monotonic()
    run = subprocess.Popen(
        [sys.executable, "-c", MAIN, *args], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path
    )
    while not list(tmp_path.glob("results/ai1_vs_colossus-*")) and time.monotonic() - begun < 120.0:
        time.sleep(0.01)
    time.sleep(0.5)  # matplotlib takes longer to load
    run.send_signal(signal.SIGINT)
    _, err = run.communicate(timeout=60)
    (folder,) = (tmp_path / "results").iterdir()
    kept = folder.relative_to(tmp_path)
    assert (run.returncode, err.strip()) == (
        130,
        f"interrupted; the tables in {kept} are whole, `orbitdc report {kept}` draws the figures",
    )
    assert {path.name for path in folder.iterdir()} >= WHOLE
    assert not [path for path in folder.iterdir() if path.name.startswith(".") or path.name == "report.html"]
