"""A run's folder answers the same run asked again, and no other: what moves a number makes it simulate anew."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from orbitdc.results import known
from orbitdc.results.known import MADE_FROM, known_summary, made_from, stamp
from orbitdc.scenario.load import load

NAME = "ai1_vs_colossus"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "summary.json").write_text('{"told": 1}')
    (tmp_path / "orbits.csv").write_text("a,b\n1,2\n")
    stamp(tmp_path / MADE_FROM, "key")
    return tmp_path


def test_a_whole_folder_answers_what_it_was_made_from(folder: Path) -> None:
    assert known_summary(folder, "key") == {"told": 1}
    assert known_summary(folder, "other") is None
    assert known_summary(folder / "absent", "key") is None


@pytest.mark.parametrize("name", ["summary.json", "orbits.csv"])
@pytest.mark.parametrize("how", ["edited", "removed"])
def test_an_edited_folder_answers_nothing(folder: Path, name: str, how: str) -> None:
    if how == "edited":
        (folder / name).write_text((folder / name).read_text().replace("1", "7"))
    else:
        (folder / name).unlink()
    assert known_summary(folder, "key") is None


@pytest.mark.parametrize(
    "text", ["", "[]", "3", '{"made_from_sha256": "key"}', '{"made_from_sha256": "key", "files": 1}']
)
def test_a_damaged_stamp_answers_nothing(folder: Path, text: str) -> None:
    (folder / MADE_FROM).write_text(text)
    assert known_summary(folder, "key") is None


def test_the_key_follows_values_words_and_options() -> None:
    keys = {
        made_from(load(NAME)),
        made_from(load(NAME, ["mission.life_y=4"])),
        made_from(load(NAME, ["workload.mfu_frac=0.4"])),
        made_from(load(NAME, ["as_announced.orbit={}"])),  # departures alone
        made_from(load(NAME), orbits="all"),
        made_from(load(NAME), precision="float32"),
    }
    assert len(keys) == 6
    assert made_from(load(NAME)) == made_from(load(NAME))
    stated = f"launch.price_usd_per_kg={load(NAME).launch.price_usd_per_kg}"  # the same value, from another place
    assert made_from(load(NAME, [stated])) not in keys


def test_the_key_follows_the_program_and_its_catalogue(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = made_from(load(NAME))
    (tmp_path / "a.csv").write_text("1\n")
    monkeypatch.setattr(known, "files", lambda _: tmp_path)
    found = []
    for text in ("1\n", "2\n"):
        (tmp_path / "a.csv").write_text(text)
        known.program_sha256.cache_clear()
        found.append(made_from(load(NAME)))
    known.program_sha256.cache_clear()
    monkeypatch.undo()
    assert len({before, *found}) == 3
    assert made_from(load(NAME)) == before


def test_the_key_follows_the_content_of_a_file_of_satellites(tmp_path: Path) -> None:
    file, found = tmp_path / "seen.tle", []
    for text in ("one", "two"):
        file.write_text(text)
        found.append(made_from(load("starlink_fleet_today", [f"fleet.catalogue_file={file}"])))
    assert found[0] != found[1]


def test_the_stamp_tells_of_every_file_beside_it(folder: Path) -> None:
    assert set(json.loads((folder / MADE_FROM).read_text())["files"]) == {"summary.json", "orbits.csv"}
