"""The altitude of satellites through their life: held against drag, or sinking to re-entry.

Circular orbits of several classes at once. The air turns with the Earth: drag is weighed with
(1 - omega a cos(i)/v)^2 (King-Hele 1987), 0.87 at the equator and 1.02 in Sun-synchronous orbits at 600 km.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from orbitdc.constants import (
    DAYS_PER_YEAR,
    EARTH_RADIUS_KM,
    EARTH_ROTATION_RAD_PER_S,
    SECONDS_PER_DAY,
)
from orbitdc.fleet.orbits import kepler_rate_rad_per_s
from orbitdc.sky.atmosphere import DensityTable, density_kg_per_m3, density_table, f107_place, orbit_weights

FloatArray = npt.NDArray[np.float64]

REENTRY_KM = 120.0  # lower, no satellite completes an orbit
MOST_Y = 1000.0  # longer lives are reported as this
TINY = 1e-300  # km a day, where nothing falls


@dataclass(frozen=True, eq=False)
class AltitudePath:
    """Altitude and drag of each class of orbits by day; classes as in the call, one where all is scalar."""

    altitude_km: FloatArray  # (n_day, n_class) at the start of the day, REENTRY_KM after re-entry
    drag_m_per_s: FloatArray  # (n_day, n_class) delta-v of that day that would hold the altitude, 0 after re-entry
    reentry_day: FloatArray  # (n_class,) days and parts of a day from the start, inf where none within the span

    def drag_m_per_s_y(self) -> FloatArray:
        """Delta-v per year in m/s (n_class,) against drag, mean over the days.

        The mean of the days times the days of a year, by definition.

        >>> path = AltitudePath(np.full((2, 1), 600.0), np.array([[0.06], [0.08]]), np.array([np.inf]))
        >>> path.drag_m_per_s_y().round(3)  # 0.07 m/s a day
        array([25.568])
        """
        return np.asarray(self.drag_m_per_s.mean(axis=0) * DAYS_PER_YEAR)


def drag_m_per_s_d(
    density_kg_per_m3: npt.ArrayLike,
    altitude_km: npt.ArrayLike,
    inclination_rad: npt.ArrayLike,
    ballistic_m2_per_kg: npt.ArrayLike,
) -> FloatArray:
    """Delta-v of drag per day in m/s: 1/2 rho v^2 B (1 - omega a cos(i)/v)^2 x 86400, B = C_D A/m; broadcasts.

    Circular speed v = sqrt(mu/a) (Vallado 2013, chapter 8; rotation of the air King-Hele 1987).

    >>> round(float(drag_m_per_s_d(1.148e-13, 600.0, np.pi / 2, 2.2 * 253.2 / 2140.0)) * 365.25, 1)
    26.9
    """
    a_km = EARTH_RADIUS_KM + np.asarray(altitude_km, dtype=np.float64)
    rate = kepler_rate_rad_per_s(a_km)
    wind = (1.0 - EARTH_ROTATION_RAD_PER_S / rate * np.cos(np.asarray(inclination_rad, dtype=np.float64))) ** 2
    speed_m_per_s = 1e3 * a_km * rate
    push = 0.5 * np.asarray(density_kg_per_m3, dtype=np.float64) * speed_m_per_s**2
    return np.asarray(push * wind * np.asarray(ballistic_m2_per_kg, dtype=np.float64) * SECONDS_PER_DAY)


def rise_km_per_d(delta_v_m_per_s_d: FloatArray, altitude_km: FloatArray) -> FloatArray:
    """Rate at which a circular orbit rises under a delta-v per day, or falls under as much drag; any one shape.

    da = 2 dv/n, from v = sqrt(mu/a).

    >>> float(rise_km_per_d(np.array([1.0]), np.array([600.0]))[0].round(3))
    1.847
    """
    rate = kepler_rate_rad_per_s(EARTH_RADIUS_KM + altitude_km)
    return np.asarray(2e-3 * delta_v_m_per_s_d / rate)


def held(
    altitude_km: npt.ArrayLike,
    inclination_rad: npt.ArrayLike,
    ltan_h: npt.ArrayLike | None,
    area_m2: npt.ArrayLike,
    mass_kg: npt.ArrayLike,
    drag_coefficient: float,
    f107_sfu: FloatArray,
    table: DensityTable | None = None,
) -> AltitudePath:
    """Path of satellites that thrust against drag: the altitude stays, the delta-v per day is the drag's.

    ``f107_sfu`` is (n_day,); altitude, inclination and ``ltan_h`` (NaN or None: all local times) are (n_class,) or
    scalar. ``area_m2`` is (n_day, n_class), (n_day,) for all classes alike, or scalar; ``mass_kg`` broadcasts to
    (n_day, n_class).
    Raises ValueError for an F10.7 outside the density table.

    >>> year = held(600.0, np.pi / 2, None, 253.2, 2140.0, 2.2, np.full(365, 130.0))
    >>> year.altitude_km.shape, bool(21.0 < year.drag_m_per_s_y()[0] < 26.0)
    ((365, 1), True)
    """
    altitude, inclination, node = _classes(altitude_km, inclination_rad, ltan_h)
    ballistic = _ballistic(area_m2, mass_kg, drag_coefficient, (f107_sfu.size, altitude.size))
    density = density_kg_per_m3(altitude, f107_sfu[:, None], inclination, node, table)
    drag = drag_m_per_s_d(density, altitude, inclination, ballistic)
    return AltitudePath(np.broadcast_to(altitude, drag.shape), drag, np.full(drag.shape[1], np.inf))


def decaying(
    altitude_km: npt.ArrayLike,
    inclination_rad: npt.ArrayLike,
    ltan_h: npt.ArrayLike | None,
    area_m2: npt.ArrayLike,
    mass_kg: npt.ArrayLike,
    drag_coefficient: float,
    f107_sfu: FloatArray,
    table: DensityTable | None = None,
) -> AltitudePath:
    """Path of satellites that sink by drag from an altitude; arguments and errors as of ``held``.

    da/dt = -rho v a B (1 - omega a cos(i)/v)^2. Within a segment of the density table the rate is r exp(-(h - h0)/H),
    so that h(t) = h0 + H ln(1 - r t/H) in closed form; each day marches from segment to segment, with F10.7 and area
    of the day.

    >>> path = decaying(400.0, np.radians(53.0), None, 10.0, 1000.0, 2.2, np.full(730, 130.0))
    >>> bool(150.0 < path.reentry_day[0] < 365.0), float(path.altitude_km[-1, 0])
    (True, 120.0)
    """
    grid = table or density_table()
    altitude, inclination, node = _classes(altitude_km, inclination_rad, ltan_h)
    n_day, n_class = f107_sfu.size, altitude.size
    ballistic = _ballistic(area_m2, mass_kg, drag_coefficient, (n_day, n_class))
    profiles = grid.for_orbits(orbit_weights(inclination, node))
    row, part = f107_place(f107_sfu, grid)
    height = np.maximum(altitude, REENTRY_KM)
    path, drag = np.empty((n_day, n_class)), np.zeros((n_day, n_class))
    reentry = np.where(height > REENTRY_KM, np.inf, 0.0)
    for day in range(n_day):
        path[day] = height
        air = (1.0 - part[day]) * profiles[:, row[day]] + part[day] * profiles[:, row[day] + 1]
        flying = height > REENTRY_KM
        if flying.any():
            height, drag[day], spent = _one_day(height, grid.altitude_km, air, inclination, ballistic[day])
            reentry = np.where(flying & (height <= REENTRY_KM), day + spent, reentry)
    return AltitudePath(path, drag, reentry)


def passive_decay_y(
    altitude_km: npt.ArrayLike,
    inclination_rad: npt.ArrayLike,
    ltan_h: npt.ArrayLike | None,
    area_m2: npt.ArrayLike,
    mass_kg: npt.ArrayLike,
    drag_coefficient: float,
    f107_sfu: float,
    table: DensityTable | None = None,
) -> FloatArray:
    """Years to re-entry without thrust at a constant F10.7, (n_class,), at most ``MOST_Y``.

    The integral of dh/(rate of fall) over the density table's segments, each H (1/r_top - 1/r_bottom) with H =
    dh/ln(r_bottom/r_top), the rate being exponential in altitude (King-Hele 1987, exponential air).
    ``drag_coefficient`` is C_D, dimensionless. Arguments are (n_class,) or scalar. Raises ValueError for an F10.7
    outside the density table.

    >>> tumbling = passive_decay_y([600.0, 800.0], np.radians(97.8), None, 355.0, 2140.0, 2.2, 130.0)
    >>> bool(tumbling[0] < 5.0 < tumbling[1])
    True
    """
    grid = table or density_table()
    top, inclination, node = _classes(altitude_km, inclination_rad, ltan_h)
    top = np.maximum(top, REENTRY_KM)
    inner = grid.altitude_km[grid.altitude_km > REENTRY_KM][:, None]
    height = np.concatenate([np.full((1, top.size), REENTRY_KM), np.minimum(inner, top), top[None, :]])
    density = density_kg_per_m3(height, f107_sfu, inclination, node, grid)
    ballistic = drag_coefficient * np.asarray(area_m2, dtype=np.float64) / np.asarray(mass_kg, dtype=np.float64)
    rate = rise_km_per_d(drag_m_per_s_d(density, height, inclination, ballistic), height)
    depth, growth = np.diff(height, axis=0), -np.diff(np.log(rate), axis=0)
    scale_km = np.divide(depth, growth, out=np.zeros_like(depth), where=depth > 0.0)
    days = (scale_km * np.diff(1.0 / rate, axis=0)).sum(axis=0)
    return np.asarray(np.minimum(days / DAYS_PER_YEAR, MOST_Y))


def _classes(
    altitude_km: npt.ArrayLike, inclination_rad: npt.ArrayLike, ltan_h: npt.ArrayLike | None
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Altitude, inclination and local time of the node (NaN: all of them), each (n_class,)."""
    node = np.nan if ltan_h is None else ltan_h
    together = np.broadcast_arrays(altitude_km, inclination_rad, node)
    altitude, inclination, ltan = (np.atleast_1d(x).astype(np.float64) for x in together)
    return altitude, inclination, ltan


