"""Verdict: no approximation of a step moves a year's FLOP by more than 1e-3, none as shipped by more than 1e-4.

Largest change over five fleets (AI1, the same with a radiator that sets the clock and a steep curve, a Starlink-like
shell, the same with a battery too small for its nights, and with e = 0.01):

| taken back | FLOP | IT energy | light | extremes, K | least charge |
|---|---|---|---|---|---|
| polynomial of the Sun's disk | 3e-8 | 3e-8 | 1e-9 | 1e-7 | 2e-7 |
| polynomial of the spread of light | 1e-6 | 3e-6 | 0 | 2e-5 | 2e-6 |
| first order in eccentricity | 2e-6 | 3e-6 | 1e-4 | 0.002 | 4e-5 |
| series of 1/r^2 | 3e-11 | 3e-11 | 3e-10 | 1e-10 | 2e-9 |
| the Sun's chord over four hours | 5e-6 | 6e-6 | 8e-6 | 0.001 | 8e-6 |
| hyperbola of the albedo | 5e-5 | 7e-5 | 0 | 0.05 | 3e-5 |
| polynomial of plates' views | 1e-7 | 3e-7 | 0 | 0.03 | 4e-7 |
| roots that stand for y^0.33; exact at 1/4, 1/2 and 1 | 1e-3 | 0 | 0 | 0 | 0 |
| one power for day and night of a step | 6e-5 | 0 | 0 | 0 | 0 |
| steps of 60 s instead of 10 s | 1e-3 | 7e-4 | 6e-5 | 0.03 | 2e-3 |
| 32 lanes instead of 128 | 8e-5 | 9e-5 | 7e-5 | 0.15 | 1e-5 |

The steps' 1e-3 are those of the battery that is too small; without it they are 6e-5 for the shell and 2e-6 for AI1.

``python notebooks/evidence/step_approximations.py`` marches a year of five small fleets with the step as it is and, in
a process of its own for each row, with one of its approximations taken back, and prints how far the answers are apart.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from math import acos, atan2, cos, pi, sin, sqrt

import numpy as np

DAYS = int(os.environ.get("DAYS", "365"))
SHELL = "fleet.shells.0."
CASES = {
    "AI1, dawn-dusk": ("ai1_vs_colossus", []),
    "AI1, small radiator, steep curve": (
        "ai1_vs_colossus",
        ["satellite.radiator.area_m2=90", "workload.power_exponent=0.33"],
    ),
    "Starlink shell": ("starlink_compute_shell", []),
    "Starlink shell, tiny battery": ("starlink_compute_shell", ["satellite.battery.capacity_kwh=5"]),
    "Starlink shell, e = 0.01": ("starlink_compute_shell", [f"{SHELL}eccentricity=0.01", f"{SHELL}altitude_km=700"]),
}
SUMS = ("clock", "it", "lit")
TABLE = 4001  # points of a table in place of a fit


def exact_disk() -> None:
    """The Sun's disk above a straight limb by its arc cosine, for the odd polynomial."""
    from orbitdc.engine import light, march_kernel, stages
    from orbitdc.engine.compiling import kernel

    @kernel
    def disk_integral(x):
        c = min(max(x, -1.0), 1.0)
        root = sqrt(1.0 - c * c)
        return c - (c * acos(c) - root + root**3 / 3.0) / pi

    light.disk_integral = stages.disk_integral = march_kernel.disk_integral = disk_integral


def exact_spread() -> None:
    """The integral of v (1 - v) by sums over 64 parts of the disk, for the even polynomial."""
    from orbitdc.engine import light, march_kernel, stages
    from orbitdc.engine.compiling import kernel

    @kernel
    def spread_integral(x):
        c = min(max(x, -1.0), 1.0)
        width, total = (c + 1.0) / 64.0, 0.0
        for k in range(64):
            z = -1.0 + width * (k + 0.5)
            share = 1.0 - (acos(z) - z * sqrt(1.0 - z * z)) / pi
            total += share * (1.0 - share) * width
        return total

    light.spread_integral = stages.spread_integral = march_kernel.spread_integral = spread_integral


