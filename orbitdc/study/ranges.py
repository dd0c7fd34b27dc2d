"""What is uncertain about a scenario: its own distributions, and every range of the catalogue as one.

The rule: a number for which the file states a distribution is drawn from that. Any other number is drawn where its row
of the catalogue gives a range: triangular from low over the value to high, on the logarithm where high is four times
low or more, and uniform where the value is an end of its range. What is asked, or chosen, is not drawn: the question
itself, whole numbers, and rows whose source says that they are a choice.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from orbitdc.scenario.distributions import Distribution
from orbitdc.scenario.model import Scenario
from orbitdc.scenario.source import Number

Array = npt.NDArray[np.float64]

LOG_FACTOR = 4.0  # between the ends of a range, from which it is drawn on the logarithm
QUESTION = (  # what a scenario asks about, which is not uncertain
    "mission.", "numerics.", "prices.", "workload.parameters", "workload.inactive_parameters", "workload.hidden_width",
    "workload.microbatch_tokens", "workload.bytes_per", "workload.kv_bytes", "workload.prompt_tokens",
    "workload.output_tokens", "workload.tokens_per_step", "satellite.design.", "satellite.it_power_w",
    "satellite.announced_mass_kg", "satellite.solar_array.area_m2", "satellite.solar_array.reference_",
    "satellite.radiator.area_m2", "satellite.battery.capacity_kwh", "satellite.propulsion.input_w",
    "satellite.propulsion.propellant_kg", "satellite.shielding.thickness_mm", "launch.sites.", "ground.it_power_w",
)  # fmt: skip
GROUPS = {  # of inputs that may be drawn together, by the beginning of their keys
    "launch": ("launch.",),
    "silicon": ("accelerator.", "workload."),
    "power": ("ground.electricity", "ground.fuel", "ground.power", "ground.pue", "ground.carbon", "ground.plant"),
    "ground": ("ground.",),
    "capital": ("money.",),
    "satellite": ("satellite.", "fleet."),
    "environment": ("sky.", "carbon."),
}


@dataclass(frozen=True)
class Range:
    """One uncertain number: its range, its distribution in words, and the group that it belongs to."""

    path: str
    value: float  # as the scenario has it
    low: float
    high: float
    shape: str  # triangular, log-triangular, uniform, or the shape that the file states
    grade: str
    given: Distribution | None = None

    @property
    def group(self) -> str:
        """The group of inputs by the beginning of the key."""
        return next(
            (name for name, heads in GROUPS.items() if any(self.path.startswith(head) for head in heads)), "other"
        )

    def at(self, quantile: npt.ArrayLike) -> Array:
        """The values at some quantiles in [0, 1], of their shape.

        The inverse of a triangular distribution: low + sqrt(q (high - low)(mode - low)) below the mode, and likewise
        from high above it (Evans, Hastings and Peacock 2000, Statistical Distributions, chapter 40).

        >>> wide = Range("launch.price_usd_per_kg", 100.0, 10.0, 1000.0, "log-triangular", "estimate")
        >>> wide.at([0.0, 0.5, 1.0]).round(6).tolist()
        [10.0, 100.0, 1000.0]
        """
        q = np.asarray(quantile, dtype=np.float64)
        if self.given is not None:
            return np.asarray(np.vectorize(self.given.quantile, otypes=[np.float64])(q))
        if self.shape == "uniform":
            return np.asarray(self.low + q * (self.high - self.low))
        if self.shape == "log-triangular":
            ends = (math.log(self.low), math.log(self.value), math.log(self.high))
            return np.asarray(np.exp(_triangular(q, *ends)))
        return _triangular(q, self.low, self.value, self.high)

    def below(self, value: float) -> float:
        """The probability of at most a value: the inverse of ``at``.

        >>> wide = Range("launch.price_usd_per_kg", 100.0, 10.0, 1000.0, "log-triangular", "estimate")
        >>> [round(wide.below(value), 6) for value in (1.0, 31.6227766, 100.0, 1000.0)]
        [0.0, 0.125, 0.5, 1.0]
        """
        if self.given is not None:
            return replace(self.given, high=min(value, self.given.high)).inside_frac() / self.given.inside_frac()
        held = min(max(value, self.low), self.high)
        if self.shape == "uniform":
            return (held - self.low) / (self.high - self.low)
        ends: tuple[float, ...] = (self.low, self.value, self.high)
        if self.shape == "log-triangular":
            held, ends = math.log(held), tuple(math.log(end) for end in ends)
        return Distribution("triangular", ends, high=held).inside_frac()

    def towards_value(self, values: Array, spread: float) -> Array:
        """Values moved towards that of the scenario: all of the way at a spread of 0, none of it at 1."""
        return np.asarray(self.value + spread * (values - self.value))


def _triangular(q: Array, low: float, mode: float, high: float) -> Array:
    """The quantiles of a triangular distribution at shares ``q``."""
    width, below = high - low, mode - low
    left = low + np.sqrt(np.maximum(q * width * below, 0.0))
    right = high - np.sqrt(np.maximum((1.0 - q) * width * (width - below), 0.0))
    return np.asarray(np.where(q * width <= below, left, right))


def ranges_of(scenario: Scenario, only: Sequence[str] = ()) -> list[Range]:
    """Every uncertain number of a scenario, in the order of the model; with ``only``, those under these keys.

    >>> import orbitdc
    >>> found = {range_.path: range_ for range_ in ranges_of(orbitdc.load("ai1_vs_colossus"))}
    >>> found["satellite.solar_array.price_usd_per_w"].shape, found["money.real_wacc_frac"].shape
    ('log-triangular', 'triangular')
    """
    found = [made for number in scenario.numbers() if (made := range_of(number)) is not None]
    if not only:
        return found
    return [one for one in found if any(one.path == key or one.path.startswith(f"{key}.") for key in only)]


def range_of(number: Number) -> Range | None:
    """The range of one number; None where it is not uncertain."""
    value = number.value
    if number.distribution is not None and isinstance(value, float):
        given = number.distribution
        low, high = (float(given.quantile(q)) for q in (0.001, 0.999))
        return Range(number.path, value, low, high, given.shape, "stated", given)
    row = number.row
    if row is None or not isinstance(value, float) or row.low is None or row.high is None:
        return None
    low, high = float(row.low), float(row.high)
    if not low < high or not low <= value <= high or _chosen(number.path, row.source):
        return None
    return shaped(number.path, value, low, high, row.grade)


def shaped(path: str, value: float, low: float, high: float, grade: str) -> Range:
    """The range of a number with the shape that the rule gives it.

    >>> shaped("launch.price_usd_per_kg", 400.0, 400.0, 2500.0, "estimate").shape
    'uniform'
    """
    if value in (low, high):
        return Range(path, value, low, high, "uniform", grade)
    wide = low > 0.0 and high / low >= LOG_FACTOR
    return Range(path, value, low, high, "log-triangular" if wide else "triangular", grade)


def _chosen(path: str, source: str) -> bool:
    """Whether a number is part of the question, or a choice."""
    return path.startswith(QUESTION) or "choice" in source.split("; ")


def draws_of(found: Sequence[Range], uniform: Array, correlation: Array | None = None, spread: float = 1.0) -> Array:
    """The matrix of draws (n_draw, n_input) from uniform numbers (n_draw, n_input) in (0, 1).

    With a correlation matrix the inputs are joined by a Gaussian copula: u = Phi(L Phi^-1(u)), L L' the matrix (Nelsen
    2006, An Introduction to Copulas, section 2.9).
    """
    joined = uniform
    if correlation is not None:
        from scipy.stats import norm

        joined = norm.cdf(norm.ppf(uniform) @ np.linalg.cholesky(correlation).T)
    columns = [one.towards_value(one.at(joined[:, i]), spread) for i, one in enumerate(found)]
    return np.stack(columns, axis=1) if columns else np.empty((len(uniform), 0))


def in_words(found: Sequence[Range]) -> str:
    """How many numbers are drawn, and by which rule."""
    shapes = [one.shape for one in found]
    count = {shape: shapes.count(shape) for shape in dict.fromkeys(shapes)}
    return f"{len(found)} numbers: " + ", ".join(f"{n} {shape}" for shape, n in count.items())


def by_path(found: Sequence[Range], values: Sequence[float]) -> dict[str, Any]:
    """One draw as changes of a scenario."""
    return {one.path: float(value) for one, value in zip(found, values, strict=True)}
