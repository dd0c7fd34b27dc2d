"""A run as the stable, documented keys of summary.json."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from orbitdc import __version__
from orbitdc.comparison.breakeven import Breakeven
from orbitdc.comparison.run import Run, Step
from orbitdc.compute.job import Job, in_words
from orbitdc.compute.workload import Workload
from orbitdc.constants import DAYS_PER_YEAR, EARTH_RADIUS_KM
from orbitdc.economics.side import Side
from orbitdc.ledger.levelized import FLOP_PER_PFLOP_HOUR
from orbitdc.results.command import MADE_IN_PYTHON, command_of, platform_in_words
from orbitdc.results.record import by_identifier, identifier
from orbitdc.results.schema import SCHEMA, first_fault
from orbitdc.results.summary_economics import (
    boundaries_of_run,
    budget_of_run,
    capacity_of,
    carbon_of,
    costs_of,
    debt_cover_of,
    differences_of_run,
    financing_of,
    financing_steps_of_run,
    flop_value_of_run,
    market_of_run,
    other_launches_of_run,
    owners_rate,
    spending_of,
    time_to_market_of_run,
    tokens_of,
)
from orbitdc.results.summary_environment import environment_of_run, network_of_run, reliability_of_run
from orbitdc.results.summary_ground import build_up_of_run, power_of_run, readiness_of_run
from orbitdc.results.summary_published import published_of
from orbitdc.satellite.part import Part
from orbitdc.scenario.model import Scenario
from orbitdc.simulation.design_closure import ClosedDesign
from orbitdc.simulation.geometry import beta_by_day, longest_eclipse_s
from orbitdc.simulation.mission import Mission

MOLTEN = "a part of the satellite melts, and the march does not hold beyond"
STUCK = "drag where the launcher drops the satellites exceeds their thrust"
NOT_MODELLED = (
    "solar proton storms and heavy ions",
    "hits of debris on cells",
    "carbon of ground stations, staff and factories of rockets",
    "new silicon for living satellites, which comes with new ones",
)


def _shared_mfu(workload: Workload) -> dict[str, Any]:
    """The utilization that both sides are given, or why each has its own."""
    if workload.mfu == "stated":
        return {"mfu_frac": workload.mfu_frac}
    return {"mfu_frac": None, "mfu_frac_reason": "it follows from silicon and links on each side"}


def _shells(run: Run) -> list[dict[str, float]]:
    orbits = run.mission.orbits
    scale = run.deployment.n_sat / float(orbits.weight.sum())
    rows = []
    for index in np.unique(orbits.shell)[:50]:
        here = orbits.shell == index
        weight = orbits.weight[here]
        rows.append(
            {
                "period_s": float(
                    np.average(2 * np.pi / orbits.argument_of_latitude_rate_rad_per_s[here], weights=weight)
                ),
                "inclination_deg": float(np.degrees(np.average(orbits.inclination_rad[here], weights=weight))),
                "altitude_km": float(np.average(orbits.semi_major_axis_km[here], weights=weight)) - EARTH_RADIUS_KM,
                "satellites": float(weight.sum()) * scale,
            }
        )
    return rows


def waterfall(run: Run) -> list[dict[str, Any]]:
    """The chain from nameplate to delivered FLOP of the orbit side, as factors whose product is the ratio."""
    s, mission = run.scenario, run.mission
    days = np.arange(mission.n_day)
    length = np.clip(s.mission.life_y * DAYS_PER_YEAR - days, 0.0, 1.0)  # the last day of a life may be a part of one
    survivors = mission.survivors((days + 0.5) / DAYS_PER_YEAR)
    raw, clock = mission.integrated.day("clock") * length, mission.daily_clock() * length
    steps = [
        ("occupancy", s.workload.occupancy_frac),
        ("model FLOP utilization", mission.throughput().mfu_frac),
        ("availability", mission.availability_frac()),
        *_seldom(mission.environment.job),
        ("clock (eclipse, heat, power)", float(raw.sum() / length.sum())),
        ("job hand-off and stops by radiation", float(clock.sum() / raw.sum()) if raw.sum() > 0 else 1.0),
        ("survivors", float((clock * survivors).sum() / clock.sum()) if clock.sum() > 0 else 0.0),
    ]
    product = math.prod(value for _, value in steps)
    side = run.orbit.side
    whole = side.delivered_pflop_per_s / side.nameplate_pflop_per_s
    if product > 0 and abs(whole / product - 1.0) > 1e-12:  # more than rounding
        steps.append(("window repeated over the life", whole / product))
    return [{"step": identifier(label), "label": label, "factor": value} for label, value in steps]


def _seldom(job: Job) -> list[tuple[str, float]]:
    """The step of compute that seldom exchange takes beyond that of one at every step, if any."""
    return [("compute that seldom exchange takes", 1.0 / job.compute_factor)] if job.compute_factor > 1.0 else []


def job_of(side: Side, workload: Workload, stated_frac: float | None = None) -> dict[str, Any]:
    """How a side runs its job; ``stated_frac`` is the availability of that side where it states its own."""
    job = side.job
    assert job is not None  # both sides of a comparison say
    return {
        "exchange_every_steps": job.steps,
        "stopped_together_accelerators": job.together,
        "compute_factor": job.compute_factor,
        "availability_frac": float(job.kept_frac(workload)) if stated_frac is None else stated_frac,
    }


def job_in_words(run: Run) -> str:
    """How both sides train, in one sentence; empty where nothing is trained."""
    work, (orbit, ground) = run.mission.scenario.workload, (run.orbit.side.job, run.ground.side.job)
    if not work.trains or orbit is None or ground is None:
        return ""
    head = f"{work.job_accelerators:,} accelerators train one model: "
    return head + f"{in_words(orbit, 'the job in orbit')}; {in_words(ground, 'the job on the ground')}"


def _built(run: Run) -> dict[str, Any]:
    """What is launched, and how."""
    out: dict[str, Any] = {
        "satellites": math.ceil(run.deployment.n_sat - 1e-9),
        "catalogue_records": list(run.mission.orbits.notes),
        "launches": math.ceil(run.deployment.launches - 1e-9),
        "satellites_per_launch": run.deployment.manifest.per_launch,
        "launch_limited_by": run.deployment.manifest.limit,
        "launch_site": run.deployment.manifest.site,
        "launch_turn_deg": run.deployment.manifest.turn_deg,
        "launch_usd_per_kg_in_orbit": run.deployment.unit.launch / run.deployment.launched_kg,
        "orbit_raising_days": run.deployment.raising_days,
        **({} if run.deployment.raising_days is not None else {"orbit_raising_days_reason": STUCK}),
        "ramp_months": run.deployment.ramp_months,
        **_campaign(run),
        "price_of_last_over_first": {
            "launch": run.deployment.launch_factor[0, -1],
            "bus": run.deployment.bus_of_last,
        },
    }
    if why := run.orbit.cost.unpriced:
        for key in ("launches", "launch_usd_per_kg_in_orbit", "ramp_months", "campaign_months"):
            out[key], out[f"{key}_reason"] = None, why
        for key in ("launch_months", "stand_down_months", "factory_months", "campaign_limited_by"):
            out[key], out[f"{key}_reason"] = None, why
    return out


def _campaign(run: Run) -> dict[str, Any]:
    """How long launches and factory take to field the fleet, and which of them sets the pace."""
    found, (first, growth, most) = run.deployment.campaign, run.mission.scenario.launch.cadence()
    limit = {} if math.isfinite(most) else {"launches_per_year_most_reason": "no greatest cadence is stated"}
    return {
        "campaign_months": found.months,
        "campaign_limited_by": found.limited_by,
        "launch_months": found.launch_months,
        "stand_down_months": found.stand_down_months,
        "factory_months": found.factory_months,
        "launches_per_year_available": first,
        "launches_growth_per_y": growth,
        "launches_per_year_most": most if math.isfinite(most) else None,
        **limit,
    }


def design_of_run(run: Run) -> dict[str, Any]:
    """Sizes of one satellite and its figures of merit by IT power; for a sized design, the margins its proof left."""
    s, load, unit = run.mission.scenario.satellite, run.mission.lanes.load, run.deployment.unit
    it_kw = load.it_full_w * 1e-3
    out: dict[str, Any] = {
        "mode": "given" if run.closed is None else "sized",
        "it_kw": it_kw,
        "array_m2": s.solar_array.area_m2,
        "battery_kwh": s.battery.capacity_kwh,
        "depth_of_discharge_frac": s.battery.depth_of_discharge_max_frac,
        "radiator_m2": s.radiator.area_m2,
        "propellant_kg": s.propulsion.propellant_kg,
        "flow_frac": s.loop.flow_frac,
        "attitude": _attitude(run),
        "parts_kg_per_kw": sum(run.deployment.mass_parts_kg.values()) / it_kw,
        "radiator_m2_per_kw": s.radiator.area_m2 / it_kw,
        "bus_usd_per_w": sum(unit.bus.values()) / load.it_full_w,
        "launch_usd_per_w": unit.launch / load.it_full_w,
    }
    if why := run.orbit.cost.unpriced:
        out |= {"launch_usd_per_w": None, "launch_usd_per_w_reason": why}
    if run.closed is not None:
        out["margins"] = run.closed.margins
        out["margins_wanted"] = run.closed.wanted
        out["rounds"] = run.closed.rounds
        out["reason"] = run.closed.reason
        out["sized_for"] = run.closed.scenario.satellite.design.sized_for
    if run.other_load is not None:
        out["other_load"] = _sizes_of(run.other_load)
    return out


def _sizes_of(closed: ClosedDesign) -> dict[str, Any]:
    """The sizes of a sized design, what it carries, and why it does not close."""
    return {
        "sized_for": closed.scenario.satellite.design.sized_for,
        "array_m2": closed.sizes.array_m2,
        "battery_kwh": closed.sizes.battery_kwh,
        "radiator_m2": closed.sizes.radiator_m2,
        "propellant_kg": closed.sizes.propellant_kg,
        "launched_kg": closed.deployment.launched_kg,
        "reason": closed.reason,
    }


def _attitude(run: Run) -> dict[str, float]:
    """Torques on one satellite at its design angle to the Sun, and the wheels and rods sized for them."""
    s, at = run.mission.scenario.satellite, run.mission.environment.assembly.at
    sized = s.attitude_control.wheels(at.inertia, at.mean_motion_rad_per_s, at.array_m2)
    return {
        "gravity_torque_n_m": sized.momentum.torque_n_m,
        "pressure_torque_n_m": sized.pressure_n_m,
        "swing_n_m_s": sized.momentum.swing_n_m_s,
        "secular_n_m_s": sized.momentum.secular_n_m_s,
        "wheels_n_m_s": sized.capacity_n_m_s,
        "rods_a_m2": sized.rods_a_m2,
    }


def _light(run: Run) -> dict[str, Any]:
    """Sunlight, shadow and what the array makes of it."""
    mission = run.mission
    beta = beta_by_day(mission.orbits, mission.sun, mission.n_day)
    array, lit = mission.scenario.satellite.solar_array, mission.integrated.day("lit")
    bol = array.area_m2 * (array.announced_w_per_m2 or mission.lanes.array_w_per_m2)
    left = float(mission.environment.hazards.cells_frac[-1] @ mission.environment.groups.share)
    return {
        "sunlit_frac": float(lit.mean()),
        "eclipse_max_s": longest_eclipse_s(mission.orbits, mission.sun, mission.n_day, mission.scenario.sky),
        "eclipse_days_per_year": float((lit < 1.0 - 1e-6).sum() / mission.n_day * DAYS_PER_YEAR),
        "beta_deg": {"min": float(np.degrees(beta.min())), "max": float(np.degrees(beta.max()))},
        "array_power_w": {"bol": bol, "eol": bol * left},
        "array_w_per_m2": {"used": bol / array.area_m2, "bottom_up": mission.lanes.array_w_per_m2},
    }


def _residuals(mission: Mission) -> dict[str, Any]:
    """The largest gaps in the balances of any satellite; null with a reason where a part melts."""
    gaps = {
        "energy_residual_frac": mission.energy_residual_frac,
        "electrical_residual_frac": mission.electrical_residual_frac,
        "heat_residual_frac": mission.heat_residual_frac,
    }
    if not mission.hottest.melts:
        return {key: gap() for key, gap in gaps.items()}
    return dict.fromkeys(gaps) | {f"{key}_reason": MOLTEN for key in gaps}


def _orbit(run: Run) -> dict[str, Any]:
    mission, marched, side = run.mission, run.mission.integrated, run.orbit.side
    day = marched.day
    full = run.deployment.n_sat * mission.rate_pflop_per_s()
    panel, gap = day("radiator_radiated").sum(), day("radiation_gap").sum()
    low = run.worst.battery_soc
    out: dict[str, Any] = {
        "name": mission.scenario.satellite.label,
        "verdict": run.verdict.verdict,
        "feasible": run.verdict.feasible,
        "binding_limit": run.verdict.binding_limit,
        **_remedy(run),
        "margins": {**run.verdict.margins, **run.verdict.reasons},
        **_residuals(mission),
        "radiation_linearisation_frac": float(gap / panel) if panel > 0 else 0.0,
        **_built(run),
        "design": design_of_run(run),
        "accelerators_per_satellite": mission.count,
        "job": job_of(side, mission.scenario.workload, mission.scenario.fleet.availability_frac),
        "shells": _shells(run),
        **_light(run),
        "environment": environment_of_run(run),
        "network": network_of_run(run),
        "reliability": reliability_of_run(run),
        "battery_min_soc_frac": low,
        "radiator_max_k": run.worst.radiator_k,
        "radiator_from_array_w_per_m2": float(day("radiator_from_array").mean())
        / (mission.environment.assembly.at.fin_frac * mission.scenario.satellite.radiator.area_m2),
        "chip_max_k": run.worst.chip_k,
        "loop_max_k": run.worst.loop_k,
        "throttle_mean_frac": float(1.0 - day("clock").mean()),
        "throttled_by_heat_frac": run.worst.hot_frac,
        "throttled_by_power_frac": run.worst.dark_frac,
        "delivered_pflop_per_s": side.delivered_pflop_per_s,
        "firm_pflop_per_s": {
            "p1": mission.firm_share(0.01) * full,
            "min": mission.firm_share(0.0) * full,
        },
        "nameplate_pflop_per_s": side.nameplate_pflop_per_s,
        "capacity": capacity_of(run.orbit),
        "waterfall": waterfall(run),
        "mass_kg": {
            "total": run.deployment.launched_kg,
            "bottom_up": sum(run.deployment.mass_parts_kg.values()),
            **by_identifier(run.deployment.mass_parts_kg),
        },
        **_volume(run),
        **spending_of(run, run.orbit),
        "financing": financing_of(run.orbit),
        **debt_cover_of(run.orbit, run.market),
        **tokens_of(run.orbit, run.mission.scenario.workload),
        **costs_of(run.orbit),
        **carbon_of(run.orbit, run.carbon_footprint.orbit_kg, _scope(run)),
    }
    if low is None:
        out["battery_min_soc_frac_reason"] = "the satellite has no battery"
    return out


def _volume(run: Run) -> dict[str, Any]:
    """What a satellite takes of a launcher, in volume by part, and how far mass and volume fill a launch."""
    satellite, launcher, packed = run.mission.scenario.satellite, run.mission.scenario.launch, run.deployment.manifest
    at, assembly = run.mission.environment.assembly.at, run.mission.environment.assembly
    each = {name: getattr(satellite, name) for name in type(satellite).model_fields}
    boxes = {name: part.stowed_m3(at) for name, part in each.items() if isinstance(part, Part)}
    envelope_m3 = assembly.envelope_m3(launcher.packing_frac)
    return {
        "stowed_m3": {"envelope": envelope_m3, "boxes": assembly.box_m3, **{n: m3 for n, m3 in boxes.items() if m3}},
        "launch_filled_frac": {
            "mass": packed.per_launch * run.deployment.launched_kg / packed.payload_kg if packed.per_launch else 0.0,
            "volume": packed.per_launch * envelope_m3 / launcher.volume_m3,
        },
    }


def _remedy(run: Run) -> dict[str, Any]:
    """The changes that were simulated to make every limit be met, in words and by path, or why there are none."""
    found = run.remedy
    if found.reason:
        return {"remedy": None, "remedy_changes": [], "remedy_reason": found.reason}
    changes = [{"key": key, "value": value} for key, value in found.changes.items()]
    return {"remedy": found.text, "remedy_changes": changes}


def _scope(run: Run) -> str:
    """What the orbit's carbon holds."""
    counted = run.scenario.carbon.upper_atmosphere == "included"
    effects = "with" if counted else "without"
    return f"satellites, launch and losses, {effects} effects on the upper atmosphere; a lower bound"


