"""How a change is shared among its steps: what each step adds, as the mean over the orders of the steps.

A step is a bit of a mask. The mean is over the orders that pass through no mask without a value, so that the steps
add up exactly whatever was refused.

References: L. S. Shapley (1953), "A value for n-person games", in Contributions to the Theory of Games II.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

Values = Mapping[int, float | None]  # by mask; None where there is none


@dataclass(frozen=True)
class Shared:
    """What each step adds: in the mean over orders, and the least and the most in any of them."""

    mean: tuple[float, ...]
    least: tuple[float, ...]
    most: tuple[float, ...]
    orders: int  # over which the mean is taken
    skipped: int  # that pass through a mask without a value
    error: tuple[float, ...] = ()  # standard errors of the means, of sampled orders


def exact(values: Values, n: int) -> Shared | None:
    """The shares of n steps over every order; None where no order avoids the masks without a value.

    From the number of orders f(S) that lead to each mask S, and g(S) that lead on from it, a step i weighs
    f(S) g(S + i) / f(all) where it is taken at S: |S|! (n - |S| - 1)! / n! where every mask has a value.

    >>> added = {0: 0.0, 1: 1.0, 2: 2.0, 3: 4.0}
    >>> exact(added, 2).mean, exact(added | {1: None}, 2).mean, exact(added | {1: None}, 2).skipped
    ((1.5, 2.5), (2.0, 2.0), 1)
    """
    every = (1 << n) - 1
    to = _orders_to(values, n, range(every + 1), upwards=True)
    on = _orders_to(values, n, range(every, -1, -1), upwards=False)
    orders = to[every]
    if not orders:
        return None
    mean, least, most = [], [], []
    for i in range(n):
        added, weighed = [], []
        for mask in range(every + 1):
            weight = 0 if mask >> i & 1 else to[mask] * on[mask | 1 << i]
            if weight:
                step = _step(values, mask, i)
                added.append(step)
                weighed.append(weight / orders * step)
        mean.append(math.fsum(weighed))
        least.append(min(added))
        most.append(max(added))
    return Shared(tuple(mean), tuple(least), tuple(most), orders, math.factorial(n) - orders)


def _orders_to(values: Values, n: int, masks: Sequence[int], upwards: bool) -> dict[int, int]:
    """The number of orders by which each mask is reached from the empty one, or leads to the full one."""
    found: dict[int, int] = {}
    start = 0 if upwards else (1 << n) - 1
    for mask in masks:
        if values[mask] is None:
            found[mask] = 0
        elif mask == start:
            found[mask] = 1
        else:
            found[mask] = sum(found[mask ^ 1 << i] for i in range(n) if (mask >> i & 1) == upwards)
    return found


def sampled_orders(n: int, pairs: int, seed: int) -> list[tuple[int, ...]]:
    """Orders of n steps drawn at random, each followed by its reverse.

    >>> sampled_orders(3, 1, 0)
    [(2, 0, 1), (1, 0, 2)]
    """
    random = np.random.Generator(np.random.PCG64(seed))
    found: list[tuple[int, ...]] = []
    for _ in range(pairs):
        order = tuple(int(i) for i in random.permutation(n))
        found += [order, order[::-1]]
    return found


def masks_of(order: Sequence[int]) -> Iterator[int]:
    """The masks that an order passes through, the empty and the full one included.

    >>> list(masks_of((2, 0, 1)))
    [0, 4, 5, 7]
    """
    mask = 0
    yield mask
    for i in order:
        mask |= 1 << i
        yield mask


def sampled(values: Values, n: int, orders: Sequence[Sequence[int]]) -> Shared | None:
    """The shares of n steps over sampled orders in antithetic pairs, with their standard errors; None as in ``exact``.

    The error is that of the means of the pairs, because the two orders of a pair are not independent.
    """
    kept = [order if all(values[mask] is not None for mask in masks_of(order)) else None for order in orders]
    steps = [None if order is None else _steps_of(values, order) for order in kept]
    known = [step for step in steps if step is not None]
    if not known:
        return None
    pairs = [[s for s in steps[at : at + 2] if s is not None] for at in range(0, len(steps), 2)]
    means = np.array([np.mean(pair, axis=0) for pair in pairs if pair])
    error = means.std(axis=0, ddof=1) / math.sqrt(len(means)) if len(means) > 1 else np.full(n, math.inf)
    columns = list(zip(*known, strict=True))
    return Shared(
        tuple(math.fsum(column) / len(known) for column in columns),
        tuple(min(column) for column in columns),
        tuple(max(column) for column in columns),
        len(known),
        len(orders) - len(known),
        tuple(float(each) for each in error),
    )


def _steps_of(values: Values, order: Sequence[int]) -> list[float]:
    """What each step adds in one order, by the number of the step."""
    added = [0.0] * len(order)
    for mask, i in zip(masks_of(order), order, strict=False):
        added[i] = _step(values, mask, i)
    return added


def _step(values: Values, mask: int, i: int) -> float:
    """What a member adds to the set of a mask."""
    before, after = values[mask], values[mask | 1 << i]
    assert before is not None  # orders avoid masks without a value
    assert after is not None
    return after - before


def to_merge(values: Values, n: int) -> tuple[int, int]:
    """The two steps that masks without a value part most often: taken together they avoid most of them.

    >>> to_merge({0: 0.0, 1: None, 2: None, 3: 0.0, 4: 0.0, 5: None, 6: 0.0, 7: 0.0}, 3)
    (0, 1)
    """
    refused = [mask for mask, value in values.items() if value is None]
    parted = {
        (i, j): sum((mask >> i & 1) != (mask >> j & 1) for mask in refused) for i in range(n) for j in range(i + 1, n)
    }
    return max(parted, key=lambda pair: (parted[pair], -pair[0], -pair[1]))
