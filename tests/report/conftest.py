"""A results folder to read."""

from __future__ import annotations

from pathlib import Path

import pytest
from made_up_results import write_folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "results")
