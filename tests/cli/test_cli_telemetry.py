"""`orbitdc run --telemetry`: what it writes, what it refuses, and that it says which library is missing."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import SHORT, Cli

RUN = ("run", "ai1_vs_colossus", *SHORT)


def test_telemetry_without_its_library(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("orbitdc.results.telemetry.find_spec", lambda name: None)
    code, out, err = cli(*RUN, "--telemetry")
    assert (code, out) == (4, "")
    assert "netCDF4" in err
    assert list(Path().iterdir()) == []


def test_telemetry_that_nobody_saves(cli: Cli) -> None:
    code, out, err = cli(*RUN, "--telemetry", "--no-save")
    assert (code, out) == (2, "")
    assert err.endswith("Error: telemetry is saved in the results folder: leave out --no-save or --telemetry\n")


def test_telemetry_beside_the_tables(cli: Cli) -> None:
    pytest.importorskip("netCDF4", reason="telemetry is written with netCDF4, of the extra `io`")
    assert cli(*RUN).code == 0
    (folder,) = Path("results").iterdir()
    assert not (folder / "telemetry.nc").exists()  # only when asked for
    assert cli(*RUN, "--telemetry-every-s", "600", "--telemetry-satellites", "2").code == 0
    assert (folder / "telemetry.nc").read_bytes()[:4] == b"\x89HDF"  # NetCDF-4 is HDF5
    code, _, err = cli(*RUN, "--telemetry", "--telemetry-every-s", "61")
    assert (code, err.splitlines()[0]) == (
        2,
        "error: telemetry_every_s: an interval of 61 s is no whole number of steps of 60 s",
    )
