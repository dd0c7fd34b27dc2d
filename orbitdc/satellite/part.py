"""The contract of a part of the satellite: one class with its fields, and what it answers for itself.

A part answers for its load and losses, mass, price, stowed volume, constraints and its numbers in a step of the engine.
Those of the satellite are sums and lists over its parts, in the order in which ``Satellite`` names them. To add a part:
write its file with the answers that apply, name it as a field of ``Satellite``, and add its rows to the catalogue.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from orbitdc.block import Block
from orbitdc.compute.accelerator import Accelerator
from orbitdc.satellite.constraint import Constraint


@dataclass(frozen=True)
class Load:
    """Electric loads of one satellite at beginning of life, W."""

    accelerators: int
    it_full_w: float  # every accelerator busy
    it_w: float  # at the workload's mean of busy and idle
    housekeeping_w: float  # bus, links, pump
    heat_w: float  # with conversion and harness losses, at it_full_w
    lift_frac: float = 0.0  # power of a heat pump over all other loads


class Surroundings(NamedTuple):
    """What a part meets in orbit, and the length of a step: the same for every part."""

    solar_constant_w_per_m2: float
    earth_infrared_w_per_m2: float
    albedo_frac: float
    edge_view: float  # of both faces of a plate edge-on to the Earth
    step_s: float
    mean_motion_rad_per_s: float


class FullPower(NamedTuple):
    """Power of full clock over the mean one, as a line in the mean coolant temperature in K, and its floor."""

    base: float
    slope_per_k: float
    floor: float


class SafeMode(NamedTuple):
    """A satellite whose accelerators are off: its new radiator, and what the new battery gives beside housekeeping."""

    heat_j_per_k: float  # of radiator and coolant
    emission_w_per_k4: float
    sky_w: float  # absorbed from the Earth, edge-on; the array may not be warm
    hours: float  # for which it waits
    spare_w: float  # at the loads


class BatteryLoop(NamedTuple):
    """The battery's own loop at the design point: the heat that it carries, and its radiator."""

    heat_w: float  # mean over an orbit of the deepest discharge
    radiator_m2: float
    radiator_kg: float
    radiator_usd: float


class Inertia(NamedTuple):
    """Moments of inertia in kg m2 about the span, the chord and the Sun line, up to what is the same for all three."""

    xx: float
    yy: float
    zz: float


class ArrayView(NamedTuple):
    """What radiator and array absorb of each other, new; see ``orbitdc.satellite.layout``."""

    absorbed_frac: float  # by a square metre of planform over sigma T^4 of the array
    to_radiator_frac: float  # share of the array's radiation that the radiator absorbs
    to_array_frac: float  # share of the radiator's radiation that the array absorbs
    open_frac: float  # share of the radiator's sky, mean of both faces, that the array leaves


@dataclass(frozen=True)
class DesignPoint:
    """One satellite at its design load: what parts need to know of each other, derived once."""

    load: Load
    chip: Accelerator
    power_exponent: float  # of throughput in the power above the static one
    array_w_per_m2: float  # bottom-up output at the terminals, beginning of life
    array_bol_w: float  # as announced where it is
    array_scale: float  # announced over bottom-up output
    conversion_frac: float  # bus to load, with the work of a heat pump among the losses
    coolant_k: float  # mean, at the vendor's supply limit and flow
    root_k: float  # of the radiator's fins at that coolant temperature, lifted by a heat pump
    junction_rise_k: float  # over the mean coolant, at the mean power
    memory_rise_k: float
    full_power: FullPower
    emission_share: float  # radiated over that of a panel all at root temperature
    fin_frac: float  # fin efficiency at the design root temperature
    film_w_per_k: float  # between coolant and radiator
    loop_j_per_k: float  # heat capacity of the coolant
    bus_w: float  # housekeeping of the bus alone
    array_m2: float
    span_m: float  # of the array, from tip to tip
    radiator_m2: float
    shield_kg_per_m3: float
    array_view: ArrayView
    safe_mode: SafeMode
    battery_loop: BatteryLoop
    inertia: Inertia
    mean_motion_rad_per_s: float


@dataclass(frozen=True)
class Extremes:
    """The worst that a fleet met during its mission."""

    power_frac: float  # least daily mean of any plane's array power over what full clock needs, minus 1
    battery_soc: float | None  # least state of charge, of the faded capacity at that day
    battery_health_frac: float  # least capacity left at the end of the window, of any satellite, over that when new
    radiator_k: float
    chip_k: float
    loop_k: float
    memory_k: float
    array_k: float
    unserved_w: float  # greatest daily mean of unserved housekeeping
    dark_frac: float  # time share in which power set the clock
    hot_frac: float  # time share in which temperature set the clock
    battery_need_kwh: float  # capacity that carries the longest eclipse to the end of life
    radiator_need_m2: float  # planform that carries full clock to the end of life
    radiator_left_frac: float  # area in service at the end of life, of the orbit where debris holes most of it
    coldest_k: float  # of the radiator's root, once the satellite is warm
    charge_left_j: float = 0.0  # least charge of any battery
    eclipse_s: float = 0.0  # the longest


@dataclass(frozen=True)
class Needs:
    """What a life in orbit asks of one satellite beside power and heat."""

    life_y: float
    launched_kg: float
    parts_kg: dict[str, float]
    propellant_kg: float
    disposal_days: float
    dose_krad: float  # of the memory at the end of life
    shield_mm: float  # behind which memory collects no more than was tested
    reentry_y: float  # inf where no satellite re-enters
    reentry_date: str
    link_margin_frac: float | None  # None where the workload sends nothing
    link_capacity_gbps: float
    link_sent_gbps: float
    link_share_frac: float  # of full throughput, that the links leave
    between_satellites: bool  # else the link to the ground is the one that counts
    drag_n: float | None = None  # largest daily mean where the altitude is held, None where the satellite may sink


class Part(Block):
    """One part of the satellite; each answer is empty where it does not apply to a part."""

    def steady_load_w(self) -> float:
        """Electric load in W that does not follow the work of the accelerators."""
        return 0.0

    def throughput_frac(self) -> float:
        """Share of the power from bus to loads that this part passes on; the rest becomes heat."""
        return 1.0

    def mass_kg(self, at: DesignPoint) -> dict[str, float]:
        """Dry mass in kg by name; structure and growth come on top of the sum of all parts."""
        return {}

    def price_usd(self, at: DesignPoint) -> dict[str, float]:
        """Price in USD by name; integration comes on top of the sum of all parts."""
        return {}

    def stowed_m3(self, at: DesignPoint) -> float:
        """Solid volume in m3 when folded; the launcher's packing adds the gaps between boxes."""
        return 0.0

    def constraints(self, at: DesignPoint, met: Extremes, needs: Needs) -> list[Constraint]:
        """Limits of this part against what a mission met and needs."""
        return []

    def lowered(self, at: DesignPoint, around: Surroundings) -> dict[str, float]:
        """Numbers of a step by their names in ``orbitdc.engine.lanes.Hardware``."""
        return {}
