"""Heaters that hold a radiator in shadow: their power by hand, where it comes from, and nothing where none are used."""

from __future__ import annotations

import math
from collections import namedtuple
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from by_hand import WALKER, Marching, marching, marching_lanes
from slow_model import two_sided_view

from orbitdc.engine.balance import electrical_residual, energy_residual, heat_residual, track_flows
from orbitdc.engine.heaters import heater_supply, holding_heat
from orbitdc.engine.lanes import N_SUM, TALLY_FIELDS
from orbitdc.engine.march import march
from orbitdc.engine.side_by_side import Asked, march_side_by_side
from orbitdc.engine.track import march_lane
from orbitdc.scenario.model import Scenario

ONE = {**WALKER, "planes": 1, "satellites_per_plane": 8}
ASLEEP: dict[str, Any] = {"shells": (ONE,), "eclipse_power_frac": 0.0}
HEATED = {**ASLEEP, "cold": "heaters"}
HEATER, KEPT = (TALLY_FIELDS.index(name) for name in ("heater", "kept"))
SIGMA = 5.670374419e-8
ROUNDING = 1e-12

Make = Callable[..., Scenario]


@pytest.fixture
def heated(scenario: Make) -> Marching:
    return marching(scenario(**HEATED), 2)


def test_their_power_is_what_the_radiator_sheds_less_what_it_takes(scenario: Make) -> None:
    """Deep in shadow: e A (2 sigma T^4 - F E) of the fins, less housekeeping; no Sun, no albedo, no warm array."""
    isothermal = {"pressure_drop_kpa": 0.0, "satellite__loop__rise_k": 0.01}
    made = scenario(**HEATED, **isothermal, satellite__battery__cooling="own_loop")
    ready = marching_lanes(made, 1)
    track = march_lane(ready.lanes, 0, ready.sun, 1, ready.cut, 1361.0, np.arange(1, 1441))
    lit, held = track.of("lit"), track.of("heater")
    # Ten minutes before the Sun rises the plate has stood at its set-point for as long.
    rises = next(k for k in range(200, 1440) if lit[k] > 0.0 and lit[k - 1] == 0.0)
    at = slice(rises - 12, rises - 8)
    assert (lit[rises - 20 : rises - 8] == 0.0).all()
    assert track.of("radiator")[at] == pytest.approx(268.15, abs=1e-3)
    plate, bus = made.satellite.radiator, made.satellite.bus
    earth = 2.0 * two_sided_view(WALKER["altitude_km"], math.pi / 2)[0] * made.sky.earth_infrared_w_per_m2
    each = plate.emittance_bol_frac * (2.0 * SIGMA * 268.15**4 - earth) * plate.fin_efficiency_frac
    loads = bus.housekeeping_w + made.satellite.link.terminals * made.satellite.link.terminal_w
    own = loads / bus.conversion_efficiency_frac
    # The fit of the plate's view of the Earth is good for 0.3 % of its infrared, which is a fifth of what it sheds.
    assert held[at] == pytest.approx(each * plate.area_m2 - own, rel=2e-3)


def test_heaters_take_what_nobody_uses_then_charging_then_the_battery() -> None:
    limits = namedtuple("Limits", "discharge_room discharge_max_w")(0.5, 40.0)
    flows = namedtuple("Flows", "charge_w discharge_w")(20.0, 10.0)

    def taken(heater_w: float, bus_w: float, battery: float) -> tuple[float, float, float]:
        found: tuple[float, float, float] = heater_supply(heater_w, bus_w, flows, battery, limits)
        return found

    assert taken(25.0, 30.0, 1e3) == (25.0, 0.0, 0.0)
    assert taken(45.0, 30.0, 1e3) == (30.0, 15.0, 0.0)
    assert taken(70.0, 30.0, 1e3) == (30.0, 20.0, 20.0)
    assert taken(99.0, 30.0, 1e3) == (30.0, 20.0, 30.0)  # 40 W less the 10 W that the battery gives already
    assert taken(99.0, 30.0, 50.0) == (30.0, 20.0, 15.0)  # 50 J last a step at 25 W
    assert taken(99.0, -5.0, 0.0) == (0.0, 20.0, 0.0)


def test_heaters_give_no_heat_to_a_warm_radiator_and_no_more_than_they_can() -> None:
    names = "radiator_radiate film inverse_loop loop_inertia radiator_inertia radiator_end lift heater_k heater_max_w"
    plate = namedtuple("Plate", names)(1e-7, 50.0, 1.0 / 150.0, 100.0, 100.0, 0.5, 0.0, 300.0, 400.0)
    assert holding_heat(330.0, 320.0, 0.0, 0.0, plate) == 0.0
    assert holding_heat(280.0, 280.0, 0.0, 0.0, plate) == 400.0
    asked = holding_heat(316.2, 300.0, 600.0, 0.0, plate)  # 810 W keep it: 1e-7 x 300^4
    assert asked == pytest.approx(210.0)


