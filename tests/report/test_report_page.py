"""The HTML report: well formed, whole, and harmless whatever the scenario is called."""

from __future__ import annotations

import base64
import copy
import csv
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from made_up_results import SUMMARY, nulled, write_folder
from made_up_studies import STUDIES

from orbitdc.report import write_report
from orbitdc.report.drawing import draw_study
from orbitdc.report.figures import FIGURES
from orbitdc.report.folder import read_results
from orbitdc.report.page import page as page_of
from orbitdc.report.style import NARROW_IN, WIDTH_IN

VOID = {"meta", "img", "br", "link", "hr", "source"}


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
        self.links += [value or "" for name, value in attrs if name in ("src", "srcset", "href")]
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
        "compute on AI1 satellite in orbit costs 2.44 times what it costs at Memphis, 4.31 USD against 1.77 USD",
        "41 of its 93 numbers are estimates",
        "A launch price alone does not: even free launch leaves orbit 1.62 times the ground",
        "radiator: coolant reaches 322 K against a supply limit of 318 K",
        "Contents",
        "What a PFLOP-hour is made of",
        "From nameplate to delivered",
        "drag make-up is not modelled",
        "announced launch price",
        "launch.price_usd_per_kg",
        "500 to 3,000",
        "not modelled: drag; carbon",
        "ab" * 32,
        "Linux x86_64, Python 3.13.1",
    ):
        assert words in page.text, words
    assert page.seen.count("img") == len(FIGURES) - 1  # the map of eclipses is drawn by `plot` alone
    assert page.seen.count("source") == page.seen.count("img")


def test_the_answer_leads_and_everything_else_folds(reported: Path) -> None:
    html = (reported / "report.html").read_text(encoding="utf-8")
    first = html.partition('<nav aria-labelledby="contents-head">')[0]
    assert (first.count("<figure"), first.count("<img")) == (1, 1)  # one chart
    assert first.count('<table class="stack"') == 2  # one table, and the numbers behind the chart, folded
    assert first.index('class="lead"') < first.index("<dl") < first.index("<figure")
    questions = re.findall("<dt>(.*?)</dt>", first)
    assert questions == ["How sure is it?", "What decides?", "What would change it?", "Does the satellite work?"]
    rest = html.partition("</nav>")[2].partition("<footer>")[0]
    assert rest.count('<details class="part">') == rest.count("<h2>") > 12
    assert "<details open" not in html


def test_the_data_of_each_figure_come_along(reported: Path) -> None:
    html = (reported / "report.html").read_text(encoding="utf-8")
    found = dict(re.findall('download="([a-z_]+).csv" href="data:text/csv;base64,([^"]+)"', html))
    assert len(found) == html.count("<figure")
    for name, data in found.items():
        assert base64.b64decode(data).decode() == (reported / "figures" / f"{name}.csv").read_text(encoding="utf-8")
    stack = list(csv.DictReader(base64.b64decode(found["cost_stack"]).decode().splitlines()))
    orbit = sum(float(row["orbit_usd_per_pflop_hour"] or 0.0) for row in stack)
    assert orbit == pytest.approx(sum(SUMMARY["orbit"]["cost_parts_usd_per_pflop_hour"].values()), rel=1e-8)


def test_a_changed_run_says_so_first(tmp_path: Path) -> None:
    summary: dict[str, Any] = copy.deepcopy(SUMMARY)
    plain = told(write_folder(tmp_path / "plain", summary)).text
    assert "This run changes the scenario" not in plain
    command = "orbitdc run scenarios/ai1.yaml --set launch.price_usd_per_kg=600"
    summary["scenario"] |= {"changes": ["launch.price_usd_per_kg=600"], "command": command}
    text = told(write_folder(tmp_path / "changed", summary)).text
    head = text.partition("The answer")[0]
    title = "AI1 against Colossus, with launch.price_usd_per_kg=600"
    assert head.count(title) == 2  # the title of the window, and the heading
    for words in (command, "in dollars of 2026", "with orbitdc 0.1.0", "on Linux x86_64"):
        assert words in head, words


def test_studies_of_the_same_scenario_appear(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "results")
    study = tmp_path / "results-montecarlo"
    study.mkdir()
    shares = (("p5", 1.9), ("p10", 2.1), ("p50", 2.5), ("p90", 3.3), ("p95", 3.7))
    spread = {key: {"value": value, "error": 0.0123} for key, value in shares}
    answer = {"ratio_like_for_like": spread, "orbit_cheaper_frac": 0.02}
    (study / "montecarlo.json").write_text(json.dumps(answer), encoding="utf-8")
    (study / "montecarlo.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", encoding="utf-8")
    page = told(folder)
    assert "9 of 10 draws lie between 1.90 and 3.70 times, and orbit is cheaper in 2 % of them" in page.text
    assert "How sure: every range drawn at once" in page.text
    for words in ("P10", "2.10 ± 0.012", "P90", "3.30 ± 0.012"):
        assert words in page.text
    assert page.seen.count("img") == 1
    assert page.seen.count("source") == 0  # as studies of earlier versions had one drawing for all screens


def test_a_study_is_drawn_for_narrow_screens_as_well(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "results")
    study = tmp_path / "results-sensitivity"
    study.mkdir()
    (study / "sensitivity.json").write_text("{}", encoding="utf-8")
    draw_study(STUDIES["tornado"], study / "sensitivity")
    assert {path.suffix for path in study.iterdir()} == {".json", ".png", ".svg"}
    html = page_of(read_results(folder), {})
    (picture,) = re.findall("<picture>(.*?)</picture>", html, re.DOTALL)
    small, wide = re.findall('(?:srcset|src)="data:image/svg.xml;base64,([^"]*)"', picture)
    told = [re.findall('width="([0-9.]+)pt"', svg_of(image))[0] for image in (small, wide)]
    widths_in = [float(pt) / 72.0 for pt in told]
    assert widths_in == pytest.approx([NARROW_IN, WIDTH_IN])
    assert 'media="screen and (max-width: 600px)"' in picture


def svg_of(image: str) -> str:
    return base64.b64decode(image).decode("utf-8")


def test_the_sky_is_told_where_the_run_knows_it(tmp_path: Path, reported: Path) -> None:
    assert "drag (m/s per year)" not in read(reported / "report.html").text  # of an earlier version
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
    loaded = [link for link in page.links if not link.startswith(("#", "https://example.org/"))]  # what a click follows
    assert len(loaded) == 3 * page.seen.count("img")  # a wide and a narrow image, and the data
    assert all(link.startswith("data:") for link in loaded)


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
    for words in ("The satellite", "756 m2", "margin of array, stated and left", "5.0%, 5.0%", "does not close"):
        assert words in text
    for words in ("Carbon, by part", "launch: exhaust", "135", "orbit: satellites and launch; a lower bound"):
        assert words in text


def test_an_option_of_a_command_is_not_broken_behind_its_hyphens(tmp_path: Path) -> None:
    summary = copy.deepcopy(SUMMARY)
    summary["scenario"] |= {"changes": ["a=<b>"], "command": "orbitdc run x.yaml --set 'a=<b>'"}
    html = page_of(read_results(write_folder(tmp_path, summary)), {})
    assert '<span class="option">--draws</span> 64' in html
    assert '<span class="option">--set</span> &#39;a=&lt;b&gt;&#39;' in html
    assert not re.search(r"(?<![>\w-])--[a-z]", html.partition("</style>")[2])
