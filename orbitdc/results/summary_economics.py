"""Cost, financing, profit, boundaries, carbon and tokens of a run as keys of summary.json."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from orbitdc.comparison.boundary import MEANING
from orbitdc.comparison.pricing import Priced
from orbitdc.comparison.run import Bounded, Run
from orbitdc.compute.workload import Workload
from orbitdc.constants import HOURS_PER_YEAR
from orbitdc.economics.debt_service import unfinanced
from orbitdc.ledger.levelized import FLOP_PER_PFLOP_HOUR
from orbitdc.results.record import by_identifier, identifier


def costs_of(priced: Priced) -> dict[str, Any]:
    """The cost keys shared by both sides."""
    side, cost = priced.side, priced.cost
    usd, parts = cost.pv_usd, cost.usd_per_pflop_hour_by_what
    priced_flop = cost.pv_flop if not cost.unpriced else 0.0
    scale = cost.flop / priced_flop if priced_flop > 0 else None  # a levelized price per undiscounted unit
    keys: dict[str, Any] = {
        "usd_per_pflop_hour": cost.usd_per_pflop_hour,
        "usd_per_eflop": cost.usd_per_eflop,
        "usd_per_gpu_hour": usd * scale / side.gpu_hours if scale and side.gpu_hours > 0 else None,
        "usd_per_it_kwh": priced.usd_per_it_kwh,
        "cost_parts_usd_per_pflop_hour": parts and by_identifier(parts),
        "cost_part_groups": by_identifier({line.what: identifier(line.category.group) for line in side.lines}),
    }
    for key in [key for key, value in keys.items() if value is None and f"{key}_reason" not in keys]:
        keys[f"{key}_reason"] = cost.reason or "nothing is delivered"
    return keys


def financing_steps_of_run(run: Run) -> list[dict[str, Any]]:
    """The way from an earlier financing to the scenario's, both sides at each step."""
    out = []
    for each in run.financing_steps:
        row: dict[str, Any] = dataclasses.asdict(each)
        reason = run.orbit.cost.unpriced or "one side delivers nothing, or costs nothing"
        out.append(row | {f"{key}_reason": reason for key, value in row.items() if value is None})
    return out


def capacity_of(priced: Priced) -> dict[str, Any]:
    """What a side delivers by the calendar from its first month of service on, before it is whole and after."""
    monthly = priced.side.flop_by_month / (HOURS_PER_YEAR / 12.0 * 3600.0) / 1e15
    peak = float(monthly.max()) if monthly.size else 0.0
    whole = np.flatnonzero(monthly >= (1.0 - 1e-9) * peak) if peak > 0.0 else np.zeros(1, dtype=np.int64)
    return {
        "first_year_pflop_per_s": float(monthly[:12].sum()) / 12.0,
        "first_year_by_month_pflop_per_s": [float(month) for month in monthly[:12]],
        "peak_pflop_per_s": peak,
        "peak_month": int(whole[0]),
        "months_in_service": int(monthly.size),
    }


def _silent(each: Bounded, unpriced: str) -> dict[str, str]:
    """Why a side within a boundary has no cost."""
    costs = ("usd_per_pflop_hour", "usd_per_it_kwh")
    keys = ("ratio", *(f"{side}_{cost}" for side in ("orbit", "ground") for cost in costs))
    why = unpriced or "nothing is delivered"
    silent = {f"{key}_reason": why for key in keys if getattr(each, key) is None}
    if list(silent) == ["ratio_reason"]:
        silent["ratio_reason"] = "one side costs nothing within the boundary"
    silent |= {
        f"{side}_usd_per_it_kw_y_reason": why for side in ("orbit", "ground") if f"{side}_{costs[1]}_reason" in silent
    }
    if each.ratio_capex is None:
        silent["ratio_capex_reason"] = (
            why if each.orbit_usd_per_pflop_hour is None else "the ground buys no capital within the boundary"
        )
    if unpriced:
        silent["orbit_capex_usd_per_it_w_reason"] = unpriced
    return silent


def _kw_year(usd_per_kwh: float | None) -> float | None:
    """The price of a kilowatt drawn for a year of 8,766 hours."""
    return None if usd_per_kwh is None else HOURS_PER_YEAR * usd_per_kwh


def carbon_of(priced: Priced, parts_kg: dict[str, float], scope: str) -> dict[str, Any]:
    """Carbon of one side per PFLOP-hour, whole and by part."""
    pflop_hours = priced.cost.flop / FLOP_PER_PFLOP_HOUR
    if priced.cost.unpriced or pflop_hours <= 0.0:
        why = priced.cost.unpriced or "nothing is delivered"
        return {"kgco2e_per_pflop_hour": None, "kgco2e_per_pflop_hour_reason": why}
    parts = by_identifier({what: kg / pflop_hours for what, kg in parts_kg.items()})
    return {
        "kgco2e_per_pflop_hour": sum(parts.values()),
        "kgco2e_parts_per_pflop_hour": parts,
        "kgco2e_scope": scope,
    }


