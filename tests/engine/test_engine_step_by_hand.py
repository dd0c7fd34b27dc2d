"""One step, idea by idea and stage by stage, with numbers that are worked out on paper and by other ways of solving.

The functions run as the plain Python that they are written in, so that nothing is compiled here.
"""

from __future__ import annotations

import math
from functools import cache
from types import FunctionType, SimpleNamespace
from typing import Any

import numpy as np
import pytest

from orbitdc.engine import bus_power, chips, light, stages, temperatures
from orbitdc.engine.lanes import (
    WARM_K,
    Eclipse,
    Illumination,
    Incoming,
    IncomingTally,
    OrbitPosition,
    OutputTally,
    PowerFlows,
    PowerTally,
    Stored,
)

Numbers = SimpleNamespace


@cache
def plain(function: Any) -> Any:
    """A function of the engine, and those that it calls, as Python runs them."""
    function = getattr(function, "py_func", function)
    called = {name: function.__globals__[name] for name in function.__code__.co_names if name in function.__globals__}
    kept = {name: plain(value) if hasattr(value, "py_func") else value for name, value in called.items()}
    return FunctionType(function.__code__, {**function.__globals__, **kept}, function.__name__, function.__defaults__)


def near(*values: float) -> Any:
    return pytest.approx(values, rel=1e-9, abs=1e-9)


# -- orbit and light ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("u_deg", "perigee_deg", "ahead", "radius"),
    [
        (0.0, 0.0, 0.0, 0.99),  # at perigee
        (180.0, 0.0, 0.0, 1.01),
        (90.0, 0.0, 0.02, 1.0),  # a quarter past perigee it has run ahead by 2 e
        (270.0, 0.0, -0.02, 1.0),
        (90.0, 90.0, 0.0, 0.99),
        (0.0, 90.0, -0.02, 1.0),
        (120.0, 60.0, 0.02 * math.sin(math.pi / 3.0), 1.0 - 0.005),
    ],
)
def test_the_equation_of_the_centre(u_deg: float, perigee_deg: float, ahead: float, radius: float) -> None:
    u, omega = math.radians(u_deg), math.radians(perigee_deg)
    aspect = Numbers(perigee_cos=0.01 * math.cos(omega), perigee_sin=0.01 * math.sin(omega))
    cos_u, sin_u, r = plain(light.true_latitude)(math.cos(u), math.sin(u), aspect)
    assert (cos_u, sin_u, r) == near(
        math.cos(u) - ahead * math.sin(u), math.sin(u) + ahead * math.cos(u), radius
    )  # turned by a small angle, to its first order


@pytest.mark.parametrize("tick", [0.0, 3.0])
@pytest.mark.parametrize("u_deg", [0.0, 35.0, 100.0, 160.0, 200.0, 290.0])
def test_the_limb_is_as_far_as_the_angles_of_the_triangle_say(u_deg: float, tick: float) -> None:
    """sin(c - a) over the Sun's radius, c the angle from Sun to Earth and a the Earth's radius, both by arcs."""
    u, beta = math.radians(u_deg), 0.4
    node, apex = math.cos(beta) * math.cos(0.7), math.cos(beta) * math.sin(0.7)
    aspect = Numbers(
        perigee_cos=0.0,
        perigee_sin=0.0,
        sun_node=node - 0.3,
        sun_node_rate=0.1 if tick else 0.0,
        sun_apex=apex + 0.06,
        sun_apex_rate=-0.02 if tick else 0.0,
    )
    if not tick:
        aspect.sun_node, aspect.sun_apex = node, apex
    orbit = Numbers(earth_radius=0.93, oblateness=0.0, limb_bend=0.0)
    sun = Numbers(tick=tick, inverse_angle=1.0 / 0.00465)
    edge, cosine, across = plain(light.limb_distance)(math.cos(u), math.sin(u), orbit, aspect, sun)
    zenith = math.acos(math.cos(beta) * math.cos(u - 0.7))
    assert cosine == pytest.approx(math.cos(zenith), abs=1e-12)
    assert across == pytest.approx(-math.cos(beta) * math.sin(u - 0.7), abs=1e-12)  # of Sun and velocity
    above = math.sin(math.pi - zenith - math.asin(0.93))
    assert edge == pytest.approx(above / 0.00465, rel=1e-12)
    bent, _, _ = plain(light.limb_distance)(
        math.cos(u), math.sin(u), Numbers(earth_radius=0.93, oblateness=0.0, limb_bend=0.5), aspect, sun
    )
    assert bent - edge == pytest.approx(0.5 * across**2, abs=1e-9)


