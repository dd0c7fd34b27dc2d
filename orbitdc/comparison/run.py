"""One comparison: scenario -> march -> verdict -> both ledgers -> Run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from orbitdc.comparison.boundary import MEANING, within
from orbitdc.comparison.breakeven import Breakeven, breakeven_bus, breakeven_launch, floor_ratio, parts_ratio
from orbitdc.comparison.carbon_footprint import ground_footprint, orbit_footprint
from orbitdc.comparison.deal import Bought, bought_in_orbit, bought_on_the_ground, chips_alone
from orbitdc.comparison.departures import Difference, OtherLaunch, at_launch_of, differences
from orbitdc.comparison.pricing import Priced, both_sides, fleet_for, fleet_size, levelized_at, price, ratio, site_for
from orbitdc.comparison.refinancing import FinancingStep, financing_steps
from orbitdc.comparison.time_to_market import TimeToMarket, time_to_market
from orbitdc.economics.money import Boundary
from orbitdc.economics.npv import NetPresentValue, net_present_value
from orbitdc.economics.rents import Market, market_price
from orbitdc.economics.side import Side
from orbitdc.engine.march import Precision
from orbitdc.ledger.levelized import FLOP_PER_PFLOP_HOUR
from orbitdc.satellite.part import Extremes
from orbitdc.scenario.currency import constant_dollars
from orbitdc.scenario.departures import Departure
from orbitdc.scenario.model import Scenario
from orbitdc.simulation.deployment import Deployment, deploy
from orbitdc.simulation.design_closure import ClosedDesign, Tell, close_design, for_other_load
from orbitdc.simulation.evaluate import evaluate
from orbitdc.simulation.mission import Mission, simulate_mission
from orbitdc.simulation.remedies import NOT_SEARCHED, SimulatedRemedy
from orbitdc.simulation.verdict import Verdict

ANNOUNCED_DAYS = 16  # for which one stands in marches of announced keys: see notebooks/evidence/representative_days.py


@dataclass(frozen=True)
class Step:
    """One named departure from like for like, applied on top of those before it."""

    step: str
    ratio: float | None


@dataclass(frozen=True)
class CarbonFootprint:
    """Carbon of both sides over the life by part, kg CO2e."""

    orbit_kg: dict[str, float]
    ground_kg: dict[str, float]


@dataclass(frozen=True)
class Bounded:
    """Both sides' cost within one boundary, per PFLOP-hour, kWh and watt of IT, and their ratio."""

    orbit_usd_per_pflop_hour: float | None
    ground_usd_per_pflop_hour: float | None
    ratio: float | None
    orbit_usd_per_it_kwh: float | None = None
    ground_usd_per_it_kwh: float | None = None
    orbit_capex_usd_per_it_w: float = 0.0
    ground_capex_usd_per_it_w: float = 0.0

    @property
    def ratio_capex(self) -> float | None:
        """Capital spending per watt of IT in orbit over that on the ground; None where the ground buys nothing."""
        orbit, ground = self.orbit_capex_usd_per_it_w, self.ground_capex_usd_per_it_w
        return orbit / ground if self.orbit_usd_per_pflop_hour is not None and ground > 0.0 else None


@dataclass(frozen=True, repr=False)
class Run:
    """Everything one comparison produced."""

    scenario: Scenario
    mission: Mission
    deployment: Deployment
    verdict: Verdict
    worst: Extremes
    orbit: Priced
    ground: Priced
    site_scale: float
    ratio_like_for_like: float | None
    ratio_floor: float | None
    ratio_at_parts_mass: float | None  # were the sum of the parts launched
    launch: Breakeven
    bus: Breakeven
    announced: tuple[Step, ...] = ()
    announced_reason: str = ""
    closed: ClosedDesign | None = None  # how a sized design was found
    other_load: ClosedDesign | None = None  # the same design sized for the other load of design.sized_for
    carbon_footprint: CarbonFootprint = CarbonFootprint({}, {})
    market: Market | None = None
    npv: dict[str, NetPresentValue] = field(default_factory=dict)  # of each side, at market rents, unlevered
    equity: dict[str, NetPresentValue] = field(default_factory=dict)  # to its owner, where debt or rent is explicit
    time_to_market: TimeToMarket | None = None  # both sides decided on one day
    bounded: dict[Boundary, Bounded] = field(default_factory=dict)  # both sides within each boundary

    differences: tuple[Difference, ...] = ()  # what is not alike on both sides, with its effect on the ratio
    financing_steps: tuple[FinancingStep, ...] = ()  # from an earlier financing to the scenario's
    bought: dict[str, Bought | None] = field(default_factory=dict)  # by the amount of a deal, on each side
    own_launch: OtherLaunch | None = None  # at the operator's own cost of a launch
    market_launch: OtherLaunch | None = None  # at what a customer pays, where the scenario pays the operator's cost

    @property
    def overweight(self) -> bool:
        """Whether the parts weigh more than what is launched, so that nobody could build what the ratio prices."""
        margin = self.verdict.margins.get("mass_frac")
        return margin is not None and margin < 0.0

    @property
    def remedy(self) -> SimulatedRemedy:
        """What would make every limit be met; nothing where nothing was searched for."""
        return NOT_SEARCHED

    @property
    def ratio_as_announced(self) -> float | None:
        """Ratio with every announced departure applied; None where none is announced."""
        return self.announced[-1].ratio if self.announced else None

    def ratio_at(self, decline_per_y: float) -> float | None:
        """Ratio were the value of a FLOP to fall by so much a year, alike on both sides."""
        costs = []
        for side in (self.orbit.side, self.ground.side):
            at = side.capital.terms._replace(flop_value_decline_per_y=decline_per_y)
            costs.append(levelized_at(side, at))
        return ratio(*costs)

    def __repr__(self) -> str:
        return six_lines(self)


