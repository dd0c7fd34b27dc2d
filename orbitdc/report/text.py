"""Numbers, names and phrases that the tables, the page and the figures share."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

NONE = "–"

GROUPS = (
    "compute",
    "bus",
    "launch",
    "facility",
    "energy",
    "replacement and repairs",
    "operations and other",
    "financing",
    "residual values",
)

OTHER = "operations and other"

_MARGIN = {
    "power_frac": "array power on the worst day over what the silicon asks for, minus 1",
    "battery_frac": "battery charge above its floor",
    "housekeeping_frac": "battery charge at its least over what housekeeping takes in the longest eclipse",
    "radiator_k": "coolant supply below its limit (K)",
    "chip_k": "junction below its limit (K)",
    "memory_k": "memory below its limit (K)",
    "flow_frac": "coolant flow over the vendor's, minus 1",
    "shutdown_k": "coolant below the temperature at which accelerators shut down (K)",
    "array_k": "solar cells below their limit (K)",
    "mass_frac": "launched mass left over the parts",
    "satellites_per_launch": "satellites per launch",
    "cadence_frac": "launches available during the ramp over launches needed, minus 1",
    "thrust_frac": "thrust over drag on the worst day, minus 1",
    "raising_frac": "thrust over drag where the climb to the orbit begins, minus 1",
    "propellant_frac": "propellant on board over the need, minus 1",
    "dose_frac": "radiation dose below its limit",
    "link_frac": "link capacity left over the need",
    "reentry_frac": "time to re-entry over the life",
    "disposal_frac": "time allowed for disposal left",
    "life_frac": "design life over the life asked for, minus 1",
}


def number(x: float | None, digits: int = 3) -> str:
    """Return ``x`` with ``digits`` significant digits and thousands apart; an integer is a count, kept whole.

    >>> number(1234567.8), number(12345), number(12.3456), number(0.001234), number(None)
    ('1,230,000', '12,345', '12.3', '0.00123', '–')
    """
    if x is None or not math.isfinite(x):
        return NONE
    if x == 0 or isinstance(x, int):
        return f"{x:,.0f}"
    size = abs(x)
    if size >= 1e15 or size < 1e-4:
        return f"{x:.{digits - 1}e}"
    decimals = digits - 1 - math.floor(math.log10(float(f"{size:.{digits - 1}e}")))
    if size >= 10.0 and float(x).is_integer():
        decimals = min(decimals, 0)
    return f"{round(x, decimals):,.{max(decimals, 0)}f}"


def percent(x: float | None) -> str:
    """Return a fraction as a percentage, e.g. ``41 %``."""
    if x is None or not math.isfinite(x):
        return NONE
    text = f"{100 * x:.0f}" if abs(x) >= 0.1 else f"{100 * x:.2g}"
    if 0.995 <= x < 1.0:
        text = f"{math.floor(1000 * x) / 10:.1f}"
    return f"{text} %"


def plural(x: float | None, what: str) -> str:
    """Return a count with its noun, e.g. ``1 launch`` or ``2 launches``."""
    if x is not None and abs(x - 1.0) < 1e-9:
        return f"1 {what}"
    return f"{number(x)} {what}{'es' if what.endswith(('ch', 's')) else 's'}"


def part(data: Mapping[str, Any], *keys: str) -> Any:
    """Return the value under nested ``keys``, or None where any of them is missing or null."""
    value: Any = data
    for key in keys:
        if not isinstance(value, Mapping):
            return None
        value = value.get(key)
    return value


def reason(data: Mapping[str, Any] | None, key: str, fallback: str = "not given") -> str:
    """Return in words why ``data[key]`` is null."""
    return str((data or {}).get(f"{key}_reason") or fallback)


def said(data: Mapping[str, Any] | None, key: str, unit: str = "") -> str:
    """Return the number under ``key`` with its unit, or ``none: why``."""
    value = (data or {}).get(key)
    if value is None:
        return f"none: {reason(data, key)}"
    return f"{number(value)} {unit}".rstrip()


def price(summary: Mapping[str, Any], key: str, unit: str) -> str:
    """Return a break-even price with its unit, or why there is none; a negative one is never shown as a price."""
    value = summary.get(key)
    if value is not None and value >= 0:
        return f"{number(value)} {unit}"
    return f"none: {reason(summary, key, 'no price of zero or more closes the gap')}"


def words(identifier: Any) -> str:
    """Return an identifier of a result in words.

    >>> words("launch_loss")
    'launch loss'
    """
    return str(identifier or "").replace("_", " ")


def grouped(side: Mapping[str, Any] | None) -> dict[str, float]:
    """Return the cost parts of one side of a summary, summed by group in the order of ``GROUPS``.

    >>> parts = {"it": 2.0, "bus_array": 1.0, "launch": 3.0, "launch_loss": 0.5, "salvage": -0.25}
    >>> groups = {"it": "compute", "bus_array": "bus", "launch": "launch", "launch_loss": "launch"}
    >>> grouped({"cost_parts_usd_per_pflop_hour": parts, "cost_part_groups": groups})
    {'compute': 2.0, 'bus': 1.0, 'launch': 3.5, 'residual values': -0.25}
    """
    sums: dict[str, float] = {}
    for what, usd in (part(side or {}, "cost_parts_usd_per_pflop_hour") or {}).items():
        if usd is None or usd == 0:
            continue
        group = group_of(side, what, usd)
        sums[group] = sums.get(group, 0.0) + usd
    return {group: sums[group] for group in GROUPS if group in sums}


def group_of(side: Mapping[str, Any] | None, what: str, usd: float) -> str:
    """Return the group of a cost part of this amount: what is paid back is a residual value, or financing.

    >>> groups = {"financing": "financing", "salvage": "operations_and_other"}
    >>> [group_of({"cost_part_groups": groups}, what, -0.3) for what in groups]
    ['financing', 'residual values']
    """
    group = words(part(side or {}, "cost_part_groups", what))
    group = group if group in GROUPS else OTHER
    return "residual values" if usd < 0 and group != "financing" else group


def financing_words(side: Mapping[str, Any]) -> str:
    """Return a side's financing in words; empty where it pays out of its own capital.

    >>> financing = {"structure": "lease", "yield_frac": 0.1138, "cost_of_equity_frac": 0.173}
    >>> financing_words({"financing": financing})
    'lease at 11.4 % a year, equity at 17.3 %'
    """
    financing = side.get("financing") or {}
    if financing.get("structure", "corporate") == "corporate":
        return ""
    cost, equity = financing.get("yield_frac"), financing.get("cost_of_equity_frac")
    what = str(financing["structure"]).replace("_", " ")
    at = f"at {100 * cost:.1f} % a year" if cost is not None else "without debt"
    return f"{what} {at}, equity at {100 * (equity or 0.0):.1f} %"


def rate_rows(places: Iterable[tuple[str, Mapping[str, Any]]]) -> list[tuple[str, str]]:
    """The rate and the tax at which either side is priced, where they are not alike; nothing where they are."""
    found = {}
    for where, side in places:
        plan = side.get("financing") or {}
        if plan.get("real_discount_rate_frac") is None:
            return []
        rate, tax = 100 * plan["real_discount_rate_frac"], 100 * plan["tax_frac"]
        whose = "capital" if plan["structure"] == "corporate" else "equity"
        found[f"cost of {whose} {where}"] = f"{rate:.3g} % a year, real, with an income tax of {tax:.3g} %"
    return list(found.items()) if len(set(found.values())) > 1 else []


def margin_name(key: str) -> str:
    """Return a margin's key in words."""
    return _MARGIN.get(key, key.replace("_", " "))


