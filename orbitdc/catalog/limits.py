"""The limits of a number are those that the model can carry, by the last words of its name; a field may state narrower.

They are no judgement of what is likely: the range of a catalogue row says that. Beyond them a number is a slip of units
or divides by next to nothing.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Limits:
    """The least positive and the greatest value that the model can carry for a number of this name."""

    least: float
    most: float
    reason: str


@cache
def _rows() -> dict[str, Limits]:
    """The limits of the table ``limits.csv``, by field."""
    text = files("orbitdc.catalog").joinpath("limits.csv").read_text(encoding="utf-8")
    lines = csv.DictReader(io.StringIO(text, newline=""))
    return {line["field"]: Limits(float(line["least"]), float(line["most"]), line["reason"]) for line in lines}


def limits_of(field: str) -> Limits | None:
    """The limits of a field by the longest end of its name that has a row, None where there is none.

    >>> limits_of("ramp_months").most, limits_of("radiation_slope_frac").least, limits_of("label")
    (1200.0, 0.01, None)
    """
    words = field.split("_")
    return next((row for first in range(len(words)) if (row := _rows().get("_".join(words[first:])))), None)
