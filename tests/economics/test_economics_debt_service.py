"""Structures of finance through the whole run: one door for both sides, and never a cost of capital beside debt."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import numpy_financial as npf
import pytest

import orbitdc
from orbitdc.catalog import defaults, table
from orbitdc.comparison.pricing import price
from orbitdc.comparison.run import Run, simulate
from orbitdc.economics.debt_service import debt_service, discount_terms
from orbitdc.economics.financing import Financing
from orbitdc.errors import ScenarioError
from orbitdc.ledger import Terms, levelize, real_rate
from orbitdc.ledger.cost_line import Category, Component, CostLine
from orbitdc.ledger.lease import Lease
from orbitdc.results.save import summary_of

AI1 = "ai1_vs_colossus"
SHORT = (
    "mission.service_date=2028-05-20",
    "numerics.window_days=40",
    "numerics.planes_marched=3",
    "numerics.phases_marched=2",
)
NO_FEES = {"fee_frac": 0.0, "discount_frac": 0.0}
FLOP = np.full(60, 1e20)
CHIPS = CostLine(Category.ACCELERATORS, Component.COMPUTE, 1e9, -3, depreciation="bonus", capex=True)
HALL = CostLine(Category.FACILITY, Component.FACILITY, 3e8, -24, 20, "building39", capex=True)
POWER = CostLine(Category.ENERGY, Component.POWER, 1e8, 0, 60)
LINES = (CHIPS, HALL, POWER)
LOANS = ("level_loan", "bullet_loan", "notes_and_term_loan", "project_debt")


def plan(structure: str, **changes: Any) -> Financing:
    rows = {key: row.value for key, row in defaults("financing").items()}
    price = {"contract_usd_per_pflop_hour": 2e6} if structure == "project_debt" else {}
    return Financing(**{**rows, "structure": structure, **price, **changes})


def cost(structure: Financing | None, money: Terms, lines: tuple[CostLine, ...] = LINES) -> float:
    """Present value of a side to its owner, in USD."""
    at = discount_terms(money, structure, 0.0)
    made = lines if structure is None else debt_service(lines, FLOP, structure, at).lines
    return levelize(made, FLOP, at).pv_usd


# -- the structures on a small side ------------------------------------------------------------------------------------


def test_corporate_adds_nothing() -> None:
    money = Terms(0.0607, 0.025, 0.21, 0.0)
    made = debt_service(LINES, FLOP, plan("corporate"), money)
    assert made.lines == LINES
    assert discount_terms(money, plan("corporate"), 0.0) == money == discount_terms(money, None, 0.0)


@pytest.mark.parametrize("structure", [*LOANS, "lease"])
def test_explicit_debt_is_never_discounted_at_a_cost_of_capital(structure: str) -> None:
    """With debt service in the flows, the rate is the owner's: the cost of capital no longer enters."""
    chosen = plan(structure)
    low, high = (cost(chosen, Terms(wacc, 0.025, 0.21, 0.0)) for wacc in (0.02, 0.12))
    assert low == high
    at = discount_terms(Terms(0.02, 0.025, 0.21, 0.0), chosen, 0.01)
    assert at.real_wacc_frac == pytest.approx(real_rate(chosen.equity_return_frac, 0.025) + 0.01, rel=1e-12)


@pytest.mark.parametrize("structure", LOANS)
@pytest.mark.parametrize("tax", [0.0, 0.21])
def test_debt_that_costs_what_the_owner_asks_changes_nothing(structure: str, tax: float) -> None:
    """Modigliani and Miller: a loan whose rate after tax is the cost of equity has no present value."""
    monthly = 1.1 ** (1 / 12) - 1.0
    rate = 12 * monthly / (1 - tax)
    chosen = plan(structure, debt_rate_frac=rate, notes_rate_frac=rate, equity_return_frac=0.1, **NO_FEES)
    lines = (replace(CHIPS, first_month=0), POWER)  # interest run up before service is deducted only when repaid
    alone = levelize(lines, FLOP, discount_terms(Terms(0.06, 0.025, tax, 0.0), chosen, 0.0)).pv_usd
    assert cost(chosen, Terms(0.06, 0.025, tax, 0.0), lines) == pytest.approx(alone, rel=1e-12)


