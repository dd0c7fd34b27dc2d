"""The shadow of the Earth, written to be read: exact disk overlap, edges by root search, and the closed form.

The functions are slow and in double precision; they find eclipse edges and check the compiled time integration. There
are three shadows: a cone behind the WGS84 ellipsoid (the headline), a cone behind a sphere, and a cylinder behind a
sphere.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal, Protocol

import numpy as np
import numpy.typing as npt

from orbitdc.constants import AU_KM, EARTH_POLAR_RADIUS_KM, EARTH_RADIUS_KM, MU_EARTH_KM3_PER_S2, SUN_RADIUS_KM

if TYPE_CHECKING:
    from orbitdc.sky.sun import SunTable

FloatArray = npt.NDArray[np.float64]
Shadow = Literal["cone_ellipsoid", "cone_sphere", "cylinder_sphere"]

SAMPLES_PER_ORBIT = 180  # of the search for edges: 2 degrees apart, so that the limb angle is smooth between neighbours
EDGE_TOLERANCE_S = 1e-4
NEWTON_STEPS = 3  # convergence is quadratic: near-circular orbits are then exact to rounding


class MeanOrbits(Protocol):
    """The mean elements that a set of orbits must provide, as arrays (n_orbit,), with angles at the orbits' epoch."""

    @property
    def semi_major_axis_km(self) -> FloatArray: ...
    @property
    def inclination_rad(self) -> FloatArray: ...
    @property
    def raan_rad(self) -> FloatArray: ...
    @property
    def argument_of_latitude_rad(self) -> FloatArray: ...
    @property
    def raan_rate_rad_per_s(self) -> FloatArray: ...
    @property
    def argument_of_latitude_rate_rad_per_s(self) -> FloatArray: ...
    @property
    def eccentricity(self) -> FloatArray: ...
    @property
    def argument_of_perigee_rad(self) -> FloatArray: ...
    @property
    def perigee_rate_rad_per_s(self) -> FloatArray: ...
    @property
    def frozen_eccentricity(self) -> FloatArray: ...
    @property
    def mean_radius_km(self) -> FloatArray: ...


def plane_normal(inclination_rad: npt.ArrayLike, raan_rad: npt.ArrayLike) -> FloatArray:
    """Unit normals (..., 3) of orbit planes given by inclination and node in rad: (sin i sin O, -sin i cos O, cos i).

    The normal follows from the rotations by node and inclination (Vallado 2013, chapter 2).

    >>> plane_normal(math.pi / 2, 0.0).round(12).tolist()
    [0.0, -1.0, 0.0]
    """
    i, node = np.broadcast_arrays(np.asarray(inclination_rad, np.float64), np.asarray(raan_rad, np.float64))
    return np.stack([np.sin(i) * np.sin(node), -np.sin(i) * np.cos(node), np.cos(i)], axis=-1)


def beta_rad(sun_direction: npt.ArrayLike, inclination_rad: npt.ArrayLike, raan_rad: npt.ArrayLike) -> FloatArray:
    """Sun angle to the orbit plane in rad (...), for Sun unit vectors (..., 3) and plane angles (...) in rad.

    sin beta = h . s with h the plane's normal and s = ``sun_direction``, a unit vector (Vallado 2013, chapter 5).

    >>> round(float(np.degrees(beta_rad([1.0, 0.0, 0.0], math.radians(97.0), math.pi / 2))), 6)
    83.0
    """
    normal = plane_normal(inclination_rad, raan_rad)
    sine = np.sum(normal * np.asarray(sun_direction, dtype=np.float64), axis=-1)
    return np.asarray(np.arcsin(np.clip(sine, -1.0, 1.0)))


