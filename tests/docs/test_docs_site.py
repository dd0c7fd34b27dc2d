"""The documentation builds as a site whose pages ask nobody else for anything and link to files that are there."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest
from pages import DOCS, ROOT

FETCHED = {"link": "href", "script": "src", "img": "src", "source": "src", "iframe": "src"}
BESIDE = ("scenarios", "notebooks", "tests")  # folders that pages link to


class Links(HTMLParser):
    """What a page loads by itself, and where its links lead."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.leads: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag in FETCHED and found.get("rel") not in ("canonical", "next", "prev"):
            self.loads += [found[FETCHED[tag]] or ""] if FETCHED[tag] in found else []
        if tag == "a" and found.get("href"):
            self.leads.append(str(found["href"]))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of this checkout, built in a folder of its own."""
    pytest.importorskip("zensical", reason="zensical is not installed: pip install orbitdc[docs]")
    root = tmp_path_factory.mktemp("checkout")
    shutil.copy(ROOT / "mkdocs.yml", root)
    shutil.copytree(DOCS, root / "docs")
    done = subprocess.run([sys.executable, "-m", "zensical", "build"], cwd=root, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "issue" not in done.stdout + done.stderr or "No issues" in done.stdout + done.stderr, done.stdout
    return root / "site" / "docs"


def test_every_page_is_built_and_loads_nothing_from_elsewhere(site: Path) -> None:
    for page in DOCS.rglob("*.md"):
        html = site / page.relative_to(DOCS).with_suffix(".html")
        loads = Links(html.read_text(encoding="utf-8")).loads
        assert loads
        assert [address for address in loads if re.match(r"(https?:)?//", address)] == [], page


def test_links_of_the_site_lead_to_pages_and_to_the_files_beside_them(site: Path) -> None:
    for html in site.rglob("*.html"):
        if html.name == "404.html":
            continue
        for target in Links(html.read_text(encoding="utf-8")).leads:
            file = unquote(target).partition("#")[0]
            if not file or "://" in target:
                continue
            to = (html.parent / file).resolve()
            beside = to.relative_to(site.parent.resolve()) if to.is_relative_to(site.parent.resolve()) else None
            there = beside is not None and beside.parts[0] in BESIDE and (ROOT / beside).exists()
            assert to.exists() or there, f"{html.name}: {target}"
