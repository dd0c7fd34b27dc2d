"""Verdicts: a closed set, each reachable, and a remedy that lifts the limit it is given for."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable

import pytest

from orbitdc.comparison.run import Run
from orbitdc.satellite.constraint import (
    BROWNOUT,
    CLOSES,
    DEAD_BATTERY,
    DRY,
    FROZEN,
    MELTED,
    OVERHEATED,
    OVERWEIGHT,
    REENTERED,
    SINKING,
    STRANDED,
    THROTTLED,
    UNFINISHED,
    UNLAUNCHABLE,
    UNPROVEN,
    Constraint,
)
from orbitdc.simulation.verdict import FEASIBLE, MEANING, SEVERITY, verdict_of

RunOf = Callable[..., Run]
AI1, SHELL = "ai1_vs_colossus", "starlink_compute_shell"
AT_PARTS = "satellite.launched_mass=bottom_up"
FUEL = "satellite.propulsion.propellant_kg=150"  # for a satellite of 5 t
PEAK = "satellite.it_power_basis=peak"  # 56 accelerators, for which these sizes were found
OFTEN = "launch.launches_per_y=300"  # twice the launches of 2 t, within a life
CLOSING = (
    PEAK,
    AT_PARTS,
    FUEL,
    OFTEN,
    "satellite.radiator.area_m2=185",
    "satellite.solar_array.area_m2=700",
    "satellite.battery.capacity_kwh=90",
)

# What breaks each limit of AI1 over forty June days, alone: the verdict, the margin, the sentence and the remedy.
BROKEN = {
    "mass": (
        (),
        OVERWEIGHT,
        "mass_frac",
        "mass: the parts add up to 4,698 kg against 2,143 kg launched; the array alone is 1,500 kg",
        "satellite.launched_mass: bottom_up (launch 4,698 kg)",
    ),
    "campaign": (
        (*CLOSING, "launch.launches_per_y=100", "launch.launches_growth_per_y=0"),
        UNFINISHED,
        "campaign_frac",
        "launches: the campaign takes 110 months and a satellite serves 60, so that the fleet is never whole",
        "launch.launches_per_y: 183 or more, or a smaller fleet",  # 5 % of them fail
    ),
    "heat": (
        (AT_PARTS, FUEL, OFTEN, "satellite.solar_array.area_m2=700"),
        THROTTLED,
        "radiator_k",
        "radiator: coolant reaches 324 K against a supply limit of 318 K, so that heat sets the clock 100% of the time",
        "satellite.radiator.area_m2: 149 or more",
    ),
    "array": (
        (PEAK, AT_PARTS, FUEL, OFTEN, "satellite.radiator.area_m2=185", "satellite.solar_array.area_m2=500"),
        THROTTLED,
        "power_frac",
        "array power: on its worst day the array gives 98% of what the silicon asks for",
        "satellite.solar_array.area_m2: 618 or more",
    ),
    "cells": (
        (*CLOSING, "satellite.solar_array.cell_max_k=335"),
        OVERHEATED,
        "array_k",
        "array: cells reach 338 K against 335 K",
        "satellite.solar_array.emittance_rear_frac: 0.99 or more",
    ),
    "coolant": (
        (AT_PARTS, FUEL, OFTEN, "satellite.radiator.area_m2=3"),
        OVERHEATED,
        "shutdown_k",
        "heat: the coolant reaches 391 K with the accelerators off; they shut down at 365 K",
        "satellite.radiator.area_m2: 149 or more",
    ),
    "pump": (
        (*CLOSING, "satellite.loop.flow_frac=0.9"),
        THROTTLED,
        "flow_frac",
        "pump: 90% of the coolant flow that the vendor asks for",
        "satellite.loop.flow_frac: 1 or more",
    ),
    "cold": (
        (*CLOSING, "satellite.loop.cold=none"),
        FROZEN,
        "freezing_frac",
        "cold: the radiator freezes 11 minutes after the accelerators stop",
        "satellite.loop.cold: drained (or a coolant such as satellite.loop.from: ammonia)",
    ),
    "battery power": (
        (*CLOSING, "satellite.battery.discharge_max_per_h=1"),
        THROTTLED,
        "battery_frac",
        "battery: power runs short 11.7% of the time",
        "satellite.battery.capacity_kwh: 107 or more, or a lower satellite.eclipse_power_frac",
    ),
    "no battery": (
        (AT_PARTS, FUEL, OFTEN, "satellite.battery.capacity_kwh=0"),
        BROWNOUT,
        "housekeeping_frac",
        "battery: the housekeeping load goes unserved in eclipse",
        "satellite.battery.capacity_kwh: 66 or more",
    ),
    "dead battery": (
        (AT_PARTS, FUEL, "satellite.battery.reference_cycles=20"),
        DEAD_BATTERY,
        "battery_health_frac",
        "battery: 70 kWh lose all of their capacity within 5 years",
        "satellite.battery.capacity_kwh: 251 or more",
    ),
    "melting": (
        (
            *CLOSING,
            "satellite.solar_array.emittance_front_frac=0.001",
            "satellite.solar_array.emittance_rear_frac=0.001",
        ),
        MELTED,
        "melting_k",
        "the solar array reaches 1,713 K on 2028-01-01 (day 1), and aluminium melts at 933 K",
        "satellite.solar_array.emittance_rear_frac: 0.03 or more",
    ),
    "propellant": (
        ("satellite.propulsion.propellant_kg=20",),
        DRY,
        "propellant_frac",
        "propellant: 20 kg on board against 37.3 kg for raising, drag, avoidance and disposal",
        "satellite.propulsion.propellant_kg: 39 or more",
    ),
    "altitude": (
        (AT_PARTS, FUEL, OFTEN, "satellite.drag.altitude=decaying", "fleet.shells.0.altitude_km=420"),
        REENTERED,
        "reentry_frac",
        "altitude: drag brings the lowest satellites down on 2028-07-01, after 0.1 of 5 years",
        "satellite.drag.altitude: held (or a higher fleet.shells.0.altitude_km)",
    ),
    "thrust": (
        ("fleet.shells.0.altitude_km=300", "sky.solar_activity=high"),
        SINKING,
        "thrust_frac",
        "thrust: drag of 644 mN on the worst day against 171 mN to hold the altitude",
        "satellite.propulsion.thrusters: 4 or more, or a higher fleet.shells.0.altitude_km",
    ),
    "climb": (
        ("satellite.drag.raising_attitude=in_service", "sky.solar_activity=high"),
        STRANDED,
        "raising_frac",
        "orbit raising: drag of 540 mN at 300 km, on 279 m2, against 171 mN of thrust",
        "launch.insertion_altitude_km: 367 or more, or satellite.propulsion.thrusters: 4 or more, or less than 88 m2 "
        "across the wind by satellite.drag.raising_attitude",
    ),
    "dose": (
        (
            *CLOSING,
            "fleet.shells.0.altitude_km=1300",
            "satellite.propulsion.propellant_kg=400",
            "launch.launches_per_y=800",
        ),
        UNPROVEN,
        "dose_frac",
        "dose: memory collects 16.5 krad by the end of life and was tested to 15",
        "satellite.shielding.thickness_mm: 13 or more",
    ),
    "life": (
        (*CLOSING, "mission.life_y=7"),
        UNPROVEN,
        "life_frac",
        "life: satellites designed for 5 years are to serve 7, and wear out meanwhile",
        "mission.life_y: 5 or less, or satellites made for more (satellite.reliability.design_life_y)",
    ),
    "links": (
        (*CLOSING, "workload.local_steps=1", "launch.launches_per_y=20000"),
        THROTTLED,
        "link_frac",
        "links: 1.01e+03 Gbit/s against 1.09e+04 that full clock sends, so that the network holds the clock at 9%",
        "satellite.link.terminals: 65 or more",
    ),
    "launcher, mass": (
        (
            "launch.from=starship_2026",
            "launch.insertion_altitude_km=600",
            "launch.launches_per_y=10000",
            "satellite.announced_mass_kg=8000",
        ),
        UNLAUNCHABLE,
        "satellites_per_launch",
        "launcher: 5,941 kg to this orbit holds no satellite, limited by mass",
        "launch.insertion_altitude_km: 300 (satellites raise themselves), or a larger launcher",
    ),
    "launcher, site": (
        ("launch.sites=[{from: starbase}]",),
        UNLAUNCHABLE,
        "satellites_per_launch",
        "launcher: 0 kg after a turn of 71 degrees out of the corridor of Starbase holds no satellite, limited by mass",
        "launch.sites.0.from: vandenberg or kourou or sea_platform (its corridor reaches 97.8 degrees)",
    ),
    "launcher, volume": (
        ("satellite.envelope_m3=715",),
        UNLAUNCHABLE,
        "satellites_per_launch",
        "launcher: 684 m3 holds no satellite, limited by volume",
        "launch.volume_m3: 715 or more",
    ),
}


def wordly(text: str) -> str:
    """Text with its numbers taken out: they follow the catalogue and have tests of their own."""
    return re.sub(r"(?<![\w.])\d[\d,.]*", "#", text)


@pytest.mark.parametrize("case", BROKEN)
def test_each_limit_breaks_with_its_own_words(run_of: RunOf, case: str) -> None:
    sets, verdict, key, sentence, remedy = BROKEN[case]
    found = run_of(AI1, *sets).verdict
    margin = found.margins[key]
    assert margin is not None
    assert margin < 0.0
    assert found.verdict == verdict
    assert found.feasible == FEASIBLE[verdict]
    assert wordly(found.binding_limit) == wordly(sentence)
    assert wordly(found.remedy) == wordly(remedy)


def test_the_numbers_in_the_words_are_those_of_the_run(run_of: RunOf) -> None:
    mass = run_of(AI1)
    total, array = sum(mass.deployment.mass_parts_kg.values()), mass.deployment.mass_parts_kg["array"]
    assert (
        f"{total:,.0f} kg against 2,143 kg launched; the array alone is {array:,.0f} kg" in mass.verdict.binding_limit
    )
    heat = run_of(AI1, *BROKEN["heat"][0])
    reached = 318.15 - heat.verdict.margins["radiator_k"]
    assert f"coolant reaches {reached:.0f} K against a supply limit of 318 K" in heat.verdict.binding_limit
    array_short = run_of(AI1, *BROKEN["array"][0])
    given = 1.0 + array_short.verdict.margins["power_frac"]
    assert f"the array gives {given:.0%} of what the silicon asks for" in array_short.verdict.binding_limit


@pytest.mark.parametrize("case", BROKEN)
def test_the_remedy_lifts_the_limit_it_is_given_for(run_of: RunOf, case: str) -> None:
    """Taken from the text: the field before the colon, the value after it."""
    sets, _, key, _, _ = BROKEN[case]
    field, _, rest = run_of(AI1, *sets).verdict.remedy.partition(": ")
    after = run_of(AI1, *sets, f"{field}={rest.split()[0]}").verdict
    margin = after.margins[key]
    assert margin is None or margin >= 0.0
    assert (margin is None) == (key in ("reentry_frac", "freezing_frac"))  # a held altitude has no re-entry


@pytest.mark.parametrize(
    ("name", "sets"),
    [
        (AI1, ()),
        (AI1, ("satellite.radiator.area_m2=60",)),
        (AI1, ("satellite.battery.capacity_kwh=0",)),
        (AI1, ("satellite.battery.capacity_kwh=20", "satellite.solar_array.area_m2=900")),
        (SHELL, ()),
        (SHELL, ("satellite.battery.capacity_kwh=10",)),
        ("starlink_shells_2026", ()),
    ],
    ids=str,
)
def test_remedy_after_remedy_ends_in_a_design_that_closes(run_of: RunOf, name: str, sets: tuple[str, ...]) -> None:
    for _ in range(16):  # more steps than there are limits, some of them lifted twice as mass grows
        run = run_of(name, *sets)
        if not run.verdict.remedy:
            break
        field, _, rest = run.verdict.remedy.partition(": ")
        sets = (*sets, f"{field}={rest.split()[0]}")
    assert run.verdict.verdict == CLOSES, sets
    assert all(margin is None or margin >= 0.0 for key, margin in run.verdict.margins.items() if key != "cadence_frac")


def test_the_set_of_verdicts_is_closed() -> None:
    assert set(MEANING) == set(FEASIBLE) == set(SEVERITY)
    assert [name for name in SEVERITY if FEASIBLE[name]] == [CLOSES, UNPROVEN, THROTTLED]
    words = (
        "CLOSES UNPROVEN THROTTLED UNFINISHED OVERWEIGHT DRY SINKING REENTERED STRANDED UNLAUNCHABLE FROZEN OVERHEATED "
        "BROWNOUT DEAD_BATTERY MELTED"
    )
    assert tuple(words.split()) == SEVERITY  # read by other programs


def test_every_verdict_was_reached(run_of: RunOf, closing: tuple[str, ...]) -> None:
    reached = {run_of(AI1, *sets).verdict.verdict for sets, *_ in BROKEN.values()}
    assert reached | {run_of(AI1, *closing).verdict.verdict} == set(SEVERITY)


def test_a_design_that_closes_has_no_remedy(run_of: RunOf, closing: tuple[str, ...]) -> None:
    verdict = run_of(AI1, *closing).verdict
    assert (verdict.verdict, verdict.feasible, verdict.remedy) == (CLOSES, True, "")


def test_a_late_launch_campaign_breaks_no_design(run_of: RunOf, closing: tuple[str, ...]) -> None:
    verdict = run_of(AI1, *closing, "launch.launches_per_y=290").verdict
    cadence = verdict.margins["cadence_frac"]
    assert cadence is not None
    assert cadence < 0.0
    assert verdict.verdict == CLOSES
    # of the limits met the nearest is named: array 13 %, battery 16 %, coolant and junction 7 K of 45
    assert (
        wordly(verdict.binding_limit) == "array power: on its worst day the array gives #% of what the silicon asks for"
    )
    assert verdict.remedy == ""


def test_the_worst_broken_limit_decides_whatever_the_order() -> None:
    limits = [
        Constraint(name, -0.1 * (index + 1), name, -0.1 * (index + 1), f"{name} binds", f"lift {name}")
        for index, name in enumerate(SEVERITY[1:])
    ]
    for subset in itertools.chain.from_iterable(itertools.combinations(limits, n) for n in range(1, 5)):
        worst = max((limit.verdict for limit in subset), key=SEVERITY.index)
        for order in itertools.permutations(subset):
            found = verdict_of(list(order))
            assert (found.verdict, found.binding_limit, found.remedy) == (worst, f"{worst} binds", f"lift {worst}")


def test_among_equals_the_smallest_relative_margin_binds() -> None:
    near = Constraint("power_frac", -0.01, THROTTLED, -0.01, "array")
    far = Constraint("radiator_k", -0.005, THROTTLED, -0.3, "radiator")  # kelvin are no fractions: ranked by `relative`
    assert verdict_of([near, far]).binding_limit == "radiator"
    assert verdict_of([far, near]).binding_limit == "radiator"
    met = Constraint("power_frac", 0.2, THROTTLED, 0.2, "array"), Constraint("mass_frac", 0.1, OVERWEIGHT, 0.1, "mass")
    assert verdict_of(list(met)).binding_limit == "mass"
    assert verdict_of(list(met)).verdict == CLOSES


def test_a_limit_at_zero_is_met_and_an_unknown_one_does_not_judge() -> None:
    met, unknown = (
        Constraint("mass_frac", 0.0, OVERWEIGHT, 0.0, "mass"),
        Constraint("dose_frac", None, reason="not marched"),
    )
    found = verdict_of([met, unknown])
    assert found.verdict == CLOSES
    assert found.margins == {"mass_frac": 0.0, "dose_frac": None}
    assert found.reasons == {"dose_frac_reason": "not marched"}


def test_a_short_array_throttles_and_leaves_housekeeping_alone(run_of: RunOf) -> None:
    """Compute stops at the battery's floor and waits until the reserve is full again; before, it starved the rest."""
    found = run_of(
        AI1, AT_PARTS, FUEL, OFTEN, "satellite.radiator.area_m2=185", "satellite.solar_array.area_m2=585"
    ).verdict
    assert found.verdict == THROTTLED
    # The floor keeps 40 % of 70 kWh, and an eclipse of 20 minutes takes 1.9 kWh of housekeeping: 15 times, less fade.
    assert found.margins["housekeeping_frac"] == pytest.approx(14.0, abs=1.0)
    assert (
        wordly(found.binding_limit) == "array power: on its worst day the array gives #% of what the silicon asks for"
    )
