"""Orbits of a fleet as plain arrays: Walker shells, Sun-synchronous planes, satellites of a real catalogue.

Mean elements (Brouwer) with secular J2, J2 squared and J4 as an option, in the true equator and mean equinox of date
(TEME). Satellites of a catalogue fly at the mean radius, -9 to +5 km from the mean semi-major axis, with the
eccentricity that J3 keeps, 0.001 sin i; left out, both move a shadow's edge by up to 6 s and a year's light by up to
0.1 % (notebooks/evidence/propagation.py). A shell is the circle, or ellipse, that its altitude states.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from orbitdc.constants import EARTH_RADIUS_KM, J2, J3, J4, MU_EARTH_KM3_PER_S2
from orbitdc.errors import Problem, ScenarioError
from orbitdc.sky.sun import MEAN_SUN_RATE_RAD_PER_S, julian_date, mean_sun_longitude_rad

if TYPE_CHECKING:
    from orbitdc.fleet.shell import Shell
    from orbitdc.sky.catalogues import ElementRecords

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

Gravity = Literal["j2", "j2_j4"]

TWO_PI = 2.0 * math.pi
NODE_SPREAD_RAD = {"delta": TWO_PI, "star": math.pi, "single": 0.0}
WEIGHT_UNIT = 2.0**-30  # weights are multiples of this, so that they sum without rounding in any order


@dataclass(frozen=True, eq=False)
class Orbits:
    """One orbit of mean elements per marched lane, all arrays of shape (n_orbit,), angles at ``epoch``."""

    semi_major_axis_km: FloatArray
    inclination_rad: FloatArray
    raan_rad: FloatArray
    argument_of_latitude_rad: FloatArray  # argument of perigee + mean anomaly
    raan_rate_rad_per_s: FloatArray
    argument_of_latitude_rate_rad_per_s: FloatArray
    eccentricity: FloatArray
    argument_of_perigee_rad: FloatArray
    perigee_rate_rad_per_s: FloatArray
    frozen_eccentricity: FloatArray  # what J3 adds towards the northern apex
    mean_radius_km: FloatArray  # the semi-major axis with what short-period J2 adds on average
    weight: FloatArray  # satellites that this orbit stands for
    plane: IntArray  # number of the plane within its shell
    shell: IntArray  # number of the shell
    epoch: dt.datetime  # UTC
    name: tuple[str, ...] = ()  # of each satellite of a real catalogue
    notes: tuple[str, ...] = ()  # about its records


def kepler_rate_rad_per_s(semi_major_axis_km: npt.ArrayLike) -> FloatArray:
    """Mean motion in rad/s of semi-major axes in km, any shape: n = sqrt(mu/a^3) (Vallado 2013, chapter 1).

    >>> round(TWO_PI / float(kepler_rate_rad_per_s(6928.137)), 2)
    5738.99
    """
    a = np.asarray(semi_major_axis_km, dtype=np.float64)
    return np.asarray(np.sqrt(MU_EARTH_KM3_PER_S2 / a**3))


def secular_rates(
    semi_major_axis_km: npt.ArrayLike,
    eccentricity: npt.ArrayLike,
    inclination_rad: npt.ArrayLike,
    gravity: Gravity = "j2",
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Secular rates of node, mean argument of latitude and perigee in rad/s of mean elements, any one shape.

    First order in J2 (Kozai 1959; Vallado 2013, chapter 9): node -(3/2) n J2 (Re/p)^2 cos i, perigee (3/4) n J2
    (Re/p)^2 (5 cos^2 i - 1), mean anomaly n + (3/4) n J2 (Re/p)^2 sqrt(1 - e^2)(3 cos^2 i - 1); the argument of
    latitude is the sum of the last two. "j2_j4" adds the terms in J2^2 and J4 (Brouwer 1959, as in Hoots and Roehrich,
    Spacetrack Report No. 3), within 3e-5 of SGP4's own and of numerical orbits. Here n is sqrt(mu/a^3) of the Brouwer
    a; the textbook term 9/4 - 5/2 sin^2 i of the node belongs to the perturbed mean motion instead.

    >>> node, latitude, _ = secular_rates(6928.137, 0.0, math.radians(53.0))
    >>> round(math.degrees(float(node)) * 86400.0, 3), round(math.degrees(float(latitude)) * 86400.0, 1)
    (-4.489, 5423.1)
    """
    e = np.asarray(eccentricity, dtype=np.float64)
    a = np.asarray(semi_major_axis_km, dtype=np.float64)
    cosine = np.cos(np.asarray(inclination_rad, dtype=np.float64))
    square = cosine**2
    root = np.sqrt(1.0 - e**2)
    n = kepler_rate_rad_per_s(a)
    radii2 = (EARTH_RADIUS_KM / (a * root**2)) ** 2
    oblate = n * J2 * radii2
    node = -1.5 * oblate * cosine
    perigee = 0.75 * oblate * (5.0 * square - 1.0)
    anomaly = n + 0.75 * oblate * root * (3.0 * square - 1.0)
    if gravity == "j2_j4":
        second, fourth = oblate * J2 * radii2, n * J4 * radii2**2
        node = node + 3.0 / 8.0 * second * cosine * (4.0 - 19.0 * square)
        node = node - 15.0 / 16.0 * fourth * cosine * (3.0 - 7.0 * square)
        perigee = perigee + 3.0 / 64.0 * second * (7.0 - 114.0 * square + 395.0 * square**2)
        perigee = perigee - 15.0 / 32.0 * fourth * (3.0 - 36.0 * square + 49.0 * square**2)
        anomaly = anomaly + 3.0 / 64.0 * second * root * (13.0 - 78.0 * square + 137.0 * square**2)
    return np.asarray(node), np.asarray(perigee + anomaly), np.asarray(perigee)


