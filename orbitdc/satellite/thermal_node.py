"""A node of heat in an implicit step: the weight of the step's end in the node's mean temperature."""

from __future__ import annotations

from math import expm1


def end_weight(ratio: float) -> float:
    """Weight of a step's end in its mean temperature, for a step of ``ratio`` time constants: 1/(1 - e^-z) - 1/z.

    With it one step of a linear node is exact: the midpoint rule where nodes are slow, backward Euler where they are
    faster than the step, and so neither a lag of half a step nor an oscillation. It is exponential fitting (Hairer and
    Wanner 1996, section IV); ``ratio`` is dimensionless.

    >>> round(end_weight(0.2), 4), round(end_weight(200.0), 3)
    (0.5167, 0.995)
    """
    return 1.0 / -expm1(-ratio) - 1.0 / ratio
