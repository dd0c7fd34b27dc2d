"""Electric propulsion: orbit raising, station-keeping, disposal."""

from __future__ import annotations

from math import expm1
from typing import ClassVar

from orbitdc.block import Block, NonNegative, OpenFraction, Positive
from orbitdc.constants import SECONDS_PER_DAY, STANDARD_GRAVITY_M_PER_S2


class Propulsion(Block):
    """A Hall thruster and its propellant budget."""

    defaults_name: ClassVar[str] = "propulsion"

    specific_impulse_s: Positive
    efficiency_frac: OpenFraction
    input_w: Positive
    dry_mass_kg: NonNegative
    propellant_kg: NonNegative
    avoidance_m_per_s_y: NonNegative  # collision-avoidance delta-v per year
    disposal_altitude_km: Positive  # spiral down to here at end of life
    disposal_max_y: Positive  # allowed between end of life and re-entry

    def thrust_n(self) -> float:
        """Thrust in N: F = 2 eta P/(g0 Isp).

        >>> hall = Propulsion(specific_impulse_s=2500.0, efficiency_frac=0.5, input_w=4200.0, dry_mass_kg=2.1,
        ...     propellant_kg=50.0, avoidance_m_per_s_y=0.5, disposal_altitude_km=200.0, disposal_max_y=5.0)
        >>> round(hall.thrust_n(), 4)
        0.1713
        """
        return 2.0 * self.efficiency_frac * self.input_w / (STANDARD_GRAVITY_M_PER_S2 * self.specific_impulse_s)

    def propellant_need_kg(self, mass_kg: float, delta_v_m_per_s: float) -> float:
        """Propellant in kg that gives a satellite of a mass at launch in kg a delta-v: m (1 - exp(-dv/(g0 Isp))).

        Rocket equation (Tsiolkovsky).
        """
        return -mass_kg * expm1(-delta_v_m_per_s / (STANDARD_GRAVITY_M_PER_S2 * self.specific_impulse_s))

    def spiral_days(self, mass_kg: float, delta_v_m_per_s: float) -> float:
        """Days of continuous thrust for a delta-v, the mass taken as constant: t = m dv/F."""
        return mass_kg * delta_v_m_per_s / self.thrust_n() / SECONDS_PER_DAY
