"""What changes from day to day: cells, coating, battery and dead accelerators, in place on a lane's hardware."""

from __future__ import annotations

from math import exp
from typing import NamedTuple

from orbitdc.engine.kernels import kernel
from orbitdc.engine.lanes import Hardware


class Ageing(NamedTuple):
    """One lane's rates of ageing."""

    array_per_y: float  # output lost per year
    emittance_eol: float  # end-of-life over beginning-of-life emittance
    absorptance_eol: float
    life_y: float  # years to the end-of-life coating
    loss_per_y: float  # permanent accelerator losses
    calendar_per_y: float  # battery capacity
    cycles: float  # to 80 % capacity at the reference depth
    depth: float  # reference depth
    wohler: float


N_AGEING = len(Ageing._fields)

PV, RADIATE, INFRARED, ALBEDO, VELOCITY, NADIR, IT, INVERSE_IT, BATTERY, FLOOR = (
    Hardware._fields.index(name)
    for name in (
        "pv_m2",
        "radiator_radiate",
        "radiator_infrared_w",
        "radiator_albedo_m2",
        "radiator_velocity_m2",
        "radiator_nadir_m2",
        "it_w",
        "inverse_it_w",
        "battery_j",
        "floor_j",
    )
)


@kernel
def age_lane(row, n, b, new, a, age_y, health):
    """Write the hardware of lane n at an age: rows ``row``... of block ``b`` from the beginning-of-life ``new``.

    Output falls as (1 - d)^t, the coating changes linearly to its end-of-life value, accelerators
    die exponentially, the battery keeps the share ``health`` of its capacity.
    """
    for i in range(new.shape[0]):
        b[row + i, n] = new[i, n]
    share = min(age_y / a[3, n], 1.0)
    emittance = 1.0 + (a[1, n] - 1.0) * share
    absorptance = 1.0 + (a[2, n] - 1.0) * share
    alive = exp(-a[4, n] * age_y)
    b[row + PV, n] *= (1.0 - a[0, n]) ** age_y
    b[row + RADIATE, n] *= emittance
    b[row + INFRARED, n] *= emittance
    b[row + ALBEDO, n] *= absorptance
    b[row + VELOCITY, n] *= absorptance
    b[row + NADIR, n] *= absorptance
    b[row + IT, n] *= alive
    b[row + INVERSE_IT, n] /= alive
    b[row + BATTERY, n] *= health
    b[row + FLOOR, n] *= health


@kernel
def battery_fade(a, n, discharged_j, capacity_j, lowest_j):
    """Capacity share lost in a day: calendar plus cycles, N(D) = N_ref (D_ref/D)^k cycles of depth D to 80 %.

    ``discharged_j`` is what left the cells, discharge loss included, so that it counts in the same J as the depth.
    """
    fade = a[5, n] / 365.25
    depth = 1.0 - lowest_j / max(capacity_j, 1e-9)
    if capacity_j > 0.0 and depth > 1e-6:
        cycles = discharged_j / (depth * capacity_j)
        fade += 0.2 * cycles / (a[6, n] * (a[7, n] / depth) ** a[8, n])
    return fade
