"""The way from an earlier financing to the one of a scenario, one thing after another, both sides priced at each step.

The rate of debt is taken alone first, because a change of owner is announced by its rate: whatever else moves with it
has its own step. The fleet and the site are the same at every step.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from orbitdc.comparison.pricing import fleet_for, price, ratio, site_for
from orbitdc.simulation.deployment import Deployment
from orbitdc.simulation.mission import Mission

STEPS = {
    "rate of the debt": ("debt_rate_frac", "notes_rate_frac"),
    "fees and discount of the debt": ("fee_frac", "discount_frac"),
    "share of debt": ("debt_share_frac",),
    "return that equity asks": ("equity_return_frac",),
}
REST = "structure and term"  # whatever else the two state differently, last


@dataclass(frozen=True)
class FinancingStep:
    """Both sides once one more thing is as the later financing has it, USD per PFLOP-hour, and their ratio."""

    step: str
    orbit_usd_per_pflop_hour: float | None
    ground_usd_per_pflop_hour: float | None
    ratio: float | None


def financing_steps(mission: Mission, deployment: Deployment, scale: float) -> tuple[FinancingStep, ...]:
    """Each step from ``money.financing_before`` to ``money.financing``; none where one of them is not stated."""
    money = mission.scenario.money
    before, after = money.financing_before, money.financing
    if before is None or after is None:
        return ()
    found, plan = [], before
    rate = {"debt_rate_frac": after.debt_rate_frac, "notes_rate_frac": after.debt_rate_frac}
    if after.structure == "notes_and_term_loan":
        rate["notes_rate_frac"] = after.notes_rate_frac
    for name in ("before", *STEPS, REST):
        if name == REST:
            changed = after
        else:
            keys = STEPS.get(name, ())
            changed = plan.changed(**{key: rate.get(key, getattr(after, key)) for key in keys})
        if name != "before" and changed == plan:
            continue
        plan = changed
        s = mission.scenario.changed(money=money.changed(financing=plan))
        orbit = price(fleet_for(replace(mission, scenario=s), deployment)).cost
        ground = price(site_for(s, scale)).cost
        found.append(FinancingStep(name, orbit.usd_per_pflop_hour, ground.usd_per_pflop_hour, ratio(orbit, ground)))
    return tuple(found)
