"""Sobol indices: which share of the variance of an answer each of its inputs explains, alone and in all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from orbitdc.errors import Problem, ScenarioError

Array = npt.NDArray[np.float64]

LEAST_SAMPLES, MOST_SAMPLES = 16, 2**16
RESAMPLES = 999  # of the bootstrap
MOST_AT_ONCE = 10_000_000  # numbers in memory
INTERVAL = (0.025, 0.975)


@dataclass(frozen=True)
class Indices:
    """First and total indices of some inputs, (n_input,), each with the ends of its 95 % interval, (2, n_input)."""

    samples: int
    first: Array
    first_interval: Array
    total: Array
    total_interval: Array

    @property
    def outside(self) -> tuple[int, str, float] | None:
        """The input, name and value of an index that lies outside [0, 1] by more than the width of its interval.

        That is four standard errors of the index: it happens by chance once in 10,000 times.
        """
        for name, values, ends in (
            ("first", self.first, self.first_interval),
            ("total", self.total, self.total_interval),
        ):
            beyond = np.maximum(-values, values - 1.0) - (ends[1] - ends[0])
            if beyond.size and beyond.max() > 0.0:
                worst = int(beyond.argmax())
                return worst, name, float(values[worst])
        return None


def checked_samples(samples: int) -> int:
    """A number of samples that Sobol indices can be estimated from. Raises ScenarioError for any other."""
    if not LEAST_SAMPLES <= samples <= MOST_SAMPLES or samples & (samples - 1):
        fix = f"write a power of two from {LEAST_SAMPLES} to {MOST_SAMPLES:,}, e.g. 128"
        raise ScenarioError(Problem(f"{samples} is not a number of samples", path="samples", fix=fix))
    return samples


def sample(n_input: int, samples: int, seed: int) -> Array:
    """The points at which an answer is needed, uniform in (0, 1): (samples, n_input + 2, n_input).

    Of each sample the first is from a matrix A, the last from a matrix B, and those between are A with one input of B
    (Saltelli et al. 2010, Computer Physics Communications 181, 259). Both matrices are halves of scrambled Sobol
    points. The points of a sample follow one another, so that those which differ in money alone share a march.

    >>> sample(3, 16, 1).shape
    (16, 5, 3)
    """
    from scipy.stats import qmc

    generator = np.random.default_rng(seed)
    drawn = qmc.Sobol(2 * n_input, scramble=True, rng=generator).random(samples)
    drawn = np.clip(drawn, 1e-12, 1.0 - 1e-12)
    first, second = drawn[:, :n_input], drawn[:, n_input:]
    points = np.repeat(first[:, None, :], n_input + 2, axis=1)
    for i in range(n_input):
        points[:, i + 1, i] = second[:, i]
    points[:, -1, :] = second
    return points


def indices(answers: npt.ArrayLike, seed: int) -> Indices:
    """First and total Sobol indices from the answers at the points of ``sample``, (samples, n_input + 2).

    The estimators are those of `scipy.stats.sobol_indices` (Saltelli et al. 2010); the intervals are percentiles of
    999 bootstrap samples of the rows.
    """
    found = np.asarray(answers, dtype=np.float64)
    picks = np.random.default_rng(seed).integers(len(found), size=(RESAMPLES, len(found)))
    at_once = max(1, MOST_AT_ONCE // found.size)
    parts = [_estimates(found[picks[i : i + at_once]]) for i in range(0, RESAMPLES, at_once)]
    ends = np.quantile(np.concatenate(parts, axis=1), INTERVAL, axis=1)
    first, total = _estimates(found[None])[:, 0]
    return Indices(len(found), first, ends[:, 0], total, ends[:, 1])


def _estimates(found: Array) -> Array:
    """First and total indices, (2, n, n_input), of n sets of answers, (n, samples, n_input + 2)."""
    from scipy.stats import sobol_indices

    columns = np.moveaxis(found, -1, 0)
    changed = np.concatenate((columns[1:-1], columns[:1]))  # one without effect at the end: SciPy takes two or more
    made = sobol_indices(func={"f_A": columns[0], "f_B": columns[-1], "f_AB": changed}, n=found.shape[1])
    both = np.stack((made.first_order, made.total_order)).reshape(2, len(found), -1)
    return np.asarray(both[..., :-1])


def indices_of(function: Callable[[Array], npt.ArrayLike], n_input: int, samples: int, seed: int = 0) -> Indices:
    """Sobol indices of a function of uniform numbers, (n_point, n_input) to (n_point,).

    >>> made = indices_of(lambda x: x[:, 0] + 2.0 * x[:, 1], 2, 256)  # variances 1/12 and 4/12
    >>> made.first.round(1).tolist(), made.total.round(1).tolist()
    ([0.2, 0.8], [0.2, 0.8])
    """
    points = sample(n_input, samples, seed)
    answers = np.asarray(function(points.reshape(-1, n_input)))
    return indices(answers.reshape(samples, n_input + 2), seed)


def refuse_outside(made: Indices, names: Sequence[str]) -> None:
    """Raise ScenarioError where an index lies outside [0, 1] by more than its interval: too few samples."""
    if (found := made.outside) is None:
        return
    worst, which, value = found
    message = f"the {which} index of {names[worst]} is {value:.2f}, outside [0, 1] by more than its interval"
    fix = f"ask for more samples: {2 * made.samples} or more in place of {made.samples}"
    raise ScenarioError(Problem(message, path="samples", fix=fix))
