"""Capital that differs by side: rate, tax, financing and premium, each against runs in which both sides share it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import orbitdc
from orbitdc.comparison.run import Run
from orbitdc.errors import ScenarioError
from orbitdc.report.headline import headline
from orbitdc.results.save import summary_of

RunOf = Callable[..., Run]
AI1 = "ai1_vs_colossus"
LOAN = ("structure=level_loan", "debt_term_months=48")
SAFE = tuple(
    f"{key}=0"
    for key in (
        "satellite.random_loss_per_y",
        "satellite.dead_on_arrival_frac",
        "satellite.vital_m2",
        "accelerator.permanent_loss_per_y",
        "launch.failure_frac",
    )
)
# What both sides state together, and what either states alone; each pair says the same.
SHARED = {
    "the real cost of capital": (("real_wacc_frac=0.082",), ("real_wacc_frac=0.082",)),
    "the income tax": (("tax_frac=0.3",), ("tax_frac=0.3",)),
    "financing": (tuple(f"financing.{key}" for key in LOAN),) * 2,
}


def cost(run: Run, side: str) -> float:
    found = {"orbit": run.orbit, "ground": run.ground}[side].cost.usd_per_pflop_hour
    assert found is not None
    return found


@pytest.mark.parametrize("what", SHARED)
@pytest.mark.parametrize("side", ["orbit", "ground"])
def test_one_side_alone_is_priced_as_where_both_pay_the_same(run_of: RunOf, what: str, side: str) -> None:
    shared, own = SHARED[what]
    plain, both = run_of(AI1), run_of(AI1, *(f"money.{key}" for key in shared))
    alone = run_of(AI1, *(f"money.{side}.{key}" for key in own))
    other = {"orbit": "ground", "ground": "orbit"}[side]
    assert cost(alone, side) == pytest.approx(cost(both, side), rel=1e-12)
    assert cost(alone, other) == pytest.approx(cost(plain, other), rel=1e-12)
    assert alone.npv[other].npv_usd == pytest.approx(plain.npv[other].npv_usd, rel=1e-9)
    (named,) = [each for each in alone.differences if f"money.{side}" in each.what]
    assert named.what.startswith(what)
    assert named.ratio_without == pytest.approx(plain.ratio_like_for_like, rel=1e-12)
    assert named.effect == pytest.approx((alone.ratio_like_for_like or 0.0) - (plain.ratio_like_for_like or 0.0))


def test_both_sides_with_the_same_of_their_own_do_not_differ(run_of: RunOf) -> None:
    twice = run_of(AI1, "money.orbit.real_wacc_frac=0.05", "money.ground.real_wacc_frac=0.05")
    assert twice.ratio_like_for_like == pytest.approx(run_of(AI1, "money.real_wacc_frac=0.05").ratio_like_for_like)
    assert not [each for each in twice.differences if "money." in each.what]


def test_a_build_up_of_a_side_is_its_rate_at_its_own_tax() -> None:
    """The vehicle of investment grade is 5.85 % nominal, 3.27 real, at 21 % tax; at none it saves nothing on interest.

    Without tax: 0.1 x (0.043 + 1.2 x 0.045 + 0.02) + 0.9 x 0.0658, less 2.5 % of inflation.
    """
    money = orbitdc.load(AI1, ["money.ground.capital.from=ig_spv"]).money
    assert money.of("ground").real_wacc_frac == pytest.approx(0.0327, abs=5e-5)  # printed to four digits
    assert money.of("orbit").real_wacc_frac == money.real_wacc_frac
    untaxed = (1.0 + 0.1 * (0.043 + 1.2 * 0.045 + 0.02) + 0.9 * 0.0658) / 1.025 - 1.0
    for sets in (
        ["money.ground.capital.from=ig_spv", "money.ground.tax_frac=0"],
        ["money.capital.from=ig_spv", "money.ground.tax_frac=0"],  # the shared build-up, at the side's own tax
    ):
        assert orbitdc.load(AI1, sets).money.of("ground").real_wacc_frac == pytest.approx(untaxed, rel=1e-12)


def test_a_dearer_orbit_and_a_cheaper_ground_move_the_ratio_in_the_order_of_their_rates(run_of: RunOf) -> None:
    """Rates of a vehicle of investment grade on the ground, and of a first of its kind in orbit without and with risk.

    The levels of the ratio are this program's own; that each step is dearer follows from the rates alone.
    """
    ground = "money.ground.real_wacc_frac=0.0327"
    steps = (run_of(AI1), run_of(AI1, ground), *(run_of(AI1, ground, f"money.orbit.real_wacc_frac={r}") for r in (
        0.082, 0.1114,
    )))  # fmt: skip
    ratios = [run.ratio_like_for_like or 0.0 for run in steps]
    assert ratios == sorted(ratios)
    summary = summary_of(steps[2])
    rows = dict(headline(summary))
    assert rows["cost of capital in orbit"].startswith("8.2 % a year")
    assert rows["cost of capital on the ground"].startswith("3.27 % a year")
    assert "orbit costs, like for like, but for capital" in rows
    assert "launch price for equal cost, each at its own rate" in rows
    assert summary["orbit"]["financing"]["real_discount_rate_frac"] == 0.082
    assert not [label for label in dict(headline(summary_of(steps[0]))) if label.startswith("cost of capital")]


def test_the_break_even_is_where_both_cost_the_same_each_at_its_own_rate(run_of: RunOf, cheap: tuple[str, ...]) -> None:
    dear = (*cheap, "money.ground.real_wacc_frac=0.09", "money.orbit.real_wacc_frac=0.05")
    price, shared = run_of(AI1, *dear).launch.value, run_of(AI1, *cheap).launch.value
    assert price is not None
    assert shared is not None
    assert price > shared  # a ground that pays more for capital leaves more for launches
    again = run_of(AI1, *dear, f"launch.price_usd_per_kg={price!r}")
    assert again.ratio_like_for_like == pytest.approx(1.0, rel=1e-9)  # linear in the price, to the rounding of sums


@pytest.mark.parametrize("side", ["orbit", "ground"])
def test_a_premium_is_added_to_the_rate_of_its_side(run_of: RunOf, side: str) -> None:
    with_it = run_of(AI1, *SAFE, f"money.{side}.risk_premium_frac=0.05")
    rate = with_it.scenario.money.real_wacc_frac + 0.05
    by_rate = run_of(AI1, *SAFE, f"money.{side}.real_wacc_frac={rate!r}")
    if side == "orbit":  # on the ground the rate also values what is handed on, which a premium for risk does not
        assert cost(with_it, side) == pytest.approx(cost(by_rate, side), rel=1e-12)
    plain = run_of(AI1, *SAFE)
    assert cost(with_it, side) > cost(plain, side)
    (named,) = [each for each in with_it.differences if "premium for risk" in each.what]
    assert named.ratio_without == pytest.approx(plain.ratio_like_for_like, rel=1e-12)


def test_a_premium_names_the_hazards_that_stand_beside_it() -> None:
    with pytest.raises(ScenarioError) as caught:
        orbitdc.load(AI1, [*SAFE, "launch.failure_frac=0.02", "money.orbit.risk_premium_frac=0.05"])
    (problem,) = caught.value.problems
    assert problem.path == "money.orbit.risk_premium_frac"
    assert "launch.failure_frac (0.02)" in problem.message
    assert "satellite" not in problem.message  # what is 0 is not named


def test_a_premium_inside_a_build_up_is_told_beside_hazards(run_of: RunOf) -> None:
    """Equity of a first of its kind asks 5 points more, and losses of satellites stand beside it: told, not refused."""
    risky = run_of(AI1, "money.orbit.capital.from=orbital_first_of_kind")
    (note,) = [each for each in summary_of(risky)["notes"] if "extra_premium_frac" in each]
    assert "money.orbit.capital" in note
    assert "launch.failure_frac" in note
    calm = run_of(AI1, "money.orbit.capital.from=orbital_first_of_kind", "money.orbit.capital.extra_premium_frac=0")
    assert not [each for each in summary_of(calm)["notes"] if "extra_premium_frac" in each]
    assert (calm.ratio_like_for_like or 0.0) < (risky.ratio_like_for_like or 0.0)


def test_two_loans_are_told_apart_by_their_rates(run_of: RunOf) -> None:
    run = run_of(
        AI1, "money.orbit.financing.from=gpu_loan_non_ig", "money.ground.financing.from=colocation_spv"
    )  # both are level loans
    (each,) = [each for each in run.differences if "financing" in each.what]
    assert "a level loan of 65 % at 8.5 % with equity at 15.85 % in orbit" in each.what
    assert "a level loan of 90 % at 6.58 % with equity at 11.7 % on the ground" in each.what
    rows = dict(headline(summary_of(run)))
    assert rows["cost of equity in orbit"].startswith("13 % a year, real")  # (1.1585 / 1.025 - 1)


def test_debt_of_the_orbit_may_outlive_a_refresh_of_the_ground() -> None:
    terms = ("financing.structure=level_loan", "financing.debt_term_months=60")
    orbitdc.load(AI1, ["ground.it_refresh_y=3", *(f"money.orbit.{key}" for key in terms)])
    with pytest.raises(ScenarioError) as caught:
        orbitdc.load(AI1, ["ground.it_refresh_y=3", *(f"money.ground.{key}" for key in terms)])
    assert caught.value.problems[0].path == "money.ground.financing.debt_term_months"
