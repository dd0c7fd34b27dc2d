"""Verdict: the shipped table of mean densities lies within 2.0 % of NRLMSIS 2.1 between its points, 0.5 % on average.

Below 130 km, where a satellite has hours left, up to 2.8 %. An altitude is the radius of the orbit less the equatorial
radius of the Earth, and the air is read at the height above the ellipsoid along the orbit.

Taking Ap with F10.7 (5 at 70 sfu to 30 at 250) where the observed months had 9.5 to 17 makes quiet years up to 12 %
too thin and the most active ones 7 % too dense at 600 km; the densest month of a year is 16 to 23 % above the mean that
the table holds. Both are of the size of the model's own 15 to 20 %. A constant F10.7 at the plain mean of the record
would understate its mean density by 39 % at 600 km; the cubic mean, which ``level_sfu`` takes, by 3 % (at 350 km it
overstates by 16 %).

``python notebooks/evidence/density_table.py`` compares the shipped table with NRLMSIS 2.1 at points off its grid, and
states what its simplifications cost; with ``--write`` it makes orbitdc/sky/density.csv anew. Needs pymsis.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np

from orbitdc.fleet.orbits import sso_inclination_rad
from orbitdc.sky import atmosphere
from orbitdc.sky.atmosphere import AP_LEVELS, INCLINATION_DEG, LTAN_H, density_kg_per_m3, density_table, msis_kg_per_m3
from orbitdc.sky.solar_activity import level_sfu, months

F107_SFU = (65, 70, 85, 100, 115, 130, 150, 175, 200, 225, 250, 275, 300)
ALTITUDE_KM = (
    *range(120, 150, 5),
    *range(150, 200, 10),
    *range(200, 300, 20),
    *range(300, 1000, 25),
    *range(1000, 1500, 50),
    *range(1500, 2001, 100),
)
SOURCE = (
    "# Mean density in kg/m3 along circular orbits, altitude_km their radius less 6,378.137 km, read at the height "
    "above the ellipsoid: NRLMSIS 2.1 by pymsis 0.13.0, mean of 12 dates x 24 arguments of latitude; i*: inclination "
    "in deg, all local times; ltan*: Sun-synchronous plane of that node in h; daily and 81-day F10.7 alike. Made by "
    "notebooks/evidence/density_table.py"
)


def ap_at(f107_sfu: float) -> float:
    """Ap taken with an F10.7, as in the table."""
    return float(np.interp(f107_sfu, *AP_LEVELS))


def direct(altitude_km: float, f107_sfu: float, inclination_deg: float, ltan_h: float | None, ap: float) -> float:
    """NRLMSIS along the orbit; with ``ltan_h`` at the Sun-synchronous inclination of the altitude."""
    inclination = math.radians(inclination_deg) if ltan_h is None else sso_inclination_rad(altitude_km)
    return msis_kg_per_m3(altitude_km, f107_sfu, ap, inclination, ltan_h)


def table_lines() -> Iterator[str]:
    """Lines of the shipped table."""
    yield SOURCE
    kinds = [*(f"i{i:g}" for i in INCLINATION_DEG), *(f"ltan{h:g}" for h in LTAN_H)]
    yield ",".join(["f107_sfu", "ap", "altitude_km", *kinds])
    for f107 in F107_SFU:
        ap = round(ap_at(f107), 2)
        for altitude in ALTITUDE_KM:
            free = [direct(altitude, f107, i, None, ap) for i in INCLINATION_DEG]
            fixed = [direct(altitude, f107, 0.0, h, ap) for h in LTAN_H]
            yield ",".join([f"{f107:g}", f"{ap:g}", f"{altitude:g}", *(f"{x:.3e}" for x in free + fixed)])


def interpolation_error() -> tuple[float, float]:
    """Largest and mean relative error at the centres of the grid's cells, a random kind of orbit at each."""
    chance = np.random.default_rng(1)
    errors = []
    for f_low, f_high in pairwise(F107_SFU):
        for low, high in pairwise(ALTITUDE_KM):
            f107, altitude = 0.5 * (f_low + f_high), 0.5 * (low + high)
            inclination, node = float(chance.uniform(0.0, 180.0)), float(chance.uniform(0.0, 24.0))
            ltan = node if chance.random() < 0.5 else None
            exact = direct(altitude, f107, inclination, ltan, ap_at(f107))
            errors.append(float(density_kg_per_m3(altitude, f107, math.radians(inclination), ltan)) / exact - 1.0)
    return max(errors, key=abs), float(np.mean(np.abs(errors)))


