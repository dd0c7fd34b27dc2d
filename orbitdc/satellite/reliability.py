"""How satellites die of themselves: early, at random, worn out, or together by a common cause.

A satellite's own hazard is that of its parts; collisions and re-entry are the sky's and stand elsewhere. Early losses
come either as a share dead on arrival beside a constant random hazard, or as a Weibull law fitted to satellites in
orbit, which already holds both: the two are never applied together.
"""

from __future__ import annotations

from math import lgamma
from typing import Annotated, ClassVar, Literal

import numpy as np
import numpy.typing as npt
from pydantic import Field

from orbitdc.block import Fraction, NonNegative, Positive
from orbitdc.satellite.constraint import UNPROVEN, Constraint
from orbitdc.satellite.part import DesignPoint, Extremes, Needs, Part

FloatArray = npt.NDArray[np.float64]


class Reliability(Part):
    """Early losses, wear-out, what one failed part takes with it, and causes that satellites have in common."""

    defaults_name: ClassVar[str] = "reliability"

    early_losses: Literal["dead_on_arrival", "weibull"]
    """The early losses say how satellites fail before they wear out: `dead_on_arrival` takes dead_on_arrival_frac and
    random_loss_per_y of the satellite, and `weibull` takes the law below in place of both."""
    weibull_shape: Annotated[float, Field(gt=0, le=1)]
    """The Weibull shape is the exponent of the law of early losses; below 1 the hazard falls with age."""
    weibull_scale_y: Positive
    """The Weibull scale is the age at which the summed hazard of early losses reaches 1."""
    design_life_y: Positive
    """The design life is the age before which no satellite wears out."""
    wear_out_scale_y: Positive
    """The wear-out scale is the time after the design life at which the summed hazard of wear-out reaches 1."""
    wear_out_shape: Annotated[float, Field(gt=1)]
    """The wear-out shape is the exponent of the law of wear-out; above 1 the hazard rises with age."""
    accelerators_per_failure: Annotated[float, Field(ge=1)] | None = None
    """One lost accelerator takes this many accelerators out of service, itself included; null takes its tray
    (accelerator.tray_accelerators)."""
    unit_losses_per_y: NonNegative
    """The unit losses are the number of power and cooling units of one satellite that fail per year."""
    accelerators_per_unit: Annotated[float, Field(ge=1)]
    """One failed power or cooling unit takes this many accelerators out of service."""
    common_causes: Literal["left_out", "included"]
    """The common causes say whether bad batches and solar storms count in the expected losses: `left_out` leaves them
    to the drawn histories, and `included` counts them."""
    batch_satellites: Annotated[int, Field(ge=1)]
    """One production batch has this many satellites, which share what is wrong with them."""
    batch_defect_frac: Fraction
    """The defect share is the part of all batches that have a defect."""
    batch_hazard_factor: Annotated[float, Field(ge=1)]
    """The batch factor multiplies the hazard of the satellites of a defective batch."""
    storms_per_y: NonNegative
    """The storms are the number of severe solar storms per year."""
    storm_loss_frac: Annotated[float, Field(ge=0, lt=1)]
    """The storm loss is the share of the satellites in orbit that one severe storm ends."""

    def constraints(self, at: DesignPoint, met: Extremes, needs: Needs) -> list[Constraint]:
        """Design life against the life asked for; beyond it satellites wear out and nobody has shown how fast."""
        design_y = self.design_life_y
        margin = design_y / needs.life_y - 1.0
        return [
            Constraint(
                "life_frac",
                margin,
                UNPROVEN,
                margin if margin < 0.0 else 10.0,  # a design made for just its life is no near miss
                f"life: satellites designed for {design_y:g} years are to serve {needs.life_y:g}, "
                "and wear out meanwhile",
                f"mission.life_y: {design_y:g} or less, or satellites made for more "
                "(satellite.reliability.design_life_y)",
            )
        ]

    def takes(self, accelerators: int, tray: int = 1) -> tuple[float, float]:
        """Accelerators lost with one of them, of a ``tray``, and with one power or cooling unit, of those on board."""
        with_one = tray if self.accelerators_per_failure is None else self.accelerators_per_failure
        return min(with_one, accelerators), min(self.accelerators_per_unit, accelerators)


