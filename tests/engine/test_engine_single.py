"""The march in single precision: the answers of double within what its rounding may add, by packed code."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from by_hand import EQUINOX, WALKER, marching
from numba import njit
from test_engine_against_slow_model import RIDING, STARVING

from orbitdc.engine.balance import electrical_residual, energy_residual, heat_residual
from orbitdc.engine.integrated import Integrated
from orbitdc.engine.lanes import TALLY_FIELDS, Eclipse, OrbitPosition
from orbitdc.engine.light import LEAST_CHANGE
from orbitdc.engine.march import march
from orbitdc.engine.stages import illumination_stage
from orbitdc.scenario.model import Scenario

DAYS = 35  # into a second segment
# Half a unit in the last place of single precision is 6e-8. Sums of 240 steps add 240/2 of it at worst, 7e-6, where
# the same number is added every time; a battery of 300 kWh holds steps of 2 kWh, and so rounds them by 1e-5 each way.
FLOP = 1e-5
KELVIN = 0.1  # of 400 K, 1,000 times what one operation rounds off


def both(made: Scenario) -> tuple[Any, Integrated]:
    flown = marching(made, DAYS)
    constant = made.sky.solar_constant_w_per_m2
    return flown, march(flown.lanes, flown.sun, DAYS, flown.cut, constant, np.ones_like, 2, precision="float32")


CASES = {**RIDING, **STARVING, "the Sun a point": {"shadow": "cylinder_sphere", "shells": (WALKER,)}}


@pytest.mark.parametrize("name", CASES)
def test_single_delivers_what_double_does(scenario: Callable[..., Scenario], name: str) -> None:
    flown, single = both(scenario(**CASES[name]))
    double = flown.integrated
    assert single.day_mean.sum() != double.day_mean.sum()  # another march
    for what in ("clock", "it", "lit", "panel"):
        assert single.lane(what) == pytest.approx(double.lane(what), rel=FLOP), what
    assert np.abs(single.lane_extreme[1:] - double.lane_extreme[1:]).max() < KELVIN
    assert single.lane("battery_low") == pytest.approx(double.lane("battery_low"), abs=1e-4 * flown.lanes.battery_j)
    for residual in (energy_residual, electrical_residual, heat_residual):
        assert np.abs(residual(flown.lanes, single)).max() < FLOP


def test_threads_do_not_change_a_bit_of_single(scenario: Callable[..., Scenario]) -> None:
    shell = {**WALKER, "planes": 1, "satellites_per_plane": 100}
    flown = marching(scenario(shells=(shell,), phases_marched=100, service_date=EQUINOX), 3)
    one, two = (
        march(flown.lanes, flown.sun, 3, flown.cut, 1361.0, np.ones_like, n, precision="float32") for n in (1, 2)
    )
    for name in ("day_mean", "day_extreme", "lane_total", "lane_extreme", "capacity_histogram", "state_last"):
        assert np.array_equal(getattr(one, name), getattr(two, name)), name


def test_literals_take_the_type_of_the_numbers_beside_them() -> None:
    @njit
    def stage(course, before):
        return illumination_stage(course, before)

    def lit(number: Any, number_before: Any) -> tuple[float, ...]:
        course, before = (1.0, 0.0, 0.0, 1.0, 0.0), (0.0, 0.3, 0.4)
        after, light = stage(OrbitPosition(*map(number, course)), Eclipse(*map(number_before, before)))
        return (*after, *light)

    double, single = lit(np.float64, np.float64), lit(np.float32, np.float32)
    assert single == pytest.approx(double, rel=1e-2)  # of differences between numbers 1e-4 apart
    assert all(value == float(np.float32(value)) for value in single)  # every digit beyond single precision is zero
    assert double[0] == LEAST_CHANGE
    assert single[0] == float(np.float32(LEAST_CHANGE)) != LEAST_CHANGE
    assert lit(np.float32, np.float64)[0] == LEAST_CHANGE  # beside any double they stay double


def test_the_march_equals_the_same_satellites_one_by_one(
    scenario: Callable[..., Scenario], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(Path(__file__).resolve().parents[2]))
    from benchmarks.fleets import Case
    from benchmarks.plain import run_library

    flown = marching(scenario(shells=(WALKER,), service_date=EQUINOX), 3)
    total, _, _ = run_library(Case(flown.scenario, flown.lanes, flown.sun, flown.cut, 3))
    # The library's sine of every step against a rotation seeded every four hours, whose error is below 1e-13.
    for name in ("lit", "clock", "it", "panel", "array_radiated", "radiator_radiated"):
        assert total[TALLY_FIELDS.index(name)] == pytest.approx(flown.integrated.lane(name), rel=1e-9), name
