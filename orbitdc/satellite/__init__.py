"""The compute satellite: one file per thing that can be bolted on."""

from __future__ import annotations

from functools import cache, cached_property
from math import prod
from typing import Annotated, ClassVar, Literal

from pydantic import Field, field_validator

from orbitdc import catalog
from orbitdc.block import Block, Fraction, NonNegative, Positive
from orbitdc.economics.learning_curve import UnitLearning
from orbitdc.satellite.attitude_control import AttitudeControl
from orbitdc.satellite.battery import Battery
from orbitdc.satellite.board import Board
from orbitdc.satellite.bus import Bus
from orbitdc.satellite.design import Design
from orbitdc.satellite.drag import Drag
from orbitdc.satellite.heat_pump import HeatPump
from orbitdc.satellite.layout import Layout
from orbitdc.satellite.link import Link
from orbitdc.satellite.loop import Loop
from orbitdc.satellite.part import Part
from orbitdc.satellite.power_conditioning import PowerConditioning
from orbitdc.satellite.propulsion import Propulsion
from orbitdc.satellite.radiator import Radiator
from orbitdc.satellite.reliability import Reliability
from orbitdc.satellite.shielding import Shielding
from orbitdc.satellite.solar_array import SolarArray
from orbitdc.satellite.upsets import Upsets

__all__ = [
    "AttitudeControl",
    "Battery",
    "Board",
    "Bus",
    "Design",
    "Drag",
    "HeatPump",
    "Layout",
    "Link",
    "Loop",
    "Part",
    "PowerConditioning",
    "Propulsion",
    "Radiator",
    "Reliability",
    "Satellite",
    "Shielding",
    "SolarArray",
    "Upsets",
]


