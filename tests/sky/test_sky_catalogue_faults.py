"""Damaged, padded, foreign and repeated records: right, or refused by file, line and column, in bounded time."""

from __future__ import annotations

import json
import math
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from element_sets import LINE1, LINE2, OMM, as_csv, signed

from orbitdc.errors import CatalogError
from orbitdc.sky.catalogues import MOST_BYTES, ElementRecords, parse_catalogue, read_catalogue
from orbitdc.sky.two_lines import catalogue_number


def of_lines(first: str = LINE1, second: str = LINE2, name: str = "") -> ElementRecords:
    """The records of one satellite, checksums made right."""
    return parse_catalogue(f"{name}{signed(first)}\n{signed(second)}\n".encode(), "cat")


def of_omm(**fields: Any) -> ElementRecords:
    return parse_catalogue(json.dumps({**OMM, **fields}).encode(), "cat")


def refused(call: Callable[[], object]) -> list[tuple[int | None, int | None]]:
    """The places of the problems, each with a fix."""
    with pytest.raises(CatalogError) as caught:
        call()
    assert all(problem.file == "cat" and problem.fix for problem in caught.value.problems)
    return [(problem.line, problem.column) for problem in caught.value.problems]


def at(line: str, column: int, text: str) -> str:
    """A line with other text from a column on, counted from 1."""
    return line[: column - 1] + text + line[column - 1 + len(text) :]


# CelesTrak, "Frequently Asked Questions: Two-Line Element Set Format": fields may be padded with blanks or zeros.
@pytest.mark.parametrize(
    ("written", "epoch"),
    [
        (" 4  1.00000000", "2004-01-01T00:00"),
        ("04001.00000000", "2004-01-01T00:00"),
        (" 8366.50000000", "2008-12-31T12:00"),
        (" 0 60.25      ", "2000-02-29T06:00"),
        ("57277.        ", "1957-10-04T00:00"),
        ("56 32.75000000", "2056-02-01T18:00"),
    ],
)
def test_a_padded_epoch(written: str, epoch: str) -> None:
    assert of_lines(at(LINE1, 19, written)).epoch_utc[0] == np.datetime64(epoch)


@pytest.mark.parametrize(
    ("column", "text"),
    [
        *((19, year) for year in ("  ", "5 ", "-5", "+5", "na", "\u0665\u0666")),
        *((21, day) for day in ("nan         ", "        -inf", "  0.99999999", "999.00000000", "366.00000000")),
        *((21, day) for day in ("            ", "1_0.00000000", "1.5e2       ", "15 .30936191", "-10.00000000")),
        *((34, drift) for drift in ("       nan", "    .0x211")),
        (45, "     inf"),
        (54, "  1518_2"),
        *((63, kind) for kind in "1246X"),
        *((3, number) for number in ("     ", "O0001", "a0001", "44 14", "-4471", "4471A")),
    ],
)
def test_what_is_wrong_in_the_first_line(column: int, text: str) -> None:
    first = at(LINE1, column, text)
    second = at(LINE2, 3, first[2:7]) if column == 3 else LINE2
    places = refused(lambda: of_lines(first, second))
    assert places[0] == (1, column)


@pytest.mark.parametrize(
    ("column", "text"),
    [
        *((9, tilt) for tilt in ("     nan", "-53.1513", "181.0000", "5_3.1513", "        ", "  53,151")),
        *((18, node) for node in ("     inf", "-361.000", "400.0000", "1e2     ", "15 .1788")),
        *((27, e) for e in ("    nan", "-000303", ".000303", "00 3034", "       ", "+000303")),
        *((35, angle) for angle in ("     nan", " 54.29.9")),
        *((44, angle) for angle in ("infinity", "--5.8351")),
        *((53, n) for n in ("        nan", "-15.4770453", " 0.00000000", "15.4770_531", "1.5477e+001", "99.47704531")),
    ],
)
def test_what_is_wrong_in_the_second_line(column: int, text: str) -> None:
    assert refused(lambda: of_lines(second=at(LINE2, column, text))) == [(2, column)]


@pytest.mark.parametrize("written", ["      14.25", "14.25      ", " 14.2500000", "    14.250 ", "14.25000000"])
def test_a_padded_mean_motion_ends_before_the_revolutions(written: str) -> None:
    found = of_lines(second=at(LINE2, 53, written))
    assert found.mean_motion_rad_per_s[0] * 86400.0 / (2.0 * math.pi) == pytest.approx(14.25, rel=1e-15)


@pytest.mark.parametrize("written", ["1234567", "0000012", "     12", "12     ", "0      "])
def test_a_padded_eccentricity(written: str) -> None:
    n, expected = " 2.00000000", float("0." + written.replace(" ", "0"))  # high enough for any of them
    assert of_lines(second=at(at(LINE2, 27, written), 53, n)).eccentricity[0] == expected


