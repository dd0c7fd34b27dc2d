"""What radiator and array see of each other: rays against published rows and closed forms, and what it costs."""

from __future__ import annotations

import importlib.util
from functools import cache
from math import sqrt
from pathlib import Path
from types import ModuleType

import pytest

import orbitdc
from orbitdc import catalog
from orbitdc.constants import STEFAN_BOLTZMANN_W_PER_M2_K4
from orbitdc.engine.lowering import hardware_fields
from orbitdc.environment import environment_of
from orbitdc.fleet.select import fleet_orbits
from orbitdc.satellite.layout import Layout, Sides, array_view
from orbitdc.simulation.mission import simulate_mission
from orbitdc.sky.sun import sun_table

PROGRAM = Path(__file__).resolve().parents[2] / "notebooks" / "evidence" / "view_factors.py"
RAYS = 200_000
NAMES = (
    "cross",
    "cross_behind",
    "fin_mid_chord",
    "fin_chord_edge",
    "boom_quarter_chord",
    "boom_one_chord",
    "shaded_edge_on",
    "shaded_parallel",
)
# Another program's rays, a million a face (Sun side, rear; face A, face B), for the same array, body and radiator.
PUBLISHED = {
    "cross": ((0.0584, 0.0582), (0.0584, 0.0581)),
    "cross_behind": ((0.0, 0.1268), (0.0, 0.1263)),
    "fin_mid_chord": ((0.0, 0.4012), (0.0, 0.4005)),
    "fin_chord_edge": ((0.0, 0.0), (0.0, 0.4399)),
    "boom_quarter_chord": ((0.0113, 0.0113), (0.0112, 0.0113)),
    "boom_one_chord": ((0.0032, 0.0031), (0.0031, 0.0031)),
    "shaded_edge_on": ((0.0, 0.1305), (0.0, 0.1307)),
    "shaded_parallel": ((0.0, 0.7424), (0.0, 0.0)),
}


@cache
def program() -> ModuleType:
    spec = importlib.util.spec_from_file_location("view_factors", PROGRAM)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    import sys

    sys.modules[spec.name] = module  # its dataclasses look themselves up
    spec.loader.exec_module(module)
    return module


def layout(name: str) -> Layout:
    sizes = {"span_m": 70.0, "height_m": 20.0, "body_m": 2.0}
    return Layout(**sizes, **{field: float(row.value) for field, row in catalog.entry("layouts", name).items()})


@pytest.mark.parametrize("name", NAMES)
def test_rays_agree_with_another_program_and_with_closed_forms(name: str) -> None:
    exact = program().closed_forms()[name]
    for sign, (sun_side, rear) in zip((1.0, -1.0), PUBLISHED[name], strict=True):
        view = program().face_view(program().LAYOUTS[name], sign, RAYS, seed=7)
        for ours, theirs in ((view["sun_side"], sun_side), (view["rear"], rear)):
            # Four standard errors of our rays and of theirs, and the last digit printed.
            assert ours == pytest.approx(theirs, abs=4.0 * sqrt(theirs * (1 / RAYS + 1e-6)) + 1e-4)
        seen = view["sun_side"] + view["rear"]
        if seen > 0.0:
            # The body hides 0.006 of the cross and 0.015 of the parallel panel; the other wing adds 0.002.
            assert -0.016 - 4.0 * sqrt(seen / RAYS) < seen - exact < 0.002 + 4.0 * sqrt(seen / RAYS)


@pytest.mark.parametrize("name", NAMES)
def test_the_catalogue_holds_what_the_rays_found(name: str) -> None:
    made = layout(name)
    faces = (
        (made.face_a_sun_side_frac, made.face_a_rear_frac),
        (made.face_b_sun_side_frac, made.face_b_rear_frac),
    )
    for ours, theirs in zip(faces, PUBLISHED[name], strict=True):
        # Three digits, and two standard errors of a million rays.
        assert ours == pytest.approx(theirs, abs=1.5e-3)


def test_free_standing_is_the_default_and_sees_nothing() -> None:
    assert layout("none").sides(600.0, 110.0) == Sides(0.0, 0.0)
    assert orbitdc.load("starlink_compute_shell").satellite.layout == layout("none").changed(span_m=60.0, height_m=8.0)
    assert orbitdc.load("ai1_vs_colossus").satellite.layout == layout("cross")


