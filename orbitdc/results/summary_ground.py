"""The ground as keys of summary.json: its site and costs, who makes its electricity and when it flows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from orbitdc.comparison.relaunch import launched_anew, refreshed
from orbitdc.economics.horizon import Life
from orbitdc.ledger.levelized import FLOP_PER_PFLOP_HOUR
from orbitdc.results.record import by_identifier
from orbitdc.results.summary_economics import (
    capacity_of,
    carbon_of,
    costs_of,
    financing_of,
    spending_of,
    tokens_of,
)
from orbitdc.results.summary_job import job_of
from orbitdc.results.summary_market import debt_cover_of
from orbitdc.site.cost import generations
from orbitdc.site.phase import fills
from orbitdc.site.power_cost import readiness, supply

if TYPE_CHECKING:
    from orbitdc.comparison.run import Run
    from orbitdc.site import Site


def _named(site: Site) -> str:
    """Who makes a site's electricity, in words, with the shares of several."""
    sources = site.sources()
    if len(sources) < 2:
        return sources[0][1].label if sources else "stated tariff"
    return " and ".join(f"{plant.label} ({share:.0%})" for share, plant in sources)


def power_of_run(run: Run) -> dict[str, Any]:
    """Source of a site's electricity, with its levelized cost by part in dollars of the run where a plant makes it."""
    s, side = run.mission.scenario, run.ground.side
    bought = supply(s.ground, side.it_w, side.it_w * s.workload.duty_frac, s.money.of("ground").real_wacc_frac)
    out: dict[str, Any] = {
        "source": _named(s.ground),
        "usd_per_kwh": sum(bought.usd_per_kwh.values()),
        "carbon_kg_per_kwh": bought.carbon_kg_per_kwh,
    }
    if not s.ground.sources():
        return out
    return out | {
        "usd_per_kwh_parts": by_identifier(bought.usd_per_kwh),
        "water_l_per_kwh": bought.water_l_per_kwh,
        "installed_w": bought.installed_kw * 1e3,
        "capacity_factor_frac": bought.capacity_factor_frac,
    }


def build_up_of_run(run: Run) -> dict[str, Any]:
    """Months until a site built in phases is full, and what it then holds; empty for an even ramp."""
    ground = run.mission.scenario.ground
    if ground.build_up is None:
        return {}
    held = fills(ground, run.mission.scenario.accelerator, run.site_scale)
    return {
        "build_up": {
            "months_to_full": int(held[0].shares.size) - 1,
            "silicon": ground.build_up.silicon,
            "cohorts": [{"accelerator": fill.chip.label, "accelerators": fill.count} for fill in held],
        }
    }


def readiness_of_run(run: Run) -> dict[str, Any]:
    """Months from the first order until building and power are ready, and which of them is waited for."""
    wait = readiness(run.scenario.ground)
    out: dict[str, Any] = {
        "building_months": wait.building_months,
        "power_months": wait.power_months,
        "months": wait.months,
        "binds": wait.binds,
    }
    if wait.power_months is None:
        known = run.scenario.ground.power_from
        named = f"; ground.power.from={known} would" if known else ""
        out["power_months_reason"] = f"a stated tariff does not say when power flows{named}"
    return out


def power_note(run: Run) -> list[str]:
    """That a plant replaces the tariff and the carbon of the site's catalogue entry, where it does."""
    ground = run.scenario.ground
    if ground.power is None:
        return []
    text = f"the site's electricity comes from {_named(ground)} (ground.power)"
    if row := run.scenario.source.origin("ground.electricity_usd_per_kwh").row:
        text += f", in place of the catalogue's tariff of {row.value} USD/kWh and its carbon"
    return [text]


def refresh_note(run: Run) -> list[str]:
    """How often each side buys its accelerators in the horizon, where the ground does more than once."""
    s = run.scenario
    served = generations(refreshed(s).it_refresh_y, Life(s.mission.priced_y))
    bought = len(served)
    if bought == 1:
        return []
    launched = len(launched_anew(s))
    kept = "keep theirs for life" if launched == 1 else f"are launched {launched} times (mission.horizon_y)"
    return [
        f"the ground buys its accelerators {bought} times in {s.mission.priced_y:g} years (ground.it_refresh_y), for "
        f"the same FLOP; satellites {kept}",
        *_cut_short(run, served[0][1], served[-1][1]),
    ]


def _cut_short(run: Run, apart_months: int, last_months: int) -> list[str]:
    """What accelerators fetch that the horizon cuts short, where a stated share says less or more than their age."""
    money, horizon = run.scenario.money, Life(run.scenario.mission.priced_y)
    by_age = money.resale_frac(12.0 * horizon.years_of(last_months))
    if money.it_salvage == "by_age" or last_months == apart_months or by_age == money.it_salvage_frac:
        return []
    return [
        f"accelerators that stand at the horizon have served {last_months} of {apart_months} months and are sold at "
        f"{money.it_salvage_frac:.0%} of their price (money.it_salvage: by_horizon); by their age they would fetch "
        f"{by_age:.0%} (money.it_salvage: by_age)"
    ]


def ground_of_run(run: Run) -> dict[str, Any]:
    """The site and what it delivers, costs and emits, with its machines, power and build-up."""
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
