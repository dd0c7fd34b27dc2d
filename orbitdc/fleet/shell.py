"""Shells: Walker delta and star patterns, Sun-synchronous planes by local time, single orbits."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from orbitdc.block import Block
from orbitdc.constants import EARTH_RADIUS_KM

LEAST_PERIGEE_KM = 150.0  # of any satellite that flies more than a few days


class Shell(Block):
    """Planes of equally spaced satellites at one altitude and inclination.

    Give ``inclination_deg``, or leave it out and give ``ltan_h`` for a Sun-synchronous shell.
    Node of the first plane: by ``ltan_h`` (mean Sun) where given, else ``raan_deg``.
    """

    catalog_kind: ClassVar[str] = "shells"
    defaults_name: ClassVar[str] = "shell"

    label: str
    altitude_km: Annotated[float, Field(ge=150, le=40000)]
    inclination_deg: Annotated[float, Field(ge=0, le=180)] | None = None  # null: Sun-synchronous
    eccentricity: Annotated[float, Field(ge=0, lt=0.02)] | None = None  # null: circular; mean element, kept
    argument_of_perigee_deg: Annotated[float, Field(ge=0, lt=360)] | None = None  # null: at the node
    ltan_h: Annotated[float, Field(ge=0, lt=24)] | None = None
    raan_deg: Annotated[float, Field(ge=0, lt=360)] | None = None
    pattern: Literal["delta", "star", "single"]
    planes: Annotated[int, Field(ge=1)]
    satellites_per_plane: Annotated[int, Field(ge=1)]
    satellites: Annotated[int, Field(ge=1)] | None = None  # in all, where planes are unevenly filled; null: P x S
    phasing: Annotated[int, Field(ge=0)]  # Walker F

    @model_validator(mode="after")
    def _node_is_defined(self) -> Shell:
        if self.inclination_deg is None and self.ltan_h is None:
            raise ValueError("give inclination_deg, or ltan_h for a Sun-synchronous shell")
        if self.ltan_h is not None and self.raan_deg is not None:
            raise ValueError("ltan_h and raan_deg both set the node: give one of them")
        if self.perigee_km() < LEAST_PERIGEE_KM:
            raise ValueError(
                f"perigee is at {self.perigee_km():.0f} km: give a smaller eccentricity or a higher altitude_km, "
                f"so that it stays above {LEAST_PERIGEE_KM:g} km"
            )
        return self

    def perigee_km(self) -> float:
        """Mean altitude less semi-major axis times eccentricity, km."""
        return self.altitude_km - (self.altitude_km + EARTH_RADIUS_KM) * (self.eccentricity or 0.0)
