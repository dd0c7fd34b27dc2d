"""Shells of a real catalogue are counted as clusters of altitude and inclination, with their occupied planes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

HALF_WIDTH_KM = 1.5  # station-keeping holds mean altitudes within about 1 km
HALF_WIDTH_DEG = 0.03  # around a shell's inclination
LEAST_SATELLITES = 100  # fewer satellites at one altitude are being raised or lowered
PLANE_GAP_DEG = 0.7  # between the nodes of two planes; nodes within one plane are closer
LEAST_IN_PLANE = 3  # fewer satellites are drifting between planes


@dataclass(frozen=True)
class CountedShell:
    """The satellites found at one altitude and inclination."""

    altitude_km: float  # mean over the satellites
    inclination_deg: float
    satellites: int
    planes: int  # occupied planes


def occupied_planes(raan_deg: FloatArray) -> int:
    """Number of planes among nodes (n,) in degrees at one epoch: runs without a gap over 0.7 degrees, of 3 or more.

    >>> occupied_planes(np.array([359.9, 0.1, 0.3, 5.0, 5.1, 5.2, 9.0]))
    2
    """
    nodes = np.sort(np.asarray(raan_deg) % 360.0)
    if nodes.size == 0:
        return 0
    gaps = np.diff(np.append(nodes, nodes[0] + 360.0))
    ends = np.flatnonzero(gaps > PLANE_GAP_DEG)
    if ends.size == 0:
        return 1
    sizes = np.diff(np.append(ends, ends[0] + nodes.size))
    return int((sizes >= LEAST_IN_PLANE).sum())


def count_shells(
    altitude_km: FloatArray, inclination_deg: FloatArray, raan_deg: FloatArray
) -> tuple[tuple[CountedShell, ...], int]:
    """Shells of a catalogue, largest first, and the satellites in none; arrays (n,) at one epoch, mean elements.

    The most populated cell of 1 km by 0.1 degrees gives a shell's centre (its medians); satellites within
    1.5 km and 0.03 degrees belong to it; again with the rest, until fewer than 100 are left in a shell.

    >>> altitude, node = np.full(120, 550.0), np.repeat(np.arange(12) * 30.0, 10)
    >>> count_shells(np.append(altitude, 400.0), np.full(121, 53.0), np.append(node, 5.0))[0][0].planes
    12
    """
    altitude, inclination = np.asarray(altitude_km), np.asarray(inclination_deg)
    left = np.ones(altitude.size, dtype=bool)
    cells = np.stack([np.round(altitude), np.round(inclination, 1)], axis=1)
    shells: list[CountedShell] = []
    while left.sum() >= LEAST_SATELLITES:
        cell, number = np.unique(cells[left], axis=0, return_counts=True)
        inside = left & (cells == cell[np.argmax(number)]).all(axis=1)
        near = np.abs(altitude - np.median(altitude[inside])) <= HALF_WIDTH_KM
        members = left & near & (np.abs(inclination - np.median(inclination[inside])) <= HALF_WIDTH_DEG)
        if members.sum() < LEAST_SATELLITES:
            break
        shells.append(
            CountedShell(
                float(altitude[members].mean()),
                float(inclination[members].mean()),
                int(members.sum()),
                occupied_planes(raan_deg[members]),
            )
        )
        left &= ~members
    return tuple(sorted(shells, key=lambda shell: -shell.satellites)), int(left.sum())
