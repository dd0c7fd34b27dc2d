"""Profit at market rents against closed forms, a root finder of another library, and the ledger itself."""

from __future__ import annotations

import itertools
import warnings
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq

from orbitdc.catalog import table
from orbitdc.comparison.run import Run
from orbitdc.economics.discounting import counted
from orbitdc.economics.npv import after_tax_usd, net_present_value
from orbitdc.economics.rents import Market, rents_usd
from orbitdc.economics.side import CapitalTerms, Entry, Side
from orbitdc.ledger import Terms, returns
from orbitdc.ledger.cost_line import Category, Component, CostLine
from orbitdc.ledger.returns import irr, rates_of_return
from orbitdc.report.headline import headline
from orbitdc.results.save import summary_of

RunOf = Callable[..., Run]
AI1 = "ai1_vs_colossus"
PFLOP_HOUR = 3.6e18


def machine(lead: int = 6, months: int = 60, wait_months: float = 0.0) -> Side:
    """1,000 USD paid ``lead`` months ahead, 60 USD of running cost, one PFLOP-hour a month."""
    return Side(
        name="machine",
        lines=(
            CostLine(Category.ACCELERATORS, Component.COMPUTE, 1000.0, -lead, capex=True),
            CostLine(Category.ENERGY, Component.POWER, 60.0, 0, months),
        ),
        flop_by_month=np.full(months, PFLOP_HOUR),
        capital=CapitalTerms(FREE, FREE),
        wait_months=wait_months,
        accelerators=1.0,
        it_w=1.0,
        nameplate_pflop_per_s=1.0,
        delivered_pflop_per_s=1.0,
        gpu_hours=1.0,
        it_kwh=1.0,
    )


FREE = Terms(0.0, 0.0, 0.0, 0.0)


def test_a_side_that_pays_nothing_before_service_has_a_worth() -> None:
    # 1,000 USD in month 3 and one USD a month of cost, 30 a month of revenue from month 0.
    paid_late = machine(lead=-3)
    found = net_present_value(paid_late, FREE, Market(30.0, 0.0))
    assert found.npv_usd == pytest.approx(60 * 30.0 - 1060.0, rel=1e-12)
    assert found.months_to_first_flop == 0
    assert found.payback_y == pytest.approx(34 / 12.0)  # 29 a month cover 1,000 in the 35th month of service


def test_without_interest_worth_is_revenue_less_cost() -> None:
    found = net_present_value(machine(), FREE, Market(30.0, 0.0))
    assert found.npv_usd == pytest.approx(60 * 30.0 - 1060.0, rel=1e-12)
    # 29 USD a month after 6 months: the payment at the start of the 35th month covers the last of the 1,000.
    assert found.payback_y == pytest.approx((6 + 34) / 12.0)
    assert found.months_to_first_flop == 6
    assert found.delay_usd_per_y == 0.0  # nothing falls and nothing earns interest


def test_the_rate_of_return_is_that_of_the_flows() -> None:
    """Monthly flows discounted by years, solved by Brent's method."""
    found = net_present_value(machine(), FREE, Market(30.0, 0.0))
    when = np.concatenate([[0.0], (np.arange(60) + 6) / 12.0])
    flows = np.concatenate([[-1000.0], np.full(60, 29.0)])
    expected = brentq(lambda r: float(flows @ (1.0 + r) ** -when), 0.0, 2.0, xtol=1e-13)
    assert found.irr_frac == pytest.approx(expected, rel=1e-8)


def test_falling_rents_and_waiting_take_from_it() -> None:
    money = Terms(0.08, 0.0, 0.0, 0.0)
    now, later = (net_present_value(machine(wait_months=wait), money, Market(60.0, 0.3)) for wait in (0.0, 12.0))
    assert later.npv_usd == pytest.approx(now.npv_usd - now.delay_usd_per_y, rel=1e-9)
    assert later.months_to_first_flop == now.months_to_first_flop + 12
    assert now.npv_usd > later.npv_usd
    assert now.irr_frac is not None
    assert later.irr_frac is not None
    assert later.irr_frac < now.irr_frac
    # By hand: the rent is that of the first month of service, and 0.7 of it a year later.
    served = np.arange(60) / 12.0
    hand = float((60.0 * 0.7**served - 1.0) @ 1.08 ** -(served + 0.5)) - 1000.0
    assert now.npv_usd == pytest.approx(hand, rel=1e-9)


