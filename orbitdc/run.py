"""One comparison: scenario -> march -> verdict -> both ledgers -> Run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from threading import Event

from orbitdc.boundary import MEANING, within
from orbitdc.build import Build, build
from orbitdc.closing import Closed, Tell, close
from orbitdc.constants import DAYS_PER_YEAR
from orbitdc.engine.march import Precision, interruptible
from orbitdc.financed import Figures, discount_terms, financed
from orbitdc.flight import Flight, fly
from orbitdc.footprint import ground_footprint, orbit_footprint
from orbitdc.judge import judge_flight
from orbitdc.ledger import Levelized, Terms, levelize, solve_bent, solve_linear, under_rule
from orbitdc.limits import Worst
from orbitdc.money import Boundary
from orbitdc.orbit_side import orbit_side
from orbitdc.prices import constant_dollars
from orbitdc.scenario.model import Departure, Scenario
from orbitdc.side import Side
from orbitdc.site.cost import ground_side
from orbitdc.verdict import Verdict
from orbitdc.worth import Market, Worth, market_price, worth


@dataclass(frozen=True)
class Priced:
    """One side and its levelized cost."""

    side: Side
    cost: Levelized
    financing: Figures | None = None  # None where no structure is stated


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
class Footprint:
    """Carbon of both sides over the life by part, kg CO2e."""

    orbit_kg: dict[str, float]
    ground_kg: dict[str, float]


@dataclass(frozen=True)
class Bounded:
    """Both sides' cost within one boundary, USD per PFLOP-hour and per kWh of IT, and their ratio."""

    orbit_usd_per_pflop_hour: float | None
    ground_usd_per_pflop_hour: float | None
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
    closed: Closed | None = None  # how a sized design was found
    footprint: Footprint = Footprint({}, {})
    market: Market | None = None
    worth: dict[str, Worth] = field(default_factory=dict)  # of each side, at market rents, unlevered
    equity: dict[str, Worth] = field(default_factory=dict)  # to its owner, where debt or rent is explicit
    bounded: dict[Boundary, Bounded] = field(default_factory=dict)  # both sides within each boundary

    @property
    def ratio_as_announced(self) -> float | None:
        """Ratio with every announced departure applied; None where none is announced."""
        return self.announced[-1].ratio if self.announced else None

    def ratio_at(self, decline_per_y: float) -> float | None:
        """Ratio were the value of a FLOP to fall by so much a year, alike on both sides."""
        costs = []
        for priced, orbit in ((self.orbit, True), (self.ground, False)):
            at = terms(self.flight.scenario, orbit)._replace(flop_value_decline_per_y=decline_per_y)
            costs.append(levelize(priced.side.lines, priced.side.flop_by_month, at))
        return ratio(*costs)

    def __str__(self) -> str:
        from orbitdc.summary import six_lines

        return six_lines(self)


def terms(scenario: Scenario, orbit: bool) -> Terms:
    """Money terms of one side; only a risk premium may tell the orbit's from the ground's.

    The rate is the cost of capital, or the cost of equity where debt service or rent is explicit: never both.
    """
    m = scenario.money
    return discount_terms(own_terms(scenario), m.financing, m.risk_premium_frac if orbit else 0.0)


def own_terms(scenario: Scenario) -> Terms:
    """Money terms at the cost of capital, whatever the financing and without a premium."""
    m = scenario.money
    return Terms(m.real_wacc_frac, m.inflation_frac, m.tax_frac, m.flop_value_decline_per_y)


def price(side: Side, money: Terms) -> Priced:
    """The same ledger for either side."""
    return Priced(side, levelize(side.lines, side.flop_by_month, money))


def by_tax_rule(side: Side, scenario: Scenario) -> Side:
    """A side whose equipment is depreciated by the scenario's rule, alike for orbit and ground."""
    return replace(side, lines=under_rule(side.lines, scenario.money.equipment_depreciation))


