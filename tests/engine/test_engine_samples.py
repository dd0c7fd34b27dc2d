"""Histograms of temperature and charge against every step of every lane, and against time counted in closed form."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from by_hand import DAWN_DUSK, EQUINOX, SHELL, WALKER, Marching, marching, marching_lanes, scenario

from orbitdc.engine.lanes import LANES, Hardware
from orbitdc.engine.march import Precision, march
from orbitdc.engine.samples import BINS, GOLDEN, LOW, SAMPLED, WIDTH, bin_of, edges, sampled_bin
from orbitdc.engine.track import every, lane_segments, march_lane

DAYS = 40
ONE = {"planes": 1, "satellites_per_plane": 1, "pattern": "single", "phasing": 0}
IN_STEP = {**WALKER, **ONE, "altitude_km": 569.7}  # 15 orbits a day
FLEETS: dict[str, dict[str, Any]] = {
    "a plane in eclipse every orbit": {"shells": (WALKER,), "service_date": EQUINOX, "capacity_kwh": 300.0},
    "one satellite": {"shells": ({**WALKER, **ONE},), "service_date": EQUINOX},
    # 15 orbits a day to a second: a sample at the ends of chunks would meet three places of the orbit and no others
    "one satellite in step with the day": {
        "shells": ({**WALKER, **ONE, "altitude_km": 554.0, "inclination_deg": 53.0},)
    },
    "dawn-dusk out of eclipse": {"shells": ({**DAWN_DUSK, **ONE},), "service_date": EQUINOX},
}


def every_step(m: Marching, days: int, steps: int = 1) -> np.ndarray:
    """The same histogram from every step of every lane, marched alone, whose junction is the step's own."""
    share = m.lanes.weight / m.lanes.weight.sum()
    counts = np.zeros((len(SAMPLED), BINS))
    for lane in range(m.lanes.n_orbit):
        for track in lane_segments(m.lanes, lane, m.sun, days, m.cut, 1361.0, every(steps)):
            charge = track.of("battery") / max(m.lanes.battery_j, 1e-9)  # fresh: 40 days wear 1 % of the capacity
            for i, values in enumerate((track.of("radiator"), track.of("chip_high"), charge)):
                at = np.clip(((values - LOW[i]) / WIDTH[i]).astype(int), 0, BINS - 1)
                counts[i] += share[lane] * np.bincount(at, minlength=BINS)
    return counts / counts[0].sum()


def distance(ours: np.ndarray, theirs: np.ndarray) -> np.ndarray:
    """Largest gap of the cumulative shares of each quantity, of bins a little apart: Kolmogorov's distance."""
    a, b = np.cumsum(ours, 1), np.cumsum(theirs, 1)
    # a value on an edge may fall to either side, a half kelvin or 0.2 % of charge: one bin of slack
    inside = np.maximum(b[:, :-2] - a[:, 1:-1], a[:, 1:-1] - b[:, 2:])
    return np.maximum(inside, 0.0).max(1)


@pytest.mark.parametrize("name", FLEETS)
def test_a_sample_in_each_chunk_is_as_good_as_every_step(name: str) -> None:
    made = scenario(**{"calendar_fade_per_y": 0.0, "reference_cycles": 1e9, **FLEETS[name]})
    m = marching(made, DAYS)
    ours, theirs = m.integrated.sample_histogram, every_step(m, DAYS)
    assert ours.sum(1) == pytest.approx(1.0, abs=1e-9)
    # One satellite has 240 samples, which place a share of time to (1 + log n)/n = 0.027, as evenly as the golden ratio
    # fills an orbit; 48 satellites of six planes have 11,520, less alike the more the planes differ. Two of 97 steps
    # meet an edge of the shadow, where silicon at rest counts apart, and the highest of a step is that at work.
    assert (distance(ours, theirs) < (0.03 if m.lanes.n_orbit == 1 else 0.008)).all()


