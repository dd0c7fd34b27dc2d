"""A run as the stable, documented keys of summary.json, and as six lines of text."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from orbitdc import __version__
from orbitdc.boundary import MEANING
from orbitdc.constants import DAYS_PER_YEAR, EARTH_RADIUS_KM
from orbitdc.financed import unfinanced
from orbitdc.geometry import beta_by_day, longest_eclipse_s
from orbitdc.ledger.levelized import FLOP_PER_PFLOP_HOUR
from orbitdc.ledger.terms import Terms
from orbitdc.run import Bounded, Breakeven, Priced, Run, Step, terms
from orbitdc.scenario.load import fingerprint
from orbitdc.summary_ground import power_note, power_of_run, readiness_of_run
from orbitdc.summary_sky import environment_of_run, network_of_run, reliability_of_run
from orbitdc.verdict import OVERWEIGHT
from orbitdc.workload import Workload
from orbitdc.worth import Worth

SCHEMA = 1
SAME_FRAC = 1e-3  # of two utilizations that a reader would call equal
NOT_MODELLED = (
    "solar proton storms and heavy ions",
    "hits of debris on cells",
    "quality lost by training that exchanges gradients seldom",
    "carbon of ground stations, staff and factories of rockets",
)


def _costs(priced: Priced) -> dict[str, Any]:
    """The cost keys shared by both sides."""
    side, cost = priced.side, priced.cost
    usd = cost.pv_usd
    scale = cost.flop / cost.pv_flop if cost.pv_flop > 0 else None  # a levelized price per undiscounted unit
    keys: dict[str, Any] = {
        "usd_per_pflop_hour": cost.usd_per_pflop_hour,
        "usd_per_eflop": cost.usd_per_eflop,
        "usd_per_gpu_hour": usd * scale / side.gpu_hours if scale and side.gpu_hours > 0 else None,
        "usd_per_it_kwh": usd * scale / side.it_kwh if scale and side.it_kwh > 0 else None,
        "cost_parts_usd_per_pflop_hour": cost.usd_per_pflop_hour_by_what,
    }
    for key in [key for key, value in keys.items() if value is None and f"{key}_reason" not in keys]:
        keys[f"{key}_reason"] = cost.reason or "nothing is delivered"
    return keys


def _budget(run: Run) -> dict[str, Any]:
    """What an amount of capital buys on either side, at each side's capital spending per IT watt; empty without one."""
    usd = run.scenario.money.budget_usd
    if usd is None:
        return {}
    out: dict[str, Any] = {"usd": usd}
    for name, priced in (("orbit", run.orbit), ("ground", run.ground)):
        side, spent = priced.side, sum(priced.cost.capex_usd.values())
        share = usd / spent if spent > 0.0 else 0.0
        out[name] = {
            "capex_usd_per_it_w": spent / side.it_w,
            "it_w": share * side.it_w,
            "accelerators": share * side.accelerators,
            "delivered_pflop_per_s": share * side.delivered_pflop_per_s,
        }
    out["orbit"] |= {
        "satellites": usd / sum(run.orbit.cost.capex_usd.values()) * run.made.n_sat,
        "launches": usd / sum(run.orbit.cost.capex_usd.values()) * run.made.launches,
    }
    return out


def _worth(each: Worth) -> dict[str, Any]:
    """Profit of one side at market rents; what does not exist is null with its reason."""
    out: dict[str, Any] = {
        "npv_usd": each.npv_usd,
        "irr_frac": each.irr_frac,
        "payback_y": each.payback_y,
        "months_to_first_flop": each.months_to_first_flop,
        "delay_usd_per_y": each.delay_usd_per_y,
    }
    if each.irr_frac is None:
        out["irr_frac_reason"] = each.reason
    if each.payback_y is None:
        out["payback_y_reason"] = "revenue never pays back what was spent"
    return out


def _silent(each: Bounded) -> dict[str, str]:
    """Why a side within a boundary has no cost."""
    keys = ("orbit_usd_per_pflop_hour", "ground_usd_per_pflop_hour", "ratio")
    return {f"{key}_reason": "nothing is delivered" for key in keys if getattr(each, key) is None}


