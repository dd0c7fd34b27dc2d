"""The campaign that fields a fleet: as fast as launches and factory allow, the slower of the two."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

import numpy as np
import numpy.typing as npt

from orbitdc.constants import DAYS_PER_YEAR
from orbitdc.economics.cohorts import by_calendar, campaign_months, linear, months_of
from orbitdc.fleet import Fleet
from orbitdc.fleet.launcher import Launcher
from orbitdc.satellite.constraint import CLOSES, UNFINISHED, Constraint, raise_to

Array = npt.NDArray[np.float64]
DAYS_PER_MONTH = DAYS_PER_YEAR / 12.0
POINTS = 481  # of a campaign at a growing cadence, between which it runs evenly


@dataclass(frozen=True, eq=False)
class Campaign:
    """When the satellites of a fleet enter service, and what holds the campaign up."""

    shares: Array  # of the satellites, by the month they enter service in, (n_month,)
    launch_months: float  # that the launches alone take, stand-downs included
    stand_down_months: float  # of these, in which the launcher is grounded after failures
    factory_months: float  # that building the satellites takes, its ramp included
    ramp_months: float  # wished for
    factory_ramp_months: float  # until the factory is at its rate
    launches: float  # that bring their satellites to orbit
    flown: float  # launches with those that fail
    built: float  # satellites with those that are lost in launch

    @property
    def months(self) -> float:
        """The months that the slower of launches and factory takes, whatever ramp is wished for."""
        return max(self.launch_months, self.factory_months)

    @property
    def limited_by(self) -> str:
        """What sets the pace: the launches, the factory or the ramp that is wished for.

        >>> Campaign(np.ones(1), 60.0, 0.0, 30.0, 12.0, 0.0, 500.0, 500.0, 1e4).limited_by
        'launches'
        """
        paces = {"ramp": self.ramp_months, "factory": self.factory_months, "launches": self.launch_months}
        return max(paces, key=lambda name: paces[name])


def campaign(fleet: Fleet, launcher: Launcher, launches: float, satellites: float) -> Campaign:
    """The campaign of a number of launches that bring ``satellites`` to orbit, spares in orbit included.

    A share p of all launches fails, so that 1/(1 - p) fly and are loaded for each that succeeds (mean of the geometric
    distribution, Ross 2010, section 4.8.1); each failure grounds the launcher for ``stand_down_days``. The n-th
    satellite enters service when launches, factory and ramp have all reached it.

    >>> import orbitdc
    >>> s = orbitdc.load("ai1_vs_colossus", ["launch.launches_per_y=100", "launch.failure_frac=0.05"])
    >>> s = s.replace({"launch.stand_down_days": 30, "fleet.factory_satellites_per_y": 5000})
    >>> s = s.replace({"fleet.factory_ramp_months": 0})
    >>> found = campaign(s.fleet, s.launch, 380.0, 8360.0)
    >>> round(found.launch_months, 1), round(found.factory_months, 1)  # 400 launches, 20 failures; 8,800 satellites
    (67.7, 21.1)
    """
    flown = launches / (1.0 - launcher.failure_frac)
    grounded = (flown - launches) * launcher.stand_down_days / DAYS_PER_MONTH
    built = satellites / (1.0 - launcher.failure_frac)
    factory_ramp, pace = fleet.factory_ramp_months, fleet.factory_pace()
    making = made_months(built, *pace)
    first, growth, most = launcher.cadence()
    flying = campaign_months(flown, first, growth, most)
    months, ramp = max(flying + grounded, making), fleet.ramp_months
    steady = factory_ramp == 0.0 and growth == 0.0 and fleet.factory_growth_per_y == 0.0
    if steady or (factory_ramp == 0.0 and months <= ramp):
        shares = linear(max(ramp, months))
    else:
        done = np.linspace(0.0, 1.0, POINTS)
        flights = months_of(flown * done, first, growth, most)
        factory = _made_months(built * done, *pace)
        shares = by_calendar(np.maximum.reduce([flights + grounded * done, factory, ramp * done]), done)
    return Campaign(shares, flying + grounded, grounded, making, ramp, factory_ramp, launches, flown, built)


def made_months(
    units: float, rate_per_y: float, ramp_months: float = 0.0, growth_per_y: float = 0.0, most_per_y: float = inf
) -> float:
    """The months in which a factory makes a number of units, its rate coming evenly over a ramp and growing after it.

    A rate r that comes over R months has made r t^2/(2 R) by month t <= R, by definition; what is left after the ramp
    is made at r (1 + g)^t, up to a greatest rate, as launches are flown (`campaign_months`).

    >>> made_months(1200.0, 1200.0), made_months(1200.0, 1200.0, 12.0), made_months(150.0, 1200.0, 12.0)
    (12.0, 18.0, 6.0)
    >>> round(made_months(432.8, 100.0, growth_per_y=1.0), 2)  # 100 (2^2 - 1)/ln 2 = 432.8 in two years
    24.0
    """
    return float(_made_months(np.asarray(units), rate_per_y, ramp_months, growth_per_y, most_per_y))


def _made_months(units: Array, rate_per_y: float, ramp_months: float, growth_per_y: float, most_per_y: float) -> Array:
    """The months in which so many units are made, with a rate that rises evenly during the ramp."""
    in_ramp = rate_per_y * ramp_months / 24.0
    rising = np.sqrt(24.0 * ramp_months * units / rate_per_y)
    after = ramp_months + months_of(np.maximum(units - in_ramp, 0.0), rate_per_y, growth_per_y, most_per_y)
    return np.where(units < in_ramp, rising, after)


def cadence_constraint(found: Campaign) -> Constraint:
    """The ramp that is wished for against the campaign; a longer campaign stretches the ramp."""
    margin = found.ramp_months / found.months - 1.0 if found.months > 0.0 else None
    return Constraint(
        "cadence_frac",
        margin,
        CLOSES,
        10.0,  # a late fleet is no broken design: it never binds
        "launch cadence stretches the ramp",
        "",
        "no launches" if margin is None else "",
    )


def campaign_constraint(found: Campaign, life_y: float) -> Constraint:
    """The life of a satellite against the campaign that fields the fleet: a longer campaign never completes it.

    >>> slow = Campaign(np.ones(1), 104.0, 0.0, 20.0, 12.0, 0.0, 867.0, 867.0, 1e4)
    >>> campaign_constraint(slow, 5.0).sentence
    'launches: the campaign takes 104 months and a satellite serves 60, so that the fleet is never whole'
    """
    life_months = 12.0 * life_y
    margin = life_months / found.months - 1.0 if found.months > 0.0 else None
    late = margin is not None and margin < 0.0
    what = "factory" if found.factory_months > found.launch_months else "launches"
    return Constraint(
        "campaign_frac",
        margin,
        UNFINISHED,
        margin if late else 10.0,  # a campaign that ends in time never binds
        f"{what}: the campaign takes {found.months:,.0f} months and a satellite serves {life_months:,.0f}, "
        "so that the fleet is never whole",
        _in_time(found, life_y),
        "no launches" if margin is None else "",
    )


def _in_time(found: Campaign, life_y: float) -> str:
    """What ends a campaign within the life: a factory or a cadence fast enough, where one is."""
    if found.factory_months > found.launch_months:
        ramp_y = found.factory_ramp_months / 12.0
        at_its_rate_y = life_y - 0.5 * ramp_y if life_y >= ramp_y else 0.5 * life_y**2 / ramp_y
        return f"{raise_to('fleet.factory_satellites_per_y', found.built / at_its_rate_y)}, or a smaller fleet"
    flying_y = life_y - found.stand_down_months / 12.0
    needed = found.flown / flying_y if flying_y > 0.0 else inf
    return f"{raise_to('launch.launches_per_y', needed)}, or a smaller fleet"
