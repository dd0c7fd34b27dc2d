"""What the quick set leaves out exists: a file or a test that was renamed would else be quick."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def test_what_is_listed_as_slow_exists(request: pytest.FixtureRequest) -> None:
    listed = request.config.pluginmanager.get_plugin(str(ROOT / "conftest.py")).SLOW
    for entry in listed:
        file, _, test = entry.partition("::")
        assert f"def {test}" in (ROOT / file).read_text(encoding="utf-8"), entry
    assert list(listed) == sorted(set(listed))