@pytest.mark.parametrize(
    ("name", "w_per_m2", "lost"),
    # W/m2 of planform from an array at 52.5 C and what that takes from 949 W/m2 of rejection at 50 C, both published.
    [("cross", 107.0, 0.11), ("fin_mid_chord", 369.0, 0.39), ("boom_one_chord", 6.0, 0.006)],
)
def test_what_an_array_puts_on_the_panel(name: str, w_per_m2: float, lost: float) -> None:
    seen = array_view(layout(name).sides(600.0, 110.0), (0.85, 0.85), 0.85, 110.0, 600.0)
    absorbed = seen.absorbed_frac * STEFAN_BOLTZMANN_W_PER_M2_K4 * 325.65**4
    assert absorbed == pytest.approx(w_per_m2, abs=1.0)  # published to a watt
    assert absorbed / 949.0 == pytest.approx(lost, abs=0.005)  # published to a percent
    assert seen.to_radiator_frac * 2 * 0.85 * 600.0 == pytest.approx(seen.absorbed_frac * 110.0)


def test_plates_of_one_temperature_exchange_nothing() -> None:
    seen = array_view(Sides(0.3, 0.5), (0.85, 0.7), 0.8, 110.0, 600.0)
    to_radiator = seen.to_radiator_frac * (0.85 + 0.7) * 600.0
    to_array = seen.to_array_frac * 2.0 * 0.8 * 110.0
    assert to_radiator == pytest.approx(to_array, rel=1e-12)


def test_a_side_of_the_array_gives_no_more_than_it_sends() -> None:
    """Reciprocity: F_ra A_r = F_ar A_a with F_ar at most 1."""
    assert layout("fin_mid_chord").sides(600.0, 6000.0) == Sides(0.0, 0.1)
    assert layout("fin_mid_chord").sides(600.0, 110.0) == Sides(0.0, 0.802)


def test_the_march_sees_the_array_at_its_temperature() -> None:
    """A dawn-dusk day without eclipse: sigma T^4 of the array by hand, and its share of the Earth hidden."""
    days = ["numerics.window_days=1", "mission.service_date=2028-03-20"]
    free, crossed = (
        simulate_mission(orbitdc.load("ai1_vs_colossus", [*days, f"satellite.layout.from={name}"]))
        for name in ("none", "cross")
    )
    day = crossed.integrated.day
    array, plate = crossed.scenario.satellite.solar_array, crossed.scenario.satellite.radiator
    kelvin4 = day("array_radiated") / (1.7 * STEFAN_BOLTZMANN_W_PER_M2_K4 * array.area_m2)
    assert array.emittance_front_frac + array.emittance_rear_frac == 1.7
    by_hand = 0.232 * 0.85 * plate.emittance_bol_frac * STEFAN_BOLTZMANN_W_PER_M2_K4 * kelvin4 * plate.area_m2
    # What ages in half a day of five years and is holed: 1e-4.
    assert day("radiator_from_array")[0] == pytest.approx(0.92 * by_hand[0], rel=1e-3)  # fins, on the net exchange
    assert 106.0 < day("radiator_from_array")[0] / (0.92 * plate.area_m2) < 130.0
    # Sunlight by the pointing error is not hidden; a part of 1361 W/m2 x 2 degrees x 0.12 of absorptance.
    hidden = 1.0 - day("radiator_sky")[0] / free.integrated.day("radiator_sky")[0]
    assert 0.1 < hidden < 0.116
    assert free.integrated.day("radiator_from_array")[0] == 0.0


def test_hardware_of_a_worn_coating_takes_in_less() -> None:
    made = orbitdc.load("ai1_vs_colossus", ["numerics.window_days=1"])
    orbits = fleet_orbits(made)
    environment = environment_of(made, orbits, sun_table(made.mission.service_date, 1827.0))
    fields = hardware_fields(made, environment.assembly, environment.around)
    # What comes and goes is the same pair of plates seen from both ends: c T_a^4 and c T_r^4 but for the cooler fins.
    c = fields["array_to_radiator"] * fields["array_radiate"]
    share = environment.assembly.at.emission_share / 0.92  # both count by the fins
    assert fields["radiator_to_array"] == pytest.approx(c * share, rel=1e-12)
