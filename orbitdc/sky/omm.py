"""Orbit mean-elements messages (CCSDS 502.0-B) as JSON, CSV or XML: every format gives rows of text, read one way."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from orbitdc.sky.element_records import (
    FIRST_YEAR,
    LAST_YEAR,
    REFETCH,
    SGP4_ONLY,
    Faults,
    Record,
    as_float,
    odd_name,
    shown,
)

Row = tuple[str, int | None, Mapping[str, object]]  # place in words, line, fields

NUMBERS = (
    "INCLINATION",
    "RA_OF_ASC_NODE",
    "ECCENTRICITY",
    "ARG_OF_PERICENTER",
    "MEAN_ANOMALY",
    "MEAN_MOTION",
)
WANTED = ("NORAD_CAT_ID", "EPOCH", *NUMBERS)
MOST_DIGITS = 9  # of a catalogue number
ANGLES = ("RA_OF_ASC_NODE", "ARG_OF_PERICENTER", "MEAN_ANOMALY")
# What the elements are referred to, and the words for it that are read; a message may leave it out.
READ_AS: Mapping[str, tuple[str, ...]] = {
    "MEAN_ELEMENT_THEORY": ("SGP4", "SGP/SGP4", "SGP4/SDP4", "SDP4"),
    "REF_FRAME": ("TEME", "TEMEOFDATE", "TEME OF DATE"),
    "TIME_SYSTEM": ("UTC",),
    "CENTER_NAME": ("EARTH",),
    "EPHEMERIS_TYPE": ("0", "SGP4"),
}
_BY_DAY = re.compile(r"(\d{4})-(\d{3})(?=[T ])", re.ASCII)
_LEAP = re.compile(r"(:59):60(?=\D|$)")


def json_rows(text: str, faults: Faults) -> Iterator[Row]:
    """The objects of a JSON list, or the one object; numbers stay the text that the file holds."""
    try:
        document = json.loads(text, parse_int=str, parse_float=str, parse_constant=str)
    except json.JSONDecodeError as error:
        faults.add(f"not valid JSON: {error.msg}", error.lineno, error.colno)
        return
    except RecursionError:
        faults.add("not an OMM: lists within lists, far deeper than one")
        return
    rows = document if isinstance(document, list) else [document]
    for number, row in enumerate(rows, start=1):
        if isinstance(row, dict):
            yield f"record {number}", None, row
        else:
            faults.add(f"record {number} is not an object of OMM fields")


def xml_rows(text: str, faults: Faults) -> Iterator[Row]:
    """The segments of an NDM or OMM document, whose names may be qualified by a namespace."""
    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError as error:
        line, column = error.position
        faults.add("not valid XML", line, column + 1)
        return
    except (ValueError, LookupError):
        faults.add("not valid XML")
        return
    segments = (element for element in root.iter() if _local(element.tag) == "segment")
    for number, segment in enumerate(segments, start=1):
        yield f"record {number}", None, {_local(part.tag): part.text for part in segment.iter() if part.text}


def _local(tag: str) -> str:
    """The name of an XML element without its namespace."""
    return tag.rpartition("}")[2]


def csv_rows(text: str, faults: Faults) -> Iterator[Row]:
    """The lines of a CSV file below its header."""
    reader = csv.DictReader(io.StringIO(text, newline=""))
    try:
        for row in reader:
            known = {str(key).strip().upper(): value for key, value in row.items() if key is not None}
            yield "", reader.line_num, known
    except csv.Error as error:
        faults.add(f"not valid CSV: {error}", reader.line_num + 1)


def omm_records(rows: Iterable[Row], faults: Faults) -> Iterator[Record]:
    """The records of rows of OMM fields; what is wrong goes to ``faults``."""
    for place, line, row in rows:
        fields = {key: str(row[key]).strip() for key in ("OBJECT_NAME", *READ_AS, *WANTED) if _is_scalar(row.get(key))}
        name = " ".join(fields.get("OBJECT_NAME", "").split())
        if odd := odd_name(name):
            faults.add(f"{place or 'OBJECT_NAME'}: the name {odd}", line)
            continue
        where = ", ".join(part for part in (place, name) if part)
        record = _Reader(f"{where}: " if where else "", line, fields, faults).record(name, place)
        if record is not None:
            yield record


def _is_scalar(value: object) -> bool:
    """Whether a value of JSON is a number or a text."""
    return value is not None and not isinstance(value, list | dict)


class _Reader:
    """Reads the fields of one record, and tells every one of them that is wrong."""

    def __init__(self, prefix: str, line: int | None, fields: Mapping[str, str], faults: Faults) -> None:
        self.prefix, self.line, self.fields, self.faults = prefix, line, fields, faults

    def record(self, name: str, place: str) -> Record | None:
        """The record; None where a field is missing or wrong, which is reported."""
        missing = [key for key in WANTED if not self.fields.get(key)]
        if missing:
            self.wrong(f"without {', '.join(missing)}")
            return None
        numbers = [self.number(key) for key in NUMBERS]
        number, epoch, read = self.catalogue_number(), self.epoch(), self.is_read()
        if number is None or epoch is None or None in numbers or not read:
            return None
        return Record(name or str(number), number, epoch, tuple(n for n in numbers if n is not None), place, self.line)

    def wrong(self, message: str, fix: str = REFETCH) -> None:
        """Report a fault of this record at its line."""
        self.faults.add(self.prefix + message, self.line, fix=fix)

    def is_read(self) -> bool:
        """Whether the elements are those of SGP4 about the Earth, in its frame and in UTC."""
        sound = True
        for key, words in READ_AS.items():
            said = self.fields.get(key, "")
            if said and said.upper() not in words:
                self.wrong(f"{key} is {shown(said)}, and only {words[0]} is read", fix=SGP4_ONLY)
                sound = False
        return sound

    def number(self, key: str) -> float | None:
        """The number of a field; None where it is none or no angle in degrees, which is reported."""
        value = as_float(self.fields[key])
        if value is None:
            self.wrong(f"{key} is {shown(self.fields[key])}, not a number")
        elif key in ANGLES and abs(value) > 360.0:
            self.wrong(f"{key} is {shown(self.fields[key])}, not from -360 to 360")
            return None
        return value

    def catalogue_number(self) -> int | None:
        """The catalogue number; None where it is none, which is reported."""
        text = self.fields["NORAD_CAT_ID"]
        if not (text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS):
            self.wrong(f"NORAD_CAT_ID is {shown(text)}, not a catalogue number of up to {MOST_DIGITS} digits")
            return None
        return int(text)

    def epoch(self) -> np.datetime64 | None:
        """The epoch in UTC; None where it is no date of the years that are read, which is reported."""
        text = self.fields["EPOCH"]
        try:
            moment = utc(text)
        except (ValueError, OverflowError):
            self.wrong(f"EPOCH is {shown(text)}, not a UTC date and time such as 2026-05-30T12:00:00")
            return None
        if not FIRST_YEAR <= moment.year <= LAST_YEAR:
            self.wrong(f"EPOCH is {shown(text)}, not in the years {FIRST_YEAR} to {LAST_YEAR}")
            return None
        return np.datetime64(moment, "us")


def utc(text: str) -> dt.datetime:
    """The moment that an epoch names, in UTC without a zone: by month and day or by day of year, offsets taken off.

    A leap second is the first second of the next day. Raises ValueError or OverflowError for what names no moment.

    >>> utc("2026-150T07:25:28.5").isoformat(), utc("2026-05-30T12:00:00+05:00").isoformat()
    ('2026-05-30T07:25:28.500000', '2026-05-30T07:00:00')
    """
    if not text.isascii() or len(text) > 40:
        raise ValueError("no moment")
    by_day = _BY_DAY.match(text)
    if by_day is not None:
        year, day = int(by_day[1]), int(by_day[2])
        date = dt.date(year, 1, 1) + dt.timedelta(days=day - 1)
        if date.year != year:
            raise ValueError("no such day")
        text = f"{date.isoformat()}{text[by_day.end() :]}"
    plain = _LEAP.sub(r"\1:59", text)
    moment = dt.datetime.fromisoformat(plain)
    if plain != text:
        moment += dt.timedelta(seconds=1)
    return moment.astimezone(dt.UTC).replace(tzinfo=None) if moment.tzinfo is not None else moment