def margin_rows(margins: Mapping[str, Any] | None) -> list[tuple[str, str, str]]:
    """Return (key, value, meaning or why it is null) for every margin."""
    margins = margins or {}
    keys = dict.fromkeys(key.removesuffix("_reason") for key in margins)
    rows = []
    for key in keys:
        value = margins.get(key)
        words = margin_name(key) if value is not None else reason(margins, key)
        rows.append((key, _margin(key, value), words))
    return rows


def _margin(key: str, value: float | None) -> str:
    """A margin in words, as a part of the need or in kelvin."""
    if value is None:
        return NONE
    if key.endswith("_frac"):
        return f"{100 * value:+.0f} %" if abs(value) < 10 else f"{1 + value:,.0f} times the need"
    return f"{value:+.1f} K" if key.endswith("_k") else number(value)


def sides(summary: Mapping[str, Any]) -> tuple[str, str]:
    """Return the names of the orbit side and the ground side."""
    return str(part(summary, "orbit", "name") or "orbit"), str(part(summary, "ground", "site") or "ground")


def times(ratio: float) -> str:
    """Return a ratio of costs in words, e.g. ``2.30 times`` or ``the same as``."""
    return "the same as" if abs(ratio - 1.0) < 0.005 else f"{number(ratio)} times"


def ratio_words(data: Mapping[str, Any], key: str) -> str:
    """A ratio of costs with its word, or why there is none."""
    value = data.get(key)
    return f"{number(value)} times the ground" if value is not None else f"none: {reason(data, key)}"


def too_heavy(summary: Mapping[str, Any]) -> bool:
    """Return whether the parts weigh more than what is launched, in a result that has a ratio all the same."""
    margin = part(summary, "orbit", "margins", "mass_frac")
    known = "ratio_at_parts_mass" in summary and summary.get("ratio_like_for_like") is not None
    return known and margin is not None and margin < 0.0
