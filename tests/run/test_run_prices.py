"""Prices of several years: the consumer price index as published, and what may not depend on the year at all."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from orbitdc.prices import PRICED, price_index
from orbitdc.run import Run

RunOf = Callable[..., Run]
AI1 = "ai1_vs_colossus"
EVERY_BLOCK = tuple(f"{block}.currency_year" for block in PRICED)


def test_inflation_is_the_published_one() -> None:
    """BLS, change of the annual average CPI-U: 1.2 % in 2020, 4.7 in 2021, 8.0 in 2022, 4.1 in 2023, 2.9 in 2024."""
    index = price_index()
    for year, change in {2020: 0.012, 2021: 0.047, 2022: 0.080, 2023: 0.041, 2024: 0.029}.items():
        assert index[year] / index[year - 1] - 1.0 == pytest.approx(change, abs=6e-4)  # printed to 0.1 %
    assert sorted(index) == list(range(min(index), max(index) + 1))


def test_the_year_of_everything_cancels(run_of: RunOf) -> None:
    old = run_of(AI1, *(f"{key}=2020" for key in EVERY_BLOCK), "money.currency_year=2020")
    assert old.orbit.cost.pv_usd == run_of(AI1).orbit.cost.pv_usd
    assert old.ground.cost.pv_usd == run_of(AI1).ground.cost.pv_usd


def test_dollars_of_2020_on_both_sides_leave_the_ratio(run_of: RunOf) -> None:
    old = run_of(AI1, *(f"{key}=2020" for key in EVERY_BLOCK))
    inflated = price_index()[2026] / price_index()[2020]
    assert old.ratio_like_for_like == pytest.approx(run_of(AI1).ratio_like_for_like, rel=1e-12)  # rounding
    assert old.ground.cost.pv_usd == pytest.approx(inflated * run_of(AI1).ground.cost.pv_usd, rel=1e-12)


@pytest.mark.parametrize(
    ("block", "what"),
    [("launch", "launch"), ("satellite", "bus: array"), ("accelerator", "it"), ("fleet", "development")],
)
def test_each_block_keeps_its_own_year(run_of: RunOf, block: str, what: str) -> None:
    now, old = run_of(AI1).orbit.cost.capex_usd, run_of(AI1, f"{block}.currency_year=2020").orbit.cost.capex_usd
    assert old[what] == pytest.approx(now[what] * price_index()[2026] / price_index()[2020], rel=1e-12)
    for other in {"launch", "bus: array", "it", "development"} - {what}:
        assert old[other] == now[other]


def test_the_scenario_keeps_the_numbers_as_they_were_written(run_of: RunOf) -> None:
    assert run_of(AI1, "launch.currency_year=2020").scenario.launch.price_usd_per_kg == 900.0