def _carbon(priced: Priced, parts_kg: dict[str, float], scope: str) -> dict[str, Any]:
    """Carbon of one side per PFLOP-hour, whole and by part."""
    pflop_hours = priced.cost.flop / FLOP_PER_PFLOP_HOUR
    if pflop_hours <= 0.0:
        return {"kgco2e_per_pflop_hour": None, "kgco2e_per_pflop_hour_reason": "nothing is delivered"}
    parts = {what: kg / pflop_hours for what, kg in parts_kg.items()}
    return {
        "kgco2e_per_pflop_hour": sum(parts.values()),
        "kgco2e_parts_per_pflop_hour": parts,
        "kgco2e_scope": scope,
    }


def _financing(priced: Priced, terms: Terms) -> dict[str, Any]:
    """How a side is paid for: structure and nominal rates, with a reason beside every null."""
    made = priced.financing
    if made is None:
        made = unfinanced(terms)
    inside = f"money.financing.structure = {made.structure} has no such figure"
    if made.structure == "corporate":
        inside = "the cost of capital holds debt and equity (money.real_wacc_frac)"
    nothing = "nothing is financed"
    out: dict[str, Any] = {"structure": made.structure, "financed_usd": made.financed_usd}
    for key, why in (
        ("effective_cost_frac", nothing),
        ("cost_of_equity_frac", inside),
        ("debt_share_frac", inside),
        ("rent_usd_per_month", inside if made.structure != "lease" else nothing),
        ("least_cover", inside if made.structure not in ("lease", "project_debt") else nothing),
    ):
        out[key] = getattr(made, key)
        if out[key] is None:
            out[f"{key}_reason"] = why
    return out


def _tokens(priced: Priced, workload: Workload) -> dict[str, Any]:
    """Utilization and what binds it, and tokens with their price: USD per FLOP x FLOP per token.

    Trained tokens in training; where prompts and answers mix, those of the answers, which pay for the prompts.
    """
    side, causes = priced.side, priced.side.mfu_time_frac
    keys: dict[str, Any] = {
        "mfu_frac": side.mfu_frac,
        "scale_out_frac": side.scale_out_frac,
        "mfu_bound_by": max(causes, key=lambda cause: causes[cause]),
        "mfu_time_frac": causes,
        "tokens_per_s": workload.tokens_per_s(side.delivered_pflop_per_s * 1e15),
        "usd_per_million_tokens": None,
    }
    usd = priced.cost.usd_per_flop
    if workload.traffic == "none":
        keys["tokens_per_s"] = None
        why = "the workload sends nothing (workload.traffic), and so no tokens"
        return keys | {"tokens_per_s_reason": why, "usd_per_million_tokens_reason": why}
    if usd is None:
        return keys | {"usd_per_million_tokens_reason": priced.cost.reason or "nothing is delivered"}
    return keys | {"usd_per_million_tokens": usd * workload.token_flop * 1e6}


def _shared_mfu(workload: Workload) -> dict[str, Any]:
    """The utilization that both sides are given, or why each has its own."""
    if workload.mfu == "stated":
        return {"mfu_frac": workload.mfu_frac}
    return {"mfu_frac": None, "mfu_frac_reason": "it follows from silicon and links on each side"}


def _yearly(run: Run, priced: Priced) -> dict[str, float]:
    years = run.scenario.mission.life_y
    return {what: usd / years for what, usd in priced.cost.opex_usd.items()}


