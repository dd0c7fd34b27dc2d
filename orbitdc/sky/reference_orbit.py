"""Numerical orbits (Cowell's method) that check the mean ones: zonal gravity, drag, sunlight, Sun and Moon.

No run needs this module. Frame: true equator and mean equinox of date (TEME), held inertial over the span, which leaves
out the precession of the frame: 0.013 degrees of node and 0.006 degrees of pole a year. Needs scipy.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from orbitdc.constants import AU_KM, EARTH_RADIUS_KM, EARTH_ROTATION_RAD_PER_S, J2, J3, J4, MU_EARTH_KM3_PER_S2
from orbitdc.constants import SECONDS_PER_DAY as DAY_S
from orbitdc.sky.eclipse import lit_fraction
from orbitdc.sky.sun import sun_table

FloatArray = npt.NDArray[np.float64]
Density = Callable[[FloatArray], FloatArray]  # kg/m3 of altitudes in km above the equatorial radius, (n_sat,)
Bodies = Callable[[float], FloatArray]  # Sun and Moon (2, 3) in km, TEME, at seconds since the start

MU_SUN_KM3_PER_S2 = 132712440041.9  # JPL DE440
MU_MOON_KM3_PER_S2 = 4902.8001  # JPL DE440
SUN_PRESSURE_N_PER_M2 = 4.54e-6  # total solar irradiance over the speed of light, at 1 AU
BODY_STEP_D = 0.25  # between samples of Sun and Moon: the cubic spline is then within 1e-7 of the Moon's distance
KEPLER_STEPS = 6  # of Newton's method, exact to rounding below e = 0.1


@dataclass(frozen=True)
class Forces:
    """The forces of `cowell` besides the Earth's central attraction, and the date of second 0 (UTC)."""

    start: dt.datetime
    degree: int = 4  # highest zonal harmonic, 0 to 4; below 2 the Earth is a point
    density: Density | None = None
    drag_m2_per_kg: float = 0.0  # drag coefficient times area over mass
    sunlight_m2_per_kg: float = 0.0  # radiation coefficient times area over mass of a sphere
    sun_and_moon: bool = False


def zonal_acceleration(position_km: npt.ArrayLike, degree: int = 4) -> FloatArray:
    """Acceleration in km/s^2 of the Earth's point mass and zonal harmonics J2 to ``degree``, positions (..., 3) in km.

    Gradient of (mu/r)[1 - sum Jn (Re/r)^n Pn(z/r)], written out per degree (Vallado 2013, chapter 8; J of EGM96).
    ``degree`` is the number of the highest harmonic.

    >>> round(float(zonal_acceleration([7000.0, 0.0, 0.0], 2)[0]), 8)
    -0.00814567
    """
    position = np.asarray(position_km, dtype=np.float64)
    r = np.sqrt(np.sum(position**2, axis=-1))
    s = position[..., 2] / r  # sine of the geocentric latitude
    near = EARTH_RADIUS_KM / r
    radial, axial = np.ones_like(r), np.zeros_like(r)  # a = -(mu/r^2)(radial r^ + axial z^)
    if degree >= 2:
        radial = radial + 1.5 * J2 * near**2 * (1.0 - 5.0 * s**2)
        axial = axial + 3.0 * J2 * near**2 * s
    if degree >= 3:
        radial = radial + 2.5 * J3 * near**3 * (3.0 * s - 7.0 * s**3)
        axial = axial + 1.5 * J3 * near**3 * (5.0 * s**2 - 1.0)
    if degree >= 4:
        radial = radial - 1.875 * J4 * near**4 * (1.0 - 14.0 * s**2 + 21.0 * s**4)
        axial = axial - 2.5 * J4 * near**4 * (3.0 * s - 7.0 * s**3)
    scale = -MU_EARTH_KM3_PER_S2 / r**2
    acceleration = (scale * radial / r)[..., None] * position
    acceleration[..., 2] += scale * axial
    return np.asarray(acceleration)


def third_body_acceleration(position_km: FloatArray, body_km: FloatArray, mu_km3_per_s2: float) -> FloatArray:
    """Tidal acceleration in km/s^2 of a body at ``body_km`` (3,) on satellites (n_sat, 3), geocentric in km.

    mu [(d - r)/|d - r|^3 - d/|d|^3] (Montenbruck and Gill 2000, section 3.3.1), with ``mu_km3_per_s2`` the body's mu in
    km3/s2.

    >>> pull = third_body_acceleration(np.array([[7000.0, 0.0, 0.0]]), np.array([384400.0, 0.0, 0.0]), 4902.8)
    >>> round(float(pull[0, 0]) * 1e9, 2)
    1.24
    """
    apart = body_km - position_km
    near = np.sum(apart**2, axis=-1, keepdims=True) ** -1.5
    return np.asarray(mu_km3_per_s2 * (apart * near - body_km * float(body_km @ body_km) ** -1.5))


