"""Firm capacity of a repeated window, launches of a fleet of several shells, and a march that is interrupted."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import orbitdc
from orbitdc.comparison.run import Run, simulate
from orbitdc.fleet.launch import manifest

RunOf = Callable[..., Run]
AI1 = "ai1_vs_colossus"


def test_a_steady_fleet_is_as_firm_as_its_survivors() -> None:
    """A day without eclipse repeated for five years: only losses shrink it, 6 % a year after 1 % dead on arrival."""
    calm = ["workload.traffic=none", "satellite.vital_m2=0", "satellite.upsets.mended_frac=1"]
    sets = ["mission.service_date=2028-03-01", "numerics.window_days=1", "satellite.radiator.area_m2=200"]
    alone = "accelerator.tray_accelerators=1"
    quoted = ["accelerator.loss_activation_ev=0", "accelerator.cycles_doubling_per_y=null"]
    run = simulate(orbitdc.load(AI1, [*calm, *sets, alone, *quoted]))
    late = 0.99 * math.exp(-0.06 * 0.99 * 5.0)
    assert run.mission.daily_clock()[0] == pytest.approx(1.0, abs=1e-9)
    # ages are a week apart, and the clock is kept in 4096 steps
    assert run.mission.firm_share(0.01) == pytest.approx(late, abs=0.06 * 7 / 365 + 1 / 4096)
    assert run.mission.firm_share(0.0) == pytest.approx(0.99 * math.exp(-0.06 * 5.0), abs=1 / 4096)


def test_p1_lies_between_the_least_and_the_mean(run_of: RunOf) -> None:
    for name in (AI1, "starlink_compute_shell"):
        mission = run_of(name).mission
        mean = float((mission.daily_clock() * mission.survivors(np.arange(mission.n_day) / 365.25)).mean())
        assert mission.firm_share(0.0) <= mission.firm_share(0.01) <= mean


def test_each_shell_is_launched_to_its_own_orbit() -> None:
    run = simulate(
        orbitdc.load(
            "starlink_shells_2026", ["numerics.window_days=1", "numerics.planes_marched=2", "numerics.phases_marched=1"]
        )
    )
    s, made = run.scenario, run.deployment
    volume = run.mission.environment.assembly.envelope_m3(run.scenario.launch.packing_frac)
    launches = 0.0
    for shell in s.fleet.shells or ():
        assert shell.satellites is not None
        assert shell.inclination_deg is not None
        packed = manifest(s.launch, made.launched_kg, volume, shell.altitude_km, shell.inclination_deg)
        launches += shell.satellites / packed.per_launch
    # orbits are told apart to 1 km and 0.1 degrees, which moves no whole satellite here
    assert made.launches == pytest.approx(launches, rel=1e-9)


def test_an_interrupted_march_stops() -> None:
    def interrupt(done: int, total: int) -> None:
        raise KeyboardInterrupt

    before = threading.active_count()
    with pytest.raises(KeyboardInterrupt):
        simulate(orbitdc.load("starlink_compute_shell", ["numerics.phases_marched=22"]), progress=interrupt)
    for _ in range(200):  # blocks already begun, 20 ms each, run to their end
        if threading.active_count() <= before:
            break
        time.sleep(0.05)
    assert threading.active_count() <= before


def test_progress_ends_at_the_whole() -> None:
    seen: list[tuple[int, int]] = []
    simulate(orbitdc.load(AI1, ["numerics.window_days=40"]), progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (40 * 1440 * 32, 40 * 1440 * 32)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)


def test_a_catalogue_beside_its_scenario_is_found(tmp_path: Path) -> None:
    line1 = "1 44714U 19074B   26149.50000000  .00001000  00000+0  10000-3 0  9990"
    line2 = "2 44714  53.1513 154.1788 0003034  54.2939 305.8351 15.0600000036144"

    def summed(line: str) -> str:
        digits = sum(int(c) if c.isdigit() else c == "-" for c in line[:68])
        return f"{line[:68]:<68}{digits % 10}"

    (tmp_path / "one.tle").write_text(f"{summed(line1)}\n{summed(line2)}\n", encoding="utf-8")
    scenario = tmp_path / "mine.yaml"
    scenario.write_text(
        "extends: starlink_fleet_today\nname: mine\nfleet: {catalogue_file: one.tle}\n", encoding="utf-8"
    )
    assert simulate(orbitdc.load(scenario)).mission.orbits.weight.tolist() == [1.0]
