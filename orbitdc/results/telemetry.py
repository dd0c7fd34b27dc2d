"""Telemetry of some satellites through the whole window as NetCDF, written in pieces that no window enlarges."""

from __future__ import annotations

import errno
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from orbitdc.constants import DAYS_PER_YEAR, EARTH_RADIUS_KM, SECONDS_PER_DAY
from orbitdc.engine.track import Track, every, lane_segments
from orbitdc.errors import EnvironmentFault, Problem, ScenarioError
from orbitdc.results.tables import chosen_lanes
from orbitdc.scenario.model import Scenario
from orbitdc.system.counting import whole_parts

if TYPE_CHECKING:
    from orbitdc.comparison.run import Run
    from orbitdc.simulation.mission import Mission

Array = npt.NDArray[np.float64]
EVERY_S = 300.0  # unless asked otherwise: 19 records an orbit, 0.5 million in a life of five years
MOST_SATELLITES = 1000
CHUNK = 16384  # records of one satellite that are compressed together, 64 KiB
CACHE_BYTES = 2**19  # of chunks not yet written, for each variable


class Column(NamedTuple):
    """A variable of the file: what of a track it holds, over an interval or at its end."""

    tally: str  # or state
    cell: str  # of the CF conventions: mean, point, maximum
    units: str
    words: str


COLUMNS = {
    "sunlit_frac": Column("lit", "mean", "1", "share of the Sun's disk in view"),
    "array_available_w": Column("panel_available", "mean", "W", "power that the array could give"),
    "array_power_w": Column("panel", "mean", "W", "power drawn from the array"),
    "it_power_w": Column("it", "mean", "W", "power of accelerators and their servers"),
    "heater_power_w": Column("heater", "mean", "W", "power that heaters ask of the bus to keep the coolant liquid"),
    "clock_frac": Column("clock", "mean", "1", "throughput of living accelerators over that at full clock"),
    "state_of_charge_frac": Column("battery", "point", "1", "charge over the battery's capacity of that day"),
    "array_k": Column("array", "point", "K", "temperature of the array"),
    "radiator_k": Column("radiator", "point", "K", "temperature of the radiator at the root of its fins"),
    "loop_k": Column("loop", "point", "K", "temperature of the coolant, which battery and electronics share"),
    "chip_k": Column("chip_high", "maximum", "K", "junction temperature, the highest of the interval"),
}


@dataclass(frozen=True)
class Telemetry:
    """What is recorded: every so many seconds, of ``satellites`` marched ones or the best, median and worst plane."""

    every_s: float = EVERY_S
    satellites: int | None = None

    def check(self, scenario: Scenario) -> None:
        """Refuse before the march what could not be written after it.

        Raises EnvironmentFault without the library for NetCDF, ScenarioError for an interval that steps do not fill or
        that the window does not hold, or a number of satellites outside 1 to 1,000.
        """
        if find_spec("netCDF4") is None:
            fix = 'pip install "orbitdc[io]"'
            raise EnvironmentFault(Problem("telemetry needs the library netCDF4, which is not installed", fix=fix))
        step_s, steps = scenario.numerics.step_s, self.every_s / scenario.numerics.step_s
        if not (steps >= 1.0 - 1e-9 and abs(steps - round(steps)) < 1e-9):
            below = max(1, int(steps)) * step_s
            message = f"an interval of {self.every_s:g} s is no whole number of steps of {step_s:g} s"
            fix = f"{below:g} or {below + step_s:g}; or another numerics.step_s"
            raise ScenarioError(Problem(message, path="telemetry_every_s", fix=fix))
        window_days = scenario.numerics.window_days or scenario.mission.life_y * DAYS_PER_YEAR
        if self.every_s > ceil(window_days) * SECONDS_PER_DAY:
            message = f"an interval of {self.every_s:,g} s is longer than the window of {window_days:g} days"
            raise ScenarioError(Problem(message, path="telemetry_every_s", fix=f"{EVERY_S:g}"))
        if self.satellites is not None and not 1 <= self.satellites <= MOST_SATELLITES:
            message = f"telemetry of {self.satellites} satellites cannot be written"
            raise ScenarioError(Problem(message, path="telemetry_satellites", fix="from 1 to 1,000"))

    def lanes(self, mission: Mission) -> list[tuple[str, int]]:
        """Name and lane of each satellite recorded: those of orbits.csv, or so many evenly spread over the fleet."""
        if self.satellites is None:
            return chosen_lanes(mission)
        picked = np.unique(np.linspace(0, mission.lanes.n_orbit - 1, self.satellites).round().astype(np.int64))
        return [(f"lane {lane}", int(lane)) for lane in picked]


def write_telemetry(run: Run, summary: Mapping[str, Any], what: Telemetry, path: Path) -> None:
    """Write telemetry.nc: (time, satellite), a record at the end of each interval, CF units, the run's provenance.

    Satellites are marched again, one after the other. Raises OSError where the file cannot be written.
    """
    import netCDF4

    try:
        with netCDF4.Dataset(str(path), "w", format="NETCDF4") as file:
            fill(file, run, summary, what)
    except RuntimeError as error:  # of the library, a full disk among them
        if "NetCDF" not in str(error):
            raise
        raise OSError(errno.EIO, str(error), str(path)) from error


