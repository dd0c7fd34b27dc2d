"""Lanes, blocks and threads: where a field lies, and that company never changes a lane's answer."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from by_hand import DAWN_DUSK, EQUINOX, WALKER, Marching, marching
from numba import njit
from numba.core.errors import TypingError

from orbitdc.engine import rows
from orbitdc.engine.balance import energy_residual
from orbitdc.engine.blocks import bundled, cut_lanes
from orbitdc.engine.integrated import Grid, grid
from orbitdc.engine.lanes import (
    LANES,
    N_HARDWARE,
    STATE_FIELDS,
    TALLY_FIELDS,
    Aspect,
    Cells,
    Eclipse,
    Hardware,
    HeaterTally,
    Illumination,
    Incoming,
    IncomingTally,
    Orbit,
    OrbitPosition,
    OutputTally,
    Path,
    PowerFlows,
    PowerTally,
    Stored,
    Valve,
    ValveTally,
)
from orbitdc.engine.march import march
from orbitdc.engine.track import march_lane
from orbitdc.scenario.model import Scenario


def fleet(scenario: Callable[..., Scenario], n: int, **changes: Any) -> Scenario:
    """A 53-degree fleet of ``n`` lanes in two planes' worth of phases."""
    shell = {**WALKER, "planes": 1, "satellites_per_plane": n}
    return scenario(shells=(shell,), phases_marched=n, service_date=EQUINOX, **changes)


# -- rows --------------------------------------------------------------------------------------------------------------


@njit
def copied(b, n, into):
    """Load every row of lane n and store what can be stored."""
    orbit, aspect, cells = rows.load(b, n, Orbit), rows.load(b, n, Aspect), rows.load(b, n, Cells)
    course, shade, stock = rows.load(b, n, OrbitPosition), rows.load(b, n, Eclipse), rows.load(b, n, Stored)
    sky_tally, supply_tally = rows.load(b, n, IncomingTally), rows.load(b, n, PowerTally)
    heater_tally, valve_tally = rows.load(b, n, HeaterTally), rows.load(b, n, ValveTally)
    use_tally = rows.load(b, n, OutputTally)
    light, sky, supply = rows.load(b, n, Illumination), rows.load(b, n, Incoming), rows.load(b, n, PowerFlows)
    valve = rows.load(b, n, Valve)
    rows.store(into, n, course)
    rows.store(into, n, shade)
    rows.store(into, n, stock)
    rows.store(into, n, sky_tally)
    rows.store(into, n, supply_tally)
    rows.store(into, n, heater_tally)
    rows.store(into, n, valve_tally)
    rows.store(into, n, use_tally)
    rows.store(into, n, light)
    rows.store(into, n, sky)
    rows.store(into, n, supply)
    rows.store(into, n, valve)
    tallies = sky_tally, supply_tally, heater_tally, valve_tally, use_tally
    return orbit, aspect, cells, course, shade, stock, *tallies, light, sky, supply, valve


@njit
def hardware_of(worn):
    return rows.load(worn, 0, Hardware)


@pytest.mark.parametrize("copy", [copied, copied.py_func], ids=["compiled", "plain"])
def test_rows_follow_the_order_of_the_tuples(copy: Any) -> None:
    flat = np.arange(rows.SIZE, dtype=np.float64)
    written = np.full_like(flat, -1.0)
    b, into = flat.reshape(-1, LANES), written.reshape(-1, LANES)  # the same memory, (rows, lanes)
    at = 0
    for kind, value in zip(rows.KINDS, copy(flat, 1, written), strict=True):
        assert value._fields == kind._fields
        assert list(value) == b[at : at + len(kind._fields), 1].tolist()
        at += len(kind._fields)
    assert at == len(b)
    first = rows.STATE // LANES
    assert into[first:, 1].tolist() == b[first:, 1].tolist()  # each field stored where it was loaded
    assert (into[:first] == -1.0).all()
    assert (np.delete(into, 1, axis=1) == -1.0).all()
    assert rows.STATE + LANES * len(STATE_FIELDS) == rows.TALLY
    assert rows.TALLY + LANES * len(TALLY_FIELDS) == rows.PLACES[Illumination][0]
    worn = np.arange(float(N_HARDWARE))
    assert list(hardware_of(worn)) == list(hardware_of.py_func(worn)) == worn.tolist()


def test_a_tuple_is_loaded_from_the_memory_made_for_it() -> None:
    columns = np.arange(39.0).reshape(13, 3)

    @njit
    def path_of(path, n):
        return rows.column(path, n, Path)

    for copy in (path_of, path_of.py_func):
        assert copy(columns, 1) == Path(*columns[:, 1])
        assert copy(columns[:, 1:], 1) == Path(*columns[:, 2])  # lanes of a wider array
    flat = np.arange(float(rows.SIZE))

    @njit
    def mistaken(array):
        return rows.load(array, 0, Orbit)

    assert mistaken(flat) == Orbit(*flat[: LANES * len(Orbit._fields) : LANES])
    with pytest.raises(TypingError, match="load"):
        mistaken(flat.reshape(-1, LANES))


