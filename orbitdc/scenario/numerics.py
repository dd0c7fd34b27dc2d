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

    step_s: Annotated[float, Field(gt=0, le=120)]  # a starved satellite gains 0.6 % of FLOP at 60 s, 2 % at 300 s
    window_days: Positive | None = None  # integrate only this long and repeat it over life_y; null: the whole life
    planes_marched: Annotated[int, Field(ge=1)]  # per shell, evenly spaced in node
    phases_marched: Annotated[int, Field(ge=1)]  # per plane, evenly spaced in argument of latitude

    @field_validator("step_s")
    @classmethod
    def _steps_fill_a_day(cls, step_s: float) -> float:
        if DAY_S % step_s:
            message = f"is {step_s:g}, which does not divide a day of {DAY_S:g} s"
            raise PydanticCustomError("step", message, {"fix": "write e.g. 30, 60 or 120 (s)"})
        return step_s