def _ballistic(
    area_m2: npt.ArrayLike, mass_kg: npt.ArrayLike, drag_coefficient: float, shape: tuple[int, int]
) -> FloatArray:
    """C_D A/m in m2/kg, (n_day, n_class); a one-dimensional area is by day."""
    area = np.asarray(area_m2, dtype=np.float64)
    area = area[:, None] if area.ndim == 1 else area
    return np.broadcast_to(drag_coefficient * area / np.asarray(mass_kg, dtype=np.float64), shape)


def _one_day(
    height_km: FloatArray,
    grid_km: FloatArray,
    ln_density: FloatArray,
    inclination_rad: FloatArray,
    ballistic_m2_per_kg: FloatArray,
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Altitude after a day (n_class,), drag in m/s per day at its start, and the part of the day flown."""
    lane = np.arange(height_km.size)
    height, flown = height_km, np.zeros_like(height_km)
    at_start: FloatArray | None = None
    while (aloft := (height > REENTRY_KM) & (flown < 1.0)).any():
        below = np.clip(np.searchsorted(grid_km, height, side="left") - 1, 0, grid_km.size - 2)
        foot, ln_foot = grid_km[below], ln_density[lane, below]
        per_km = (ln_foot - ln_density[lane, below + 1]) / (grid_km[below + 1] - foot)
        density = np.exp(ln_foot - per_km * (height - foot))
        drag = np.where(aloft, drag_m_per_s_d(density, height, inclination_rad, ballistic_m2_per_kg), 0.0)
        at_start = drag if at_start is None else at_start
        rate = np.maximum(rise_km_per_d(drag, height), TINY)
        floor = np.maximum(foot, REENTRY_KM)
        to_floor = -np.expm1(-per_km * (height - floor)) / (per_km * rate)
        left = 1.0 - flown
        lands = to_floor <= left
        sunk = np.where(lands, floor, height + np.log1p(-per_km * rate * np.minimum(left, to_floor)) / per_km)
        height = np.where(aloft, sunk, height)
        flown = np.where(aloft, np.where(lands, flown + to_floor, 1.0), flown)
    return height, np.zeros_like(height) if at_start is None else at_start, flown
