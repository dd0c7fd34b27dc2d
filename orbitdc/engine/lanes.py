"""What a lane of the march carries: named tuples of plain float64 scalars.

A lane is one (design, plane, phase) of a fleet. ``Hardware`` holds what does not change within a
day, ``State`` what a step changes, ``Tally`` what a step adds to; ``Sun`` is shared by all lanes.
Powers are in W, energies in J, temperatures in K, areas already folded into the coefficients.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

LANES = 32  # lanes marched side by side; Hardware, State and Tally of 32 lanes stay inside the L1 cache


class Orbit(NamedTuple):
    """One lane's circular orbit in units of its own radius, as seeded at the start of a chunk."""

    cos_rate: float  # cosine and sine of the angle flown in one step
    sin_rate: float
    sun_node: float  # Sun direction along the ascending node, at the chunk's start ...
    sun_node_rate: float  # ... and its change per step
    sun_apex: float  # Sun direction along the orbit's northern apex
    sun_apex_rate: float
    oblateness: float  # ((Re/Rp)^2 - 1) sin^2 i: stretch of r^2 where the Earth is scaled to a sphere
    earth_radius: float  # (Re + added)/a
    earth_radius2: float
    inverse_sun_angle: float  # 1/sin(angular radius of the Sun)
    phase_scale: float  # albedo phase as a hyperbola of the Sun-zenith cosine
    phase_width2: float
    view0: float  # sum of the two array faces' view factors as a polynomial of the squared cosine
    view1: float
    view2: float


class Hardware(NamedTuple):
    """One lane's satellite on one day of its life."""

    # array
    array_solar_m2: float  # absorptance x area
    pv_m2: float  # electric area: area x packing x efficiency x pointing x ageing x announced scale
    pv_coefficient: float  # relative change per K
    pv_reference: float
    bifacial: float  # bifaciality x albedo
    array_infrared_w: float  # absorbed Earth infrared per unit of summed view factor
    array_albedo_m2: float  # absorptance x albedo x area
    array_radiate: float  # (eps_front + eps_rear) sigma area, W/K4
    array_inertia: float  # heat capacity / step, W/K
    inverse_array_inertia: float
    array_half: float  # temperature change in half a step per W, radiation linearised at the reference, K/W
    harness: float  # efficiency of harness and power tracking, and its inverse
    inverse_harness: float
    # power
    it_w: float  # all living accelerators at the mean of busy and idle
    inverse_it_w: float
    housekeeping_w: float  # at the bus, with conversion loss
    conversion: float  # bus to load efficiency and its inverse
    inverse_conversion: float
    eclipse_power: float
    battery_j: float  # capacity
    floor_j: float  # least charge allowed by the depth of discharge
    charge_max_w: float
    discharge_max_w: float
    charge_room: float  # 1/(charge efficiency x step): W of charging per J of room
    discharge_room: float  # discharge efficiency / step
    charge_loss: float  # heat per W charged
    discharge_loss: float  # heat per W discharged
    step_s: float
    # silicon
    junction_max: float
    chip_rise: float  # junction above the mean coolant at full power, K
    inverse_chip_rise: float
    static_power: float
    inverse_dynamic: float  # 1/(1 - static)
    curve1: float  # throughput = curve1 y + curve2 y^(1/2) + curve4 y^(1/4)
    curve2: float
    curve4: float
    # heat
    loop_inertia: float  # W/K
    film: float  # coolant to radiator conductance, W/K
    inverse_loop_inertia: float
    inverse_loop: float  # 1/(loop_inertia + film)
    radiator_inertia: float
    inverse_radiator_inertia: float
    radiator_radiate: float  # eps fin sigma 2 area, W/K4
    radiator_infrared_w: float
    radiator_albedo_m2: float
    radiator_velocity_m2: float  # absorptance x area, for the velocity-normal attitude, else 0
    radiator_nadir_m2: float


class State(NamedTuple):
    """What one step carries to the next."""

    cos_u: float  # argument of latitude at the end of the coming step
    sin_u: float
    edge: float  # distance of the Sun's centre from the Earth's limb then, in solar radii
    lit: float  # light of the coming step, found one step ahead: mean share of the Sun's disk,
    cosine: float  # cosine of the Sun-zenith angle,
    across: float  # and of the angle between Sun and velocity
    battery: float  # J
    array: float  # K
    loop: float  # mean coolant, K
    radiator: float  # root, K


class Tally(NamedTuple):
    """Sums over the steps of a day (in W x steps, or steps), then extremes."""

    lit: float
    clock: float
    sun: float  # absorbed by the array from the Sun
    array_sky: float  # absorbed by the array from the Earth
    array_radiated: float
    radiator_sky: float  # absorbed by the radiator from Earth and Sun
    radiator_radiated: float
    radiation_gap: float  # |linearised - true| radiated power
    panel: float  # electric power drawn from the array
    panel_available: float
    it: float
    charge: float
    discharge: float
    unserved: float  # housekeeping load not met
    hot: float  # steps in which temperature set the clock
    dark: float  # steps in which power set the clock
    battery_low: float
    array_high: float
    radiator_high: float
    chip_high: float
    loop_high: float


class Sun(NamedTuple):
    """The Sun during one step, the same for all lanes."""

    irradiance: float  # W/m2 at the Earth's distance
    tick: float  # steps since the chunk's start


N_ORBIT = len(Orbit._fields)
N_HARDWARE = len(Hardware._fields)
N_STATE = len(State._fields)
N_TALLY = len(Tally._fields)
N_SUM = Tally._fields.index("battery_low")  # rows before this one are sums, rows from here extremes
