"""Designs that cannot work are answers with a verdict, a remedy and finite numbers, never a division by zero."""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite

import pytest

import orbitdc
from orbitdc.comparison.run import Run
from orbitdc.satellite.battery_need import depth_by_cycles_frac, lasting_battery_kwh
from orbitdc.satellite.constraint import DEAD_BATTERY, MELTED
from orbitdc.simulation.deployment import deploy
from orbitdc.simulation.design_closure import close_design
from orbitdc.simulation.evaluate import evaluate

RunOf = Callable[..., Run]
AI1 = "ai1_vs_colossus"
FEW = ("numerics.phases_marched=2", "numerics.planes_marched=2")
SIZED = ("mission.life_y=1", "satellite.design.mode=sized", *FEW)


@pytest.mark.parametrize("ltan_h", [12, 16])
def test_a_battery_worn_to_nothing_is_a_verdict_whose_remedy_lasts(run_of: RunOf, ltan_h: int) -> None:
    """Sixteen eclipses a day at 70 kWh: 29,000 cycles in five years, where deep ones leave 80 % after 4,000."""
    sets = (f"fleet.shells.0.ltan_h={ltan_h}", "numerics.phases_marched=1", "numerics.window_days=1826")
    run = run_of(AI1, *sets)
    assert (run.verdict.verdict, run.verdict.feasible) == (DEAD_BATTERY, False)
    assert run.verdict.margins["battery_health_frac"] == -1.0
    field, _, rest = run.verdict.remedy.partition(": ")
    assert field == "satellite.battery.capacity_kwh"
    after = run_of(AI1, *sets, f"{field}={rest.split()[0]}")
    assert after.verdict.verdict != DEAD_BATTERY
    assert (after.verdict.margins["battery_health_frac"] or 0.0) > 0.0


def test_the_lasting_battery_trades_depth_for_health() -> None:
    """At the best health of a fine grid, shadow energy over health and depth is least, unless the calendar wins."""
    s = orbitdc.load(AI1)
    mission = orbitdc.simulate(orbitdc.load(AI1, ["numerics.window_days=1", *FEW])).mission
    load, pack = mission.lanes.load, s.satellite.battery
    found = lasting_battery_kwh(s.satellite, load, 2100.0, 29_000.0, 5.0)
    shadow_kwh = (load.it_w + load.housekeeping_w) / mission.environment.assembly.at.conversion_frac * 2100.0 / 3.6e6
    one_way = pack.roundtrip_efficiency_frac**0.5
    best = min(
        shadow_kwh / one_way / (h * min(depth_by_cycles_frac(pack, 29_000.0, 5.0, h), pack.depth_of_discharge_max_frac))
        for h in (k / 1000.0 for k in range(20, 890))
    )
    assert found == pytest.approx(best, rel=1e-3)  # of a flat minimum, on a grid of 1 %
    tired = s.satellite.changed(battery=pack.changed(calendar_fade_per_y=0.2))
    assert not isfinite(lasting_battery_kwh(tired, load, 2100.0, 29_000.0, 5.0))


@pytest.mark.parametrize(
    ("sets", "verdict", "says"),
    [
        (("satellite.battery.calendar_fade_per_y=1",), DEAD_BATTERY, "no battery lasts so long"),
        (("satellite.radiator.shield_mm=0", "satellite.radiator.tube_wall_mm=0.01"), MELTED, "no radiator holds"),
        (("satellite.solar_array.absorptance_frac=0.0004",), MELTED, "array_m2, propellant_kg would grow past"),
    ],
    ids=["battery", "radiator", "array"],
)
def test_a_design_that_no_size_closes_says_why(sets: tuple[str, ...], verdict: str, says: str) -> None:
    closed = close_design(orbitdc.load(AI1, [*SIZED, *sets]))
    assert closed.reason.startswith(says)
    assert max(closed.sizes.array_m2, closed.sizes.battery_kwh, closed.sizes.radiator_m2) < 1e7
    assert closed.rounds <= 9  # half on few lanes, then one on all: none after it is clear that nothing closes
    assert evaluate(closed.mission, deploy(closed.mission, 1.0))[0].verdict == verdict


def test_a_megawatt_satellite_closes_with_segments_for_its_area(run_of: RunOf) -> None:
    """415 accelerators and about 900 m2: 66 segments of 14 m2, each as likely to be holed as one of AI1's."""
    closed = close_design(orbitdc.load(AI1, [*SIZED, "satellite.it_power_w=1e6"]))
    assert closed.reason == ""
    panel = closed.scenario.satellite.radiator
    assert panel.segment_count == round(panel.area_m2 / 14.0) > 50
    given = run_of(AI1, "satellite.it_power_w=1e6", "satellite.radiator.area_m2=1200", "numerics.window_days=20", *FEW)
    left = given.mission.environment.hazards.radiator_frac[-1].min()
    small = run_of(AI1, "numerics.window_days=20", *FEW).mission.environment.hazards.radiator_frac[-1].min()
    assert left == pytest.approx(small, rel=0.01)  # 1,200/86 against 110/8 m2 a segment