def weibull_hazard(age_y: npt.ArrayLike, shape: float, scale_y: float) -> FloatArray:
    """Cumulated hazard (t/theta)^beta of a Weibull law at ages in y, of their shape; 0 before the start.

    R = exp(-(t/theta)^beta), here for 1,584 satellites (Castet and Saleh 2009). ``shape`` is beta, dimensionless.

    >>> np.exp(-weibull_hazard([1.0, 5.0, 15.0], 0.3875, 8316.0)).round(4)
    array([0.9702, 0.9451, 0.9172])
    """
    return np.asarray((np.maximum(np.asarray(age_y, dtype=np.float64), 0.0) / scale_y) ** shape)


def early_hazard(reliability: Reliability, random_loss_per_y: float, age_y: npt.ArrayLike) -> FloatArray:
    """Cumulated hazard of early and random losses at ages in y, of their shape: (t/theta)^beta, or lambda t.

    Which of the two is the block's ``early_losses``; ``random_loss_per_y`` acts beside the dead on arrival alone. A
    constant rate lambda gives lambda t by definition (Rausand and Hoyland 2004, chapter 2).

    >>> float(early_hazard(_example(), 0.01, 5.0))
    0.05
    """
    if reliability.early_losses == "weibull":
        return weibull_hazard(age_y, reliability.weibull_shape, reliability.weibull_scale_y)
    return np.asarray(random_loss_per_y * np.asarray(age_y, dtype=np.float64))


def wear_out_hazard(reliability: Reliability, age_y: npt.ArrayLike) -> FloatArray:
    """Cumulated hazard ((t - design life)/scale)^shape of wear-out at ages in y, of their shape; none before.

    It is a Weibull law that begins at the design life (Rausand and Hoyland 2004, chapter 2).

    A year and a half past a design life of five years, with a scale of 3 years and a shape of 2:

    >>> float(wear_out_hazard(_example(), 6.5))
    0.25
    """
    past_y = np.asarray(age_y, dtype=np.float64) - reliability.design_life_y
    return weibull_hazard(past_y, reliability.wear_out_shape, reliability.wear_out_scale_y)


def with_common_causes(reliability: Reliability, own: FloatArray, age_y: npt.ArrayLike) -> FloatArray:
    """Hazard whose survivors are the mean over batches and storms, like ``own``, the cumulated hazard at ages in y.

    A share q of batches has its hazard multiplied by F, R = (1 - q) e^-H + q e^-FH; storms come at random at a rate s
    and take a share f each, so that the mean share left is exp(-s f t) (Poisson arrivals, Ross 2010, section 4.7).
    ``own`` is dimensionless.

    >>> one = _example().changed(batch_defect_frac=0.1, batch_hazard_factor=5.0)
    >>> float(np.exp(-with_common_causes(one, np.array(0.05), 5.0)).round(5))  # 0.9 e^-0.05 + 0.1 e^-0.25
    0.93399
    """
    r = reliability
    with np.errstate(divide="ignore"):  # no batch is sound, or none defective
        sound, bad = np.log([1.0 - r.batch_defect_frac, r.batch_defect_frac])
    batches = -np.logaddexp(sound - own, bad - r.batch_hazard_factor * own)
    return np.asarray(batches + r.storms_per_y * r.storm_loss_frac * np.asarray(age_y, dtype=np.float64))


def accelerator_loss_per_y(
    reliability: Reliability, permanent_loss_per_y: float, accelerators: int, tray: int = 1
) -> float:
    """Yearly hazard of one accelerator, tray-mates and units included.

    It goes with each of the n that share its tray, n lambda, and with the unit that feeds it, units x n_u/N of N. Rates
    of independent causes add (Rausand and Hoyland 2004, series structures). ``tray`` is a number of accelerators.

    >>> trays = _example().changed(accelerators_per_failure=4.0, unit_losses_per_y=0.1)
    >>> round(accelerator_loss_per_y(trays, 0.01, 56), 5)  # 4 x 0.01 + 0.1 x 4/56
    0.04714
    """
    with_one, with_unit = reliability.takes(accelerators, tray)
    units = reliability.unit_losses_per_y * with_unit / accelerators
    return with_one * permanent_loss_per_y + units


