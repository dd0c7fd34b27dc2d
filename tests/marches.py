"""Equal lanes under the same Sun are marched once in a process: what differs in money alone is priced, not flown."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest

from orbitdc.engine.march import Integrated
from orbitdc.simulation import mission
from orbitdc.system.recent import digest


@contextmanager
def each_marched_once() -> Iterator[None]:
    """``orbitdc.simulation.mission`` marches only what it has not marched before.

    Threads do not tell marches apart, because results do not depend on them: tests of the engine, which call the march
    itself, hold it to that.
    """
    known: dict[bytes, Integrated] = {}
    march = mission.march
    signature = inspect.signature(march)

    def once(*args: Any, **more: Any) -> Integrated:
        given = signature.bind(*args, **more)
        given.apply_defaults()
        told = dict(given.arguments)
        progress, _ = told.pop("progress"), told.pop("threads")
        told["survivors"] = np.asarray(told["survivors"](np.arange(0.5, told["n_day"]) / 365.25))
        key = digest(*told.items())
        if key not in known:
            known[key] = march(*args, **more)
        elif progress is not None:
            steps = told["n_day"] * told["cut"].chunks * told["cut"].steps * told["lanes"].n_orbit
            progress(steps, steps)
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mission, "march", once)
        yield
