"""Element catalogues of real satellites: OMM as JSON, CSV or XML, and two-line elements with or without names.

The format is recognized from the content, never from the name. Catalogue numbers beyond 339999 need OMM, since two-line
elements have room for five characters.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, fields
from os import PathLike
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import Any

import numpy as np
import numpy.typing as npt

from orbitdc.constants import EARTH_RADIUS_KM, MU_EARTH_KM3_PER_S2, SECONDS_PER_DAY
from orbitdc.errors import CatalogError, Problem
from orbitdc.sky.element_records import FASTEST, FETCH, SLOWEST, Faults, Record
from orbitdc.sky.omm import csv_rows, json_rows, omm_records, xml_rows
from orbitdc.sky.two_lines import two_line_records
from orbitdc.system.cache import cache_folder

FloatArray = npt.NDArray[np.float64]

LOWEST_PERIGEE_KM = 100.0  # an orbit with a lower perigee does not survive a revolution
MOST_BYTES = 50_000_000  # of a file: every object in orbit takes a third of that
FORMATS = "OMM as JSON, CSV or XML, or two-line elements"


@dataclass(frozen=True, eq=False)
class ElementRecords:
    """SGP4 mean elements of n satellites, all arrays (n,); mean motion as published (Kozai)."""

    name: tuple[str, ...]
    catalogue_number: npt.NDArray[np.int64]
    epoch_utc: npt.NDArray[np.datetime64]  # microseconds
    inclination_rad: FloatArray
    raan_rad: FloatArray
    eccentricity: FloatArray
    argument_of_perigee_rad: FloatArray
    mean_anomaly_rad: FloatArray
    mean_motion_rad_per_s: FloatArray
    line: tuple[int | None, ...] = ()  # of the file, where it has lines
    notes: tuple[str, ...] = ()  # what a reader of the results must know

    def __len__(self) -> int:
        return len(self.name)

    def where(self, kept: npt.NDArray[np.bool_], *notes: str) -> ElementRecords:
        """The satellites for which ``kept`` (n,) holds, with more notes."""
        chosen = np.flatnonzero(kept)
        columns: dict[str, Any] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, np.ndarray):
                columns[field.name] = value[chosen]
            elif field.name != "notes":  # names, and lines where there are any
                columns[field.name] = tuple(value[i] for i in chosen) if value else ()
        columns["notes"] = (*self.notes, *notes)
        return ElementRecords(**columns)


def data_folder() -> Path | None:
    """The folder in which `orbitdc data update` keeps fetched files, which is None where nothing can be kept."""
    folder = cache_folder()
    return folder / "data" if folder is not None else None


def find_catalogue(name: str) -> Path:
    """The file of this name where it exists, else the file of this name that `orbitdc data update` fetched."""
    kept = data_folder()
    if not os.path.exists(name) and kept is not None and os.path.exists(kept / name):
        return kept / name
    return Path(name)


def read_catalogue(path: str | PathLike[str]) -> ElementRecords:
    """Read a catalogue file of n satellites into arrays (n,), angles in rad, mean motion in rad/s.

    Elements are those of SGP4 (Hoots and Roehrich 1980; CCSDS 502.0-B for OMM), TEME, UTC. Of several records of one
    satellite the one with the newest epoch counts. Raises CatalogError naming file, line and satellite where the file
    is missing, empty, too long, damaged or of another format, or where a perigee lies below 100 km.

    >>> read_catalogue("absent.tle")
    Traceback (most recent call last):
    orbitdc.errors.CatalogError: absent.tle: no such file
        fix: `orbitdc data update` fetches today's Starlink catalogue, or pass --set fleet.catalogue_file=PATH
    """
    file = str(path)
    try:
        found = Path(path).stat()
        if not (S_ISREG(found.st_mode) or S_ISDIR(found.st_mode)):
            raise CatalogError(Problem("is no regular file", file=file, fix=FETCH))
        with Path(path).open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise CatalogError(Problem("no such file", file=file, fix=FETCH)) from None
    except IsADirectoryError:
        raise CatalogError(Problem("is a folder, not a catalogue file", file=file, fix=FETCH)) from None
    except (OSError, ValueError) as error:  # a name with a zero byte is a ValueError
        told = getattr(error, "strerror", None) or error
        raise CatalogError(Problem(f"cannot be read: {told}", file=file, fix=FETCH)) from None
    return parse_catalogue(content, file)


def parse_catalogue(content: bytes, file: str) -> ElementRecords:
    """Read the content of a catalogue file, as ``read_catalogue`` does; ``file`` stands for it in messages."""
    if len(content) > MOST_BYTES:
        raise CatalogError(Problem(f"holds more than {MOST_BYTES // 10**6} MB, too many", file=file, fix=FETCH))
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise CatalogError(Problem(f"is not text: byte {error.start} is not UTF-8", file=file, fix=FETCH)) from None
    faults = Faults(file)
    records = list(_parse(text, faults))
    faults.raise_if_any()
    if not records:
        raise CatalogError(Problem("holds no satellite", file=file, fix=FETCH))
    for record in records:
        _check_orbit(record, faults)
    faults.raise_if_any()
    return _arrays(*_newest(records))


def _parse(text: str, faults: Faults) -> Iterator[Record]:
    """The records of a catalogue, by the format that its first lines show."""
    head = text.lstrip()
    lines = head.split("\n", 2)[:2]
    first = lines[0].strip()
    if not head:
        faults.add("is empty", fix=FETCH)
        return iter(())
    if head[0] in "[{":
        return omm_records(json_rows(text, faults), faults)
    if head[0] == "<":
        return omm_records(xml_rows(text, faults), faults)
    if "," in first and "MEAN_MOTION" in first.upper():
        return omm_records(csv_rows(text, faults), faults)
    if any(line.startswith("1 ") for line in lines):
        return two_line_records(text, faults)
    fix = f"give {FORMATS}"
    if first.startswith("CCSDS_OMM_VERS"):
        faults.add("is an OMM in key = value notation, which is not read", 1, fix=fix)
    else:
        faults.add(f"unknown format: the first line is {first[:40]!r}", 1, fix=fix)
    return iter(())


def _check_orbit(record: Record, faults: Faults) -> None:
    """Report the elements of a record that no satellite can have."""
    inclination, _, eccentricity, _, _, per_day = record.elements
    who = record.who
    if not 0.0 <= eccentricity < 1.0:
        faults.add(f"{who}: eccentricity {eccentricity:g} is not in [0, 1)", record.line)
        return
    if not 0.0 <= inclination <= 180.0:
        faults.add(f"{who}: inclination {inclination:g} is not in [0, 180] degrees", record.line)
        return
    if not SLOWEST <= per_day <= FASTEST:
        said = f"mean motion {per_day:g} revolutions per day is not from {SLOWEST:g} to {FASTEST:g}"
        faults.add(f"{who}: {said}", record.line)
        return
    n = per_day * 2.0 * np.pi / SECONDS_PER_DAY
    perigee = (MU_EARTH_KM3_PER_S2 / n**2) ** (1.0 / 3.0) * (1.0 - eccentricity) - EARTH_RADIUS_KM
    if perigee < LOWEST_PERIGEE_KM:
        what = "below the surface" if perigee < 0.0 else f"below {LOWEST_PERIGEE_KM:g} km"
        fix = "remove the satellite from the file: it has re-entered or its record is wrong"
        faults.add(f"{who}: perigee at {perigee:.0f} km is {what}", record.line, fix=fix)


def _newest(records: list[Record]) -> tuple[list[Record], tuple[str, ...]]:
    """The record of each satellite with the newest epoch, in the order of the file, and a note where some were left.

    Satellites without a number are told apart by their names; of equal epochs the later record counts.
    """
    kept: dict[tuple[int, str], Record] = {}
    for record in records:
        key = (record.number, "" if record.number else record.name)
        if key not in kept or record.epoch >= kept[key].epoch:
            kept[key] = record
    left = len(records) - len(kept)
    if not left:
        return records, ()
    what = "1 record repeats a satellite" if left == 1 else f"{left:,} records repeat a satellite"
    return list(kept.values()), (f"{what} of the catalogue: of each the newest epoch counts, once",)


def _arrays(records: list[Record], notes: tuple[str, ...]) -> ElementRecords:
    """The records as arrays over satellites, angles in rad."""
    table = np.array([record.elements for record in records], dtype=np.float64).T
    angles = np.radians(table)
    return ElementRecords(
        name=tuple(record.name for record in records),
        catalogue_number=np.array([record.number for record in records], dtype=np.int64),
        epoch_utc=np.array([record.epoch for record in records], dtype="datetime64[us]"),
        inclination_rad=angles[0],
        raan_rad=angles[1],
        eccentricity=table[2],
        argument_of_perigee_rad=angles[3],
        mean_anomaly_rad=angles[4],
        mean_motion_rad_per_s=table[5] * 2.0 * np.pi / SECONDS_PER_DAY,
        line=tuple(record.line for record in records),
        notes=notes,
    )