def in_groups_frac(alive_frac: npt.ArrayLike, needed: int, spare: int, tray: int, group: int = 1) -> FloatArray:
    """Mean share of the accelerators in use on a board that whole trays leave and whole groups use, of a tray's share.

    Of n trays K live, binomial with the share ``alive_frac`` of trays (Rausand and Hoyland 2004, k-out-of-n
    structures); the board uses E[min(needed, g floor(t K/g))] of trays t and groups g, counts of accelerators, over
    what it uses when whole. ``needed`` is a number of accelerators, ``spare`` is a number of accelerators, ``tray`` is
    a number of accelerators and ``group`` is a number of accelerators; a tray that is not full lives like the others.

    Two trays of four: a group of eight needs both, a group of four or less is lost with its own tray.

    >>> [round(float(in_groups_frac(0.9, 8, 0, 4, group)), 4) for group in (8, 4)]
    [0.81, 0.9]
    """
    p = np.asarray(alive_frac, dtype=np.float64)
    trays, rest = divmod(needed + spare, tray)

    def used(alive: int) -> float:
        """The accelerators that whole groups use of those alive."""
        return float(min(needed, alive) // group * group)

    mean = np.zeros_like(p)
    for k in range(trays + 1):
        with_rest = p * used(tray * k + rest) + (1.0 - p) * used(tray * k) if rest else used(tray * k)
        mean = mean + binomial_frac(k, trays, p) * with_rest
    whole = used(needed)
    return np.asarray(mean / whole) if whole > 0.0 else mean


def binomial_frac(k: int, n: int, p: FloatArray) -> FloatArray:
    """Chance that k of n live, each with the chance p, of the shape of p: C(n, k) p^k (1 - p)^(n - k), a binomial law.

    It is by definition the law of independent trials; ``k`` is a number, ``n`` is a number, and ``p`` is a share.

    >>> binomial_frac(1, 2, np.array([0.0, 0.5, 1.0])).round(12).tolist()
    [0.0, 0.5, 0.0]
    """
    ways = lgamma(n + 1.0) - lgamma(k + 1.0) - lgamma(n - k + 1.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        lives = k * np.log(p) if k else np.zeros_like(p)
        dies = (n - k) * np.log1p(-p) if n > k else np.zeros_like(p)
    return np.asarray(np.exp(ways + lives + dies))


def lost_together(reliability: Reliability, permanent_loss_per_y: float, accelerators: int, tray: int = 1) -> float:
    """Accelerators lost at one stroke, as large as gives the number lost its true spread: sum r n^2 / sum r n.

    r are the rates of strokes per satellite and n what each takes (variance of a compound Poisson sum, Ross 2014,
    section 5.4.2). ``tray`` is a number of accelerators.

    >>> lost_together(_example(), 0.05, 56)
    1.0
    """
    with_one, with_unit = reliability.takes(accelerators, tray)
    strokes = ((permanent_loss_per_y * accelerators, with_one), (reliability.unit_losses_per_y, with_unit))
    lost = sum(rate * size for rate, size in strokes)
    return sum(rate * size**2 for rate, size in strokes) / lost if lost > 0.0 else 1.0


def _example() -> Reliability:
    """The block of the docstrings above: round numbers, no defaults."""
    return Reliability(
        early_losses="dead_on_arrival",
        weibull_shape=0.5,
        weibull_scale_y=1000.0,
        design_life_y=5.0,
        wear_out_scale_y=3.0,
        wear_out_shape=2.0,
        accelerators_per_failure=1.0,
        unit_losses_per_y=0.0,
        accelerators_per_unit=4.0,
        common_causes="left_out",
        batch_satellites=60,
        batch_defect_frac=0.0,
        batch_hazard_factor=1.0,
        storms_per_y=0.0,
        storm_loss_frac=0.0,
    )