def _ground(run: Run) -> dict[str, Any]:
    side, site = run.ground.side, run.mission.scenario.ground
    pflop_hours = run.ground.cost.flop / FLOP_PER_PFLOP_HOUR
    return {
        "site": side.name,
        "scale_of_site": run.site_scale,
        "job": job_of(side, run.mission.scenario.workload),
        "it_power_w": side.it_w,
        "accelerators": side.accelerators,
        **_wear_on_the_ground(run),
        "delivered_pflop_per_s": side.delivered_pflop_per_s,
        "nameplate_pflop_per_s": side.nameplate_pflop_per_s,
        "capacity": capacity_of(run.ground),
        "pue_annual": run.scenario.ground.pue_annual,
        "power": power_of_run(run),
        "months_until_ready": readiness_of_run(run),
        **build_up_of_run(run),
        "facility_usd_per_it_w": site.facility_usd_per_it_w,
        "facility_parts_usd_per_it_w": by_identifier(site.facility_parts_usd_per_it_w()),
        **spending_of(run, run.ground),
        "financing": financing_of(run.ground),
        **debt_cover_of(run.ground, run.market),
        **tokens_of(run.ground, run.mission.scenario.workload),
        **costs_of(run.ground),
        **carbon_of(
            run.ground, run.carbon_footprint.ground_kg, "accelerators, repairs, the building's share and electricity"
        ),
        **_water(side.water_l or 0.0, pflop_hours),
        "water_scope": "cooling at the site" + (" and at its power plant" if run.scenario.ground.power else ""),
    }


