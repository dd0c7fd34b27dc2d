"""Figures of money: what a PFLOP-hour is made of, and how it moves with the launch price."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import fill, shorten
from typing import Any

import numpy as np

from orbitdc.report.folder import Table, most
from orbitdc.report.style import BLUE, GREEN, INK, ORANGE, axes_of, is_narrow, legend_outside, sheet, styled, subtitle
from orbitdc.report.text import GROUPS, grouped, number, part, percent, reason, sides, times

LABEL_CHARS = 28
LOOK = {
    "compute": ("#35526e", ""),
    "bus": ("#8fb0cc", "///"),
    "launch": ("#d9822b", "xxx"),
    "facility": ("#c9ccd1", "..."),
    "energy": ("#f2c879", "\\\\\\"),
    "replacement and repairs": ("#7d9a7c", "---"),
    "operations and other": ("#ffffff", "+++"),
    "financing": ("#b39ab8", "ooo"),
    "residual values": ("#ffffff", "|||"),
}
_EDGE: dict[str, Any] = {"edgecolor": INK, "linewidth": 0.6}


def cost_stack(summary: Mapping[str, Any]) -> Any:
    """Return the Axes of both sides' cost per PFLOP-hour, stacked by group."""
    from matplotlib.patches import Patch

    with styled():
        figure, (axes,) = sheet(5.6, _cost_title(summary))
        stacks = [grouped(part(summary, side)) for side in ("orbit", "ground")]
        tops = [sum(usd for usd in stack.values() if usd > 0) for stack in stacks]
        lows = [sum(usd for usd in stack.values() if usd < 0) for stack in stacks]
        room = (max(tops) - min(lows)) or 1.0
        for x, (side, stack) in enumerate(zip(("orbit", "ground"), stacks, strict=True)):
            _stack(axes, x, stack, room)
            data = summary.get(side) or {}
            total = data.get("usd_per_pflop_hour")
            text = (
                f"{number(total)} USD in all"
                if total is not None
                else fill(f"no price: {reason(data, 'usd_per_pflop_hour')}", 20 if is_narrow() else 32)
            )
            bold = "bold" if total is not None else "normal"
            axes.text(x, tops[x] + 0.02 * room, text, ha="center", va="bottom", fontweight=bold)
        axes.axhline(0.0, color=INK, linewidth=0.9)
        names = sides(summary)
        chars = 16 if is_narrow() else LABEL_CHARS
        axes.set_xticks([0, 1], [f"orbit\n{fill(names[0], chars)}", f"ground\n{fill(names[1], chars)}"])
        axes.set_xlim(-0.6, 1.6)
        priced = all(part(summary, side, "usd_per_pflop_hour") is not None for side in ("orbit", "ground"))
        head = 0.14 if priced else 0.5
        axes.set_ylim(min(lows) - 0.03 * room, max(tops) + head * room)
        axes.set_ylabel("cost (USD per PFLOP-hour)")
        axes.grid(False, axis="x")
        present = [group for group in GROUPS if any(group in stack for stack in stacks)]
        upward = [group for group in reversed(present) if group != "residual values"]
        order = upward + [group for group in present if group == "residual values"]
        handles = [Patch(facecolor=LOOK[g][0], hatch=LOOK[g][1], **_EDGE, label=g) for g in order]
        if is_narrow():
            figure.legend(handles=handles, loc="outside lower left", ncols=2, columnspacing=1.0)
        elif handles:
            legend_outside(axes, handles)
        subtitle(axes, like_for_like(summary))
    return axes_of(figure)


def _stack(axes: Any, x: float, stack: Mapping[str, float], room: float) -> None:
    """Draw a stack of costs, those below 0 downwards."""
    up = down = 0.0
    for group, usd in stack.items():
        colour, hatch = LOOK[group]
        base = up if usd > 0 else down
        axes.bar(x, usd, 0.55, bottom=base, color=colour, hatch=hatch, **_EDGE)
        if abs(usd) > 0.042 * room:
            box = {"facecolor": "white", "edgecolor": "none", "pad": 1.2, "alpha": 0.9}
            axes.text(x, base + usd / 2, number(usd), ha="center", va="center", fontsize=8.0, bbox=box)
        if usd > 0:
            up += usd
        else:
            down += usd


def _cost_title(summary: Mapping[str, Any]) -> str:
    """The finding: the ratio, and the largest part of the orbit's cost."""
    ratio = summary.get("ratio_like_for_like")
    if ratio is None:
        return f"The two sides cannot be compared: {reason(summary, 'ratio_like_for_like')}"
    stack = grouped(part(summary, "orbit"))
    text = f"A PFLOP-hour in orbit costs {times(ratio)} one on the ground"
    if not stack or max(stack.values()) <= 0:
        return text
    largest = max(stack, key=lambda group: stack[group])
    return f"{text}; the largest part of the orbit's cost is {largest}"