def test_a_block_stays_in_the_first_cache() -> None:
    assert 8 * rows.SIZE < 32 * 1024  # the smallest first-level data cache of a current server core


# -- company -----------------------------------------------------------------------------------------------------------


def test_lanes_of_a_kind_may_lie_apart(scenario: Callable[..., Scenario]) -> None:
    # seven lanes of either kind with the other's inside: as long as a group once the last lane is repeated to fill it
    shells = tuple({**WALKER, "planes": 1, "satellites_per_plane": 7, "altitude_km": h} for h in (550.0, 1100.0))
    m = marching(scenario(shells=shells, phases_marched=7, service_date=EQUINOX), 2)
    order = np.array([0, 1, 2, 3, 4, 5, 7, 6, 8, 9, 10, 11, 12, 13])
    assert m.lanes.orbit_group[order].tolist() == [0] * 6 + [1, 0] + [1] * 6
    shuffled = replace(
        m.lanes,
        path=m.lanes.path[..., order],
        orbit=m.lanes.orbit[..., order],
        orbit_group=m.lanes.orbit_group[order],
        state=m.lanes.state[:, order],
        weight=m.lanes.weight[order],
    )
    apart = march(shuffled, m.sun, 2, m.cut, 1361.0, np.ones_like)
    assert (apart.lane_total == m.integrated.lane_total[:, order]).all()
    assert (apart.lane_extreme == m.integrated.lane_extreme[:, order]).all()
    assert (apart.state_last == m.integrated.state_last[:, order]).all()
    assert (apart.health_last == m.integrated.health_last[order]).all()
    assert apart.day("clock") == pytest.approx(m.integrated.day("clock"), rel=1e-12)  # rounding alone


def test_bundles_hold_every_block_once_and_one_kind_each() -> None:
    kind = np.repeat([0, 1, 0], [20000, 7000, 3000])
    blocks = cut_lanes(kind, 8)
    everyone = np.concatenate(blocks).tolist()
    for days, most in ((1, 10), (30, 8), (400, 1)):  # 626 blocks; a quarter of a second's work is 256 block-days
        bundles = bundled(blocks, kind, days)
        assert max(map(len, bundles)) == most
        assert np.concatenate([piece for bundle in bundles for piece in bundle]).tolist() == everyone
        assert all(len({int(kind[at]) for piece in bundle for at in piece}) == 1 for bundle in bundles)
    assert bundled([], kind, 1) == []


def test_threads_do_not_change_a_bit(scenario: Callable[..., Scenario]) -> None:
    made = fleet(scenario, 100)
    one, two, three = (marching(made, 34, threads).integrated for threads in (1, 2, 3))
    for name in (
        "day_mean",
        "day_extreme",
        "lane_total",
        "lane_extreme",
        "capacity_histogram",
        "state_last",
        "faded_j",
    ):
        assert np.array_equal(getattr(one, name), getattr(two, name)), name
        assert np.array_equal(getattr(one, name), getattr(three, name)), name
    assert one.capacity_min == two.capacity_min == three.capacity_min


@pytest.mark.parametrize("n", [1, 24, 32, 33])
def test_a_lane_is_the_same_in_any_company(scenario: Callable[..., Scenario], n: int) -> None:
    many = marching(fleet(scenario, 40), 3)
    few = marching(fleet(scenario, n), 3)
    assert few.lanes.n_orbit == n
    # Lane 0 of every fleet is the same orbit; the others differ by where a plane puts its satellites.
    assert np.array_equal(few.integrated.lane_total[:, 0], many.integrated.lane_total[:, 0])
    assert np.array_equal(few.integrated.lane_extreme[:, 0], many.integrated.lane_extreme[:, 0])


def test_padding_lanes_carry_no_weight(scenario: Callable[..., Scenario]) -> None:
    flown = marching(fleet(scenario, 33), 3)
    steps = flown.cut.steps * flown.cut.chunks * 3
    mean = np.average(flown.integrated.lane_total, axis=1, weights=flown.lanes.weight) / steps
    assert flown.integrated.day_mean.mean(0) == pytest.approx(mean, rel=1e-12)
    assert flown.integrated.lane_total.shape[1] == 33
    assert flown.integrated.day("battery_low").min() == flown.extreme("battery_low").min()
    assert flown.integrated.day("chip_high").max() == flown.extreme("chip_high").max()
    assert energy_residual(flown.lanes, flown.integrated).shape == (33,)


