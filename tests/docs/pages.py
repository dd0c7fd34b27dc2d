"""The pages of the documentation as its tests read them: their text, their links, their blocks of code."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = (*sorted(DOCS.rglob("*.md")), ROOT / "README.md", ROOT / "CONTRIBUTING.md")
WRITTEN = tuple(page for page in PAGES if page.name != "changelog.md")  # what was true once stays in the changelog
NOT_RUN = "<!-- not run by the tests: "


class Command(NamedTuple):
    """An `orbitdc` command as a page shows it."""

    page: str
    text: str
    words: tuple[str, ...]


@cache
def tokens(page: Path) -> list[Token]:
    """A page taken apart as CommonMark with tables, inline parts after their block."""
    found: list[Token] = []
    for token in MarkdownIt("commonmark").enable("table").parse(page.read_text(encoding="utf-8")):
        found += [token, *(token.children or [])]
    return found


def links(page: Path) -> list[str]:
    """The targets of all links and images of a page."""
    every = [token.attrGet("href") or token.attrGet("src") for token in tokens(page)]
    return [str(target) for target in every if target]


def headings(page: Path) -> list[str]:
    """The text of each heading of a page, without its marks."""
    found = tokens(page)
    titles = [found[place + 1] for place, token in enumerate(found) if token.type == "heading_open"]
    return ["".join(child.content for child in title.children or []) for title in titles]


@cache
def anchors(page: Path) -> set[str]:
    """The anchors of a page that GitHub and the site name alike; a title that stands twice gives only one of them."""
    found = set()
    for title in headings(page):
        kept = re.sub(r"[^\w\s-]", "", title.lower()).strip()
        github, site = kept.replace(" ", "-"), re.sub(r"[-\s]+", "-", kept)
        if github == site:
            found.add(github)
    return found


def blocks(page: Path, language: str) -> list[tuple[str, str]]:
    """The blocks of a language, each with the comment that stands just before it."""
    found, before = [], ""
    for token in tokens(page):
        if token.type == "fence" and token.info.strip() == language:
            found.append((token.content, before))
        before = token.content if token.type == "html_block" else ""
    return found


def commands(page: Path) -> Iterator[Command]:
    """Every `orbitdc` command of the shell blocks and of the text of a page."""
    lines = [line for text, _ in blocks(page, "sh") for line in text.replace("\\\n", " ").splitlines()]
    lines += [token.content for token in tokens(page) if token.type == "code_inline"]
    for line in lines:
        for part in re.split(r"&&|\|\s|>\s|;", line):
            words = shlex.split(part, comments=True)
            if words[:1] == ["orbitdc"] and len(words) > 1 and not {"[OPTIONS]", "VERB"} & set(words):
                yield Command(page.name, part.strip(), tuple(words[1:]))