def sso_inclination_rad(altitude_km: float) -> float:
    """Inclination in rad of a circular Sun-synchronous orbit at an altitude in km, first order in J2.

    cos i = -(node rate of the mean Sun)/[1.5 n J2 (Re/a)^2] (Vallado 2013, chapter 11). Raises ScenarioError above
    5,974 km, where no inclination turns the node fast enough.

    >>> round(math.degrees(sso_inclination_rad(650.0)), 3)
    97.986
    """
    a = EARTH_RADIUS_KM + altitude_km
    cosine = -MEAN_SUN_RATE_RAD_PER_S / (1.5 * float(kepler_rate_rad_per_s(a)) * J2 * (EARTH_RADIUS_KM / a) ** 2)
    if cosine < -1.0:
        raise ScenarioError(
            Problem(
                f"no orbit at {altitude_km:g} km altitude is Sun-synchronous",
                path="fleet.shells.altitude_km",
                fix="an altitude_km below 5974, or give inclination_deg instead of leaving it out",
            )
        )
    return math.acos(cosine)


def _first_node_rad(shell: Shell, epoch: dt.datetime) -> float:
    """The right ascension in rad of the first plane's ascending node at an epoch."""
    if shell.ltan_h is None:
        return math.radians(shell.raan_deg or 0.0)
    return mean_sun_longitude_rad(julian_date(epoch)) + math.radians(15.0 * (shell.ltan_h - 12.0))


def _phase_weights(satellites: int, phases: int) -> FloatArray:
    """The satellites for which each phase of a plane stands, which add up to all of them exactly."""
    share = math.floor(satellites / phases / WEIGHT_UNIT) * WEIGHT_UNIT
    weights = np.full(phases, share)
    weights[-1] = satellites - share * (phases - 1)
    return weights


def _scaled(weights: FloatArray, total: int) -> FloatArray:
    """Weights scaled so that they sum to ``total`` without rounding."""
    scaled: FloatArray = np.floor(weights * (total / weights.sum()) / WEIGHT_UNIT) * WEIGHT_UNIT
    scaled[-1] += total - scaled.sum()
    return scaled


