"""The two words every notebook starts with: load a scenario, simulate it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from orbitdc.comparison import run
from orbitdc.comparison.run import Run
from orbitdc.engine.march import Precision
from orbitdc.scenario.load import load_file
from orbitdc.scenario.model import Scenario


def load(path: str | Path, sets: Sequence[str] = ()) -> Scenario:
    """Load a scenario file, or a shipped scenario by name, with ``key=value`` changes applied in turn.

    Raises ScenarioError with every problem at its place.

    >>> load("ai1_vs_colossus", ["satellite.radiator.area_m2=160"]).satellite.radiator.area_m2
    160.0
    """
    return load_file(path, sets).scenario


def simulate(
    scenario: Scenario,
    *,
    threads: int = 2,
    progress: Callable[[int, int], None] | None = None,
    precision: Precision = "float64",
) -> Run:
    """March a scenario's fleet through its life, judge the design, price both sides and find the break-evens.

    ``progress`` is called with the satellite-steps marched so far and their total. Printing the result gives six
    lines. With ``precision`` float32 the march is nearly twice as fast and delivers the same FLOP within 1e-5.

    Raises CatalogError or ScenarioError for what only shows when orbits are read.
    """
    loaded = scenario._loaded
    departures = loaded.departures() if loaded is not None else ()
    return run.simulate(scenario, departures=departures, threads=threads, progress=progress, precision=precision)
