"""Mutated catalogue files: element lines and messages with bytes, columns, fields and structure changed at random."""

from __future__ import annotations

import csv
import io
import json
import time
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np

from orbitdc.errors import CatalogError
from orbitdc.fleet.orbits import catalogue_orbits
from orbitdc.fleet.select import supported
from orbitdc.sky.catalogues import parse_catalogue
from orbitdc.sky.two_lines import tle_checksum

LINES = (
    "1 25544U 98067A   26150.51782528  .00016717  00000-0  10270-3 0  9006",
    "2 25544  51.6400 208.9163 0006703  69.9862  25.2906 15.49560000414210",
)
FIELDS: dict[str, Any] = {
    "OBJECT_NAME": "ISS (ZARYA)",
    "NORAD_CAT_ID": 25544,
    "EPOCH": "2026-05-30T12:25:40.104192",
    "INCLINATION": 51.64,
    "RA_OF_ASC_NODE": 208.9163,
    "ECCENTRICITY": 0.0006703,
    "ARG_OF_PERICENTER": 69.9862,
    "MEAN_ANOMALY": 25.2906,
    "MEAN_MOTION": 15.4956,
    "EPHEMERIS_TYPE": 0,
    "BSTAR": 0.0001027,
    "CENTER_NAME": "EARTH",
    "MEAN_ELEMENT_THEORY": "SGP4",
}
ODD: tuple[Any, ...] = (
    *(
        "",
        " ",
        "nan",
        "-inf",
        "1e999",
        "-1",
        "0",
        "9" * 400,
        "1_0",
        "\u0661",
        "\x00",
        "\ud800",
        "0x1p3",
        "+",
        ".",
        "1e-300",
    ),
    *(
        "2026-366T00:00:00",
        "2026-05-30T00:00:00+05:00",
        "9999-12-31T23:59:60Z",
        "0001-01-01",
        "TEME",
        "DSST",
        "4",
        "\u2028",
    ),
    *(None, True, [], {}, [[]], 1e300, -1e300, 5e-324, 0, -0.0, 2**80, 0.9999999999999999, 1e-9, 180.0000001),
)
LETTERS = " 0123456789.+-eEnaifIOZ_\t\n\r\x00\x0b,;<>&\"'{}[]/\\é☃"
FORMATS = ("tle", "json", "csv", "xml")
LONGEST_S = 5.0  # for a file of a few kilobytes


def mutated(count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Files of every format in turn, each with one to four changes; the words say which."""
    for number in range(count):
        random = np.random.default_rng([seed, number])
        kind = FORMATS[number % len(FORMATS)]
        yield f"{kind} {seed}/{number}", _file(kind, random)


def fault_of(content: bytes) -> str:
    """What is wrong with how a file is answered; empty where it is read, or refused with a place and a fix."""
    begun = time.perf_counter()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            orbits = catalogue_orbits(supported(parse_catalogue(content, "cat"), "cat", skip=True))
            bad = [name for name in ("semi_major_axis_km", "raan_rad", "weight") if not _sound(getattr(orbits, name))]
            "".join(orbits.name).encode()
    except CatalogError as error:
        bare = [
            problem
            for problem in error.problems
            if not problem.file or not (problem.fix or "more problems" in problem.message)
        ]
        return f"refused without a place or without what to write instead, {bare[0]}" if bare else ""
    except Exception as error:  # any that is no refusal is a fault, which is what is looked for
        return f"{type(error).__name__}: {error}"
    took_s = time.perf_counter() - begun
    return f"not finite: {bad}" if bad else f"took {took_s:.0f} s" * (took_s > LONGEST_S)


def _sound(values: np.ndarray[Any, Any]) -> bool:
    return bool(np.isfinite(values).all())


def _file(kind: str, random: np.random.Generator) -> bytes:
    count = int(random.integers(1, 4))
    if kind == "tle":
        text = "".join(_pair(random, number) for number in range(count))
    else:
        rows = [_row(random, number) for number in range(count)]
        text = {"json": _as_json, "csv": _as_csv, "xml": _as_xml}[kind](rows)
    content = text.encode("utf-8", "surrogatepass" if random.random() < 0.1 else "replace")
    for _ in range(int(random.choice([0, 0, 0, 1, 2]))):
        content = _bytes_changed(content, random)
    return content


def _pair(random: np.random.Generator, number: int) -> str:
    """Two lines, and a name for most, with columns overwritten; the checksum is right for most."""
    lines = [list(line.replace("25544", f"{25544 + number}")) for line in LINES]
    for _ in range(int(random.choice([0, 0, 1, 2]))):
        line = lines[int(random.integers(2))]
        start = int(random.integers(69))
        for at in range(start, min(69, start + int(random.integers(1, 9)))):
            line[at] = (
                LETTERS[int(random.integers(len(LETTERS)))] if random.random() < 0.5 else line[int(random.integers(69))]
            )
    texts = ["".join(line) for line in lines]
    if random.random() < 0.8:
        texts = [text[:68] + str(tle_checksum(text)) for text in texts]
    name = ("0 \n", "", "ISS (ZARYA)\n", "0 ISS\n", "\u2603\n", "1 A\n", "x" * 200 + "\n")[
        int(random.choice([0, 1, 2, 3, 4, 0, 1, 2, 3, 5, 6]))
    ]
    return name + "\n".join(texts) + "\n"


def _row(random: np.random.Generator, number: int) -> dict[str, Any]:
    row: dict[str, Any] = {**FIELDS, "NORAD_CAT_ID": 25544 + number % 2}
    for _ in range(int(random.integers(0, 3))):
        key = list(FIELDS)[int(random.integers(len(FIELDS)))]
        if random.random() < 0.2:
            row.pop(key, None)
        elif random.random() < 0.3 and isinstance(row.get(key), int | float):
            row[key] = float(row[key]) * 10.0 ** float(random.integers(-12, 13)) * float(random.choice([-1.0, 1.0]))
        else:
            row[key] = ODD[int(random.integers(len(ODD)))]
    return row


def _as_json(rows: list[dict[str, Any]]) -> str:
    return json.dumps(rows if len(rows) != 1 else rows[0])


def _as_csv(rows: list[dict[str, Any]]) -> str:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(FIELDS), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


def _as_xml(rows: list[dict[str, Any]]) -> str:
    segments = "".join(
        "<n:segment>" + "".join(f"<n:{key}>{value}</n:{key}>" for key, value in row.items()) + "</n:segment>"
        for row in rows
    )
    return f'<?xml version="1.0"?><n:ndm xmlns:n="urn:ccsds:schema:ndmxml">{segments}</n:ndm>'


def _bytes_changed(content: bytes, random: np.random.Generator) -> bytes:
    """A piece cut out, doubled, overwritten at random or moved to the front, or the end cut off."""
    start = int(random.integers(len(content) + 1))
    end = min(len(content), start + int(random.integers(1, 40)))
    piece = content[start:end]
    other = random.integers(0, 256, int(random.integers(1, 5))).astype(np.uint8).tobytes()
    return (
        content[:start] + content[end:],
        content[:end] + piece * int(random.integers(1, 20)) + content[end:],
        content[:start] + other + content[end:],
        piece + content,
        content[:start],
    )[int(random.integers(5))]
