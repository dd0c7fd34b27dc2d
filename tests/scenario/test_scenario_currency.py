"""Prices of several years: the consumer price index as published, and what may not depend on the year at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from orbitdc.comparison.run import Run
from orbitdc.results.save import summary_of
from orbitdc.scenario.currency import PRICED, price_index

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


@pytest.mark.parametrize("year", [2020, 2024])
def test_another_year_of_the_dollar_moves_amounts_alone(run_of: RunOf, year: int) -> None:
    """Every amount by the same index; every ratio, rate, mass and FLOP as it was, to the rounding of sums."""
    now, then = (dict(_numbers(summary_of(run_of(AI1, *sets)))) for sets in ((), (f"money.currency_year={year}",)))
    less = price_index()[year] / price_index()[2026]
    assert now.keys() == then.keys()
    moved = 0
    for key, value in now.items():
        amount = "usd" in key.replace(".", "_").split("_")
        moved += amount
        wanted = value * less if amount else value
        # worth is a difference of revenue and cost of 1e11 USD, rounded to 1e-12 of them
        assert then[key] == pytest.approx(wanted, rel=1e-12, abs=1e-2 if key.startswith(".market") else 0.0), key
    assert moved > 40


def _numbers(value: Any, path: str = "") -> Iterator[tuple[str, float]]:
    """Every number of a summary by its path, but for what only says where it came from."""
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
        where = f"{path}.{key}"
        if isinstance(inner, dict | list):
            yield from _numbers(inner, where)
        elif isinstance(inner, int | float) and where not in (".currency_year", ".numbers_estimated"):
            yield where, float(inner)
