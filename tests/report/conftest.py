"""A results folder to read, and one with its figures and its page, drawn once."""

from __future__ import annotations

from pathlib import Path

import pytest
from made_up_results import write_folder

from orbitdc.report import write_report


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "results")


@pytest.fixture(scope="session")
def reported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder after `write_report`, to be read and not changed."""
    made = write_folder(tmp_path_factory.mktemp("reported") / "results")
    assert write_report(made) == made / "report.html"
    return made
