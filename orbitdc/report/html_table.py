"""Rows of text as a table of HTML."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape


def table(head: Sequence[str], rows: Iterable[Sequence[str]], numeric: Sequence[int] = ()) -> str:
    """Rows of text as a table; the first column names the row, the ``numeric`` ones stand to the right."""

    def cell(column: int, text: str, tag: str) -> str:
        kind = ' class="n"' if column in numeric else ""
        scope = "" if tag == "td" else f' scope="{"col" if tag == "thead" else "row"}"'
        name = "td" if tag == "td" else "th"
        return f"<{name}{scope}{kind}>{escape(text)}</{name}>"

    top = "".join(cell(column, text, "thead") for column, text in enumerate(head))
    lines = [
        "<tr>" + "".join(cell(column, text, "td" if column else "row") for column, text in enumerate(row)) + "</tr>"
        for row in rows
    ]
    if not lines:
        return ""
    thead = f"<thead><tr>{top}</tr></thead>\n" if any(head) else ""
    return f'<div class="wide"><table>\n{thead}<tbody>\n' + "\n".join(lines) + "\n</tbody>\n</table></div>"
