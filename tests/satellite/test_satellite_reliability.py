"""Hazards of a satellite's own parts against scipy, hand arithmetic and seeded simulations."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from orbitdc.satellite.reliability import (
    Reliability,
    accelerator_loss_per_y,
    early_hazard,
    in_groups_frac,
    lost_together,
    wear_out_hazard,
    weibull_hazard,
    with_common_causes,
)

PLAIN: dict[str, Any] = {
    "early_losses": "dead_on_arrival",
    "weibull_shape": 0.4,
    "weibull_scale_y": 8000.0,
    "design_life_y": 5.0,
    "wear_out_scale_y": 3.0,
    "wear_out_shape": 2.0,
    "accelerators_per_failure": 1.0,
    "unit_losses_per_y": 0.0,
    "accelerators_per_unit": 4.0,
    "common_causes": "left_out",
    "batch_satellites": 60,
    "batch_defect_frac": 0.02,
    "batch_hazard_factor": 10.0,
    "storms_per_y": 0.1,
    "storm_loss_frac": 0.01,
}


def block(**changes: Any) -> Reliability:
    return Reliability(**{**PLAIN, **changes})


@pytest.mark.parametrize(("shape", "scale_y"), [(0.4, 8000.0), (1.0, 20.0), (3.0, 4.0)])
def test_weibull_survival_is_scipys(shape: float, scale_y: float) -> None:
    ages = np.array([0.0, 0.01, 1.0, 5.0, 15.0])
    survival = stats.weibull_min(shape, scale=scale_y).sf(ages)
    assert np.exp(-weibull_hazard(ages, shape, scale_y)) == pytest.approx(survival, rel=1e-12)


def test_early_losses_are_one_law_or_the_other() -> None:
    ages = np.array([0.5, 5.0])
    assert early_hazard(block(), 0.02, ages) == pytest.approx([0.01, 0.1], rel=1e-15)
    weibull = block(early_losses="weibull")
    assert early_hazard(weibull, 0.02, ages) == pytest.approx((ages / 8000.0) ** 0.4, rel=1e-15)
    rate = np.diff(early_hazard(weibull, 0.0, np.arange(6.0)))
    assert (np.diff(rate) < 0.0).all()  # infants die, the rest live


def test_nothing_wears_out_before_its_design_life() -> None:
    ages = np.array([0.0, 4.999, 5.0, 8.0, 11.0])
    assert wear_out_hazard(block(), ages) == pytest.approx([0.0, 0.0, 0.0, 1.0, 4.0], rel=1e-12)


def test_common_causes_have_the_mean_of_drawn_batches_and_storms() -> None:
    chance = np.random.default_rng(11)
    one, own, n = block(batch_defect_frac=0.2, storms_per_y=0.5, storm_loss_frac=0.1), 0.06, 400_000
    bad = chance.random(n) < 0.2
    left = np.exp(-own * np.where(bad, 10.0, 1.0)) * 0.9 ** chance.poisson(0.5 * 4.0, n)
    mean = float(np.exp(-with_common_causes(one, np.array(own), 4.0)))
    assert mean == pytest.approx(left.mean(), abs=5.0 * left.std() / np.sqrt(n))


@given(st.floats(0.0, 3.0), st.floats(0.0, 1.0), st.floats(1.0, 50.0))
def test_a_defect_never_helps_and_never_counts_more_than_it_can(own: float, share: float, factor: float) -> None:
    one = block(batch_defect_frac=share, batch_hazard_factor=factor, storms_per_y=0.0)
    hazard = float(with_common_causes(one, np.array(own), 5.0))
    assert own - 1e-12 <= hazard <= factor * own + 1e-12  # all batches sound, all defective


def test_one_failure_takes_no_more_than_is_on_board() -> None:
    trays = block(accelerators_per_failure=4.0, unit_losses_per_y=0.5, accelerators_per_unit=72.0)
    assert trays.takes(56) == (4.0, 56)
    assert trays.takes(2) == (2, 2)
    assert accelerator_loss_per_y(trays, 0.05, 56) == pytest.approx(4 * 0.05 + 0.5, rel=1e-15)
    assert accelerator_loss_per_y(trays, 0.05, 144) == pytest.approx(4 * 0.05 + 0.5 * 72 / 144, rel=1e-15)


def test_accelerators_on_failing_trays_against_a_simulation() -> None:
    """Fourteen trays of four: each accelerator fails by itself, its tray goes with it."""
    chance, rate, age = np.random.default_rng(5), 0.03, 3.0
    first = chance.exponential(1.0 / rate, (20_000, 14, 4)).min(axis=2)
    alive = 4 * (first > age).sum(axis=1)
    expected = 56 * np.exp(-accelerator_loss_per_y(block(accelerators_per_failure=4.0), rate, 56) * age)
    assert alive.mean() == pytest.approx(expected, abs=5.0 * alive.std() / np.sqrt(20_000))


def test_a_share_lost_in_each_year_is_a_rate_of_minus_its_logarithm() -> None:
    """9 % lost in each of five years leave 0.91^5 = 0.624; a rate of 0.09 leaves exp(-0.45) = 0.638."""
    kept = [float(np.exp(-accelerator_loss_per_y(block(), rate, 56) * 5.0)) for rate in (-np.log(1.0 - 0.09), 0.09)]
    assert kept == pytest.approx([0.624, 0.638], abs=5e-4)  # three digits


def test_what_is_lost_together_gives_the_spread_of_what_is_lost() -> None:
    one = block(accelerators_per_failure=2.0, unit_losses_per_y=0.7, accelerators_per_unit=8.0)
    assert lost_together(one, 0.05, 64) == pytest.approx((0.05 * 64 * 4 + 0.7 * 64) / (0.05 * 64 * 2 + 0.7 * 8))
    assert lost_together(one.model_copy(update={"unit_losses_per_y": 0.0}), 0.0, 64) == 1.0


# -- whole trays and whole groups --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("trays", "spare_trays"), [(1, 0), (18, 0), (18, 4), (2, 2)])
@pytest.mark.parametrize("alive", [0.05, 0.624, 0.9])
def test_a_board_with_spares_is_a_binomial_of_its_trays(trays: int, spare_trays: int, alive: float) -> None:
    """E[min(needed, K)]/needed with K binomial, summed by scipy."""
    law = stats.binom(trays + spare_trays, alive)
    expected = sum(law.pmf(k) * min(trays, k) for k in range(trays + spare_trays + 1)) / trays
    assert in_groups_frac(alive, 4 * trays, 4 * spare_trays, 4) == pytest.approx(expected, rel=1e-12)


def test_without_spares_and_groups_the_mean_is_the_share_alive() -> None:
    """The mean of a sum needs no independence: 73 accelerators in 18 trays and one that stands alone."""
    alive = np.array([0.0, 0.3, 0.7, 1.0])
    assert in_groups_frac(alive, 73, 0, 4) == pytest.approx(alive, abs=1e-12)


def test_groups_of_two_trays_lose_more_than_the_mean() -> None:
    """Seventy-two in trays of four, tensor groups of eight, trays rearranged: 8 floor(K/2), K of 18, by scipy."""
    alive = np.exp(-4.0 * 0.05 * 2.0)
    law = stats.binom(18, alive)
    expected = sum(law.pmf(k) * 8 * (4 * k // 8) for k in range(19)) / 72.0
    found = float(in_groups_frac(alive, 72, 0, 4, 8))
    assert found == pytest.approx(expected, rel=1e-12)
    assert alive - 4.0 / 72.0 < found < alive  # never more than half a group is left over


def test_drawn_boards_agree_with_the_binomial() -> None:
    chance = np.random.default_rng(7)
    drawn = 4 * chance.binomial(20, 0.8, 200_000) + chance.binomial(1, 0.8, 200_000)  # 81: twenty trays and one alone
    used = np.minimum(73, drawn) // 8 * 8
    error = used.std() / 72.0 / np.sqrt(used.size)
    assert float(in_groups_frac(0.8, 73, 8, 4, 8)) == pytest.approx(used.mean() / 72.0, abs=5.0 * error)
