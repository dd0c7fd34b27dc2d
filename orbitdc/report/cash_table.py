"""The cash-flow statement of both sides by year, from the rows by month."""

from __future__ import annotations

import numpy as np

from orbitdc.report.blocks import Block, Text
from orbitdc.report.blocks import Table as Shown
from orbitdc.report.folder import Table, least
from orbitdc.report.text import number

SUMS = {
    "revenue": ("revenue_usd",),
    "running": ("operating_usd",),
    "purchases and sales": ("capex_usd", "sold_usd"),
    "income tax": ("tax_usd",),
    "debt drawn": ("drawn_usd",),
    "senior": ("senior_usd", "notes_usd"),
    "junior": ("junior_usd",),
    "rent": ("rent_usd",),
    "to the owner": ("equity_usd",),
}
NOTE = (
    "Million USD of real dollars by year of service, paid is negative; cover is the least of a month. The file "
    "cashflow.csv holds the months."
)


def by_year(rows: Table, side: str) -> list[tuple[str, ...]]:
    """One row per year of a side that moves any money: sums in million USD, and the least cover of its months."""
    here = rows["side"] == side
    years, out = rows["year"][here], []
    for year in np.unique(years).tolist():
        then = years == year
        sums = [sum(float(rows[name][here][then].sum()) for name in names) for names in SUMS.values()]
        if any(sums):
            cover = least(rows["cover"][here][then])
            shown = "" if cover is None else f"{cover:.2f}"
            out.append((str(year), *(number(usd * 1e-6) if usd else "" for usd in sums), shown))
    return out


def cash_by_year(rows: Table | None) -> list[Block]:
    """Both sides' statements as tables; empty for a folder of an earlier version."""
    if rows is None or "equity_usd" not in rows:
        return []
    head = ("year", *SUMS, "least cover")
    numeric = tuple(range(1, len(head)))
    tables: list[Block] = [
        Shown((f"{side}: year", *head[1:]), found, numeric, f"Cash of the {side} side, million USD", f"cash_{side}")
        for side in ("orbit", "ground")
        if (found := by_year(rows, side))
    ]
    return [*tables, Text(NOTE, soft=True)] if tables else []
