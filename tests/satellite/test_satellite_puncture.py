"""Segments of a punctured radiator against scipy's binomial, a seeded simulation and the limits of the sum."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from scipy import stats

import orbitdc
from orbitdc.errors import ScenarioError
from orbitdc.satellite.puncture import expected_capacity, exposed_m2, segment_rate_per_y, shield_mass_kg


@pytest.mark.parametrize(("segments", "needed"), [(1, 1), (4, 3), (8, 7), (12, 8), (100, 90)])
def test_expected_capacity_is_scipys_binomial_mean(segments: int, needed: int) -> None:
    age, rate = np.array([0.0, 0.5, 3.0, 10.0]), 0.07
    mean = [stats.binom(segments, p).expect(lambda k: np.minimum(k / needed, 1.0)) for p in np.exp(-rate * age)]
    # an exact sum: rounding of ln(n!), and scipy's own 1e-10 cut
    assert expected_capacity(age, rate, segments, needed) == pytest.approx(mean, rel=1e-8)


def test_expected_capacity_against_holes_drawn_in_time() -> None:
    chance = np.random.default_rng(7)
    segments, needed, rate, age = 6, 5, 0.15, 4.0
    first_hole_y = chance.exponential(1.0 / rate, (200_000, segments))
    capacity = np.minimum((first_hole_y > age).sum(axis=1) / needed, 1.0)
    # five standard errors: 0.23 / sqrt(200,000) each
    assert float(expected_capacity(age, rate, segments, needed)) == pytest.approx(capacity.mean(), abs=0.0026)


@given(st.integers(1, 60), st.floats(0.0, 20.0), st.floats(0.0, 3.0))
def test_without_spare_segments_the_mean_is_the_chance_of_one(segments: int, age: float, rate: float) -> None:
    # a mean of n equal parts; rounding of ln(n!), largest near n = 60
    made = float(expected_capacity(age, rate, segments, segments))
    assert made == pytest.approx(float(np.exp(-age * rate)), abs=1e-11)


@given(st.floats(0.1, 10.0), st.floats(0.01, 1.0))
def test_spare_segments_help_and_age_hurts(age: float, rate: float) -> None:
    spare = [float(expected_capacity(age, rate, 8, needed)) for needed in range(1, 9)]
    assert (np.diff(spare) <= 1e-12).all()  # rounding alone where nothing is lost yet
    assert expected_capacity(age, rate, 8, 7) > expected_capacity(1.1 * age, rate, 8, 7)


def test_valves_save_what_one_loop_loses() -> None:
    """The same tubes, as one loop and as eight segments of which seven are needed, after a mean of 0.4 holes."""
    one = float(expected_capacity(5.0, segment_rate_per_y(110.0, 0.04, 0.009, 1), 1, 1))
    eight = float(expected_capacity(5.0, segment_rate_per_y(110.0, 0.04, 0.009, 8), 8, 7))
    assert one == pytest.approx(np.exp(-0.396), rel=1e-9)  # by hand: 8.8 m2 x 0.009 x 5 y
    assert eight > 0.99


def test_the_parts_share_the_holes_of_the_whole() -> None:
    area = np.array([110.0, 165.0])
    whole = segment_rate_per_y(area, 0.04, 0.3, 1)
    assert whole == pytest.approx([2.64, 3.96], rel=1e-12)  # by hand, both faces
    assert 8 * segment_rate_per_y(area, 0.04, 0.3, 8) == pytest.approx(whole, rel=1e-12)
    assert exposed_m2(110.0, [0.0, 1.0]) == pytest.approx([0.0, 220.0])
    # 8.8 m2 of 3 mm at 2,700 kg/m3
    assert shield_mass_kg(110.0, 0.04, 3.0, 2700.0) == pytest.approx(8.8 * 8.1, rel=1e-12)


def test_lanes_and_ages_broadcast() -> None:
    assert expected_capacity(np.linspace(0.0, 5.0, 4), np.array([[0.01], [0.1]]), 8, 7).shape == (2, 4)


@pytest.mark.parametrize("needed", [0, 9])
def test_needed_segments_must_exist(needed: int) -> None:
    with pytest.raises(ScenarioError) as caught:
        expected_capacity(1.0, 0.1, 8, needed)
    assert [problem.path for problem in caught.value.problems] == ["satellite.radiator.segments_needed"]


def test_thousands_of_segments_are_counted_like_scipy() -> None:
    """Ways to choose overflow a double beyond a thousand segments; their logarithms do not."""
    for segments, needed, rate in ((2000, 1990, 1e-3), (5000, 4800, 1e-2)):
        alive = stats.binom(segments, np.exp(-5.0 * rate))
        k = np.arange(segments + 1)
        mean = float((alive.pmf(k) * np.minimum(k / needed, 1.0)).sum())
        # rounding of ln(n!), which is 38,000 at n = 5,000
        assert float(expected_capacity(5.0, rate, segments, needed)) == pytest.approx(mean, rel=1e-9)
    assert float(expected_capacity(5.0, 1e3, 8, 8)) == 0.0  # every segment holed, and no warning


def test_segments_grow_with_the_area() -> None:
    panel = orbitdc.load("ai1_vs_colossus").satellite.radiator
    assert panel.segment_count == panel.needed_count == 8
    assert panel.changed(area_m2=14_000.0).segment_count == 1000  # 14 m2 each
    assert panel.changed(area_m2=1.0).segment_count == 1
    assert panel.changed(area_m2=1e4, segments=5, segments_needed=4).needed_count == 4


@pytest.mark.parametrize("needed", [{"segments_needed": 5}, {"segments": 4, "segments_needed": 5}])
def test_needed_segments_are_counted_among_stated_ones(needed: dict[str, int]) -> None:
    panel = orbitdc.load("ai1_vs_colossus").satellite.radiator
    with pytest.raises(ValidationError):
        panel.changed(**needed)