@pytest.mark.parametrize("precision", ["float64", "float32"])
def test_silicon_without_power_counts_as_cold(precision: Precision) -> None:
    """A battery of 3 kWh leaves a night of 36 minutes dark: the chip is no warmer than its coolant for most of it."""
    made = scenario(shells=({**WALKER, **ONE, "altitude_km": 554.0, "inclination_deg": 53.0},), capacity_kwh=3.0)
    m = marching_lanes(made, DAYS)
    marched = march(m.lanes, m.sun, DAYS, m.cut, 1361.0, np.ones_like, 1, precision=precision)
    counts, chip = marched.sample_histogram[SAMPLED.index("chip_k")], edges("chip_k")[:-1]
    steps = DAYS * m.cut.chunks * m.cut.steps
    track = march_lane(m.lanes, 0, m.sun, DAYS, m.cut, 1361.0, np.arange(1, steps + 1))
    rise = dict(zip(Hardware._fields, m.lanes.hardware[:, 0], strict=True))["chip_rise"]
    coolant_k, drawn = track.of("loop"), track.of("it") / m.lanes.load.it_w
    exact = coolant_k + rise * drawn
    below_k = float(np.median(exact[drawn < 0.01]))
    assert (drawn < 0.01).mean() > 0.1
    # 240 samples place a share of time to 0.027
    assert counts[chip < below_k].sum() == pytest.approx((exact < below_k).mean(), abs=0.03)


def test_the_ends_of_chunks_would_be_biased() -> None:
    m = marching(scenario(shells=(IN_STEP,), capacity_kwh=300.0), DAYS)
    assert float(m.orbits.argument_of_latitude_rate_rad_per_s[0]) * 86400 == pytest.approx(30.0 * np.pi, rel=1e-4)
    # six samples a day meet two places of an orbit that comes round 2.5 times between them
    chip = SAMPLED.index("chip_k")
    assert distance(every_step(m, DAYS, 240), every_step(m, DAYS))[chip] > 0.1
    assert distance(m.integrated.sample_histogram, every_step(m, DAYS))[chip] < 0.03


def test_picks_fill_a_chunk_evenly() -> None:
    # Any window of a golden-ratio sequence is within 3/n of even (three-distance theorem, discrepancy of 1/phi).
    picks = np.array([sampled_bin(chunk, 40) for chunk in range(1000, 3000)])
    assert picks.min() == 0
    assert picks.max() == 39
    assert np.bincount(picks, minlength=40) == pytest.approx(50.0, abs=3.0)
    assert pytest.approx(1.0, abs=1e-15) == GOLDEN**2 + GOLDEN  # its definition


@pytest.mark.parametrize(
    ("value", "expected"),
    [(-5.0, 0), (199.9, 0), (200.0, 0), (200.5, 0), (201.0, 1), (449.9, 249), (450.0, 249), (1e4, 249)],
)
def test_what_lies_outside_counts_in_the_outermost_bins(value: float, expected: int) -> None:
    radiator = SAMPLED.index("radiator_k")
    assert bin_of(value, LOW[radiator], WIDTH[radiator]) == expected


def test_edges_are_a_width_apart() -> None:
    for i, name in enumerate(SAMPLED):
        assert edges(name)[0] == LOW[i]
        assert np.diff(edges(name)) == pytest.approx(WIDTH[i])


def test_lanes_count_by_the_satellites_they_stand_for() -> None:
    # two orbits with one satellite and three: a quarter and three quarters of the fleet, at different light
    shells = ({**DAWN_DUSK, **ONE}, {**WALKER, **ONE})
    m = marching(scenario(shells=shells, service_date=EQUINOX), 5)

    def weighing(*satellites: float) -> np.ndarray:
        weight = np.zeros(LANES)
        weight[:2] = satellites
        lanes = replace(m.lanes, weight=weight)
        return march(lanes, m.sun, 5, m.cut, 1361.0, np.ones_like, 1).sample_histogram

    parts = weighing(1.0, 0.0), weighing(0.0, 1.0)
    assert np.abs(parts[0] - parts[1]).max() > 0.1
    assert weighing(1.0, 3.0) == pytest.approx(0.25 * parts[0] + 0.75 * parts[1], abs=1e-12)


def test_threads_leave_no_trace() -> None:
    made = scenario(shells=({**SHELL, **WALKER},), service_date=EQUINOX)
    one, three = (marching(made, 3, threads=threads).integrated.sample_histogram for threads in (1, 3))
    assert (one == three).all()