def test_rents_and_silicon_fall_from_one_date() -> None:
    """A year's delay is worth nothing but the interest where rents and accelerators fall alike and all else is free."""
    chips = machine()
    chips = replace(chips, lines=chips.lines[:1])
    money, alike = Terms(0.08, 0.0, 0.0, 0.0), Market(60.0, 0.3, 0.3)
    now, later = (net_present_value(replace(chips, wait_months=wait), money, alike).npv_usd for wait in (0.0, 12.0))
    assert later == pytest.approx(0.7 * now / 1.08, rel=1e-12)
    rents_alone = net_present_value(replace(chips, wait_months=12.0), money, Market(60.0, 0.3)).npv_usd
    assert rents_alone == pytest.approx(later - 0.3 * 1000.0 / 1.08, rel=1e-12)  # chips at the old price


def test_a_contract_holds_its_rent_for_its_term() -> None:
    """Two years at 60 USD, two at 0.49 of it and one at 0.2401, less a dollar a month and 1,000 at first."""
    found = net_present_value(machine(), FREE, Market(60.0, 0.3, term_months=24))
    assert found.npv_usd == pytest.approx(60.0 * (24 + 24 * 0.49 + 12 * 0.2401) - 1060.0, rel=1e-12)
    whole = net_present_value(machine(), FREE, Market(60.0, 0.3, term_months=60)).npv_usd
    assert whole == pytest.approx(60.0 * 60 - 1060.0, rel=1e-12)
    monthly, on_demand = (net_present_value(machine(), FREE, Market(60.0, 0.3, term_months=term)) for term in (1, 0))
    assert monthly.npv_usd == pytest.approx(on_demand.npv_usd, rel=1e-12)
    # What must be paid at first, in the same contracts, makes it worth nothing.
    assert found.required_usd_per_pflop_hour is not None
    paid = replace(Market(60.0, 0.3, term_months=24), usd_per_pflop_hour=found.required_usd_per_pflop_hour)
    assert net_present_value(machine(), FREE, paid).npv_usd == pytest.approx(0.0, abs=1e-9)


def test_units_that_enter_later_sign_later() -> None:
    """Half in month 0 and half in month 12, a life of 24 months, contracts of 12: worked month by month."""
    profile, shares = np.full(24, PFLOP_HOUR), np.array([0.5, *[0.0] * 11, 0.5])
    flop = np.convolve(profile, shares)
    side = replace(machine(), lines=(), flop_by_month=flop, entry=Entry(profile, shares, 24))
    first, second, third = 1.0, 0.7, 0.49  # of contracts signed in months 0, 12 and 24
    hand = [0.5 * first] * 12 + [0.5 * second + 0.5 * second] * 12 + [0.5 * third] * 12
    assert rents_usd(side, Market(1.0, 0.3, term_months=12)) == pytest.approx(hand, rel=1e-12)
    # New silicon whose rent has not fallen: whoever enters in month 12 signs at the first rent.
    alike = [0.5] * 12 + [0.5 * second + 0.5] * 12 + [0.5 * second] * 12
    newest = Market(1.0, 0.3, term_months=12, entry_decline_per_y=0.0)
    assert rents_usd(side, newest) == pytest.approx(alike, rel=1e-12)
    # A second generation after 12 months is new silicon too: every contract is a first one.
    again = replace(side, entry=Entry(profile, shares, 12))
    assert rents_usd(again, newest) == pytest.approx(flop / PFLOP_HOUR, rel=1e-12)
    # Counted at the ends of years, a year's revenue is the sum of its months.
    yearly = counted(replace(side, discounting="year_end"))
    found = rents_usd(yearly, Market(1.0, 0.3, term_months=12))
    assert found[12::12] == pytest.approx([sum(hand[at : at + 12]) for at in (0, 12, 24)], rel=1e-12)


@pytest.mark.parametrize("side", ["orbit", "ground"])
def test_what_enters_month_by_month_is_what_is_delivered(run_of: RunOf, side: str) -> None:
    """The record of entries gives back the FLOP by month, also of a site built in phases, and of later generations."""
    for sets in ((), ("mission.horizon_y=7",), ("ground.from=colossus_1", "ground.build_up.from=colossus_1")):
        one = getattr(run_of(AI1, *sets), side).side
        assert np.convolve(one.entry.profile, one.entry.shares) == pytest.approx(one.flop_by_month, rel=1e-9), sets


def test_the_term_of_the_rent_is_told(run_of: RunOf) -> None:
    """GB300 is let by contracts of one to five years, B200 by a spot index: the run says which, and what is paid."""
    held, spot = (summary_of(run_of(AI1, *sets)) for sets in ((), ("accelerator.rent_term_months=0",)))
    words = dict(headline(held))["what compute sells for"]
    assert "3.60 USD per GPU-hour from 2028-05-20 on, in contracts of 36 months, each at the rent of its day" in words
    assert "at the rent of the month, which falls 30 % a year" in dict(headline(spot))["what compute sells for"]
    assert (held["market"]["rent_term_months"], spot["market"]["rent_term_months"]) == (36, 0)
    assert held["market"]["ground"]["npv_usd"] > spot["market"]["ground"]["npv_usd"]
    for name, rows in table("accelerators").items():
        term = rows["rent_term_months"]
        assert 0 <= term.low <= term.value <= term.high, name


