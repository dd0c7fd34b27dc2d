"""When a satellite stands high enough above a ground station, from the mean orbits of the simulation."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from orbitdc.catalog import table
from orbitdc.constants import EARTH_POLAR_RADIUS_KM, EARTH_RADIUS_KM, SECONDS_PER_DAY
from orbitdc.sky.eclipse import MeanOrbits, positions_km
from orbitdc.sky.sun import julian_date, mean_sun_longitude_rad

FloatArray = npt.NDArray[np.float64]
GRID_S = 10.0  # between samples: a satellite moves by 0.6 degrees, and edges between them are within 0.1 s of a line


class Dated(MeanOrbits, Protocol):
    """Mean orbits with the moment at which their angles hold."""

    @property
    def epoch(self) -> dt.datetime: ...


@dataclass(frozen=True)
class Station:
    """A ground station: degrees north and east, and the least elevation at which it is used."""

    label: str
    latitude_deg: float
    longitude_deg: float
    elevation_min_deg: float


def stations() -> list[Station]:
    """The named ground stations of the catalogue.

    >>> [station.label for station in stations()]
    ['Svalbard', 'White Sands', 'Kourou', 'Perth']
    """
    fields = ("latitude_deg", "longitude_deg", "elevation_min_deg")
    return [
        Station(str(rows["label"].value), *(float(rows[field].value) for field in fields))
        for rows in table("ground_stations").values()
    ]


def elevation_rad(orbits: Dated, index: int, station: Station, seconds: FloatArray) -> FloatArray:
    """Elevation in rad (n,) of one orbit above the horizon of a station at ``seconds`` (n,) since the epoch, in s.

    The Earth turns by the mean Sun's longitude plus the time of day (Astronomical Almanac, sidereal time), and the
    station stands on the WGS84 ellipsoid (Vallado 2013, chapter 3); ``index`` is the number of the orbit.

    >>> from orbitdc.fleet.orbits import shell_orbits
    >>> from orbitdc.fleet.shell import Shell
    >>> shell = Shell(label="s", altitude_km=600.0, inclination_deg=90.0, raan_deg=0.0, pattern="single",
    ...               planes=1, satellites_per_plane=1, phasing=0)
    >>> orbits = shell_orbits(shell, dt.datetime(2027, 1, 1, tzinfo=dt.UTC), 1, 1)
    >>> pole = Station("pole", 90.0, 0.0, 10.0)
    >>> quarter = np.pi / 2 / orbits.argument_of_latitude_rate_rad_per_s
    >>> round(float(np.degrees(elevation_rad(orbits, 0, pole, quarter)[0])))
    90
    """
    day = seconds / SECONDS_PER_DAY
    start = julian_date(orbits.epoch)
    of_day = (orbits.epoch - orbits.epoch.replace(hour=0, minute=0, second=0, microsecond=0)) / dt.timedelta(days=1)
    a_day = (mean_sun_longitude_rad(start + 1.0) - mean_sun_longitude_rad(start)) % (2.0 * math.pi)
    sun = mean_sun_longitude_rad(start) + a_day * day
    turned = sun + math.pi + 2.0 * math.pi * (of_day + day)
    latitude, longitude = math.radians(station.latitude_deg), math.radians(station.longitude_deg) + turned
    flat = (EARTH_POLAR_RADIUS_KM / EARTH_RADIUS_KM) ** 2
    across = EARTH_RADIUS_KM / math.sqrt(math.cos(latitude) ** 2 + flat * math.sin(latitude) ** 2)
    cosine, sine = np.cos(longitude), np.sin(longitude)
    level = math.cos(latitude)
    up = np.stack([level * cosine, level * sine, np.full_like(day, math.sin(latitude))], axis=-1)
    place = across * up * np.array([1.0, 1.0, flat])
    seen = positions_km(orbits, index, seconds) - place
    return np.asarray(np.arcsin(np.sum(up * seen, axis=-1) / np.linalg.norm(seen, axis=-1)))


def windows(orbits: Dated, index: int, station: Station, span_s: float) -> FloatArray:
    """Rise, set and greatest elevation (n_pass, 3), s, s and rad, of whole passes from the epoch on for a span in s.

    ``index`` is the number of the orbit. Elevations on a grid of 10 s, joined by straight lines where they cross the
    least elevation of the station, by definition of a pass.

    >>> from orbitdc.fleet.orbits import shell_orbits
    >>> from orbitdc.fleet.shell import Shell
    >>> shell = Shell(label="s", altitude_km=600.0, inclination_deg=90.0, raan_deg=0.0, pattern="single",
    ...               planes=1, satellites_per_plane=1, phasing=0)
    >>> orbits = shell_orbits(shell, dt.datetime(2027, 1, 1, tzinfo=dt.UTC), 1, 1)
    >>> seen = windows(orbits, 0, Station("pole", 90.0, 0.0, 10.0), 86400.0)  # once in each revolution
    >>> len(seen)
    15
    """
    grid: FloatArray = np.arange(0.0, span_s + GRID_S, GRID_S)
    high = elevation_rad(orbits, index, station, grid)
    above = high - math.radians(station.elevation_min_deg)
    change = np.flatnonzero((above[:-1] < 0.0) != (above[1:] < 0.0))
    edge = grid[change] + GRID_S * above[change] / (above[change] - above[change + 1])
    if change.size and above[0] >= 0.0:  # it had risen before
        change, edge = change[1:], edge[1:]
    whole = edge.size // 2
    rows = [
        (edge[2 * i], edge[2 * i + 1], float(high[change[2 * i] : change[2 * i + 1] + 1].max())) for i in range(whole)
    ]
    return np.array(rows, dtype=np.float64).reshape(-1, 3)
