"""The command line as a process of its own: exit codes, no traceback, what it imports, a pipe that closes early."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import MAIN, SHORT, process

from orbitdc.cache import cache_folder
from orbitdc.cli import VERBS

# the command line, then one line with the modules it imported
WITNESS = """\
import sys
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
    assert not names & {"astropy", "matplotlib", "skyfield", "erfa", "scipy"}


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
