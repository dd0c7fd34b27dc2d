"""The display of objects in a notebook: a small HTML table, and text that is kept short."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from textwrap import shorten

LEFT = ' style="text-align: left"'  # in every cell, since notebooks align cells to the right


def html_table(caption: str, rows: Iterable[Sequence[str]], head: Sequence[str] = ()) -> str:
    """Rows of text as an HTML table, the first cell of each as its heading; markup in any cell is shown as text.

    >>> html_table("a & b", [("mass", "<5 t")]).replace(LEFT, "")
    '<table><caption>a &amp; b</caption><tbody><tr><th>mass</th><td>&lt;5 t</td></tr></tbody></table>'
    """

    def row(cells: Sequence[str], tag: str) -> str:
        """A row of the table, its first cell a heading."""
        tags = ("th", *[tag] * (len(cells) - 1))
        return f"<tr>{''.join(f'<{t}{LEFT}>{escape(c)}</{t}>' for t, c in zip(tags, cells, strict=True))}</tr>"

    top = f"<thead>{row(head, 'th')}</thead>" if head else ""
    body = "".join(row(cells, "td") for cells in rows)
    return f"<table><caption>{escape(caption)}</caption>{top}<tbody>{body}</tbody></table>"


def aligned(title: str, rows: Iterable[Sequence[str]]) -> str:
    """A title and a line for each row, its first cell padded to the longest one.

    >>> print(aligned("AI1", [("mass", "5 t"), ("IT power", "120 kW")]))
    AI1
    mass      5 t
    IT power  120 kW
    """
    rows = [[" ".join(cell.split()) for cell in cells] for cells in rows]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) for cells in rows]
    return "\n".join(line.rstrip() for line in (" ".join(title.split()), *lines))


def short(text: str, width: int = 88) -> str:
    """The text on one line, cut between words.

    >>> short("one two  three", 9)
    'one two…'
    """
    return shorten(text, width, placeholder="…")
