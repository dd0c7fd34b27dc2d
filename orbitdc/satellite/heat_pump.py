"""An optional heat pump between coolant and radiator: a hotter, smaller radiator for more power and heat."""

from __future__ import annotations

from typing import ClassVar

from orbitdc.block import NonNegative, OpenFraction
from orbitdc.satellite.part import DesignPoint, Part, Surroundings


class HeatPump(Part):
    """A compressor cycle that lifts all heat by a constant temperature; none where ``lift_k`` is 0."""

    defaults_name: ClassVar[str] = "heat_pump"

    lift_k: NonNegative
    """The lift is the temperature by which the heat pump raises all heat before it reaches the radiator; 0 means that
    there is no heat pump."""
    carnot_frac: OpenFraction
    """The Carnot share is the coefficient of performance of the heat pump over the one of an ideal cycle between the
    same temperatures."""
    mass_kg_per_kw: NonNegative
    """The mass is that of the heat pump per kW of heat lifted."""
    price_usd_per_kw: NonNegative
    """The price is that of the heat pump per kW of heat lifted."""

    def work_frac(self, cold_k: float) -> float:
        """Power over the heat lifted from ``cold_k``: (T_h - T_c)/(f T_c), the inverse of f T_c/(T_h - T_c).

        The limit is that of Carnot (Incropera and DeWitt 2002; Carnot 1824).

        >>> pump = HeatPump(lift_k=40.0, carnot_frac=0.5, mass_kg_per_kw=3.0, price_usd_per_kw=500.0)
        >>> round(pump.work_frac(323.15), 4)  # 50 to 90 C: COP 4.04, a quarter of the heat again
        0.2476
        """
        return self.lift_k / (self.carnot_frac * cold_k)

    def mass_kg(self, at: DesignPoint) -> dict[str, float]:
        """Mass in kg of the cycle by the heat it lifts; none without a lift."""
        return {"heat pump": self.mass_kg_per_kw * (at.load.heat_w * 1e-3)} if self.lift_k > 0.0 else {}

    def price_usd(self, at: DesignPoint) -> dict[str, float]:
        """Price in USD of the cycle by the heat it lifts; none without a lift."""
        return {"heat pump": self.price_usd_per_kw * (at.load.heat_w * 1e-3)} if self.lift_k > 0.0 else {}

    def lowered(self, at: DesignPoint, around: Surroundings) -> dict[str, float]:
        """The lift between coolant and radiator."""
        return {"lift": self.lift_k}
