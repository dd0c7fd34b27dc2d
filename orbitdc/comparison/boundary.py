"""Three boundaries of one comparison: which components of cost are counted, on both sides alike.

Published ratios of orbit to ground differ most by this choice. A payment inside a boundary is one whose component is
inside: what follows from the price of a component (failed launches, replacements, repairs, salvage, taxes) belongs to
the same component.
"""

from __future__ import annotations

from orbitdc.economics.money import Boundary
from orbitdc.economics.side import Side
from orbitdc.ledger.cost_line import Component

MEANING: dict[Boundary, str] = {
    "full": "levelized cost of compute with its accelerators",
    "without_it": "satellites without compute and their launch against buildings and power",
    "power_alone": "the launches alone against the power bill alone",
}
COUNTED: dict[Boundary, frozenset[Component]] = {
    "full": frozenset(Component),
    "without_it": frozenset(Component) - {Component.COMPUTE},
    "power_alone": frozenset({Component.LAUNCH, Component.POWER}),
}


def within(side: Side, boundary: Boundary) -> Side:
    """A side with the payments inside a boundary, before any financing; physics stay as they are."""
    return side.keep(lambda line: line.component in COUNTED[boundary])
