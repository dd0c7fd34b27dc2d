"""What one thread does in a second of processor time, packed, on data in the first-level cache.

The peak is a loop of chains of 32 dependent fused multiply-adds, one chain per lane, on 2 kB; out-of-order execution
keeps eight chains or more in flight, which two pipes of latency four need. ``fma_loop`` counts in the machine code what
the loop really holds, so that a compiler that no longer packs it is seen.
"""

from __future__ import annotations

from collections.abc import Callable
from math import sqrt
from typing import Any

import numpy as np

from benchmarks.machine_code import Loop, inner_loops
from benchmarks.rounds import cpu_timed

CHAIN = 32
LANES = 256
TRIES = 7


def _compiled(body: Callable[..., None]) -> Any:
    from numba import njit

    return njit(error_model="numpy", fastmath={"contract"}, nogil=True)(body)


def _fma(x, rounds, a, b):
    for _ in range(rounds):
        for i in range(x.size):
            v = x[i]
            for _ in range(32):
                v = v * a + b
            x[i] = v


def _divide(x, rounds, a, b):
    for _ in range(rounds):
        for i in range(x.size):
            x[i] = a / x[i]


def _root(x, rounds, a, b):
    for _ in range(rounds):
        for i in range(x.size):
            x[i] = sqrt(x[i])


def _load(x, rounds, a, b):
    n = x.size // 9
    for _ in range(rounds):
        for i in range(n):
            low = (x[i] + x[i + n]) + (x[i + 2 * n] + x[i + 3 * n])
            x[i + 8 * n] = low + ((x[i + 4 * n] + x[i + 5 * n]) + (x[i + 6 * n] + x[i + 7 * n]))


def _store(x, rounds, a, b):
    for _ in range(rounds):
        for i in range(x.size):
            x[i] = b


def _aligned(size: int, kind: Any) -> np.ndarray:
    """An array that begins on a cache line, as the march's block does: loads across two lines take twice as long."""
    raw = np.full(size + 64, 1.5, dtype=kind)
    skip = -raw.ctypes.data % 64 // raw.itemsize
    return raw[skip : skip + size]


def _per_s(body: Callable[..., None], each: int, kind: Any = np.float64, size: int = LANES) -> float:
    work, x = _compiled(body), _aligned(size, kind)
    a, b = kind(0.999999), kind(1e-6)
    work(x, 1, a, b)
    rounds = 20_000_000 // (each * LANES)
    return each * LANES * rounds / min(cpu_timed(lambda: work(x, rounds, a, b)) for _ in range(TRIES))


def fma_peak_per_s(kind: Any = np.float64) -> float:
    """Fused multiply-adds per second and thread that this machine reaches, best of seven."""
    return _per_s(_fma, CHAIN, kind)


def rates_per_s() -> dict[str, float]:
    """Operations per second and thread by kind: one per lane, however wide the registers."""
    return {
        "fma": fma_peak_per_s(),
        "fma_f32": fma_peak_per_s(np.float32),
        "div": _per_s(_divide, 1),
        "sqrt": _per_s(_root, 1),
        "load": _per_s(_load, 8, size=9 * LANES),
        "store": _per_s(_store, 1),
    }


def fma_loop() -> Loop | None:
    """The busiest loop of the peak's machine code: 32 packed fused multiply-adds, no other arithmetic."""
    work = _compiled(_fma)
    work(np.ones(LANES), 1, 0.5, 0.5)
    loops = inner_loops(work.inspect_asm(work.signatures[0]))
    return max(loops, key=lambda loop: loop.counts["fma"], default=None)