def test_a_radius_other_than_the_mean_enters_the_limb_to_second_order() -> None:
    """Over the pole of an Earth whose scaled height is 1.003 times the orbit's, and at an apogee of 1.01."""
    ahead = {"sun_node": 0.0, "sun_node_rate": 0.0, "sun_apex": 1.0, "sun_apex_rate": 0.0}
    sun = Numbers(tick=0.0, inverse_angle=1.0)
    square = Numbers(earth_radius=0.93, oblateness=0.006, limb_bend=0.0)
    aspect = Numbers(perigee_cos=0.0, perigee_sin=0.0, **{**ahead, "sun_node": 1.0, "sun_apex": 0.0})
    edge, _, _ = plain(light.limb_distance)(0.0, 1.0, square, aspect, sun)  # at the apex, the Sun along the node
    assert edge == pytest.approx(math.cos(math.asin(0.93 / math.sqrt(1.006))), abs=2e-7)  # 1/r2 to second order
    apogee = Numbers(perigee_cos=-0.01, perigee_sin=0.0, **{**ahead, "sun_node": 1.0, "sun_apex": 0.0})
    flat = Numbers(earth_radius=0.93, oblateness=0.0, limb_bend=0.0)
    edge, _, _ = plain(light.limb_distance)(1.0, 0.0, flat, apogee, sun)  # the Sun at the zenith at 1.01
    assert edge == pytest.approx(0.93 / 1.01, abs=1e-5)


@pytest.mark.parametrize(
    ("before", "edge", "after"),
    [
        (0.0, 14.0, 14.0),
        (14.0, 0.0, 0.0),
        (0.5, 0.5, 0.5 + 1e-4 + 0.5e-6),
        (0.5, 0.49995, 0.5 + 1e-4 + 0.5e-6),
        (-0.5, -0.5, -0.5 + 1e-4 + 0.5e-6),
        (0.5, 0.4, 0.4),
        (100.0, 100.00015, 100.0 + 2e-4),
        (-100.0, -100.00015, -100.0 + 2e-4),
        (100.0, 100.0003, 100.0003),
    ],
)
def test_a_limb_never_stands_still(before: float, edge: float, after: float) -> None:
    assert plain(light.moved)(before, edge) == pytest.approx(after, rel=1e-12, abs=1e-12)


def test_integrals_of_the_disk_end_at_its_limbs() -> None:
    disk, clear, spread = (plain(getattr(light, f"{name}_integral")) for name in ("disk", "clear", "spread"))
    assert disk(7.0) - disk(-5.0) == pytest.approx(1.0, abs=1e-8)
    assert (disk(2.0), disk(-2.0)) == (disk(1.0), disk(-1.0))
    assert (spread(2.0), spread(-2.0)) == (spread(1.0), spread(-1.0))
    assert (clear(1.0), clear(-3.0), clear(1.5)) == (0.0, 0.0, 0.5)
    # the mean of v (1 - v) of a circular segment: 1/2 - (mean of v^2), by quadrature of the segment itself
    x = (np.arange(200_000) + 0.5) / 100_000 - 1.0
    share = 1.0 - (np.arccos(x) - x * np.sqrt(1.0 - x * x)) / math.pi
    assert spread(1.0) - spread(-1.0) == pytest.approx(2.0 * float((share * (1.0 - share)).mean()), rel=1e-3)
    inside = x[::20_000]
    by_sum = [1e-5 * float(share[: 20_000 * k].sum()) for k in range(len(inside))]
    assert [disk(v) - disk(-1.0) for v in inside] == pytest.approx(by_sum, abs=3e-4)


# -- fits --------------------------------------------------------------------------------------------------------------


def test_fits_are_the_curves_that_they_are_said_to_be() -> None:
    albedo = plain(light.albedo_phase)
    assert albedo(0.6, Numbers(phase_scale=0.5, phase_width2=0.64)) == pytest.approx(0.8)
    assert albedo(-0.6, Numbers(phase_scale=0.5, phase_width2=0.64)) == pytest.approx(0.2)
    assert plain(light.plate_view)(0.5, Numbers(view0=0.1, view1=0.2, view2=0.4)) == pytest.approx(0.3)