def like_for_like(summary: Mapping[str, Any]) -> str:
    """Return in one sentence what both sides share, and where they depart from it."""
    shared = summary.get("shared") or {}
    names = (
        ("accelerator", "{}"),
        ("precision", "{}"),
        ("service_date", "in service {}"),
        ("life_y", "{:g} years"),
    )
    facts = [form.format(shared[key]) for key, form in names if shared.get(key) is not None]
    owner = shared.get("real_cost_of_equity_frac")
    if owner is not None:
        facts.append(f"real cost of equity {percent(owner)}")
    elif shared.get("real_wacc_frac") is not None:
        facts.append(f"real WACC {percent(shared['real_wacc_frac'])}")
    text = "Like for like: same accelerator, precision, occupancy, MFU, service date, cost of capital, tax and horizon"
    text += f" ({', '.join(facts)})" if facts else ""
    scaled = part(summary, "ground", "scale_of_site") not in (None, 1.0)
    to_site, to_fleet = (
        "the fleet is sized to the site's delivered FLOP/s",
        "the site is scaled to what the fleet delivers",
    )
    text += f"; {to_fleet if scaled else to_site}"
    departures = [str(line) for line in summary.get("departures") or []]
    if len(departures) > 2:
        return f"{text}. {len(departures)} departures: summary.json lists each with its effect."
    return f"{text}. " + (f"Departures: {'; '.join(departures)}." if departures else "No departures.")


def launch_curve(curve: Table, summary: Mapping[str, Any]) -> Any:
    """Return the Axes of cost per PFLOP-hour over the launch price, with the scenario's and the break-even price."""
    from matplotlib.ticker import FuncFormatter, NullFormatter

    with styled():
        order = np.argsort(curve["launch_usd_per_kg"])
        order = order[curve["launch_usd_per_kg"][order] > 0]
        x = curve["launch_usd_per_kg"][order]
        orbit, ground = curve["orbit_usd_per_pflop_hour"][order], curve["ground_usd_per_pflop_hour"][order]
        figure, (axes,) = sheet(4.8, _curve_title(x, orbit, ground, summary))
        names, chars = sides(summary), (1 if is_narrow() else 2) * LABEL_CHARS
        axes.plot(x, orbit, color=ORANGE, label=f"orbit: {shorten(names[0], chars)}")
        axes.plot(x, ground, color=BLUE, linestyle="--", label=f"ground: {shorten(names[1], chars)}")
        axes.set_xscale("log")
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.6g}"))
        axes.xaxis.set_minor_formatter(NullFormatter())
        axes.set_xlabel("launch price (USD/kg)")
        axes.set_ylabel("cost (USD per PFLOP-hour)")
        axes.set_ylim(0.0, 1.12 * (most(np.concatenate((orbit, ground))) or 1.0))
        own, even = summary.get("launch_usd_per_kg"), summary.get("breakeven_launch_usd_per_kg")
        if own is not None and own > 0:
            axes.axvline(own, color=INK, linewidth=0.9, linestyle=":", label=f"this scenario: {number(own, 6)} USD/kg")
            axes.plot(
                [own], [np.interp(own, x, orbit, np.nan, np.nan)], "o", color=INK, markersize=6, markerfacecolor=ORANGE
            )
        if even is not None and even > 0:
            axes.axvline(even, color=GREEN, linewidth=1.1, linestyle="-.", label=f"break-even: {number(even)} USD/kg")
            axes.plot(
                [even],
                [np.interp(even, x, ground, np.nan, np.nan)],
                "D",
                color=INK,
                markersize=6,
                markerfacecolor=GREEN,
            )
        figure.legend(loc="outside lower center", ncols=1 if is_narrow() else 2, handlelength=3.0)
        why = reason(summary, "breakeven_launch_usd_per_kg", "no price of zero or more closes the gap")
        note = "The fleet and everything else stay as they are."
        subtitle(axes, note if even is not None and even >= 0 else f"{note} No break-even: {why}")
    return axes_of(figure)


def _curve_title(x: Any, orbit: Any, ground: Any, summary: Mapping[str, Any]) -> str:
    """The finding: the launch price at which orbit breaks even."""
    own, even = summary.get("launch_usd_per_kg"), summary.get("breakeven_launch_usd_per_kg")
    if even is not None and even >= 0:
        text = f"Orbit breaks even at a launch price of {number(even)} USD/kg"
        return text if own is None else f"{text}; this scenario pays {number(own, 6)} USD/kg"
    ratio = orbit / ground
    known = np.flatnonzero(np.isfinite(ratio))
    if not known.size:
        return "No launch price can be compared: one side delivers nothing"
    low = float(ratio[known[0]])
    if low > 1.0:
        least_price = number(float(x[known[0]]))
        return f"Launch price alone does not close the gap: at {least_price} USD/kg orbit costs {times(low)} the ground"
    return "Orbit costs less than the ground at every launch price shown"
