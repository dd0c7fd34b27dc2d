"""A constraint as a part reports it, and the verdicts that a broken one may lead to."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, isfinite

CLOSES, UNPROVEN, THROTTLED, OVERWEIGHT, DRY = "CLOSES", "UNPROVEN", "THROTTLED", "OVERWEIGHT", "DRY"
SINKING, REENTERED, STRANDED, UNLAUNCHABLE = "SINKING", "REENTERED", "STRANDED", "UNLAUNCHABLE"
FROZEN, OVERHEATED, BROWNOUT, UNFINISHED = "FROZEN", "OVERHEATED", "BROWNOUT", "UNFINISHED"
DEAD_BATTERY, MELTED = "DEAD_BATTERY", "MELTED"

KELVIN_SCALE = 45.0  # kelvins that weigh as much as a margin of 1: from room temperature to a usual coolant limit


@dataclass(frozen=True)
class Constraint:
    """One limit with its margin, what it means when the margin is negative, and the remedy."""

    key: str  # name in summary.json, unit as its last word
    margin: float | None  # negative: not met
    verdict: str = THROTTLED  # the verdict when the margin is negative
    relative: float | None = None  # margin on a common scale, to rank constraints
    sentence: str = ""  # what binds
    remedy: str = ""
    reason: str = ""  # why the margin is null


def raise_to(key: str, value: float) -> str:
    """A remedy that raises one field, rounded up so that it is enough.

    >>> raise_to("satellite.radiator.area_m2", 151.2)
    'satellite.radiator.area_m2: 152 or more'
    """
    return f"{key}: {ceil(value)} or more" if isfinite(value) else f"no {key} is enough"
