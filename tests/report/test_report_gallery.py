"""The gallery shows every figure of the library, small enough to be carried along."""

from __future__ import annotations

import re
from pathlib import Path

from orbitdc.report.figures import FIGURES

PAGE = Path(__file__).resolve().parents[2] / "docs" / "gallery.md"
MOST_BYTES = 1_500_000


def test_the_gallery_shows_every_figure_and_no_other_file() -> None:
    shown = re.findall(r"!\[([^\]]+)\]\((gallery/[a-z_]+\.png)\)", PAGE.read_text(encoding="utf-8"))
    names = [Path(path).stem for _, path in shown]
    assert set(FIGURES) <= set(names)
    files = {path.name for path in (PAGE.parent / "gallery").iterdir()}
    assert files == {f"{name}.png" for name in names}
    assert len(names) == len(files)
    assert sum((PAGE.parent / "gallery" / name).stat().st_size for name in files) < MOST_BYTES
