"""The keys of ``summary.json`` that are about the satellites: verdict, fleet, launches, light, heat and compute."""

from __future__ import annotations

from typing import Annotated

from orbitdc.results.record import Name, Record, Unit
from orbitdc.results.schema_design import DesignSizes
from orbitdc.results.schema_environment import EnvironmentMet, LinksMet, LossesMet, Range
from orbitdc.results.schema_money import SideCost


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