def limb_angle_rad(
    position_km: npt.ArrayLike, sun_km: npt.ArrayLike, shadow: Shadow = "cone_ellipsoid", added_km: float = 0.0
) -> FloatArray:
    """Angle of the Sun's centre above the Earth's limb in rad (...), positions and Sun (..., 3) in km.

    c - a with c the Sun-Earth separation seen from the satellite and a = asin(R/r); the cylinder takes the Sun's
    direction from the Earth's centre, cone_ellipsoid stretches z by Re/Rp in both vectors first (Vallado 2013, chapter
    5, shadow of an oblate Earth). ``added_km`` raises the Earth's radius.

    >>> round(float(np.degrees(limb_angle_rad([0.0, 7000.0, 0.0], [AU_KM, 0.0, 0.0], "cone_sphere"))), 3)
    24.331
    """
    position = np.asarray(position_km, dtype=np.float64)
    sun = np.asarray(sun_km, dtype=np.float64)
    if shadow == "cone_ellipsoid":
        stretch = np.array([1.0, 1.0, EARTH_RADIUS_KM / EARTH_POLAR_RADIUS_KM])
        position, sun = position * stretch, sun * stretch
    to_sun = sun if shadow == "cylinder_sphere" else sun - position
    distance = np.linalg.norm(position, axis=-1)
    across = np.linalg.norm(np.cross(position, np.broadcast_to(to_sun, position.shape)), axis=-1)
    separation = np.arctan2(across, -np.sum(position * to_sun, axis=-1))
    return np.asarray(separation - np.arcsin(np.minimum((EARTH_RADIUS_KM + added_km) / distance, 1.0)))


def disk_overlap_frac(separation: npt.ArrayLike, radius_sun: npt.ArrayLike, radius_earth: npt.ArrayLike) -> FloatArray:
    """Share of the Sun's disk (...) hidden by the Earth's, from separation and angular radii.

    The arguments ``separation``, ``radius_sun`` and ``radius_earth`` are angles in rad, or in any one unit. Area of the
    lens of two circles over the area of the first (Montenbruck and Gill, "Satellite Orbits", 2000, section 3.4.2).

    >>> float(disk_overlap_frac(1.0, 1.0, 1e6).round(3)), float(disk_overlap_frac(1e6, 1.0, 1e6).round(3))
    (1.0, 0.5)
    """
    c, a, b = np.broadcast_arrays(*(np.asarray(x, dtype=np.float64) for x in (separation, radius_sun, radius_earth)))
    safe = np.where(
        (c < a + b) & (c > np.abs(a - b)), c, np.maximum(a, b)
    )  # stands in for separations without overlap, whose result is chosen below
    # Distance from the Sun's centre to the chord, and the segment of the Earth's disk by the stable half angle.
    x = np.clip((safe**2 + a**2 - b**2) / (2.0 * safe), -a, a)
    half = np.sqrt(a**2 - x**2)
    angle_earth = np.arctan2(half, safe - x)
    segment_sun = a**2 * np.arccos(np.clip(x / a, -1.0, 1.0)) - x * half
    segment_earth = b**2 * (angle_earth - 0.5 * np.sin(2.0 * angle_earth))
    hidden = (segment_sun + segment_earth) / (math.pi * a**2)
    whole = np.minimum(1.0, (b / a) ** 2)
    return np.asarray(np.where(c >= a + b, 0.0, np.where(c <= np.abs(a - b), whole, hidden)))


def lit_fraction(
    position_km: npt.ArrayLike, sun_km: npt.ArrayLike, shadow: Shadow = "cone_ellipsoid", added_km: float = 0.0
) -> FloatArray:
    """Share of the Sun's disk in view (...), for geocentric positions and Suns (..., 3) in km.

    Cones: 1 - overlap of the two disks with a_s = asin(R_sun/D), a_e = asin(R/r) (Montenbruck and Gill 2000, section
    3.4.2); cylinder: 0 or 1.

    >>> sun = np.array([AU_KM, 0.0, 0.0])
    >>> [float(lit_fraction([-2000.0, y, 0.0], sun, "cone_sphere").round(2)) for y in (6390.0, 6378.137, 6366.0)]
    [1.0, 0.49, 0.0]
    """
    limb = limb_angle_rad(position_km, sun_km, shadow, added_km)
    if shadow == "cylinder_sphere":
        return np.asarray((limb >= 0.0).astype(np.float64))
    position, sun = np.asarray(position_km, dtype=np.float64), np.asarray(sun_km, dtype=np.float64)
    radius_sun = np.arcsin(SUN_RADIUS_KM / np.linalg.norm(sun - position, axis=-1))
    if shadow == "cone_ellipsoid":
        position = position * np.array([1.0, 1.0, EARTH_RADIUS_KM / EARTH_POLAR_RADIUS_KM])
    earth = np.arcsin(np.minimum((EARTH_RADIUS_KM + added_km) / np.linalg.norm(position, axis=-1), 1.0))
    return 1.0 - disk_overlap_frac(limb + earth, radius_sun, earth)