def _shells(run: Run) -> list[dict[str, float]]:
    orbits = run.flight.orbits
    scale = run.made.n_sat / float(orbits.weight.sum())
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
    s, flight = run.scenario, run.flight
    days = np.arange(flight.n_day)
    length = np.clip(s.mission.life_y * DAYS_PER_YEAR - days, 0.0, 1.0)  # the last day of a life may be a part of one
    survivors = flight.survivors((days + 0.5) / DAYS_PER_YEAR)
    raw, clock = flight.marched.day("clock") * length, flight.daily_clock() * length
    steps = [
        ("occupancy", s.workload.occupancy_frac),
        ("model FLOP utilization", flight.throughput().mfu_frac),
        ("availability", s.workload.availability_frac),
        ("clock (eclipse, heat, power)", float(raw.sum() / length.sum())),
        ("job hand-off and stops by radiation", float(clock.sum() / raw.sum()) if raw.sum() > 0 else 1.0),
        ("survivors", float((clock * survivors).sum() / clock.sum()) if clock.sum() > 0 else 0.0),
    ]
    product = math.prod(value for _, value in steps)
    side = run.orbit.side
    whole = side.delivered_pflop_per_s / side.nameplate_pflop_per_s
    if product > 0 and abs(whole / product - 1.0) > 1e-6:
        steps.append(("window repeated over the life", whole / product))
    return [{"step": name, "factor": value} for name, value in steps]


def _built(run: Run) -> dict[str, Any]:
    """What is launched, and how."""
    return {
        "satellites": math.ceil(run.made.n_sat - 1e-9),
        "launches": math.ceil(run.made.launches - 1e-9),
        "satellites_per_launch": run.made.manifest.per_launch,
        "launch_limited_by": run.made.manifest.limit,
        "launch_usd_per_kg_in_orbit": run.made.unit.launch / run.made.launched_kg,
        "orbit_raising_days": run.made.raising_days,
        "ramp_months": run.made.ramp_months,
        "campaign_months": run.made.campaign_months,
        "launches_per_year_available": run.flight.scenario.launch.launches_per_y,
    }


def design_of_run(run: Run) -> dict[str, Any]:
    """Sizes of one satellite and its figures of merit by IT power; for a sized design, the margins its proof left."""
    s, load, unit = run.flight.scenario.satellite, run.flight.lanes.load, run.made.unit
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
        "parts_kg_per_kw": sum(run.made.mass_parts_kg.values()) / it_kw,
        "radiator_m2_per_kw": s.radiator.area_m2 / it_kw,
        "bus_usd_per_w": sum(unit.bus.values()) / load.it_full_w,
        "launch_usd_per_w": unit.launch / load.it_full_w,
    }
    if run.closed is not None:
        out["margins"] = run.closed.margins
        out["margins_wanted"] = run.closed.wanted
        out["rounds"] = run.closed.rounds
        out["reason"] = run.closed.reason
    return out


