"""Contenders in one process, round by round: medians of wall and processor time, memory grown while each ran.

Every round runs each contender once, so that a machine that slows down slows all of them. On a shared machine wall
time moves with the neighbours; processor time, over all threads, hardly does: both are kept.
"""

from __future__ import annotations

import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

STATUS, CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")
MIB = 1024.0**2


class Missing(Exception):
    """A contender that cannot run here; its text says why."""


@dataclass(frozen=True)
class Contender:
    """Something to time; ``run`` may return its own (wall, processor) seconds where it times itself elsewhere."""

    name: str
    does: str
    steps: int  # satellite-steps of one run, or evaluations
    run: Callable[[], tuple[float, float] | None]
    held_bytes: int = 0  # inputs and outputs allocated beforehand
    same_model: bool = True  # so that the engine's count of operations holds for it
    unit: str = "steps"


@dataclass
class Measured:
    """What a contender took, by round."""

    contender: Contender
    wall_s: list[float] = field(default_factory=list)
    cpu_s: list[float] = field(default_factory=list)
    grown_bytes: int = 0

    @property
    def rate_per_s(self) -> float:
        """Steps per second of wall time, from the median round."""
        return self.contender.steps / statistics.median(self.wall_s)

    @property
    def cpu_rate_per_s(self) -> float:
        """Steps per second of processor time, all threads together, from the median round."""
        return self.contender.steps / max(statistics.median(self.cpu_s), 1e-9)

    @property
    def peak_mib(self) -> float:
        """Memory held beforehand and grown while running, MiB."""
        return (self.contender.held_bytes + self.grown_bytes) / MIB


def timed(work: Callable[[], object]) -> float:
    """Seconds of one call."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def cpu_timed(work: Callable[[], object]) -> float:
    """Seconds of processor time of one call, all threads together."""
    begin = time.process_time()
    work()
    return time.process_time() - begin


def peak_mib() -> float:
    """Peak resident memory of this process so far, MiB."""
    unit = 1.0 if sys.platform == "darwin" else 1024.0  # bytes there, kilobytes elsewhere
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / MIB


def _status_bytes(key: str) -> int:
    line = next(line for line in STATUS.read_text(encoding="ascii").splitlines() if line.startswith(key))
    return int(line.split()[1]) * 1024


def grown_bytes(work: Callable[[], object]) -> int:
    """How far resident memory rose above its level before, at most, during a call.

    Linux lets a process forget its peak; elsewhere only growth beyond the highest peak so far is seen.
    """
    try:
        CLEAR.write_text("5", encoding="ascii")
        before = _status_bytes("VmRSS")
    except OSError:
        before = int(peak_mib() * MIB)
        work()
        return max(int(peak_mib() * MIB) - before, 0)
    work()
    return max(_status_bytes("VmHWM") - before, 0)


def interleave(contenders: Iterable[Contender], rounds: int) -> list[Measured]:
    """Run every contender once a round."""
    measured = [Measured(contender) for contender in contenders]
    for _ in range(rounds):
        for one in measured:
            _run_once(one)
    return measured


def _run_once(one: Measured) -> None:
    own: tuple[float, float] | None = None
    wall = cpu = 0.0

    def work() -> None:
        nonlocal own, wall, cpu
        wall, cpu = time.perf_counter(), time.process_time()
        own = one.contender.run()
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu

    one.grown_bytes = max(one.grown_bytes, grown_bytes(work))
    wall, cpu = own if own is not None else (wall, cpu)
    one.wall_s.append(wall)
    one.cpu_s.append(cpu)