def _wear_on_the_ground(run: Run) -> dict[str, float]:
    """How hot the shared accelerators run at the site, and how many are lost of them."""
    s = run.mission.scenario
    chip, wear = s.accelerator, s.ground.wear(s.accelerator)
    junction_k = s.ground.coolant_inlet_k + chip.junction_to_inlet_k_per_w * chip.tdp_w
    return {"junction_k": junction_k, "accelerator_losses_per_y": wear.loss_per_y(chip)}


def _water(litres: float, pflop_hours: float) -> dict[str, Any]:
    """Water per PFLOP-hour, null with its reason where nothing is delivered."""
    if pflop_hours > 0.0:
        return {"water_l_per_pflop_hour": litres / pflop_hours}
    return {"water_l_per_pflop_hour": None, "water_l_per_pflop_hour_reason": "nothing is delivered"}


def _breakeven(key: str, value: Breakeven) -> dict[str, Any]:
    return {key: value.value} if value.value is not None else {key: None, f"{key}_reason": value.reason}


def _announced(step: Step, nothing: str) -> dict[str, Any]:
    reason = {"ratio_reason": nothing} if step.ratio is None else {}
    return {"step": identifier(step.step), "label": step.step, "ratio": step.ratio, **reason}


def _shared(run: Run) -> dict[str, Any]:
    """What both sides have in common by default."""
    s = run.scenario
    return {
        "accelerator": s.accelerator.label,
        "precision": s.workload.precision,
        "occupancy_frac": s.workload.occupancy_frac,
        **_shared_mfu(s.workload),
        "phase": s.workload.work,
        "allin_w": s.accelerator.allin_w,
        "service_date": s.mission.service_date.isoformat(),
        "life_y": s.mission.life_y,
        "horizon_y": s.mission.priced_y,
        "real_wacc_frac": s.money.real_wacc_frac,
        **owners_rate(run),
    }