def _orbit(run: Run) -> dict[str, Any]:
    flight, marched, side = run.flight, run.flight.marched, run.orbit.side
    beta = beta_by_day(flight.orbits, flight.sun, flight.n_day)
    array = flight.scenario.satellite.solar_array
    bol = array.area_m2 * (array.announced_w_per_m2 or flight.lanes.array_w_per_m2)
    left = float(flight.environment.hazards.cells_frac[-1] @ flight.environment.kind.share)
    day = marched.day
    lit = day("lit")
    full = run.made.n_sat * flight.rate_pflop_per_s()
    panel, gap = day("radiator_radiated").sum(), day("radiation_gap").sum()
    low = run.worst.battery_soc
    out: dict[str, Any] = {
        "name": flight.scenario.satellite.label,
        "verdict": run.verdict.verdict,
        "feasible": run.verdict.feasible,
        "binding_limit": run.verdict.binding_limit,
        "remedy": run.verdict.remedy,
        "margins": {**run.verdict.margins, **run.verdict.reasons},
        "energy_residual_frac": flight.energy_residual_frac(),
        "electrical_residual_frac": flight.electrical_residual_frac(),
        "heat_residual_frac": flight.heat_residual_frac(),
        "radiation_linearisation_frac": float(gap / panel) if panel > 0 else 0.0,
        **_built(run),
        "design": design_of_run(run),
        "accelerators_per_satellite": flight.count,
        "shells": _shells(run),
        "sunlit_frac": float(lit.mean()),
        "eclipse_max_s": longest_eclipse_s(flight.orbits, flight.sun, flight.n_day, flight.scenario.sky),
        "eclipse_days_per_year": float((lit < 1.0 - 1e-6).sum() / flight.n_day * DAYS_PER_YEAR),
        "beta_deg": {"min": float(np.degrees(beta.min())), "max": float(np.degrees(beta.max()))},
        "array_power_w": {"bol": bol, "eol": bol * left},
        "array_w_per_m2": {"used": bol / array.area_m2, "bottom_up": flight.lanes.array_w_per_m2},
        "environment": environment_of_run(run),
        "network": network_of_run(run),
        "reliability": reliability_of_run(run),
        "battery_min_soc_frac": low,
        "radiator_max_k": run.worst.radiator_k,
        "chip_max_k": run.worst.chip_k,
        "loop_max_k": run.worst.loop_k,
        "throttle_mean_frac": float(1.0 - day("clock").mean()),
        "throttled_by_heat_frac": run.worst.hot_frac,
        "throttled_by_power_frac": run.worst.dark_frac,
        "delivered_pflop_per_s": side.delivered_pflop_per_s,
        "firm_pflop_per_s": {
            "p1": flight.firm_share(0.01) * full,
            "min": flight.firm_share(0.0) * full,
        },
        "nameplate_pflop_per_s": side.nameplate_pflop_per_s,
        "waterfall": waterfall(run),
        "mass_kg": {
            "total": run.made.launched_kg,
            "bottom_up": sum(run.made.mass_parts_kg.values()),
            **run.made.mass_parts_kg,
        },
        "capex_usd": run.orbit.cost.capex_usd,
        "opex_usd_per_year": _yearly(run, run.orbit),
        "financing": _financing(run.orbit, terms(run.scenario, orbit=True)),
        **_tokens(run.orbit, run.flight.scenario.workload),
        **_costs(run.orbit),
        **_carbon(run.orbit, run.footprint.orbit_kg, _scope(run)),
    }
    if low is None:
        out["battery_min_soc_frac_reason"] = "the satellite has no battery"
    return out


def _scope(run: Run) -> str:
    """What the orbit's carbon holds."""
    counted = run.scenario.carbon.upper_atmosphere == "included"
    effects = "with" if counted else "without"
    return f"satellites, launch and losses, {effects} effects on the upper atmosphere; a lower bound"


def _ground(run: Run) -> dict[str, Any]:
    side = run.ground.side
    pflop_hours = run.ground.cost.flop / FLOP_PER_PFLOP_HOUR
    return {
        "site": side.name,
        "scale_of_site": run.site_scale,
        "it_power_w": side.it_w,
        "accelerators": side.accelerators,
        "delivered_pflop_per_s": side.delivered_pflop_per_s,
        "nameplate_pflop_per_s": side.nameplate_pflop_per_s,
        "pue_annual": run.scenario.ground.pue_annual,
        "power": power_of_run(run),
        "months_until_ready": readiness_of_run(run),
        "capex_usd": run.ground.cost.capex_usd,
        "opex_usd_per_year": _yearly(run, run.ground),
        "financing": _financing(run.ground, terms(run.scenario, orbit=False)),
        **_tokens(run.ground, run.flight.scenario.workload),
        **_costs(run.ground),
        **_carbon(run.ground, run.footprint.ground_kg, "accelerators, repairs, the building's share and electricity"),
        "water_l_per_pflop_hour": (side.water_l or 0.0) / pflop_hours if pflop_hours > 0 else None,
        "water_scope": "cooling at the site" + (" and at its power plant" if run.scenario.ground.power else ""),
    }


def provenance(run: Run, created_utc: str) -> dict[str, Any]:
    """Where a run's scenario came from: file, hash, how many of its numbers are estimates, notes, departures."""
    loaded = run.scenario._loaded
    out: dict[str, Any] = {
        "path": loaded.path if loaded is not None else None,
        "sha256": fingerprint(run.scenario),
        "created_utc": created_utc,
        "departures": _departures(run),
        "notes": _notes(run),
        "numbers_used": None,
        "numbers_estimated": None,
    }
    if loaded is not None:
        numbers = loaded.numbers()
        out["numbers_used"] = len(numbers)
        out["numbers_estimated"] = sum(number.is_estimate for number in numbers)
    return out


