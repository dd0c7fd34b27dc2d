"""Every notebook beside the tour runs from top to bottom and still prints what is committed."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from test_tour import ONCE, pictures, printed, shown

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
NOTEBOOKS = sorted(path.stem for path in FOLDER.glob("*.ipynb") if not path.stem.startswith("00_"))


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_runs_and_prints_what_is_committed(name: str) -> None:
    committed = nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)
    again = nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)
    again.cells.insert(0, nbformat.v4.new_code_cell(ONCE))
    NotebookClient(again, timeout=600, kernel_name="python3", resources={"metadata": {"path": FOLDER}}).execute()
    again.cells.pop(0)
    assert printed(again) == printed(committed)
    assert shown(again) == shown(committed)
    assert shown(committed)
    assert pictures(again) == pictures(committed)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_uses_public_names_alone(name: str) -> None:
    cells = nbformat.read(FOLDER / f"{name}.ipynb", as_version=4).cells
    code = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
    assert "._" not in code
    assert "tempfile" not in code
    assert {line for line in code.splitlines() if line.startswith(("import ", "from "))} <= {
        "import orbitdc as odc",
        "import pandas as pd",
    }
