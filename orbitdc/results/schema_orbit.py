"""The keys of ``summary.json`` that are about the satellites: verdict, design, light, environment, links, losses."""

from __future__ import annotations

from typing import Annotated, Literal

from orbitdc.results.record import Name, Record, Unit
from orbitdc.results.schema_money import SideCost


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


class Ageing(Record):
    """A value at the beginning and at the end of life, in the unit of the key above."""

    bol: float
    """The value at the beginning of life."""
    eol: float
    """The value at the end of the simulated window, which is the end of life where the whole life is simulated."""


class ArrayOutput(Record):
    """The output of a square metre of array."""

    used: float
    """The output that the run uses: the announced one where one is announced, else that of the parts."""
    bottom_up: float
    """The output that follows from cells, packing and temperature."""


class Firm(Record):
    """Capacity that is available nearly always."""

    p1: float
    """The capacity that is exceeded during 99 % of the life."""
    min: float
    """The least capacity at any time of the life."""


class OverFirst(Record):
    """The price of the last unit bought over that of the first."""

    launch: Annotated[float, Unit("1")]
    """The price of the last launch over that of the first."""
    bus: Annotated[float, Unit("1")]
    """The price of the last satellite without compute over that of the first."""


class ShellFlown(Record):
    """One shell of the fleet, by its mean."""

    period_s: float
    """The orbital period from node to node."""
    inclination_deg: float
    """The inclination of the orbits."""
    altitude_km: float
    """The mean semi-major axis less the Earth's equatorial radius."""
    satellites: Annotated[float, Unit("satellites")]
    """The number of satellites in service at first."""


class WaterfallStep(Record):
    """One factor between nameplate and delivered compute."""

    step: Name
    """The factor as an identifier."""
    label: str
    """The factor in words."""
    factor: float
    """What is left of the compute before it; the factors multiply to delivered over nameplate."""


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


class Change(Record):
    """One change of a scenario."""

    key: str
    """The dotted key that is changed."""
    value: Annotated[float | int | str, Unit("as the key")]
    """The value that it is given."""


class LaunchFilled(Record):
    """How far the satellites of one launch fill its launcher."""

    mass: Annotated[float, Unit("1")]
    """Their mass over the payload."""
    volume: Annotated[float, Unit("1")]
    """Their envelopes over the usable volume under the fairing."""