def _departures(run: Run) -> list[str]:
    """Where the two sides of the like-for-like comparison still pay different prices for the same thing."""
    s, found = run.scenario, []
    if s.satellite.it_premium_frac > 0:
        found.append(
            f"orbit pays {100 * s.satellite.it_premium_frac:g} % more for the same silicon (satellite.it_premium_frac)"
        )
    if s.money.risk_premium_frac > 0:
        found.append(f"orbit's capital costs {100 * s.money.risk_premium_frac:g} points more (money.risk_premium_frac)")
    return found


def _notes(run: Run) -> list[str]:
    """What a reader of this run's answer must know."""
    s, notes = run.scenario, []
    if run.flight.n_day == run.flight.environment.last_day() < run.flight.environment.n_day:
        notes.append(f"the march ends after {run.flight.n_day} days, when the last satellite re-enters")
    elif run.flight.n_day < s.mission.life_y * DAYS_PER_YEAR - 1.0:
        notes.append(
            f"{run.flight.n_day} marched days are repeated over {s.mission.life_y:g} years: seasons and ageing of "
            "cells, coating and battery outside this window are left out"
        )
    if s.fleet.catalogue_file is not None:
        notes.append(
            "catalogue orbits: mean elements carried to the service date at secular rates, without drag and manoeuvres"
        )
    network = run.flight.environment.network()
    if network.synchronous_share_frac < network.share_frac:
        ground = run.ground.side.scale_out_frac
        notes.append(
            f"training all-reduces every {s.workload.local_steps} steps between satellites; at every step the links "
            f"would carry {network.synchronous_share_frac:.0%} of full clock (workload.local_steps), "
            f"the ground's network carries {ground:.0%}"
        )
    mine, theirs = run.flight.throughput(), run.ground.side.mfu_frac
    if abs(mine.mfu_frac / theirs - 1.0) > SAME_FRAC:
        notes.append(
            f"the same model reaches {mine.mfu_frac:.1%} of the dense peak on satellites of {mine.domain} accelerators "
            f"joined by the fast network, {theirs:.1%} on the ground"
        )
    r = s.satellite.reliability
    if r.early_losses == "weibull":
        notes.append(
            "early losses follow a Weibull law of satellites in orbit, which holds what satellite.dead_on_arrival_frac "
            "and satellite.random_loss_per_y would charge again: neither is applied"
        )
    if r.common_causes == "included":
        notes.append("expected losses hold defective batches and severe solar storms (satellite.reliability)")
    notes += power_note(run)
    if run.made.ramp_months > s.fleet.ramp_months:
        notes.append(f"launch cadence stretches the ramp to {run.made.ramp_months:.0f} months")
    if run.verdict.verdict == OVERWEIGHT:
        notes.append("the launched mass is the announced one; at the sum of the parts launch costs more")
    if run.made.manifest.per_launch < 1:
        notes.append("the satellite does not fit the launcher; it is priced as if one rode alone")
    return notes


def _owners_rate(run: Run) -> dict[str, float]:
    """The rate that replaces the cost of capital where debt service or rent is explicit; empty elsewhere."""
    plan = run.scenario.money.financing
    if plan is None or not plan.explicit:
        return {}
    return {"real_cost_of_equity_frac": terms(run.scenario, orbit=False).real_wacc_frac}


def _breakeven(key: str, value: Breakeven) -> dict[str, Any]:
    return {key: value.value} if value.value is not None else {key: None, f"{key}_reason": value.reason}


def _announced(step: Step) -> dict[str, Any]:
    reason = {"ratio_reason": "one side delivers nothing"} if step.ratio is None else {}
    return {"step": step.step, "ratio": step.ratio, **reason}


