"""What the blocks of a scenario must agree on, so that its two sides can be compared; each block checks itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from pydantic_core import PydanticCustomError

from orbitdc.compute.accelerator import Precision
from orbitdc.compute.step_time import domain_size, misfit
from orbitdc.economics.horizon import Life
from orbitdc.economics.own_capital import SideName
from orbitdc.satellite.sizing import accelerator_count

if TYPE_CHECKING:
    from orbitdc.scenario.model import Scenario


def check_agreement(scenario: Scenario) -> None:
    """Refuse blocks that contradict each other; raises ValueError or PydanticCustomError for the first of them."""
    _check_precision(scenario)
    _check_model_fits(scenario)
    _check_tokens(scenario)
    _check_debt_terms(scenario)
    _check_premiums(scenario)
    _check_replacement(scenario)


def _check_precision(scenario: Scenario) -> None:
    """Refuse a precision in which an accelerator of the scenario does not run natively."""
    chip, precision = scenario.accelerator, scenario.workload.precision
    if chip.dense_pflop_per_s(precision) is None:
        runs = " or ".join(p for p in get_args(Precision) if chip.dense_pflop_per_s(p) is not None)
        raise ValueError(f"{chip.label} does not run {precision} natively: set workload.precision to {runs}")
    plan = scenario.ground.build_up
    for index, phase in enumerate(plan.phases if plan is not None and plan.silicon == "own" else ()):
        if phase.accelerator.dense_pflop_per_s(precision) is None:
            raise ValueError(
                f"ground.build_up.phases.{index}: {phase.accelerator.label} does not run {precision} natively: "
                "change workload.precision, or set ground.build_up.silicon to shared"
            )


def _check_model_fits(scenario: Scenario) -> None:
    """Refuse a model that one domain of accelerators cannot run, on the ground or on a satellite."""
    chip = scenario.accelerator
    if scenario.workload.mfu != "bandwidth":
        return
    on_board = domain_size(chip, scenario.workload, accelerator_count(scenario.satellite, chip, scenario.workload))
    for place, domain in (("the ground", domain_size(chip, scenario.workload)), ("a satellite", on_board)):
        if why := misfit(scenario.workload, chip, domain):
            raise ValueError(
                f"the model does not run on {domain} x {chip.label} of one domain on {place}: {why}; "
                "change the workload or the accelerators, or set workload.mfu to stated"
            )


def _check_tokens(scenario: Scenario) -> None:
    """Refuse rent per token for work that gives no answers."""
    if scenario.money.rent_basis == "tokens" and scenario.workload.traffic != "inference":
        message = f"tokens cannot be sold, as workload.traffic: {scenario.workload.traffic} gives no answers"
        fix = "set it to take_or_pay, or workload.from to batch_inference"
        raise PydanticCustomError("tokens", message, {"path": "money.rent_basis", "fix": fix})


def _check_debt_terms(scenario: Scenario) -> None:
    """Refuse debt that outlives the accelerators it pays for, on either side."""
    money, life_y, refresh_y = scenario.money, scenario.mission.life_y, scenario.ground.it_refresh_y
    in_orbit, on_ground = (life_y, "mission.life_y"), (life_y, "mission.life_y")
    if refresh_y is not None and refresh_y < life_y:
        on_ground = (refresh_y, "ground.it_refresh_y")
    plans = [("money.financing", money.financing, on_ground)]
    plans += [("money.financing_before", money.financing_before, on_ground)]
    plans += [("money.orbit.financing", money.orbit.financing, in_orbit)] if money.orbit is not None else []
    plans += [("money.ground.financing", money.ground.financing, on_ground)] if money.ground is not None else []
    for path, plan, (serve_y, key) in plans:
        months = Life(serve_y).months
        if plan is None or not plan.explicit or plan.debt_term_months <= months:
            continue
        kind = "lease" if plan.structure == "lease" else "loan"
        message = (
            f"a {kind} of {plan.debt_term_months} months outlives the accelerators it pays for, which serve {months}"
        )
        fix = {"path": f"{path}.debt_term_months", "fix": f"set it to {months} or less"}
        raise PydanticCustomError("debt", f"{message} ({key})", fix)


def charged_risks(scenario: Scenario, side: SideName) -> dict[str, str]:
    """The risks that a side charges for one by one, by key, each with its value or choice in words."""
    found: dict[str, float | str] = {"accelerator.permanent_loss_per_y": scenario.accelerator.permanent_loss_per_y}
    if side == "orbit":
        satellite, law, launch = scenario.satellite, scenario.satellite.reliability, scenario.launch
        found |= {
            "satellite.random_loss_per_y": satellite.random_loss_per_y,
            "satellite.dead_on_arrival_frac": satellite.dead_on_arrival_frac,
            "satellite.vital_m2": satellite.vital_m2,
            "satellite.loop.pump_loss_per_y": satellite.loop.pump_loss_per_y,
            "satellite.reliability.unit_losses_per_y": law.unit_losses_per_y,
            "satellite.reliability.early_losses": "weibull" * (law.early_losses == "weibull"),
            "satellite.reliability.common_causes": "included" * (law.common_causes == "included"),
            "launch.failure_frac": launch.failure_frac,
            "launch.insurance_frac": launch.insurance_frac if launch.risk == "insurance" else 0.0,
        }
        worn = scenario.mission.life_y > law.design_life_y
        found["mission.life_y"] = f"{scenario.mission.life_y:g}, beyond the design life" if worn else ""
    return {key: f"{value:g}" if isinstance(value, float) else value for key, value in found.items() if value}


def _check_premiums(scenario: Scenario) -> None:
    """Refuse a premium for risks that the same side charges for one by one."""
    sides: tuple[SideName, ...] = ("orbit", "ground")
    for side in sides:
        premium = scenario.money.of(side).risk_premium_frac
        if premium <= 0 or not (standing := charged_risks(scenario, side)):
            continue
        own = getattr(scenario.money, side)
        stated = own is not None and own.risk_premium_frac is not None
        path = f"money.{side}.risk_premium_frac" if stated else "money.risk_premium_frac"
        listed = ", ".join(f"{key} ({value})" for key, value in standing.items())
        message = f"a premium of {100 * premium:g} points charges twice for what this scenario charges as {listed}"
        off = {
            "satellite.reliability.early_losses": "dead_on_arrival",
            "satellite.reliability.common_causes": "left_out",
            "mission.life_y": f"{scenario.satellite.reliability.design_life_y:g} or less",
        }
        apart = "".join(f", {key} to {off[key]}" for key in standing if key in off)
        fix = f"set the premium to 0, or every one of these to 0{apart}"
        raise PydanticCustomError("premium", message, {"path": path, "fix": fix})


def _check_replacement(scenario: Scenario) -> None:
    """Refuse a yearly share of replaced hardware beside losses that the scenario states one by one."""
    counted = scenario.fleet.attrition != "capacity_stays"  # else nothing that is lost costs anything
    if scenario.fleet.replacement_frac_per_y <= 0 or not counted:
        return
    standing = [
        f"{key} ({value})" for key, value in charged_risks(scenario, "orbit").items() if not key.startswith("launch.")
    ]
    if standing:
        message = f"pays again for losses that this scenario states as {', '.join(standing)}"
        fix = "set it to 0, or leave these losses out"
        raise PydanticCustomError("replacement", message, {"path": "fleet.replacement_frac_per_y", "fix": fix})
