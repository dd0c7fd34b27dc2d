"""Survival of satellites against the reference case that this package did not write."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.append(str(Path(__file__).resolve().parents[1] / "engine"))

from computed_cases import case

from orbitdc.catalog import defaults
from orbitdc.satellite.reliability import weibull_hazard


def test_rel_01_weibull_survival_of_the_catalogue() -> None:
    inputs, expected = case("rel-01")
    rows = defaults("reliability")
    shape, scale_y = float(rows["weibull_shape"].value), float(rows["weibull_scale_y"].value)
    left = np.exp(-weibull_hazard(inputs["t_yr"], shape, scale_y))
    assert left == pytest.approx(expected["R"], abs=1e-4)  # printed to four digits
