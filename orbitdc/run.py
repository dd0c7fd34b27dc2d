"""One comparison: scenario -> march -> verdict -> both ledgers -> Run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from threading import Event

import numpy as np

from orbitdc.constants import DAYS_PER_YEAR
from orbitdc.geometry import longest_eclipse_s
from orbitdc.ledger import Levelized, Terms, levelize, solve_linear
from orbitdc.limits import (
    Worst,
    altitude_limit,
    battery_limit,
    brownout_limit,
    cadence_limit,
    cell_limit,
    disposal_limit,
    dose_limit,
    flow_limit,
    heat_limits,
    launch_limit,
    life_limit,
    link_limit,
    mass_limit,
    power_limit,
    propellant_limit,
    shutdown_limit,
)
from orbitdc.orbit_side import Build, Flight, build, fly, orbit_side
from orbitdc.prices import constant_dollars
from orbitdc.satellite.mass import stowed_m3
from orbitdc.scenario.model import Departure, Scenario
from orbitdc.side import Side
from orbitdc.site.cost import ground_side
from orbitdc.sizing import battery_need_kwh, chain_frac, coolant_max_k, full_power_frac, radiator_need_m2
from orbitdc.verdict import Verdict, judge

ROUNDING_W = 1e-6  # of a difference of powers of 100 kW


@dataclass(frozen=True)
class Priced:
    """One side and its levelized cost."""

    side: Side
    cost: Levelized


@dataclass(frozen=True)
class Breakeven:
    """A break-even price, or why there is none."""

    value: float | None
    reason: str = ""


@dataclass(frozen=True)
class Step:
    """One named departure from like for like, applied on top of those before it."""

    step: str
    ratio: float | None


@dataclass(frozen=True)
class Run:
    """Everything one comparison produced."""

    scenario: Scenario
    flight: Flight
    made: Build
    verdict: Verdict
    worst: Worst
    orbit: Priced
    ground: Priced
    site_scale: float
    ratio_like_for_like: float | None
    ratio_floor: float | None
    launch: Breakeven
    bus: Breakeven
    announced: tuple[Step, ...] = ()
    announced_reason: str = ""

    @property
    def ratio_as_announced(self) -> float | None:
        """Ratio with every announced departure applied; None where none is announced."""
        return self.announced[-1].ratio if self.announced else None

    def __str__(self) -> str:
        from orbitdc.summary import six_lines

        return six_lines(self)


def terms(scenario: Scenario, orbit: bool) -> Terms:
    """Money terms of one side; only a risk premium may tell the orbit's from the ground's."""
    m = scenario.money
    rate = m.real_wacc_frac + (m.risk_premium_frac if orbit else 0.0)
    return Terms(rate, m.inflation_frac, m.tax_frac, m.flop_value_decline_per_y)


def price(side: Side, money: Terms) -> Priced:
    """The same ledger for either side."""
    return Priced(side, levelize(side.lines, side.flop_by_month, money))


def site_for(scenario: Scenario, scale: float = 1.0) -> Side:
    """The scenario's ground site filled with the shared accelerator."""
    return ground_side(
        scenario.ground, scenario.accelerator, scenario.workload, scenario.money, scenario.mission.life_y, scale
    )


def fleet_size(flight: Flight, site: Side) -> tuple[float, float]:
    """Satellites in the fleet and the scale of the site: the fleet follows the site, or the site a given fleet."""
    months = flight.monthly_flop()
    per_satellite = float(months.sum()) / (flight.scenario.mission.life_y * DAYS_PER_YEAR * 86400.0) / 1e15
    if flight.scenario.fleet.size == "as_given":
        n_sat = float(flight.orbits.weight.sum())
        return n_sat, per_satellite * n_sat / site.delivered_pflop_per_s
    if per_satellite <= 0.0:
        return float(flight.orbits.weight.sum()), 1.0
    return site.delivered_pflop_per_s / per_satellite, 1.0


def ratio(orbit: Levelized, ground: Levelized) -> float | None:
    """Orbit over ground; None where either side delivers nothing."""
    a, b = orbit.usd_per_flop, ground.usd_per_flop
    return None if a is None or b is None or b == 0.0 else a / b


def cost_at_launch_price(flight: Flight, made: Build, usd_per_kg: float) -> float | None:
    """Orbit's levelized cost in USD per PFLOP-hour at a launch price in USD per kg, all else as it is."""
    side = orbit_side(flight, build(flight, made.n_sat, launch_usd_per_kg=usd_per_kg))
    return price(side, terms(flight.scenario, orbit=True)).cost.usd_per_pflop_hour


