"""The march for CUDA in numba's simulator, a process of its own, against the march of the processor."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from numba.cuda.cudadrv.error import NvvmSupportError
from numba.cuda.cudadrv.nvvm import NVVM

from orbitdc.engine.gpu import chosen, least, most
from orbitdc.engine.rows import SIZE

HERE = str(Path(__file__).parent)
MARCH = """\
import json, sys
import numpy as np
sys.path.insert(0, {here!r})
from by_hand import EQUINOX, WALKER, marching, scenario
from orbitdc.engine.gpu import Card, chosen
from orbitdc.engine.march import march

shell = {{**WALKER, "planes": 3, "satellites_per_plane": 1, "phasing": 0}}
made = scenario(shells=(shell,), service_date=EQUINOX, step_s=120.0, **{changes!r})
m = marching(made, 2)
assert m.lanes.n_orbit == 3
Card.days = lambda self, bins, chunks: 1  # two segments, so that states are handed on
card = march(m.lanes, m.sun, 2, m.cut, made.sky.solar_constant_w_per_m2, np.ones_like, 1, device="gpu")
n, steps = 3, 2 * m.cut.chunks * m.cut.steps
gaps = {{name: float(np.abs(card.lane(name)[:n] - m.marched.lane(name)[:n]).max()) for name in
    ("lit", "clock", "array_high", "radiator_high", "chip_high", "loop_high", "memory_high", "battery_low")}}
gaps["flop"] = gaps.pop("clock") / m.marched.lane("clock")[:n].min()
gaps["lit"] /= steps
gaps["charge"] = gaps.pop("battery_low") / m.lanes.battery_j
gaps["state"] = float(np.abs(card.state_last[-3:, :n] - m.marched.state_last[-3:, :n]).max())
gaps["health"] = float(np.abs(card.health_last[:n] - m.marched.health_last[:n]).max())
gaps["faded"] = float(np.abs(card.faded_j[:n] - m.marched.faded_j[:n]).max() / m.lanes.battery_j)
gaps["capacity"] = abs(card.capacity_min - m.marched.capacity_min)
gaps["histogram"] = float(np.abs(card.sample_histogram - m.marched.sample_histogram).max())
gaps["day"] = float(np.abs(card.day("clock") - m.marched.day("clock")).max())
gaps["low"] = float(np.abs(card.day_charge_low - m.marched.day_charge_low).max())
print(json.dumps([chosen("gpu"), m.marched.lane("lit")[0] / steps, gaps]))
"""
CASES: dict[str, dict[str, Any]] = {
    "rides through": {"capacity_kwh": 300.0},
    "starves": {"capacity_kwh": 5.0, "bifaciality_frac": 0.5, "power_exponent": 0.35},
    "throttled, asleep in eclipse": {"satellite__radiator__area_m2": 60.0, "eclipse_power_frac": 0.0},
}


@pytest.mark.parametrize("name", CASES)
def test_the_card_marches_as_the_processor_does(name: str) -> None:
    env = {**os.environ, "NUMBA_ENABLE_CUDASIM": "1"}
    code = MARCH.format(here=HERE, changes=CASES[name])
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env, check=False)
    assert run.returncode == 0, run.stderr
    (kind, words), lit, gaps = json.loads(run.stdout)
    assert kind == "gpu"
    simulator = "numba's CUDA simulator; this march was checked in a simulator, not on a card"
    assert words == f"--device gpu: marching on {simulator}"
    assert 0.5 < lit < 0.95  # these orbits have eclipses
    # Both run the same functions in float64; what the compiler fuses differs in the last bits, which a day of the
    # battery's and the loop's feedback amplifies a thousand times at most. A float32 march would leave 1e-6.
    assert max(gaps.pop(key) for key in ("array_high", "radiator_high", "chip_high", "loop_high", "memory_high")) < 1e-8
    assert gaps.pop("state") < 1e-8
    assert max(gaps.values()) < 1e-10, gaps


COMPILE = """\
import json
from types import SimpleNamespace
from numba import cuda, float64 as f8, int64 as i8
from numba.cuda import compiler, dispatcher
from orbitdc.engine import gpu

compiler.get_current_device = dispatcher.get_current_device = lambda: SimpleNamespace(compute_capability=(9, 0))
gpu.cuda = cuda
numbers = [i8] * 6 + [f8] * 3
arrays = [f8[:, ::1], f8[::1], f8[:, :, ::1], f8[:, :, ::1], f8[:, :, ::1], f8[::1], i8[::1], f8[:, ::1], f8[::1],
          f8[::1], f8[:, :, ::1], f8[:, ::1], f8[:, ::1], f8[:, :, ::1]]
code, _ = cuda.compile_ptx(gpu._on_device(gpu.march_lanes, cuda, {}), (*numbers, *arrays), cc=(9, 0))
print(json.dumps(code))
"""


def test_the_march_compiles_for_a_card() -> None:
    # A simulator runs Python; whether a card's compiler knows everything that a step calls is asked of it here.
    try:
        NVVM()
    except NvvmSupportError:
        pytest.skip("libNVVM, which compiles for cards, is not on this machine")
    run = subprocess.run([sys.executable, "-c", COMPILE], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    code = str(json.loads(run.stdout))
    assert code.count("fma.rn.f64") > 78  # fused multiply-adds of a step on the processor
    assert 8 * SIZE <= int(re.findall(r"\.shared .*\[(\d+)\]", code)[0]) <= 48 * 1024  # what a block may have unasked


def test_where_no_card_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("numba.cuda.is_available", lambda: False)
    assert chosen("gpu") == (
        "cpu",
        "--device gpu: numba.cuda looked for a card, its driver and libNVVM and did not find all three; "
        "marching on the CPU",
    )
    assert chosen("auto") == chosen("cpu") == ("cpu", "")


def test_the_lesser_and_the_greater_are_pythons() -> None:
    for a in (-1.0, 0.0, 2.0, float("inf")):
        for b in (-1.0, 0.0, 2.0, float("inf")):
            assert (least(a, b), most(a, b)) == (min(a, b), max(a, b))
