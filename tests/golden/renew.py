"""Write headlines.json anew from the shipped scenarios: ``python -m tests.golden.renew``, then read its diff.

A headline moves only on purpose. Real catalogues lie beside the checkout; where they are absent their entries stay.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import orbitdc
from orbitdc import catalog
from orbitdc.comparison.run import Run, simulate
from orbitdc.fleet.launch import best_site, payload_kg, site_loss_m_per_s
from orbitdc.fleet.launch_site import LaunchSite
from orbitdc.fleet.launcher import Launcher
from orbitdc.results.save import summary_of

HERE = Path(__file__).resolve().parent
FILE = HERE / "headlines.json"
DATA = HERE.parents[2] / "shared" / "data"
SHIPPED = HERE.parents[1] / "scenarios"
NAMES = sorted(file.relative_to(SHIPPED).with_suffix("").as_posix() for file in SHIPPED.rglob("*.yaml"))
REVIEWED = "claims/cheapest_in_2_to_3_years"  # of the claims; the others are held to their stored verdicts
# tests/published holds the published ones to their prints, test_study_claims.py the claims to their verdicts
SCENARIOS = [name for name in NAMES if not name.startswith(("published/", "claims/")) or name == REVIEWED]
PAGE = HERE.parents[1] / "docs" / "designs.md"
SITES = HERE.parents[1] / "docs" / "sites.md"
DEALS = HERE.parents[1] / "docs" / "deals.md"
LAUNCH = HERE.parents[1] / "docs" / "launch.md"
ZERO_C_K = 273.15
DAWN_DUSK_DEG = 97.8  # of the dawn-dusk orbit at 600 km
DESIGNS = {
    "ai1_vs_colossus": "AI1 as announced",
    "ai1_bottom_up_mass": "AI1 at the mass of its parts",
    "sized_ai1": "AI1 sized to close",
    "starlink_compute_shell": "Starlink V3 class, 53 degrees",
    "starcloud_3": "Starcloud-3 as announced",
    "suncatcher_cluster": "Suncatcher cluster of 81",
    "sized_sso_800": "120 kW sized, 800 km dawn-dusk",
    "sized_shell_30deg": "120 kW sized, 600 km, 30 degrees",
}
WORDS = """# Designs

Each row is a shipped scenario, run over its whole life. Masses are sums of parts with growth margin, per kW of IT
power with every accelerator busy; bus and launch per IT watt, compute left out; the chip at its hottest; delivered
over nameplate FLOP after occupancy, MFU, availability, losses, heat and eclipse; the ratio of cost per FLOP to the
site of the scenario, like for like. Sized designs are closed on their worst day at the end of life with the margins
of the catalogue (`orbitdc catalog defaults design`). This page is written by `python -m tests.golden.renew` and
held to the runs by a test.

"""
SITE_WORDS = """# Ground sites

Each row is a shipped scenario, `orbitdc run scenarios/sites/NAME.yaml`: AI1 against one announced site or kind of
power, the silicon of the site on both sides, service in 2028, a real cost of capital of 6.07 % after tax. A site is
priced with its accelerators, building and energy. USD per GPU-hour are costs of an available hour, busy or not, and
no rents.

Against what is public: accelerators, network and building of a GB300 site come to 42 bn USD per GW of IT here.
Published all-in prices are 35 (Bernstein, October 2025), 38 (Epoch AI, May 2026), 47 (Foxconn, for Vera Rubin) and 50
bn USD per GW (Stargate, 500 bn USD for 10 GW), a range of 35 to 60. An hour of a GB300 costs 2.6 to 2.8 USD here;
contracts of one to five years rent it for 2.4 (IREN and Microsoft, November 2025) to 3.6, a list price for five years
is 3.25 (B300, May 2026), and another account has 2.43 as its cost, a range of 2 to 4. An H100 rented for 1.70 USD an
hour on one-year contracts in October 2025 and for about 2.60 in 2026, a B200 for about 5.3 at spot, and the announced
capacity deals come to 7.8 to 13.7. The gap between rent and cost is idle time, dearer capital, margin, and scarcity in
the last. Every source and its grade stand in `orbitdc catalog accelerators` and `orbitdc catalog sites`.

