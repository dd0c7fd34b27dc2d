"""The march in blocks against plain Numba, satellite by satellite: ``python -m benchmarks.march``.

Every round runs each contender once, so that a machine that slows down slows both; printed are medians over the
rounds, their ratio, and the growth of the process's peak memory while the block march ran. The whole suite, with more
contenders, is ``python -m benchmarks``.
"""

from __future__ import annotations

import argparse
import statistics
from functools import partial

import orbitdc
from benchmarks.contenders import run_blocks, single_precision
from benchmarks.fleets import CASES, make_case
from benchmarks.machine import fma_peak_per_s
from benchmarks.plain import run_library
from benchmarks.rounds import peak_mib, timed

PLAIN_STEPS = 60e6  # of a round of plain Numba: a case is cut to whole days below


def main() -> None:
    """Run every case and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--case", choices=list(CASES), action="append", help="one case (repeatable); all by default")
    arguments = parser.parse_args()
    warm = make_case(1, 1, 1)
    run_blocks(warm, 1)
    run_blocks(warm, 1, **single_precision())
    run_library(warm)
    print(f"orbitdc {orbitdc.__version__}; {arguments.rounds} rounds interleaved, medians")
    print(f"machine: {fma_peak_per_s() / 1e9:.1f} G fused multiply-adds per second and thread")
    head = (
        "case", "M steps", "float64", "2 threads", "float32", "2 threads", "plain", "f64/plain", "f32/plain",
        "2 over 1", "peak MiB",
    )  # fmt: skip
    print("  ".join(f"{text:>10}" if i else f"{text:<28}" for i, text in enumerate(head)))
    for name in arguments.case or CASES:
        case = make_case(*CASES[name])
        one, two, one32, two32, plain, grown = [], [], [], [], [], 0.0
        part = case.shorter(PLAIN_STEPS)
        for _ in range(arguments.rounds):
            before = peak_mib()
            one.append(timed(partial(run_blocks, case, 1)))
            two.append(timed(partial(run_blocks, case, 2)))
            grown = max(grown, peak_mib() - before)
            one32.append(timed(partial(run_blocks, case, 1, **single_precision())))
            two32.append(timed(partial(run_blocks, case, 2, **single_precision())))
            plain.append(timed(partial(run_library, part)) * case.steps / part.steps)
        a, b, a32, b32, c = map(statistics.median, (one, two, one32, two32, plain))
        rate = case.steps / 1e6
        cells = (
            f"{rate:.2f}",
            f"{rate / a:.1f} M/s",
            f"{rate / b:.1f} M/s",
            f"{rate / a32:.1f} M/s",
            f"{rate / b32:.1f} M/s",
            f"{rate / c:.1f} M/s",
            f"{c / a:.1f}x",
            f"{c / a32:.1f}x",
            f"{a / b:.2f}x",
            f"{peak_mib():.0f} (+{grown:.0f})",
        )
        print(f"{name:<28}  " + "  ".join(f"{cell:>10}" for cell in cells))


if __name__ == "__main__":
    main()
