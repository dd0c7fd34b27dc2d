"""Distributions in place of numbers: medians against scipy, also when cut; a mistake is placed at them."""

from __future__ import annotations

import math
from typing import Any

import pytest
from scipy import stats

from orbitdc.errors import ScenarioError
from orbitdc.scenario.distributions import SHAPES, Distribution
from orbitdc.scenario.load import load

ROUNDING = 1e-9  # relative; both sides are closed forms in double precision


def scipy_of(shape: str, v: tuple[float, ...]) -> Any:
    """The same distribution as scipy writes it."""
    if shape == "uniform":
        return stats.uniform(v[0], v[1] - v[0])
    if shape == "triangular":
        return stats.triang((v[1] - v[0]) / (v[2] - v[0]), v[0], v[2] - v[0])
    if shape == "normal":
        return stats.norm(v[0], v[1])
    return stats.lognorm(v[1], scale=v[0])


CASES: list[tuple[str, tuple[float, ...]]] = [
    ("uniform", (2.0, 10.0)),
    ("triangular", (0.0, 1.0, 10.0)),
    ("triangular", (0.0, 9.0, 10.0)),
    ("triangular", (0.0, 0.0, 10.0)),
    ("triangular", (-5.0, 10.0, 10.0)),
    ("normal", (3.0, 2.0)),
    ("normal", (-40.0, 20.0)),
    ("lognormal", (3.0, 0.7)),
]


@pytest.mark.parametrize(("shape", "values"), CASES)
def test_medians(shape: str, values: tuple[float, ...]) -> None:
    expected = scipy_of(shape, values).ppf(0.5)
    assert Distribution(shape, values).median() == pytest.approx(expected, rel=ROUNDING, abs=1e-12)


@pytest.mark.parametrize(("shape", "values"), CASES)
@pytest.mark.parametrize(("low", "high"), [(-math.inf, 4.0), (2.5, math.inf), (2.5, 4.0), (0.0, 1e6), (-1e6, 1e6)])
def test_medians_of_cut_distributions(shape: str, values: tuple[float, ...], low: float, high: float) -> None:
    whole = scipy_of(shape, values)
    below, above = whole.cdf(low), whole.cdf(high)
    found = Distribution(shape, values, low, high)
    assert found.inside_frac() == pytest.approx(above - below, rel=ROUNDING, abs=1e-12)
    assert found.median() == pytest.approx(whole.ppf(0.5 * (below + above)), rel=ROUNDING, abs=1e-12)


def test_a_cut_normal_is_scipys_truncnorm() -> None:
    expected = stats.truncnorm((0.0 - 0.9) / 0.3, (1.0 - 0.9) / 0.3, 0.9, 0.3).ppf(0.5)
    assert Distribution("normal", (0.9, 0.3), 0.0, 1.0).median() == pytest.approx(expected, rel=ROUNDING)


@pytest.mark.parametrize(
    ("values", "low", "high", "median"),
    [
        ((3.0, 1.0, 2.0), -math.inf, math.inf, 2.0),
        ((4.0, 1.0), -math.inf, math.inf, 1.0),  # of an even number the lower of the two in the middle
        ((1.0, 2.0, 3.0, 50.0, 60.0), 0.0, 10.0, 2.0),
    ],
)
def test_medians_of_choices(values: tuple[float, ...], low: float, high: float, median: float) -> None:
    assert Distribution("choice", values, low, high).median() == median


@pytest.mark.parametrize(
    ("shape", "values", "support"),
    [
        ("uniform", (1.0, 3.0), (1.0, 3.0)),
        ("triangular", (1.0, 2.0, 3.0), (1.0, 3.0)),
        ("choice", (5.0, 1.0, 3.0), (1.0, 5.0)),
        ("lognormal", (1.0, 1.0), (0.0, math.inf)),
        ("normal", (1.0, 1.0), (-math.inf, math.inf)),
    ],
)
def test_supports(shape: str, values: tuple[float, ...], support: tuple[float, float]) -> None:
    assert Distribution(shape, values).support() == support


@pytest.mark.parametrize("shape", SHAPES)
def test_a_scenario_uses_the_median(shape: str) -> None:
    values = {
        "triangular": (100, 300, 900),
        "uniform": (100, 500),
        "normal": (300, 80),
        "lognormal": (300, 0.5),
        "choice": (100, 300, 900),
    }[shape]
    text = f"launch.price_usd_per_kg={{{shape}: {list(values)}, truncated: true}}"
    loaded = load("ai1_vs_colossus", [text])
    made = loaded.source.distributions["launch.price_usd_per_kg"]
    assert (made.shape, made.values, made.low) == (shape, tuple(map(float, values)), 0.0)
    assert loaded.launch.price_usd_per_kg == made.median()
    (number,) = (n for n in loaded.numbers() if n.distribution is not None)
    assert number.path == "launch.price_usd_per_kg"
    assert number.distribution is made
    assert str(number.origin) == f"--set {text}"


def test_whole_numbers_stay_whole() -> None:
    loaded = load("ai1_vs_colossus", ["numerics.planes_marched={choice: [12, 24, 48]}"])
    assert loaded.numerics.planes_marched == 24
    assert type(loaded.numerics.planes_marched) is int


def test_a_mistake_is_placed_at_the_distribution(tmp_path: Any) -> None:
    path = tmp_path / "child.yaml"
    lines = ["extends: ai1_vs_colossus", "name: child", "launch:", "  price_usd_per_kg:", "    uniform: [2, 1]"]
    path.write_text("\n".join(lines))
    with pytest.raises(ScenarioError) as caught:
        load(path)
    (problem,) = caught.value.problems
    assert (problem.line, problem.column, problem.path) == (5, 14, "launch.price_usd_per_kg")
