"""Equal lanes under the same Sun are marched once in a process: what differs in money alone is priced anew, not flown."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
import pytest

from orbitdc.engine.march import Marched
from orbitdc.simulation import mission


def parts(value: Any) -> Iterator[bytes]:
    """Every number of an argument of the march, to the last bit."""
    if is_dataclass(value):
        for field in fields(value):
            yield from parts(getattr(value, field.name))
    elif isinstance(value, np.ndarray):
        yield repr((value.shape, value.dtype)).encode()
        yield np.ascontiguousarray(value).tobytes()
    else:
        yield repr(value).encode()


@contextmanager
def each_marched_once() -> Iterator[None]:
    """``orbitdc.simulation.mission`` marches only what it has not marched before.

    Threads are no part of the key: the results do not depend on them (tests of the engine, which call the march itself).
    """
    known: dict[bytes, Marched] = {}
    march = mission.march

    def once(
        lanes: Any, sun: Any, n_day: int, cut: Any, constant_w_per_m2: float, survivors: Callable[[Any], Any],
        threads: int = 2, progress: Callable[[int, int], None] | None = None, device: str = "cpu",
        precision: Any = "float64",
    ) -> Marched:  # fmt: skip
        alive = survivors(np.arange(0.5, n_day) / 365.25)
        digest = hashlib.sha256()
        for argument in (lanes, sun, n_day, cut, constant_w_per_m2, np.asarray(alive), device, precision):
            for part in parts(argument):
                digest.update(part)
        key = digest.digest()
        if key not in known:
            known[key] = march(
                lanes, sun, n_day, cut, constant_w_per_m2, survivors, threads, progress, device, precision
            )
        elif progress is not None:
            steps = n_day * cut.chunks * cut.steps * lanes.n_orbit
            progress(steps, steps)
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mission, "march", once)
        yield
