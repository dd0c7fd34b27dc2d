"""The design that a satellite was announced with: what is launched follows from what was changed since."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from orbitdc import catalog
from orbitdc.block import Block
from orbitdc.satellite import Satellite

# What a designer changes. A figure such as kilograms per square metre is no size: what is believed of it belongs to
# both designs, and moves neither's announced mass.
SIZES = (
    "it_power_w",
    "board.accelerators",
    "solar_array.area_m2",
    "battery.capacity_kwh",
    "radiator.area_m2",
    "radiator.shield_mm",
    "power_conditioning.bus_v",
    "heat_pump.lift_k",
    "shielding.thickness_mm",
    "link.terminals",
    "propulsion.propellant_kg",
)
WHOLE = ("accelerators", "terminals")  # sizes that are counted


@dataclass(frozen=True)
class AnnouncedParts:
    """What the parts of the announced design add up to by the same figures as those of the design at hand.

    Each is None where its figure is launched whatever the parts.
    """

    parts_kg: float | None  # of the design of the announced mass, margin and propellant included
    box_m3: float | None  # of the design of the envelope


Announced = str | dict[str, float | None] | None  # an entry of the catalogue of satellites, or sizes by dotted key


def as_announced(satellite: Satellite, design: Announced) -> Satellite | None:
    """The satellite with the sizes of an announced design, an entry or sizes by dotted key; None where there is none.

    >>> import orbitdc
    >>> wide = orbitdc.load("ai1_vs_colossus", ["satellite.radiator.area_m2=200"]).satellite
    >>> as_announced(wide, wide.announced_design).radiator.area_m2
    110.0
    >>> as_announced(wide, {"radiator.area_m2": 150.0}).radiator.area_m2
    150.0
    """
    if design is None:
        return None
    rows = catalog.entry("satellites", design) if isinstance(design, str) else {}
    changes: dict[str, dict[str, Any]] = {}
    for path in SIZES:
        *above, key = path.split(".")
        block: Block = getattr(satellite, above[0]) if above else satellite
        now = getattr(block, key)
        then: Any = design.get(path) if isinstance(design, dict) else None
        if isinstance(design, str):
            row = rows.get(path) or catalog.defaults(block.defaults_name).get(key)
            then = None if row is None else row.value
        elif path not in design:
            continue  # of which the design says nothing
        if then is None and now is not None and key != "accelerators":
            continue  # of which no entry and no default says anything
        value = then if then is None else int(then) if key in WHOLE else float(then)
        changes.setdefault(above[0] if above else "", {})[key] = value
    own = changes.pop("", {})
    return satellite.changed(**own, **{name: getattr(satellite, name).changed(**new) for name, new in changes.items()})


def sizes_of(satellite: Satellite, design: str | dict[str, float | None]) -> dict[str, float | None]:
    """The sizes of an announced design by dotted key, as a design of its own states them.

    >>> import orbitdc
    >>> sizes_of(orbitdc.load("ai1_vs_colossus").satellite, "ai1")["radiator.area_m2"]
    110.0
    """
    if isinstance(design, dict):
        return design
    then = as_announced(satellite, design)
    found: dict[str, float | None] = {}
    for path in SIZES:
        here: Any = then
        for key in path.split("."):
            here = getattr(here, key)
        found[path] = here
    return found


def of_changed_parts(announced: float, now: float, then: float) -> float:
    """What an announced figure becomes when its parts change from ``then`` to ``now``.

    What is added comes on top in full. What is taken away weighed in the announced design no more than its share of the
    announced figure, so that light parts on paper never make a satellite of nothing: a = max(a + now - then, a
    now/then). ``announced``, ``now`` and ``then`` are in one unit, such as kg or m3.

    >>> of_changed_parts(2143.0, 5324.0, 4698.0), round(of_changed_parts(2143.0, 2349.0, 4698.0), 1)
    (2769.0, 1071.5)
    """
    return max(announced + now - then, announced * now / then)
