"""A radiator without load: worked numbers of another hand, and the verdict of a satellite that waits too long."""

from __future__ import annotations

import math

import pytest
from scipy.optimize import brentq

import orbitdc
from orbitdc.engine.lanes import WARM_K
from orbitdc.satellite.cold import cooling_s, holding_w
from orbitdc.satellite.constraint import BROWNOUT, FROZEN, Constraint
from orbitdc.satellite.part import Extremes, Needs, Surroundings
from orbitdc.satellite.sizing import design_point
from orbitdc.simulation.design_closure import close_design
from orbitdc.simulation.geometry import longest_eclipse_s

AI1 = "ai1_vs_colossus"
# 110 m2, both faces at 0.85 x 0.92, sky of 179 K.
EMISSION = 2 * 110 * 0.85 * 0.92 * 5.670374419e-8
SKY = EMISSION * 179.0**4
FREEZE_K = 263.55
AROUND = Surroundings(1361.0, 237.0, 0.3, 0.48, 60.0, 1.08308e-3)
MET = Extremes(0.0, 0.5, 0.9, 300.0, 330.0, 310.0, 330.0, 340.0, 0.0, 0.0, 0.0, 50.0, 100.0, 0.8, 290.0)
NEEDS = Needs(5.0, 2143.0, {"array": 1500.0}, 40.0, 100.0, 5.0, 10.0, math.inf, "", None, 0.0, 0.0, 1.0, True)


def freezing(*sets: str) -> Constraint:
    s = orbitdc.load(AI1, [f"satellite.{text}" for text in sets])
    at = design_point(s.satellite, s.accelerator, s.workload, AROUND)
    (found,) = [each for each in s.satellite.loop.constraints(at, MET, NEEDS) if each.key == "freezing_frac"]
    return found


@pytest.mark.parametrize(("coolant_kg", "seconds"), [(75.0, 801.0), (0.0, 499.0), (375.0, 0.0)])
def test_the_worked_cooling_times(coolant_kg: float, seconds: float) -> None:
    """From 50 C to -9.6 C: 801 s, 499 s without coolant; 300 kg of another metal of 900 J/kg/K more take 1,073 s."""
    heat = 550.0 * 900.0 + coolant_kg * 3990.0
    if not seconds:
        heat, seconds = (550.0 + 300.0) * 900.0 + 75.0 * 3990.0, 1073.0
    # A second and the step of an integration in steps of a second by the worked numbers.
    assert cooling_s(heat, EMISSION, SKY, 323.15, FREEZE_K) == pytest.approx(seconds, abs=2.0)


def test_a_radiator_above_its_sky_never_gets_colder() -> None:
    assert cooling_s(1e6, EMISSION, SKY, 323.15, 178.0) == math.inf
    assert cooling_s(1e6, EMISSION, SKY, 263.0, FREEZE_K) == 0.0
    # Without a sky at all: C/e (1/T1^3 - 1/T0^3)/3.
    bare = cooling_s(1e6, EMISSION, 0.0, 323.15, FREEZE_K)
    assert bare == pytest.approx(cooling_s(1e6, EMISSION, EMISSION * 5.0**4, 323.15, FREEZE_K), rel=1e-6)


@pytest.mark.parametrize(("celsius", "kilowatts"), [(-9.6, 37.0), (-5.0, 40.4), (5.0, 48.4)])
def test_the_worked_powers_that_hold_it(celsius: float, kilowatts: float) -> None:
    assert holding_w(EMISSION, SKY, 273.15 + celsius) == pytest.approx(kilowatts * 1e3, abs=50.0)  # printed to 0.1 kW


def test_unprotected_ai1_freezes_within_a_quarter_of_an_hour() -> None:
    found = freezing("loop.cold=none")
    assert found.verdict == FROZEN
    assert found.margin is not None
    minutes = (1.0 + found.margin) * 60.0  # contingency of an hour
    # 13 minutes at an emittance of 0.85; new paint of 0.9 and 68 kg of coolant cool down by a tenth faster.
    assert 10.0 < minutes < 13.4