@pytest.mark.parametrize(
    ("power_frac", "clock"), [(1.0, 1.0), (0.25, 0.2 / 16 + 0.3 / 4 + 0.5 / 2), (0.2, 0.0), (0.1, 0.0)]
)
def test_the_clock_follows_power_above_the_static_part(power_frac: float, clock: float) -> None:
    silicon = Numbers(static_power=0.2, inverse_dynamic=1.25, curve1=0.2, curve2=0.3, curve4=0.5)
    assert plain(chips.clock_of_power)(power_frac, silicon) == pytest.approx(clock, abs=1e-12)
    falling = Numbers(static_power=0.2, inverse_dynamic=1.25, curve1=-1.0, curve2=0.1, curve4=0.0)
    assert plain(chips.clock_of_power)(1.0, falling) == 0.0


def test_leakage_grows_with_the_chip_down_to_its_floor() -> None:
    silicon = Numbers(leakage=0.004, leakage_reference=338.0, leakage_floor=0.9)
    assert plain(chips.leakage_factor)(363.0, silicon) == pytest.approx(1.1)
    assert plain(chips.leakage_factor)(323.0, silicon) == pytest.approx(0.94)
    assert plain(chips.leakage_factor)(200.0, silicon) == 0.9
    base, slope = (1.0 - 0.004 * 338.0) / 0.84, 0.004 / 0.84  # with a rise of 40 K
    full = plain(chips.full_power_frac)
    share = full(330.0, Numbers(leakage_base=base, leakage_slope=slope, leakage_floor=0.9))
    assert share == pytest.approx(1.0 + 0.004 * (330.0 + 40.0 * share - 338.0))  # p = 1 + k (T + rise p - T_ref)
    assert full(100.0, Numbers(leakage_base=base, leakage_slope=slope, leakage_floor=0.9)) == 0.9


@pytest.mark.parametrize(("loop", "share"), [(320.0, 0.96), (330.0, 0.75), (355.0, 0.125), (361.0, 0.0)])
def test_the_hotter_of_chip_and_memory_holds_the_power_down(loop: float, share: float) -> None:
    """40 K of rise to 360 K and 50 K to 368 K: the memory rules below 328 K of coolant, the chip above it."""
    hardware = Numbers(junction_max=360.0, inverse_chip_rise=1 / 40, memory_max=368.0, inverse_memory_rise=1 / 50)
    assert plain(chips.thermal_power_frac)(loop, hardware) == pytest.approx(share, abs=1e-12)


# -- power -------------------------------------------------------------------------------------------------------------

CELLS = Numbers(capacity_j=1e6, floor_j=2e5)
# a converter of 0.8, 100 W of housekeeping, 250 W into and 500 W out of the battery, steps of 100 s at 0.8 and 0.5
BUS: dict[str, float] = {
    "housekeeping_w": 100.0,
    "charge_max_w": 250.0,
    "charge_room": 1.0 / (0.8 * 100.0),
    "inverse_conversion": 1.25,
    "conversion": 0.8,
    "discharge_room": 0.5 / 100.0,
    "discharge_max_w": 500.0,
}


