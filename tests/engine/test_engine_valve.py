"""A valve that lets coolant pass drained panels by: closed forms, balances, and nothing where no satellite sleeps."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from by_hand import WALKER, Marching, marching

from orbitdc.engine.ageing import degraded_hardware, mean_coolant_k
from orbitdc.engine.balance import electrical_residual, energy_residual, heat_residual
from orbitdc.engine.lanes import TALLY_FIELDS
from orbitdc.engine.temperatures import heat_step, heat_stiffness
from orbitdc.engine.track import Track, march_lane
from orbitdc.engine.valve import kept_heat
from orbitdc.satellite.cold import cooling_s
from orbitdc.scenario.model import Scenario

ONE = {**WALKER, "planes": 1, "satellites_per_plane": 8}
DRAINED: dict[str, Any] = {"shells": (ONE,), "eclipse_power_frac": 0.0, "cold": "drained"}
KEPT = TALLY_FIELDS.index("kept")
SET_K = 268.15  # freezing point of PG25, -9.6 C, and the margin of 4.6 K
SIGMA = 5.670374419e-8
ROUNDING = 1e-12

Make = Callable[..., Scenario]

# 110 m2 of both faces at 0.85 x 0.92, 550 kg of panel at 900 J/(kg K), 75 kg of coolant at 3990 J/(kg K)
RADIATE = 2 * 110.0 * 0.85 * 0.92 * SIGMA
PLATE_J_PER_K, LOOP_J_PER_K, FILM = 550 * 900.0, 75 * 3990.0, 15e3
Plate = namedtuple(
    "Plate", "radiator_radiate film inverse_loop loop_inertia radiator_inertia radiator_end lift heater_k"
)


def flows(loop: float, plate: float, heat_w: float, step_s: float, lift: float = 0.0) -> tuple[float, float, float]:
    """Coolant, plate and what passed between them in a step of a panel under a black sky."""
    inertia = LOOP_J_PER_K / step_s
    made = Plate(RADIATE, FILM, 1.0 / (inertia + FILM), inertia, PLATE_J_PER_K / step_s, 0.5, lift, SET_K)
    kept_w, told = kept_heat(loop, plate, heat_w, 0.0, made)
    after, cold, *_ = heat_step(loop, plate, heat_w + kept_w, -kept_w, 1.0 / heat_stiffness(plate, made), made)
    assert told == pytest.approx(after, abs=1e-9)
    return after, cold, FILM * (after + lift - cold) - kept_w


def test_a_closed_loop_keeps_its_heat_and_the_empty_panel_cools_alone() -> None:
    """dT/dt = -e T^4/C of the panel alone: T = (T0^-3 + 3 e t/C)^(-1/3)."""
    for below_k in (0.0, 5.0):  # at its set-point, and colder than that
        loop, plate = SET_K - below_k, 290.0 - below_k
        for _ in range(15):
            loop, plate, passed = flows(loop, min(plate, loop), 0.0, 60.0)
            assert abs(passed) < 1e-6
        assert loop == pytest.approx(SET_K - below_k, abs=1e-9)
    gaps = []
    for step_s in (60.0, 30.0):
        loop, plate = SET_K, SET_K
        for _ in range(int(2100 / step_s)):  # the longest shadow of a low orbit
            loop, plate, _ = flows(loop, plate, 0.0, step_s)
        gaps.append(plate - (SET_K**-3 + 3.0 * RADIATE * 2100.0 / PLATE_J_PER_K) ** (-1.0 / 3.0))
    assert plate < 195.0
    # A linearised step is of second order: 0.03 K of 75 K at 60 s, and a quarter of it at half the step.
    assert abs(gaps[0]) < 0.05
    assert gaps[1] == pytest.approx(gaps[0] / 4.0, rel=0.1)


def test_the_valve_passes_what_comes_in_and_opens_once_the_panel_is_warm() -> None:
    loop, plate = SET_K, 200.0
    asleep = [flows(loop, plate, 5e3, 60.0) for _ in range(3)]
    assert [x for _, _, x in asleep] == pytest.approx([5e3] * 3)  # what comes in at the set-point passes on
    passed, coolant = [], []
    for _ in range(60):  # awake, with 120 kW
        loop, plate, through = flows(loop, plate, 120e3, 60.0)
        passed.append(through)
        coolant.append(loop)
        assert -1e-6 < through <= FILM * (loop - plate) * (1.0 + 1e-12)
    opened = next(k for k, x in enumerate(coolant) if x > SET_K + 1e-6)
    assert passed[: opened - 1] == pytest.approx([120e3] * (opened - 1))
    # Until then 120 kW less a mean of 30 kW that the panel radiates warm it from 200 K to within 8 K of the coolant.
    assert opened == pytest.approx((SET_K - 8.0 - 200.0) * PLATE_J_PER_K / 90e3 / 60.0, abs=1.5)
    assert (np.diff(coolant) > -1e-9).all()
    assert coolant[-1] == pytest.approx((120e3 / RADIATE) ** 0.25 + 120e3 / FILM, abs=1.0)


def test_a_panel_warmer_than_the_coolant_warms_it_and_a_heat_pump_is_closed_as_well() -> None:
    loop, _, passed = flows(250.0, 260.0, 0.0, 60.0)
    assert passed < 0.0
    assert loop > 250.0
    loop, _, passed = flows(SET_K, 250.0, 0.0, 60.0, lift=25.0)
    assert loop == pytest.approx(SET_K, abs=1e-9)
    assert passed == pytest.approx(0.0, abs=1e-6)


@pytest.fixture(scope="module")
def drained() -> Marching:
    from by_hand import scenario

    return marching(scenario(**DRAINED), 2)


@pytest.fixture(scope="module")
def steps(drained: Marching) -> Track:
    return march_lane(drained.lanes, 0, drained.sun, 1, drained.cut, 1361.0, np.arange(1, 1441))


def test_coolant_and_chips_stay_at_the_set_point_in_the_march(scenario: Make, drained: Marching, steps: Track) -> None:
    assert steps.of("loop").min() == pytest.approx(SET_K, abs=1e-6)
    assert 1000.0 - drained.extreme("chip_cold") == pytest.approx(SET_K, abs=1e-6)
    assert (1000.0 - drained.extreme("radiator_cold") < 240.0).all()
    full = marching(scenario(**{**DRAINED, "cold": "none"}), 2)
    assert (1000.0 - full.extreme("chip_cold") < 245.0).all()  # as cold as a full panel


def test_a_panel_in_the_march_cools_as_its_closed_form_says(drained: Marching, steps: Track) -> None:
    """From the set-point on a panel alone, warmed by the Earth and by what housekeeping passes on."""
    h, lit, plate = drained.hardware(), steps.of("lit"), steps.of("radiator")
    sets = next(k for k in range(200, 1440) if lit[k] == 0.0 and lit[k - 1] > 0.0)
    first = next(k for k in range(sets, 1440) if plate[k] < SET_K - 1.0)
    last = first + 12
    assert lit[first : last + 1].max() == 0.0
    at = slice(first + 1, last + 1)
    into = (steps.of("radiator_sky") + steps.of("radiator_from_array"))[at].mean()
    into += (h.housekeeping_w + h.panel_to_loop * steps.of("panel")[at].mean()) + (
        h.battery_to_loop * h.discharge_loss * steps.of("discharge")[at].mean()
    )
    seconds = cooling_s(h.radiator_inertia * h.step_s, h.radiator_radiate, into, plate[first], plate[last])
    assert seconds == pytest.approx(12 * 60.0, rel=0.02)  # the array's glow falls meanwhile: 1 % of the time


def test_the_share_of_the_flow_lies_between_none_and_all_and_the_tally_is_the_rest(
    drained: Marching, steps: Track
) -> None:
    h, loop, plate = drained.hardware(), steps.of("loop"), steps.of("radiator")
    stored = np.diff(plate, prepend=drained.lanes.state[-1, 0]) * h.radiator_inertia
    passed = steps.of("radiator_radiated") - steps.of("radiator_sky") - steps.of("radiator_from_array") + stored
    full = h.film * (loop + h.lift - plate)
    assert passed + steps.of("kept") == pytest.approx(full, abs=1e-6 * np.abs(full).max())
    share = passed[full > 1.0] / full[full > 1.0]
    assert share.min() < 0.1
    assert share.min() > -1e-9
    assert share.max() == pytest.approx(1.0)


def test_a_battery_in_the_main_loop_ages_at_the_temperature_that_the_valve_leaves(
    drained: Marching, steps: Track
) -> None:
    day = slice(1, None)
    means = {name: steps.of(name)[day].mean() for name in ("radiator_radiated", "radiator_sky", "radiator_from_array")}
    worn = degraded_hardware(drained.lanes.hardware, drained.lanes.degradation[:1])[0][:, 0]
    absorbed = means["radiator_sky"] + means["radiator_from_array"]
    told, blind = (
        mean_coolant_k(means["radiator_radiated"], absorbed - kept, worn) for kept in (steps.of("kept").mean(), 0.0)
    )
    # The fourth root of the mean of T^4 lies 1.5 var(T)/T above the mean of T, 3 K where T swings by 80 K.
    above = 1.5 * steps.of("radiator").var() / steps.of("radiator").mean()
    assert told - above == pytest.approx(steps.of("loop").mean(), abs=1.0)
    assert blind < told - 5.0


@pytest.mark.parametrize("more", [{"lift_k": 10.0}, {"capacity_kwh": 5.0}, {"satellite__battery__cooling": "own_loop"}])
def test_every_balance_closes_with_a_valve(scenario: Make, more: dict[str, Any]) -> None:
    flown = marching(scenario(**DRAINED, **more), 2)
    assert (flown.mean("kept") > 1e3).all()
    for residual in (energy_residual, electrical_residual, heat_residual):
        assert np.abs(residual(flown.lanes, flown.integrated)).max() < ROUNDING


def test_nothing_changes_where_no_satellite_sleeps(scenario: Make) -> None:
    """Bit for bit where accelerators work through shadow, and to rounding where a valve has nothing to do."""
    for frac, exact in ((1.0, True), (0.5, False)):
        sets = {**DRAINED, "eclipse_power_frac": frac, "capacity_kwh": 200.0}
        ours, theirs = (marching(scenario(**{**sets, "cold": cold}), 2) for cold in ("drained", "none"))
        assert ours.hardware().valve == (0.0 if exact else 1.0)
        assert (ours.total("kept") == 0.0).all()
        gap = np.abs(ours.integrated.day_mean / np.where(theirs.integrated.day_mean, theirs.integrated.day_mean, 1.0))
        near = 0.0 if exact else 1e-9
        assert np.abs(gap[gap > 0.0] - 1.0).max() <= near
        assert np.abs(ours.integrated.state_last - theirs.integrated.state_last).max() <= near * 1e9


def test_coolant_without_mass_keeps_no_heat(scenario: Make) -> None:
    flown = marching(scenario(**DRAINED, coolant_kg_per_kw=0.0), 1)
    assert flown.hardware().valve == 0.0
    assert np.isfinite(flown.integrated.state_last).all()
