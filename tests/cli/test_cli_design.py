"""`orbitdc design`: its table, its document, its scenario file, its exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import Cli

import orbitdc

QUICK = ("--set", "mission.life_y=1", "--set", "numerics.phases_marched=4")


def test_the_closed_design_is_shown_beside_the_given_one(cli: Cli) -> None:
    code, out, err = cli("design", "ai1_vs_colossus", *QUICK)
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "ai1_vs_colossus: the smallest parts that leave the stated margins"
    area = next(line.split() for line in lines if line.startswith("satellite.radiator.area_m2"))
    assert area[1] == "110"
    assert float(area[2]) > 130.0
    margins = [line.split() for line in lines if len(line.split()) == 3 and "%" in line]
    assert all(float(left.rstrip("%")) >= float(stated.rstrip("%")) for _, stated, left in margins)
    assert any(line.startswith("simulation") and "CLOSES over 366 days" in line for line in lines)
    assert not any(Path().iterdir())


def test_json_is_alone(cli: Cli) -> None:
    code, out, err = cli("design", "ai1_vs_colossus", *QUICK, "--json")
    assert (code, err) == (0, "")
    answer = json.loads(out)
    assert answer["proof"]["verdict"] == "CLOSES"
    assert answer["reason"] == ""
    assert answer["usd_per_pflop_hour"] > 1.0


def test_the_written_scenario_is_the_closed_design(cli: Cli) -> None:
    code, out, _ = cli("design", "ai1_vs_colossus", *QUICK, "--write", "closed.yaml")
    assert code == 0
    assert out.splitlines()[-1] == "written to closed.yaml"
    made = orbitdc.load("closed.yaml")
    assert made.satellite.design.mode == "given"
    shown = next(line.split()[-1] for line in out.splitlines() if line.startswith("satellite.radiator.area_m2"))
    assert made.satellite.radiator.area_m2 == pytest.approx(float(shown.replace(",", "")), rel=1e-3)


def test_a_design_that_cannot_close_ends_with_3_where_asked(cli: Cli) -> None:
    cold = (*QUICK, "--set", "satellite.loop.inlet_max_k=180", "--set", "satellite.loop.rise_k=1")
    code, out, _ = cli("design", "ai1_vs_colossus", *cold, "--strict")
    assert code == 3
    assert "no radiator holds the coolant at its limit in this sky: raise" in out


def test_a_wrong_margin_is_a_mistake_of_the_input(cli: Cli) -> None:
    code, _, err = cli("design", "ai1_vs_colossus", "--set", "satellite.design.array_margin_frac=-1")
    assert code == 2
    assert "satellite.design.array_margin_frac" in err
