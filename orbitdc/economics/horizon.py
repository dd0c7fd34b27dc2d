"""The clock of a life: costs and FLOP of both sides are counted in the same months, whatever the length of the life."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

MONTHS_PER_YEAR = 12


@dataclass(frozen=True)
class Life:
    """A life in years, cut into equal months of the ledger: the whole number of them nearest to twelve a year.

    A month of the ledger is a twelfth of a year where the life is a whole number of months, and a little more or less
    elsewhere, so that what is paid and what is delivered add up to the whole life on both sides. A life of half a month
    is one month of the ledger, which lasts half a month.
    """

    years: float

    @property
    def months(self) -> int:
        """The number of months of the ledger, at least one: n = round(12 life), by definition.

        >>> Life(5.0).months, Life(0.54).months, Life(0.01).months
        (60, 6, 1)
        """
        return max(1, round(MONTHS_PER_YEAR * self.years))

    @property
    def month_y(self) -> float:
        """The length of a month of the ledger in years: life/n, by definition.

        >>> Life(5.0).month_y * 12, round(Life(0.54).month_y * 12, 6)
        (1.0, 1.08)
        """
        return self.years / self.months

    def years_of(self, months: int, later_months: int = 0) -> float:
        """The years of a number of months of the life, and of whole calendar months beyond it, by definition.

        >>> Life(5.0).years_of(30), Life(0.54).years_of(6), Life(0.54).years_of(6, 12)
        (2.5, 0.54, 1.54)
        """
        return months * self.years / self.months + later_months / MONTHS_PER_YEAR

    def month_at(self, age_y: float) -> int:
        """The month of the ledger that begins nearest to an age in years: round(age/length of a month), by definition.

        >>> Life(5.0).month_at(2.0), Life(0.54).month_at(0.27)
        (24, 3)
        """
        return round(age_y / self.month_y)

    def middles_y(self) -> npt.NDArray[np.float64]:
        """The ages in years in the middle of each month of the ledger, (n_month,), by definition.

        >>> Life(0.25).middles_y() * 24
        array([1., 3., 5.])
        """
        return np.asarray((np.arange(self.months) + 0.5) * self.years / self.months)
