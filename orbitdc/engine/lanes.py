"""The named tuples of plain float64 scalars that a lane of the march carries.

A lane is one (plane, phase) of a fleet. ``Hardware`` holds the numbers that do not change within a day and are the same
for all lanes of a block; ``Path``, ``Orbit``, ``Aspect`` and ``Cells`` belong to one lane; a step changes
``OrbitPosition``, ``Eclipse`` and ``Stored`` and adds to the tallies; ``Illumination``, ``Incoming`` and ``PowerFlows``
pass from stage to stage of one step, and ``Sun`` is shared by all lanes.

Powers are in W, energies in J, temperatures in K, and areas are already folded into the coefficients.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

LANES = 48  # lanes marched side by side, at most: their rows take 25 KB of the L1 cache in double precision
WARM_K = 1000.0  # more than silicon reaches
LINE_BYTES = 64  # of the cache, and of the widest vectors: lanes come in groups that fill one


class Path(NamedTuple):
    """One lane's mean elements, from which chunks are seeded in double precision, and its attitudes as 0 or 1."""

    raan: float  # rad, and its rate in rad/s
    raan_rate: float
    latitude: float  # argument of latitude
    latitude_rate: float
    cos_i: float
    sin_i: float
    eccentricity: float
    perigee: float  # argument of perigee
    perigee_rate: float
    two_axis: float  # the array follows the Sun
    one_axis: float  # it turns about the orbit's normal
    array_fixed: float  # the radiator is fixed to the array
    frozen_eccentricity: float  # the part that J3 keeps, its perigee at the northern apex


class Orbit(NamedTuple):
    """One lane's orbit in units of its semi-major axis."""

    cos_rate: float  # cosine and sine of the angle covered in one step
    sin_rate: float
    oblateness: float  # ((Re/Rp)^2 - 1) sin^2 i: stretch of r^2 where the Earth is scaled to a sphere
    earth_radius: float  # (Re + added)/a, raised by the Sun's parallax and the bend of its path within a step
    limb_bend: float  # by which the Sun's path above the limb curves within a step, solar radii
    phase_scale: float  # albedo phase as a hyperbola of the Sun-zenith cosine
    phase_width2: float
    view0: float  # sum of a plate's two view factors as a polynomial of the squared cosine of its tilt from nadir
    view1: float
    view2: float


class Aspect(NamedTuple):
    """The position of one lane's orbit towards the Sun for a chunk of steps, and the attitude of its plates."""

    sun_node: float  # Sun direction along the ascending node, at the chunk's start ...
    sun_node_rate: float  # ... and its change per step
    sun_apex: float  # Sun direction along the orbit's northern apex
    sun_apex_rate: float
    perigee_cos: float  # eccentricity x cosine and sine of the argument of perigee
    perigee_sin: float
    array_pointing: float  # cosine of incidence where the array follows the Sun (1) or turns about the orbit normal
    array_tilt: float  # squared cosine of the array's tilt per squared Sun-zenith cosine
    radiator_roll: float  # squared cosine of its tilt per squared Sun-velocity cosine


class Cells(NamedTuple):
    """One lane's battery as faded on one day, J."""

    capacity_j: float
    floor_j: float  # least charge allowed by the depth of discharge


class Hardware(NamedTuple):
    """The satellite of one orbit group on one day of its life."""

    # array
    array_zenith: float  # 1 where the array is fixed facing up, else 0
    array_solar_m2: float  # absorptance x area
    pv_m2: float  # electric area: area x packing x efficiency x pointing x ageing x announced scale
    pv_coefficient: float  # relative change per K
    pv_reference: float
    bifacial: float  # bifaciality x albedo
    array_infrared_w: float  # absorbed Earth infrared per unit of summed view factor
    array_albedo_m2: float  # absorptance x albedo x area
    array_to_radiator: float  # share of the array's radiation that the radiator absorbs
    array_radiate: float  # (eps_front + eps_rear) sigma area, W/K4
    array_inertia: float  # heat capacity / step, W/K
    array_end: float  # weight of the step's end in its mean temperature
    array_half: float  # temperature change in half a step per W, radiation linearised at the reference, K/W
    harness: float  # efficiency of harness and power tracking, and its inverse
    inverse_harness: float
    panel_from_array: float  # share of the array's power whose heat leaves it, all but the losses in the wings
    panel_to_loop: float  # share that is lost as heat of the coolant
    # power
    it_w: float  # all living accelerators at the mean of busy and idle
    inverse_it_w: float
    housekeeping_w: float  # at the bus, with conversion loss
    conversion: float  # bus to load efficiency and its inverse
    inverse_conversion: float
    eclipse_power: float
    network_power: float  # share of full power at which the silicon is as fast as its network
    battery_j: float  # capacity of new cells
    floor_j: float  # least charge that their depth of discharge allows
    charge_max_w: float
    discharge_max_w: float
    charge_room: float  # 1/(charge efficiency x step): W of charging per J of room
    discharge_room: float  # discharge efficiency / step
    charge_loss: float  # heat per W charged
    discharge_loss: float  # heat per W discharged
    battery_to_loop: float  # share of that heat that the coolant carries, the rest leaves by a radiator of its own
    step_s: float
    # silicon
    junction_max: float
    chip_rise: float  # junction above the mean coolant at full power, K
    inverse_chip_rise: float
    memory_max: float
    memory_rise: float  # memory above the mean coolant at full power, K
    inverse_memory_rise: float
    leakage: float  # change of power per K of junction for the same work
    leakage_reference: float  # junction temperature of the nominal power
    leakage_base: float  # power of full clock over nominal = base + slope x mean coolant
    leakage_slope: float
    leakage_floor: float  # factor of silicon too cold to leak
    static_power: float
    inverse_dynamic: float  # 1/(1 - static)
    curve1: float  # throughput = curve1 y + curve2 y^(1/2) + curve4 y^(1/4)
    curve2: float
    curve4: float
    # heat
    radiator_down: float  # 1 where the radiator's normal is along nadir, else 0
    loop_inertia: float  # W/K
    film: float  # coolant to radiator conductance, W/K
    lift: float  # of a heat pump between coolant and radiator, K
    inverse_loop: float  # 1/(loop_inertia + film)
    radiator_inertia: float
    radiator_end: float  # weight of the step's end in its mean temperature
    radiator_radiate: float  # eps fin sigma 2 area, W/K4
    radiator_to_array: float  # of that, what the array absorbs, W/K4
    radiator_infrared_w: float  # absorbed Earth infrared per unit of summed view factor
    radiator_albedo_m2: float  # absorptance x albedo x area
    radiator_velocity_m2: float  # absorptance x area where the normal is along the velocity, else 0
    radiator_nadir_m2: float  # the same along nadir
    radiator_error_m2: float  # absorptance x area x sine of the pointing error of a panel edge-on to the Sun, else 0
    heater_k: float  # set-point: root temperature at which heaters hold the radiator, or a valve the coolant
    heater_max_w: float  # most that they take of the bus, 0 without heaters
    valve: float  # 1 where coolant may pass drained panels by, else 0


