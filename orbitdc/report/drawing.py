"""The figures of a results folder drawn one by one into a hidden folder, here and by a second process beside.

Both processes take the next figure that neither has taken, one from the front and one from the back, so that they end
together whenever the second one begins. What it leaves undone, because it died say, is drawn here.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

from orbitdc.report.blocks import csv_text
from orbitdc.report.folder import Results
from orbitdc.report.style import narrow, save, svg_text
from orbitdc.system.processors import default_jobs

TAKEN, FINDING = ".taken", ".finding"  # endings of what is in the hidden folder for a while
NARROW = ".narrow.svg"  # of a figure for narrow screens
HANDED = "results.pickle"


class Drawn(NamedTuple):
    """A figure as it stands in a hidden folder."""

    name: str
    finding: str
    files: tuple[Path, Path, Path]  # PNG, SVG and CSV
    narrow: str  # SVG for narrow screens


class Second:
    """A second process that draws figures, and imports what it draws with before it is given any."""

    def __init__(self) -> None:
        code = f"import sys; sys.path[:] = {sys.path!r}; from orbitdc.report.drawing import serve; serve()"
        null = subprocess.DEVNULL
        self._process = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=null, stderr=null)

    def begin(self, results: Results, hidden: Path, names: Collection[str]) -> None:
        """Draw figures of some results, from the last one on, as long as any is left."""
        (hidden / HANDED).write_bytes(pickle.dumps((results, tuple(names))))
        with suppress(OSError):  # of one that has died
            assert self._process.stdin is not None
            self._process.stdin.write(str(hidden).encode())
            self._process.stdin.close()

    def wait(self) -> None:
        """Wait until it has drawn what it took."""
        self._process.wait()

    def end(self) -> None:
        """End it, whatever it does."""
        self._process.kill()
        self._process.wait()


@contextmanager
def second_process() -> Iterator[Second | None]:
    """A second process that draws figures while the block runs; None where it would have no processor of its own."""
    second = Second() if default_jobs() > 1 and sys.executable else None
    try:
        yield second
    finally:
        if second is not None:
            second.end()


def serve() -> None:
    """Draw, as the second process, the figures of the folder that standard input names."""
    from matplotlib.backends import backend_agg, backend_svg  # noqa: F401  # imported while the other one simulates

    from orbitdc.report import figures  # noqa: F401  # likewise

    hidden = Path(sys.stdin.read())
    if hidden.name:
        results, names = pickle.loads((hidden / HANDED).read_bytes())
        _draw_untaken(results, hidden, reversed(names))


def drawn_in(results: Results, hidden: Path, names: Collection[str], second: Second | None = None) -> list[Drawn]:
    """Draw figures for wide and for narrow screens into a hidden folder, with a second process where there is one."""
    if second is None:
        _draw_untaken(results, hidden, names)
    else:
        _draw_together(results, hidden, names, second)
    for name in names:
        if not (hidden / f"{name}{FINDING}").is_file():
            _draw_both(results, hidden, name)
    return [_read(hidden, name) for name in names]


def _draw_together(results: Results, hidden: Path, names: Collection[str], second: Second) -> None:
    """Draw figures side by side with the second process."""
    try:
        second.begin(results, hidden, names)
        if len(_draw_untaken(results, hidden, names)) < len(names):
            second.wait()
    finally:  # before anybody removes the folder that it draws into
        second.end()


def _draw_untaken(results: Results, hidden: Path, names: Iterable[str]) -> list[str]:
    """Draw the figures that nobody has taken, and return their names."""
    drawn = []
    for name in names:
        with suppress(FileExistsError):
            (hidden / f"{name}{TAKEN}").touch(exist_ok=False)
            drawn.append(name)
            _draw_both(results, hidden, name)
    return drawn


def _draw_both(results: Results, hidden: Path, name: str) -> None:
    """Draw a figure for the wide page and for the narrow one, with its finding."""
    from orbitdc.report.figures import FIGURES

    draw_wide(results, hidden, name)
    with narrow():
        small = FIGURES[name].draw(*inputs_of(results, name))
        finding = small.figure.get_suptitle().replace("\n", " ").replace("\u00a0", " ")  # before letters are replaced
        (hidden / f"{name}{NARROW}").write_text(svg_text(small), encoding="utf-8")
    (hidden / f"{name}{FINDING}").write_text(finding, encoding="utf-8")  # the last file says that all are whole


def draw_wide(results: Results, hidden: Path, name: str) -> tuple[Path, Path, Path]:
    """Draw a figure as PNG and SVG, with its numbers as CSV; returns the three files."""
    from orbitdc.report.figures import FIGURES

    kind, inputs = FIGURES[name], inputs_of(results, name)
    save(kind.draw(*inputs), hidden / name)
    files = _files(hidden, name)
    files[2].write_text(csv_text(kind.data(*inputs)), encoding="utf-8")
    return files


def draw_study(draw: Callable[[], Any], stem: Path) -> None:
    """Draw a figure of a study as PNG and SVG, and as another SVG for narrow screens, which its page shows there."""
    save(draw(), stem)
    with narrow():
        stem.with_name(f"{stem.name}{NARROW}").write_text(svg_text(draw()), encoding="utf-8")


def inputs_of(results: Results, name: str) -> list[Any]:
    """What a figure is drawn from: its tables and the summary."""
    from orbitdc.report.figures import FIGURES

    return [*(results.tables[table] for table in FIGURES[name].tables), results.summary]


def _files(hidden: Path, name: str) -> tuple[Path, Path, Path]:
    """The files of a figure: PNG, SVG and CSV."""
    return hidden / f"{name}.png", hidden / f"{name}.svg", hidden / f"{name}.csv"


def _read(hidden: Path, name: str) -> Drawn:
    """A figure that was drawn, from its files."""
    finding, narrow = ((hidden / f"{name}{end}").read_text(encoding="utf-8") for end in (FINDING, NARROW))
    return Drawn(name, finding, _files(hidden, name), narrow)
