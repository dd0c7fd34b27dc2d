"""The evidence on the approximations of a step: what each of two costs in two days, marched anew without it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(__file__).resolve().parents[2] / "notebooks" / "evidence" / "step_approximations.py"


def answers(variant: str, folder: Path) -> dict[str, float]:
    environment = {**os.environ, "ORBITDC_CACHE_DIR": str(folder), "CASE": "Starlink shell", "DAYS": "2"}
    told = subprocess.run([sys.executable, str(PROGRAM), variant], capture_output=True, text=True, env=environment)
    assert told.returncode == 0, told.stderr
    found: dict[str, float] = json.loads(told.stdout)
    return found


@pytest.fixture(scope="module")
def as_it_is() -> dict[str, float]:
    return answers("as it is", Path(os.environ["ORBITDC_CACHE_DIR"]))  # compiled there already, but for the variants


def test_a_division_in_place_of_the_series_changes_nothing(as_it_is: dict[str, float], tmp_path: Path) -> None:
    divided = answers("1/r^2 by division", tmp_path)
    # r^2 is within 0.0075 of 1, and the third order of that moves the limb by 4e-7 solar radii of the 14 of a step
    assert divided["lit"] == pytest.approx(as_it_is["lit"], rel=1e-7)
    assert divided["clock"] == pytest.approx(as_it_is["clock"], rel=1e-7)
    assert divided != as_it_is


def test_the_albedo_of_a_table_is_felt_in_hundredths_of_a_kelvin(as_it_is: dict[str, float], tmp_path: Path) -> None:
    tabulated = answers("albedo: table", tmp_path)
    assert tabulated["lit"] == as_it_is["lit"]  # light does not know of it
    # 0.015 of sunlight at worst (the fit has a test): 0.3 W/m2 on a radiator that sheds 1,000, a quarter of that in K
    assert 0.0 < abs(tabulated["radiator_high"] - as_it_is["radiator_high"]) < 0.1
    assert tabulated["clock"] == pytest.approx(as_it_is["clock"], rel=2e-4)
