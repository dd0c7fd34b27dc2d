"""The radiation shield around the compute box."""

from __future__ import annotations

from typing import ClassVar

from orbitdc.block import NonNegative, Positive
from orbitdc.satellite.part import DesignPoint, Part


class Shielding(Part):
    """Aluminium-equivalent box around the electronics."""

    defaults_name: ClassVar[str] = "shielding"

    thickness_mm: NonNegative
    """The thickness is that of the shield around the electronics, in aluminium."""
    density_kg_per_m3: Positive
    """The density is that of the material of the shield around the electronics and of the shield over the radiator's
    tubes."""
    box_m2_per_it_kw: NonNegative
    """The box surface is the area of the shield per kW of IT power."""

    def shield_kg(self, it_power_w: float) -> float:
        """Shield mass in kg for an IT power in W: density x thickness x box area.

        The mass is density x volume by definition.

        >>> Shielding(thickness_mm=10.0, density_kg_per_m3=2700.0, box_m2_per_it_kw=8 / 120).shield_kg(120e3)
        216.0
        """
        return self.density_kg_per_m3 * self.thickness_mm * 1e-3 * self.box_m2_per_it_kw * it_power_w * 1e-3

    def mass_kg(self, at: DesignPoint) -> dict[str, float]:
        """Mass in kg of the box around the compute."""
        return {"shield": self.shield_kg(at.load.it_full_w)}
