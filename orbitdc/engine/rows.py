"""Where each field of a lane lies in a block, and the stages of a step run on one lane of it.

Rows are fields, columns are lanes. One local array per block, written out field by field, is what lets the
compiler keep the lanes side by side; a test checks that the order here is the order of the named tuples.
"""

from __future__ import annotations

from orbitdc.engine.kernels import light_stage, sky_stage, step_kernel, supply_stage, use_stage
from orbitdc.engine.lanes import (
    N_STATE,
    N_TALLY,
    Course,
    Hardware,
    Light,
    Orbit,
    Sky,
    SkyTally,
    Stock,
    Supply,
    SupplyTally,
    UseTally,
)  # fmt: skip

ORBIT = 0
HARDWARE = ORBIT + len(Orbit._fields)
STATE = HARDWARE + len(Hardware._fields)
COURSE = STATE
STOCK = COURSE + len(Course._fields)
TALLY = STATE + N_STATE
SKY_TALLY = TALLY
SUPPLY_TALLY = SKY_TALLY + len(SkyTally._fields)
USE_TALLY = SUPPLY_TALLY + len(SupplyTally._fields)
LIGHT = TALLY + N_TALLY
SKY = LIGHT + len(Light._fields)
SUPPLY = SKY + len(Sky._fields)
N_ROW = SUPPLY + len(Supply._fields)


@step_kernel
def load_orbit(b, n):
    """Orbit of lane n, field by field in the order of its definition."""
    return Orbit(
        b[ORBIT + 0, n], b[ORBIT + 1, n], b[ORBIT + 2, n], b[ORBIT + 3, n], b[ORBIT + 4, n],
        b[ORBIT + 5, n], b[ORBIT + 6, n], b[ORBIT + 7, n], b[ORBIT + 8, n], b[ORBIT + 9, n],
        b[ORBIT + 10, n], b[ORBIT + 11, n], b[ORBIT + 12, n], b[ORBIT + 13, n], b[ORBIT + 14, n],
        b[ORBIT + 15, n], b[ORBIT + 16, n], b[ORBIT + 17, n], b[ORBIT + 18, n], b[ORBIT + 19, n],
        b[ORBIT + 20, n], b[ORBIT + 21, n],
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
        b[HARDWARE + 45, n], b[HARDWARE + 46, n], b[HARDWARE + 47, n], b[HARDWARE + 48, n], b[HARDWARE + 49, n],
        b[HARDWARE + 50, n], b[HARDWARE + 51, n], b[HARDWARE + 52, n], b[HARDWARE + 53, n], b[HARDWARE + 54, n],
        b[HARDWARE + 55, n],
    )  # fmt: skip


@step_kernel
def load_course(b, n):
    """Course of lane n, field by field in the order of its definition."""
    return Course(
        b[COURSE + 0, n], b[COURSE + 1, n], b[COURSE + 2, n], b[COURSE + 3, n], b[COURSE + 4, n],
    )  # fmt: skip


@step_kernel
def load_stock(b, n):
    """Stock of lane n, field by field in the order of its definition."""
    return Stock(
        b[STOCK + 0, n], b[STOCK + 1, n], b[STOCK + 2, n], b[STOCK + 3, n], b[STOCK + 4, n],
    )  # fmt: skip


@step_kernel
def load_sky_tally(b, n):
    """Sky tally of lane n, field by field in the order of its definition."""
    return SkyTally(
        b[SKY_TALLY + 0, n], b[SKY_TALLY + 1, n], b[SKY_TALLY + 2, n], b[SKY_TALLY + 3, n], b[SKY_TALLY + 4, n],
    )  # fmt: skip


@step_kernel
def load_supply_tally(b, n):
    """Supply tally of lane n, field by field in the order of its definition."""
    return SupplyTally(
        b[SUPPLY_TALLY + 0, n], b[SUPPLY_TALLY + 1, n], b[SUPPLY_TALLY + 2, n], b[SUPPLY_TALLY + 3, n],
        b[SUPPLY_TALLY + 4, n], b[SUPPLY_TALLY + 5, n],
    )  # fmt: skip


@step_kernel
def load_use_tally(b, n):
    """Use tally of lane n, field by field in the order of its definition."""
    return UseTally(
        b[USE_TALLY + 0, n], b[USE_TALLY + 1, n], b[USE_TALLY + 2, n], b[USE_TALLY + 3, n], b[USE_TALLY + 4, n],
        b[USE_TALLY + 5, n], b[USE_TALLY + 6, n], b[USE_TALLY + 7, n], b[USE_TALLY + 8, n], b[USE_TALLY + 9, n],
        b[USE_TALLY + 10, n],
    )  # fmt: skip


@step_kernel
def load_light(b, n):
    """Light of lane n, field by field in the order of its definition."""
    return Light(
        b[LIGHT + 0, n], b[LIGHT + 1, n], b[LIGHT + 2, n], b[LIGHT + 3, n],
    )  # fmt: skip


@step_kernel
def load_sky(b, n):
    """Sky of lane n, field by field in the order of its definition."""
    return Sky(
        b[SKY + 0, n], b[SKY + 1, n], b[SKY + 2, n], b[SKY + 3, n],
    )  # fmt: skip


