"""The march in blocks against the same step run satellite by satellite: ``python -m benchmarks.march``.

Every round runs each contender once, so that a machine that slows down slows both; printed are medians over the
rounds, their ratio, and the growth of the process's peak memory while the block march ran. The whole suite, with more
contenders, is ``python -m benchmarks``.
"""

from __future__ import annotations

import argparse
import statistics
from functools import partial

import orbitdc
from benchmarks.contenders import run_blocks, run_plain
from benchmarks.fleets import CASES, make_case
from benchmarks.machine import fma_peak_per_s
from benchmarks.rounds import peak_mib, timed


def main() -> None:
    """Run every case and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--case", choices=list(CASES), action="append", help="one case (repeatable); all by default")
    arguments = parser.parse_args()
    warm = make_case(1, 1, 1)
    run_blocks(warm, 1)
    run_plain(warm)
    print(f"orbitdc {orbitdc.__version__}; {arguments.rounds} rounds interleaved, medians")
    print(f"machine: {fma_peak_per_s() / 1e9:.1f} G fused multiply-adds per second and thread")
    head = ("case", "M steps", "blocks 1 thread", "blocks 2 threads", "one by one", "ratio", "2 over 1", "peak MiB")
    print("  ".join(f"{text:>16}" if i else f"{text:<28}" for i, text in enumerate(head)))
    for name in arguments.case or CASES:
        case = make_case(*CASES[name])
        one, two, plain, grown = [], [], [], 0.0
        for _ in range(arguments.rounds):
            before = peak_mib()
            one.append(timed(partial(run_blocks, case, 1)))
            two.append(timed(partial(run_blocks, case, 2)))
            grown = max(grown, peak_mib() - before)
            plain.append(timed(partial(run_plain, case)))
        a, b, c = map(statistics.median, (one, two, plain))
        rate = case.steps / 1e6
        cells = (
            f"{rate:.2f}",
            f"{rate / a:.1f} M/s",
            f"{rate / b:.1f} M/s",
            f"{rate / c:.1f} M/s",
            f"{c / a:.1f}x",
            f"{a / b:.2f}x",
            f"{peak_mib():.0f} (+{grown:.0f})",
        )
        print(f"{name:<28}  " + "  ".join(f"{cell:>16}" for cell in cells))


if __name__ == "__main__":
    main()
