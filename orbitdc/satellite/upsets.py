"""The effects of radiation on a satellite's accelerators: upsets, lost work, and memory failures by dose.

Only what radiation adds in orbit is counted here; what a stop costs a job is the same on both sides and stands in
``orbitdc.compute.job``.
"""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
import numpy.typing as npt
from pydantic import model_validator

from orbitdc.block import Fraction, NonNegative, Positive
from orbitdc.satellite.constraint import UNPROVEN, Constraint, raise_to
from orbitdc.satellite.part import DesignPoint, Extremes, Needs, Part

FloatArray = npt.NDArray[np.float64]


class Upsets(Part):
    """How accelerators answer to radiation; doses are behind the shield, at the chip."""

    defaults_name: ClassVar[str] = "upsets"

    dose_factor: NonNegative
    """The dose factor is the true dose at the chip over the dose of the AP8 table behind the same shield."""
    rad_per_uncorrectable: Positive | None = None
    """The memory of one accelerator has one uncorrectable error per this dose in rad; null means that such errors are
    not counted."""
    rad_per_functional_interrupt: Positive | None = None
    """One accelerator has one crash that only a restart clears per this dose in rad; null means that such crashes are
    not counted."""
    rad_per_silent_corruption: Positive | None = None
    """One accelerator has one silent corruption per this dose in rad, which is taken as found and rolled back; null
    means that such corruptions are not counted."""
    mended_frac: Fraction
    """The mended share is the part of all radiation events that stop no job, because a memory page is retired or a
    request is sent again."""
    memory_hazard: Literal["ramp", "step", "none"]
    """The memory hazard says how memory fails below the highest dose tested: `ramp` rises evenly from the first
    irregularity on, `step` holds hazard_at_tested_per_y from the first irregularity on, and `none` has no failures."""
    first_irregularity_krad: NonNegative
    """The first irregularity is the dose at which the memory showed its first errors in the published test."""
    tested_krad: Positive
    """The tested dose is the highest dose of the published test, at which no memory failed for good."""
    hazard_at_tested_per_y: NonNegative
    """The hazard at the tested dose is the rate per year at which an accelerator is lost by its memory there."""

    @model_validator(mode="after")
    def _ramp_rises(self) -> Upsets:
        """The upsets, where losses begin below the tested dose."""
        if self.first_irregularity_krad >= self.tested_krad:
            raise ValueError(
                "first_irregularity_krad must lie below tested_krad, where the ramp of losses ends: lower it, or raise "
                "tested_krad"
            )
        return self

    def constraints(self, at: DesignPoint, met: Extremes, needs: Needs) -> list[Constraint]:
        """Dose of the memory at the end of life against the highest dose of the published test."""
        margin = self.tested_krad / max(needs.dose_krad, 1e-9) - 1.0
        return [
            Constraint(
                "dose_frac",
                margin,
                UNPROVEN,
                margin,
                f"dose: memory collects {needs.dose_krad:.1f} krad by the end of life and was tested to "
                f"{self.tested_krad:g}",
                raise_to("satellite.shielding.thickness_mm", needs.shield_mm),
            )
        ]


def events_per_y(dose_rad_per_y: npt.ArrayLike, upsets: Upsets) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Uncorrectable errors, functional interrupts and silent corruptions of one accelerator a year, like the dose.

    Dose rate over dose per event, by definition; zero where a kind is not counted.

    >>> uncorrectable, _, _ = events_per_y(150.0, _example())
    >>> float(uncorrectable), round(31557600.0 / float(uncorrectable) / 1e7, 2)  # one-second inferences, 1e7
    (3.0, 1.05)
    """
    dose = upsets.dose_factor * np.asarray(dose_rad_per_y, dtype=np.float64)
    kinds = (upsets.rad_per_uncorrectable, upsets.rad_per_functional_interrupt, upsets.rad_per_silent_corruption)
    uncorrectable, interrupt, silent = (np.zeros_like(dose) if each is None else dose / each for each in kinds)
    return uncorrectable, interrupt, silent


def stops_per_y(dose_rad_per_y: npt.ArrayLike, upsets: Upsets) -> FloatArray:
    """The yearly events of one accelerator that stop its job, of the shape of ``dose_rad_per_y``.

    All kinds of events less the mended share, by definition of that share.

    >>> float(stops_per_y(150.0, _example()).round(2))
    3.03
    """
    return (1.0 - upsets.mended_frac) * sum(events_per_y(dose_rad_per_y, upsets), np.zeros(()))


def memory_hazard_per_y(dose_krad: npt.ArrayLike, upsets: Upsets) -> FloatArray:
    """Hazard of losing an accelerator's memory to accumulated dose, 1/y, like the dose collected so far.

    ``ramp``: h (D - D1)/(D2 - D1) above the first irregularity D1, h at the highest dose tested D2 (no hard failure
    there in the one published test); ``step``: h from D1 on; ``none``: nothing below D2. Above D2, untested, every
    choice follows the ramp on. The test is that of the Suncatcher study (arXiv:2511.19468).

    >>> memory_hazard_per_y([2.0, 8.5, 15.0, 28.0], _example())
    array([0.  , 0.05, 0.1 , 0.2 ])
    """
    dose = upsets.dose_factor * np.asarray(dose_krad, dtype=np.float64)
    first, tested, top = upsets.first_irregularity_krad, upsets.tested_krad, upsets.hazard_at_tested_per_y
    ramp = top * np.maximum((dose - first) / (tested - first), 0.0)
    below = {"ramp": ramp, "step": np.where(dose > first, top, 0.0), "none": np.zeros_like(dose)}[upsets.memory_hazard]
    return np.where(dose >= tested, ramp, below)


def _example() -> Upsets:
    """The block of the docstrings above: round numbers, no defaults."""
    return Upsets(
        dose_factor=1.0,
        rad_per_uncorrectable=50.0,
        rad_per_functional_interrupt=5000.0,
        mended_frac=0.0,
        memory_hazard="ramp",
        first_irregularity_krad=2.0,
        tested_krad=15.0,
        hazard_at_tested_per_y=0.1,
    )
