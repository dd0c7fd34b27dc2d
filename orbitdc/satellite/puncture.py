"""Punctures of radiators: their rate, and the capacity that remains where segments have their own valves."""

from __future__ import annotations

from math import lgamma

import numpy as np
import numpy.typing as npt

from orbitdc.errors import Problem, ScenarioError

FloatArray = npt.NDArray[np.float64]

LEAST_CAPACITY = 1e-3  # of a radiator, marched where less is left, so that temperatures stay finite
FACES = 2.0  # of a panel, both exposed


def exposed_m2(area_m2: npt.ArrayLike, tube_share_frac: npt.ArrayLike) -> FloatArray:
    """Surface in m2 whose piercing drains coolant, both faces of a planform; the arguments broadcast.

    Two faces x planform x share of tubes, by definition.

    >>> float(exposed_m2(110.0, 0.04))
    8.8
    """
    return np.asarray(FACES * np.asarray(area_m2, np.float64) * np.asarray(tube_share_frac, np.float64))


def segment_rate_per_y(
    area_m2: npt.ArrayLike, tube_share_frac: npt.ArrayLike, rate_per_m2_y: npt.ArrayLike, segments: int
) -> FloatArray:
    """Punctures a year of one of ``segments`` equal parts of a radiator; the arguments broadcast.

    2 A s F/n, by definition of a flux, with planform A, share s of it over tubes, and F holes per m2 and year through
    wall and shield.

    >>> float(segment_rate_per_y(110.0, 0.04, 0.3, 8).round(3))
    0.33
    """
    return np.asarray(exposed_m2(area_m2, tube_share_frac) * np.asarray(rate_per_m2_y, np.float64) / segments)


def expected_capacity(t_y: npt.ArrayLike, segment_rate_per_y: npt.ArrayLike, segments: int, needed: int) -> FloatArray:
    """Mean share of the needed heat rejection left at ages ``t_y``, E[min(1, alive/needed)]; the arguments broadcast.

    Each segment has its own valves and is lost at its first hole, alive with probability p = exp(-rate t), apart from
    the others; so that the number alive is binomial (Rausand and Hoyland 2004, k-out-of-n structures): (n p - sum over
    k > needed of C(n, k) p^k (1 - p)^(n - k) (k - needed))/needed. A loop without valves is one segment. Raises
    ScenarioError unless 1 <= needed <= segments. ``needed`` is the number of segments that carry the whole heat.

    >>> expected_capacity([0.0, 5.0], 0.02, 8, 7).round(4)
    array([1.    , 0.9699])
    """
    if not 1 <= needed <= segments:
        raise ScenarioError(
            Problem(
                f"{needed} of {segments} segments cannot be needed",
                path="satellite.radiator.segments_needed",
                fix=f"a whole number from 1 to {segments}",
            )
        )
    kept = -np.asarray(t_y, dtype=np.float64) * np.asarray(segment_rate_per_y, dtype=np.float64)
    mean = segments * np.exp(kept)  # segments alive; all beyond those needed serve nothing
    with np.errstate(divide="ignore"):
        lost = np.log(-np.expm1(kept))
    for alive in range(needed + 1, segments + 1):
        ways = lgamma(segments + 1.0) - lgamma(alive + 1.0) - lgamma(segments - alive + 1.0)
        others = (segments - alive) * lost if alive < segments else 0.0  # 0 x infinity where nothing is lost yet
        mean = mean - (alive - needed) * np.exp(ways + alive * kept + others)
    return np.asarray(np.maximum(mean, 0.0) / needed)


def shield_mass_kg(
    area_m2: npt.ArrayLike, tube_share_frac: npt.ArrayLike, shield_mm: npt.ArrayLike, density_kg_per_m3: float
) -> FloatArray:
    """Mass in kg of a solid shield over the tubes, both faces; the arguments broadcast.

    Density x thickness x exposed surface, by definition; a spaced bumper that is worth the same weighs less.

    >>> float(shield_mass_kg(110.0, 0.04, 3.0, 2700.0).round(2))
    71.28
    """
    return exposed_m2(area_m2, tube_share_frac) * np.asarray(shield_mm, np.float64) * 1e-3 * density_kg_per_m3