def shell_orbits(
    shell: Shell,
    epoch: dt.datetime,
    planes_marched: int,
    phases_marched: int,
    shell_index: int = 0,
    gravity: Gravity = "j2",
) -> Orbits:
    """Orbits of a shell at an epoch (UTC): at most ``planes_marched`` x ``phases_marched`` of them, weighted.

    Walker (1984), delta over 360 degrees of node, star over 180, single with all planes on one node:
    satellite k of plane j stands at node j x spread/P and argument of latitude k x 360/S + j x 360 F/(P S).
    Where the shell has more planes, evenly spaced ones stand for their neighbours; where a plane has more
    satellites, evenly spaced phases do. Weights sum to planes x satellites_per_plane, or to ``satellites`` where
    planes are unevenly filled, without rounding.
    With ``eccentricity`` every satellite has its perigee at ``argument_of_perigee_deg``, from where J2 turns it.
    Without ``inclination_deg`` the shell is Sun-synchronous: its node turns exactly once per tropical year
    (first-order J2 would be up to 0.5 % off). Raises ScenarioError where no such orbit exists.

    >>> from orbitdc.fleet.shell import Shell
    >>> shell = Shell(label="s", altitude_km=550.0, inclination_deg=53.0, raan_deg=0.0, pattern="delta",
    ...               planes=72, satellites_per_plane=22, phasing=1)
    >>> orbits = shell_orbits(shell, dt.datetime(2027, 1, 1, tzinfo=dt.UTC), 12, 4)
    >>> orbits.weight.size, float(orbits.weight.sum()), round(math.degrees(orbits.raan_rad[4]), 6)
    (48, 1584.0, 30.0)
    """
    planes, satellites = shell.planes, shell.satellites_per_plane
    n_plane, n_phase = min(planes_marched, planes), min(phases_marched, satellites)
    a = EARTH_RADIUS_KM + shell.altitude_km
    synchronous = shell.inclination_deg is None
    inclination = (
        sso_inclination_rad(shell.altitude_km) if shell.inclination_deg is None else math.radians(shell.inclination_deg)
    )
    e = shell.eccentricity or 0.0
    node_rate, latitude_rate, perigee_rate = secular_rates(a, e, inclination, gravity)
    edges = np.arange(n_plane + 1, dtype=np.int64) * planes // n_plane
    chosen, in_plane = edges[:-1], np.diff(edges)
    node = _first_node_rad(shell, epoch) + chosen * NODE_SPREAD_RAD[shell.pattern] / planes
    phase = chosen * (TWO_PI * shell.phasing / (planes * satellites))
    latitude = phase[:, None] + np.arange(n_phase) * (TWO_PI / n_phase)
    count = n_plane * n_phase
    weight = np.outer(in_plane, _phase_weights(satellites, n_phase)).ravel()
    if shell.satellites is not None:
        weight = _scaled(weight, shell.satellites)
    return Orbits(
        semi_major_axis_km=np.full(count, a),
        inclination_rad=np.full(count, inclination),
        raan_rad=np.repeat(node, n_phase) % TWO_PI,
        argument_of_latitude_rad=latitude.ravel() % TWO_PI,
        raan_rate_rad_per_s=np.full(count, MEAN_SUN_RATE_RAD_PER_S if synchronous else float(node_rate)),
        argument_of_latitude_rate_rad_per_s=np.full(count, float(latitude_rate)),
        eccentricity=np.full(count, e),
        argument_of_perigee_rad=np.full(count, math.radians(shell.argument_of_perigee_deg or 0.0)),
        perigee_rate_rad_per_s=np.full(count, float(perigee_rate)),
        frozen_eccentricity=np.zeros(count),
        mean_radius_km=np.full(count, a),
        weight=weight,
        plane=np.repeat(chosen, n_phase),
        shell=np.full(count, shell_index, dtype=np.int64),
        epoch=epoch,
    )


def brouwer_mean_motion(
    mean_motion_rad_per_s: npt.ArrayLike, eccentricity: npt.ArrayLike, inclination_rad: npt.ArrayLike
) -> FloatArray:
    """Brouwer mean motion in rad/s from the Kozai mean motion of TLE and OMM, any one shape.

    n'' = n/(1 + d), d = (3/4) J2 (3 cos^2 i - 1)/[(1 - e^2)^(3/2) a^2], a in Earth radii and itself corrected
    (Hoots and Roehrich, Spacetrack Report No. 3, 1980).

    >>> round(86400.0 / TWO_PI * float(brouwer_mean_motion(TWO_PI / 5400.0, 0.0, math.radians(53.0))), 5)
    15.99897
    """
    n = np.asarray(mean_motion_rad_per_s, dtype=np.float64)
    e = np.asarray(eccentricity, dtype=np.float64)
    cosine = np.cos(np.asarray(inclination_rad, dtype=np.float64))
    oblate = 0.75 * J2 * (3.0 * cosine**2 - 1.0) / (1.0 - e**2) ** 1.5
    a1 = np.cbrt(MU_EARTH_KM3_PER_S2 / n**2) / EARTH_RADIUS_KM
    d1 = oblate / a1**2
    a0 = a1 * (1.0 - d1**2 - d1 * (1.0 / 3.0 + 134.0 * d1**2 / 81.0))
    return np.asarray(n / (1.0 + oblate / a0**2))


