"""The one function that prices both sides: fairness, conservation, closed forms."""

from __future__ import annotations

import dataclasses
import json
import math

import numpy as np
import numpy_financial as npf
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from orbitdc.ledger import (
    DEPRECIATION_CLASSES,
    Levelized,
    Terms,
    annuity,
    crf,
    gross_up,
    levelize,
    loan_balance,
    monthly_advance_factor,
    monthly_rate,
    solve_linear,
)
from orbitdc.ledger.cost_line import Category, Component, CostLine

TERMS = st.builds(Terms, st.floats(-0.01, 0.3), st.floats(0.0, 0.1), st.floats(0.0, 0.5), st.floats(0.0, 0.6))
LINES = st.lists(
    st.builds(
        CostLine,
        category=st.sampled_from(Category),
        component=st.sampled_from(Component),
        usd=st.floats(1.0, 1e12),
        first_month=st.integers(-48, 120),
        months=st.integers(1, 72),
        depreciation=st.sampled_from(DEPRECIATION_CLASSES),
        capex=st.booleans(),
    ),
    min_size=1,
    max_size=8,
)
FLOP = st.lists(st.floats(1e15, 1e27), min_size=1, max_size=60).map(np.array)


def lcoc(side: Levelized) -> float:
    assert side.usd_per_pflop_hour is not None
    return side.usd_per_pflop_hour


@given(LINES, FLOP, TERMS)
def test_identical_sides_cost_exactly_the_same(lines: list[CostLine], flop: np.ndarray, terms: Terms) -> None:
    orbit, ground = levelize(lines, flop, terms), levelize(list(lines), flop.copy(), Terms(*terms))
    assert lcoc(orbit) / lcoc(ground) == 1.0


@given(LINES, LINES, FLOP, FLOP, TERMS, TERMS)
def test_swapping_sides_swaps_the_answers_to_the_last_bit(
    lines_a: list[CostLine], lines_b: list[CostLine], flop_a: np.ndarray, flop_b: np.ndarray, a: Terms, b: Terms
) -> None:
    first, second = levelize(lines_a, flop_a, a), levelize(lines_b, flop_b, b)
    swapped_second, swapped_first = levelize(lines_b, flop_b, b), levelize(lines_a, flop_a, a)
    assert (first, second) == (swapped_first, swapped_second)
    assert lcoc(first) / lcoc(second) == lcoc(swapped_first) / lcoc(swapped_second)


@given(LINES, FLOP, TERMS, st.randoms(use_true_random=False))
def test_order_of_lines_does_not_matter(lines: list[CostLine], flop: np.ndarray, terms: Terms, random: object) -> None:
    shuffled = list(lines)
    random.shuffle(shuffled)
    assert levelize(shuffled, flop, terms) == levelize(lines, flop, terms)


@given(LINES, FLOP, TERMS)
def test_doubling_every_cost_doubles_the_answer(lines: list[CostLine], flop: np.ndarray, terms: Terms) -> None:
    doubled = [dataclasses.replace(line, usd=2 * line.usd) for line in lines]
    assert lcoc(levelize(doubled, flop, terms)) == pytest.approx(2 * lcoc(levelize(lines, flop, terms)), rel=1e-15)


@given(LINES, FLOP, TERMS)
def test_parts_sum_to_the_whole(lines: list[CostLine], flop: np.ndarray, terms: Terms) -> None:
    side = levelize(lines, flop, terms)
    assert math.fsum(side.pv_by_what.values()) == side.pv_usd
    parts = side.usd_per_pflop_hour_by_what
    assert parts is not None
    assert math.fsum(parts.values()) == pytest.approx(lcoc(side), rel=1e-14)
    spent = math.fsum([*side.capex_usd.values(), *side.opex_usd.values()])
    assert spent == pytest.approx(math.fsum(line.usd for line in lines), rel=1e-14)


