"""The march against a second model written from the equations alone, with the exact disk and small steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from by_hand import DAWN_DUSK, EQUINOX, WALKER, Marching, marching
from slow_model import SlowResult, fly_slowly, light_of, reflected_view, two_sided_view

from orbitdc.scenario.model import Scenario

# What steps of 60 s leave is 0.06 % (see the convergence tests), and the fits of view, albedo and disk are good for
# 0.3 % of an array's and a radiator's sky. Where power and heat set the clock alike their errors partly cancel; a
# starving satellite turns all that its array gives into FLOP, and the glow of a bifacial one most of all.
RIDES_THROUGH = 1e-3
STARVED = 3e-3
KELVIN = 1.0  # a tenth of the loop's rise

RIDING: dict[str, dict[str, Any]] = {
    "dawn-dusk": {},
    "radiator facing the velocity": {"attitude": "velocity_normal"},
    "radiator facing down": {"attitude": "nadir_normal", "capacity_kwh": 140.0, "satellite__radiator__area_m2": 150.0},
    "radiator fixed to the array": {"attitude": "array_fixed", "satellite__radiator__area_m2": 130.0},
    "inclined, large battery": {
        "shells": (WALKER,),
        "capacity_kwh": 300.0,
        "satellite__it_power_w": 60e3,
        "satellite__radiator__area_m2": 50.0,
    },
    "small radiator": {"satellite__radiator__area_m2": 60.0},
    "heat pump": {"lift_k": 25.0, "satellite__radiator__area_m2": 75.0, "satellite__solar_array__area_m2": 760.0},
    "memory hotter than the junction": {"memory_rise_factor": 1.3, "satellite__radiator__area_m2": 80.0},
    "leaky silicon, warm": {"leakage_per_k": 0.009, "power_reference_k": 333.15},
    "leaky silicon, cold": {"leakage_per_k": 0.004, "satellite__radiator__area_m2": 180.0},
}
CROSS = {f"satellite__layout__face_{face}_frac": 0.058 for face in ("a_sun_side", "a_rear", "b_sun_side", "b_rear")}
RIDING["radiator across the array"] = {**CROSS, "emittance_rear_frac": 0.82}
STARVING: dict[str, dict[str, Any]] = {
    "inclined": {"shells": (WALKER,), "service_date": EQUINOX},
    "tiny battery": {"capacity_kwh": 5.0},
    "harness in the wings": {"harness_wing_frac": 1.0, "harness_mppt_efficiency_frac": 0.9},
    "radiator out of its plane": {"satellite__radiator__pointing_error_deg": 5.0, "capacity_kwh": 5.0},
    "asleep in eclipse": {"eclipse_power_frac": 0.0, "shells": (WALKER,)},
    "battery with its own loop": {"satellite__battery__cooling": "own_loop", "roundtrip_efficiency_frac": 0.8},
    "other silicon": {"power_exponent": 0.35, "bifaciality_frac": 0.5, "announced_w_per_m2": None, "shells": (WALKER,)},
    "leaky silicon": {"leakage_per_k": 0.004, "capacity_kwh": 5.0},
    "low": {"shells": ({**WALKER, "altitude_km": 350.0},)},
    "fin on the array": {
        "satellite__layout__face_a_rear_frac": 0.4,
        "satellite__layout__face_b_rear_frac": 0.4,
        "capacity_kwh": 5.0,
    },
    "array turning on one axis": {"tracking": "one_axis", "shells": (WALKER,)},
    "array fixed facing up": {"tracking": "zenith_fixed", "shells": (WALKER,)},
    "radiator rolling with the array": {"attitude": "array_fixed", "shells": (WALKER,)},
}


def both(made: Scenario, dt: float = 4.0) -> tuple[Marching, SlowResult]:
    flown = marching(made, 1)
    return flown, fly_slowly(made, flown.orbits, 0, flown.sun, 1.0, tuple(flown.lanes.state[-4:, 0].tolist()), dt)


def compare(flown: Marching, slow: SlowResult, share: float) -> None:
    assert flown.mean("lit")[0] == pytest.approx(slow.lit, abs=5e-4)
    for ours, theirs in (("clock", slow.clock), ("it", slow.it_w), ("panel", slow.panel_w)):
        assert flown.mean(ours)[0] == pytest.approx(theirs, rel=share), ours
    assert flown.mean("radiator_radiated")[0] == pytest.approx(slow.radiated_w, rel=share)
    for node in ("array", "loop", "radiator", "chip"):
        assert flown.extreme(f"{node}_high")[0] == pytest.approx(slow.highest[node], abs=KELVIN), node


@pytest.mark.parametrize("name", RIDING)
def test_a_satellite_that_rides_through(scenario: Callable[..., Scenario], name: str) -> None:
    flown, slow = both(scenario(**RIDING[name]))
    compare(flown, slow, RIDES_THROUGH)
    # A step's edge moves 60 s x 140 kW = 2.3 kWh between neighbours, 2 % of a day's deepest discharge at most.
    assert flown.extreme("battery_low")[0] == pytest.approx(slow.lowest_j, abs=0.02 * flown.lanes.battery_j)


@pytest.mark.parametrize("name", STARVING)
def test_a_satellite_that_runs_short(scenario: Callable[..., Scenario], name: str) -> None:
    flown, slow = both(scenario(**STARVING[name]))
    compare(flown, slow, STARVED)


@pytest.mark.parametrize("more", [{}, {"lift_k": 25.0}, {"satellite__loop__cold_margin_k": 40.0}], ids=str)
def test_a_satellite_whose_valve_holds_the_coolant(scenario: Callable[..., Scenario], more: dict[str, Any]) -> None:
    """A valve that passes what holds the coolant in explicit steps of 4 s against one of whole implicit steps."""
    flown, slow = both(scenario(cold="drained", eclipse_power_frac=0.0, shells=(WALKER,), **more))
    compare(flown, slow, STARVED)
    assert flown.mean("kept")[0] > 1e3
    held_k = flown.hardware().heater_k
    chip_k = 1000.0 - flown.extreme("chip_cold")[0]
    assert chip_k == pytest.approx(slow.coldest_chip_k, abs=KELVIN)
    assert chip_k == pytest.approx(held_k, abs=KELVIN)  # silicon asleep is as warm as its coolant
    coldest_k = 1000.0 - flown.extreme("radiator_cold")[0]
    assert coldest_k == pytest.approx(slow.coldest_k, abs=KELVIN)
    assert coldest_k < held_k - 20.0  # the empty panel cools on


HEATED: dict[str, Any] = {"cold": "heaters", "eclipse_power_frac": 0.0, "shells": (WALKER,)}


@pytest.mark.parametrize("more", [{}, {"capacity_kwh": 5.0}], ids=["held", "battery runs out"])
def test_a_satellite_whose_heaters_hold_the_coolant(scenario: Callable[..., Scenario], more: dict[str, Any]) -> None:
    """A thermostat that is on or off in steps of 4 s against one that gives what holds the plate at a step's end."""
    flown, slow = both(scenario(**HEATED, **more))
    compare(flown, slow, STARVED)
    # They begin and end within a step of 60 s, which costs 2 % of half an hour; steps of 10 s leave half a per cent.
    assert flown.mean("heater")[0] == pytest.approx(slow.heater_w, rel=0.03)
    coldest_k = 1000.0 - flown.extreme("radiator_cold")[0]
    assert coldest_k == pytest.approx(slow.coldest_k, abs=KELVIN)
    assert (coldest_k > 268.15 - KELVIN) == (not more)  # 4.6 K above the freezing point of 263.55 K