@pytest.mark.parametrize(
    ("given", "flows"),
    [
        # day, bus and want by day, bus and want by night, battery => charge, discharge, IT by day and night, unserved
        pytest.param((1.0, 1000.0, 600.0, 0.0, 0.0, 5e5), (150.0, 0.0, 600.0, 0.0, 0.0), id="what is left charges"),
        pytest.param((1.0, 1500.0, 600.0, 0.0, 0.0, 5e5), (250.0, 0.0, 600.0, 0.0, 0.0), id="no faster than allowed"),
        pytest.param((0.5, 1000.0, 600.0, 0.0, 0.0, 5e5), (125.0, 50.0, 600.0, 0.0, 0.0), id="half a step, half of it"),
        pytest.param((1.0, 1500.0, 600.0, 0.0, 0.0, 9.92e5), (100.0, 0.0, 600.0, 0.0, 0.0), id="nor beyond what fits"),
        pytest.param((1.0, 1500.0, 600.0, 0.0, 0.0, 1.1e6), (0.0, 0.0, 600.0, 0.0, 0.0), id="too full after a fade"),
        pytest.param((1.0, 450.0, 600.0, 0.0, 0.0, 5e5), (0.0, 400.0, 600.0, 0.0, 0.0), id="the battery helps by day"),
        pytest.param((1.0, 250.0, 600.0, 0.0, 0.0, 5e5), (0.0, 500.0, 520.0, 0.0, 0.0), id="as fast as it may"),
        pytest.param((1.0, 450.0, 600.0, 0.0, 0.0, 2.4e5), (0.0, 200.0, 440.0, 0.0, 0.0), id="down to its floor"),
        pytest.param((1.0, 600.0, 600.0, 0.0, 0.0, 1.9e5), (125.0, 0.0, 300.0, 0.0, 0.0), id="first to the floor"),
        pytest.param((1.0, 140.0, 600.0, 0.0, 0.0, 1e5), (40.0, 0.0, 0.0, 0.0, 0.0), id="by what the day leaves"),
        pytest.param((1.0, 20.0, 0.0, 0.0, 0.0, 1e5), (0.0, 80.0, 0.0, 0.0, 0.0), id="below it for housekeeping alone"),
        pytest.param((1.0, 20.0, 100.0, 0.0, 0.0, 6e3), (0.0, 30.0, 0.0, 0.0, 40.0), id="until it is empty"),
        pytest.param((0.0, 0.0, 0.0, 0.0, 200.0, 5e5), (0.0, 350.0, 0.0, 200.0, 0.0), id="a night from the battery"),
        pytest.param((0.0, 0.0, 0.0, 150.0, 200.0, 5e5), (0.0, 200.0, 0.0, 200.0, 0.0), id="beside the Earth's glow"),
        pytest.param((0.0, 0.0, 0.0, 0.0, 400.0, 5e5), (0.0, 500.0, 0.0, 320.0, 0.0), id="a night as fast as it may"),
        pytest.param((0.0, 0.0, 0.0, 0.0, 200.0, 2.2e5), (0.0, 100.0, 0.0, 0.0, 0.0), id="housekeeping before work"),
        pytest.param((0.0, 0.0, 0.0, 0.0, 200.0, 1e4), (0.0, 50.0, 0.0, 0.0, 40.0), id="a night in the dark"),
        pytest.param((0.5, 250.0, 240.0, 0.0, 80.0, 2.4e5), (0.0, 200.0, 240.0, 40.0, 0.0), id="day and night share"),
        pytest.param((0.5, 10.0, 0.0, 0.0, 0.0, 1e4), (0.0, 50.0, 0.0, 0.0, 32.0), id="day first, then night"),
    ],
)
def test_power_is_split_as_the_books_say(given: tuple[float, ...], flows: tuple[float, ...]) -> None:
    assert plain(bus_power.split_power)(*given, CELLS, Numbers(**BUS)) == near(*flows)


def test_a_night_is_worked_at_what_the_battery_carries() -> None:
    level = plain(bus_power.night_level)
    bus = Numbers(discharge_max_w=400.0, housekeeping_w=100.0, conversion=0.8)
    assert level(500.0, 0.0, bus) == pytest.approx(240.0)
    assert level(500.0, 50.0, bus) == pytest.approx(280.0)
    assert level(200.0, 50.0, bus) == 200.0
    assert level(500.0, 0.0, Numbers(discharge_max_w=50.0, housekeeping_w=100.0, conversion=0.8)) == 1e-9


def test_day_and_night_of_a_step_work_at_one_power_for_a_share_of_it() -> None:
    """Halves at 1,000 and 600 W: the mean is 800 W and the mean square 680,000, so 850 W for 94 % of the step."""
    silicon = Numbers(static_power=0.2, it_w=1000.0)
    level = plain(bus_power.work_level)
    assert level(0.5, 500.0, 300.0, 600.0, silicon) == near(850.0, 800.0 / 850.0)
    assert level(0.5, 500.0, 100.0, 200.0, silicon) == near(1000.0, 0.5)  # static power alone does no work
    assert level(0.5, 500.0, 100.5, 201.0, silicon) != near(1000.0, 0.5)
    assert level(1.0, 700.0, 0.0, 0.0, silicon) == near(700.0, 1.0)
    watts, share = level(0.0, 0.0, 600.0, 600.0, silicon)  # a whole night
    assert (watts, share) == (pytest.approx(600.0, rel=1e-6), pytest.approx(1.0, rel=1e-6))


