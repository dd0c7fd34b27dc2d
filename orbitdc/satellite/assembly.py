"""One satellite put together: sums and lists over its parts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from orbitdc.satellite import Satellite
from orbitdc.satellite.announced import AnnouncedParts, of_changed_parts
from orbitdc.satellite.constraint import OVERWEIGHT, Constraint
from orbitdc.satellite.part import DesignPoint, Extremes, Needs, Part


@dataclass(frozen=True)
class Assembly:
    """One satellite at its design point: what its parts add up to, derived once."""

    at: DesignPoint
    parts_kg: dict[str, float]  # bottom-up, structure, growth and propellant included
    launched_kg: float
    box_m3: float  # solid, of all parts when folded
    flown_envelope_m3: float | None  # usable volume of a launcher over the satellites that it has carried
    announced: AnnouncedParts | None
    bus_usd: dict[str, float]  # of everything but compute

    def envelope_m3(self, packing_frac: float) -> float:
        """Usable volume in m3 that one satellite takes of a launcher: as flown, else solid boxes over their packing."""
        boxes_m3 = self.box_m3 / packing_frac
        if self.flown_envelope_m3 is None:
            return boxes_m3
        if self.announced is None or self.announced.box_m3 is None:
            return self.flown_envelope_m3
        return of_changed_parts(self.flown_envelope_m3, boxes_m3, self.announced.box_m3 / packing_frac)


def assemble(satellite: Satellite, at: DesignPoint, announced: AnnouncedParts | None = None) -> Assembly:
    """The sums over the parts of a satellite at its design point.

    ``announced`` is what the parts of the announced design add up to, where the satellite names one.
    """
    parts = mass_parts_kg(satellite, at)
    return Assembly(
        at,
        parts,
        launched_mass_kg(satellite, parts, announced, 1e-3 * at.load.it_full_w),
        box_m3(satellite, at),
        satellite.envelope_m3,
        announced,
        bus_price_parts_usd(satellite, at),
    )


def _merged(satellite: Satellite, answer: Callable[[Part], dict[str, float]]) -> dict[str, float]:
    """The named answers of all parts in one table."""
    found: dict[str, float] = {}
    for part in satellite.parts:
        found |= answer(part)
    return found


def mass_parts_kg(satellite: Satellite, at: DesignPoint) -> dict[str, float]:
    """Bottom-up mass in kg by part; ``structure`` is a share of the other dry mass, ``margin`` of all dry mass.

    Neither is counted on the array: the watts per kilogram of flown wings hold their booms, drives and growth.
    """
    parts = _merged(satellite, lambda part: part.mass_kg(at))
    body_kg = sum(kg for part, kg in parts.items() if part != "array")
    parts["structure"] = satellite.bus.structure_mass_frac * body_kg
    parts["margin"] = satellite.mass_margin_frac * (body_kg + parts["structure"])
    parts["propellant"] = satellite.propulsion.propellant_kg
    return parts


def launched_mass_kg(
    satellite: Satellite, parts_kg: dict[str, float], announced: AnnouncedParts | None = None, it_kw: float = 0.0
) -> float:
    """Mass that is launched: the announced one where there is one and the scenario takes it, else the sum of parts.

    Parts that were changed since the announcement change what is launched, see ``of_changed_parts``; a mass per kW is
    a law that no part changes.
    """
    total_kg = sum(parts_kg.values())
    if satellite.launched_mass == "announced" and satellite.announced_kg_per_it_kw is not None:
        return satellite.announced_kg_per_it_kw * it_kw
    if satellite.launched_mass != "announced" or satellite.announced_mass_kg is None:
        return total_kg
    if announced is None or announced.parts_kg is None:
        return satellite.announced_mass_kg
    return of_changed_parts(satellite.announced_mass_kg, total_kg, announced.parts_kg)


def box_m3(satellite: Satellite, at: DesignPoint) -> float:
    """Solid volume in m3 of all parts when folded, without the gaps between them in a launcher."""
    return sum(part.stowed_m3(at) for part in satellite.parts)


def bus_price_parts_usd(satellite: Satellite, at: DesignPoint) -> dict[str, float]:
    """Price in USD of one satellite without its compute: from parts, or top-down by ``bus.price_usd_per_it_w``."""
    bus = satellite.bus
    if bus.price_usd_per_it_w is not None:
        return {"bus": bus.price_usd_per_it_w * at.load.it_full_w}
    parts = _merged(satellite, lambda part: part.price_usd(at))
    parts["integration"] = bus.integration_frac * sum(parts.values())
    return parts


def constraints(satellite: Satellite, at: DesignPoint, met: Extremes, needs: Needs) -> list[Constraint]:
    """Every constraint of a satellite: those of its parts, and its mass."""
    of_parts = [constraint for part in satellite.parts for constraint in part.constraints(at, met, needs)]
    return [*of_parts, mass_constraint(needs)]


def mass_constraint(needs: Needs) -> Constraint:
    """Launched against bottom-up mass."""
    total = sum(needs.parts_kg.values())
    margin = (needs.launched_kg - total) / needs.launched_kg
    heaviest = max(needs.parts_kg, key=lambda part: needs.parts_kg[part])
    return Constraint(
        "mass_frac",
        margin,
        OVERWEIGHT,
        margin if margin != 0.0 else 1.0,  # launched at the sum of its parts, mass is no limit
        f"mass: the parts add up to {total:,.0f} kg against {needs.launched_kg:,.0f} kg launched; "
        f"the {heaviest} alone is {needs.parts_kg[heaviest]:,.0f} kg",
        f"satellite.launched_mass: bottom_up (launch {total:,.0f} kg)",
    )