def test_the_slow_model_does_not_depend_on_its_own_step(scenario: Callable[..., Scenario]) -> None:
    made = scenario(shells=(WALKER,), service_date=EQUINOX)
    (_, coarse), (_, fine) = both(made, 4.0), both(made, 2.0)
    assert coarse.clock == pytest.approx(fine.clock, rel=5e-4)
    assert coarse.highest["array"] == pytest.approx(fine.highest["array"], abs=0.3)


@pytest.mark.parametrize(
    ("shell", "shadow"),
    [(DAWN_DUSK, "cone_ellipsoid"), (WALKER, "cone_sphere"), ({**WALKER, "inclination_deg": 30.0}, "cylinder_sphere")],
)
def test_the_light_of_a_year(scenario: Callable[..., Scenario], shell: dict[str, Any], shadow: str) -> None:
    made = scenario(shells=({**shell, "planes": 1, "satellites_per_plane": 1},), shadow=shadow)
    flown = marching(made, 365)
    # A sample every 31 s never falls into step with the orbit; 1e6 of them, two edges an orbit, average to 1e-5.
    exact = light_of(made, flown.orbits, 0, flown.sun, np.arange(0.0, 365 * 86400.0, 31.0))["lit"].mean()
    # 5e-4 is 3 s an orbit; the disk's polynomial and the straight limb are good for 1 s.
    assert flown.mean("lit")[0] == pytest.approx(float(exact), abs=5e-4)


def test_the_slow_view_factors_agree_with_each_other() -> None:
    # Patches against the closed form; 160 rings resolve the steep limb to 3e-3 of the sum, 0.2 W/m2 of albedo.
    _, edge = reflected_view(650.0, np.zeros(1), "edge")
    assert edge == pytest.approx(sum(two_sided_view(650.0, np.pi / 2)), rel=3e-3)
    _, down = reflected_view(650.0, np.zeros(1), "nadir")
    assert down == pytest.approx(sum(two_sided_view(650.0, 0.0)), rel=3e-3)
