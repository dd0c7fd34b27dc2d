"""Figures of what one satellite is: its mass by part, and how far mass and volume fill a launch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from orbitdc.report.style import BLUE, INK, ORANGE, SOFT, axes_of, is_narrow, note, sheet, styled
from orbitdc.report.text import number, part, percent, words

SUMS = ("total", "bottom_up")
FEW = 12  # parts that have a bar of their own


def mass_parts(summary: Mapping[str, Any]) -> list[tuple[str, float]]:
    """Return the parts of a satellite by name with their mass in kg, the heaviest first and the small ones summed."""
    found = part(summary, "orbit", "mass_kg") or {}
    parts = sorted(
        ((words(name), kg) for name, kg in found.items() if name not in SUMS and kg), key=lambda pair: -pair[1]
    )
    small = sum(kg for _, kg in parts[FEW:])
    return [*parts[:FEW], *([("other parts", small)] if small else [])]


def mass_budget(summary: Mapping[str, Any]) -> Any:
    """Return the Axes of a satellite's mass by part, beside what is launched, and of how full a launch is."""
    parts, filled = mass_parts(summary), part(summary, "orbit", "launch_filled_frac") or {}
    with styled():
        height = 2.6 + 0.25 * max(len(parts), 3)
        rows = 2 if filled else 1
        ratios = (0.25 * max(len(parts), 3) + 0.3, 0.75)[:rows]
        figure, panels = sheet(height, _title(parts), rows, ratios, shared=False)
        axes, whole = panels[0], sum(kg for _, kg in parts) or 1.0
        axes.barh(range(len(parts)), [kg for _, kg in parts], color=BLUE, height=0.66)
        for place, (_, kg) in enumerate(parts):
            text = f"{number(kg)} kg, {percent(kg / whole)}"
            axes.annotate(text, (kg, place), (4, 0), textcoords="offset points", va="center", fontsize=7.5)
        axes.set_yticks(range(len(parts)), [name for name, _ in parts])
        axes.invert_yaxis()
        axes.set_xlim(0.0, (1.6 if is_narrow() else 1.3) * max((kg for _, kg in parts), default=1.0))
        axes.set_xlabel("mass (kg)")
        axes.grid(False, axis="y")
        note(figure, _launched(summary))
        if filled:
            _filled(panels[1], filled, part(summary, "orbit", "satellites_per_launch"))
    return axes_of(figure)


def _filled(axes: Any, filled: Mapping[str, float], each: int | None) -> None:
    """Draw how far mass and volume fill a launcher."""
    names = [name for name in ("mass", "volume") if filled.get(name) is not None]
    limit = max(names, key=lambda name: filled[name], default="")
    for place, name in enumerate(names):
        colour = ORANGE if name == limit else SOFT
        axes.barh(place, filled[name], height=0.6, color=colour, edgecolor=INK, linewidth=0.5)
        axes.annotate(
            percent(filled[name]) + (", the limit" if name == limit else ""),
            (filled[name], place), (4, 0), textcoords="offset points", va="center", fontsize=7.5,
        )  # fmt: skip
    axes.set_yticks(range(len(names)), names)
    axes.invert_yaxis()
    axes.set_xlim(0.0, 1.6 if is_narrow() else 1.3)
    axes.set_xticks([0.0, 0.5, 1.0])
    axes.axvline(1.0, color=INK, linewidth=0.8, linestyle="--")
    axes.grid(False, axis="y")
    axes.set_xlabel(f"filled by {number(each)} satellites (fraction)" if each else "filled (fraction)")


def _title(parts: list[tuple[str, float]]) -> str:
    """The finding: the mass of the parts, and the heaviest of them."""
    if not parts:
        return "The parts of the satellite have no mass"
    heaviest = " and ".join(name for name, _ in parts[:2])
    whole = sum(kg for _, kg in parts)
    return f"A satellite's parts weigh {number(float(f'{whole:.3g}'))} kg; {heaviest} are the heaviest"


def _launched(summary: Mapping[str, Any]) -> str:
    """What is launched beside the sum of the parts, in words."""
    launched, parts = (part(summary, "orbit", "mass_kg", key) for key in SUMS)
    if launched is None or parts is None:
        return "The launched mass is not known"
    if abs(launched / parts - 1.0) < 1e-3:
        return "What is launched is the sum of the parts"
    way = "less" if launched < parts else "more"
    return f"Launched and paid for as announced: {number(launched, 4)} kg, {percent(abs(1 - launched / parts))} {way}"