def positions_km(orbits: MeanOrbits, index: int, seconds: npt.ArrayLike) -> FloatArray:
    """Positions (n, 3) in km, TEME, of one orbit at ``seconds`` (n,) since its epoch, in s.

    Kepler's equation is solved by Newton's method (Vallado 2013, chapter 2); ``index`` is the number of the orbit.

    >>> from orbitdc.fleet.orbits import shell_orbits
    >>> from orbitdc.fleet.shell import Shell
    >>> import datetime as dt
    >>> shell = Shell(label="s", altitude_km=621.863, inclination_deg=90.0, raan_deg=0.0, pattern="single",
    ...               planes=1, satellites_per_plane=1, phasing=0)
    >>> positions_km(shell_orbits(shell, dt.datetime(2027, 1, 1, tzinfo=dt.UTC), 1, 1), 0, 0.0).round(6).tolist()
    [[7000.0, 0.0, 0.0]]
    """
    t = np.atleast_1d(np.asarray(seconds, dtype=np.float64))
    node = orbits.raan_rad[index] + orbits.raan_rate_rad_per_s[index] * t
    u = orbits.argument_of_latitude_rad[index] + orbits.argument_of_latitude_rate_rad_per_s[index] * t
    radius = np.full((t.size, 1), orbits.mean_radius_km[index])
    mean_e, frozen = orbits.eccentricity[index], orbits.frozen_eccentricity[index]
    if mean_e > 0.0 or frozen != 0.0:
        turned = orbits.argument_of_perigee_rad[index] + orbits.perigee_rate_rad_per_s[index] * t
        node_e, apex_e = mean_e * np.cos(turned), mean_e * np.sin(turned) + frozen
        e, perigee = np.hypot(node_e, apex_e), np.arctan2(apex_e, node_e)
        mean = u - perigee
        anomaly = mean + e * np.sin(mean)
        for _ in range(NEWTON_STEPS):
            anomaly = anomaly - (anomaly - e * np.sin(anomaly) - mean) / (1.0 - e * np.cos(anomaly))
        radius = radius * (1.0 - e * np.cos(anomaly))[:, None]
        u = perigee + np.arctan2(np.sqrt(1.0 - e * e) * np.sin(anomaly), np.cos(anomaly) - e)
    cosine, sine = math.cos(orbits.inclination_rad[index]), math.sin(orbits.inclination_rad[index])
    x = np.cos(node) * np.cos(u) - np.sin(node) * np.sin(u) * cosine
    y = np.sin(node) * np.cos(u) + np.cos(node) * np.sin(u) * cosine
    return np.asarray(radius * np.stack([x, y, np.sin(u) * sine], axis=-1))


