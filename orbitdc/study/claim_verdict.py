"""What comes of holding a public claim against the model: its verdict, by date, and what would change it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

HOLDS, HOLDS_IF, FAILS = "holds", "holds if", "fails"
CHOSEN = (  # inputs that a designer chooses
    "satellite.radiator.area_m2",
    "satellite.solar_array.area_m2",
    "satellite.shielding.thickness_mm",
    "fleet.shells.",
)


@dataclass(frozen=True)
class At:
    """A claim at one date: its quantity on central inputs, and the share of draws in which it is true."""

    year: int | None  # None for the scenario as it stands
    value: float | None
    holds: bool
    margin_frac: float | None  # how far on the right side of the threshold, as a factor less 1; negative where not
    chance_frac: float | None
    chance_error_frac: float | None  # half the width of its 95 % interval
    draws: int
    reason: str = ""


@dataclass(frozen=True)
class Turn:
    """An input and its value at which a claim turns, with the range that has a source; None where it turns nowhere."""

    key: str
    now: float | None
    value: float | None
    true_below: bool  # on which side the claim is true
    low: float | None  # of the range in the catalogue
    high: float | None
    looked_low: float
    looked_high: float

    @property
    def is_choice(self) -> bool:
        """Whether a designer chooses the input, so that every value that was looked at may be taken."""
        return self.key.startswith(CHOSEN)

    @property
    def range(self) -> tuple[float, float] | None:
        """The values that the input may take: those of its source, or of a designer; None where it has no source."""
        if self.is_choice:
            return self.looked_low, self.looked_high
        return None if self.low is None or self.high is None or self.low >= self.high else (self.low, self.high)

    @property
    def is_possible(self) -> bool:
        """Whether the claim turns at a value that the input may take."""
        return self.value is not None and self.range is not None and self.range[0] <= self.value <= self.range[1]


@dataclass(frozen=True)
class Joint:
    """All named inputs at the ends of their ranges that favour a claim, at once."""

    ends: Mapping[str, float]
    value: float | None
    holds: bool
    share: float | None  # of the way from their values to these ends, at which the claim turns; None where it does not


@dataclass(frozen=True)
class Verdict:
    """What comes of one claim."""

    name: str
    claim: Mapping[str, Any]
    word: str
    at: tuple[At, ...]
    turns: tuple[Turn, ...]
    joint: Joint | None  # of several inputs that have ranges
    fingerprint: str
    scenario: str  # its description

    @property
    def last(self) -> At:
        """The claim at its due date."""
        return self.at[-1]

    def told(self) -> dict[str, Any]:
        """The verdict as plain values."""
        values: dict[str, Any] = json.loads(json.dumps(asdict(self)))
        return values


def verdict_from(told: Mapping[str, Any]) -> Verdict:
    """The way back from ``Verdict.told``."""
    at, turns = (tuple(made(**each) for each in told[key]) for key, made in (("at", At), ("turns", Turn)))
    joint = Joint(**told["joint"]) if told["joint"] is not None else None
    return Verdict(**{**told, "at": at, "turns": turns, "joint": joint})
