"""The sky of a scenario: the environment that its satellites meet."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from orbitdc.block import Block, Fraction, NonNegative, OpenFraction, Positive
from orbitdc.fleet.orbits import Gravity
from orbitdc.sky.debris import Case
from orbitdc.sky.solar_activity import Activity


class Sky(Block):
    """The environment: Sun and its activity, Earth infrared, albedo, gravity, the shape of the shadow."""

    defaults_name: ClassVar[str] = "sky"

    solar_constant_w_per_m2: Positive
    """The solar constant is the power of sunlight per square metre above the atmosphere at the mean distance of the
    Sun."""
    earth_infrared_w_per_m2: NonNegative
    """The infrared radiation of the Earth is the heat that a square metre of the Earth sends to space, as a mean over
    the globe and the year."""
    albedo_frac: Fraction
    """The albedo is the share of sunlight that the Earth reflects, as a mean over the globe and the year."""
    solar_activity: Activity
    """The solar activity says which flux at 10.7 cm sets the density of the upper atmosphere: `predicted` takes the
    observed and forecast flux of each date, `low`, `mean` and `high` hold one level of the record for the whole life,
    and `low_cycle`, `mean_cycle` and `high_cycle` repeat past solar cycles."""
    debris_flux: Case
    """The debris flux says which flux of space debris hits the satellites: the `low`, the `central` or the `high` one
    of the table."""
    gravity: Gravity
    """The gravity model says which terms of the Earth's field turn the orbits: `j2` takes the secular rates of first
    order in J2, and `j2_j4` adds the terms in J2 squared and J4."""
    shadow: Literal["cone_ellipsoid", "cone_sphere", "cylinder_sphere"]
    """The shadow says which shape the Earth's shadow has: `cone_ellipsoid` is umbra and penumbra behind the flattened
    Earth, `cone_sphere` is umbra and penumbra behind a sphere, and `cylinder_sphere` is a sharp cylinder behind a
    sphere."""
    shadow_added_km: Annotated[float, Field(ge=0, le=100)]
    """The added height is the part of the atmosphere that is added to the Earth's radius, because it takes away the
    sunlight that passes through it."""
    sunlit_frac: OpenFraction | None = None
    """The sunlit share replaces the shadow by light that never ceases, at this share of its strength, as published
    calculators do; null takes the shadow."""

    @property
    def constant_w_per_m2(self) -> float:
        """The solar constant in W/m2 that lights the satellites: that of the Sun, or its stated share.

        >>> import orbitdc
        >>> orbitdc.load("ai1_vs_colossus", ["sky.sunlit_frac=0.5"]).sky.constant_w_per_m2
        680.5
        """
        return self.solar_constant_w_per_m2 * (1.0 if self.sunlit_frac is None else self.sunlit_frac)
