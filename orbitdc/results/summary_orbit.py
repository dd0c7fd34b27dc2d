"""The orbit's side as keys of summary.json: satellites, light, masses, limits and what they deliver."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from orbitdc.comparison.run import Run
from orbitdc.constants import DAYS_PER_YEAR, EARTH_RADIUS_KM
from orbitdc.results.record import by_identifier
from orbitdc.results.summary_design import design_of_run
from orbitdc.results.summary_economics import (
    capacity_of,
    carbon_of,
    costs_of,
    financing_of,
    spending_of,
    tokens_of,
)
from orbitdc.results.summary_environment import environment_of_run, network_of_run, reliability_of_run
from orbitdc.results.summary_job import job_of, waterfall
from orbitdc.results.summary_market import debt_cover_of
from orbitdc.satellite.part import Part
from orbitdc.simulation.geometry import beta_by_day, longest_eclipse_s
from orbitdc.simulation.mission import Mission

MOLTEN = "a part of the satellite melts, and the march does not hold beyond"
STUCK = "drag where the launcher drops the satellites exceeds their thrust"


def _shells(run: Run) -> list[dict[str, float]]:
    """The first 50 shells by their means: period, inclination, altitude, and satellites in service at first."""
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


def _extremes(run: Run) -> dict[str, Any]:
    """The lowest charge, the highest temperatures in K, the heat from heaters and array, and the clock that is lost."""
    day, s = run.mission.integrated.day, run.mission.scenario
    panel_m2 = run.mission.environment.assembly.at.fin_frac * s.satellite.radiator.area_m2
    return {
        "battery_min_soc_frac": run.worst.battery_soc,
        "radiator_max_k": run.worst.radiator_k,
        "heater_mean_w": float(day("heater").mean()),
        "radiator_from_array_w_per_m2": float(day("radiator_from_array").mean()) / panel_m2,
        "chip_max_k": run.worst.chip_k,
        "loop_max_k": run.worst.loop_k,
        "throttle_mean_frac": float(1.0 - day("clock").mean()),
        "throttled_by_heat_frac": run.worst.hot_frac,
        "throttled_by_power_frac": run.worst.dark_frac,
    }


def orbit_of_run(run: Run) -> dict[str, Any]:
    """The fleet and what it delivers, costs and emits, with its verdict, margins, masses and environment."""
    mission, side, day = run.mission, run.orbit.side, run.mission.integrated.day
    full = run.deployment.n_sat * mission.rate_pflop_per_s()
    panel, gap = day("radiator_radiated").sum(), day("radiation_gap").sum()
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
        **_extremes(run),
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
    if run.worst.battery_soc is None:
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
