"""Solar activity: the 10.7 cm flux by day, observed, predicted, or held at a level of the record."""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

import numpy as np
import numpy.typing as npt

from orbitdc.errors import Problem, ScenarioError

FloatArray = npt.NDArray[np.float64]
Activity = Literal["predicted", "low", "mean", "high"]

QUANTILE = {"low": 0.1, "high": 0.9}  # of the observed months: a quiet and an active part of the cycle, lasting


@dataclass(frozen=True, eq=False)
class Months:
    """The monthly record and forecast; all arrays of shape (n_month,)."""

    middle_day: FloatArray  # middle of the month as proleptic ordinal, the day 0001-01-01 00:00 being 1
    f107_sfu: FloatArray  # monthly mean of the observed 10.7 cm flux, not adjusted to 1 AU
    observed: npt.NDArray[np.bool_]  # False where any day of the month is a forecast


@cache
def months() -> Months:
    """The shipped table of CelesTrak, read once: months since October 1957, forecasts included.

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
    """A lasting F10.7 in sfu: the cubic mean of all observed months, or their 10 % or 90 % quantile.

    Density rises like the second (350 km) to third power (600 km and up) of F10.7, so the plain mean, 123 sfu, would
    understate the record's mean drag by 11 % at 350 and 39 % at 600 km. The cubic mean is within 3 % of it at 550 and
    600 km, 16 % high at 350 km and 14 % low at 800 km.

    >>> [round(level_sfu(activity), 1) for activity in ("low", "mean", "high")]
    [71.6, 141.2, 199.7]
    """
    record = months()
    observed = record.f107_sfu[record.observed]
    if activity == "mean":
        return float(np.cbrt((observed**3).mean()))
    return float(np.quantile(observed, QUANTILE[activity]))


def f107_by_day(start: dt.date, n_day: int, activity: Activity) -> FloatArray:
    """F10.7 in sfu (n_day,) at noon of each day from ``start``: by date, or constant at a level of the record.

    "predicted" runs linearly between the middles of the months, observed or forecast (CelesTrak space weather data);
    "low", "mean" and "high" are ``level_sfu``. Monthly means serve as the daily and the 81-day flux alike.
    Raises ScenarioError where "predicted" leaves the table.

    >>> f107_by_day(dt.date(2030, 1, 1), 3, "predicted").round(1)
    array([78., 78., 78.])
    """
    if activity != "predicted":
        return np.full(n_day, level_sfu(activity))
    record = months()
    day = start.toordinal() + 0.5 + np.arange(n_day)
    first, last = record.middle_day[0], record.middle_day[-1]
    if n_day and (day[0] < first or day[-1] > last):
        begin, end = (dt.date.fromordinal(int(x)) for x in (first, last))
        raise ScenarioError(
            Problem(
                f"solar activity is observed or predicted from {begin} to {end}; asked for {n_day} days from {start}",
                path="sky.solar_activity",
                fix="choose low, mean or high",
            )
        )
    return np.asarray(np.interp(day, record.middle_day, record.f107_sfu))