def price_as_financed(side: Side, scenario: Scenario, orbit: bool) -> Priced:
    """A side with the payments of the scenario's financing, priced by the same ledger: one door for both sides."""
    money, plan, side = terms(scenario, orbit), scenario.money.financing, by_tax_rule(side, scenario)
    if plan is None:
        return price(side, money)
    made = financed(side.lines, side.flop_by_month, plan, money)
    return replace(price(replace(side, lines=made.lines), money), financing=made.figures)


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
    return price_as_financed(side, flight.scenario, orbit=True).cost.usd_per_pflop_hour


def breakeven_launch(flight: Flight, made: Build, ground: Levelized) -> Breakeven:
    """Launch price in USD per kg at which both sides cost the same; every cost is linear in it."""
    target = ground.usd_per_pflop_hour
    if target is None:
        return Breakeven(None, "the ground site delivers nothing")
    scale = max(flight.scenario.launch.price_usd_per_kg, 1.0)
    return _crossing(
        lambda usd_per_kg: cost_at_launch_price(flight, made, usd_per_kg),
        target,
        scale,
        "launch",
        bends(flight.scenario),
    )


def breakeven_bus(flight: Flight, made: Build, ground: Levelized) -> Breakeven:
    """Bus price in USD per IT watt at which both sides cost the same."""
    target = ground.usd_per_pflop_hour
    if target is None:
        return Breakeven(None, "the ground site delivers nothing")

    def cost(usd_per_w: float) -> float | None:
        side = orbit_side(flight, build(flight, made.n_sat, bus_usd_per_w=usd_per_w))
        return price_as_financed(side, flight.scenario, orbit=True).cost.usd_per_pflop_hour

    return _crossing(cost, target, 10.0, "the bus", bends(flight.scenario))


def bends(scenario: Scenario) -> bool:
    """Whether a cost is linear in a price in pieces only: project debt grows with it until cash carries no more."""
    plan = scenario.money.financing
    return plan is not None and plan.structure == "project_debt"


def _crossing(
    cost: Callable[[float], float | None], target: float, scale: float, what: str, bent: bool = False
) -> Breakeven:
    free = cost(0.0)
    if free is None:
        return Breakeven(None, "the fleet delivers nothing")
    if free > target:
        return Breakeven(None, f"even with {what} free, orbit costs {free / target:.2f} times the ground")
    value = (solve_bent if bent else solve_linear)(cost, target, scale)
    if value is None:
        return Breakeven(None, f"the cost does not depend on {what}")
    return Breakeven(value)


def floor_ratio(flight: Flight, made: Build, ground: Levelized) -> float | None:
    """Ratio with launch and bus free: what physics, silicon and operations alone allow."""
    free = build(flight, made.n_sat, launch_usd_per_kg=0.0, bus_usd_per_w=0.0)
    return ratio(price_as_financed(orbit_side(flight, free), flight.scenario, orbit=True).cost, ground)


