"""Both sides computed again from the written files alone: cost, each boundary, net present value and rate of return.

Nothing here imports the ledger or the economics of the package. Sums of some ten thousand doubles agree to about 1e-12,
so that 1e-9 leaves room for the order of additions and none for a payment that is left out.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import brentq

from orbitdc.comparison.run import Run
from orbitdc.results.save import save

RunOf = Callable[..., Run]
AI1 = "ai1_vs_colossus"
SIDES = ("orbit", "ground")
PFLOP_HOUR = 3.6e18  # FLOP
EXACT = 1e-9
# Shares of the price deducted at the ends of years: IRS Publication 946, table A-1, and straight lines.
DEDUCTED = {
    "bonus": (1.0,),
    "macrs5": (0.20, 0.32, 0.192, 0.1152, 0.1152, 0.0576),
    "building39": (1 / 39,) * 39,
    "principal": (),
}
CASES = {
    "capital by side": (
        "money.orbit.real_wacc_frac=0.082",
        "money.orbit.tax_frac=0.1",
        "money.ground.capital.from=ig_spv",
    ),
    "as shipped": (),
    "falling values": ("money.flop_value_decline_per_y=0.2", "money.it_price_decline_per_y=0.1"),
    "macrs, a wait": ("money.equipment_depreciation=macrs", "ground.power_wait_months=18"),
    "year ends": ("money.discounting=year_end", "ground.power_wait_months=18"),
    "dear rent": ("accelerator.rent_usd_per_gpu_hour=18",),  # both sides have a rate of return
}
LEASE = ("money.financing.from=valor_lease", "money.financing.debt_term_months=48")


class Folder:
    """A folder of results as any reader of CSV and JSON sees it."""

    def __init__(self, path: Path) -> None:
        self.summary: dict[str, Any] = json.loads((path / "summary.json").read_text())
        self.money: dict[str, Any] = json.loads((path / "scenario.json").read_text())["money"]
        self.tables = {name: pd.read_csv(path / f"{name}.csv") for name in ("ledger", "months", "cashflow")}

    def of(self, table: str, side: str) -> pd.DataFrame:
        frame = self.tables[table]
        return frame[frame["side"] == side].reset_index(drop=True)

    def rate(self, side: str) -> float:
        """The yearly rate that the ledger discounts at, read off the factor a year after service began."""
        months = self.of("months", side).set_index("month")
        return float(1.0 / months.loc[12, "discount_factor"] - 1.0)

    def rule(self, side: str, key: str) -> float:
        """A rule of a side: its own where it states one, else the one that both sides share."""
        own = (self.money[side] or {}).get(key)
        return float(self.money[key] if own is None else own)

    def grossed_up(self, side: str, depreciation: str, rate: float) -> float:
        """The revenue before tax that a dollar takes, (1 - t PV)/(1 - t) at the nominal rate."""
        tax, nominal = self.rule(side, "tax_frac"), (1.0 + rate) * (1.0 + self.money["inflation_frac"]) - 1.0
        if depreciation == "expense":
            return 1.0
        saved = sum(share / (1.0 + nominal) ** (k + 1) for k, share in enumerate(DEDUCTED[depreciation]))
        return float((1.0 - tax * saved) / (1.0 - tax))

    def usd_per_pflop_hour(self, side: str, boundary: str = "full") -> float:
        """The levelized cost of the payments within a boundary, each taxed and discounted by its own row."""
        lines, rate = self.of("ledger", side), self.rate(side)
        lines = lines[[boundary in inside.split() for inside in lines["within"]]]
        worth = 0.0
        for line in lines.itertuples():
            months = np.arange(line.first_month, line.first_month + line.months)
            taxed = self.grossed_up(side, line.depreciation, rate) * line.usd
            worth += taxed * float(np.mean((1.0 + rate) ** (-months / 12.0)))
        flop = self.of("months", side)
        value = (1.0 - self.money["flop_value_decline_per_y"]) ** (flop["month"].clip(lower=0) / 12.0)
        return worth / float((flop["flop"] * value * (1.0 + rate) ** (-flop["month"] / 12.0)).sum()) * PFLOP_HOUR


@pytest.fixture(scope="module", params=CASES)
def folder(request: pytest.FixtureRequest, run_of: RunOf, tmp_path_factory: pytest.TempPathFactory) -> Folder:
    return Folder(save(run_of(AI1, *CASES[request.param]), root=tmp_path_factory.mktemp("rebuilt")))


@pytest.fixture(scope="module")
def leased(run_of: RunOf, tmp_path_factory: pytest.TempPathFactory) -> Folder:
    return Folder(save(run_of(AI1, *LEASE), root=tmp_path_factory.mktemp("leased")))


@pytest.mark.parametrize("side", SIDES)
def test_the_cost_follows_from_the_payments_and_from_the_months(folder: Folder, side: str) -> None:
    expected = folder.summary[side]["usd_per_pflop_hour"]
    assert folder.usd_per_pflop_hour(side) == pytest.approx(expected, rel=EXACT)
    rows = folder.of("months", side)
    worth, work = rows["usd_with_tax"], rows["flop"] * rows["value_factor"]
    by_month = float(worth @ rows["discount_factor"] / (work @ rows["discount_factor"])) * PFLOP_HOUR
    assert by_month == pytest.approx(expected, rel=EXACT)


@pytest.mark.parametrize("side", SIDES)
def test_the_rate_is_the_cost_of_capital_that_the_scenario_states(folder: Folder, side: str) -> None:
    assert folder.rate(side) == pytest.approx(folder.rule(side, "real_wacc_frac"), rel=EXACT)


@pytest.mark.parametrize("side", SIDES)
def test_the_parts_of_the_cost_are_those_of_the_payments(folder: Folder, side: str) -> None:
    lines, rows = folder.of("ledger", side), folder.of("months", side)
    counted = lines[lines["kind"] == "capex"].groupby("what")["usd"].sum()
    stated = folder.summary[side]["capex_usd"]
    assert sorted(counted) == pytest.approx(sorted(stated.values()), rel=EXACT)
    assert float(rows["usd"].sum()) == pytest.approx(float(lines["usd"].sum()), rel=EXACT)


@pytest.mark.parametrize("boundary", ["full", "without_it", "power_alone"])
def test_each_boundary_counts_the_payments_that_name_it(folder: Folder, boundary: str) -> None:
    stated = folder.summary["boundaries"][boundary]
    orbit, ground = (folder.usd_per_pflop_hour(side, boundary) for side in SIDES)
    assert orbit == pytest.approx(stated["orbit_usd_per_pflop_hour"], rel=EXACT)
    assert ground == pytest.approx(stated["ground_usd_per_pflop_hour"], rel=EXACT)
    assert orbit / ground == pytest.approx(stated["ratio"], rel=EXACT)


@pytest.mark.parametrize("side", SIDES)
def test_the_net_present_value_is_that_of_the_cash(folder: Folder, side: str) -> None:
    rows, stated = folder.of("cashflow", side), folder.summary["market"][side]
    worth = rows["cash_usd"] @ rows["factor_at_decision"]
    assert worth == pytest.approx(stated["npv_usd"], rel=EXACT)
    assert worth / worth_of_revenue(rows) == pytest.approx(stated["npv_usd"] / worth_of_revenue(rows), abs=EXACT)


def worth_of_revenue(rows: pd.DataFrame) -> float:
    return float(rows["revenue_usd"] @ rows["factor_at_decision"])


@pytest.mark.parametrize("side", SIDES)
def test_the_rate_of_return_is_the_rate_at_which_the_cash_is_worth_nothing(folder: Folder, side: str) -> None:
    rows, stated = folder.of("cashflow", side), folder.summary["market"][side]

    def worth(rate: float) -> float:
        return float(rows["cash_usd"] @ (1.0 + rate) ** (-rows["month"] / 12.0))

    if stated["irr_frac"] is None:
        assert worth(folder.rate(side)) < 0.0  # it loses money at the cost of capital
        return
    found = brentq(worth, stated["irr_frac"] - 0.02, stated["irr_frac"] + 0.02, xtol=1e-14)
    assert stated["irr_frac"] == pytest.approx(found, abs=EXACT)


def test_rates_of_return_exist_somewhere(run_of: RunOf, tmp_path: Path) -> None:
    """The test above compares numbers, not only their absence, on both sides."""
    market = Folder(save(run_of(AI1, *CASES["dear rent"]), root=tmp_path)).summary["market"]
    assert market["orbit"]["irr_frac"] is not None
    assert market["ground"]["irr_frac"] is not None


@pytest.mark.parametrize("side", SIDES)
def test_a_lease_is_rebuilt_at_the_cost_of_equity(leased: Folder, side: str) -> None:
    """Rent is among the payments; the owner's value is its cash at the rate that the months are discounted at."""
    rate = leased.rate(side)
    assert rate == pytest.approx(leased.summary["shared"]["real_cost_of_equity_frac"], rel=EXACT)
    assert leased.usd_per_pflop_hour(side) == pytest.approx(leased.summary[side]["usd_per_pflop_hour"], rel=EXACT)
    rows, stated = leased.of("cashflow", side), leased.summary["market"][f"{side}_equity"]
    lead = -rows["month"].min()  # neither side waits for power here
    worth = float(rows["cash_usd"] @ (1.0 + rate) ** (-(rows["month"] + lead) / 12.0))
    assert worth / worth_of_revenue(rows) == pytest.approx(stated["npv_usd"] / worth_of_revenue(rows), abs=EXACT)


