"""Distributions in place of numbers: medians against scipy, also when cut, and what is refused, word for word."""

from __future__ import annotations

import math
from typing import Any

import pytest
from scipy import stats

from orbitdc.errors import ScenarioError
from orbitdc.scenario.distributions import SHAPES, Distribution
from orbitdc.scenario.load import load_file

ROUNDING = 1e-9  # relative; both sides are closed forms in double precision
TAKES = "a number, or one of " + ", ".join(f"{{{shape}: {form}}}" for shape, form in SHAPES.items())


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
    loaded = load_file("ai1_vs_colossus", [text])
    made = loaded.distributions["launch.price_usd_per_kg"]
    assert (made.shape, made.values, made.low) == (shape, tuple(map(float, values)), 0.0)
    assert loaded.scenario.launch.price_usd_per_kg == made.median()
    (number,) = (n for n in loaded.numbers() if n.distribution is not None)
    assert number.path == "launch.price_usd_per_kg"
    assert number.distribution is made
    assert str(number.origin) == f"--set {text}"


def test_whole_numbers_stay_whole() -> None:
    loaded = load_file("ai1_vs_colossus", ["numerics.planes_marched={choice: [12, 24, 48]}"])
    assert loaded.scenario.numerics.planes_marched == 24
    assert type(loaded.scenario.numerics.planes_marched) is int


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("workload.occupancy_frac", "{uniform: [0.5, 1.2]}",
         "reaches from 0.5 to 1.2, outside 0 to 1\n    fix: narrow it, or add `truncated: true`"),
        ("workload.occupancy_frac", "{normal: [0.8, 0.1]}",
         "reaches from -inf to inf, outside 0 to 1\n    fix: narrow it, or add `truncated: true`"),
        ("launch.price_usd_per_kg", "{triangular: [-5, 10, 20]}",
         "reaches from -5 to 20, outside 0 to inf\n    fix: narrow it, or add `truncated: true`"),
        ("mission.life_y", "{choice: [5, 40]}",
         "reaches from 5 to 40, outside 0 to 30\n    fix: narrow it, or add `truncated: true`"),
        ("satellite.solar_array.temperature_coefficient_per_k", "{uniform: [-0.03, 0]}",
         "reaches from -0.03 to 0, outside -0.02 to 0\n    fix: narrow it, or add `truncated: true`"),
        ("workload.occupancy_frac", "{normal: [80, 10], truncated: true}",
         "lies outside 0 to 1\n    fix: move it inside, or check its unit"),
        ("workload.occupancy_frac", "{uniform: [80, 90], truncated: true}",
         "lies outside 0 to 1\n    fix: move it inside, or check its unit"),
        ("workload.occupancy_frac", "{choice: [80, 90], truncated: true}",
         "lies outside 0 to 1\n    fix: move it inside, or check its unit"),
        ("workload.occupancy_frac", "{lognormal: [1e9, 0.1], truncated: true}",
         "lies outside 0 to 1\n    fix: move it inside, or check its unit"),
        ("mission.life_y", "{uniform: [3]}", f"uniform takes [low, high]\n    fix: {TAKES}"),
        ("mission.life_y", "{uniform: [3, 4, 5]}", f"uniform takes [low, high]\n    fix: {TAKES}"),
        ("mission.life_y", "{triangular: [3, 4]}", f"triangular takes [low, mode, high]\n    fix: {TAKES}"),
        ("mission.life_y", "{triangular: [3, 5, 4]}",
         f"triangular takes [low, mode, high] in rising order\n    fix: {TAKES}"),
        ("mission.life_y", "{uniform: [4, 4]}", f"uniform takes [low, high] in rising order\n    fix: {TAKES}"),
        ("mission.life_y", "{normal: [4, 0]}",
         f"normal takes [mean, standard deviation], positive\n    fix: {TAKES}"),
        ("mission.life_y", "{lognormal: [0, 1]}",
         f"lognormal takes [median, standard deviation of the logarithm], positive\n    fix: {TAKES}"),
        ("mission.life_y", "{choice: []}", f"choice takes [value, value, ...], at least one\n    fix: {TAKES}"),
        ("mission.life_y", "{uniform: [1, .inf]}", f"uniform takes [low, high], all finite\n    fix: {TAKES}"),
        ("mission.life_y", "{uniform: 3}", f"uniform takes [low, high]\n    fix: {TAKES}"),
        ("mission.life_y", "{uniform: [a, b]}", f"uniform takes [low, high]\n    fix: {TAKES}"),
        ("mission.life_y", "{uniform: [true, 3]}", f"uniform takes [low, high]\n    fix: {TAKES}"),
        ("mission.life_y", "{unifrom: [1, 2]}",
         "neither a number nor a distribution\n    fix: did you mean uniform?"),
        ("mission.life_y", "{beta: [1, 2]}", f"neither a number nor a distribution\n    fix: {TAKES}"),
        ("mission.life_y", "{}", f"neither a number nor a distribution\n    fix: {TAKES}"),
        ("mission.life_y", "{uniform: [1, 2], normal: [1, 2]}",
         f"neither a number nor a distribution\n    fix: {TAKES}"),
        ("mission.life_y", "{uniform: [1, 2], cut: true}",
         f"neither a number nor a distribution\n    fix: {TAKES}"),
        ("mission.life_y", "{uniform: [1, 2], truncated: yes}",
         "truncated is 'yes'\n    fix: write `truncated: true`, or leave it out"),
        ("mission.life_y", "{truncated: true}", f"neither a number nor a distribution\n    fix: {TAKES}"),
        ("seed", "{uniform: [1, 2]}", "is 1.5\n    fix: write a whole number"),
        ("launch.label", "{uniform: [1, 2]}", "is {'uniform': (1, 2)}\n    fix: write text"),
    ],
)  # fmt: skip
def test_what_is_refused(key: str, value: str, message: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        load_file("ai1_vs_colossus", [f"{key}={value}"])
    assert str(caught.value) == f"--set {key}={value}: {key}: {message}"


def test_a_mistake_is_placed_at_the_distribution(tmp_path: Any) -> None:
    path = tmp_path / "child.yaml"
    lines = ["extends: ai1_vs_colossus", "name: child", "launch:", "  price_usd_per_kg:", "    uniform: [2, 1]"]
    path.write_text("\n".join(lines))
    with pytest.raises(ScenarioError) as caught:
        load_file(path)
    (problem,) = caught.value.problems
    assert (problem.line, problem.column, problem.path) == (5, 14, "launch.price_usd_per_kg")
