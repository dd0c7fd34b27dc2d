"""Beta angle and longest eclipse of a fleet, found apart from the march."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from orbitdc.constants import EARTH_RADIUS_KM
from orbitdc.fleet.orbits import Orbits
from orbitdc.scenario.sky_model import Sky
from orbitdc.sky.eclipse import beta_rad, eclipse_edges
from orbitdc.sky.sun import SunTable
from orbitdc.system.recent import Recent, by_content

Array = npt.NDArray[np.float64]


MOST_ANGLES = 2_000_000  # planes x days looked at: 16 MB an array
_LONGEST = Recent[float](most=64)
_DAYS = Recent[npt.NDArray[np.int64]](most=64)


@by_content(most=64)
def planes(orbits: Orbits, n_day: int) -> npt.NDArray[np.int64]:
    """Index of one orbit per distinct plane, evenly picked where planes x days would exceed two million."""
    most = max(96, MOST_ANGLES // n_day)
    _, first = np.unique(np.stack([orbits.shell, orbits.plane]), axis=1, return_index=True)
    first = np.sort(first)
    if first.size > most:
        first = first[np.linspace(0, first.size - 1, most).astype(np.int64)]
    return first.astype(np.int64)


@by_content(most=16)
def beta_by_day(orbits: Orbits, sun: SunTable, n_day: int) -> Array:
    """Sun angle to each orbit plane at noon of each day in rad, (n_day, n_plane): sin(beta) = h.s."""
    index = planes(orbits, n_day)
    times = (np.arange(n_day) + 0.5) * 86400.0
    direction, _ = sun.at(times)
    raan = orbits.raan_rad[index] + np.outer(times, orbits.raan_rate_rad_per_s[index])
    return beta_rad(direction[:, None, :], orbits.inclination_rad[index], raan)


def lane_beta(orbits: Orbits, sun: SunTable, lane: int, seconds: Array) -> Array:
    """Sun angle to one orbit's plane in rad at (n,) seconds since the start: sin(beta) = h.s."""
    direction, _ = sun.at(seconds)
    raan = orbits.raan_rad[lane] + orbits.raan_rate_rad_per_s[lane] * seconds
    inclination = np.full_like(raan, orbits.inclination_rad[lane])
    return beta_rad(direction, inclination, raan)


def period_s(orbits: Orbits) -> float:
    """Mean period of a fleet in s, weighted by satellites, from one crossing of the equator to the next."""
    return float(np.average(2 * np.pi / orbits.argument_of_latitude_rate_rad_per_s, weights=orbits.weight))


@by_content(most=64)
def worst_day(orbits: Orbits, sun: SunTable, n_day: int) -> tuple[int, int]:
    """Day and orbit index with the longest shadow: the least |beta| weighed by altitude's critical angle."""
    index = planes(orbits, n_day)
    beta = np.abs(beta_by_day(orbits, sun, n_day))
    ratio = EARTH_RADIUS_KM / orbits.mean_radius_km[index]
    argument = np.clip(np.sqrt(1.0 - ratio**2) / np.maximum(np.cos(beta), 1e-12), -1.0, 1.0)
    period = 2 * np.pi / orbits.argument_of_latitude_rate_rad_per_s[index]
    dark = np.arccos(argument) / np.pi * period
    day, plane = np.unravel_index(int(np.argmax(dark)), dark.shape)
    return int(day), int(index[plane])


def longest_eclipse_s(orbits: Orbits, sun: SunTable, n_day: int, sky: Sky) -> float:
    """Longest eclipse of any plane in s, from 50 % to 50 % of the Sun's disk, by root search on the worst day."""
    if sky.sunlit_frac is not None:
        return 0.0
    return _LONGEST.get(
        (orbits, sun, n_day, sky.shadow, sky.shadow_added_km), lambda: _longest_s(orbits, sun, n_day, sky)
    )


def _longest_s(orbits: Orbits, sun: SunTable, n_day: int, sky: Sky) -> float:
    """The longest eclipse in s on the day on which it is longest."""
    day, index = worst_day(orbits, sun, n_day)
    edges = eclipse_edges(
        orbits, index, sun, start_s=day * 86400.0, span_s=86400.0, shadow=sky.shadow, added_km=sky.shadow_added_km
    )
    return float((edges[:, 1] - edges[:, 0]).max()) if len(edges) else 0.0


def eclipses(orbits: Orbits, sun: SunTable, n_day: int, sky: Sky) -> float:
    """Eclipses of the plane that has most of them over ``n_day`` days: orbits of the days below the critical Sun angle.

    A circular orbit crosses the shadow cylinder where cos(beta) > sqrt(1 - (R/a)^2).
    """
    if sky.sunlit_frac is not None:
        return 0.0
    index = planes(orbits, n_day)
    ratio = EARTH_RADIUS_KM / orbits.mean_radius_km[index]
    dark = np.cos(beta_by_day(orbits, sun, n_day)) > np.sqrt(1.0 - ratio**2)
    per_day = 86400.0 * orbits.argument_of_latitude_rate_rad_per_s[index] / (2 * np.pi)
    return float((dark.sum(0) * per_day).max())


def dark_frac(orbits: Orbits, sun: SunTable, n_day: int) -> Array:
    """Share of each orbit in the shadow cylinder by day, (n_day, n_plane): acos(sqrt(1 - (R/a)^2)/cos beta)/pi.

    A circular orbit of radius a about an Earth of radius R (Wertz 1999, Space Mission Analysis and Design, 5.1).
    """
    ratio = EARTH_RADIUS_KM / orbits.mean_radius_km[planes(orbits, n_day)]
    across = np.maximum(np.cos(beta_by_day(orbits, sun, n_day)), 1e-12)
    return np.asarray(np.arccos(np.minimum(np.sqrt(1.0 - ratio**2) / across, 1.0)) / np.pi)


def representative_days(orbits: Orbits, sun: SunTable, n_day: int, every: int, error: float) -> npt.NDArray[np.int64]:
    """Days whose shadow says that of every day between them within ``error``, both dimensionless, on average.

    One day in ``every``, and more where seasons of eclipse begin, end and bend: an interval of days is halved while
    the mean gap of the share of shadow to a straight line across it, times its share of all days, exceeds ``error``.
    """
    return _DAYS.get((orbits, sun, n_day, every, error), lambda: _representative(orbits, sun, n_day, every, error))


def _representative(orbits: Orbits, sun: SunTable, n_day: int, every: int, error: float) -> npt.NDArray[np.int64]:
    """The days between whose ends the dark share is a straight line, up to an error in its mean."""
    chosen = set(range(0, n_day, every)) | {n_day - 1}
    dark = dark_frac(orbits, sun, n_day)
    open_ends = list(pairwise(sorted(chosen)))
    while open_ends:
        first, last = open_ends.pop()
        if last - first < 2:
            continue
        share = np.linspace(0.0, 1.0, last - first + 1)[:, None]
        line = dark[first] + share * (dark[last] - dark[first])
        if np.abs(dark[first : last + 1] - line).mean() * (last - first) / n_day > error:
            middle = (first + last) // 2
            chosen.add(middle)
            open_ends += [(first, middle), (middle, last)]
    return np.array(sorted(chosen), dtype=np.int64)