Sites differ little because silicon is 70 % of their cost, and because twelve of the sixteen share one price of a
building, 13 USD per watt of IT, for want of a public one: it is that of US AI builds of 2026, between 9.8 and 17.8.
Abilene (17.8), Hyperion (17.4), Fairwater Wisconsin (9.9) and Aligned (10) have announced prices of their own. Between
those ends a site costs 4 % less to 6 % more than this table says. This page is written by `python -m
tests.golden.renew` and held to the runs by a test.

"""
DEAL_WORDS = """# Announced deals

Each row is a shipped scenario, `orbitdc run scenarios/deals/NAME.yaml`: an announced amount and what it buys of the
whole of each side's capital spending (silicon, building or satellites, launch, development), on the ground and as
AI1 satellites in orbit, the deal's own silicon and financing on both sides. A lease of accelerators buys accelerators
alone, and the buildings or launches that they need are somebody else's. Everything is of the deal's own size: a fleet
is launched in its own campaign, and cost and net present value are those of that fleet and of a site of that size, with
all that it needs, whoever pays for it. GW
are of IT power, PFLOP/s are delivered on average once all is in service, the peak is that of the best month. Net
present values are those of contracts that hold their rent for their term, 36 months for GB300, and are then agreed
again at the rent of that day, which falls by 30 % a year from the date of service on ([money.md](money.md)).

Terms that were not published (rates and residuals of the leases, the split of Stargate among its owners, all terms
of the 40 bn$ of SpaceX) are estimates; `orbitdc catalog deals` and `orbitdc catalog financing` list every term with
its source and grade. The deal of Morgan Stanley is priced at its own date, October 2025, and its fleet flies on Falcon
9; the others serve from 2028. Stargate's 500 bn$ are announced for 10 GW: at today's price of silicon they buy more,
because later silicon costs more per watt. This page is written by `python -m tests.golden.renew` and held to the runs
by a test.

## On the ground

"""
DEAL_ORBIT = """
## In orbit

The ratio is the cost in orbit over that on the ground, both for what the amount buys.

"""
DEAL_MERGER = """
## What the merger of SpaceX and xAI changes

`orbitdc run scenarios/deals/spacex_xai_merger.yaml`: the financing of xAI in 2025 becomes that of SpaceX in 2026, one
thing after another. The rate of the debt alone, 12.5 % to 5.855 %, makes both sides cheaper by the same part; more
weight on equity and a lower return on it follow. The two valuations of the announcement are prices of shares, and move
no cost.

"""
DEAL_RENT = """
## A rent in place of a purchase

Anthropic's rent of Colossus 1, 7.78 USD per GPU-hour (`scenarios/deals/anthropic_colossus.yaml`), buys nothing. It is
an upper bound: were the accelerators of Colossus 2 a part of the same contract, the rent would be 2.6. It can be
cancelled at 90 days. An hour of the same accelerator costs {ground:.2f} USD at that site, and {orbit:.2f} in orbit on
Falcon 9.
"""
LAUNCH_WORDS = """# The launch market

