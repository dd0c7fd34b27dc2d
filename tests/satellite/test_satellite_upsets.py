"""Upsets and worn memory against published counts and closed forms."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from orbitdc.satellite.upsets import (
    Upsets,
    events_per_y,
    memory_hazard_per_y,
    stops_per_y,
)

YEAR_S = 365.25 * 86400.0


def upsets(**changes: Any) -> Upsets:
    given = {
        "dose_factor": 1.0,
        "rad_per_uncorrectable": 50.0,
        "rad_per_functional_interrupt": 5000.0,
        "mended_frac": 0.0,
        "memory_hazard": "ramp",
        "first_irregularity_krad": 2.0,
        "tested_krad": 15.0,
        "hazard_at_tested_per_y": 0.1,
    }
    return Upsets(**(given | changes))


# -- events ------------------------------------------------------------------------------------------------------------


def test_uncorrectable_errors_as_published() -> None:
    """rad-04: 150 rad/y at 50 rad per event, one inference a second: about one in ten million (Suncatcher)."""
    uncorrectable, _, _ = events_per_y(150.0, upsets())
    assert float(uncorrectable) == pytest.approx(3.0, rel=1e-12)
    assert YEAR_S / float(uncorrectable) == pytest.approx(1.05e7, rel=0.05)  # published as a round number
    per_rad_per_cm2 = 7.91e6  # 67 MeV protons of 7.89 MeV cm2/g
    assert 1.0 / (50.0 * per_rad_per_cm2) == pytest.approx(2.53e-9, rel=0.01)  # the same as a cross-section in cm2


def test_what_is_not_counted_is_zero_and_what_is_mended_stops_nothing() -> None:
    dose = np.array([[100.0], [400.0]])
    uncorrectable, interrupt, silent = events_per_y(dose, upsets(rad_per_silent_corruption=20.0, dose_factor=2.0))
    assert silent == pytest.approx(dose / 10.0)
    assert interrupt == pytest.approx(dose / 2500.0)
    total = uncorrectable + interrupt + silent
    assert stops_per_y(dose, upsets(rad_per_silent_corruption=20.0, dose_factor=2.0)) == pytest.approx(total)
    assert events_per_y(dose, upsets())[2] == pytest.approx(0.0 * dose)
    nothing = upsets(rad_per_uncorrectable=None, rad_per_functional_interrupt=None)
    assert (stops_per_y(dose, nothing) == 0.0).all()
    assert stops_per_y(100.0, upsets(mended_frac=0.75)) == pytest.approx(0.25 * 2.02)  # 2 + 0.02 events a year


# -- memory ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("choice", "expected"),
    # 1, 2, 8.5, 14.9, 15, 28 krad: (8.5 - 2)/13 = 1/2 and (28 - 2)/13 = 2
    [
        ("ramp", [0.0, 0.0, 0.05, 0.1 * 12.9 / 13.0, 0.1, 0.2]),
        ("step", [0.0, 0.0, 0.1, 0.1, 0.1, 0.2]),
        ("none", [0.0, 0.0, 0.0, 0.0, 0.1, 0.2]),
    ],
)
def test_choices_of_memory_hazard(choice: str, expected: list[float]) -> None:
    made = memory_hazard_per_y([1.0, 2.0, 8.5, 14.9, 15.0, 28.0], upsets(memory_hazard=choice))
    assert made == pytest.approx(expected, abs=1e-12)


def test_a_doubled_dose_is_a_doubled_factor() -> None:
    dose = np.linspace(0.0, 30.0, 50)
    assert memory_hazard_per_y(dose, upsets(dose_factor=2.0)) == pytest.approx(memory_hazard_per_y(2 * dose, upsets()))


def test_the_ramp_must_rise() -> None:
    with pytest.raises(ValidationError, match="first_irregularity_krad must lie below tested_krad"):
        upsets(first_irregularity_krad=15.0)