def drag_acceleration(state: FloatArray, density: Density, drag_m2_per_kg: float) -> FloatArray:
    """Drag in km/s^2 (n_sat, 3) on states (n_sat, 6) in km and km/s: -1/2 rho (C_D A/m) |v| v.

    v is relative to air that turns with the Earth; 1e3 turns rho A/m into 1/km (Montenbruck and Gill 2000, section
    3.5); ``state`` holds km and km/s.

    >>> state = np.array([[6978.137, 0.0, 0.0, 0.0, 0.0, 7.5579]])
    >>> drag = drag_acceleration(state, lambda altitude_km: 0.0 * altitude_km + 1.148e-13, 0.26)
    >>> round(-float(drag[0, 2]) * 1e3 * 86400.0 * 365.25, 1)  # m/s a year
    27.0
    """
    position, velocity = state[:, :3], state[:, 3:]
    wind = EARTH_ROTATION_RAD_PER_S * np.stack([-position[:, 1], position[:, 0], np.zeros(len(state))], axis=1)
    relative = velocity - wind
    speed = np.sqrt(np.sum(relative**2, axis=1))
    rho = density(np.sqrt(np.sum(position**2, axis=1)) - EARTH_RADIUS_KM)
    return np.asarray(-0.5 * (rho * drag_m2_per_kg * 1e3 * speed)[:, None] * relative)


def sunlight_acceleration(position_km: FloatArray, sun_km: FloatArray, sunlight_m2_per_kg: float) -> FloatArray:
    """Push of sunlight in km/s^2 (n_sat, 3) on balls at (n_sat, 3), Sun at (3,), km: -lit P (AU/d)^2 (C_R A/m) s^.

    Lit share of the disk by the cone behind the ellipsoid (Montenbruck and Gill 2000, section 3.4).

    >>> push = sunlight_acceleration(np.array([[7000.0, 0.0, 0.0]]), np.array([AU_KM, 0.0, 0.0]), 0.01)
    >>> round(-float(push[0, 0]) * 1e3, 11)  # m/s2
    4.54e-08
    """
    apart = sun_km - position_km
    distance2 = np.sum(apart**2, axis=1)
    push = SUN_PRESSURE_N_PER_M2 * AU_KM**2 / distance2 * sunlight_m2_per_kg * 1e-3
    return np.asarray(-(lit_fraction(position_km, sun_km) * push / np.sqrt(distance2))[:, None] * apart)


def sun_and_moon(start: dt.datetime, days: float) -> Bodies:
    """Function that gives Sun and Moon (2, 3) in km, TEME, at seconds from ``start`` (UTC) over ``days`` days.

    The Sun of `orbitdc.sky.sun`, the Moon of astropy's built-in ephemeris (ERFA moon98, 30 km, Meeus 1998), splined.

    >>> bodies = sun_and_moon(dt.datetime(2026, 3, 5, tzinfo=dt.UTC), 2.0)
    >>> [round(float(np.linalg.norm(body)), -4) for body in bodies(43200.0)]
    [148370000.0, 390000.0]
    """
    from scipy.interpolate import CubicSpline

    day = np.arange(-2.0, days + 2.0 + BODY_STEP_D, BODY_STEP_D)
    midnight = dt.datetime.combine(start.date(), dt.time(), tzinfo=dt.UTC)
    after_s = (start - midnight).total_seconds()
    table = sun_table((midnight - dt.timedelta(days=3)).date(), days + 8.0)
    direction, distance = table.at(day * DAY_S + after_s + 3.0 * DAY_S)
    both = np.stack([direction * distance[:, None] * AU_KM, _moon_km(start, day)], axis=1)
    spline = CubicSpline(day * DAY_S, both)

    def bodies(seconds: float) -> FloatArray:
        """The places of Sun and Moon in km at a time in s, (2, 3)."""
        return np.asarray(spline(seconds))

    return bodies


