"""``summary.json`` as a typed model: every key with its type, its unit and a sentence.

`orbitdc schema summary` prints it as a JSON schema, and ``docs/summary.md`` is generated from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from orbitdc.results.record import Name, Record, Unit
from orbitdc.results.schema_money import (
    BoundaryCost,
    Budget,
    Difference,
    FinancingStep,
    FlopValue,
    MarketResult,
    OtherLaunch,
    SideCost,
    TimeToMarket,
)
from orbitdc.results.schema_orbit import OrbitResult
from orbitdc.results.schema_published import PublishedStudy

SCHEMA = 2


class ScenarioOrigin(Record):
    """The scenario that was run."""

    name: str
    """The name of the scenario."""
    path: str | None
    """The file that it came from."""
    sha256: str
    """The hash of the resolved scenario and the catalogue."""
    description: str
    """The question that the scenario asks, in its author's words."""
    changes: list[str]
    """What was changed for this run, each as ``key=value``, in the order of the keys; empty for the file as it is."""
    command: str | None
    """The command that runs it again."""


class PowerSource(Record):
    """The source of a site's electricity."""

    source: str
    """Who makes the electricity, in words."""
    usd_per_kwh: float
    """The price of electricity at the meter."""
    carbon_kg_per_kwh: float
    """The carbon of electricity, with that of fuel and plant."""
    usd_per_kwh_parts: Annotated[dict[Name, float] | None, Unit("USD/kWh")] = None
    """The levelized cost by part; only where a plant makes the electricity."""
    water_l_per_kwh: float | None = None
    """The water that the plant consumes; only where a plant makes the electricity."""
    installed_w: float | None = None
    """The power of the plant as installed; only where a plant makes the electricity."""
    capacity_factor_frac: float | None = None
    """The mean output over the installed power; only where a plant makes the electricity."""


class ReadyTimes(Record):
    """The months from the first order until building and power are ready."""

    building_months: float
    """The months until the building is ready."""
    power_months: float | None
    """The months until power flows."""
    months: float
    """The months until both are ready."""
    binds: str
    """Which of the two is waited for."""


class Cohort(Record):
    """Accelerators of one kind on a site that is built in phases."""

    accelerator: str
    """The name of the accelerator."""
    accelerators: Annotated[float, Unit("accelerators")]
    """How many the site then holds."""


class BuildUpResult(Record):
    """A site that is built in phases."""

    months_to_full: Annotated[int, Unit("months")]
    """The months from the first service to the last phase."""
    silicon: str
    """Whether the site keeps its own accelerators or takes the shared one."""
    cohorts: list[Cohort]
    """The accelerators of each phase."""


class GroundResult(SideCost):
    """The site on the ground: compute, electricity, building and cost."""

    site: str
    """The name of the site."""
    scale_of_site: Annotated[float, Unit("1")]
    """The part of the site that is compared with the fleet; 1 where the fleet is sized to the site."""
    it_power_w: float
    """The IT power of that part."""
    accelerators: Annotated[float, Unit("accelerators")]
    """The accelerators of that part."""
    junction_k: float
    """The junction temperature of a busy accelerator."""
    accelerator_losses_per_y: float
    """The accelerators lost for good a year over those in service, at that temperature."""
    delivered_pflop_per_s: float
    """The compute delivered, dense FLOP at the stated precision, mean over the life."""
    nameplate_pflop_per_s: float
    """The dense peak of all accelerators."""
    pue_annual: Annotated[float, Unit("1")]
    """The power usage effectiveness, mean over a year."""
    power: PowerSource
    """The source of electricity."""
    months_until_ready: ReadyTimes
    """The wait for building and power."""
    build_up: BuildUpResult | None = None
    """The phases of the site; only for sites built in phases."""
    facility_usd_per_it_w: float
    """The price of the building with its electrical and mechanical plant."""
    facility_parts_usd_per_it_w: Annotated[dict[Name, float], Unit("USD per IT watt")]
    """The same by part."""
    water_l_per_pflop_hour: float | None
    """The water that is consumed."""
    water_scope: str
    """What the water counts."""


class AnnouncedStep(Record):
    """The ratio after one more announced departure from like for like."""

    step: Name
    """The departure as an identifier."""
    label: str
    """The departure in words: the side, the key and the value announced."""
    ratio: float | None
    """The cost in orbit over that on the ground, with this departure and all before it."""


class SharedTerms(Record):
    """What both sides have in common by default."""

    accelerator: str
    """The accelerator."""
    precision: str
    """The number format of the FLOP that are counted."""
    occupancy_frac: float
    """The part of the time in which work is there."""
    mfu_frac: float | None
    """The part of the dense peak that is reached, where it is stated for both sides."""
    phase: str
    """The kind of work: training, prefill, decode or a mix."""
    allin_w: float
    """The power of an accelerator with its part of host, network and cooling inside the rack."""
    service_date: str
    """The date of first service."""
    life_y: float
    """The life of a satellite and of the accelerators on both sides."""
    horizon_y: float
    """The time over which both sides are priced: the life, or the horizon where one is stated."""
    real_wacc_frac: float
    """The weighted average cost of capital, real, of a side that states none of its own."""
    real_cost_of_equity_frac: float | None = None
    """The rate that takes its place where debt service or rent is explicit."""


class TimeIntegration(Record):
    """How the physics were integrated over time."""

    precision: Literal["float64", "float32"]
    """The floating-point format of the steps."""
    step_s: float
    """The length of a step."""


