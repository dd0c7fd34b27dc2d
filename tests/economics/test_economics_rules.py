"""The rules of money at their edges: what a structure may state, what a side has for itself, and how prices fall."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError
from test_economics_npv import FREE, PFLOP_HOUR, machine

import orbitdc
from orbitdc.catalog import defaults
from orbitdc.economics.carbon import CarbonLine
from orbitdc.economics.cohorts import by_calendar, by_date, campaign_months, delivered, launched_by, linear
from orbitdc.economics.financing import Financing
from orbitdc.economics.learning_curve import LaunchLearning, PathOfPrice, generation_factors, price_factors
from orbitdc.economics.own_capital import OwnCapital
from orbitdc.economics.rents import Market, prices_usd, rents_usd, waited
from orbitdc.economics.side import Entry
from orbitdc.economics.waterfall import cover_of, waterfall
from orbitdc.ledger.cost_line import Category, Component, CostLine


def plan(**changes: Any) -> Financing:
    return Financing(**{**{key: row.value for key, row in defaults("financing").items()}, **changes})


LOAN = {"structure": "level_loan", "debt_share_frac": 0.6, "covenant_cover": 1.1, "lock_up_cover": 1.2}
PROJECT = {**LOAN, "structure": "project_debt", "contract_usd_per_pflop_hour": 2.0, "debt_service_cover": 1.3}


@pytest.mark.parametrize(
    "changes",
    [
        {**LOAN, "debt_term_months": 24, "interest_only_months": 23},
        {**LOAN, "junior_share_frac": 0.4},
        {**LOAN, "covenant_cover": 1.2},
        {**LOAN, "lock_up_cover": 5.0},  # a loan that no cover sizes
        {**PROJECT, "lock_up_cover": 1.3},
        {**PROJECT, "covenant_cover": 1.3, "lock_up_cover": 1.3},
        {"structure": "lease", "junior_share_frac": 0.0},
    ],
)
def test_a_structure_may_go_to_its_edge(changes: dict[str, Any]) -> None:
    assert plan(**changes).explicit


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({**LOAN, "debt_term_months": 24, "interest_only_months": 24}, "interest_only_months"),
        ({**LOAN, "junior_share_frac": 0.41}, "junior_share_frac"),
        ({"structure": "corporate", "junior_share_frac": 0.1}, "junior_share_frac"),
        ({"structure": "lease", "junior_share_frac": 0.1}, "junior_share_frac"),
        ({**LOAN, "covenant_cover": 1.21}, "covenant_cover"),
        ({**PROJECT, "contract_usd_per_pflop_hour": None}, "contract_usd_per_pflop_hour"),
        ({**PROJECT, "lock_up_cover": 1.31}, "lock_up_cover"),
        ({**PROJECT, "covenant_cover": 1.4, "lock_up_cover": 1.5}, "covenant_cover"),  # both are above: the worse
    ],
)
def test_beyond_its_edge_a_structure_is_refused_at_the_key(changes: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError) as caught:
        plan(**changes)
    (problem,) = caught.value.errors()
    assert told in problem["msg"].split(" lies above ")[0]


@pytest.mark.parametrize(
    ("basis", "key"), [("contract", "contract_usd_per_gpu_hour"), ("tokens", "price_usd_per_million_tokens")]
)
def test_what_is_sold_at_a_price_states_it(basis: str, key: str) -> None:
    money = orbitdc.load("ai1_vs_colossus").money
    with pytest.raises(ValidationError, match=f"rent_basis: {basis} has no price"):
        money.changed(rent_basis=basis)
    assert money.changed(**{"rent_basis": basis, key: 3.0}).rent_basis == basis
    assert money.changed(**{key: 3.0}).rent_basis == "take_or_pay"


def test_a_side_has_what_it_states_and_shares_the_rest() -> None:
    money = orbitdc.load("ai1_vs_colossus").money.changed(
        real_wacc_frac=0.07,
        tax_frac=0.2,
        risk_premium_frac=0.02,
        orbit=OwnCapital(tax_frac=0.1),
        ground=OwnCapital(real_wacc_frac=0.05),
    )
    orbit, ground = money.of("orbit"), money.of("ground")
    assert (orbit.real_wacc_frac, orbit.tax_frac, orbit.risk_premium_frac) == (0.07, 0.1, 0.02)
    assert (ground.real_wacc_frac, ground.tax_frac, ground.risk_premium_frac) == (0.05, 0.2, 0.0)
    assert orbit.orbit is orbit.ground is ground.orbit is ground.ground is None
    assert money.changed(ground=OwnCapital(risk_premium_frac=0.01)).of("ground").risk_premium_frac == 0.01
    shared = money.sharing("tax_frac")
    assert (shared.of("orbit").tax_frac, shared.of("ground").real_wacc_frac) == (0.2, 0.05)
    assert shared.risk_premium_frac == 0.02
    assert money.sharing("real_wacc_frac").of("ground").real_wacc_frac == 0.07
    calm = money.sharing("risk_premium_frac")
    assert (calm.risk_premium_frac, calm.of("orbit").risk_premium_frac, calm.of("orbit").tax_frac) == (0.0, 0.0, 0.1)


def test_a_resale_price_that_rises_with_age_does_not_go_on_rising() -> None:
    money = orbitdc.load("ai1_vs_colossus").money
    odd = money.changed(resale_24_months_frac=0.5, resale_36_months_frac=0.1, resale_60_months_frac=0.3)
    assert (odd.resale_frac(48.0), odd.resale_frac(120.0)) == (pytest.approx(0.2), 0.3)


# -- build-up ----------------------------------------------------------------------------------------------------------


def test_an_even_ramp_is_cut_into_at_most_120_cohorts() -> None:
    assert linear(0.0).tolist() == linear(0.4).tolist() == linear(1.0).tolist() == [1.0]
    assert linear(2.4).tolist() == [0.5, 0.5]
    assert np.count_nonzero(linear(120.0)) == 120
    long = linear(121.0)
    assert (long.size, np.flatnonzero(long)[:3].tolist(), np.count_nonzero(long)) == (121, [0, 2, 4], 61)
    assert long.sum() == pytest.approx(1.0)
    assert linear(1e6).size == 12_000


def test_a_calendar_is_cut_at_the_ends_of_months() -> None:
    """Half of it in the first 2.5 months and half in the last 1.5: months 0, 1, 2 and 3 hold 20, 20, 27 and 33 %."""
    shares = by_calendar(np.array([0.0, 2.5, 4.0]), np.array([0.0, 0.5, 1.0]))
    assert shares.tolist() == pytest.approx([0.2, 0.2, 0.1 + 0.5 / 3, 1.0 / 3])
    assert by_calendar(np.array([0.0, 3.0 + 1e-12]), np.array([0.0, 1.0])).size == 3  # rounding makes no fourth
    assert by_calendar(np.array([0.0, 3.1]), np.array([0.0, 1.0])).size == 4
    assert by_calendar(np.array([0.0, 0.2]), np.array([0.0, 1.0])).tolist() == [1.0]
    long = by_calendar(np.array([0.0, 240.0]), np.array([0.0, 1.0]))
    assert np.flatnonzero(long)[:3].tolist() == [0, 2, 4]
    assert np.count_nonzero(long) == 120
    assert by_calendar(np.array([0.0, 1e6]), np.array([0.0, 1.0])).size == 12_000


def test_dates_fall_in_the_nearest_month_after_the_first() -> None:
    dates = [dt.date(2027, 3, 1), dt.date(2027, 1, 1), dt.date(2027, 1, 10)]
    assert by_date(dates, [1.0, 2.0, 1.0]).tolist() == [0.75, 0.0, 0.25]
    assert delivered(np.array([3.0, 1.0]), np.array([0.5, 0.0, 0.5])).tolist() == [1.5, 0.5, 1.5, 0.5]


def test_a_cadence_grows_until_it_reaches_its_maximum() -> None:
    """100 launches a year that double every year up to 200: 100/ln 2 in the first year, and 200 in each later one."""
    first_year = 100.0 / math.log(2.0)
    assert launched_by(1.0, 100.0, 1.0, 200.0) == pytest.approx(first_year)
    assert launched_by(2.5, 100.0, 1.0, 200.0) == pytest.approx(first_year + 300.0)
    assert launched_by(0.5, 100.0, 1.0, 200.0) == pytest.approx(100.0 * (math.sqrt(2.0) - 1.0) / math.log(2.0))
    assert launched_by(2.0, 300.0, 1.0, 200.0) == 400.0  # no more than the maximum from the first day on
    assert launched_by(2.0, 300.0, 0.0, 200.0) == 400.0
    assert campaign_months(first_year + 300.0, 100.0, 1.0, 200.0) == pytest.approx(30.0)
    assert campaign_months(first_year, 100.0, 1.0, 200.0) == pytest.approx(12.0)
    assert campaign_months(400.0, 300.0, 1.0, 200.0) == campaign_months(400.0, 300.0, 0.0, 200.0) == 24.0


# -- prices that fall --------------------------------------------------------------------------------------------------


def path(rate: float = 0.0, decline: float = 0.0, floor: float = 0.0) -> PathOfPrice:
    return PathOfPrice(label="path", rate_frac=rate, decline_per_y=decline, floor_frac=floor)


def test_a_price_falls_with_the_date_with_what_is_made_and_to_its_floor() -> None:
    shares = np.array([0.5, *[0.0] * 11, 0.5])
    assert price_factors(path(), 1.0, 5.0, 9.0, shares).tolist() == [1.0] * 13
    dated = price_factors(path(decline=0.19), 1.0, 0.0, 9.0, shares)
    assert dated[[0, 6, 12]] == pytest.approx([1.0, 0.9, 0.81])
    assert price_factors(path(decline=0.19, floor=0.85), 1.0, 0.0, 9.0, shares)[12] == 0.85
    # With 1 - 1/sqrt(2) a doubling the price is the root of 1/M: 2 (sqrt b - sqrt a)/(b - a) on average from a to b.
    wright = price_factors(path(1.0 - math.sqrt(0.5)), 4.0, 24.0, 24.0, shares)
    first, last = (2.0 * 2.0 * (math.sqrt(b) - math.sqrt(a)) / (b - a) for a, b in ((4.0, 16.0), (40.0, 52.0)))
    assert wright[[0, 12]] == pytest.approx([first, last])
    assert wright[6] == pytest.approx(2.0 / math.sqrt(4.0 + 12.0 + 12.0))  # nothing of the fleet's own in that month
    both = price_factors(path(1.0 - math.sqrt(0.5), decline=0.19), 4.0, 24.0, 24.0, shares)
    assert both[12] == pytest.approx(0.81 * last)


@pytest.mark.parametrize("rate", [-0.01, 0.5])
def test_a_learning_rate_lies_between_none_and_a_half(rate: float) -> None:
    with pytest.raises(ValidationError):
        path(rate)


def test_a_later_generation_stays_above_the_floor() -> None:
    learning = LaunchLearning(
        label="x", rate_frac=0.0, decline_per_y=0.0, floor_frac=0.5, flown_t=1.0, others_t_per_y=0.0
    )
    found = generation_factors(learning, 1.0, np.array([0.5, 0.5]), [0, 12, 60], 0.2)
    assert found.tolist() == [pytest.approx([1.0, 1.0]), pytest.approx([0.8, 0.8]), [0.5, 0.5]]
    assert generation_factors(learning, 1.0, np.ones(1), [0, 60]).tolist() == [[1.0], [1.0]]
    assert learning.production() == (1.0, 0.0)


# -- rents -------------------------------------------------------------------------------------------------------------


def test_a_contract_of_a_year_ends_in_its_own_month_or_at_the_end_of_its_year() -> None:
    side = machine(months=25)
    market = Market(4.0, 0.3, contract_usd_per_pflop_hour=5.0, contract_months=12)
    assert (prices_usd(side, market)[:13] == 5.0).tolist() == [True] * 12 + [False]
    yearly = replace(side, discounting="year_end")
    assert (prices_usd(yearly, market)[:14] == 5.0).tolist() == [True] * 13 + [False]
    assert prices_usd(side, market.alone)[0] == 4.0
    flat = Market(4.0, 0.3, entry_decline_per_y=0.1).flat
    assert prices_usd(side, flat).tolist() == [4.0] * 25
    waits = replace(side, wait_months=12.0)
    assert prices_usd(waits, Market(4.0, 0.3))[[0, 12]] == pytest.approx([2.8, 1.96])
    assert prices_usd(waits, Market(4.0, 0.3, term_months=24))[[0, 23, 24]] == pytest.approx([2.8, 2.8, 4.0 * 0.7**3])


def test_silicon_bought_later_is_cheaper_and_nothing_else_is() -> None:
    side = machine()
    later = waited(side, Market(1.0, 0.0, it_decline_per_y=0.3), 2.0)
    assert [line.usd for line in later.lines] == pytest.approx([490.0, 60.0])
    assert later.wait_months == 24.0
    same = waited(side, Market(1.0, 0.5), 1.0)
    assert (same.lines, same.wait_months) == (side.lines, 12.0)


def test_new_units_sign_at_the_rent_of_new_silicon_and_their_successors_too() -> None:
    """A unit enters at once and another after a year; new silicon loses 19 % a year, old rents half."""
    profile, shares = np.full(24, PFLOP_HOUR), np.array([0.5, *[0.0] * 11, 0.5])
    flop = np.convolve(profile, shares)
    side = replace(machine(), lines=(), flop_by_month=flop, entry=Entry(profile, shares, 12))
    market = Market(1.0, 0.5, entry_decline_per_y=0.19)
    found = rents_usd(side, market)
    # months 0 and 6 of the first unit, then its successor and the second unit side by side, in the same month of life
    assert found[[0, 6]] == pytest.approx([0.5, 0.5 * math.sqrt(0.5)])
    assert found[[12, 18]] == pytest.approx([0.81, 0.81 * math.sqrt(0.5)])
    assert found[24] == pytest.approx(0.5 * 0.81**2)
    assert FREE.tax_frac == 0.0


# -- cash of lenders and owners ----------------------------------------------------------------------------------------


def test_cash_is_held_below_the_lock_up_and_paid_out_at_the_end() -> None:
    cover = cover_of(np.array([120.0, 110.0, 100.0, 90.0]), np.array([100.0, 100.0, 100.0, 0.0]))
    assert cover[:3].tolist() == [1.2, 1.1, 1.0]
    assert math.isnan(cover[3])
    found = waterfall(np.array([20.0, 10.0, -30.0, 5.0]), cover, 1.05, 1.2)
    assert found.locked.tolist() == [False, True, True, False]
    assert found.breached.tolist() == [False, False, True, False]
    assert found.equity_usd.tolist() == [20.0, 0.0, -20.0, 5.0]  # the 10 that were held, and 20 more from the owner
    assert found.held_usd.tolist() == [0.0, 10.0, 0.0, 0.0]
    last = waterfall(np.array([10.0, 10.0]), np.array([1.0, 1.0]), 1.05, 1.2)
    assert (last.equity_usd.tolist(), last.held_usd.tolist()) == ([0.0, 20.0], [10.0, 0.0])
    sized = waterfall(np.array([10.0]), np.array([1.2 - 1e-12]), 1.2, 1.2)  # at its covenant but for rounding
    assert (sized.locked.tolist(), sized.breached.tolist()) == ([False], [False])


def test_lines_are_named_by_their_part() -> None:
    assert CarbonLine(Category.BUS, 1.0, 0, label="array").what == "bus: array"
    assert CarbonLine(Category.BUS, 1.0, 0).what == "bus"
    assert CarbonLine(Category.BUS, 1.0, 0).months == 1
    assert CostLine(Category.BUS, Component.BUS, 1.0, 0).paid(2.0, 3).what == "bus"
