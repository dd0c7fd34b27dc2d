"""Start-up: `orbitdc run` in a process of its own, with an empty cache and with a filled one, and the march's share.

Cold holds the compilation of the kernels and the Sun's tables; warm is what a user sees from the second run on. The
heavy modules are those that a run which only prints its table should not import.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

SCENARIO = "starlink_compute_shell"
HEAVY = ("astropy", "matplotlib", "skyfield", "sgp4", "pandas")
ROOT = Path(__file__).resolve().parents[1]

# The command line as the console script calls it; around `simulate_mission` goes a clock once the engine is imported.
RUN = """
import json, sys, time
seconds = []
import orbitdc.cli
import orbitdc.cli.run as verb
first = verb.import_engine
def import_engine():
    first()
    from orbitdc.simulation import mission
    march = mission.march_alone
    def clocked(*args, **kwargs):
        begin = time.perf_counter()
        try:
            return march(*args, **kwargs)
        finally:
            seconds.append(time.perf_counter() - begin)
    mission.march_alone = clocked
verb.import_engine = import_engine
heavy = sys.argv[1].split(",")
try:
    orbitdc.cli.main(["run", sys.argv[2], "--no-save", *sys.argv[3:]])
except SystemExit as end:
    told = {"code": end.code, "march_s": sum(seconds), "marches": len(seconds),
            "heavy": [name for name in heavy if name in sys.modules], "modules": len(sys.modules)}
    print("\\n" + json.dumps(told))
"""


@dataclass(frozen=True)
class Start:
    """One run of the command line."""

    wall_s: float
    cpu_s: float
    march_s: float  # compilation or its cache included
    marches: int
    heavy: list[str]  # heavy modules imported
    modules: int


def _children_cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def run_once(cache: Path, scenario: str = SCENARIO, *options: str) -> Start:
    """Run a scenario in a fresh interpreter with a cache folder of its own, table to nowhere."""
    environment = {**os.environ, "ORBITDC_CACHE_DIR": str(cache)}
    environment["PYTHONPATH"] = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    begin, cpu = time.perf_counter(), _children_cpu_s()
    done = subprocess.run(
        [sys.executable, "-c", RUN, ",".join(HEAVY), scenario, *options],
        capture_output=True, text=True, env=environment, check=False,
    )  # fmt: skip
    wall, cpu = time.perf_counter() - begin, _children_cpu_s() - cpu
    if done.returncode != 0 or not done.stdout.strip():
        raise RuntimeError(f"orbitdc run {scenario} failed: {done.stderr.strip()[-500:]}")
    told = json.loads(done.stdout.strip().splitlines()[-1])
    if told["code"] not in (0, None):
        raise RuntimeError(f"orbitdc run {scenario} ended with {told['code']}: {done.stderr.strip()[-500:]}")
    return Start(wall, cpu, told["march_s"], told["marches"], told["heavy"], told["modules"])


def cold_and_warm(rounds: int = 3) -> dict[str, object]:
    """The first run into an empty cache, and the median and best of ``rounds`` runs after it, seconds."""
    with tempfile.TemporaryDirectory(prefix="orbitdc-benchmark-") as folder:
        cold = run_once(Path(folder))
        warm = sorted((run_once(Path(folder)) for _ in range(max(1, rounds))), key=lambda start: start.wall_s)
    middle = warm[len(warm) // 2]
    return {
        "scenario": SCENARIO,
        "cold": asdict(cold),
        "warm": asdict(middle),
        "warm_best_s": warm[0].wall_s,
        "march_cold_over_warm_s": cold.march_s - middle.march_s,
    }