def test_what_enters_later_has_the_silicon_of_its_day(run_of: RunOf) -> None:
    """Unless the same silicon gets cheaper; and it never earns less than what is older."""
    newest, cheaper, held = (
        run_of(AI1, *sets) for sets in ((), ("money.it_price_decline_per_y=0.1",), ("money.rent_decline_per_y=0.01",))
    )
    markets = [run.market for run in (newest, cheaper, held)]
    assert [market.entry_decline_per_y for market in markets if market] == [0.035, None, 0.01]
    worst = run_of(AI1, "money.new_silicon_rent_decline_per_y=0.3")  # as if all of it were of one date
    assert worst.npv["orbit"].npv_usd < newest.npv["orbit"].npv_usd
    assert worst.ratio_like_for_like == newest.ratio_like_for_like  # the levelized cost knows no rents
    told = summary_of(cheaper)["market"]
    assert told["new_silicon_decline_per_y"] is None
    assert "money.it_price_decline_per_y" in told["new_silicon_decline_per_y_reason"]


def test_what_never_earns_says_so() -> None:
    found = net_present_value(machine(), FREE, Market(0.5, 0.0))
    assert (found.irr_frac, found.payback_y) == (None, None)
    assert found.reason == "revenue never covers the cost, at any rate"
    rich = net_present_value(machine(), FREE, Market(5000.0, 0.0))
    assert rich.irr_frac is None
    assert rich.reason == "above 200% a year"


@pytest.mark.parametrize("side", ["orbit", "ground"])
def test_sold_at_its_levelized_cost_a_side_earns_its_cost_of_capital(run_of: RunOf, side: str) -> None:
    """The ledger's price is what revenue must be: worth 0, tax included, and a return of the WACC."""
    run = run_of(AI1)
    priced = run.orbit if side == "orbit" else run.ground
    money = priced.side.capital.terms
    assert priced.cost.usd_per_pflop_hour is not None
    found = net_present_value(priced.side, money, Market(priced.cost.usd_per_pflop_hour, 0.0))
    assert found.npv_usd == pytest.approx(0.0, abs=1e-6 * priced.cost.pv_usd)
    assert found.irr_frac == pytest.approx(money.real_wacc_frac, abs=1e-6)


@pytest.mark.parametrize("side", ["orbit", "ground"])
def test_payments_added_up_by_month_are_worth_what_the_ledger_says(run_of: RunOf, side: str) -> None:
    """At any rate; sums in another order keep the last digits but three."""
    run = run_of(AI1)
    priced = (run.orbit if side == "orbit" else run.ground).side
    money, market = priced.capital.terms, Market(20.0, 0.3)
    _, flows = after_tax_usd(priced, money, market)
    assert priced.wait_months == 0.0
    years = np.arange(flows.size) / 12.0  # from the first payment on, which is made before service
    for rate in (-0.4, -0.05, 0.0, 0.0607, 0.3, 2.0):
        whole = net_present_value(priced, money._replace(real_wacc_frac=rate), market).npv_usd
        assert flows @ (1.0 + rate) ** -years == pytest.approx(whole, rel=1e-11), rate


def test_market_price_is_the_rent_over_what_an_hour_delivers(run_of: RunOf) -> None:
    run = run_of(AI1)
    market = summary_of(run)["market"]
    per_hour = 5.0 * 0.8 * run.ground.side.mfu_frac * run.ground.side.scale_out_frac
    assert market["usd_per_pflop_hour"] == pytest.approx(3.6 / per_hour, rel=1e-12)
    assert market["orbit"]["npv_usd"] < market["ground"]["npv_usd"]
    assert market["orbit"]["npv_usd"] < 0.0
    assert market["orbit"]["irr_frac"] < 0.0  # less is earned than spent
    told = dict(headline(summary_of(run)))["profit at market rents in orbit"]
    assert f"less is earned than spent, return {market['orbit']['irr_frac']:.1%} a year, real after tax" in told


def test_a_merchant_is_paid_for_busy_hours_alone(run_of: RunOf) -> None:
    taken, merchant = (
        summary_of(run_of(AI1, f"money.rent_basis={basis}"))["market"] for basis in ("take_or_pay", "merchant")
    )
    assert merchant["usd_per_pflop_hour"] == pytest.approx(0.8 * taken["usd_per_pflop_hour"], rel=1e-12)  # occupancy
    assert merchant["ground"]["npv_usd"] < taken["ground"]["npv_usd"]
    assert (taken["rent_basis"], taken["rent_date"]) == ("take_or_pay", "2028-05-20")


