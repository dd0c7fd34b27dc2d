"""The way from an earlier financing to the present one, against runs that have each financing outright."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from orbitdc.comparison.run import Run
from orbitdc.report.headline import headline
from orbitdc.results.save import summary_of

RunOf = Callable[..., Run]
MERGER = "deals/spacex_xai_merger"
STEPS = (
    "before",
    "rate of the debt",
    "fees and discount of the debt",
    "share of debt",
    "return that equity asks",
    "structure and term",
)


def test_the_first_step_and_the_last_are_the_two_financings(run_of: RunOf) -> None:
    run = run_of(MERGER)
    steps = run.financing_steps
    assert tuple(step.step for step in steps) == STEPS
    before = run_of(MERGER, "money.financing.from=xai_2025", "money.financing.debt_rate_frac=0.1155")
    for step, other in ((steps[0], before), (steps[-1], run)):
        assert step.orbit_usd_per_pflop_hour == pytest.approx(other.orbit.cost.usd_per_pflop_hour, rel=1e-12)
        assert step.ground_usd_per_pflop_hour == pytest.approx(other.ground.cost.usd_per_pflop_hour, rel=1e-12)
        assert step.ratio == pytest.approx(other.ratio_like_for_like, rel=1e-12)


def test_the_rate_alone_is_that_of_the_run_with_the_rate_alone(run_of: RunOf) -> None:
    rates = ("money.financing.debt_rate_frac=0.05855", "money.financing.notes_rate_frac=0.05855")
    alone = run_of(MERGER, "money.financing.from=xai_2025", *rates)
    step = run_of(MERGER).financing_steps[1]
    assert step.ratio == pytest.approx(alone.ratio_like_for_like, rel=1e-12)
    # Cheaper debt of the same share makes both sides cheaper by nearly the same part: they own about as much on credit.
    first = run_of(MERGER).financing_steps[0]
    assert step.ground_usd_per_pflop_hour is not None
    assert first.ground_usd_per_pflop_hour is not None
    assert 0.85 < step.ground_usd_per_pflop_hour / first.ground_usd_per_pflop_hour < 0.91  # an audit found 1.406/1.604
    assert step.ratio == pytest.approx(first.ratio, rel=0.01)


def test_the_steps_are_told_and_move_nothing(run_of: RunOf) -> None:
    run = run_of(MERGER)
    assert run.ratio_like_for_like == run_of(MERGER, "money.financing_before.from=gpu_loan_ig").ratio_like_for_like
    told = dict(headline(summary_of(run)))
    assert "then the rate of the debt" in told
    assert "on the ground, USD per PFLOP-hour" in told["with the earlier financing"]
    assert summary_of(run_of("ai1_vs_colossus"))["financing_steps"] == []
