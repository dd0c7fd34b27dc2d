"""Drag of a satellite of flat plates: the area that meets the wind, averaged over an orbit, by attitude.

The wind is the orbital velocity. A plate of area A whose normal makes the cosine c with it counts as
A |c| + A (C_edge/C_D)(1 - c^2): head-on pressure, and shear by the wind along the plate. Edge-on and face-on this is
free-molecular flow; between, it overstates: an array that follows the Sun by 7 % at noon, 37 % on dawn-dusk, where
it flies nearly edge-on.
"""

from __future__ import annotations

from math import isfinite
from typing import ClassVar, Literal

import numpy as np
import numpy.typing as npt

from orbitdc.block import NonNegative, Positive
from orbitdc.satellite.constraint import REENTERED, Constraint
from orbitdc.satellite.part import DesignPoint, Extremes, Needs, Part
from orbitdc.satellite.radiator import Attitude
from orbitdc.satellite.solar_array import Tracking
from orbitdc.system.recent import by_content

FloatArray = npt.NDArray[np.float64]

AGM_STEPS = 8  # doubles the exact digits each time: rounding for any Sun angle above 1e-12 rad


class Drag(Part):
    """How a satellite meets the air, and whether it holds its altitude against it."""

    defaults_name: ClassVar[str] = "drag"

    drag_coefficient: Positive
    """The drag coefficient is the drag over dynamic pressure and frontal area."""
    edge_coefficient: NonNegative
    """The edge coefficient is the drag of a plate edge-on to the wind over dynamic pressure and the area of one face,
    with both faces summed."""
    body_m2: NonNegative
    """The body area is the mean frontal area of bus and compute, in every attitude."""
    altitude: Literal["held", "decaying"]
    """The altitude rule says whether the satellite fights drag: `held` makes up for drag by thrust, and `decaying` lets
    the satellite sink."""

    raising_attitude: Literal["edge_on", "in_service", "stowed"]
    """The raising attitude says how the satellite meets the air while it climbs to its orbit: `edge_on` turns array and
    radiator along the wind, `in_service` flies as in service, and `stowed` shows the air raising_m2."""
    raising_m2: NonNegative
    """The raising area is the mean frontal area of a satellite that climbs with folded wings, where raising_attitude is
    `stowed`; what is folded feeds no thruster."""

    def constraints(self, at: DesignPoint, met: Extremes, needs: Needs) -> list[Constraint]:
        """Time to re-entry against the life; no limit where the altitude is held."""
        if not isfinite(needs.reentry_y):
            return [Constraint("reentry_frac", None, reason="no satellite re-enters within the life")]
        margin = needs.reentry_y / needs.life_y - 1.0
        return [
            Constraint(
                "reentry_frac",
                margin,
                REENTERED,
                margin,
                f"altitude: drag brings the lowest satellites down on {needs.reentry_date}, "
                f"after {needs.reentry_y:.1f} of {needs.life_y:g} years",
                "satellite.drag.altitude: held (or a higher fleet.shells.0.altitude_km)",
            )
        ]

    def area_m2(
        self, array_m2: float, radiator_m2: float, tracking: Tracking, attitude: Attitude, beta_rad: npt.ArrayLike
    ) -> FloatArray:
        """Frontal area in m2 in service, of the shape of ``beta_rad``, by ``frontal_area_m2``.

        The ratio of the two coefficients is that of `frontal_area_m2` (King-Hele 1987).

        >>> drag = Drag.model_construct(edge_coefficient=0.14, drag_coefficient=2.2, body_m2=0.0)
        >>> round(float(drag.area_m2(600.0, 110.0, "two_axis", "sun_earth_edge", np.arccos(0.275))), 1)
        249.9
        """
        ratio = self.edge_coefficient / self.drag_coefficient
        return frontal_area_m2(array_m2, radiator_m2, self.body_m2, tracking, attitude, beta_rad, ratio)

    def climbing_m2(self, array_m2: float, radiator_m2: float, in_service_m2: float) -> float:
        """Frontal area in m2 on the way to the orbit, by attitude; edge-on plates count A C_edge/C_D.

        >>> drag = Drag(drag_coefficient=2.2, edge_coefficient=0.14, body_m2=10.0, altitude="held",
        ...     raising_attitude="edge_on", raising_m2=20.0)
        >>> round(drag.climbing_m2(600.0, 110.0, 254.0), 1)
        55.2
        """
        if self.raising_attitude == "edge_on":
            return self.body_m2 + self.edge_coefficient / self.drag_coefficient * (array_m2 + radiator_m2)
        return in_service_m2 if self.raising_attitude == "in_service" else self.raising_m2

    def tumbling_m2(self, array_m2: float, radiator_m2: float) -> float:
        """Frontal area in m2 once attitude is lost, by ``tumbling_area_m2``.

        A convex body shows a quarter of its surface on average (Cauchy 1832).

        >>> Drag.model_construct(edge_coefficient=0.0, drag_coefficient=2.2, body_m2=0.0).tumbling_m2(600.0, 110.0)
        355.0
        """
        ratio = self.edge_coefficient / self.drag_coefficient
        return tumbling_area_m2(array_m2 + radiator_m2, self.body_m2, ratio)