def eclipse_edges(
    orbits: MeanOrbits,
    index: int,
    sun: SunTable,
    *,
    start_s: float,
    span_s: float,
    shadow: Shadow = "cone_ellipsoid",
    added_km: float = 0.0,
) -> FloatArray:
    """Shadow entries and exits (n_eclipse, 2) in s since the start, of orbit ``index`` within a span.

    An edge is where half of the Sun's disk is hidden (its centre on the limb, to 0.01 s in low orbit); the second 0 is
    that of the Sun table, which must be the orbit's epoch. Eclipses already running at ``start_s`` or still running at
    the end are cut there. Found on a 2-degree grid whose minima are refined, so that a grazing eclipse of a second is
    not missed, then by Chandrupatla's bracketing to 1e-4 s (scipy). The half of the disk is found as in
    `lit_fraction` (Montenbruck and Gill 2000, section 3.4.2); ``index`` is the number of the orbit.

    >>> import datetime as dt
    >>> from orbitdc.fleet.orbits import shell_orbits
    >>> from orbitdc.fleet.shell import Shell
    >>> from orbitdc.sky.sun import sun_table
    >>> shell = Shell(label="s", altitude_km=550.0, inclination_deg=53.0, raan_deg=0.0, pattern="single",
    ...               planes=1, satellites_per_plane=1, phasing=0)
    >>> orbits = shell_orbits(shell, dt.datetime(2027, 3, 20, tzinfo=dt.UTC), 1, 1)
    >>> edges = eclipse_edges(orbits, 0, sun_table(dt.date(2027, 3, 20), 1.0), start_s=0.0, span_s=86400.0)
    >>> len(edges), (np.diff(edges[1:3]) / 60.0).round(2).ravel().tolist()
    (15, [35.46, 35.46])
    """
    from scipy.optimize.elementwise import find_minimum, find_root  # late: a third of a second

    def half_lit(seconds: FloatArray) -> FloatArray:
        """The height of the Sun's disk above the point at which half of it is seen, at times in s."""
        direction, distance = sun.at(seconds)
        position, sun_km = positions_km(orbits, index, seconds), direction * distance[:, None] * AU_KM
        if shadow == "cylinder_sphere":
            return limb_angle_rad(position, sun_km, shadow, added_km)
        return _disk_centre(position, sun_km, shadow, added_km)

    period = 2.0 * math.pi / float(orbits.argument_of_latitude_rate_rad_per_s[index])
    step = period / SAMPLES_PER_ORBIT
    steps = math.ceil(span_s / step)
    grid: FloatArray = start_s + step * np.arange(
        -2.0, steps + 3.0
    )  # two steps beyond each end, so that minima at the ends lie inside the grid
    value = half_lit(grid)
    deep = np.flatnonzero((value[1:-1] > 0.0) & (value[1:-1] <= value[:-2]) & (value[1:-1] <= value[2:])) + 1
    low = find_minimum(half_lit, (grid[deep - 1], grid[deep], grid[deep + 1]), tolerances={"xatol": EDGE_TOLERANCE_S})
    found = low.f_x < 0.0
    grid, value = np.concatenate([grid, low.x[found]]), np.concatenate([value, low.f_x[found]])
    order = np.argsort(grid, kind="stable")
    grid, value = grid[order], value[order]
    change = np.flatnonzero((value[:-1] < 0.0) != (value[1:] < 0.0))
    edge = find_root(half_lit, (grid[change], grid[change + 1]), tolerances={"xatol": EDGE_TOLERANCE_S}).x
    entries, exits = edge[value[change] >= 0.0], edge[value[change] < 0.0]
    if value[0] < 0.0:
        entries = np.concatenate([grid[:1], entries])
    if value[-1] < 0.0:
        exits = np.concatenate([exits, grid[-1:]])
    cut = np.clip(np.stack([entries, exits], axis=1), start_s, start_s + span_s)
    return np.asarray(cut[cut[:, 1] > cut[:, 0]])


def eclipse_closed_form_s(altitude_km: npt.ArrayLike, beta_rad: npt.ArrayLike) -> FloatArray:
    """Eclipse of one orbit in s (...), for altitudes in km and Sun angles to the plane in rad (...).

    t = (T/pi) acos[sqrt(h^2 + 2 R h)/((R + h) cos beta)], zero where the argument reaches 1; cylinder, sphere of the
    equatorial radius, Kepler period (Wertz and Larson, "Space Mission Analysis and Design", 3rd ed. (1999), chapter 5).

    >>> round(float(eclipse_closed_form_s(550.0, 0.0)) / 60.0, 3)
    35.611
    """
    h, beta = np.asarray(altitude_km, dtype=np.float64), np.asarray(beta_rad, dtype=np.float64)
    a = EARTH_RADIUS_KM + h
    period = 2.0 * math.pi * np.sqrt(a**3 / MU_EARTH_KM3_PER_S2)
    reach = np.sqrt(h * h + 2.0 * EARTH_RADIUS_KM * h) / (a * np.maximum(np.cos(beta), 1e-12))
    return np.asarray(period / math.pi * np.arccos(np.minimum(reach, 1.0)))


def _disk_centre(position: FloatArray, sun_km: FloatArray, shadow: Shadow, added_km: float) -> FloatArray:
    """Lit share of the disk minus one half where the limb crosses it, continued by the limb angle outside."""
    limb = limb_angle_rad(position, sun_km, shadow, added_km)
    size = SUN_RADIUS_KM / AU_KM
    lit = lit_fraction(position, sun_km, shadow, added_km) - 0.5
    beyond = np.where((lit > -0.5) & (lit < 0.5), 0.0, limb / size - np.sign(limb))
    return np.asarray(lit + beyond)