def test_angles_below_zero_turn_the_other_way() -> None:
    found = of_lines(second=at(LINE2, 18, "-10.0000"))
    assert float(np.cos(found.raan_rad[0])) == pytest.approx(math.cos(math.radians(350.0)), abs=1e-15)


def test_letters_leave_out_i_and_o() -> None:
    """Space-Track's table of the scheme: A0000 is 100000, H9999 179999, J0000 180000, P0000 230000, Z9999 339999."""
    written = ("A0000", "H9999", "J0000", "N9999", "P0000", "Z9999", "00005", "    5", "5    ")
    read = (100000, 179999, 180000, 229999, 230000, 339999, 5, 5, 5)
    assert tuple(catalogue_number(text) for text in written) == read
    assert [catalogue_number(text) for text in ("I0000", "O0000", "i0000", "AA000", "", "1.5", "\u0661")] == [None] * 7


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("MEAN_ELEMENT_THEORY", "SGP4-XP"), ("MEAN_ELEMENT_THEORY", "USM"), ("REF_FRAME", "GCRF"),
        ("REF_FRAME", "EME2000"), ("TIME_SYSTEM", "GPS"), ("TIME_SYSTEM", "TT"), ("CENTER_NAME", "MOON"),
        ("EPHEMERIS_TYPE", 4), ("EPHEMERIS_TYPE", "SGP4-XP"), ("EPOCH", "2026-05-30T12:00:00+25:00"),
        ("EPOCH", "2026-366T00:00:00"), ("EPOCH", "2026-000T00:00:00"), ("EPOCH", "0001-01-01T00:00:00+05:00"),
        ("EPOCH", "2026-02-30T00:00:00"), ("EPOCH", "nan"), ("EPOCH", "2026-05-30T12:00:00" + "0" * 5000),
        ("MEAN_MOTION", 1e-300), ("MEAN_MOTION", 1e300), ("MEAN_MOTION", "1_5.0"), ("MEAN_MOTION", "\u0661\u0665"),
        ("MEAN_MOTION", True), ("MEAN_MOTION", [15.0]), ("MEAN_MOTION", "-15"), ("MEAN_ANOMALY", -1e9),
        ("INCLINATION", -1.0), ("ECCENTRICITY", -0.1), ("ECCENTRICITY", 1.0), ("NORAD_CAT_ID", -5),
        ("NORAD_CAT_ID", 1.5), ("OBJECT_NAME", "A\udc00"), ("OBJECT_NAME", "A\x1b[31m"), ("OBJECT_NAME", "A" * 101),
    ],
)  # fmt: skip
def test_what_an_omm_cannot_be(key: str, value: Any) -> None:
    assert len(refused(lambda: of_omm(**{key: value}))) == 1


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity", "1" * 5000, "1e400"])
def test_numbers_that_json_alone_can_write(text: str) -> None:
    body = json.dumps(OMM)
    for key in ("MEAN_MOTION", "NORAD_CAT_ID"):
        changed = body.replace(f'"{key}": {OMM[key]}', f'"{key}": {text}')
        assert refused(lambda changed=changed: parse_catalogue(changed.encode(), "cat")) == [(None, None)]
    unread = body.replace('"REV_AT_EPOCH": 36144', f'"REV_AT_EPOCH": {text}')
    assert len(parse_catalogue(unread.encode(), "cat")) == 1


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("2024-366T23:59:59.5", "2024-12-31T23:59:59.5"),
        ("1980-275T18:26:40Z", "1980-10-01T18:26:40"),
        ("2026-05-30T01:30:00+05:00", "2026-05-29T20:30:00"),
        ("2026-150T20:00:00-05:30", "2026-05-31T01:30:00"),
        ("2016-12-31T23:59:60.25", "2017-01-01T00:00:00.25"),
    ],
)
def test_epochs_of_an_omm(written: str, utc: str, recwarn: pytest.WarningsRecorder) -> None:
    for text in (json.dumps({**OMM, "EPOCH": written}), as_csv({**OMM, "EPOCH": written})):
        assert parse_catalogue(text.encode(), "cat").epoch_utc[0] == np.datetime64(utc)
    assert not recwarn.list


def test_what_an_omm_says_of_itself_is_read() -> None:
    told = {"MEAN_ELEMENT_THEORY": "SGP/SGP4", "REF_FRAME": "teme", "TIME_SYSTEM": "UTC", "CENTER_NAME": "Earth"}
    assert len(of_omm(**told, EPHEMERIS_TYPE="")) == 1


