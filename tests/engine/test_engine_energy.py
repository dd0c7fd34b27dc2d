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

from orbitdc.engine.lanes import STATE_FIELDS, TALLY_FIELDS
from orbitdc.engine.march import Marched, energy_residual
from orbitdc.scenario.model import Scenario

# Sums of 1e5 steps round by 1e-16 each: at worst 1e-11 of what flows through. A flow left out is 1e-5 and more.
ROUNDING = 1e-9
FORGOTTEN = 1e-6

CASES: dict[str, dict[str, Any]] = {
    "dawn-dusk at the solstice": {},
    "inclined": {"shells": (WALKER,)},
    "throttled by heat": {"satellite__radiator__area_m2": 60.0},
    "tiny battery": {"capacity_kwh": 2.0, "shells": (WALKER,)},
    "no battery": {"capacity_kwh": 0.0, "shells": (WALKER,)},
    "asleep in eclipse": {"eclipse_power_frac": 0.0, "shells": (WALKER,)},
    "spares": {"attrition": "spares", "shells": (WALKER,)},
    "accelerators dying fast": {"permanent_loss_per_y": 5.0},
    "fading battery": {"calendar_fade_per_y": 1.0, "capacity_kwh": 700.0},
    "radiator in the Sun": {"attitude": "velocity_normal", "shells": (WALKER,)},
    "long steps": {"step_s": 120.0, "shells": (WALKER,)},
}


def residual(flown: Marching, marched: Marched | None = None) -> float:
    return float(np.abs(energy_residual(flown.lanes, marched or flown.marched)).max())


@pytest.mark.parametrize("name", CASES)
def test_energy_is_conserved(scenario: Callable[..., Scenario], name: str) -> None:
    flown = marching(scenario(**CASES[name]), 35)  # into a second segment of 32 days
    assert flown.total("panel").min() > 0.0
    assert residual(flown) < ROUNDING


def test_a_march_leaves_its_lanes_alone(scenario: Callable[..., Scenario]) -> None:
    made = scenario()  # 16 lanes: a single block, whose arrays are contiguous as they are
    flown = marching(made, 1)
    fresh = marching(made, 1)
    assert np.array_equal(flown.lanes.state, fresh.lanes.state)
    assert np.array_equal(
        flown.marched.state_first[:, 0],
        by_hand.lower(
            made,
            flown.orbits,
            by_hand.environment_of(made, flown.orbits, by_hand.sun_of(made.mission.service_date, 1827)),
        ).state[:, 0],
    )
    assert not np.array_equal(flown.marched.state_first, flown.marched.state_last)


# -- a balance without one of its terms --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def fading(scenario: Callable[..., Scenario]) -> Marching:
    """A day that ends in shadow, with a large battery that fades: every term of the balance counts."""
    fades = {"calendar_fade_per_y": 1.0, "capacity_kwh": 700.0}
    flown = marching(scenario(shells=(WALKER,), service_date=EQUINOX, **fades), 2)
    assert residual(flown) < ROUNDING
    return flown


@pytest.mark.parametrize("flow", ["sun", "array_sky", "array_radiated", "radiator_sky", "radiator_radiated"])
def test_a_balance_without_a_flow_does_not_close(fading: Marching, flow: str) -> None:
    total = fading.marched.lane_total.copy()
    total[TALLY_FIELDS.index(flow)] = 0.0
    assert not residual(fading, replace(fading.marched, lane_total=total)) < FORGOTTEN


@pytest.mark.parametrize("store", ["battery", "array", "loop", "radiator"])
def test_a_balance_without_a_store_does_not_close(fading: Marching, store: str) -> None:
    last = fading.marched.state_last.copy()
    row = STATE_FIELDS.index(store)
    last[row] = fading.marched.state_first[row]
    assert residual(fading, replace(fading.marched, state_last=last)) > FORGOTTEN


