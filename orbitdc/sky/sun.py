"""The position of the Sun: daily geocentric positions from astropy, interpolated by a cubic spline and kept on disk.

Frame: true equator and mean equinox of date (TEME), the frame of SGP4 elements. A warm call reads small files and
imports neither astropy nor scipy.
"""

from __future__ import annotations

import datetime as dt
import io
import math
import threading
import warnings
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from orbitdc.constants import SECONDS_PER_DAY, TROPICAL_YEAR_D
from orbitdc.errors import Problem, ScenarioError
from orbitdc.system.cache import cache_folder
from orbitdc.system.files import opened, put, sealed

FloatArray = npt.NDArray[np.float64]

FIRST_YEAR, LAST_YEAR = 1960, 2060
MARGIN_D = 20  # the error of a truncated spline end falls by 0.27 per day, below rounding after 20 days
CACHE_VERSION = "sun-2"  # raise when the content of the files changes
MEAN_LONGITUDE_J2000_DEG = 280.460  # Astronomical Almanac, low-precision Sun
MEAN_LONGITUDE_DEG_PER_D = 0.9856474  # Astronomical Almanac, low-precision Sun
JD_J2000 = 2451545.0
_ONE_AT_A_TIME = threading.Lock()
MEAN_SUN_RATE_RAD_PER_S = 2.0 * math.pi / (TROPICAL_YEAR_D * SECONDS_PER_DAY)