# -- heat --------------------------------------------------------------------------------------------------------------


def test_an_array_is_as_warm_as_half_way_through_the_step() -> None:
    """At 300 K it would give 1,000 W x 1.003; half of the step warms it by 0.001 K per W of what is left."""
    array = Numbers(
        pv_coefficient=-0.003,
        pv_reference=301.0,
        array_half=0.001,
        array_radiate=1e-7,
        panel_from_array=0.9,
    )
    left_w = 4000.0 - 0.9 * 1003.0 - 810.0
    expected = 1.0 - 0.003 * (300.0 + 0.001 * left_w - 301.0)
    assert plain(temperatures.array_share)(300.0, 1000.0, 4000.0, array) == pytest.approx(expected, rel=1e-12)
    assert plain(temperatures.array_share)(900.0, 0.0, 0.0, Numbers(**{**vars(array), "array_half": 0.0})) == 0.0


def test_an_array_warms_by_what_it_does_not_radiate_half_way() -> None:
    """C (T' - T) = heat - w (T^4 + 4 T^3 e (T' - T)), solved for T'."""
    array = Numbers(array_radiate=1e-7, array_inertia=50.0, array_end=0.6)
    stiffness = plain(temperatures.array_stiffness)(320.0, array)
    after, radiated = plain(temperatures.array_step)(320.0, 1500.0, 1.0 / stiffness, array)
    cube = 1e-7 * 320.0**3
    change = np.linalg.solve([[50.0 + 4.0 * 0.6 * cube]], [1500.0 - cube * 320.0])[0]
    assert (after, radiated) == near(320.0 + change, 1500.0 - 50.0 * change)  # what is left has warmed it


@pytest.mark.parametrize("lift", [0.0, 12.0])
def test_two_nodes_joined_by_a_film_solve_their_two_balances(lift: float) -> None:
    """C1 (T1' - T1) = heat - flow, flow = f (T1' + lift - T2'), C2 (T2' - T2) = sky + flow - radiated, as a matrix."""
    film, c1, c2, end, w, loop, radiator = 50.0, 140.0, 90.0, 0.7, 1e-7, 320.0, 305.0
    hardware = Numbers(
        radiator_radiate=w,
        film=film,
        inverse_loop=1.0 / (c1 + film),
        loop_inertia=c1,
        radiator_inertia=c2,
        radiator_end=end,
        lift=lift,
    )
    stiffness = plain(temperatures.heat_stiffness)(radiator, hardware)
    found = plain(temperatures.heat_step)(loop, radiator, 900.0, 130.0, 1.0 / stiffness, hardware)
    cube = w * radiator**3
    system = [[c1 + film, -film], [-film, c2 + film + 4.0 * end * cube]]
    known = [
        c1 * loop + 900.0 - film * lift,
        c2 * radiator + 130.0 + film * lift - cube * radiator + 4.0 * end * cube * radiator,
    ]
    after = np.linalg.solve(system, known)
    mean = radiator + end * (after[1] - radiator)
    radiated = cube * (radiator + 4.0 * end * (after[1] - radiator))
    assert found == near(after[0], after[1], radiated, w * mean**4 - radiated)
    stored = c1 * (found[0] - loop) + c2 * (found[1] - radiator)
    assert stored == pytest.approx(900.0 + 130.0 - found[2], rel=1e-9)  # nothing is lost between the nodes


def test_three_inverses_from_one_division() -> None:
    assert plain(temperatures.three_inverses)(0.5, -4.0, 8.0) == near(2.0, -0.25, 0.125)


# -- stages ------------------------------------------------------------------------------------------------------------