def frontal_area_m2(
    array_m2: float,
    radiator_m2: float,
    body_m2: float,
    tracking: Tracking,
    attitude: Attitude,
    beta_rad: npt.ArrayLike,
    edge_over_drag: float,
) -> FloatArray:
    """Area in m2 that, times C_D, gives the drag averaged over a circular orbit; of the shape of ``beta_rad``.

    Areas are one face of array and radiator and the body's front; ``edge_over_drag`` is the ratio C_edge/C_D. Parts do
    not shade one another. Each plate counts, by definition of both coefficients, A [<|c|> + (C_edge/C_D)(1 - <c^2>)],
    the averages by ``array_wind`` and ``radiator_wind``.

    >>> dawn_dusk = np.arccos(0.275)  # the year's mean of cos(beta)
    >>> round(float(frontal_area_m2(600.0, 110.0, 0.0, "two_axis", "sun_earth_edge", dawn_dusk, 0.14 / 2.2)), 1)
    249.9
    """
    array, array_square = array_wind(tracking, beta_rad)
    radiator, radiator_square = radiator_wind(attitude, beta_rad)
    array_share = array + edge_over_drag * (1.0 - array_square)
    radiator_share = radiator + edge_over_drag * (1.0 - radiator_square)
    return body_m2 + array_m2 * array_share + radiator_m2 * radiator_share


@by_content(most=16)
def array_wind(tracking: Tracking, beta_rad: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Averages over the orbit of |c| and c^2, c the cosine between an array's normal and the velocity.

    Both of the shape of ``beta_rad``, the Sun angle to the orbit plane. Normal to the Sun: (2/pi) cos(beta) and
    cos^2(beta)/2; to its projection on the orbit plane: 2/pi and 1/2; radial: 0 and 0 (by definition of the mean over a
    circle).

    >>> [round(float(x), 4) for x in array_wind("two_axis", 0.0)]
    [0.6366, 0.5]
    """
    beta = np.asarray(beta_rad, dtype=np.float64)
    if tracking == "zenith_fixed":
        return np.zeros_like(beta), np.zeros_like(beta)
    return _turning(np.cos(beta) if tracking == "two_axis" else np.ones_like(beta))


@by_content(most=16)
def radiator_wind(attitude: Attitude, beta_rad: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Averages over the orbit of |c| and c^2, c the cosine between a radiator's normal and the velocity.

    Both of the shape of ``beta_rad``. Normal along Sun x radial: (2/pi)|sin beta| K(cos^2 beta), K the complete
    elliptic integral, which is |sin beta|/agm(1, |sin beta|) by Gauss (Abramowitz and Stegun 1964, section 17.6), and
    |sin beta|; along the velocity: 1 and 1; radial: 0 and 0; along Sun x orbit normal, across the Sun's projection:
    2/pi and 1/2.

    >>> [round(float(x), 4) for x in radiator_wind("sun_earth_edge", np.pi / 6)]
    [0.6864, 0.5]
    """
    sine = np.abs(np.sin(np.asarray(beta_rad, dtype=np.float64)))
    if attitude == "sun_earth_edge":
        return sine / _agm(sine), sine
    if attitude == "velocity_normal":
        return np.ones_like(sine), np.ones_like(sine)
    if attitude == "nadir_normal":
        return np.zeros_like(sine), np.zeros_like(sine)
    return _turning(np.ones_like(sine))


def tumbling_area_m2(plates_m2: float, body_m2: float, edge_over_drag: float) -> float:
    """Frontal area in m2 averaged over all attitudes: plates count A [1/2 + (2/3) C_edge/C_D].

    A convex body shows a quarter of its surface on average (Cauchy 1832), a plate half of one face; <c^2> = 1/3.
    ``edge_over_drag`` is the ratio C_edge/C_D.

    >>> round(tumbling_area_m2(710.0, 0.0, 0.0), 1)
    355.0
    """
    return body_m2 + plates_m2 * (0.5 + 2.0 / 3.0 * edge_over_drag)


def _turning(most: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Averages of |c| and c^2 for c = most x sin(u)."""
    return 2.0 / np.pi * most, 0.5 * most * most


def _agm(x: FloatArray) -> FloatArray:
    """Arithmetic-geometric mean of 1 and x in [0, 1]."""
    a, g = np.ones_like(x), np.asarray(x)
    for _ in range(AGM_STEPS):
        a, g = 0.5 * (a + g), np.sqrt(a * g)
    return a
