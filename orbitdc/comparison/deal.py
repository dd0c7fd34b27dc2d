"""What a stated amount of capital buys on either side: a fleet and a site of the deal's own size, priced by themselves.

Neither is a share of the whole comparison's numbers: a smaller fleet is launched sooner, so that its revenue and its
cost by the calendar are those of its own campaign.
"""

from __future__ import annotations

from dataclasses import dataclass

from orbitdc.comparison.pricing import Priced, fleet_for, price, site_for
from orbitdc.economics.npv import net_present_value
from orbitdc.economics.rents import Market
from orbitdc.economics.side import Side
from orbitdc.ledger.cost_line import Category
from orbitdc.scenario.model import Scenario
from orbitdc.simulation.deployment import Deployment, deploy
from orbitdc.simulation.mission import Mission

ROUNDS = 2  # spending is in proportion to the fleet, but for a development that a large fleet pays once


@dataclass(frozen=True)
class Bought:
    """What an amount of capital buys on one side, and what that is worth."""

    usd_per_it_w: float
    share: float  # of the whole comparison's side
    priced: Priced | None  # None where nothing is bought
    deployment: Deployment | None  # of the orbit
    npv_usd: float


def chips_alone(*sides: Side) -> bool:
    """Whether the one amount of a deal pays for accelerators alone, as a lease of accelerators on a side does."""
    plans = [side.capital.plan for side in sides]
    return any(plan is not None and plan.structure == "lease" and plan.covers == "accelerators" for plan in plans)


def outlay_usd(side: Side, accelerators_alone: bool) -> float:
    """What a side spends on capital over its life in USD, or on its accelerators alone."""
    return side.outlay_usd(lambda line: not accelerators_alone or line.category is Category.ACCELERATORS)


def bought_in_orbit(
    mission: Mission, deployment: Deployment, fleet: Side, alone: bool, market: Market
) -> Bought | None:
    """The fleet that the amount buys; None where no amount is stated or a fleet has no cost."""
    usd = mission.scenario.money.budget_usd
    if usd is None or fleet.unpriced:
        return None
    per_w, n_sat, side = outlay_usd(fleet, alone) / fleet.it_w, deployment.n_sat, fleet
    if usd == 0.0 or per_w == 0.0:
        return Bought(per_w, 0.0, None, None, 0.0)
    for _ in range(ROUNDS):
        n_sat *= usd / outlay_usd(side, alone)
        deployed = deploy(mission, n_sat)
        side = fleet_for(mission, deployed)
    worth = net_present_value(side, side.capital.own, market).npv_usd
    return Bought(outlay_usd(side, alone) / side.it_w, n_sat / deployment.n_sat, price(side), deployed, worth)


def bought_on_the_ground(scenario: Scenario, site: Side, scale: float, alone: bool, market: Market) -> Bought | None:
    """The site that the amount buys; None where no amount is stated."""
    usd = scenario.money.budget_usd
    if usd is None:
        return None
    spent = outlay_usd(site, alone)
    share = usd / spent if spent > 0.0 else 0.0
    if share == 0.0:
        return Bought(spent / site.it_w, 0.0, None, None, 0.0)
    side = site_for(scenario, scale * share)
    worth = net_present_value(side, side.capital.own, market).npv_usd
    return Bought(outlay_usd(side, alone) / side.it_w, share, price(side), None, worth)
