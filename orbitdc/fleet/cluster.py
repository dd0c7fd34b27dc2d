"""A cluster of satellites in formation: relative motion, distances, and what it costs to hold against J2."""

from __future__ import annotations

from math import sqrt
from typing import Annotated, ClassVar

import numpy as np
import numpy.typing as npt
from pydantic import Field, model_validator

from orbitdc.block import Block, NonNegative, Positive
from orbitdc.constants import EARTH_RADIUS_KM, SECONDS_PER_YEAR
from orbitdc.fleet.orbits import kepler_rate_rad_per_s, secular_rates

FloatArray = npt.NDArray[np.float64]


class Cluster(Block):
    """Satellites on bounded relative orbits about one reference orbit, each a 2:1 ellipse in the orbit plane.

    All share semi-major axis and inclination, so that nothing drifts apart but the direction of perigee.
    """

    defaults_name: ClassVar[str] = "cluster"

    satellites: Annotated[int, Field(ge=2)]
    """One cluster has this many satellites."""
    radius_m: Positive
    """The radius is the distance of the outermost satellite from the middle of the cluster along the track."""
    keep_out_m: NonNegative
    """The keep-out distance is the least distance that two satellites of a cluster may have."""

    @model_validator(mode="after")
    def _satellites_do_not_meet(self) -> Cluster:
        """The cluster, where neighbours keep their distance."""
        nearest, _ = self.neighbour_m()
        if nearest < self.keep_out_m:
            need_m = np.ceil(self.radius_m * self.keep_out_m / nearest)
            raise ValueError(
                f"neighbours of {self.satellites} satellites in {self.radius_m:g} m pass at {nearest:.0f} m, "
                f"closer than keep_out_m {self.keep_out_m:g}: give radius_m {need_m:.0f} or more, or fewer satellites"
            )
        return self

    def spacing_m(self) -> float:
        """Distance of neighbours along the track in m, on the square lattice whose outermost point is at the radius.

        The pitch is the radius over the outermost distance of the unit lattice, by definition.

        >>> Cluster(satellites=81, radius_m=1000.0, keep_out_m=50.0).spacing_m()
        200.0
        """
        x, y = square_lattice(self.satellites)
        return self.radius_m / float(np.hypot(x, y).max())

    def neighbour_m(self) -> tuple[float, float]:
        """Least and greatest distance of lattice neighbours over an orbit in m.

        A relative orbit x = -(r/2) cos, y = r sin (Hill 1878; Clohessy and Wiltshire 1960) shrinks every separation to
        half when it points to the Earth.

        >>> [round(x) for x in Cluster(satellites=81, radius_m=1000.0, keep_out_m=50.0).neighbour_m()]
        [100, 200]
        """
        return 0.5 * self.spacing_m(), self.spacing_m()

    def trim_m_per_s_y(self, altitude_km: float, inclination_rad: float) -> float:
        """Delta-v per year in m/s that holds the outermost ellipse against the turning of perigee by J2.

        1/2 v |de|, de = (R/2a) |perigee rate| x a year: along-track thrust changes eccentricity by 2 dv/v (Gauss;
        D'Amico and Montenbruck 2006, relative eccentricity vectors).

        >>> from math import radians
        >>> round(Cluster(satellites=81, radius_m=1000.0, keep_out_m=50.0).trim_m_per_s_y(650.0, radians(98.0)), 1)
        5.5
        """
        a_m = (EARTH_RADIUS_KM + altitude_km) * 1e3
        speed_m_per_s = a_m * float(kepler_rate_rad_per_s(a_m * 1e-3))
        _, _, perigee = secular_rates(a_m * 1e-3, 0.0, inclination_rad)
        turned = 0.5 * self.radius_m / a_m * abs(float(perigee)) * SECONDS_PER_YEAR
        return 0.5 * speed_m_per_s * turned


def relative_orbit_m(amplitude_m: float, phase_rad: npt.ArrayLike, angle_rad: npt.ArrayLike) -> FloatArray:
    """Radial and along-track position in m, (..., 2), on a bounded relative orbit: (-(r/2) cos, r sin) of n t + phase.

    Hill 1878; Clohessy and Wiltshire 1960, without drift and cross-track motion.

    >>> relative_orbit_m(100.0, 0.0, [0.0, np.pi / 2]).round(6).tolist()
    [[-50.0, 0.0], [-0.0, 100.0]]
    """
    angle = np.asarray(angle_rad, dtype=np.float64) + np.asarray(phase_rad, dtype=np.float64)
    return np.stack([-0.5 * amplitude_m * np.cos(angle), amplitude_m * np.sin(angle)], axis=-1)


def lattice(cluster: Cluster) -> tuple[FloatArray, FloatArray]:
    """Amplitudes in m and phases in rad, each (n_sat,), of the satellites nearest to the middle of a square lattice.

    Polar coordinates of the lattice points, by definition.

    >>> amplitude, _ = lattice(Cluster(satellites=81, radius_m=1000.0, keep_out_m=50.0))
    >>> amplitude.size, float(amplitude.max())
    (81, 1000.0)
    """
    x, y = square_lattice(cluster.satellites)
    return cluster.spacing_m() * np.hypot(x, y), np.arctan2(y, x)


def square_lattice(count: int) -> tuple[FloatArray, FloatArray]:
    """The ``count`` points nearest to the middle of a square lattice of unit pitch, x and y (count,).

    The order is by distance from the middle, by definition of nearest.

    >>> x, y = square_lattice(81)
    >>> float(np.hypot(x, y).max())
    5.0
    """
    half = int(np.ceil(sqrt(count))) + 1
    x, y = (grid.ravel().astype(np.float64) for grid in np.meshgrid(*[np.arange(-half, half + 1)] * 2))
    nearest = np.argsort(x * x + y * y, kind="stable")[:count]
    return x[nearest], y[nearest]
