"""The scenario: all blocks of one comparison, frozen."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, ClassVar, Literal, NamedTuple, get_args

from pydantic import BeforeValidator, Field, PrivateAttr, model_validator
from pydantic_core import PydanticCustomError

from orbitdc.block import Block, Fraction, Positive, as_date
from orbitdc.compute.accelerator import Accelerator, Precision
from orbitdc.compute.throughput import domain_size, misfit
from orbitdc.compute.workload import Workload
from orbitdc.economics.carbon import Carbon
from orbitdc.economics.money import Money
from orbitdc.fleet import Fleet, Launcher
from orbitdc.fleet.orbits import Gravity
from orbitdc.satellite import Satellite
from orbitdc.satellite.sizing import accelerator_count
from orbitdc.scenario.numerics import Numerics
from orbitdc.site import Site
from orbitdc.sky.debris import Case
from orbitdc.sky.solar_activity import Activity


class Mission(Block):
    """When service begins and how long it lasts."""

    defaults_name: ClassVar[str] = "mission"

    service_date: Annotated[dt.date, BeforeValidator(as_date)]
    life_y: Annotated[float, Field(gt=0, le=30)]  # the horizon of both sides, and the IT life


class Sky(Block):
    """The environment: Sun and its activity, Earth infrared, albedo, gravity, the shape of the shadow."""

    defaults_name: ClassVar[str] = "sky"

    solar_constant_w_per_m2: Positive
    earth_infrared_w_per_m2: Positive
    albedo_frac: Fraction
    solar_activity: Activity  # F10.7 by date, or held at a low, mean or high level of the record
    debris_flux: Case  # of the low, central or high flux of debris
    gravity: Gravity  # secular rates of first order in J2, or with J2 squared and J4
    shadow: Literal["cone_ellipsoid", "cone_sphere", "cylinder_sphere"]
    shadow_added_km: Annotated[float, Field(ge=0, le=100)]  # atmosphere added to the Earth's radius


class Departures(Block):
    """Keys that each side's announcement sets differently; used for the as-announced ratio only."""

    orbit: dict[str, Any] | None = None
    ground: dict[str, Any] | None = None


class Departure(NamedTuple):
    """One named step from like for like towards what a side announced: its scenario with this key and those before."""

    side: Literal["orbit", "ground"]
    key: str
    value: Any
    scenario: Scenario

    @property
    def name(self) -> str:
        """The step in words, e.g. ``orbit: accelerator.from = vr200``."""
        return f"{self.side}: {self.key} = {self.value}"


class Scenario(Block):
    """One comparison: what is shared, the orbit side, the ground side."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_\-]*$")]
    description: str = ""
    seed: Annotated[int, Field(ge=0)] = 0
    mission: Mission
    workload: Workload
    accelerator: Accelerator
    money: Money
    carbon: Carbon
    sky: Sky
    satellite: Satellite
    fleet: Fleet
    launch: Launcher
    ground: Site
    numerics: Numerics
    as_announced: Departures | None = None

    _loaded: Any = PrivateAttr(default=None)  # the file it came from, with the origin of every number

    def _check_debt_term(self) -> None:
        """Refuse debt that outlives the accelerators it pays for, on either side."""
        plan, life_y, refresh_y = self.money.financing, self.mission.life_y, self.ground.it_refresh_y
        serve_y, key = life_y, "mission.life_y"
        if refresh_y is not None and refresh_y < life_y:
            serve_y, key = refresh_y, "ground.it_refresh_y"
        months = round(12 * serve_y)
        if plan is None or not plan.explicit or plan.debt_term_months <= months:
            return
        kind = "lease" if plan.structure == "lease" else "loan"
        message = (
            f"a {kind} of {plan.debt_term_months} months outlives the accelerators it pays for, which serve {months}"
        )
        fix = {"path": "money.financing.debt_term_months", "fix": f"set it to {months} or less"}
        raise PydanticCustomError("debt", f"{message} ({key})", fix)

    @model_validator(mode="after")
    def _sides_can_be_compared(self) -> Scenario:
        chip, precision = self.accelerator, self.workload.precision
        if chip.dense_pflop_per_s(precision) is None:
            runs = " or ".join(p for p in get_args(Precision) if chip.dense_pflop_per_s(p) is not None)
            raise ValueError(f"{chip.label} does not run {precision} natively: set workload.precision to {runs}")
        plan = self.ground.build_up
        for index, phase in enumerate(plan.phases if plan is not None and plan.silicon == "own" else ()):
            if phase.accelerator.dense_pflop_per_s(precision) is None:
                raise ValueError(
                    f"ground.build_up.phases.{index}: {phase.accelerator.label} does not run {precision} natively: "
                    "change workload.precision, or set ground.build_up.silicon to shared"
                )
        if self.workload.mfu == "bandwidth":
            on_board = domain_size(chip, self.workload, accelerator_count(self.satellite, chip))
            for place, domain in (("the ground", domain_size(chip, self.workload)), ("a satellite", on_board)):
                if why := misfit(self.workload, chip, domain):
                    raise ValueError(
                        f"the model does not run on {domain} x {chip.label} of one domain on {place}: {why}; "
                        "change the workload or the accelerators, or set workload.mfu to stated"
                    )
        self._check_debt_term()
        hazards = self.satellite.random_loss_per_y + self.satellite.dead_on_arrival_frac
        hazards += self.accelerator.permanent_loss_per_y + self.launch.failure_frac + self.satellite.vital_m2
        hazards += self.satellite.loop.pump_loss_per_y + self.satellite.reliability.unit_losses_per_y
        hazards += max(self.mission.life_y - self.satellite.reliability.design_life_y, 0.0)
        hazards += self.satellite.reliability.early_losses == "weibull"
        hazards += self.satellite.reliability.common_causes == "included"
        if self.launch.risk == "insurance":
            hazards += self.launch.insurance_frac
        if self.money.risk_premium_frac > 0 and hazards > 0:
            raise ValueError(
                "money.risk_premium_frac and explicit hazards charge the same risk twice: "
                "set the premium or the hazards to 0"
            )
        return self