class Satellite(Block):
    """A compute satellite; the accelerators it carries follow from ``it_power_w`` and their watts in the rack."""

    catalog_kind: ClassVar[str] = "satellites"
    defaults_name: ClassVar[str] = "satellite"

    label: str
    """The label is the name of the satellite in results."""
    it_power_w: Annotated[float, Field(gt=0, le=1e9)]  # a gigawatt in one satellite
    """The IT power is the electric power, behind the converters, of all accelerators of one satellite; divided by the
    watts of an accelerator with its share of the rack, the IT power gives the number of accelerators, unless
    board.accelerators states the number."""
    it_power_basis: Literal["average", "peak"]
    """The basis says which power it_power_w states: `peak` is that of all accelerators busy at once, and `average` that
    of the workload's mix of busy and idle ones, at workload.occupancy_frac."""
    announced_mass_kg: Positive | None = None
    """The announced mass is the mass at launch of one satellite that its maker has announced; null means that no mass
    is announced, and the sum of the parts is launched."""
    announced_kg_per_it_kw: Positive | None = None
    """The specific mass is the mass at launch per kW of IT power and takes the place of announced_mass_kg, as studies
    that scale a whole satellite state it; null leaves announced_mass_kg to hold."""
    announced_design: str | dict[str, float | None] | None = None
    """The announced design is the entry of the catalogue of satellites, or the sizes by dotted key, that the announced
    mass and the envelope belong to: what the parts of this satellite weigh and fill more or less than at those sizes
    changes what is launched; a stated announced mass belongs to the sizes that are stated with it, and null takes the
    announced figures whatever the parts."""
    envelope_design: str | dict[str, float | None] | None = None
    """The envelope design is the entry of the catalogue of satellites, or the sizes by dotted key, that the envelope
    belongs to; null takes announced_design."""
    envelope_m3: Positive | None = None
    """The envelope is the usable volume of a launcher over the number of satellites of this kind that it has carried,
    with dispenser and gaps, so that no packing is applied to it; null takes the solid boxes of the parts over the
    packing of the launcher."""
    launched_mass: Literal["announced", "bottom_up"]
    """The launched mass says which mass the launcher carries: `announced` takes announced_mass_kg where a mass is
    announced, and `bottom_up` takes the sum of the parts with margin and propellant."""
    mass_margin_frac: NonNegative
    """The mass margin is the allowance for growth, as a share of the dry mass of all parts but the solar array, whose
    mass follows from flown wings."""
    eclipse_power_frac: Fraction
    """The eclipse power is the share of the IT power that the accelerators ask for in full shadow."""
    dead_on_arrival_frac: Annotated[float, Field(ge=0, lt=1)]
    """The dead on arrival are the share of launched satellites that never serve; the share is read where
    reliability.early_losses is `dead_on_arrival`."""
    random_loss_per_y: NonNegative
    """The random loss is the share of satellites that fail as a whole per year after commissioning; the share is read
    where reliability.early_losses is `dead_on_arrival`."""
    vital_m2: NonNegative
    """The vital surface is the area of one satellite behind which a hit by debris of 1 cm ends the satellite."""
    currency_year: int = Field(ge=2000, le=2040)
    """The currency year is the year whose US dollars the prices of all parts of the satellite are stated in."""
    design: Design
    """The design says whether the sizes of the parts are given or solved for, and with which margins."""
    learning: UnitLearning
    """The learning says how the price of the bus falls while satellites are built."""
    later_decline_per_y: Annotated[float, Field(ge=0, lt=0.6)]
    """The later decline is the share by which the price of the bus falls per year from one generation of satellites to
    the next within mission.horizon_y, down to the floor of learning; dated prices take the fall of their path."""

    # The parts, in the order in which masses, prices and constraints are listed.
    solar_array: SolarArray
    """The solar array turns sunlight into electric power."""
    battery: Battery
    """The battery carries the satellite through the shadow of the Earth."""
    radiator: Radiator
    """The radiator sends the heat of the satellite to space."""
    layout: Layout
    """The layout says what the faces of the radiator and the array see of each other."""
    loop: Loop
    """The coolant loop moves the heat from the accelerators to the radiator."""
    board: Board
    """The board carries the accelerators on the satellite."""
    heat_pump: HeatPump
    """The heat pump lifts the heat to a hotter radiator, where a lift is given."""
    bus: Bus
    """The bus is everything on board that is neither power, heat, compute, links nor propulsion."""
    power_conditioning: PowerConditioning
    """The power conditioning is the trackers and converters between array and loads, and the harness."""
    attitude_control: AttitudeControl
    """The attitude control is the wheels and torque rods that hold the array on the Sun."""
    shielding: Shielding
    """The shielding is the aluminium box around the electronics that holds off radiation."""
    link: Link
    """The links are the laser terminals between satellites, and the share of the ground stations."""
    propulsion: Propulsion
    """The propulsion raises the satellite, holds its orbit and takes the satellite down at the end of its life."""
    drag: Drag
    """The drag says how the satellite meets the air, and whether the satellite holds its altitude."""
    upsets: Upsets
    """The upsets say how the accelerators answer to radiation."""
    reliability: Reliability
    """The reliability says how satellites are lost early, by wear, by failed units and by common causes."""

    @field_validator("announced_design", "envelope_design")
    @classmethod
    def _is_an_entry(cls, name: str | dict[str, float | None] | None) -> str | dict[str, float | None] | None:
        """The name, where the catalogue has a satellite of it."""
        known = tuple(catalog.table("satellites"))
        if isinstance(name, str) and name not in known:
            near = catalog.did_you_mean(name, known) or "`orbitdc catalog satellites` lists them"
            raise ValueError(f"no entry {name!r} in the catalogue satellites: {near}")
        return name

    def __hash__(self) -> int:
        """The hash of every field, of sizes by key that of their pairs; equal satellites have the same."""
        values = (getattr(self, name) for name in type(self).model_fields)
        return hash(tuple(frozenset(value.items()) if isinstance(value, dict) else value for value in values))

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """Every part, each answering for itself as ``Part`` says."""
        return tuple(getattr(self, name) for name in _part_names(type(self)))

    @cached_property
    def bus_to_load_frac(self) -> float:
        """The efficiency of all parts between bus and loads, one behind the other, by definition their product.

        >>> import orbitdc
        >>> round(orbitdc.load("ai1_vs_colossus").satellite.bus_to_load_frac, 4)
        0.965
        """
        return prod(part.throughput_frac() for part in self.parts)


@cache
def _part_names(satellite: type[Satellite]) -> tuple[str, ...]:
    """The fields of a kind of satellite that are parts of it."""
    kinds = {name: one.annotation for name, one in satellite.model_fields.items()}
    return tuple(name for name, kind in kinds.items() if isinstance(kind, type) and issubclass(kind, Part))