def mean_radius_km(semi_major_axis_km: npt.ArrayLike, inclination_rad: npt.ArrayLike) -> FloatArray:
    """Mean radius in km of near-circular orbits of mean (Brouwer) semi-major axes in km, any one shape.

    a [1 - (3/4) J2 (Re/a)^2 (3 cos^2 i - 1)], the constant part of the short-period radius (Brouwer 1959; Kozai 1959).

    >>> round(float(mean_radius_km(6978.137, math.radians(97.8))) - 6978.137, 1)
    4.5
    """
    a = np.asarray(semi_major_axis_km, dtype=np.float64)
    cosine = np.cos(np.asarray(inclination_rad, dtype=np.float64))
    return np.asarray(a * (1.0 - 0.75 * J2 * (EARTH_RADIUS_KM / a) ** 2 * (3.0 * cosine**2 - 1.0)))


def frozen_eccentricity(semi_major_axis_km: npt.ArrayLike, inclination_rad: npt.ArrayLike) -> FloatArray:
    """Eccentricity that J3 keeps towards the northern apex, any one shape: -(1/2)(J3/J2)(Re/a) sin i.

    Long-period term of Brouwer's theory (Hoots and Roehrich, Spacetrack Report No. 3; frozen orbits of Cook 1966).

    >>> round(float(frozen_eccentricity(6928.137, math.radians(53.0))), 5)
    0.00086
    """
    a = np.asarray(semi_major_axis_km, dtype=np.float64)
    return np.asarray(-0.5 * J3 / J2 * EARTH_RADIUS_KM / a * np.sin(np.asarray(inclination_rad, dtype=np.float64)))


def catalogue_orbits(records: ElementRecords, epoch: dt.datetime | None = None, gravity: Gravity = "j2") -> Orbits:
    """Each satellite of a catalogue as its own orbit (n_orbit = n_satellite, weight 1) at one epoch (UTC).

    SGP4 elements are mean elements (Brouwer, after undoing the Kozai mean motion) and are used as mean
    elements: the semi-major axis follows from the Brouwer mean motion; node and argument of latitude
    (perigee + mean anomaly) go from each record's epoch to the common one, by default the midnight before
    the latest record, at secular J2 rates. Drag and manoeuvres in between are left out, so that long after
    the records the node is good (0.5 %) and the place along the orbit is only statistical. Osculating elements,
    which differ by up to 10 km in the semi-major axis, must not be given here.

    >>> from orbitdc.sky.catalogues import ElementRecords
    >>> one = ElementRecords(("A",), np.array([1]), np.array(["2026-05-30T12:00"], "datetime64[us]"),
    ...     np.array([0.925]), np.array([1.0]), np.array([0.0]), np.array([0.5]), np.array([0.1]), np.array([0.0011]))
    >>> round(float(catalogue_orbits(one).semi_major_axis_km[0]), 1)
    6906.7
    """
    if epoch is None:
        day = records.epoch_utc.max().astype("datetime64[D]").astype(dt.date)
        epoch = dt.datetime.combine(day, dt.time(), tzinfo=dt.UTC)
    common = np.datetime64(epoch.astimezone(dt.UTC).replace(tzinfo=None), "us")
    elapsed_s = (common - records.epoch_utc) / np.timedelta64(1, "us") * 1e-6
    e, i = records.eccentricity, records.inclination_rad
    n = brouwer_mean_motion(records.mean_motion_rad_per_s, e, i)
    a = np.cbrt(MU_EARTH_KM3_PER_S2 / n**2)
    node_rate, latitude_rate, perigee_rate = secular_rates(a, e, i, gravity)
    latitude = records.argument_of_perigee_rad + records.mean_anomaly_rad + latitude_rate * elapsed_s
    count = len(records)
    return Orbits(
        semi_major_axis_km=a,
        inclination_rad=i,
        raan_rad=(records.raan_rad + node_rate * elapsed_s) % TWO_PI,
        argument_of_latitude_rad=latitude % TWO_PI,
        raan_rate_rad_per_s=node_rate,
        argument_of_latitude_rate_rad_per_s=latitude_rate,
        eccentricity=e,
        argument_of_perigee_rad=(records.argument_of_perigee_rad + perigee_rate * elapsed_s) % TWO_PI,
        perigee_rate_rad_per_s=perigee_rate,
        frozen_eccentricity=frozen_eccentricity(a, i),
        mean_radius_km=mean_radius_km(a, i),
        weight=np.ones(count),
        plane=np.arange(count, dtype=np.int64),
        shell=np.zeros(count, dtype=np.int64),
        epoch=epoch,
        name=records.name,
        notes=records.notes,
    )
