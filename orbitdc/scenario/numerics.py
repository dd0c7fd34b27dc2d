"""How finely a scenario is integrated in time: choices of the computation, not of any hardware."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from orbitdc.block import Block, Positive

DAY_S = 86400.0


class Numerics(Block):
    """Length of a step, length of the window that is integrated, number of orbits that stand for a shell."""

    defaults_name: ClassVar[str] = "numerics"

    step_s: Annotated[float, Field(gt=0, le=120)]
    """The step is the length of one time step of the integration, and a day holds a whole number of steps; a satellite
    that is short of power seems to deliver 0.6 % more FLOP at steps of 60 s than at fine ones."""
    window_days: Positive | None = None
    """The window is the number of days that are integrated and then repeated over the life; null integrates the whole
    life."""
    planes_marched: Annotated[int, Field(ge=1)]
    """This many planes of a shell are integrated at most, evenly spaced in node, and stand for the planes between
    them."""
    phases_marched: Annotated[int, Field(ge=1)]
    """This many satellites of a plane are integrated at most, evenly spaced along the orbit, and stand for the
    satellites between them."""

    @field_validator("step_s")
    @classmethod
    def _steps_fill_a_day(cls, step_s: float) -> float:
        """The step in s, where it divides a day."""
        if DAY_S % step_s:
            message = f"is {step_s:g}, which does not divide a day of {DAY_S:g} s"
            raise PydanticCustomError("step", message, {"fix": "write e.g. 30, 60 or 120 (s)"})
        return step_s
