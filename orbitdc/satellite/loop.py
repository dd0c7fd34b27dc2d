"""The pumped coolant loop between cold plates and radiator."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field, model_validator

from orbitdc.block import Block, Fraction, Kelvin, NonNegative, OpenFraction, Positive


class Loop(Block):
    """A loop of one phase or two; at flow 1 it warms by ``rise_k`` under the design load."""

    catalog_kind: ClassVar[str] = "coolants"
    defaults_name: ClassVar[str] = "loop"

    rise_k: Positive  # outlet minus inlet of the cold plates at the design load and the vendor's flow
    flow_frac: Positive  # of the vendor's flow
    inlet_max_k: Kelvin  # vendor limit of the coolant supply
    specific_heat_j_per_kg_k: Positive
    latent_heat_j_per_kg: NonNegative  # of the coolant, where part of it boils
    vapour_frac: Fraction  # share that boils at the design load; 0: a loop of one phase
    density_kg_per_m3: Positive  # at the pump
    pressure_drop_kpa: NonNegative  # around the loop, plates, manifolds and panels together, at the vendor's flow
    pump_efficiency_frac: OpenFraction
    coolant_kg_per_kw: Positive
    pumps: Annotated[int, Field(ge=1, le=64)]
    pumps_needed: Annotated[int, Field(ge=1)]  # of them, for the whole flow
    pump_loss_per_y: NonNegative  # of one pump

    @model_validator(mode="after")
    def _pumps_exist(self) -> Loop:
        if self.pumps_needed > self.pumps:
            raise ValueError(f"pumps_needed {self.pumps_needed} of {self.pumps} pumps: lower it, or add pumps")
        return self

    @property
    def heat_j_per_kg(self) -> float:
        """Heat in J that a kilogram carries at the vendor's flow: cp rise + boiling share x latent heat."""
        return self.specific_heat_j_per_kg_k * self.rise_k + self.vapour_frac * self.latent_heat_j_per_kg

    @property
    def pump_power_frac(self) -> float:
        """Pump power over the heat moved: dp f^3/(rho eta q), for P = m dp/(rho eta) and dp ~ f^2 (turbulent).

        q is ``heat_j_per_kg`` and f the flow over the vendor's.
        """
        per_kg = self.pressure_drop_kpa * 1e3 / (self.density_kg_per_m3 * self.pump_efficiency_frac)
        return self.flow_frac**3 * per_kg / self.heat_j_per_kg

    @property
    def rise_at_flow_k(self) -> float:
        """Outlet minus inlet in K at the design load: rise_k/f."""
        return self.rise_k / self.flow_frac
