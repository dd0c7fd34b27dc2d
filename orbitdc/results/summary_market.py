"""What both sides earn as keys of summary.json: at market rents, for a budget, after debt, from the day of decision."""

from __future__ import annotations

from typing import Any

import numpy as np

from orbitdc.comparison.deal import Bought, chips_alone
from orbitdc.comparison.pricing import Priced
from orbitdc.comparison.run import Run
from orbitdc.economics.npv import NetPresentValue
from orbitdc.economics.rents import Market
from orbitdc.results.owners_cash import owners_cash
from orbitdc.results.summary_economics import capacity_of

REQUIRED = ("required_usd_per_gpu_hour", "required_flat_usd_per_gpu_hour", "required_usd_per_pflop_hour")


def budget_of_run(run: Run) -> dict[str, Any]:
    """What an amount of capital buys on either side, at each side's outlays per IT watt; null without an amount.

    A lease of accelerators buys accelerators alone, and the launches that bring them up are somebody else's.
    """
    usd = run.scenario.money.budget_usd
    if usd is None:
        return {"budget": None, "budget_reason": "no amount of capital is stated (money.budget_usd)"}
    alone = chips_alone(run.orbit.side, run.ground.side)
    out: dict[str, Any] = {"usd": usd, "covers": "accelerators" if alone else "capex"}
    for name, found in run.bought.items():
        if found is None:
            out |= {name: None, f"{name}_reason": run.orbit.cost.unpriced}
            continue
        out[name] = _bought(found)
        if name == "orbit":
            deployed = found.deployment
            out[name] |= {
                "satellites": 0.0 if deployed is None else deployed.n_sat,
                "launches": 0.0 if deployed is None else deployed.launches,
                "campaign_months": 0.0 if deployed is None else deployed.campaign.months,
            }
    return {"budget": out}


def _bought(found: Bought) -> dict[str, Any]:
    """What an amount of capital buys on one side; nothing where the amount is nothing."""
    out: dict[str, Any] = {"capex_usd_per_it_w": found.usd_per_it_w, "npv_usd": found.npv_usd}
    if found.priced is None:
        sizes = ("it_w", "accelerators", "delivered_pflop_per_s", "first_year_pflop_per_s", "peak_pflop_per_s")
        nothing = {"usd_per_pflop_hour": None, "usd_per_pflop_hour_reason": "nothing is bought"}
        return out | dict.fromkeys(sizes, 0.0) | nothing
    side, cost = found.priced.side, found.priced.cost
    calendar = capacity_of(found.priced)
    out |= {
        "it_w": side.it_w,
        "accelerators": side.accelerators,
        "delivered_pflop_per_s": side.delivered_pflop_per_s,
        "first_year_pflop_per_s": calendar["first_year_pflop_per_s"],
        "peak_pflop_per_s": calendar["peak_pflop_per_s"],
        "usd_per_pflop_hour": cost.usd_per_pflop_hour,
    }
    if cost.usd_per_pflop_hour is None:
        out["usd_per_pflop_hour_reason"] = cost.reason or "nothing is delivered"
    return out


def _npv(each: NetPresentValue, unpriced: str, pflop_per_s: float, rate_frac: float) -> dict[str, Any]:
    """Profit of one side at market rents and a cost of capital; what does not exist is null with its reason."""
    if unpriced:
        keys = (
            "npv_usd",
            "irr_frac",
            "payback_y",
            "months_to_first_flop",
            "delay_usd_per_y",
            *REQUIRED,
        )
        silent = dict.fromkeys(keys) | {f"{key}_reason": unpriced for key in keys}
        return {"cost_of_capital_frac": rate_frac, **silent}
    out: dict[str, Any] = {
        "cost_of_capital_frac": rate_frac,
        "npv_usd": each.npv_usd,
        "irr_frac": each.irr_frac,
        "payback_y": each.payback_y,
        "months_to_first_flop": each.months_to_first_flop,
        "delay_usd_per_y": each.delay_usd_per_y,
        "required_usd_per_pflop_hour": each.required_usd_per_pflop_hour,
    }
    for falling in ("required", "required_flat"):
        price = getattr(each, f"{falling}_usd_per_pflop_hour")
        out[f"{falling}_usd_per_gpu_hour"] = None if price is None else price * pflop_per_s
    out |= {f"{key}_reason": "nothing is delivered" for key in REQUIRED if out[key] is None}
    if each.irr_frac is None:
        out["irr_frac_reason"] = each.reason
    if each.payback_y is None:
        out["payback_y_reason"] = "revenue never pays back what was spent"
    return out


def owners_rate(run: Run) -> dict[str, float]:
    """The rate that replaces the cost of capital where debt service or rent is explicit on both sides; else nothing."""
    plan, capitals = run.scenario.money.financing, [side.side.capital for side in (run.orbit, run.ground)]
    if plan is None or not plan.explicit or any(capital.plan != plan for capital in capitals):
        return {}
    return {"real_cost_of_equity_frac": capitals[1].terms.real_wacc_frac}


