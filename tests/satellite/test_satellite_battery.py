"""The temperature of the battery: its fade against a published rule, and the loop of its own by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

import orbitdc
from orbitdc.engine.track import march_lane
from orbitdc.satellite import Battery
from orbitdc.satellite.assembly import mass_parts_kg
from orbitdc.satellite.constraint import DEAD_BATTERY, Constraint
from orbitdc.satellite.part import Surroundings
from orbitdc.satellite.sizing import design_point, load
from orbitdc.simulation.deployment import deploy
from orbitdc.simulation.design_closure import ClosedDesign, close_design
from orbitdc.simulation.evaluate import extremes_of, needs_of
from orbitdc.simulation.geometry import longest_eclipse_s
from orbitdc.simulation.mission import simulate_mission

AROUND = Surroundings(1361.0, 237.0, 0.3, 0.48, 60.0, 1.08308e-3)
WARM = "satellite.battery.cooling=main_loop"
FEW = ("numerics.window_days=3", "numerics.planes_marched=1", "numerics.phases_marched=1")


@pytest.mark.parametrize(("volts", "factor"), [(0.549, 2.0), (0.5, 1.881), (0.3, 1.46)])
def test_life_between_25_and_35_degrees(volts: float, factor: float) -> None:
    """A published rule halves the life with 10 K, which is 0.549 eV; 0.5 and 0.3 eV are worked beside it."""
    cells = Battery.model_construct(fade_activation_ev=volts, fade_reference_k=298.15)
    assert cells.fade_factor(308.15) == pytest.approx(factor, rel=2e-3)  # printed to three or four digits
    assert cells.fade_factor(283.15) == 1.0  # cold cells are plated: they do not last longer


def test_the_battery_loop_of_ai1_by_hand() -> None:
    """70 kWh taken to 60 % an orbit lose 6.2 % of 42 kWh in 97 minutes; their radiator of 20 C sheds it all."""
    s = orbitdc.load("ai1_vs_colossus")
    at = design_point(s.satellite, s.accelerator, s.workload, AROUND)
    one_way = math.sqrt(0.94)
    heat_w = 42e3 * (1.0 / one_way - one_way) / (2.0 * math.pi / 1.08308e-3 / 3600.0)
    assert at.battery_loop.heat_w == pytest.approx(heat_w, rel=1e-9)
    plate = s.satellite.radiator
    emitted = 2.0 * plate.emittance_eol_frac * plate.fin_efficiency_frac * 5.670374419e-8 * 293.15**4
    # At 20 C it sheds 640 W/m2 less what Earth and array send it, which is between a tenth and a half of that.
    assert heat_w / emitted * 1.1 < at.battery_loop.radiator_m2 < heat_w / emitted * 2.0
    loop_kg = mass_parts_kg(s.satellite, at)["battery loop"]
    assert loop_kg == pytest.approx(5.0 * heat_w * 1e-3 + plate.areal_mass_kg_per_m2 * at.battery_loop.radiator_m2)
    assert load(s.satellite, s.accelerator, s.workload).housekeeping_w > 56.0  # 0.8 W for each kWh, among others


def test_a_battery_on_the_main_loop_has_no_loop_of_its_own() -> None:
    own, warm = (orbitdc.load("ai1_vs_colossus", sets) for sets in ((), (WARM,)))
    at = design_point(warm.satellite, warm.accelerator, warm.workload, AROUND)
    assert "battery loop" not in mass_parts_kg(warm.satellite, at)
    loads = [load(s.satellite, s.accelerator, s.workload).housekeeping_w for s in (own, warm)]
    # The pump takes its share of the load's heat: a part in a hundred.
    assert loads[0] - loads[1] == pytest.approx(0.8 * 70.0, rel=0.02)


def test_fade_follows_the_main_loop() -> None:
    """The fade of three days is the mean of Arrhenius' law over the coolant's temperature at every step."""
    mission = simulate_mission(orbitdc.load("ai1_vs_colossus", (WARM, *FEW)))
    steps = mission.integrated.grid.steps * mission.integrated.grid.chunks * 3
    track = march_lane(mission.lanes, 0, mission.sun, 3, mission.integrated.grid, 1361.0, np.arange(1, steps + 1))
    by_step = np.exp(0.549 / 8.617333262e-5 * (1.0 / 298.15 - 1.0 / track.of("loop"))).mean()
    assert by_step > 4.0  # around 50 C
    lost = 1.0 - mission.integrated.health_last[0]
    # The first hours warm up from a cold start, where one temperature for a day is too simple by a part in a hundred.
    assert lost == pytest.approx(0.02 * 3.0 / 365.25 * by_step, rel=0.01)


def test_the_heat_of_a_battery_with_its_own_loop_spares_the_radiator() -> None:
    """Three days of a shell with 15 eclipses each: energy closes either way, and the radiator sheds less."""
    ample = ("satellite.radiator.area_m2=200", "accelerator.leakage_per_k=0", "satellite.battery.own_loop_w_per_kwh=0")
    shed = []
    for sets in ((), (WARM,)):
        mission = simulate_mission(orbitdc.load("starlink_compute_shell", (*sets, *ample, *FEW)))
        assert mission.energy_residual_frac() < 1e-12  # rounding
        total = mission.integrated.day
        heat_w = [total(name)[1:].mean() for name in ("charge", "discharge", "radiator_radiated")]
        one_way = math.sqrt(mission.scenario.satellite.battery.roundtrip_efficiency_frac)
        shed.append((heat_w[2], heat_w[0] * (1.0 - one_way) + heat_w[1] * (1.0 / one_way - 1.0)))
    (own_w, lost_w), (all_w, _) = shed
    assert lost_w > 100.0
    # Nothing throttles and nothing leaks; the first day still warms up, and the panel trails the load by a minute.
    assert all_w - own_w == pytest.approx(lost_w, rel=2e-3)


def test_a_pack_on_the_main_loop_fades_to_death_and_its_remedy_is_a_loop_of_its_own() -> None:
    """At 50 to 60 C the 2 % a year that are quoted at 20 to 25 C are 10 to 20 %, and deeper cycles take the rest."""
    s = orbitdc.load("ai1_vs_colossus", (WARM, "numerics.planes_marched=1", "numerics.phases_marched=1"))
    mission = simulate_mission(s)
    at, met, needs = mission.environment.assembly.at, extremes_of(mission), needs_of(mission, deploy(mission, 1.0))
    (found,) = [each for each in s.satellite.battery.constraints(at, met, needs) if each.key == "battery_health_frac"]
    assert met.battery_health_frac == 0.0
    assert (found.verdict, found.margin) == (DEAD_BATTERY, -1.0)
    assert found.remedy == "satellite.battery.cooling: own_loop"


def test_a_sized_battery_carries_the_heaters_of_a_cold_radiator() -> None:
    """Three hours without load take 3 h x (heaters and housekeeping) out of the battery, whatever the eclipse asks."""
    cold = ("satellite.loop.cold=heaters", "satellite.design.contingency_h=3", "mission.life_y=1")
    closed = close_design(orbitdc.load("sized_ai1", cold))
    assert closed.reason == ""
    s, at = closed.scenario.satellite, closed.mission.environment.assembly.at
    plate = s.radiator
    # New paint, both faces, PG25 held 5 K above its freezing point; Earth infrared on an edge-on panel is a seventh.
    shed_kw = 2.0 * plate.area_m2 * 0.9 * 0.92 * 5.670374419e-8 * 268.15**4 * 1e-3
    kwh = 3.0 * (shed_kw * 0.85 + at.load.housekeeping_w * 1e-3) / (0.965 * math.sqrt(0.94))
    assert s.battery.capacity_kwh == pytest.approx(kwh, rel=0.07)  # a year of fade on top
    (freezing,) = [each for each in closed_constraints(closed) if each.key == "freezing_frac"]
    assert freezing.margin is not None
    assert 0.0 <= freezing.margin < 0.1
    assert close_design(orbitdc.load("sized_ai1", ("mission.life_y=1",))).sizes.battery_kwh < 0.5 * kwh


def closed_constraints(closed: ClosedDesign) -> list[Constraint]:
    mission = closed.mission
    at, met, needs = mission.environment.assembly.at, extremes_of(mission), needs_of(mission, closed.deployment)
    return mission.scenario.satellite.loop.constraints(at, met, needs)


@pytest.mark.parametrize("kwh", [70.0, 5.0, 3.4])
def test_the_reserve_of_a_battery_that_carries_housekeeping_alone_is_capacity_over_need_less_one(kwh: float) -> None:
    """Asleep in shadow, without wear: a full battery, less load x 35 minutes over the efficiency, over that need."""
    reserve, need_kwh = _reserve_and_need(kwh)
    # Steps of a minute see a shadow of 35 minutes within half a percent of its edges, which are half dark.
    assert reserve == pytest.approx(kwh / need_kwh - 1.0, abs=0.005 * kwh / need_kwh)
    assert reserve > 0.0


def test_the_reserve_passes_through_zero_where_the_battery_is_as_large_as_the_need() -> None:
    """A battery 2 % below the need leaves some of the load unserved, and one 2 % above it has those 2 % left."""
    _, need_kwh = _reserve_and_need(5.0)
    below, above = (_reserve_and_need(share * need_kwh)[0] for share in (0.98, 1.02))
    # The need is known to 0.5 %, for the same reason; 3 kW of bus are a day's mean, the load of the pump comes on top.
    assert -0.03 < below < 0.0
    assert above == pytest.approx(0.02, abs=0.006)


def _reserve_and_need(kwh: float) -> tuple[float, float]:
    """The margin of a battery in three days with 15 eclipses each, asleep, and what housekeeping takes in one, kWh."""
    at_noon = ("fleet.shells.0.ltan_h=12", "satellite.eclipse_power_frac=0", "satellite.battery.reference_cycles=1e9")
    ample = ("satellite.battery.calendar_fade_per_y=0", "satellite.battery.discharge_max_per_h=10")
    size = f"satellite.battery.capacity_kwh={kwh}"
    mission = simulate_mission(orbitdc.load("ai1_vs_colossus", (*FEW, *at_noon, *ample, size)))
    at, met, needs = mission.environment.assembly.at, extremes_of(mission), needs_of(mission, deploy(mission, 1.0))
    found = mission.scenario.satellite.battery.constraints(at, met, needs)
    (margin,) = [each.margin for each in found if each.key == "housekeeping_frac"]
    assert margin is not None
    dark_h = longest_eclipse_s(mission.orbits, mission.sun, 3, mission.scenario.sky) / 3600.0
    bus_kw = at.load.housekeeping_w / at.conversion_frac * 1e-3
    return margin, bus_kw * dark_h / math.sqrt(0.94)