def simulate(
    scenario: Scenario,
    *,
    departures: Sequence[Departure] = (),
    threads: int = 2,
    progress: Callable[[int, int], None] | None = None,
    precision: Precision = "float64",
    every: int = 1,
) -> Run:
    """March the fleet, price both sides, find the break-evens.

    With ``every`` above 1 representative days stand for those between them, one in so many, as in a study.

    ``departures`` are the steps to the as-announced ratio; a sized design is closed first, and again for each of them,
    in double precision whatever the ``precision`` of the steps.
    Raises CatalogError or ScenarioError for what only shows when orbits are read.
    """
    given, (scenario, closed) = scenario, _close_sized(constant_dollars(scenario), threads, progress)
    other_load = None if closed is None else close_design(for_other_load(constant_dollars(given)), threads, progress)
    departures = [d._replace(scenario=constant_dollars(d.scenario)) for d in departures]
    departures = [d._replace(scenario=_close_sized(d.scenario, threads, progress)[0]) for d in departures]
    mission, announced = _simulate_all(scenario, departures, threads, progress, precision, every)
    s, both = mission.scenario, both_sides(mission)
    deployment, scale = both.deployment, both.site_scale
    fleet, site, orbit, ground = both.fleet, both.site, both.orbit, both.ground
    verdict, worst = evaluate(mission, deployment, threads, progress)
    market = market_of(scenario, site)
    run = Run(
        scenario=given,
        mission=mission,
        deployment=deployment,
        verdict=verdict,
        worst=worst,
        orbit=orbit,
        ground=ground,
        site_scale=scale,
        ratio_like_for_like=ratio(orbit.cost, ground.cost),
        ratio_floor=floor_ratio(mission, deployment, ground.cost),
        ratio_at_parts_mass=parts_ratio(mission, deployment, ground.cost),
        launch=breakeven_launch(mission, deployment, ground.cost),
        bus=breakeven_bus(mission, deployment, ground.cost),
        announced_reason="the scenario states no announced departures",
        closed=closed,
        other_load=other_load,
        carbon_footprint=CarbonFootprint(orbit_footprint(mission, deployment), ground_footprint(s, scale, site)),
        market=market,
        npv={
            "orbit": net_present_value(fleet, fleet.capital.own, market),
            "ground": net_present_value(site, site.capital.own, market),
        },
        equity=_equity(orbit.side, ground.side, market),
        time_to_market=time_to_market(s, fleet, site, market),
        differences=differences(mission, deployment, fleet, site, scale),
        financing_steps=financing_steps(mission, deployment, scale),
        bought={
            "orbit": bought_in_orbit(mission, deployment, fleet, chips_alone(fleet, site), market),
            "ground": bought_on_the_ground(s, site, scale, chips_alone(fleet, site), market),
        },
        own_launch=at_launch_of(mission, deployment, site, s.launch.internal_from),
        market_launch=at_launch_of(mission, deployment, site, s.launch.market_from),
        bounded={each: _bounded(both.whole_fleet, both.whole_site, each) for each in MEANING},
    )
    if not departures:
        return run
    return replace(run, announced=_announced(run, departures, announced), announced_reason="")


def _equity(fleet: Side, site: Side, market: Market) -> dict[str, NetPresentValue]:
    """What each side is worth to its owner after debt service or rent, at its cost of equity; nothing without them."""
    sides = {"orbit": fleet, "ground": site}
    return {
        name: net_present_value(side, side.capital.terms, market)
        for name, side in sides.items()
        if side.capital.plan is not None and side.capital.plan.explicit
    }


def market_of(scenario: Scenario, site: Side) -> Market:
    """What work is sold for: the shared accelerator's rent over what it delivers on the ground while it is paid for.

    Tokens are sold by the work that each of them takes. What enters service later has the silicon of its day, at the
    price of the first and at a rent of its own, unless the price of the same accelerators falls.
    """
    chip, work, money = scenario.accelerator, scenario.workload, scenario.money
    peak = chip.dense_pflop_per_s(work.precision) or 0.0
    newest = money.new_silicon_rent_decline_per_y  # it never earns less than what is older
    busy_frac = 1.0 if money.rent_basis == "merchant" else work.occupancy_frac
    delivers = peak * busy_frac * site.mfu_frac * site.scale_out_frac
    if site.job is not None:
        delivers /= site.job.compute_factor
    price, contract = market_price(chip.rent_usd_per_gpu_hour, delivers), None
    if money.rent_basis == "tokens":
        price = (money.price_usd_per_million_tokens or 0.0) / (1e6 * work.token_flop) * FLOP_PER_PFLOP_HOUR
    if money.rent_basis == "contract":
        contract = market_price(money.contract_usd_per_gpu_hour or 0.0, delivers)
    return Market(
        price,
        money.rent_decline_per_y,
        money.it_price_decline_per_y,
        delivers,
        contract,
        money.contract_months,
        chip.rent_term_months if money.rent_basis == "take_or_pay" else 0,
        None if money.it_price_decline_per_y > 0.0 else min(newest, money.rent_decline_per_y),
    )