def test_the_orbit_stage_turns_the_satellite_by_a_step() -> None:
    u, step = 0.8, 0.065
    orbit = Numbers(cos_rate=math.cos(step), sin_rate=math.sin(step), earth_radius=0.9, oblateness=0.0, limb_bend=0.0)
    aspect = Numbers(perigee_cos=0.0, perigee_sin=0.0, sun_node=1.0, sun_node_rate=0.0, sun_apex=0.0, sun_apex_rate=0.0)
    before = OrbitPosition(math.cos(u), math.sin(u), 0.0, 0.0, 0.0)
    found = plain(stages.orbit_stage)(before, orbit, aspect, Numbers(tick=0.0, inverse_angle=1.0))
    assert (found.cos_u, found.sin_u) == near(math.cos(u + step), math.sin(u + step))
    assert (found.cosine, found.across) == near(math.cos(u + step), -math.sin(u + step))
    zenith = u + step
    assert found.limb == pytest.approx(math.sin(math.pi - zenith - math.asin(0.9)))


def test_the_light_of_a_step_is_the_mean_between_its_limbs() -> None:
    disk, spread = plain(light.disk_integral), plain(light.spread_integral)
    before = Eclipse(-6.0, disk(-6.0), spread(-6.0))
    after, seen = plain(stages.illumination_stage)(OrbitPosition(1.0, 0.0, 8.0, 0.0, 0.0), before)
    assert (after.edge, after.disk, after.spread) == (8.0, disk(8.0), spread(8.0))
    assert seen.lit == pytest.approx(8.0 / 14.0, abs=1e-3)  # dark below the limb and light above it, half between
    assert seen.lit <= seen.day < seen.lit + 0.05  # a penumbra of 2 in 14


INCOMING = IncomingTally(*(10.0 * (k + 1) for k in range(len(IncomingTally._fields))))


def test_the_incoming_stage_adds_up_what_sun_earth_and_radiator_send() -> None:
    """A Sun of 1,000 W/m2 that shines for 80 % of the step, 60 degrees from the zenith and 30 off the velocity."""
    orbit = Numbers(phase_scale=0.5, phase_width2=0.75, view0=0.2, view1=0.4, view2=0.0)
    aspect = Numbers(array_pointing=0.7, array_tilt=0.6, radiator_roll=0.4)
    hardware = Numbers(
        array_zenith=0.1,
        array_solar_m2=9.0,
        array_infrared_w=300.0,
        array_albedo_m2=2.0,
        radiator_to_array=1e-9,
        radiator_down=0.25,
        radiator_velocity_m2=0.3,
        radiator_nadir_m2=0.2,
        radiator_error_m2=0.05,
        radiator_infrared_w=500.0,
        radiator_albedo_m2=1.5,
        pv_m2=3.0,
        bifacial=0.25,
        pv_coefficient=-0.002,
        pv_reference=300.0,
        array_half=0.0,
        array_radiate=0.0,
        panel_from_array=1.0,
        harness=0.9,
    )
    stored = Stored(0.0, 0.0, 350.0, 0.0, 300.0)
    position = OrbitPosition(0.0, 0.0, 0.0, -0.5, math.sqrt(0.75))
    incoming, tally = plain(stages.incoming_stage)(
        position, Illumination(0.8, 0.8), stored, INCOMING, orbit, aspect, hardware, Numbers(irradiance=1000.0)
    )
    direct, reflected = 800.0, 1000.0 * 0.5 * (-0.5 + 1.0)
    view = 0.2 + 0.4 * (0.1 + 0.6 * 0.25)
    sun_w = 9.0 * direct * (0.7 + 0.1 * 0.5)
    sky_w = 300.0 * view + 2.0 * reflected * view
    from_radiator_w = 1e-9 * 300.0**4
    beside = (500.0 + 1.5 * reflected) * (0.2 + 0.4 * (0.25 + 0.4 * 0.75))
    beside += direct * (0.3 * math.sqrt(0.75) + 0.2 * 0.5 + 0.05)
    glow_w = 3.0 * 0.25 * reflected * view
    warm = 1.0 - 0.002 * 50.0
    available_w = (3.0 * direct * 0.7 + glow_w) * warm  # the Sun is below the horizon of a plate that faces up
    assert incoming == near(sun_w + sky_w + from_radiator_w, beside, 0.9 * available_w, 0.9 * glow_w * warm)
    added = [0.8, sun_w, sky_w, from_radiator_w, beside, available_w]
    assert np.subtract(tally, INCOMING) == pytest.approx(added, rel=1e-9)
    above = position._replace(cosine=0.5, across=-math.sqrt(0.75))
    lit, more = plain(stages.incoming_stage)(
        above, Illumination(0.8, 0.8), stored, INCOMING, orbit, aspect, hardware, Numbers(irradiance=1000.0)
    )
    glow_w = 3.0 * 0.25 * 750.0 * view
    assert lit.bus_w == pytest.approx(0.9 * warm * (3.0 * direct * (0.7 + 0.1 * 0.5) + glow_w), rel=1e-9)
    assert more.sun - INCOMING.sun == pytest.approx(sun_w)  # either face takes the Sun
    assert more.radiator_sky > tally.radiator_sky  # more light comes from below


