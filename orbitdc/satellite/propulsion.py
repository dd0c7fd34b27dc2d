"""Electric propulsion: orbit raising, station-keeping, disposal."""

from __future__ import annotations

from typing import ClassVar

from orbitdc.block import Block, NonNegative, OpenFraction, Positive


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
