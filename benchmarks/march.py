"""The march in blocks against the same step run satellite by satellite: ``python -m benchmarks.march``.

Every round runs each contender once, so that a machine that slows down slows both; printed are medians over the
rounds, their ratio, and the growth of the process's peak memory while the block march ran.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

import orbitdc
from orbitdc.engine.lanes import N_STATE, N_TALLY, FloatArray
from orbitdc.engine.lowering import Lanes, lower
from orbitdc.engine.march import Grid, grid, march, sun_for
from orbitdc.engine.march_kernel import march_plain
from orbitdc.environment import environment_of
from orbitdc.fleet.select import fleet_orbits
from orbitdc.scenario.model import Scenario
from orbitdc.sky.sun import SunTable, sun_table

YEARS_5 = 1827
CASES = {  # name: (planes, phases, days); every lane carries one orbit
    "1 satellite x 5 years": (1, 1, YEARS_5),
    "24 planes x 5 years": (24, 1, YEARS_5),
    "1,000 satellites x 1 day": (25, 40, 1),
    "10,395 satellites x 1 day": (105, 99, 1),
    "10,395 satellites x 30 days": (105, 99, 30),
}


@dataclass(frozen=True)
class Case:
    """A lowered fleet and its window."""

    scenario: Scenario
    lanes: Lanes
    sun: SunTable
    cut: Grid
    n_day: int

    @property
    def steps(self) -> int:
        """Satellite-steps that carry an orbit; surplus lanes of the last block do not count."""
        return self.lanes.n_orbit * self.n_day * self.cut.chunks * self.cut.steps


def make_case(planes: int, phases: int, n_day: int) -> Case:
    """The V3-class shell of the shipped scenario, with every satellite marched."""
    sets = [
        f"fleet.shells.0.planes={planes}",
        f"fleet.shells.0.satellites_per_plane={phases}",
        f"fleet.planes_marched={planes}",
        f"fleet.phases_marched={phases}",
    ]
    scenario = orbitdc.load("starlink_compute_shell", sets)
    orbits = fleet_orbits(scenario)
    sun = sun_table(scenario.mission.service_date, YEARS_5)
    period = 2 * np.pi / float(orbits.argument_of_latitude_rate_rad_per_s.mean())
    cut = grid(scenario.mission.step_s, period, phases)
    return Case(scenario, lower(scenario, orbits, environment_of(scenario, orbits, sun)), sun, cut, n_day)


def run_blocks(case: Case, threads: int) -> None:
    """The block march, reductions included."""
    constant = case.scenario.sky.solar_constant_w_per_m2
    march(case.lanes, case.sun, case.n_day, case.cut, constant, np.ones_like, threads)


def run_plain(case: Case) -> None:
    """The same step, one satellite after the other, time inside, one total per satellite."""
    constant = case.scenario.sky.solar_constant_w_per_m2
    direction, irradiance = sun_for(case.sun, case.cut, 0, case.n_day, constant)
    last = case.n_day * case.cut.chunks * case.cut.steps
    ends = np.array([last], dtype=np.int64)
    lanes, cut = case.lanes, case.cut
    for n in range(lanes.n_orbit):
        path, orbit, hardware, fade, state = (
            np.ascontiguousarray(rows[..., n : n + 1])
            for rows in (lanes.path, lanes.orbit, lanes.hardware, lanes.fade, lanes.state)
        )
        wear = lanes.wear[: case.n_day, :, lanes.kind[n : n + 1]]
        march_plain(
            0, 0, case.n_day, lanes.span_days, cut.chunks, cut.steps, cut.step_s, lanes.stretch, direction, irradiance,
            path, orbit, hardware, fade, wear, state, np.ones(1), np.zeros(1), ends,
            np.zeros((1, N_TALLY)), np.zeros((1, N_STATE)), np.zeros(1),
        )  # fmt: skip


def timed(work: Callable[[], None]) -> float:
    """Seconds of one call."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def peak_mib() -> float:
    """Peak resident memory of this process so far, MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0


def fma_peak_per_s() -> float:
    """Fused multiply-adds per second and thread that this machine reaches, from a loop of independent ones."""
    from numba import njit

    @njit(fastmath={"contract"})  # type: ignore[untyped-decorator, unused-ignore]
    def work(x: FloatArray, rounds: int) -> None:
        for _ in range(rounds):
            for i in range(x.size):
                v = x[i]
                for _ in range(32):
                    v = v * 0.999999 + 1e-6
                x[i] = v

    x = np.ones(256)
    work(x, 1)
    rounds = 1000
    seconds = min(timed(lambda: work(x, rounds)) for _ in range(5))
    return 32 * x.size * rounds / seconds


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
            one.append(timed(lambda case=case: run_blocks(case, 1)))
            two.append(timed(lambda case=case: run_blocks(case, 2)))
            grown = max(grown, peak_mib() - before)
            plain.append(timed(lambda case=case: run_plain(case)))
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
