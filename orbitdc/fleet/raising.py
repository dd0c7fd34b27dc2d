"""Orbit raising: satellites that climb from where the launcher drops them, by electric thrust against the air."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import numpy as np

from orbitdc.constants import SECONDS_PER_DAY
from orbitdc.fleet.altitude import drag_m_per_s_d, rise_km_per_d
from orbitdc.fleet.launch import spiral_m_per_s
from orbitdc.satellite.constraint import STRANDED, Constraint
from orbitdc.satellite.propulsion import Propulsion
from orbitdc.sky.atmosphere import DensityTable, density_kg_per_m3

STEP_KM = 1.0  # of the integral over the altitude; the air thins by 2 % in it


@dataclass(frozen=True)
class Climb:
    """A climb from one circular orbit to a higher one, under steady thrust and drag."""

    days: float | None  # None where drag outdoes the thrust on the way
    delta_v_m_per_s: float  # of the thrust: the spiral's and what drag takes; the spiral's alone where it cannot climb
    low_km: float = 0.0  # where it begins
    drag_n: float = 0.0  # largest on the way
    thrust_n: float = 0.0
    area_m2: float = 0.0  # frontal, on the way
    free_km: float | None = None  # of a climb that cannot begin: where thrust outdoes drag from there on

    @property
    def margin_frac(self) -> float | None:
        """Thrust over the largest drag on the way, minus 1; None where there is no climb or no air on it."""
        return self.thrust_n / self.drag_n - 1.0 if self.drag_n > 0.0 else None


def climb(
    low_km: float,
    high_km: float,
    inclination_rad: float,
    ltan_h: float | None,
    area_m2: float,
    mass_kg: float,
    drag_coefficient: float,
    thrust_n: float,
    f107_sfu: float,
    table: DensityTable | None = None,
) -> Climb:
    """Climb of a satellite of constant mass at a constant F10.7, thrust along the velocity all the time.

    t = integral of dh/(da/dt), da/dt = 2 (F - D(h))/(m n); without air t = m |v1 - v2|/F. Densities are means over the
    seasons and the orbit: the air of a season reaches 1.7 to 2 times them. ``ltan_h`` as of ``density_kg_per_m3``.

    >>> bare = climb(300.0, 600.0, 0.925, None, 0.0, 2143.0, 2.2, 0.1713, 140.0)
    >>> round(bare.days, 2), bare.margin_frac
    (24.31, None)
    >>> stuck = climb(300.0, 600.0, 0.925, None, 254.0, 2143.0, 2.2, 0.1713, 140.0)
    >>> stuck.days, round(stuck.margin_frac, 2), stuck.free_km
    (None, -0.4, 326.0)
    """
    if high_km <= low_km:
        return Climb(0.0, 0.0)
    spiral = spiral_m_per_s(low_km, high_km)
    height = np.linspace(low_km, high_km, ceil((high_km - low_km) / STEP_KM) + 1)
    density = density_kg_per_m3(height, f107_sfu, inclination_rad, ltan_h, table)
    drag = drag_m_per_s_d(density, height, inclination_rad, drag_coefficient * area_m2 / mass_kg)
    push = thrust_n / mass_kg * SECONDS_PER_DAY
    largest_n = float(drag.max()) * mass_kg / SECONDS_PER_DAY
    if (drag < push).all():
        days = float(np.trapezoid(1.0 / rise_km_per_d(push - drag, height), height))
        return Climb(days, push * days, low_km, largest_n, thrust_n, area_m2)
    free = height[drag < push]
    return Climb(None, spiral, low_km, largest_n, thrust_n, area_m2, float(free[0]) if free.size else None)


def raising_constraint(hardest: Climb, propulsion: Propulsion) -> Constraint:
    """Thrust against drag where the climb begins, a mean over the orbit and the seasons."""
    margin = hardest.margin_frac
    if margin is None:
        why = "the launcher goes straight to the orbit" if hardest.days == 0.0 else "there is no drag on the way"
        return Constraint("raising_frac", None, reason=why)
    remedies = [propulsion.more_thrusters(hardest.drag_n)]
    if hardest.free_km is not None:
        remedies.insert(0, f"launch.insertion_altitude_km: {ceil(hardest.free_km)} or more")
    most_m2 = hardest.area_m2 * hardest.thrust_n / hardest.drag_n
    if most_m2 >= 1.0:
        remedies.append(f"less than {most_m2:,.0f} m2 across the wind by satellite.drag.raising_attitude")
    return Constraint(
        "raising_frac",
        margin,
        STRANDED,
        margin,
        f"orbit raising: drag of {1e3 * hardest.drag_n:,.0f} mN at {hardest.low_km:g} km, on "
        f"{hardest.area_m2:,.0f} m2, against {1e3 * hardest.thrust_n:,.0f} mN of thrust",
        ", or ".join(remedies),
    )
