"""`orbitdc optimize`: what it prints, writes and saves."""

from __future__ import annotations

import json
from pathlib import Path

from command_line import Cli

import orbitdc as odc

SHORT = (
    *("--set", "mission.life_y=1", "--set", "numerics.phases_marched=2"),
    *("--set", "satellite.propulsion.propellant_kg=150", "--any-campaign", "--jobs", "1"),
    *("--generations", "1", "--population", "5", "--vary", "satellite.radiator.area_m2=90:250"),
)


def test_the_best_design_is_printed_written_and_saved(cli: Cli, tmp_path: Path) -> None:
    target = tmp_path / "best.yaml"
    code, out, err = cli("optimize", "ai1_vs_colossus", *SHORT, "--write", str(target), "-o", str(tmp_path / "out"))
    assert code == 0
    assert "each satellite is launched at the mass of its parts" in out
    assert "optimum, every day" in out
    area = odc.load(str(target)).satellite.radiator.area_m2
    assert f"--set satellite.radiator.area_m2={area}" in " ".join(out.split())
    folder = Path(err.strip().rpartition("saved in ")[2].splitlines()[0])
    answer = json.loads((folder / "optimize.json").read_text())
    assert answer["changes"]["satellite.radiator.area_m2"] == area
    assert answer["proof"]["feasible"]
    assert (folder / "optimize.png").stat().st_size > 10_000


def test_json_stands_alone(cli: Cli) -> None:
    answer = json.loads(cli("optimize", "ai1_vs_colossus", *SHORT, "--json").out)
    assert answer["objective"] == "cost"
    assert answer["mass"] == "of the parts"
    assert [each["key"] for each in answer["variables"]] == ["satellite.radiator.area_m2"]
