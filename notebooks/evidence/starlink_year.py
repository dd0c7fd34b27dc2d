"""Verdict: a year of SGP4 without thrust leaves the secular node by 0.7 to 6.8 degrees, by 0.1 to 3.5 with J2^2 and J4.

All that the option leaves is the fall: 0.7 km at 540 km, 1.7 at 546 (97.4 deg), 5.2 and 8.5 at 485 and 471, which turns
the node by 0.15 to 3.6 deg and puts the satellite 0.4 to 5 revolutions ahead; a held satellite does neither. Light is
within 0.10 % in the year and 0.24 % in the worst month at 43 and 53 deg. At 97.4 deg J2 alone is 0.20 % off in the year
and 1.0 % in the worst month, for its node runs 1.1 deg ahead; with J2^2 and J4 0.01 % and 0.10 %.

The fall itself is not predicted by these elements: with the ballistic coefficient that their B* stands for, NRLMSIS at
the predicted activity takes 4.6 to 7.3 times less than SGP4, whose air knows no Sun; and B* was fitted to satellites
that thrust. Altitude is lost by area, mass and F10.7 here, never by B*.

``python notebooks/evidence/starlink_year.py`` flies satellites of ../shared/data/starlink_2026-05-30.tle for a year
with SGP4, drag included and no thrust, and holds the secular orbits of the same records against them.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from sgp4.api import Satrec

from orbitdc.constants import AU_KM, EARTH_RADIUS_KM, SECONDS_PER_DAY
from orbitdc.fleet.altitude import decaying
from orbitdc.fleet.orbits import Orbits, catalogue_orbits
from orbitdc.sky.catalogues import ElementRecords, read_catalogue
from orbitdc.sky.eclipse import lit_fraction, positions_km
from orbitdc.sky.solar_activity import f107_by_day
from orbitdc.sky.sun import julian_date, sun_table

FILE = Path(__file__).resolve().parents[3] / "shared" / "data" / "starlink_2026-05-30.tle"
NAMES = ("STARLINK-2583", "STARLINK-3132", "STARLINK-4348", "STARLINK-30221")
START = dt.datetime(2026, 5, 31, tzinfo=dt.UTC)
DAYS, MONTHS = 360, 12
SGP4_DENSITY_KG_PER_M2 = 0.1570  # its reference density times the Earth's radius (Spacetrack Report No. 3)
STEP_S = 37.0  # between samples: 150 a revolution


def one(records: ElementRecords, name: str) -> ElementRecords:
    """The records of one satellite."""
    k = records.name.index(name)
    arrays = {key: value[k : k + 1] for key, value in vars(records).items() if key != "name"}
    return ElementRecords(name=(name,), **arrays)


def satellite(name: str) -> Satrec:
    """The same satellite for SGP4."""
    lines = FILE.read_text(encoding="utf-8").splitlines()
    k = next(k for k, line in enumerate(lines) if line.strip().removeprefix("0 ") == name)
    return Satrec.twoline2rv(lines[k + 1], lines[k + 2])


def our_fall_km(made: Satrec, orbits: Orbits) -> dict[str, float]:
    """Altitude lost in the same days by this package's air, with the ballistic coefficient that B* stands for."""
    ballistic_m2_per_kg = 2.0 * made.bstar / SGP4_DENSITY_KG_PER_M2
    lost = {}
    for activity in ("low", "predicted", "mean"):
        f107 = f107_by_day(START.date(), DAYS + 1, activity)
        height, tilt = orbits.semi_major_axis_km - EARTH_RADIUS_KM, orbits.inclination_rad
        path = decaying(height, tilt, None, ballistic_m2_per_kg, 1.0, 1.0, f107)
        lost[activity] = float(path.altitude_km[0, 0] - path.altitude_km[-1, 0])
    return lost


