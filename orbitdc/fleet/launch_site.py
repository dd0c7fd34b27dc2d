"""Launch sites: how fast the Earth carries them, and the inclinations that their corridors reach."""

from __future__ import annotations

from math import cos, radians, sin, sqrt
from typing import Annotated, ClassVar

from pydantic import Field, model_validator

from orbitdc.block import Block
from orbitdc.constants import EARTH_RADIUS_KM, EARTH_ROTATION_RAD_PER_S

Inclination = Annotated[float, Field(ge=0, le=180)]


class LaunchSite(Block):
    """A place to launch from, with the inclinations that a launch may head for over safe ground."""

    catalog_kind: ClassVar[str] = "launch_sites"

    label: str
    """The label is the name of the site."""
    latitude_deg: Annotated[float, Field(ge=-90, le=90)]
    """The latitude is that of the pad."""
    inclination_min_deg: Inclination
    """The least inclination is the lowest that the corridor of the site reaches without a turn."""
    inclination_max_deg: Inclination
    """The greatest inclination is the highest that the corridor of the site reaches without a turn."""

    @model_validator(mode="after")
    def _corridor_is_in_reach(self) -> LaunchSite:
        """The launch site, where its corridor leaves an inclination to fly to."""
        low, high = self._reach_deg()
        if low > high:
            raise ValueError(
                f"no inclination is left between inclination_min_deg of {self.inclination_min_deg:g}, "
                f"inclination_max_deg of {self.inclination_max_deg:g} and the latitude of {self.latitude_deg:g} "
                "degrees: widen the corridor"
            )
        return self

    def _reach_deg(self) -> tuple[float, float]:
        """Lowest and highest inclination without a turn: of the corridor, and no nearer the equator than the site."""
        latitude = abs(self.latitude_deg)
        return max(self.inclination_min_deg, latitude), min(self.inclination_max_deg, 180.0 - latitude)

    def heading_deg(self, inclination_deg: float) -> float:
        """Inclination to launch to for an orbit: its own, or the nearest that the site reaches."""
        low, high = self._reach_deg()
        return min(max(inclination_deg, low), high)

    def turn_m_per_s(self, inclination_deg: float, speed_m_per_s: float) -> float:
        """Delta-v in m/s that turns the plane outside the corridor: 2 v sin(di/2) at orbital speed.

        A dogleg flown lower and slower costs less.

        >>> cape = LaunchSite(label="Cape", latitude_deg=28.5, inclination_min_deg=28.5, inclination_max_deg=57.0)
        >>> [round(cape.turn_m_per_s(i, 7725.8)) for i in (0.0, 53.0, 58.0, 97.8)]
        [3803, 0, 135, 5386]
        """
        turn = radians(abs(inclination_deg - self.heading_deg(inclination_deg)))
        return 2.0 * speed_m_per_s * sin(turn / 2.0)

    def ascent_m_per_s(self, inclination_deg: float, speed_m_per_s: float) -> float:
        """Speed in m/s over the ground that reaches an orbital speed at an inclination within the corridor.

        sqrt(v^2 - 2 v v_e cos i + (v_e cos lat)^2), v_e = omega Re: the site moves eastwards at v_e cos lat, and the
        launch heads for sin(azimuth) = cos i/cos lat.

        >>> cape = LaunchSite(label="Cape", latitude_deg=28.5, inclination_min_deg=28.5, inclination_max_deg=57.0)
        >>> round(cape.ascent_m_per_s(28.5, 7725.8) - 7725.8, 1)  # due east
        -408.7
        """
        equator = 1e3 * EARTH_ROTATION_RAD_PER_S * EARTH_RADIUS_KM
        east = speed_m_per_s * equator * cos(radians(self.heading_deg(inclination_deg)))
        return sqrt(speed_m_per_s**2 - 2.0 * east + (equator * cos(radians(self.latitude_deg))) ** 2)
