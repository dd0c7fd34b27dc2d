"""The figure of energy through one satellite in one orbit: bands as wide as the energy, from Sun to radiator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from textwrap import fill
from typing import Any

import numpy as np

from orbitdc.report.folder import Table
from orbitdc.report.style import INK, axes_of, is_narrow, sheet, styled, subtitle
from orbitdc.report.text import number, percent

Flows = dict[tuple[str, str], float]
PASSING = "radiated by the array"  # a band that goes past everything to the end
COLUMNS = (
    ("sunlight", "Earth and radiator"),
    ("array", "battery, out"),
    (PASSING, "power bus"),
    (PASSING, "accelerators", "housekeeping", "heaters", "conversion and wiring", "battery, in", "sky and array"),
    (PASSING, "coolant"),
    (PASSING, "radiated by the radiator", "radiator of its own", "warmth stored"),
)
_COLOURS = {
    "sunlight": "#f2c879",
    "Earth and radiator": "#d9b98a",
    "array": "#d9822b",
    "battery, out": "#7d9a7c",
    "power bus": "#1f5a8a",
    "accelerators": "#a33b2e",
    "conversion and wiring": "#a33b2e",
    "housekeeping": "#a33b2e",
    "heaters": "#a33b2e",
    "battery, in": "#7d9a7c",
    "sky and array": "#d9b98a",
    "coolant": "#a33b2e",
}
LEAST_FRAC = 0.004  # of what comes in, below which a store is not drawn
LOWER = 0.58  # of the way to the next bar, where every second label of a narrow sheet stands
CHARS = 13  # of a line of a label on a narrow sheet


def flows_of(table: Table) -> Flows:
    """Return energies in kWh by (from, to), the battery in two halves and the wiring's loss with the converters'."""
    out: Flows = {}
    total = sum(float(kwh) for kwh in table["energy_kwh"]) or 1.0
    for source, to, kwh in zip(table["flows_from"], table["flows_to"], table["energy_kwh"], strict=True):
        for pair in _drawn(str(source), str(to)):
            out[pair] = out.get(pair, 0.0) + float(kwh)
    small = LEAST_FRAC * total
    return {pair: kwh for pair, kwh in out.items() if kwh > 1e-9 and (pair[1] != "warmth stored" or kwh > small)}


def _drawn(source: str, to: str) -> list[tuple[str, str]]:
    """The bands that a flow belongs to."""
    if (source, to) == ("array", "coolant"):
        wiring = "conversion and wiring"
        return [("array", "power bus"), ("power bus", wiring), (wiring, "coolant")]
    ends = {"power conversion": "conversion and wiring"}
    source, to = ends.get(source, source), ends.get(to, to)
    if source == "battery":
        source = "battery, out" if to == "power bus" else "battery, in"
    return [(source, "battery, in" if to == "battery" else to)]


@dataclass
class _Node:
    """A bar across the flow: where it lies along and across, and how much of either face is taken."""

    along: float
    across: float
    size: float
    taken: dict[str, float] = field(default_factory=lambda: {"in": 0.0, "out": 0.0})

    def face(self, way: str, size: float) -> float:
        """Take the next ``size`` of a face; returns where it begins."""
        begin = self.across + self.taken[way]
        self.taken[way] += size
        return begin


def one_orbit_energy(table: Table, summary: Mapping[str, Any]) -> Any:
    """Return the Axes of the energy of one orbit, from sunlight through electricity to radiated heat."""
    flows = flows_of(table)
    with styled():
        figure, (axes,) = sheet(7.0 if is_narrow() else 5.6, _title(flows))
        nodes, reach = _placed(flows)
        for pair in sorted(flows, key=lambda pair: (nodes[pair[0]].across, nodes[pair[1]].across)):
            _band(axes, nodes, pair, flows[pair])
        for row in {node.along for node in nodes.values()}:
            beside = [name for name, node in nodes.items() if node.along == row]
            for place, name in enumerate(beside):
                last = place == len(beside) - 1 and nodes[name].across > 0.7 * reach
                _bar(axes, name, nodes[name], _size(flows, name), len(beside) > 2 and place % 2 == 1, last)
        if is_narrow():
            axes.set_xlim(0.0, reach)
            axes.set_ylim(5.9, -0.2)
        else:
            axes.set_xlim(-0.1, 6.2)
            axes.set_ylim(reach, -0.02 * reach)
        axes.axis("off")
        subtitle(axes, "Energy of one satellite in the orbit with the longest eclipse (kWh)")
    return axes_of(figure)


def _size(flows: Flows, name: str) -> float:
    """The energy in kWh that goes through a part."""
    taken = sum(kwh for (_, to), kwh in flows.items() if to == name)
    return max(taken, sum(kwh for (source, _), kwh in flows.items() if source == name))


def _placed(flows: Flows) -> tuple[dict[str, _Node], float]:
    """Every part that energy flows through, placed, each with room for its label; and how far they reach across."""
    nodes: dict[str, _Node] = {}
    widest = max(sum(_size(flows, name) for name in column) for column in COLUMNS)
    room = widest * (0.42 if is_narrow() else 0.13)
    for along, column in enumerate(COLUMNS):
        across = 0.0
        for name in column:
            size = _size(flows, name)
            if not size:
                continue
            if name != PASSING or along == len(COLUMNS) - 1:
                nodes[name] = _Node(float(along), across, size)
            across += size + room * 0.25 if size > room else room
    reach = max(node.across + max(node.size, 0.9 * room) for node in nodes.values())
    return nodes, reach


def _band(axes: Any, nodes: dict[str, _Node], pair: tuple[str, str], kwh: float) -> None:
    """A band from one part to the next, by a curve that leaves and arrives straight."""
    source, to = nodes[pair[0]], nodes[pair[1]]
    x = np.linspace(source.along + 0.09, to.along, 40)
    t = np.linspace(0.0, 1.0, 40)
    begin, end = source.face("out", kwh), to.face("in", kwh)
    edge = begin + (end - begin) * (3 * t**2 - 2 * t**3)
    fill_area = axes.fill_betweenx if is_narrow() else axes.fill_between
    fill_area(x, edge, edge + kwh, color=_COLOURS.get(pair[0], "#8a9099"), alpha=0.45, linewidth=0)


def _bar(axes: Any, name: str, node: _Node, kwh: float, low: bool, right: bool) -> None:
    """A part as a bar, its name and its energy right of it, or under it on a narrow sheet, there also lower."""
    from matplotlib.patches import Rectangle

    text = f"{number(kwh)} kWh"
    box = {"facecolor": "white", "edgecolor": "none", "alpha": 0.75, "pad": 0.8}
    if is_narrow():
        axes.add_patch(Rectangle((node.across, node.along), node.size, 0.09, color=INK, linewidth=0))
        down = LOWER if low else 0.11
        label, at, side = f"{fill(name, 8 if right else CHARS)}\n{text}", (node.across, node.along + down), "left"
        if right:
            at, side = (node.across + node.size, node.along + down), "right"
    else:
        axes.add_patch(Rectangle((node.along, node.across), 0.09, node.size, color=INK, linewidth=0))
        label, at, side = f"{fill(name, 24)}\n{text}", (node.along + 0.13, node.across), "left"
    axes.text(*at, label, fontsize=7.0 if is_narrow() else 7.5, linespacing=1.1, bbox=box, va="top", ha=side)


def _title(flows: Flows) -> str:
    """The finding: the part of the light that reaches the accelerators."""
    light = sum(kwh for (source, _), kwh in flows.items() if source in COLUMNS[0])
    work = flows.get(("power bus", "accelerators"), 0.0)
    radiated = flows.get(("coolant", "radiated by the radiator"), 0.0)
    if not light:
        return "No energy flows in the orbit shown"
    return (
        f"Of the energy that the array absorbs in an orbit {percent(work / light)} reaches the accelerators; the "
        f"radiator gives off {number(float(f'{radiated:.3g}'))} kWh"
    )