def test_ammonia_a_short_wait_and_a_drained_radiator_do_not_freeze() -> None:
    assert freezing().margin is None
    assert freezing("loop.cold=none", "design.contingency_h=0.1").margin == pytest.approx(1.0, abs=0.3)
    ammonia = freezing("loop.from=ammonia", "loop.cold=none")
    assert ammonia.margin is None or ammonia.margin > freezing("loop.cold=none").margin


def test_heaters_run_on_the_battery() -> None:
    """70 kWh give 40 kW beside the housekeeping for an hour, and not for two."""
    for hours, holds in ((1.0, True), (2.0, False)):
        margin = freezing("loop.cold=heaters", f"design.contingency_h={hours}").margin
        assert margin is not None
        assert (margin > 0.0) == holds


# Nothing but housekeeping in shadow, on an orbit with 34 minutes of it: the radiator sheds what it holds.
ASLEEP = (
    "numerics.planes_marched=1",
    "numerics.phases_marched=2",
    "numerics.window_days=3",
    "satellite.eclipse_power_frac=0",
    "fleet.shells.0.ltan_h=null",
    "fleet.shells.0.inclination_deg=53",
)


@pytest.mark.parametrize("area_m2", [110.0, 160.0])
def test_a_satellite_asleep_in_shadow_cools_as_the_closed_form_says(area_m2: float) -> None:
    full = "satellite.loop.cold=none"
    run = orbitdc.simulate(orbitdc.load(AI1, [*ASLEEP, full, f"satellite.radiator.area_m2={area_m2}"]))
    safe, day = run.mission.environment.assembly.at.safe_mode, run.mission.integrated.day
    heat_w, warm_k = run.mission.lanes.load.housekeeping_w, float(day("radiator_high")[1:].max())
    sky_w = safe.sky_w + heat_w
    dark_s = longest_eclipse_s(run.mission.orbits, run.mission.sun, run.mission.n_day, run.scenario.sky)

    def left_s(kelvin: float) -> float:
        return cooling_s(safe.heat_j_per_k, safe.emission_w_per_k4, sky_w, warm_k, kelvin) - dark_s

    coldest_k = brentq(left_s, 1.01 * (sky_w / safe.emission_w_per_k4) ** 0.25, warm_k)
    # 3 K: the closed form has coolant and panel at one temperature and the array cold at once, which still gives the
    # panel 3 kW as it cools down in some minutes: 1.9 K of 97 at either area.
    assert run.worst.coldest_k == pytest.approx(coldest_k, abs=3.0)


@pytest.mark.parametrize(
    ("sets", "frozen"),
    [
        ((), False),  # drained panels
        (("satellite.loop.cold=none", "satellite.design.contingency_h=0"), True),
        (("satellite.loop.from=ammonia", "satellite.loop.cold=none", "satellite.design.contingency_h=0"), False),
        (("satellite.loop.cold=none", "satellite.design.contingency_h=0", "satellite.eclipse_power_frac=1"), False),
    ],
)
def test_a_satellite_asleep_in_shadow_freezes(sets: tuple[str, ...], frozen: bool) -> None:
    """Asleep the panel falls to 234 K: below 25 % glycol's -9.6 C, above ammonia's -77.7 C; awake it stays warm."""
    verdict = orbitdc.simulate(orbitdc.load(AI1, [*ASLEEP, *sets])).verdict
    margin = verdict.margins["coldest_k"]
    assert (margin is None) == (not sets)
    assert (verdict.verdict == FROZEN) == frozen
    if frozen:
        assert margin == pytest.approx(234.1 - 263.55, abs=1.0)  # the march above
        assert "the radiator falls to 234 K in flight" in verdict.binding_limit


@pytest.mark.parametrize(("cold", "least_k"), [("none", 234.1), ("drained", 268.15), ("heaters", 268.15)])
def test_chips_asleep_cool_no_further_than_coolant_that_is_held(cold: str, least_k: float) -> None:
    """Damage of a swing goes with its power of 1.9, so that coolant held at -5 C saves two fifths of that wear."""
    run = orbitdc.simulate(orbitdc.load(AI1, [*ASLEEP, f"satellite.loop.cold={cold}"]))
    day = run.mission.integrated.day
    chip_k = WARM_K - float(day("chip_cold")[1:].max())
    # Others hold or leave the panel at that temperature, and the film keeps the coolant within 2 K of it.
    assert chip_k == pytest.approx(least_k, abs=0.01 if cold == "drained" else 2.0)
    if cold == "drained":
        assert float(run.worst.coldest_k) < least_k - 30.0  # the empty panel itself
        assert run.verdict.margins["coldest_k"] is None
        assert run.verdict.verdict != FROZEN


