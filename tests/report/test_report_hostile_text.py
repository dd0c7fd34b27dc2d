"""Whatever a scenario is called, its name stays text: on the page, in spreadsheets, in figures."""

from __future__ import annotations

import copy
import csv
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from made_up_results import SUMMARY, numbers, write_folder

import orbitdc
from orbitdc.report import write_report
from orbitdc.report.blocks import csv_text
from orbitdc.results.columns import harmless, read_columns, restored
from orbitdc.results.save import write_folder as save_folder

HOSTILE = (
    "</title></style><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)" x="',
    "javascript:alert(1)",
    "{{ 7 * 7 }}{% raw %}${7*7}",
    "]]></svg><!-- --!>&lt;b&gt;&#x3c;",
    '=HYPERLINK("https://example.org";"click")',
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\t=1+1",
    "'=1+1",
    "a\x00b\x07c\x1b[31mred\x9b",
    "\u202egnp.exe\u2066",
    "$\\alpha_{1}$ 100 % _a_ **b**",
    'he said "no", then; left\nand came back',
)
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Page(HTMLParser):
    """Tags, attributes and text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name in ("href", "src", "srcset")]

    def handle_data(self, data: str) -> None:
        self.text += data


def hostile_summary() -> dict[str, Any]:
    """A summary every text of which is hostile."""
    summary: dict[str, Any] = copy.deepcopy(SUMMARY)
    everything = " ".join(HOSTILE)
    summary["scenario"] |= {"name": everything, "description": everything, "changes": list(HOSTILE)}
    summary["scenario"]["command"] = everything
    summary["orbit"]["name"] = summary["ground"]["site"] = everything
    summary["orbit"]["binding_limit"] = summary["orbit"]["remedy"] = everything
    summary["orbit"]["margins"]["dose_frac_reason"] = everything
    summary["orbit"]["cost_parts_usd_per_pflop_hour"][HOSTILE[0]] = 0.1
    summary["orbit"]["mass_kg"][HOSTILE[1]] = 50.0
    summary["orbit"]["waterfall"].append({"step": "x", "label": HOSTILE[0], "factor": 0.9})
    summary["notes"] = summary["departures"] = list(HOSTILE)
    summary["platform"] = everything
    return summary


def test_no_text_of_a_scenario_becomes_markup(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "results", hostile_summary())
    sources = numbers()
    sources["source"] = ["javascript:alert(1)", 'https://example.org/" onclick="alert(1)']
    sources["origin"] = list(HOSTILE[:2])
    rows = list(zip(*sources.values(), strict=True))
    with (folder / "numbers.csv").open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows([list(sources), *rows])
    html = write_report(folder).read_text(encoding="utf-8")
    for path in (folder / "figures").glob("*.svg"):
        ElementTree.parse(path)  # raises where the text of a figure breaks its file
    page = Page()
    page.feed(html)
    assert not page.tags & {"script", "iframe", "object", "base", "form", "svg", "b"}
    assert not {name for name in page.attributes if name.startswith("on")}
    assert all(link.startswith(("#", "data:", "https://")) for link in page.links)
    assert "49" not in page.text.partition("How sure")[0]  # no template is evaluated in a name
    for text in HOSTILE[:10]:
        assert text in page.text, text
    assert not set(page.text) & {chr(code) for code in (*range(9), *range(14, 32), *range(0x7F, 0xA0))}
    assert not set(page.text) & set("\u202e\u2066")


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_is_a_formula_and_every_text_is_read_back(text: str, tmp_path: Path) -> None:
    cell = harmless(text)
    assert not cell.startswith(FORMULA)
    printable = "".join("\ufffd" if char in "\x00\x07\x1b\x9b" else char for char in text)
    assert restored(cell) == printable
    folder = save_folder(tmp_path / "results", {}, {"satellites": {"name": [text], "satellites": [1.0]}})
    with (folder / "satellites.csv").open(newline="", encoding="utf-8") as stream:
        (_, (name, count)) = csv.reader(stream)
    assert (name, count) == (cell, "1")
    assert read_columns(folder / "satellites.csv")["name"].tolist() == [printable]
    shown = list(csv.reader(csv_text({"what": [text], "usd": [-2.5]}).splitlines(keepends=True)))
    assert shown[1] == [cell, "-2.5"]


def test_numbers_stay_numbers() -> None:
    assert [harmless(text) for text in ("-5", "+1e3", "-0.25", "inf")] == ["-5", "+1e3", "-0.25", "inf"]


def test_a_scenario_takes_such_a_name_and_the_report_of_its_run_holds_it() -> None:
    scenario = orbitdc.load("ai1_vs_colossus", [f"satellite.label={HOSTILE[0]}"])
    assert scenario.satellite.label == HOSTILE[0]
