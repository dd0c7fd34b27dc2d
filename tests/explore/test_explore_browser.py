"""The explorer in a headless Chromium: sliders, presets, links, downloads, two visitors, narrow screens."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")
ANSWERED = "header h1:has-text('the ground')"
FIRST_S = 90e3  # milliseconds: the first answer of a fresh cache compiles the kernels


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    code = "from orbitdc.cli import main; main(['explore', '--no-browser', '--port', '0'])"
    with subprocess.Popen([sys.executable, "-u", "-c", code], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        found = re.search(r"http://127\.0\.0\.1:\d+", server.stdout.readline())
        assert found is not None
        yield found[0]
        server.terminate()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


class Visitor:
    """A page of its own, with what it asked for and what its console said."""

    def __init__(self, browser: Any, address: str, query: str = "", wide: int = 1400, scheme: str = "light") -> None:
        size = {"width": wide, "height": 900}
        self.page = browser.new_context(viewport=size, accept_downloads=True, color_scheme=scheme).new_page()
        self.errors: list[str] = []
        self.asked: set[str] = set()
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda line: self.errors.append(line.text) if line.type == "error" else None)
        self.page.on("request", lambda request: self.asked.add("/".join(request.url.split("/")[:3])))
        self.page.goto(address + query)
        self.page.wait_for_selector(ANSWERED, timeout=FIRST_S)

    def headline(self) -> str:
        return str(self.page.inner_text("header h1"))

    def slide(self, key: str, share: int) -> None:
        before = self.headline()
        name = f"[id='slider-{key.replace('.', '-')}']"
        self.page.eval_on_selector(
            name, "(e, v) => { e.value = v; e.dispatchEvent(new Event('input', {bubbles: true})) }", share
        )
        self.page.wait_for_function(
            "b => document.querySelector('header h1').innerText !== b", arg=before, timeout=FIRST_S
        )


def test_a_visit(browser: Any, address: str, tmp_path: Any) -> None:
    visitor = Visitor(browser, address, "/?preset=ai1_vs_colossus&set=mission.life_y%3D2")
    first = visitor.headline()
    visitor.slide("launch.price_usd_per_kg", 0)  # the cheapest launch makes orbit cheaper
    cheaper = visitor.headline()
    assert float(cheaper.split()[2]) < float(first.split()[2])

    visitor.page.click("#keep")
    visitor.page.wait_for_selector(".beside td:has-text('launch.price_usd_per_kg')")
    with visitor.page.expect_download() as caught:
        visitor.page.click("#yaml")
    caught.value.save_as(tmp_path / "explored.yaml")
    written = yaml.safe_load((tmp_path / "explored.yaml").read_text(encoding="utf-8"))
    assert set(written) == {"extends", "name", "launch", "mission"}  # only what differs

    again = Visitor(browser, address, "/" + visitor.page.inner_text("#along a"))
    assert again.headline() == cheaper

    visitor.page.fill("#written", "launch.price=3")
    visitor.page.wait_for_selector(".mistake:has-text('did you mean launch.price_usd_per_kg')", timeout=FIRST_S)
    assert again.headline() == cheaper  # another visitor is not disturbed
    for one in (visitor, again):
        assert one.errors == []
        # no request leaves this computer
        assert {url for url in one.asked if not url.startswith(("data:", "blob:"))} == {address}


def test_another_preset_is_picked(browser: Any, address: str) -> None:
    visitor = Visitor(browser, address)
    visitor.page.select_option("#preset", "suncatcher_cluster")
    visitor.page.wait_for_url("**preset=suncatcher_cluster**")
    visitor.page.wait_for_selector("header h1:has-text('the ground'), header h1:has-text('No ratio')", timeout=FIRST_S)
    assert visitor.page.input_value("#preset") == "suncatcher_cluster"
    assert visitor.errors == []


def test_the_page_fits_a_phone(browser: Any, address: str) -> None:
    visitor = Visitor(browser, address, wide=390)
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.skipif(find_spec("axe_playwright_python") is None, reason="axe-playwright-python is not installed")
@pytest.mark.parametrize(("wide", "scheme"), [(1400, "light"), (390, "dark")])
def test_axe_finds_nothing(browser: Any, address: str, wide: int, scheme: str) -> None:
    page = Visitor(browser, address, wide=wide, scheme=scheme).page
    spec = find_spec("axe_playwright_python")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    page.evaluate((Path(spec.submodule_search_locations[0]) / "axe.min.js").read_text(encoding="utf-8"))
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    faults = page.evaluate("axe.run(document, {resultTypes: ['violations']}).then(found => found.violations)")
    assert [(each["id"], each["nodes"][0]["html"]) for each in faults] == []
