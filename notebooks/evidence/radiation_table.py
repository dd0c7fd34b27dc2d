"""Verdict: filling the dose table between its orbits with AP8 repeats the orbits it has within 5.6 %, 1.6 % on average.

A line from 30 to 53 degrees would understate the proton dose of the shells between by 26 % at 550 km and 40 degrees
(33 % at 480 km), where a plane gets more than at either end. The exponential in shielding overstates by 4 to 11 % where
10 mm is left out, so by some 3 % between rows half as far apart. The total dose is SPENVIS's at 550 km within 5 % from
55 to 100 degrees, 9 to 16 % below at 30; AP8 itself is good to a factor of 2. The box of the South Atlantic Anomaly
holds 99 % of the protons above 50 MeV up to 800 km, 90 % at 1,000, half at 1,500: above, events come everywhere.

``python notebooks/evidence/radiation_table.py`` compares the shipped table with itself and with SPENVIS; with
``--fill``, which needs the optional aep8 (IRBEM), it makes anew the rows that orbitdc/sky/dose.csv marks as filled
(minutes). Filled proton rows are the Sun-synchronous row of the altitude times the ratio of doses by AP8 flux and
continuous slowing-down in aluminium; electrons and the share of the Anomaly are ratios of AE8-MAX and AP8-MIN fluxes.
"""

from __future__ import annotations

import csv
import math
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from orbitdc.constants import EARTH_RADIUS_KM
from orbitdc.fleet.orbits import sso_inclination_rad
from orbitdc.sky import radiation
from orbitdc.sky.radiation import INCLINATION_DEG, dose_rad_per_y, proton_rad_per_y

FloatArray = npt.NDArray[np.float64]
Rows = list[dict[str, str]]

PATH = Path(radiation.__file__).parent / "dose.csv"
ALTITUDE_KM = (400, 450, 480, 500, 550, 600, 650, 700, 800, 1000, 1200, 1500, 2000)
SHIELDING_MM = (3, 5, 10, 20)
MODELS = {"proton_min": "min", "proton_max": "max"}
ENERGY_MEV = np.geomspace(15.0, 400.0, 36)
RANGE_MM, RANGE_EXPONENT = 0.01137, 1.744  # range of protons in aluminium, a E^p: 3.1 mm at 25 MeV, 18.8 mm at 70 MeV
ELECTRON_MEV = 1.7  # range of 3 mm of aluminium
FLOOR_RAD_PER_Y = 3.0  # cosmic rays, which the belts' models leave out; where the belts leave nothing
FLOOR_RATIO = 1e-4


