"""Tables as Parquet and NetCDF: the same numbers as the CSV files, each column with its unit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas
import pytest
import xarray

from orbitdc.comparison.run import Run
from orbitdc.results.columns import COLUMNS, read_columns
from orbitdc.results.export import export
from orbitdc.results.save import save
from orbitdc.results.schema_page import TABLES


@pytest.fixture(scope="module")
def saved(run_of: Callable[..., Run], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save(run_of("ai1_vs_colossus"), root=tmp_path_factory.mktemp("export"))


def test_parquet_holds_every_table_with_its_units(saved: Path, tmp_path: Path) -> None:
    paths = export(saved, "parquet", tmp_path / "out")
    assert {path.name for path in paths} == {f"{name}.parquet" for name in TABLES}
    assert {path.name for path in (tmp_path / "out").iterdir()} == {path.name for path in paths}
    for path in paths:
        frame, columns = pandas.read_parquet(path), read_columns(saved / f"{path.stem}.csv")
        assert list(frame) == list(columns)
        for name, column in columns.items():
            kind = COLUMNS[name].kind if name in COLUMNS else "number"
            assert frame.attrs["units"][name] == (COLUMNS[name].unit if name in COLUMNS else "")
            if kind in ("number", "whole"):
                np.testing.assert_array_equal(frame[name].to_numpy(), column)
            else:
                assert frame[name].astype(str).tolist()[:3] == pandas.Series(column).astype(str).tolist()[:3]


def test_netcdf_holds_every_table_with_its_units(saved: Path) -> None:
    paths = export(saved, "netcdf")
    assert {path.parent for path in paths} == {saved}
    assert len(paths) == len(TABLES)
    with xarray.open_dataset(saved / "days.nc") as days:
        columns = read_columns(saved / "days.csv")
        assert dict(days.sizes) == {"row": len(columns["date"])}
        assert days["delivered_pflop_per_s"].attrs["units"] == "PFLOP/s"
        assert days["beta_min_deg"].attrs["long_name"].startswith("The least angle between the Sun")
        np.testing.assert_array_equal(days["delivered_pflop_per_s"], columns["delivered_pflop_per_s"])
        np.testing.assert_array_equal(days["date"].values.astype("datetime64[D]"), columns["date"])
    with xarray.open_dataset(saved / "numbers.nc") as numbers:
        assert numbers["key"].values.tolist() == read_columns(saved / "numbers.csv")["key"].tolist()
