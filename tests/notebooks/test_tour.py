"""The tour notebook runs from top to bottom and still prints what is committed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

import orbitdc

NOTEBOOK = Path(__file__).resolve().parents[2] / "notebooks" / "00_tour.ipynb"


def printed(notebook: Any) -> list[str]:
    """Text of each code cell's standard output."""
    return [
        "".join(output["text"] for output in cell.outputs if output.output_type == "stream" and output.name == "stdout")
        for cell in notebook.cells
        if cell.cell_type == "code"
    ]


def shown(notebook: Any) -> list[str]:
    """Text of each value that a cell shows, tables among them; of a figure nothing but its picture counts."""
    return [
        output["data"]["text/plain"]
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if output.output_type == "execute_result" and "image/png" not in output["data"]
    ]


def pictures(notebook: Any) -> int:
    """Number of PNG pictures among the outputs."""
    return sum(
        "image/png" in output.get("data", {}) for c in notebook.cells if c.cell_type == "code" for output in c.outputs
    )


# A first cell: runs whose lanes are equal share their march, as in the tests beside it.
ONCE = f"""\
import sys
sys.path.insert(0, {str(Path(__file__).resolve().parents[1])!r})
from marches import each_marched_once
once = each_marched_once()
once.__enter__()
"""


def test_tour_runs_and_prints_what_is_committed() -> None:
    committed = nbformat.read(NOTEBOOK, as_version=4)
    again = nbformat.read(NOTEBOOK, as_version=4)
    again.cells.insert(0, nbformat.v4.new_code_cell(ONCE))
    NotebookClient(
        again, timeout=600, kernel_name="python3", resources={"metadata": {"path": NOTEBOOK.parent}}
    ).execute()
    again.cells.pop(0)
    assert printed(again) == printed(committed)
    assert shown(again) == shown(committed)
    assert len(shown(committed)) == 10
    assert pictures(again) == pictures(committed) == 5


def test_tour_uses_public_names_alone() -> None:
    code = "\n".join(cell.source for cell in nbformat.read(NOTEBOOK, as_version=4).cells if cell.cell_type == "code")
    imported = re.findall(r"^\s*(?:import|from)\s.*$", code, flags=re.M)
    assert imported == ["import orbitdc as odc", "import pandas as pd"]
    assert set(re.findall(r"\bodc\.(\w+)", code)) <= set(orbitdc.__all__)
    assert not re.search(r"\._|tempfile", code)
