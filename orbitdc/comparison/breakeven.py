"""Prices at which both sides cost the same, or why there are none; the ratio with launch and satellite free."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from orbitdc.comparison.orbit_costs import why_unpriced
from orbitdc.comparison.pricing import fleet_for, price, ratio
from orbitdc.ledger import Levelized, solve_bent, solve_linear
from orbitdc.scenario.model import Scenario
from orbitdc.simulation.deployment import Deployment, deploy
from orbitdc.simulation.mission import Mission


@dataclass(frozen=True)
class Breakeven:
    """A break-even price, or why there is none."""

    value: float | None
    reason: str = ""


def cost_at_launch_price(mission: Mission, deployment: Deployment, usd_per_kg: float) -> float | None:
    """Orbit's levelized cost in USD per PFLOP-hour at a launch price in USD per kg, all else as it is."""
    return price(
        fleet_for(mission, deploy(mission, deployment.n_sat, launch_usd_per_kg=usd_per_kg))
    ).cost.usd_per_pflop_hour


def breakeven_launch(mission: Mission, deployment: Deployment, ground: Levelized) -> Breakeven:
    """Launch price in USD per kg at which both sides cost the same; every cost is linear in it."""
    scale = max(mission.scenario.launch.usd_per_kg, 1.0)

    def cost(usd_per_kg: float) -> float | None:
        """Orbit's cost in USD per PFLOP-hour at a launch price in USD/kg."""
        return cost_at_launch_price(mission, deployment, usd_per_kg)

    return _crossing(cost, mission, deployment, ground, scale, "launch")


def breakeven_bus(mission: Mission, deployment: Deployment, ground: Levelized) -> Breakeven:
    """Bus price in USD per IT watt at which both sides cost the same."""

    def cost(usd_per_w: float) -> float | None:
        """Orbit's cost in USD per PFLOP-hour at a price of the satellite in USD/W."""
        return price(
            fleet_for(mission, deploy(mission, deployment.n_sat, bus_usd_per_w=usd_per_w))
        ).cost.usd_per_pflop_hour

    return _crossing(cost, mission, deployment, ground, 10.0, "the satellite")


def bends(scenario: Scenario) -> bool:
    """Whether a cost is linear in a price in pieces only: project debt grows with it until cash carries no more."""
    plan = scenario.money.of("orbit").financing
    return plan is not None and plan.structure == "project_debt"


def _crossing(
    cost: Callable[[float], float | None],
    mission: Mission,
    deployment: Deployment,
    ground: Levelized,
    scale: float,
    what: str,
) -> Breakeven:
    """The price at which both sides cost the same, or why there is none; ``scale`` is a price in its neighbourhood."""
    target = ground.usd_per_pflop_hour
    if target is None:
        return Breakeven(None, "the ground site delivers nothing")
    if why := why_unpriced(mission, deployment):
        return Breakeven(None, why)
    free = cost(0.0)
    if free is None:
        return Breakeven(None, "the fleet delivers nothing")
    if free > target:
        return Breakeven(None, f"even with {what} free, orbit costs {free / target:.2f} times the ground")
    value = (solve_bent if bends(mission.scenario) else solve_linear)(cost, target, scale)
    if value is None:
        return Breakeven(None, f"the cost does not depend on {what}")
    return Breakeven(value)


def floor_ratio(mission: Mission, deployment: Deployment, ground: Levelized) -> float | None:
    """Ratio with launch and bus free: what physics, silicon and operations alone allow."""
    free = deploy(mission, deployment.n_sat, launch_usd_per_kg=0.0, bus_usd_per_w=0.0)
    return ratio(price(fleet_for(mission, free)).cost, ground)


def parts_ratio(mission: Mission, deployment: Deployment, ground: Levelized) -> float | None:
    """Ratio of the same fleet were the sum of its parts launched; its flight, hardly moved by its mass, stays as it is.

    None where one of either mass does not fit its launcher, where it cannot climb, or a side delivers nothing.
    """
    if why_unpriced(mission, deployment):
        return None
    total_kg = sum(deployment.mass_parts_kg.values())
    heavy = deploy(mission, deployment.n_sat, launched_kg=total_kg)
    return ratio(price(fleet_for(mission, heavy)).cost, ground)
