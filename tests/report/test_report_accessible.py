"""The page can be used without eyes, without a mouse, without colours, and in the dark: rules read from its HTML."""

from __future__ import annotations

import itertools
import re
import shutil
import subprocess
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path

import pytest
from made_up_results import write_folder

from orbitdc.report.folder import read_results
from orbitdc.report.page import page as page_of

LEAST_CONTRAST = 4.5  # WCAG 2.2, success criterion 1.4.3, of text of any size
TEXT = {"--ink": ("--paper", "--band", "--change"), "--soft": ("--paper",), "--link": ("--paper", "--band")}


class Outline(HTMLParser):
    """Every start tag in order, with its attributes and the tags around it."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None], tuple[str, ...]]] = []
        self.around: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs), tuple(self.around)))
        if tag not in ("meta", "img", "source", "br"):
            self.around.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self.around.pop() != tag:
            pass


@pytest.fixture(scope="module")
def html(reported: Path) -> str:
    return (reported / "report.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def outline(html: str) -> Outline:
    reader = Outline()
    reader.feed(html)
    return reader


def of(outline: Outline, tag: str) -> list[dict[str, str | None]]:
    return [attributes for name, attributes, _ in outline.tags if name == tag]


def test_language_landmarks_and_a_way_past_the_head(outline: Outline) -> None:
    assert of(outline, "html")[0]["lang"] == "en"
    for landmark in ("header", "main", "nav", "footer", "h1"):
        assert len(of(outline, landmark)) == 1, landmark
    links = of(outline, "a")
    ids = [str(attributes["id"]) for _, attributes, _ in outline.tags if attributes.get("id")]
    assert links[0] == {"class": "skip", "href": "#answer"}
    assert len(set(ids)) == len(ids)
    for target in (str(link["href"]) for link in links):
        assert not target.startswith("#") or target[1:] in ids, target
    for _, attributes, _ in outline.tags:
        if "aria-labelledby" in attributes:
            assert attributes["aria-labelledby"] in ids


def test_headings_skip_no_level(outline: Outline) -> None:
    levels = [int(tag[1]) for tag, _, _ in outline.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_every_image_is_told_and_every_table_named(outline: Outline) -> None:
    alts = [image["alt"] for image in of(outline, "img")]
    assert all(alts)
    assert len(set(alts)) == len(alts)
    assert all(head.get("scope") in ("col", "row") for head in of(outline, "th"))
    for tag, attributes, around in outline.tags:
        if tag == "table":
            assert around[-1] == "div"
        if attributes.get("role") == "region":
            assert attributes["aria-label"]
            assert attributes["tabindex"] == "0"  # a table that scrolls is reached with the keyboard
        if tag == "summary":
            assert around[-1] == "details"


def test_nothing_runs_and_nothing_is_loaded(html: str, outline: Outline) -> None:
    assert not {"script", "iframe", "link", "object", "embed"} & {tag for tag, _, _ in outline.tags}
    assert not [name for _, attributes, _ in outline.tags for name in attributes if name.startswith("on")]
    assert "@import" not in html
    assert not re.search(r"url\(", html)


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2.2: linearised sRGB, weighed 0.2126, 0.7152, 0.0722."""
    parts = [int(colour[i : i + 2], 16) / 255.0 for i in (1, 3, 5)]
    linear = [x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_luminance_of_black_and_white_is_that_of_the_standard() -> None:
    assert (luminance("#ffffff") + 0.05) / (luminance("#000000") + 0.05) == pytest.approx(21.0)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_text_stands_out_from_its_ground(html: str, scheme: int) -> None:
    roots = re.findall(r":root \{(.*?)\}", html, re.DOTALL)
    colours = dict(re.findall(r"(--\w+): (#[0-9a-f]{6})", roots[scheme]))
    for ink, grounds in TEXT.items():
        for ground in grounds:
            light, dark = sorted((luminance(colours[ink]), luminance(colours[ground])), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= LEAST_CONTRAST, (ink, ground)


AXE = """<script>axe.run(document, {resultTypes: ["violations"]}).then(found => {
document.body.textContent = "FAULTS" + JSON.stringify(found.violations.map(each => [each.id, each.nodes[0].html]));
})</script>"""


AXE_RUNS = pytest.mark.skipif(
    shutil.which("chromium") is None or find_spec("axe_playwright_python") is None,
    reason="chromium or axe-playwright-python is not installed",
)


def faults_by_axe(html: str, folder: Path) -> str:
    """A page as chromium shows it, whose text is what axe-core finds wrong: ``FAULTS[[rule, first element], ...]``."""
    spec = find_spec("axe_playwright_python")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    rules = (Path(spec.submodule_search_locations[0]) / "axe.min.js").read_text(encoding="utf-8")
    script = rules.replace("</script>", "<\\/script>")
    path = folder / "page.html"
    path.write_text(html.replace("</body>", f"<script>{script}</script>{AXE}</body>"), encoding="utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'profile'}"]
    options += ["--virtual-time-budget=20000", "--dump-dom", path.as_uri()]
    return subprocess.run(["chromium", *options], capture_output=True, text=True, timeout=120, check=True).stdout


@AXE_RUNS
def test_axe_finds_nothing(tmp_path: Path) -> None:
    html = page_of(read_results(write_folder(tmp_path / "results")), {}).replace("<details", "<details open")
    assert "FAULTS[]" in faults_by_axe(html, tmp_path)


@AXE_RUNS
def test_axe_finds_what_is_wrong(tmp_path: Path) -> None:
    """An image without a text, in a page without a language."""
    found = faults_by_axe('<html><body><img src="data:,"></body></html>', tmp_path)
    assert "FAULTS[[" in found
    assert '"image-alt"' in found
    assert '"html-has-lang"' in found