def simulate(
    scenario: Scenario,
    *,
    departures: Sequence[Departure] = (),
    threads: int = 2,
    progress: Callable[[int, int], None] | None = None,
    precision: Precision = "float64",
) -> Run:
    """March the fleet, price both sides, find the break-evens.

    ``departures`` are the steps to the as-announced ratio; a sized design is closed first, and again for each of them,
    in double precision whatever the ``precision`` of the steps.
    Raises CatalogError or ScenarioError for what only shows when orbits are read.
    """
    given, (scenario, closed) = scenario, _closed(constant_dollars(scenario), threads, progress)
    departures = [d._replace(scenario=constant_dollars(d.scenario)) for d in departures]
    departures = [d._replace(scenario=_closed(d.scenario, threads, progress)[0]) for d in departures]
    flight, announced = _fly_all(scenario, departures, threads, progress, precision)
    everything, boundary = flight, scenario.money.boundary
    scenario = within(scenario, boundary)
    departures = [d._replace(scenario=within(d.scenario, boundary)) for d in departures]
    flight = replace(flight, scenario=scenario)
    announced = {d.key: replace(announced[d.key], scenario=d.scenario) for d in departures if d.side == "orbit"}
    site = by_tax_rule(site_for(scenario), scenario)
    n_sat, scale = fleet_size(flight, site)
    if scale != 1.0:
        site = by_tax_rule(site_for(scenario, scale), scenario)
    made = build(flight, n_sat)
    verdict, worst = judge_flight(flight, made)
    fleet = by_tax_rule(orbit_side(flight, made), scenario)
    orbit = price_as_financed(fleet, scenario, orbit=True)
    ground = price_as_financed(site, scenario, orbit=False)
    market = market_of(scenario, site)
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
        closed=closed,
        footprint=Footprint(orbit_footprint(everything, made), ground_footprint(everything.scenario, scale, site)),
        market=market,
        worth={
            "orbit": worth(fleet, own_terms(scenario), market),
            "ground": worth(site, own_terms(scenario), market, scenario.ground.power_wait_months),
        },
        equity=_equity(scenario, orbit.side, ground.side, market),
        bounded={each: _bounded(everything, n_sat, scale, each) for each in MEANING},
    )
    if not departures:
        return run
    return replace(run, announced=_announced(run, departures, announced), announced_reason="")


def _equity(scenario: Scenario, fleet: Side, site: Side, market: Market) -> dict[str, Worth]:
    """What both sides are worth to their owners after debt service or rent, at their cost of equity; else nothing."""
    plan = scenario.money.financing
    if plan is None or not plan.explicit:
        return {}
    return {
        "orbit": worth(fleet, terms(scenario, orbit=True), market),
        "ground": worth(site, terms(scenario, orbit=False), market, scenario.ground.power_wait_months),
    }


def market_of(scenario: Scenario, site: Side) -> Market:
    """What work is sold for: the shared accelerator's rent over what it delivers on the ground while rented."""
    chip, work = scenario.accelerator, scenario.workload
    peak = chip.dense_pflop_per_s(work.precision) or 0.0
    delivers = peak * work.occupancy_frac * site.mfu_frac * site.scale_out_frac
    return Market(market_price(chip.rent_usd_per_gpu_hour, delivers), scenario.money.rent_decline_per_y)


def _bounded(flight: Flight, n_sat: float, scale: float, boundary: Boundary) -> Bounded:
    """Both sides of a flight within a boundary, the fleet and the site as they are."""
    s = within(flight.scenario, boundary)
    flight = replace(flight, scenario=s)
    orbit = price_as_financed(orbit_side(flight, build(flight, n_sat)), s, orbit=True).cost
    ground = price_as_financed(site_for(s, scale), s, orbit=False).cost
    return Bounded(orbit.usd_per_pflop_hour, ground.usd_per_pflop_hour, ratio(orbit, ground))


def _closed(scenario: Scenario, threads: int, progress: Tell | None) -> tuple[Scenario, Closed | None]:
    """A scenario whose design is sized as one whose design is given, and how it was found; others as they are."""
    if scenario.satellite.design.mode == "given":
        return scenario, None
    closed = close(scenario, threads, progress)
    return closed.scenario, closed


def _fly_all(
    scenario: Scenario,
    departures: Sequence[Departure],
    threads: int,
    progress: Callable[[int, int], None] | None,
    precision: Precision,
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

    with interruptible(min(threads, len(marched))) as pool:
        flown = {key: pool.submit(fly, s, threads, told(key), precision) for key, s in marched.items()}
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
            orbit = price_as_financed(orbit_side(flight, build(flight, n_sat)), s, orbit=True)
        else:
            ground = price_as_financed(site_for(s, run.site_scale), s, orbit=False)
        steps.append(Step(departure.name, ratio(orbit.cost, ground.cost)))
    return tuple(steps)


def _physics(scenario: Scenario) -> tuple[object, ...]:
    """What the march reads of a scenario, so that two can be told apart by their march alone."""
    s = scenario
    return (s.mission, s.workload, s.accelerator, s.sky, s.satellite, s.fleet)
