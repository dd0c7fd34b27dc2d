"""A command line that presses Ctrl-C on itself at a place of its own program, so that no clock decides where it is."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

HANG_S = 120.0  # a command that has not left by then never will

# argv: the place, a file for what happens, then the command line's own. A place is "import MODULE", or
# "MODULE:FUNCTION" or "MODULE:CLASS.METHOD" with "#n" for its n-th call; at "#0" nothing is pressed.
PROGRAM = """\
import functools
import os
import signal
import sys
from importlib import import_module

place, seen = sys.argv[1], open(sys.argv[2], "a", buffering=1)

def press():
    print("pressed", file=seen)
    os.kill(os.getpid(), signal.SIGINT)

class AtImport:
    def __init__(self, name):
        self.name = name

    def find_spec(self, name, path=None, target=None):
        if name == self.name:
            self.name = None
            press()

def at_call(where, number):
    module, _, name = where.partition(":")
    *owners, name = name.split(".")
    owner = functools.reduce(getattr, owners, import_module(module))
    inner = getattr(owner, name)

    @functools.wraps(inner)
    def counted(*args, **more):
        print("called", file=seen)
        counted.calls += 1
        if counted.calls == number:
            press()
        return inner(*args, **more)

    counted.calls = 0
    setattr(owner, name, counted)

if place.startswith("import "):
    sys.meta_path.insert(0, AtImport(place.removeprefix("import ")))
else:
    where, _, number = place.partition("#")
    at_call(where, int(number))
from orbitdc.cli import main
main(sys.argv[3:])
"""


class Pressed(NamedTuple):
    """How a command left that was interrupted at a place, and how often the place was reached before and after."""

    code: int
    out: str
    err: str
    before: int
    after: int


def pressed_at(place: str, args: tuple[str, ...], cwd: Path, notes: Path, **environment: str) -> Pressed:
    """Run a command line that presses Ctrl-C at a place; ``notes`` is a file outside its folder."""
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM, place, str(notes), *args],
        capture_output=True, text=True, cwd=cwd, check=False, timeout=HANG_S, env={**os.environ, **environment},
    )  # fmt: skip
    seen = notes.read_text(encoding="utf-8").split()
    assert "pressed" in seen, f"{place} was never reached: {run.stderr}"
    at = seen.index("pressed")
    return Pressed(run.returncode, run.stdout, run.stderr, at, len(seen) - at - 1)
