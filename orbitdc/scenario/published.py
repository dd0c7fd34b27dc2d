"""The published answer that a scenario replays: who printed it, where, and which figures it is held against."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BeforeValidator, Field, field_validator, model_validator

from orbitdc.block import Block, NonNegative, as_date

TERM = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*")
TERMS = " + "  # between the keys of a sum


Printed = Annotated[float, Field(ge=-1e18, le=1e18)]  # a number of any unit, positive or negative


class Figure(Block):
    """One printed number, and the keys of summary.json that answer the same question."""

    defaults_name: ClassVar[str] = "figure"

    label: str
    """The label says in a few words what the figure is."""
    key: str
    """The key is the dotted path of the number in summary.json that is held against the figure, or several paths with
    ` + ` between them, which are added up."""
    per: str | None = None
    """The divisor is the dotted path of the number in summary.json by which the key is divided; null divides by
    nothing."""
    times: Printed
    """The factor leads from the unit of the key to the unit of the figure."""
    value: Printed
    """The value is the number as it is printed, or the lower end of a range that is printed."""
    high: Printed | None = None
    """The high end is the upper end of a range that is printed; null means that one number is printed."""
    unit: str
    """The unit is that of the printed number, in words."""
    tolerance_frac: NonNegative
    """The tolerance is the largest distance from the printed number, as a share of it, at which the two agree."""
    grade: Literal["A", "B", "C", "D"]
    """The grade says how far the figure can be replayed: `A` from full inputs, `B` from printed inputs within rounding,
    `C` is a headline without its inputs, and `D` is relayed by others or inferred."""
    basis: Literal["printed", "ran", "derived"]
    """The basis says where the number is from: `printed` by the source, `ran` from the author's own program, and
    `derived` from printed numbers by arithmetic."""
    why: str = ""
    """The reason says why the number here differs from the figure, where it does."""
    also_printed: str = ""
    """The other prints are figures that the same source, or others who quote it, print for the same quantity."""

    @field_validator("key", "per")
    @classmethod
    def _is_a_path(cls, text: str | None) -> str | None:
        """The text, where each of its terms is a dotted path."""
        for term in text.split(TERMS) if text is not None else ():
            if not TERM.fullmatch(term):
                raise ValueError(f"{term!r} is not a dotted path such as orbit.usd_per_gpu_hour")
        return text

    @model_validator(mode="after")
    def _is_a_range(self) -> Self:
        """The figure, where its high lies above its value."""
        if self.high is not None and self.high <= self.value:
            raise ValueError(f"high is {self.high:g}, not above the value {self.value:g}")
        return self

    def agrees(self, ours: float) -> bool:
        """Whether a number lies within the tolerance of the figure, or of the range that is printed.

        |ours - theirs| <= tolerance x theirs, by definition of a relative distance.

        >>> figure = Figure.model_construct(value=4.0, tolerance_frac=0.01)
        >>> figure.agrees(4.03), figure.agrees(4.05)
        (True, False)
        """
        top = self.value if self.high is None else self.high
        low, high = sorted((self.value, top))
        return low - self.tolerance_frac * abs(low) <= ours <= high + self.tolerance_frac * abs(high)


class Published(Block):
    """A published study: its authors, its boundary and its printed figures. It moves no number of the scenario."""

    study: str
    """The study is the name under which it is quoted."""
    authors: str
    """The authors are the people or the house that published it."""
    date: Annotated[dt.date, BeforeValidator(as_date)]
    """The date is the day of publication, written as YYYY-MM-DD; where only the month is known, its first day."""
    link: str
    """The link is the address of the study."""
    boundary: str
    """The boundary says in words which costs the study counts."""
    figures: tuple[Figure, ...]
    """The figures are the printed numbers, each with the key of summary.json that is held against it."""
    errors: str = ""
    """The errors are what is wrong with the study's own arithmetic or physics, with its size; empty where nothing is
    known."""
    corrected: dict[str, Any] | None = None
    """The corrections are the values, by dotted key, with which the study's own errors are put right; null where none
    are known."""
    full_physics: dict[str, Any] | None = None
    """The full physics are the values, by dotted key, that turn the simplifications of the study off; null where it has
    none."""
    not_public: str = ""
    """The groups of inputs that the study does not publish, so that this scenario takes the catalogue's or fits them to
    the printed figures; empty where all are public."""

    @field_validator("figures")
    @classmethod
    def _quotes_something(cls, figures: tuple[Figure, ...]) -> tuple[Figure, ...]:
        """The figures, where there is one."""
        if not figures:
            raise ValueError("a published block without figures has nothing to hold the answer against: quote one")
        return figures
