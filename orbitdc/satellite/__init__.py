"""The compute satellite: one file per thing that can be bolted on."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from orbitdc.block import Block, Fraction, NonNegative, Positive
from orbitdc.economics.learning_curve import UnitLearning
from orbitdc.satellite.battery import Battery
from orbitdc.satellite.board import Board
from orbitdc.satellite.bus import Bus
from orbitdc.satellite.design import Design
from orbitdc.satellite.drag import Drag
from orbitdc.satellite.heat_pump import HeatPump
from orbitdc.satellite.link import Link
from orbitdc.satellite.loop import Loop
from orbitdc.satellite.part import Part
from orbitdc.satellite.propulsion import Propulsion
from orbitdc.satellite.radiator import Radiator
from orbitdc.satellite.reliability import Reliability
from orbitdc.satellite.shielding import Shielding
from orbitdc.satellite.solar_array import SolarArray
from orbitdc.satellite.upsets import Upsets

__all__ = [
    "Battery",
    "Board",
    "Bus",
    "Design",
    "Drag",
    "HeatPump",
    "Link",
    "Loop",
    "Part",
    "Propulsion",
    "Radiator",
    "Reliability",
    "Satellite",
    "Shielding",
    "SolarArray",
    "Upsets",
]


class Satellite(Block):
    """A compute satellite; the accelerators it carries follow from ``it_power_w`` and their all-in watts."""

    catalog_kind: ClassVar[str] = "satellites"
    defaults_name: ClassVar[str] = "satellite"

    label: str
    it_power_w: Positive  # all accelerators busy, averaged over an orbit
    announced_mass_kg: Positive | None = None
    announced_stowed_m3: Positive | None = None
    launched_mass: Literal["announced", "bottom_up"]
    mass_margin_frac: NonNegative  # growth allowance on the bottom-up dry mass
    eclipse_power_frac: Fraction  # share of IT power asked for in full shadow
    dead_on_arrival_frac: Annotated[float, Field(ge=0, lt=1)]
    random_loss_per_y: NonNegative  # whole satellites, after commissioning
    vital_m2: NonNegative  # surface behind which a hit by debris of 1 cm ends the satellite
    currency_year: int = Field(ge=2000, le=2040)  # of the prices of all its parts
    design: Design
    learning: UnitLearning  # of the price of the bus, over the satellites built

    # The parts, in the order in which masses, prices and constraints are listed.
    solar_array: SolarArray
    battery: Battery
    radiator: Radiator
    loop: Loop
    board: Board
    heat_pump: HeatPump
    bus: Bus
    shielding: Shielding
    link: Link
    propulsion: Propulsion
    drag: Drag
    upsets: Upsets
    reliability: Reliability

    @property
    def parts(self) -> tuple[Part, ...]:
        """Every part, each answering for itself as ``Part`` says."""
        fields = (getattr(self, name) for name in type(self).model_fields)
        return tuple(field for field in fields if isinstance(field, Part))
