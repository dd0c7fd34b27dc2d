"""How far a long task is: a bar on a terminal, a line in a notebook, and a line a minute in a log."""

from __future__ import annotations

import sys
import time
from collections import deque
from collections.abc import Callable
from types import TracebackType
from typing import Any, Protocol

EVERY_S = 60.0  # between two lines in a log
OFTEN_S = 1.0  # between two changes of a line in a notebook
RECENT = 60  # marks, a second apart at least, over which the rate is taken
MOST_COUNTED = 10_000_000  # things that are told one by one; steps of a march are not

Tell = Callable[[int, int], None]


class Shown(Protocol):
    """A place where progress is shown."""

    def at(self, done: int, total: int, words: str, ends: bool) -> None:
        """Show so much of the task, in words too; ``ends`` where it is left."""


def in_time(seconds: float) -> str:
    """A span of time in two units at most.

    >>> in_time(7.4), in_time(200.0), in_time(7300.0)
    ('7 s', '3 min 20 s', '2 h 1 min')
    """
    s = round(seconds)
    if s < 60:
        return f"{s} s"
    return f"{s // 60} min {s % 60} s" if s < 3600 else f"{s // 3600} h {s % 3600 // 60} min"


class Progress:
    """The progress of a task within a ``with`` block, which yields the function that is told of it.

    ``so_far`` says in words what is known of the answer. ``quiet`` shows nothing but the lines of a log.

    >>> from io import StringIO
    >>> log, now = StringIO(), iter([0.0, 30.0, 61.0])
    >>> with Progress("drawing", lambda: "ratio 3.9 ± 0.1", stream=log, clock=lambda: next(now)) as tell:
    ...     tell(100, 1000)
    ...     tell(200, 1000)
    >>> log.getvalue()
    'drawing: 200 of 1,000 (20 %), 3.28 a second, 4 min 4 s left; ratio 3.9 ± 0.1\\n'
    """

    def __init__(
        self,
        doing: str,
        so_far: Callable[[], str] = str,
        *,
        quiet: bool = False,
        stream: Any = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.doing, self.so_far, self.quiet, self.clock = doing, so_far, quiet, clock
        self.stream = sys.stderr if stream is None else stream

    def __enter__(self) -> Tell:
        self.shown, every_s = self._place()
        self.begun = self.shown_at = self.clock()
        self.every_s = every_s
        self.marks = deque([(self.begun, 0)], maxlen=RECENT)
        return self.tell

    def _place(self) -> tuple[Shown, float]:
        """Where progress is shown, and how often."""
        if self.quiet:
            return _Log(self.stream), EVERY_S
        if (notebook := _Notebook()).line is not None:
            return notebook, OFTEN_S
        return (_Terminal(self.doing), 0.1) if self.stream.isatty() else (_Log(self.stream), EVERY_S)

    def tell(self, done: int, total: int) -> None:
        """Hear how much is done; it is shown where enough time has passed since it last was."""
        now = self.clock()
        if now - self.marks[-1][0] >= 1.0:
            self.marks.append((now, done))
        if now - self.shown_at >= self.every_s:
            self.shown_at = now
            self.shown.at(done, total, self.in_words(done, total), False)

    def in_words(self, done: int, total: int) -> str:
        """How much is done, how fast it goes, how long it will take, and the answer so far."""
        (first_s, first), (last_s, last) = self.marks[0], self.marks[-1]
        rate = (last - first) / (last_s - first_s) if last_s > first_s else 0.0
        share = f"{100 * done // max(total, 1)} %"
        said = [f"{self.doing}: {done:,} of {total:,} ({share})" if total <= MOST_COUNTED else f"{self.doing}: {share}"]
        if rate > 0.0:
            said += [f"{rate:.3g} a second"] if total <= MOST_COUNTED else []
            said.append(f"{in_time(max(total - done, 0) / rate)} left")
        answer = self.so_far()
        return ", ".join(said) + (f"; {answer}" if answer else "")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.shown.at(0, 0, "", True)


class _Log:
    """A line each time."""

    def __init__(self, stream: Any) -> None:
        self.stream = stream

    def at(self, done: int, total: int, words: str, ends: bool) -> None:
        """Write a line, save for the last, which says nothing new."""
        if not ends:
            self.stream.write(f"{words}\n")
            self.stream.flush()


class _Notebook:
    """One line that changes, and goes at the end."""

    def __init__(self) -> None:
        self.line: Any = None  # where no kernel shows what is displayed
        shell = sys.modules["IPython"].get_ipython() if {"IPython", "ipykernel"} <= sys.modules.keys() else None
        if shell is not None:
            from IPython.display import display

            # IPython has no types in some versions
            self.line = display({"text/plain": ""}, raw=True, display_id=True)  # type: ignore[no-untyped-call, unused-ignore]

    def at(self, done: int, total: int, words: str, ends: bool) -> None:
        """Replace the line."""
        self.line.update({"text/plain": words}, raw=True)


class _Terminal:
    """A bar above its line, both gone at the end."""

    def __init__(self, doing: str) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        columns = (BarColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
        self.bar = Progress(*columns, console=Console(stderr=True), transient=True)
        self.task = self.bar.add_task(doing, total=None)
        self.bar.start()

    def at(self, done: int, total: int, words: str, ends: bool) -> None:
        """Move the bar, or take it away at the end."""
        if ends:
            self.bar.stop()
        else:
            self.bar.update(self.task, completed=done, total=total, description=words)


__all__ = ["Progress", "Tell", "in_time"]