def fill(file: Any, run: Run, summary: Mapping[str, Any], what: Telemetry) -> None:
    """Write telemetry into an open netCDF4.Dataset, on disk or in memory."""
    mission = run.mission
    lanes = what.lanes(mission)
    count = whole_parts(mission.n_day * SECONDS_PER_DAY, what.every_s)
    _head(file, summary, mission, what)
    _satellites(file, mission, lanes)
    _columns(file, mission, count)
    for index, (_, lane) in enumerate(lanes):
        _record(file, mission, lane, index, round(what.every_s / mission.cut.step_s))


def _head(file: Any, summary: Mapping[str, Any], mission: Mission, what: Telemetry) -> None:
    """Attributes of the whole file: conventions and where it comes from."""
    scenario, version = summary["scenario"], summary["orbitdc_version"]
    file.setncatts(
        {
            "Conventions": "CF-1.11",
            "title": f"{scenario['name']}: telemetry of marched satellites",
            "source": f"orbitdc {version}, steps of {mission.cut.step_s:g} s",
            "history": f"{summary['created_utc']} orbitdc run",
            "orbitdc_version": version,
            "scenario_name": scenario["name"],
            "scenario_sha256": scenario["sha256"],
            "interval_s": what.every_s,
            "comment": "Values are of one living satellite, worn as it is on its day.",
        }
    )


def _satellites(file: Any, mission: Mission, lanes: list[tuple[str, int]]) -> None:
    """Who is recorded: its name, place in the fleet and orbit."""
    orbits = mission.orbits
    own = np.array([lane for _, lane in lanes])
    file.createDimension("satellite", own.size)
    name = file.createVariable("case", str, ("satellite",))  # a label: CF keeps coordinates of a dimension for numbers
    name.long_name = "plane by clock, or lane of the march"
    for index, (words, _) in enumerate(lanes):
        name[index] = words
    for key, values, units in (
        ("shell", orbits.shell[own], "1"),
        ("plane", orbits.plane[own], "1"),
        ("altitude_km", orbits.semi_major_axis_km[own] - EARTH_RADIUS_KM, "km"),
        ("inclination_deg", np.degrees(orbits.inclination_rad[own]), "degree"),
        ("raan_deg", np.degrees(orbits.raan_rad[own]), "degree"),
    ):
        variable = file.createVariable(key, "i4" if units == "1" else "f8", ("satellite",))
        variable.units = units
        variable[:] = values


def _columns(file: Any, mission: Mission, count: int) -> None:
    """Time with its bounds, and an empty variable for each column."""
    file.createDimension("time", count)
    file.createDimension("nv", 2)
    cached = partial(file.createVariable, zlib=True, complevel=1, shuffle=True)
    time = cached("time", "f8", ("time",), chunksizes=(min(CHUNK, count),))
    start = mission.scenario.mission.service_date.isoformat()
    time.setncatts(
        {
            "standard_name": "time",
            "long_name": "end of the interval",
            "units": f"seconds since {start} 00:00:00",
            "calendar": "standard",
            "bounds": "time_bounds",
        }
    )
    cached("time_bounds", "f8", ("time", "nv"), chunksizes=(min(CHUNK, count), 2))
    for name, column in COLUMNS.items():
        variable = cached(name, "f4", ("time", "satellite"), chunksizes=(min(CHUNK, count), 1))
        variable.setncatts(
            {
                "units": column.units,
                "long_name": column.words,
                "cell_methods": f"time: {column.cell}",
                "coordinates": "case altitude_km inclination_deg raan_deg",
            }
        )
    for variable in file.variables.values():
        if variable.dimensions[:1] == ("time",):
            variable.set_var_chunk_cache(size=CACHE_BYTES)


def _record(file: Any, mission: Mission, lane: int, index: int, steps: int) -> None:
    """March a lane and write its segments as they come; time with the first."""
    constant = mission.scenario.sky.constant_w_per_m2
    done = 0
    for track in lane_segments(mission.lanes, lane, mission.sun, mission.n_day, mission.cut, constant, every(steps)):
        span = slice(done, done + track.ends_s.size)
        if index == 0:
            file["time"][span] = track.ends_s
            file["time_bounds"][span] = np.stack(
                [track.ends_s - track.steps * mission.cut.step_s, track.ends_s], axis=1
            )
        for name, column in COLUMNS.items():
            file[name][span, index] = values(track, column)
        done = span.stop


def values(track: Track, column: Column) -> Array:
    """A column of a track, (n_bin,): mean of the interval, value at its end or highest; NaN for no battery's charge."""
    if column.tally == "battery":
        return track.charge_frac("battery")
    found = track.of(column.tally)
    return found / track.steps if column.cell == "mean" else found