def fly(made: Satrec, seconds: np.ndarray) -> np.ndarray:
    """Positions (n, 3) in km, TEME, at seconds since the start."""
    failed, r, _ = made.sgp4_array(np.full_like(seconds, julian_date(START)), seconds / SECONDS_PER_DAY)
    if failed.any():
        raise SystemExit(f"SGP4 stops with code {failed.max()}")
    return r


def mean_elements(made: Satrec, day: float) -> tuple[float, float]:
    """SGP4's mean semi-major axis in km and node in rad, days after the start."""
    made.sgp4(julian_date(START), day)
    return made.am * made.radiusearthkm, made.Om


def end_of_year(made: Satrec, orbits: Orbits) -> tuple[float, float, float, float]:
    """Mean altitude lost in km, node error in deg and the fall's part of it, revolutions that the fall gains."""
    (was_km, _), (is_km, node) = mean_elements(made, 0.0), mean_elements(made, float(DAYS))
    turned = orbits.raan_rate_rad_per_s[0] * DAYS * SECONDS_PER_DAY
    flown = orbits.argument_of_latitude_rate_rad_per_s[0] * DAYS * SECONDS_PER_DAY
    gap = math.remainder(float(orbits.raan_rad[0] + turned) - node, 2.0 * math.pi)
    # The fall builds up nearly in proportion to time; the node's rate goes as a^-3.5, the mean motion as a^-1.5.
    fall = 0.5 * (was_km - is_km) / was_km
    ahead = 1.5 * fall * float(flown) / (2.0 * math.pi)
    return was_km - is_km, math.degrees(gap), -math.degrees(3.5 * fall * float(turned)), ahead


def monthly_light(place: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    """Share of the Sun's disk in view by month of 30 days (12,) from a function of seconds that gives positions."""
    seconds = np.arange(0.0, DAYS * SECONDS_PER_DAY, STEP_S)
    direction, distance = sun_table(START.date(), DAYS).at(seconds)
    lit = lit_fraction(place(seconds), direction * distance[:, None] * AU_KM)
    month = (seconds // (DAYS / MONTHS * SECONDS_PER_DAY)).astype(int)
    return np.bincount(month, lit) / np.bincount(month)


def report(name: str, made: Satrec, record: ElementRecords) -> None:
    """Print one satellite's year."""
    first = catalogue_orbits(record, START)
    theirs = monthly_light(lambda seconds: fly(made, seconds))
    lost, _, _, ahead = end_of_year(made, first)
    print(
        f"{name}: {float(first.semi_major_axis_km[0]) - EARTH_RADIUS_KM:.1f} km, "
        f"{math.degrees(first.inclination_rad[0]):.2f} deg, loses {lost:.2f} km in {DAYS} days and so gets {ahead:.1f} "
        f"revolutions ahead; lit {theirs.mean():.4f} of the year"
    )
    ours = ", ".join(f"{lost:.2f} ({activity})" for activity, lost in our_fall_km(made, first).items())
    print(f"  B* {made.bstar:.2e} in the air of this package: loses {ours} km")
    for gravity in ("j2", "j2_j4"):
        orbits = catalogue_orbits(record, START, gravity)
        _, node, fall, _ = end_of_year(made, orbits)
        rates = [math.degrees(x) * SECONDS_PER_DAY for x in (orbits.raan_rate_rad_per_s[0], made.nodedot / 60.0)]
        print(
            f"  {gravity:5s} node rate {rates[0]:+.5f}, SGP4 {rates[1]:+.5f} deg/day; "
            f"node {node:+.3f} deg off at the end, {fall:+.3f} of it by the fall"
        )
        gap = monthly_light(partial(positions_km, orbits, 0)) - theirs
        print(f"        light: year {gap.mean():+.5f}, worst month {np.abs(gap).max():.5f}")


def main() -> None:
    """Print the comparison of each satellite."""
    if not FILE.is_file():
        raise SystemExit(f"skipped: no {FILE}")
    records = read_catalogue(FILE)
    for name in NAMES:
        report(name, satellite(name), one(records, name))


if __name__ == "__main__":
    main()
