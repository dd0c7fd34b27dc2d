"""The layout: how array and radiator stand to each other, and what each of them sees of the other."""

from __future__ import annotations

from typing import ClassVar, NamedTuple

from pydantic import model_validator

from orbitdc.block import Fraction, Positive
from orbitdc.satellite.part import ArrayView, DesignPoint, Part, Surroundings


class Sides(NamedTuple):
    """View factors from both faces of the radiator together to the Sun side and to the rear of the array, 0 to 2."""

    sun_side: float
    rear: float


class Layout(Part):
    """View factors from each face of the radiator to both sides of the array; all 0 where they do not see each other.

    Both are grey and diffuse, and what one sends to the other and is not absorbed there is lost to space. The body,
    wrapped in insulation, is left out: it takes 0.02 of a face at most, and sunlight that the array reflects onto the
    panel with it.
    """

    catalog_kind: ClassVar[str] = "layouts"
    defaults_name: ClassVar[str] = "layout"

    span_m: Positive
    """The span is the length of the array of one satellite from tip to tip."""
    height_m: Positive
    """The height is the length of the radiator of one satellite across the array, from tip to tip with the body between
    its two panels."""
    body_m: Positive
    """The body length is the length of an edge of the body, a cube between the wings."""
    face_a_sun_side_frac: Fraction
    """The view of face A on the Sun side is the view factor from the first face of the radiator to the side of the
    array that faces the Sun."""
    face_a_rear_frac: Fraction
    """The view of face A on the rear is the view factor from the first face of the radiator to the side of the array
    that faces away from the Sun."""
    face_b_sun_side_frac: Fraction
    """The view of face B on the Sun side is the view factor from the second face of the radiator to the side of the
    array that faces the Sun."""
    face_b_rear_frac: Fraction
    """The view of face B on the rear is the view factor from the second face of the radiator to the side of the array
    that faces away from the Sun."""

    @model_validator(mode="after")
    def _reaches_beyond_the_body(self) -> Layout:
        """The layout, where span and height end outside the body."""
        for name in ("span_m", "height_m"):
            if getattr(self, name) <= self.body_m:
                raise ValueError(f"{name} {getattr(self, name):g} ends within the body: give more than {self.body_m:g}")
        return self

    @model_validator(mode="after")
    def _sees_at_most_all(self) -> Layout:
        """The layout, where no face sees more than all of the array."""
        for face in ("a", "b"):
            seen = getattr(self, f"face_{face}_sun_side_frac") + getattr(self, f"face_{face}_rear_frac")
            if seen > 1.0:
                raise ValueError(
                    f"face {face.upper()} sees {seen:g} of the array: give view factors that add up to 1 at most"
                )
        return self

    def sides(self, array_m2: float, radiator_m2: float) -> Sides:
        """View factors summed over both faces; no side of the array sends more than all of its light to the radiator.

        A_r F_ra = A_a F_ar by reciprocity, so that F_ra is A_a/A_r at most.
        """
        most = array_m2 / radiator_m2
        return Sides(
            min(self.face_a_sun_side_frac + self.face_b_sun_side_frac, most),
            min(self.face_a_rear_frac + self.face_b_rear_frac, most),
        )

    def lowered(self, at: DesignPoint, around: Surroundings) -> dict[str, float]:
        """Share of the array's radiation that the radiator absorbs, by the fin efficiency, see ``Radiator.lowered``."""
        return {"array_to_radiator": at.array_view.to_radiator_frac * at.fin_frac}


def array_view(
    sides: Sides, emittances: tuple[float, float], radiator_emittance: float, radiator_m2: float, array_m2: float
) -> ArrayView:
    """What radiator and array absorb of each other, from ``emittances`` of the array's Sun side and rear.

    A diffuse grey exchange of one bounce: q = eps_r A_r (F_s eps_s + F_b eps_b) sigma T_a^4 onto the radiator, and the
    same factor times its own emission back, so that two plates of one temperature exchange nothing (Incropera, chapter
    13). The announced cross at 333 K, both sides of the array and the radiator at 0.85:

    >>> from orbitdc.constants import STEFAN_BOLTZMANN_W_PER_M2_K4
    >>> seen = array_view(Sides(0.1166, 0.1166), (0.85, 0.85), 0.85, 110.0, 600.0)
    >>> round(seen.absorbed_frac * STEFAN_BOLTZMANN_W_PER_M2_K4 * 333.0**4, 1)  # W/m2 of planform
    117.5
    """
    absorbed = sides.sun_side * emittances[0] + sides.rear * emittances[1]
    return ArrayView(
        absorbed_frac=radiator_emittance * absorbed,
        to_radiator_frac=radiator_emittance * absorbed * radiator_m2 / (sum(emittances) * array_m2),
        to_array_frac=0.5 * absorbed,
        open_frac=1.0 - 0.5 * (sides.sun_side + sides.rear),
    )