def financing_of(priced: Priced) -> dict[str, Any]:
    """How a side is paid for: structure and nominal rates, with a reason beside every null."""
    financing = priced.financing
    if financing is None:
        financing = unfinanced(priced.side.capital.terms)
    inside = f"money.financing.structure = {financing.structure} has no such figure"
    if financing.structure == "corporate":
        inside = "the cost of capital holds debt and equity (money.real_wacc_frac)"
    nothing = "nothing is financed"
    out: dict[str, Any] = {
        "structure": financing.structure,
        "real_discount_rate_frac": priced.side.capital.terms.real_wacc_frac,
        "tax_frac": priced.side.capital.terms.tax_frac,
        "financed_usd": financing.financed_usd,
    }
    for key, why in (
        ("effective_cost_frac", nothing),
        ("yield_frac", nothing if financing.structure != "corporate" else inside),
        ("cost_of_equity_frac", inside),
        ("debt_share_frac", inside),
        ("rent_usd_per_month", inside if financing.structure != "lease" else nothing),
        ("least_cover", inside if financing.structure not in ("lease", "project_debt") else nothing),
    ):
        out[key] = getattr(financing, key)
        if out[key] is None:
            out[f"{key}_reason"] = why
    if unpriced := priced.cost.unpriced:
        for key in (key for key in ("financed_usd", "rent_usd_per_month", "least_cover")):
            out[key], out[f"{key}_reason"] = None, unpriced
    return out


def tokens_of(priced: Priced, workload: Workload) -> dict[str, Any]:
    """Utilization and what binds it, and tokens with their price: USD per FLOP x FLOP per token.

    Trained tokens in training; where prompts and answers mix, those of the answers, which pay for the prompts.
    """
    side, causes = priced.side, priced.side.mfu_time_frac
    keys: dict[str, Any] = {
        "mfu_frac": side.mfu_frac,
        "scale_out_frac": side.scale_out_frac,
        "mfu_bound_by": identifier(max(causes, key=lambda cause: causes[cause])),
        "mfu_time_frac": by_identifier(causes),
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


def spending_of(run: Run, priced: Priced) -> dict[str, Any]:
    """Capital by line in USD, and running costs by line in USD a year of the life; neither of a side without a cost."""
    if why := priced.cost.unpriced:
        keys = ("capex_usd", "opex_usd_per_year", "total_usd")
        return dict.fromkeys(keys) | {f"{key}_reason": why for key in keys}
    years = run.scenario.mission.priced_y
    yearly = {what: usd / years for what, usd in priced.cost.opex_usd.items()}
    total = sum(priced.cost.capex_usd.values()) + sum(priced.cost.opex_usd.values())
    return {
        "capex_usd": by_identifier(priced.cost.capex_usd),
        "opex_usd_per_year": by_identifier(yearly),
        "total_usd": total,
    }


def flop_value_of_run(run: Run) -> dict[str, Any]:
    """The ratio where every FLOP counts alike, and where FLOP lose value as fast as market rents fall."""
    money = run.mission.scenario.money
    out: dict[str, Any] = {
        "decline_per_y": money.flop_value_decline_per_y,
        "rent_decline_per_y": money.rent_decline_per_y,
    }
    for key, decline in (("ratio_without_decline", 0.0), ("ratio_declining_as_rents", money.rent_decline_per_y)):
        out[key] = run.ratio_at(decline)
        if out[key] is None:
            out[f"{key}_reason"] = run.orbit.cost.unpriced or "nothing of value is delivered"
    return out


def differences_of_run(run: Run) -> list[dict[str, Any]]:
    """What is not alike on both sides, with the ratio without it and its effect."""
    out = []
    for each in run.differences:
        row: dict[str, Any] = {"what": each.what, "ratio_without": each.ratio_without, "effect": each.effect}
        if each.effect is None:
            row["ratio_without_reason"] = row["effect_reason"] = (
                run.orbit.cost.unpriced or "one side delivers nothing, or costs nothing"
            )
        out.append(row)
    return out


def other_launches_of_run(run: Run) -> dict[str, Any]:
    """The ratio at the operator's own cost of a launch, and at what a customer pays; null where that is not known."""
    out: dict[str, Any] = {}
    for key, found, missing in (
        ("own_launch", run.own_launch, "no cost to the operator is known (launch.internal_from)"),
        ("market_launch", run.market_launch, "no other price to a customer is known (launch.market_from)"),
    ):
        if found is None or run.orbit.cost.unpriced:
            out |= {key: None, f"{key}_reason": run.orbit.cost.unpriced or missing}
            continue
        reason = {"ratio_reason": "one side delivers nothing, or costs nothing"} if found.ratio is None else {}
        out[key] = {"launcher": found.launcher, "usd_per_kg": found.usd_per_kg, "ratio": found.ratio, **reason}
    return out


def boundaries_of_run(run: Run) -> dict[str, Any]:
    """Both sides' cost within each boundary."""
    return {
        name: {
            "meaning": MEANING[name],
            "orbit_usd_per_pflop_hour": each.orbit_usd_per_pflop_hour,
            "ground_usd_per_pflop_hour": each.ground_usd_per_pflop_hour,
            "ratio": each.ratio,
            "orbit_usd_per_it_kwh": each.orbit_usd_per_it_kwh,
            "ground_usd_per_it_kwh": each.ground_usd_per_it_kwh,
            "orbit_usd_per_it_kw_y": _kw_year(each.orbit_usd_per_it_kwh),
            "ground_usd_per_it_kw_y": _kw_year(each.ground_usd_per_it_kwh),
            "orbit_capex_usd_per_it_w": None if run.orbit.cost.unpriced else each.orbit_capex_usd_per_it_w,
            "ground_capex_usd_per_it_w": each.ground_capex_usd_per_it_w,
            "ratio_capex": each.ratio_capex,
            **_silent(each, run.orbit.cost.unpriced),
        }
        for name, each in run.bounded.items()
    }