def market_of_run(run: Run) -> dict[str, Any]:
    """What work sells for, and what both sides are worth at that."""
    unpriced = {"orbit": run.orbit.cost.unpriced, "ground": run.ground.cost.unpriced}
    price, delivers = (run.market.usd_per_pflop_hour, run.market.pflop_per_s) if run.market else (None, 1.0)
    why = "the accelerator has no market rent (accelerator.rent_usd_per_h)"
    capital = {"orbit": run.orbit.side.capital, "ground": run.ground.side.capital}
    own = {side: each.own.real_wacc_frac for side, each in capital.items()}
    owner = {side: each.terms.real_wacc_frac for side, each in capital.items()}
    return {
        "usd_per_pflop_hour": price,
        **({} if price is not None else {"usd_per_pflop_hour_reason": why}),
        "decline_per_y": run.scenario.money.rent_decline_per_y,
        "usd_per_gpu_hour": run.mission.scenario.accelerator.rent_usd_per_gpu_hour,
        "rent_basis": run.scenario.money.rent_basis,
        "rent_term_months": run.market.term_months if run.market else 0,
        **_newer(run),
        "rent_date": run.scenario.mission.service_date.isoformat(),
        **_sold_by(run),
        **{side: _npv(each, unpriced[side], delivers, own[side]) for side, each in run.npv.items()},
        **{f"{side}_equity": _npv(each, unpriced[side], delivers, owner[side]) for side, each in run.equity.items()},
    }


def _newer(run: Run) -> dict[str, Any]:
    """The fall of the rent at which later units enter; null with the reason where they are the same silicon."""
    newer = run.market.entry_decline_per_y if run.market else None
    if newer is not None:
        return {"new_silicon_decline_per_y": newer}
    why = "later units are the same accelerators, whose price falls (money.it_price_decline_per_y)"
    return {"new_silicon_decline_per_y": None, "new_silicon_decline_per_y_reason": why}


def time_to_market_of_run(run: Run) -> dict[str, Any]:
    """When both sides serve that are decided on one day, and what they sell and are worth from that day on."""
    found = run.time_to_market
    assert found is not None  # every run has one
    out: dict[str, Any] = {"decision_date": found.decision_date.isoformat()}
    for name, side, why in (("orbit", found.orbit, run.orbit.cost.unpriced), ("ground", found.ground, "")):
        if why:
            out |= {name: None, f"{name}_reason": why}
            continue
        out[name] = {
            "waits_months": side.wait.waits_months,
            "building_months": side.wait.building_months,
            "months_to_first_flop": side.first_months,
            "months_to_peak": side.peak_months,
            "revenue_usd": side.revenue_usd,
            "revenue_pv_usd": side.revenue_pv_usd,
            "npv_usd": side.npv_usd,
        }
    return out


def _sold_by(run: Run) -> dict[str, Any]:
    """The price of a contract or of tokens where work is sold by these; null with the reason elsewhere."""
    money = run.mission.scenario.money
    contract, tokens = money.rent_basis == "contract", money.rent_basis == "tokens"
    out: dict[str, Any] = {
        "contract_usd_per_gpu_hour": money.contract_usd_per_gpu_hour if contract else None,
        "contract_months": money.contract_months if contract else None,
        "usd_per_million_tokens": money.price_usd_per_million_tokens if tokens else None,
    }
    why = f"money.rent_basis is {money.rent_basis}"
    return out | {f"{key}_reason": why for key, value in out.items() if value is None}


def debt_cover_of(priced: Priced, market: Market | None) -> dict[str, Any]:
    """How a side's cash covers its debt service or rent by month, and what its owner earns; null without either."""
    plan, why = priced.side.capital.plan, priced.cost.unpriced
    if market is None or plan is None or not plan.explicit or why:
        return {"debt_cover": None, "debt_cover_reason": why or "there is neither debt nor rent (money.financing)"}
    found = owners_cash(priced, market)
    cover, flow = found.flow.cover, found.flow
    served = np.flatnonzero(np.isfinite(cover))
    if served.size == 0:
        return {"debt_cover": None, "debt_cover_reason": "nothing is lent"}
    breached = np.flatnonzero(flow.breached)
    missing = np.clip(plan.covenant_cover - cover[served], 0.0, None) * found.due_usd[served]
    out: dict[str, Any] = {
        "least": float(cover[served].min()),
        "mean": float(cover[served].mean()),
        "covenant": plan.covenant_cover,
        "lock_up": plan.lock_up_cover,
        "months": int(served.size),
        "negative_months": int((cover[served] < 0.0).sum()),
        "breached_months": int(breached.size),
        "first_breach_month": int(breached[0]) + found.first_month if breached.size else None,
        "locked_months": int(flow.locked.sum()),
        "held_most_usd": float(flow.held_usd.max()),
        "missing_usd": float(missing.sum()),
        "equity_irr_frac": found.irr_frac,
    }
    if out["first_breach_month"] is None:
        out["first_breach_month_reason"] = "the covenant is kept in every month"
    if out["equity_irr_frac"] is None:
        out["equity_irr_frac_reason"] = "no rate brings what is paid in and distributed to nothing"
    return {"debt_cover": out}
