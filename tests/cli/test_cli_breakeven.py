"""`orbitdc breakeven`: what it prints and saves for one key, for two, and for a joint change."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from command_line import Cli

PRICE, BUS = "launch.price_usd_per_kg", "satellite.bus.price_usd_per_it_w"
DEAR = (
    *("--set", "mission.life_y=1", "--set", "numerics.phases_marched=4"),
    *("--set", "ground.electricity_usd_per_kwh=10"),
)


def test_one_key_against_two_sites(cli: Cli) -> None:
    asked = ("breakeven", "ai1_vs_colossus", *DEAR, "--vary", f"{PRICE}=100:3000:3", "--against", "colossus_1")
    answer = json.loads(cli(*asked, "--json").out)
    assert [site["site"] for site in answer["sites"]] == ["Colossus 2, Memphis and Southaven", "Colossus 1, Memphis"]
    assert answer["range_from"] == "stated"
    first = answer["breakevens"][0]
    assert 100.0 < first["value"] < 3000.0
    assert first["orbit_cheaper"] == "below"
    assert f"{first['value']:,.1f}"[:4] in cli(*asked).out


def test_two_keys_save_a_contour_and_its_grid(cli: Cli, tmp_path: Path) -> None:
    vary = ("--vary", f"{PRICE}=100:3000:5", "--vary", f"{BUS}=1:40:4")
    code, out, err = cli("breakeven", "ai1_vs_colossus", *DEAR, *vary, "-o", str(tmp_path))
    assert code == 0
    assert "multilinear" in out
    folder = Path(err.strip().rpartition("saved in ")[2])
    rows = list(csv.DictReader((folder / "breakeven.csv").open()))
    assert {PRICE, BUS} <= rows[0].keys()
    assert len(list(csv.DictReader((folder / "breakeven_grid.csv").open()))) == 20
    assert (folder / "breakeven.png").stat().st_size > 10_000
    assert folder.name.endswith("-breakeven-launch.price_usd_per_kg-bus.price_usd_per_it_w")


def test_studies_over_other_keys_stay_beside_each_other(cli: Cli, tmp_path: Path) -> None:
    for key in (PRICE, "ground.electricity_usd_per_kwh"):
        assert cli("sweep", "ai1_vs_colossus", *DEAR, "--vary", f"{key}=1,2", "-o", str(tmp_path)).code == 0
    names = sorted(folder.name.partition("-sweep-")[2] for folder in tmp_path.iterdir())
    assert names == ["ground.electricity_usd_per_kwh", "launch.price_usd_per_kg"]


@pytest.mark.parametrize("against", [(), ("--against", "stargate_abilene")])
def test_together_tells_what_must_be_true(cli: Cli, against: tuple[str, ...]) -> None:
    keys = f"{PRICE},satellite.board.premium_frac"
    answer = json.loads(cli("breakeven", "ai1_vs_colossus", *DEAR, "--together", keys, *against, "--json").out)
    assert [one["key"] for one in answer["inputs"]] == keys.split(",")
    assert [one["ratio"] for one in answer["changes"]] == [pytest.approx(1.0, abs=1e-6)] * 3
    assert len(answer.get("against", [])) == bool(against)
