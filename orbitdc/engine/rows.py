"""Where each field of a lane lies in a block: rows are fields, columns are lanes.

One local array per block, written out field by field, is what lets the compiler keep the lanes
side by side; a test checks that the order here is the order of the named tuples.
"""

from __future__ import annotations

from orbitdc.engine.kernels import step_kernel
from orbitdc.engine.lanes import N_HARDWARE, N_ORBIT, N_STATE, N_TALLY, Hardware, Orbit, State, Tally

ORBIT = 0
HARDWARE = ORBIT + N_ORBIT
STATE = HARDWARE + N_HARDWARE
TALLY = STATE + N_STATE
N_ROW = TALLY + N_TALLY


@step_kernel
def load_orbit(b, n):
    """Orbit of lane n, field by field in the order of its definition."""
    return Orbit(
        b[ORBIT + 0, n], b[ORBIT + 1, n], b[ORBIT + 2, n], b[ORBIT + 3, n], b[ORBIT + 4, n],
        b[ORBIT + 5, n], b[ORBIT + 6, n], b[ORBIT + 7, n], b[ORBIT + 8, n], b[ORBIT + 9, n],
        b[ORBIT + 10, n], b[ORBIT + 11, n], b[ORBIT + 12, n], b[ORBIT + 13, n], b[ORBIT + 14, n],
    )  # fmt: skip


@step_kernel
def load_hardware(b, n):
    """Hardware of lane n, field by field in the order of its definition."""
    return Hardware(
        b[HARDWARE + 0, n], b[HARDWARE + 1, n], b[HARDWARE + 2, n], b[HARDWARE + 3, n], b[HARDWARE + 4, n],
        b[HARDWARE + 5, n], b[HARDWARE + 6, n], b[HARDWARE + 7, n], b[HARDWARE + 8, n], b[HARDWARE + 9, n],
        b[HARDWARE + 10, n], b[HARDWARE + 11, n], b[HARDWARE + 12, n], b[HARDWARE + 13, n], b[HARDWARE + 14, n],
        b[HARDWARE + 15, n], b[HARDWARE + 16, n], b[HARDWARE + 17, n], b[HARDWARE + 18, n], b[HARDWARE + 19, n],
        b[HARDWARE + 20, n], b[HARDWARE + 21, n], b[HARDWARE + 22, n], b[HARDWARE + 23, n], b[HARDWARE + 24, n],
        b[HARDWARE + 25, n], b[HARDWARE + 26, n], b[HARDWARE + 27, n], b[HARDWARE + 28, n], b[HARDWARE + 29, n],
        b[HARDWARE + 30, n], b[HARDWARE + 31, n], b[HARDWARE + 32, n], b[HARDWARE + 33, n], b[HARDWARE + 34, n],
        b[HARDWARE + 35, n], b[HARDWARE + 36, n], b[HARDWARE + 37, n], b[HARDWARE + 38, n], b[HARDWARE + 39, n],
        b[HARDWARE + 40, n], b[HARDWARE + 41, n], b[HARDWARE + 42, n], b[HARDWARE + 43, n], b[HARDWARE + 44, n],
        b[HARDWARE + 45, n], b[HARDWARE + 46, n],
    )  # fmt: skip


@step_kernel
def load_state(b, n):
    """State of lane n, field by field in the order of its definition."""
    return State(
        b[STATE + 0, n], b[STATE + 1, n], b[STATE + 2, n], b[STATE + 3, n], b[STATE + 4, n],
        b[STATE + 5, n], b[STATE + 6, n], b[STATE + 7, n], b[STATE + 8, n], b[STATE + 9, n],
    )  # fmt: skip


@step_kernel
def load_tally(b, n):
    """Tally of lane n, field by field in the order of its definition."""
    return Tally(
        b[TALLY + 0, n], b[TALLY + 1, n], b[TALLY + 2, n], b[TALLY + 3, n], b[TALLY + 4, n],
        b[TALLY + 5, n], b[TALLY + 6, n], b[TALLY + 7, n], b[TALLY + 8, n], b[TALLY + 9, n],
        b[TALLY + 10, n], b[TALLY + 11, n], b[TALLY + 12, n], b[TALLY + 13, n], b[TALLY + 14, n],
        b[TALLY + 15, n], b[TALLY + 16, n], b[TALLY + 17, n], b[TALLY + 18, n], b[TALLY + 19, n],
        b[TALLY + 20, n],
    )  # fmt: skip


@step_kernel
def store_state(b, n, x):
    """Write the state of lane n back."""
    b[STATE + 0, n] = x.cos_u
    b[STATE + 1, n] = x.sin_u
    b[STATE + 2, n] = x.edge
    b[STATE + 3, n] = x.lit
    b[STATE + 4, n] = x.cosine
    b[STATE + 5, n] = x.across
    b[STATE + 6, n] = x.battery
    b[STATE + 7, n] = x.array
    b[STATE + 8, n] = x.loop
    b[STATE + 9, n] = x.radiator


@step_kernel
def store_tally(b, n, x):
    """Write the tally of lane n back."""
    b[TALLY + 0, n] = x.lit
    b[TALLY + 1, n] = x.clock
    b[TALLY + 2, n] = x.sun
    b[TALLY + 3, n] = x.array_sky
    b[TALLY + 4, n] = x.array_radiated
    b[TALLY + 5, n] = x.radiator_sky
    b[TALLY + 6, n] = x.radiator_radiated
    b[TALLY + 7, n] = x.radiation_gap
    b[TALLY + 8, n] = x.panel
    b[TALLY + 9, n] = x.panel_available
    b[TALLY + 10, n] = x.it
    b[TALLY + 11, n] = x.charge
    b[TALLY + 12, n] = x.discharge
    b[TALLY + 13, n] = x.unserved
    b[TALLY + 14, n] = x.hot
    b[TALLY + 15, n] = x.dark
    b[TALLY + 16, n] = x.battery_low
    b[TALLY + 17, n] = x.array_high
    b[TALLY + 18, n] = x.radiator_high
    b[TALLY + 19, n] = x.chip_high
    b[TALLY + 20, n] = x.loop_high