@pytest.mark.parametrize("structure", [*LOANS, "lease"])
def test_cheaper_debt_costs_the_owner_less(structure: str) -> None:
    money = Terms(0.06, 0.025, 0.21, 0.0)
    dear, cheap = (cost(plan(structure, debt_rate_frac=rate, notes_rate_frac=rate), money) for rate in (0.12, 0.05))
    without = cost(plan(structure, debt_share_frac=0.0), money) if structure != "lease" else math.inf
    assert cheap < dear < without


@pytest.mark.parametrize("structure", LOANS)
def test_without_interest_what_is_lent_is_what_is_repaid(structure: str) -> None:
    chosen = plan(structure, debt_rate_frac=0.0, notes_rate_frac=0.0, **NO_FEES)
    made = debt_service(LINES, FLOP, chosen, Terms(0.1, 0.0, 0.21, 0.0))
    added = [line.usd for line in made.lines if line.what == "financing"]
    assert math.fsum(added) == pytest.approx(0.0, abs=1e-6)
    assert made.figures.financed_usd == pytest.approx(0.65 * 1.3e9, rel=1e-12)
    assert made.figures.effective_cost_frac == pytest.approx(0.0, abs=1e-9)


def test_inflation_repays_a_part_of_a_nominal_debt() -> None:
    made = debt_service(
        (replace(CHIPS, first_month=0),),
        FLOP,
        plan("bullet_loan", debt_rate_frac=0.0, **NO_FEES),
        Terms(0.1, 0.03, 0.0, 0.0),
    )
    _, received, repaid = made.lines
    assert (received.usd, received.first_month, received.depreciation) == (-6.5e8, 0, "principal")
    assert (repaid.first_month, repaid.depreciation) == (60, "principal")
    assert repaid.usd == pytest.approx(6.5e8 / 1.03**5, rel=1e-14)


def test_a_lease_of_chips_is_the_lessors_waterfall() -> None:
    chosen = plan("lease", **NO_FEES)
    made = debt_service((replace(CHIPS, first_month=0), POWER), FLOP, chosen, Terms(0.1, 0.0, 0.21, 0.0))
    monthly = 1.18 ** (1 / 12) - 1
    lease = Lease(1e9, 6.5e8, 0.085 / 12, monthly, 60, 0.1, tax_frac=0.21, periods_per_year=12)
    assert made.figures.rent_usd_per_month == pytest.approx(lease.rent_usd, rel=1e-12)
    assert made.figures.least_cover == pytest.approx(lease.least_cover, rel=1e-12)
    assert made.figures.effective_cost_frac == pytest.approx((1 + lease.cost_frac) ** 12 - 1, rel=1e-10)
    added = [line for line in made.lines if line.what == "financing"]
    assert [line.usd for line in added if line.depreciation == "bonus"] == [-1e9, pytest.approx(1e8)]
    assert [line.first_month for line in added if line.depreciation == "expense"] == list(range(1, 61))


def test_a_lessor_that_asks_what_the_lessee_does_changes_nothing() -> None:
    """Without debt and tax, at the lessee's own return, renting and buying are worth the same, residual or none."""
    lines = (replace(CHIPS, first_month=-3), POWER)
    for residual in (0.0, 0.3):
        for rent in ("arrears", "advance"):
            chosen = plan(
                "lease",
                debt_share_frac=0.0,
                lessor_return_frac=0.12,
                equity_return_frac=0.12,
                residual_frac=residual,
                rent=rent,
            )
            money = Terms(0.06, 0.025, 0.0, 0.0)
            alone = levelize(lines, FLOP, discount_terms(money, chosen, 0.0)).pv_usd
            assert cost(chosen, money, lines) == pytest.approx(alone, rel=1e-12)


def test_a_lease_covers_what_it_names() -> None:
    chips, all_of_it = (
        debt_service(LINES, FLOP, plan("lease", covers=covers), Terms(0.1, 0.0, 0.21, 0.0)).figures.financed_usd
        for covers in ("accelerators", "capex")
    )
    assert (chips, all_of_it) == (1e9, pytest.approx(1.3e9))


