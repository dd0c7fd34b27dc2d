"""What compute is sold for by month: rents that fall, contracts that hold theirs, and units that enter one by one.

A rent is that of the date of service. A contract holds it for its term and is signed again at the rent of that day;
where no term is stated it falls month by month, as on demand. Units that enter service later, and those that replace
others, have the silicon of their day, which costs as much per watt and rents for a little less
(`money.new_silicon_rent_decline_per_y`); from then on its rent falls as rents do. Where the price of the same
accelerators falls instead (`money.it_price_decline_per_y`), later units are the same ones, at rents that have fallen.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from orbitdc.economics.side import Side
from orbitdc.ledger.cost_line import Component
from orbitdc.ledger.levelized import FLOP_PER_PFLOP_HOUR
from orbitdc.ledger.payments import Payments

MONTHS_PER_YEAR = 12
Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Market:
    """What a PFLOP-hour is sold for when service begins, in USD, and how rents and silicon fall from then on.

    A contract at a price of its own holds it for the first months of a side's service, whenever that begins.
    """

    usd_per_pflop_hour: float
    decline_per_y: float  # of rents
    it_decline_per_y: float = 0.0  # of the price of accelerators
    pflop_per_s: float = 1.0  # that an accelerator delivers while it is paid for
    contract_usd_per_pflop_hour: float | None = None
    contract_months: int = 0
    term_months: int = 0  # for which a market rent is held once it is agreed
    entry_decline_per_y: float | None = None  # of the rent at which later units enter; None where it is that of rents

    @property
    def alone(self) -> Market:
        """The market without the contract."""
        return replace(self, contract_usd_per_pflop_hour=None)

    @property
    def flat(self) -> Market:
        """The market in which no rent falls, whoever comes when."""
        return replace(self, decline_per_y=0.0, entry_decline_per_y=None)


def market_price(rent_usd_per_gpu_hour: float, pflop_per_s: float) -> float:
    """The price of work in USD per PFLOP-hour, from the rent of an accelerator and what it delivers while it is rented.

    Rent over delivered PFLOP/s, an arithmetic identity; ``rent_usd_per_gpu_hour`` is in USD per hour.

    >>> round(market_price(5.3, 5.0 * 0.8 * 0.42), 3)
    3.155
    """
    return rent_usd_per_gpu_hour / pflop_per_s


def waited(side: Side, market: Market, later_y: float) -> Side:
    """A side so many years later than its own wait says, its accelerators bought at the price of that day."""
    wait_months = side.wait_months + MONTHS_PER_YEAR * later_y
    left = (1.0 - market.it_decline_per_y) ** (wait_months / MONTHS_PER_YEAR)
    if left == 1.0:
        return replace(side, wait_months=wait_months)
    lines = Payments.of(side.lines).scaled(lambda line: left if line.component is Component.COMPUTE else 1.0)
    return replace(side, lines=lines, wait_months=wait_months)


def prices_usd(side: Side, market: Market) -> Array:
    """The price of a PFLOP-hour in each month of service in USD, (n_month,): what a wait and the years leave of it.

    p (1 - d)^y after y years of waiting and service, by definition of the decline. A year of a contract at 5 USD, in a
    market that pays 4 to begin with and loses 30 % a year:

    >>> from types import SimpleNamespace
    >>> market = Market(4.0, 0.3, contract_usd_per_pflop_hour=5.0, contract_months=12)
    >>> side = SimpleNamespace(flop_by_month=np.ones(25), wait_months=0.0, discounting="monthly", entry=None)
    >>> prices = prices_usd(side, market)
    >>> prices[[0, 11, 12, 24]].round(2).tolist()
    [5.0, 5.0, 2.8, 1.96]

    A rent that is held for two years and agreed again:

    >>> prices_usd(side, Market(4.0, 0.3, term_months=24))[[0, 23, 24]].round(2).tolist()
    [4.0, 4.0, 1.96]
    """
    price = market.usd_per_pflop_hour * _left(side, market)
    if market.contract_usd_per_pflop_hour is not None:
        counted_at_its_end = side.discounting == "year_end"  # the last month of the contract among them
        price[: market.contract_months + counted_at_its_end] = market.contract_usd_per_pflop_hour
    return np.asarray(price)


def rents_usd(side: Side, market: Market) -> Array:
    """Revenue of each month of service in USD, (n_month,), at rents that fall from the first month on, by definition.

    Two PFLOP-hours a month at 4 USD each, a year apart in a market that loses 30 % a year:

    >>> from types import SimpleNamespace
    >>> flop = np.full(13, 7.2e18)
    >>> side = SimpleNamespace(flop_by_month=flop, wait_months=0.0, discounting="monthly", entry=None)
    >>> rents_usd(side, Market(4.0, 0.3))[[0, 12]].round(2).tolist()
    [8.0, 5.6]
    """
    return np.asarray(side.flop_by_month / FLOP_PER_PFLOP_HOUR * prices_usd(side, market))


def _left(side: Side, market: Market) -> Array:
    """What is left of the first rent in each month of service, (n_month,), mean over the units that work then.

    A unit that enters a months after the first signs at e^a and again every term at f^t later, f and e what a month
    leaves of rents and of the rent at which new silicon enters; its own successor enters as a unit of that day does.
    """
    keep = (1.0 - market.decline_per_y) ** (1.0 / MONTHS_PER_YEAR)
    months = side.wait_months + np.arange(side.flop_by_month.size)
    if market.entry_decline_per_y is None and market.term_months == 0:
        return np.asarray(keep**months)
    enter = keep if market.entry_decline_per_y is None else (1.0 - market.entry_decline_per_y) ** (1 / MONTHS_PER_YEAR)
    profile, shares, generation = side.flop_by_month, np.ones(1), side.flop_by_month.size
    if side.entry is not None:
        profile, shares, generation = side.entry.profile, side.entry.shares, side.entry.generation_months
    age = np.arange(profile.size)
    born = age // generation * generation
    held = age - born if market.term_months == 0 else (age - born) // market.term_months * market.term_months
    signed = profile * enter**born * keep**held
    entered = shares * enter ** (side.wait_months + np.arange(shares.size))
    worth, work = np.convolve(signed, entered), np.convolve(profile, shares)
    by_month = np.divide(worth, work, out=np.zeros_like(worth), where=work > 0.0)
    if side.discounting == "monthly" or by_month.size == side.flop_by_month.size:
        return np.asarray(by_month)
    return _at_year_ends(worth, work, side.flop_by_month.size)


def _at_year_ends(worth: Array, work: Array, size: int) -> Array:
    """The rent left over a whole year, at the month that ends it, (size,), as `counted` moves the work there."""
    out, starts = np.zeros(size), np.arange(0, work.size, MONTHS_PER_YEAR)
    paid, done = np.add.reduceat(worth, starts), np.add.reduceat(work, starts)
    ends = MONTHS_PER_YEAR * np.arange(1, starts.size + 1)
    out[ends] = np.divide(paid, done, out=np.zeros_like(paid), where=done > 0.0)
    return out