def exact_kepler() -> None:
    """Kepler's equation, for the first order in eccentricity."""
    from orbitdc.engine import light
    from orbitdc.engine.compiling import kernel

    @kernel
    def true_latitude(cos_u, sin_u, a):
        e = sqrt(a.perigee_cos * a.perigee_cos + a.perigee_sin * a.perigee_sin)
        perigee = atan2(a.perigee_sin, a.perigee_cos)
        mean = atan2(sin_u, cos_u) - perigee
        eccentric = mean
        for _ in range(6):
            eccentric -= (eccentric - e * sin(eccentric) - mean) / (1.0 - e * cos(eccentric))
        true = perigee + 2.0 * atan2(sqrt(1.0 + e) * sin(0.5 * eccentric), sqrt(1.0 - e) * cos(0.5 * eccentric))
        return cos(true), sin(true), 1.0 - e * cos(eccentric)

    light.true_latitude = true_latitude


def exact_radius() -> None:
    """1/r^2 by division, for its series."""
    from orbitdc.engine import light, march_kernel, stages
    from orbitdc.engine.compiling import kernel

    @kernel
    def limb_distance(mean_cos_u, mean_sin_u, o, a, sun):
        cos_u, sin_u, radius = light.true_latitude(mean_cos_u, mean_sin_u, a)
        along = a.sun_node + a.sun_node_rate * sun.tick
        apex = a.sun_apex + a.sun_apex_rate * sun.tick
        cosine = along * cos_u + apex * sin_u
        d = radius * cosine
        r2 = radius * radius + o.oblateness * sin_u * sin_u
        root = sqrt(max(r2 - d * d, 0.0) * (r2 - o.earth_radius * o.earth_radius))
        across = apex * cos_u - along * sin_u
        edge = (root + d * o.earth_radius) / r2 * sun.inverse_angle + light.chord_shortfall(across, o)
        return edge, cosine, across

    light.limb_distance = stages.limb_distance = march_kernel.limb_distance = limb_distance


def shorter_chords() -> None:
    """The Sun's path in the orbit's frame by chords of an hour, for chords of four."""
    from orbitdc.engine import marched

    marched.CHUNK_STEPS = 60


def exact_albedo() -> None:
    """The sunlit share of the Earth in view from a table of its integral, for the hyperbola."""
    from orbitdc.engine import light, stages
    from orbitdc.engine.compiling import kernel

    table = _albedo_table()

    @kernel
    def albedo_phase(cosine, o):
        at = min(max((cosine + 1.0) * (0.5 * (TABLE - 1)), 0.0), TABLE - 1.001)
        k = int(at)
        return table[k] + (at - k) * (table[k + 1] - table[k])

    light.albedo_phase = stages.albedo_phase = albedo_phase


def exact_view() -> None:
    """A plate's view of the Earth from a table of the closed form, for the polynomial."""
    from orbitdc.engine import light, stages
    from orbitdc.engine.compiling import kernel

    table = _view_table()

    @kernel
    def plate_view(tilt2, o):
        at = min(max(tilt2 * (TABLE - 1.0), 0.0), TABLE - 1.001)
        k = int(at)
        return table[k] + (at - k) * (table[k + 1] - table[k])

    light.plate_view = stages.plate_view = plate_view


def exact_curve() -> None:
    """Throughput as the power y^gamma that the workload states, for its weights of y, y^1/2 and y^1/4."""
    from orbitdc.engine import chips, stages
    from orbitdc.engine.compiling import kernel

    gamma = _made().workload.power_exponent

    @kernel
    def clock_of_power(power_frac, h):
        return max((power_frac - h.static_power) * h.inverse_dynamic, 0.0) ** gamma

    chips.clock_of_power = stages.clock_of_power = clock_of_power


def two_levels() -> None:
    """Throughput of day and night of a step each at its own power, for one power of the same mean and mean square."""
    from orbitdc.engine import bus_power, chips, stages
    from orbitdc.engine.compiling import kernel

    clock_of_power = chips.clock_of_power

    @kernel
    def work_level(day, day_it_w, night_it_w, night_w, h):
        night_it_w = night_it_w if night_w > h.static_power * h.it_w else 0.0
        day = max(day, 1e-9)
        day_w, night = day_it_w / day, night_it_w / night_w
        level = (day_it_w * day_w + night_it_w * night_w) / max(day_it_w + night_it_w, 1e-9)
        work = day * clock_of_power(day_w * h.inverse_it_w, h) + night * clock_of_power(night_w * h.inverse_it_w, h)
        return level, work / max(clock_of_power(level * h.inverse_it_w, h), 1e-9)

    bus_power.work_level = stages.work_level = work_level