def test_purchases_in_service_are_financed_over_what_is_left() -> None:
    late = CostLine(Category.ACCELERATORS, Component.COMPUTE, 1e9, 50, depreciation="bonus", capex=True)
    made = debt_service((late,), FLOP, plan("level_loan"), Terms(0.1, 0.0, 0.0, 0.0))
    paid = [line for line in made.lines if line.what == "financing" and line.usd > 0]
    assert {line.first_month for line in paid} == set(range(51, 61))
    after = replace(late, first_month=60)
    assert debt_service((after,), FLOP, plan("level_loan"), Terms(0.1, 0.0, 0.0, 0.0)).lines == (after,)


def test_project_debt_is_what_contracted_cash_carries() -> None:
    rich = debt_service(LINES, FLOP, plan("project_debt"), Terms(0.1, 0.025, 0.21, 0.0)).figures
    assert rich.debt_share_frac == pytest.approx(0.65, rel=1e-12)
    poor = [
        debt_service(
            LINES, FLOP, plan("project_debt", contract_usd_per_pflop_hour=usd), Terms(0.1, 0.025, 0.21, 0.0)
        ).figures
        for usd in (5e5, 6e5)
    ]
    assert poor[0].debt_share_frac < poor[1].debt_share_frac < 0.65
    assert poor[0].least_cover == pytest.approx(1.3, rel=1e-12)
    none = debt_service(
        LINES, FLOP, plan("project_debt", contract_usd_per_pflop_hour=1.0), Terms(0.1, 0.025, 0.21, 0.0)
    )
    assert (none.figures.debt_share_frac, none.figures.effective_cost_frac) == (0.0, None)
    assert none.lines == LINES


# -- the whole run -----------------------------------------------------------------------------------------------------


def run_of(*sets: str) -> Run:
    return simulate(orbitdc.load(AI1, [*SHORT, *sets]))


def test_stating_corporate_is_stating_nothing_to_the_last_bit() -> None:
    without, stated = summary_of(run_of()), summary_of(run_of("money.financing.structure=corporate"))
    for key in ("orbit", "ground", "ratio_like_for_like", "ratio_floor", "breakeven_launch_usd_per_kg"):
        assert without[key] == stated[key]
    assert without["orbit"]["financing"]["effective_cost_frac"] == pytest.approx(0.0977, abs=5e-5)


@pytest.mark.parametrize("name", table("financing"))
def test_both_sides_walk_through_the_same_door(name: str) -> None:
    run = run_of(f"money.financing.from={name}")
    for side in (run.orbit.side, run.ground.side):
        bare = replace(side, lines=tuple(line for line in side.lines if line.what != "financing"))
        capitals = (run.orbit.side.capital, run.ground.side.capital)
        as_orbit, as_ground = (price(replace(bare, capital=capital)) for capital in capitals)
        assert as_orbit.cost == as_ground.cost
        assert as_orbit.financing == as_ground.financing
    summary = summary_of(run)
    chosen = run.scenario.money.financing
    assert chosen is not None
    for side_name in ("orbit", "ground"):
        found = summary[side_name]["financing"]
        assert found["structure"] == chosen.structure
        assert found["debt_share_frac"] == pytest.approx(chosen.debt_share_frac, rel=1e-12)
        assert found["cost_of_equity_frac"] == pytest.approx(chosen.equity_return_frac, rel=1e-12)
        assert chosen.debt_rate_frac < found["effective_cost_frac"] < chosen.equity_return_frac
        assert (found["rent_usd_per_month"] is None) == (chosen.structure != "lease")
        assert summary[side_name]["cost_parts_usd_per_pflop_hour"]["financing"] < 0.0  # debt is cheaper than equity
    assert run.orbit.side.capital == run.ground.side.capital


@pytest.mark.parametrize("name", ["xai_2025", "valor_lease", "project"])
def test_break_even_prices_equalise_both_sides(name: str) -> None:
    cheap = (
        "satellite.launched_mass=bottom_up",
        "satellite.radiator.area_m2=185",
        "satellite.solar_array.area_m2=700",
        "satellite.bus.price_usd_per_it_w=1",
        "ground.electricity_usd_per_kwh=2",
    )
    how = (f"money.financing.from={name}",)
    if name == "project":
        how = ("money.financing.structure=project_debt", "money.financing.contract_usd_per_pflop_hour=1.5")
    run = run_of(*cheap, *how)
    assert run.launch.value is not None, run.launch.reason
    even = run_of(*cheap, *how, f"launch.price_usd_per_kg={run.launch.value!r}")
    assert even.ratio_like_for_like == pytest.approx(1.0, rel=1e-9)


