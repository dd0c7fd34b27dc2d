"""The thermosphere: orbit-averaged density by altitude, solar activity and orbit, from a shipped NRLMSIS 2.1 table.

Densities are means over the seasons and over the orbit: the densest month is 16 to 23 % above them, and storms are
denser still. The model itself is good to 15 to 20 % (1 sigma); solar activity moves density by a factor of 25 at 600
km.

An altitude here is the radius of a circular orbit less the equatorial radius of the Earth, as a shell states it. The
model is read at the height above the ellipsoid, up to 21 km more towards the poles, at every point of the orbit: the
air of a polar orbit is 11 to 14 % thinner at 600 km, and 15 to 20 % at 350 km, than at one height all the way around.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from orbitdc.constants import EARTH_POLAR_RADIUS_KM, EARTH_RADIUS_KM
from orbitdc.system.recent import by_content

FloatArray = npt.NDArray[np.float64]

INCLINATION_DEG = (
    0.0,
    30.0,
    53.0,
    70.0,
    90.0,
)  # columns over all local times; orbits of i and 180 - i meet the same air
LTAN_H = (0.0, 3.0, 6.0, 9.0)  # columns of Sun-synchronous planes; a node 12 h later is the same plane
AP_LEVELS = ((70.0, 130.0, 200.0, 250.0), (5.0, 10.0, 18.0, 30.0))  # F10.7 in sfu and the Ap tabulated with it


@dataclass(frozen=True, eq=False)
class DensityTable:
    """The natural logarithm of density in kg/m3 on a grid, with one plane of the grid per orbit group.

    Source: NRLMSIS 2.1 (Emmert et al. 2022).

    >>> table = density_table()
    >>> equator = table.for_orbits(orbit_weights(np.array([0.0])))[0]  # the table's first plane alone
    >>> bool((equator == table.ln_density[0]).all())
    True
    """

    altitude_km: FloatArray  # (n_altitude,), rising
    f107_sfu: FloatArray  # (n_f107,), rising
    ln_density: FloatArray  # (n_group, n_f107, n_altitude), orbits in the order INCLINATION_DEG, LTAN_H

    def for_orbits(self, weight: FloatArray) -> FloatArray:
        """Logarithms of density (n_orbit, n_f107, n_altitude) of orbits with these ``orbit_weights``.

        The argument ``weight`` (n_group, n_orbit) is dimensionless.
        """
        return np.asarray(np.einsum("ko,kfa->ofa", weight, self.ln_density))


@cache
def density_table() -> DensityTable:
    """The shipped table, which is read once.

    Source: NRLMSIS 2.1 (Emmert et al. 2022, doi:10.1029/2022JA030896) by pymsis, computed by
    notebooks/evidence/density_table.py; daily and 81-day F10.7 alike, Ap rising with F10.7 as the table states.

    >>> density_table().ln_density.shape[0] == len(INCLINATION_DEG) + len(LTAN_H)
    True
    """
    text = files("orbitdc.sky").joinpath("density.csv").read_text(encoding="utf-8")
    rows = np.loadtxt([line for line in text.splitlines() if line[0].isdigit()], delimiter=",")
    f107, altitude = np.unique(rows[:, 0]), np.unique(rows[:, 2])
    density = rows[:, 3:].T.reshape(-1, f107.size, altitude.size)
    return DensityTable(altitude, f107, np.log(density))


def orbit_weights(inclination_rad: npt.ArrayLike, ltan_h: npt.ArrayLike | None = None) -> FloatArray:
    """Weights (n_group, ...) that mix the table's orbit groups; the two arguments broadcast to (...).

    Without a local time of the node (None, or NaN in an array) weights are linear in sin^2 i between the tabulated
    inclinations; with one the orbit is Sun-synchronous, its inclination unused, and the weight of the plane at L_k is
    1/4 + 1/2 cos(2 pi (L - L_k)/12 h), the mean and the 12-hour wave through four planes (by definition of a discrete
    Fourier series).

    >>> orbit_weights(np.radians([53.0, 127.0])).round(6)[:, 1]
    array([0., 0., 1., 0., 0., 0., 0., 0., 0.])
    >>> orbit_weights(1.7, 18.0).round(6)
    array([ 0.  ,  0.  ,  0.  ,  0.  ,  0.  , -0.25,  0.25,  0.75,  0.25])
    """
    node_h = np.nan if ltan_h is None else np.asarray(ltan_h, dtype=np.float64)
    inclination, node = np.broadcast_arrays(np.asarray(inclination_rad, dtype=np.float64), node_h)
    knots = np.sin(np.radians(INCLINATION_DEG)) ** 2
    index, part = _place(np.sin(inclination) ** 2, knots)
    rank = np.arange(knots.size).reshape(-1, *([1] * inclination.ndim))
    drifting = np.where(rank == index, 1.0 - part, np.where(rank == index + 1, part, 0.0))
    lag = node - np.array(LTAN_H).reshape(-1, *([1] * node.ndim))
    fixed = 0.25 + 0.5 * np.cos(2.0 * np.pi * lag / 12.0)
    free = np.isnan(node)
    return np.concatenate([np.where(free, drifting, 0.0), np.where(free, 0.0, fixed)])


@by_content(most=16)
def density_kg_per_m3(
    altitude_km: npt.ArrayLike,
    f107_sfu: npt.ArrayLike,
    inclination_rad: npt.ArrayLike,
    ltan_h: npt.ArrayLike | None = None,
    table: DensityTable | None = None,
) -> FloatArray:
    """Mean density in kg/m3 along circular orbits; the arguments broadcast to the shape of the result.

    ``altitude_km`` is the radius of the orbit less the equatorial radius of the Earth. ln(density) is bilinear in
    altitude and F10.7 (within 2 % of NRLMSIS 2.1, Emmert et al. 2022), then mixed by ``orbit_weights``; above and below
    the table, 120 to 2,000 km, its end segments continue. ``ltan_h`` makes an orbit Sun-synchronous (NaN: over all
    local times). Raises ValueError for an F10.7 outside the table, 65 to 300 sfu.

    >>> [f"{x:.2e}" for x in density_kg_per_m3(600.0, [70.0, 130.0, 200.0], np.radians(97.8), 18.0)]
    ['1.52e-14', '9.90e-14', '3.95e-13']
    """
    grid = table or density_table()
    weight = orbit_weights(inclination_rad, ltan_h)
    row, up = f107_place(f107_sfu, grid)
    column, right = _place(np.asarray(altitude_km, dtype=np.float64), grid.altitude_km)
    ln_density: FloatArray | float = 0.0
    for share, ln in zip(weight, grid.ln_density, strict=True):
        if share.any():
            low = (1.0 - right) * ln[row, column] + right * ln[row, column + 1]
            high = (1.0 - right) * ln[row + 1, column] + right * ln[row + 1, column + 1]
            ln_density = ln_density + share * ((1.0 - up) * low + up * high)
    return np.asarray(np.exp(ln_density))


def f107_place(f107_sfu: npt.ArrayLike, table: DensityTable) -> tuple[npt.NDArray[np.int64], FloatArray]:
    """The lower row of the table and the part of the way to the next, for F10.7 in sfu of any shape.

    Raises ValueError outside the table.

    >>> [float(x) for x in f107_place(65.0, density_table())]
    [0.0, 0.0]
    """
    flux = np.asarray(f107_sfu, dtype=np.float64)
    low, high = table.f107_sfu[0], table.f107_sfu[-1]
    if flux.size and not (flux.min() >= low and flux.max() <= high):
        asked = f"{flux.min():g} to {flux.max():g}"
        raise ValueError(f"the density table covers F10.7 of {low:g} to {high:g} sfu; asked for {asked}")
    return _place(flux, table.f107_sfu)


def msis_kg_per_m3(
    altitude_km: float, f107_sfu: float, ap: float, inclination_rad: float, ltan_h: float | None = None
) -> float:
    """Density in kg/m3 along a circular orbit by NRLMSIS 2.1, the mean of 12 dates x 24 points of the orbit.

    The model is that of Emmert et al. 2022, and ``ap`` is the geomagnetic index, dimensionless. Without ``ltan_h`` the
    mean is also over six nodes in local time. ``altitude_km`` is the radius less the equatorial radius of the Earth;
    geodetic latitude and height follow at every point from sin(lat) = sin i sin u, local time from the node's. More
    points change it by less than 0.1 %. Needs the optional pymsis, else raises ImportError; F10.7 and Ap are always
    given, so nothing is downloaded.
    """
    import pymsis

    node = np.arange(0.0, 24.0, 4.0) if ltan_h is None else np.array([ltan_h])
    day, start, u = (x.ravel() for x in np.meshgrid(np.arange(12), node, np.arange(0.5, 24.0) / 24.0 * 2.0 * np.pi))
    latitude, height = geodetic(EARTH_RADIUS_KM + altitude_km, np.arcsin(np.sin(inclination_rad) * np.sin(u)))
    local_h = start + np.degrees(np.arctan2(np.cos(inclination_rad) * np.sin(u), np.cos(u))) / 15.0
    utc_h = 24.0 * (
        (np.arange(day.size) * (np.sqrt(5.0) - 1.0) / 2.0) % 1.0
    )  # the golden ratio spreads longitudes evenly
    minutes = np.floor(day * 365.0 / 12.0) * 1440.0 + np.floor(utc_h * 60.0)
    date = np.datetime64("2027-01-01T00:00") + minutes.astype(np.int64)
    level = np.full(day.size, float(f107_sfu))
    output = pymsis.calculate(
        date,
        (15.0 * (local_h - utc_h)) % 360.0,
        np.degrees(latitude),
        height,
        level,
        level,
        np.full((day.size, 7), float(ap)),
        version=2.1,
    )
    return float(output[:, pymsis.Variable.MASS_DENSITY].mean(dtype=np.float64))


def geodetic(radius_km: npt.ArrayLike, geocentric_latitude_rad: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Geodetic latitude in rad and height in km above the WGS84 ellipsoid; the arguments broadcast.

    tan(lat) = (z + e'^2 b sin^3 t)/(p - e^2 a cos^3 t), tan(t) = z a/(p b) (Bowring 1976), within a millimetre in low
    orbits; height = p cos(lat) + z sin(lat) - a sqrt(1 - e^2 sin^2(lat)).

    >>> geodetic(6978.137, np.radians([0.0, 90.0]))[1].round(3)
    array([600.   , 621.385])
    """
    a, b = EARTH_RADIUS_KM, EARTH_POLAR_RADIUS_KM
    square, second = 1.0 - (b / a) ** 2, (a / b) ** 2 - 1.0
    radius, angle = np.asarray(radius_km, dtype=np.float64), np.asarray(geocentric_latitude_rad, dtype=np.float64)
    p, z = radius * np.cos(angle), radius * np.sin(angle)
    reduced = np.arctan2(z * a, p * b)
    latitude = np.arctan2(z + second * b * np.sin(reduced) ** 3, p - square * a * np.cos(reduced) ** 3)
    height = p * np.cos(latitude) + z * np.sin(latitude) - a * np.sqrt(1.0 - square * np.sin(latitude) ** 2)
    return np.asarray(latitude), np.asarray(height)


def _place(x: FloatArray, knots: FloatArray) -> tuple[npt.NDArray[np.int64], FloatArray]:
    """Index of the segment each x lies in and its part of that segment; end segments continue."""
    index = np.clip(np.searchsorted(knots, x, side="right") - 1, 0, knots.size - 2)
    return np.asarray(index), np.asarray((x - knots[index]) / (knots[index + 1] - knots[index]))
