"""Energy is conserved to rounding, and a balance or a step that forgets one flow is found out."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import by_hand
import numpy as np
import pytest
from by_hand import EQUINOX, WALKER, Marching, marching

from orbitdc.engine.balance import electrical_residual, energy_residual, heat_residual, track_energy_residual
from orbitdc.engine.integrated import Integrated
from orbitdc.engine.lanes import STATE_FIELDS, TALLY_FIELDS, Hardware
from orbitdc.engine.track import march_lane
from orbitdc.scenario.model import Scenario

# Sums of 1e5 steps round by 1e-16 each: at worst 1e-11 of what flows through. A flow left out is 1e-5 and more.
ROUNDING = 1e-9
FORGOTTEN = 1e-6

BESIDE = {"satellite__layout__face_a_rear_frac": 0.4, "satellite__layout__face_b_sun_side_frac": 0.1}
CASES: dict[str, dict[str, Any]] = {
    "dawn-dusk at the solstice": {},
    "inclined": {"shells": (WALKER,)},
    "throttled by heat": {"satellite__radiator__area_m2": 60.0},
    "tiny battery": {"capacity_kwh": 2.0, "shells": (WALKER,)},
    "no battery": {"capacity_kwh": 0.0, "shells": (WALKER,)},
    "battery with its own loop": {"satellite__battery__cooling": "own_loop", "shells": (WALKER,)},
    "harness in the wings": {"harness_wing_frac": 0.6, "shells": (WALKER,)},
    "asleep in eclipse": {"eclipse_power_frac": 0.0, "shells": (WALKER,)},
    "spares": {"attrition": "spares", "shells": (WALKER,)},
    "accelerators dying fast": {"permanent_loss_per_y": 5.0},
    "fading battery": {"calendar_fade_per_y": 1.0, "capacity_kwh": 700.0},
    "radiator in the Sun": {"attitude": "velocity_normal", "shells": (WALKER,)},
    "long steps": {"step_s": 120.0, "shells": (WALKER,)},
    "heat pump": {"lift_k": 25.0, "shells": (WALKER,)},
    "radiator beside the array": {**BESIDE, "shells": (WALKER,)},
    "thrusters against drag": {"drag_coefficient": 2.2, "shells": ({**WALKER, "altitude_km": 400.0},)},
}


BALANCES = {"energy": energy_residual, "electrical": electrical_residual, "heat": heat_residual}


def residual(flown: Marching, marched: Integrated | None = None, balance: str = "energy") -> float:
    return float(np.abs(BALANCES[balance](flown.lanes, marched or flown.integrated)).max())


@pytest.mark.parametrize("name", CASES)
def test_energy_is_conserved(scenario: Callable[..., Scenario], name: str) -> None:
    flown = marching(scenario(**CASES[name]), 35)  # into a second segment of 32 days
    assert flown.total("panel").min() > 0.0
    for balance in BALANCES:
        assert residual(flown, balance=balance) < ROUNDING, balance


def test_a_march_leaves_its_lanes_alone(scenario: Callable[..., Scenario]) -> None:
    made = scenario()  # 16 lanes: a single block, whose arrays are contiguous as they are
    flown = marching(made, 1)
    fresh = marching(made, 1)
    assert np.array_equal(flown.lanes.state, fresh.lanes.state)
    assert np.array_equal(
        flown.integrated.state_first[:, 0],
        by_hand.lower(
            made,
            flown.orbits,
            by_hand.environment_of(made, flown.orbits, by_hand.sun_of(made.mission.service_date, 1827)),
        ).state[:, 0],
    )
    assert not np.array_equal(flown.integrated.state_first, flown.integrated.state_last)


@pytest.mark.parametrize(
    "name", ["inclined", "fading battery", "battery with its own loop", "heat pump", "radiator beside the array"]
)
def test_energy_is_conserved_in_every_orbit(scenario: Callable[..., Scenario], name: str) -> None:
    flown = marching(scenario(**CASES[name]), 3)
    ends = np.arange(96, 3 * 1440, 96)  # across two midnights
    lane = int(np.argmax(flown.integrated.faded_j[: flown.lanes.n_orbit]))
    track = march_lane(flown.lanes, lane, flown.sun, 3, flown.cut, 1361.0, ends)
    assert np.abs(track_energy_residual(flown.lanes, lane, track, 60.0)).max() < ROUNDING
    if name == "fading battery":  # full at midnight, so that the fade takes charge
        forgetful = replace(track, faded_j=np.zeros(ends.size))
        gaps = np.abs(track_energy_residual(flown.lanes, lane, forgetful, 60.0)) > FORGOTTEN
        assert gaps.any()
        assert set(np.flatnonzero(gaps)) <= {15, 30}  # the bins that begin at midnight


# -- a balance without one of its terms --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def fading(scenario: Callable[..., Scenario]) -> Marching:
    """A day that ends in shadow, with a large battery that fades: every term of the balance counts."""
    fades = {"calendar_fade_per_y": 1.0, "capacity_kwh": 700.0}
    flown = marching(scenario(shells=(WALKER,), service_date=EQUINOX, **fades, **BESIDE), 2)
    assert residual(flown) < ROUNDING
    return flown


ENERGY = (
    "sun",
    "array_sky",
    "array_from_radiator",
    "array_radiated",
    "radiator_sky",
    "radiator_from_array",
    "radiator_radiated",
)
ELECTRICITY = ("panel", "it", "charge", "discharge")


@pytest.mark.parametrize(
    ("balance", "flow"),
    [
        *(("energy", flow) for flow in ENERGY),
        *(("electrical", flow) for flow in ELECTRICITY),
        *(("heat", flow) for flow in ENERGY + ELECTRICITY),
    ],
)
def test_a_balance_without_a_flow_does_not_close(fading: Marching, balance: str, flow: str) -> None:
    total = fading.integrated.lane_total.copy()
    total[TALLY_FIELDS.index(flow)] = 0.0
    with np.errstate(all="ignore"):  # nothing supplied
        assert not residual(fading, replace(fading.integrated, lane_total=total), balance) < FORGOTTEN


@pytest.mark.parametrize("field", ["harness", "housekeeping_w", "inverse_conversion", "charge_loss", "discharge_loss"])
@pytest.mark.parametrize("balance", ["electrical", "heat"])
def test_a_balance_with_another_loss_or_load_does_not_close(fading: Marching, balance: str, field: str) -> None:
    hardware = fading.lanes.hardware.copy()
    hardware[Hardware._fields.index(field)] *= 0.999
    other = replace(fading.lanes, hardware=hardware)
    assert np.abs(BALANCES[balance](other, fading.integrated)).max() > FORGOTTEN


@pytest.mark.parametrize("store", ["battery", "array", "loop", "radiator"])
def test_a_balance_without_a_store_does_not_close(fading: Marching, store: str) -> None:
    last = fading.integrated.state_last.copy()
    row = STATE_FIELDS.index(store)
    last[row] = fading.integrated.state_first[row]
    forgetful = replace(fading.integrated, state_last=last)
    for balance in ("energy", "electrical" if store == "battery" else "heat"):
        assert residual(fading, forgetful, balance) > FORGOTTEN


def test_a_balance_without_fade_does_not_close(scenario: Callable[..., Scenario]) -> None:
    # At the solstice a dawn-dusk battery is full at most midnights; what the fade takes then is lost charge.
    flown = marching(scenario(calendar_fade_per_y=1.0, capacity_kwh=700.0), 3)
    assert residual(flown) < ROUNDING
    forgetful = replace(flown.integrated, faded_j=np.zeros_like(flown.integrated.faded_j))
    for balance in ("energy", "electrical"):
        assert residual(flown, forgetful, balance) > FORGOTTEN


# -- a step without one of its flows -----------------------------------------------------------------------------------

LOAD = "load_w = hardware.housekeeping_w + (power.it_w - power.unserved_w) * hardware.inverse_conversion"
BUS = "bus_w = load_w + stored_w"
HEAT = "heat_w = load_w + hardware.panel_to_loop * panel_w + hardware.battery_to_loop * battery_w"
CELLS = "(stored_w - battery_w) * hardware.step_s"
LOSSES = "battery_w = power.charge_w * hardware.charge_loss + power.discharge_w * hardware.discharge_loss"
ARRAY = "change = (heat_w - cube * array) * inverse_stiffness"
LOOP = "hardware.inverse_loop * warm_w + (share * after - share * hardware.lift)"
MUTATIONS = {  # flow: (line of the step, the line without it)
    "nothing": ("", ""),
    "housekeeping": (LOAD, "load_w = (power.it_w - power.unserved_w) * hardware.inverse_conversion"),
    "compute": (LOAD, "load_w = hardware.housekeeping_w - power.unserved_w * hardware.inverse_conversion"),
    "what is not served": (LOAD, "load_w = hardware.housekeeping_w + power.it_w * hardware.inverse_conversion"),
    "conversion loss": (LOAD, "load_w = hardware.housekeeping_w + power.it_w - power.unserved_w"),
    "into the battery": (BUS, "bus_w = load_w - power.discharge_w"),
    "out of the battery": (BUS, "bus_w = load_w + power.charge_w"),
    "harness loss": ("panel_w = bus_w * hardware.inverse_harness", "panel_w = bus_w"),
    "loss of charging": (LOSSES, "battery_w = power.discharge_w * hardware.discharge_loss"),
    "loss of discharging": (LOSSES, "battery_w = power.charge_w * hardware.charge_loss"),
    "charge": (CELLS, "(-power.discharge_w - battery_w) * hardware.step_s"),
    "discharge": (CELLS, "(power.charge_w - battery_w) * hardware.step_s"),
    "battery loss": (CELLS, "(power.charge_w - power.discharge_w) * hardware.step_s"),
    "load heat": (HEAT, HEAT.replace("load_w + ", "")),
    "conversion heat": (HEAT, HEAT.replace("load_w", "load_w * hardware.conversion")),
    "harness heat": (HEAT, HEAT.replace(" + hardware.panel_to_loop * panel_w", "")),
    "battery heat": (HEAT, HEAT.replace(" + hardware.battery_to_loop * battery_w", "")),
    "sunlight": ("array_heat_w = sun_w + array_sky_w", "array_heat_w = array_sky_w"),
    "Earth on the array": ("array_heat_w = sun_w + array_sky_w", "array_heat_w = sun_w"),
    "radiator on the array": ("sun_w + array_sky_w + array_glow_w", "sun_w + array_sky_w"),
    "array on the radiator": ("incoming.radiator_sky_w + from_array_w", "incoming.radiator_sky_w"),
    "electric power drawn": ("incoming.array_heat_w - hardware.panel_from_array * panel_w", "incoming.array_heat_w"),
    "array radiation": (ARRAY, ARRAY.replace("heat_w - cube * array", "heat_w")),
    "change of array radiation": ("hardware.array_inertia + 4.0 * hardware.array_end * cube", "hardware.array_inertia"),
    "film, out of the loop": (LOOP, "hardware.inverse_loop * warm_w"),
    "film, into the radiator": (" + share * warm_w", ""),
    "lift, out of the loop": (LOOP, LOOP.replace(" - share * hardware.lift", "")),
    "lift, into the radiator": ("sky_w + (hardware.film - hardware.film * share) * hardware.lift", "sky_w"),
    "Sun and Earth on the radiator": ("drive_w = sky_w + ", "drive_w = "),
    "radiator radiation": ("(4.0 * hardware.radiator_end - 1.0) * cube", "4.0 * hardware.radiator_end * cube"),
    "change of radiator radiation": (
        "hardware.film * share + 4.0 * hardware.radiator_end * cube",
        "hardware.film * share",
    ),
}

MUTANTS = """
import json, sys
import numpy as np
sys.path.insert(0, sys.argv[1])
from by_hand import WALKER, marching, scenario
from orbitdc.engine import blocks, bus_power, chips, light, march_kernel, rows, stages, temperatures
from orbitdc.engine.balance import electrical_residual, energy_residual, heat_residual
blocks.LINE_BYTES = march_kernel.LINE_BYTES = 8  # groups of one lane
blocks.PARTS = march_kernel.PARTS = 1
changed = (light, bus_power, chips, temperatures, stages)
sources = {module: open(module.__file__, encoding="utf-8").read() for module in changed}
# A heat pump, a radiator beside the array, and a battery too small for its housekeeping: every flow is there.
one = {**WALKER, "planes": 1, "satellites_per_plane": 1}
made = scenario(shells=(one,), step_s=120.0, lift_k=25.0, capacity_kwh=5.0, **json.loads(sys.argv[2]))
out = {}
for name, (old, new) in json.loads(sys.stdin.read()).items():
    assert not old or sum(source.count(old) for source in sources.values()) == 1, old
    for module, source in sources.items():  # the stages take what they call anew
        exec(compile(source.replace(old, new) if old else source, module.__file__, "exec"), module.__dict__)
    rows.incoming_stage, rows.power_stage, rows.output_stage = (
        stages.incoming_stage, stages.power_stage, stages.output_stage)
    with np.errstate(all="ignore"):
        try:
            flown = marching(made, 1)
        except ValueError:  # temperatures ran away, and no capacity is left to count
            out[name] = float("inf")
            continue
        balances = (energy_residual, electrical_residual, heat_residual)
        found = [balance(flown.lanes, flown.integrated)[0] for balance in balances]
    assert name != "nothing" or flown.total("unserved")[0] > 0.0
    out[name] = float(np.abs(found).max())
print(json.dumps(out))
"""


@pytest.fixture(scope="module")
def mutants() -> dict[str, float]:
    """Largest residual of a day marched as plain Python by a step whose source has lost one flow, by flow."""
    import json

    folder = str(by_hand.__file__).rsplit(os.sep, 1)[0]
    done = subprocess.run(
        [sys.executable, "-c", MUTANTS, folder, json.dumps(BESIDE)],
        input=json.dumps(MUTATIONS),
        capture_output=True,
        text=True,
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def test_the_step_as_it_is_conserves_energy(mutants: dict[str, float]) -> None:
    assert mutants["nothing"] < ROUNDING


@pytest.mark.parametrize("flow", [name for name in MUTATIONS if name != "nothing"])
def test_a_step_without_a_flow_is_found_out(mutants: dict[str, float], flow: str) -> None:
    assert not mutants[flow] < FORGOTTEN  # not a number counts as found out