def mistake(*sets: str) -> str:
    with pytest.raises(ScenarioError) as caught:
        orbitdc.load(AI1, [*SHORT, *sets])
    return str(caught.value)


def test_mistakes() -> None:
    assert "money.financing.debt_term_months" in mistake(
        "money.financing.structure=level_loan", "money.financing.debt_term_months=72"
    )
    assert "a lease of 60 months outlives the accelerators it pays for, which serve 36" in mistake(
        "money.financing.structure=lease", "mission.life_y=3"
    )
    assert (
        "project_debt is sized by contracted cash flow: state contract_usd_per_pflop_hour, the price at which the "
        "output is sold ahead, or choose another structure"
    ) in mistake("money.financing.structure=project_debt")
    assert "interest_only_months = 60 leaves no month of the 60 to repay in: set it to 59 or less" in mistake(
        "money.financing.structure=level_loan", "money.financing.interest_only_months=60"
    )
    assert "money.financing.structure" in mistake("money.financing.structure=barter")
    assert "money.financing.residual_frac" in mistake("money.financing.residual_frac=1.1")
    orbitdc.load(AI1, [*SHORT, "money.financing.debt_term_months=72"])  # a corporate side has no loan to outlive it


# -- how costs are quoted, and tax before debt -------------------------------------------------------------------------


def test_a_yield_is_quoted_per_year_and_not_compounded_from_month_to_month() -> None:
    """The debt of xAI of July 2025: 12.535 % blended (finance case FC03), which compounds to 13.3 %."""
    xai = Financing(
        **{key: row.value for key, row in {**defaults("financing"), **table("financing")["xai_2025"]}.items()}
    )
    at_service = CostLine(Category.ACCELERATORS, Component.COMPUTE, 1e9, 0, depreciation="bonus", capex=True)
    found = debt_service([at_service], FLOP, xai, Terms(0.1, 0.0, 0.21, 0.0)).figures
    assert found.yield_frac == pytest.approx(0.12535, abs=2e-4)  # coupons by the month here, by the year there
    assert found.effective_cost_frac == pytest.approx((1.0 + found.yield_frac / 12.0) ** 12 - 1.0, rel=1e-12)
    assert found.effective_cost_frac == pytest.approx(0.1328, abs=3e-4)


def test_project_debt_is_carried_by_cash_after_tax() -> None:
    """Chips for 45 months of cash, deducted as service begins: of the 15 months beyond them a fifth goes in tax."""
    taxed = Terms(0.1, 0.0, 0.21, 0.0)
    chosen = plan("project_debt", contract_usd_per_pflop_hour=2.0, debt_share_frac=1.0, **NO_FEES)
    cash = 2.0 * 1e20 / 3.6e18  # USD a month
    chips = CostLine(Category.ACCELERATORS, Component.COMPUTE, 45.0 * cash, -12, depreciation="bonus", capex=True)
    monthly = chosen.debt_rate_frac / 12.0
    for at, kept in ((taxed, 0.79), (taxed._replace(tax_frac=0.0), 1.0)):
        found = debt_service([chips], FLOP, chosen, at).figures
        flows = [0.0, *(cash * (1.0 if month < 45 else kept) / chosen.debt_service_cover for month in range(60))]
        carried = npf.npv(monthly, flows) * (1.0 + monthly) ** -12  # drawn a year before service
        assert found.financed_usd == pytest.approx(carried, rel=1e-9)
        assert found.financed_usd < 45.0 * cash  # the cash is what limits it


# -- leases by hand ----------------------------------------------------------------------------------------------------