SILICON: dict[str, float] = {
    "leakage_base": 1.0,
    "leakage_slope": 0.0,
    "leakage_floor": 0.5,
    "junction_max": 360.0,
    "inverse_chip_rise": 1 / 40,
    "memory_max": 400.0,
    "inverse_memory_rise": 1 / 40,
    "network_power": 0.9,
    "eclipse_power": 0.4,
    "it_w": 1000.0,
    "static_power": 0.2,
}
POWER = PowerTally(*(10.0 * (k + 1) for k in range(len(PowerTally._fields))))


@pytest.mark.parametrize(
    ("loop", "loop_change", "most", "hot"),
    [
        (310.0, 0.0, 0.9, 0.0),  # the network is the limit
        (330.0, 0.0, 0.75, 1.0),  # heat is: 30 of 40 K are left
        (330.0, 4.0, 0.7, 1.0),  # half way through the step the coolant is 2 K warmer
        (320.0, 0.0, 0.9, 0.0),  # all of 40 K are left, no less than silicon asks for
        (350.0, 0.0, 0.25, 1.0),  # asleep, too, it works no faster than heat allows
    ],
)
def test_the_power_stage_asks_for_what_heat_network_and_shadow_allow(
    loop: float, loop_change: float, most: float, hot: float
) -> None:
    """A step of which 60 % are day, with light for 50 %, and a night by the Earth's glow of 30 W and the battery."""
    hardware = Numbers(**{**BUS, **SILICON})
    stored = Stored(loop_change, 6e5, 0.0, loop, 0.0)
    incoming = Incoming(0.0, 0.0, 900.0, 30.0)
    flows, tally = plain(stages.power_stage)(Illumination(0.5, 0.6), incoming, stored, POWER, CELLS, hardware)
    asleep = 1000.0 * min(most, 0.4)
    day_want, night_want = 0.5 * 1000.0 * most + 0.1 * asleep, 0.4 * asleep
    day_need = day_want * 1.25 - (900.0 - 12.0 - 60.0)
    night_need = night_want * 1.25 - (12.0 - 40.0)
    assert night_need < 0.4 * 500.0 + 1e-9 or most > 0.25
    night_out = min(night_need, 200.0)
    night_it = night_want - (night_need - night_out) * 0.8
    assert flows.charge_w == pytest.approx(min(max(-day_need, 0.0), 150.0))
    assert flows.discharge_w == pytest.approx(max(day_need, 0.0) + night_out)
    assert flows.it_w == pytest.approx(day_want + night_it)
    assert flows.unserved_w == 0.0
    carried = min(asleep, (30.0 + 400.0) * 0.8)
    mean, square = day_want + night_it, day_want**2 / 0.6 + night_it * carried
    assert (flows.work_w, flows.working) == near(square / mean, mean * mean / square)
    short = 1.0 if night_out < night_need else 0.0
    added = [flows.it_w, flows.charge_w, flows.discharge_w, 0.0, hot, short]
    assert np.subtract(tally, POWER) == pytest.approx(added, rel=1e-9)


def test_housekeeping_that_nobody_serves_is_told() -> None:
    """A dark step with a battery of 40 W: 60 W of 100 are missing, which is 48 W behind the converter."""
    hardware = Numbers(**{**BUS, **SILICON})
    flows, tally = plain(stages.power_stage)(
        Illumination(0.0, 0.0), Incoming(0.0, 0.0, 0.0, 0.0), Stored(0.0, 8e3, 0.0, 300.0, 0.0), POWER, CELLS, hardware
    )
    assert (flows.discharge_w, flows.it_w, flows.unserved_w) == near(40.0, 0.0, 48.0)
    assert tally.unserved - POWER.unserved == pytest.approx(48.0)
    assert tally.power_limited - POWER.power_limited == 1.0


