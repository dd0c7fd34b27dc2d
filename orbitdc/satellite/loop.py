"""The pumped coolant loop between cold plates and radiator."""

from __future__ import annotations

from math import isinf
from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from orbitdc.block import Fraction, Kelvin, NonNegative, OpenFraction, Positive
from orbitdc.satellite.cold import cooling_s, holding_w
from orbitdc.satellite.constraint import FROZEN, KELVIN_SCALE, THROTTLED, Constraint
from orbitdc.satellite.part import DesignPoint, Extremes, Needs, Part, SafeMode, Surroundings
from orbitdc.satellite.radiator import more_radiator

THAWED = "satellite.loop.cold: drained (or a coolant such as satellite.loop.from: ammonia)"


class Loop(Part):
    """A loop of one phase or two; at flow 1 it warms by ``rise_k`` under the design load."""

    catalog_kind: ClassVar[str] = "coolants"
    defaults_name: ClassVar[str] = "loop"

    rise_k: Positive
    """The rise is the coolant temperature at the outlet of the cold plates less the one at the inlet, at the design
    load and the vendor's flow."""
    flow_frac: Positive
    """The flow is the coolant flow over the flow that the vendor of the accelerators asks for."""
    inlet_max_k: Kelvin
    """The highest inlet temperature is the vendor's limit of the coolant supplied to the cold plates."""
    specific_heat_j_per_kg_k: Positive
    """The specific heat is that of the liquid coolant."""
    latent_heat_j_per_kg: NonNegative
    """The latent heat is the heat that boils one kg of coolant, where part of the coolant boils."""
    vapour_frac: Fraction
    """The vapour share is the part of the coolant that boils at the design load; 0 makes a loop of one phase."""
    density_kg_per_m3: Positive
    """The density is that of the coolant at the pump."""
    pressure_drop_kpa: NonNegative
    """The pressure drop is the loss of pressure around the loop, through plates, manifolds and panels together, at the
    vendor's flow."""
    pump_efficiency_frac: OpenFraction
    """The pump efficiency is the hydraulic power over the electric power of pump and drive."""
    freeze_k: Annotated[float, Field(gt=50, lt=600)]
    """The freezing point is the temperature at which the coolant begins to freeze."""
    cold: Literal["drained", "heaters", "none"]
    """The cold protection is what keeps the coolant from freezing in the radiator while the accelerators are off:
    `drained` empties the panels and lets the coolant pass them by as far as holds it cold_margin_k over its freezing
    point, `heaters` hold the radiator's coolant there with power of array and battery, and `none` leaves the coolant to
    the time that the radiator takes to cool down."""
    cold_margin_k: NonNegative
    """The cold margin is the temperature over the freezing point at which heaters, or the valve of drained panels, hold
    the coolant."""
    cold_kg_per_kw: NonNegative
    """The protection mass is that of valves and a tank for the panels' coolant, or of heaters, per kW of design heat;
    the mass is read where cold is `drained` or `heaters`."""
    coolant_kg_per_kw: NonNegative
    """The coolant in plates, pipes and tank has this mass per kW of design heat."""
    pump_kg_per_kw: NonNegative
    """The pump mass is that of all pumps, accumulators and valves of one satellite per kW of design heat."""
    pumps: Annotated[int, Field(ge=1, le=64)]
    """One satellite has this many pumps."""
    pumps_needed: Annotated[int, Field(ge=1)]
    """The whole flow takes this many of the pumps, and the others are spare."""
    pump_loss_per_y: NonNegative
    """The pump loss is the rate at which one pump fails per year."""

    @model_validator(mode="after")
    def _pumps_exist(self) -> Loop:
        """The loop, where it has as many pumps as it needs."""
        if self.pumps_needed > self.pumps:
            raise ValueError(f"pumps_needed {self.pumps_needed} of {self.pumps} pumps: lower it, or add pumps")
        return self

    @property
    def heat_j_per_kg(self) -> float:
        """The heat in J that a kilogram carries at the vendor's flow: cp rise + boiling share x latent heat.

        It is the rise of enthalpy, by definition of both heats.

        >>> fields = dict(specific_heat_j_per_kg_k=4000.0, rise_k=10.0, vapour_frac=0.0, latent_heat_j_per_kg=0.0)
        >>> Loop.model_construct(**fields).heat_j_per_kg
        40000.0
        """
        return self.specific_heat_j_per_kg_k * self.rise_k + self.vapour_frac * self.latent_heat_j_per_kg

    @property
    def pump_power_frac(self) -> float:
        """Pump power over the heat moved: dp f^3/(rho eta q), for P = m dp/(rho eta) and dp ~ f^2 (turbulent).

        q is ``heat_j_per_kg`` and f the flow over the vendor's. P = m dp/(rho eta) is the power of a pump (Incropera
        and DeWitt 2002, section 8.1).

        >>> fields = dict(specific_heat_j_per_kg_k=4000.0, rise_k=10.0, vapour_frac=0.0, latent_heat_j_per_kg=0.0)
        >>> fields |= dict(pressure_drop_kpa=200.0, density_kg_per_m3=1000.0, pump_efficiency_frac=0.5, flow_frac=1.0)
        >>> Loop.model_construct(**fields).pump_power_frac  # 200e3/(1000 x 0.5)/40e3
        0.01
        """
        per_kg = self.pressure_drop_kpa * 1e3 / (self.density_kg_per_m3 * self.pump_efficiency_frac)
        return self.flow_frac**3 * per_kg / self.heat_j_per_kg

    @property
    def rise_at_flow_k(self) -> float:
        """Outlet minus inlet in K at the design load: rise_k/f.

        Heat = flow x cp x rise, so that the rise is inverse to the flow, by definition of cp.

        >>> Loop.model_construct(rise_k=10.0, flow_frac=0.8).rise_at_flow_k
        12.5
        """
        return self.rise_k / self.flow_frac

    def heat_capacity_j_per_k(self, heat_w: float) -> float:
        """Heat capacity in J/K of the coolant for a design heat in W.

        Mass x specific heat, by definition.

        >>> Loop.model_construct(coolant_kg_per_kw=0.5, specific_heat_j_per_kg_k=4000.0).heat_capacity_j_per_k(120e3)
        240000.0
        """
        return self.coolant_kg_per_kw * heat_w * 1e-3 * self.specific_heat_j_per_kg_k

    def mass_kg(self, at: DesignPoint) -> dict[str, float]:
        """Mass in kg of the coolant, and of pumps, accumulators and valves, by the heat they move."""
        heat_kw = at.load.heat_w * 1e-3
        against_cold = 0.0 if self.cold == "none" else self.cold_kg_per_kw
        return {"coolant": self.coolant_kg_per_kw * heat_kw, "pumps": (self.pump_kg_per_kw + against_cold) * heat_kw}

    def constraints(self, at: DesignPoint, met: Extremes, needs: Needs) -> list[Constraint]:
        """Coolant supply against the vendor's limit, and flow against the one of the vendor's thermal resistance."""
        inlet = met.loop_k - 0.5 * self.rise_k
        supply = self.inlet_max_k - inlet
        flow = self.flow_frac - 1.0
        return [
            Constraint(
                "radiator_k",
                supply,
                THROTTLED,
                supply / KELVIN_SCALE,
                f"radiator: coolant reaches {inlet:.0f} K against a supply limit of {self.inlet_max_k:.0f} K, "
                f"so that heat sets the clock {met.hot_frac:.0%} of the time",
                more_radiator(at.radiator_m2, met),
            ),
            Constraint(
                "flow_frac",
                flow,
                THROTTLED,
                flow if flow < 0.0 else 1.0,
                f"pump: {self.flow_frac:.0%} of the coolant flow that the vendor asks for",
                "satellite.loop.flow_frac: 1 or more",
            ),
            self._freezing(at),
            self._coldest(met),
        ]

    def heaters_w(self, safe: SafeMode) -> float:
        """Power in W at the loads that holds the coolant in a radiator without load, 0 where no heaters are on board.

        See ``orbitdc.satellite.cold.holding_w``.
        """
        if self.cold != "heaters":
            return 0.0
        return holding_w(safe.emission_w_per_k4, safe.sky_w, self.freeze_k + self.cold_margin_k)

    def _freezing(self, at: DesignPoint) -> Constraint:
        """Time to the freezing point, or battery against heaters, for ``design.contingency_h``."""
        safe = at.safe_mode
        if self.cold == "drained":
            return Constraint("freezing_frac", None, reason="the coolant is drained from a radiator without load")
        if self.cold == "heaters":
            need_w = self.heaters_w(safe)
            margin = safe.spare_w / need_w - 1.0 if need_w > 0.0 else 1.0
            said = f"heaters take {need_w / 1e3:,.1f} kW for {safe.hours:g} h without load"
        else:
            seconds = cooling_s(safe.heat_j_per_k, safe.emission_w_per_k4, safe.sky_w, at.coolant_k, self.freeze_k)
            if isinf(seconds):
                return Constraint("freezing_frac", None, reason="the sky alone keeps the coolant liquid")
            margin = seconds / (3600.0 * safe.hours) - 1.0 if safe.hours > 0.0 else 1.0
            said = f"the radiator freezes {seconds / 60.0:,.0f} minutes after the accelerators stop"
        return Constraint(
            "freezing_frac",
            margin,
            FROZEN,
            margin if margin < 0.0 else 1.0,
            f"cold: {said}",
            THAWED,
        )

    def _coldest(self, met: Extremes) -> Constraint:
        """The coldest that the radiator was in flight, asleep in shadow as a rule, against the freezing point."""
        if self.cold == "drained":
            return Constraint("coldest_k", None, reason="the coolant passes cold panels by")
        margin = round(met.coldest_k - self.freeze_k, 6)  # heaters hold the radiator to within rounding
        return Constraint(
            "coldest_k",
            margin,
            FROZEN,
            margin / KELVIN_SCALE if margin < 0.0 else 1.0,
            f"cold: the radiator falls to {met.coldest_k:.0f} K in flight, and the coolant freezes at "
            f"{self.freeze_k:.0f} K",
            THAWED,
        )

    def lowered(self, at: DesignPoint, around: Surroundings) -> dict[str, float]:
        """Inertia of the coolant, the film between it and the radiator, and the heaters or the valve against cold.

        Heaters give what holds a radiator without load, see ``heaters_w``, and the loss of their converters warms the
        coolant too. The valve of drained panels holds the coolant at the same temperature; coolant without mass keeps
        no heat.
        """
        inertia = at.loop_j_per_k / around.step_s
        return {
            "loop_inertia": inertia,
            "film": at.film_w_per_k,
            "inverse_loop": 1.0 / (inertia + at.film_w_per_k),
            "heater_k": self.freeze_k + self.cold_margin_k,
            "heater_max_w": self.heaters_w(at.safe_mode) / at.conversion_frac,
            "valve": 1.0 if self.cold == "drained" and inertia > 0.0 else 0.0,
        }


def coolant_design_k(loop: Loop) -> float:
    """Mean coolant temperature in K at the vendor's supply limit and flow.

    It is half way between inlet and outlet, by definition of the mean.

    >>> coolant_design_k(Loop.model_construct(inlet_max_k=318.15, rise_k=10.0))
    323.15
    """
    return loop.inlet_max_k + 0.5 * loop.rise_k
