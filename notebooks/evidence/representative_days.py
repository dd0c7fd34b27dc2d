"""Verdict: one day in 32, and more where eclipse seasons bend, gives the FLOP of a life within 6e-5.

Over ten shipped scenarios at their own lives, against a march of every day: AI1's FLOP are off by 2e-6 and a single
month's by 1e-3, in a fifteenth of the time. A shell that starves in each eclipse is marched with a lead of two days
before each day that meets shadow then or in the two days before, and is off by 2e-5 (with one of four hours by 2e-3),
in a third of the time. Battery health is off by up to 1e-3, because fade runs on as on the last day marched, and the
lowest charge of a life by 5e-3 of the capacity.

Studies of many draws march one day in 64, one phase of a plane, in single precision, with shadow said within 5e-4:
the ratio of a draw is off by 2e-4 (root of the mean square of 40 draws of AI1 with every number drawn) and by 1e-3 at
most, the mean of all by 5e-5, and no verdict is another. The sampling error of 1,000 draws is a hundred times as much.

``python notebooks/evidence/representative_days.py [SCENARIO...]`` prints these numbers, of the scenarios named, and
``... --draws 40 SCENARIO`` those of draws.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np

import orbitdc as odc
from orbitdc.scenario.currency import constant_dollars
from orbitdc.simulation.geometry import representative_days
from orbitdc.simulation.mission import SHADOW_ERROR, simulate_mission
from orbitdc.study.point import DRAWN, FULL

EVERY = 32
LARGE = {"fcc_one_million", "starlink_fleet_today", "starlink_shells_2026"}  # minutes each
SHIPPED = Path(__file__).resolve().parents[2] / "scenarios"


def compared(name: str) -> str:
    """One scenario's errors, in words."""
    scenario = constant_dollars(odc.load(name))
    if scenario.satellite.design.mode != "given":
        scenario = scenario.replace({"satellite.design.mode": "given"})  # its parts before they are sized
    begin = time.perf_counter()
    full = simulate_mission(scenario)
    between = time.perf_counter()
    some = simulate_mission(scenario, every=EVERY)
    took, whole = time.perf_counter() - between, between - begin
    days = representative_days(full.orbits, full.sun, full.n_day, EVERY, SHADOW_ERROR).size
    flop, exact = some.monthly_flop(), full.monthly_flop()
    kept = exact > 0.0
    month = float(np.abs(flop[kept] / exact[kept] - 1.0).max()) if kept.any() else 0.0
    health = float(some.integrated.health_last.min() - full.integrated.health_last.min())
    charge = float(some.integrated.day_charge_low.min() - full.integrated.day_charge_low.min())
    return (
        f"{Path(name).stem:28}{days:5} of {full.n_day:5} days, {whole / took:5.1f} times as fast, FLOP "
        f"{flop.sum() / exact.sum() - 1.0:+.1e}, a month {month:.0e}, health {health:+.1e}, lowest charge {charge:+.1e}"
    )


def drawn(name: str, draws: int) -> str:
    """The errors of the ratios of some draws, in words."""
    scenario = odc.load(name)
    some, full = (odc.montecarlo(scenario, draws, 7, resolution=resolution) for resolution in (DRAWN, FULL))
    ratios, exact = (each.rows.numbers("ratio_like_for_like") for each in (some, full))
    error = (ratios / exact - 1.0)[~np.isnan(exact)]
    verdicts = zip(some.rows.column("verdict"), full.rows.column("verdict"), strict=True)
    others = sum(one != other for one, other in verdicts)
    return (
        f"{Path(name).stem:28}{error.size} draws, ratio off by {np.sqrt(np.mean(error**2)):.1e} (root mean square), "
        f"{np.abs(error).max():.1e} at most, {error.mean():+.1e} on average; {others} other verdicts"
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--draws"]:
        print("\n".join(drawn(name, int(sys.argv[2])) for name in sys.argv[3:]))
        sys.exit()
    names = sys.argv[1:] or [str(path) for path in sorted(SHIPPED.glob("*.yaml")) if path.stem not in LARGE]
    for each in names:
        print(compared(each), flush=True)