@given(st.floats(1e-4, 0.3), st.integers(-48, 120), st.integers(1, 60), st.integers(1, 120))
def test_later_spending_is_cheaper(rate: float, first: int, months: int, delay: int) -> None:
    flop, terms = np.full(60, 1e20), Terms(rate, 0.025, 0.21, 0.0)
    early = levelize([CostLine(Category.ACCELERATORS, Component.COMPUTE, 1e6, first, months, "macrs5")], flop, terms)
    late = levelize(
        [CostLine(Category.ACCELERATORS, Component.COMPUTE, 1e6, first + delay, months, "macrs5")], flop, terms
    )
    assert late.pv_usd < early.pv_usd
    assert late.pv_usd == pytest.approx(early.pv_usd * (1 + rate) ** (-delay / 12), rel=1e-13)


@given(LINES, FLOP, TERMS, st.integers(-24, 24))
def test_moving_both_costs_and_flop_changes_nothing_but_the_value_of_a_flop(
    lines: list[CostLine], flop: np.ndarray, terms: Terms, shift: int
) -> None:
    moved = [dataclasses.replace(line, first_month=line.first_month + shift) for line in lines]
    value = (1 - terms.flop_value_decline_per_y) ** (shift / 12)
    there = lcoc(levelize(moved, flop, terms, shift))
    assert there * value == pytest.approx(lcoc(levelize(lines, flop, terms)), rel=1e-12)


@given(st.floats(-0.01, 0.3), st.integers(1, 25))
def test_level_yearly_cost_equals_the_annuity(rate: float, years: int) -> None:
    side = levelize(
        [CostLine(Category.OPERATIONS, Component.OPERATIONS, 100.0 * years, 0, 12 * years)],
        np.ones(12 * years),
        Terms(rate, 0, 0, 0),
    )
    expected = 100.0 * annuity(rate, years) * monthly_advance_factor(rate)
    assert side.pv_usd == pytest.approx(expected, rel=1e-10)
    assert side.usd_per_flop == pytest.approx(100.0 / 12, rel=1e-13)  # level over level: no rate left


@given(st.floats(1e-3, 0.3), st.integers(1, 40), st.integers(1, 40), st.sampled_from(DEPRECIATION_CLASSES))
def test_facility_with_value_returned_at_the_horizon_costs_its_annuity(
    rate: float, life: int, horizon: int, depreciation: str
) -> None:
    life, horizon = max(life, horizon), min(life, horizon)
    terms = Terms(rate, 0.025, 0.21, 0.0)
    month, usd = monthly_rate(rate), 1e9
    left = loan_balance(usd, month, 12 * life, 12 * horizon)
    lines = [
        CostLine(Category.FACILITY, Component.FACILITY, usd, 0, depreciation=depreciation, capex=True),
        CostLine(Category.FACILITY, Component.FACILITY, -left, 12 * horizon, depreciation=depreciation, capex=True),
    ]
    side = levelize(lines, np.full(12 * horizon, 1e20), terms)
    charge = usd * gross_up(depreciation, terms) * crf(rate, life) * annuity(rate, horizon)
    assert side.pv_usd == pytest.approx(charge, rel=1e-9)  # any horizon, the yearly charge of the whole life


@given(
    st.floats(-0.01, 0.3),
    st.lists(st.tuples(st.floats(1.0, 1e9), st.floats(1e15, 1e24)), min_size=1, max_size=120),
)
def test_present_values_agree_with_numpy_financial(rate: float, months: list[tuple[float, float]]) -> None:
    usd, flop = np.array(months).T
    side = levelize(
        [CostLine(Category.ACCELERATORS, Component.COMPUTE, float(u), m) for m, u in enumerate(usd)],
        flop,
        Terms(rate, 0.02, 0.21, 0.0),
    )
    month = (1 + rate) ** (1 / 12) - 1
    assert side.pv_usd == pytest.approx(npf.npv(month, usd), rel=1e-12)
    assert side.pv_flop == pytest.approx(npf.npv(month, flop), rel=1e-12)


@given(LINES, FLOP, TERMS)
def test_declining_flop_cost_more_and_none_are_lost(lines: list[CostLine], flop: np.ndarray, terms: Terms) -> None:
    level = levelize(lines, flop, terms._replace(flop_value_decline_per_y=0.0))
    side = levelize(lines, flop, terms)
    assert side.pv_flop <= level.pv_flop
    assert side.flop == level.flop == math.fsum(flop)


