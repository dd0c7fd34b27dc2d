"""What the amount of a deal buys on either side."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from orbitdc.comparison.run import Run
from orbitdc.report.text import headline
from orbitdc.results.save import summary_of

RunOf = Callable[..., Run]
AI1 = "ai1_vs_colossus"


def test_an_amount_buys_a_share_of_each_side(run_of: RunOf) -> None:
    run = run_of(AI1, "money.budget_usd=5.4e9")
    summary = summary_of(run)
    found = summary["budget"]
    assert found["usd"] == 5.4e9
    assert found["covers"] == "capex"
    for name in ("orbit", "ground"):
        made = found[name]
        assert made["it_w"] * made["capex_usd_per_it_w"] == pytest.approx(5.4e9, rel=1e-12)
    assert found["orbit"]["capex_usd_per_it_w"] > 26.1 * 1.1 + 23.0
    assert found["orbit"]["it_w"] / (73 * 1900.6) == pytest.approx(found["orbit"]["satellites"], rel=1e-9)
    words = dict(headline(summary))
    assert words["5.40 bn USD buy on the ground"].startswith("0.1")
    assert "satellites on" in words["5.40 bn USD buy in orbit"]


def test_a_budget_is_divided_by_what_is_paid_and_not_by_what_comes_back(run_of: RunOf) -> None:
    # A watt on the ground costs the chip's price over its power and the building: what the building hands on five
    # years later buys nothing today. 500 bn USD therefore buy about 13.2 GW where the announcement says 10.
    run = run_of("deals/stargate_500bn")
    s = run.scenario
    per_w = s.accelerator.price_usd / s.accelerator.allin_w + s.ground.facility_usd_per_it_w
    found = summary_of(run)["budget"]["ground"]
    assert found["capex_usd_per_it_w"] == pytest.approx(per_w, rel=1e-9)
    assert found["it_w"] == pytest.approx(5e11 / per_w, rel=1e-9)
    assert 10e9 < found["it_w"] < 14e9  # 17.6 GW with the residual taken off


def test_a_lease_of_chips_buys_chips_alone(run_of: RunOf) -> None:
    # 5.4 bn USD at the price of one accelerator; the press says more than 100,000 (87,007 with buildings).
    run = run_of("deals/apollo_valor_vci1")
    summary = summary_of(run)
    found = summary["budget"]
    assert found["covers"] == "accelerators"
    assert found["ground"]["accelerators"] == pytest.approx(5.4e9 / run.scenario.accelerator.price_usd, rel=1e-9)
    words = dict(headline(summary))
    assert "accelerators alone" in words["5.40 bn USD buy on the ground"]
    assert "launches" not in words["5.40 bn USD buy in orbit"]


def test_worth_and_campaign_are_those_of_the_deal_and_not_of_the_whole_site(run_of: RunOf) -> None:
    run = run_of(AI1, "money.budget_usd=5.4e9")
    summary = summary_of(run)
    for side in ("orbit", "ground"):
        share = summary["budget"][side]["it_w"] / {"orbit": run.orbit, "ground": run.ground}[side].side.it_w
        worth = summary["market"][side]["npv_usd"]
        assert summary["budget"][side]["npv_usd"] == pytest.approx(share * worth, rel=1e-12)
    bought = summary["budget"]["orbit"]
    # 30 launches in the first year's cadence, half as many again each year: 30 (1.5^T - 1)/ln 1.5 launches in T years.
    years = math.log1p(bought["launches"] * math.log(1.5) / 30.0) / math.log(1.5)
    assert bought["campaign_months"] == pytest.approx(12.0 * years, rel=1e-12)
    words = dict(headline(summary))
    assert "net present value" in words["5.40 bn USD buy in orbit"]
    assert "profit at market rents in orbit (whole site)" in words


def test_no_amount_no_answer_and_no_change(run_of: RunOf) -> None:
    plain, stated = run_of(AI1), run_of(AI1, "money.budget_usd=5.4e9")
    assert summary_of(plain)["budget"] is None
    assert plain.ratio_like_for_like == stated.ratio_like_for_like
