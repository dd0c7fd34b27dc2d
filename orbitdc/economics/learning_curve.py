"""The price of launches and satellites falls while a fleet is built, with the date and with production so far."""

from __future__ import annotations

from typing import Annotated, ClassVar

import numpy as np
import numpy.typing as npt
from pydantic import Field

from orbitdc.block import Block, Fraction, NonNegative, Positive
from orbitdc.ledger.learning import mean_price_between, price_at

LearningRate = Annotated[float, Field(ge=0, lt=0.5)]  # of the price, per doubling


class PathOfPrice(Block):
    """A price that holds when service begins and falls from then on; both laws are off by default."""

    label: str
    """The label says in words how the price falls."""
    rate_frac: LearningRate
    """The learning rate is the share by which the price falls with each doubling of all that was made so far; 0
    switches learning off."""
    decline_per_y: Annotated[float, Field(ge=0, lt=0.6)]
    """The decline is the share by which the price falls per year with the date alone, whatever is made; 0 switches the
    decline off."""
    floor_frac: Fraction
    """The floor is the share of the first price below which the price never falls, because making the thing costs as
    much."""


class LaunchLearning(PathOfPrice):
    """The price of a kilogram in orbit against the mass that its kind of launcher has launched (Wright's law)."""

    catalog_kind: ClassVar[str] = "launch_learning"
    defaults_name: ClassVar[str] = "launch_learning"

    flown_t: Positive
    """The flown mass is the mass in tonnes that launchers of this kind have brought to orbit when service begins."""
    others_t_per_y: NonNegative
    """The mass of others is the mass in tonnes that everybody else brings to orbit per year meanwhile."""


class UnitLearning(PathOfPrice):
    """The price of a satellite without its compute against the number built of its kind (Wright's law)."""

    catalog_kind: ClassVar[str] = "unit_learning"
    defaults_name: ClassVar[str] = "unit_learning"

    built_units: Positive
    """The built units are the satellites of this kind that exist when service begins."""
    others_units_per_y: NonNegative
    """The units of others are the satellites of this kind that everybody else builds per year meanwhile."""


def price_factors(
    path: PathOfPrice, so_far: float, others_per_y: float, own: float, shares: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """The mean price of each month's cohort over the price when service begins, (n_month,).

    ``own`` units enter in ``shares`` (n_month,) on top of the production of others: the fleet's own demand lowers the
    price of its later cohorts. Each cohort pays the mean of Wright's law (Wright 1936) over what it adds, so that
    smaller cohorts change nothing. ``so_far``, ``others_per_y`` and ``own`` are in one unit, kg or a count of units.

    Doubling all production so far in one month, at 20 % a doubling, costs 0.885 of the first price on average; the next
    month begins at 0.8:

    >>> wright = PathOfPrice(label="Wright", rate_frac=0.2, decline_per_y=0.0, floor_frac=0.0)
    >>> price_factors(wright, 100.0, 0.0, 200.0, np.array([0.5, 0.5])).round(3)
    array([0.885, 0.747])
    """
    if path.rate_frac == path.decline_per_y == 0.0:
        return np.ones(shares.size)
    years = np.arange(shares.size) / 12.0
    before = so_far + others_per_y * years + own * (np.cumsum(shares) - shares)
    after = before + own * shares
    return np.array(
        [
            max(path.floor_frac, price_at(mean_price_between(1.0, so_far, a, b, path.rate_frac), t, path.decline_per_y))
            for a, b, t in zip(before, after, years, strict=True)
        ]
    )
