"""The tables of a results folder in open formats: Parquet and NetCDF, each column with its unit and its sentence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from orbitdc.results.columns import COLUMNS, read_columns
from orbitdc.results.frames import frame, not_installed, xarray_or_fault
from orbitdc.results.schema_page import TABLES
from orbitdc.system.files import folder_beside

if TYPE_CHECKING:
    from pandas import DataFrame

Format = Literal["parquet", "netcdf"]
ENDINGS: dict[Format, str] = {"parquet": ".parquet", "netcdf": ".nc"}
BY_ITSELF = ("date", "time")  # kinds of columns whose unit a format states by itself


def export(folder: str | Path, to: Format, target: str | Path | None = None) -> list[Path]:
    """Write every table of a results folder to ``target``, or to the folder itself; returns the files.

    A Parquet file keeps units and sentences as ``DataFrame.attrs``, a NetCDF file as ``units`` and ``long_name`` of its
    variables. Raises OrbitdcError for a damaged table, EnvironmentFault without the library of the format.
    """
    folder = Path(folder)
    target, written = Path(target) if target is not None else folder, []
    write: Callable[[DataFrame, Path], None] = _parquet if to == "parquet" else _netcdf
    target.mkdir(parents=True, exist_ok=True)
    with folder_beside(target / "exported") as hidden:
        for name in TABLES:
            columns = read_columns(folder / f"{name}.csv")
            if columns:
                path = hidden / f"{name}{ENDINGS[to]}"
                write(frame(columns), path)
                written.append(path)
        return [path.replace(target / path.name) for path in written]


def _words(name: str) -> tuple[str, str]:
    """The unit and the sentence of a column; nothing for one that is not known."""
    column = COLUMNS.get(name)
    return (column.unit, column.meaning) if column is not None else ("", "")


def _parquet(table: DataFrame, path: Path) -> None:
    """Write a table as Parquet, with the unit and the meaning of each column."""
    table.attrs = {
        "units": {name: _words(name)[0] for name in table},
        "long_names": {name: _words(name)[1] for name in table},
    }
    try:
        table.to_parquet(path, engine="pyarrow", index=False)
    except ImportError:
        raise not_installed("pyarrow", "a table as Parquet") from None


def _netcdf(table: DataFrame, path: Path) -> None:
    """Write a table as NetCDF, with the unit and the meaning of each column."""
    table.index.name = "row"
    dataset: Any = xarray_or_fault("a table as NetCDF").Dataset.from_dataframe(table)
    for name in table:
        unit, meaning = _words(str(name))
        known = COLUMNS.get(str(name))
        dataset[name].attrs = {"long_name": meaning}
        if unit and (known is None or known.kind not in BY_ITSELF):
            dataset[name].attrs["units"] = unit
    try:
        dataset.to_netcdf(path, engine="netcdf4")
    except (ImportError, ValueError) as error:  # xarray's word for an engine that is not there is a ValueError
        if "netcdf4" not in str(error).lower():
            raise
        raise not_installed("netCDF4", "a table as NetCDF") from error
