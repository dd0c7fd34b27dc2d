"""What changes from day to day: wear of cells, coating, radiator and silicon, thruster load, and battery fade."""

from __future__ import annotations

from typing import NamedTuple

from orbitdc.engine.kernels import kernel
from orbitdc.engine.lanes import Hardware


class Wear(NamedTuple):
    """How a lane's hardware stands on one day, as shares of new; the march reads one row per day."""

    cells: float  # array output
    emittance: float  # of the radiator's coating
    absorptance: float
    radiator: float  # area in service: segments that hold their coolant
    alive: float  # accelerators
    thruster_w: float  # added to the housekeeping load, at the bus


class Fade(NamedTuple):
    """One lane's battery fade."""

    calendar_per_y: float  # capacity
    cycles: float  # to 80 % capacity at the reference depth
    depth: float  # reference depth
    wohler: float


N_WEAR = len(Wear._fields)
N_FADE = len(Fade._fields)
CELLS, EMITTANCE, ABSORPTANCE, RADIATOR, ALIVE, THRUSTER = range(N_WEAR)
(
    PV,
    RADIATE,
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
    BATTERY,
    FLOOR,
) = (
    Hardware._fields.index(name)
    for name in (
        "pv_m2",
        "radiator_radiate",
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
        "battery_j",
        "floor_j",
    )
)


@kernel
def wear_lane(row, n, b, new, wear, day, health):
    """Write the hardware of lane n on a day: rows ``row``... of block ``b`` from ``new`` and ``wear`` (day, row, lane).

    The battery keeps the share ``health`` of its capacity.
    """
    for i in range(new.shape[0]):
        b[row + i, n] = new[i, n]
    area = wear[day, RADIATOR, n]
    emitting, absorbing = area * wear[day, EMITTANCE, n], area * wear[day, ABSORPTANCE, n]
    b[row + PV, n] *= wear[day, CELLS, n]
    b[row + RADIATE, n] *= emitting
    b[row + INFRARED, n] *= emitting
    b[row + ALBEDO, n] *= absorbing
    b[row + VELOCITY, n] *= absorbing
    b[row + NADIR, n] *= absorbing
    b[row + FILM, n] *= area
    b[row + INVERSE_LOOP, n] = 1.0 / (b[row + LOOP, n] + b[row + FILM, n])
    b[row + IT, n] *= wear[day, ALIVE, n]
    b[row + INVERSE_IT, n] /= wear[day, ALIVE, n]
    b[row + HOUSEKEEPING, n] += wear[day, THRUSTER, n]
    b[row + BATTERY, n] *= health
    b[row + FLOOR, n] *= health


@kernel
def battery_fade(a, n, discharged_j, capacity_j, lowest_j):
    """Capacity share lost in a day: calendar plus cycles, N(D) = N_ref (D_ref/D)^k cycles of depth D to 80 %.

    ``discharged_j`` is what left the cells, discharge loss included, so that it counts in the same J as the depth.
    """
    fade = a[0, n] / 365.25
    depth = 1.0 - lowest_j / max(capacity_j, 1e-9)
    if capacity_j > 0.0 and depth > 1e-6:
        cycles = discharged_j / (depth * capacity_j)
        fade += 0.2 * cycles / (a[1, n] * (a[2, n] / depth) ** a[3, n])
    return fade
