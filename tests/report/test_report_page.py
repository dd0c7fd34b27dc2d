"""The HTML report: well formed, whole, and harmless whatever the scenario is called."""

from __future__ import annotations

import copy
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from made_up_results import SUMMARY, nulled, write_folder

from orbitdc.report import write_report
from orbitdc.report.folder import read_results
from orbitdc.report.page import page as page_of

VOID = {"meta", "img", "br", "link", "hr"}


class Reader(HTMLParser):
    """Checks that tags nest, and keeps what is said and what is referred to."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []
        self.links: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("src", "href")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def parsed(html: str) -> Reader:
    """A page, parsed to its end."""
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == []
    return reader


def read(path: Path) -> Reader:
    return parsed(path.read_text(encoding="utf-8"))


def told(folder: Path) -> Reader:
    """The page of a folder without its figures, which have tests of their own."""
    return parsed(page_of(read_results(folder), {}))


def test_whole_and_well_formed(reported: Path) -> None:
    page = read(reported / "report.html")
    for words in (
        "Compute on AI1 satellite costs 2.44 times what it costs at Memphis, like for like",
        "41 of 93 numbers are estimates.",
        "radiation dose is not modelled",
        "model FLOP utilization",
        "announced launch price",
        "facility residual",
        "even a free bus leaves orbit 1.87 times the ground",
        "not modelled: drag; carbon",
        "ab" * 32,
        "2027-01-02T03:04:05Z",
    ):
        assert words in page.text, words
    assert page.seen.count("img") == 5


def test_the_sky_is_told_where_the_run_knows_it(tmp_path: Path, reported: Path) -> None:
    assert "Air, radiation, debris and links" not in read(reported / "report.html").text  # of an earlier version
    summary: dict[str, Any] = copy.deepcopy(SUMMARY)
    sky = {"drag_m_per_s_y": 6.78, "dose_krad": 0.783, "reentry_date": None, "reentry_date_reason": "nothing falls"}
    summary["orbit"] |= {"environment": sky, "network": {"share_frac": 0.98, "range_km": 730.4}}
    text = told(write_folder(tmp_path / "new", summary)).text
    for words in (
        "Air, radiation, debris and links",
        "drag (m/s per year)",
        "6.78",
        "0.783",
        "none: nothing falls",
        "730",
        "0.980",
    ):
        assert words in text, words
    summary["orbit"]["environment"]["reentry_date"] = "2028-03-04"
    assert "2028-03-04" in told(write_folder(tmp_path / "old", summary)).text


def test_works_offline(reported: Path) -> None:
    page = read(reported / "report.html")
    assert page.links
    assert all(link.startswith("data:") for link in page.links)


def test_no_markup_from_the_scenario(tmp_path: Path) -> None:
    evil = "<script>alert('x')</script>\"&"
    summary: dict[str, Any] = copy.deepcopy(SUMMARY)
    summary["scenario"]["name"] = summary["orbit"]["name"] = summary["ground"]["site"] = evil
    summary["orbit"]["binding_limit"] = summary["orbit"]["margins"]["dose_frac_reason"] = evil
    summary["orbit"]["cost_parts_usd_per_pflop_hour"][evil] = 0.1
    summary["as_announced"].append({"step": evil, "ratio": 1.0})
    summary["notes"] = summary["departures"] = [evil]
    page = read(write_report(write_folder(tmp_path, summary)))
    assert "script" not in page.seen
    assert evil in page.text


@pytest.mark.parametrize("summary", [{}, nulled(SUMMARY)], ids=["empty", "nulls"])
def test_nulls_break_nothing(tmp_path: Path, summary: dict[str, Any]) -> None:
    page = told(write_folder(tmp_path, summary))
    assert "None" not in page.text
    assert "nan" not in page.text.split()


def test_a_sized_design_shows_its_margins_and_carbon_its_parts(tmp_path: Path) -> None:
    summary = copy.deepcopy(SUMMARY)
    summary["orbit"]["design"] = {
        "mode": "sized",
        "array_m2": 756.0,
        "radiator_m2": 175.0,
        "margins": {"array_frac": 0.0501},
        "margins_wanted": {"array_frac": 0.05},
        "reason": "no size found that leaves the margin of array",
    }
    summary["orbit"]["kgco2e_parts_per_pflop_hour"] = {"launch: exhaust": 0.135}
    summary["orbit"]["kgco2e_scope"] = "satellites and launch; a lower bound"
    text = told(write_folder(tmp_path / "sized", summary)).text
    for words in ("The design", "756 m2", "margin of array, stated and left", "5.0%, 5.0%", "does not close"):
        assert words in text
    for words in ("Carbon, by part", "launch: exhaust", "135", "orbit: satellites and launch; a lower bound"):
        assert words in text
