"""Orbits, Sun, shadow and passes by independent tools: SGP4, and skyfield with JPL's ephemeris DE421, offline.

Nothing here shares a line with the simulation's own sky. The libraries are imported when they are asked for.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from orbitdc.constants import (
    AU_KM,
    EARTH_POLAR_RADIUS_KM,
    EARTH_RADIUS_KM,
    J2,
    MU_EARTH_KM3_PER_S2,
    SECONDS_PER_DAY,
)
from orbitdc.errors import EnvironmentFault, Problem
from orbitdc.sky.passes import Station

FloatArray = npt.NDArray[np.float64]
SGP4_EPOCH = dt.datetime(1949, 12, 31, tzinfo=dt.UTC)  # from which the library counts days
FIRST_YEAR, LAST_YEAR = 1900, 2052  # whole years of DE421
STEP_S = 10.0  # between positions that are asked whether they are lit; edges between them are found by bisection


@dataclass(frozen=True)
class Mean:
    """The mean elements of one orbit at an epoch, as SGP4 takes them but for the mean motion; km and rad."""

    semi_major_axis_km: float
    eccentricity: float
    inclination_rad: float
    raan_rad: float
    argument_of_perigee_rad: float
    mean_anomaly_rad: float
    epoch: dt.datetime


class Tools:
    """The libraries and the ephemeris. Raises EnvironmentFault, with what to install, where one is absent.

    References: SGP4 of Hoots and Roehrich (Spacetrack Report No. 3, 1980) as revised by Vallado 2006; skyfield (Rhodes
    2019); DE421 (Folkner, Williams and Boggs 2009).

    >>> tools, epoch = Tools(), dt.datetime(2027, 3, 20, tzinfo=dt.UTC)
    >>> flown = tools.satellite(Mean(6928.137, 0.001, math.radians(53.0), 0.0, 0.0, 0.0, epoch))  # 95.6 minutes
    >>> bool(tools.sunlit(flown, epoch, np.array([0.0]), ellipsoid=True)[0])  # the Sun stands at its node
    True
    >>> len(tools.shadow_edges(flown, epoch, 86400.0, ellipsoid=True))  # 15 eclipses a day
    30
    >>> len(tools.passes(flown, Station("pole", 90.0, 0.0, 10.0), epoch, 86400.0))  # which it never reaches
    0
    >>> tools.close()
    """

    def __init__(self) -> None:
        try:
            import skyfield_data
            from sgp4.api import WGS84, Satrec
            from skyfield.api import EarthSatellite, load, load_file, wgs84
            from skyfield.sgp4lib import TEME
        except ImportError as error:
            message = f"verification needs the library {error.name}, which is not installed"
            raise EnvironmentFault(Problem(message, fix='pip install "orbitdc[verify]"')) from None
        path = Path(skyfield_data.__file__).parent / "data" / "de421.bsp"
        try:
            self.bodies = load_file(str(path))
        except OSError as error:
            fix = 'pip install --force-reinstall "orbitdc[verify]"'
            raise EnvironmentFault(Problem(f"cannot be read: {error.strerror}", file=str(path), fix=fix)) from None
        self.time = load.timescale(builtin=True)
        self.teme, self.wgs84 = TEME, wgs84
        self._record, self._gravity, self._satellite = Satrec, WGS84, EarthSatellite

    def close(self) -> None:
        """Close the file of the ephemeris."""
        self.bodies.close()

    def satellite(self, mean: Mean) -> Any:
        """The satellite of skyfield that flies the mean elements by SGP4, without drag."""
        a, e, i = mean.semi_major_axis_km, mean.eccentricity, mean.inclination_rad
        # SGP4 takes the Kozai mean motion: n (1 + 3/4 J2 (3 cos^2 i - 1)/(1 - e^2)^1.5 (Re/a)^2).
        shift = 0.75 * J2 * (3.0 * math.cos(i) ** 2 - 1.0) / (1.0 - e * e) ** 1.5 * (EARTH_RADIUS_KM / a) ** 2
        kozai = math.sqrt(MU_EARTH_KM3_PER_S2 / a**3) * (1.0 + shift) * 60.0
        days = (mean.epoch - SGP4_EPOCH) / dt.timedelta(days=1)
        made = self._record()
        angles = (e, mean.argument_of_perigee_rad, i, mean.mean_anomaly_rad, kozai, mean.raan_rad)
        made.sgp4init(self._gravity, "i", 1, days, 0.0, 0.0, 0.0, *angles)
        return self._satellite.from_satrec(made, self.time)

    def moments(self, epoch: dt.datetime, seconds: FloatArray) -> Any:
        """Skyfield's times at seconds from a moment in UTC."""
        at = epoch.replace(tzinfo=None)
        return self.time.utc(at.year, at.month, at.day, at.hour, at.minute, at.second + np.atleast_1d(seconds))

    def positions_km(self, satellite: Any, epoch: dt.datetime, seconds: FloatArray) -> FloatArray:
        """Positions (n, 3) in km, TEME, at seconds (n,) from a moment."""
        return np.asarray(satellite.at(self.moments(epoch, seconds)).frame_xyz(self.teme).km.T)

    def sun_km(self, epoch: dt.datetime, seconds: FloatArray) -> FloatArray:
        """Apparent positions (n, 3) of the Sun in km, TEME, at seconds (n,) from a moment."""
        seen = self.bodies["earth"].at(self.moments(epoch, seconds)).observe(self.bodies["sun"]).apparent()
        return np.asarray(seen.frame_xyz(self.teme).km.T)

    def sunlit(self, satellite: Any, epoch: dt.datetime, seconds: FloatArray, ellipsoid: bool) -> npt.NDArray[np.bool_]:
        """Whether the Sun's centre is seen (n,) at ``seconds`` (n,), in s: the Earth is an ellipsoid or a sphere.

        The line from satellite to Sun against a sphere of the equator's radius, by skyfield; the ellipsoid of WGS84 is
        that sphere once z is stretched.
        """
        from skyfield.geometry import intersect_line_and_sphere

        stretch = np.array([1.0, 1.0, EARTH_RADIUS_KM / EARTH_POLAR_RADIUS_KM if ellipsoid else 1.0])
        place = self.positions_km(satellite, epoch, seconds) * stretch
        ahead = self.sun_km(epoch, seconds) * stretch - place
        _, far = intersect_line_and_sphere(ahead.T / AU_KM, -place.T / AU_KM, EARTH_RADIUS_KM / AU_KM)
        return np.asarray(np.nan_to_num(far, nan=-1.0) <= 0.0)

    def shadow_edges(self, satellite: Any, epoch: dt.datetime, span_s: float, ellipsoid: bool) -> FloatArray:
        """Moments (n,) in s at which the light changes, within a span in s from a moment.

        The light is a yes or no, so that every change is closed in by halving, all at once.
        """
        grid: FloatArray = np.arange(0.0, span_s + STEP_S, STEP_S)
        lit = self.sunlit(satellite, epoch, grid, ellipsoid)
        at = np.flatnonzero(lit[:-1] != lit[1:])
        low, high, before = grid[at], grid[at + 1], lit[at]
        for _ in range(14 if at.size else 0):  # to a millisecond
            middle = 0.5 * (low + high)
            same = self.sunlit(satellite, epoch, middle, ellipsoid) == before
            low, high = np.where(same, middle, low), np.where(same, high, middle)
        return np.asarray(0.5 * (low + high))

    def passes(self, satellite: Any, station: Station, epoch: dt.datetime, span_s: float) -> FloatArray:
        """Rise and set (n_pass, 2) in s of whole passes above a station, within a span in s from a moment."""
        place = self.wgs84.latlon(station.latitude_deg, station.longitude_deg)
        ends = self.moments(epoch, np.array([0.0, span_s]))
        times, kinds = satellite.find_events(place, ends[0], ends[1], altitude_degrees=station.elevation_min_deg)
        seconds = np.array([(time - ends[0]) * SECONDS_PER_DAY for time in times])
        found, rise = [], None
        for kind, second in zip(kinds, seconds, strict=True):
            if kind == 0:
                rise = second
            elif kind == 2 and rise is not None:
                found.append((rise, second))
                rise = None
        return np.array(found, dtype=np.float64).reshape(-1, 2)