class OrbitResult(SideCost):
    """The satellites: verdict, design, environment, compute and cost."""

    name: str
    """The name of the satellite."""
    verdict: str
    """The outcome of the design, one of a closed set of verdicts."""
    feasible: bool
    """Whether the verdict is that of a workable design; a throttled one is workable, a brown-out is not."""
    binding_limit: str
    """The constraint with the least margin, in words."""
    remedy: str | None
    """The changes that were simulated to meet every limit, in words; null where none is needed or none was found."""
    remedy_changes: list[Change]
    """The same changes by key, empty where there are none."""
    margins: Annotated[dict[Name, float | str | None], Unit("1, or K")]
    """The distance of each constraint from its limit, negative where it is passed: ``_frac`` as a part of the limit,
    ``_k`` in kelvin; null with a reason where a constraint does not apply."""
    energy_residual_frac: float | None
    """The largest gap in any satellite's energy balance, over the energy that went through; null where a part melts."""
    electrical_residual_frac: float | None
    """The largest gap in the balance of bus and battery; null where a part melts."""
    heat_residual_frac: float | None
    """The largest gap in the balance of array and coolant; null where a part melts."""
    radiation_linearisation_frac: float
    """The radiated power as solved in a step against sigma T^4, mean of the gap."""
    satellites: Annotated[int, Unit("satellites")]
    """The satellites in service at first."""
    catalogue_records: list[str]
    """What was left out or counted once of the records of a catalogue file, in words; empty where nothing was."""
    launches: Annotated[int | None, Unit("launches")]
    """The launches of the fleet, spares in orbit included."""
    satellites_per_launch: Annotated[int, Unit("satellites")]
    """The satellites on one launch, to the orbit that takes the fewest."""
    launch_limited_by: str
    """What limits the number of satellites on a launch: mass or volume."""
    launch_site: str
    """The launch site that the satellites fly from, to the orbit that takes the fewest on a launch."""
    launch_turn_deg: float
    """The turn of the orbital plane that the launcher makes outside the corridor of its site; 0 within it."""
    launch_usd_per_kg_in_orbit: Annotated[float | None, Unit("USD/kg")]
    """The price of a launch over the mass of satellites that it brings to their orbit."""
    orbit_raising_days: float | None
    """The days of thrust from the insertion orbit to the orbit of service; null where drag outdoes the thrust."""
    ramp_months: float | None
    """The months in which satellites enter service."""
    campaign_months: float | None
    """The months that the slower of launches and factory takes to field the fleet."""
    campaign_limited_by: str | None
    """What sets the pace at which satellites enter service: launches, factory, or the ramp that is wished for."""
    launch_months: float | None
    """The months that the launches alone take at the cadence available, with failed ones and stand-downs."""
    stand_down_months: float | None
    """The months of these in which the launcher is grounded after failures."""
    factory_months: float | None
    """The months that building the satellites takes, with those that are lost in launch."""
    price_of_last_over_first: OverFirst
    """How far prices fall by learning while the fleet is launched."""
    launches_per_year_available: Annotated[float, Unit("launches per year")]
    """The launches per year that this fleet gets when service begins."""
    launches_growth_per_y: float
    """The growth of these launches per year."""
    launches_per_year_most: Annotated[float | None, Unit("launches per year")]
    """The launches per year at which the growth ends; null where it never ends."""
    design: DesignSizes
    """The sizes of one satellite."""
    accelerators_per_satellite: Annotated[int, Unit("accelerators")]
    """The accelerators on a satellite."""
    shells: list[ShellFlown]
    """The shells of the fleet, 50 at most."""
    sunlit_frac: float
    """The part of the Sun's disk that is seen, mean over time and satellites."""
    eclipse_max_s: float
    """The longest eclipse of any satellite."""
    eclipse_days_per_year: float
    """The days a year on which a satellite meets shadow."""
    beta_deg: Range
    """The angle between the Sun and the orbital plane."""
    array_power_w: Ageing
    """The electric power of one satellite's array in full sunlight."""
    array_w_per_m2: ArrayOutput
    """The output of a square metre of array."""
    environment: EnvironmentMet
    """Air, radiation and debris."""
    network: LinksMet
    """Traffic between satellites and to the ground."""
    reliability: LossesMet
    """Losses and what meets them."""
    battery_min_soc_frac: float | None
    """The lowest state of charge of any satellite, over the capacity it has left."""
    radiator_max_k: float
    """The highest temperature of a radiator's root."""
    chip_max_k: float
    """The highest junction temperature."""
    loop_max_k: float
    """The highest temperature of the mean coolant."""
    heater_mean_w: float
    """The power that heaters ask of the bus to keep the coolant liquid, mean over time and satellites; 0 without."""
    radiator_from_array_w_per_m2: float
    """The heat that a square metre of the radiator's planform takes from the array, mean over time and satellites."""
    throttle_mean_frac: float
    """The clock that is lost to heat, power and eclipse, mean over time and satellites."""
    throttled_by_heat_frac: float
    """The part of the time in which temperature sets the clock."""
    throttled_by_power_frac: float
    """The part of the time in which power sets the clock."""
    delivered_pflop_per_s: float
    """The compute delivered, dense FLOP at the stated precision, mean over the life."""
    firm_pflop_per_s: Firm
    """The compute that is available nearly always."""
    nameplate_pflop_per_s: float
    """The dense peak of all accelerators launched."""
    waterfall: list[WaterfallStep]
    """The factors from nameplate to delivered compute."""
    mass_kg: dict[Name, float]
    """The launched mass of a satellite as ``total``, the sum of its parts as ``bottom_up``, and the parts by name."""
    stowed_m3: dict[Name, float]
    """The volume that a satellite takes of a launcher as ``envelope``, its folded parts as ``boxes``, and each."""
    launch_filled_frac: LaunchFilled
    """How far the satellites of a launch fill it, to the orbit that takes the fewest."""
