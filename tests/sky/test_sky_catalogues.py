"""Readers of real catalogues: every format gives the same orbit, every mistake its own message."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from orbitdc.errors import CatalogError
from orbitdc.sky.catalogues import ElementRecords, read_catalogue, tle_checksum

LINE1 = "1 44714U 19074B   26150.30936191  .00080211  00000+0  15180-2 0  9995"
LINE2 = "2 44714  53.1513 154.1788 0003034  54.2939 305.8351 15.47704531361446"
OMM = {
    "OBJECT_NAME": "STARLINK-1008",
    "OBJECT_ID": "2019-074B",
    "EPOCH": "2026-05-30T07:25:28.869024",
    "MEAN_MOTION": 15.47704531,
    "ECCENTRICITY": 0.0003034,
    "INCLINATION": 53.1513,
    "RA_OF_ASC_NODE": 154.1788,
    "ARG_OF_PERICENTER": 54.2939,
    "MEAN_ANOMALY": 305.8351,
    "EPHEMERIS_TYPE": 0,
    "CLASSIFICATION_TYPE": "U",
    "NORAD_CAT_ID": 44714,
    "ELEMENT_SET_NO": 999,
    "REV_AT_EPOCH": 36144,
    "BSTAR": 0.001518,
    "MEAN_MOTION_DOT": 0.00080211,
    "MEAN_MOTION_DDOT": 0,
}


def as_csv(*rows: dict[str, object]) -> str:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, fieldnames=list(OMM), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


def as_xml(row: dict[str, object]) -> str:
    def part(*keys: str) -> str:
        return "".join(f"<{key}>{row[key]}</{key}>" for key in keys)

    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<ndm xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        '<omm id="CCSDS_OMM_VERS" version="3.0"><header/><body><segment><metadata>'
        + part("OBJECT_NAME", "OBJECT_ID")
        + "<CENTER_NAME>EARTH</CENTER_NAME></metadata><data><meanElements>"
        + part(
            "EPOCH",
            "MEAN_MOTION",
            "ECCENTRICITY",
            "INCLINATION",
            "RA_OF_ASC_NODE",
            "ARG_OF_PERICENTER",
            "MEAN_ANOMALY",
        )
        + "</meanElements><tleParameters>"
        + part("NORAD_CAT_ID", "BSTAR")
        + "</tleParameters></data></segment></body></omm></ndm>\n"
    )


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str], Path]:
    def to_file(text: str) -> Path:
        path = tmp_path / "catalogue"
        path.write_bytes(text.encode("utf-8"))
        return path

    return to_file


def same(a: ElementRecords, b: ElementRecords) -> None:
    assert a.catalogue_number.tolist() == b.catalogue_number.tolist()
    gap = np.abs((a.epoch_utc - b.epoch_utc) / np.timedelta64(1, "us"))
    assert gap.max() <= 2  # microseconds: a TLE's epoch has a resolution of 864
    for key in ("inclination", "raan", "argument_of_perigee", "mean_anomaly"):
        assert getattr(a, f"{key}_rad") == pytest.approx(getattr(b, f"{key}_rad"), abs=1e-14)
    assert a.eccentricity == pytest.approx(b.eccentricity, abs=1e-15)
    assert a.mean_motion_rad_per_s == pytest.approx(b.mean_motion_rad_per_s, rel=1e-14)


@pytest.mark.parametrize(
    "text",
    [
        f"STARLINK-1008           \n{LINE1}\n{LINE2}\n",
        f"0 STARLINK-1008\r\n{LINE1}\r\n{LINE2}\r\n\r\n",
        "\ufeff" + json.dumps([OMM]),
        "  \n" + json.dumps(OMM, indent=1),
        as_csv(OMM),
        as_csv({**OMM, "EPOCH": "2026-05-30T07:25:28.869024Z"}).replace("\n", "\r\n"),
        as_xml(OMM),
    ],
    ids=["three lines", "zero and crlf", "json", "one object", "csv", "csv crlf", "xml"],
)
def test_every_format_gives_the_same_orbit(write: Callable[[str], Path], text: str) -> None:
    records = read_catalogue(write(text))
    assert records.name == ("STARLINK-1008",)
    same(records, read_catalogue(write(f"{LINE1}\n{LINE2}")))


def test_two_lines_are_named_by_their_number(write: Callable[[str], Path]) -> None:
    records = read_catalogue(str(write(f"{LINE1}\n{LINE2}\n" * 3)))
    assert records.name == ("44714",) * 3
    assert records.inclination_rad.shape == (3,)


def test_nine_digit_catalogue_numbers_are_read(write: Callable[[str], Path]) -> None:
    rows = [{**OMM, "NORAD_CAT_ID": 123456789}, {**OMM, "NORAD_CAT_ID": "100000"}]
    for text in (json.dumps(rows), as_csv(*rows), as_xml(rows[0])):
        numbers = read_catalogue(write(text)).catalogue_number
        assert numbers.dtype == np.int64
        assert numbers[0] == 123456789


def test_letters_stand_for_numbers_beyond_99999_in_two_line_elements(write: Callable[[str], Path]) -> None:
    pair = [line.replace("44714", "A0001") for line in (LINE1, LINE2)]
    text = "\n".join(line[:68] + str(tle_checksum(line)) for line in pair)
    assert read_catalogue(write(text)).catalogue_number.tolist() == [100001]


def test_satellites_of_the_real_files(data_file: Callable[[str], Path]) -> None:
    two_line = read_catalogue(data_file("starlink_2026-05-30.tle"))
    messages = read_catalogue(data_file("starlink_2025-05-24_first2000.omm.json"))
    assert (len(two_line), len(messages)) == (10395, 2000)
    shared = np.intersect1d(two_line.catalogue_number, messages.catalogue_number)
    assert shared.size > 1000
    first = dict(zip(messages.catalogue_number.tolist(), messages.inclination_rad.tolist(), strict=True))
    later = dict(zip(two_line.catalogue_number.tolist(), two_line.inclination_rad.tolist(), strict=True))
    drift = np.degrees([abs(first[n] - later[n]) for n in shared.tolist()])
    assert np.median(drift) < 0.2  # one satellite in both years keeps its plane's inclination


def test_elements_equal_those_of_the_sgp4_library(data_file: Callable[[str], Path]) -> None:
    from sgp4 import omm
    from sgp4.api import Satrec

    path = data_file("starlink_2025-05-24_first2000.omm.json")
    records = read_catalogue(path)
    for index, fields in enumerate(json.loads(path.read_text(encoding="utf-8"))[:50]):
        satellite = Satrec()
        omm.initialize(satellite, fields)
        assert records.raan_rad[index] == pytest.approx(satellite.nodeo, rel=1e-14)
        assert records.mean_motion_rad_per_s[index] * 60.0 == pytest.approx(satellite.no_kozai, rel=1e-14)
        days = (records.epoch_utc[index] - np.datetime64("2000-01-01T12:00")) / np.timedelta64(1, "us") / 8.64e10
        assert days == pytest.approx(satellite.jdsatepoch + satellite.jdsatepochF - 2451545.0, abs=2e-9)


REFETCH = "fetch the file again: `orbitdc data update`"
FETCH = "`orbitdc data update` fetches today's Starlink catalogue, or pass --set fleet.catalogue_file=PATH"
GIVE = "give OMM as JSON, CSV or XML, or two-line elements"
REMOVE = "remove the satellite from the file: it has re-entered or its record is wrong"


def signed(line: str) -> str:
    return line[:68] + str(tle_checksum(line))


@pytest.mark.parametrize(
    ("text", "place", "message", "fix"),
    [
        ("", "", "is empty", FETCH),
        (" \n\n", "", "is empty", FETCH),
        ("[]", "", "holds no satellite", FETCH),
        ("hello\nworld\n", ":1:1", "unknown format: the first line is 'hello'", GIVE),
        ("CCSDS_OMM_VERS = 3.0\n", ":1:1", "is an OMM in key = value notation, which is not read", GIVE),
        (f"A\n{LINE1}\n{LINE2[:-1]}0\n", ":3:1", "checksum is 0, computed 6", REFETCH),
        (f"A\n{LINE1[:-2]}\n{LINE2}\n", ":2:1", "an element line has 69 columns, this one 67", REFETCH),
        (f"{LINE1}\n{LINE2}\nB\n{LINE1}\n", ":4:1", "the file ends after element line 1", REFETCH),
        (f"{LINE1}\n{LINE2}\nB\n", ":3:1", "the file ends after the name 'B'", REFETCH),
        (f"{LINE1}\nB\n{LINE1}\n{LINE2}\n", ":1:1", "element line 1 is not followed by its line 2", REFETCH),
        (
            f"{LINE1}\n{LINE2}\nA\nB\n{LINE1}\n{LINE2}\n",
            ":3:1",
            "'A' is neither an element line nor a name before one",
            REFETCH,
        ),
        (f"{LINE1}\n{LINE2}\n{LINE2}\n", ":3:1", "element line 2 without its line 1", REFETCH),
        (
            f"{LINE1}\n{signed(LINE2.replace('44714', '44715'))}\n",
            ":2:1",
            "catalogue numbers differ: 44714 on line 1, 44715 on line 2",
            REFETCH,
        ),
        (
            f"{LINE1}\n{signed(LINE2.replace(' 53.1513', ' 5x.1513'))}\n",
            ":2:9",
            "inclination is ' 5x.1513', not a number",
            REFETCH,
        ),
        (
            f"{signed(LINE1.replace('26150.3', '2615 .3'))}\n{LINE2}\n",
            ":1:21",
            "epoch day is '15 .30936191', not a number",
            REFETCH,
        ),
        ('[{"OBJECT_NAME": "A",\n ]', ":2:2", None, REFETCH),
        ("[1]", "", "record 1 is not an object of OMM fields", REFETCH),
        (
            json.dumps([OMM, {k: v for k, v in OMM.items() if k not in ("EPOCH", "INCLINATION")}]),
            "",
            "record 2, STARLINK-1008: without EPOCH, INCLINATION",
            REFETCH,
        ),
        (
            as_csv(OMM, {**OMM, "MEAN_ANOMALY": "much"}),
            ":3:1",
            "STARLINK-1008: MEAN_ANOMALY is 'much', not a number",
            REFETCH,
        ),
        (
            json.dumps({**OMM, "ECCENTRICITY": "NaN"}),
            "",
            "record 1, STARLINK-1008: ECCENTRICITY is 'NaN', not a number",
            REFETCH,
        ),
        (
            json.dumps({**OMM, "NORAD_CAT_ID": 1234567890}),
            "",
            "record 1, STARLINK-1008: NORAD_CAT_ID is '1234567890', not a catalogue number of up to 9 digits",
            REFETCH,
        ),
        (
            json.dumps({**OMM, "EPOCH": "yesterday"}),
            "",
            "record 1, STARLINK-1008: EPOCH is 'yesterday', not a UTC date and time such as 2026-05-30T12:00:00",
            REFETCH,
        ),
        ("<ndm>\n<omm>", ":2:6", "not valid XML", REFETCH),
        (
            json.dumps({**OMM, "MEAN_MOTION": 17.5}),
            "",
            "record 1, STARLINK-1008 (44714): perigee at -113 km is below the surface",
            REMOVE,
        ),
        (
            as_csv({**OMM, "ECCENTRICITY": 0.06}),
            ":2:1",
            "STARLINK-1008 (44714): perigee at 15 km is below 100 km",
            REMOVE,
        ),
        (
            json.dumps({**OMM, "ECCENTRICITY": 1.2}),
            "",
            "record 1, STARLINK-1008 (44714): eccentricity 1.2 is not in [0, 1)",
            REFETCH,
        ),
        (
            json.dumps({**OMM, "MEAN_MOTION": 0}),
            "",
            "record 1, STARLINK-1008 (44714): mean motion 0 revolutions per day is not positive",
            REFETCH,
        ),
    ],
)
def test_a_mistake_is_named_with_its_place(
    write: Callable[[str], Path], text: str, place: str, message: str | None, fix: str
) -> None:
    path = write(text)
    with pytest.raises(CatalogError) as caught:
        read_catalogue(path)
    if message is None:
        message = str(caught.value).split(": ", 1)[1].split("\n")[0]  # the parser's own words, which vary by version
        assert message.startswith("not valid JSON: ")
    assert str(caught.value) == f"{path}{place}: {message}\n    fix: {fix}"


def test_every_mistake_is_told_at_once_but_no_flood(write: Callable[[str], Path]) -> None:
    bad = f"{LINE1[:-1]}1\n{LINE2[:-1]}2\n"
    with pytest.raises(CatalogError) as caught:
        read_catalogue(write(bad))
    assert [problem.message for problem in caught.value.problems] == [
        "checksum is 1, computed 5",
        "checksum is 2, computed 6",
    ]
    with pytest.raises(CatalogError) as caught:
        read_catalogue(write(bad * 50))
    assert len(caught.value.problems) == 21
    assert caught.value.problems[-1].message == "and 80 more problems"


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    binary = tmp_path / "binary"
    binary.write_bytes(b"\x50\x4b\xff\xfe")
    for path, message in (
        (tmp_path / "absent.tle", "no such file"),
        (tmp_path, "is a folder, not a catalogue file"),
        (binary, "is not text: byte 2 is not UTF-8"),
    ):
        with pytest.raises(CatalogError) as caught:
            read_catalogue(path)
        assert str(caught.value) == f"{path}: {message}\n    fix: {FETCH}"
