"""What the tests of the command line share: its answer, its process, the bytes of a folder."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple


class Answer(NamedTuple):
    code: int
    out: str
    err: str


Cli = Callable[..., Answer]
SHORT = ("--set", "numerics.window_days=2", "--no-figures")  # of `run`: two marched days, no drawing
MAIN = "import sys; from orbitdc.cli import main; main(sys.argv[1:])"


def process(*args: str, code: str = MAIN, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """The command line, or another program, in a Python of its own."""
    return subprocess.run([sys.executable, "-c", code, *args], capture_output=True, text=True, cwd=cwd, check=False)


def content(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by name."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
