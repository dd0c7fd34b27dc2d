"""The accelerator board: what carries the accelerators on a satellite, and how they slow down with heat and power."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, ClassVar

import numpy as np
from pydantic import Field

from orbitdc.block import Fraction, NonNegative
from orbitdc.satellite.constraint import KELVIN_SCALE, OVERHEATED, THROTTLED, Constraint
from orbitdc.satellite.part import DesignPoint, Extremes, Needs, Part, Surroundings
from orbitdc.satellite.radiator import more_radiator


class Board(Part):
    """The accelerators of one satellite with their share of boards, cold plates and cables."""

    defaults_name: ClassVar[str] = "board"

    accelerators: Annotated[int, Field(ge=1)] | None = None
    """One satellite carries this many accelerators; null takes the IT power of the satellite over the watts of an
    accelerator with its share of the rack, rounded."""
    spare_accelerators: Annotated[int, Field(ge=0)]
    """One satellite carries this many further accelerators, which take the place of lost ones, tray by tray; they are
    bought and launched like the others."""
    spare_power_frac: Fraction
    """The spare power is what a spare accelerator draws, while it waits, over the watts of a busy one."""
    mass_factor: Fraction
    """The mass factor is the mass in orbit of an accelerator with its board, cold plate and cables over its mass on the
    ground with its share of the rack."""
    box_m3_per_kw: NonNegative
    """The box is the solid volume of the compute per kW of IT power, without the gaps between boxes in a launcher."""
    premium_frac: NonNegative
    """The premium is what silicon adapted to space costs more, as a share of the price of an accelerator with
    its share of the rack."""

    def mass_kg(self, at: DesignPoint) -> dict[str, float]:
        """Mass in kg of all accelerators, spare ones too, lighter than their share of a rack on the ground."""
        return {"compute": (at.load.accelerators + self.spare_accelerators) * at.chip.mass_kg * self.mass_factor}

    def silicon_usd(self, at: DesignPoint) -> float:
        """The price in USD of the accelerators of one satellite, spare ones too, which count as compute.

        Count x price with the rack x (1 + premium), by definition.

        >>> from types import SimpleNamespace
        >>> at = SimpleNamespace(load=SimpleNamespace(accelerators=56), chip=SimpleNamespace(rack_usd=56_000.0))
        >>> round(Board.model_construct(premium_frac=0.1, spare_accelerators=0).silicon_usd(at))
        3449600
        """
        return (at.load.accelerators + self.spare_accelerators) * at.chip.rack_usd * (1.0 + self.premium_frac)

    def stowed_m3(self, at: DesignPoint) -> float:
        """The solid volume in m3, spare accelerators like the others: volume per kW x IT power, by definition.

        >>> from types import SimpleNamespace
        >>> at = SimpleNamespace(load=SimpleNamespace(it_full_w=120e3, accelerators=60))
        >>> Board.model_construct(box_m3_per_kw=0.025, spare_accelerators=6).stowed_m3(at)
        3.3000000000000003
        """
        spare = 1.0 + self.spare_accelerators / at.load.accelerators
        return self.box_m3_per_kw * at.load.it_full_w * 1e-3 * spare

    def constraints(self, at: DesignPoint, met: Extremes, needs: Needs) -> list[Constraint]:
        """Junction and memory against their limits; coolant against the temperature at which accelerators shut down."""
        chip, remedy = at.chip, more_radiator(at.radiator_m2, met)
        junction, memory = chip.junction_max_k - met.chip_k, chip.memory_max_k - met.memory_k
        shutdown = chip.junction_shutdown_k - met.loop_k
        return [
            Constraint(
                "chip_k",
                junction if met.hot_frac <= 0.0 else min(junction, -1e-3),
                THROTTLED,
                junction / KELVIN_SCALE,
                f"junction at its limit of {chip.junction_max_k:.0f} K",
                remedy,
            ),
            Constraint(
                "memory_k",
                memory,
                THROTTLED,
                memory / KELVIN_SCALE,
                f"memory at its limit of {chip.memory_max_k:.0f} K",
                remedy,
            ),
            Constraint(
                "shutdown_k",
                shutdown,
                OVERHEATED,
                shutdown / KELVIN_SCALE,
                f"heat: the coolant reaches {met.loop_k:.0f} K with the accelerators off; they shut down at "
                f"{chip.junction_shutdown_k:.0f} K",
                more_radiator(0.0, met),
            ),
        ]

    def lowered(self, at: DesignPoint, around: Surroundings) -> dict[str, float]:
        """Power of the accelerators, their temperatures over the coolant's, leakage, and clock against power."""
        chip, load = at.chip, at.load
        first, second, fourth = curve_weights(at.power_exponent)
        return {
            "it_w": load.it_w,
            "inverse_it_w": 1.0 / load.it_w,
            "junction_max": chip.junction_max_k,
            "chip_rise": at.junction_rise_k,
            "inverse_chip_rise": 1.0 / at.junction_rise_k,
            "memory_max": chip.memory_max_k,
            "memory_rise": at.memory_rise_k,
            "inverse_memory_rise": 1.0 / at.memory_rise_k,
            "leakage": chip.leakage_per_k,
            "leakage_reference": chip.power_reference_k,
            "leakage_base": at.full_power.base,
            "leakage_slope": at.full_power.slope_per_k,
            "leakage_floor": at.full_power.floor,
            "static_power": chip.static_power_frac,
            "inverse_dynamic": 1.0 / (1.0 - chip.static_power_frac),
            "curve1": first,
            "curve2": second,
            "curve4": fourth,
        }


@lru_cache(maxsize=64)  # a satellite asks for those of one exponent twice
def curve_weights(exponent: float) -> tuple[float, float, float]:
    """Weights of y, y^1/2 and y^1/4 that follow y^exponent on [0, 1]; exact for 1, 1/2 and 1/4.

    ``exponent`` is dimensionless. Other exponents take least squares with the weights summing to 1 (Press et al.,
    "Numerical Recipes", 3rd ed. (2007), section 15.4). Error for exponents from 0.25 to 1: below 0.0025 where y > 0.05
    and below 0.013 under it; at 0.1 it is 0.013 and 0.2.

    >>> curve_weights(0.5)
    (0.0, 1.0, 0.0)
    """
    for exact, weights in ((1.0, (1.0, 0.0, 0.0)), (0.5, (0.0, 1.0, 0.0)), (0.25, (0.0, 0.0, 1.0))):
        if exponent == exact:
            return weights
    y = np.linspace(0.0, 1.0, 401)
    basis = np.stack([y - y**0.25, y**0.5 - y**0.25], axis=1)
    first, second = np.linalg.lstsq(basis, y**exponent - y**0.25, rcond=None)[0]
    return float(first), float(second), float(1.0 - first - second)