def summarise(run: Run, provenance: dict[str, Any]) -> dict[str, Any]:
    """The stable keys of summary.json; every null has a ``..._reason`` beside it.

    ``provenance`` gives path, sha256, created_utc, numbers_used and numbers_estimated.
    """
    s = run.scenario
    out: dict[str, Any] = {
        "schema": SCHEMA,
        "orbitdc_version": __version__,
        "scenario": {
            "name": s.name,
            "path": provenance["path"],
            "sha256": provenance["sha256"],
            "description": s.description,
        },
        "seed": s.seed,
        "created_utc": provenance["created_utc"],
        "orbit": _orbit(run),
        "ground": _ground(run),
        "ratio_like_for_like": run.ratio_like_for_like,
        "ratio_as_announced": run.ratio_as_announced,
        "budget": _budget(run),
        "market": {
            "usd_per_pflop_hour": run.market.usd_per_pflop_hour if run.market else None,
            "decline_per_y": run.scenario.money.rent_decline_per_y,
            **{side: _worth(each) for side, each in run.worth.items()},
            **{f"{side}_equity": _worth(each) for side, each in run.equity.items()},
        },
        "boundary": run.scenario.money.boundary,
        "boundaries": {
            name: {
                "meaning": MEANING[name],
                "orbit_usd_per_pflop_hour": each.orbit_usd_per_pflop_hour,
                "ground_usd_per_pflop_hour": each.ground_usd_per_pflop_hour,
                "ratio": each.ratio,
                **_silent(each),
            }
            for name, each in run.bounded.items()
        },
        "ratio_floor": run.ratio_floor,
        "currency_year": s.money.currency_year,
        "launch_usd_per_kg": run.flight.scenario.launch.price_usd_per_kg,
        **_breakeven("breakeven_launch_usd_per_kg", run.launch),
        **_breakeven("breakeven_bus_usd_per_w", run.bus),
        "as_announced": [_announced(step) for step in run.announced],
        "shared": {
            "accelerator": s.accelerator.label,
            "precision": s.workload.precision,
            "occupancy_frac": s.workload.occupancy_frac,
            **_shared_mfu(s.workload),
            "phase": s.workload.work,
            "allin_w": s.accelerator.allin_w,
            "service_date": s.mission.service_date.isoformat(),
            "life_y": s.mission.life_y,
            "real_wacc_frac": s.money.real_wacc_frac,
            **_owners_rate(run),
        },
        "departures": provenance.get("departures", []),
        "notes": [*provenance.get("notes", []), "not modelled: " + "; ".join(NOT_MODELLED)],
        "numbers_used": provenance["numbers_used"],
        "numbers_estimated": provenance["numbers_estimated"],
    }
    if out["numbers_used"] is None:
        why = "the scenario was made in Python, without origins"
        out["numbers_used_reason"] = out["numbers_estimated_reason"] = why
    for key in ("ratio_like_for_like", "ratio_floor"):
        if out[key] is None:
            out[f"{key}_reason"] = "one side delivers nothing"
    if out["ratio_as_announced"] is None:
        out["ratio_as_announced_reason"] = run.announced_reason or "one side delivers nothing"
    return out


def six_lines(run: Run) -> str:
    """Verdict, what binds, what it delivers, what it costs, the ratio, the break-even: six lines."""
    orbit, ground = run.orbit, run.ground

    def usd(priced: Priced) -> str:
        value = priced.cost.usd_per_pflop_hour
        return "nothing delivered" if value is None else f"{value:.3f} USD/PFLOP-hour"

    price = run.launch
    even = f"{price.value:,.0f} USD/kg" if price.value is not None else price.reason
    ratio = f"{run.ratio_like_for_like:.2f}" if run.ratio_like_for_like is not None else "none"
    return "\n".join(
        (
            f"{run.scenario.name}: {run.verdict.verdict}",
            f"binds       {run.verdict.binding_limit}",
            f"delivers    {orbit.side.delivered_pflop_per_s:,.0f} PFLOP/s "
            f"of {orbit.side.nameplate_pflop_per_s:,.0f} nameplate",
            f"costs       orbit {usd(orbit)}, ground {usd(ground)}",
            f"ratio       {ratio} like for like",
            f"break-even  launch {even}",
        )
    )