def test_a_balance_without_fade_does_not_close(scenario: Callable[..., Scenario]) -> None:
    # At the solstice a dawn-dusk battery is full at most midnights; what the fade takes then is lost charge.
    flown = marching(scenario(calendar_fade_per_y=1.0, capacity_kwh=700.0), 3)
    assert residual(flown) < ROUNDING
    forgetful = replace(flown.marched, faded_j=np.zeros_like(flown.marched.faded_j))
    assert residual(flown, forgetful) > FORGOTTEN


# -- a step without one of its flows -----------------------------------------------------------------------------------

MUTATIONS = {
    "nothing": ("", ""),
    "conversion loss": ("heat_w = load_w + (panel_w", "heat_w = load_w * h.conversion + (panel_w"),
    "harness loss": ("load_w + (panel_w - bus_w) + battery_w", "load_w + battery_w"),
    "battery heat": ("(panel_w - bus_w) + battery_w", "(panel_w - bus_w)"),
    "battery loss": ("(p.charge_w - p.discharge_w - battery_w) * h.step_s", "(p.charge_w - p.discharge_w) * h.step_s"),
    "load heat": ("heat_w = load_w + (panel_w", "heat_w = (panel_w"),
    "sunlight": ("array_heat_w = sun_w + array_sky_w", "array_heat_w = array_sky_w"),
    "earth infrared on the array": ("array_heat_w = sun_w + array_sky_w", "array_heat_w = sun_w"),
    "electric power drawn": ("p.array_heat_w - panel_w", "p.array_heat_w"),
    "array radiation": ("array + (heat_w - radiated) * h.inverse_array", "array + heat_w * h.inverse_array"),
    "film, out of the loop": ("loop + (heat_w - film_w) *", "loop + heat_w *"),
    "film, into the radiator": ("radiator + (film_w + sky_w - radiated)", "radiator + (sky_w - radiated)"),
    "earth infrared on the radiator": ("radiator + (film_w + sky_w - radiated)", "radiator + (film_w - radiated)"),
    "radiator radiation": ("radiator + (film_w + sky_w - radiated)", "radiator + (film_w + sky_w)"),
}

MUTANTS = """
import json, sys
import numpy as np
sys.path.insert(0, sys.argv[1])
from by_hand import WALKER, marching, scenario
from orbitdc.engine import kernels, rows
from orbitdc.engine.march import energy_residual
source = open(kernels.__file__, encoding="utf-8").read()
made = scenario(shells=({**WALKER, "planes": 1, "satellites_per_plane": 1},), step_s=120.0)
out = {}
for name, (old, new) in json.loads(sys.stdin.read()).items():
    assert not old or source.count(old) == 1, old
    exec(compile(source.replace(old, new) if old else source, kernels.__file__, "exec"), kernels.__dict__)
    rows.supply_stage, rows.use_stage = kernels.supply_stage, kernels.use_stage
    flown = marching(made, 1)
    with np.errstate(all="ignore"):
        out[name] = float(energy_residual(flown.lanes, flown.marched)[0])
print(json.dumps(out))
"""


@pytest.fixture(scope="module")
def mutants() -> dict[str, float]:
    """Residual of a day marched as plain Python by a step whose source has lost one flow, by name of the flow."""
    import json

    folder = str(by_hand.__file__).rsplit(os.sep, 1)[0]
    done = subprocess.run(
        [sys.executable, "-c", MUTANTS, folder],
        input=json.dumps(MUTATIONS),
        capture_output=True,
        text=True,
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def test_the_step_as_it_is_conserves_energy(mutants: dict[str, float]) -> None:
    assert abs(mutants["nothing"]) < ROUNDING


@pytest.mark.parametrize("flow", [name for name in MUTATIONS if name != "nothing"])
def test_a_step_without_a_flow_is_found_out(mutants: dict[str, float], flow: str) -> None:
    assert not abs(mutants[flow]) < FORGOTTEN  # not a number counts as found out
