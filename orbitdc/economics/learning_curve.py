"""The price of launches and satellites falls while a fleet is built, with the date and with production so far."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, ClassVar, Self

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

    def production(self) -> tuple[float, float]:
        """What was made when service begins, and what everybody else makes per year meanwhile, in one unit."""
        raise NotImplementedError  # each path says it


class LaunchLearning(PathOfPrice):
    """The price of a kilogram in orbit against the mass that its kind of launcher has launched (Wright's law)."""

    catalog_kind: ClassVar[str] = "launch_learning"
    defaults_name: ClassVar[str] = "launch_learning"

    flown_t: Positive
    """The flown mass is the mass in tonnes that launchers of this kind have brought to orbit when service begins."""
    others_t_per_y: NonNegative
    """The mass of others is the mass in tonnes that everybody else brings to orbit per year meanwhile."""

    def production(self) -> tuple[float, float]:
        """The mass flown in tonnes when service begins, and what others fly per year."""
        return self.flown_t, self.others_t_per_y


class UnitLearning(PathOfPrice):
    """The price of a satellite without its compute against the number built of its kind (Wright's law)."""

    catalog_kind: ClassVar[str] = "unit_learning"
    defaults_name: ClassVar[str] = "unit_learning"

    built_units: Positive
    """The built units are the satellites of this kind that exist when service begins."""
    others_units_per_y: NonNegative
    """The units of others are the satellites of this kind that everybody else builds per year meanwhile."""
    array_rate_frac: LearningRate | None = None
    """The learning rate of the solar array takes the place of rate_frac for it; null takes rate_frac."""
    radiator_rate_frac: LearningRate | None = None
    """The learning rate of the radiator takes the place of rate_frac for it; null takes rate_frac."""
    links_rate_frac: LearningRate | None = None
    """The learning rate of the laser terminals takes the place of rate_frac for them; null takes rate_frac."""

    def production(self) -> tuple[float, float]:
        """The satellites built when service begins, and what others build per year."""
        return self.built_units, self.others_units_per_y

    def of(self, part: str) -> Self:
        """The learning of one part of the bus, by the label of its price.

        >>> import orbitdc
        >>> learning = orbitdc.load("ai1_vs_colossus", ["satellite.learning.from=by_subsystem"]).satellite.learning
        >>> learning.of("array").rate_frac, learning.of("avionics").rate_frac
        (0.2, 0.15)
        """
        own = getattr(self, f"{part}_rate_frac", None)
        return self if own is None else self.changed(rate_frac=own)


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


def generation_factors(
    path: PathOfPrice,
    own: float,
    shares: npt.NDArray[np.float64],
    starts: Sequence[int],
    later_decline_per_y: float = 0.0,
) -> npt.NDArray[np.float64]:
    """The mean price of the cohorts of each generation over the price when service begins, (n_generation, n_month).

    ``own`` units of each generation enter in ``shares`` (n_month,) from each month of ``starts`` on, and what is
    launched in place of the first generation is made on top of it, further along the same curve (Wright 1936). Beside
    that the price falls by ``later_decline_per_y`` from one generation to the next, and never below the floor.

    Without learning, a price that falls by 10 % a year is 0.9^5 of the first one five years later:

    >>> still = LaunchLearning.model_construct(
    ...     rate_frac=0.0, decline_per_y=0.0, floor_frac=0.0, flown_t=1.0, others_t_per_y=0.0
    ... )
    >>> generation_factors(still, 1.0, np.array([0.5, 0.5]), [0, 60], 0.1).round(5)
    array([[1.     , 1.     ],
           [0.59049, 0.59049]])
    """
    made = np.zeros(starts[-1] + shares.size)
    for start in starts:
        made[start : start + shares.size] += shares
    every = price_factors(path, *path.production(), own, made)
    left = [(1.0 - later_decline_per_y) ** (start / 12.0) for start in starts]
    rows = np.stack([kept * every[start : start + shares.size] for start, kept in zip(starts, left, strict=True)])
    return rows if later_decline_per_y == 0.0 else np.maximum(path.floor_frac, rows)