@pytest.mark.parametrize("more", [{}, {"capacity_kwh": 5.0}, {"satellite__battery__cooling": "own_loop"}])
def test_every_balance_closes_with_heaters_and_not_without_their_load(scenario: Make, more: dict[str, Any]) -> None:
    flown = marching(scenario(**HEATED, lift_k=10.0, **more), 2)
    assert (flown.mean("heater") > 1e3).all()
    for residual in (energy_residual, electrical_residual, heat_residual):
        assert np.abs(residual(flown.lanes, flown.integrated)).max() < ROUNDING
    total = flown.integrated.lane_total.copy()
    total[HEATER] = 0.0
    forgetful = replace(flown.integrated, lane_total=total)
    for residual in (electrical_residual, heat_residual):
        assert np.abs(residual(flown.lanes, forgetful)).max() > 1e-3


def test_the_flows_of_an_orbit_hold_the_heaters(heated: Marching) -> None:
    track = march_lane(heated.lanes, 0, heated.sun, 1, heated.cut, 1361.0, np.arange(700, 801))
    rows = track_flows(heated.lanes, 0, track, 60.0, 0)
    (given,) = [joule for source, to, joule in rows if (source, to) == ("power bus", "heaters")]
    assert given == pytest.approx(track.of("heater")[1:].sum() * 60.0)
    for part in ("power bus", "coolant", "heaters"):
        into, out = (sum(row[2] for row in rows if row[side] == part) for side in (1, 0))
        assert into == pytest.approx(out, rel=1e-9)
    cold = march_lane(heated.lanes, 0, heated.sun, 1, heated.cut, 1361.0, np.arange(1, 3))
    assert not [row for row in track_flows(heated.lanes, 0, cold, 60.0, 0) if "heaters" in row]


def test_a_battery_that_is_empty_leaves_the_heaters_unserved(scenario: Make) -> None:
    """5 kWh hold 40 kW for seven minutes: what the rest of the shadow asks for is not served, and the plate freezes."""
    held, starved = marching(scenario(**HEATED), 2), marching(scenario(**HEATED, capacity_kwh=5.0), 2)
    assert held.mean("unserved").max() < 1e-9
    coldest_k = 1000.0 - held.extreme("radiator_cold")
    # 4.6 K above the freezing point and never below; losses on the way are heat too, which is 0.1 K at most.
    assert (coldest_k > 268.15 - 1e-9).all()
    assert (coldest_k < 268.25).all()
    assert (starved.mean("unserved") > 1e3).all()
    assert (1000.0 - starved.extreme("radiator_cold") < 263.55).all()
    assert held.extreme("battery_low").min() < marching(scenario(**ASLEEP), 2).extreme("battery_low").min() - 2e7


@pytest.mark.parametrize("sets", [{"cold": "none"}, {"cold": "heaters"}])
def test_nothing_changes_where_no_heater_runs(scenario: Make, sets: dict[str, Any]) -> None:
    """Bit for bit: with none on board, and with heaters beside accelerators that keep the radiator warm."""
    awake = {**ASLEEP, "eclipse_power_frac": 1.0, "capacity_kwh": 200.0}
    ours, theirs = (marching(scenario(**{**awake, **each}), 2) for each in (sets, {"cold": "drained"}))
    rows = [k for k in range(N_SUM) if k != HEATER]
    cold = slice(1, 2)  # the first step warms a radiator that starts cold, which is what heaters are for
    assert ours.integrated.day_mean[cold][:, rows].tolist() == theirs.integrated.day_mean[cold][:, rows].tolist()
    assert ours.integrated.state_last.tolist() == theirs.integrated.state_last.tolist()
    assert (ours.mean("heater") == 0.0).all()


@pytest.mark.parametrize("precision", ["float64", "float32"])
def test_heaters_and_valves_side_by_side_change_no_bit(scenario: Make, precision: Any) -> None:
    def asked(**sets: Any) -> Asked:
        made = scenario(**sets, numerics__phases_marched=2)
        ready = marching_lanes(made, 2)
        return Asked(ready.lanes, ready.sun, 2, ready.cut, 1361.0, np.ones_like, precision)

    fleets = asked(**HEATED), asked(**ASLEEP)  # whose panels are drained
    together = march_side_by_side(fleets)
    for fleet, found in zip(fleets, together, strict=True):
        (alone,) = march_side_by_side([fleet])
        assert found.lane_total.tolist() == alone.lane_total.tolist()
        assert found.state_last.tolist() == alone.state_last.tolist()
        block = march(fleet.lanes, fleet.sun, 2, fleet.cut, 1361.0, np.ones_like, precision=precision)
        # As close as single precision adds up 2,880 steps, and double to rounding.
        assert found.lane_total == pytest.approx(
            block.lane_total, rel=1e-9 if precision == "float64" else 1e-3, abs=1e-3
        )
    assert together[0].lane_total[HEATER].min() > 1e6
    assert together[1].lane_total[HEATER].max() == 0.0
    assert together[1].lane_total[KEPT].min() > 1e6
    assert together[0].lane_total[KEPT].max() == 0.0
