"""What a page is made of: tables, figures, lists and paragraphs as data, which the templates write as HTML."""

from __future__ import annotations

import base64
import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np

from orbitdc.report.text import number
from orbitdc.results.columns import harmless

FEW_ROWS = 40  # of a figure's numbers that its page shows; its CSV holds all


@dataclass(frozen=True)
class Table:
    """Rows of text; the first column names the row, the ``numeric`` ones stand to the right.

    A table of few columns is restacked on a phone, a wider one scrolls.
    """

    kind: ClassVar[str] = "table"
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    numeric: Sequence[int] = ()
    caption: str = ""
    name: str = "table"
    most_stacked: int = 5

    @property
    def stack(self) -> bool:
        """Whether its cells stand below each other on a narrow screen."""
        return len(self.head) <= self.most_stacked


@dataclass(frozen=True)
class Figure:
    """A figure as images for wide and for narrow screens, with its data as CSV and the numbers behind it."""

    kind: ClassVar[str] = "figure"
    name: str
    alt: str
    caption: str
    wide: str
    narrow: str = ""
    csv: str = ""
    rows: Table | None = None


@dataclass(frozen=True)
class Text:
    """A paragraph, ``soft`` for fine print."""

    kind: ClassVar[str] = "text"
    text: str
    soft: bool = False


@dataclass(frozen=True)
class Code:
    """A line that a reader may copy."""

    kind: ClassVar[str] = "code"
    text: str


@dataclass(frozen=True)
class Heading:
    """A heading inside a section."""

    kind: ClassVar[str] = "heading"
    text: str


@dataclass(frozen=True)
class Lines:
    """A list."""

    kind: ClassVar[str] = "list"
    lines: Sequence[str]


Block = Table | Figure | Text | Code | Heading | Lines


@dataclass(frozen=True)
class Section:
    """A folded part of the page."""

    slug: str
    title: str
    blocks: Sequence[Block] = field(default_factory=tuple)


def data_uri(content: str | bytes, kind: str) -> str:
    """Return content as an address that holds it.

    >>> data_uri("a,b", "text/csv")
    'data:text/csv;base64,YSxi'
    """
    raw = content.encode("utf-8") if isinstance(content, str) else content
    return f"data:{kind};base64,{base64.b64encode(raw).decode('ascii')}"


def csv_text(columns: Mapping[str, Iterable[Any]]) -> str:
    """Return columns as the text of a CSV file that a spreadsheet may open: no text is a formula there.

    >>> csv_text({"what": ["=1+1"], "usd": [2.5]})
    "what,usd\\n'=1+1,2.5\\n"
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(zip(*([_cell(value) for value in column] for column in columns.values()), strict=True))
    return stream.getvalue()


def _cell(value: Any) -> Any:
    """A cell of a CSV file, with nothing that a spreadsheet would run."""
    if isinstance(value, float | np.floating):
        return f"{float(value):.9g}" if np.isfinite(value) else ""
    return "" if value is None else harmless(str(value))


def numbers_table(name: str, columns: Mapping[str, Iterable[Any]]) -> Table | None:
    """Return the numbers behind a figure as a table, of a long one every so many rows; None without rows."""
    listed = {key: list(column) for key, column in columns.items()}
    count = len(next(iter(listed.values()), []))
    if not count:
        return None
    step = -(-count // FEW_ROWS)
    rows = [[_shown(column[i]) for column in listed.values()] for i in range(0, count, step)]
    head = [key.replace("_", " ") for key in listed]
    numeric = tuple(i for i, column in enumerate(listed.values()) if i and not isinstance(column[0], str))
    every = f", every {step} rows of {count}" if step > 1 else ""
    return Table(head, rows, numeric, f"The numbers behind {name.replace('_', ' ')}{every}", name)


def _shown(value: Any) -> str:
    """A cell of a table on the page."""
    if isinstance(value, float | int | np.floating | np.integer):
        return number(float(value), 4)
    return "" if value is None else str(value)
