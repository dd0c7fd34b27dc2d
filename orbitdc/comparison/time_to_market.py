"""Both sides decided on one day: what each waits for, what it sells when it serves at last, and what that is worth.

The orbit waits for its licence and its development, which run side by side, then builds, launches and raises its
satellites. The ground waits for power, from the grid or from a plant of its own, while its building goes up. The day is
so long before the date of service as the side that is built faster takes without any wait.

Rents are those of the calendar, as everywhere (`orbitdc.economics.rents`).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import numpy as np

from orbitdc import catalog
from orbitdc.constants import DAYS_PER_YEAR
from orbitdc.economics.discounting import counted
from orbitdc.economics.npv import lead_months_of, worth_usd
from orbitdc.economics.rents import MONTHS_PER_YEAR, Market, rents_usd, waited
from orbitdc.economics.side import Side
from orbitdc.ledger.cost_line import Category
from orbitdc.ledger.payments import Payments
from orbitdc.scenario.dated import entry_at_date
from orbitdc.scenario.model import Scenario


@dataclass(frozen=True)
class Wait:
    """What a side waits for from the day of the decision, in months: the longest of them, then building."""

    waits_months: dict[str, float]  # side by side
    building_months: float  # from the first payment to the first month of service, after the longest wait

    @property
    def months(self) -> float:
        """The months from the decision to the first month of service: the longest wait, then building, by definition.

        >>> Wait({"licence": 21.0, "development": 36.0}, 6.0).months
        42.0
        """
        return max(self.waits_months.values(), default=0.0) + self.building_months


@dataclass(frozen=True)
class Reached:
    """When a side that is decided on a day serves, and what it is worth on that day; real USD, after tax."""

    wait: Wait
    first_months: float  # from the decision to the first FLOP
    peak_months: float  # from the decision to the best month
    revenue_usd: float  # over its whole service, before tax, undiscounted
    revenue_pv_usd: float  # the same, discounted to the day of the decision
    npv_usd: float


@dataclass(frozen=True)
class TimeToMarket:
    """Both sides decided on one day."""

    decision_date: dt.date
    orbit: Reached
    ground: Reached


def orbit_wait(scenario: Scenario, fleet: Side) -> Wait:
    """What the orbit waits for before its first satellite is paid for."""
    plan = scenario.fleet
    waits = {"licence": plan.licence_months, "development": plan.development_months}
    return Wait(waits, lead_months_of(fleet))


def ground_wait(scenario: Scenario, site: Side) -> Wait:
    """What a site waits for: a stated wait for power, else the queue of its plant or of the plant that it is known for.

    Building goes up while power is waited for, so that a wait is what the queue takes beyond it.
    """
    ground, building = scenario.ground, lead_months_of(replace(site, wait_months=0.0))
    if ground.power_wait_months > 0.0:
        return Wait({"power": ground.power_wait_months}, building)
    ready = [plant.months_until_power for _, plant in ground.sources()]
    if not ready and ground.power_from is not None:
        rows = catalog.defaults("power_plant") | catalog.entry("power_plants", ground.power_from)
        ready = [sum(entry_at_date(scenario, rows[key]) for key in ("queue_months", "build_months") if key in rows)]
    beyond = max(ready, default=0.0) + max(1, round(ground.chip_to_service_months)) - building
    return Wait({"power": max(beyond, 0.0)}, building)


def time_to_market(scenario: Scenario, fleet: Side, site: Side, market: Market) -> TimeToMarket:
    """Both sides decided on one day, before their financing, at the cost of capital of each."""
    site = replace(site, wait_months=0.0)
    waits = orbit_wait(scenario, fleet), ground_wait(scenario, site)
    ahead_months = min(wait.building_months for wait in waits)
    sides = developed(fleet, scenario.fleet.development_months), site
    orbit, ground = (_reached(*both, market, ahead_months) for both in zip(sides, waits, strict=True))
    ahead = dt.timedelta(days=round(ahead_months * DAYS_PER_YEAR / MONTHS_PER_YEAR))
    return TimeToMarket(scenario.mission.service_date - ahead, orbit, ground)


def developed(fleet: Side, months: float) -> Side:
    """A fleet whose development is paid evenly over the months that it takes, before anything else is paid for."""
    payments, first = Payments.of(fleet.lines), -round(lead_months_of(fleet))
    spread = max(1, round(months))
    lines = [
        replace(line, first_month=first - spread, months=spread)
        for line in payments.kept(lambda line: line.category is Category.DEVELOPMENT)
    ]
    rest = payments.kept(lambda line: line.category is not Category.DEVELOPMENT)
    return replace(fleet, lines=Payments.joined([lines, rest]))


def _reached(side: Side, wait: Wait, market: Market, ahead_months: float) -> Reached:
    """A side that is decided ``ahead_months`` before the date for which rents are stated."""
    late = waited(counted(side), market, (wait.months - ahead_months) / MONTHS_PER_YEAR)
    terms, lead_y = side.capital.own, wait.months / MONTHS_PER_YEAR
    rents = rents_usd(late, market)
    when_y = lead_y + np.arange(rents.size) / MONTHS_PER_YEAR
    served = np.flatnonzero(side.flop_by_month)
    first = int(served[0]) if served.size else 0
    return Reached(
        wait,
        wait.months + first,
        wait.months + int(np.argmax(side.flop_by_month >= (1.0 - 1e-9) * side.flop_by_month.max())),
        float(rents.sum()),
        float(rents @ (1.0 + terms.real_wacc_frac) ** -when_y),
        worth_usd(late, terms, market, lead_y),
    )
