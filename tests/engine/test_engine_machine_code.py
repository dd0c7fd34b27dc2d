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
from pathlib import Path

import by_hand
import numpy as np
import pytest
from by_hand import marching, scenario
from llvmlite.binding import get_host_cpu_features
from numba import njit

import orbitdc.engine as engine
from orbitdc.engine.kernels import OPTIONS, disk_integral, spread_integral
from orbitdc.engine.lanes import N_TALLY, TALLY_FIELDS, Course, Shade
from orbitdc.engine.march_kernel import HIGHEST, clear_total, march_block
from orbitdc.engine.stages import light_stage
from orbitdc.engine.track import march_lane

HERE = str(Path(by_hand.__file__).parent)
PACKED = {
    "x86_64": r"\bv?(?:add|sub|mul|div|sqrt|min|max|fn?m(?:add|sub)\d*)pd\b",
    "aarch64": r"\bf(?:add|sub|mul|div|sqrt|minnm|maxnm|min|max|mla|mls)(?:\.2d|\s+v\d+\.2d)",
}
SCALAR = {
    "x86_64": r"\bv?(?:add|sub|mul|div|sqrt|min|max|fn?m(?:add|sub)\d*)sd\b",
    "aarch64": r"\bf(?:add|sub|mul|div|sqrt|minnm|maxnm|min|max|madd|msub|nmadd|nmsub)\s+d\d+",
}
MACHINES = {"AMD64": "x86_64", "x86_64": "x86_64", "arm64": "aarch64", "aarch64": "aarch64"}


def test_the_inner_loop_is_packed_double_precision() -> None:
    machine = MACHINES.get(platform.machine())
    if machine is None:
        pytest.skip(f"no table of packed instructions for {platform.machine()}")
    marching(scenario(), 1)
    # Compiled again: machine code that comes from the disk cache cannot be read.
    again = njit(**OPTIONS)(march_block.py_func)
    again.compile(march_block.signatures[0])
    code = again.inspect_asm(again.signatures[0])
    blocks = re.split(r"^[.\w$]+:.*$", code, flags=re.MULTILINE)
    packed = np.array([len(re.findall(PACKED[machine], block)) for block in blocks])
    scalar = np.array([len(re.findall(SCALAR[machine], block)) for block in blocks])
    inner = np.argsort(packed)[-5:]  # one loop for each stage
    # Course, light, sky, supply and use are about 29, 35, 50, 99 and 76 operations, a fused pair counting once.
    assert packed[inner].min() > 20
    assert packed[inner].sum() > 150
    assert (scalar[inner] < 0.1 * packed[inner]).all()
    if get_host_cpu_features().get("avx"):
        assert all(re.search(r"%[yz]mm\d", blocks[i]) for i in inner)


def test_every_compiled_source_is_part_of_the_cache_name() -> None:
    folder = Path(engine.__file__).parent
    compiled = set()
    for path in folder.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and any("kernel" in ast.unparse(d) for d in node.decorator_list):
                compiled.add(path.name)
    assert len(compiled) >= 4
    assert compiled <= set(engine._SOURCES)


def python(script: str, *words: str, folder: Path | None = None, **environment: str) -> dict[str, list[float]]:
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


ONE_LANE = """
import json, sys
import numba
before = numba.config.CACHE_DIR
import orbitdc.engine
after = numba.config.CACHE_DIR
sys.path.insert(0, sys.argv[1])
import numpy as np
from by_hand import SOLSTICE, environment_of, fleet_orbits, grid, lower, scenario, sun_of
from orbitdc.engine.track import march_lane
made = scenario()
orbits = fleet_orbits(made)
lanes = lower(made, orbits, environment_of(made, orbits, sun_of(SOLSTICE, 1827)))
cut = grid(60.0, 5800.0, 16)
track = march_lane(lanes, 0, sun_of(SOLSTICE, 1), 1, cut, 1361.0, np.array([1440]))
print(json.dumps({"file": orbitdc.__file__, "restored": before == after, "tally": track.tally[0].tolist()}))
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
    assert before["restored"]
    first = sorted(p.name for p in cache.glob("kernels-*"))
    assert len(first) == 1
    assert list((cache / first[0]).rglob("*.nbc"))

    source = package / "engine" / "kernels.py"
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
    light = Shade(-2.0, disk_integral(-2.0), spread_integral(-2.0))
    after, lit = light_stage(Course(1.0, 0.0, 2.0, 1.0, 0.0), light)  # a stage
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
from orbitdc.engine.stages import use_stage
from orbitdc.engine.track import march_lane
assert not hasattr(use_stage, "py_func")
made = scenario(shells=(WALKER,), step_s=120.0, fleet__planes_marched=2, fleet__phases_marched=2)
flown = marching(made, 1)
track = march_lane(flown.lanes, 0, flown.sun, 1, flown.cut, 1361.0, np.array([144]))
print(json.dumps({"block": flown.marched.lane_total[:, :4].ravel().tolist(), "plain": track.tally[0].tolist(),
                  "state": flown.marched.state_last[:, :4].ravel().tolist()}))
"""


def test_plain_python_gives_the_same_numbers() -> None:
    slow = python(UNCOMPILED, NUMBA_DISABLE_JIT="1")
    made = scenario(shells=(by_hand.WALKER,), step_s=120.0, fleet__planes_marched=2, fleet__phases_marched=2)
    flown = marching(made, 1)
    track = march_lane(flown.lanes, 0, flown.sun, 1, flown.cut, 1361.0, np.array([144]))
    # Fused multiply-add rounds once where plain Python rounds twice: 1e-16 a step, more where differences cancel.
    assert slow["block"] == pytest.approx(flown.marched.lane_total[:, :4].ravel().tolist(), rel=1e-9, abs=1e-9)
    assert slow["plain"] == pytest.approx(track.tally[0].tolist(), rel=1e-9, abs=1e-9)
    assert slow["state"] == pytest.approx(flown.marched.state_last[:, :4].ravel().tolist(), rel=1e-9, abs=1e-9)
    assert flown.lanes.path.shape[-1] == 4
