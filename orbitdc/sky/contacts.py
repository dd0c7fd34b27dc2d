"""When satellites of a catalogue stand above named ground stations, found by skyfield with SGP4, offline."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from orbitdc.constants import SECONDS_PER_DAY
from orbitdc.errors import EnvironmentFault, Problem
from orbitdc.sky.catalogues import ElementRecords
from orbitdc.sky.passes import Station
from orbitdc.system.cache import cache_folder
from orbitdc.system.files import opened, put, sealed

FloatArray = npt.NDArray[np.float64]
SATELLITES = 12  # of a catalogue, evenly spread over it
DAYS = 3.0  # from each satellite's own epoch on: by then the ground track has moved over every longitude
SGP4_EPOCH = np.datetime64("1949-12-31", "us")  # from which the library counts days
VERSION = "contacts-1"


@dataclass(frozen=True, eq=False)
class Contacts:
    """Passes of some satellites above some stations within a span."""

    passes: FloatArray  # (n_pass, 4): satellite, station, rise and set in s, cut at the ends of the span
    satellites: int
    stations: int
    span_s: float = DAYS * SECONDS_PER_DAY

    def in_view(self) -> FloatArray:
        """Share of time with 0, 1, 2, ... stations in view, (n_station + 1,), mean over the satellites.

        The time between two edges of passes, by definition.

        >>> example().in_view().tolist()
        [0.5, 0.25, 0.25]
        """
        share = np.zeros(self.stations + 1)
        for edges, number in map(self._counted, range(self.satellites)):
            np.add.at(share, number, np.diff(edges))
        return np.asarray(share / (self.satellites * self.span_s))

    def available_frac(self, clear_frac: float) -> float:
        """Share of time in which a station in view sees the sky: sum over k of share_k (1 - (1 - p)^k).

        Clouds are independent from site to site (Ross, "A First Course in Probability", section 3.4).

        >>> example().available_frac(0.5)  # 0.25 x 1/2 + 0.25 x 3/4
        0.3125
        """
        return float(self.in_view() @ (1.0 - (1.0 - clear_frac) ** np.arange(self.stations + 1)))

    @property
    def passes_per_day(self) -> float:
        """Passes that begin in a day, over all stations, mean over the satellites, by definition of a rate.

        >>> example().passes_per_day
        2.0
        """
        begin = np.count_nonzero(self.passes[:, 2] > 0.0)
        return float(begin / self.satellites / (self.span_s / SECONDS_PER_DAY))

    @property
    def pass_min(self) -> float | None:
        """Mean length in minutes, by definition, of the passes that are whole; None without any.

        >>> example().pass_min
        540.0
        """
        whole = (self.passes[:, 2] > 0.0) & (self.passes[:, 3] < self.span_s)
        lengths = self.passes[whole, 3] - self.passes[whole, 2]
        return float(lengths.mean() / 60.0) if lengths.size else None

    @property
    def gap_max_h(self) -> float:
        """Longest time in hours in which a satellite has no station in view, by definition of a gap.

        >>> example().gap_max_h
        6.0
        """
        longest = 0.0
        for edges, number in map(self._counted, range(self.satellites)):
            alone = np.concatenate([[0.0], np.where(number == 0, np.diff(edges), 0.0), [0.0]])
            ends = np.flatnonzero(alone == 0.0)  # a gap may hold edges of passes that begin as others end
            longest = max(longest, *(float(alone[a:b].sum()) for a, b in pairwise(ends)))
        return longest / 3600.0

    def _counted(self, satellite: int) -> tuple[FloatArray, npt.NDArray[np.int64]]:
        """Moments (n,) at which the number of stations in view of a satellite changes, and that number between them."""
        own = self.passes[self.passes[:, 0] == satellite]
        edges = np.concatenate([[0.0], own[:, 2], own[:, 3], [self.span_s]])
        steps = np.concatenate([[0], np.ones(len(own)), -np.ones(len(own)), [0]]).astype(np.int64)
        order = np.argsort(edges, kind="stable")
        return edges[order], np.cumsum(steps[order])[:-1]


def example() -> Contacts:
    """A day of one satellite above two stations, from 6 to 18 h and from 6 to 12 h: the example of this module."""
    return Contacts(np.array([[0.0, 0.0, 21600.0, 64800.0], [0.0, 1.0, 21600.0, 43200.0]]), 1, 2, 86400.0)


def contacts(records: ElementRecords, stations: Sequence[Station], elevation_min_deg: float) -> Contacts:
    """The passes of some satellites of a catalogue above stations, for some days from each one's epoch.

    A pass lasts while the satellite stands above the least elevation in degrees, and that of the station. SGP4 without
    drag (Hoots and Roehrich 1980); skyfield's `find_events` (Rhodes 2019). Kept in the cache folder.

    Raises EnvironmentFault, with what to install, where skyfield is absent.
    """
    chosen = np.unique(np.linspace(0, len(records), min(SATELLITES, len(records)), endpoint=False).astype(np.int64))
    columns = ("inclination_rad", "raan_rad", "eccentricity", "argument_of_perigee_rad", "mean_anomaly_rad")
    elements = np.stack([getattr(records, name)[chosen] for name in (*columns, "mean_motion_rad_per_s")], axis=1)
    epochs = records.epoch_utc[chosen]
    above = [(one.latitude_deg, one.longitude_deg, max(one.elevation_min_deg, elevation_min_deg)) for one in stations]
    told = repr((VERSION, DAYS, epochs.astype(np.int64).tolist(), elements.tolist(), above))
    name = f"{VERSION}-{hashlib.sha256(told.encode()).hexdigest()[:32]}.npy"
    passes = _read(name)
    if passes is None:
        passes = _found(elements, epochs, above)
        _write(name, passes)
    return Contacts(passes, len(chosen), len(above))


def _found(elements: FloatArray, epochs: Any, above: list[tuple[float, float, float]]) -> FloatArray:
    """The passes of satellites above ground stations, (pass, 4), by SGP4 and Skyfield."""
    try:
        from sgp4.api import WGS72, Satrec
        from skyfield.api import EarthSatellite, load, wgs84
    except ImportError as error:
        message = f"contacts of ground stations need the library {error.name}, which is not installed"
        raise EnvironmentFault(Problem(message, fix="pip install skyfield sgp4")) from None
    time, rows = load.timescale(builtin=True), []
    places = [(wgs84.latlon(latitude, longitude), least) for latitude, longitude, least in above]
    for number, (row, epoch) in enumerate(zip(elements.tolist(), epochs, strict=True)):
        inclination, node, eccentricity, perigee, anomaly, motion = row
        record = Satrec()
        days = float((epoch - SGP4_EPOCH) / np.timedelta64(1, "D"))
        record.sgp4init(
            WGS72, "i", 1, days, 0.0, 0.0, 0.0, eccentricity, perigee, inclination, anomaly, 60.0 * motion, node
        )
        satellite = EarthSatellite.from_satrec(record, time)
        moment = epoch.astype("datetime64[us]").astype(dt.datetime).replace(tzinfo=dt.UTC)
        start, end = time.from_datetime(moment), time.from_datetime(moment + dt.timedelta(days=DAYS))
        for station, (place, least) in enumerate(places):
            times, kinds = satellite.find_events(place, start, end, altitude_degrees=least)
            begun = bool((satellite - place).at(start).altaz()[0].degrees >= least)
            rows += [(number, station, *edges) for edges in _passes((times - start) * SECONDS_PER_DAY, kinds, begun)]
    return np.array(rows, dtype=np.float64).reshape(-1, 4)


def _passes(seconds: FloatArray, kinds: Any, begun: bool) -> list[tuple[float, float]]:
    """Rise and set in s from the events of skyfield (0 rise, 1 highest, 2 set), cut at the ends of the span."""
    found, rise = [], 0.0 if begun else None
    for second, kind in zip(np.asarray(seconds).tolist(), kinds, strict=True):
        if kind == 0:
            rise = second
        elif kind == 2 and rise is not None:
            found.append((rise, second))
            rise = None
    return found if rise is None else [*found, (rise, DAYS * SECONDS_PER_DAY)]


def _read(name: str) -> FloatArray | None:
    """Passes (pass, 4) from the cache; None where they are absent or damaged."""
    folder = cache_folder()
    try:
        kept = None if folder is None else opened((folder / name).read_bytes())
        passes = None if kept is None else np.load(io.BytesIO(kept), allow_pickle=False)
    except (OSError, ValueError, EOFError):  # the file is absent or unreadable, and is computed again
        return None
    return passes if isinstance(passes, np.ndarray) and passes.ndim == 2 and passes.shape[1] == 4 else None


def _write(name: str, passes: FloatArray) -> None:
    """Keep passes (pass, 4) in the cache, where there is one."""
    folder = cache_folder()
    content = io.BytesIO()
    np.save(content, passes)
    with suppress(OSError):  # a full or read-only disk costs time, but never changes an answer
        if folder is not None:
            put(folder / name, sealed(content.getvalue()))
