"""The smallest joint move of several inputs at which a function becomes zero, each input going from 0 to 1 at most."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from orbitdc.study.crossings import CLOSE, Crossing, crossing, crossings

Array = npt.NDArray[np.float64]
Shares = tuple[float, ...]  # of the way that each input goes, 0 to 1
Held = Mapping[int, float]  # inputs that stay where they are
Cost = Callable[[Shares], float]
Gap = Callable[[Shares], float]  # falls from above 0 to 0 and below

LOOKED_AT = np.linspace(0.0, 1.0, 11)
STEP = 0.05  # of a share, for slopes: wider than the steps in which a life grows by months
FAR = 5.0  # a gap that stands for none
BESIDE = 1e-9  # of a share, on either side of a jump
FURTHER = (1.0, 1.01, 1.03, 1.1, 1.3, 2.0, 4.0)  # times a move, until it is enough


def shared_move(gap: Gap, n: int) -> Shares | None:
    """The least share t in [0, 1] that brings the gap to 0 where all n inputs go the same share; None where none does.

    >>> shared_move(lambda z: 1.0 - z[0] - z[1], 2)
    (0.5, 0.5)
    """
    found = [gap((float(t),) * n) for t in LOOKED_AT]
    roots = crossings(lambda t: gap((t,) * n), LOOKED_AT.tolist(), found, dips=False)
    return to_zero(gap, (roots[0].value,) * n) if roots else None


def least_move(gap: Gap, start: Shares, cost: Cost) -> Shares:
    """The move to a gap of 0 of the least cost, by sequential quadratic programming from a move to 0.

    Slopes of the gap are central differences; the move is brought to 0 along itself in the end (Kraft 1988, "A software
    package for sequential quadratic programming", DFVLR-FB 88-28). Where that finds nothing of less cost, as with
    inputs that act in steps, it is tried once more with the inputs that are flat at the start kept there.

    >>> [round(z, 3) for z in least_move(lambda z: 1.0 - 2.0 * z[0] - z[1], (1.0 / 3.0, 1.0 / 3.0), squares)]
    [0.4, 0.2]
    """

    def known(z: Array) -> float:
        """The gap at these shares, or a far one where it is no number."""
        found = gap(tuple(float(x) for x in z))
        return found if math.isfinite(found) else FAR

    flat = _slopes(known, np.array(start)) == 0.0
    for free in (np.ones(len(start), dtype=bool), ~flat):
        moved = to_zero(gap, _programmed(known, cost, np.array(start), free))
        if moved is not None and cost(moved) < cost(start):
            return moved
        if not flat.any() or flat.all():
            break
    return start


def squares(shares: Shares) -> float:
    """The sum of squares of the shares.

    >>> squares((0.5, 1.0))
    1.25
    """
    return float(sum(share * share for share in shares))


def _programmed(known: Callable[[Array], float], cost: Cost, start: Array, free: npt.NDArray[np.bool_]) -> Shares:
    """The least move as SLSQP finds it, with the inputs that are not free at the start."""
    from scipy.optimize import minimize

    def whole(z: Array) -> Array:
        """All shares, with those that move set to ``z``."""
        out = start.copy()
        out[free] = z
        return out

    found = minimize(
        lambda z: cost(tuple(whole(z).tolist())),
        start[free],
        bounds=[(0.0, 1.0)] * int(free.sum()),
        constraints={
            "type": "eq",
            "fun": lambda z: known(whole(z)),
            "jac": lambda z: _slopes(known, whole(z), free)[free],
        },
        method="SLSQP",
        options={"maxiter": 12, "ftol": 1e-6},
    )
    return tuple(float(x) for x in np.clip(whole(found.x), 0.0, 1.0))


def _slopes(known: Callable[[Array], float], z: Array, free: npt.NDArray[np.bool_] | None = None) -> Array:
    """Central differences within [0, 1], one-sided at its ends; 0 for inputs that are not free."""
    out = np.zeros(len(z))
    for i in range(len(z)):
        if free is not None and not free[i]:
            continue
        up, down = z.copy(), z.copy()
        up[i], down[i] = min(z[i] + STEP, 1.0), max(z[i] - STEP, 0.0)
        out[i] = (known(up) - known(down)) / (up[i] - down[i])
    return out


def to_zero(gap: Gap, shares: Shares) -> Shares | None:
    """A move brought to a gap of 0 along itself; None where no length of it is enough.

    Where the gap jumps over 0 on the way, as where a life grows by a month, the inputs that make it jump stay behind
    the jump and the others go less far or, where that is too far still, stay before it and the others go further.

    >>> to_zero(lambda z: 1.0 - z[0] - z[1], (0.25, 0.125))
    (0.6666666666666667, 0.33333333333333337)
    >>> [round(z, 6) for z in to_zero(lambda z: 1.0 - round(4.0 * z[0]) / 4.0 - z[1], (0.6, 0.4))]
    [0.625, 0.25]
    """

    def moved(s: float, held: Held = MappingProxyType({})) -> Shares:
        """The shares times ``s``, at most 1 each, save for those that are held."""
        return tuple(held.get(i, min(s * z, 1.0)) for i, z in enumerate(shares))

    def root(held: Held = MappingProxyType({})) -> Crossing | None:
        """Where on the way from nowhere the gap is 0 with some shares held; None where it never is."""
        enough = next((s for s in FURTHER if gap(moved(s, held)) <= 0.0), None)
        if enough is None or not gap(moved(0.0, held)) > 0.0:
            return None
        return crossing(lambda s: gap(moved(s, held)), 0.0, enough)

    found = root()
    if found is None or not found.jumps:
        return None if found is None else moved(found.value)
    before, after = moved(found.value - BESIDE), moved(found.value + BESIDE)
    steps = [i for i, share in enumerate(after) if _jumps(gap, before, i, share)]
    for side in (after, before):
        held = {i: side[i] for i in steps}
        if (again := root(held)) is not None and not again.jumps:
            return moved(again.value, held)
    return after  # nothing but the jump moves the gap


def _jumps(gap: Gap, before: Shares, i: int, after: float) -> bool:
    """Whether the gap jumps as one input alone passes from before to after."""
    return abs(gap((*before[:i], after, *before[i + 1 :])) - gap(before)) > CLOSE
