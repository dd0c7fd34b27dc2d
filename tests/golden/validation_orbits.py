"""Orbits, Sun and shadow of the package beside those of SGP4, astropy and skyfield, for docs/validation.md."""

from __future__ import annotations

import datetime as dt
import math
import warnings
from functools import cache
from typing import Any

import numpy as np
from sgp4.api import WGS84, Satrec

from orbitdc.constants import EARTH_RADIUS_KM
from orbitdc.fleet.orbits import Orbits, secular_rates, shell_orbits
from orbitdc.fleet.shell import Shell
from orbitdc.sky.eclipse import eclipse_edges, positions_km
from orbitdc.sky.sun import sun_table

DAY_S = 86400.0
SGP4_MU, SGP4_J2, SGP4_RADIUS_KM = 398600.5, 0.00108262998905, 6378.137  # of its WGS84
EPOCH = dt.datetime(2029, 2, 11, tzinfo=dt.UTC)
START, DAYS = dt.date(2024, 3, 1), 5000.0
Pair = tuple[float, float]


def sgp4(a_km: float, e: float, i: float, node: float = 1.0, perigee: float = 0.7, anomaly: float = 0.2) -> Satrec:
    """SGP4 without drag of Brouwer mean elements, angles in rad."""
    oblate = 0.75 * SGP4_J2 * (3.0 * math.cos(i) ** 2 - 1.0) / (1.0 - e**2) ** 1.5 * (SGP4_RADIUS_KM / a_km) ** 2
    kozai = math.sqrt(SGP4_MU / a_km**3) * (1.0 + oblate)
    days = (EPOCH - dt.datetime(1949, 12, 31, tzinfo=dt.UTC)) / dt.timedelta(days=1)
    made = Satrec()
    made.sgp4init(WGS84, "i", 1, days, 0.0, 0.0, 0.0, e, perigee, i, anomaly, kozai * 60.0, node)
    return made


def rates() -> tuple[Pair, Pair, Pair]:
    """Ours and SGP4's in degrees a day: node to second order, mean anomaly to second order, node to first order."""
    a, e, i = 6928.0, 0.001, math.radians(53.0)
    theirs = sgp4(a, e, i)
    node, latitude, perigee = secular_rates(a, e, i, "j2_j4")
    first, _, _ = secular_rates(a, e, i, "j2")
    ours = np.degrees([node, latitude - perigee, first]) * DAY_S
    others = np.degrees([theirs.nodedot, theirs.mdot, theirs.nodedot]) * 1440.0
    pairs = [(float(one), float(other)) for one, other in zip(ours, others, strict=True)]
    return pairs[0], pairs[1], pairs[2]


def one_orbit(altitude_km: float, inclination_deg: float, raan_deg: float, moment: dt.datetime, **more: Any) -> Orbits:
    """One satellite of one plane."""
    shell = Shell(
        label="one",
        altitude_km=altitude_km,
        inclination_deg=inclination_deg,
        raan_deg=raan_deg,
        pattern="single",
        planes=1,
        satellites_per_plane=1,
        phasing=0,
        **more,
    )
    return shell_orbits(shell, moment, 1, 1, gravity="j2_j4")


def position_km() -> float:
    """The largest distance of a satellite from SGP4's over a day, at 15 degrees, where J3 bends the orbit least."""
    orbits = one_orbit(600.0, 15.0, 40.0, EPOCH)
    theirs = sgp4(EARTH_RADIUS_KM + 600.0, 0.0, math.radians(15.0), math.radians(40.0), 0.0, 0.0)
    minutes = np.linspace(0.0, 1440.0, 997)
    failed, r, _ = theirs.sgp4_array(np.full_like(minutes, theirs.jdsatepoch), theirs.jdsatepochF + minutes / 1440.0)
    assert not failed.any()
    return float(np.linalg.norm(positions_km(orbits, 0, minutes * 60.0) - r, axis=1).max())


@cache
def skyfield_sky() -> tuple[Any, Any]:
    """Skyfield's time scale and the JPL ephemeris DE421, from installed packages, offline."""
    import skyfield_data
    from skyfield.api import Loader

    with warnings.catch_warnings():  # the Earth-rotation file beside the ephemeris ages; it is not used
        warnings.simplefilter("ignore", RuntimeWarning)
        load = Loader(skyfield_data.get_skyfield_data_path(), verbose=False)
    return load.timescale(builtin=True), load("de421.bsp")


def moments_s() -> np.ndarray:
    """Sixty moments over the years that the Sun is compared in."""
    return np.asarray(np.random.default_rng(7).uniform(0.0, DAYS * DAY_S, 60))


