"""Satellites' positions by other packages, each called at its best, and a closed-form peer's evaluations.

SGP4 does more orbit work than the march (short-period terms, drag) and no energy model: light, power, heat and silicon
are not in these figures. All of them hold their results in memory: portions of satellites reuse one output array.
A peer that is not installed is left out by name.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from benchmarks.fleets import CATALOGUE
from benchmarks.rounds import Contender, Missing

MINUTES = 1440
PORTION = 2000  # satellites propagated at once
MOST = {"sgp4": 2000, "skyfield": 200}  # satellites of a round of the slow ones
INTERPRETER = "ORBITDC_BENCHMARK_SPACEDC_MDAO_PYTHON"
EVALUATIONS = 2000
GPE = ("no_kozai", "ecco", "inclo", "nodeo", "argpo", "mo", "bstar", "jdsatepoch", "jdsatepochF")
NEAR_F32_KM = 1.0  # float32 keeps an angle of many turns to 1e-5 rad: 0.1 km
NEAR_KM = 1e-3  # packages agree with the reference implementation to 0.1 m
Pairs = list[tuple[str, str]]


def package(name: str) -> ModuleType:
    """An installed package; raises Missing with the command that installs it."""
    try:
        return import_module(name)
    except ImportError:
        raise Missing(f"not installed (python -m pip install {name.partition('.')[0]})") from None


@cache
def elements(n: int, file: Path = CATALOGUE) -> Pairs:
    """Two-line elements of n satellites: of a real catalogue where the file lies, else of a made 53-degree shell."""
    if file.is_file():
        lines = [line for line in file.read_text(encoding="ascii").splitlines() if line[:2] in ("1 ", "2 ")]
        pairs = list(zip(lines[::2], lines[1::2], strict=True))
        if len(pairs) >= n:
            return pairs[:n]
    return made_elements(n)


def made_elements(n: int) -> Pairs:
    """Elements of n satellites spread over a 53-degree shell at 550 km; numbers beyond 99,999 start again.

    >>> len(made_elements(3)), made_elements(1)[0][1][:16]
    (3, '2 00001  53.0000')
    """
    from sgp4.api import WGS72, Satrec
    from sgp4.exporter import export_tle

    pairs = []
    for i in range(n):
        made = Satrec()
        epoch_days = 28269.0  # since 1949-12-31: 2027-05-25
        angle = 2.0 * np.pi * (i * 0.6180339887498949 % 1.0)  # golden section: even at any n
        node = 2.0 * np.pi * (i * 0.4142135623730951 % 1.0)
        made.sgp4init(
            WGS72, "i", i % 99_999 + 1, epoch_days, 1e-4, 0.0, 0.0, 1e-4, 1.0, np.radians(53.0), angle,
            2.0 * np.pi * 15.05 / 1440.0, node,
        )  # fmt: skip
        pairs.append(export_tle(made))
    return pairs


def _records(pairs: Pairs) -> list[Any]:
    package("sgp4")
    from sgp4.api import Satrec

    return [Satrec.twoline2rv(*pair) for pair in pairs]


def _since_epoch_min(records: list[Any]) -> np.ndarray:
    """Minutes (MINUTES, n) from each satellite's epoch to the minutes of the day from the first one's epoch."""
    epochs = np.array([r.jdsatepoch - records[0].jdsatepoch + r.jdsatepochF for r in records])
    minutes: np.ndarray = np.arange(MINUTES)[:, None] + (epochs[0] - epochs) * 1440.0
    return minutes


def reference_km(pairs: Pairs) -> np.ndarray:
    """TEME positions (n, 3) by the sgp4 package one hour after the first satellite's epoch."""
    minutes = _since_epoch_min(_records(pairs))[60]
    return np.array([r.sgp4_tsince(t)[1] for r, t in zip(_records(pairs), minutes, strict=True)])


def _agree(name: str, found_km: np.ndarray, pairs: Pairs, near_km: float = NEAR_KM) -> None:
    """Refuse a peer whose positions (n, 3) an hour on are not those of the sgp4 package."""
    gap = float(np.abs(found_km - reference_km(pairs)).max())
    if not gap < near_km:
        raise RuntimeError(f"{name} puts satellites elsewhere than sgp4: {gap:.1e} km apart, {near_km:.0e} allowed")


def _portions(pairs: Pairs, size: int = PORTION) -> list[Pairs]:
    return [pairs[i : i + size] for i in range(0, len(pairs), size)]


def sgp4(n: int) -> Contender:
    """The sgp4 package's arrays, portions of 500 satellites."""
    api = package("sgp4.api")
    records = _records(elements(n)[: MOST["sgp4"]])
    arrays = [api.SatrecArray(records[i : i + 500]) for i in range(0, len(records), 500)]
    day = np.full(MINUTES, records[0].jdsatepoch)
    minute = records[0].jdsatepochF + np.arange(MINUTES) / 1440.0

    def run() -> None:
        for array in arrays:
            array.sgp4(day, minute)

    return Contender("sgp4", "SGP4 position and velocity", len(records) * MINUTES, run, 0, same_model=False)