def test_waiting_for_the_grid_costs_the_ground_what_falls_meanwhile(run_of: RunOf) -> None:
    now, later = (run_of(AI1, f"ground.power_wait_months={months}") for months in (0, 12))
    lost = now.npv["ground"].delay_usd_per_y
    assert now.npv["ground"].npv_usd - later.npv["ground"].npv_usd == pytest.approx(lost, rel=1e-9)
    assert later.ratio_like_for_like == now.ratio_like_for_like  # cheapest and profitable are separate answers


@pytest.mark.parametrize("name", ["ai1_vs_colossus", "starlink_compute_shell"])
def test_the_other_view_of_a_later_flop_is_shown(run_of: RunOf, name: str) -> None:
    """What is shown beside the ratio is what the switch would make of it, to the last bit."""
    alike, falling = run_of(name), run_of(name, "money.flop_value_decline_per_y=0.3")
    shown = summary_of(alike)["flop_value"]
    assert shown["ratio_without_decline"] == alike.ratio_like_for_like
    assert shown["ratio_declining_as_rents"] == falling.ratio_like_for_like
    back = summary_of(falling)["flop_value"]
    assert (back["decline_per_y"], back["ratio_without_decline"]) == (0.3, alike.ratio_like_for_like)
    # The fleet is launched over years and the site filled in months: later FLOP that count less cost the orbit more.
    assert alike.deployment.ramp_months > alike.scenario.ground.ramp_months
    assert (falling.ratio_like_for_like or 0.0) > (alike.ratio_like_for_like or 0.0)


@pytest.mark.parametrize("rate", [-0.93, -0.53, -0.1, 0.0, 0.22, 1.9])
def test_a_return_is_found_wherever_it_lies(rate: float) -> None:
    """One payment and one receipt three years later: (receipt/payment)^(1/3) - 1, in closed form."""
    (found,) = rates_of_return([-100.0, 100.0 * (1.0 + rate) ** 3], [0.0, 3.0])
    assert found == pytest.approx(rate, abs=1e-12)


@settings(deadline=None, max_examples=30)
@given(st.lists(st.floats(-0.9, 4.0), min_size=1, max_size=4), st.floats(0.25, 3.0))
def test_every_rate_is_found_however_narrow_the_band(roots: list[float], apart_y: float) -> None:
    """Flows with known roots: the product of (v - 1/(1+r)) over the roots, v the discount factor of a period."""
    worth = sorted((1.0 + root) ** -apart_y for root in roots)
    if any(b / a < 1.01 for a, b in itertools.pairwise(worth)):
        return  # nearer to each other than rounding of the coefficients tells apart
    flows = np.polynomial.polynomial.polyfromroots(worth)
    found = list(rates_of_return(flows, apart_y * np.arange(flows.size)))
    assert found == sorted(found, reverse=True)
    assert found == pytest.approx(sorted(roots, reverse=True), abs=1e-4)


def test_a_campaign_of_centuries_has_a_return_without_a_warning() -> None:
    """A perpetuity of a dollar a month for twenty pays 5 % a month; 4,000 months are forever to fifteen digits."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert irr([-20.0] + [1.0] * 4000) == pytest.approx(0.05, rel=1e-12)


def test_rates_of_return_of_a_thousand_years_take_few_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """12,000 months of 1 USD for 100 USD at once return r with (1 - (1+r)^-n) / r = 100; each look costs a sum of all
    flows, and there were 12,000 of them where the width of a look was the inverse of the whole time."""
    looks, real = 0, returns._Sums.between

    def counted(*given: Any) -> tuple[bool, bool]:
        nonlocal looks
        looks += 1
        return real(*given)

    monkeypatch.setattr(returns._Sums, "between", counted)
    flows = np.ones(12_001)
    flows[0] = -100.0
    (rate,) = rates_of_return(flows)
    assert (1.0 - (1.0 + rate) ** -12_000.0) / rate == pytest.approx(100.0, rel=1e-10)  # 1e-12 of a sum of 12,000
    later = np.zeros(12_000)
    later[[0, 600, 11_000, 11_999]] = 1.0, -3.0, -2.0, 5.0  # three changes of sign, eight centuries apart
    found = list(rates_of_return(later))
    scale = [np.abs(later) @ (1.0 + x) ** (-np.arange(12_000.0)) for x in found]
    assert [abs(returns.npv(x, later)) / one < 1e-9 for x, one in zip(found, scale, strict=True)] == [True] * len(found)
    assert len(found) % 2 == 0  # as the first and the last flow are receipts
    assert looks < 300
