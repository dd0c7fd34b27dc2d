"""Every link inside the repository leads somewhere, to the file and to the heading that it names."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

import pytest
from pages import PAGES, ROOT, anchors, headings, links


@pytest.mark.parametrize("page", PAGES, ids=[page.relative_to(ROOT).as_posix() for page in PAGES])
def test_links_lead_to_files_and_headings(page: Path) -> None:
    """Nothing is fetched: addresses of the web are read by people, and must be https."""
    for target in links(page):
        if "://" in target:
            assert target.startswith("https://"), target
            continue
        file, _, heading = unquote(target).partition("#")
        to = (page.resolve().parent / file).resolve() if file else page
        assert to.exists(), target
        assert to.is_relative_to(ROOT), target
        if heading:
            assert heading in anchors(to), f"{target}; the headings are {headings(to)}"


def test_a_link_to_nowhere_is_found(tmp_path: Path) -> None:
    """The checks above would pass on pages whose links are not seen."""
    page = tmp_path / "page.md"
    page.write_text("# A title, with marks\n\n| a |\n|---|\n| [b](c.md#d) ![e](f.png) `[g](h)` |\n", encoding="utf-8")
    assert links(page) == ["c.md#d", "f.png"]
    assert anchors(page) == {"a-title-with-marks"}
