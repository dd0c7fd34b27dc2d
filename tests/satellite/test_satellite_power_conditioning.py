"""Trackers, converters, pumps and cables by the power and heat they carry, against sizes worked out elsewhere."""

from __future__ import annotations

import pytest

import orbitdc
from orbitdc.satellite.assembly import Assembly, assemble
from orbitdc.satellite.part import Surroundings
from orbitdc.satellite.sizing import design_point

AROUND = Surroundings(1361.0, 237.0, 0.3, 0.48, 60.0, 1.08308e-3)
UNIT = "satellite.power_conditioning"


def assembled(*sets: str) -> Assembly:
    s = orbitdc.load("ai1_vs_colossus", list(sets))
    return assemble(s.satellite, design_point(s.satellite, s.accelerator, s.workload, AROUND))


@pytest.mark.parametrize(("volts", "kg"), [(48, 301.0), (120, 48.2), (300, 7.72), (800, 1.09)])
def test_the_harness_of_150_kw_over_half_a_wing(volts: float, kg: float) -> None:
    # Worked elsewhere for aluminium, 17.5 m and back, 2 % loss, and printed to three digits: 0.5 % of the last row.
    assert assembled(f"{UNIT}.bus_v={volts}").parts_kg["harness"] == pytest.approx(kg, rel=5e-3)


def test_power_conditioning_and_pumps_of_150_kw() -> None:
    """The review's 225 kg at 1.5 kg/kW and 60 kg of pumps at 0.4 kg/kW for 150 kW of each."""
    made = assembled("satellite.loop.cold=none")
    assert made.at.array_bol_w == 150e3
    assert made.parts_kg["power conditioning"] == pytest.approx(225.0)
    assert made.parts_kg["pumps"] / made.at.load.heat_w * 150e3 == pytest.approx(60.0)
    assert made.bus_usd["power conditioning"] == pytest.approx(0.3 * 150e3)


def test_its_volume_joins_the_sum() -> None:
    more = assembled(f"{UNIT}.box_m3_per_kw=0.0035").box_m3 - assembled(f"{UNIT}.box_m3_per_kw=0.0015").box_m3
    assert more == pytest.approx(0.002 * 150.0)


def test_the_conversion_loss_is_counted_once() -> None:
    """Heat over load is 1/(converters x harness) less 3 % in the wings, pump aside, whatever the unit weighs."""
    made, heavier = assembled("satellite.loop.pressure_drop_kpa=0"), assembled(f"{UNIT}.mass_kg_per_kw=5")
    load = made.at.load
    assert load.heat_w == pytest.approx(0.97 * (load.it_full_w + load.housekeeping_w) / (0.965 * 0.95), rel=1e-12)
    assert heavier.at.load == assembled().at.load
