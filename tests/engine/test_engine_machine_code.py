"""The compiled march: packed arithmetic, a cache that never runs old physics, and the same answers uncompiled."""

from __future__ import annotations

import ast
import json
import os
import platform
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import by_hand
import numpy as np
import pytest
from by_hand import marching, scenario
from llvmlite.binding import get_host_cpu_features

import orbitdc.engine as engine
from orbitdc.engine.lanes import N_TALLY, TALLY_FIELDS, Eclipse, OrbitPosition
from orbitdc.engine.light import disk_integral, spread_integral
from orbitdc.engine.march_kernel import HIGHEST, clear_total
from orbitdc.engine.stages import illumination_stage
from orbitdc.engine.track import march_lane

HERE = str(Path(by_hand.__file__).parent)


def python(script: str, *words: str, folder: Path | None = None, **environment: str) -> dict[str, Any]:
    """What a script prints as JSON in its own interpreter, with ``folder`` first on its path."""
    path = {"PYTHONPATH": str(folder)} if folder else {}
    done = subprocess.run(
        [sys.executable, "-c", script, HERE, *words],
        capture_output=True,
        text=True,
        env={**os.environ, **path, **environment},
        cwd=folder,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


# -- arithmetic of the inner loops -------------------------------------------------------------------------------------

# Read on x86-64: as compiled for any such processor (SSE2: registers of 16 bytes, no fused multiply-add), for AVX2 with
# fused multiply-add, and for the machine the tests run on, which may have AVX-512. Nothing compiled here is executed.
TARGETS = {
    "SSE2": {"NUMBA_CPU_NAME": "x86-64", "NUMBA_CPU_FEATURES": ""},
    "AVX2": {"NUMBA_CPU_NAME": "haswell", "NUMBA_CPU_FEATURES": ""},
    "this machine": {},
}
LETTER = {"float64": "d", "float32": "s"}
ARITHMETIC = r"(?:add|sub|mul|div|sqrt|min|max|fn?m(?:add|sub)\d*)"
MACHINE_CODE = """
import json, sys
sys.path.insert(0, sys.argv[1])
from unittest.mock import patch
import numpy as np
from by_hand import marching_lanes, scenario
from numba import njit, typeof
from orbitdc.engine import blocks
from orbitdc.engine.compiling import OPTIONS
from orbitdc.engine.days import every_day
from orbitdc.engine.march import sun_for
made = marching_lanes(scenario(), 1)
code = {}
for precision in ("float64", "float32"):
    block = blocks.LaneBlock(made.lanes, [np.array([0])], np.ones(made.lanes.n_orbit), precision)
    with patch.object(blocks, "march_block") as called:
        block.run(every_day(0, 1), made.cut, *sun_for(made.sun, made.cut, every_day(0, 1), 1361.0), blocks.ends_at(()))
    march = njit(**OPTIONS)(blocks.march_block.py_func)
    march.compile(tuple(map(typeof, called.call_args.args)))
    code[precision] = march.inspect_asm(march.signatures[0])
print(json.dumps(code))
"""


@cache
def machine_code(target: str) -> dict[str, str]:
    """Assembler of the march in both precisions."""
    if platform.machine() not in ("x86_64", "AMD64"):
        pytest.skip(f"only the machine code of x86-64 is read, and this is {platform.machine()}")
    return python(MACHINE_CODE, **TARGETS[target])


@pytest.mark.parametrize("precision", LETTER)
@pytest.mark.parametrize("target", TARGETS)
def test_the_inner_loops_are_packed_in_one_precision(target: str, precision: str) -> None:
    own, other = LETTER[precision], LETTER["float32" if precision == "float64" else "float64"]
    blocks = re.split(r"^[.\w$]+:.*$", machine_code(target)[precision], flags=re.MULTILINE)
    packed = np.array([len(re.findall(rf"\bv?{ARITHMETIC}p{own}\b", block)) for block in blocks])
    scalar = np.array([len(re.findall(rf"\bv?{ARITHMETIC}s{own}\b", block)) for block in blocks])
    inner = np.argsort(packed)[-7:]  # one loop for each stage
    # Course, light, sky, supply, heaters, valve and use are about 31, 35, 48, 96, 56, 45 and 70 instructions, a fused
    # pair counting once; settling is one.
    assert packed[inner].min() > 20
    assert packed[inner].sum() > 200
    assert (scalar[inner] < 0.1 * packed[inner]).all()
    features = get_host_cpu_features()
    wide = target == "AVX2" or (target == "this machine" and features.get("avx"))
    fused = target == "AVX2" or (target == "this machine" and features.get("fma"))
    for block in (blocks[i] for i in inner):
        assert bool(re.search(r"%[yz]mm\d", block)) == bool(wide)
        # A literal of double precision would widen lanes of single; a move between registers is of no width.
        assert not re.search(rf"\bv?{ARITHMETIC}[ps]{other}\b|\bv?cvt[ps]s2[ps]d\b|\bv?cvt[ps]d2[ps]s\b", block)
    assert any("fmadd" in blocks[i] for i in inner) == bool(fused)


# -- the cache ---------------------------------------------------------------------------------------------------------


def test_every_compiled_source_is_part_of_the_cache_name() -> None:
    folder = Path(engine.__file__).parent
    compiled = set()
    for path in folder.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and any("kernel" in ast.unparse(d) for d in node.decorator_list):
                compiled.add(path.name)
    assert len(compiled) >= 4
    assert compiled <= set(engine._SOURCES)


ONE_LANE = """
import json, sys
import orbitdc.engine
sys.path.insert(0, sys.argv[1])
import numpy as np
from by_hand import SOLSTICE, environment_of, fleet_orbits, grid, lower, scenario, sun_of
from orbitdc.engine.track import march_lane
made = scenario()
orbits = fleet_orbits(made)
lanes = lower(made, orbits, environment_of(made, orbits, sun_of(SOLSTICE, 1827)))
cut = grid(60.0, 5800.0, 16)
track = march_lane(lanes, 0, sun_of(SOLSTICE, 1), 1, cut, 1361.0, np.array([1440]))
print(json.dumps({"file": orbitdc.__file__, "tally": track.tally[0].tolist()}))
"""


def test_an_edited_inner_kernel_is_compiled_anew(tmp_path: Path) -> None:
    package = tmp_path / "orbitdc"
    shutil.copytree(Path(engine.__file__).parents[1], package, ignore=shutil.ignore_patterns("__pycache__"))
    cache = tmp_path / "cache"
    cache.mkdir()
    for table in Path(os.environ["ORBITDC_CACHE_DIR"]).glob("sun-*.npy"):
        shutil.copy(table, cache)
    environment = {"ORBITDC_CACHE_DIR": str(cache)}
    before = python(ONE_LANE, folder=tmp_path, **environment)
    assert Path(str(before["file"])).is_relative_to(tmp_path)
    first = sorted(p.name for p in cache.glob("kernels-*"))
    assert len(first) == 1
    assert len(list((cache / first[0]).iterdir())) == 1

    source = package / "engine" / "chips.py"
    text = source.read_text(encoding="utf-8")
    assert text.count("hardware.curve2 * root") == 1
    source.write_text(text.replace("hardware.curve2 * root", "0.5 * hardware.curve2 * root"), encoding="utf-8")
    after = python(ONE_LANE, folder=tmp_path, **environment)
    clock = TALLY_FIELDS.index("clock")
    before["tally"][clock] *= 0.5  # the exponent 1/2 has that one weight
    assert after["tally"] == pytest.approx(before["tally"], rel=1e-12)
    assert len(list(cache.glob("kernels-*"))) == 2


def test_python_may_call_an_inner_kernel() -> None:
    marching(scenario(), 1)  # compiled for the march by now
    assert spread_integral(0.5) == pytest.approx(0.25 * 0.5, rel=0.2)  # copied into its callers
    light = Eclipse(-2.0, disk_integral(-2.0), spread_integral(-2.0))
    after, lit = illumination_stage(OrbitPosition(1.0, 0.0, 2.0, 1.0, 0.0), light)  # a stage
    assert after.edge == 2.0
    assert lit.lit == pytest.approx(0.5, abs=1e-3)
    total = np.empty((N_TALLY, 1))
    clear_total(total, 0)  # shared by several callers
    assert total.sum() == HIGHEST


UNCOMPILED = """
import json, sys
sys.path.insert(0, sys.argv[1])
import numpy as np
from by_hand import WALKER, marching, scenario
from orbitdc.engine.stages import output_stage
from orbitdc.engine.track import march_lane
assert not hasattr(output_stage, "py_func")
made = scenario(shells=(WALKER,), step_s=120.0, numerics__planes_marched=2, numerics__phases_marched=2)
flown = marching(made, 1)
track = march_lane(flown.lanes, 0, flown.sun, 1, flown.cut, 1361.0, np.array([144]))
print(json.dumps({"block": flown.integrated.lane_total[:, :4].ravel().tolist(), "plain": track.tally[0].tolist(),
                  "state": flown.integrated.state_last[:, :4].ravel().tolist()}))
"""


def test_plain_python_gives_the_same_numbers() -> None:
    slow = python(UNCOMPILED, NUMBA_DISABLE_JIT="1")
    made = scenario(shells=(by_hand.WALKER,), step_s=120.0, numerics__planes_marched=2, numerics__phases_marched=2)
    flown = marching(made, 1)
    track = march_lane(flown.lanes, 0, flown.sun, 1, flown.cut, 1361.0, np.array([144]))
    # Fused multiply-add rounds once where plain Python rounds twice: 1e-16 a step, more where differences cancel.
    assert slow["block"] == pytest.approx(flown.integrated.lane_total[:, :4].ravel().tolist(), rel=1e-9, abs=1e-9)
    assert slow["plain"] == pytest.approx(track.tally[0].tolist(), rel=1e-9, abs=1e-9)
    assert slow["state"] == pytest.approx(flown.integrated.state_last[:, :4].ravel().tolist(), rel=1e-9, abs=1e-9)
    assert flown.lanes.path.shape[-1] == 4
