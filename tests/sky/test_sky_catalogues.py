"""Readers of real catalogues: every format gives the same orbit, a mistake has its place."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from element_sets import LINE1, LINE2, OMM, as_csv, signed

from orbitdc.errors import CatalogError
from orbitdc.sky.catalogues import ElementRecords, read_catalogue


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
    pairs = [(LINE1.replace("44714", number), LINE2.replace("44714", number)) for number in ("44714", "    5", "B0007")]
    records = read_catalogue(str(write("".join(f"{signed(one)}\n{signed(two)}\n" for one, two in pairs))))
    assert records.name == ("44714", "5", "110007")
    assert records.inclination_rad.shape == (3,)


def test_nine_digit_catalogue_numbers_are_read(write: Callable[[str], Path]) -> None:
    rows = [{**OMM, "NORAD_CAT_ID": 123456789}, {**OMM, "NORAD_CAT_ID": "100000"}]
    for text in (json.dumps(rows), as_csv(*rows), as_xml(rows[0])):
        numbers = read_catalogue(write(text)).catalogue_number
        assert numbers.dtype == np.int64
        assert numbers[0] == 123456789


def test_letters_stand_for_numbers_beyond_99999_in_two_line_elements(write: Callable[[str], Path]) -> None:
    pair = [line.replace("44714", "A0001") for line in (LINE1, LINE2)]
    text = "\n".join(signed(line) for line in pair)
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


def test_the_parsers_own_words_are_placed(write: Callable[[str], Path]) -> None:
    path = write('[{"OBJECT_NAME": "A",\n ]')
    with pytest.raises(CatalogError) as caught:
        read_catalogue(path)
    (problem,) = caught.value.problems
    assert (problem.file, problem.line, problem.column) == (str(path), 2, 2)
    assert problem.message.startswith("not valid JSON: ")
    assert problem.fix


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
    for path in (tmp_path / "absent.tle", tmp_path, binary):
        with pytest.raises(CatalogError) as caught:
            read_catalogue(path)
        assert [(problem.file, problem.line) for problem in caught.value.problems] == [(str(path), None)]