class OrbitPosition(NamedTuple):
    """The place of a lane on its orbit at the end of a step, and the position of the Sun there."""

    cos_u: float  # mean argument of latitude
    sin_u: float
    limb: float  # distance of the Sun's centre from the Earth's limb, in solar radii
    cosine: float  # of the Sun-zenith angle
    across: float  # cosine of the angle between Sun and velocity


class Eclipse(NamedTuple):
    """The state of the light at the end of one step, which is the beginning of the next."""

    edge: float  # distance of the Sun's centre from the Earth's limb, in solar radii
    disk: float  # integrals up to there of the visible share of the disk ...
    spread: float  # ... and of share x (1 - share)


class Stored(NamedTuple):
    """The energy and temperatures that a satellite carries from one step to the next."""

    loop_change: float  # of the mean coolant over the last step, K
    battery: float  # J
    array: float  # K
    loop: float  # mean coolant, K
    radiator: float  # root, K


class Illumination(NamedTuple):
    """Light of one step."""

    lit: float  # mean share of the Sun's disk
    day: float  # share of the step's time in which any of the disk is seen; the rest is night


class Incoming(NamedTuple):
    """The power in W that Sun and Earth give in one step."""

    array_heat_w: float  # absorbed by the array
    radiator_sky_w: float  # absorbed by the radiator
    bus_w: float  # at the bus, if all that the array can give were drawn
    glow_w: float  # of that, what it gives without the Sun


class PowerFlows(NamedTuple):
    """The shares of the step's power, W."""

    charge_w: float
    discharge_w: float
    it_w: float
    unserved_w: float  # housekeeping load not met, less the load of heaters
    work_w: float  # IT power while silicon works
    working: float  # share of the step in which it does


class Valve(NamedTuple):
    """What the valve of a loop with drained panels does in one step."""

    kept_k: float  # by which the heat that it keeps in the coolant warms that


class IncomingTally(NamedTuple):
    """Sums over the steps of a day (in W x steps, or steps) of the incoming energy."""

    lit: float
    sun: float  # absorbed by the array from the Sun
    array_sky: float  # absorbed by the array from the Earth
    array_from_radiator: float  # absorbed by the array from the radiator
    radiator_sky: float  # absorbed by the radiator from Earth and Sun
    panel_available: float


class PowerTally(NamedTuple):
    """Sums over the steps of a day of the power flows."""

    it: float
    charge: float
    discharge: float
    unserved: float
    thermally_limited: float  # steps in which temperature set the clock
    power_limited: float  # steps in which power set the clock


class HeaterTally(NamedTuple):
    """Sum over the steps of a day of what the heaters ask for."""

    heater: float  # at the bus


class ValveTally(NamedTuple):
    """Sum over the steps of a day of what the valve does."""

    kept: float  # heat kept in the coolant, of what a full flow would carry to the radiator


class OutputTally(NamedTuple):
    """Sums over the steps of a day of the outputs, then extremes."""

    clock: float
    array_radiated: float
    radiator_radiated: float
    radiator_from_array: float  # absorbed by the radiator from the array
    radiation_gap: float  # |linearised - true| radiated power
    panel: float  # electric power drawn from the array
    battery_low: float
    array_high: float
    radiator_high: float
    radiator_cold: float  # WARM_K less its lowest temperature, so that it is a maximum like the others
    chip_high: float
    chip_cold: float  # WARM_K less the lowest junction, at the step's mean power: silicon asleep is warm too
    loop_high: float
    memory_high: float


class Sun(NamedTuple):
    """The Sun during one step, the same for all lanes."""

    irradiance: float  # W/m2 at the Earth's distance
    tick: float  # steps from the chunk's start to the end of this one
    inverse_angle: float  # 1/sin(angular radius of the Sun)


N_HARDWARE = len(Hardware._fields)
STATE_FIELDS = OrbitPosition._fields + Eclipse._fields + Stored._fields
TALLY_FIELDS = (
    IncomingTally._fields + PowerTally._fields + HeaterTally._fields + ValveTally._fields + OutputTally._fields
)
N_STATE = len(STATE_FIELDS)
N_TALLY = len(TALLY_FIELDS)
N_SUM = TALLY_FIELDS.index("battery_low")  # rows before this one are sums, rows from here extremes
