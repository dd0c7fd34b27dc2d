"""Simulates a scenario with the steps to what each side announced, and offers the results to a notebook."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import cached_property
from typing import TYPE_CHECKING, Any

from orbitdc.comparison import run as comparison
from orbitdc.comparison.pricing import fleet_size
from orbitdc.engine.march import Precision
from orbitdc.report.answer import Answer
from orbitdc.results.columns import typed
from orbitdc.results.frames import telemetry_of
from orbitdc.results.save import summary_of
from orbitdc.results.tables import TABLES
from orbitdc.results.telemetry import EVERY_S, Telemetry
from orbitdc.scenario.model import Scenario
from orbitdc.simulation.remedies import SimulatedRemedy, simulated_remedy
from orbitdc.study.beside import sought_beside

if TYPE_CHECKING:
    from xarray import Dataset


@dataclass(frozen=True, repr=False)
class Run(comparison.Run, Answer):
    """The results of one simulation: both sides, the verdict, ratios and break-evens, tables and figures.

    ``summary`` is the content of summary.json; ``days``, ``months``, ``years``, ``orbits``, ``satellites``,
    ``histograms``, ``ledger`` and ``numbers`` are DataFrames; ``plot`` draws; ``orbit`` and ``ground`` are the sides.
    """

    @cached_property
    def summary(self) -> dict[str, Any]:
        """The content of summary.json."""
        return summary_of(self)

    @cached_property
    def remedy(self) -> SimulatedRemedy:
        """The changes after which every limit is met, each simulated on few planes and phases before it is offered."""
        return simulated_remedy(
            self.mission.scenario, self.verdict, satellites=lambda mission: fleet_size(mission, self.ground.side)[0]
        )

    @cached_property
    def inputs(self) -> dict[str, Any]:
        """The content of scenario.json: every value of the scenario."""
        return self.scenario.model_dump(mode="json")

    @cached_property
    def _columns(self) -> dict[str, dict[str, Any]]:
        """The columns of tables that were asked for, by table; kept as they are made."""
        return {}

    def columns(self, name: str) -> dict[str, Any]:
        """The columns of a table as arrays, by name, without pandas; the names are those of the CSV files."""
        if name not in self._columns:
            self._columns[name] = typed(TABLES[name](self))
        return self._columns[name]

    @cached_property
    def telemetry(self) -> Dataset:
        """Telemetry of the best, median and worst plane every 300 s, (time, satellite), in memory.

        Raises EnvironmentFault without xarray or netCDF4.
        """
        return self.record()

    def record(self, every_s: float = EVERY_S, satellites: int | None = None) -> Dataset:
        """Telemetry at another interval, or of a number of satellites spread over the fleet, (time, satellite).

        Raises ScenarioError for an interval that steps do not fill, EnvironmentFault without xarray or netCDF4.
        """
        return telemetry_of(self, self.summary, Telemetry(every_s, satellites))


def simulate(
    scenario: Scenario,
    *,
    threads: int = 2,
    progress: Callable[[int, int], None] | None = None,
    precision: Precision = "float64",
    remedy_beside: bool = False,
) -> Run:
    """Simulate a scenario's fleet through its life, evaluate its design, price both sides and find the break-evens.

    ``progress`` is called with the satellite-steps simulated so far and their total. The printed result has six lines;
    its tables (``run.days``, ``run.ledger``) are DataFrames, and ``run.plot`` draws. With ``precision`` float32 the
    time integration is nearly twice as fast and delivers the same FLOP within 1e-5. With ``remedy_beside`` the remedy
    of a broken limit is searched for beside the march, where it is otherwise when it is first asked for.

    Raises CatalogError or ScenarioError for mistakes that only show when orbits are read.
    """
    with sought_beside(scenario, remedy_beside and threads > 1) as sought:
        found = comparison.simulate(
            scenario, departures=scenario.departures(), threads=threads, progress=progress, precision=precision
        )
        run = Run(**{field.name: getattr(found, field.name) for field in fields(found)})
        if (known := sought(run.verdict)) is not None:
            run.__dict__["remedy"] = known  # the cached property, filled
    return run
