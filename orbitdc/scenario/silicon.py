"""The accelerator of a date: the newest generation of a maker that can be in service, and its trend after the last.

``accelerator.from: latest_nvidia`` picks the generation by the service date, for both sides alike. Announced
generations have names; after the last of a line its FLOP per watt and per dollar go on by trend.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from orbitdc.catalog import Row, defaults, entry, table
from orbitdc.catalog.paths import KIND, Quantile, dated_path, decimal_year
from orbitdc.scenario.resolve import Resolved
from orbitdc.scenario.tree import Leaf, Map, Origin, Tree, block_at

LATEST = "latest_"  # before the name of a line of accelerators
DATES = "accelerator_dates"
# What grows with the FLOP of an accelerator, so that the balance of memory, links and arithmetic stays on both sides.
WITH_FLOP = (
    *(f"accelerator.{key}" for key in ("hbm_gb", "hbm_tb_per_s", "domain_gbps", "scale_out_gbps")),
    "satellite.link.rate_gbps",
)
PRICE, RENT = "accelerator.price_usd", "accelerator.rent_usd_per_gpu_hour"
STEP_Y = 1.0 / 12.0  # of the integral of a growth rate


def lines() -> tuple[str, ...]:
    """The lines of accelerators of which the newest generation can be asked for.

    >>> lines()
    ('nvidia', 'amd', 'google', 'amazon', 'tesla')
    """
    known = dict.fromkeys(str(rows["line"].value) for rows in table(DATES).values())
    return tuple(line for line in known if line not in ("cancelled", "google_inference"))


def latest(line: str, year: float, lag_y: float) -> str | None:
    """The newest entry of a line that can be in service at a year, ``lag_y`` after its volume began; None before any.

    >>> latest("nvidia", 2028.0, 1.0), latest("nvidia", 2030.0, 1.0), latest("nvidia", 2024.0, 1.0)
    ('vr200', 'feynman', None)
    """
    ready = [name for name, from_y in _of_line(line) if from_y + lag_y <= year]
    return ready[-1] if ready else None


def growth_between(path: str, start: float, end: float, quantile: Quantile) -> Quantile:
    """The factor by which a quantity grows between two years on a path of yearly growth rates g: exp of the integral
    of ln(1 + g) over the years.

    A steady 10 % a year after 2040, two years of it:

    >>> round(growth_between("flop_per_watt_growth", 2041.0, 2043.0, 0.5), 6)
    1.21
    """
    n = max(1, round((end - start) / STEP_Y))
    step_y = max(end - start, 0.0) / n
    grown = 0.0 * quantile + 1.0
    for place in range(n):
        grown = grown * (1.0 + dated_path(path).read(start + (place + 0.5) * step_y, quantile)) ** step_y
    return grown


def pick_latest(tree: Map, side: Resolved) -> Map:
    """The tree with the entry of its service date in place of ``accelerator.from: latest_...``; as it is without one.

    A line that does not exist, or one of which nothing is in service yet, is refused where it is written.
    """
    chip, line = tree.items.get("accelerator"), latest_line(tree)
    if line is None or not isinstance(chip, Map):
        return tree
    named, year = chip.items["from"], _service_year(tree)
    name = latest(line, year, _lag_y(tree)) if line in lines() and year is not None else None
    if name is None:
        message, fix = f"no line {line!r}", f"write {' or '.join(LATEST + known for known in lines())}"
        if line in lines():
            message = f"no accelerator of the line {line} is in service at the service date"
            fix = "name an entry, or move mission.service_date"
        if year is not None:  # else the date is told
            side.refuse(named.origin, message, "accelerator.from", fix)
        name = next(iter(table("accelerators")))
    chip, out = chip.copy(), tree.copy()
    chip.put("from", Leaf(name, named.origin), chip.at["from"])
    out.put("accelerator", chip, tree.at["accelerator"])
    return out


def trend(tree: Map, year: float, quantile: Quantile) -> dict[str, Quantile]:
    """The factors on numbers of the last generation of the line that a tree asks for, by dotted key.

    Empty where no line is asked for, or its last generation is not yet in service. FLOP per watt and FLOP per dollar
    grow from the day on which that generation can be in service: fast progress is fast in both. The power of an
    accelerator stays, its price moves with FLOP over FLOP per dollar, and memory and links grow with the FLOP, those
    between satellites as those on the ground.
    """
    line = latest_line(tree)
    if line not in lines():
        return {}
    name, from_y = _of_line(line)[-1]
    start = from_y + _lag_y(tree)
    if year <= start:
        return {}
    flop = growth_between("flop_per_watt_growth", start, year, quantile)
    price = flop / growth_between("flop_per_dollar_growth", start, year, 1.0 - quantile)  # low favours the orbit there
    peaks: list[str] = [f"accelerator.{key}" for key in entry("accelerators", name) if key.startswith("dense_")]
    rent = dated_path("new_generation_rent")
    rented = rent.read(year, quantile) / rent.read(start, quantile)
    return dict.fromkeys((*peaks, *WITH_FLOP), flop) | {PRICE: price, RENT: rented}


def take_trend(values: dict[str, Any], tree: Map, side: Resolved, year: float, quantile: float, case: str) -> None:
    """What goes on by trend after the last generation, at a year, in place, except for what is stated."""
    factors = trend(tree, year, quantile)
    for where, factor in factors.items():
        block, key, origin = block_at(values, where), where.rsplit(".", 1)[-1], side.origins.get(where)
        row = origin.row if origin is not None else None
        if block is not None and row is not None and isinstance(block.get(key), int | float):
            block[key] *= factor
            side.origins[where] = _by_trend(row, block[key], factor, f"{case}, at {year:.2f}")
    label, chip = side.origins.get("accelerator.label"), values.get("accelerator")
    if factors and isinstance(chip, dict) and label is not None and label.row is not None:
        chip["label"] = f"{chip['label']}, carried on by trend to {year:.0f}"


def trended(tree: Map, origins: Mapping[str, Origin], year: float, quantile: Quantile) -> dict[str, Quantile]:
    """The numbers that go on by trend after the last generation, at a year, by dotted key, except what is stated."""
    found = {}
    for where, factor in trend(tree, year, quantile).items():
        origin = origins.get(where)
        row = (origin.replaced or origin.row) if origin is not None else None
        if row is not None and where.startswith("accelerator."):  # of the last generation, whichever is in service now
            last, _ = _of_line(str(latest_line(tree)))[-1]
            row = entry("accelerators", last).get(where.removeprefix("accelerator."))
        if row is not None:
            found[where] = factor * float(row.value)
    return found


def latest_line(tree: Map) -> str | None:
    """The line of accelerators whose newest generation a tree asks for, None where it names an entry."""
    chip = tree.items.get("accelerator")
    named = chip.items.get("from") if isinstance(chip, Map) else None
    value = named.value if isinstance(named, Leaf) else None
    return value.removeprefix(LATEST) if isinstance(value, str) and value.startswith(LATEST) else None


def _of_line(line: str) -> list[tuple[str, float]]:
    """The entries of a line with the year in which their volume began, the oldest first."""
    dated = [
        (name, float(rows["volume_from_year"].value))
        for name, rows in table(DATES).items()
        if rows["line"].value == line
    ]
    return sorted(dated, key=lambda each: each[1])


def _service_year(tree: Map) -> float | None:
    """The stated service date as a decimal year; None where it is no date, which its own check tells."""
    value = _stated(tree, "mission", "service_date")
    try:
        return decimal_year(dt.date.fromisoformat(str(value)))
    except ValueError:
        return None


def _lag_y(tree: Map) -> float:
    """The lag from volume to service, as stated or from the catalogue."""
    value = _stated(tree, "prices", "silicon_lag_y")
    return float(value if isinstance(value, int | float) else defaults("prices")["silicon_lag_y"].value)


def _stated(tree: Map, block: str, key: str) -> Any:
    """The value of a key of a block as the tree states it; None where it does not."""
    below: Tree | None = tree.items.get(block)
    leaf = below.items.get(key) if isinstance(below, Map) else None
    return leaf.value if isinstance(leaf, Leaf) else None


def _by_trend(row: Row, value: float, factor: float, dated: str) -> Origin:
    """The origin of a number that went on by trend: the path of growth, in place of a row of the catalogue."""
    path = dated_path("flop_per_watt_growth")
    low, high = ((row.low or 0.0) * factor, (row.high or 0.0) * factor)
    note = f"{row.value:g} of the catalogue {row.kind}/{row.entry}, by trend times {factor:.4g}"
    made = Row(
        KIND, path.name, row.field, value, row.unit, low, high, path.nodes[-1].as_of, row.source, "estimate", note
    )
    return Origin(row=made, replaced=row, dated=dated)
