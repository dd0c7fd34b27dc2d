"""The catalogue holds sourced numbers as CSV rows: one number, one unit, one range, one date, one source, one grade.

`table`, `entry` and `defaults` read the rows; every default of a scenario is one of them.
"""

from __future__ import annotations

import csv
import difflib
import io
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from orbitdc.errors import CatalogError, Problem

GRADES = ("published", "secondary", "estimate")
DEFAULTS = "defaults"  # the kind whose entries fill keys that are given nowhere else
TRUTH = {"true": True, "false": False}  # words of a row that are no words, as in YAML
_SOURCES, _LIMITS = "sources", "limits"  # tables that hold no entries


@dataclass(frozen=True)
class Row:
    """One number (or text) of a catalogue entry; ``field`` is its dotted path inside the entry's block."""

    kind: str
    entry: str
    field: str
    value: float | int | str
    unit: str
    low: float | None
    high: float | None
    as_of: str
    source: str
    grade: str
    note: str


def _read(name: str) -> list[dict[str, str]]:
    """The rows of a table of this folder, by column."""
    text = files(__name__).joinpath(f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def as_number(text: str) -> float | int | str:
    """Text as an integer where it is one, else as a float; text that is no number stays text.

    >>> as_number("56"), as_number("1.5e6"), as_number("cone")
    (56, 1500000.0, 'cone')
    """
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:  # the next kind, or text
            continue
    return text


@cache
def kinds() -> tuple[str, ...]:
    """The names of the catalogues, sorted; the tables of sources and of limits are not among them.

    >>> "launchers" in kinds()
    True
    """
    names = (path.name.removesuffix(".csv") for path in files(__name__).iterdir() if path.name.endswith(".csv"))
    return tuple(sorted(name for name in names if name not in (_SOURCES, _LIMITS)))


@cache
def table(kind: str) -> dict[str, dict[str, Row]]:
    """The entries of a catalogue: name -> field -> row.

    Raises CatalogError for a kind that does not exist.

    >>> table("accelerators")["gb300"]["tdp_w"].value
    1400
    """
    if kind not in kinds():
        raise CatalogError(Problem(f"no catalogue {kind!r}", fix=_choose(kind, kinds())))
    entries: dict[str, dict[str, Row]] = {}
    for line in _read(kind):
        text = line["unit"] == "text"
        row = Row(
            kind=kind,
            entry=line["entry"],
            field=line["field"],
            value=TRUTH.get(line["value"], line["value"]) if text else as_number(line["value"]),
            unit="" if text else line["unit"],
            low=float(line["low"]) if line["low"] else None,
            high=float(line["high"]) if line["high"] else None,
            as_of=line["as_of"],
            source=line["source"],
            grade=line["grade"],
            note=line["note"],
        )
        entries.setdefault(row.entry, {})[row.field] = row
    return entries


def entry(kind: str, name: str) -> dict[str, Row]:
    """The rows of one entry by field.

    Raises CatalogError, with the nearest names, where there is no such entry.

    >>> entry("accelerators", "gb3000")
    Traceback (most recent call last):
    orbitdc.errors.CatalogError: no entry 'gb3000' in the catalogue accelerators
        fix: did you mean gb300? `orbitdc catalog accelerators` lists them
    """
    entries = table(kind)
    if name not in entries:
        raise CatalogError(
            Problem(f"no entry {name!r} in the catalogue {kind}", fix=_choose(name, tuple(entries), kind))
        )
    return entries[name]


def defaults(name: str) -> dict[str, Row]:
    """The rows of the ``defaults`` entry that fills a block's absent keys; empty where there is no such entry."""
    return table(DEFAULTS).get(name, {})


@cache
def sources() -> dict[str, str]:
    """The reference of every source key."""
    return {line["key"]: line["reference"] for line in _read(_SOURCES)}


def reference(source: str) -> str:
    """The references of a row's source keys, in words.

    >>> reference("estimate").startswith("estimate")
    True
    """
    known = sources()
    return "; ".join(known.get(key.strip(), key.strip()) for key in source.split(";") if key.strip())


def did_you_mean(name: str, known: tuple[str, ...]) -> str:
    """``did you mean x?`` for the nearest known name, empty where none is near.

    >>> did_you_mean("radiatr", ("radiator", "battery"))
    'did you mean radiator?'
    """
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    return f"did you mean {near[0]}?" if near else ""


def _choose(name: str, known: tuple[str, ...], kind: str = "") -> str:
    """What to write instead of an unknown name: the nearest ones, or where all of them are listed."""
    near = did_you_mean(name, known)
    many = f"`orbitdc catalog{f' {kind}' if kind else ''}` lists them"
    return f"{near} {many}" if near else many
