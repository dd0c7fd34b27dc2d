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


@dataclass(frozen=True)
class AnnouncedParts:
    """What the parts of the announced design add up to by the same figures as those of the design at hand."""

    parts_kg: float  # margin and propellant included
    box_m3: float


def announced_design(satellite: Satellite) -> Satellite | None:
    """The satellite with the sizes that its catalogue entry was announced with; None where it names no entry.

    >>> import orbitdc
    >>> wide = orbitdc.load("ai1_vs_colossus", ["satellite.radiator.area_m2=200"]).satellite
    >>> announced_design(wide).radiator.area_m2
    110.0
    """
    if satellite.announced_design is None:
        return None
    rows = catalog.entry("satellites", satellite.announced_design)
    for path in SIZES:
        *above, key = path.split(".")
        block: Block = getattr(satellite, above[0]) if above else satellite
        row = rows.get(path) or catalog.defaults(block.defaults_name).get(key)
        now = getattr(block, key)
        then: Any = None if row is None else row.value
        if then is None and now is not None and key != "accelerators":
            continue  # of which no entry and no default says anything
        value = float(then) if isinstance(now, float) and then is not None else then
        changed = block.changed(**{key: value})
        satellite = satellite.changed(**{above[0]: changed}) if above else satellite.changed(**{key: value})
    return satellite


def of_changed_parts(announced: float, now: float, then: float) -> float:
    """What an announced figure becomes when its parts change from ``then`` to ``now``, all in one unit.

    What is added comes on top in full. What is taken away weighed in the announced design no more than its share of the
    announced figure, so that light parts on paper never make a satellite of nothing: a = max(a + now - then, a
    now/then).

    >>> of_changed_parts(2143.0, 5324.0, 4698.0), round(of_changed_parts(2143.0, 2349.0, 4698.0), 1)
    (2769.0, 1071.5)
    """
    return max(announced + now - then, announced * now / then)
