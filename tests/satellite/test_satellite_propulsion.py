"""Electric propulsion against published thrust and the reference cases of drag make-up and disposal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import orbitdc
from orbitdc.fleet.launch import spiral_m_per_s
from orbitdc.satellite import Propulsion

REFERENCE = Path(__file__).resolve().parents[3] / "shared" / "reference" / "physics_cases.json"


def case(name: str) -> dict[str, Any]:
    if not REFERENCE.is_file():
        pytest.skip("reference data absent: no shared/reference/physics_cases.json beside the checkout")
    cases = json.loads(REFERENCE.read_text(encoding="utf-8"))["cases"]
    (found,) = (c for c in cases if c["id"] == name)
    return dict(found)


def thruster(**changes: float) -> Propulsion:
    given = {"specific_impulse_s": 2500.0, "efficiency_frac": 0.5, "input_w": 4200.0, "dry_mass_kg": 2.1}
    given |= {"thrusters": 1, "added_thruster_mass_kg": 8.4, "added_thruster_price_usd": 2e4}
    rest = {"propellant_kg": 50.0, "avoidance_m_per_s_y": 0.5, "disposal_altitude_km": 200.0, "disposal_max_y": 5.0}
    return Propulsion(**(given | rest | changes))


def test_thrust_closes_as_the_maker_states() -> None:
    orb05 = case("orb-05")
    given, expected = orb05["inputs"], orb05["expected"]
    hall = thruster(specific_impulse_s=given["Isp_s"], efficiency_frac=given["eta"], input_w=given["P_W"])
    assert hall.thrust_n() == pytest.approx(expected["thrust_N"], rel=1e-3)  # printed to four digits
    assert hall.thrust_n() == pytest.approx(0.170, rel=0.01)  # the maker's figure, to three


def test_disposal_of_an_ai1() -> None:
    expected = case("orb-06")["expected"]
    delta_v = spiral_m_per_s(600.0, 200.0)
    assert delta_v == pytest.approx(expected["deorbit_dv_600_to_200"], abs=0.1)  # printed to 0.1 m/s
    # the case is worked for 2,140 kg and rounds to 0.1 kg
    assert thruster().propellant_need_kg(2140.0, delta_v) == pytest.approx(expected["argon_deorbit_kg"], abs=0.1)


def test_raising_an_ai1_takes_the_published_25_days_and_15_kg() -> None:
    """economics: 168 m/s, 15 kg of argon, 25 days from 300 to 600 km on one 170 mN thruster."""
    delta_v = spiral_m_per_s(300.0, 600.0)
    assert delta_v == pytest.approx(168.0, abs=1.0)  # printed to 1 m/s
    assert thruster().propellant_need_kg(2143.0, delta_v) == pytest.approx(15.0, abs=0.5)  # printed to 1 kg
    assert thruster().spiral_days(2143.0, delta_v) == pytest.approx(25.0, abs=1.0)  # printed to 1 day


def test_the_margin_of_the_shipped_ai1() -> None:
    made = orbitdc.simulate(orbitdc.load("ai1_vs_colossus", ["numerics.window_days=1"])).deployment
    assert made.propellant_need_kg == pytest.approx(
        15.0 + 19.7 + 0.2 + 2.9, abs=1.0
    )  # raising, disposal, 2.5 m/s to avoid, drag
