"""The ground's electricity as keys of summary.json: who makes it, what it costs and emits, when it flows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from orbitdc.comparison.relaunch import launched_anew, refreshed
from orbitdc.economics.horizon import Life
from orbitdc.results.record import by_identifier
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
