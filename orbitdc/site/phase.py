"""The dated phases of a site: the type and number of accelerators that enter service, and when."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

import numpy as np
import numpy.typing as npt
from pydantic import BeforeValidator, Field

from orbitdc.block import Block, Positive, as_date
from orbitdc.compute.accelerator import Accelerator
from orbitdc.economics.cohorts import by_date, linear

if TYPE_CHECKING:
    from orbitdc.site import Site

Array = npt.NDArray[np.float64]


class Phase(Block):
    """Accelerators of one type that enter service together; only the months between phases count."""

    date: Annotated[dt.date, BeforeValidator(as_date)]
    """The date is the day on which the accelerators of this phase enter service, written as YYYY-MM-DD; only the months
    between phases count."""
    count: Positive
    """The phase has this many accelerators."""
    accelerator: Accelerator
    """The accelerator is the type of silicon of this phase."""


class BuildUp(Block):
    """The dated phases in which a site enters service, the first of them in the month service begins."""

    catalog_kind: ClassVar[str] = "build_ups"
    defaults_name: ClassVar[str] = "build_up"

    phases: Annotated[tuple[Phase, ...], Field(min_length=1)]
    """The phases are the groups of accelerators that enter service together, and the first of them enters when service
    begins."""
    silicon: Literal["shared", "own"]
    """The silicon says which accelerators fill the phases: `shared` takes the accelerator of the comparison in all
    phases, and `own` takes the accelerators that each phase names."""


@dataclass(frozen=True)
class Fill:
    """The accelerators of one type at a site, and the shares of them that enter service each month, (n_month,)."""

    chip: Accelerator
    count: float
    shares: Array

    @property
    def it_w(self) -> float:
        """The power in W of all these accelerators when they are busy: count x all-in power, by definition.

        >>> from types import SimpleNamespace
        >>> Fill(SimpleNamespace(allin_w=2150.0), 100.0, np.ones(1)).it_w
        215000.0
        """
        return self.count * self.chip.allin_w


def shares_of_power(site: Site) -> Array:
    """The shares of a site's IT power that enter service each month, (n_month,): its phases, or an even ramp.

    Count x all-in power of each phase over the sum, by definition.

    >>> from types import SimpleNamespace
    >>> shares_of_power(SimpleNamespace(build_up=None, ramp_months=2.0))
    array([0.5, 0.5])
    """
    if site.build_up is None:
        return linear(site.ramp_months)
    phases = site.build_up.phases
    return by_date([phase.date for phase in phases], [phase.count * phase.accelerator.allin_w for phase in phases])


def fills(site: Site, shared: Accelerator, scale: float = 1.0) -> list[Fill]:
    """The accelerators of a site grown or shrunk by ``scale``: that of the comparison, or the site's own by type.

    A site filled with the shared accelerator keeps its power and the pace of its phases.
    """
    if site.build_up is None or site.build_up.silicon == "shared":
        return [Fill(shared, site.it_power_w * scale / shared.allin_w, shares_of_power(site))]
    phases = site.build_up.phases
    held, dates = [], [phase.date for phase in phases]
    for chip in dict.fromkeys(phase.accelerator for phase in phases):
        of_type = [phase.count if phase.accelerator == chip else 0.0 for phase in phases]
        held.append(Fill(chip, sum(of_type) * scale, by_date(dates, of_type)))
    return held
