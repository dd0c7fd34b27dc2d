"""What throttles a satellite, what browns it out, and how it ages."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from by_hand import EQUINOX, WALKER, Marching, marching

from orbitdc.engine.lanes import Hardware
from orbitdc.engine.track import march_lane
from orbitdc.scenario.model import Scenario
from orbitdc.sky.eclipse import eclipse_edges

ONE = {**WALKER, "planes": 1, "satellites_per_plane": 1}
AMPLE: dict[str, Any] = {
    "shells": (ONE,),
    "service_date": EQUINOX,
    "capacity_kwh": 400.0,
    "satellite__solar_array__area_m2": 1500.0,
    "satellite__radiator__area_m2": 400.0,
}


def flown(scenario: Callable[..., Scenario], days: int = 3, **changes: Any) -> Marching:
    return marching(scenario(**{**AMPLE, **changes}), days)


def test_an_ample_satellite_runs_at_full_clock(scenario: Callable[..., Scenario]) -> None:
    m = flown(scenario)
    assert m.mean("clock")[0] == pytest.approx(1.0, abs=1e-12)
    assert m.mean("it")[0] == pytest.approx(m.lanes.load.it_w, rel=1e-3)  # accelerators that died in three days
    for quiet in ("thermally_limited", "power_limited", "unserved"):
        assert m.mean(quiet)[0] == 0.0
    assert m.extreme("battery_low")[0] > 0.2 * m.lanes.battery_j


def test_heat_throttles(scenario: Callable[..., Scenario]) -> None:
    m = flown(scenario, satellite__radiator__area_m2=60.0)
    assert m.mean("thermally_limited")[0] > 0.9
    assert m.mean("power_limited")[0] == 0.0
    assert m.mean("clock")[0] < 0.9
    assert m.extreme("chip_high")[0] == pytest.approx(360.15, abs=1e-6)  # held at its limit, never beyond it
    # What the plate gives off at its temperature is what it was given: it runs as hot as the silicon lets it.
    assert m.extreme("loop_high")[0] > 318.15


def test_power_throttles(scenario: Callable[..., Scenario]) -> None:
    small_battery = flown(scenario, capacity_kwh=10.0)
    assert 0.1 < small_battery.mean("power_limited")[0] < 0.4  # 36 min of 95 in shadow, the battery lasting for four
    assert small_battery.mean("unserved")[0] == 0.0 or small_battery.extreme("battery_low")[0] >= 0.0
    small_array = flown(scenario, satellite__solar_array__area_m2=400.0)
    assert small_array.mean("power_limited")[0] > 0.3
    assert small_array.mean("clock")[0] < 0.8
    assert small_array.mean("thermally_limited")[0] == 0.0
    # Energy decides: the whole output but for the battery's losses reaches the load.
    drawn, offered = small_array.mean("panel")[0], small_array.mean("panel_available")[0]
    assert drawn == pytest.approx(offered, rel=0.02)


def test_no_battery_browns_out(scenario: Callable[..., Scenario]) -> None:
    m = flown(scenario, capacity_kwh=0.0)
    dark = 1.0 - m.mean("lit")[0]
    load = m.lanes.load.housekeeping_w
    # Served in the sunlit part alone, and in a penumbra of 10 s that 1,000 m2 of array make light enough.
    assert m.mean("unserved")[0] == pytest.approx(dark * load, rel=0.01)
    assert m.mean("charge")[0] == 0.0
    assert m.mean("clock")[0] == pytest.approx(m.mean("lit")[0], abs=2e-3)  # the penumbra: 2 x 5 s of 5,740


def test_asleep_in_eclipse(scenario: Callable[..., Scenario]) -> None:
    awake, asleep = flown(scenario), flown(scenario, eclipse_power_frac=0.0)
    lit = asleep.mean("lit")[0]
    assert asleep.mean("it")[0] == pytest.approx(awake.mean("it")[0] * lit, rel=1e-3)
    # Housekeeping alone draws on the battery: 6.5 kW through a quarter of the day against 110.
    assert asleep.mean("discharge")[0] < 0.1 * awake.mean("discharge")[0]
    assert asleep.mean("unserved")[0] == 0.0
    half = flown(scenario, eclipse_power_frac=0.5)
    assert half.mean("it")[0] == pytest.approx(awake.mean("it")[0] * (lit + 0.5 * (1.0 - lit)), rel=1e-3)


def test_a_charge_and_a_discharge_rate_are_kept(scenario: Callable[..., Scenario]) -> None:
    m = flown(scenario, 1, charge_max_per_h=0.2, discharge_max_per_h=0.1)
    every = march_lane(m.lanes, 0, m.sun, 1, m.cut, 1361.0, np.arange(1, 1441))
    charge, discharge = every.of("charge"), every.of("discharge")
    assert charge.max() == pytest.approx(0.2 * 400e3)
    assert discharge.max() == pytest.approx(0.1 * 400e3)
    assert m.mean("power_limited")[0] > 0.3  # 40 kW carry the housekeeping and a third of the silicon


def test_charging_and_discharging_lose_the_roundtrip(scenario: Callable[..., Scenario]) -> None:
    m = flown(scenario, 30, calendar_fade_per_y=0.0, reference_cycles=1e9)
    stored = m.last("battery")[0] - m.lanes.battery_j
    # All that went in came out times 0.94, but for what is left, at the one-way efficiency.
    out, into = m.total("discharge")[0] * 60.0, m.total("charge")[0] * 60.0
    assert out == pytest.approx(0.94 * into - stored * math.sqrt(0.94), rel=1e-9)


def test_housekeeping_comes_before_silicon(scenario: Callable[..., Scenario]) -> None:
    m = flown(scenario, satellite__solar_array__area_m2=30.0, capacity_kwh=30.0)
    every = march_lane(m.lanes, 0, m.sun, 1, m.cut, 1361.0, np.arange(1, 1441))
    it, lit = every.of("it"), every.of("lit")
    short = (every.of("unserved") > 1e-6) & ((lit < 1e-9) | (lit > 1.0 - 1e-9))  # else it may be short by night alone
    assert short.sum() > 100
    assert it[short].max() == 0.0


# -- ageing ------------------------------------------------------------------------------------------------------------


def hardware_after(scenario: Callable[..., Scenario], years: float, **changes: Any) -> tuple[Hardware, Hardware]:
    """Lowered hardware of a lane at the start and on the last day of some years."""
    from orbitdc.engine.ageing import degraded_hardware

    lanes = marching(scenario(**{**AMPLE, **changes}), 1).lanes
    new = lanes.hardware[:, 0]
    day = min(round(years * 365.25), len(lanes.degradation) - 1)
    return Hardware(*new), Hardware(*degraded_hardware(new, lanes.degradation[day : day + 1, :, 0])[0])


def test_hardware_ages_by_its_rates(scenario: Callable[..., Scenario]) -> None:
    new, old = hardware_after(scenario, 5)
    assert old.pv_m2 / new.pv_m2 == pytest.approx(0.881, abs=5e-4)  # 2.5 % a year for five years, published as 0.881
    assert old.radiator_radiate / new.radiator_radiate == pytest.approx(0.85 / 0.90)
    assert old.radiator_infrared_w / new.radiator_infrared_w == pytest.approx(0.85 / 0.90)
    assert old.radiator_albedo_m2 / new.radiator_albedo_m2 == pytest.approx(0.25 / 0.15)
    assert old.it_w / new.it_w == pytest.approx(0.7788, abs=1e-4)  # exp(-0.25)
    assert old.it_w * old.inverse_it_w == pytest.approx(1.0)
    unchanged = set(Hardware._fields) - {
        *("pv_m2", "radiator_radiate", "radiator_infrared_w", "radiator_albedo_m2", "it_w", "inverse_it_w"),
        *("radiator_velocity_m2", "radiator_nadir_m2", "inverse_loop", "housekeeping_w"),
    }
    assert old.inverse_loop == pytest.approx(new.inverse_loop, rel=1e-15)
    assert old.housekeeping_w == pytest.approx(new.housekeeping_w, rel=1e-4)  # the thruster follows the air, hardly any
    assert all(getattr(old, name) == getattr(new, name) for name in unchanged)


def test_a_faded_battery_has_a_lower_floor_and_loses_what_it_cannot_hold(scenario: Callable[..., Scenario]) -> None:
    from orbitdc.engine.march_kernel import CAPACITY, CHARGE, FLOOR, begin_day
    from orbitdc.engine.rows import SIZE

    lanes = marching(scenario(**AMPLE), 1).lanes
    new = lanes.hardware[:, 0]
    block, faded = np.zeros(SIZE), np.zeros(1)
    block[CHARGE] = lanes.battery_j
    begin_day(block, 0, new, np.array([0.9]), faded)
    assert block[CAPACITY] == block[CHARGE] == pytest.approx(0.9 * lanes.battery_j)
    assert block[FLOOR] == pytest.approx(0.9 * Hardware(*new).floor_j)
    assert faded[0] == pytest.approx(0.1 * lanes.battery_j)


def test_spares_replace_silicon_and_nothing_else(scenario: Callable[..., Scenario]) -> None:
    new, old = hardware_after(scenario, 5, attrition="spares")
    assert old.it_w == new.it_w
    assert old.pv_m2 / new.pv_m2 == pytest.approx(0.881, abs=5e-4)


def test_the_coating_ages_evenly(scenario: Callable[..., Scenario]) -> None:
    new, half = hardware_after(scenario, 2.5)
    # The day in the middle of the life, to half a day in 1,826.
    assert half.radiator_radiate / new.radiator_radiate == pytest.approx(0.5 * (1.0 + 0.85 / 0.90), abs=1e-4)


def test_a_battery_fades_by_calendar_and_by_eclipses(scenario: Callable[..., Scenario]) -> None:
    # A lossy battery, so that what leaves the cells and what reaches the bus differ by a tenth.
    m = flown(scenario, 20, roundtrip_efficiency_frac=0.8, calendar_fade_per_y=0.002)
    edges = eclipse_edges(m.orbits, 0, m.sun, start_s=0.0, span_s=20 * 86400.0)
    per_day = np.bincount((edges[:, 1] / 86400.0).astype(int), minlength=20)[:20]
    depth = 1.0 - m.integrated.day("battery_low") / m.lanes.battery_j
    assert 0.1 < depth.min() < depth.max() < 0.3
    cycles = float((per_day / (3000.0 * (0.8 / depth) ** 2.4)).sum())
    # 1 - SoH = 0.2 sum 1/N(D) + calendar. The day's deepest eclipse stands for all of it, and an eclipse that
    # midnight cuts counts in both its days by energy but in one by edges: 2 %.
    assert 1.0 - m.integrated.health_last[0] == pytest.approx(0.2 * cycles + 0.002 * 20 / 365.25, rel=0.02)


def test_a_faded_battery_holds_less(scenario: Callable[..., Scenario]) -> None:
    m = flown(scenario, 40, calendar_fade_per_y=1.0)
    capacity = m.lanes.battery_j * m.integrated.health_last[0]
    assert m.integrated.health_last[0] == pytest.approx(1.0 - 40 / 365.25, abs=0.01)
    track = march_lane(m.lanes, 0, m.sun, 40, m.cut, 1361.0, np.arange(1440, 1440 * 40 + 1, 20))
    assert track.of("battery")[-72:].max() <= capacity * (
        1.0 + 1.25 / 365.0
    )  # the last day's fade is taken the morning after
    assert m.integrated.faded_j[0] <= m.lanes.battery_j - capacity
