"""The keys of ``summary.json`` that are about the sizes of one satellite, and how its prices and output compare."""

from __future__ import annotations

from typing import Annotated, Literal

from orbitdc.results.record import Name, Record, Unit


class PublishedBus(Record):
    """The price of a satellite without compute by published totals, per average watt of IT."""

    low: float
    """The lowest that published totals allow."""
    central: float
    """The central one."""
    high: float
    """The highest that published totals allow."""


class AttitudeSizes(Record):
    """The torques on one satellite, and the wheels and rods that meet them."""

    gravity_torque_n_m: Annotated[float, Unit("N m")]
    """The greatest torque of the gravity gradient."""
    pressure_torque_n_m: Annotated[float, Unit("N m")]
    """The greatest torque of sunlight and air."""
    swing_n_m_s: Annotated[float, Unit("N m s")]
    """The momentum that comes and goes within an orbit, peak to peak."""
    secular_n_m_s: Annotated[float, Unit("N m s")]
    """The momentum that is left after each orbit."""
    wheels_n_m_s: Annotated[float, Unit("N m s")]
    """The capacity of all wheels."""
    rods_a_m2: Annotated[float, Unit("A m2")]
    """The magnetic moment of the torque rods."""


class OtherLoad(Record):
    """Sizes of the same design for the other load: every accelerator alive, or what is left at the end of life."""

    sized_for: Literal["survivors", "full"]
    """The load that this design carries."""
    array_m2: float
    """The area of the solar array."""
    battery_kwh: float
    """The capacity of the battery when new."""
    radiator_m2: float
    """The area of one face of the radiator."""
    propellant_kg: float
    """The propellant on board at launch."""
    launched_kg: float
    """The mass of one satellite."""
    reason: str
    """The reason why this design does not close, empty where it does."""


class DesignSizes(Record):
    """Sizes of one satellite and its figures of merit."""

    mode: Literal["given", "sized"]
    """Whether the sizes were given or found by closing the design."""
    it_kw: float
    """The power of all accelerators when busy."""
    array_m2: float
    """The area of the solar array."""
    battery_kwh: float
    """The capacity of the battery when new."""
    depth_of_discharge_frac: float
    """The part of the capacity that may be used."""
    radiator_m2: float
    """The area of one face of the radiator."""
    propellant_kg: float
    """The propellant on board at launch."""
    flow_frac: float
    """The flow of coolant over that of the reference rise."""
    parts_kg_per_kw: float
    """The mass of all parts per kW of IT."""
    radiator_m2_per_kw: float
    """The radiator area per kW of IT."""
    bus_usd_per_w: float
    """The price of the satellite without compute per watt of IT."""
    bus_by_parts_usd_per_average_w: float
    """The price of the satellite without compute per watt of IT at its mean load, from its parts."""
    bus_published_usd_per_average_w: PublishedBus
    """The same price by published totals, in the year of service, which moves nothing: a check from above."""
    launch_usd_per_w: float | None
    """The price of a satellite's launch per watt of IT."""
    attitude: AttitudeSizes
    """Torques, wheels and torque rods."""
    margins: Annotated[dict[Name, float | None] | None, Unit("1")] = None
    """The margins that the proof of a sized design left; only for sized designs."""
    margins_wanted: Annotated[dict[Name, float | None] | None, Unit("1")] = None
    """The margins that were asked for; only for sized designs."""
    rounds: Annotated[int | None, Unit("rounds")] = None
    """The rounds of sizing and simulating that closing took; only for sized designs."""
    reason: str | None = None
    """The reason why the design does not close, empty where it does; only for sized designs."""
    sized_for: Literal["survivors", "full"] | None = None
    """The load that the design carries: all accelerators, or those left at the end of life; only for sized designs."""
    other_load: OtherLoad | None = None
    """The same design sized for the other load; only for sized designs."""
