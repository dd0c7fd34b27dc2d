"""One record of a catalogue file as a reader found it, and what is wrong with a file, told all at once."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from orbitdc.errors import CatalogError, Problem

MOST_PROBLEMS = 20  # problems that one message reports at most
MOST_LETTERS = 100  # of a satellite's name; catalogues write 24
SHOWN = 40  # letters of a wrong value that a message shows
FETCH = "`orbitdc data update` fetches today's Starlink catalogue, or pass --set fleet.catalogue_file=PATH"
REFETCH = "fetch the file again: `orbitdc data update`"
SGP4_ONLY = "give mean elements of SGP4: OMM or two-line elements as CelesTrak and Space-Track publish them"
MOST_COUNTED = 10_000  # problems, after which a file is read no further
SLOWEST, FASTEST = 0.001, 20.0  # revolutions a day: a revolution in three years, and one below the ground
FIRST_YEAR, LAST_YEAR = 1957, 2099  # of an epoch: from the first satellite on
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?")


@dataclass(frozen=True)
class Record:
    """One satellite as it stands in a file."""

    name: str
    number: int
    epoch: np.datetime64
    elements: tuple[float, ...]  # inclination, node, eccentricity, perigee, mean anomaly, mean motion; deg, rev/day
    place: str  # "" or "record 7"
    line: int | None

    @property
    def who(self) -> str:
        """The satellite in words, with its place where the file has no lines to name."""
        said = f"{self.name} ({self.number})"
        return f"{self.place}, {said}" if self.place else said


class Faults:
    """Collects what is wrong in one file, so that all of it is said at once."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.more = 0

    def add(self, message: str, line: int | None = None, column: int | None = None, fix: str = REFETCH) -> None:
        """Keep a problem of the file, or count it where enough are kept; raises CatalogError at the ten thousandth."""
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Problem(message, file=self.file, line=line, column=column, fix=fix))
        else:
            self.more += 1
            if self.more >= MOST_COUNTED:
                self.raise_if_any()

    def raise_if_any(self) -> None:
        """Raise CatalogError with the problems so far, if there are any."""
        if self.more:
            raise CatalogError(*self.problems, Problem(f"and {self.more} more problems", file=self.file))
        if self.problems:
            raise CatalogError(*self.problems)


def shown(value: object) -> str:
    """A value as a message quotes it, cut where it is long.

    >>> shown("much"), shown("9" * 5000)[-4:]
    ("'much'", "9..'")
    """
    text = str(value)
    return repr(text if len(text) <= SHOWN else f"{text[:SHOWN]}..")


def as_float(text: str) -> float | None:
    """A decimal number in ASCII digits, and nothing else that Python takes for one.

    >>> as_float("15.06"), as_float("1_5"), as_float("nan"), as_float("1e999")
    (15.06, None, None, None)
    """
    number = float(text) if len(text) <= 100 and _NUMBER.fullmatch(text) else None
    return number if number is None or abs(number) < float("inf") else None


def odd_name(name: str) -> str:
    """What is wrong with the name of a satellite; empty where it can be printed and kept.

    >>> odd_name("STARLINK-1008"), odd_name("A\\ud800")
    ('', 'holds a character that cannot be written')
    """
    if not name.isprintable():
        return "holds a character that cannot be written"
    return f"has {len(name):,} letters" if len(name) > MOST_LETTERS else ""
