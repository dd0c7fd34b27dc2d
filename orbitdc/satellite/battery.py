"""The battery: capacity, efficiency, depth of discharge, temperature, ageing, mass and price."""

from __future__ import annotations

from math import exp, isfinite, sqrt
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from orbitdc.block import Fraction, Kelvin, NonNegative, OpenFraction, Positive
from orbitdc.constants import BOLTZMANN_EV_PER_K
from orbitdc.satellite.constraint import BROWNOUT, DEAD_BATTERY, THROTTLED, Constraint, raise_to
from orbitdc.satellite.part import DesignPoint, Extremes, Needs, Part, Surroundings
from orbitdc.satellite.solar_array import more_array


class Battery(Part):
    """A pack with rate limits and fade by calendar and by cycles."""

    catalog_kind: ClassVar[str] = "batteries"
    defaults_name: ClassVar[str] = "battery"

    capacity_kwh: NonNegative
    """The capacity is the energy that the full battery of one satellite holds when new."""
    roundtrip_efficiency_frac: OpenFraction
    """The round-trip efficiency is the share of the energy put into the battery that comes out again, direct current to
    direct current."""
    depth_of_discharge_max_frac: OpenFraction
    """The greatest depth of discharge is the share of the capacity that the satellite may take out of the full
    battery."""
    charge_max_per_h: Positive
    """The charging limit is the highest charging power over the capacity (C-rate)."""
    discharge_max_per_h: Positive
    """The discharging limit is the highest discharging power over the capacity (C-rate)."""
    calendar_fade_per_y: Fraction
    """The calendar fade is the share of the capacity that is lost per year without any cycles."""
    reference_cycles: Positive
    """The reference cycles are the number of cycles to the reference depth after which 80 % of the capacity is left."""
    reference_depth_frac: OpenFraction
    """The reference depth is the depth of discharge at which reference_cycles leave 80 % of the capacity."""
    wohler_exponent: Positive
    """The Wöhler exponent says how the number of cycles grows for shallower ones: the number goes as the reference
    depth over the depth, raised to this exponent."""
    specific_energy_wh_per_kg: Positive
    """The specific energy is the capacity of the pack when new per kg of pack."""
    price_usd_per_kwh: NonNegative
    """The price is that of the battery per kWh of capacity when new."""
    cooling: Literal["own_loop", "main_loop"]
    """The cooling says what holds the temperature of the battery: `own_loop` is a small radiator with pump, valve and
    heaters of its own that holds temperature_k, and on `main_loop` the battery is as warm as the coolant of the
    accelerators, so that the battery fades faster."""
    temperature_k: Annotated[float, Field(ge=273, le=333)]
    """The temperature is that of the battery on its own loop; the temperature is read where cooling is `own_loop`."""
    fade_reference_k: Kelvin
    """The reference temperature is the temperature up to which calendar_fade_per_y and reference_cycles hold; a warmer
    battery fades faster, and a colder one does not fade more slowly."""
    fade_activation_ev: NonNegative
    """The activation energy says how much faster a battery fades that is warmer than fade_reference_k, by the law of
    Arrhenius; 0 means that fade does not follow the temperature."""
    own_loop_kg_per_kw: NonNegative
    """The loop mass is that of plates, pump, valve, coolant and heaters per kW of the battery's mean heat at its
    deepest discharge, without the radiator; the mass is read where cooling is `own_loop`."""
    own_loop_w_per_kwh: NonNegative
    """The loop power is the steady electric power of pump and heaters per kWh of capacity; the power is read where
    cooling is `own_loop`."""

    @property
    def has_own_loop(self) -> bool:
        """Whether there is a battery with a radiator of its own."""
        return self.cooling == "own_loop" and self.capacity_kwh > 0.0

    @property
    def activation_k(self) -> float:
        """Activation energy over Boltzmann's constant in K.

        >>> round(Battery.model_construct(fade_activation_ev=0.549).activation_k)
        6371
        """
        return self.fade_activation_ev / BOLTZMANN_EV_PER_K

    def fade_factor(self, kelvin: float) -> float:
        """How many times faster than stated the battery fades at ``kelvin``, a temperature in K; 1 at least.

        exp[E/k (1/T_ref - 1/T)], the law of Arrhenius (Spitthoff et al. 2021), for calendar and cycles alike.

        >>> cells = Battery.model_construct(fade_activation_ev=0.549, fade_reference_k=298.15)
        >>> [round(cells.fade_factor(273.15 + celsius), 2) for celsius in (20.0, 35.0, 50.0)]
        [1.0, 2.0, 5.22]
        """
        return max(exp(self.activation_k * (1.0 / self.fade_reference_k - 1.0 / kelvin)), 1.0)

    def mean_heat_w(self, period_s: float) -> float:
        """Losses in W, mean over an orbit of a period in s, of a new battery taken to its depth limit in each.

        Both ways lose 1/e - e of the energy that goes through the cells, e the efficiency of one way.

        >>> half = dict(capacity_kwh=10.0, depth_of_discharge_max_frac=0.5, roundtrip_efficiency_frac=0.81)
        >>> round(Battery.model_construct(**half).mean_heat_w(5400.0), 1)  # 5 kWh x 0.2111 in 1.5 h
        703.7
        """
        one_way = sqrt(self.roundtrip_efficiency_frac)
        through_j = self.capacity_kwh * 3.6e6 * self.depth_of_discharge_max_frac
        return through_j * (1.0 / one_way - one_way) / period_s

    def steady_load_w(self) -> float:
        """Electric load in W of pump and heaters of the battery's own loop."""
        return self.own_loop_w_per_kwh * self.capacity_kwh if self.has_own_loop else 0.0

    def mass_kg(self, at: DesignPoint) -> dict[str, float]:
        """Mass in kg of the pack, capacity over specific energy, and of its own loop with radiator.

        The folded volume of both is within ``bus.box_m3``, which is what flown satellites leave beside their wings.
        """
        pack = {"battery": self.capacity_kwh * 1e3 / self.specific_energy_wh_per_kg}
        if not self.has_own_loop:
            return pack
        own = at.battery_loop
        return pack | {"battery loop": self.own_loop_kg_per_kw * own.heat_w * 1e-3 + own.radiator_kg}

    def price_usd(self, at: DesignPoint) -> dict[str, float]:
        """Price in USD by capacity, and of the radiator of its own loop."""
        pack = {"battery": self.capacity_kwh * self.price_usd_per_kwh}
        return pack | {"battery loop": at.battery_loop.radiator_usd} if self.has_own_loop else pack

    def constraints(self, at: DesignPoint, met: Extremes, needs: Needs) -> list[Constraint]:
        """Charge left above the depth limit, housekeeping load that nothing could serve, and capacity left at last."""
        return [self._depth(at, met), self._housekeeping(at, met), self._health(met, needs)]

    def _depth(self, at: DesignPoint, met: Extremes) -> Constraint:
        """Charge left above the limit; capacity against the longest eclipse where power runs short."""
        if met.battery_soc is None:
            return Constraint("battery_frac", None, reason="the satellite has no battery")
        margin = met.battery_soc - (1.0 - self.depth_of_discharge_max_frac)
        lacks = self.capacity_kwh < met.battery_need_kwh
        if met.dark_frac > 0.0 and lacks:
            margin = min(margin, self.capacity_kwh / met.battery_need_kwh - 1.0)
        elif met.dark_frac > 0.0 and met.power_frac >= 0.0:
            margin = min(margin, -met.dark_frac)
        else:  # never short, or short for want of array alone
            margin = max(margin, 0.0)
        more = raise_to("satellite.battery.capacity_kwh", max(met.battery_need_kwh, self.capacity_kwh))
        short = f"battery: power runs short {met.dark_frac:.1%} of the time"
        return Constraint(
            "battery_frac",
            margin,
            THROTTLED,
            margin,
            short if margin < 0 else "battery depth of discharge",
            f"{more}, or a lower satellite.eclipse_power_frac" if lacks else more_array(at.array_m2, met),
        )

    def _housekeeping(self, at: DesignPoint, met: Extremes) -> Constraint:
        """Charge left at its least over what housekeeping takes in an eclipse; below 0 the share of it unserved."""
        if met.unserved_w <= 0.0:
            left = self._reserve_frac(at, met)
            reason = "no shadow takes the housekeeping load from a battery" if left is None else ""
            sentence = "battery: the charge left for the housekeeping load in eclipse"
            return Constraint("housekeeping_frac", left, BROWNOUT, left, sentence, reason=reason)
        served = -met.unserved_w / max(at.bus_w, 1.0)  # over one watt at least
        remedy = raise_to("satellite.battery.capacity_kwh", met.battery_need_kwh)
        starved = self.capacity_kwh >= met.battery_need_kwh  # of array, not of battery
        return Constraint(
            "housekeeping_frac",
            served,
            BROWNOUT,
            served,
            "battery: the housekeeping load goes unserved in eclipse",
            more_array(at.array_m2, met) if starved else remedy,
        )

    def _reserve_frac(self, at: DesignPoint, met: Extremes) -> float | None:
        """Least charge over what housekeeping takes in the longest eclipse, the supply over the need minus 1.

        The need is load x time over the efficiency of one way (Wertz and Larson 1999, section 11.4); None where no
        shadow asks for it, or where there is no battery.
        """
        need_j = at.load.housekeeping_w / at.conversion_frac * met.eclipse_s / sqrt(self.roundtrip_efficiency_frac)
        return met.charge_left_j / need_j if need_j > 0.0 and self.capacity_kwh > 0.0 else None

    def _health(self, met: Extremes, needs: Needs) -> Constraint:
        """Capacity left at the end of life; a pack that has none left is dead, however it began."""
        if met.battery_soc is None:
            return Constraint("battery_health_frac", None, reason="the satellite has no battery")
        dead = met.battery_health_frac <= 0.0
        larger = raise_to("satellite.battery.capacity_kwh", met.battery_need_kwh)
        if self.cooling == "main_loop":
            larger = "satellite.battery.cooling: own_loop"
        shorter = f"mission.life_y: less than {needs.life_y:g}, or a lower satellite.battery.calendar_fade_per_y"
        return Constraint(
            "battery_health_frac",
            -1.0 if dead else met.battery_health_frac,
            DEAD_BATTERY,
            -1.0 if dead else met.battery_health_frac,
            f"battery: {self.capacity_kwh:g} kWh lose all of their capacity within {needs.life_y:g} years"
            if dead
            else "battery: the capacity left at the end of life",
            larger if isfinite(met.battery_need_kwh) or self.cooling == "main_loop" else shorter,
        )

    def lowered(self, at: DesignPoint, around: Surroundings) -> dict[str, float]:
        """Capacity, floor, rates and losses of one way through the pack."""
        one_way = self.roundtrip_efficiency_frac**0.5
        capacity_j = self.capacity_kwh * 3.6e6
        return {
            "battery_j": capacity_j,
            "floor_j": capacity_j * (1.0 - self.depth_of_discharge_max_frac),
            "charge_max_w": self.charge_max_per_h * self.capacity_kwh * 1e3,
            "discharge_max_w": self.discharge_max_per_h * self.capacity_kwh * 1e3,
            "charge_room": 1.0 / (one_way * around.step_s),
            "discharge_room": one_way / around.step_s,
            "charge_loss": 1.0 - one_way,
            "discharge_loss": 1.0 / one_way - 1.0,
            "battery_to_loop": 0.0 if self.has_own_loop else 1.0,
        }
