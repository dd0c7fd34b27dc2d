"""The keys of ``summary.json`` that are about what satellites meet: air, radiation, debris, links and losses."""

from __future__ import annotations

from typing import Annotated

from orbitdc.results.record import Name, Record, Unit


class Range(Record):
    """The least and the greatest value, in the unit of the key above."""

    min: float
    """The least value."""
    max: float
    """The greatest value."""


class Spread(Record):
    """The least, mean and greatest value, in the unit of the key above."""

    min: float
    """The least value."""
    mean: float
    """The mean value."""
    max: float
    """The greatest value."""


class EnvironmentMet(Record):
    """What the environment does to the satellites of the orbit that meets most of it."""

    f107_sfu: Spread
    """The solar flux at 10.7 cm over the life."""
    altitude_start_km: float
    """The altitude at the start, of the lowest orbit group."""
    altitude_end_km: float
    """The altitude at the end of life, of the lowest orbit group."""
    drag_m_per_s_y: float
    """The velocity that drag takes in a year."""
    thruster_mean_w: float
    """The mean electric power of the thruster over the life."""
    delta_v_m_per_s: dict[Name, float]
    """The delta-v of a life by purpose: raising, drag, avoidance, formation, disposal."""
    propellant_need_kg: float
    """The propellant that this delta-v takes."""
    disposal_days: float
    """The days that the descent to disposal takes."""
    passive_decay_y: float
    """The years to re-entry of a tumbling satellite that lost its thruster, at mean solar activity."""
    reentry_date: str | None
    """The date on which the last satellite re-enters."""
    dose_krad: float
    """The ionising dose behind the shield at the end of life, in silicon."""
    stops_per_accelerator_y: Annotated[float, Unit("stops per accelerator and year")]
    """The events of radiation that stop a job."""
    checkpoint_interval_s: float | None
    """The interval between checkpoints that loses least time."""
    useful_frac: float
    """The part of the time that radiation leaves to useful work."""
    saa_share: Annotated[float, Unit("1")]
    """The part of the time spent in the South Atlantic Anomaly."""
    saa_rate_factor: float
    """The rate of upsets in the South Atlantic Anomaly over the mean rate."""
    saa_passes_per_day: float
    """The passes through the South Atlantic Anomaly in a day."""
    memory_loss_per_y: float
    """The hazard of losing an accelerator to memory that wears by dose."""
    cells_left_frac: float
    """The output that cells keep at the end of life."""
    radiator_left_frac: float
    """The part of the radiator that debris leaves at the end of life."""
    collision_per_y: float
    """The probability that a satellite is lost to a collision in a year."""


class ContactMet(Record):
    """The passes of some satellites of the catalogue above the named ground stations, over some days."""

    in_view_frac: float
    """The part of the time in which a satellite has a station in view, mean over the satellites."""
    passes_per_day: float
    """The passes of a satellite in a day, over all stations."""
    pass_min: float | None
    """The mean length of a pass."""
    gap_max_h: float
    """The longest time in which a satellite has no station in view."""
    satellites: Annotated[int, Unit("satellites")]
    """The satellites of the catalogue that were followed."""
    stations: Annotated[int, Unit("stations")]
    """The ground stations of the catalogue."""
    days: float
    """The days for which they were followed, from the epoch of each satellite's elements on."""


class LinksMet(Record):
    """Traffic and distances of the orbit group whose links are shortest of what they are asked for."""

    demand_gbps: float
    """The traffic that training asks of a satellite's links, mean over time."""
    stream_gbps: float
    """The traffic of activations between satellites that hold one model together."""
    capacity_gbps: float
    """The traffic that the links carry at this distance."""
    share_frac: float
    """The part of full throughput that the links leave."""
    synchronous_share_frac: float
    """The part of full throughput that the links would leave were gradients exchanged at every step."""
    range_km: float
    """The distance between neighbours."""
    ground_gbps: float
    """The traffic to the ground that a satellite carries through clear sky, mean over time."""
    ground_available_frac: float
    """The part of the time in which a satellite reaches a ground station through a clear sky."""
    contact: ContactMet | None = None
    """The passes above named ground stations; only where fleet.gateway_contact is passes."""
    gateways: Annotated[int | float | None, Unit("antennas")] = None
    """The antennas on the ground that the fleet needs; only where the workload has traffic with the ground."""
    gateway_sites: Annotated[int | float | None, Unit("sites")] = None
    """The sites of these antennas."""
    fleet_ground_gbps: float | None = None
    """The traffic of the whole fleet with the ground."""
    satellites_on_node: Annotated[float | None, Unit("satellites")] = None
    """The satellites, or clusters, that share the fullest orbit; only for fleets of shells."""
    node_spacing_km: float | None = None
    """The way along that orbit from one of them to the next; only for fleets of shells."""
    node_spacing_frac: float | None = None
    """That way against the least spacing of the fleet, negative where it is shorter; only for fleets of shells."""
    gateway_hops: Annotated[int | float | None, Unit("hops")] = None
    """The satellites that data pass on the way to a gateway; only for fleets of shells."""
    gateway_one_way_ms: float | None = None
    """The time that data take to the ground; only for fleets of shells."""
    cluster_neighbour_m: Range | None = None
    """The distance between neighbours in a cluster; only where satellites fly in clusters."""


class WearMet(Record):
    """The losses of single accelerators by heat and thermal cycles, before their trays go with them."""

    heat_factor: float
    """The permanent losses over those at the junction temperature that they are quoted for, mean over time."""
    cycles_per_y: Annotated[float, Unit("per year")]
    """The thermal cycles of an accelerator, one for each eclipse of the orbit that meets most of them."""
    swing_k: float
    """The swing of the junction temperature in a cycle, as even swings that do the same damage."""
    cycle_factor: float
    """The losses that thermal cycles add, over the quoted permanent losses."""
    losses_per_y: float
    """The accelerators lost by heat and cycles a year over those in service."""


class LossesMet(Record):
    """What is left of a fleet at the end of its life, what stood by for it and what came to it."""

    living_satellites_eol_frac: float
    """The part of the launched satellites that works at the end of life."""
    alive_accelerators_eol_frac: float
    """The part of the launched accelerators that works at the end of life."""
    whole_groups_eol_frac: float
    """The accelerators of a living satellite that whole tensor groups still use at the end of life, counted tray by
    tray, over those at first."""
    satellite_losses_per_y: float
    """The losses of satellites a year over those in service."""
    accelerator_losses_per_y: float
    """The losses of accelerators a year over those in service."""
    wear: WearMet
    """The losses of single accelerators by heat and thermal cycles."""
    flow_left_eol_frac: float
    """The part of the coolant flow that failed pumps leave at the end of life."""
    spares_in_orbit: Annotated[float, Unit("satellites")]
    """The satellites that stand by in orbit."""
    service_visits: Annotated[int, Unit("visits")]
    """The visits that a satellite receives in its life."""
