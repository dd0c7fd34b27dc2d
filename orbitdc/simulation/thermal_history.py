"""What the accelerators of a fleet meet in orbit: how hot they run, and how far each eclipse lets them cool."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from orbitdc.compute.accelerator import Accelerator
from orbitdc.compute.wear import Wear, heat_factor, worn
from orbitdc.constants import DAYS_PER_YEAR, SECONDS_PER_DAY
from orbitdc.engine.days import Days
from orbitdc.engine.integrated import Integrated
from orbitdc.engine.lanes import WARM_K
from orbitdc.engine.lowering import Lanes
from orbitdc.engine.samples import SAMPLED, bin_means_k
from orbitdc.fleet.orbits import Orbits
from orbitdc.scenario.model import Scenario
from orbitdc.simulation.geometry import worst_day
from orbitdc.sky.sun import SunTable

Array = npt.NDArray[np.float64]
SAMPLE = 4  # lanes that stand for the fleet, at most
SAMPLED_TIMES = 8  # as often as in a march of the fleet: mean losses within 0.1 % of those of every day and lane
TRACK_DAYS = 366  # every season once
LIT = 1.0 - 1e-6  # share of a day's light below which its orbits meet the shadow


def sample_of(lanes: Lanes, orbits: Orbits) -> Lanes:
    """A few lanes that stand for all, evenly spread over the satellites, one of each of their planes.

    Satellites of a plane meet the same light, one after the other.
    """
    total = np.cumsum(lanes.weight)
    at = np.searchsorted(total, (np.arange(SAMPLE) + 0.5) / SAMPLE * total[-1])
    plane = orbits.shell[at] * (orbits.plane.max() + 1) + orbits.plane[at]
    _, first, count = np.unique(plane, return_index=True, return_counts=True)
    return replace(some_of(lanes, at[first]), weight=count.astype(np.float64))


def some_of(lanes: Lanes, at: npt.NDArray[np.int64]) -> Lanes:
    """Some lanes alone."""
    return replace(
        lanes,
        path=lanes.path[..., at],
        orbit=lanes.orbit[..., at],
        orbit_group=lanes.orbit_group[at],
        state=lanes.state[:, at],
        weight=lanes.weight[at],
    )


def mean_heat_factor(chip: Accelerator, marched: Integrated) -> float:
    """Permanent losses over those at the quoted temperature, mean over the junction temperatures of a march.

    Each bin counts at the mean of its samples; the middle of a bin would be half a kelvin, or 3 % of the rate, beside
    chips that are held at their limit. Where no temperature was a number, losses are those quoted.
    """
    share = marched.sample_histogram[SAMPLED.index("chip_k")]
    factors = heat_factor(chip, bin_means_k(share, marched.chip_above_k))
    return float(share @ factors / share.sum()) if share.sum() > 0.0 else 1.0


def swinging(orbits: Orbits, sun: SunTable, n_day: int) -> int:
    """The lane whose swings wear a fleet: that of the longest shadow."""
    _, lane = worst_day(orbits, sun, n_day)
    return lane


def warmed(days: Days) -> Days:
    """The days, of which the first too comes after chunks that warm a cold satellite up."""
    return days._replace(lead=np.maximum(days.lead, days.lead.max(initial=1)))


def wear_of(scenario: Scenario, orbits: Orbits, lane: int, marched: Integrated, swung: Integrated) -> Wear:
    """The wear of a fleet's accelerators by the temperatures of a march of a few of its lanes.

    Cycles are those of the lane with the longest shadow, whose march on representative days of the first `TRACK_DAYS`
    of the window is ``swung``: one for each revolution on the days that meet it.
    """
    swing_k, lit = swings(swung)
    rate_rad_per_s = float(orbits.argument_of_latitude_rate_rad_per_s[lane])
    per_y = DAYS_PER_YEAR * SECONDS_PER_DAY * rate_rad_per_s / (2.0 * np.pi)
    chip = scenario.accelerator
    return worn(chip, mean_heat_factor(chip, marched), np.where(lit < LIT, per_y, 0.0), swing_k)


def swings(swung: Integrated) -> tuple[Array, Array]:
    """Swing of the junction temperature in K and share of light of one lane's march by day, (n_day,) each.

    The swing is that between the highest and the lowest junction temperature of the day, which on a day without any may
    differ by a rounding in either direction.
    """
    return np.maximum(swung.day("chip_high") + swung.day("chip_cold") - WARM_K, 0.0), swung.day("lit")
