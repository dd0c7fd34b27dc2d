"""Where each field of a lane lies in a block, and the stages of a step run on one lane of it.

Rows are fields, columns are lanes, row after row in one flat array. Its length and the width of its rows known to
the compiler, and every field written out, are what lets it keep the lanes side by side; a test checks that the order
here is the order of the named tuples.
"""

from __future__ import annotations

from orbitdc.engine.kernels import row_kernel
from orbitdc.engine.lanes import (
    LANES,
    N_STATE,
    N_TALLY,
    Cells,
    Course,
    Hardware,
    Light,
    Orbit,
    Shade,
    Sky,
    SkyTally,
    Stock,
    Supply,
    SupplyTally,
    UseTally,
)  # fmt: skip
from orbitdc.engine.stages import course_stage, light_stage, sky_stage, supply_stage, use_stage

# Between the first field of a tuple and the others: a product worked out once, and not at every place it is compiled.
L2, L3, L4, L5, L6, L7, L8, L9, L10, L11, L12, L13, L14, L15, L16, L17 = (i * LANES for i in range(2, 18))
# Where the first field of each tuple begins; those of lane n are LANES apart from there + n.
ORBIT = 0
CELLS = ORBIT + LANES * len(Orbit._fields)
STATE = CELLS + LANES * len(Cells._fields)
COURSE = STATE
SHADE = COURSE + LANES * len(Course._fields)
STOCK = SHADE + LANES * len(Shade._fields)
TALLY = STATE + LANES * N_STATE
SKY_TALLY = TALLY
SUPPLY_TALLY = SKY_TALLY + LANES * len(SkyTally._fields)
USE_TALLY = SUPPLY_TALLY + LANES * len(SupplyTally._fields)
LIGHT = TALLY + LANES * N_TALLY
SKY = LIGHT + LANES * len(Light._fields)
SUPPLY = SKY + LANES * len(Sky._fields)
SIZE = SUPPLY + LANES * len(Supply._fields)


@row_kernel
def load_orbit(b, n):
    """Orbit of lane n, field by field in the order of its definition."""
    i = ORBIT + n
    return Orbit(
        b[i], b[i + LANES], b[i + L2], b[i + L3], b[i + L4], b[i + L5],
        b[i + L6], b[i + L7], b[i + L8], b[i + L9], b[i + L10], b[i + L11],
        b[i + L12], b[i + L13], b[i + L14], b[i + L15], b[i + L16],
        b[i + L17],
    )  # fmt: skip


@row_kernel
def load_cells(b, n):
    """Cells of lane n, field by field in the order of its definition."""
    i = CELLS + n
    return Cells(
        b[i], b[i + LANES],
    )  # fmt: skip


@row_kernel
def load_hardware(worn):
    """Hardware of a day, field by field in the order of its definition."""
    return Hardware(
        worn[0], worn[1], worn[2], worn[3], worn[4],
        worn[5], worn[6], worn[7], worn[8], worn[9],
        worn[10], worn[11], worn[12], worn[13], worn[14],
        worn[15], worn[16], worn[17], worn[18], worn[19],
        worn[20], worn[21], worn[22], worn[23], worn[24],
        worn[25], worn[26], worn[27], worn[28], worn[29],
        worn[30], worn[31], worn[32], worn[33], worn[34],
        worn[35], worn[36], worn[37], worn[38], worn[39],
        worn[40], worn[41], worn[42], worn[43], worn[44],
        worn[45], worn[46], worn[47], worn[48], worn[49],
        worn[50], worn[51], worn[52], worn[53], worn[54],
        worn[55], worn[56], worn[57],
    )  # fmt: skip


@row_kernel
def load_course(b, n):
    """Course of lane n, field by field in the order of its definition."""
    i = COURSE + n
    return Course(
        b[i], b[i + LANES], b[i + L2], b[i + L3], b[i + L4],
    )  # fmt: skip


@row_kernel
def load_shade(b, n):
    """Shade of lane n, field by field in the order of its definition."""
    i = SHADE + n
    return Shade(
        b[i], b[i + LANES], b[i + L2],
    )  # fmt: skip


@row_kernel
def load_stock(b, n):
    """Stock of lane n, field by field in the order of its definition."""
    i = STOCK + n
    return Stock(
        b[i], b[i + LANES], b[i + L2], b[i + L3], b[i + L4],
    )  # fmt: skip


@row_kernel
def load_sky_tally(b, n):
    """Sky tally of lane n, field by field in the order of its definition."""
    i = SKY_TALLY + n
    return SkyTally(
        b[i], b[i + LANES], b[i + L2], b[i + L3], b[i + L4],
    )  # fmt: skip


@row_kernel
def load_supply_tally(b, n):
    """Supply tally of lane n, field by field in the order of its definition."""
    i = SUPPLY_TALLY + n
    return SupplyTally(
        b[i], b[i + LANES], b[i + L2], b[i + L3], b[i + L4], b[i + L5],
    )  # fmt: skip


@row_kernel
def load_use_tally(b, n):
    """Use tally of lane n, field by field in the order of its definition."""
    i = USE_TALLY + n
    return UseTally(
        b[i], b[i + LANES], b[i + L2], b[i + L3], b[i + L4], b[i + L5],
        b[i + L6], b[i + L7], b[i + L8], b[i + L9], b[i + L10],
    )  # fmt: skip


