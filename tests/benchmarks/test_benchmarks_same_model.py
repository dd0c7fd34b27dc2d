"""What is timed side by side computes the same: the NumPy twin and plain Numba against the engine's march."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pytest

import orbitdc
from benchmarks import contenders
from benchmarks.contenders import CLOCK, check, delivered_flop, of_case, run_blocks, single_precision
from benchmarks.fleets import Case, _lowered, first_lanes, make_case
from benchmarks.numpy_model import march_numpy
from benchmarks.plain import run_library
from benchmarks.rounds import Missing
from orbitdc.engine.integrated import Integrated
from orbitdc.engine.lanes import N_SUM, STATE_FIELDS, TALLY_FIELDS
from orbitdc.fleet.select import fleet_orbits

KELVIN = ("array", "loop", "radiator")
DAYS = 4


@pytest.fixture(scope="module")
def case() -> Case:
    """48 satellites of six planes, so that the last block is half empty; the battery is taken to its floor at night."""
    return make_case(6, 8, DAYS)


@pytest.fixture(scope="module")
def starved() -> Case:
    """A satellite with a small array, battery and radiator: every limit is met, batteries fade."""
    sets = [
        "satellite.solar_array.area_m2=150",
        "satellite.radiator.area_m2=25",
        "satellite.battery.capacity_kwh=12",
        "satellite.eclipse_power_frac=0.7",
        "numerics.planes_marched=4",
        "numerics.phases_marched=4",
    ]
    scenario = orbitdc.load("starlink_compute_shell", sets)
    return _lowered(scenario, fleet_orbits(scenario), DAYS, 4)


@pytest.fixture(scope="module")
def heated() -> Case:
    """Satellites asleep in shadow whose heaters run the battery down."""
    sets = [
        "satellite.loop.cold=heaters",
        "satellite.battery.capacity_kwh=12",
        "satellite.eclipse_power_frac=0",
        "numerics.planes_marched=2",
        "numerics.phases_marched=4",
    ]
    scenario = orbitdc.load("starlink_compute_shell", sets)
    fleet = _lowered(scenario, fleet_orbits(scenario), DAYS, 4)
    asked, short = (marched(fleet).lane_total[TALLY_FIELDS.index(name)] for name in ("heater", "unserved"))
    assert (asked > 0.0).any()
    assert (short > 0.0).any()
    return fleet


def marched(case: Case) -> Integrated:
    return run_blocks(case, 1)


def compare(case: Case, total: np.ndarray, extreme: np.ndarray, state: np.ndarray) -> None:
    """1e-5 of the FLOP, 0.05 K, 1e-3 of the charge: what separates programs of one model that round differently."""
    engine, n = marched(case), case.lanes.n_orbit
    assert delivered_flop(case, total[CLOCK]) == pytest.approx(
        delivered_flop(case, engine.lane_total[CLOCK, :n]), rel=1e-5
    )
    for name in KELVIN:
        row = STATE_FIELDS.index(name)
        assert np.abs(state[row] - engine.state_last[row, :n]).max() < 0.05
        high = TALLY_FIELDS.index(f"{name}_high") - N_SUM
        assert np.abs(extreme[high] - engine.lane_extreme[high, :n]).max() < 0.05
    charge = STATE_FIELDS.index("battery")
    assert np.abs(state[charge] - engine.state_last[charge, :n]).max() < 1e-3 * case.lanes.battery_j
    assert np.abs(extreme[0] - engine.lane_extreme[0, :n]).max() < 1e-3 * case.lanes.battery_j
    # Every sum, not the clock alone: one model, and 1e-15 of rounding a step over 6,000 steps; powers are whole watts.
    scale = np.maximum(np.abs(engine.lane_total[:, :n]).max(1, keepdims=True), 1.0)
    assert (np.abs(total - engine.lane_total[:, :n]) / scale).max() < 1e-8


@pytest.mark.parametrize("which", ["case", "starved", "heated"])
def test_numpy_marches_the_same_model(which: str, request: pytest.FixtureRequest) -> None:
    fleet: Case = request.getfixturevalue(which)
    twin = march_numpy(fleet)
    compare(fleet, twin.total, twin.extreme, twin.state)
    # Fade sums what each day takes; 1e-12 is rounding of a health of 1.
    assert twin.health == pytest.approx(marched(fleet).health_last[: fleet.lanes.n_orbit], abs=1e-12)
    assert (twin.health < 1.0).all()


@pytest.mark.parametrize("which", ["case", "starved", "heated"])
def test_plain_numba_with_library_functions_marches_the_same_model(which: str, request: pytest.FixtureRequest) -> None:
    fleet: Case = request.getfixturevalue(which)
    compare(fleet, *run_library(fleet))


def test_the_starved_case_meets_its_limits(starved: Case) -> None:
    engine, n = marched(starved), starved.lanes.n_orbit
    steps = DAYS * starved.cut.steps * starved.cut.chunks
    for name in ("power_limited", "thermally_limited", "discharge", "charge"):
        assert (engine.lane(name)[:n] > 0.0).all(), name
    assert (engine.lane("clock")[:n] < 0.99 * steps).all()


def test_blocks_of_satellites_and_threads_change_nothing(case: Case) -> None:
    whole, parts = march_numpy(case), march_numpy(case, width=20)
    assert np.array_equal(whole.total, parts.total)
    assert np.array_equal(whole.state, parts.state)
    for one, two in zip(run_library(case, 1), run_library(case, 2), strict=True):
        assert np.array_equal(one, two)


def test_plain_numba_leaves_the_case_as_it_was(case: Case) -> None:
    small = first_lanes(case.shorter(1.0), 3)
    before = small.lanes.state.copy()
    run_library(small)
    assert np.array_equal(small.lanes.state, before)


def test_a_fleet_that_computes_nothing_is_no_benchmark() -> None:
    shell = ("planes=1", "satellites_per_plane=1")
    sets = [f"fleet.shells.0.{key}" for key in shell] + ["numerics.planes_marched=1", "numerics.phases_marched=1"]
    scenario = orbitdc.load("starlink_compute_shell", sets)
    lonely = _lowered(scenario, fleet_orbits(scenario), 1, 1)
    with pytest.raises(RuntimeError, match=r"^the engine delivers no FLOP: nothing to compare$"):
        check(lonely, "anything", lambda small: march_numpy(small).total[CLOCK])
    one = make_case(1, 1, 1)  # one satellite marched, of the whole shell
    assert marched(one).lane_total[CLOCK, 0] > 0.9 * 1440


def test_every_contender_is_checked_before_it_is_timed(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    assert check(case, "the engine", lambda small: marched(small).lane_total[CLOCK, : small.lanes.n_orbit]) == 0.0
    with pytest.raises(RuntimeError, match=r"^half a twin delivers other FLOP than the engine: 5\.0e-01 of it apart"):
        check(case, "half a twin", lambda small: 0.5 * marched(small).lane_total[CLOCK, : small.lanes.n_orbit])
    names = [name for name, _ in of_case(case)]
    for name, wrong in {
        "NumPy": "march_numpy",
        "plain Numba, 1 thread": "run_library",
    }.items():
        monkeypatch.setattr(contenders, wrong, lambda *_: _Wrong())
        with pytest.raises(RuntimeError, match=f"^{name} delivers other FLOP"):
            dict(of_case(case))[name]()
    assert names[0] == "engine f64, 1 thread"


class _Wrong:
    """A march that does no work."""

    total = np.zeros((N_SUM, 40))

    def __getitem__(self, key: object) -> np.ndarray:
        return np.zeros((len(TALLY_FIELDS), 40)) if isinstance(key, int) else np.zeros(40)


def test_single_precision_waits_for_an_engine_that_offers_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def offering(precision: Literal["float64", "float32"] = "float64") -> None: ...

    def other(precision: Literal["float64", "double"] = "float64") -> None: ...

    def without() -> None: ...

    monkeypatch.setattr(contenders, "march", offering)
    assert single_precision() == {"precision": "float32"}
    monkeypatch.setattr(contenders, "march", other)
    with pytest.raises(Missing, match="none of the march's precisions ends in 32"):
        single_precision()
    monkeypatch.setattr(contenders, "march", without)
    with pytest.raises(Missing, match="the march takes no precision"):
        single_precision()
