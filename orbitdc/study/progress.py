"""The progress of a study: how many of its points are done, how long the rest takes, and the answer so far."""

from __future__ import annotations

import math
from bisect import insort
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from orbitdc.study.execute import SETTING, executing
from orbitdc.system.progress import Progress, Tell

MOST_HELD = 100_000  # ratios, whose median is known to 0.5 % by then


class SoFar:
    """The ratios of the points so far: their median with its standard error, or the span of values tried.

    >>> drawn, tried = SoFar(drawn=True), SoFar(drawn=False)
    >>> for ratio in (3.0, 5.0, 0.9, 4.0, 3.5):
    ...     drawn.hear({"ratio_like_for_like": ratio})
    ...     tried.hear({"ratio_like_for_like": ratio})
    >>> str(drawn), str(tried)
    ('median ratio 3.50 ± 0.5, orbit cheaper in 20.0%', 'ratios 0.900 to 5.00')
    """

    def __init__(self, drawn: bool) -> None:
        self.drawn = drawn
        self.ratios: list[float] = []

    def hear(self, row: Mapping[str, Any]) -> None:
        """Take note of an outcome; one without a ratio counts as beyond every ratio."""
        if len(self.ratios) < MOST_HELD:
            ratio = row["ratio_like_for_like"]
            insort(self.ratios, math.inf if ratio is None else ratio)

    def __str__(self) -> str:
        n = len(self.ratios)
        if n == 0 or not math.isfinite(self.ratios[n // 2]):
            return ""
        if not self.drawn:
            last = next(ratio for ratio in reversed(self.ratios) if math.isfinite(ratio))
            return f"ratios {self.ratios[0]:#.3g} to {last:#.3g}"
        # a standard error of the median: half the span of the middle sqrt(n) of n draws in order (Wilks 1948)
        aside = 0.5 * math.sqrt(n)
        low, high = (self.ratios[min(max(round(0.5 * (n - 1) + side), 0), n - 1)] for side in (-aside, aside))
        cheaper = sum(ratio < 1.0 for ratio in self.ratios) / n
        error = f" ± {0.5 * (high - low):.2g}" if math.isfinite(high) else ""
        return f"median ratio {self.ratios[n // 2]:#.3g}{error}, orbit cheaper in {cheaper:.1%}"


@contextmanager
def progress(doing: str = "evaluating", *, drawn: bool = False, quiet: bool = False) -> Iterator[Tell]:
    """Show the progress of the studies of a ``with`` block, which take what it yields as their ``tell``.

    On a terminal it is a bar, in a notebook a line, elsewhere a line a minute: points done, points a second, the time
    left, and the answer so far, of a study that is ``drawn`` its median ratio with the standard error. ``quiet`` leaves
    the line a minute alone.

    >>> import orbitdc as odc
    >>> scenario = odc.load("ai1_vs_colossus", ["mission.life_y=1"])
    >>> with odc.progress("drawing", drawn=True) as tell:
    ...     found = odc.montecarlo(scenario, draws=2, seed=1, only=["launch.price_usd_per_kg"], jobs=1, tell=tell)
    """
    so_far, outer = SoFar(drawn), SETTING.get()

    def watch(row: Mapping[str, Any]) -> None:
        """Hear an outcome, and pass it on."""
        so_far.hear(row)
        if outer is not None and outer.watch is not None:
            outer.watch(dict(row))

    with Progress(doing, so_far.__str__, quiet=quiet) as tell, executing(watch=watch):
        yield tell
