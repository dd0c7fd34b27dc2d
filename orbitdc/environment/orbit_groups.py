"""Orbit groups of a fleet: those that share density, dose and debris."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from orbitdc.constants import EARTH_RADIUS_KM
from orbitdc.fleet.orbits import Orbits
from orbitdc.sky.sun import MEAN_SUN_RATE_RAD_PER_S, julian_date, mean_sun_longitude_rad

Array = npt.NDArray[np.float64]
GROUP_KM, GROUP_DEG = 10.0, 1.0  # orbits of a catalogue that round alike are of one kind
SYNCHRONOUS = 1e-9  # a held Sun-synchronous node turns exactly with the mean Sun


@dataclass(frozen=True, eq=False)
class OrbitGroups:
    """Orbit groups of a fleet; arrays (n_group,) unless said otherwise."""

    of: npt.NDArray[np.int64]  # kind of each orbit, (n_orbit,)
    share: Array  # of the satellites
    altitude_km: Array  # semi-major axis less the equatorial radius
    mean_height_km: Array  # mean radius less the equatorial radius: where the air is met
    inclination_rad: Array
    ltan_h: Array  # NaN where the node drifts through all local times

    def members(self) -> list[npt.NDArray[np.int64]]:
        """Orbits of each kind."""
        return [np.flatnonzero(self.of == k) for k in range(self.share.size)]


@lru_cache(maxsize=8)  # by the orbits themselves, which most points of a study share
def orbit_groups(orbits: Orbits) -> OrbitGroups:
    """Orbit groups of a fleet: alike in shell, height, tilt and, where Sun-synchronous, local time of the node."""
    height = orbits.semi_major_axis_km - EARTH_RADIUS_KM
    node_h = local_time_h(orbits)
    marks = np.stack(
        [
            orbits.shell,
            np.round(height / GROUP_KM),
            np.round(np.degrees(orbits.inclination_rad) / GROUP_DEG),
            np.where(np.isnan(node_h), -1.0, np.round(node_h)),
        ]
    )
    _, first, of = np.unique(marks, axis=1, return_index=True, return_inverse=True)
    groups = of.ravel().astype(np.int64)
    weight = np.bincount(groups, weights=orbits.weight)

    def mean(values: Array) -> Array:
        """The weighted mean of values (orbit,) in each group."""
        return np.asarray(np.bincount(groups, weights=orbits.weight * values) / weight)

    return OrbitGroups(
        groups,
        weight / weight.sum(),
        mean(height),
        mean(orbits.mean_radius_km - EARTH_RADIUS_KM),
        mean(orbits.inclination_rad),
        node_h[first],
    )


def local_time_h(orbits: Orbits) -> Array:
    """Mean local time of the ascending node in h of Sun-synchronous orbits, NaN of all others, (n_orbit,).

    12 h + (node - mean Sun)/15 degrees (Wertz and Larson 1999, section 6.2).
    """
    held = np.abs(orbits.raan_rate_rad_per_s / MEAN_SUN_RATE_RAD_PER_S - 1.0) < SYNCHRONOUS
    mean_sun = mean_sun_longitude_rad(julian_date(orbits.epoch))
    return np.where(held, (12.0 + np.degrees(orbits.raan_rad - mean_sun) / 15.0) % 24.0, np.nan)
