"""The solar array: cells, packing, temperature coefficient, ageing, mass and price."""

from __future__ import annotations

from math import ceil
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from orbitdc.block import Fraction, Kelvin, NonNegative, OpenFraction, Positive
from orbitdc.constants import STEFAN_BOLTZMANN_W_PER_M2_K4
from orbitdc.satellite.constraint import KELVIN_SCALE, OVERHEATED, THROTTLED, Constraint, raise_to
from orbitdc.satellite.part import DesignPoint, Extremes, Needs, Part, Surroundings
from orbitdc.satellite.thermal_node import end_weight

Tracking = Literal["two_axis", "one_axis", "zenith_fixed"]


class SolarArray(Part):
    """A wing that radiates from both faces."""

    catalog_kind: ClassVar[str] = "solar_arrays"
    defaults_name: ClassVar[str] = "solar_array"

    area_m2: Positive
    """The area is the surface of one face of all wings of one satellite."""
    tracking: Tracking
    """The tracking says how the array follows the Sun: `two_axis` faces the Sun, `one_axis` turns about the orbit
    normal alone, and `zenith_fixed` is fixed facing up."""
    announced_w_per_m2: Positive | None = None
    """The announced output is the electric power per square metre of array at beginning of life in sunlight of 1361
    W/m2, to which the bottom-up output is scaled; null takes the bottom-up output."""
    cell_efficiency_frac: OpenFraction
    """The cell efficiency is the share of sunlight that the cells turn into electric power at the reference
    temperature, at beginning of life."""
    reference_temperature_k: Kelvin
    """The reference temperature is the cell temperature at which cell_efficiency_frac holds."""
    temperature_coefficient_per_k: Annotated[float, Field(gt=-0.02, le=0)]
    """The temperature coefficient is the relative change of the cell efficiency with each kelvin above the reference
    temperature."""
    absorptance_frac: Fraction
    """The absorptance is the share of sunlight that the array takes in, as heat and as electric power."""
    emittance_front_frac: OpenFraction
    """The front emittance is the infrared emittance of the face towards the Sun."""
    emittance_rear_frac: OpenFraction
    """The rear emittance is the infrared emittance of the face away from the Sun."""
    packing_frac: OpenFraction
    """The packing is the share of the array area that cells cover."""
    harness_mppt_efficiency_frac: OpenFraction
    """The harness efficiency is the share of the array's power that is left behind cables, diodes and power
    tracking."""
    harness_wing_frac: Fraction
    """The wing share is the part of the harness losses that arises in cables and diodes along the wings, and warms the
    wings; the coolant carries the rest."""
    pointing_efficiency_frac: OpenFraction
    """The pointing efficiency is the mean cosine of the angle by which the pointing errs."""
    bifaciality_frac: Fraction
    """The bifaciality is the output of the rear face over the output of the front face in the same light."""
    degradation_per_y: Annotated[float, Field(ge=0, lt=1)]
    """The degradation is the share of its output that the array loses per year in the reference orbit."""
    radiation_share_frac: Fraction
    """The radiation share is the part of degradation_per_y that radiation causes in the reference orbit; this part
    grows with the dose elsewhere."""
    radiation_slope_frac: Positive
    """The radiation slope is the factor C in the output left by radiation, 1 - C log10(1 + fluence/fluence of the
    fit)."""
    reference_altitude_km: Annotated[float, Field(ge=400, le=2000)]
    """The reference altitude is the altitude of the orbit that degradation_per_y holds for."""
    reference_inclination_deg: Annotated[float, Field(ge=0, le=180)]
    """The reference inclination is the inclination of the orbit that degradation_per_y holds for."""
    heat_capacity_j_per_m2_k: Positive
    """The heat capacity is that of one square metre of array."""
    cell_max_k: Kelvin
    """The highest cell temperature is what cells, adhesive and blanket stand."""
    specific_power_w_per_kg: Positive
    """The specific power is the electric power at beginning of life per kg of array."""
    box_m3_per_m2: NonNegative
    """The box is the solid volume of the folded array per square metre, without the gaps between boxes in a
    launcher."""
    price_usd_per_w: NonNegative
    """The price is that of the array per watt of electric power at beginning of life."""

    @property
    def drawn_frac(self) -> float:
        """Share of the array's power whose heat leaves the wings: all but 1 - e times what of the losses arises there.

        >>> SolarArray.model_construct(harness_mppt_efficiency_frac=0.95, harness_wing_frac=0.6).drawn_frac
        0.97
        """
        return 1.0 - self.harness_wing_frac * (1.0 - self.harness_mppt_efficiency_frac)

    def mass_kg(self, at: DesignPoint) -> dict[str, float]:
        """Mass in kg of the wings: BOL power over specific power."""
        return {"array": at.array_bol_w / self.specific_power_w_per_kg}

    def price_usd(self, at: DesignPoint) -> dict[str, float]:
        """Price in USD by BOL watt."""
        return {"array": at.array_bol_w * self.price_usd_per_w}

    def stowed_m3(self, at: DesignPoint) -> float:
        """The solid volume in m3: volume per m2 x area, by definition.

        >>> SolarArray.model_construct(area_m2=600.0, box_m3_per_m2=0.02).stowed_m3(None)
        12.0
        """
        return self.area_m2 * self.box_m3_per_m2

    def constraints(self, at: DesignPoint, met: Extremes, needs: Needs) -> list[Constraint]:
        """Energy of the worst day against full clock; the hottest cells against what they and their blanket stand."""
        margin = self.cell_max_k - met.array_k
        return [
            Constraint(
                "power_frac",
                met.power_frac,
                THROTTLED,
                met.power_frac,
                f"array power: on its worst day the array gives {1 + met.power_frac:.0%} of what the silicon asks for",
                more_array(self.area_m2, met),
            ),
            Constraint(
                "array_k",
                margin,
                OVERHEATED,
                margin / KELVIN_SCALE,
                f"array: cells reach {met.array_k:.0f} K against {self.cell_max_k:.0f} K",
                self._cooler(met.array_k),
            ),
        ]

    def _cooler(self, hottest_k: float) -> str:
        """The rear emittance that takes the cells to their limit: (eps_f + eps_b) T^4 stays, and 2 % for the Earth."""
        need = 1.02 * (self.emittance_front_frac + self.emittance_rear_frac) * (hottest_k / self.cell_max_k) ** 4
        rear = need - self.emittance_front_frac
        if rear <= 1.0:
            return f"satellite.solar_array.emittance_rear_frac: {ceil(100.0 * rear) / 100.0:.2f} or more"
        return "a lower satellite.solar_array.absorptance_frac, or cells for a higher cell_max_k"

    def lowered(self, at: DesignPoint, around: Surroundings) -> dict[str, float]:
        """Cells, absorbed light and infrared, radiation from both faces, and the harness behind them."""
        emittance = self.emittance_front_frac + self.emittance_rear_frac
        inertia = self.heat_capacity_j_per_m2_k * self.area_m2 / around.step_s
        cells = self.area_m2 * self.packing_frac * self.cell_efficiency_frac
        radiate = emittance * STEFAN_BOLTZMANN_W_PER_M2_K4 * self.area_m2
        stiffness = 4.0 * radiate * self.reference_temperature_k**3
        end = end_weight(stiffness / inertia)
        return {
            "array_zenith": float(self.tracking == "zenith_fixed"),
            "array_solar_m2": self.absorptance_frac * self.area_m2 * self.pointing_efficiency_frac,
            "pv_m2": cells * self.pointing_efficiency_frac * at.array_scale,
            "pv_coefficient": self.temperature_coefficient_per_k,
            "pv_reference": self.reference_temperature_k,
            "bifacial": self.bifaciality_frac * around.albedo_frac,
            "array_infrared_w": 0.5 * emittance * self.area_m2 * around.earth_infrared_w_per_m2,
            "array_albedo_m2": self.absorptance_frac * around.albedo_frac * self.area_m2,
            "array_radiate": radiate,
            "array_inertia": inertia,
            "array_end": end,
            "array_half": 0.5 / (inertia + end * stiffness),
            "harness": self.harness_mppt_efficiency_frac,
            "inverse_harness": 1.0 / self.harness_mppt_efficiency_frac,
            "panel_from_array": self.drawn_frac,
            "panel_to_loop": self.drawn_frac - self.harness_mppt_efficiency_frac,
        }


def more_array(area_m2: float, met: Extremes) -> str:
    """The area that lets the worst day serve full clock.

    3 % more than the quotient says: charging losses grow with the array, and a fleet's mean may suffice where one
    plane's does not.
    """
    given = 1.0 + met.power_frac
    need = 1.03 * area_m2 / given if given > 0.0 else float("inf")
    return raise_to("satellite.solar_array.area_m2", max(need, 1.02 * area_m2))
