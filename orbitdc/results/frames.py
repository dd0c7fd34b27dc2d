"""A result's tables as pandas DataFrames and its telemetry as an xarray Dataset: the only door to both libraries."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orbitdc.errors import EnvironmentFault, OrbitdcError, Problem
from orbitdc.results.columns import typed
from orbitdc.results.telemetry import Telemetry, fill
from orbitdc.scenario.provenance import SOURCE_COLUMNS, source_rows

if TYPE_CHECKING:
    from pandas import DataFrame
    from xarray import Dataset

    from orbitdc.comparison.run import Run
    from orbitdc.scenario.model import Scenario


def not_installed(library: str, what: str) -> EnvironmentFault:
    """The fault of a library that something needs and that is not installed."""
    message = f"{what} needs the library {library}, which is not installed"
    return EnvironmentFault(Problem(message, fix='pip install "orbitdc[notebook]"'))


def frame(columns: Mapping[str, Any], index: str | None = None) -> DataFrame:
    """Columns by name as a DataFrame; with ``index``, that column as its index.

    Raises EnvironmentFault without pandas.
    """
    try:
        import pandas
    except ImportError:
        raise not_installed("pandas", "a table as a DataFrame") from None
    frame = pandas.DataFrame(dict(columns))
    return frame if index is None else frame.set_index(index)


def sources(scenario: Scenario) -> DataFrame:
    """Every number a scenario uses, in the order of the model: value, unit, range, origin, date, grade and source.

    Raises EnvironmentFault without pandas.

    >>> import orbitdc as odc
    >>> numbers = odc.sources(odc.load("ai1_vs_colossus")).set_index("key")
    >>> float(numbers.value["satellite.radiator.area_m2"])
    110.0
    """
    rows = source_rows(scenario)
    return frame(typed({name: [row[name] for row in rows] for name in SOURCE_COLUMNS}))


def telemetry_of(run: Run, summary: Mapping[str, Any], what: Telemetry) -> Dataset:
    """What ``telemetry.nc`` of a run would hold, in memory: (time, satellite), in CF units.

    Raises EnvironmentFault without xarray or netCDF4, ScenarioError for an interval that steps do not fill.
    """
    what.check(run.scenario)
    xarray = xarray_or_fault("telemetry in memory")
    import netCDF4

    with netCDF4.Dataset("telemetry.nc", "w", format="NETCDF4", diskless=True) as file:
        fill(file, run, summary, what)
        return xarray.open_dataset(xarray.backends.NetCDF4DataStore(file)).load()


def saved_telemetry(folder: Path) -> Dataset:
    """The ``telemetry.nc`` of a results folder, read as far as it is used.

    Raises OrbitdcError where the folder holds none or a damaged one, EnvironmentFault without xarray or netCDF4.
    """
    path = folder / "telemetry.nc"
    if not path.is_file():
        fix = "run the scenario again with --telemetry"
        raise OrbitdcError(Problem("no telemetry.nc here", file=str(folder), fix=fix))
    xarray = xarray_or_fault("telemetry in memory")
    try:
        return xarray.open_dataset(path, engine="netcdf4")
    except OSError as error:
        fix = "run the scenario again with --telemetry"
        raise OrbitdcError(Problem(f"not readable as NetCDF: {error}", file=str(path), fix=fix)) from error
    except (ImportError, ValueError) as error:  # xarray's word for an engine that is not there is a ValueError
        if "netcdf4" not in str(error).lower():
            raise
        raise not_installed("netCDF4", "telemetry") from error


def xarray_or_fault(what: str) -> Any:
    """The library xarray. Raises EnvironmentFault, saying what needs it, where it is not installed."""
    try:
        import xarray
    except ImportError:
        raise not_installed("xarray", what) from None
    return xarray


class Tables:
    """The tables of a result as DataFrames, made on first use and kept; units are the last words of their columns.

    Columns are those of the CSV files. Each raises EnvironmentFault without pandas.
    """

    def columns(self, name: str) -> dict[str, Any]:
        """A table without pandas: its columns as arrays, by name. Names are those of the CSV files."""
        raise NotImplementedError

    @cached_property
    def orbits(self) -> DataFrame:
        """A row for each orbit of the best, median and worst plane: light, energy, charge, temperatures, FLOP."""
        return frame(self.columns("orbits"))

    @cached_property
    def days(self) -> DataFrame:
        """A row for each day: means over the satellites alive, extremes over all of them."""
        return frame(self.columns("days"))

    @cached_property
    def months(self) -> DataFrame:
        """A row for each side and month with money or FLOP, undiscounted, and the discount factor."""
        return frame(self.columns("months"))

    @cached_property
    def years(self) -> DataFrame:
        """A row for each year: what it delivered, and how it wore the satellites."""
        return frame(self.columns("years"))

    @cached_property
    def ledger(self) -> DataFrame:
        """A row for each payment of either side, with its tax gross-up."""
        return frame(self.columns("ledger"))

    @cached_property
    def cashflow(self) -> DataFrame:
        """A row for each side and month: revenue at market rents, costs, tax, debt or lease, and cash that is left."""
        return frame(self.columns("cashflow"))

    @cached_property
    def numbers(self) -> DataFrame:
        """A row for each number of the scenario: value, unit, range, origin, source and grade."""
        return frame(self.columns("numbers"))

    @cached_property
    def satellites(self) -> DataFrame:
        """A row for each orbit that was stepped, over the whole window: light, energy, FLOP, extremes."""
        return frame(self.columns("satellites"))

    @cached_property
    def histograms(self) -> DataFrame:
        """Share of satellite-time at each temperature and charge, a row for each bin."""
        return frame(self.columns("histograms"))