LOANS = {
    "a level loan": ("money.financing.structure=level_loan", "money.financing.debt_term_months=48"),
    "interest alone at first, with a fee": (
        "money.financing.structure=level_loan",
        "money.financing.debt_term_months=36",
        "money.financing.interest_only_months=12",
        "money.financing.fee_frac=0.02",
        "money.financing.discount_frac=0.01",
    ),
    "a bullet loan": ("money.financing.structure=bullet_loan", "money.financing.debt_term_months=48"),
}


@pytest.fixture(scope="module", params=LOANS)
def lent(request: pytest.FixtureRequest, run_of: RunOf, tmp_path_factory: pytest.TempPathFactory) -> Folder:
    return Folder(save(run_of(AI1, *LOANS[request.param]), root=tmp_path_factory.mktemp("lent")))


def schedule(plan: dict[str, Any], term: int) -> tuple[np.ndarray, np.ndarray]:
    """Interest and repayment at the end of each month of a loan of one dollar, stepped from month to month."""
    rate, free = plan["debt_rate_frac"] / 12.0, min(plan["interest_only_months"], term - 1)
    interest, repaid, owed = np.zeros(term), np.zeros(term), 1.0
    for month in range(term):
        interest[month] = rate * owed
        if plan["structure"] == "bullet_loan":
            repaid[month] = owed if month == term - 1 else 0.0
        elif month >= free:
            level = rate / (
                1.0 - (1.0 + rate) ** -(term - free)
            )  # of the dollar, an annuity of what is left of the term
            repaid[month] = level - interest[month]
        owed -= repaid[month]
    return interest, repaid