def breakeven_launch(flight: Flight, made: Build, ground: Levelized) -> Breakeven:
    """Launch price in USD per kg at which both sides cost the same; every cost is linear in it."""
    target = ground.usd_per_pflop_hour
    if target is None:
        return Breakeven(None, "the ground site delivers nothing")
    scale = max(flight.scenario.launch.price_usd_per_kg, 1.0)
    return _crossing(lambda usd_per_kg: cost_at_launch_price(flight, made, usd_per_kg), target, scale, "launch")


def breakeven_bus(flight: Flight, made: Build, ground: Levelized) -> Breakeven:
    """Bus price in USD per IT watt at which both sides cost the same."""
    target = ground.usd_per_pflop_hour
    if target is None:
        return Breakeven(None, "the ground site delivers nothing")
    money = terms(flight.scenario, orbit=True)

    def cost(usd_per_w: float) -> float | None:
        return price(
            orbit_side(flight, build(flight, made.n_sat, bus_usd_per_w=usd_per_w)), money
        ).cost.usd_per_pflop_hour

    return _crossing(cost, target, 10.0, "the bus")


def _crossing(cost: Callable[[float], float | None], target: float, scale: float, what: str) -> Breakeven:
    free = cost(0.0)
    if free is None:
        return Breakeven(None, "the fleet delivers nothing")
    if free > target:
        return Breakeven(None, f"even with {what} free, orbit costs {free / target:.2f} times the ground")
    value = solve_linear(cost, target, scale)
    if value is None:
        return Breakeven(None, f"the cost does not depend on {what}")
    return Breakeven(value)


def floor_ratio(flight: Flight, made: Build, ground: Levelized) -> float | None:
    """Ratio with launch and bus free: what physics, silicon and operations alone allow."""
    free = build(flight, made.n_sat, launch_usd_per_kg=0.0, bus_usd_per_w=0.0)
    return ratio(price(orbit_side(flight, free), terms(flight.scenario, orbit=True)).cost, ground)


def worst_of(flight: Flight) -> Worst:
    """The extremes of a march, as the parts' limits ask for them."""
    s, lanes, marched = flight.scenario, flight.lanes, flight.marched
    day = marched.day
    load = lanes.load
    coolant_k = np.minimum(day("loop_high"), coolant_max_k(s.satellite, s.accelerator, load))
    full = full_power_frac(s.satellite.loop, s.accelerator, load, coolant_k)  # at the day's hottest coolant
    need_it = load.it_w * full * flight.environment.accelerators_frac()[: flight.n_day].max(1)
    through_battery = day("discharge") * (1.0 / s.satellite.battery.roundtrip_efficiency_frac - 1.0)
    need = (need_it + load.housekeeping_w) / chain_frac(s.satellite, load) + through_battery
    soc = float(day("battery_low").min() / lanes.battery_j) if lanes.battery_j > 0 else None
    eclipse_s = longest_eclipse_s(flight.orbits, flight.sun, flight.n_day, s.sky)
    in_service = flight.environment.hazards.radiator_frac[: flight.n_day]
    sky_w = day("radiator_sky") / (s.satellite.radiator.area_m2 * (in_service @ flight.environment.kind.share))
    return Worst(
        power_frac=float((marched.day_available_low / need).min() - 1.0),
        battery_soc=soc,
        radiator_k=float(day("radiator_high").max()),
        chip_k=float(day("chip_high").max()),
        loop_k=float(day("loop_high").max()),
        memory_k=float(day("memory_high").max()),
        array_k=float(day("array_high").max()),
        unserved_w=float(day("unserved").max()) if day("unserved").max() > ROUNDING_W else 0.0,
        dark_frac=float(day("dark").mean()),
        hot_frac=float(day("hot").mean()),
        battery_need_kwh=battery_need_kwh(
            s.satellite, load, eclipse_s, float(marched.health_last.min()), float(full.max())
        ),
        radiator_need_m2=radiator_need_m2(s.satellite, s.accelerator, load, float(sky_w.max()))
        / float(in_service.min()),
    )


def judge_flight(flight: Flight, made: Build) -> tuple[Verdict, Worst]:
    """Ask every part for its limit and judge the design."""
    s, sky, worst = flight.scenario, flight.environment, worst_of(flight)
    limits = [
        power_limit(s.satellite, worst),
        battery_limit(s.satellite, worst),
        *heat_limits(s.satellite, s.accelerator, worst),
        flow_limit(s.satellite),
        shutdown_limit(s.satellite, s.accelerator, worst),
        cell_limit(s.satellite, worst),
        mass_limit(s.satellite, made.launched_kg, made.mass_parts_kg),
        propellant_limit(s.satellite, made.propellant_need_kg),
        launch_limit(s.launch, made.manifest, stowed_m3(s.satellite, flight.lanes.load)),
        brownout_limit(s.satellite, worst),
        cadence_limit(s.fleet, made.launches, s.launch.launches_per_y),
        altitude_limit(sky.reentry_y(), s.mission.life_y, sky.reentry_date()),
        disposal_limit(s.satellite, made.disposal_days),
        link_limit(s.satellite, sky.network()),
        dose_limit(s.satellite, sky.dose_krad_eol(), sky.shield_need_mm(s.satellite)),
        life_limit(s.satellite, s.mission.life_y),
    ]
    return judge(limits), worst


