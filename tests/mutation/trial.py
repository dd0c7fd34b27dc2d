"""Runs the tests of a module in a scratch copy of the tree, for each mutant in a process of its own.

A process that has read the large libraries once is copied for each mutant (a fork server), which saves the seconds that
they take; the package itself is read anew.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import time
from copy import copy
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

LIBRARIES = (
    *("numpy", "scipy.optimize", "scipy.interpolate", "numba", "pydantic", "yaml", "click", "rich.console", "pandas"),
    *("skyfield.api", "sgp4.api", "numpy_financial", "hypothesis", "pytest", "matplotlib.pyplot"),
)
NICE = 15  # of mutants; the tests without one are waited for
PATIENCE, PATIENCE_S = 2.0, 20.0  # processor time for a mutant: so often what the tests take, and so much more
WALL_S = 1200.0  # after which a mutant that waits for ever is ended
MEMORY_BYTES = 16 << 30  # for a mutant that asks for without end

TESTED = 100  # is added to the exit code of pytest, which so differs from that of a process that never came to it
NOTHING_FAILED = (0, 5)  # exit codes of pytest: all passed, and a file without tests


@cache
def processes() -> Any:
    """The process that has read the libraries, and is copied."""
    os.environ.setdefault("MPLBACKEND", "Agg")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(LIBRARIES))
    return context


class Outcome(NamedTuple):
    """What the tests said of a tree."""

    killed: bool
    why: str  # the test that failed, or that time ran out
    seconds: float  # of the processor


class Scratch:
    """A copy of the tree's files under version control, and of what lies beside it, in a folder of its own."""

    def __init__(self, folder: Path, root: Path) -> None:
        self.tree = folder / "tree"
        listed = subprocess.run(
            ["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=root, capture_output=True, check=True
        )
        for name in listed.stdout.decode().splitlines():
            if (root / name).is_file():
                (self.tree / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(root / name, self.tree / name)
        if (root.parent / "shared").is_dir():
            (folder / "shared").symlink_to((root.parent / "shared").resolve())

    def twin(self, folder: Path) -> Scratch:
        """Another copy with all that lies in this one, bytecode included."""
        shutil.copytree(self.tree.parent, folder, symlinks=True)
        other = copy(self)
        other.tree = folder / "tree"
        return other

    def tried(self, file: str, text: str, tests: tuple[str, ...], compiled: bool, limit_s: float) -> Outcome:
        """What the tests say of the tree with another text in one of its files."""
        path = self.tree / file
        kept = path.read_text(encoding="utf-8")
        try:
            path.write_text(text, encoding="utf-8")
            self._forget(path)
            return self.run(tests, compiled, limit_s)
        finally:
            path.write_text(kept, encoding="utf-8")
            self._forget(path)

    def _forget(self, path: Path) -> None:
        """Remove the bytecode of a file, which a text of equal length written in the same second would not replace."""
        for stale in path.parent.glob(f"__pycache__/{path.stem}.*"):
            stale.unlink()

    def run(self, tests: tuple[str, ...], compiled: bool, limit_s: float, keeps: bool = False) -> Outcome:
        """What the tests say of the tree as it is; ``keeps`` its bytecode for later runs."""
        folder = self.tree.parent
        log, took = folder / "log.txt", folder / "took.txt"
        took.write_text(f"{limit_s}", encoding="utf-8")
        process = processes().Process(target=_pytest, args=(str(self.tree), tests, compiled, limit_s, keeps))
        process.start()
        process.join(WALL_S)
        if process.is_alive():
            assert process.pid is not None
            os.killpg(process.pid, signal.SIGKILL)
            process.join()
        seconds = float(took.read_text(encoding="utf-8"))
        if process.exitcode in (-signal.SIGXCPU, -signal.SIGKILL):
            return Outcome(True, "time ran out", seconds)
        if 0 <= process.exitcode < TESTED:
            raise RuntimeError(f"the tests could not be started, see {log}")
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines() or [""]
        why = next((line for line in lines if line.startswith(("FAILED", "ERROR"))), lines[-1])
        return Outcome(process.exitcode != TESTED, why[:160], seconds)


def _pytest(tree: str, tests: tuple[str, ...], compiled: bool, limit_s: float, keeps: bool) -> None:
    """Run files of tests in this process, whose exit code says whether all of them passed."""
    import resource  # late: not of every system

    os.setsid()
    os.nice(0 if keeps else NICE)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (round(limit_s) + 1, round(limit_s) + 10))
    out = os.open(Path(tree).parent / "log.txt", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    for stream in (1, 2):
        os.dup2(out, stream)
    os.chdir(tree)
    sys.path[:] = [
        tree,
        *(place for place in sys.path if place and not (Path(place) / "orbitdc/__init__.py").is_file()),
    ]
    os.environ["PYTHONPATH"], os.environ["ORBITDC_CACHE_DIR"] = tree, str(Path(tree).parent / "cache")
    sys.dont_write_bytecode = not keeps
    sys.modules.pop("tests", None)
    import numba
    import pytest
    from hypothesis import settings

    settings.register_profile("patient", deadline=None)  # a machine that is busy fails no test
    settings.load_profile("patient")
    if not compiled:
        os.environ["NUMBA_DISABLE_JIT"] = "1"
        numba.config.DISABLE_JIT = True
    quiet = ("-x", "-q", "-n0", "--no-header", "--tb=no", "-p", "no:cacheprovider", "--doctest-modules")
    # one file after another, so that none is read where one before it has failed
    code = next((code for file in tests if (code := int(pytest.main([*quiet, file]))) not in NOTHING_FAILED), 0)
    import orbitdc

    assert Path(orbitdc.__file__).is_relative_to(tree), orbitdc.__file__
    (Path(tree).parent / "took.txt").write_text(f"{time.process_time()}", encoding="utf-8")
    sys.stdout.flush()
    os._exit(TESTED + code)