@dataclass(frozen=True, eq=False)
class SunTable:
    """Daily Sun positions around a span of time, with the second differences of their cubic spline."""

    start: dt.date  # 00:00 UTC of this day is second 0
    days: float  # span covered by the request
    first_day: int  # day of the first sample relative to ``start``
    position_au: FloatArray  # (n_day, 3) geocentric apparent Sun, TEME
    curvature_au: FloatArray  # (n_day, 3) second derivative per day squared at the samples

    def at(self, seconds_since_start: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
        """Unit vectors to the Sun (n, 3) and distances (n,) in AU at (n,) ``seconds_since_start``, in s.

        Cubic spline through daily samples (Press et al., "Numerical Recipes", 3rd ed. (2007), section 3.3): within 5e-8
        degrees of the direct ephemeris away from leap seconds. Raises ValueError more than a day outside the table's
        span.

        >>> direction, distance = sun_table(dt.date(2027, 6, 21), 1.0).at(np.array([43200.0]))
        >>> round(float(np.degrees(np.arcsin(direction[0, 2]))), 3), round(float(distance[0]), 4)
        (23.437, 1.0162)
        """
        day = np.atleast_1d(np.asarray(seconds_since_start, dtype=np.float64)) / SECONDS_PER_DAY
        if day.size and (day.min() < -1.0 or day.max() > self.days + 1.0):
            asked = f"day {day.min():g} to {day.max():g}"
            raise ValueError(f"the Sun table covers {self.days:g} days from {self.start}; asked for {asked}")
        x = day - self.first_day
        i = np.clip(np.floor(x).astype(np.int64), 0, len(self.position_au) - 2)
        b = (x - i)[:, None]
        a = 1.0 - b
        position = (
            a * self.position_au[i]
            + b * self.position_au[i + 1]
            + ((a**3 - a) * self.curvature_au[i] + (b**3 - b) * self.curvature_au[i + 1]) / 6.0
        )
        distance = np.sqrt(np.einsum("ij,ij->i", position, position))
        return position / distance[:, None], distance


def sun_table(start: dt.date, days: float) -> SunTable:
    """Table of the geocentric apparent Sun (TEME) for ``days`` days from ``start`` 00:00 UTC.

    Source: astropy's built-in ephemeris (ERFA epv00, aberration included), sampled at 00:00 UTC by
    calendar year and cached; a day is 86400 s, so that times across a past leap second are 1 s
    (1e-5 degrees) off. Raises ScenarioError outside 1960 to 2060.

    >>> sun_table(dt.date(2027, 1, 1), 365.0).position_au.shape
    (406, 3)
    """
    if problem := outside_table(start, days):
        raise ScenarioError(problem)
    last = start + dt.timedelta(days=math.ceil(days))
    begin, end = start - dt.timedelta(days=MARGIN_D), last + dt.timedelta(days=MARGIN_D)
    samples = _years(begin.year, end.year)
    skip = (begin - dt.date(begin.year, 1, 1)).days
    position = samples[skip : skip + (end - begin).days + 1]
    return SunTable(start, float(days), -MARGIN_D, position, spline_curvature(position))


def outside_table(start: dt.date, days: float) -> Problem | None:
    """The problem of ``days`` days from a date that the table does not cover; None where it covers them."""
    inside = start.year <= LAST_YEAR and 0.0 <= days < 40000.0
    last = start + dt.timedelta(days=math.ceil(days)) if inside else dt.date.max
    if start.year >= FIRST_YEAR and last <= dt.date(LAST_YEAR + 1, 1, 1):
        return None
    return Problem(
        f"the Sun table covers {FIRST_YEAR}-01-01 to {LAST_YEAR}-12-31; asked for {start} and {days:g} days",
        path="mission.service_date",
        fix=f"choose mission.service_date and mission.life_y inside {FIRST_YEAR} to {LAST_YEAR}",
    )


def spline_curvature(samples: FloatArray) -> FloatArray:
    """Second derivatives (n, k) of the cubic spline through unit-spaced samples (n, k).

    Solves M[i-1] + 4 M[i] + M[i+1] = 6 (second difference) with the decaying inverse of that matrix, z^|i-j|/(2 sqrt
    3), z = sqrt 3 - 2 (cardinal spline, Schoenberg 1973); exact to rounding 20 samples away from either end. The
    ``samples`` are in any unit, such as km; the curvatures are in that unit per step squared.

    >>> bool(abs(spline_curvature(np.arange(60.0)[:, None] ** 2)[30, 0] - 2.0) < 1e-9)
    True
    """
    z = math.sqrt(3.0) - 2.0
    reach = min(28, len(samples) // 2 - 1)
    kernel = 6.0 * z ** np.abs(np.arange(-reach, reach + 1)) / (2.0 * math.sqrt(3.0))
    second = np.zeros_like(samples)
    second[1:-1] = samples[2:] - 2.0 * samples[1:-1] + samples[:-2]
    return np.stack([np.convolve(column, kernel, mode="same") for column in second.T], axis=1)


def mean_sun_longitude_rad(jd_ut1: float) -> float:
    """Mean longitude of the Sun in rad (0 to 2 pi), from the Julian date ``jd_ut1`` in days.

    It is the right ascension of the mean Sun: L = 280.460 deg + 0.9856474 deg x (JD - 2451545.0), Astronomical Almanac
    (USNO), low-precision formulas for the Sun, section C.

    >>> round(math.degrees(mean_sun_longitude_rad(2461578.0)), 3)  # 2027-06-21 12:00
    89.46
    """
    degrees = MEAN_LONGITUDE_J2000_DEG + MEAN_LONGITUDE_DEG_PER_D * (jd_ut1 - JD_J2000)
    return math.radians(degrees % 360.0)


def julian_date(moment: dt.datetime) -> float:
    """Julian date in days of a UTC moment, from 2451545.0 at noon of 1 January 2000 by definition (UT1 within 0.9 s).

    >>> julian_date(dt.datetime(2000, 1, 1, 12, tzinfo=dt.UTC))
    2451545.0
    """
    elapsed = moment - dt.datetime(2000, 1, 1, 12, tzinfo=dt.UTC)
    return JD_J2000 + elapsed / dt.timedelta(days=1)


def _days_in(year: int) -> int:
    """The days of a year."""
    return (dt.date(year + 1, 1, 1) - dt.date(year, 1, 1)).days


def _years(first: int, last: int) -> FloatArray:
    """The daily samples of the Sun of whole years, (day, 3), in one thread at a time."""
    with _ONE_AT_A_TIME:  # astropy's settings hold for the whole process, and two simulations may start at once
        return _years_alone(first, last)


def _years_alone(first: int, last: int) -> FloatArray:
    """The same for the thread that may: from the cache, or computed and kept there."""
    folder = cache_folder()
    years = range(first, last + 1)
    known = {year: samples for year in years if (samples := _read(folder, year)) is not None}
    missing = [year for year in years if year not in known]
    if missing:
        computed = _from_astropy(missing[0], missing[-1])
        offset = 0
        for year in range(missing[0], missing[-1] + 1):
            known[year] = computed[offset : offset + _days_in(year)]
            offset += _days_in(year)
            _write(folder, year, known[year])
    return np.concatenate([known[year] for year in years])


def _file(folder: Path, year: int) -> Path:
    """The file in which a year's samples are kept."""
    return folder / f"{CACHE_VERSION}-{year}.npy"


def _read(folder: Path | None, year: int) -> FloatArray | None:
    """A year's samples from the cache, (day, 3); None where they are absent or damaged."""
    if folder is None:
        return None
    try:
        kept = opened(_file(folder, year).read_bytes())
        samples = None if kept is None else np.load(io.BytesIO(kept), allow_pickle=False)
    except (OSError, ValueError, EOFError):  # the file is absent or unreadable, and is computed again
        return None
    if not isinstance(samples, np.ndarray) or samples.shape != (_days_in(year), 3) or samples.dtype != np.float64:
        return None
    return samples


def _write(folder: Path | None, year: int, samples: FloatArray) -> None:
    """Keep a year's samples in the cache, where there is one."""
    if folder is None:
        return
    content = io.BytesIO()
    np.save(content, samples)
    with suppress(OSError):  # a full or read-only disk costs time, but never changes an answer
        put(_file(folder, year), sealed(content.getvalue()))


def _from_astropy(first: int, last: int) -> FloatArray:
    """Geocentric apparent Sun in AU (n_day, 3), TEME, at 00:00 UTC of every day of the years."""
    from astropy import units
    from astropy.coordinates import TEME, get_sun, solar_system_ephemeris
    from astropy.time import Time
    from astropy.utils import iers
    from astropy.utils.exceptions import AstropyWarning

    n_day = (dt.date(last + 1, 1, 1) - dt.date(first, 1, 1)).days
    dates = np.datetime64(f"{first:04d}-01-01") + np.arange(n_day)
    with (
        iers.conf.set_temp("auto_download", False),
        iers.conf.set_temp("auto_max_age", None),
        solar_system_ephemeris.set("builtin"),
        warnings.catch_warnings(),
    ):
        # Years outside the tables of leap seconds and polar motion are fine: both cancel between GCRS and TEME.
        warnings.simplefilter("ignore", AstropyWarning)
        warnings.filterwarnings("ignore", module="erfa")
        times = Time(dates.astype(str).tolist(), format="iso", scale="utc")
        sun = get_sun(times).transform_to(TEME(obstime=times))
        xyz = sun.cartesian.xyz.to_value(units.au)
    return np.ascontiguousarray(xyz.T, dtype=np.float64)