def simulate(
    scenario: Scenario,
    *,
    departures: Sequence[Departure] = (),
    threads: int = 2,
    progress: Callable[[int, int], None] | None = None,
) -> Run:
    """March the fleet, price both sides, find the break-evens.

    ``departures`` are the steps to the as-announced ratio. Raises CatalogError or ScenarioError for what only shows
    when orbits are read.
    """
    given, scenario = scenario, constant_dollars(scenario)
    departures = [d._replace(scenario=constant_dollars(d.scenario)) for d in departures]
    flight, announced = _fly_all(scenario, departures, threads, progress)
    site = site_for(scenario)
    n_sat, scale = fleet_size(flight, site)
    if scale != 1.0:
        site = site_for(scenario, scale)
    made = build(flight, n_sat)
    verdict, worst = judge_flight(flight, made)
    orbit = price(orbit_side(flight, made), terms(scenario, orbit=True))
    ground = price(site, terms(scenario, orbit=False))
    run = Run(
        scenario=given,
        flight=flight,
        made=made,
        verdict=verdict,
        worst=worst,
        orbit=orbit,
        ground=ground,
        site_scale=scale,
        ratio_like_for_like=ratio(orbit.cost, ground.cost),
        ratio_floor=floor_ratio(flight, made, ground.cost),
        launch=breakeven_launch(flight, made, ground.cost),
        bus=breakeven_bus(flight, made, ground.cost),
        announced_reason="the scenario states no announced departures",
    )
    if not departures:
        return run
    return replace(run, announced=_announced(run, departures, announced), announced_reason="")


def _fly_all(
    scenario: Scenario, departures: Sequence[Departure], threads: int, progress: Callable[[int, int], None] | None
) -> tuple[Flight, dict[str, Flight]]:
    """The scenario's flight, and that of every orbit departure by key; marches that differ run side by side."""
    wanted = {"": scenario} | {d.key: d.scenario for d in departures if d.side == "orbit"}
    marched: dict[str, Scenario] = {}
    twin: dict[str, str] = {}
    for key, candidate in wanted.items():
        twin[key] = next((k for k, s in marched.items() if _physics(s) == _physics(candidate)), key)
        marched.setdefault(twin[key], candidate)
    count: dict[str, tuple[int, int]] = {}
    stop = Event()

    def told(key: str) -> Callable[[int, int], None]:
        def tell(done: int, total: int) -> None:
            if stop.is_set():
                raise KeyboardInterrupt
            count[key] = (done, total)
            totals = [t for _, t in count.values()]
            if progress is not None:
                progress(sum(d for d, _ in count.values()), sum(totals) * len(marched) // len(totals))

        return tell

    with ThreadPoolExecutor(max_workers=min(threads, len(marched))) as pool:
        flown = {key: pool.submit(fly, s, threads, told(key)) for key, s in marched.items()}
        try:
            flights = {key: future.result() for key, future in flown.items()}
        except BaseException:
            stop.set()  # a march asks after every block
            raise
    every = {key: replace(flights[twin[key]], scenario=s) for key, s in wanted.items()}
    return every.pop(""), every


def _announced(run: Run, departures: Sequence[Departure], flights: dict[str, Flight]) -> tuple[Step, ...]:
    """Ratios as the announced departures are applied one by one; the fleet keeps delivering what the site does."""
    steps = [Step("like for like", run.ratio_like_for_like)]
    orbit, ground = run.orbit, run.ground
    for departure in departures:
        s = departure.scenario
        if departure.side == "orbit":
            flight = flights[departure.key]
            n_sat, _ = fleet_size(flight, run.ground.side)
            orbit = price(orbit_side(flight, build(flight, n_sat)), terms(s, orbit=True))
        else:
            ground = price(site_for(s, run.site_scale), terms(s, orbit=False))
        steps.append(Step(departure.name, ratio(orbit.cost, ground.cost)))
    return tuple(steps)


def _physics(scenario: Scenario) -> tuple[object, ...]:
    """What the march reads of a scenario, so that two can be told apart by their march alone."""
    s = scenario
    return (s.mission, s.workload, s.accelerator, s.sky, s.satellite, s.fleet)