class Belts:
    """Trapped fluxes averaged along circular orbits: points uniform in argument of latitude and in longitude."""

    def __init__(self, altitude_km: float, inclination_rad: float, points: int = 144) -> None:
        from astropy import units
        from astropy.coordinates import EarthLocation
        from astropy.time import Time

        u, longitude = np.meshgrid(
            (np.arange(points) + 0.5) / points * 2.0 * np.pi, (np.arange(points // 2) + 0.5) / points * 4.0 * np.pi
        )
        latitude = np.arcsin(np.sin(inclination_rad) * np.sin(u))
        radius = EARTH_RADIUS_KM + altitude_km
        x, y = np.cos(latitude) * np.cos(longitude), np.cos(latitude) * np.sin(longitude)
        self.where = EarthLocation.from_geocentric(*(radius * np.array([x, y, np.sin(latitude)]).reshape(3, -1)), "km")
        self.when, self.units = Time("2020-01-01"), units  # the models carry their own epoch of the field
        east = (np.degrees(longitude) + 180.0) % 360.0 - 180.0
        south, north, west, end = (radiation.SAA_SOUTH_DEG, radiation.SAA_NORTH_DEG, *radiation.SAA_LONGITUDE_DEG)
        south_deg = np.degrees(latitude)
        self.in_box = ((south_deg > south) & (south_deg < north) & (east > west) & (east < end)).ravel()

    def flux(self, particle: str, solar: str, energies_mev: npt.ArrayLike) -> FloatArray:
        """Flux above each energy at each point, (n_energy, n_point), 1/cm2/s."""
        import aep8

        model = aep8.model(particle, solar)
        shell, field = model.geomagnetic_coordinates(self.where, self.when)
        unit = 1 / self.units.cm**2 / self.units.s
        each = [
            model.integral_flux_for_geomagnetic_coordinates(shell, field, e * self.units.MeV).to_value(unit)
            for e in np.atleast_1d(energies_mev)
        ]
        return np.nan_to_num(np.array(each, dtype=np.float64))


def slowed_dose(flux: FloatArray, shielding_mm: float) -> float:
    """Dose, up to a factor, of an integral spectrum (n_energy,) behind aluminium: Bragg-Kleeman range a E^p."""
    energy = np.geomspace(ENERGY_MEV[0], ENERGY_MEV[-1], 3000)
    above = np.exp(np.interp(np.log(energy), np.log(ENERGY_MEV), np.log(np.maximum(flux, 1e-30))))
    middle = np.sqrt(energy[1:] * energy[:-1])
    left = np.maximum(middle**RANGE_EXPONENT - shielding_mm / RANGE_MM, 0.0) ** (1.0 / RANGE_EXPONENT)
    stopping = np.where(left > 0.5, np.maximum(left, 0.5) ** (1.0 - RANGE_EXPONENT), 0.0)
    return float((-np.diff(above) * stopping).sum())


def orbit_rad(inclination_deg: float, altitude_km: float) -> float:
    """Inclination of a row: the last of the grid stands for the Sun-synchronous orbit of the altitude."""
    last = inclination_deg == INCLINATION_DEG[-1]
    return sso_inclination_rad(altitude_km) if last else math.radians(inclination_deg)


def read() -> tuple[list[str], Rows]:
    """Comment lines and rows of the shipped table."""
    lines = PATH.read_text(encoding="utf-8").splitlines()
    return [x for x in lines if x.startswith("#")], list(csv.DictReader(x for x in lines if not x.startswith("#")))


def reference(rows: Rows) -> dict[tuple[str, float, float, float], float]:
    """Doses of the rows that were given, by series, inclination, altitude and shielding."""
    keys = ("inclination_deg", "altitude_km", "shielding_mm")
    given = (r for r in rows if r["basis"] == "reference" and r["series"] in MODELS)
    return {(r["series"], *(float(r[k]) for k in keys)): float(r["value"]) for r in given}


@cache
def ratios() -> list[tuple[float, float, dict[str, list[float]], float, float]]:
    """Inclination, altitude, proton doses over the Sun-synchronous ones, AE8 flux, share inside the Anomaly's box."""
    made = []
    for altitude in ALTITUDE_KM:
        base: dict[str, list[float]] = {}
        for inclination in reversed(INCLINATION_DEG):
            belts = Belts(altitude, orbit_rad(inclination, altitude))
            spectra = {series: belts.flux("p", solar, ENERGY_MEV).mean(axis=1) for series, solar in MODELS.items()}
            doses = {series: [slowed_dose(f, t) for t in SHIELDING_MM] for series, f in spectra.items()}
            base = base or doses
            shares = {s: [a / b for a, b in zip(doses[s], base[s], strict=True)] for s in MODELS}
            protons = belts.flux("p", "min", 50.0)[0]
            share = protons[belts.in_box].sum() / max(protons.sum(), 1e-30)
            electrons = float(belts.flux("e", "max", ELECTRON_MEV).mean())
            made.append((inclination, float(altitude), shares, electrons, float(share)))
    return made


def filled(given: dict[tuple[str, float, float, float], float]) -> Iterator[list[Any]]:
    """Rows to add to the given ones."""
    last = INCLINATION_DEG[-1]
    electron_base = float(Belts(550.0, math.radians(100.0)).flux("e", "max", ELECTRON_MEV).mean())
    for inclination, altitude, shares, electrons, anomaly in ratios():
        yield ["electron_ratio", inclination, altitude, "", f"{max(electrons / electron_base, FLOOR_RATIO):.4g}"]
        if inclination == last:
            yield ["saa_event_share", inclination, altitude, "", f"{anomaly:.3f}"]
        for series, by_shield in shares.items():
            for thickness, share in zip(SHIELDING_MM, by_shield, strict=True):
                if (series, inclination, altitude, thickness) not in given:
                    known = [h for s, i, h, t in given if (s, i, t) == (series, last, thickness)]
                    dose = [given[series, last, h, thickness] for h in known]
                    sso = math.exp(np.interp(math.log(altitude), np.log(known), np.log(dose)))
                    value = max(share * sso, FLOOR_RAD_PER_Y)
                    yield [series, inclination, altitude, thickness, f"{value:.4g}"]


def fill() -> None:
    """Write the table anew: its given rows as they are, the filled ones recomputed."""
    comments, rows = read()
    made = [[*(f"{x:g}" if isinstance(x, float) else x for x in r), "filled"] for r in filled(reference(rows))]
    with PATH.open("w", encoding="utf-8", newline="") as file:
        file.write("\n".join(comments) + "\n")
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["series", "inclination_deg", "altitude_km", "shielding_mm", "value", "basis"])
        table.writerows(list(r.values()) for r in rows if r["basis"] == "reference")
        table.writerows(made)


def method_error(given: dict[tuple[str, float, float, float], float]) -> list[float]:
    """Relative errors of the filling where the table has the orbit itself, at 30 and 53 degrees."""
    errors = []
    last = INCLINATION_DEG[-1]
    for inclination, altitude, shares, _, _ in ratios():
        for series, by_shield in shares.items():
            for thickness, share in zip(SHIELDING_MM, by_shield, strict=True):
                here, base = (given.get((series, i, altitude, thickness)) for i in (inclination, last))
                if here and base and inclination != last:
                    errors.append(share * base / here - 1.0)
    return errors


def main() -> None:
    """Fill where asked, then print what the rules of the table cost."""
    given = reference(read()[1])
    if "--fill" in sys.argv:
        fill()
        radiation.dose_table.cache_clear()
        errors = method_error(given)
        worst, mean = max(errors, key=abs), float(np.mean(np.abs(errors)))
        print(f"filled against given rows at 30 and 53 deg: worst {worst:+.1%}, mean {mean:.1%}, {len(errors)} doses")
    print(f"{radiation.dose_table().proton.size} proton doses, {len(given)} of them given")
    # between 30 and 53 degrees
    for altitude in (480.0, 550.0, 650.0, 1000.0):
        grid = np.arange(30.0, 54.0, 1.0)
        dose = proton_rad_per_y(altitude, np.radians(grid), 10.0, 0.0)
        line = np.exp(np.interp(grid, [30.0, 53.0], np.log([dose[0], dose[-1]])))
        at = int(np.argmin(line / dose))
        print(f"{altitude:g} km: a line from 30 to 53 deg is {line[at] / dose[at] - 1:+.0%} off at {grid[at]:g} deg")
    # the exponential between thicknesses: leave 10 mm out
    errors = []
    for (series, inclination, altitude, thickness), dose_10 in given.items():
        if thickness == 10.0:
            thin, thick = (given[series, inclination, altitude, t] for t in (5.0, 20.0))
            errors.append(thin * (thick / thin) ** (1.0 / 3.0) / dose_10 - 1.0)
    print(f"exponential from 5 to 20 mm against the 10 mm rows: {min(errors):+.1%} to {max(errors):+.1%}")
    for inclination_deg, doses in {30: (463, 292, 239), 55: (1909, 320, 153), 100: (2321, 293, 114)}.items():
        made = dose_rad_per_y(550.0, math.radians(inclination_deg), np.array([2.0, 5.0, 10.0]), 0.0)
        text = ", ".join(f"{t} mm {m / d - 1:+.0%}" for t, m, d in zip((2, 5, 10), made, doses, strict=True))
        print(f"total dose against SPENVIS at 550 km, {inclination_deg} deg: {text}")
    share = radiation.saa_event_share(np.array([550.0, 800.0, 1000.0, 1500.0, 2000.0]))
    print("protons inside the Anomaly's box at 550, 800, 1000, 1500, 2000 km:", ", ".join(f"{x:.1%}" for x in share))


if __name__ == "__main__":
    main()
