"""Figures of steps: from the cost on the ground to that in orbit, and from nameplate to delivered compute."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from orbitdc.report.style import BLUE, GREEN, INK, ORANGE, SOFT, axes_of, is_narrow, note, sheet, styled
from orbitdc.report.text import GROUPS, grouped, number, part, percent, reason, times

Step = tuple[str, float, float]  # what, where its bar begins, where it ends
LEAST_FRAC = 0.005  # of the longer total, below which a group has no bar of its own


def cost_steps(summary: Mapping[str, Any]) -> list[Step]:
    """Return the way from the ground's cost of a PFLOP-hour to the orbit's, one group of costs after another.

    The first and the last step are the totals. Groups that hardly differ are summed into one. Empty without a ratio.

    >>> side = lambda usd, **parts: {"usd_per_pflop_hour": usd, "cost_parts_usd_per_pflop_hour": parts,
    ...     "cost_part_groups": {"it": "compute", "launch": "launch"}}
    >>> for step in cost_steps({"orbit": side(5.0, it=2.0, launch=3.0), "ground": side(1.5, it=1.5)}): print(step)
    ('ground', 0.0, 1.5)
    ('compute', 1.5, 2.0)
    ('launch', 2.0, 5.0)
    ('orbit', 0.0, 5.0)
    """
    totals = [part(summary, side, "usd_per_pflop_hour") for side in ("ground", "orbit")]
    if None in totals:
        return []
    ground, orbit = (grouped(part(summary, side)) for side in ("ground", "orbit"))
    steps, at, rest = [("ground", 0.0, totals[0])], totals[0], 0.0
    for group in GROUPS:
        change = orbit.get(group, 0.0) - ground.get(group, 0.0)
        if abs(change) < LEAST_FRAC * max(totals):
            rest += change
            continue
        steps.append((group, at, at + change))
        at += change
    if abs(rest) > 1e-9:
        steps.append(("everything else", at, at + rest))
    return [*steps, ("orbit", 0.0, totals[1])]


def cost_waterfall(summary: Mapping[str, Any]) -> Any:
    """Return the Axes of the cost of a PFLOP-hour from the ground to orbit, group by group."""
    steps = cost_steps(summary)
    with styled():
        figure, (axes,) = sheet(1.5 + 0.34 * max(len(steps), 3), _cost_title(summary, steps))
        if not steps:
            why = reason(summary, "ratio_like_for_like")
            axes.text(0.5, 0.5, f"no cost to compare:\n{why}", transform=axes.transAxes, ha="center", wrap=True)
        ends = {"ground": BLUE, "orbit": ORANGE}
        colours = [ends.get(what) for what, _, _ in steps]
        _bars(axes, steps, colours, lambda usd: f"{'+' if usd > 0 else '-'}{number(abs(usd))}", number)
        axes.set_xlabel("USD per PFLOP-hour" if is_narrow() else "cost of a delivered PFLOP-hour (USD)")
        note(figure, "orange bars add to the ground's cost, green ones take away; levelized, like for like")
    return axes_of(figure)


def _cost_title(summary: Mapping[str, Any], steps: Sequence[Step]) -> str:
    """The finding: the ratio, and what most of the difference is."""
    ratio = summary.get("ratio_like_for_like")
    if ratio is None or len(steps) < 3:
        return f"The two sides cannot be compared: {reason(summary, 'ratio_like_for_like')}"
    inner = [(end - begin, what) for what, begin, end in steps[1:-1]]
    gap, (largest, what) = steps[-1][2] - steps[0][2], max(inner) if steps[-1][2] > steps[0][2] else min(inner)
    text = f"Orbit costs {times(ratio)} the ground"
    return f"{text}; {what} is {percent(largest / gap)} of the difference" if 0.0 < largest / gap < 2.0 else text


def delivered(summary: Mapping[str, Any]) -> Any:
    """Return the Axes of the compute that is left of nameplate after each factor, in orbit."""
    steps = delivered_steps(summary)
    with styled():
        left = steps[-1][2] if steps else None
        figure, (axes,) = sheet(1.4 + 0.32 * max(len(steps), 3), _delivered_title(summary, left))
        _bars(axes, steps, [BLUE, *[None] * (len(steps) - 2), ORANGE], lambda x: f"{100 * x:+.0f} %", percent)
        axes.set_xlim(0.0, 1.3)
        axes.set_xticks([0.0, 0.5, 1.0], ["0", "50 %", "100 %"])
        axes.set_xlabel("left of nameplate (fraction)")
        note(figure, "each bar is what one factor takes, in the order in which they apply; mean over the life")
    return axes_of(figure)


def delivered_steps(summary: Mapping[str, Any]) -> list[Step]:
    """Return the way from nameplate to delivered compute in orbit, as fractions of nameplate."""
    steps, left = [("nameplate", 0.0, 1.0)], 1.0
    for step in part(summary, "orbit", "waterfall") or []:
        factor = step.get("factor")
        if factor is not None:
            steps.append((str(step.get("label", "")), left, left * factor))
            left *= factor
    return [*steps, ("delivered", 0.0, left)]


def _delivered_title(summary: Mapping[str, Any], left: float | None) -> str:
    """The finding: the part of nameplate that is delivered."""
    pflop = part(summary, "orbit", "delivered_pflop_per_s")
    text = f"{percent(left)} of nameplate is delivered in orbit"
    return text if pflop is None else f"{text}: {number(pflop)} PFLOP/s on average"


def _bars(axes: Any, steps: Sequence[Step], colours: Sequence[str | None], change: Any, total: Any) -> None:
    """Steps as floating bars from top to bottom, the amount written right of each; ends have a colour of their own."""
    reach = max((max(begin, end) for _, begin, end in steps), default=1.0)
    low = min((min(begin, end) for _, begin, end in steps), default=0.0)
    for place, ((_, begin, end), colour) in enumerate(zip(steps, colours, strict=True)):
        shade = colour or (ORANGE if end > begin else GREEN)
        hatch = "" if colour else ("///" if end > begin else "\\\\\\")
        axes.barh(place, end - begin, left=begin, height=0.62, color=shade, hatch=hatch, edgecolor=INK, linewidth=0.5)
        text = total(end) if colour else change(end - begin)
        axes.annotate(text, (max(begin, end), place), (4, 0), textcoords="offset points", va="center", fontsize=7.5)
        if place > 0:
            before = steps[place - 1][2]
            axes.plot([before, before], [place - 0.69, place - 0.31], color=SOFT, linewidth=0.7)
    names = [what.replace(" and ", " and\n", 1) if is_narrow() and len(what) > 18 else what for what, _, _ in steps]
    axes.set_yticks(range(len(steps)), names)
    axes.invert_yaxis()
    axes.grid(False, axis="y")
    axes.set_xlim(min(0.0, low), reach + (0.34 if is_narrow() else 0.2) * (reach - min(0.0, low)) or 1.0)
    axes.axvline(0.0, color=INK, linewidth=0.8)
