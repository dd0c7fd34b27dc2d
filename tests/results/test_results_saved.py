"""A run on disk: whole or not at all, one folder per set of numbers."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path
from typing import Any

import pytest

import orbitdc
from orbitdc.comparison.run import Run, simulate
from orbitdc.errors import EnvironmentFault
from orbitdc.results import save as results
from orbitdc.results.save import folder_name, save, summary_of
from orbitdc.system import places

AI1 = "ai1_vs_colossus"
SETS = ("mission.service_date=2028-05-20", "numerics.window_days=3", "numerics.phases_marched=2")
TABLES = (
    "orbits",
    "days",
    "years",
    "months",
    "satellites",
    "histograms",
    "cashflow",
    "ledger",
    "numbers",
    "one_orbit",
    "orbit_energy",
    "launch_curve",
)


@pytest.fixture(scope="module")
def run() -> Run:
    return simulate(orbitdc.load(AI1, SETS))


@pytest.fixture(scope="module")
def summary(run: Run) -> dict[str, Any]:
    return summary_of(run)


def content(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


def test_a_folder_holds_the_summary_the_scenario_and_every_table(
    run: Run, summary: dict[str, Any], tmp_path: Path
) -> None:
    folder = save(run, summary, tmp_path)
    assert folder == tmp_path / folder_name(summary)
    assert set(content(folder)) == {"summary.json", "scenario.json", *(f"{name}.csv" for name in TABLES)}
    assert [entry.name for entry in tmp_path.iterdir()] == [folder.name]  # nothing half-made beside it
    assert json.loads((folder / "summary.json").read_text()) == json.loads(json.dumps(summary))
    kept = json.loads((folder / "scenario.json").read_text())
    assert kept["satellite"]["radiator"]["area_m2"] == 110
    assert (folder.stat().st_mode & 0o777) == 0o755


def test_tables_read_back_as_numbers(run: Run, summary: dict[str, Any], tmp_path: Path) -> None:
    folder = save(run, summary, tmp_path)
    for name in TABLES:
        with (folder / f"{name}.csv").open(newline="") as stream:
            cells = {cell.lower().lstrip("-") for row in csv.reader(stream) for cell in row}
        assert not cells & {"nan", "inf", "none"}, name
    with (folder / "months.csv").open(newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["side"] == "orbit"]
    weight = [float(row["discount_factor"]) for row in rows]
    cost = sum(w * float(row["usd_with_tax"]) for w, row in zip(weight, rows, strict=True))
    flop = sum(w * float(row["flop"]) for w, row in zip(weight, rows, strict=True))
    # nine digits are written
    assert cost / flop * 3.6e18 == pytest.approx(summary["orbit"]["usd_per_pflop_hour"], rel=1e-8)


@pytest.mark.parametrize("breaks_at", range(len(TABLES)))
def test_an_earlier_result_survives_a_failure_in_the_middle(
    run: Run, summary: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, breaks_at: int
) -> None:
    folder = save(run, summary, tmp_path)
    before = content(folder)
    written = results._write_csv
    count = iter(range(len(TABLES)))

    def fails(path: Path, columns: Any) -> None:
        if next(count) == breaks_at:
            raise OSError(28, "No space left on device")
        written(path, columns)

    monkeypatch.setattr(results, "_write_csv", fails)
    with pytest.raises(EnvironmentFault) as caught:
        save(run, {**summary, "seed": 7}, tmp_path)
    assert "cannot be written: No space left on device" in str(caught.value)
    assert content(folder) == before
    assert [entry.name for entry in tmp_path.iterdir()] == [folder.name]


def test_an_earlier_result_survives_a_bug_in_the_middle(
    run: Run, summary: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = save(run, summary, tmp_path)
    before = content(folder)

    def fails(path: Path, columns: Any) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(results, "_write_csv", fails)
    with pytest.raises(RuntimeError, match="a bug"):
        save(run, summary, tmp_path)
    assert content(folder) == before
    assert [entry.name for entry in tmp_path.iterdir()] == [folder.name]


def test_an_earlier_result_comes_back_when_the_move_fails(
    run: Run, summary: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = save(run, summary, tmp_path)
    before = content(folder)
    moved = os.replace

    def fails(source: Any, target: Any) -> None:
        if Path(target) == folder and Path(source).name != "was":
            raise OSError(5, "Input/output error")
        moved(source, target)

    monkeypatch.setattr(os, "replace", fails)
    monkeypatch.setattr(places, "_exchanged", lambda *_: False)  # as on a disk that knows no exchange
    with pytest.raises(EnvironmentFault):
        save(run, summary, tmp_path)
    monkeypatch.undo()
    assert content(folder) == before
    assert [entry.name for entry in tmp_path.iterdir()] == [folder.name]


def test_the_same_scenario_replaces_its_folder(run: Run, summary: dict[str, Any], tmp_path: Path) -> None:
    folder = save(run, summary, tmp_path)
    (folder / "report.html").write_text("of the run before")
    again = save(run, {**summary, "created_utc": "2030-01-01T00:00:00Z"}, tmp_path)
    assert again == folder
    assert json.loads((folder / "summary.json").read_text())["created_utc"] == "2030-01-01T00:00:00Z"
    assert not (folder / "report.html").exists()  # whole or replaced, never mixed
    assert [entry.name for entry in tmp_path.iterdir()] == [folder.name]


def test_the_same_numbers_have_the_same_name_and_the_same_tables(run: Run, tmp_path: Path) -> None:
    twin = simulate(orbitdc.load(AI1, SETS))
    one, two = save(run, summary_of(run), tmp_path / "a"), save(twin, summary_of(twin), tmp_path / "b")
    assert one.name == two.name
    for name, data in content(one).items():
        assert name == "summary.json" or data == content(two)[name], name


@pytest.mark.parametrize(
    "change",
    [
        "satellite.radiator.area_m2=110.000001",
        "launch.price_usd_per_kg=901",
        "ground.staff_fte_per_it_mw=0.53",
        "mission.service_date=2028-05-21",
        "workload.precision=fp4",
        "fleet.attrition=spares",
        "seed=1",
    ],
)
def test_any_changed_number_changes_the_name(summary: dict[str, Any], change: str) -> None:
    changed = orbitdc.load(AI1, [*SETS, change])
    name = folder_name({"scenario": {"name": changed.name, "sha256": changed.sha256}})
    assert orbitdc.load(AI1, SETS).sha256 == summary["scenario"]["sha256"]
    assert name != folder_name(summary)
    assert name.startswith("ai1_vs_colossus-")


def test_a_folder_that_cannot_be_made_is_the_environments_fault(
    run: Run, summary: dict[str, Any], tmp_path: Path
) -> None:
    (tmp_path / "taken").write_text("a file where a folder is wanted")
    with pytest.raises(EnvironmentFault) as caught:
        save(run, summary, tmp_path / "taken")
    assert caught.value.exit_code == 4
    target = tmp_path / "taken" / folder_name(summary)
    assert [problem.file for problem in caught.value.problems] == [str(target)]


@pytest.mark.skipif(os.geteuid() == 0, reason="the administrator may write anywhere")
def test_a_read_only_folder_is_the_environments_fault(run: Run, summary: dict[str, Any], tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(EnvironmentFault) as caught:
        save(run, summary, tmp_path)
    assert "cannot be written: Permission denied" in str(caught.value)
    tmp_path.chmod(0o700)