def apart_deg(ours: np.ndarray, theirs: np.ndarray) -> float:
    """The largest angle between two sets of directions."""
    across = np.linalg.norm(np.cross(ours, theirs), axis=-1)
    return float(np.degrees(np.arctan2(across, np.sum(ours * theirs, axis=-1))).max())


def sun_from_jpl_deg() -> float:
    """Our Sun from that of DE421, both in TEME with aberration."""
    from skyfield.sgp4lib import TEME

    scale, ephemeris = skyfield_sky()
    times = scale.utc(START.year, START.month, START.day, 0, 0, moments_s())
    theirs = ephemeris["earth"].at(times).observe(ephemeris["sun"]).apparent().frame_xyz(TEME).au.T
    return apart_deg(sun_table(START, DAYS).at(moments_s())[0], theirs)


def sun_from_astropy_deg() -> float:
    """Our interpolated Sun from astropy's own at the same moments."""
    from astropy import units
    from astropy.coordinates import TEME, get_sun
    from astropy.time import Time, TimeDelta
    from astropy.utils import iers

    with (
        warnings.catch_warnings(),
        iers.conf.set_temp("auto_download", False),
        iers.conf.set_temp("auto_max_age", None),
    ):
        warnings.simplefilter("ignore")  # of dates beyond the Earth-rotation table
        times = Time(START.isoformat(), scale="utc") + TimeDelta(moments_s(), format="sec")
        direct = get_sun(times).transform_to(TEME(obstime=times)).cartesian.xyz.to_value(units.au).T
    return apart_deg(sun_table(START, DAYS).at(moments_s())[0], direct)


def edges_s() -> float:
    """The largest gap between our shadow edges and skyfield's, for the same positions over six hours."""
    orbits = one_orbit(700.0, 30.0, 10.0, dt.datetime(2028, 11, 29, tzinfo=dt.UTC))
    span_s = 0.25 * DAY_S
    edges = eclipse_edges(
        orbits, 0, sun_table(orbits.epoch.date(), 0.25), start_s=0.0, span_s=span_s, shadow="cone_sphere"
    ).ravel()
    ours = edges[(edges > 0.0) & (edges < span_s - 20.0)]
    grid = np.arange(0.0, span_s, 20.0)
    value = skyfield_lit(orbits, grid)
    change = np.flatnonzero(value[:-1] != value[1:])
    low, high, before = grid[change], grid[change + 1], value[change]
    for _ in range(11):
        middle = 0.5 * (low + high)
        same = skyfield_lit(orbits, middle) == before
        low, high = np.where(same, middle, low), np.where(same, high, middle)
    assert len(ours) == len(low) >= 6
    return float(np.abs(ours - 0.5 * (low + high)).max())


def skyfield_lit(orbits: Orbits, seconds: np.ndarray) -> np.ndarray:
    """Skyfield's own answer, a sphere and the centre of the disk, at our positions."""
    from skyfield.nutationlib import iau2000b_radians
    from skyfield.positionlib import ICRF
    from skyfield.sgp4lib import TEME
    from skyfield.units import Distance, Velocity

    scale, ephemeris = skyfield_sky()
    epoch = orbits.epoch
    times = scale.utc(epoch.year, epoch.month, epoch.day, 0, 0, seconds)
    # the shorter series of nutation, as skyfield's manual advises: 1 mas off, 3 cm at these heights
    times._nutation_angles_radians = iau2000b_radians(times)
    where = np.ascontiguousarray(positions_km(orbits, 0, seconds).T)
    place = ICRF.from_time_and_frame_vectors(times, TEME, Distance(km=where), Velocity(km_per_s=np.zeros_like(where)))
    place.center = 399
    return np.asarray(place.is_sunlit(ephemeris))


def longest_eclipse_s() -> Pair:
    """The eclipse of an orbit whose plane holds the Sun, by our search, and by the textbook's closed form."""
    moment = dt.datetime(2027, 3, 21, tzinfo=dt.UTC)  # the Sun on the equator: an equatorial orbit holds it
    orbits = one_orbit(550.0, 0.0, 0.0, moment)
    edges = eclipse_edges(
        orbits, 0, sun_table(moment.date(), 0.2), start_s=0.0, span_s=0.2 * DAY_S, shadow="cylinder_sphere"
    )
    ours = float(np.diff(edges[1:2]).max())
    a = EARTH_RADIUS_KM + 550.0
    half = math.acos(math.sqrt(a**2 - EARTH_RADIUS_KM**2) / a)
    return ours, 2.0 * half * math.sqrt(a**3 / 398600.4418)
