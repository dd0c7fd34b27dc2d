"""Margins from every part, the limit that binds, and the smallest change of one field that lifts it.

Verdicts form a closed set; ``FEASIBLE`` says which of them are workable designs.
"""

from __future__ import annotations

from dataclasses import dataclass

CLOSES, UNPROVEN, THROTTLED, OVERWEIGHT, DRY = "CLOSES", "UNPROVEN", "THROTTLED", "OVERWEIGHT", "DRY"
REENTERED, UNLAUNCHABLE, OVERHEATED, BROWNOUT = "REENTERED", "UNLAUNCHABLE", "OVERHEATED", "BROWNOUT"

MEANING = {
    CLOSES: "every limit is met at the clock that the network allows, from beginning to end of life",
    UNPROVEN: "every limit is met, but memory collects more dose, or satellites live longer, than was ever shown",
    THROTTLED: "every limit is met by slowing the accelerators part of the time",
    OVERWEIGHT: "the parts weigh more than the mass that is launched",
    DRY: "the propellant does not last for raising, drag, avoidance and disposal",
    REENTERED: "drag brings the satellite down before the end of its life",
    UNLAUNCHABLE: "one satellite does not fit the launcher for this orbit, by mass or by volume",
    OVERHEATED: "coolant or cells pass the temperature at which they fail, whatever the accelerators do",
    BROWNOUT: "the housekeeping load itself goes unserved at some time",
}
SEVERITY = (CLOSES, UNPROVEN, THROTTLED, OVERWEIGHT, DRY, REENTERED, UNLAUNCHABLE, OVERHEATED, BROWNOUT)
FEASIBLE = {verdict: verdict in (CLOSES, UNPROVEN, THROTTLED) for verdict in SEVERITY}


@dataclass(frozen=True)
class Limit:
    """One limit as a part reports it: its margin, what it means when negative, and the remedy."""

    key: str  # name in summary.json, unit as its last word
    margin: float | None  # negative: not met
    verdict: str = THROTTLED  # the verdict when the margin is negative
    relative: float | None = None  # margin on a common scale, to rank limits
    sentence: str = ""  # what binds
    remedy: str = ""
    reason: str = ""  # why the margin is null


@dataclass(frozen=True)
class Verdict:
    """The outcome of a design: verdict, what binds, remedy, all margins."""

    verdict: str
    feasible: bool
    binding_limit: str
    remedy: str
    margins: dict[str, float | None]
    reasons: dict[str, str]


def judge(limits: list[Limit]) -> Verdict:
    """The worst verdict among the broken limits; within it, the limit with the smallest relative margin binds.

    >>> judge([Limit("mass_frac", -0.2, OVERWEIGHT, -0.2, "mass binds", "launch more")]).verdict
    'OVERWEIGHT'
    """
    known = [limit for limit in limits if limit.margin is not None]
    broken = [limit for limit in known if limit.margin is not None and limit.margin < 0.0 and limit.verdict != CLOSES]
    verdict = max((limit.verdict for limit in broken), key=SEVERITY.index, default=CLOSES)
    candidates = [limit for limit in broken if limit.verdict == verdict] or known
    binding = min(candidates, key=lambda limit: limit.relative if limit.relative is not None else 0.0)
    return Verdict(
        verdict=verdict,
        feasible=FEASIBLE[verdict],
        binding_limit=binding.sentence,
        remedy=binding.remedy if broken else "",
        margins={limit.key: limit.margin for limit in limits},
        reasons={f"{limit.key}_reason": limit.reason for limit in limits if limit.margin is None},
    )
