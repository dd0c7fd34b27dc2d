"""A set of changes that was seen to make a design close: what limits it is lifted, one limit after the other.

A constraint names the change that lifts it alone. Lifting one may break another: more radiator weighs more, and more
mass asks for more propellant. So every change is put in and the fleet simulated again, until every limit is met, and
changes that turn out not to be needed are taken out. Only what was simulated to its end is offered.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from orbitdc import catalog
from orbitdc.catalog import as_number
from orbitdc.engine.march import interruptible
from orbitdc.engine.side_by_side import march_alone
from orbitdc.errors import OrbitdcError
from orbitdc.satellite.constraint import CLOSES
from orbitdc.scenario.model import Scenario
from orbitdc.simulation.deployment import deploy
from orbitdc.simulation.design_closure import coarse
from orbitdc.simulation.evaluate import evaluate
from orbitdc.simulation.mission import SHADOW_ERROR, Mission, carried_out, mission_marches
from orbitdc.simulation.verdict import Verdict
from orbitdc.system.recent import Recent

MOST_CHANGES = 8  # beyond which a design is another one: see orbitdc design
MOST_TRIES = 16
TRY_DAYS = 64  # for which one stands while a remedy is searched for
TRY_SHADOW_ERROR = 5e-4  # of the days left out meanwhile, as a share of the window
AT_ONCE = 2  # tries, which march apart
CHANGE = re.compile(r"([a-z_]+(?:\.[a-z0-9_]+)+): ([^\s,]+)")


@dataclass(frozen=True)
class SimulatedRemedy:
    """Changes of a scenario after which every limit is met, by dotted path; or why there are none."""

    changes: Mapping[str, float | int | str] = field(default_factory=dict)
    reason: str = ""  # why nothing is offered, empty where something is

    @property
    def text(self) -> str:
        """The changes in words, empty without any.

        >>> SimulatedRemedy({"satellite.radiator.area_m2": 152, "satellite.launched_mass": "bottom_up"}).text
        'satellite.radiator.area_m2: 152, satellite.launched_mass: bottom_up'
        """
        return ", ".join(f"{path}: {value}" for path, value in self.changes.items())


Judge = Callable[[Mapping[str, Any]], Verdict | None]  # of changes; None where a field does not take its value
NOT_SEARCHED = SimulatedRemedy(reason="no remedy was searched for")
NOT_NEEDED = SimulatedRemedy(reason="every limit is met")


def change_of(remedy: str) -> tuple[str, float | int | str] | None:
    """The field and the value that a constraint names to lift it; None where it names no value of a field.

    >>> change_of("satellite.radiator.area_m2: 152 or more"), change_of("a larger launcher")
    (('satellite.radiator.area_m2', 152), None)
    >>> change_of("mission.life_y: less than 5")  # which is no value
    """
    found = CHANGE.match(remedy)
    return (found[1], as_number(found[2])) if found and found[2] not in ("less", "more") else None


def changed(scenario: Scenario, changes: Mapping[str, Any]) -> Scenario:
    """The scenario with fields at other values, each given by its dotted path; the values are checked."""
    for path, value in changes.items():
        scenario = _put(scenario, path.split("."), value)
    return scenario


def _put(block: Any, keys: list[str], value: Any) -> Any:
    """A block with another value under a dotted key, not checked again."""
    key, *rest = keys
    if key == "from":
        return block.changed(**{name: row.value for name, row in catalog.entry(block.catalog_kind, str(value)).items()})
    if isinstance(block, tuple):
        at = int(key)
        return (*block[:at], _put(block[at], rest, value), *block[at + 1 :])
    now = getattr(block, key)
    value = _put(now, rest, value) if rest else float(value) if isinstance(now, float) else value
    return block.changed(**{key: value})


def one(mission: Mission) -> float:
    """A fleet of one satellite, where no campaign of launches is judged."""
    return 1.0


def simulated_remedy(
    scenario: Scenario,
    verdict: Verdict,
    threads: int = 2,
    satellites: Callable[[Mission], float] = one,
    progress: Callable[[int, int], None] | None = None,
) -> SimulatedRemedy:
    """The changes that make a scenario of this verdict close, each try simulated on few planes and phases.

    ``satellites`` says how many of a simulated kind the fleet takes, for limits such as the length of its campaign.
    Tries are simulated on representative days and what is offered on every day; should it miss a limit there, every
    try is simulated on every day. ``progress`` is called during each try, and ends the search where it raises.
    """
    if verdict.verdict == CLOSES:
        return NOT_NEEDED
    flown = Recent[Mission](most=4)  # tries that change the launch alone share one

    def fly(tried: Scenario, every: int) -> Mission:
        """The flight of a try on one day in ``every``, shared by tries of the same physics."""
        known = (tried.physics, every)
        error = TRY_SHADOW_ERROR if every > 1 else SHADOW_ERROR
        marches = mission_marches(tried, every=every, shadow_error=error)
        made = flown.get(known, lambda: carried_out(marches, lambda asked: march_alone(asked, threads, progress)))
        return made.priced_as(tried)

    judge = partial(_verdict, scenario, satellites, fly)
    found, whole = _searched(verdict, partial(judge, TRY_DAYS)), partial(judge, 1)
    if not found.changes or ((judged := whole(found.changes)) is not None and judged.verdict == CLOSES):
        return found
    return _searched(verdict, whole)


def _searched(verdict: Verdict, judge: Judge) -> SimulatedRemedy:
    """The changes after which a judge of changes finds every limit met, and the same without what is not needed."""
    changes: dict[str, float | int | str] = {}
    for _ in range(MOST_TRIES):
        step = change_of(verdict.remedy)
        if step is None:
            return _none(f"nothing is known that lifts the last limit ({verdict.binding_limit})")
        if changes.get(step[0]) == step[1] or len({*changes, step[0]}) > MOST_CHANGES:
            break
        changes[step[0]] = step[1]
        judged = judge(changes)
        if judged is None:
            return _none(f"{step[0]} takes no value of {step[1]}")
        verdict = judged
        if verdict.verdict == CLOSES:
            return SimulatedRemedy(_needed(changes, judge))
    return _none(f"the last limit met was {verdict.binding_limit}")


def _none(why: str) -> SimulatedRemedy:
    """No remedy, and why."""
    return SimulatedRemedy(reason=f"no set of up to {MOST_CHANGES} changes was found that meets every limit: {why}")


def _needed(changes: dict[str, float | int | str], judge: Judge) -> dict[str, float | int | str]:
    """The changes without those that the design closes without."""

    def closes_without(path: str) -> bool:
        """Whether the design closes without one of the changes."""
        judged = judge({other: value for other, value in changes.items() if other != path})
        return judged is not None and judged.verdict == CLOSES

    left = list(changes)[:-1]  # without the last one it did not close
    while left:
        with interruptible(AT_ONCE) as pool:
            spare = next((n for n, closes in enumerate(pool.map(closes_without, left)) if closes), None)
        if spare is None:
            break
        changes = {path: value for path, value in changes.items() if path != left[spare]}
        left = left[spare + 1 :]
    return changes


def _verdict(
    scenario: Scenario,
    satellites: Callable[[Mission], float],
    fly: Callable[[Scenario, int], Mission],
    every: int,
    changes: Mapping[str, Any],
) -> Verdict | None:
    """The verdict on a changed scenario flown on one day in ``every``; None where a field does not take its value."""
    try:
        mission = fly(coarse(changed(scenario, changes)), every)
    except (ValueError, OrbitdcError):  # pydantic's among them
        return None
    return evaluate(mission, deploy(mission, satellites(mission)))[0]
