"""Cases that this package did not write, read from the data beside the checkout."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

REFERENCE = Path(__file__).resolve().parents[2] / "shared" / "reference"


@cache
def _rows() -> dict[str, Any] | None:
    path = REFERENCE / "physics_cases.json"
    if not path.is_file():
        return None
    return {row["id"]: row for row in json.loads(path.read_text(encoding="utf-8"))["cases"]}


def case(name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Inputs and expected outputs of a case, or a skip where the file is absent."""
    known = _rows()
    if known is None:
        pytest.skip("reference data absent: no shared/reference/physics_cases.json beside the checkout")
    return known[name]["inputs"], known[name]["expected"]