def _prices(s: Scenario) -> dict[str, Any]:
    """Whether prices and technology moved with the service date, and in which case."""
    prices, date = s.prices, s.mission.service_date.isoformat()
    count = sum(origin.replaced is not None for origin in s.source.origins.values())
    held = f"held at their values of {prices.catalogue_year}, whenever service begins (prices.mode: fixed)"
    dated = f"{count} numbers of the {prices.case} dated paths at {date}; what is stated stays (prices.mode: dated)"
    words = held if prices.mode == "fixed" else dated
    asked = prices.model_dump(include={"mode", "case", "catalogue_year"})
    return {**asked, "service_date": date, "dated_numbers": count, "words": words}


def summarise(run: Run, provenance: dict[str, Any]) -> dict[str, Any]:
    """The stable keys of summary.json; every null has a ``..._reason`` beside it.

    ``provenance`` gives path, sha256, created_utc, numbers_used and numbers_estimated.
    """
    s, nothing = run.scenario, run.orbit.cost.unpriced or "one side delivers nothing, or costs nothing"
    out: dict[str, Any] = {
        "schema": SCHEMA,
        "orbitdc_version": __version__,
        "scenario": {
            "name": s.name,
            "path": provenance["path"],
            "sha256": provenance["sha256"],
            **({} if provenance["path"] else {"path_reason": MADE_IN_PYTHON}),
            "description": s.description,
            **command_of(run),
        },
        "seed": s.seed,
        "created_utc": provenance["created_utc"],
        "platform": platform_in_words(),
        "orbit": _orbit(run),
        "ground": _ground(run),
        "ratio_like_for_like": run.ratio_like_for_like,
        "interval": None,  # unless draws are asked for
        "interval_reason": "no draws were asked for: orbitdc run --draws 64",
        "ratio_as_announced": run.ratio_as_announced,
        **budget_of_run(run),
        "financing_steps": financing_steps_of_run(run),
        "training_job": job_in_words(run),
        "market": market_of_run(run),
        "time_to_market": time_to_market_of_run(run),
        "boundary": run.scenario.money.boundary,
        "boundaries": boundaries_of_run(run),
        "flop_value": flop_value_of_run(run),
        "ratio_at_parts_mass": run.ratio_at_parts_mass,
        "ratio_floor": run.ratio_floor,
        "currency_year": s.money.currency_year,
        "launch_usd_per_kg": run.mission.scenario.launch.usd_per_kg,
        **_breakeven("breakeven_launch_usd_per_kg", run.launch),
        **_breakeven("breakeven_bus_usd_per_w", run.bus),
        "as_announced": [_announced(step, nothing) for step in run.announced],
        "shared": _shared(run),
        "prices": _prices(s),
        "time_integration": {"precision": run.mission.precision, "step_s": s.numerics.step_s},
        "departures": provenance.get("departures", []),
        "differences": differences_of_run(run),
        **other_launches_of_run(run),
        "notes": [*provenance.get("notes", []), "not modelled: " + "; ".join(NOT_MODELLED)],
        "numbers_used": provenance["numbers_used"],
        "numbers_estimated": provenance["numbers_estimated"],
    }
    if out["numbers_used"] is None:
        out["numbers_used_reason"] = out["numbers_estimated_reason"] = MADE_IN_PYTHON
    if run.ratio_at_parts_mass is None:
        heavy = "a satellite of the mass of its parts does not fit its launcher"
        out["ratio_at_parts_mass_reason"] = nothing if run.ratio_like_for_like is None else heavy
    for key in ("ratio_like_for_like", "ratio_floor"):
        if out[key] is None:
            out[f"{key}_reason"] = nothing
    if out["ratio_as_announced"] is None:
        out["ratio_as_announced_reason"] = run.announced_reason or nothing
    out |= published_of(s.published, out, provenance.get("switches", []))
    if fault := first_fault(out):
        raise AssertionError(f"summary.json breaks its own contract: {fault}")
    return out
