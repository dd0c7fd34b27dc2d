"""The search for a remedy while the fleet is marched: it begins with the verdict of few lanes on a few days."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import wait
from contextlib import contextmanager
from threading import Event

from orbitdc.comparison.pricing import both_sides, fleet_size
from orbitdc.engine.march import interruptible
from orbitdc.scenario.currency import constant_dollars
from orbitdc.scenario.model import Scenario
from orbitdc.simulation.design_closure import coarse
from orbitdc.simulation.evaluate import evaluate
from orbitdc.simulation.mission import simulate_mission
from orbitdc.simulation.remedies import TRY_DAYS, SimulatedRemedy, change_of, simulated_remedy
from orbitdc.simulation.verdict import Verdict

LISTEN_S = 0.2  # between looks for a Ctrl-C, which one long wait hears when it is over
Sought = Callable[[Verdict], SimulatedRemedy | None]  # of the verdict of every day


@contextmanager
def sought_beside(scenario: Scenario, wanted: bool) -> Iterator[Sought]:
    """A function that gives the remedy of a scenario's verdict, searched for since this block was entered.

    The search follows from the first change alone that a verdict names. Where the verdict on every lane and day names
    another one or none, or nothing was ``wanted``, or the design is sized first, the function gives None.
    """
    if not wanted or scenario.satellite.design.mode != "given":
        yield lambda verdict: None
        return
    stop = Event()

    def heard(done: int, total: int) -> None:
        """Ends a search that nobody waits for."""
        if stop.is_set():
            raise KeyboardInterrupt

    def search() -> tuple[Verdict, SimulatedRemedy]:
        """The verdict of few lanes on representative days, and the remedy that was found for it."""
        mission = simulate_mission(coarse(constant_dollars(scenario)), 1, heard, every=TRY_DAYS)
        both = both_sides(mission)
        verdict = evaluate(mission, both.deployment, 1, heard)[0]
        return verdict, simulated_remedy(
            mission.scenario, verdict, 1, lambda tried: fleet_size(tried, both.site)[0], heard
        )

    with interruptible(1) as pool:
        future = pool.submit(search)

        def sought(verdict: Verdict) -> SimulatedRemedy | None:
            """The remedy, waited for, unless the search began with another verdict."""
            while not future.done():
                wait([future], LISTEN_S)
            if future.exception() is not None:  # the search that follows says what is wrong, if anything is
                return None
            begun, found = future.result()
            first = change_of(begun.remedy)
            return found if first is not None and first == change_of(verdict.remedy) else None

        try:
            yield sought
        finally:
            stop.set()