def ap_effect() -> list[tuple[float, float, float]]:
    """F10.7, mean Ap of the observed months within 10 sfu of it, and what that Ap would change at 600 km."""
    rows = []
    record = np.array([(f, ap) for f, ap in observed_ap()])
    for f107 in (70.0, 130.0, 200.0, 250.0):
        ap = float(record[np.abs(record[:, 0] - f107) < 10.0, 1].mean())
        change = direct(600.0, f107, 53.0, None, ap) / direct(600.0, f107, 53.0, None, ap_at(f107)) - 1.0
        rows.append((f107, ap, change))
    return rows


def observed_ap() -> Iterator[tuple[float, float]]:
    """F10.7 and Ap of each observed month of the shipped record."""
    text = (Path(atmosphere.__file__).parent / "space_weather.csv").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.endswith(",observed"):
            _, _, f107, ap, _ = line.split(",")
            yield float(f107), float(ap)


def plain_mean_sfu() -> float:
    """Mean F10.7 of the observed months."""
    return float(months().f107_sfu[months().observed].mean())


def bend(altitude_km: float, level: float) -> float:
    """Density at a constant F10.7 over its average over the observed months, less 1."""
    f107 = months().f107_sfu[months().observed]
    inclination = math.radians(53.0)
    average = density_kg_per_m3(altitude_km, f107, inclination).mean()
    return float(density_kg_per_m3(altitude_km, level, inclination) / average) - 1.0


def seasons(altitude_km: float) -> float:
    """Largest excess of one month of the year over the year's mean at F10.7 = 130, at local times of a whole day."""
    import pymsis

    hour = np.arange(24.0)
    latitude = np.degrees(np.arcsin(np.sin(math.radians(53.0)) * np.sin(np.arange(0.5, 24.0) / 12.0 * np.pi)))
    month = []
    for m in range(12):
        date = np.datetime64(f"2027-{m + 1:02d}-15T12:00")
        indices = ([130.0], [130.0], [[10.0] * 7])
        grid = pymsis.calculate([date], 15.0 * hour, latitude, [altitude_km], *indices, version=2.1)
        month.append(float(grid[..., pymsis.Variable.MASS_DENSITY].mean(dtype=np.float64)))
    return max(month) / float(np.mean(month)) - 1.0


def main() -> None:
    """Write the table where asked, then print its errors."""
    if "--write" in sys.argv:
        path = Path(atmosphere.__file__).parent / "density.csv"
        path.write_text("\n".join(table_lines()) + "\n", encoding="utf-8")
    print(f"{density_table().ln_density.size} densities")
    worst, mean = interpolation_error()
    print(f"interpolation against NRLMSIS 2.1 between the grid points: worst {worst:+.2%}, mean {mean:.2%}")
    for f107, ap, change in ap_effect():
        print(f"F10.7 {f107:g}: Ap {ap_at(f107):g} tabulated, {ap:.1f} observed, which gives {change:+.1%} at 600 km")
    for altitude in (350.0, 550.0, 600.0, 800.0):
        plain, cubic = bend(altitude, plain_mean_sfu()), bend(altitude, level_sfu("mean"))
        print(f"{altitude:g} km: density at the plain mean F10.7 {plain:+.1%}, at the cubic mean {cubic:+.1%} ", end="")
        print(f"on the record's mean density; densest month {seasons(altitude):+.1%} on the year")


if __name__ == "__main__":
    main()
