"""What the amount of a deal buys on either side."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import orbitdc
from orbitdc import catalog
from orbitdc.comparison.run import Run
from orbitdc.report.headline import headline
from orbitdc.report.text import number
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


def _it_w_for(run: Run, satellites: float) -> float:
    """The power of a site that so many satellites match."""
    return run.ground.side.it_w * satellites / run.deployment.n_sat


# Amount in bn USD and what the announcement says that it is for, by the scenario of the deal.
ANNOUNCED = {
    "deals/aip_30bn": 30.0,
    "deals/apollo_second_lease": 5.3,
    "deals/apollo_valor_vci1": 5.4,
    "deals/industry_capex_650bn": 650.0,
    "deals/morgan_stanley_xai": 10.0,
    "deals/nvidia_openai_100bn": 100.0,
    "deals/nvidia_openai_first_gw": 10.0,
    "deals/nvidia_openai_stalled": 0.0,
    "deals/spacex_apollo_40bn": 40.0,
    "deals/stargate_500bn": 500.0,
    "deals/stargate_first_100bn": 100.0,
    "deals/valor_vci_20bn": 20.0,
}


@pytest.mark.parametrize("name", ANNOUNCED)
def test_a_deal_is_of_the_announced_amount(name: str) -> None:
    assert orbitdc.load(name).money.budget_usd == pytest.approx(ANNOUNCED[name] * 1e9)


def test_a_deal_of_2025_is_priced_in_2025() -> None:
    deal, later = orbitdc.load("deals/morgan_stanley_xai"), orbitdc.load("deals/spacex_xai_merger")
    assert (deal.mission.service_date.year, later.mission.service_date.year) == (2025, 2028)
    assert "Falcon" in deal.launch.label


def test_the_second_lease_differs_in_rate_return_and_adverse_case() -> None:
    first, second, adverse = (
        orbitdc.load(f"deals/{name}").money.financing
        for name in ("apollo_valor_vci1", "apollo_second_lease", "apollo_second_lease_adverse")
    )
    assert first is not None
    assert second is not None
    assert adverse is not None
    assert second.debt_share_frac == pytest.approx(3.4 / 5.3, rel=1e-4)
    assert (second.debt_rate_frac, second.lessor_return_frac, adverse.lessor_return_frac) == (0.095, 0.22, 0.17)
    assert adverse.changed(lessor_return_frac=0.22) == second
    assert first.lessor_return_frac == 0.18


def test_anthropics_rent_is_its_bill_over_its_accelerators() -> None:
    chip = orbitdc.load("deals/anthropic_colossus").accelerator
    assert chip.rent_usd_per_gpu_hour == pytest.approx(15e9 / (220_000 * 8766.0), rel=1e-3)  # printed to a cent
    row = catalog.entry("deals", "anthropic_colossus_1")["rent_usd_per_gpu_hour"]
    assert row.low == pytest.approx(15e9 / ((230_000 + 440_000) * 8766.0), rel=1e-2)  # both sites


def test_an_amount_of_nothing_buys_nothing(run_of: RunOf) -> None:
    summary = summary_of(run_of(AI1, "money.budget_usd=0"))
    for side in ("orbit", "ground"):
        found = summary["budget"][side]
        assert (found["it_w"], found["npv_usd"], found["usd_per_pflop_hour"]) == (0.0, 0.0, None)
        assert found["capex_usd_per_it_w"] > 0.0


def test_worth_and_campaign_are_those_of_the_deal_and_not_of_the_whole_site(run_of: RunOf) -> None:
    run = run_of(AI1, "money.budget_usd=5.4e9")
    summary = summary_of(run)
    bought = summary["budget"]["orbit"]
    alone = run_of(AI1, f"ground.it_power_w={_it_w_for(run, bought['satellites'])!r}")  # a comparison of that size
    assert bought["satellites"] == pytest.approx(alone.deployment.n_sat, rel=1e-9)
    assert bought["npv_usd"] == pytest.approx(alone.npv["orbit"].npv_usd, rel=1e-6)
    assert bought["usd_per_pflop_hour"] == pytest.approx(alone.orbit.cost.usd_per_pflop_hour, rel=1e-6)
    months = summary_of(alone)["orbit"]["capacity"]
    for key in ("first_year_pflop_per_s", "peak_pflop_per_s"):
        assert bought[key] == pytest.approx(months[key], rel=1e-6)
    # A site is built in proportion: its worth is the share of the whole site's.
    ground = summary["budget"]["ground"]
    share = ground["it_w"] / run.ground.side.it_w
    assert ground["npv_usd"] == pytest.approx(share * summary["market"]["ground"]["npv_usd"], rel=1e-9)
    assert bought["campaign_months"] == pytest.approx(12.0 * bought["launches"] / 95.0, rel=1e-9)  # 95 of 100 a year
    words = dict(headline(summary))
    assert "net present value" in words["5.40 bn USD buy in orbit"]
    own = summary["budget"]["orbit"]["usd_per_pflop_hour"]  # of the deal's own fleet and campaign, not of the whole one
    assert f"; {number(own)} USD per PFLOP-hour; net present value" in words["5.40 bn USD buy in orbit"]
    assert own != pytest.approx(summary["orbit"]["usd_per_pflop_hour"], rel=1e-3)
    assert "profit at market rents in orbit (whole site)" in words


def test_no_amount_no_answer_and_no_change(run_of: RunOf) -> None:
    plain, stated = run_of(AI1), run_of(AI1, "money.budget_usd=5.4e9")
    assert summary_of(plain)["budget"] is None
    assert plain.ratio_like_for_like == stated.ratio_like_for_like