def test_a_lease_shorter_than_the_life_ends_with_one_purchase_of_what_is_left() -> None:
    """A machine of 1e9 USD leased for 24 of 60 months: rent in months 1 to 24 and a tenth of its price in month 24."""
    made = debt_service(
        (replace(CHIPS, first_month=0),), FLOP, plan("lease", debt_term_months=24, **NO_FEES), Terms(0.1, 0.0, 0.0, 0.0)
    )
    _, *added = made.lines
    assert [(line.usd, line.first_month) for line in added if line.depreciation == "bonus"] == [
        (-1e9, 0),
        (pytest.approx(1e8), 24),
    ]
    rents = [(line.usd, line.first_month) for line in added if line.depreciation == "expense"]
    assert [month for _, month in rents] == list(range(1, 25))
    lease = Lease(1e9, 6.5e8, 0.085 / 12, 1.18 ** (1 / 12) - 1, 24, 0.1, periods_per_year=12)
    assert [usd for usd, _ in rents] == pytest.approx([lease.rent_usd] * 24, rel=1e-12)
    (paid,) = made.tranches
    assert paid.interest_usd.size == 61  # from the purchase to the end of the last month of service
    assert (paid.drawn_usd[0], paid.balloon_usd[24], paid.interest_usd[1]) == (1e9, pytest.approx(1e8), rents[0][0])


@pytest.mark.parametrize("rent", ["arrears", "advance"])
def test_until_service_the_lessors_debt_runs_up_interest_and_its_equity_a_return(rent: str) -> None:
    """Six months ahead: 650 USD of debt at 1 % a month, and 350 of equity at 18 % a year; 2 % of fees on the debt."""
    early = replace(CHIPS, usd=1000.0, first_month=-6)
    changes = {"debt_rate_frac": 0.12, "fee_frac": 0.015, "discount_frac": 0.005, "rent": rent}
    found = debt_service((early,), FLOP, plan("lease", **changes), Terms(0.1, 0.0, 0.21, 0.0))
    debt, equity = 650.0 / 0.98 * 1.01**6, 350.0 * 1.18**0.5
    price = debt + equity
    monthly = 1.18 ** (1 / 12) - 1
    lease = Lease(price, debt, 0.01, monthly, 60, 100.0 / price, rent == "advance", 0.21, "bonus", 12)
    assert found.figures.rent_usd_per_month == pytest.approx(lease.rent_usd, rel=1e-12)
    assert found.figures.least_cover == pytest.approx(lease.least_cover, rel=1e-12)
    months = [line.first_month for line in found.lines if line.what == "financing" and line.depreciation == "expense"]
    assert months == (list(range(60)) if rent == "advance" else list(range(1, 61)))
    assert found.figures.financed_usd == pytest.approx(1000.0)


def test_of_several_leases_the_least_cover_and_the_highest_rent_are_told() -> None:
    """A second machine half way through has half the term: its rent comes on top, and its debt is due sooner."""
    early, late, untaxed = replace(CHIPS, first_month=0), replace(CHIPS, first_month=30), Terms(0.1, 0.0, 0.0, 0.0)
    chosen = plan("lease", residual_frac=0.0, **NO_FEES)
    first, second, both = (
        debt_service(lines, FLOP, chosen, untaxed).figures for lines in ((early,), (late,), (early, late))
    )
    assert first.least_cover is not None
    assert second.least_cover is not None
    assert first.least_cover != second.least_cover
    assert both.least_cover == min(first.least_cover, second.least_cover)
    assert first.rent_usd_per_month is not None
    assert second.rent_usd_per_month is not None
    assert both.rent_usd_per_month == pytest.approx(first.rent_usd_per_month + second.rent_usd_per_month)
    nothing = debt_service((POWER,), FLOP, plan("lease"), Terms(0.1, 0.0, 0.21, 0.0)).figures
    assert (nothing.rent_usd_per_month, nothing.least_cover, nothing.effective_cost_frac) == (None, None, None)


def test_a_leased_hall_is_deducted_as_a_hall_and_what_is_expensed_at_once() -> None:
    """A hall of 39 years and a purchase that is an expense, each leased alone: the lessor deducts it by its class."""
    monthly = 1.18 ** (1 / 12) - 1
    rents = []
    for depreciation in ("building39", "expense", "bonus"):
        bought = replace(CHIPS, usd=1000.0, first_month=0, depreciation=depreciation)
        chosen = plan("lease", **NO_FEES)
        found = debt_service((bought,), FLOP, chosen, Terms(0.1, 0.0, 0.21, 0.0)).figures.rent_usd_per_month
        by_class = "bonus" if depreciation == "expense" else depreciation
        lease = Lease(1000.0, 650.0, 0.085 / 12, monthly, 60, 0.1, False, 0.21, by_class, 12)
        assert found == pytest.approx(lease.rent_usd, rel=1e-12)
        rents.append(found)
    assert rents[0] > rents[1] == rents[2]


