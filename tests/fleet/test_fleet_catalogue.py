"""Satellites of a catalogue that cannot be flown are named, or left out and counted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from element_sets import OMM

import orbitdc
from orbitdc.errors import CatalogError
from orbitdc.fleet.orbits import Orbits
from orbitdc.fleet.select import fleet_orbits

# Mean motion and eccentricity of well-known orbits, as CelesTrak publishes them.
FAR = {"GOES 16": (1.0027, 0.0001), "NAVSTAR 43": (2.0056, 0.0089), "MOLNIYA 1-91": (2.01, 0.70), "ISON": (15.0, 0.021)}


def row(number: int, name: str, mean_motion: float, eccentricity: float) -> dict[str, object]:
    fields = {"NORAD_CAT_ID": number, "OBJECT_NAME": name, "MEAN_MOTION": mean_motion, "ECCENTRICITY": eccentricity}
    return {**OMM, **fields}


def flown(folder: Path, rows: list[dict[str, object]], *sets: str) -> Orbits:
    path = folder / "cat.json"
    path.write_text(json.dumps(rows), encoding="utf-8")
    return fleet_orbits(orbitdc.load("starlink_fleet_today", [f"fleet.catalogue_file={path}", *sets]))


@pytest.mark.parametrize("name", FAR)
def test_one_that_cannot_be_flown_is_named_with_its_file(tmp_path: Path, name: str) -> None:
    rows = [OMM, row(7, name, *FAR[name])]
    with pytest.raises(CatalogError) as caught:
        flown(tmp_path, rows)
    (problem,) = caught.value.problems
    assert problem.file == str(tmp_path / "cat.json")
    assert problem.message.startswith(f"{name} (7): ")
    assert "skip_unsupported" in problem.fix
    kept = flown(tmp_path, rows, "fleet.skip_unsupported=true")
    assert kept.name == ("STARLINK-1008",)
    assert kept.weight.tolist() == [1.0]
    (note,) = kept.notes
    assert note.startswith("1 of the 2 satellites")
    assert note.endswith(f": {name}")


def test_those_left_out_are_counted(tmp_path: Path) -> None:
    far = [row(number, name, *FAR[name]) for number, name in enumerate(FAR, start=1)]
    rows = [OMM, *far, {**OMM, "NORAD_CAT_ID": 9}]
    kept = flown(tmp_path, rows, "fleet.skip_unsupported=true")
    assert len(kept.name) == 2
    assert kept.notes[0].startswith("4 of the 6 satellites")
    assert kept.notes[0].endswith("GOES 16, NAVSTAR 43, MOLNIYA 1-91, ...")


def test_none_left_is_no_fleet(tmp_path: Path) -> None:
    with pytest.raises(CatalogError):
        flown(tmp_path, [row(7, "GOES 16", *FAR["GOES 16"])], "fleet.skip_unsupported=true")


def test_an_orbit_just_inside_is_flown(tmp_path: Path) -> None:
    assert len(flown(tmp_path, [row(7, "NEAR", 11.4, 0.0199)]).name) == 1  # 1,930 km, the tables end at 2,000
