"""The contract of a part: a new one is a class of its own and one field of the satellite, and nothing else changes."""

from __future__ import annotations

from collections import Counter
from typing import ClassVar

import numpy as np
import pytest

import orbitdc
from orbitdc.block import NonNegative, OpenFraction
from orbitdc.engine.lanes import Hardware
from orbitdc.engine.lowering import hardware_fields
from orbitdc.satellite import Part, Satellite
from orbitdc.satellite.assembly import Assembly, assemble, constraints
from orbitdc.satellite.constraint import THROTTLED, Constraint
from orbitdc.satellite.part import DesignPoint, Extremes, Needs, Surroundings
from orbitdc.satellite.sizing import design_point
from orbitdc.scenario.model import Scenario
from orbitdc.simulation.mission import simulate_mission

AROUND = Surroundings(1361.0, 237.0, 0.3, 0.48, 60.0, 1.08308e-3)
MET = Extremes(0.0, 0.5, 0.9, 300.0, 330.0, 310.0, 330.0, 340.0, 0.0, 0.0, 0.0, 50.0, 100.0, 0.8, 290.0)
NEEDS = Needs(5.0, 2143.0, {"array": 1500.0}, 40.0, 100.0, 5.0, 10.0, np.inf, "", None, 0.0, 0.0, 1.0, True)


class PowerConditioner(Part):
    """A power-conditioning unit between array and loads, written as a new part would be."""

    defaults_name: ClassVar[str] = ""

    efficiency_frac: OpenFraction
    kg_per_kw: NonNegative
    usd_per_w: NonNegative
    m3_per_kw: NonNegative
    rated_w: NonNegative

    def throughput_frac(self) -> float:
        return self.efficiency_frac

    def mass_kg(self, at: DesignPoint) -> dict[str, float]:
        return {"conditioner": self.kg_per_kw * at.load.heat_w * 1e-3}

    def price_usd(self, at: DesignPoint) -> dict[str, float]:
        return {"conditioner": self.usd_per_w * at.load.heat_w}

    def stowed_m3(self, at: DesignPoint) -> float:
        return self.m3_per_kw * at.load.heat_w * 1e-3

    def constraints(self, at: DesignPoint, met: Extremes, needs: Needs) -> list[Constraint]:
        margin = self.rated_w / at.load.heat_w - 1.0
        return [Constraint("conditioner_frac", margin, THROTTLED, margin, "power conditioning: too small", "more")]


class WithConditioner(Satellite):
    """The satellite with one line more."""

    conditioner: PowerConditioner


UNIT = PowerConditioner(efficiency_frac=0.94, kg_per_kw=1.5, usd_per_w=0.3, m3_per_kw=0.002, rated_w=150e3)


def with_unit(scenario: Scenario, unit: PowerConditioner = UNIT) -> Scenario:
    fields = {name: getattr(scenario.satellite, name) for name in Satellite.model_fields}
    return scenario.changed(satellite=WithConditioner(**fields, conditioner=unit))


def assembled(s: Scenario) -> Assembly:
    return assemble(s.satellite, design_point(s.satellite, s.accelerator, s.workload, AROUND))


@pytest.fixture(scope="module")
def bare() -> Scenario:
    return orbitdc.load("ai1_vs_colossus", ["satellite.launched_mass=bottom_up"])


def test_its_mass_price_and_volume_join_the_sums(bare: Scenario) -> None:
    """Structure and growth come on top of its mass, integration on top of its price, by hand."""
    free = UNIT.changed(efficiency_frac=1.0)  # without loss, so that nothing else of the satellite grows
    before, after = assembled(bare), assembled(with_unit(bare, free))
    heat_kw = before.at.load.heat_w * 1e-3
    assert after.parts_kg["conditioner"] == pytest.approx(1.5 * heat_kw, rel=1e-12)
    s = bare.satellite
    grown = (1.0 + s.bus.structure_mass_frac) * (1.0 + s.mass_margin_frac) * 1.5 * heat_kw
    assert after.launched_kg - before.launched_kg == pytest.approx(grown, rel=1e-9)
    price = (1.0 + s.bus.integration_frac) * 300.0 * heat_kw
    assert sum(after.bus_usd.values()) - sum(before.bus_usd.values()) == pytest.approx(price, rel=1e-9)
    assert after.box_m3 - before.box_m3 == pytest.approx(0.002 * heat_kw, rel=1e-9)


