"""Where a function of one number crosses zero: found by looking at some values, then between them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

Function = Callable[[float], float]

CLOSE = 1e-7  # a function nearer to 0 than this is 0, as a share of the ratio whose logarithm it is
ENOUGH = 1e-10  # a function nearer to 0 than this is not brought nearer
ROOT_STEP = 1e-14  # of the span of the values, to which a root is narrowed


@dataclass(frozen=True)
class Crossing:
    """A value at which a function crosses zero, and the function on either side of it where it jumps."""

    value: float
    rises: bool
    before: float = 0.0
    after: float = 0.0

    @property
    def jumps(self) -> bool:
        """Whether the function leaps over zero, as where a life grows by a month, without ever being zero."""
        return max(abs(self.before), abs(self.after)) > CLOSE


def crossings(of: Function, values: Sequence[float], found: Sequence[float], dips: bool = True) -> list[Crossing]:
    """Every crossing of zero that shows between neighbours among rising ``values``, where the function is ``found``.

    With ``dips``, a pair of roots between two values shows too where the function comes nearest to zero. A nan is no
    crossing.

    >>> [round(one.value, 9) for one in crossings(lambda x: x * x - 2.0, (-3.0, 0.0, 3.0), (7.0, -2.0, 7.0))]
    [-1.414213562, 1.414213562]
    >>> [round(one.value, 9) for one in crossings(lambda x: x * x - 0.01, (-3.0, 0.5, 3.0), (8.99, 0.24, 8.99))]
    [-0.1, 0.1]
    """
    points = list(zip(values, found, strict=True))
    if dips and (dip := _nearest(of, values, found)):
        points = sorted([*points, dip])
    roots = [Crossing(x, _slope(points, i) > 0.0) for i, (x, y) in enumerate(points) if y == 0.0]
    for (x0, y0), (x1, y1) in pairwise(points):
        if y0 * y1 < 0.0:
            roots.append(crossing(of, x0, x1))
    return sorted(roots, key=lambda one: one.value)


def crossing(of: Function, low: float, high: float) -> Crossing:
    """The crossing between two values on either side of it, by Brent's method (Brent 1973, chapter 4).

    >>> round(crossing(lambda x: x**3 - 2.0, 0.0, 2.0).value, 9)
    1.25992105
    >>> crossing(lambda x: -1.0 if x < 0.25 else 1.0, 0.0, 1.0).jumps
    True
    """
    from scipy.optimize import brentq

    seen: dict[float, float] = {}

    def told(x: float) -> float:
        """The function at ``x``, kept, and 0 where it is as near to it as rounding allows."""
        y = seen[x] = of(x)
        return 0.0 if abs(y) < ENOUGH else y

    told(low), told(high)
    root = float(brentq(told, low, high, xtol=ROOT_STEP * (high - low) + 5e-324, rtol=1e-14, maxiter=200))
    left = max((x for x in seen if seen[x] * seen[low] > 0.0), default=low)
    right = min((x for x in seen if seen[x] * seen[high] > 0.0), default=high)
    rises = seen[low] < seen[high]
    if abs(seen.get(root, of(root))) <= CLOSE:
        return Crossing(root, rises)
    return Crossing(root, rises, seen[left], seen[right])


def _nearest(of: Function, values: Sequence[float], found: Sequence[float]) -> tuple[float, float] | None:
    """The value nearest to zero between the neighbours of the nearest one seen; None where no dip shows."""
    from scipy.optimize import minimize_scalar

    known = [(abs(y), i) for i, y in enumerate(found) if math.isfinite(y)]
    i = min(known)[1] if known else 0
    if not 0 < i < len(values) - 1 or found[i] == 0.0:
        return None
    if any(not found[j] * found[i] > 0.0 for j in (i - 1, i + 1)):
        return None
    side = math.copysign(1.0, found[i])
    best = minimize_scalar(
        lambda x: side * of(float(x)), bounds=(values[i - 1], values[i + 1]), method="bounded", options={"maxiter": 12}
    )
    return (float(best.x), side * float(best.fun)) if math.isfinite(best.fun) and best.fun < abs(found[i]) else None


def _slope(points: Sequence[tuple[float, float]], i: int) -> float:
    """The rise of a function around one of the points."""
    before, after = points[max(i - 1, 0)][1], points[min(i + 1, len(points) - 1)][1]
    return after - before
