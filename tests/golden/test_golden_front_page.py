"""The first page of the documentation shows the golden headlines."""

from __future__ import annotations

import json
from pathlib import Path

from front_page import PAGE, answer, page

GOLDEN = json.loads(Path(__file__).with_name("headlines.json").read_text(encoding="utf-8"))


def test_the_first_page_shows_the_headlines() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(GOLDEN), "run: python -m tests.golden.renew"


def test_a_headline_that_moves_moves_the_page() -> None:
    moved = {name: dict(head) for name, head in GOLDEN.items()}
    moved["ai1_vs_colossus"]["ratio_like_for_like"] = 0.5
    assert "**0.50**" in answer(moved)
    assert "**0.50**" not in answer(GOLDEN)