# -- loans by hand -----------------------------------------------------------------------------------------------------


def test_project_debt_before_service_runs_up_and_counts_the_cash_that_running_costs_leave() -> None:
    """1,000 USD two months ahead: 70 USD a month of output less 20 of running cost carry 50/1.25 = 40 a month."""
    chips = replace(CHIPS, usd=1000.0, first_month=-2)
    running = replace(POWER, usd=20.0 * 10, months=10)
    output = np.full(10, 70.0 * 3.6e18)
    chosen = plan(
        "project_debt",
        contract_usd_per_pflop_hour=1.0,
        debt_share_frac=1.0,
        debt_rate_frac=0.12,
        debt_service_cover=1.25,
        **NO_FEES,
    )
    made = debt_service((running, chips), output, chosen, Terms(0.1, 0.0, 0.0, 0.0))
    carried = -float(npf.pv(0.01, 10, 40.0)) / 1.01**2  # drawn two months before service
    (senior,) = made.tranches
    assert senior.drawn_usd[0] == pytest.approx(carried)
    assert senior.service_usd.tolist() == pytest.approx([0.0] * 3 + [40.0] * 10)
    assert senior.interest_usd[:3].tolist() == [0.0, 0.0, 0.0]  # run up, and repaid with the rest
    assert senior.owed_usd[:3].tolist() == pytest.approx([carried * 1.01**k for k in range(3)])
    assert senior.interest_usd[3] == pytest.approx(carried * 1.01**2 * 0.01)
    assert made.figures.debt_share_frac == pytest.approx(carried / 1000.0)
    assert made.figures.least_cover == pytest.approx(1.25)
    repaid = [line.usd for line in made.lines if line.what == "financing" and line.usd > 0.0]
    assert math.fsum(repaid) == pytest.approx(400.0)


def test_what_is_bought_at_the_end_of_the_term_is_the_owners() -> None:
    within, beyond = (replace(CHIPS, usd=1000.0, first_month=month) for month in (11, 12))
    chosen = plan("project_debt", contract_usd_per_pflop_hour=2e6, debt_term_months=12, **NO_FEES)
    for bought, lent in ((within, 650.0), (beyond, 0.0)):
        found = debt_service((bought,), FLOP, chosen, Terms(0.1, 0.0, 0.0, 0.0))
        assert found.figures.financed_usd == pytest.approx(lent)


def test_a_late_purchase_pays_interest_alone_until_its_last_month_at_most() -> None:
    """A loan whose first 12 months are interest alone, on a purchase with ten months left: nine, and then all of it."""
    late = replace(CHIPS, usd=1000.0, first_month=50)
    made = debt_service(
        (late,),
        FLOP,
        plan("level_loan", interest_only_months=12, debt_rate_frac=0.12, debt_share_frac=0.5, **NO_FEES),
        Terms(0.1, 0.0, 0.0, 0.0),
    )
    (senior,) = made.tranches
    assert senior.name == "senior"  # no notes and no junior debt, of which nothing is lent
    at = 51 - senior.first
    assert senior.interest_usd[at : at + 10].tolist() == pytest.approx([5.0] * 10)
    assert senior.repaid_usd[at : at + 10].tolist() == pytest.approx([0.0] * 9 + [500.0])


def test_cents_are_lent_too_and_an_owner_may_ask_less_than_inflation() -> None:
    hall = replace(HALL, usd=0.9, first_month=-3, months=2)
    made = debt_service((hall,), FLOP, plan("bullet_loan", **NO_FEES), Terms(0.1, 0.0, 0.0, 0.0))
    assert made.figures.financed_usd == pytest.approx(0.65 * 0.9, rel=1e-12)
    modest = discount_terms(Terms(0.06, 0.05, 0.0, 0.0), plan("bullet_loan", equity_return_frac=0.029), 0.0)
    assert modest.real_wacc_frac == pytest.approx(-0.02)