def test_risk_free_year_by_hand() -> None:
    lines = [
        CostLine(Category.ACCELERATORS, Component.COMPUTE, 900.0, 0, capex=True),
        CostLine(Category.ACCELERATORS, Component.COMPUTE, -300.0, 12, capex=True),
        CostLine(Category.ENERGY, Component.POWER, 120.0, 0, 12),
    ]
    side = levelize(lines, np.full(12, 3.6e18), Terms(0.0, 0.0, 0.21, 0.0))
    assert side.usd_per_pflop_hour == pytest.approx(60.0, rel=1e-14)
    assert side.usd_per_eflop == pytest.approx(60.0 / 3.6, rel=1e-14)
    assert (side.capex_usd, side.opex_usd) == ({"it": 600.0}, {"energy": 120.0})
    assert side.usd_per_pflop_hour_by_what == {"it": pytest.approx(50.0), "energy": pytest.approx(10.0)}
    assert side.reason == ""


@pytest.mark.parametrize("flop", [np.zeros(0), np.zeros(60)])
def test_a_side_that_delivers_nothing_has_no_price_and_says_why(flop: np.ndarray) -> None:
    side = levelize([CostLine(Category.ACCELERATORS, Component.COMPUTE, 1e6, 0)], flop, Terms(0.06, 0.025, 0.21, 0.1))
    assert side.usd_per_flop is side.usd_per_pflop_hour is side.usd_per_eflop is side.usd_per_pflop_hour_by_what is None
    assert side.reason == "no FLOP of any value is delivered"
    json.dumps(dataclasses.asdict(side), allow_nan=False)


def test_a_side_that_costs_nothing_is_free() -> None:
    side = levelize([], np.ones(12), Terms(0.06, 0.025, 0.21, 0.0))
    assert (side.pv_usd, side.usd_per_pflop_hour, side.usd_per_pflop_hour_by_what) == (0.0, 0.0, {})


def test_flop_worthless_after_month_0() -> None:
    side = levelize(
        [CostLine(Category.ACCELERATORS, Component.COMPUTE, 10.0, 0)], np.full(12, 2.0), Terms(0.06, 0.025, 0.21, 1.0)
    )
    assert side.usd_per_flop == 5.0
    with pytest.raises(ValueError, match="FLOP before month 0 have no finite value"):
        levelize([], np.ones(12), Terms(0.06, 0.025, 0.21, 1.0), first_month=-1)


def test_result_is_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        levelize([], np.ones(1), Terms(0.06, 0.025, 0.21, 0.0)).pv_usd = 0.0