# -- the same march, lane by lane --------------------------------------------------------------------------------------


@pytest.mark.parametrize("changes", [{}, {"radiator__area_m2": 60.0}, {"capacity_kwh": 3.0}, {"step_s": 120.0}])
def test_the_plain_march_equals_the_fast_one(scenario: Callable[..., Scenario], changes: dict[str, float]) -> None:
    named = {f"satellite__{k}" if "__" in k else k: v for k, v in changes.items()}
    flown = marching(fleet(scenario, 3, **named), 35)
    per_day = flown.cut.steps * flown.cut.chunks
    for lane in (0, 2):
        ends = np.array([per_day * 35])
        track = march_lane(flown.lanes, lane, flown.sun, 35, flown.cut, 1361.0, ends)
        sums = flown.integrated.lane_total[:, lane]
        # Both run one step function; scalar and packed code may order fused operations differently, 1e-16 a step;
        # an empty battery holds 1e-11 J of rounding.
        assert track.tally[0, : sums.size] == pytest.approx(sums, rel=1e-9, abs=1e-6)
        assert track.tally[0, sums.size :] == pytest.approx(flown.integrated.lane_extreme[:, lane], rel=1e-9, abs=1e-6)
        assert track.state[0] == pytest.approx(flown.integrated.state_last[:, lane], rel=1e-9, abs=1e-6)


def test_bins_of_a_track_add_up(scenario: Callable[..., Scenario]) -> None:
    flown = marching(fleet(scenario, 1), 2)
    ends = np.array([7, 95, 190, 1441, 2880])
    track = march_lane(flown.lanes, 0, flown.sun, 2, flown.cut, 1361.0, ends)
    assert track.steps.tolist() == [7.0, 88.0, 95.0, 1251.0, 1439.0]
    assert track.ends_s.tolist() == (60.0 * ends).tolist()
    total = flown.integrated.lane_total[:, 0]
    # what was asked for and not served is rounding here, 1e-9 of 1e10 J
    assert track.tally[:, : total.size].sum(0) == pytest.approx(total, rel=1e-9, abs=1e-6)


def capacity_of(flown: Marching) -> np.ndarray:
    return np.repeat(
        np.arange(flown.integrated.capacity_histogram.size), flown.integrated.capacity_histogram.astype(int)
    )


def test_the_histogram_of_capacity_has_the_mean_of_the_clock(scenario: Callable[..., Scenario]) -> None:
    flown = marching(scenario(shells=({**DAWN_DUSK, "satellites_per_plane": 16},)), 3)
    capacity = capacity_of(flown) / 4096.0
    assert capacity.size == 3 * flown.cut.bins
    assert capacity.mean() == pytest.approx(float(flown.mean("clock").mean()), abs=0.5 / 4096.0)  # half a bin
    assert flown.integrated.capacity_min == pytest.approx(capacity.min(), abs=0.5 / 4096.0)


@pytest.mark.parametrize(("step_s", "period_s", "phases"), [(60.0, 5800.0, 16), (30.0, 5740.0, 1), (120.0, 6300.0, 8)])
def test_a_day_is_cut_into_whole_chunks_and_bins(step_s: float, period_s: float, phases: int) -> None:
    cut: Grid = grid(step_s, period_s, phases)
    assert cut.chunks * cut.steps * step_s == 86400.0
    assert cut.steps <= 240
    assert cut.steps % cut.bin_steps == 0
    assert cut.bins * cut.bin_steps == cut.steps * cut.chunks


@pytest.mark.parametrize("bin_steps", [7, 0, -24, 480])
def test_bins_that_do_not_fill_a_chunk_are_refused(bin_steps: int) -> None:
    """The march would step over their end, or write beyond the memory of the bins."""
    with pytest.raises(ValueError, match=f"bins of {bin_steps} steps"):
        Grid(60.0, 240, 6, bin_steps)


# -- memory ------------------------------------------------------------------------------------------------------------


def peak_bytes(work: Callable[[], object]) -> int:
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_memory_does_not_grow_with_the_window(scenario: Callable[..., Scenario]) -> None:
    shell = {**WALKER, "planes": 2, "satellites_per_plane": 16}
    made = scenario(shells=(shell,), service_date=EQUINOX)
    marching(made, 365)  # tables read and code loaded before anything is counted
    month, season, year = (peak_bytes(lambda days=days: marching(made, days)) for days in (30, 64, 365))
    # Bins of a block live for a segment of 32 days, 240 x 32 x 32 x 8 B = 2 MB, and the next segment's beside them.
    assert year - month < 4_000_000
    # Beyond two segments only the table of days may grow, 301 x 20 x 8 B = 50 kB; bins kept would add 19 MB.
    assert year - season < 500_000
