"""Changes from day to day: degradation of cells, coating, radiator and silicon, thruster load, and battery fade."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from orbitdc.engine.kernels import kernel
from orbitdc.engine.lanes import FloatArray, Hardware


class Degradation(NamedTuple):
    """The hardware of an orbit group on one day, as shares of new hardware."""

    cells: float  # array output
    emittance: float  # of the radiator's coating
    absorptance: float
    radiator: float  # area in service: segments that hold their coolant
    alive: float  # accelerators
    thruster_w: float  # added to the housekeeping load, at the bus


class Fade(NamedTuple):
    """The numbers that govern the fade of a battery."""

    calendar_per_y: float  # capacity
    cycles: float  # to 80 % capacity at the reference depth
    depth: float  # reference depth
    wohler: float


N_DEGRADATION = len(Degradation._fields)
N_FADE = len(Fade._fields)
THRUSTER = Degradation._fields.index("thruster_w")
(
    PV,
    RADIATE,
    TO_ARRAY,
    TO_RADIATOR,
    INFRARED,
    ALBEDO,
    VELOCITY,
    NADIR,
    FILM,
    LOOP,
    INVERSE_LOOP,
    IT,
    INVERSE_IT,
    HOUSEKEEPING,
) = (
    Hardware._fields.index(name)
    for name in (
        "pv_m2",
        "radiator_radiate",
        "radiator_to_array",
        "array_to_radiator",
        "radiator_infrared_w",
        "radiator_albedo_m2",
        "radiator_velocity_m2",
        "radiator_nadir_m2",
        "film",
        "loop_inertia",
        "inverse_loop",
        "it_w",
        "inverse_it_w",
        "housekeeping_w",
    )
)


def degraded_hardware(new: FloatArray, degradation: FloatArray) -> FloatArray:
    """Hardware by day, (day, N_HARDWARE, ...), from new hardware and its degradation (day, N_DEGRADATION, ...)."""
    worn = np.repeat(new[None], len(degradation), axis=0)
    cells, emittance, absorptance, area, alive, thruster_w = np.moveaxis(degradation, 1, 0)
    worn[:, PV] *= cells
    worn[:, RADIATE] *= area * emittance
    worn[:, TO_ARRAY] *= area * emittance
    worn[:, TO_RADIATOR] *= area * emittance
    worn[:, INFRARED] *= area * emittance
    worn[:, ALBEDO] *= area * absorptance
    worn[:, VELOCITY] *= area * absorptance
    worn[:, NADIR] *= area * absorptance
    worn[:, FILM] *= area
    worn[:, INVERSE_LOOP] = 1.0 / (worn[:, LOOP] + worn[:, FILM])
    worn[:, IT] *= alive
    worn[:, INVERSE_IT] /= alive
    worn[:, HOUSEKEEPING] += thruster_w
    return worn


@kernel
def battery_fade(fade, discharged_j, capacity_j, lowest_j):
    """The capacity share lost in a day: calendar plus cycles, N(D) = N_ref (D_ref/D)^k cycles of depth D to 80 %.

    ``discharged_j`` is the energy that left the cells, discharge loss included, so that it counts in the same J as the
    depth.
    """
    lost = fade[0] / 365.25
    depth = 1.0 - lowest_j / max(capacity_j, 1e-9)
    if capacity_j > 0.0 and depth > 1e-6:
        cycles = discharged_j / (depth * capacity_j)
        lost += 0.2 * cycles / (fade[1] * (fade[2] / depth) ** fade[3])
    return lost
