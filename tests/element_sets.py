"""One Starlink as catalogues write it: two lines, the fields of an OMM, and both in CSV or with a sound checksum."""

from __future__ import annotations

import csv
import io

from orbitdc.sky.two_lines import tle_checksum

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


def signed(line: str) -> str:
    return line[:68] + str(tle_checksum(line))
