"""Debris and meteoroids: their flux, the wall that they pierce, and collisions that end a satellite.

Debris is known to a factor of 4 at 1 mm and of 10 at 1 cm; the cases low, central and high span that range. Fluxes
count hits on one side of a randomly oriented square metre, so an exposed area is that of all faces.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import Literal

import numpy as np
import numpy.typing as npt

from orbitdc.constants import EARTH_RADIUS_KM, SECONDS_PER_YEAR

FloatArray = npt.NDArray[np.float64]
Case = Literal["low", "central", "high"]

DUST_EXPONENT = 2.5  # NASA90: flux ~ size^-2.5 below a millimetre
ATMOSPHERE_KM = 100.0  # below, meteoroids burn up: ECSS-E-ST-10-04C
WALL_DENSITY_G_PER_CM3, WALL_BRINELL, WALL_SOUND_KM_PER_S = 2.7, 95.0, 5.1  # aluminium 6061-T6
DEBRIS_DENSITY_G_PER_CM3, DEBRIS_KM_PER_S = 2.8, 10.0  # aluminium; mean impact in low orbit
METEOROID_DENSITY_G_PER_CM3, METEOROID_KM_PER_S = 2.5, 20.0  # ECSS-E-ST-10-04C with the flux of Gruen


@cache
def _rows(quantity: str) -> tuple[FloatArray, dict[str, FloatArray]]:
    """Abscissae of a quantity of the shipped table, rising, and its values by case."""
    text = files("orbitdc.sky").joinpath("debris_flux.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))
    chosen = [row for row in rows if row["quantity"] == quantity]
    values = {case: np.array([float(row[case]) for row in chosen]) for case in ("low", "central", "high")}
    return np.array([float(row["at"]) for row in chosen]), values


def highest_km() -> float:
    """Altitude in km at which the table ends.

    >>> highest_km()
    2000.0
    """
    return float(_rows("altitude_factor")[0][-1])


def debris_per_m2_y(altitude_km: npt.ArrayLike, size_mm: npt.ArrayLike, case: Case = "central") -> FloatArray:
    """The flux of debris of at least ``size_mm``, 1/(m2 y); the arguments broadcast.

    A power law between 1 mm, 1 cm and 10 cm (held above), size^-2.5 below 1 mm, which overstates below 0.05 mm; times a
    factor by altitude, linear between rows, held at the ends (400 and 2,000 km), the same for every case. Source:
    NASA90 (Kessler et al. 1989, NASA TM-100471) with wide ranges (orbitdc/sky/debris_flux.csv).

    >>> debris_per_m2_y(600.0, [0.25, 1.0, 10.0])
    array([1.6e-01, 5.0e-03, 2.0e-05])
    """
    sizes_mm, flux = _rows("flux")
    altitudes_km, factor = _rows("altitude_factor")
    size = np.asarray(size_mm, dtype=np.float64)
    law = np.exp(np.interp(np.log(size), np.log(sizes_mm), np.log(flux[case])))
    dust = np.minimum(size / sizes_mm[0], 1.0) ** -DUST_EXPONENT
    return np.asarray(law * dust * np.interp(np.asarray(altitude_km, np.float64), altitudes_km, factor["central"]))


def meteoroids_per_m2_y(mass_g: npt.ArrayLike) -> FloatArray:
    """The flux of meteoroids of at least ``mass_g`` at 1 AU, far from the Earth, 1/(m2 y), of the shape of ``mass_g``.

    F = year (F1 + F2 + F3) with F1 = (2200 m^0.306 + 15)^-4.38, F2 = 1.3e-9 (m + 1e11 m^2 + 1e27 m^4)^-0.36 and F3 =
    1.3e-16 (m + 1e6 m^2)^-0.85, m in g (Gruen et al. 1985; ECSS-E-ST-10-04C, section 10.2.4).

    >>> [f"{x:.3e}" for x in meteoroids_per_m2_y([1e-6, 1e-3])]
    ['1.488e+00', '5.968e-04']
    """
    m = np.asarray(mass_g, dtype=np.float64)
    large = (2200.0 * m**0.306 + 15.0) ** -4.38
    middle = 1.3e-9 * (m + 1e11 * m**2 + 1e27 * m**4) ** -0.36
    small = 1.3e-16 * (m + 1e6 * m**2) ** -0.85
    return np.asarray(SECONDS_PER_YEAR * (large + middle + small))


def near_earth_factor(altitude_km: npt.ArrayLike) -> FloatArray:
    """The factor by which the Earth changes the meteoroid flux, of the shape of ``altitude_km``.

    The Earth focuses the flux and shields a part of it: (1 + Re/r)(1 + cos(eta))/2, sin(eta) = (Re + 100 km)/r
    (ECSS-E-ST-10-04C, section 10.2.4).

    >>> float(near_earth_factor(600.0).round(3))
    1.313
    """
    radius = EARTH_RADIUS_KM + np.asarray(altitude_km, dtype=np.float64)
    sine = np.minimum((EARTH_RADIUS_KM + ATMOSPHERE_KM) / radius, 1.0)
    return np.asarray((1.0 + EARTH_RADIUS_KM / radius) * (1.0 + np.sqrt(1.0 - sine**2)) / 2.0)


def critical_diameter_mm(
    wall_mm: npt.ArrayLike,
    speed_km_per_s: float = DEBRIS_KM_PER_S,
    density_g_per_cm3: float = DEBRIS_DENSITY_G_PER_CM3,
) -> FloatArray:
    """The diameter in mm of the smallest sphere that pierces an aluminium wall head-on, of the shape of ``wall_mm``.

    Cour-Palais 1987: t = 1.8 p, p = 5.24 d^(19/18) BH^(-1/4) (rho_p/rho_t)^(1/2) (V/C)^(2/3), t, p and d in cm, with
    ``density_g_per_cm3`` the density rho_p of the sphere in g/cm3.

    >>> critical_diameter_mm([0.5, 1.0, 2.0]).round(3)
    array([0.132, 0.254, 0.491])
    """
    hardness = WALL_BRINELL**-0.25 * np.sqrt(density_g_per_cm3 / WALL_DENSITY_G_PER_CM3)
    crater = 5.24 * hardness * (speed_km_per_s / WALL_SOUND_KM_PER_S) ** (2.0 / 3.0)
    return np.asarray(10.0 * (np.asarray(wall_mm, dtype=np.float64) / 10.0 / (1.8 * crater)) ** (18.0 / 19.0))


def penetration_per_m2_y(
    altitude_km: npt.ArrayLike, wall_mm: npt.ArrayLike, shield_mm: npt.ArrayLike = 0.0, case: Case = "central"
) -> FloatArray:
    """The rate of holes through a wall behind a shield, 1/(m2 y) of exposed face, by debris and meteoroids.

    The sum of both fluxes above the critical size of the wall (by definition of `critical_diameter_mm`); the arguments
    broadcast. ``shield_mm`` is the thickness of aluminium that adds as much protection to the wall as the shield; a
    spaced bumper protects better than its own thickness. Meteoroids count from the mass of the critical sphere.

    >>> penetration_per_m2_y(600.0, 1.0, [0.0, 3.0]).round(3)
    array([0.444, 0.009])
    """
    thick = np.asarray(wall_mm, dtype=np.float64) + np.asarray(shield_mm, dtype=np.float64)
    debris = debris_per_m2_y(altitude_km, critical_diameter_mm(thick), case)
    grain_cm = critical_diameter_mm(thick, METEOROID_KM_PER_S, METEOROID_DENSITY_G_PER_CM3) / 10.0
    grains = meteoroids_per_m2_y(METEOROID_DENSITY_G_PER_CM3 * np.pi / 6.0 * grain_cm**3)
    return debris + grains * near_earth_factor(altitude_km)


def catastrophic_per_y(altitude_km: npt.ArrayLike, area_m2: npt.ArrayLike, case: Case = "central") -> FloatArray:
    """The rate of collisions per year that end a satellite: debris of 1 cm and more on its vital area.

    Flux times area (by definition of a flux); the arguments broadcast. ``area_m2`` is the surface behind which a hit is
    fatal: bus and compute box, not the wings, where a centimetre leaves a hole. Debris that is tracked and avoided, 10
    cm and more, is counted too: 15 % of the central flux. Starlink had no such loss in 27,000 satellite-years, which
    bounds the rate at 1e-4 a year.

    >>> catastrophic_per_y(600.0, 4.0)
    array(8.e-05)
    """
    return np.asarray(debris_per_m2_y(altitude_km, 10.0, case) * np.asarray(area_m2, dtype=np.float64))
