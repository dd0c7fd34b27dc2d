"""A result in a notebook: its summary, its tables, its figures; of a run of now or of a saved folder alike."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orbitdc.errors import OrbitdcError, Problem
from orbitdc.report.folder import read_json, read_summary
from orbitdc.report.headline import in_brief
from orbitdc.results.columns import read_columns
from orbitdc.results.frames import Tables, saved_telemetry
from orbitdc.results.schema import SCHEMA, first_fault
from orbitdc.system.notebook import aligned, html_table

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.axes import Axes
    from numpy.typing import NDArray
    from xarray import Dataset


class Plots:
    """The figures that ``orbitdc plot`` saves: of each its Axes of matplotlib, or an array of them, with ``figure``."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def __repr__(self) -> str:
        from orbitdc.report.figures import FIGURES

        return "figures: " + ", ".join(f"{name}()" for name in FIGURES)

    def cost_waterfall(self) -> Axes:
        """The way from the ground's cost of a PFLOP-hour to the orbit's, group by group."""
        return self._one("cost_waterfall")

    def cost_stack(self) -> Axes:
        """What a PFLOP-hour costs on both sides, by part."""
        return self._one("cost_stack")

    def delivered(self) -> Axes:
        """What is left of nameplate in orbit after each factor."""
        return self._one("delivered")

    def launch_curve(self) -> Axes:
        """What a PFLOP-hour costs over the price of launch."""
        return self._one("launch_curve")

    def one_orbit(self) -> NDArray[np.object_]:
        """Power, clock, charge and temperatures over one orbit of the worst day."""
        return self._several("one_orbit")

    def one_orbit_energy(self) -> Axes:
        """The energy of that orbit, from sunlight through electricity to radiated heat."""
        return self._one("one_orbit_energy")

    def year(self) -> NDArray[np.object_]:
        """Beta angle, eclipses and delivered compute over the first year."""
        return self._several("year")

    def mass_budget(self) -> NDArray[np.object_]:
        """The mass of a satellite by part, and how full a launch is."""
        return self._several("mass_budget")

    def cash_flow(self) -> NDArray[np.object_]:
        """The cash of both sides by year, and summed so far."""
        return self._several("cash_flow")

    def environment(self) -> NDArray[np.object_]:
        """Air, dose and what is left of the parts over the days of the result."""
        return self._several("environment")

    def eclipse_map(self) -> Axes:
        """Shadow per orbit over a year, for sun-synchronous orbits of every local time at the fleet's altitude."""
        return self._one("eclipse_map")

    def globe(self) -> Axes:
        """The constellation around the Earth, whose night is shaded."""
        return self._one("globe")

    def _one(self, name: str) -> Axes:
        """The Axes of a figure of one panel."""
        axes: Axes = self._draw(name)
        return axes

    def _several(self, name: str) -> NDArray[np.object_]:
        """The Axes of a figure of several panels."""
        axes: NDArray[np.object_] = self._draw(name)
        return axes

    def _draw(self, name: str) -> Any:
        """Draw a figure of the answer."""
        from orbitdc.report.figures import FIGURES

        kind = FIGURES[name]
        return kind.draw(*(self._columns(table, kind.rows) for table in kind.tables), self._answer.summary)

    def _columns(self, name: str, rows: int) -> dict[str, Any]:
        """A table of as many rows as its figure takes: a line takes two."""
        found = self._answer.columns(name)
        if not found or len(next(iter(found.values()))) < rows:
            fix = "set numerics.window_days to 2 or more" if name == "days" else "run the scenario again"
            raise OrbitdcError(Problem(f"a figure of {name} needs two rows or more", fix=fix))
        return found


class Answer(Tables):
    """What a run of now and a saved one answer alike: ``summary``, tables as DataFrames, ``plot``."""

    @property
    def summary(self) -> dict[str, Any]:
        """The content of summary.json."""
        raise NotImplementedError

    @property
    def inputs(self) -> dict[str, Any]:
        """The content of scenario.json: every value of the scenario."""
        raise NotImplementedError

    @cached_property
    def plot(self) -> Plots:
        """The figures of the result, by methods of their names: ``plot.cost_waterfall()``, ``plot.year()``."""
        return Plots(self)

    def __repr__(self) -> str:
        title, *rows = in_brief(self.summary)
        return aligned(": ".join(title), rows)

    def _repr_html_(self) -> str:
        """The answer in brief, as a table for a notebook."""
        title, *rows = in_brief(self.summary)
        return html_table(": ".join(title), rows)


class Saved(Answer):
    """A results folder, read only: the words of the run that was saved there."""

    def __init__(self, folder: Path, summary: dict[str, Any]) -> None:
        self.folder = folder
        self._summary = summary
        self._read: dict[str, dict[str, Any]] = {}

    @property
    def summary(self) -> dict[str, Any]:
        """The content of summary.json."""
        return self._summary

    @cached_property
    def inputs(self) -> dict[str, Any]:
        """The content of scenario.json: every value of the scenario."""
        return read_json(self.folder / "scenario.json", "run the scenario again to write it")

    def columns(self, name: str) -> dict[str, Any]:
        """A table without pandas: its columns as arrays, by name.

        Raises OrbitdcError where the folder holds no such table, or a damaged one.
        """
        if name not in self._read:
            path = self.folder / f"{name}.csv"
            if not path.is_file():
                fix = "run the scenario again to write the table"
                raise OrbitdcError(Problem(f"no {path.name} here", file=str(self.folder), fix=fix))
            self._read[name] = read_columns(path)
        return self._read[name]

    @cached_property
    def telemetry(self) -> Dataset:
        """Telemetry of the satellites that were recorded, (time, satellite), where ``telemetry.nc`` was saved.

        Raises OrbitdcError where it was not, EnvironmentFault without xarray or netCDF4.
        """
        return saved_telemetry(self.folder)


def open(folder: str | Path) -> Saved:
    """Open a results folder, as ``orbitdc run`` or ``odc.save`` wrote it; it answers the words of the run.

    Raises OrbitdcError where it is no results folder, or its summary.json is not what a run of this version writes.
    """
    folder = Path(folder)
    summary = read_summary(folder)
    if summary.get("schema") == SCHEMA and (fault := first_fault(summary)):
        told = f"not what a run writes: {fault}"
        raise OrbitdcError(Problem(told, file=str(folder / "summary.json"), fix="run the scenario again"))
    return Saved(folder, summary)