Price and internal cost are kept apart: a price is what a customer pays per kg of the payload to 28.5 degrees and
300 km, an internal cost what a flight costs its owner (`orbitdc catalog launchers` has sources and ranges). Payload
falls with altitude and inclination; satellites that raise themselves ride at the payload of 300 km, from the site of
the launcher with the largest payload to their orbit. Flights a year are those for all customers when service begins
(`launch.flights_per_y`), which grow (`flights_growth_per_y`, `flights_most_per_y`); a fleet gets its share of them
(`fleet_share_frac`), or the launches that the scenario states (`launches_per_y`). Failed launches are flown again, and
ground the launcher (`stand_down_days`). The price may fall with the mass flown by all, the fleet's own included
(Wright's law), or with the date (`launch.learning.from`; `orbitdc catalog launch_learning`). By default the first price
holds for the whole campaign. This page is written by `python -m tests.golden.renew` and held to the runs by a test.

"""
SITE_TABLE_WORDS = """
## Launch sites

The inclinations that the corridor of a site reaches without a turn, and the delta-v to an orbit of 300 km beyond that
of a launch due east from 28.5 degrees: what the rotation of the Earth gives less, and the turn of the plane at orbital
speed where an orbit lies outside the corridor. Each launcher flies from the site of its own with the least loss.

"""
LAUNCH_CASES = """
## What it does to the answer

AI1 against Colossus 2, like for like, `orbitdc run scenarios/launch_market/NAME.yaml`.

"""
OF_A_CATALOGUE = "starlink_fleet_today"  # needs a file that is not shipped
CATALOGUES = {
    "starlink_2026-05-30.tle": "2026-05-31",
    "starlink_2025-05-24_first2000.omm.json": "2025-05-25",
}


def headline(run: Run) -> dict[str, Any]:
    """The numbers that a reader quotes from a run."""
    orbit, ground = run.orbit, run.ground
    return {
        "verdict": run.verdict.verdict,
        "ratio_like_for_like": run.ratio_like_for_like,
        "ratio_floor": run.ratio_floor,
        "orbit_usd_per_pflop_hour": orbit.cost.usd_per_pflop_hour,
        "ground_usd_per_pflop_hour": ground.cost.usd_per_pflop_hour,
        "orbit_delivered_pflop_per_s": orbit.side.delivered_pflop_per_s,
        "ground_delivered_pflop_per_s": ground.side.delivered_pflop_per_s,
        "satellites": run.deployment.n_sat,
        "launches": run.deployment.launches,
        "sunlit_frac": float(run.mission.integrated.day("lit").mean()),
        **design(run),
        **site(run),
        **deal(run),
        "breakeven_launch_usd_per_kg": run.launch.value,
        "breakeven_launch_reason": run.launch.reason,
        "breakeven_bus_usd_per_w": run.bus.value,
        "breakeven_bus_reason": run.bus.reason,
    }


def design(run: Run) -> dict[str, float]:
    """What a spacecraft engineer asks of a design."""
    orbit = summary_of(run)["orbit"]
    made = orbit["design"]
    return {
        "it_kw": made["it_kw"],
        "parts_kg_per_kw": made["parts_kg_per_kw"],
        "array_m2_per_kw": made["array_m2"] / made["it_kw"],
        "radiator_m2_per_kw": made["radiator_m2_per_kw"],
        "battery_kwh_per_kw": made["battery_kwh"] / made["it_kw"],
        "bus_usd_per_w": made["bus_usd_per_w"],
        "launch_usd_per_w": made["launch_usd_per_w"],
        "eclipse_max_s": orbit["eclipse_max_s"],
        "chip_max_k": orbit["chip_max_k"],
        "delivered_over_nameplate": orbit["delivered_pflop_per_s"] / orbit["nameplate_pflop_per_s"],
    }


def site(run: Run) -> dict[str, float]:
    """What an investor asks of a site, and the carbon of both sides."""
    summary = summary_of(run)
    ground = summary["ground"]
    return {
        "ground_it_mw": ground["it_power_w"] * 1e-6,
        "ground_usd_per_gpu_hour": ground["usd_per_gpu_hour"],
        "ground_usd_per_it_kwh": ground["usd_per_it_kwh"],
        "ground_water_l_per_pflop_hour": ground["water_l_per_pflop_hour"],
        "ground_kgco2e_per_pflop_hour": ground["kgco2e_per_pflop_hour"],
        "orbit_kgco2e_per_pflop_hour": summary["orbit"]["kgco2e_per_pflop_hour"],
        "ratio_without_it": run.bounded["without_it"].ratio or 0.0,
        "ratio_power_alone": run.bounded["power_alone"].ratio or 0.0,
    }


def deal(run: Run) -> dict[str, Any]:
    """What the amount of a deal buys on either side; nothing for scenarios without one."""
    summary = summary_of(run)
    budget, found = summary["budget"], dict[str, Any]()
    if budget:
        orbit = budget["orbit"]
        found = {"budget_usd": budget["usd"], "satellites_bought": orbit["satellites"], "covers": budget["covers"]}
        found |= {"launches_bought": orbit["launches"], "campaign_months_bought": orbit["campaign_months"]}
        for side in ("orbit", "ground"):
            bought = budget[side]
            found[f"{side}_gw_bought"] = bought["it_w"] * 1e-9
            found[f"{side}_accelerators_bought"] = bought["accelerators"]
            found[f"{side}_pflop_per_s_bought"] = bought["delivered_pflop_per_s"]
            found[f"{side}_peak_pflop_per_s_bought"] = bought["peak_pflop_per_s"]
            found[f"{side}_usd_per_pflop_hour_bought"] = bought["usd_per_pflop_hour"]
            found[f"{side}_npv_usd_bought"] = bought["npv_usd"]
    for step in summary["financing_steps"]:
        for key in ("orbit_usd_per_pflop_hour", "ground_usd_per_pflop_hour", "ratio"):
            found[f"financing: {step['step']}: {key}"] = step[key]
    if run.scenario.name == "anthropic_colossus":
        found["orbit_usd_per_gpu_hour"] = summary["orbit"]["usd_per_gpu_hour"]
    return found


def markdown(rows: list[tuple[str, ...]]) -> str:
    """A table with its head in the first row."""
    head, *body = rows
    return "".join(f"| {' | '.join(row)} |\n" for row in (head, ("---",) * len(head), *body))


def deals_page(golden: dict[str, Any]) -> str:
    """The page of deals, made from their headlines."""
    size = ("GW", "accelerators", "PFLOP/s")
    ground = [("deal", "bn USD", "buys", "paid by", *size, "USD/PFLOP-hour", "NPV, bn USD")]
    orbit = [
        ("deal", *size, "peak PFLOP/s", "satellites", "launches", "months", "USD/PFLOP-hour", "NPV, bn USD", "ratio")
    ]
    for name in SCENARIOS:
        if name.startswith("deals/") and "budget_usd" in golden[name]:
            g, scenario = golden[name], orbitdc.load(name)
            plan = scenario.money.financing
            link = f"[{scenario.description}](../scenarios/{name}.yaml)"
            paid = "corporate" if plan is None else plan.structure.replace("_", " ")
            ground.append(
                (link, f"{g['budget_usd'] * 1e-9:,.1f}", g["covers"], paid, *bought(g, "ground"), *worth(g, "ground"))
            )
            up = (
                f"{g['satellites_bought']:,.0f}",
                f"{g['launches_bought']:,.0f}",
                f"{g['campaign_months_bought']:,.0f}",
            )
            costs = [g[f"{side}_usd_per_pflop_hour_bought"] for side in ("orbit", "ground")]
            ratio = "-" if None in costs else f"{costs[0] / costs[1]:.2f}"
            peak = f"{g['orbit_peak_pflop_per_s_bought']:,.0f}"
            orbit.append((link, *bought(g, "orbit"), peak, *up, *worth(g, "orbit"), ratio))
    g = golden["deals/anthropic_colossus"]
    rent = DEAL_RENT.format(ground=g["ground_usd_per_gpu_hour"], orbit=g["orbit_usd_per_gpu_hour"])
    return DEAL_WORDS + markdown(ground) + DEAL_ORBIT + markdown(orbit) + DEAL_MERGER + merger_table(golden) + rent


def bought(g: dict[str, Any], side: str) -> tuple[str, ...]:
    """GW, accelerators and PFLOP/s that a deal buys on a side."""
    gw, count = g[f"{side}_gw_bought"], g[f"{side}_accelerators_bought"]
    return (f"{gw:.2f}", f"{count:,.0f}", f"{g[f'{side}_pflop_per_s_bought']:,.0f}")


def worth(g: dict[str, Any], side: str) -> tuple[str, ...]:
    """Cost and net present value of what a deal buys on a side."""
    cost = g[f"{side}_usd_per_pflop_hour_bought"]
    return ("-" if cost is None else f"{cost:.2f}", f"{g[f'{side}_npv_usd_bought'] * 1e-9:,.1f}")


def merger_table(golden: dict[str, Any]) -> str:
    """The way from the financing of xAI to that of SpaceX."""
    g = golden["deals/spacex_xai_merger"]
    names = dict.fromkeys(key.split(": ")[1] for key in g if key.startswith("financing: "))
    rows = [("step", "ground USD/PFLOP-hour", "orbit USD/PFLOP-hour", "ratio")]
    for name in names:
        keys = ("ground_usd_per_pflop_hour", "orbit_usd_per_pflop_hour", "ratio")
        values = (f"{g[f'financing: {name}: {key}']:.2f}" for key in keys)
        rows.append(("financing of xAI in 2025" if name == "before" else f"then the {name}", *values))
    return markdown(rows)


def _cadence(vehicle: Launcher) -> tuple[str, str, str]:
    """Flights of a launcher a year, their growth, and the share of them that a fleet gets."""
    return f"{vehicle.flights_per_y:,.0f}", f"{vehicle.flights_growth_per_y:.0%}", f"{vehicle.fleet_share_frac:.0%}"


def _from(vehicle: Launcher) -> str:
    """The sites from which a launcher reaches two orbits, each with what the orbit loses from there."""
    found = []
    for inclination_deg in (53.0, DAWN_DUSK_DEG):
        site = best_site(vehicle, inclination_deg)
        found.append(f"{site.label} ({site_loss_m_per_s(site, inclination_deg):+,.0f} m/s)")
    return ", ".join(found)


def _sites() -> str:
    """The launch sites of the catalogue: the inclinations that they reach, and what two orbits lose from there."""
    head = ("site", "latitude deg", "inclinations deg", "m/s to 53 deg", "m/s to 97.8 deg")
    rows = [head, ("---",) * len(head)]
    for name in catalog.table("launch_sites"):
        site = orbitdc.load("ai1_vs_colossus", [f"launch.sites.0.from={name}"]).launch.sites[0]
        loss = [
            f"{site_loss_m_per_s(site, inclination):+,.0f}" + (" with a turn" if turned(site, inclination) else "")
            for inclination in (53.0, DAWN_DUSK_DEG)
        ]
        corridor = f"{site.heading_deg(0.0):.1f} to {site.heading_deg(180.0):.1f}"
        rows.append((site.label, f"{site.latitude_deg:.1f}", corridor, *loss))
    return SITE_TABLE_WORDS + "\n".join(f"| {' | '.join(row)} |" for row in rows) + "\n"


def turned(site: LaunchSite, inclination_deg: float) -> bool:
    """Whether an orbit lies outside the corridor of a site."""
    return site.heading_deg(inclination_deg) != inclination_deg


def launch_page(golden: dict[str, Any]) -> str:
    """The page of the launch market: vehicles of the catalogue, and AI1 riding on them."""
    head = (
        "vehicle", "USD/kg", "flights a year", "growth", "share of the fleet", "t to 300 km, 28.5 deg",
        "t to 550 km, 53 deg", "t to 600 km, dawn-dusk", "t to 1,000 km, dawn-dusk", "from, to 53 deg and dawn-dusk",
    )  # fmt: skip
    rows = [head, ("---",) * len(head)]
    for name in catalog.table("launchers"):
        vehicle = orbitdc.load("ai1_vs_colossus", [f"launch.from={name}"]).launch
        places = ((300.0, 28.5), (550.0, 53.0), (600.0, 97.8), (1000.0, 99.5))
        loads = (f"{payload_kg(vehicle, height, tilt) * 1e-3:.1f}" for height, tilt in places)
        rows.append((vehicle.label, f"{vehicle.price_usd_per_kg:,.0f}", *_cadence(vehicle), *loads, _from(vehicle)))
    case_head = ("case", "launches", "launch $/W", "orbit USD/PFLOP-hour", "ratio", "without accelerators")
    cases = [case_head, ("---",) * len(case_head)]
    for name in ("ai1_vs_colossus", *(name for name in SCENARIOS if name.startswith("launch_market/"))):
        g, scenario = golden[name], orbitdc.load(name)
        numbers = (
            f"{g['launches']:,.0f}", f"{g['launch_usd_per_w']:.1f}", f"{g['orbit_usd_per_pflop_hour']:.2f}",
            f"{g['ratio_like_for_like']:.2f}", f"{g['ratio_without_it']:.1f}",
        )  # fmt: skip
        cases.append((f"[{scenario.description}](../scenarios/{name}.yaml)", *numbers))
    made = ("\n".join(f"| {' | '.join(row)} |" for row in table) + "\n" for table in (rows, cases))
    return LAUNCH_WORDS + next(made) + _sites() + LAUNCH_CASES + next(made)


def sites_page(golden: dict[str, Any]) -> str:
    """The page of sites, made from their headlines."""
    head = (
        "site", "silicon", "IT MW", "USD/PFLOP-hour", "USD/GPU-hour", "USD/IT kWh", "kgCO2e/PFLOP-hour",
        "water l/PFLOP-hour", "AI1 over site", "without accelerators", "launch over power bill",
    )  # fmt: skip
    rows = [head, ("---",) * len(head)]
    for name in SCENARIOS:
        if name.startswith("sites/"):
            g, scenario = golden[name], orbitdc.load(name)
            numbers = (
                f"{g['ground_it_mw']:,.0f}", f"{g['ground_usd_per_pflop_hour']:.2f}",
                f"{g['ground_usd_per_gpu_hour']:.2f}", f"{g['ground_usd_per_it_kwh']:.2f}",
                f"{g['ground_kgco2e_per_pflop_hour']:.2f}", f"{g['ground_water_l_per_pflop_hour']:.2f}",
                f"{g['ratio_like_for_like']:.2f}", f"{g['ratio_without_it']:.1f}", f"{g['ratio_power_alone']:.1f}",
            )  # fmt: skip
            link = f"[{scenario.ground.label}](../scenarios/{name}.yaml)"
            rows.append((link, scenario.accelerator.label, *numbers))
    return SITE_WORDS + "\n".join(f"| {' | '.join(row)} |" for row in rows) + "\n"


def table(golden: dict[str, Any]) -> str:
    """The page of designs, made from their headlines."""
    head = (
        "design", "verdict", "IT kW", "kg/kW", "array m2/kW", "radiator m2/kW", "battery kWh/kW", "bus $/W",
        "launch $/W", "worst eclipse min", "chip C", "delivered/nameplate", "ratio",
    )  # fmt: skip
    rows = [head, ("---",) * len(head)]
    for name, words in DESIGNS.items():
        g = golden[name]
        rows.append(
            (
                f"[{words}](../scenarios/{name}.yaml)", g["verdict"], f"{g['it_kw']:.0f}",
                f"{g['parts_kg_per_kw']:.1f}", f"{g['array_m2_per_kw']:.2f}", f"{g['radiator_m2_per_kw']:.2f}",
                f"{g['battery_kwh_per_kw']:.2f}",
                f"{g['bus_usd_per_w']:.1f}", f"{g['launch_usd_per_w']:.1f}", f"{g['eclipse_max_s'] / 60.0:.1f}",
                f"{g['chip_max_k'] - ZERO_C_K:.0f}", f"{g['delivered_over_nameplate']:.3f}",
                f"{g['ratio_like_for_like']:.2f}",
            )
        )  # fmt: skip
    return WORDS + "\n".join(f"| {' | '.join(row)} |" for row in rows) + "\n"


def shipped_run(name: str) -> Run:
    """A shipped scenario over its whole life, like for like."""
    return simulate(orbitdc.load(name))


def catalogue_run(file: Path) -> Run:
    """Every satellite of a real catalogue over the day after its last record."""
    sets = [f"fleet.catalogue_file={file}", f"mission.service_date={CATALOGUES[file.name]}"]
    return simulate(orbitdc.load(OF_A_CATALOGUE, sets))


def renew() -> None:
    """Run everything and write the file."""
    from tests.golden import assumptions, front_page

    kept = json.loads(FILE.read_text(encoding="utf-8")) if FILE.is_file() else {}
    found: dict[str, Any] = {}
    for name in SCENARIOS:
        if name != OF_A_CATALOGUE:
            found[name] = headline(shipped_run(name))
    for catalogue in CATALOGUES:
        if (DATA / catalogue).is_file():
            found[catalogue] = headline(catalogue_run(DATA / catalogue))
        elif catalogue in kept:
            found[catalogue] = kept[catalogue]
    FILE.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    PAGE.write_text(table(found), encoding="utf-8")
    SITES.write_text(sites_page(found), encoding="utf-8")
    DEALS.write_text(deals_page(found), encoding="utf-8")
    LAUNCH.write_text(launch_page(found), encoding="utf-8")
    front_page.write(found)
    assumptions.PAGE.write_text(assumptions.page(), encoding="utf-8")


if __name__ == "__main__":
    renew()
