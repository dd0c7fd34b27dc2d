"""The big runs, once each: a million satellites for a day, and every Starlink for a year, both at 60 s."""

from __future__ import annotations

import gc
from dataclasses import asdict, dataclass

from benchmarks.contenders import CLOCK, delivered_flop, run_blocks
from benchmarks.fleets import BIG, CATALOGUE, Case, catalogue_case, make_case
from benchmarks.rounds import MIB, grown_bytes, peak_mib, timed
from orbitdc.engine.integrated import Integrated


@dataclass(frozen=True)
class BigRun:
    """One big march."""

    name: str
    satellites: int
    m_steps: float
    lower_s: float  # orbits, environment and lanes
    march_s: float
    m_steps_per_s: float
    held_mib: float  # lowered lanes
    grown_mib: float  # beyond them, while marching
    process_peak_mib: float
    delivered_flop: float


def make(name: str) -> Case:
    """The case of a big run; the year's satellites are the real catalogue where its file lies."""
    planes, phases, n_day = BIG[name]
    if "year" in name and CATALOGUE.is_file():
        return catalogue_case(n_day)
    return make_case(planes, phases, n_day)


def run(name: str, threads: int = 2) -> BigRun:
    """Lower and march one of the big cases."""
    gc.collect()
    cases: list[Case] = []
    lower_s = timed(lambda: cases.append(make(name)))
    case, out = cases[0], list[Integrated]()
    march_s = 0.0

    def march() -> None:
        nonlocal march_s
        march_s = timed(lambda: out.append(run_blocks(case, threads)))

    grown = grown_bytes(march)
    flop = delivered_flop(case, out[0].lane_total[CLOCK, : case.lanes.n_orbit])
    rate = case.steps / 1e6 / march_s
    return BigRun(
        name, case.lanes.n_orbit, case.steps / 1e6, lower_s, march_s, rate, case.held_bytes / MIB, grown / MIB,
        peak_mib(), flop,
    )  # fmt: skip


def all_runs(threads: int = 2) -> list[dict[str, object]]:
    """Every big run, as plain numbers."""
    return [asdict(run(name, threads)) for name in BIG]
