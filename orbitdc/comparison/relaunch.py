"""A fleet that is launched anew at the end of each life, until the horizon up to which both sides are priced.

A satellite that the horizon cuts short is handed on: a next owner takes over its running costs and pays for the years
left of bus and launch by the rule of buildings, and for the silicon by that of accelerators on the ground.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt

from orbitdc.economics.horizon import Life
from orbitdc.economics.money import Money
from orbitdc.ledger.cost_line import Category, Component, CostLine
from orbitdc.scenario.model import Scenario
from orbitdc.site import Site
from orbitdc.site.asset import sale_lines, value_left_frac
from orbitdc.site.cost import generations

HANDED_ON = (Category.ACCELERATORS, Category.BUS, Category.LAUNCH, Category.SPARES)


def horizon_months(scenario: Scenario) -> int:
    """The whole months over which both sides are priced."""
    return Life(scenario.mission.priced_y).months


def launched_anew(scenario: Scenario) -> list[tuple[int, int]]:
    """The first month and the months in service of each generation of satellites."""
    return generations(scenario.mission.life_y, Life(scenario.mission.priced_y))


def over_horizon(by_age: npt.NDArray[np.float64], scenario: Scenario) -> npt.NDArray[np.float64]:
    """What a satellite and those launched in its place show by month, from what one shows by age, (n_month,)."""
    return np.resize(by_age, horizon_months(scenario))


def until_horizon(
    cohort: Iterable[CostLine], months: int, life: Life, living_frac: float, money: Money, reuse_frac: float
) -> Iterator[CostLine]:
    """Payments of satellites that serve ``months`` of a life before the horizon, with what a next owner pays for them.

    ``living_frac`` of them are alive then; the months are those of the life's clock. Deorbit is shared by the months
    served.
    """
    if months >= life.months:
        yield from cohort
        return
    for line in cohort:
        if line.category is Category.DEORBIT:
            yield line.but(usd=line.usd * months / life.months, first_month=months)
        elif line.first_month < months:
            paid = min(line.months, months - line.first_month) if line.months > 1 else 1
            yield line.but(usd=line.usd * paid / line.months, months=paid)
        if line.category in HANDED_ON:
            left = _left_frac(line, months, life, money, reuse_frac) * living_frac
            yield from sale_lines(line, Category.SATELLITE_RESIDUAL, left * line.usd, months, money)


def _left_frac(line: CostLine, months: int, life: Life, money: Money, reuse_frac: float) -> float:
    """The price that a next owner pays, over that of the purchase, by the years served and left of the life."""
    if line.component is Component.COMPUTE:
        return (
            money.it_salvage_frac
            if money.it_salvage == "by_horizon"
            else money.resale_frac(12.0 * life.years_of(months))
        )
    left_y = life.years - life.years_of(months)
    first = line.first_month
    return reuse_frac * value_left_frac(money.real_wacc_frac, life.years, left_y, first, 1, money.discounting)


def refreshed(scenario: Scenario) -> Site:
    """The ground site, whose accelerators are bought anew at the end of a life where the horizon is longer than it."""
    site, plan = scenario.ground, scenario.mission
    again = site.it_refresh_y is None and plan.priced_y > plan.life_y
    return site.changed(it_refresh_y=plan.life_y) if again else site
