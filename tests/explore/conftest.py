"""A browser that is found or not, and one page that travels, made once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import orbitdc as odc
from orbitdc.explore.offline import page_of
from orbitdc.explore.offline_source import Source
from orbitdc.explore.offline_table import Table, table_of

# A run of a short life that was changed: power is dear enough that its sliders reach parity.
QUARTER = ("mission.life_y=0.25", "launch.price_usd_per_kg=700", "ground.electricity_usd_per_kwh=10")


@pytest.fixture(scope="session")
def source() -> Source:
    """A scenario that was changed by ``--set``."""
    return Source(odc.load("ai1_vs_colossus", QUARTER))


@pytest.fixture(scope="session")
def table(source: Source) -> Table:
    """Its table."""
    return table_of(source)


@pytest.fixture(scope="session")
def offline(source: Source, table: Table, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of its run, in the folder of its results."""
    folder = odc.save(odc.simulate(source.scenario), root=tmp_path_factory.mktemp("offline"))
    path = folder / "interactive.html"
    path.write_text(page_of(odc.open(folder).summary, source, table), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A headless Chromium; skips where there is none."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no Chromium is installed")
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield chromium
        chromium.close()
