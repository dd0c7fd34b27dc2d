"""The page that travels in a headless Chromium, from a file: every slider moved and compared with the package."""

from __future__ import annotations

import re
import shlex
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

import orbitdc as odc
from orbitdc.scenario.load import load
from orbitdc.study.point import FULL, KnownMarches, row_of, simulated

# Representative days stand for a march of every day within 1e-4 of the FLOP of a life.
NEAR = 1e-4


class Reader:
    """A visitor of the file, with what it asked for and what its console said."""

    def __init__(self, browser: Any, page: Path, wide: int = 1400, scheme: str = "light", change: str = "") -> None:
        self.page = browser.new_context(viewport={"width": wide, "height": 900}, color_scheme=scheme).new_page()
        self.said: list[str] = []
        self.asked: list[str] = []
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("console", lambda line: self.said.append(line.text))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(f"{page.as_uri()}{change}")

    @property
    def ratio(self) -> float:
        return float(self.page.get_attribute("#ratio", "data-exact"))

    @property
    def sets(self) -> list[str]:
        words = shlex.split(self.page.inner_text("#line"))
        assert words[:3] == ["orbitdc", "run", "ai1_vs_colossus"]
        return [text for word, text in zip(words[3::2], words[4::2], strict=True) if word == "--set"]


def test_each_slider_says_what_the_package_says_of_its_line(browser: Any, offline: Path) -> None:
    reader, marches = Reader(browser, offline), KnownMarches()
    count = reader.page.locator("input[type=range]").count()
    assert count == 8
    seen = {reader.ratio}
    for n in range(count):
        slider = reader.page.locator(f"#slider-{n}")
        slider.focus()
        for _ in range(3):
            slider.press("ArrowRight" if n == count - 1 else "PageUp")  # by the keyboard alone
        row = row_of(simulated(load("ai1_vs_colossus", reader.sets), FULL, marches))
        assert reader.ratio == pytest.approx(row["ratio_like_for_like"], rel=NEAR)
        orbit, ground = reader.page.locator("#groups tbody tr:last-child td").all_inner_texts()
        for side, told in (("orbit", orbit), ("ground", ground)):  # written with three decimals
            assert float(told) == pytest.approx(row[f"{side}_usd_per_pflop_hour"], rel=NEAR, abs=5.1e-4)
        seen.add(reader.ratio)
    assert len(seen) == count + 1  # each of them moves the answer
    sets = reader.sets
    assert len(sets) == count  # one for each, in place of those of the run
    run = odc.simulate(load("ai1_vs_colossus", sets))
    assert reader.ratio == pytest.approx(run.ratio_like_for_like, rel=NEAR)
    assert f"{reader.ratio:.3g}" in reader.page.inner_text("#lead")
    assert reader.said == []
    assert reader.asked == [offline.as_uri()]


def test_the_badge_is_what_the_page_itself_finds(browser: Any, offline: Path) -> None:
    written = offline.read_text(encoding="utf-8").partition('id="worst">')[2].partition("<")[0]
    reader = Reader(browser, offline)
    assert reader.page.inner_text("#worst") == written
    assert 0.0 < float(reader.page.get_attribute("#worst", "data-exact")) < 1e-6


def test_values_are_typed_and_entries_picked_and_links_reopened(browser: Any, offline: Path) -> None:
    reader = Reader(browser, offline)
    own = reader.ratio
    reader.page.fill("#number-6", "12.5")
    reader.page.press("#number-6", "Enter")
    assert "money.real_wacc_frac=0.125" in reader.sets
    reader.page.click("#control-0 summary")
    reader.page.click("#control-0 button:has-text('falcon9')")
    assert "launch.price_usd_per_kg=3600" in reader.sets
    again = Reader(browser, offline, change="#" + reader.page.url.partition("#")[2])
    assert (again.ratio, again.sets) == (reader.ratio, reader.sets)
    reader.page.click("button[data-go='0']")
    assert reader.ratio == own
    assert len(reader.sets) == 3  # those of the run alone
    reader.page.fill("#number-0", "1e9")
    reader.page.press("#number-0", "Enter")
    assert "launch.price_usd_per_kg=10000" in reader.sets  # no farther than the package was compared
    assert reader.said == again.said == []


def test_parity_is_where_the_page_says(browser: Any, offline: Path) -> None:
    reader = Reader(browser, offline)
    reader.page.click("button:has-text('favour orbit')")
    assert reader.ratio < 1.0
    found = {n: reader.page.inner_text(f"#even-{n}") for n in range(7)}
    at = {n: match[1] for n, text in found.items() if (match := re.search("the same at ([0-9.,]+) ", text))}
    assert 0 in at  # a launch price is among them
    for n, value in at.items():
        reader.page.click("button:has-text('favour orbit')")
        reader.page.fill(f"#number-{n}", value.replace(",", ""))
        reader.page.press(f"#number-{n}", "Enter")
        assert reader.ratio == pytest.approx(1.0, abs=1e-3)  # of a value with four digits
    never = [text for text in found.values() if "same at" not in text]
    for text in never:
        assert re.search("orbit costs 0[0-9.]+ to 0[0-9.]+ times|orbit costs 0[0-9.]+ times", text)


@pytest.mark.parametrize("wide", [390, 1400])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_the_screen_and_axe_finds_nothing(browser: Any, offline: Path, wide: int, scheme: str) -> None:
    reader = Reader(browser, offline, wide, scheme)
    assert reader.page.evaluate("document.documentElement.scrollWidth") <= wide
    spec = find_spec("axe_playwright_python")
    if spec is None or spec.submodule_search_locations is None:
        pytest.skip("axe-playwright-python is not installed")
    rules = (Path(spec.submodule_search_locations[0]) / "axe.min.js").read_text(encoding="utf-8")
    reader.page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    reader.page.evaluate(rules)
    faults = reader.page.evaluate("axe.run(document, {resultTypes: ['violations']}).then(found => found.violations)")
    assert [(each["id"], each["nodes"][0]["html"]) for each in faults] == []