def test_its_loss_becomes_load_and_heat(bare: Scenario) -> None:
    """All of the array's power in use ends as heat: loads and the pump's share of the heat over both efficiencies."""
    s = with_unit(bare).satellite
    load = assembled(with_unit(bare)).at.load
    fixed = s.bus.housekeeping_w + s.link.terminals * s.link.terminal_w + 0.8 * 70.0  # the battery's own loop
    chain = 0.94 * s.bus.conversion_efficiency_frac * s.solar_array.harness_mppt_efficiency_frac
    chain /= 0.97  # three fifths of the harness losses stay in the wings
    assert load.heat_w * chain == pytest.approx(
        load.it_full_w + fixed + s.loop.pump_power_frac * load.heat_w, rel=1e-12
    )
    assert load.heat_w > assembled(bare).at.load.heat_w / 0.95


def test_its_constraint_is_listed_and_may_bind(bare: Scenario) -> None:
    s = with_unit(bare).satellite
    keys = [each.key for each in constraints(s, assembled(with_unit(bare)).at, MET, NEEDS)]
    assert keys.count("conditioner_frac") == 1
    assert len(keys) == len(set(keys)) == 1 + len(constraints(bare.satellite, assembled(bare).at, MET, NEEDS))


def test_a_fleet_flies_with_it_and_energy_closes() -> None:
    """Two days of eclipse season: the same light, less of it for the silicon, and no joule is lost."""
    short = ["mission.service_date=2028-06-20", "numerics.window_days=2", "numerics.phases_marched=2"]
    starved = ["satellite.solar_array.area_m2=400", "satellite.radiator.area_m2=300"]
    made = orbitdc.load("ai1_vs_colossus", [*short, *starved])
    before, after = simulate_mission(made), simulate_mission(with_unit(made))
    for residual in (after.energy_residual_frac, after.electrical_residual_frac, after.heat_residual_frac):
        assert residual() < 1e-9  # rounding of two days of steps
    assert after.integrated.day("lit").tolist() == before.integrated.day("lit").tolist()
    served = after.integrated.day("it").sum() / before.integrated.day("it").sum()
    # an array that is the limit gives 94 % to the loads; housekeeping, 3 % of them, is served first
    assert served == pytest.approx(0.94, abs=0.01)


def test_every_number_of_a_step_comes_from_one_place(bare: Scenario) -> None:
    at = assembled(bare).at
    given = Counter(name for part in bare.satellite.parts for name in part.lowered(at, AROUND))
    assert max(given.values()) == 1
    policy = set(Hardware._fields) - set(given)
    assert policy == {"eclipse_power", "network_power", "step_s"}
    assert set(hardware_fields(bare, assembled(bare), AROUND)) == set(Hardware._fields)


def test_no_two_parts_answer_under_one_name() -> None:
    """A sum over named answers would lose one of two that are named alike."""
    lifted = orbitdc.load("ai1_vs_colossus", ["satellite.heat_pump.lift_k=10"])  # which adds a heat pump
    at = assembled(lifted).at
    for answer in ("mass_kg", "price_usd"):
        names = [name for part in lifted.satellite.parts for name in getattr(part, answer)(at)]
        assert len(names) == len(set(names)), answer


def test_parts_stand_in_the_order_of_the_fields(bare: Scenario) -> None:
    names = [type(part).__name__ for part in bare.satellite.parts]
    assert names == [
        "SolarArray", "Battery", "Radiator", "Layout", "Loop", "Board", "HeatPump", "Bus", "PowerConditioning",
        "AttitudeControl", "Shielding", "Link", "Propulsion", "Drag", "Upsets", "Reliability",
    ]  # fmt: skip
