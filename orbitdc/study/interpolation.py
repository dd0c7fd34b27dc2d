"""Functions of two numbers from few evaluations, wherever more evaluations confirm what the few predict.

Corners alone give a function that is linear in each of its numbers (multilinear), as costs are in prices. Where the
edge midpoints and some points inside are not what the corners predict, the number that fails gets Chebyshev nodes,
twice as many each time (Trefethen 2019, "Approximation Theory and Approximation Practice", chapters 2 and 8): a smooth
function then converges by a constant factor per node, and one with steps or kinks is given up soon.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Place = tuple[float, float]
Evaluate = Callable[[Sequence[Place]], Array]  # (n_place, n_quantity)

TOLERANCE = 1e-9  # between a prediction and the evaluation, as a share of the quantity
MOST_DEGREE = 32  # of one number
MOST_PLACES = 500  # evaluated, before a function is given up
LEAST_GAIN = 0.5  # of an error, when the degree is doubled
INSIDE = ((0.309, 0.727), (0.771, 0.193), (0.553, 0.431), (0.127, 0.893))  # shares of both ranges, off all nodes


@dataclass(frozen=True, eq=False)
class Fit:
    """Some quantities over a rectangle, by their values at the nodes of both numbers, (n_x, n_y, n_quantity)."""

    x_nodes: Array
    y_nodes: Array
    at_nodes: Array
    places: int  # that were evaluated, those that confirm it included
    error: float  # the largest difference of a confirming evaluation, as a share of the quantity

    @property
    def is_multilinear(self) -> bool:
        """Whether the corners alone say everything."""
        return self.at_nodes.shape[:2] == (2, 2)

    def __call__(self, x: npt.ArrayLike, y: npt.ArrayLike) -> Array:
        """The quantities at every pair of some values, shape (n_x, n_y, n_quantity).

        >>> corners = np.array([[[1.0], [2.0]], [[3.0], [8.0]]])
        >>> ends = np.array([0.0, 1.0])
        >>> float(Fit(ends, ends, corners, 4, 0.0)([0.5], [0.5])[0, 0, 0])
        3.5
        """
        by_x, by_y = _weights(self.x_nodes, x), _weights(self.y_nodes, y)
        return np.asarray(np.einsum("ai,bj,ijq->abq", by_x, by_y, self.at_nodes))


def fitted(evaluate: Evaluate, x_ends: Place, y_ends: Place) -> Fit | None:
    """The quantities over a rectangle where nodes predict what is evaluated beside them to 1e-9; else None.

    >>> product = lambda places: np.array([[3.0 + x * (2.0 - y)] for x, y in places])
    >>> fit = fitted(product, (1.0, 5.0), (10.0, 20.0))
    >>> fit.is_multilinear, fit.places, float(fit([2.0], [11.0])[0, 0, 0])
    (True, 12, -15.0)
    >>> fitted(lambda places: np.array([[1.0 + (x > 2.0)] for x, y in places]), (1.0, 5.0), (10.0, 20.0)) is None
    True
    """
    known: dict[Place, Array] = {}

    def at(places: Sequence[Place]) -> Array:
        """The values at places, each evaluated once."""
        absent = [place for place in dict.fromkeys(places) if place not in known]
        if absent:
            known.update(zip(absent, evaluate(absent), strict=True))
        return np.array([known[place] for place in places])

    inside = [(_between(x_ends, a), _between(y_ends, b)) for a, b in INSIDE]
    degree, before = [1, 1], [np.inf, np.inf]
    while len(known) < MOST_PLACES:
        x, y = nodes(*x_ends, degree[0]), nodes(*y_ends, degree[1])
        values = at([(float(a), float(b)) for a in x for b in y])
        fit = Fit(x, y, values.reshape(len(x), len(y), -1), 0, 0.0)
        new_x, new_y = nodes(*x_ends, 2 * degree[0])[1::2], nodes(*y_ends, 2 * degree[1])[1::2]
        errors = [_error(fit, at, new_x, _some(y)), _error(fit, at, _some(x), new_y)]
        within = max(_error(fit, at, [a], [b]) for a, b in inside) if max(errors) <= TOLERANCE else 0.0
        if not np.isfinite(errors).all():
            return None  # a side has no cost somewhere
        if max(*errors, within) <= TOLERANCE:
            return Fit(x, y, fit.at_nodes, len(known), max(*errors, within))
        for i in (0, 1):
            if errors[i] <= TOLERANCE and max(errors) > TOLERANCE:
                continue
            if degree[i] == MOST_DEGREE or errors[i] > LEAST_GAIN * before[i]:
                return None
            degree[i], before[i] = 2 * degree[i], errors[i]
    return None


def nodes(low: float, high: float, degree: int) -> Array:
    """The Chebyshev nodes of a range, rising: its ends and, between them, the more the nearer to an end.

    x_k = m - h cos(pi k / n), with m and h the middle and half of the range (Trefethen 2019, chapter 2). Those of twice
    the degree hold those of the degree.

    >>> nodes(0.0, 2.0, 2).tolist()
    [0.0, 1.0, 2.0]
    """
    shares = np.sin(np.pi * (np.arange(degree + 1) / degree - 0.5))  # an odd function: the middle is exact
    found = 0.5 * (low + high) + 0.5 * (high - low) * shares
    found[0], found[-1] = low, high
    return np.asarray(found)


def _some(values: Array) -> Array:
    """The ends of some values and one amid them."""
    return np.asarray(values[[0, len(values) // 2, -1]] if len(values) > 2 else values)


def _between(ends: Place, share: float) -> float:
    """The number at a share of the way from one end to the other."""
    return ends[0] + share * (ends[1] - ends[0])


def _error(fit: Fit, at: Evaluate, x: npt.ArrayLike, y: npt.ArrayLike) -> float:
    """The largest difference between a fit and what is evaluated, as a share; nan where a quantity is none."""
    found = at([(float(a), float(b)) for a in np.asarray(x) for b in np.asarray(y)])
    predicted = fit(x, y).reshape(found.shape)
    return float(np.max(np.abs(predicted - found) / np.abs(found)))


def _weights(at: Array, values: npt.ArrayLike) -> Array:
    """What the value at each node weighs in the value at each of some places, (n_place, n_node)."""
    from scipy.interpolate import BarycentricInterpolator

    return np.asarray(BarycentricInterpolator(at, np.eye(len(at)))(np.asarray(values, dtype=np.float64)))
