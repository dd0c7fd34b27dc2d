"""The mission of a scenario: when service begins, and how long it lasts."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar

from pydantic import BeforeValidator, Field

from orbitdc.block import Block, as_date


class MissionPlan(Block):
    """When service begins and how long it lasts."""

    defaults_name: ClassVar[str] = "mission"

    service_date: Annotated[dt.date, BeforeValidator(as_date)]
    """The service date is the day on which service begins, written as YYYY-MM-DD; the Sun and the solar activity are
    those of the days from the service date on."""
    life_y: Annotated[float, Field(ge=0.003, le=30)]  # a day at least
    """The life is the time that a satellite serves, and an accelerator on the ground where none is refreshed; both
    sides are priced over the life, or over horizon_y where that is stated."""
    horizon_y: Annotated[float, Field(ge=0.0834, le=60)] | None = None
    """The horizon is the time over which both sides are priced: within it satellites are launched anew at the end of
    each life, and accelerators, halls and plants on the ground are bought anew at the end of theirs; null takes
    life_y."""

    @property
    def priced_y(self) -> float:
        """The years over which both sides are priced."""
        return self.life_y if self.horizon_y is None else self.horizon_y
