"""Electric propulsion: orbit raising, station-keeping, disposal."""

from __future__ import annotations

from math import expm1, floor
from typing import Annotated, ClassVar

from pydantic import Field

from orbitdc.block import NonNegative, OpenFraction, Positive
from orbitdc.constants import DAYS_PER_YEAR, SECONDS_PER_DAY, STANDARD_GRAVITY_M_PER_S2
from orbitdc.satellite.constraint import DRY, SINKING, Constraint, raise_to
from orbitdc.satellite.part import DesignPoint, Extremes, Needs, Part

MOST_THRUSTERS = 1000


class Propulsion(Part):
    """Hall thrusters, alike and running together, and their propellant budget."""

    defaults_name: ClassVar[str] = "propulsion"

    specific_impulse_s: Positive
    """The specific impulse is the exhaust speed of the thruster over standard gravity."""
    efficiency_frac: OpenFraction
    """The thruster efficiency is the power of the jet over the electric input power."""
    input_w: Positive
    """The input power is the electric power of one running thruster."""
    thrusters: Annotated[int, Field(ge=1, le=MOST_THRUSTERS)]
    """The satellite has this many thrusters, which run together."""
    dry_mass_kg: NonNegative
    """The dry mass is that of the first thruster, its power unit and the tank of one satellite."""
    added_thruster_mass_kg: NonNegative
    """The added thruster mass is that of each thruster beyond the first, with its power unit."""
    added_thruster_price_usd: NonNegative
    """The added thruster price is that of each thruster beyond the first, with its power unit; avionics_usd of the bus
    pays for the first."""
    propellant_kg: NonNegative
    """The propellant is what one satellite carries at launch."""
    avoidance_m_per_s_y: NonNegative
    """The avoidance is the delta-v per year that manoeuvres against collisions take."""
    disposal_altitude_km: Positive
    """The disposal altitude is the altitude to which the satellite spirals down at the end of its life."""
    disposal_max_y: Positive
    """The disposal time is the longest time allowed between the end of life and re-entry."""

    def mass_kg(self, at: DesignPoint) -> dict[str, float]:
        """Dry mass in kg of thrusters, power units and tank."""
        return {"propulsion": self.dry_mass_kg + (self.thrusters - 1) * self.added_thruster_mass_kg}

    def price_usd(self, at: DesignPoint) -> dict[str, float]:
        """Price in USD of the thrusters beyond the first, which the avionics pay for."""
        added = (self.thrusters - 1) * self.added_thruster_price_usd
        return {"thrusters": added} if self.thrusters > 1 else {}

    def constraints(self, at: DesignPoint, met: Extremes, needs: Needs) -> list[Constraint]:
        """Propellant on board against the need of a life; the spiral at its end against the years allowed; thrust."""
        have, need = self.propellant_kg, needs.propellant_kg
        margin = have / need - 1.0 if need > 0.0 else None
        spiral_y = needs.disposal_days / DAYS_PER_YEAR
        left = 1.0 - spiral_y / self.disposal_max_y
        return [
            Constraint(
                "propellant_frac",
                margin,
                DRY,
                margin,
                f"propellant: {have:,.0f} kg on board against {need:,.1f} kg for raising, drag, avoidance and disposal",
                raise_to("satellite.propulsion.propellant_kg", 1.02 * need),  # propellant is carried by propellant
                "no propellant is needed" if margin is None else "",
            ),
            Constraint(
                "disposal_frac",
                left,
                DRY,
                left,
                f"disposal: the spiral to {self.disposal_altitude_km:g} km takes {spiral_y:.1f} years "
                f"of {self.disposal_max_y:g} allowed",
                raise_to("satellite.propulsion.thrusters", self.thrusters * spiral_y / self.disposal_max_y),
            ),
            self.thrust_constraint(needs.drag_n),
        ]

    def thrust_constraint(self, drag_n: float | None) -> Constraint:
        """Thrust against the drag of the worst day, a mean over the orbit; None where the satellite is left to sink."""
        if not drag_n:
            why = "the satellite is left to sink" if drag_n is None else "there is no drag"
            return Constraint("thrust_frac", None, reason=why)
        margin = self.thrust_n() / drag_n - 1.0
        return Constraint(
            "thrust_frac",
            margin,
            SINKING,
            margin,
            f"thrust: drag of {1e3 * drag_n:,.0f} mN on the worst day against {1e3 * self.thrust_n():,.0f} mN to hold "
            "the altitude",
            f"{self.more_thrusters(drag_n)}, or a higher fleet.shells.0.altitude_km",
        )

    def more_thrusters(self, drag_n: float) -> str:
        """The remedy that lifts the thrust above a drag in N."""
        short = drag_n / self.thrust_n()
        if self.thrusters * short >= MOST_THRUSTERS:
            return raise_to("satellite.propulsion.input_w", self.input_w * short + 1.0)
        return f"satellite.propulsion.thrusters: {floor(self.thrusters * short) + 1} or more"

    def thrust_n(self) -> float:
        """Thrust in N of all thrusters: F = N 2 eta P/(g0 Isp).

        The jet power is F g0 Isp/2 (Sutton and Biblarz 2010, chapter 17).

        >>> hall = Propulsion(specific_impulse_s=2500.0, efficiency_frac=0.5, input_w=4200.0, thrusters=1,
        ...     dry_mass_kg=2.1, added_thruster_mass_kg=8.4, added_thruster_price_usd=2e4, propellant_kg=50.0,
        ...     avoidance_m_per_s_y=0.5, disposal_altitude_km=200.0, disposal_max_y=5.0)
        >>> round(hall.thrust_n(), 4)
        0.1713
        """
        exhaust_m_per_s = STANDARD_GRAVITY_M_PER_S2 * self.specific_impulse_s
        return self.thrusters * 2.0 * self.efficiency_frac * self.input_w / exhaust_m_per_s

    def propellant_need_kg(self, mass_kg: float, delta_v_m_per_s: float) -> float:
        """Propellant in kg that gives a satellite of a mass at launch in kg a delta-v: m (1 - exp(-dv/(g0 Isp))).

        This is the rocket equation (Tsiolkovsky 1903).

        >>> round(Propulsion.model_construct(specific_impulse_s=2500.0).propellant_need_kg(2140.0, 226.4), 2)
        19.67
        """
        return -mass_kg * expm1(-delta_v_m_per_s / (STANDARD_GRAVITY_M_PER_S2 * self.specific_impulse_s))

    def spiral_days(self, mass_kg: float, delta_v_m_per_s: float) -> float:
        """Days of continuous thrust for a delta-v, the mass taken as constant: t = m dv/F.

        Force is mass x acceleration (Newton 1687).

        >>> hall = {"specific_impulse_s": 2500.0, "efficiency_frac": 0.5, "input_w": 4200.0, "thrusters": 1}
        >>> round(Propulsion.model_construct(**hall).spiral_days(2140.0, 226.4), 1)  # 2140 x 226.4/0.1713 N, in days
        32.7
        """
        return mass_kg * delta_v_m_per_s / self.thrust_n() / SECONDS_PER_DAY