class PriceDates(Record):
    """Whether prices and technology moved with the service date."""

    mode: Literal["fixed", "dated"]
    """Whether the catalogue's values are held or the dated paths are taken."""
    case: Literal["conservative", "central", "optimistic"]
    """The case of the dated paths, seen from the orbit."""
    catalogue_year: Annotated[int, Unit("year")]
    """The year whose prices the catalogue states."""
    service_date: str
    """The date at which the paths are read."""
    dated_numbers: Annotated[int, Unit("1")]
    """How many numbers of the scenario came from a dated path."""
    words: str
    """The same in a sentence."""


class Interval(Record):
    """How sure the ratio is: what draws of every uncertain number make of it."""

    draws: Annotated[int, Unit("draws")]
    """The draws made."""
    refused: Annotated[int, Unit("draws")]
    """The draws that the scenario does not take, which count nowhere."""
    seed: Annotated[int, Unit("1")]
    """The seed of the draws."""
    ratio_p5: float | None
    """The ratio below which 5 % of the draws lie."""
    ratio_p10: float | None
    """The ratio below which 10 % of the draws lie."""
    ratio_p50: float | None
    """The ratio below which half of the draws lie."""
    ratio_p90: float | None
    """The ratio below which 90 % of the draws lie."""
    ratio_p95: float | None
    """The ratio below which 95 % of the draws lie."""
    orbit_cheaper_frac: float
    """The share of draws in which orbit is cheaper."""
    orbit_cheaper_error_frac: float
    """Half of the 95 % interval of that share."""


class Summary(Record):
    """A run: verdict, compute, cost and carbon of both sides, ratios and break-evens."""

    schema_: Annotated[Literal[2], Unit("1")] = Field(alias="schema")
    """The version of this contract."""
    orbitdc_version: str
    """The version of the package."""
    scenario: ScenarioOrigin
    """The scenario that was run."""
    seed: Annotated[int, Unit("1")]
    """The seed of what is drawn at random."""
    created_utc: str
    """The time of the run."""
    platform: str
    """The system, processor and versions of Python, NumPy and Numba that computed it."""
    orbit: OrbitResult
    """The satellites."""
    ground: GroundResult
    """The site on the ground."""
    ratio_like_for_like: float | None
    """The headline: the levelized cost in orbit over that on the ground, like for like."""
    interval: Interval | None
    """How sure the headline is, where draws were asked for."""
    ratio_as_announced: float | None
    """The ratio with every difference that the announcements state."""
    training_job: str
    """How both sides train, in one sentence; empty where nothing is trained."""
    budget: Budget | None
    """What a stated amount of capital buys on either side."""
    financing_steps: list[FinancingStep]
    """The way from an earlier financing to the scenario's, one thing after another; empty without an earlier one."""
    market: MarketResult
    """What both sides earn at market rents."""
    time_to_market: TimeToMarket
    """When both sides serve that are decided on one day, and what that is worth."""
    boundary: Name
    """The boundary within which the headline counts costs."""
    boundaries: dict[Name, BoundaryCost]
    """The ratio within each boundary."""
    flop_value: FlopValue
    """The ratio under other views of what later compute is worth."""
    ratio_at_parts_mass: float | None
    """The ratio if the sum of the parts were launched, which is the price of a satellite that is overweight."""
    ratio_floor: float | None
    """The ratio if launch and satellite without compute were free."""
    currency_year: Annotated[int, Unit("year")]
    """The year of the dollars."""
    launch_usd_per_kg: float
    """The price of a launch per kg of its reference payload."""
    breakeven_launch_usd_per_kg: float | None
    """The launch price at which both sides cost the same."""
    breakeven_bus_usd_per_w: float | None
    """The price of the satellite without compute per watt of IT at which both sides cost the same."""
    as_announced: list[AnnouncedStep]
    """The ratios from like for like to as announced."""
    shared: SharedTerms
    """What both sides have in common."""
    prices: PriceDates
    """Whether prices and technology moved with the service date."""
    time_integration: TimeIntegration
    """How the physics were integrated over time."""
    differences: list[Difference]
    """What is not alike on both sides, with the effect of each on the ratio."""
    own_launch: OtherLaunch | None
    """The ratio if a launch were paid at what it costs its operator."""
    market_launch: OtherLaunch | None
    """The ratio if a launch were paid at what a customer pays, where the scenario pays its operator's cost."""
    departures: list[str]
    """Where the two sides still differ, in words."""
    notes: list[str]
    """What a reader must know, in words."""
    published: PublishedStudy | None
    """The published study that the scenario replays, its figures beside the numbers of this run."""
    numbers_used: Annotated[int | None, Unit("numbers")]
    """The numbers that the run used."""
    numbers_estimated: Annotated[int | None, Unit("numbers")]
    """How many of them are estimates."""


def first_fault(summary: Mapping[str, Any]) -> str:
    """Where and why a summary breaks the contract, in words; empty where it keeps it.

    >>> first_fault({"schema": 2})[:35]
    'orbitdc_version: field required and'
    """
    try:
        Summary.model_validate(summary)
    except ValidationError as error:
        first, *others = error.errors()
        place = ".".join(str(part) for part in first["loc"])
        what = str(first["msg"]).removeprefix("Value error, ")
        return f"{place}: {what[:1].lower()}{what[1:]}" + (f" and {len(others)} more" if others else "")
    return ""
