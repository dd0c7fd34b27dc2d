"""Either side priced by the same ledger, the fleet sized to the site, and the ratio of the two."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from orbitdc.comparison.boundary import within
from orbitdc.comparison.orbit_costs import orbit_side
from orbitdc.comparison.relaunch import over_horizon, refreshed
from orbitdc.compute.accelerator import Accelerator
from orbitdc.compute.workload import Workload
from orbitdc.constants import DAYS_PER_YEAR
from orbitdc.economics.debt_service import Figures, debt_service
from orbitdc.economics.discounting import counted
from orbitdc.economics.money import Money
from orbitdc.economics.side import Side
from orbitdc.economics.tranches import TrancheFlows
from orbitdc.ledger import Levelized, Terms, levelize
from orbitdc.scenario.model import Scenario
from orbitdc.simulation.deployment import Deployment, deploy
from orbitdc.simulation.mission import Mission
from orbitdc.site import Site
from orbitdc.site.cost import ground_side
from orbitdc.system.notebook import aligned


@dataclass(frozen=True, repr=False)
class Priced:
    """One side and its levelized cost."""

    side: Side
    cost: Levelized
    financing: Figures | None = None  # None where no structure is stated
    tranches: tuple[TrancheFlows, ...] = ()  # of its debt, or its lease

    @property
    def usd_per_it_kwh(self) -> float | None:
        """Levelized cost in USD per kWh of IT energy, None where nothing is delivered: kWh count as FLOP do."""
        cost, kwh = self.cost, self.side.it_kwh
        if cost.unpriced:
            return None
        return cost.pv_usd * cost.flop / cost.pv_flop / kwh if cost.pv_flop > 0.0 and kwh > 0.0 else None

    def _rows(self) -> list[tuple[str, str]]:
        """What a notebook shows of the priced side, as pairs of name and text."""
        cost = self.cost.usd_per_pflop_hour
        plan = self.side.capital.plan
        worth = f"{self.cost.pv_usd / 1e6:,.0f} million USD"
        return [
            ("costs", self.cost.reason if cost is None else f"{cost:.3f} USD/PFLOP-hour"),
            ("present value", "none" if self.cost.unpriced else worth),
            ("financed", "out of its own capital" if plan is None else plan.structure.replace("_", " ")),
        ]

    def __repr__(self) -> str:
        return "\n".join((repr(self.side), *aligned("", self._rows()).splitlines()[1:]))

    def _repr_html_(self) -> str:
        """The side and its cost as tables for a notebook."""
        return self.side._repr_html_() + self.cost._repr_html_()


def price(side: Side) -> Priced:
    """A side with the payments of its financing, priced by the ledger at the terms of its own capital."""
    capital = side.capital
    if capital.plan is None:
        return Priced(side, levelized_at(side, capital.terms))
    serviced = debt_service(side.lines, side.flop_by_month, capital.plan, capital.terms)
    side = replace(side, lines=serviced.lines)
    return Priced(side, levelized_at(side, capital.terms), serviced.figures, serviced.tranches)


def levelized_at(side: Side, terms: Terms) -> Levelized:
    """A side's levelized cost at some terms; none where the side has no cost."""
    here = counted(side)
    found = levelize(here.lines, here.flop_by_month, terms)
    return replace(found, unpriced=side.unpriced) if side.unpriced else found


def site_for(scenario: Scenario, scale: float = 1.0) -> Side:
    """The scenario's ground site, filled with the shared accelerator, with its payments inside the boundary."""
    return within(whole_site(scenario, scale), scenario.money.boundary)


def whole_site(scenario: Scenario, scale: float = 1.0) -> Side:
    """The same site with all its payments, whatever the boundary."""
    return ground_side(*_site_inputs(scenario, scale))


def _site_inputs(s: Scenario, scale: float) -> tuple[Site, Accelerator, Workload, Money, float, float]:
    """What the cost of the ground site is found from, the scale of the site last."""
    return refreshed(s), s.accelerator, s.workload, s.money.of("ground"), s.mission.priced_y, scale


def fleet_for(mission: Mission, serviced: Deployment) -> Side:
    """A deployed fleet with its payments inside the boundary."""
    return within(orbit_side(mission, serviced), mission.scenario.money.boundary)


def fleet_size(mission: Mission, site: Side) -> tuple[float, float]:
    """Satellites in the fleet and the scale of the site: the fleet follows the site, or the site a given fleet."""
    months = over_horizon(mission.monthly_flop(), mission.scenario)
    per_satellite = float(months.sum()) / (mission.scenario.mission.priced_y * DAYS_PER_YEAR * 86400.0) / 1e15
    if per_satellite <= 0.0 or site.delivered_pflop_per_s <= 0.0:  # where a side delivers nothing, both stand as given
        return float(mission.orbits.weight.sum()), 1.0
    if mission.scenario.fleet.size == "as_given":
        n_sat = float(mission.orbits.weight.sum())
        return n_sat, per_satellite * n_sat / site.delivered_pflop_per_s
    return site.delivered_pflop_per_s / per_satellite, 1.0


def ratio(orbit: Levelized, ground: Levelized) -> float | None:
    """Orbit over ground; None where either side delivers nothing, or costs nothing, as power on cheap debt may."""
    a, b = orbit.usd_per_flop, ground.usd_per_flop
    return None if a is None or b is None or a < 0.0 or b <= 0.0 else a / b


@dataclass(frozen=True, repr=False)
class BothSides:
    """Both sides of one comparison: what is fielded, its payments, and its levelized cost."""

    deployment: Deployment
    site_scale: float  # of the ground site
    whole_fleet: Side  # with every payment
    whole_site: Side
    fleet: Side  # with the payments inside the boundary
    site: Side
    orbit: Priced
    ground: Priced


def both_sides(mission: Mission) -> BothSides:
    """A simulated fleet sized to its ground site, or the site to a given fleet, and both priced by the same ledger."""
    s = mission.scenario
    whole_ground = whole_site(s)
    n_sat, scale = fleet_size(mission, whole_ground)
    deployment = deploy(mission, n_sat)
    whole_fleet = orbit_side(mission, deployment)
    fleet = within(whole_fleet, s.money.boundary)
    whole_ground, site, ground = _priced_ground(*_site_inputs(s, scale))
    return BothSides(deployment, scale, whole_fleet, whole_ground, fleet, site, price(fleet), ground)


@lru_cache(maxsize=8)  # points of a study share it, which differ in the orbit alone
def _priced_ground(
    site: Site, chip: Accelerator, workload: Workload, money: Money, years: float, scale: float
) -> tuple[Side, Side, Priced]:
    """A ground site with all payments, with those inside the boundary, and these priced."""
    whole = ground_side(site, chip, workload, money, years, scale)
    inside = within(whole, money.boundary)
    return whole, inside, price(inside)
