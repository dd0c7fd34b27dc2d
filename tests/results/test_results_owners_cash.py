"""The cash-flow statement with its debt, rebuilt from the columns of cashflow.csv with independent code."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy_financial as npf
import pandas as pd
import pytest
from scipy.optimize import brentq

from orbitdc.comparison.run import Run
from orbitdc.report.cash_table import by_year
from orbitdc.report.headline import headline
from orbitdc.results.columns import typed
from orbitdc.results.owners_cash import cash_flow_table
from orbitdc.results.save import summary_of

RunOf = Callable[..., Run]
AI1 = "ai1_vs_colossus"
SIDES = ("orbit", "ground")
DEBT = ("senior_usd", "notes_usd", "junior_usd", "rent_usd")
CENT = 0.01  # USD, of flows of 1e10: 1e-12, the rounding of their sums
# At this rent the ground meets its covenant in some months and misses it in others.
LOAN = (
    "money.financing.structure=level_loan",
    "money.financing.junior_share_frac=0.1",
    "accelerator.rent_usd_per_gpu_hour=8",
)
CASES = {
    "corporate": (),
    "senior and junior": LOAN,
    "project debt": (
        "money.financing.structure=project_debt",
        "money.financing.contract_usd_per_pflop_hour=6",
        "accelerator.rent_usd_per_gpu_hour=8",
    ),
    "lease": ("money.financing.from=valor_lease", "accelerator.rent_usd_per_gpu_hour=8"),
    "notes": ("money.financing.from=xai_2025",),
    "a loan that ends before the last delivery": (
        "money.orbit.financing.from=gpu_loan_non_ig",
        "money.orbit.financing.debt_term_months=36",
        "money.ground.financing.from=colocation_spv",
    ),
    "year ends": (*LOAN, "money.discounting=year_end"),
}


def rows_of(run: Run, side: str) -> pd.DataFrame:
    frame = pd.DataFrame(cash_flow_table(run))
    return frame[frame["side"] == side].reset_index(drop=True)


def equity_rate(run: Run, side: str) -> float:
    """The real return that the owner asks, by hand from the nominal one."""
    plan = run.scenario.money.of("orbit" if side == "orbit" else "ground").financing
    assert plan is not None
    return (1.0 + plan.equity_return_frac) / (1.0 + run.scenario.money.inflation_frac) - 1.0


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("case", CASES)
def test_sources_are_uses_in_every_month_and_debt_ends_at_nothing(run_of: RunOf, case: str, side: str) -> None:
    rows = rows_of(run_of(AI1, *CASES[case]), side)
    assert rows["financing_usd"].to_numpy() == pytest.approx(
        (rows["drawn_usd"] + rows[list(DEBT)].sum(axis=1)).to_numpy(), abs=CENT
    )
    paid_in, paid_out = rows["equity_usd"].clip(upper=0.0), rows["equity_usd"].clip(lower=0.0)
    taken = rows["held_usd"].diff().fillna(rows["held_usd"].iloc[0])
    sources = rows["revenue_usd"] + rows["sold_usd"] + rows["drawn_usd"] - paid_in - taken.clip(upper=0.0)
    uses = -rows[["operating_usd", "capex_usd", "tax_usd", *DEBT]].sum(axis=1) + paid_out + taken.clip(lower=0.0)
    assert sources.to_numpy() == pytest.approx(uses.to_numpy(), abs=CENT)
    assert float(rows["held_usd"].iloc[-1]) == 0.0
    assert float(rows["debt_usd"].iloc[-1]) == pytest.approx(0.0, abs=CENT)
    assert bool(rows["debt_usd"].any()) == (case not in ("corporate", "lease"))


@pytest.mark.parametrize("side", SIDES)
def test_cover_and_covenants_are_those_of_the_columns(run_of: RunOf, side: str) -> None:
    """Nominal cash of a month over the service at its end; the balloon of the junior debt is not counted."""
    run = run_of(AI1, *LOAN)
    rows, plan = rows_of(run, side), run.scenario.money.financing
    assert plan is not None
    nominal = rows["price_level"]
    assert nominal.to_numpy() == pytest.approx(1.025 ** (rows["month"].to_numpy() / 12.0), rel=1e-12)
    interest = (rows["debt_usd"] * nominal).shift(1).fillna(0.0)  # of both tranches; at the end nothing is owed
    service = -(rows["senior_usd"] + rows["junior_usd"]) * nominal
    before_balloons = (rows["month"] >= 1) & (rows["month"] < 60) & (interest > 0.0)
    cover = (rows["cfads_usd"] * nominal).shift(1) / service
    kept = rows[before_balloons]
    assert len(kept) == 59
    assert kept["cover"].to_numpy() == pytest.approx(cover[before_balloons].to_numpy(), rel=1e-9)
    told = summary_of(run)[side]["debt_cover"]
    due = rows[rows["cover"].notna()]
    assert told["least"] == pytest.approx(due["cover"].min(), rel=1e-12)
    assert told["mean"] == pytest.approx(due["cover"].mean(), rel=1e-12)
    breached = due[due["cover"] < plan.covenant_cover]
    assert told["breached_months"] == len(breached)
    assert told["locked_months"] == int((due["cover"] < plan.lock_up_cover).sum())
    if len(breached):
        assert told["first_breach_month"] == int(breached["month"].iloc[0])
    # Nothing is distributed in a month that is locked, and what was held is, in the first that is not.
    locked = (rows["cover"] < plan.lock_up_cover).to_numpy()
    assert not (rows["equity_usd"].to_numpy()[locked][:-1] > 0.0).any()
    assert not rows["held_usd"].to_numpy()[~locked].any()


def test_a_lock_up_holds_cash_and_costs_the_owner_return(run_of: RunOf) -> None:
    free = run_of(AI1, *LOAN, "money.financing.lock_up_cover=0", "money.financing.covenant_cover=0")
    tight = run_of(AI1, *LOAN, "money.financing.lock_up_cover=3")
    found = [summary_of(run)["ground"]["debt_cover"] for run in (free, tight)]
    assert found[0]["held_most_usd"] == 0.0
    assert found[1]["held_most_usd"] > 0.0
    assert found[1]["locked_months"] > found[0]["locked_months"] == 0
    assert found[1]["equity_irr_frac"] < found[0]["equity_irr_frac"]
    assert tight.ratio_like_for_like == free.ratio_like_for_like  # a levelized cost knows no rent


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("case", ["senior and junior", "project debt", "lease"])
def test_at_the_required_rent_equity_earns_what_it_asks(run_of: RunOf, case: str, side: str) -> None:
    sets = (*CASES[case], "money.financing.lock_up_cover=0", "money.financing.covenant_cover=0")
    rent = summary_of(run_of(AI1, *sets))["market"][f"{side}_equity"]["required_usd_per_gpu_hour"]
    run = run_of(AI1, *sets[:-2], f"accelerator.rent_usd_per_gpu_hour={rent!r}", *sets[-2:])
    rows, rate = rows_of(run, side), equity_rate(run, side)
    years = rows["month"].to_numpy() / 12.0
    worth = float(rows["equity_usd"].to_numpy() @ (1.0 + rate) ** -years)
    paid_in = float(rows["equity_usd"].clip(upper=0.0).to_numpy() @ (1.0 + rate) ** -years)
    assert worth == pytest.approx(0.0, abs=-1e-9 * paid_in)


@pytest.mark.parametrize("side", SIDES)
def test_without_debt_the_required_rent_makes_the_net_present_value_nothing(run_of: RunOf, side: str) -> None:
    plain = summary_of(run_of(AI1))["market"][side]
    falling, flat = plain["required_usd_per_gpu_hour"], plain["required_flat_usd_per_gpu_hour"]
    assert flat < falling
    for sets in (
        (f"accelerator.rent_usd_per_gpu_hour={falling!r}",),
        (f"accelerator.rent_usd_per_gpu_hour={flat!r}", "money.rent_decline_per_y=0"),
    ):
        run = run_of(AI1, *sets)
        rows = rows_of(run, side)
        assert run.npv[side].irr_frac == pytest.approx(run.scenario.money.real_wacc_frac, abs=1e-8)
        worth = float(rows["cash_usd"] @ rows["factor_at_decision"])
        assert worth == pytest.approx(0.0, abs=1e-9 * float(rows["revenue_usd"] @ rows["factor_at_decision"]))


def test_the_return_to_equity_is_the_rate_at_which_its_flows_are_worth_nothing(run_of: RunOf) -> None:
    run = run_of(AI1, *LOAN)
    rows, told = rows_of(run, "ground"), summary_of(run)["ground"]["debt_cover"]["equity_irr_frac"]
    flows = rows["equity_usd"].to_numpy()
    found = brentq(lambda r: float(npf.npv(r, flows)), (1.0 + told) ** (1 / 12) - 1.01, (1.0 + told) ** (1 / 12) - 0.99)
    assert told == pytest.approx((1.0 + found) ** 12 - 1.0, rel=1e-8)


def test_debt_that_is_sized_by_a_contract_covers_it_in_every_month(run_of: RunOf) -> None:
    """Work is sold at the very price by which the debt was sized, for as long: cover is 1.30 to rounding."""
    sized = (
        "money.financing.structure=project_debt",
        "money.financing.contract_usd_per_pflop_hour=2",
        "money.financing.debt_share_frac=1",
    )
    delivers = run_of(AI1).market
    assert delivers is not None
    sold = ("money.rent_basis=contract", f"money.contract_usd_per_gpu_hour={2 * delivers.pflop_per_s!r}")
    run = run_of(AI1, *sized, *sold, "money.contract_months=60")
    cover = rows_of(run, "ground")["cover"].dropna()
    assert len(cover) == 60
    assert cover.to_numpy() == pytest.approx(np.full(60, 1.3), rel=1e-9)
    told = summary_of(run)["ground"]["debt_cover"]
    assert told["breached_months"] == told["locked_months"] == 0
    short = summary_of(run_of(AI1, *sized, *sold, "money.contract_months=24"))["ground"]["debt_cover"]
    assert short["first_breach_month"] == 25  # the first service that waits on a month after the contract


@pytest.mark.parametrize("side", SIDES)
def test_a_contract_holds_its_price_and_the_market_follows(run_of: RunOf, side: str) -> None:
    sets = ("money.contract_usd_per_gpu_hour=5", "money.contract_months=24")
    # New silicon whose rent falls as that of old silicon does: one price for all that works in a month.
    run = run_of(AI1, "money.rent_basis=contract", *sets, "money.new_silicon_rent_decline_per_y=0.3")
    rows, flop = rows_of(run, side), {"orbit": run.orbit, "ground": run.ground}[side].side.flop_by_month
    assert run.market is not None
    gpu_hours = flop / 3.6e18 / run.market.pflop_per_s
    price = rows["revenue_usd"].to_numpy()[(rows["month"] >= 0).to_numpy()][: flop.size] / gpu_hours
    assert price[:24] == pytest.approx(np.full(24, 5.0), rel=1e-12)
    rent, fall = run.scenario.accelerator.rent_usd_per_gpu_hour, 1.0 - run.scenario.money.rent_decline_per_y
    assert price[24:] == pytest.approx(rent * fall ** (np.arange(24, flop.size) / 12.0), rel=1e-12)
    assert "a contract pays 5.00 USD per GPU-hour for 24 months" in " ".join(dict(headline(summary_of(run))).values())


@pytest.mark.parametrize("side", SIDES)
def test_tokens_are_sold_by_the_million(run_of: RunOf, side: str) -> None:
    sets = ("workload.from=batch_inference", "money.rent_basis=tokens", "money.price_usd_per_million_tokens=0.5")
    run = run_of(AI1, *sets, "money.rent_decline_per_y=0")
    summary, priced = summary_of(run), {"orbit": run.orbit, "ground": run.ground}[side]
    per_flop = summary[side]["tokens_per_s"] / (priced.side.delivered_pflop_per_s * 1e15)
    tokens = per_flop * float(priced.side.flop_by_month.sum())
    assert float(rows_of(run, side)["revenue_usd"].sum()) == pytest.approx(0.5e-6 * tokens, rel=1e-9)
    assert summary["market"]["usd_per_million_tokens"] == 0.5
    assert "tokens are sold at 0.500 USD per million" in " ".join(dict(headline(summary)).values())


@pytest.mark.parametrize("side", SIDES)
def test_the_table_of_the_report_holds_the_sums_of_the_months(run_of: RunOf, side: str) -> None:
    run = run_of(AI1, *LOAN)
    rows, shown = rows_of(run, side), by_year(typed(cash_flow_table(run)), side)
    sums = rows.groupby("year").sum(numeric_only=True)
    assert [int(row[0]) for row in shown] == [year for year in sums.index if abs(sums.loc[year, "cash_usd"]) > 0.0]
    for year, *cells in shown:
        revenue, owner = cells[0], cells[8]
        expected = sums.loc[int(year), "revenue_usd"] * 1e-6
        assert float(revenue.replace(",", "") or 0.0) == pytest.approx(expected, rel=5e-3)  # three digits are shown
        expected = sums.loc[int(year), "equity_usd"] * 1e-6
        assert float(owner.replace(",", "") or 0.0) == pytest.approx(expected, rel=5e-3)


def test_the_short_table_says_what_covers_the_debt_and_what_rent_is_required(run_of: RunOf) -> None:
    said = dict(headline(summary_of(run_of(AI1, *LOAN))))
    assert "covenant of 1.05" in said["cover of debt service in orbit"]
    assert "for a net present value of 0 to its owner" in said["rent required on the ground"]
    plain = dict(headline(summary_of(run_of(AI1))))
    assert "cover of debt service on the ground" not in plain
    assert plain["rent required on the ground"].endswith("; the market pays 3.60")


def test_a_return_is_told_beside_what_capital_asks(run_of: RunOf) -> None:
    """A real return beside a nominal cost of equity misleads: 11.9 % nominal is 9.2 % real at 2.5 % inflation."""
    summary = summary_of(run_of(AI1, *LOAN))
    rows = dict(headline(summary))
    asked = equity_rate(run_of(AI1, *LOAN), "ground")
    assert rows["cover of debt service on the ground"].endswith(f"a year, real, and asks {100 * asked:.1f} %")
    rate = summary["market"]["ground"]["cost_of_capital_frac"]
    assert rate == run_of(AI1, *LOAN).scenario.money.real_wacc_frac
    assert f"real after tax, where capital costs {rate:.1%}" in rows["profit at market rents on the ground"]
    assert summary["market"]["ground_equity"]["cost_of_capital_frac"] == pytest.approx(asked, rel=1e-12)


def test_cash_below_running_costs_covers_nothing(run_of: RunOf) -> None:
    """Over a falling debt service a negative cover grows without bound: the months without cash are told instead."""
    run = run_of(AI1, *LOAN[:2], "accelerator.rent_usd_per_gpu_hour=0.5")
    for name, where in (("orbit", "in orbit"), ("ground", "on the ground")):
        cover = rows_of(run, name)["cover"].dropna()
        found = summary_of(run)[name]["debt_cover"]
        assert found["negative_months"] == int((cover < 0.0).sum()) > 0
        told = dict(headline(summary_of(run)))[f"cover of debt service {where}"]
        assert told.startswith(f"none in {found['negative_months']} of {found['months']} months, in which revenue is")
    paid = summary_of(run_of(AI1, *LOAN))["ground"]["debt_cover"]
    assert paid["negative_months"] == 0
