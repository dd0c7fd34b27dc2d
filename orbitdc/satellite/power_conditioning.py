"""Power conditioning: trackers and converters between array and loads, and the cables along the wings."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from orbitdc.block import NonNegative
from orbitdc.constants import ALUMINIUM_KG_PER_M3, ALUMINIUM_OHM_M
from orbitdc.satellite.part import DesignPoint, Part


class PowerConditioning(Part):
    """Converters, power tracking and harness by the power of the array at beginning of life.

    Their losses are stated elsewhere and counted once: cables, diodes and tracking in
    ``solar_array.harness_mppt_efficiency_frac``, converters in ``bus.conversion_efficiency_frac``. Both are heat that
    the coolant carries, but for the part of the former that ``solar_array.harness_wing_frac`` leaves in the wings.
    """

    defaults_name: ClassVar[str] = "power_conditioning"

    mass_kg_per_kw: NonNegative
    """The mass is that of power trackers and converters per kW of array power at beginning of life."""
    price_usd_per_w: NonNegative
    """The price is that of power trackers and converters per watt of array power at beginning of life."""
    box_m3_per_kw: NonNegative
    """The stowed volume is the room that power trackers and converters take in the launcher per kW of array power."""
    bus_v: Annotated[float, Field(gt=0, le=10_000)]
    """The bus voltage is the voltage of the cables along the wings; their mass falls with its square."""
    cable_loss_frac: Annotated[float, Field(gt=0, lt=1)]
    """The cable loss is the share of the array's power for which the cables are sized to lose on their way; it is a
    part of what harness_mppt_efficiency_frac of the array already takes away."""

    def harness_kg(self, power_w: float, way_m: float) -> float:
        """Mass in kg of aluminium cables that carry a power in W over a way in m and back.

        m = rho_m rho_e L^2 P/(f V^2) with L the way out and back: the resistance that loses f P at the current P/V.
        Insulation and connectors are left out.

        >>> cables = PowerConditioning(mass_kg_per_kw=1.5, price_usd_per_w=0.3, box_m3_per_kw=0.002, bus_v=48.0,
        ...     cable_loss_frac=0.02)
        >>> round(cables.harness_kg(150e3, 17.5))
        301
        """
        length_m = 2.0 * way_m
        return ALUMINIUM_KG_PER_M3 * ALUMINIUM_OHM_M * length_m**2 * power_w / (self.cable_loss_frac * self.bus_v**2)

    def mass_kg(self, at: DesignPoint) -> dict[str, float]:
        """Mass in kg of trackers and converters, and of the harness over a quarter of the span, the mean way."""
        return {
            "power conditioning": self.mass_kg_per_kw * at.array_bol_w * 1e-3,
            "harness": self.harness_kg(at.array_bol_w, 0.25 * at.span_m),
        }

    def price_usd(self, at: DesignPoint) -> dict[str, float]:
        """Price in USD by the power of the array."""
        return {"power conditioning": self.price_usd_per_w * at.array_bol_w}

    def stowed_m3(self, at: DesignPoint) -> float:
        """Stowed volume in m3 by the power of the array."""
        return self.box_m3_per_kw * at.array_bol_w * 1e-3
