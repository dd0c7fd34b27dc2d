"""What still differs between the two sides of a like-for-like comparison, each with its measured effect on the ratio.

A difference is taken away alone, everything else as it is, and both sides are priced again: the effect is what the
ratio loses. Effects do not add up to the whole, since one difference acts on what another leaves.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from orbitdc import catalog
from orbitdc.comparison.pricing import fleet_for, price, ratio, site_for
from orbitdc.comparison.relaunch import refreshed
from orbitdc.economics.cohorts import delivered, linear
from orbitdc.economics.financing import Financing
from orbitdc.economics.horizon import Life
from orbitdc.economics.money import Money
from orbitdc.economics.own_capital import OWN
from orbitdc.economics.side import Side
from orbitdc.fleet.cost import UnitPrice
from orbitdc.ledger.cost_line import Category
from orbitdc.scenario.currency import price_index
from orbitdc.scenario.dated import entry_at_date
from orbitdc.simulation.deployment import Deployment, deploy, price_runs
from orbitdc.simulation.mission import Mission
from orbitdc.site.cost import service_months
from orbitdc.site.phase import shares_of_power

SOLD = (Category.SALVAGE,)
HANDED_ON = (Category.FACILITY_RESIDUAL, Category.POWER_PLANT_RESIDUAL)
PROGRAMME = (Category.DEVELOPMENT, Category.GROUND_SEGMENT, Category.REGULATORY)
OWED_ON_GROUND = {
    Category.PROPERTY_TAX: "the ground pays property tax, the orbit does not",
    Category.INSURANCE: "the ground insures what it owns, the orbit carries its losses itself",
}


@dataclass(frozen=True)
class Difference:
    """One thing that differs between the sides, and the ratio of costs without it."""

    what: str
    ratio_without: float | None
    effect: float | None  # what the ratio loses without it; negative where it helps the orbit


@dataclass(frozen=True)
class OtherLaunch:
    """The ratio at another price of the same launch: at what it costs its operator, or at what a customer pays."""

    launcher: str  # the entry of the catalogue that has this price
    usd_per_kg: float
    ratio: float | None


def differences(
    mission: Mission, deployment: Deployment, fleet: Side, site: Side, scale: float = 1.0
) -> tuple[Difference, ...]:
    """Every difference that is there, with its effect; ``fleet`` and ``site`` are before their financing.

    ``scale`` is that of the site.
    """
    whole = ratio(price(fleet).cost, price(site).cost)
    found = []
    unlike = (*_without(mission, deployment, fleet, site), *_unlike_work(mission, fleet, site, scale))
    unlike += tuple(_capital_shared(mission, deployment, scale))
    for what, orbit, ground in unlike:
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
    loss_per_y = s.ground.wear(s.accelerator).loss_per_y(s.accelerator)
    if loss_per_y > 0.0 and s.fleet.attrition == "decay" and s.fleet.servicing == "none":
        what = "lost accelerators are replaced on the ground and not in orbit"
        yield what, fleet, unrepaired(site, ramp, loss_per_y, s.mission.priced_y, refreshed(s).it_refresh_y)
    if any(line.category in PROGRAMME and line.usd > 0.0 for line in fleet.lines):
        what = "the orbit pays for development, ground segment and licences"
        yield what, fleet.keep(lambda line: line.category not in PROGRAMME), site
    paid = {line.category for line in fleet.lines if line.usd > 0.0}
    for category, what in OWED_ON_GROUND.items():
        if category not in paid and any(line.category is category and line.usd > 0.0 for line in site.lines):
            yield what, fleet, _spared(site, category)
    if s.satellite.board.premium_frac > 0.0:
        premium = s.satellite.board.premium_frac
        unit = deployment.unit
        plain = UnitPrice(unit.it / (1.0 + premium), unit.bus, unit.launch, unit.sales_tax_frac)
        what = f"orbit pays {100 * premium:g} % more for the same silicon (satellite.board.premium_frac)"
        yield what, fleet_for(mission, replace(deployment, unit=plain)), site


def _capital_shared(mission: Mission, deployment: Deployment, scale: float) -> Iterator[tuple[str, Side, Side]]:
    """Each difference of capital in words, with both sides as they would be were it shared by both."""
    s = mission.scenario
    orbit, ground = s.money.of("orbit"), s.money.of("ground")
    for key in OWN:
        if getattr(orbit, key) == getattr(ground, key):
            continue
        shared = s.changed(money=s.money.sharing(key))
        what = f"{in_words(key, orbit, ground)} ({', '.join(_stated_at(s.money, key))})"
        yield what, fleet_for(replace(mission, scenario=shared), deployment), site_for(shared, scale)


def in_words(key: str, orbit: Money, ground: Money) -> str:
    """A difference of capital in words, from the money rules of either side."""
    a, b = (getattr(money, key) for money in (orbit, ground))
    if key == "financing":
        return f"financing is {_plan_in_words(a)} in orbit and {_plan_in_words(b)} on the ground"
    rates = f"{100 * a:.3g} % in orbit and {100 * b:.3g} % on the ground"
    if key == "risk_premium_frac":
        return f"a premium for risk on capital of {rates}"
    return f"the {'real cost of capital' if key == 'real_wacc_frac' else 'income tax'} is {rates}"


def _plan_in_words(plan: Financing | None) -> str:
    """A structure with its debt and its rates, such as ``a level loan of 65 % at 8.5 % and equity at 15.85 %``."""
    if plan is None or not plan.explicit:
        return "corporate"
    rate, share, equity = (100 * x for x in (plan.debt_rate_frac, plan.debt_share_frac, plan.equity_return_frac))
    return f"a {plan.structure.replace('_', ' ')} of {share:g} % at {rate:g} % with equity at {equity:g} %"


def _stated_at(money: Money, key: str) -> Iterator[str]:
    """The keys of a scenario that set the sides apart."""
    for side in ("orbit", "ground"):
        own = getattr(money, side)
        if own is not None and getattr(own, key) is not None:
            built = key == "real_wacc_frac" and own.capital is not None
            yield f"money.{side}.{'capital' if built else key}"
    if key == "risk_premium_frac" and money.risk_premium_frac > 0.0:
        yield "money.risk_premium_frac"


def _unlike_work(mission: Mission, fleet: Side, site: Side, scale: float) -> Iterator[tuple[str, Side, Side]]:
    """What differs in the work itself; without it, the site works as the fleet does."""
    s = mission.scenario
    orbit, ground = fleet.job, site.job
    if orbit is not None and ground is not None and orbit.steps != ground.steps:
        steps = [f"once in {job.steps} steps" if job.steps > 1 else "at every step" for job in (orbit, ground)]
        what = f"training exchanges {steps[0]} in orbit and {steps[1]} on the ground (workload.exchange)"
        alike = s.workload.changed(exchange="local_steps" if orbit.steps > 1 else "every_step")
        yield what, fleet, site_for(s.changed(workload=alike), scale)
    plan = s.ground.build_up
    if plan is not None and plan.silicon == "own":
        what = "the site keeps its own accelerators, the fleet carries the shared one (ground.build_up.silicon)"
        shared = s.ground.changed(build_up=plan.changed(silicon="shared"))
        yield what, fleet, site_for(s.changed(ground=shared), scale)


def _spared(side: Side, category: Category) -> Side:
    """A side that does not pay for one thing."""
    return side.keep(lambda line: line.category is not category)


def entering(deployment: Deployment, shares: np.ndarray) -> Deployment:
    """A fleet that enters service in other shares by month, at the mean prices of its own campaign."""

    def meant(factors: np.ndarray) -> np.ndarray:
        """The mean over the cohorts of a factor, for every month alike."""
        return np.repeat((factors @ deployment.shares)[:, None], shares.size, axis=1)

    bus = {part: meant(factors) for part, factors in deployment.bus_factor.items()}
    launch = meant(deployment.launch_factor)
    return replace(
        deployment,
        shares=shares,
        launch_factor=launch,
        bus_factor=bus,
        runs=price_runs(shares, [launch, *bus.values()]),
        told=(*deployment.told, tuple(shares.tolist())),
    )


def unrepaired(site: Side, shares: np.ndarray, loss_per_y: float, years: float, refresh_y: float | None = None) -> Side:
    """A site that replaces no lost accelerator: without the bill for repairs, and with what is left of its FLOP."""
    life = Life(years)
    ages = life.middles_y()[: service_months(refresh_y, life)]
    left = np.resize(np.exp(-loss_per_y * ages), life.months)
    whole, decayed = delivered(np.ones(left.size), shares), delivered(left, shares)
    flop = site.flop_by_month * np.divide(decayed, whole, out=np.zeros_like(whole), where=whole > 0.0)
    return replace(site.keep(lambda line: line.category is not Category.REPAIRS), flop_by_month=flop)


def at_launch_of(mission: Mission, deployment: Deployment, site: Side, name: str | None) -> OtherLaunch | None:
    """The ratio at the price of another entry of the launcher catalogue; None where none is named."""
    if name is None:
        return None
    rows = catalog.defaults("launcher") | catalog.entry("launchers", name)
    index, wanted = price_index(), mission.scenario.money.currency_year
    stated = entry_at_date(mission.scenario, rows["price_usd_per_kg"])
    usd_per_kg = stated * index[wanted] / index[int(rows["currency_year"].value)]
    orbit = fleet_for(mission, deploy(mission, deployment.n_sat, launch_usd_per_kg=usd_per_kg))
    return OtherLaunch(name, usd_per_kg, ratio(price(orbit).cost, price(site).cost))
