"""Sobol indices against functions whose indices are known, and what is said of too few samples."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pytest

from orbitdc.errors import ScenarioError
from orbitdc.study.indices import Indices, checked_samples, indices, indices_of, refuse_outside, sample

Array = npt.NDArray[np.float64]
A, B = 7.0, 0.1


def ishigami(uniform: Array) -> Array:
    """Ishigami and Homma (1990), on (-pi, pi)."""
    x = math.pi * (2.0 * uniform - 1.0)
    return np.asarray(np.sin(x[:, 0]) + A * np.sin(x[:, 1]) ** 2 + B * x[:, 2] ** 4 * np.sin(x[:, 0]))


def held(made: Indices, first: list[float], total: list[float]) -> None:
    """Every index lies in its interval, which is narrow enough to tell the inputs apart."""
    for exact, ends in ((first, made.first_interval), (total, made.total_interval)):
        assert (ends[0] <= np.array(exact)).all(), ends
        assert (np.array(exact) <= ends[1]).all(), ends
        assert (ends[1] - ends[0] < 0.25).all()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_ishigami_within_its_intervals(seed: int) -> None:
    own = 0.5 * (1.0 + B * math.pi**4 / 5.0) ** 2
    second = A**2 / 8.0
    joint = 8.0 * B**2 * math.pi**8 / 225.0
    whole = own + second + joint
    first = [own / whole, second / whole, 0.0]
    held(indices_of(ishigami, 3, 1024, seed), first, [first[0] + joint / whole, first[1], joint / whole])


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_linear_model_within_its_intervals(seed: int) -> None:
    weights = np.array([4.0, 2.0, 1.0, 0.0])
    exact = (weights**2 / (weights**2).sum()).tolist()  # alike inputs: shares of the squares, none of them joint
    held(indices_of(lambda x: x @ weights, 4, 1024, seed), exact, exact)


def test_one_input_explains_everything_and_none_nothing() -> None:
    one = indices_of(lambda x: np.exp(x[:, 0]), 1, 256)
    assert one.first_interval[0, 0] <= 1.0 <= one.first_interval[1, 0]
    assert one.total_interval[0, 0] <= 1.0 <= one.total_interval[1, 0]
    flat = indices_of(lambda x: np.full(len(x), 3.0), 2, 64)
    assert flat.first.tolist() == flat.total.tolist() == [0.0, 0.0]


def test_the_same_seed_gives_the_same_bits() -> None:
    one, again, other = (indices_of(ishigami, 3, 64, seed) for seed in (5, 5, 6))
    assert one.total_interval.tobytes() == again.total_interval.tobytes()
    assert one.first.tolist() != other.first.tolist()


def test_the_points_of_a_sample_change_one_input_each() -> None:
    points = sample(3, 16, 1)
    first, last = points[:, 0], points[:, -1]
    for i in range(3):
        assert (points[:, i + 1, i] == last[:, i]).all()
        others = [k for k in range(3) if k != i]
        assert (points[:, i + 1, others] == first[:, others]).all()
    assert (first != last).all()


def test_an_index_far_outside_is_refused() -> None:
    ends = np.array([[3.0, 0.4], [3.4, 0.6]])
    impossible = Indices(64, np.array([0.5, 0.5]), ends - ends[0], np.array([3.18, 0.5]), ends)
    with pytest.raises(ScenarioError) as caught:
        refuse_outside(impossible, ["a", "b"])
    assert caught.value.problems[0].path == "samples"
    near = Indices(64, np.array([-0.02, 1.05]), np.array([[-0.1, 0.9], [0.1, 1.2]]), np.array([0.0, 1.0]), ends)
    refuse_outside(near, ["a", "b"])  # by less than the width of their intervals


def test_indices_of_noise_are_seldom_refused() -> None:
    # Four standard errors, over 200 studies of three inputs: 1,200 indices, of which one in 10,000 lies outside.
    refused = sum(indices_of(ishigami, 3, 64, seed).outside is not None for seed in range(200))
    assert refused <= 2


def test_answers_are_read_in_the_order_of_the_samples() -> None:
    points = sample(2, 128, 4)
    by_hand = indices(points[..., 0] + 3.0 * points[..., 1], 4)
    assert by_hand.total.tolist() == indices_of(lambda x: x[:, 0] + 3.0 * x[:, 1], 2, 128, 4).total.tolist()
    assert by_hand.total == pytest.approx([0.1, 0.9], abs=0.05)


@pytest.mark.parametrize("samples", [0, 8, 100, 2**17])
def test_other_numbers_of_samples_are_refused(samples: int) -> None:
    with pytest.raises(ScenarioError):
        checked_samples(samples)
