"""The cash-flow statement against net present value, return, payback and the tax code, from its columns alone."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from scipy.optimize import brentq

from orbitdc.comparison.run import Run
from orbitdc.results.owners_cash import cash_flow_table

RunOf = Callable[..., Run]
AI1 = "ai1_vs_colossus"
OWN = ("revenue_usd", "operating_usd", "capex_usd", "sold_usd", "tax_usd")


def columns(run: Run, side: str) -> dict[str, np.ndarray]:
    table = {key: np.asarray(values) for key, values in cash_flow_table(run).items()}
    return {key: values[table["side"] == side] for key, values in table.items()}


@pytest.mark.parametrize("side", ["orbit", "ground"])
@pytest.mark.parametrize("sets", [(), ("money.equipment_depreciation=macrs",), ("money.it_price_decline_per_y=0.2",)])
def test_discounted_it_is_the_net_present_value(run_of: RunOf, side: str, sets: tuple[str, ...]) -> None:
    run = run_of(AI1, *sets, "ground.power_wait_months=12")
    table, found, wacc = columns(run, side), run.npv[side], run.scenario.money.real_wacc_frac
    cash = np.sum([table[key] for key in OWN], axis=0)
    lead = {"orbit": 0.0, "ground": 12.0}[side] - table["month"].min()  # from the decision to the first service
    worth = float(cash @ (1.0 + wacc) ** (-(table["month"] + lead) / 12.0))
    assert worth == pytest.approx(found.npv_usd, abs=1e-9 * float(np.abs(cash).sum()))


def test_the_rate_of_return_is_that_of_its_cash(run_of: RunOf) -> None:
    run = run_of(AI1, "accelerator.rent_usd_per_gpu_hour=8", "money.tax_frac=0")  # deductions then carry no rate
    table = columns(run, "ground")
    expected = brentq(lambda r: float(table["cash_usd"] @ (1.0 + r) ** (-table["month"] / 12.0)), -0.3, 2.0, xtol=1e-12)
    assert run.npv["ground"].irr_frac == pytest.approx(expected, rel=1e-7)


def test_without_debt_nothing_is_lent_and_with_a_loan_what_is_lent_is_repaid_with_interest(run_of: RunOf) -> None:
    assert not columns(run_of(AI1), "ground")["financing_usd"].any()
    lent = run_of(AI1, "money.financing.structure=bullet_loan", "money.inflation_frac=0")
    for side in ("orbit", "ground"):
        flows = columns(lent, side)["financing_usd"]
        plan = {"orbit": lent.orbit, "ground": lent.ground}[side].financing
        assert plan is not None
        assert flows[flows > 0.0].sum() <= plan.financed_usd * (1 + 1e-12)  # draws less what is repaid in their months
        assert flows.sum() < 0.0


def test_tax_of_a_year_by_hand(run_of: RunOf) -> None:
    """Month 0 of the ground: revenue less what runs, at 21 %; its chips are deducted a year after they were paid."""
    table = columns(run_of(AI1), "ground")
    start = int(np.flatnonzero(table["month"] == 0)[0])
    taxed = table["revenue_usd"][start] + table["operating_usd"][start]
    assert table["tax_usd"][start] == pytest.approx(-0.21 * taxed, rel=1e-12)
    paid = int(np.flatnonzero(table["capex_usd"])[0])  # the building is begun
    building = 0.8 * table["capex_usd"][paid] / 1.025  # all but the shell, a year later, in thinner dollars
    shell = 0.2 * table["capex_usd"][paid] / 1.025 / 39.0
    then = paid + 12
    rest = table["revenue_usd"][then] + table["operating_usd"][then] + building + shell
    assert table["tax_usd"][then] == pytest.approx(-0.21 * rest, rel=1e-9)


def test_what_is_left_adds_up(run_of: RunOf) -> None:
    for side in ("orbit", "ground"):
        table = columns(run_of(AI1), side)
        cash = np.sum([table[key] for key in (*OWN, "financing_usd")], axis=0)
        assert table["cash_usd"] == pytest.approx(cash, abs=1e-6)  # a millionth of a dollar
        assert table["cash_so_far_usd"][-1] == pytest.approx(cash.sum(), rel=1e-9)
        assert ((table["year"] == 1) == ((table["month"] >= 0) & (table["month"] < 12))).all()
