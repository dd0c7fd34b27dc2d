"""Visits that exchange dead accelerators: what they restore, day by day, and how much they bring."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from orbitdc.constants import DAYS_PER_YEAR
from orbitdc.fleet import Fleet

Array = npt.NDArray[np.float64]
LEAST_ALIVE = 1e-300  # of accelerators, so that a hazard stays finite


@dataclass(frozen=True, eq=False)
class Visit:
    """One round of visits to every living satellite."""

    age_y: float  # of the satellites
    replaced_frac: Array  # of all accelerators on living satellites, by orbit group, (n_group,)


def visit_ages_y(fleet: Fleet, life_y: float) -> list[float]:
    """Ages in y at which satellites are visited before the end of their life; none without servicing.

    Visits are an interval apart, by definition.

    >>> from types import SimpleNamespace
    >>> visit_ages_y(SimpleNamespace(servicing="robotic", service_interval_y=2.5), 10.0)
    [2.5, 5.0, 7.5]
    """
    if fleet.servicing == "none":
        return []
    count = int(np.ceil(life_y / fleet.service_interval_y - 1e-9)) - 1
    return [fleet.service_interval_y * k for k in range(1, count + 1)]


def serviced(hazard: Array, ages_y: list[float], restores_frac: float) -> tuple[Array, tuple[Visit, ...]]:
    """Cumulated hazard of accelerators (n_day + 1, n_group) after visits at ``ages_y``, and what each visit replaced.

    A visit leaves a + r (1 - a) alive of a share a (by definition of r, ``restores_frac``), and the argument ``hazard``
    is dimensionless; what it brings dies at the rate of what was there. The hazard falls at a visit: it is the one
    whose survivors are right.

    >>> after, (visit,) = serviced(np.linspace(0.0, 0.5, 1827)[:, None], [2.5], 0.9)
    >>> visit.replaced_frac.round(3), np.exp(-after[-1]).round(3)  # 0.9 (1 - e^-0.25); (1 - 0.1 (1 - e^-0.25)) e^-0.25
    (array([0.199]), array([0.762]))
    """
    out, visits = hazard.copy(), []
    for age_y in ages_y:
        day = min(round(age_y * DAYS_PER_YEAR), len(out) - 1)
        alive = np.exp(-out[day])
        replaced = restores_frac * (1.0 - alive)
        out[day:] += -np.log(np.maximum(alive + replaced, LEAST_ALIVE)) - out[day]
        visits.append(Visit(age_y, replaced))
    return out, tuple(visits)