OUTPUT = OutputTally(*(10.0 * (k + 1) for k in range(len(OutputTally._fields))))


def output(extremes: dict[str, float]) -> tuple[Any, Any]:
    """A step at 800 W of IT after one that warmed the coolant by 2 K: hardware, and what the stage makes."""
    hardware = Numbers(
        **{
            **BUS,
            **SILICON,
            "inverse_harness": 1.1,
            "charge_loss": 0.1,
            "discharge_loss": 0.2,
            "step_s": 100.0,
            "inverse_it_w": 1e-3,
            "chip_rise": 40.0,
            "memory_rise": 50.0,
            "leakage": 0.004,
            "leakage_reference": 338.0,
            "inverse_dynamic": 1.25,
            "curve1": 1.0,
            "curve2": 0.0,
            "curve4": 0.0,
            "panel_from_array": 0.95,
            "panel_to_loop": 0.03,
            "battery_to_loop": 0.5,
            "array_to_radiator": 0.02,
            "array_radiate": 2e-7,
            "array_inertia": 80.0,
            "array_end": 0.5,
            "radiator_radiate": 1e-7,
            "film": 50.0,
            "inverse_loop": 1 / 190.0,
            "loop_inertia": 140.0,
            "radiator_inertia": 90.0,
            "radiator_end": 0.7,
            "lift": 5.0,
        }
    )
    power = PowerFlows(60.0, 40.0, 800.0, 16.0, 880.0, 0.9)
    stored = Stored(2.0, 5e5, 310.0, 320.0, 305.0)
    made = plain(stages.output_stage)(
        Incoming(3000.0, 130.0, 0.0, 0.0), power, stored, OUTPUT._replace(**extremes), hardware
    )
    return hardware, made


def test_the_output_stage_follows_every_watt() -> None:
    hardware, (after, tally) = output({"battery_low": 1e9})
    load = 100.0 + (800.0 - 16.0) * 1.25  # housekeeping but for what was not served
    panel = (load + 60.0 - 40.0) * 1.1
    battery_loss = 60.0 * 0.1 + 40.0 * 0.2
    assert after.battery == pytest.approx(5e5 + (60.0 - 40.0 - battery_loss) * 100.0)
    coolant = 321.0
    chip = coolant + 40.0 * 0.88
    clock = 0.9 * (0.88 / (1.0 + 0.004 * (chip - 338.0)) - 0.2) * 1.25
    stiff = plain(temperatures.array_stiffness)(310.0, hardware)
    array, array_radiated = plain(temperatures.array_step)(310.0, 3000.0 - 0.95 * panel, 1.0 / stiff, hardware)
    heat = load + 0.03 * panel + 0.5 * battery_loss
    stiff = plain(temperatures.heat_stiffness)(305.0, hardware)
    loop, radiator, radiated, gap = plain(temperatures.heat_step)(
        320.0, 305.0, heat, 130.0 + 0.02 * array_radiated, 1.0 / stiff, hardware
    )
    assert after == near(loop - 320.0, after.battery, array, loop, radiator)
    sums = ("clock", "array_radiated", "radiator_radiated", "radiator_from_array", "radiation_gap", "panel")
    added = [getattr(tally, name) - getattr(OUTPUT, name) for name in sums]
    assert added == pytest.approx([clock, array_radiated, radiated, 0.02 * array_radiated, gap, panel], rel=1e-9)
    assert tally.battery_low == after.battery
    assert (tally.array_high, tally.radiator_high, tally.loop_high) == (array, radiator, loop)
    assert (tally.chip_high, tally.memory_high) == near(chip, coolant + 50.0 * 0.88)
    assert tally.radiator_cold == WARM_K - radiator
    assert tally.chip_cold == pytest.approx(WARM_K - (coolant + 40.0 * 0.8))  # as warm as it is on average


def test_extremes_stay_where_a_step_does_not_pass_them() -> None:
    names = ("array_high", "radiator_high", "radiator_cold", "chip_high", "chip_cold", "loop_high", "memory_high")
    beyond = {**dict.fromkeys(names, 2000.0), "battery_low": 3.0}
    _, (_, tally) = output(beyond)
    assert {name: getattr(tally, name) for name in beyond} == beyond