VARIANTS: dict[str, tuple[Callable[[], None] | None, list[str]]] = {
    "as it is": (None, []),
    "disk of the Sun: arc cosine": (exact_disk, []),
    "spread of light: sums": (exact_spread, []),
    "Kepler's equation": (exact_kepler, []),
    "1/r^2 by division": (exact_radius, []),
    "chords of an hour": (shorter_chords, []),
    "albedo: table": (exact_albedo, []),
    "view of the Earth: table": (exact_view, []),
    "power to throughput: y^gamma": (exact_curve, []),
    "day and night apart": (two_levels, []),
    "steps of 10 s": (None, ["numerics.step_s=10"]),
    "four times the lanes": (None, ["numerics.planes_marched=16", "numerics.phases_marched=8"]),
}
CASE = os.environ.get("CASE", "")


def _made(changes: list[str] | None = None):
    import orbitdc

    name, own = CASES[CASE]
    return orbitdc.load(name, ["numerics.planes_marched=8", "numerics.phases_marched=4", *own, *(changes or [])])


def _altitude_km() -> float:
    from orbitdc.constants import EARTH_RADIUS_KM
    from orbitdc.fleet.select import fleet_orbits

    return float(fleet_orbits(_made()).mean_radius_km.mean()) - EARTH_RADIUS_KM


def _albedo_table() -> np.ndarray:
    from orbitdc.satellite.view import albedo_phase

    return np.asarray(albedo_phase(_altitude_km(), np.linspace(-1.0, 1.0, TABLE)))


def _view_table() -> np.ndarray:
    from orbitdc.satellite.view import plate_to_earth

    tilt, altitude_km = np.arccos(np.sqrt(np.linspace(0.0, 1.0, TABLE))), _altitude_km()
    return np.asarray(plate_to_earth(altitude_km, tilt)) + np.asarray(plate_to_earth(altitude_km, np.pi - tilt))


def answers(variant: str) -> dict[str, float]:
    """Fleet sums per step, highest temperatures and the least charge of the case in the environment."""
    change, changes = VARIANTS[variant]
    if change:
        change()
    from orbitdc.engine.integrated import grid
    from orbitdc.engine.lowering import lower
    from orbitdc.engine.march import march
    from orbitdc.environment import environment_of
    from orbitdc.fleet.select import fleet_orbits
    from orbitdc.sky.sun import sun_table

    made = _made(changes)
    orbits = fleet_orbits(made)
    sun = sun_table(made.mission.service_date, 1827.0)
    lanes = lower(made, orbits, environment_of(made, orbits, sun))
    period_s = 2.0 * np.pi / float(orbits.argument_of_latitude_rate_rad_per_s.mean())
    cut = grid(made.numerics.step_s, period_s, made.numerics.phases_marched)
    out = march(lanes, sun, DAYS, cut, made.sky.solar_constant_w_per_m2, np.ones_like)
    found = {name: float(out.day(name).mean()) for name in SUMS}
    found |= {name: float(out.day(name).max()) for name in ("array_high", "radiator_high", "chip_high")}
    return found | {"charge": float(out.day_charge_low.min())}


def gap(one: dict[str, float], other: dict[str, float]) -> list[float]:
    """Relative differences of FLOP, IT energy and light, of temperatures in K, of charge."""
    sums = [abs(other[name] / one[name] - 1.0) for name in SUMS]
    kelvin = max(abs(other[name] - one[name]) for name in ("array_high", "radiator_high", "chip_high"))
    return [*sums, kelvin, abs(other["charge"] - one["charge"])]


def main() -> None:
    """Print the table: the largest gap of any case."""
    heads = ("FLOP", "IT", "light", "K", "charge")
    print(f"{'in place of the approximation':<32}" + "".join(f"{head:>10}" for head in heads))
    base: dict[str, dict[str, float]] = {}
    for variant in VARIANTS:
        gaps = []
        for case in CASES:
            with tempfile.TemporaryDirectory() as folder:  # compiled anew: the cache does not see what is replaced
                told = subprocess.run(
                    [sys.executable, __file__, variant], check=True, capture_output=True, text=True,
                    env={**os.environ, "ORBITDC_CACHE_DIR": folder, "CASE": case},
                ).stdout  # fmt: skip
            found = json.loads(told)
            base.setdefault(case, found)
            gaps.append(gap(base[case], found))
        if variant != "as it is":
            print(f"{variant:<32}" + "".join(f"{value:10.1e}" for value in np.max(gaps, axis=0)), flush=True)


if __name__ == "__main__":
    if CASE:
        print(json.dumps(answers(sys.argv[1])))
    else:
        main()
