"""The radiator: a two-sided panel, its coating, attitude, mass and price."""

from __future__ import annotations

from math import radians, sin
from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from orbitdc.block import Fraction, NonNegative, OpenFraction, Positive
from orbitdc.constants import STEFAN_BOLTZMANN_W_PER_M2_K4
from orbitdc.satellite.constraint import raise_to
from orbitdc.satellite.fin import fin_efficiency
from orbitdc.satellite.part import DesignPoint, Extremes, Part, Surroundings
from orbitdc.satellite.puncture import LEAST_CAPACITY, shield_mass_kg
from orbitdc.satellite.thermal_node import end_weight

IDEAL_FACTOR = 1.5  # of the design heat, so that neither recharging nor age makes an ideal radiator bind
MOST_SEGMENTS = 100_000  # stated ones, whose spares are summed one by one
Attitude = Literal["sun_earth_edge", "velocity_normal", "nadir_normal", "array_fixed"]


class Radiator(Part):
    """A two-sided deployable panel; areas are planform (one face)."""

    catalog_kind: ClassVar[str] = "radiators"
    defaults_name: ClassVar[str] = "radiator"

    model: Literal["panel", "ideal"]
    """The model says what sheds the heat: `panel` is the panel of area_m2 under its sky, and `ideal` sheds half as much
    again as the design heat at the design temperature of the coolant and sees no sky, so that heat never sets the
    clock, as studies assume that take a radiator for granted; mass and price follow area_m2 either way."""
    infrared: Literal["by_emittance", "at_solar_absorptance"]
    """The infrared rule says which share of the heat of the Earth the panel takes in: `by_emittance` its emittance, as
    Kirchhoff's law has it, and `at_solar_absorptance` its absorptance of sunlight, an error that studies make."""
    area_m2: Positive
    """The area is the planform of the radiator of one satellite, that is one face; both faces radiate."""
    attitude: Attitude
    """The attitude says where the normal of the panel points: `sun_earth_edge` along the product of Sun and radial
    direction, so that the panel is edge-on to Sun and Earth, `velocity_normal` along the velocity, `nadir_normal` along
    the radial direction, and `array_fixed` along the product of Sun and orbit normal, for a panel fixed to the
    array."""
    emittance_bol_frac: OpenFraction
    """The emittance at beginning of life is the infrared emittance of the fresh coating."""
    emittance_eol_frac: OpenFraction
    """The emittance at end of life is the infrared emittance of the aged coating; the change is linear over the
    life."""
    absorptance_bol_frac: Fraction
    """The absorptance at beginning of life is the share of sunlight that the fresh coating takes in."""
    absorptance_eol_frac: Fraction
    """The absorptance at end of life is the share of sunlight that the aged coating takes in; the change is linear over
    the life."""
    fin_efficiency_frac: OpenFraction
    """The fin efficiency is the heat that the panel sheds, radiated less absorbed, over what a panel all at its root
    temperature would shed; the value is read where no fin is given below."""
    fin_half_pitch_mm: Positive | None = None
    """The half pitch is the distance from a tube to the middle between two tubes; null takes fin_efficiency_frac as
    stated."""
    fin_thickness_mm: Positive | None = None
    """The fin thickness is the thickness of the panel between two tubes; null takes fin_efficiency_frac as stated."""
    fin_conductivity_w_per_m_k: Positive | None = None
    """The fin conductivity is the thermal conductivity of the panel between two tubes; null takes fin_efficiency_frac
    as stated."""
    pointing_error_deg: Annotated[float, Field(ge=0, le=45)]
    """The pointing error is the mean angle by which a panel that is edge-on to the Sun, in the attitude
    `sun_earth_edge` or `array_fixed`, is turned towards the Sun."""
    film_drop_k: Positive
    """The film drop is the temperature of the coolant over the root of the panel at the design load."""
    areal_mass_kg_per_m2: NonNegative
    """The areal mass is the mass of panel, tubes, fluid, manifolds and deployment per square metre of planform."""
    specific_heat_j_per_kg_k: Positive
    """The specific heat is that of the panel."""
    tube_share_frac: Fraction
    """The tube share is the part of the planform that lies over tubes, where a hit by debris may pierce one."""
    tube_wall_mm: Positive
    """The tube wall is the thickness of the aluminium of a tube."""
    shield_mm: NonNegative
    """The shield is the thickness of aluminium that a bumper over the tubes is worth."""
    segment_m2: Annotated[float, Field(ge=0.1)]
    """The segment area is the planform of one segment with valves of its own; the value is read where segments is
    null."""
    segments: Annotated[int, Field(ge=1, le=MOST_SEGMENTS)] | None = None
    """The radiator of one satellite has this many segments with valves of their own; null takes the area over
    segment_m2, rounded, at least 1."""
    segments_needed: Annotated[int, Field(ge=1)] | None = None
    """The satellite needs this many of the stated segments for its design heat, and the others are spare ones within
    the area; null needs all."""
    box_m3_per_m2: NonNegative
    """The box is the solid volume of the folded radiator per square metre of planform, without the gaps between boxes
    in a launcher."""
    price_usd_per_m2: NonNegative
    """The price is that of the radiator per square metre of planform."""

    @model_validator(mode="after")
    def _needs_what_it_has(self) -> Radiator:
        """The radiator, where its fin is stated in full and it has as many segments as it needs."""
        fin = (self.fin_half_pitch_mm, self.fin_thickness_mm, self.fin_conductivity_w_per_m_k)
        if None in fin and any(fin):
            raise ValueError("a fin takes fin_half_pitch_mm, fin_thickness_mm and fin_conductivity_w_per_m_k: give all")
        if self.segments_needed is not None and self.segments is None:
            raise ValueError("segments_needed counts stated segments: state segments too, or leave segments_needed out")
        if self.segments_needed is not None and self.segments is not None and self.segments_needed > self.segments:
            raise ValueError(f"segments_needed is {self.segments_needed} of {self.segments} segments: give at most all")
        return self

    @property
    def segment_count(self) -> int:
        """Segments with valves of their own: stated, or the area over that of one, rounded to the nearest, at least 1.

        >>> import orbitdc
        >>> panel = orbitdc.load("ai1_vs_colossus").satellite.radiator
        >>> panel.segment_count, panel.changed(area_m2=1100.0).segment_count
        (8, 79)
        """
        return self.segments or max(1, round(self.area_m2 / self.segment_m2))

    @property
    def needed_count(self) -> int:
        """Segments that the design heat takes: stated, or all."""
        return self.segments_needed or self.segment_count

    def infrared_frac(self, emittance_frac: float, absorptance_frac: float) -> float:
        """Share of the heat of the Earth that a coating takes in, by the rule that is chosen.

        >>> panel = Radiator.model_construct(infrared="at_solar_absorptance")
        >>> panel.infrared_frac(0.92, 0.09), Radiator.model_construct(infrared="by_emittance").infrared_frac(0.92, 0.09)
        (0.09, 0.92)
        """
        return emittance_frac if self.infrared == "by_emittance" else absorptance_frac

    def fins(self, root_k: float) -> float:
        """Fin efficiency at a root temperature in K: of the fin that is given, else as stated."""
        if self.fin_half_pitch_mm is None or self.fin_thickness_mm is None or self.fin_conductivity_w_per_m_k is None:
            return self.fin_efficiency_frac
        return fin_efficiency(
            self.fin_half_pitch_mm,
            self.fin_thickness_mm,
            self.fin_conductivity_w_per_m_k,
            self.emittance_eol_frac,
            root_k,
        )

    def mass_kg(self, at: DesignPoint) -> dict[str, float]:
        """Mass in kg of the panel by area, and of the shield over its tubes."""
        shield = float(shield_mass_kg(self.area_m2, self.tube_share_frac, self.shield_mm, at.shield_kg_per_m3))
        return {"radiator": self.area_m2 * self.areal_mass_kg_per_m2, "tube shield": shield}

    def price_usd(self, at: DesignPoint) -> dict[str, float]:
        """Price in USD by area."""
        return {"radiator": self.area_m2 * self.price_usd_per_m2}

    def stowed_m3(self, at: DesignPoint) -> float:
        """The solid volume in m3: volume per m2 x planform, by definition.

        >>> round(Radiator.model_construct(area_m2=110.0, box_m3_per_m2=0.03).stowed_m3(None), 6)
        3.3
        """
        return self.area_m2 * self.box_m3_per_m2

    def lowered(self, at: DesignPoint, around: Surroundings) -> dict[str, float]:
        """Radiation from both faces, what Earth, Sun and array send to the panel, and its inertia.

        The array hides as much of the Earth from the panel as of all that its faces see. What the panel absorbs counts
        by its fin efficiency, like what it radiates: the rest warms the fins, which radiate it again.
        """
        inertia = self.areal_mass_kg_per_m2 * self.area_m2 * self.specific_heat_j_per_kg_k / around.step_s
        if self.model == "ideal":
            return _ideal(IDEAL_FACTOR * at.load.heat_w / at.root_k**4, inertia, at, around)
        radiate = 2.0 * self.area_m2 * self.emittance_bol_frac * at.emission_share * STEFAN_BOLTZMANN_W_PER_M2_K4
        bare, sky = at.fin_frac * self.absorptance_bol_frac * self.area_m2, at.array_view.open_frac
        edge_on = self.attitude in ("sun_earth_edge", "array_fixed")
        error = sin(radians(self.pointing_error_deg)) if edge_on else 0.0
        return {
            "radiator_down": 1.0 if self.attitude == "nadir_normal" else error**2,  # squared cosine from nadir
            "radiator_inertia": inertia,
            "radiator_end": end_weight(4.0 * radiate * at.root_k**3 / (inertia + at.loop_j_per_k / around.step_s)),
            "radiator_radiate": radiate,
            "radiator_to_array": radiate * at.array_view.to_array_frac,
            "radiator_infrared_w": at.fin_frac
            * self.infrared_frac(self.emittance_bol_frac, self.absorptance_bol_frac)
            * self.area_m2
            * around.earth_infrared_w_per_m2
            * sky,
            "radiator_albedo_m2": bare * around.albedo_frac * sky,
            "radiator_velocity_m2": bare if self.attitude == "velocity_normal" else 0.0,
            "radiator_nadir_m2": bare if self.attitude == "nadir_normal" else 0.0,
            "radiator_error_m2": bare * error,
        }


def _ideal(radiate: float, inertia: float, at: DesignPoint, around: Surroundings) -> dict[str, float]:
    """A radiator that emits ``radiate`` W/K4 and sees nothing but black sky."""
    seen = ("down", "to_array", "infrared_w", "albedo_m2", "velocity_m2", "nadir_m2", "error_m2")
    return {
        **{f"radiator_{name}": 0.0 for name in seen},
        "radiator_inertia": inertia,
        "radiator_end": end_weight(4.0 * radiate * at.root_k**3 / (inertia + at.loop_j_per_k / around.step_s)),
        "radiator_radiate": radiate,
    }


def more_radiator(area_m2: float, met: Extremes) -> str:
    """The area that sheds the heat of full clock, 2 % more than there is at least; a shield where debris holes all."""
    if met.radiator_left_frac <= LEAST_CAPACITY:
        return "a thicker satellite.radiator.shield_mm: debris leaves no segment in service"
    return raise_to("satellite.radiator.area_m2", max(met.radiator_need_m2, 1.02 * area_m2))
