"""What still differs between the two sides of a like-for-like comparison, each with its measured effect on the ratio.

A difference is taken away alone, everything else as it is, and both sides are priced again: the effect is what the
ratio loses. Effects do not add up to the whole, since one difference acts on what another leaves.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from orbitdc import catalog
from orbitdc.comparison.pricing import fleet_for, price, ratio
from orbitdc.economics.cohorts import delivered, linear
from orbitdc.economics.side import CapitalTerms, Side
from orbitdc.fleet.cost import UnitPrice
from orbitdc.ledger.cost_line import Category
from orbitdc.scenario.currency import price_index
from orbitdc.simulation.deployment import Deployment, deploy
from orbitdc.simulation.mission import Mission
from orbitdc.site.phase import shares_of_power

SOLD = (Category.SALVAGE,)
HANDED_ON = (Category.FACILITY_RESIDUAL, Category.POWER_PLANT_RESIDUAL)
PROGRAMME = (Category.DEVELOPMENT, Category.GROUND_SEGMENT, Category.REGULATORY)


@dataclass(frozen=True)
class Difference:
    """One thing that differs between the sides, and the ratio of costs without it."""

    what: str
    ratio_without: float | None
    effect: float | None  # what the ratio loses without it; negative where it helps the orbit


@dataclass(frozen=True)
class OwnLaunch:
    """The ratio were a launch paid at what it costs its operator, beside that of the market's price."""

    launcher: str  # the entry of the catalogue whose price is that cost
    usd_per_kg: float
    ratio: float | None


def differences(mission: Mission, deployment: Deployment, fleet: Side, site: Side) -> tuple[Difference, ...]:
    """Every difference that is there, with its effect; ``fleet`` and ``site`` are before their financing."""
    whole = ratio(price(fleet).cost, price(site).cost)
    found = []
    for what, orbit, ground in _without(mission, deployment, fleet, site):
        left = ratio(price(orbit).cost, price(ground).cost)
        found.append(Difference(what, left, None if left is None or whole is None else whole - left))
    return tuple(found)


def _without(mission: Mission, deployment: Deployment, fleet: Side, site: Side) -> Iterator[tuple[str, Side, Side]]:
    """Each difference in words, with both sides as they would be without it."""
    s = mission.scenario
    ramp = linear(s.ground.ramp_months) if s.ground.build_up is None else shares_of_power(s.ground)
    if deployment.shares.size != ramp.size:
        what = f"the fleet enters service in {deployment.shares.size} months, the site in {ramp.size}"
        yield what, fleet_for(mission, entering(deployment, ramp)), site
    if any(line.category in SOLD and line.usd < 0.0 for line in site.lines):
        what = "accelerators on the ground are sold at the end, those in orbit fetch nothing"
        yield what, fleet, site.keep(lambda line: line.category not in SOLD)
    if any(line.category in HANDED_ON and line.usd < 0.0 for line in site.lines):
        what = "building and plant outlive the accelerators and are handed on, the satellite is not"
        yield what, fleet, site.keep(lambda line: line.category not in HANDED_ON)
    loss_per_y = s.accelerator.permanent_loss_per_y
    if loss_per_y > 0.0 and s.fleet.attrition == "decay" and s.fleet.servicing == "none":
        what = "lost accelerators are replaced on the ground and not in orbit"
        yield what, fleet, unrepaired(site, ramp, loss_per_y, s.mission.life_y)
    if any(line.category in PROGRAMME and line.usd > 0.0 for line in fleet.lines):
        what = "the orbit pays for development, ground segment and licences"
        yield what, fleet.keep(lambda line: line.category not in PROGRAMME), site
    if s.satellite.board.premium_frac > 0.0:
        premium = s.satellite.board.premium_frac
        unit = deployment.unit
        plain = UnitPrice(unit.it / (1.0 + premium), unit.bus, unit.launch, unit.sales_tax_frac)
        what = f"orbit pays {100 * premium:g} % more for the same silicon (satellite.board.premium_frac)"
        yield what, fleet_for(mission, replace(deployment, unit=plain)), site
    if s.money.risk_premium_frac > 0.0:
        points = f"{100 * s.money.risk_premium_frac:g} points more (money.risk_premium_frac)"
        capital = CapitalTerms(site.capital.own, site.capital.terms, fleet.capital.plan)
        yield f"orbit's capital costs {points}", replace(fleet, capital=capital), site


def entering(deployment: Deployment, shares: np.ndarray) -> Deployment:
    """A fleet that enters service in other shares by month, at the mean prices of its own campaign."""
    mean = [float(deployment.shares @ factor) for factor in (deployment.launch_factor, deployment.bus_factor)]
    launch, bus = (np.full(shares.size, factor) for factor in mean)
    return replace(deployment, shares=shares, launch_factor=launch, bus_factor=bus)


def unrepaired(site: Side, shares: np.ndarray, loss_per_y: float, life_y: float) -> Side:
    """A site that replaces no lost accelerator: without the bill for repairs, and with what is left of its FLOP."""
    months = round(12 * life_y)
    left = np.exp(-loss_per_y * (np.arange(months) + 0.5) / 12.0)
    whole, decayed = delivered(np.ones(months), shares), delivered(left, shares)
    flop = site.flop_by_month * np.divide(decayed, whole, out=np.zeros_like(whole), where=whole > 0.0)
    return replace(site.keep(lambda line: line.category is not Category.REPAIRS), flop_by_month=flop)


def at_own_launch_cost(mission: Mission, deployment: Deployment, site: Side) -> OwnLaunch | None:
    """The ratio at the operator's own cost of a launch, where the catalogue knows it; None elsewhere."""
    name = mission.scenario.launch.internal_from
    if name is None:
        return None
    rows = catalog.defaults("launcher") | catalog.entry("launchers", name)
    index, wanted = price_index(), mission.scenario.money.currency_year
    usd_per_kg = float(rows["price_usd_per_kg"].value) * index[wanted] / index[int(rows["currency_year"].value)]
    orbit = fleet_for(mission, deploy(mission, deployment.n_sat, launch_usd_per_kg=usd_per_kg))
    return OwnLaunch(name, usd_per_kg, ratio(price(orbit).cost, price(site).cost))
