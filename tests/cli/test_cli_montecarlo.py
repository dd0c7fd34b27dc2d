"""`orbitdc montecarlo`: its percentiles in the terminal, in its document and in its folder."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from command_line import Cli

SHORT = ("--set", "mission.life_y=0.2", "--only", "launch.price_usd_per_kg", "--draws", "16", "--jobs", "1")
PRICED = ("ratio_like_for_like", "orbit_usd_per_pflop_hour", "ground_usd_per_pflop_hour")
SHARES = ["P5", "P10", "P50", "P90", "P95"]


def test_the_table_shows_what_investors_ask_for_on_a_narrow_terminal(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    code, out, _ = cli("montecarlo", "ai1_vs_colossus", *SHORT)
    assert code == 0
    assert "sampling errors are known from 256 draws on" in out
    assert "±" not in out.partition("orbit is cheaper")[0]
    for place in ("study.montecarlo", "study.draws"):  # sequences of four draws, of which there are four
        monkeypatch.setattr(f"orbitdc.{place}.BLOCK", 4)
    lines = cli("montecarlo", "ai1_vs_colossus", *SHORT).out.splitlines()
    first = next(place for place, line in enumerate(lines) if line.startswith("as it stands"))
    rows = lines[first + 1 : first + 6]
    assert [row.split()[0] for row in rows] == SHARES
    assert all(row.count("±") == 3 for row in rows)
    assert max(len(line) for line in lines[: first + 6]) <= 80
    ratios = [float(row.split()[1]) for row in rows]
    assert ratios == sorted(ratios)
    assert ratios[0] < ratios[-1]
    assert "sampling errors are known" not in "\n".join(lines)


def test_document_and_folder_hold_the_same_percentiles(cli: Cli) -> None:
    code, out, _ = cli("montecarlo", "ai1_vs_colossus", *SHORT, "--json", "-o", "studies")
    assert code == 0
    answer = json.loads(out)
    (folder,) = Path("studies").iterdir()
    with (folder / "montecarlo_percentiles.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    assert [row["percentile"] for row in rows] == ["5", "10", "50", "90", "95"]
    for name in PRICED:
        assert list(answer[name]) == [share.lower() for share in SHARES]
        assert [float(row[name]) for row in rows] == pytest.approx([each["value"] for each in answer[name].values()])