@row_kernel
def load_light(b, n):
    """Light of lane n, field by field in the order of its definition."""
    i = LIGHT + n
    return Light(
        b[i], b[i + LANES],
    )  # fmt: skip


@row_kernel
def load_sky(b, n):
    """Sky of lane n, field by field in the order of its definition."""
    i = SKY + n
    return Sky(
        b[i], b[i + LANES], b[i + L2], b[i + L3],
    )  # fmt: skip


@row_kernel
def load_supply(b, n):
    """Supply of lane n, field by field in the order of its definition."""
    i = SUPPLY + n
    return Supply(
        b[i], b[i + LANES], b[i + L2], b[i + L3], b[i + L4], b[i + L5],
    )  # fmt: skip


@row_kernel
def store_course(b, n, x):
    """Write the course of lane n back."""
    i = COURSE + n
    b[i] = x.cos_u
    b[i + LANES] = x.sin_u
    b[i + L2] = x.limb
    b[i + L3] = x.cosine
    b[i + L4] = x.across


@row_kernel
def store_shade(b, n, x):
    """Write the shade of lane n back."""
    i = SHADE + n
    b[i] = x.edge
    b[i + LANES] = x.disk
    b[i + L2] = x.spread


@row_kernel
def store_stock(b, n, x):
    """Write the stock of lane n back."""
    i = STOCK + n
    b[i] = x.loop_change
    b[i + LANES] = x.battery
    b[i + L2] = x.array
    b[i + L3] = x.loop
    b[i + L4] = x.radiator


@row_kernel
def store_sky_tally(b, n, x):
    """Write the sky tally of lane n back."""
    i = SKY_TALLY + n
    b[i] = x.lit
    b[i + LANES] = x.sun
    b[i + L2] = x.array_sky
    b[i + L3] = x.radiator_sky
    b[i + L4] = x.panel_available


@row_kernel
def store_supply_tally(b, n, x):
    """Write the supply tally of lane n back."""
    i = SUPPLY_TALLY + n
    b[i] = x.it
    b[i + LANES] = x.charge
    b[i + L2] = x.discharge
    b[i + L3] = x.unserved
    b[i + L4] = x.hot
    b[i + L5] = x.dark


@row_kernel
def store_use_tally(b, n, x):
    """Write the use tally of lane n back."""
    i = USE_TALLY + n
    b[i] = x.clock
    b[i + LANES] = x.array_radiated
    b[i + L2] = x.radiator_radiated
    b[i + L3] = x.radiation_gap
    b[i + L4] = x.panel
    b[i + L5] = x.battery_low
    b[i + L6] = x.array_high
    b[i + L7] = x.radiator_high
    b[i + L8] = x.chip_high
    b[i + L9] = x.loop_high
    b[i + L10] = x.memory_high


@row_kernel
def store_light(b, n, x):
    """Write the light of lane n back."""
    i = LIGHT + n
    b[i] = x.lit
    b[i + LANES] = x.day


@row_kernel
def store_sky(b, n, x):
    """Write the sky of lane n back."""
    i = SKY + n
    b[i] = x.array_heat_w
    b[i + LANES] = x.radiator_sky_w
    b[i + L2] = x.bus_w
    b[i + L3] = x.glow_w


@row_kernel
def store_supply(b, n, x):
    """Write the supply of lane n back."""
    i = SUPPLY + n
    b[i] = x.charge_w
    b[i + LANES] = x.discharge_w
    b[i + L2] = x.it_w
    b[i + L3] = x.unserved_w
    b[i + L4] = x.work_w
    b[i + L5] = x.working


# -- a step of lane n --------------------------------------------------------------------------------------------------


@row_kernel
def course_lane(b, n, sun):
    """Run the course stage on lane n."""
    store_course(b, n, course_stage(load_course(b, n), load_orbit(b, n), sun))


@row_kernel
def light_lane(b, n):
    """Run the light stage on lane n."""
    shade, light = light_stage(load_course(b, n), load_shade(b, n))
    store_shade(b, n, shade)
    store_light(b, n, light)


@row_kernel
def sky_lane(b, n, hardware, sun):
    """Run the sky stage on lane n."""
    course, light, stock, tally = load_course(b, n), load_light(b, n), load_stock(b, n), load_sky_tally(b, n)
    sky, tally = sky_stage(course, light, stock, tally, load_orbit(b, n), hardware, sun)
    store_sky(b, n, sky)
    store_sky_tally(b, n, tally)


@row_kernel
def supply_lane(b, n, hardware):
    """Run the supply stage on lane n."""
    light, sky, stock, tally = load_light(b, n), load_sky(b, n), load_stock(b, n), load_supply_tally(b, n)
    supply, tally = supply_stage(light, sky, stock, tally, load_cells(b, n), hardware)
    store_supply(b, n, supply)
    store_supply_tally(b, n, tally)


@row_kernel
def use_lane(b, n, hardware):
    """Run the use stage on lane n."""
    sky, supply, stock, tally = load_sky(b, n), load_supply(b, n), load_stock(b, n), load_use_tally(b, n)
    stock, tally = use_stage(sky, supply, stock, tally, hardware)
    store_stock(b, n, stock)
    store_use_tally(b, n, tally)
