"""Solar activity: the 10.7 cm flux by day, observed, predicted, taken from a past cycle, or held at a level."""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Literal

import numpy as np
import numpy.typing as npt

from orbitdc.errors import Problem, ScenarioError

FloatArray = npt.NDArray[np.float64]
Cycle = Literal["low_cycle", "mean_cycle", "high_cycle"]
Activity = Literal["predicted", "low", "mean", "high", "low_cycle", "mean_cycle", "high_cycle"]

# Sunspot minima that begin cycles 20 to 25 (SILSO, Royal Observatory of Belgium)
MINIMA = tuple(dt.date(y, m, 15) for y, m in ((1964, 10), (1976, 3), (1986, 9), (1996, 8), (2008, 12), (2019, 12)))
PHASES = 132  # points of a cycle, a month apart
SMOOTHED_MONTHS = 13  # the window of the mean by which cycles are dated
QUANTILE = {"low": 0.1, "high": 0.9}  # of the observed months, for a Sun that stays quiet or active


@dataclass(frozen=True, eq=False)
class Months:
    """The monthly record and forecast; all arrays of shape (n_month,)."""

    middle_day: FloatArray  # middle of the month as proleptic ordinal, the day 0001-01-01 00:00 being 1
    f107_sfu: FloatArray  # monthly mean of the observed 10.7 cm flux, not adjusted to 1 AU
    observed: npt.NDArray[np.bool_]  # False where any day of the month is a forecast


@cache
def months() -> Months:
    """The shipped table of CelesTrak, which is read once: months since October 1957, forecasts included.

    >>> record = months()
    >>> int(record.observed.sum()), float(record.f107_sfu.max())
    (813, 289.2)
    """
    text = files("orbitdc.sky").joinpath("space_weather.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))
    first = [dt.date(int(row["year"]), int(row["month"]), 1).toordinal() for row in rows]
    next_first = (dt.date.fromordinal(first[-1]) + dt.timedelta(days=31)).replace(day=1).toordinal()
    edges = np.array([*first, next_first], dtype=np.float64)
    return Months(
        middle_day=0.5 * (edges[:-1] + edges[1:]),
        f107_sfu=np.array([float(row["f107_obs_sfu"]) for row in rows]),
        observed=np.array([row["status"] == "observed" for row in rows]),
    )


def level_sfu(activity: Literal["low", "mean", "high"]) -> float:
    """A constant F10.7 in sfu: the cubic mean of all observed months, or their 10 % or 90 % quantile.

    Density rises like the second (350 km) to third power (600 km and up) of F10.7, so the plain mean, 123 sfu, would
    understate the record's mean drag by 11 % at 350 and 39 % at 600 km. The cubic mean is within 3 % of it at 550 and
    600 km, 16 % high at 350 km and 14 % low at 800 km. Both are levels by definition.

    >>> [round(level_sfu(activity), 1) for activity in ("low", "mean", "high")]
    [71.6, 141.2, 199.7]
    """
    record = months()
    observed = record.f107_sfu[record.observed]
    if activity == "mean":
        return float(np.cbrt((observed**3).mean()))
    return float(np.quantile(observed, QUANTILE[activity]))


@cache
def past_cycles() -> FloatArray:
    """Smoothed F10.7 in sfu of cycles 20 to 24, by phase from the minimum, shape (5, PHASES).

    The minima are those of SILSO (Clette et al. 2014), and the smoothing is the mean over 13 months.

    >>> past_cycles().max(axis=1).round()
    array([156., 205., 213., 197., 146.])
    """
    record = months()
    smooth = np.convolve(record.f107_sfu, np.full(SMOOTHED_MONTHS, 1.0 / SMOOTHED_MONTHS), mode="same")
    edges = np.array([date.toordinal() for date in MINIMA], dtype=np.float64)
    phase = np.arange(PHASES) / PHASES
    spans = pairwise(edges)
    return np.stack([np.interp(begin + phase * (end - begin), record.middle_day, smooth) for begin, end in spans])


def cycle_sfu(day: FloatArray, which: Cycle) -> FloatArray:
    """F10.7 in sfu on days (n,) if the weakest, the mean or the strongest cycle repeats.

    ``day`` counts days as proleptic ordinals. The phase counts from the last minimum (SILSO, Clette et al. 2014),
    December 2019, in the mean length of the five cycles, 11.03 years.

    >>> year = np.array([dt.date(2036, 6, 1).toordinal()], dtype=np.float64)
    >>> [round(float(cycle_sfu(year, which)[0])) for which in ("low_cycle", "mean_cycle", "high_cycle")]
    [146, 176, 209]
    """
    cycles = past_cycles()
    by_strength = np.argsort(cycles.mean(axis=1))
    chosen = {"low_cycle": cycles[by_strength[0]], "high_cycle": cycles[by_strength[-1]]}
    curve = chosen.get(which, cycles.mean(axis=0))
    first, last = MINIMA[0].toordinal(), MINIMA[-1].toordinal()
    phase = (day - last) / ((last - first) / len(cycles)) % 1.0
    return np.asarray(np.interp(phase * PHASES, np.arange(PHASES + 1), np.append(curve, curve[0])))


def outside_record(start: dt.date, n_day: int, activity: Activity) -> Problem | None:
    """The problem of days from a date whose activity is neither observed nor predicted; None where there is none."""
    first, last = months().middle_day[0], months().middle_day[-1]
    begins = start.toordinal() + 0.5
    if activity != "predicted" or not n_day or (first <= begins and begins + n_day - 1.0 <= last):
        return None
    begin, end = (dt.date.fromordinal(int(x)) for x in (first, last))
    return Problem(
        f"solar activity is observed or predicted from {begin} to {end}; asked for {n_day} days from {start}",
        path="sky.solar_activity",
        fix="choose low_cycle, mean_cycle or high_cycle, or a level: low, mean or high",
    )


def f107_by_day(start: dt.date, n_day: int, activity: Activity) -> FloatArray:
    """F10.7 in sfu (n_day,) at noon of each day from ``start``: by date, by a past cycle, or constant.

    The activity "predicted" runs linearly between the middles of the months, observed or forecast (CelesTrak space
    weather data, Vallado and Kelso 2013); "low", "mean" and "high" are ``level_sfu``, the cycles ``cycle_sfu``. Monthly
    means serve as the daily and the 81-day flux alike. Raises ScenarioError where "predicted" leaves the table.

    >>> f107_by_day(dt.date(2030, 1, 1), 3, "predicted").round(1)
    array([78., 78., 78.])
    """
    day = start.toordinal() + 0.5 + np.arange(n_day, dtype=np.float64)
    if activity == "low_cycle" or activity == "mean_cycle" or activity == "high_cycle":
        return cycle_sfu(day, activity)
    if activity != "predicted":
        return np.full(n_day, level_sfu(activity))
    record = months()
    if problem := outside_record(start, n_day, activity):
        raise ScenarioError(problem)
    return np.asarray(np.interp(day, record.middle_day, record.f107_sfu))
