"""The orbit side of a comparison: a flown and built fleet as payments and FLOP."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from orbitdc.comparison.relaunch import launched_anew, over_horizon, until_horizon
from orbitdc.constants import DAYS_PER_YEAR, HOURS_PER_YEAR, SECONDS_PER_DAY
from orbitdc.economics.cohorts import delivered, paid_by_cohort
from orbitdc.economics.horizon import Life
from orbitdc.economics.side import Entry, Side, capital_of
from orbitdc.environment.servicing import Visit
from orbitdc.fleet.cost import (
    Purchase,
    UnitPrice,
    earlier,
    programme_lines,
    purchase_lines,
    replacement_purchases,
    satellite_purchases,
    service_purchases,
    visit_line,
    yearly_lines,
)
from orbitdc.fleet.gateways import Gateways, gateways
from orbitdc.ledger import under_rule
from orbitdc.ledger.cost_line import CostLine
from orbitdc.ledger.payments import Payments
from orbitdc.simulation.deployment import Deployment
from orbitdc.simulation.mission import Mission

NOT_LAUNCHED = "the satellite does not fit its launcher, and a fleet that is never launched has no cost"
NOT_WHOLE = "a part of the satellite melts, and a fleet of which nothing works has no cost"
NOT_RAISED = "the satellites cannot climb to their orbit against drag, and a fleet that never serves has no cost"


def why_unpriced(mission: Mission, deployment: Deployment) -> str:
    """The reason why a fleet has no cost, empty where it has one: its satellites never reach their orbit, or melt."""
    if mission.hottest.melts:
        return NOT_WHOLE
    if deployment.manifest.per_launch < 1:
        return NOT_LAUNCHED
    return NOT_RAISED if deployment.raising_days is None else ""


def fleet_purchases(mission: Mission, deployment: Deployment) -> tuple[Purchase, ...]:
    """What the whole fleet buys but for visits, did all of it enter service in month 0.

    Satellites, first ones and replacements alike, are paid for before they climb to their orbit: earlier by the months
    of orbit raising.
    """
    return mission.lately("purchases", deployment.told, lambda: _fleet_purchases(mission, deployment))


def _fleet_purchases(mission: Mission, deployment: Deployment) -> tuple[Purchase, ...]:
    """The satellites that are bought, those that replace lost ones included, by month."""
    s, sky = mission.scenario, mission.environment
    life = Life(s.mission.life_y)
    lost_per_y = sky.losses_per_y(sky.satellite_hazard, s.mission.life_y)
    bought = satellite_purchases(deployment.n_sat, s.fleet, s.launch, life, lost_per_y)
    if s.fleet.attrition == "spares":
        dying_per_y = sky.losses_per_y(sky.accelerator_hazard, s.mission.life_y)
        bought += replacement_purchases(dying_per_y, s.launch, deployment.n_sat, life)
    return tuple(earlier(bought, deployment.raising_months))


def visit_purchases(mission: Mission, deployment: Deployment) -> Iterator[tuple[Visit, list[Purchase]]]:
    """Every round of visits to a fleet that enters service in month 0, with the accelerators it brings."""
    s, sky = mission.scenario, mission.environment
    launched, life = deployment.n_sat * (1.0 + s.fleet.spares_frac), Life(s.mission.life_y)
    mass_frac = deployment.mass_parts_kg["compute"] / deployment.launched_kg
    for visit in sky.visits:
        replaced = launched * sky.replaced_by(visit)
        yield visit, service_purchases(replaced, mass_frac, s.launch, life.month_at(visit.age_y))


def visit_lines(mission: Mission, deployment: Deployment, unit: UnitPrice) -> list[CostLine]:
    """Payments for visits: their own price, and the accelerators they bring at the price of their year."""
    s, sky, lines = mission.scenario, mission.environment, list[CostLine]()
    launched, life = deployment.n_sat * (1.0 + s.fleet.spares_frac), Life(s.mission.life_y)
    for visit, bought in visit_purchases(mission, deployment):
        it = unit.it * (1.0 - s.money.it_price_decline_per_y) ** visit.age_y
        then = UnitPrice(it, {}, unit.launch, unit.sales_tax_frac)
        visited = launched * float(sky.living(visit.age_y))
        lines += [visit_line(s.fleet, visited, life.month_at(visit.age_y)), *purchase_lines(bought, then)]
    return lines


def gateways_of(mission: Mission, n_sat: float) -> Gateways | None:
    """Ground stations of ``n_sat`` satellites at full clock; None where the ground segment is a stated sum."""
    s = mission.scenario
    kept = mission.links_frac() if s.workload.trains else 1.0  # else the ground stations themselves are the link
    flop_per_s = mission.peak_pflop_per_s * 1e15 * mission.throughput().mfu_frac * kept
    return gateways(s.fleet, s.satellite.link, s.workload, n_sat, mission.count, flop_per_s)


def cohort_lines(mission: Mission, deployment: Deployment, unit: UnitPrice) -> list[CostLine]:
    """Payments of the whole fleet at one price of a satellite, did all of it enter service in month 0."""
    s = mission.scenario
    it_kw = mission.lanes.load.it_full_w * 1e-3
    return [
        *purchase_lines(fleet_purchases(mission, deployment), unit, s.money.it_price_decline_per_y),
        *yearly_lines(unit, deployment.n_sat, s.fleet, it_kw, Life(s.mission.life_y)),
        *visit_lines(mission, deployment, unit),
    ]


def generation_lines(mission: Mission, deployment: Deployment, unit: UnitPrice, months: int) -> list[CostLine]:
    """Payments of the whole fleet in one generation of satellites, of which the horizon may cut the last one short."""
    s = mission.scenario
    cohort = cohort_lines(mission, deployment, unit)
    life = Life(s.mission.life_y)
    living = float(mission.environment.satellites(life.years_of(months))) if months < life.months else 1.0
    money = s.money.of("orbit")
    return list(until_horizon(cohort, months, life, living, money, s.fleet.reuse_frac))


def fleet_lines(mission: Mission, deployment: Deployment) -> Iterator[Payments]:
    """Payments of all cohorts and generations, in runs of one price of a satellite, each at the price of its time."""
    decline, shares = mission.scenario.money.it_price_decline_per_y, deployment.shares
    for generation, (start, months) in enumerate(launched_anew(mission.scenario)):
        for unit, at in deployment.of_one_price(generation):
            paid = np.zeros_like(shares)
            paid[at] = shares[at]
            yield paid_by_cohort(generation_lines(mission, deployment, unit, months), paid, decline, start)


def orbit_side(mission: Mission, deployment: Deployment) -> Side:
    """The fleet as payments and delivered FLOP, its satellites entering service as they are launched."""
    s = mission.scenario
    served = mission.lately("served", deployment.told, lambda: _served(mission, deployment))
    lines = Payments.joined([*fleet_lines(mission, deployment), served.lines])
    return replace(
        served,
        lines=under_rule(lines, s.money.equipment_depreciation),
        capital=capital_of(s.money.of("orbit")),
        discounting=s.money.discounting,
    )


def _served(mission: Mission, deployment: Deployment) -> Side:
    """The fleet and what it delivers, with the payments of its programme alone: no price of a satellite moves these."""
    s = mission.scenario
    life, horizon = Life(s.mission.life_y), Life(s.mission.priced_y)
    years = horizon.years
    shares = deployment.shares
    profile = over_horizon(mission.monthly_flop() * deployment.n_sat, s)
    load = mission.lanes.load
    it_w = load.it_full_w * deployment.n_sat
    programme = programme_lines(s.fleet, it_w, horizon, shares.size - 1, gateways_of(mission, deployment.n_sat))
    ages = life.middles_y()
    alive_h = float(over_horizon(mission.survivors(ages), s).mean()) * HOURS_PER_YEAR * years
    mean_it_w = float(mission.integrated.day("it").mean())
    satellites_h = float(over_horizon(mission.environment.satellites(ages), s).mean()) * HOURS_PER_YEAR * years
    count = deployment.n_sat * mission.count
    seconds = years * DAYS_PER_YEAR * SECONDS_PER_DAY
    return Side(
        name=s.satellite.label,
        lines=Payments.of(programme),
        flop_by_month=delivered(profile, shares),
        entry=Entry(profile, shares, life.months),
        capital=capital_of(s.money.of("orbit")),
        accelerators=count,
        it_w=it_w,
        nameplate_pflop_per_s=count * mission.peak_pflop_per_s,
        delivered_pflop_per_s=float(profile.sum()) / seconds / 1e15,
        gpu_hours=count * mission.availability_frac() * alive_h,
        it_kwh=mean_it_w * 1e-3 * satellites_h * deployment.n_sat,
        mfu_frac=mission.throughput().mfu_frac,
        scale_out_frac=mission.links_frac(),
        job=mission.environment.job,
        mfu_time_frac=mission.throughput().time_frac(mission.links_frac(), "links between satellites"),
        unpriced=why_unpriced(mission, deployment),
    )
