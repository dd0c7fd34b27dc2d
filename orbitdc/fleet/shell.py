"""Shells: Walker delta and star patterns, Sun-synchronous planes by local time, single orbits."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from orbitdc.block import Block
from orbitdc.constants import EARTH_RADIUS_KM

MOST_ECCENTRICITY = 0.02  # below which light to first order in it is within 5e-4 of a revolution
LEAST_PERIGEE_KM = 150.0  # of any satellite that flies more than a few days


class Shell(Block):
    """Planes of equally spaced satellites at one altitude and inclination.

    Give ``inclination_deg``, or leave it out and give ``ltan_h`` for a Sun-synchronous shell.
    Node of the first plane: by ``ltan_h`` (mean Sun) where given, else ``raan_deg``.
    """

    catalog_kind: ClassVar[str] = "shells"
    defaults_name: ClassVar[str] = "shell"

    label: str
    """The label is the name of the shell."""
    altitude_km: Annotated[float, Field(ge=150, le=40000)]
    """The altitude is the semi-major axis of the orbits less the equatorial radius of the Earth, 6,378.137 km; a
    circular shell flies on the circle of that radius, which stands up to 21 km higher above the ground at the poles."""
    inclination_deg: Annotated[float, Field(ge=0, le=180)] | None = None
    """The inclination is the angle between orbit and equator; null makes the shell Sun-synchronous."""
    eccentricity: Annotated[float, Field(ge=0, lt=MOST_ECCENTRICITY)] | None = None
    """The eccentricity is the mean eccentricity of the orbits, kept over the life; null makes the orbits circular."""
    argument_of_perigee_deg: Annotated[float, Field(ge=0, lt=360)] | None = None
    """The argument of perigee is the angle from the ascending node to the perigee when service begins; null puts the
    perigee at the node."""
    ltan_h: Annotated[float, Field(ge=0, lt=24)] | None = None
    """The local time is the mean solar time at which the first plane crosses the equator northwards when service
    begins; null means that raan_deg gives the node."""
    raan_deg: Annotated[float, Field(ge=0, lt=360)] | None = None
    """The right ascension is that of the ascending node of the first plane when service begins; null means that ltan_h
    gives the node, and that the node is at 0 degrees where ltan_h is null too."""
    pattern: Literal["delta", "star", "single"]
    """The pattern says how the nodes of the planes are spread: `delta` over 360 degrees, `star` over 180 degrees, and
    `single` puts all planes on one node."""
    planes: Annotated[int, Field(ge=1)]
    """The shell has this many planes."""
    satellites_per_plane: Annotated[int, Field(ge=1)]
    """Each plane has this many evenly spaced places for satellites."""
    satellites: Annotated[int, Field(ge=1)] | None = None
    """The shell has this many satellites in all, where planes are unevenly filled; null means planes times
    satellites_per_plane."""
    phasing: Annotated[int, Field(ge=0)]
    """The phasing is the number F of Walker's notation: satellites of neighbouring planes are F times 360 degrees,
    divided by planes times satellites_per_plane, apart along the orbit."""

    @model_validator(mode="after")
    def _node_is_defined(self) -> Shell:
        """The shell, where its plane is stated in one way and its perigee clears the air."""
        if self.inclination_deg is None and self.ltan_h is None:
            raise ValueError("no inclination: give inclination_deg, or ltan_h for a Sun-synchronous shell")
        if self.ltan_h is not None and self.raan_deg is not None:
            raise ValueError("ltan_h and raan_deg both set the node: give one of them")
        if self.perigee_km() < LEAST_PERIGEE_KM:
            raise ValueError(
                f"perigee is at {self.perigee_km():.0f} km: give a smaller eccentricity or a higher altitude_km, "
                f"so that it stays above {LEAST_PERIGEE_KM:g} km"
            )
        return self

    def nodes(self) -> int:
        """Nodes that the satellites share: one of all planes, or one for each.

        >>> [Shell.model_construct(pattern=pattern, planes=3).nodes() for pattern in ("single", "star")]
        [1, 3]
        """
        return 1 if self.pattern == "single" else self.planes

    def count(self) -> int:
        """Satellites of the shell."""
        return self.planes * self.satellites_per_plane if self.satellites is None else self.satellites

    def perigee_km(self) -> float:
        """Mean altitude less semi-major axis times eccentricity, km.

        r_p = a (1 - e) (Vallado 2013, chapter 1).

        >>> Shell.model_construct(altitude_km=621.863, eccentricity=0.01).perigee_km()  # 621.863 - 70
        551.863
        """
        return self.altitude_km - (self.altitude_km + EARTH_RADIUS_KM) * (self.eccentricity or 0.0)
