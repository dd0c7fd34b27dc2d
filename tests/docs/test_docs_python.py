"""Every block of Python on the pages runs from its first line to its last, on a window of two days."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Sequence
from pathlib import Path

import matplotlib
import pytest
from pages import DOCS, NOT_RUN, blocks

import orbitdc
from orbitdc.scenario.load import load
from orbitdc.scenario.model import Scenario

SHORT = ("numerics.window_days=2", "numerics.phases_marched=2")
PAGES = [page for page in sorted(DOCS.rglob("*.md")) if blocks(page, "python")]


def short(path: str | Path, sets: Sequence[str] = ()) -> Scenario:
    return load(path, (*SHORT, *sets))


@pytest.mark.parametrize("page", PAGES, ids=[page.stem for page in PAGES])
def test_blocks_run(page: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The blocks of a page share their names, as the cells of a notebook do."""
    matplotlib.use("Agg")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(orbitdc, "load", short, raising=False)
    names: dict[str, object] = {}
    for source, before in blocks(page, "python"):
        code = compile(source, page.name, "exec")
        if not before.startswith(NOT_RUN):
            with contextlib.redirect_stdout(io.StringIO()):
                exec(code, names)
