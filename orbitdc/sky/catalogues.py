"""Element catalogues of real satellites: OMM as JSON, CSV or XML, and two-line elements with or without names.

The format is recognized from the content, never from the name. Catalogue numbers beyond 99999 need OMM, since two-line
elements have room for five characters.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import math
import os
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

import numpy as np
import numpy.typing as npt

from orbitdc.constants import EARTH_RADIUS_KM, MU_EARTH_KM3_PER_S2, SECONDS_PER_DAY
from orbitdc.errors import CatalogError, Problem
from orbitdc.system.cache import cache_folder

FloatArray = npt.NDArray[np.float64]

LOWEST_PERIGEE_KM = 100.0  # an orbit with a lower perigee does not survive a revolution
MOST_PROBLEMS = 20  # problems that one message reports at most
FETCH = "`orbitdc data update` fetches today's Starlink catalogue, or pass --set fleet.catalogue_file=PATH"
REFETCH = "fetch the file again: `orbitdc data update`"
FORMATS = "OMM as JSON, CSV or XML, or two-line elements"

NUMBERS = (
    "INCLINATION",
    "RA_OF_ASC_NODE",
    "ECCENTRICITY",
    "ARG_OF_PERICENTER",
    "MEAN_ANOMALY",
    "MEAN_MOTION",
)


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

    def __len__(self) -> int:
        return len(self.name)


@dataclass(frozen=True)
class _Record:
    name: str
    number: int
    epoch: np.datetime64
    elements: tuple[float, ...]  # degrees and revolutions per day, in the order of NUMBERS
    place: str  # "" or "record 7"
    line: int | None


class _Faults:
    """Collects what is wrong in one file, so that all of it is said at once."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def add(self, message: str, line: int | None = None, column: int | None = None, fix: str = REFETCH) -> None:
        self.problems.append(Problem(message, file=self.file, line=line, column=column, fix=fix))

    def raise_if_any(self) -> None:
        more = len(self.problems) - MOST_PROBLEMS
        if more > 0:
            last = Problem(f"and {more} more problems", file=self.file)
            raise CatalogError(*self.problems[:MOST_PROBLEMS], last)
        if self.problems:
            raise CatalogError(*self.problems)


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

    Elements are those of SGP4 (Hoots and Roehrich 1980; CCSDS 502.0-B for OMM), TEME, UTC. Raises
    CatalogError naming file, line and satellite where the file is missing, empty, damaged or of another
    format, or where a perigee lies below 100 km.

    >>> read_catalogue("absent.tle")
    Traceback (most recent call last):
    orbitdc.errors.CatalogError: absent.tle: no such file
        fix: `orbitdc data update` fetches today's Starlink catalogue, or pass --set fleet.catalogue_file=PATH
    """
    file = str(path)
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise CatalogError(Problem("no such file", file=file, fix=FETCH)) from None
    except IsADirectoryError:
        raise CatalogError(Problem("is a folder, not a catalogue file", file=file, fix=FETCH)) from None
    except UnicodeDecodeError as error:
        raise CatalogError(Problem(f"is not text: byte {error.start} is not UTF-8", file=file, fix=FETCH)) from None
    except OSError as error:
        raise CatalogError(Problem(f"cannot be read: {error.strerror}", file=file, fix=FETCH)) from None
    faults = _Faults(file)
    records = list(_parse(text, faults))
    faults.raise_if_any()
    if not records:
        raise CatalogError(Problem("holds no satellite", file=file, fix=FETCH))
    for record in records:
        _check_orbit(record, faults)
    faults.raise_if_any()
    return _arrays(records)


def _parse(text: str, faults: _Faults) -> Iterator[_Record]:
    head = text.lstrip()
    first = head.split("\n", 1)[0].strip()
    if not head:
        faults.add("is empty", fix=FETCH)
        return iter(())
    if head[0] in "[{":
        return _omm(_json_rows(text, faults), faults)
    if head[0] == "<":
        return _omm(_xml_rows(text, faults), faults)
    if "," in first and "MEAN_MOTION" in first.upper():
        return _omm(_csv_rows(text, faults), faults)
    if any(line.startswith("1 ") for line in head.splitlines()[:2]):
        return _tle(text, faults)
    fix = f"give {FORMATS}"
    if first.startswith("CCSDS_OMM_VERS"):
        faults.add("is an OMM in key = value notation, which is not read", 1, fix=fix)
    else:
        faults.add(f"unknown format: the first line is {first[:40]!r}", 1, fix=fix)
    return iter(())


# -- OMM ---------------------------------------------------------------------------------------------------------------


def _json_rows(text: str, faults: _Faults) -> Iterator[tuple[str, int | None, Mapping[str, object]]]:
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        faults.add(f"not valid JSON: {error.msg}", error.lineno, error.colno)
        return
    rows = document if isinstance(document, list) else [document]
    for number, row in enumerate(rows, start=1):
        if isinstance(row, dict):
            yield f"record {number}", None, row
        else:
            faults.add(f"record {number} is not an object of OMM fields")


def _xml_rows(text: str, faults: _Faults) -> Iterator[tuple[str, int | None, Mapping[str, object]]]:
    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError as error:
        line, column = error.position
        faults.add("not valid XML", line, column + 1)
        return
    for number, segment in enumerate(root.iter("segment"), start=1):
        yield f"record {number}", None, {element.tag: element.text for element in segment.iter() if element.text}


def _csv_rows(text: str, faults: _Faults) -> Iterator[tuple[str, int | None, Mapping[str, object]]]:
    reader = csv.DictReader(io.StringIO(text, newline=""))
    try:
        for row in reader:
            known = {str(key).strip().upper(): value for key, value in row.items() if key is not None}
            yield "", reader.line_num, known
    except csv.Error as error:
        faults.add(f"not valid CSV: {error}", reader.line_num + 1)


def _omm(rows: Iterable[tuple[str, int | None, Mapping[str, object]]], faults: _Faults) -> Iterator[_Record]:
    for place, line, row in rows:
        where = ", ".join(part for part in (place, str(row.get("OBJECT_NAME") or "").strip()) if part)
        prefix = f"{where}: " if where else ""
        wanted = ("NORAD_CAT_ID", "EPOCH", *NUMBERS)
        missing = [key for key in wanted if row.get(key) is None or not str(row[key]).strip()]
        if missing:
            faults.add(f"{prefix}without {', '.join(missing)}", line)
            continue
        numbers = [_number(row[key], key, prefix, line, faults) for key in NUMBERS]
        catalogue_number = _integer(row["NORAD_CAT_ID"], prefix, line, faults)
        epoch = _epoch(str(row["EPOCH"]), prefix, line, faults)
        if catalogue_number is None or epoch is None or None in numbers:
            continue
        name = str(row.get("OBJECT_NAME") or "").strip() or str(catalogue_number)
        yield _Record(name, catalogue_number, epoch, tuple(n for n in numbers if n is not None), place, line)


def _number(value: object, key: str, prefix: str, line: int | None, faults: _Faults) -> float | None:
    try:
        number = float(str(value))
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        faults.add(f"{prefix}{key} is {str(value)!r}, not a number", line)
        return None
    return number


def _integer(value: object, prefix: str, line: int | None, faults: _Faults) -> int | None:
    text = str(value).strip()
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        faults.add(f"{prefix}NORAD_CAT_ID is {text!r}, not a catalogue number of up to 9 digits", line)
        return None
    return int(text)


def _epoch(text: str, prefix: str, line: int | None, faults: _Faults) -> np.datetime64 | None:
    try:
        return np.datetime64(dt.datetime.fromisoformat(text.strip().removesuffix("Z")), "us")
    except ValueError:
        faults.add(f"{prefix}EPOCH is {text!r}, not a UTC date and time such as 2026-05-30T12:00:00", line)
        return None


# -- two-line elements -------------------------------------------------------------------------------------------------

_VALUES = bytes(
    c - 48 if 48 <= c <= 57 else int(c == 45) for c in range(256)
)  # the checksum counts digits, and 1 for a minus sign


def tle_checksum(line: str) -> int:
    """Checksum digit of an element line: digits plus one for each minus sign of the first 68 columns, modulo 10.

    >>> tle_checksum("2 44714  53.1513 154.1788 0003034  54.2939 305.8351 15.47704531361446")
    6
    """
    return sum(line[:68].encode("latin-1", "replace").translate(_VALUES)) % 10


def _line_is_sound(line: str, number: int, faults: _Faults) -> bool:
    if len(line) != 69:
        faults.add(f"an element line has 69 columns, this one {len(line)}", number)
        return False
    expected = tle_checksum(line)
    if line[68] != str(expected):
        faults.add(f"checksum is {line[68]}, computed {expected}", number)
        return False
    return True


_COLUMNS = (  # of both lines: the line, its first column and the column after the last, counted from 0, and their name
    (0, 18, 20, "epoch year"),
    (0, 20, 32, "epoch day"),
    (1, 8, 16, "inclination"),
    (1, 17, 25, "node"),
    (1, 26, 33, "eccentricity"),
    (1, 34, 42, "perigee"),
    (1, 43, 51, "mean anomaly"),
    (1, 52, 63, "mean motion"),
)


def _columns_are_numbers(lines: tuple[str, str], numbers: tuple[int, int], faults: _Faults) -> bool:
    """The sgp4 library reads a damaged column as some number: each must be one before it does."""
    for which, start, end, what in _COLUMNS:
        text = lines[which][start:end]
        try:
            float(text)
        except ValueError:
            faults.add(f"{what} is {text!r}, not a number", numbers[which], start + 1)
            return False
    if not lines[0][2:7].strip():
        faults.add("without a catalogue number", numbers[0], 3)
        return False
    return True


def _tle(text: str, faults: _Faults) -> Iterator[_Record]:
    name, name_number, first, first_number = "", 0, "", 0
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.rstrip()
        if not line:
            continue
        if first:
            if line.startswith("2 "):
                record = _tle_record(name, first, first_number, line, number, faults)
                if record is not None:
                    yield record
                name, first = "", ""
                continue
            faults.add("element line 1 is not followed by its line 2", first_number)
            name, first = "", ""
        if line.startswith("1 "):
            first, first_number = line, number
        elif line.startswith("2 "):
            faults.add("element line 2 without its line 1", number)
            name = ""
        else:
            if name:
                faults.add(f"{name[:24]!r} is neither an element line nor a name before one", name_number)
            name, name_number = line.removeprefix("0 ").strip(), number
    if first:
        faults.add("the file ends after element line 1", first_number)
    elif name:
        faults.add(f"the file ends after the name {name[:24]!r}", name_number)


def _tle_record(name: str, line1: str, number1: int, line2: str, number2: int, faults: _Faults) -> _Record | None:
    from sgp4.api import Satrec

    # Both lines are checked before the record is refused, so that both faults are reported.
    if not all([_line_is_sound(line1, number1, faults), _line_is_sound(line2, number2, faults)]):
        return None
    if line1[2:7] != line2[2:7]:
        faults.add(f"catalogue numbers differ: {line1[2:7].strip()} on line 1, {line2[2:7].strip()} on line 2", number2)
        return None
    if not _columns_are_numbers((line1, line2), (number1, number2), faults):
        return None
    try:
        satellite = Satrec.twoline2rv(line1, line2)
        number = int(satellite.satnum)
        year = int(satellite.epochyr)
        microseconds = round((satellite.epochdays - 1.0) * SECONDS_PER_DAY * 1e6)
    except ValueError as error:
        faults.add(f"not an element set: {error}", number1)
        return None
    start = np.datetime64(f"{year + (1900 if year >= 57 else 2000)}-01-01", "us")
    degrees = [math.degrees(x) for x in (satellite.inclo, satellite.nodeo, satellite.argpo, satellite.mo)]
    per_day = satellite.no_kozai * 1440.0 / (2.0 * math.pi)
    elements = (degrees[0], degrees[1], satellite.ecco, degrees[2], degrees[3], per_day)
    return _Record(name or str(number), number, start + np.timedelta64(microseconds, "us"), elements, "", number1)


# -- both --------------------------------------------------------------------------------------------------------------


def _check_orbit(record: _Record, faults: _Faults) -> None:
    inclination, _, eccentricity, _, _, per_day = record.elements
    who = f"{record.name} ({record.number})"
    if record.place:
        who = f"{record.place}, {who}"
    if not 0.0 <= eccentricity < 1.0:
        faults.add(f"{who}: eccentricity {eccentricity:g} is not in [0, 1)", record.line)
        return
    if not 0.0 <= inclination <= 180.0:
        faults.add(f"{who}: inclination {inclination:g} is not in [0, 180] degrees", record.line)
        return
    if per_day <= 0.0:
        faults.add(f"{who}: mean motion {per_day:g} revolutions per day is not positive", record.line)
        return
    n = per_day * 2.0 * math.pi / SECONDS_PER_DAY
    perigee = (MU_EARTH_KM3_PER_S2 / n**2) ** (1.0 / 3.0) * (1.0 - eccentricity) - EARTH_RADIUS_KM
    if perigee < LOWEST_PERIGEE_KM:
        what = "below the surface" if perigee < 0.0 else f"below {LOWEST_PERIGEE_KM:g} km"
        fix = "remove the satellite from the file: it has re-entered or its record is wrong"
        faults.add(f"{who}: perigee at {perigee:.0f} km is {what}", record.line, fix=fix)


def _arrays(records: list[_Record]) -> ElementRecords:
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
    )
