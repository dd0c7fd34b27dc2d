"""Equal lanes under the same Sun are marched once in a process: what differs in money alone is priced, not flown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from orbitdc.engine.integrated import Integrated
from orbitdc.engine.side_by_side import Asked
from orbitdc.simulation import mission


@contextmanager
def each_marched_once() -> Iterator[None]:
    """``orbitdc.simulation.mission`` marches only what it has not marched before.

    Threads do not tell marches apart, because results do not depend on them: tests of the engine, which call the march
    itself, hold it to that.
    """
    known: dict[bytes, Integrated] = {}
    march = mission.march_alone

    def once(asked: Asked, threads: int, progress: Callable[[int, int], None] | None = None) -> Integrated:
        key = asked.content()
        if key not in known:
            known[key] = march(asked, threads, progress)
        elif progress is not None and not asked.aside:
            steps = asked.n_day * asked.cut.chunks * asked.cut.steps * asked.lanes.n_orbit
            progress(steps, steps)
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mission, "march_alone", once)
        yield
