"""Changes from day to day: degradation of cells, coating, radiator and silicon, thruster load, and battery fade."""

from __future__ import annotations

from math import exp, sqrt
from typing import NamedTuple

import numpy as np

from orbitdc.engine.compiling import kernel
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
    """The numbers that govern the fade of a battery, at the temperature of its own loop where it has one."""

    calendar_per_y: float  # capacity
    cycles: float  # to 80 % capacity at the reference depth
    depth: float  # reference depth
    wohler: float
    activation_k: float  # over Boltzmann's constant where the battery is as warm as the main loop, else 0
    reference_k: float  # up to which the numbers above hold


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
    ERROR,
    FILM,
    LOOP,
    INVERSE_LOOP,
    IT,
    INVERSE_IT,
    HOUSEKEEPING,
    LIFT,
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
        "radiator_error_m2",
        "film",
        "loop_inertia",
        "inverse_loop",
        "it_w",
        "inverse_it_w",
        "housekeeping_w",
        "lift",
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
    worn[:, ERROR] *= area * absorptance
    worn[:, FILM] *= area
    worn[:, INVERSE_LOOP] = 1.0 / (worn[:, LOOP] + worn[:, FILM])
    worn[:, IT] *= alive
    worn[:, INVERSE_IT] /= alive
    worn[:, HOUSEKEEPING] += thruster_w
    return worn


@kernel
def mean_coolant_k(radiated_w, absorbed_w, hardware):
    """Mean coolant temperature in K of a day, from the means of what the radiator radiated and absorbed in W.

    The radiator stands at (radiated/e)^(1/4), and the film carries the rest of the heat to it; the fourth root of the
    mean of T^4 is 0.1 K above the mean of T where the radiator swings by 20 K.
    """
    root = sqrt(sqrt(max(radiated_w, 0.0) / max(hardware[RADIATE], 1e-30)))
    return root + (radiated_w - absorbed_w) / max(hardware[FILM], 1e-9) - hardware[LIFT]


@kernel
def fade_factor(fade, kelvin):
    """How many times faster a battery at a temperature in K fades: exp[E/k (1/T_ref - 1/T)], 1 at least (Arrhenius)."""
    return max(exp(fade[4] * (1.0 / fade[5] - 1.0 / max(kelvin, 1.0))), 1.0)


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