def _bounded(fleet: Side, site: Side, boundary: Boundary) -> Bounded:
    """Both sides within a boundary."""
    orbit, ground = price(within(fleet, boundary)), price(within(site, boundary))
    return Bounded(
        orbit.cost.usd_per_pflop_hour,
        ground.cost.usd_per_pflop_hour,
        ratio(orbit.cost, ground.cost),
        orbit.usd_per_it_kwh,
        ground.usd_per_it_kwh,
        orbit.side.outlay_usd() / orbit.side.it_w,
        ground.side.outlay_usd() / ground.side.it_w,
    )


def _close_sized(scenario: Scenario, threads: int, progress: Tell | None) -> tuple[Scenario, ClosedDesign | None]:
    """A scenario whose design is sized as one whose design is given, and how it was found; others as they are."""
    if scenario.satellite.design.mode == "given":
        return scenario, None
    closed = close_design(scenario, threads, progress)
    return closed.scenario, closed


def _simulate_all(
    scenario: Scenario,
    departures: Sequence[Departure],
    threads: int,
    progress: Callable[[int, int], None] | None,
    precision: Precision,
    one_in: int = 1,
) -> tuple[Mission, dict[str, Mission]]:
    """The scenario's flight, and that of every orbit departure by key; those of the same physics share one.

    Only the cost of a departure is told, so that representative days do for it: they move its FLOP by less than 1e-4.
    """
    wanted = {"": scenario} | {d.key: d.scenario for d in departures if d.side == "orbit"}
    physics = {key: each.physics for key, each in wanted.items()}
    flown: dict[tuple[object, ...], Mission] = {}
    told: dict[int, tuple[int, int]] = {}

    def tell(done: int, total: int) -> None:
        """Steps of this march and of those before it; each to come has as many as this one, or a part of the first."""
        told[len(flown)] = (done, total)
        to_come = (len(set(physics.values())) - len(told)) * total // (1 if flown else ANNOUNCED_DAYS)
        if progress is not None:
            progress(sum(d for d, _ in told.values()), sum(t for _, t in told.values()) + to_come)

    for key, each in wanted.items():
        if physics[key] not in flown:
            every = ANNOUNCED_DAYS if key else one_in
            flown[physics[key]] = simulate_mission(each, threads, tell, precision, every)
    missions = {key: replace(flown[physics[key]], scenario=each) for key, each in wanted.items()}
    return missions.pop(""), missions


def _announced(run: Run, departures: Sequence[Departure], missions: dict[str, Mission]) -> tuple[Step, ...]:
    """Ratios as the announced departures are applied one by one; the fleet keeps delivering what the site does."""
    steps = [Step("like for like", run.ratio_like_for_like)]
    orbit, ground = run.orbit, run.ground
    for departure in departures:
        if departure.side == "orbit":
            mission = missions[departure.key]
            n_sat, _ = fleet_size(mission, run.ground.side)
            orbit = price(fleet_for(mission, deploy(mission, n_sat)))
        else:
            ground = price(site_for(departure.scenario, run.site_scale))
        steps.append(Step(departure.name, ratio(orbit.cost, ground.cost)))
    return tuple(steps)


def six_lines(run: Run) -> str:
    """Verdict, what binds, what it delivers, what it costs, the ratio, the break-even: six lines."""
    orbit, ground = run.orbit, run.ground

    def usd(priced: Priced) -> str:
        """The cost of a side in words."""
        value = priced.cost.usd_per_pflop_hour
        return (priced.cost.unpriced or "nothing delivered") if value is None else f"{value:.3f} USD/PFLOP-hour"

    price = run.launch
    even = f"{price.value:,.0f} USD/kg" if price.value is not None else price.reason
    value = run.ratio_like_for_like
    ratio = f"{value:.2f} like for like (no interval asked for)" if value is not None else "none like for like"
    at_parts = run.ratio_at_parts_mass if run.overweight else None
    heavy = f", {at_parts:.2f} at the mass of its parts" if at_parts is not None else ""
    return "\n".join(
        (
            f"{run.scenario.name}: {run.verdict.verdict}",
            f"binds       {run.verdict.binding_limit}",
            f"delivers    {orbit.side.delivered_pflop_per_s:,.0f} PFLOP/s "
            f"of {orbit.side.nameplate_pflop_per_s:,.0f} nameplate",
            f"costs       orbit {usd(orbit)}, ground {usd(ground)}",
            f"ratio       {ratio}{heavy}",
            f"break-even  launch {even}",
        )
    )