def astroz(n: int) -> Contender:
    """astroz's batches into an array allocated beforehand, on as many threads as it likes."""
    module = package("astroz")
    pairs = elements(n)
    out = np.empty((min(PORTION, n), MINUTES, 3))
    made: list[tuple[Any, np.ndarray, int]] = []
    for part in _portions(pairs):
        text = "\n".join(line for pair in part for line in pair)
        constellation = module._Sgp4Constellation.from_tle_text(text, gravity_model=module._WGS72)
        records = _records(pairs[:1] + part)
        made.append((constellation, np.ascontiguousarray(_since_epoch_min(records)[0, 1:]), len(part)))
    times = np.arange(MINUTES, dtype=np.float64)

    def run() -> None:
        for constellation, offsets, size in made:
            constellation.propagate_into(times, out[:size], None, epoch_offsets=offsets)

    first, offsets, size = made[0]
    first.propagate_into(times, out[:size], None, epoch_offsets=offsets)
    _agree("astroz", out[:size, 60], pairs[:size])
    return Contender("astroz", "SGP4 position, all threads", n * MINUTES, run, out.nbytes, same_model=False)


def heyoka(n: int, single: bool = False) -> Contender:
    """heyoka's compiled propagator by minutes since epoch, into an array allocated beforehand, on all threads."""
    module = package("heyoka")
    kind: Any = np.float32 if single else np.float64
    pairs = elements(n)
    room = np.empty(MINUTES * 7 * min(PORTION, n), dtype=kind)
    made = []
    for part in _portions(pairs):
        minutes = np.ascontiguousarray(_since_epoch_min(_records(pairs[:1] + part))[:, 1:], dtype=kind)
        data = np.array([[getattr(record, key) for record in _records(part)] for key in GPE], dtype=kind)
        out = room[: MINUTES * 7 * len(part)].reshape(MINUTES, 7, len(part))
        made.append((module.model.sgp4_propagator(data, fp_type=kind), minutes, out))

    def run() -> None:
        for prop, minutes, out in made:
            prop(minutes, out=out)

    prop, minutes, out = made[0]
    prop(minutes, out=out)
    _agree("heyoka", out[60, :3].T, pairs[: out.shape[2]], NEAR_F32_KM if single else NEAR_KM)
    held = room.nbytes + sum(minutes.nbytes for _, minutes, _ in made)
    name = "heyoka f32" if single else "heyoka"
    return Contender(name, "SGP4 position and velocity, all threads", n * MINUTES, run, held, same_model=False)


def skyfield(n: int) -> Contender:
    """skyfield's satellites, each at all minutes of the day at once."""
    api = package("skyfield.api")
    scale = api.load.timescale(builtin=True)
    satellites = [api.EarthSatellite(*pair, ts=scale) for pair in elements(n)[: MOST["skyfield"]]]
    times = scale.tt_jd(satellites[0].epoch.tt + np.arange(MINUTES) / 1440.0)

    def run() -> None:
        for satellite in satellites:
            satellite.at(times)

    return Contender("skyfield", "SGP4 and rotation to GCRS", len(satellites) * MINUTES, run, 0, same_model=False)


CLOSED_FORM = """
import json, sys, time
from orbitdc import evaluate_space, load_scenario_dict
made = load_scenario_dict({"name": "shell", "kind": "space", "mission_life_years": 5.0, "space": {
    "orbit": {"altitude_km": 550.0, "inclination_deg": 53.0},
    "architecture": {"satellites": 1000, "accelerators_per_satellite": 64}}})
def work(n):
    for _ in range(n):
        evaluate_space(made)
work(100)
wall, cpu = time.perf_counter(), time.process_time()
work(int(sys.argv[1]))
print(json.dumps([time.perf_counter() - wall, time.process_time() - cpu]))
"""


def spacedc_mdao(interpreter: str | None = None, evaluations: int = EVALUATIONS) -> Contender:
    """Closed-form evaluations of a space scenario in spacedc-mdao's own environment.

    Its package has this one's import name: it cannot live in the same environment, and nothing of this one reaches it.
    """
    interpreter = interpreter or os.environ.get(INTERPRETER)
    if not interpreter:
        raise Missing(f"no interpreter named (--mdao-python or {INTERPRETER}: a Python with spacedc-mdao)")
    command = [interpreter, "-I", "-c", CLOSED_FORM]

    def run() -> tuple[float, float]:
        done = subprocess.run([*command, str(evaluations)], capture_output=True, text=True, check=True)
        wall, cpu = json.loads(done.stdout)
        return wall, cpu

    try:
        subprocess.run([*command, "1"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        raise Missing(f"{interpreter} does not run spacedc-mdao") from None
    does = "closed form: an orbit, no time steps"
    return Contender("spacedc-mdao", does, evaluations, run, 0, same_model=False, unit="evaluations")


PEERS: dict[str, Callable[[int], Contender]] = {
    "sgp4": sgp4,
    "astroz": astroz,
    "heyoka": heyoka,
    "heyoka f32": lambda n: heyoka(n, single=True),
    "skyfield": skyfield,
}
