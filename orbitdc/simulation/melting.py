"""The bound of every temperature of a march: beyond the melting point of aluminium nothing of a satellite is left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

import numpy as np

from orbitdc.constants import ALUMINIUM_MELTS_K
from orbitdc.engine.integrated import Integrated
from orbitdc.satellite import Satellite
from orbitdc.satellite.constraint import KELVIN_SCALE, MELTED, Constraint, raise_to

NODES = {  # tallies of a march, in words
    "array_high": "the solar array",
    "radiator_high": "the radiator",
    "loop_high": "the coolant",
    "chip_high": "the accelerators",
    "memory_high": "the memory",
}
TOLD_K = 1e6  # told at most: beyond it a march has left all bounds, if its temperatures are numbers at all


@dataclass(frozen=True)
class Hottest:
    """The part that melts first, on its first day; where none melts, the hottest part on its hottest day."""

    part: str
    day: int  # of the window, from 0
    kelvin: float

    @property
    def margin_k(self) -> float:
        """The melting point of aluminium less the temperature, K (ITS-90).

        >>> round(Hottest("the radiator", 0, 340.0).margin_k)
        593
        """
        return ALUMINIUM_MELTS_K - self.kelvin

    @property
    def melts(self) -> bool:
        """Whether the part melts; a temperature that is no number counts as one that does."""
        return self.margin_k <= 0.0


def hottest(integrated: Integrated) -> Hottest:
    """The part that melts first, or the hottest one, by the daily maxima over all lanes."""
    highs = np.stack([integrated.day(name) for name in NODES])
    molten = ~(highs < ALUMINIUM_MELTS_K)
    day = int(np.argmax(molten.any(0)) if molten.any() else np.argmax(highs.max(0)))
    node = int(np.argmax(highs[:, day]))
    return Hottest(tuple(NODES.values())[node], day, float(np.fmin(highs[node, day], TOLD_K)))


def _more_emission(part: str, satellite: Satellite, factor: float) -> str:
    """The remedy that raises the emission of the array, or else of the radiator, by a factor."""
    if part != NODES["array_high"]:
        return raise_to("satellite.radiator.area_m2", factor * satellite.radiator.area_m2)
    array = satellite.solar_array
    need = factor * (array.emittance_front_frac + array.emittance_rear_frac) - array.emittance_front_frac
    if need < 0.99:
        return f"satellite.solar_array.emittance_rear_frac: {ceil(need * 100) / 100:.2f} or more"
    return "a lower satellite.solar_array.absorptance_frac"


def melting_constraint(found: Hottest, start: date, satellite: Satellite) -> Constraint:
    """The hottest temperature against the melting point of aluminium; emission by T^4 says what would lift it."""
    need = 1.05 * (max(found.kelvin, 1.0) / ALUMINIUM_MELTS_K) ** 4  # times the emission
    reached = f"{found.kelvin:,.0f} K" if found.kelvin < TOLD_K else f"more than {TOLD_K:,.0f} K"
    on = start + timedelta(days=found.day)
    return Constraint(
        "melting_k",
        found.margin_k,
        MELTED,
        found.margin_k / KELVIN_SCALE,
        f"{found.part} reaches {reached} on {on} (day {found.day + 1}), and aluminium melts at "
        f"{ALUMINIUM_MELTS_K:.0f} K",
        _more_emission(found.part, satellite, need),
    )