@pytest.mark.parametrize("space", ['xmlns:n="urn:ccsds:schema:ndmxml"', 'xmlns="urn:ccsds:schema:ndmxml"', ""])
def test_elements_of_a_namespace(space: str) -> None:
    """CCSDS 505.0-B has a qualified and an unqualified set of schemas."""
    p = "n:" if ":n=" in space else ""
    fields = "".join(f"<{p}{key}>{value}</{p}{key}>" for key, value in OMM.items())
    segment = f"<{p}segment><{p}metadata/><{p}data>{fields}</{p}data></{p}segment>"
    text = f"<{p}ndm {space}><!-- two --><{p}omm><{p}body>{segment}</{p}body></{p}omm></{p}ndm>"
    assert parse_catalogue(text.encode(), "cat").name == ("STARLINK-1008",)


def test_the_newest_record_of_a_satellite_counts_once() -> None:
    later = {**OMM, "EPOCH": "2026-06-01T00:00:00", "INCLINATION": 54.0}
    other, unnumbered = {**OMM, "NORAD_CAT_ID": 5}, {**OMM, "NORAD_CAT_ID": 0}
    rows = [OMM, later, other, OMM, unnumbered, {**unnumbered, "OBJECT_NAME": "B"}]
    found = parse_catalogue(json.dumps(rows).encode(), "cat")
    assert found.catalogue_number.tolist() == [44714, 5, 0, 0]
    assert np.degrees(found.inclination_rad[0]) == pytest.approx(54.0)
    assert len(found.notes) == 1
    assert found.notes[0].startswith("2 records")
    assert of_lines().notes == ()


@pytest.mark.parametrize("name", ["0 \n", "0\n", "   \n", "\n", ""])
def test_a_blank_name_is_the_number(name: str) -> None:
    assert of_lines(name=name).name == ("44714",)
    assert of_omm(OBJECT_NAME=name.strip("0\n")).name == ("44714",)


def test_a_name_keeps_its_letters_on_one_line() -> None:
    assert of_lines(name="0 ISS  (ZARYA)\n").name == of_omm(OBJECT_NAME=" ISS\n(ZARYA)").name == ("ISS (ZARYA)",)


HOSTILE = {
    "deep lists": lambda: "[" * 100_000 + "]" * 100_000,
    "deep objects": lambda: '{"A":' * 100_000,
    "a deep field": lambda: json.dumps([OMM])[:-2] + ', "X": ' + "[" * 100_000 + "]" * 100_000 + "}]",
    "a deep wanted field": lambda: '[{"MEAN_MOTION": ' + "[" * 900 + "]" * 900 + "}]",
    "deep XML": lambda: "<a>" * 100_000 + "</a>" * 100_000,
    "entities": lambda: (
        '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">'
        + "".join(f'<!ENTITY {y} "{f"&{x};" * 10}">' for x, y in zip("abcdefgh", "bcdefghi", strict=True))
        + "]><a>&i;</a>"
    ),
    "a long number": lambda: '[{"NORAD_CAT_ID": ' + "9" * 2_000_000 + "}]",
    "a long CSV field": lambda: "MEAN_MOTION,X\n" + "1" * 2_000_000 + ",1\n",
    "a million short lines": lambda: "1 \n" * 1_000_000,
    "a million bad records": lambda: "[" + "1," * 1_000_000 + "1]",
}
# A child of its own, so that its time and its memory are its own; 60 MB are Python, numpy and the readers.
CHILD = """
import re, sys, time
from orbitdc.errors import CatalogError
from orbitdc.sky.catalogues import read_catalogue
begun = time.process_time()
try:
    read_catalogue(sys.argv[1])
except CatalogError as error:
    # getrusage would count what the parent held before this program took its place
    most = re.search(r"VmHWM:\\s*(\\d+) kB", open("/proc/self/status").read())[1]
    print(len(str(error)) < 10_000, time.process_time() - begun, most)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="kilobytes of memory as Linux counts them")
@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_text_is_refused_soon(tmp_path: Path, what: str) -> None:
    path = tmp_path / "cat"
    path.write_text(HOSTILE[what](), encoding="utf-8")
    run = subprocess.run([sys.executable, "-c", CHILD, str(path)], capture_output=True, text=True, check=False)
    assert run.stderr == ""
    short, seconds, kilobytes = run.stdout.split()
    assert short == "True"
    assert float(seconds) < 10.0  # a second as a rule, on a machine that does nothing else
    assert int(kilobytes) < 400_000


def test_what_is_too_long_is_not_read(tmp_path: Path) -> None:
    path, begun = tmp_path / "cat", time.process_time()
    with path.open("wb") as file:
        file.truncate(200_000_000)  # zeros that take no room on the disk
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(CatalogError):
        read_catalogue(path)
    assert time.process_time() - begun < 2.0
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 2.5 * MOST_BYTES / 1024


@pytest.mark.skipif(os.name != "posix", reason="pipes of POSIX")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "cat")
    for path in (tmp_path / "cat", Path("/dev/zero"), Path("a\0b")):
        with pytest.raises(CatalogError):
            read_catalogue(path)
