"""Write docs/validation.md anew: ``python -m tests.golden.validation`` (a few seconds).

Each row compares a result of the package with one that others computed or published, and states how far apart they may
be and why. The numbers on the page are measured when it is written; a test measures them again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from tests.golden.validation_row import Row
from tests.golden.validation_rows import compute, conservation, environment, heat, money, orbits

PAGE = Path(__file__).resolve().parents[2] / "docs" / "validation.md"
WORDS = """# Validation

How far results are from what others computed or published. Each row states the difference that was measured when this
page was written, the difference that the tests allow, and the physical reason for it. The page is written by `python -m
tests.golden.validation`, and a test measures every row again. It shows a part of the tests only: the folder
[tests](../tests) holds many more, among them independent models of the same satellite, conservation of energy with each
flow removed in turn, and published finance cases.

A published study that is shipped as a scenario prints its own figures beside ours: `orbitdc run published/mccalip`.

"""


SECTIONS: dict[str, Callable[[], Iterator[Row]]] = {
    "Orbit, Sun and shadow": orbits,
    "Air, radiation and debris": environment,
    "Heat": heat,
    "Compute": compute,
    "Money": money,
    "Conservation": conservation,
}
HEAD = "| what | ours and theirs | measured | allowed | why they may differ | against |\n|---|---|---|---|---|---|\n"


def page() -> str:
    """The page, from the measurements."""
    parts = [WORDS]
    for title, rows in SECTIONS.items():
        parts.append(f"## {title}\n\n{HEAD}" + "\n".join(row.line() for row in rows()) + "\n\n")
    return "".join(parts).rstrip() + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