def _moon_km(start: dt.datetime, day: FloatArray) -> FloatArray:
    """The place of the Moon in km at days after the start, (day, 3), in TEME."""
    import warnings

    from astropy import units
    from astropy.coordinates import TEME, get_body, solar_system_ephemeris
    from astropy.time import Time, TimeDelta
    from astropy.utils import iers
    from astropy.utils.exceptions import AstropyWarning

    with (
        iers.conf.set_temp("auto_download", False),
        iers.conf.set_temp("auto_max_age", None),
        solar_system_ephemeris.set("builtin"),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore", AstropyWarning)  # dates beyond the tables of leap seconds and polar motion
        warnings.filterwarnings("ignore", module="erfa")
        times = Time(start.replace(tzinfo=None), scale="utc") + TimeDelta(day * units.day)
        moon = get_body("moon", times).transform_to(TEME(obstime=times))
        return np.asarray(moon.cartesian.xyz.to_value(units.km).T, dtype=np.float64)


def cowell(state: npt.ArrayLike, seconds: npt.ArrayLike, forces: Forces, tolerance: float = 1e-11) -> FloatArray:
    """States (n_time, n_sat, 6) in km and km/s at rising ``seconds`` (n_time,), from ``state`` (n_sat, 6).

    Integrates the equations of motion in Cartesian form with DOP853 (Hairer, Norsett and Wanner 1993); ``tolerance`` is
    the relative error per step, a fraction, and ``state`` holds km and km/s; all satellites share the steps. Raises
    ValueError where the integrator gives up.

    >>> start = np.array([[7000.0, 0.0, 0.0, 0.0, 7.546053290, 0.0]])  # circular about a point mass
    >>> forces = Forces(dt.datetime(2027, 1, 1, tzinfo=dt.UTC), degree=0)
    >>> half = np.pi * np.sqrt(7000.0**3 / MU_EARTH_KM3_PER_S2)
    >>> round(float(cowell(start, [half], forces)[0, 0, 0]), 3)
    -7000.0
    """
    from scipy.integrate import solve_ivp

    first = np.atleast_2d(np.asarray(state, dtype=np.float64))
    times = np.atleast_1d(np.asarray(seconds, dtype=np.float64))
    lit = forces.sunlight_m2_per_kg > 0.0
    bodies = sun_and_moon(forces.start, times[-1] / DAY_S) if lit or forces.sun_and_moon else None

    def change(t: float, flat: FloatArray) -> FloatArray:
        """The rates of change of positions in km and velocities in km/s, flat."""
        now = flat.reshape(first.shape)
        rate = np.empty_like(now)
        rate[:, :3] = now[:, 3:]
        rate[:, 3:] = zonal_acceleration(now[:, :3], forces.degree)
        if forces.density is not None:
            rate[:, 3:] += drag_acceleration(now, forces.density, forces.drag_m2_per_kg)
        if bodies is not None:
            sun, moon = bodies(t)
            if forces.sun_and_moon:
                rate[:, 3:] += third_body_acceleration(now[:, :3], sun, MU_SUN_KM3_PER_S2)
                rate[:, 3:] += third_body_acceleration(now[:, :3], moon, MU_MOON_KM3_PER_S2)
            if lit:
                rate[:, 3:] += sunlight_acceleration(now[:, :3], sun, forces.sunlight_m2_per_kg)
        return rate.ravel()

    scale = np.tile([EARTH_RADIUS_KM] * 3 + [1.0] * 3, len(first))
    found = solve_ivp(
        change,
        (0.0, float(times[-1])),
        first.ravel(),
        method="DOP853",
        t_eval=times,
        rtol=tolerance,
        atol=tolerance * scale,
        max_step=DAY_S / 48.0,  # so that no step skips a shadow of a third of a revolution
    )
    if not found.success:
        raise ValueError(f"the integration stopped: {found.message}")
    return np.asarray(found.y.T.reshape(len(times), *first.shape))


def osculating_from_mean(
    semi_major_axis_km: npt.ArrayLike,
    eccentricity: npt.ArrayLike,
    inclination_rad: npt.ArrayLike,
    raan_rad: npt.ArrayLike,
    argument_of_perigee_rad: npt.ArrayLike,
    mean_anomaly_rad: npt.ArrayLike,
    *,
    j3: float = 0.0,
) -> FloatArray:
    """Osculating states (n, 6) in km and km/s, TEME, of Brouwer mean elements (n,) with e below 0.02.

    Adds the short-period terms of J2 to radius, argument of latitude, node, inclination and both speeds at zeroth order
    in e (Brouwer 1959, Kozai 1959, in the variables of Hoots and Roehrich, Spacetrack Report No. 3): within J2 e a, 8 m
    at e = 0.001. With ``j3``, dimensionless, it adds the long-period term of J3 too, -(J3/2 J2)(Re/p) sin i added to e
    sin w: mean e = 0 is then the frozen orbit, whose osculating eccentricity is 0.001 sin i with perigee in the north.

    >>> state = osculating_from_mean(6928.137, 0.0, np.radians(53.0), 0.0, 0.0, 0.0)
    >>> round(float(np.linalg.norm(state[0, :3])) - 6928.137, 2), round(float(np.linalg.norm(state[0, 3:])), 5)
    (0.6, 7.58776)
    """
    elements = (semi_major_axis_km, eccentricity, inclination_rad, raan_rad, argument_of_perigee_rad, mean_anomaly_rad)
    a, e, i, node, perigee, mean = np.broadcast_arrays(*(np.atleast_1d(np.asarray(x, np.float64)) for x in elements))
    cosine, sine = np.cos(i), np.sin(i)
    across = e * np.cos(perigee)
    north = e * np.sin(perigee) - 0.5 * j3 / J2 * EARTH_RADIUS_KM / (a * (1.0 - e**2)) * sine
    r, u, climb, swing, p = _in_plane(a, across, north, perigee + mean)
    k = 0.5 * J2 * EARTH_RADIUS_KM**2 / p  # km
    ratio, square, rate = k / p, cosine**2, np.sqrt(MU_EARTH_KM3_PER_S2 / a**3)
    s2, c2 = np.sin(2.0 * u), np.cos(2.0 * u)
    r = r * (1.0 - 1.5 * ratio * np.sqrt(p / a) * (3.0 * square - 1.0)) + 0.5 * k * (1.0 - square) * c2
    u = u - 0.25 * ratio * (7.0 * square - 1.0) * s2
    node = node + 1.5 * ratio * cosine * s2
    i = i + 1.5 * ratio * cosine * sine * c2
    climb = climb - rate * k * (1.0 - square) * s2
    swing = swing + rate * k * ((1.0 - square) * c2 + 1.5 * (3.0 * square - 1.0))
    outward, forward = _axes(u, i, node)
    position = r[:, None] * outward
    return np.concatenate([position, climb[:, None] * outward + swing[:, None] * forward], axis=1)


def _in_plane(
    a: FloatArray, across: FloatArray, north: FloatArray, latitude: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray, FloatArray]:
    """Radius, argument of latitude, radial and transverse speed and parameter from (e cos w, e sin w) and w + M."""
    x = latitude.copy()
    for _ in range(KEPLER_STEPS):
        gap = latitude - north * np.cos(x) + across * np.sin(x) - x
        x = x + gap / (1.0 - across * np.cos(x) - north * np.sin(x))
    along, beside = across * np.cos(x) + north * np.sin(x), across * np.sin(x) - north * np.cos(x)
    e2 = across**2 + north**2
    r, p = a * (1.0 - along), a * (1.0 - e2)
    share = beside / (1.0 + np.sqrt(1.0 - e2))
    u = np.arctan2(np.sin(x) - north - across * share, np.cos(x) - across + north * share)
    mu = MU_EARTH_KM3_PER_S2
    return r, u, np.sqrt(mu * a) * beside / r, np.sqrt(mu * p) / r, p


def _axes(u: FloatArray, i: FloatArray, node: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Unit vectors (n, 3) outwards and forwards at argument of latitude ``u`` of planes ``i``, ``node``."""
    cn, sn, ci, si, cu, su = np.cos(node), np.sin(node), np.cos(i), np.sin(i), np.cos(u), np.sin(u)
    outward = np.stack([cn * cu - sn * su * ci, sn * cu + cn * su * ci, su * si], axis=-1)
    forward = np.stack([-cn * su - sn * cu * ci, -sn * su + cn * cu * ci, cu * si], axis=-1)
    return outward, forward


def plane_of(state: npt.ArrayLike) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Osculating inclination, node and argument of latitude in rad (...) of states (..., 6) in km and km/s, TEME.

    ``state`` holds km and km/s. From the angular momentum r x v (Vallado 2013, chapter 2); node and argument of
    latitude in (-pi, pi].

    >>> [round(float(x), 3) for x in plane_of([0.0, 7000.0, 0.0, -7.5, 0.0, 0.0])]
    [0.0, 0.0, 1.571]
    """
    both = np.asarray(state, dtype=np.float64)
    h = np.cross(both[..., :3], both[..., 3:])
    flat = np.hypot(h[..., 0], h[..., 1])
    i = np.arctan2(flat, h[..., 2])
    node = np.where(flat > 0.0, np.arctan2(h[..., 0], -h[..., 1]), 0.0)
    along = both[..., 0] * np.cos(node) + both[..., 1] * np.sin(node)
    forward = (both[..., 1] * np.cos(node) - both[..., 0] * np.sin(node)) * np.cos(i) + both[..., 2] * np.sin(i)
    return np.asarray(i), np.asarray(node), np.asarray(np.arctan2(forward, along))