@step_kernel
def load_supply(b, n):
    """Supply of lane n, field by field in the order of its definition."""
    return Supply(
        b[SUPPLY + 0, n], b[SUPPLY + 1, n], b[SUPPLY + 2, n], b[SUPPLY + 3, n], b[SUPPLY + 4, n],
        b[SUPPLY + 5, n],
    )  # fmt: skip


@step_kernel
def store_course(b, n, x):
    """Write the course of lane n back."""
    b[COURSE + 0, n] = x.cos_u
    b[COURSE + 1, n] = x.sin_u
    b[COURSE + 2, n] = x.edge
    b[COURSE + 3, n] = x.disk
    b[COURSE + 4, n] = x.spread


@step_kernel
def store_stock(b, n, x):
    """Write the stock of lane n back."""
    b[STOCK + 0, n] = x.loop_change
    b[STOCK + 1, n] = x.battery
    b[STOCK + 2, n] = x.array
    b[STOCK + 3, n] = x.loop
    b[STOCK + 4, n] = x.radiator


@step_kernel
def store_sky_tally(b, n, x):
    """Write the sky tally of lane n back."""
    b[SKY_TALLY + 0, n] = x.lit
    b[SKY_TALLY + 1, n] = x.sun
    b[SKY_TALLY + 2, n] = x.array_sky
    b[SKY_TALLY + 3, n] = x.radiator_sky
    b[SKY_TALLY + 4, n] = x.panel_available


@step_kernel
def store_supply_tally(b, n, x):
    """Write the supply tally of lane n back."""
    b[SUPPLY_TALLY + 0, n] = x.it
    b[SUPPLY_TALLY + 1, n] = x.charge
    b[SUPPLY_TALLY + 2, n] = x.discharge
    b[SUPPLY_TALLY + 3, n] = x.unserved
    b[SUPPLY_TALLY + 4, n] = x.hot
    b[SUPPLY_TALLY + 5, n] = x.dark


@step_kernel
def store_use_tally(b, n, x):
    """Write the use tally of lane n back."""
    b[USE_TALLY + 0, n] = x.clock
    b[USE_TALLY + 1, n] = x.array_radiated
    b[USE_TALLY + 2, n] = x.radiator_radiated
    b[USE_TALLY + 3, n] = x.radiation_gap
    b[USE_TALLY + 4, n] = x.panel
    b[USE_TALLY + 5, n] = x.battery_low
    b[USE_TALLY + 6, n] = x.array_high
    b[USE_TALLY + 7, n] = x.radiator_high
    b[USE_TALLY + 8, n] = x.chip_high
    b[USE_TALLY + 9, n] = x.loop_high
    b[USE_TALLY + 10, n] = x.memory_high


@step_kernel
def store_light(b, n, x):
    """Write the light of lane n back."""
    b[LIGHT + 0, n] = x.lit
    b[LIGHT + 1, n] = x.day
    b[LIGHT + 2, n] = x.cosine
    b[LIGHT + 3, n] = x.across


@step_kernel
def store_sky(b, n, x):
    """Write the sky of lane n back."""
    b[SKY + 0, n] = x.array_heat_w
    b[SKY + 1, n] = x.radiator_sky_w
    b[SKY + 2, n] = x.bus_w
    b[SKY + 3, n] = x.glow_w


@step_kernel
def store_supply(b, n, x):
    """Write the supply of lane n back."""
    b[SUPPLY + 0, n] = x.charge_w
    b[SUPPLY + 1, n] = x.discharge_w
    b[SUPPLY + 2, n] = x.it_w
    b[SUPPLY + 3, n] = x.unserved_w
    b[SUPPLY + 4, n] = x.work_w
    b[SUPPLY + 5, n] = x.working


# -- a step of lane n --------------------------------------------------------------------------------------------------


@step_kernel
def light_lane(b, n, sun):
    """Run the light stage on lane n."""
    course, light = light_stage(load_course(b, n), load_orbit(b, n), sun)
    store_course(b, n, course)
    store_light(b, n, light)


@step_kernel
def sky_lane(b, n, sun):
    """Run the sky stage on lane n."""
    light, stock, tally = load_light(b, n), load_stock(b, n), load_sky_tally(b, n)
    sky, tally = sky_stage(light, stock, tally, load_orbit(b, n), load_hardware(b, n), sun)
    store_sky(b, n, sky)
    store_sky_tally(b, n, tally)


@step_kernel
def supply_lane(b, n):
    """Run the supply stage on lane n."""
    light, sky, stock, tally = load_light(b, n), load_sky(b, n), load_stock(b, n), load_supply_tally(b, n)
    supply, tally = supply_stage(light, sky, stock, tally, load_hardware(b, n))
    store_supply(b, n, supply)
    store_supply_tally(b, n, tally)


@step_kernel
def use_lane(b, n):
    """Run the use stage on lane n."""
    sky, supply, stock = load_sky(b, n), load_supply(b, n), load_stock(b, n)
    tally, hardware = load_use_tally(b, n), load_hardware(b, n)
    stock, tally = use_stage(sky, supply, stock, tally, hardware)
    store_stock(b, n, stock)
    store_use_tally(b, n, tally)
