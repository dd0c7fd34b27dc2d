"""The blocks of the fast march against the same satellites one by one with library sines, on fleets drawn at random.

The reference (benchmarks/plain.py) takes cosine, sine and their inverses of every step from the library, keeps a
satellite in local variables and knows neither rows nor blocks nor groups: a lane in the wrong row, a bin or a day cut
elsewhere, a rotation that drifts, or a surplus lane that leaks into a sum would show at once.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from by_hand import DAWN_DUSK, EQUINOX, SOLSTICE, WALKER, Marching, marching, scenario
from hypothesis import given, settings
from hypothesis import strategies as st

from orbitdc.engine.lanes import LANES, N_SUM, STATE_FIELDS, TALLY_FIELDS
from orbitdc.engine.track import march_lane

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # the benchmarks lie beside the package

from benchmarks.fleets import Case
from benchmarks.plain import run_library

# What a result may differ by before anybody sees it; rounding leaves 3e-14 of FLOP and 1e-11 K. One step
# too many or too few is 2e-4 of three days, a surplus lane in a mean 1/32.
FLOP = 1e-5
LIT = 5e-5
KELVIN = 0.05
CHARGE = 1e-3
EXTREMES = ("array_high", "radiator_high", "chip_high", "loop_high", "memory_high")

planes = st.builds(
    lambda height, tilt, node, many, each: {
        **WALKER,
        "altitude_km": height,
        "inclination_deg": tilt,
        "raan_deg": node,
        "planes": many,
        "satellites_per_plane": each,
        "phasing": many - 1,
    },
    st.floats(350.0, 1900.0),
    st.floats(0.0, 180.0),
    st.floats(0.0, 359.0),
    st.integers(1, 5),
    st.integers(1, 15),
)
synchronous = st.builds(
    lambda height, hour, each: {**DAWN_DUSK, "altitude_km": height, "ltan_h": hour, "satellites_per_plane": each},
    st.floats(400.0, 1500.0),
    st.floats(0.0, 23.9),
    st.integers(1, 40),
)
fleets = st.fixed_dictionaries(
    {
        # one or two shells of one to 75 lanes each: blocks of LANES are seldom full
        "shells": st.lists(st.one_of(planes, synchronous), min_size=1, max_size=2).map(tuple),
        "phases_marched": st.sampled_from([1, 7, 16, 40]),
        "service_date": st.sampled_from([EQUINOX, SOLSTICE]),
        "shadow": st.sampled_from(["cone_ellipsoid", "cone_sphere", "cylinder_sphere"]),
        "attitude": st.sampled_from(["sun_earth_edge", "velocity_normal", "nadir_normal", "array_fixed"]),
        "tracking": st.sampled_from(["two_axis", "one_axis", "zenith_fixed"]),
        "satellite__solar_array__area_m2": st.floats(50.0, 1500.0),
        "satellite__radiator__area_m2": st.floats(20.0, 500.0),
        "capacity_kwh": st.one_of(st.just(0.0), st.floats(1.0, 500.0)),
        "eclipse_power_frac": st.floats(0.0, 1.0),
        "occupancy_frac": st.floats(0.1, 1.0),
        "idle_power_frac": st.floats(0.0, 1.0),
        "power_exponent": st.floats(0.25, 1.0),
        "leakage_per_k": st.floats(0.0, 0.009),
        "lift_k": st.floats(0.0, 30.0),
        "cold": st.sampled_from(["none", "heaters", "drained"]),
        "memory_rise_factor": st.floats(0.5, 1.5),
        "roundtrip_efficiency_frac": st.floats(0.5, 1.0),
        "depth_of_discharge_max_frac": st.floats(0.1, 1.0),
        "charge_max_per_h": st.floats(0.05, 5.0),
        "discharge_max_per_h": st.floats(0.05, 5.0),
        "housekeeping_w": st.floats(0.0, 20e3),
        "bifaciality_frac": st.floats(0.0, 0.9),
        "calendar_fade_per_y": st.floats(0.0, 0.05),
        "degradation_per_y": st.floats(0.0, 0.05),
        "step_s": st.sampled_from([60.0, 120.0]),
    }
)


def alone(m: Marching, lane: int, days: int) -> float:
    """Sum of the clock of a lane marched alone."""
    steps = days * m.cut.chunks * m.cut.steps
    track = march_lane(m.lanes, lane, m.sun, days, m.cut, m.scenario.sky.solar_constant_w_per_m2, np.array([steps]))
    return float(track.of("clock")[0])


def check(m: Marching, days: int) -> dict[str, float]:
    """Compare every lane with the reference; return the largest gaps."""
    total, extreme, last = run_library(Case(m.scenario, m.lanes, m.sun, m.cut, days))
    sums = dict(zip(TALLY_FIELDS, total, strict=False))
    ends = dict(zip(STATE_FIELDS, last, strict=True))
    extremes = dict(zip(TALLY_FIELDS[N_SUM:], extreme, strict=True))
    steps, capacity_j = days * m.cut.chunks * m.cut.steps, max(m.lanes.battery_j, 1.0)
    nodes = [m.last(node) - ends[node] for node in ("array", "loop", "radiator")]
    nodes += [m.extreme(name) - extremes[name] for name in EXTREMES]
    charges = [m.last("battery") - ends["battery"], m.extreme("battery_low") - extremes["battery_low"]]
    flop = np.abs(m.total("clock") - sums["clock"]) / np.maximum(sums["clock"], 1e-3 * steps)
    return {
        "flop": float(flop.max()),
        "lit": float(np.abs(m.total("lit") - sums["lit"]).max() / steps),
        "kelvin": float(np.abs(nodes).max()),
        "charge": float(np.abs(charges).max() / capacity_j),
    }


@settings(deadline=None, max_examples=100, derandomize=True)
@given(fleets, st.integers(1, 3))
def test_blocks_and_the_plain_reference_agree(chosen: dict[str, Any], days: int) -> None:
    gaps = check(marching(scenario(**chosen), days), days)
    assert gaps["flop"] < FLOP
    assert gaps["lit"] < LIT
    assert gaps["kelvin"] < KELVIN
    assert gaps["charge"] < CHARGE


@settings(deadline=None, max_examples=25, derandomize=True)
@given(fleets, st.integers(1, 3))
def test_threads_leave_no_trace(chosen: dict[str, Any], days: int) -> None:
    one, two, three = (marching(scenario(**chosen), days, threads).integrated for threads in (1, 2, 3))
    for name, value in vars(one).items():
        if name != "grid":
            assert np.array_equal(value, getattr(two, name)), name
            assert np.array_equal(value, getattr(three, name)), name


@pytest.mark.parametrize("each", [1, LANES - 1, LANES, LANES + 1])
def test_a_fleet_is_the_mean_of_its_lanes_however_full_its_blocks(each: int) -> None:
    shell = {**DAWN_DUSK, "satellites_per_plane": each}
    m = marching(scenario(shells=(shell,), phases_marched=each, service_date=EQUINOX), 2)
    assert m.lanes.n_orbit == each
    mean = np.mean([alone(m, lane, 2) for lane in range(each)]) / (m.cut.chunks * m.cut.steps)
    # a lane that only fills a group of the block would weigh 1/49 at least
    assert m.integrated.day("clock").sum() == pytest.approx(mean, rel=1e-9)  # rounding alone