HEATED = (*ASLEEP, "satellite.loop.cold=heaters", "satellite.design.contingency_h=0")


def test_heaters_hold_the_coolant_in_flight_on_the_battery() -> None:
    """They begin once the panel has cooled to -5 C, as the closed form says, and end with the shadow."""
    held, drained = (orbitdc.simulate(orbitdc.load(AI1, [*ASLEEP, *sets])) for sets in (HEATED[-2:], ()))
    assert held.verdict.margins["coldest_k"] == pytest.approx(4.6, abs=0.1)  # losses on the way to them are heat too
    safe, load = held.mission.environment.assembly.at.safe_mode, held.mission.lanes.load
    warm_k = float(held.mission.integrated.day("radiator_high")[1:].max())
    dark_s = longest_eclipse_s(held.mission.orbits, held.mission.sun, held.mission.n_day, held.scenario.sky)
    beside_w = load.housekeeping_w / held.scenario.satellite.bus.conversion_efficiency_frac
    cools_s = cooling_s(safe.heat_j_per_k, safe.emission_w_per_k4, safe.sky_w + beside_w, warm_k, 268.15)
    taken_j = (holding_w(safe.emission_w_per_k4, safe.sky_w, 268.15) - beside_w) * (dark_s - cools_s)
    out_j = taken_j / math.sqrt(0.94)  # one way through the pack
    depth = drained.worst.battery_soc - held.worst.battery_soc
    # The array stays warm for some minutes and gives the panel 3 kW meanwhile, and steps of 60 s are 3 % of 20 minutes.
    assert depth * held.mission.lanes.battery_j == pytest.approx(out_j, rel=0.1)
    assert held.worst.power_frac < drained.worst.power_frac - 0.05


def test_a_battery_too_small_for_the_heaters_is_told_and_the_remedy_holds() -> None:
    small = orbitdc.simulate(orbitdc.load(AI1, [*HEATED, "satellite.battery.capacity_kwh=5"])).verdict
    assert small.verdict == BROWNOUT
    assert small.margins["coldest_k"] == pytest.approx(238.5 - 263.55, abs=1.0)  # as cold as without, but for 5 kWh
    kwh = float(small.remedy.split()[1])
    healed = orbitdc.simulate(orbitdc.load(AI1, [*HEATED, f"satellite.battery.capacity_kwh={kwh}"])).verdict
    assert healed.margins["coldest_k"] == pytest.approx(4.6, abs=0.1)
    assert healed.margins["housekeeping_frac"] > 0.0


def test_a_sized_design_carries_the_heaters_of_its_shadows() -> None:
    """Asleep for 35 minutes, 190 m2 of radiator ask for 70 kW: array and battery are larger than if drained."""
    sets = (*ASLEEP[:2], *ASLEEP[3:], "mission.life_y=1", "satellite.design.contingency_h=0.1")
    drained, heated = (
        close_design(orbitdc.load("sized_ai1", [*sets, f"satellite.loop.cold={cold}"]))
        for cold in ("drained", "heaters")
    )
    assert (drained.reason, heated.reason) == ("", "")
    safe = heated.mission.environment.assembly.at.safe_mode
    shed_kw = holding_w(safe.emission_w_per_k4, safe.sky_w, 268.15) * 1e-3
    assert shed_kw == pytest.approx(190.0 * 0.37, rel=0.1)  # 0.37 kW/m2 at -5 C, see the worked powers
    least, most = (shed_kw * minutes / 60.0 / (0.6 * math.sqrt(0.94)) for minutes in (18.0, 36.0))  # at 60 % of depth
    assert least < heated.sizes.battery_kwh < 1.1 * 1.05 * most  # margin, fade of a year
    orbits = heated.mission.integrated.day("heater").mean() * 1e-3
    assert shed_kw * 15.0 / 96.0 < orbits < shed_kw * 36.0 / 96.0
    assert heated.sizes.array_m2 > 1.15 * drained.sizes.array_m2
