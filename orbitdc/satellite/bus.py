"""The bus: structure, avionics, efficiency of the converters, housekeeping load, and its price."""

from __future__ import annotations

from typing import ClassVar

from orbitdc.block import Fraction, NonNegative, OpenFraction
from orbitdc.satellite.part import DesignPoint, Part, Surroundings


class Bus(Part):
    """Everything that is neither power, heat, compute nor propulsion.

    ``price_usd_per_it_w`` replaces the sum of the parts: a bus is priced top-down or from parts, never both.
    """

    defaults_name: ClassVar[str] = "bus"

    housekeeping_w: NonNegative
    """The housekeeping load is the steady electric power of avionics, attitude control and heaters of one satellite."""
    conversion_efficiency_frac: OpenFraction
    """The conversion efficiency is the share of the bus power that reaches the loads behind the converters of
    power_conditioning, direct current to direct current."""
    structure_mass_frac: Fraction
    """The structure share is the mass of the structure over the dry mass of all other parts but the solar array, whose
    own mass holds its booms and drives."""
    avionics_mass_kg: NonNegative
    """The avionics mass is that of the avionics of one satellite."""
    box_m3: NonNegative
    """The box is the solid volume of one satellite without array, radiator and compute, without the gaps between boxes
    in a launcher."""
    structure_usd: NonNegative
    """The structure price is that of structure, mechanisms and shield of one satellite."""
    avionics_usd: NonNegative
    """The avionics price is that of avionics, sensors and propulsion of one satellite; wheels come on top."""
    integration_frac: NonNegative
    """The integration share is the price of integration and test over the price of the parts without compute."""
    price_usd_per_it_w: NonNegative | None = None
    """The top-down price is that of the whole satellite without compute per watt of IT power; null takes the sum of the
    parts."""

    def steady_load_w(self) -> float:
        """Housekeeping load in W."""
        return self.housekeeping_w

    def throughput_frac(self) -> float:
        """Efficiency of the converters between bus and loads."""
        return self.conversion_efficiency_frac

    def mass_kg(self, at: DesignPoint) -> dict[str, float]:
        """Mass in kg of the avionics; structure is a share of the other parts, see ``orbitdc.satellite.assembly``."""
        return {"avionics": self.avionics_mass_kg}

    def price_usd(self, at: DesignPoint) -> dict[str, float]:
        """Price in USD of structure and avionics; integration is a share of all parts."""
        return {"structure": self.structure_usd, "avionics": self.avionics_usd}

    def stowed_m3(self, at: DesignPoint) -> float:
        """Solid volume in m3 of the bus itself."""
        return self.box_m3

    def lowered(self, at: DesignPoint, around: Surroundings) -> dict[str, float]:
        """Housekeeping load and conversion between bus and loads."""
        return {
            "housekeeping_w": at.load.housekeeping_w / at.conversion_frac,
            "conversion": at.conversion_frac,
            "inverse_conversion": 1.0 / at.conversion_frac,
        }