@pytest.mark.parametrize(
    ("line", "flop", "terms", "message"),
    [
        (
            CostLine(Category.ACCELERATORS, Component.COMPUTE, 1.0, 0, months=0),
            np.ones(1),
            (0.06, 0.0, 0.21, 0.0),
            "cost line 'it' must last at least 1 month",
        ),
        (
            CostLine(Category.ACCELERATORS, Component.COMPUTE, math.nan, 0),
            np.ones(1),
            (0.06, 0.0, 0.21, 0.0),
            "cost line 'it' must have a finite amount",
        ),
        (
            CostLine(Category.ACCELERATORS, Component.COMPUTE, 1.0, 0),
            np.array([-1.0]),
            (0.06, 0.0, 0.21, 0.0),
            "must be finite and not negative",
        ),
        (
            CostLine(Category.ACCELERATORS, Component.COMPUTE, 1.0, 0),
            np.array([math.inf]),
            (0.06, 0.0, 0.21, 0.0),
            "must be finite and not negative",
        ),
        (
            CostLine(Category.ACCELERATORS, Component.COMPUTE, 1.0, 0),
            np.ones((2, 2)),
            (0.06, 0.0, 0.21, 0.0),
            r"must have shape \(n_month,\), got \(2, 2\)",
        ),
        (
            CostLine(Category.ACCELERATORS, Component.COMPUTE, 1.0, 0),
            np.ones(1),
            (-1.0, 0.0, 0.21, 0.0),
            "real_wacc_frac must be finite and above -1",
        ),
        (
            CostLine(Category.ACCELERATORS, Component.COMPUTE, 1.0, 0),
            np.ones(1),
            (0.06, math.nan, 0.21, 0.0),
            "inflation_frac must be finite and above -1",
        ),
        (
            CostLine(Category.ACCELERATORS, Component.COMPUTE, 1.0, 0),
            np.ones(1),
            (0.06, 0.0, 1.0, 0.0),
            r"tax_frac must lie in \[0, 1\)",
        ),
        (
            CostLine(Category.ACCELERATORS, Component.COMPUTE, 1.0, 0),
            np.ones(1),
            (0.06, 0.0, 0.21, 1.1),
            r"flop_value_decline_per_y must lie in \[0, 1\]",
        ),
        (
            CostLine(Category.ACCELERATORS, Component.COMPUTE, 1.0, 0, depreciation="x"),
            np.ones(1),
            (0.06, 0.0, 0.21, 0.0),
            "depreciation must be one of",
        ),
    ],
)
def test_wrong_input_is_refused(
    line: CostLine, flop: np.ndarray, terms: tuple[float, float, float, float], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        levelize([line], flop, Terms(*terms))


@given(LINES, FLOP, TERMS, st.floats(1.0, 1e4), st.floats(1e3, 1e9))
def test_break_even_price_meets_the_target(
    lines: list[CostLine], flop: np.ndarray, terms: Terms, price: float, kg: float
) -> None:
    def at(usd_per_kg: float) -> float:
        return lcoc(
            levelize(
                [*lines, CostLine(Category.LAUNCH, Component.LAUNCH, kg * usd_per_kg, -6, 6, "bonus")], flop, terms
            )
        )

    target = at(price)
    found = solve_linear(at, target, scale=1000.0)
    slope = (at(1000.0) - at(0.0)) / 1000.0
    assume(slope * price > 1e-9 * target)  # below, lift is lost in the rounding of the rest
    assert found == pytest.approx(price, rel=1e-9, abs=1e-14 * target / slope)


def test_break_even_without_an_answer() -> None:
    assert solve_linear(lambda price: 3.0, 2.0) is None
    assert solve_linear(lambda price: None, 2.0) is None
    assert solve_linear(lambda price: 3.0 + price, 2.0) == -1.0  # dearer than the target even when free
    with pytest.raises(ValueError, match="scale must be finite and not 0"):
        solve_linear(lambda price: price, 2.0, scale=0.0)


def test_a_levelized_cost_is_told_by_its_parts_the_largest_first() -> None:
    """Nine parts of 1 to 9 million USD over a million PFLOP-hours: the two least of them stand together."""
    parts = {f"part {n}": 1e6 * n for n in range(1, 10)}
    side = Levelized(45e6, 3.6e24, 3.6e24, parts, {}, {})
    told = [line.split() for line in repr(side).splitlines()]
    assert told[0] == ["levelized", "cost:", "45.000", "USD/PFLOP-hour"]
    assert told[2:] == [
        *(["part", str(n), f"{n}.0", f"{n}.000"] for n in range(9, 2, -1)),
        ["2", "more", "parts", "3.0", "3.000"],
        ["all", "45.0", "45.000"],
    ]
    eight = Levelized(44e6, 3.6e24, 3.6e24, {f"part {n}": 1e6 * n for n in range(2, 10)}, {}, {})
    assert len(repr(eight).splitlines()) == 2 + 8 + 1
    unpriced = Levelized(45e6, 3.6e24, 3.6e24, parts, {}, {}, unpriced="it cannot be built")
    assert repr(unpriced).splitlines()[0] == "levelized cost: it cannot be built"
    assert repr(unpriced).splitlines()[-1].split() == ["all", "45.0", "–"]
    assert unpriced._repr_html_().count("<tr") == 1 + 9