def loan_worth_usd(folder: Folder, side: str, boundary: str) -> float:
    """What the loans of a boundary add to the present value: paid less received, each with its tax, in real dollars.

    Every purchase is lent its share in the dollars of its month. Interest runs up until service; what is repaid beyond
    what was received is deducted, as interest is.
    """
    plan, rate, up = folder.money["financing"], folder.rate(side), 1.0 + folder.money["inflation_frac"]
    lines, horizon = folder.of("ledger", side), int((folder.of("months", side)["flop"] > 0.0).sum())
    inside = lines["within"].str.split().map(lambda names: boundary in names)
    bought = lines[inside & (lines["kind"] == "capex") & (lines["usd"] > 0.0)]
    by_month: dict[int, float] = {}
    for line in bought.itertuples():
        for month in range(line.first_month, min(line.first_month + line.months, horizon)):
            by_month[month] = by_month.get(month, 0.0) + line.usd / line.months
    untaxed = folder.grossed_up(side, "principal", rate)  # what is no deduction takes more revenue than it costs
    worth = 0.0
    for month, usd in by_month.items():
        received = plan["debt_share_frac"] * usd * up ** (month / 12.0)
        net = 1.0 - plan["fee_frac"] - plan["discount_frac"]
        owed = received / net * (1.0 + plan["debt_rate_frac"] / 12.0) ** max(-month, 0)
        start = max(month, 0)
        interest, repaid = schedule(plan, min(plan["debt_term_months"], horizon - start))
        when = start + 1 + np.arange(repaid.size)
        real = up ** (-when / 12.0) * (1.0 + rate) ** (-when / 12.0)
        deducted = owed * interest + (owed - received) * repaid
        worth += float((untaxed * received * repaid + deducted) @ real)
        worth -= untaxed * received * up ** (-month / 12.0) * (1.0 + rate) ** (-month / 12.0)
    return worth


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("boundary", ["full", "without_it", "power_alone"])
def test_each_boundary_with_its_own_loan_is_rebuilt(lent: Folder, side: str, boundary: str) -> None:
    """Lenders lend on what a boundary buys: the loan is worked again from the purchases, and no row of it is read."""
    lines, rate = lent.of("ledger", side), lent.rate(side)
    inside = lines["within"].str.split().map(lambda names: boundary in names)
    paid = lines[inside & (lines["what"] != "financing")]
    worth = loan_worth_usd(lent, side, boundary)
    for line in paid.itertuples():
        months = np.arange(line.first_month, line.first_month + line.months)
        taxed = lent.grossed_up(side, line.depreciation, rate) * line.usd
        worth += taxed * float(np.mean((1.0 + rate) ** (-months / 12.0)))
    flop = lent.of("months", side)
    work = float((flop["flop"] * (1.0 + rate) ** (-flop["month"] / 12.0)).sum())
    stated = lent.summary["boundaries"][boundary][f"{side}_usd_per_pflop_hour"]
    assert worth / work * PFLOP_HOUR == pytest.approx(stated, rel=EXACT)
