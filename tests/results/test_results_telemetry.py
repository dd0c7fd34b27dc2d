"""telemetry.nc against the tables of the same run, the Sun's calendar and the library's own reading of it."""

from __future__ import annotations

import datetime as dt
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import orbitdc
from orbitdc.comparison.run import Run
from orbitdc.errors import EnvironmentFault, ScenarioError
from orbitdc.results.save import save, summary_of
from orbitdc.results.tables import satellite_table, worst_orbit
from orbitdc.results.telemetry import COLUMNS, Telemetry, write_telemetry

xarray = pytest.importorskip("xarray", reason="telemetry is read back with xarray, of the extra `test`")
pytest.importorskip("netCDF4", reason="telemetry is written with netCDF4, of the extra `io`")

SINGLE = 1e-6  # a float32 holds a number to 6e-8, and their sum over 40 days less


@pytest.fixture(scope="module")
def shell(run_of: Callable[..., Run]) -> Run:
    return run_of("starlink_compute_shell", "numerics.phases_marched=2")


def written(run: Run, what: Telemetry, folder: Path) -> Any:
    path = folder / "telemetry.nc"
    write_telemetry(run, summary_of(run), what, path)
    return xarray.open_dataset(path)


@pytest.fixture(scope="module")
def dataset(shell: Run, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    # 420 s is 7 steps: no whole number of intervals fills a day, nor the 32 days that are marched at once
    with written(shell, Telemetry(420.0, satellites=3), tmp_path_factory.mktemp("telemetry")) as found:
        yield found


def test_energy_and_work_are_those_of_the_march(shell: Run, dataset: Any) -> None:
    # 40 days are 8228 intervals of 420 s and four steps that fill none, 7e-5 of the window: at most so much is missing
    table = satellite_table(shell)
    lanes = [0, 4, 7]  # three of eight, evenly spread; numpy rounds 3.5 to 4
    assert dataset.sizes == {"time": 8228, "satellite": 3, "nv": 2}
    for name, column, scale in (
        ("it_power_w", "it_kwh", 420.0 / 3.6e6),
        ("array_power_w", "array_kwh", 420.0 / 3.6e6),
        ("sunlit_frac", "sunlit_frac", 1.0 / 8228.6),
        ("clock_frac", "clock_frac", 1.0 / 8228.6),
    ):
        total = dataset[name].astype(float).sum("time").values * scale
        assert total == pytest.approx(np.asarray(table[column])[lanes], rel=2e-4), name
    assert dataset.chip_k.max("time").values == pytest.approx(np.asarray(table["chip_max_k"])[lanes], rel=SINGLE)
    # the charge at a record is no lower than the lowest of all steps, and 420 s of full load above it at most
    gap = dataset.state_of_charge_frac.min("time").values - np.asarray(table["battery_soc_min_frac"])[lanes]
    assert (gap > -SINGLE).all()
    assert (gap < 420.0 * shell.mission.lanes.load.it_w / shell.mission.lanes.battery_j).all()


def test_an_interval_that_ends_in_the_next_segment_is_whole(shell: Run, tmp_path: Path) -> None:
    # An interval of seven steps holds the mean, the highest or the last of seven records of one step.
    with written(shell, Telemetry(60.0, satellites=1), tmp_path) as fine:
        fine = fine.load()
    (tmp_path / "telemetry.nc").unlink()
    with written(shell, Telemetry(420.0, satellites=1), tmp_path) as coarse:
        n = coarse.sizes["time"]
        for name, column in COLUMNS.items():
            steps = fine[name].values[: 7 * n, 0].reshape(n, 7).astype(float)
            want = {"mean": steps.mean(1), "maximum": steps.max(1), "point": steps[:, -1]}[column.cell]
            assert coarse[name].values[:, 0] == pytest.approx(want, rel=SINGLE, abs=1e-6), name
        assert (np.diff(coarse.time_bounds.values, axis=1) == np.timedelta64(420, "s")).all()


def test_a_record_is_the_step_that_the_figure_draws(shell: Run, tmp_path: Path) -> None:
    orbit = worst_orbit(shell)
    with written(shell, Telemetry(60.0, satellites=8), tmp_path) as found:
        array = found.array_power_w.values
        # the same satellite and day, found by its numbers: every step of that orbit follows each other in one column
        want = np.asarray(orbit["array_power_w"], np.float32)
        windows = np.lib.stride_tricks.sliding_window_view(array, want.size, axis=0)
        time, lane = np.argwhere((np.abs(windows - want) < 0.5).all(-1))[0]
        span = slice(time, time + want.size)
        for name in ("sunlit_frac", "it_power_w", "state_of_charge_frac", "array_k", "radiator_k", "chip_k"):
            assert found[name].values[span, lane] == pytest.approx(np.asarray(orbit[name]), rel=SINGLE, abs=1e-6), name


def test_units_calendar_and_where_it_comes_from(shell: Run, dataset: Any) -> None:
    start = np.datetime64("2028-05-20T00:00:00")
    assert dataset.time.values[0] == start + np.timedelta64(420, "s")
    assert dataset.time.values[-1] == start + np.timedelta64(8228 * 420, "s")
    units = {name: dataset[name].attrs["units"] for name in COLUMNS}
    assert {units[n] for n in units if n.endswith("_k")} == {"K"}
    assert {units[n] for n in units if n.endswith("_w")} == {"W"}
    assert {units[n] for n in units if n.endswith("_frac")} == {"1"}
    assert dataset.array_k.attrs["cell_methods"] == "time: point"
    assert dataset.case.values.tolist() == ["lane 0", "lane 4", "lane 7"]
    summary = summary_of(shell)
    assert dataset.attrs["scenario_sha256"] == summary["scenario"]["sha256"]
    assert dataset.attrs["orbitdc_version"] == orbitdc.__version__
    assert dataset.attrs["Conventions"] == "CF-1.11"
    assert set(dataset.array_k.coords) == {"time", "case", "altitude_km", "inclination_deg", "raan_deg"}
    assert dataset.altitude_km.values == pytest.approx(550.0, abs=10.0)
    assert dt.datetime.fromisoformat(dataset.attrs["history"].split()[0])


def test_the_planes_of_the_orbit_table_unless_asked_otherwise(shell: Run, tmp_path: Path) -> None:
    folder = save(shell, summary_of(shell), tmp_path, telemetry=Telemetry(600.0))
    with xarray.open_dataset(folder / "telemetry.nc") as found:
        assert found.case.values.tolist() == ["worst", "median", "best"]
        clock = found.clock_frac.mean("time").values
        assert clock[0] <= clock[1] <= clock[2]


def test_a_satellite_without_battery_has_no_charge(run_of: Callable[..., Run], tmp_path: Path) -> None:
    run = run_of("ai1_vs_colossus", "satellite.battery.capacity_kwh=0")
    with written(run, Telemetry(3600.0), tmp_path) as found:
        assert found.case.values.tolist() == ["only"]
        assert np.isnan(found.state_of_charge_frac.values).all()
        assert np.isfinite(found.clock_frac.values).all()


def test_memory_does_not_grow_with_the_window(tmp_path: Path) -> None:
    def peak(days: int) -> int:
        run = orbitdc.simulate(orbitdc.load("ai1_vs_colossus", [f"numerics.window_days={days}", *FEW]))
        tracemalloc.start()
        write_telemetry(run, summary_of(run), Telemetry(60.0, 2), tmp_path / f"{days}.nc")
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(32)  # what is loaded once
    # 640 days are 0.9 million records of 24 tallies, 177 MB if they were all held; 32 days are 9 MB
    assert peak(640) < peak(64) + 9e6


FEW = ("numerics.phases_marched=2", "money.flop_value_decline_per_y=0")


@pytest.mark.parametrize(
    ("what", "asked"),
    [
        (Telemetry(90.0), "telemetry_every_s"),
        (Telemetry(20.0), "telemetry_every_s"),
        (Telemetry(60.0, 0), "telemetry_satellites"),
        (Telemetry(172860.0), "telemetry_every_s"),
    ],
)
def test_what_cannot_be_written_is_refused_before_the_march(what: Telemetry, asked: str) -> None:
    with pytest.raises(ScenarioError) as error:
        what.check(orbitdc.load("ai1_vs_colossus", ["numerics.window_days=2"]))
    assert [problem.path for problem in error.value.problems] == [asked]


def test_a_disk_that_fails_under_the_library_is_the_environments_fault(
    shell: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def full(*_: object) -> None:
        raise RuntimeError("NetCDF: HDF error")

    monkeypatch.setattr("orbitdc.results.telemetry._record", full)
    with pytest.raises(EnvironmentFault, match=r"cannot be written: NetCDF: HDF error"):
        save(shell, summary_of(shell), tmp_path, telemetry=Telemetry(600.0))
    assert list(tmp_path.iterdir()) == []
