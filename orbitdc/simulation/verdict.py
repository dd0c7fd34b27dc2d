"""The verdict on a design: margins of every constraint, which of them binds, and what would lift it.

Verdicts form a closed set; ``FEASIBLE`` says which of them are workable designs.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import inf

from orbitdc.satellite.constraint import (
    BROWNOUT,
    CLOSES,
    DEAD_BATTERY,
    DRY,
    FROZEN,
    MELTED,
    OVERHEATED,
    OVERWEIGHT,
    REENTERED,
    SINKING,
    STRANDED,
    THROTTLED,
    UNFINISHED,
    UNLAUNCHABLE,
    UNPROVEN,
    Constraint,
)

MEANING = {
    CLOSES: "every limit is met at the clock that the network allows, from beginning to end of life",
    UNPROVEN: "every limit is met, but memory collects more dose, or satellites live longer, than was ever shown",
    THROTTLED: "every limit is met by slowing the accelerators part of the time",
    UNFINISHED: "launches take longer than a satellite serves, so that the fleet is never whole",
    OVERWEIGHT: "the parts weigh more than the mass that is launched",
    DRY: "the propellant does not last for raising, drag, avoidance and disposal",
    SINKING: "drag exceeds the thrust on some day, so that the altitude cannot be held",
    REENTERED: "drag brings the satellite down before the end of its life",
    STRANDED: "drag where the launcher drops the satellites exceeds their thrust, so that they cannot climb",
    UNLAUNCHABLE: "one satellite does not fit the launcher for this orbit, by mass or by volume",
    FROZEN: "the coolant freezes in the radiator, in shadow or while the satellite waits for help without load",
    OVERHEATED: "coolant or cells pass the temperature at which they fail, whatever the accelerators do",
    BROWNOUT: "the housekeeping load itself goes unserved at some time",
    DEAD_BATTERY: "the battery has lost all of its capacity before the end of life",
    MELTED: "a part passes the melting point of aluminium, beyond which nothing of the satellite works or has a cost",
}
SEVERITY = (
    CLOSES,
    UNPROVEN,
    THROTTLED,
    UNFINISHED,
    OVERWEIGHT,
    DRY,
    SINKING,
    REENTERED,
    STRANDED,
    UNLAUNCHABLE,
    FROZEN,
    OVERHEATED,
    BROWNOUT,
    DEAD_BATTERY,
    MELTED,
)
LEAST_BREACH = 1e-9  # of a broken limit on the common scale
WORKABLE = (CLOSES, UNPROVEN, THROTTLED)
FEASIBLE = {verdict: verdict in WORKABLE for verdict in SEVERITY}


@dataclass(frozen=True)
class Verdict:
    """The outcome of a design: verdict, what binds, all margins.

    ``remedy`` is what would lift the limit that binds were nothing else changed by it; whether the design then closes
    is for ``orbitdc.simulation.remedies`` to simulate.
    """

    verdict: str
    feasible: bool
    binding_limit: str
    remedy: str
    margins: dict[str, float | None]
    reasons: dict[str, str]
    constraints: tuple[Constraint, ...] = ()

    @cached_property
    def limits(self) -> dict[str, float]:
        """The least relative margin of the limits that lead to each verdict when broken."""
        least: dict[str, float] = {}
        for each in self.constraints:
            least[each.verdict] = min(least.get(each.verdict, inf), relative(each))
        return least


def relative(constraint: Constraint) -> float:
    """The margin of a constraint on the common scale of all constraints; inf where nothing is limited.

    It is below 0 where the limit is broken, by however little.

    >>> relative(Constraint("radiator_k", 9.0, relative=0.2)), relative(Constraint("link_frac", None))
    (0.2, inf)
    """
    if constraint.margin is None:
        return inf
    scaled = constraint.margin if constraint.relative is None else constraint.relative
    return min(scaled, -LEAST_BREACH) if constraint.margin < 0.0 else scaled


def verdict_of(constraints: list[Constraint]) -> Verdict:
    """The worst verdict among broken constraints; among those that lead to it the smallest relative margin binds.

    >>> verdict_of([Constraint("mass_frac", -0.2, OVERWEIGHT, -0.2, "mass binds", "launch more")]).verdict
    'OVERWEIGHT'
    """
    known = [each for each in constraints if each.margin is not None]
    broken = [each for each in known if each.margin is not None and each.margin < 0.0 and each.verdict != CLOSES]
    verdict = max((each.verdict for each in broken), key=SEVERITY.index, default=CLOSES)
    candidates = [each for each in broken if each.verdict == verdict] or known
    binding = min(candidates, key=lambda each: each.relative if each.relative is not None else 0.0)
    return Verdict(
        verdict=verdict,
        feasible=FEASIBLE[verdict],
        binding_limit=binding.sentence,
        remedy=binding.remedy if broken else "",
        margins={each.key: each.margin for each in constraints},
        reasons={f"{each.key}_reason": each.reason for each in constraints if each.margin is None},
        constraints=tuple(constraints),
    )
