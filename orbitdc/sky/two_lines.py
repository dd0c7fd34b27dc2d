"""Two-line elements, with or without names: every column is read once, by one rule, and refused at its place.

The columns are those of CelesTrak's "NORAD Two-Line Element Set Format"; numbers may be padded with blanks or zeros.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from orbitdc.constants import SECONDS_PER_DAY
from orbitdc.sky.element_records import FASTEST, REFETCH, SGP4_ONLY, SLOWEST, Faults, Record, odd_name

COLUMNS = 69
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"  # of numbers beyond 99999: without I and O, which look like 1 and 0
CENTURY = 57  # two-digit years from here on are of the twentieth century
THEORIES = {"4": "SGP4-XP"}  # kinds of elements by the digit that marks them
_VALUES = bytes(
    c - 48 if 48 <= c <= 57 else int(c == 45) for c in range(256)
)  # the checksum counts digits, and 1 for a minus sign
_FIXED = re.compile(r" *[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+) *")
_DIGITS = re.compile(r" *[0-9]+ *")
_YEAR = re.compile(r"[ 0-9][0-9]")
_DRAG = re.compile(r"[ 0-9+.-]*")


class _Column(NamedTuple):
    line: int  # 0 or 1
    start: int  # first column, counted from 0, and the one after the last
    end: int
    what: str
    low: float
    high: float


_ANGLE = (-360.0, 360.0)
_ELEMENTS = (
    _Column(1, 8, 16, "inclination", 0.0, 180.0),
    _Column(1, 17, 25, "node", *_ANGLE),
    _Column(1, 34, 42, "perigee", *_ANGLE),
    _Column(1, 43, 51, "mean anomaly", *_ANGLE),
    _Column(1, 52, 63, "mean motion", SLOWEST, FASTEST),
)
_DAY = _Column(0, 20, 32, "epoch day", 1.0, 367.0)
_UNUSED = ((33, 43, "change of the mean motion"), (44, 52, "second change of it"), (53, 61, "drag term"))


def tle_checksum(line: str) -> int:
    """Checksum digit of an element line: digits plus one for each minus sign of the first 68 columns, modulo 10.

    >>> tle_checksum("2 44714  53.1513 154.1788 0003034  54.2939 305.8351 15.47704531361446")
    6
    """
    return sum(line[:68].encode("latin-1", "replace").translate(_VALUES)) % 10


def two_line_records(text: str, faults: Faults) -> Iterator[Record]:
    """The records of a file of two-line elements, lines ended by line feeds; what is wrong goes to ``faults``."""
    name, name_number, first, first_number = "", 0, "", 0
    for number, raw in enumerate(text.split("\n"), start=1):
        line = raw.rstrip()
        if not line:
            continue
        if first:
            if line.startswith("2 "):
                record = _record(name, (first, line), (first_number, number), faults)
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
            name, name_number = "" if line == "0" else " ".join(line.removeprefix("0 ").split()), number
            if odd := odd_name(name):
                faults.add(f"the name {odd}", number)
    if first:
        faults.add("the file ends after element line 1", first_number)
    elif name:
        faults.add(f"the file ends after the name {name[:24]!r}", name_number)


def _record(name: str, lines: tuple[str, str], numbers: tuple[int, int], faults: Faults) -> Record | None:
    """The record of two element lines; None where one of them is wrong, which is reported."""
    # Both lines are checked before the record is refused, so that both faults are reported.
    if not all([_line_is_sound(line, number, faults) for line, number in zip(lines, numbers, strict=True)]):
        return None
    known = [_catalogue_number(line, number, faults) for line, number in zip(lines, numbers, strict=True)]
    if None in known:
        return None
    if known[0] != known[1]:
        said = [line[2:7].strip() for line in lines]
        faults.add(f"catalogue numbers differ: {said[0]} on line 1, {said[1]} on line 2", numbers[1])
        return None
    epoch = _epoch(lines[0], numbers[0], faults)
    values = [_number(lines, column, numbers, faults) for column in _ELEMENTS]
    eccentricity = _eccentricity(lines[1], numbers[1], faults)
    if not _is_sgp4(lines[0], numbers[0], faults) or epoch is None or eccentricity is None or None in values:
        return None
    inclination, node, perigee, anomaly, per_day = (value for value in values if value is not None)
    elements = (inclination, node, eccentricity, perigee, anomaly, per_day)
    return Record(name or str(known[0]), known[0] or 0, epoch, elements, "", numbers[0])


def _line_is_sound(line: str, number: int, faults: Faults) -> bool:
    """Whether an element line has its length and its checksum; a fault is reported."""
    if len(line) != COLUMNS:
        faults.add(f"an element line has {COLUMNS} columns, this one {len(line)}", number)
        return False
    expected = tle_checksum(line)
    if line[68] != str(expected):
        faults.add(f"checksum is {line[68]}, computed {expected}", number)
        return False
    return True


def catalogue_number(text: str) -> int | None:
    """The number in the five columns of an element line, a letter standing for ten thousands from 10 on; None for none.

    >>> catalogue_number("44714"), catalogue_number("    5"), catalogue_number("Z9999"), catalogue_number("I0001")
    (44714, 5, 339999, None)
    """
    digits = text.strip()
    tens = LETTERS.find(digits[0]) if len(digits) == 5 else -1
    whole = digits if tens < 0 else f"{tens + 10}{digits[1:]}"
    return int(whole) if whole.isascii() and whole.isdigit() else None


def _catalogue_number(line: str, number: int, faults: Faults) -> int | None:
    """The catalogue number of an element line; None where it has none, which is reported."""
    text = line[2:7]
    found = catalogue_number(text)
    if found is None:
        what = "without a catalogue number" if not text.strip() else f"{text!r} is no catalogue number"
        faults.add(what, number, 3)
    return found


def _number(lines: tuple[str, str], column: _Column, numbers: tuple[int, int], faults: Faults) -> float | None:
    """The number in a column; None where it is none or out of its range, which is reported."""
    text = lines[column.line][column.start : column.end]
    place = (numbers[column.line], column.start + 1)
    if not _FIXED.fullmatch(text):
        faults.add(f"{column.what} is {text!r}, not a number", *place)
        return None
    value = float(text)
    if not column.low <= value <= column.high:
        faults.add(f"{column.what} is {text!r}, not from {column.low:g} to {column.high:g}", *place)
        return None
    return value


def _eccentricity(line: str, number: int, faults: Faults) -> float | None:
    """Seven digits behind a decimal point that is not written, blanks for zeros at either end."""
    text = line[26:33]
    if not _DIGITS.fullmatch(text):
        faults.add(f"eccentricity is {text!r}, not a number", number, 27)
        return None
    return float(f"0.{text.replace(' ', '0')}")


def _epoch(line: str, number: int, faults: Faults) -> np.datetime64 | None:
    """The moment that year and day of year name; a year of one digit may be padded with a blank or a zero."""
    text = line[18:20]
    if not _YEAR.fullmatch(text):
        faults.add(f"epoch year is {text!r}, not a number", number, 19)
        return None
    day = _number((line, ""), _DAY, (number, number), faults)
    if day is None:
        return None
    short = int(text)
    start = np.datetime64(f"{short + (1900 if short >= CENTURY else 2000)}-01-01", "us")
    epoch: np.datetime64 = start + np.timedelta64(round((day - 1.0) * SECONDS_PER_DAY * 1e6), "us")
    if epoch.astype("datetime64[Y]") != start.astype("datetime64[Y]"):
        faults.add(f"epoch day is {line[20:32]!r}, which that year does not have", number, 21)
        return None
    return epoch


def _is_sgp4(line: str, number: int, faults: Faults) -> bool:
    """Whether the elements are those of SGP4: a type of 0 or blank, and columns of drag that are numbers."""
    kind = line[62]
    if kind not in " 0":
        named = f", {THEORIES[kind]}" if kind in THEORIES else ""
        faults.add(f"elements of type {kind}{named}, which are not those of SGP4", number, 63, fix=SGP4_ONLY)
        return False
    for start, end, what in _UNUSED:
        if not _DRAG.fullmatch(line[start:end]):
            faults.add(f"{what} is {line[start:end]!r}, not a number", number, start + 1, fix=REFETCH)
            return False
    return True
