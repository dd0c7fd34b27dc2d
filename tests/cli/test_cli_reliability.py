"""`orbitdc reliability`: its table, its document, its folder, its mistakes, its end by interruption."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import Cli, content

SHORT = ("--set", "numerics.window_days=2", "--draws", "40")


def test_the_table_shows_losses_without_and_with_common_causes(cli: Cli) -> None:
    code, out, err = cli("reliability", "ai1_vs_colossus", *SHORT)
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "ai1_vs_colossus: 40 histories, seed 0"
    heads = [line.split() for line in lines if line.startswith(("independent", "with common"))]
    assert [head[-5:] for head in heads] == [["expected", "mean", "P5", "P50", "P95"]] * 2
    (alone, common) = (line.split() for line in lines if line.startswith("USD per PFLOP-hour, orbit"))
    assert float(alone[-5]) < float(common[-5])
    assert lines[-1].startswith("ground: ")
    assert not any(Path().iterdir())  # saved only where asked


def test_json_is_alone_and_the_same_for_the_same_seed(cli: Cli) -> None:
    one = cli("reliability", "ai1_vs_colossus", *SHORT, "--seed", "5", "--json")
    assert (one.code, one.err) == (0, "")
    answer = json.loads(one.out)
    assert (answer["schema"], answer["seed"], answer["draws"]) == (1, 5, 40)
    assert answer["independent"]["usd_per_pflop_hour"]["expected"] == pytest.approx(
        answer["usd_per_pflop_hour_of_run"], rel=1e-3
    )  # cohorts of whole satellites
    assert cli("reliability", "ai1_vs_colossus", *SHORT, "--seed", "5", "--json").out == one.out
    assert cli("reliability", "ai1_vs_colossus", *SHORT, "--seed", "6", "--json").out != one.out


def test_histories_are_saved_where_asked(cli: Cli) -> None:
    code, out, _ = cli("reliability", "ai1_vs_colossus", *SHORT, "-o", "kept")
    assert code == 0
    (folder,) = Path("kept").iterdir()
    assert out.splitlines()[-1] == f"saved in {folder}"
    first = content(folder)
    assert set(first) == {"reliability.json", "reliability_years.csv", "reliability_draws.csv"}
    cli("reliability", "ai1_vs_colossus", *SHORT, "-o", "kept")
    assert content(folder) == first


@pytest.mark.parametrize("draws", ["0", "-1"])
def test_no_histories_are_a_mistake(cli: Cli, draws: str) -> None:
    code, out, err = cli("reliability", "ai1_vs_colossus", "--draws", draws)
    assert (code, out) == (2, "")
    assert err.startswith("error: draws: ")


def test_an_interruption_leaves_with_130(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("orbitdc.study.reliability.reliability", interrupted)
    code, out, err = cli("reliability", "ai1_vs_colossus", *SHORT, "-o", "kept")
    assert (code, out, err.strip()) == (130, "", "interrupted; earlier results are untouched")
    assert not Path("kept").exists()
