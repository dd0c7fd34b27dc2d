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
SCENARIOS = sorted(file.relative_to(SHIPPED).with_suffix("").as_posix() for file in SHIPPED.rglob("*.yaml"))
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
no rents: an H100 rented for 1.70 USD an hour on one-year contracts in October 2025 and for about 2.60 in 2026, a
B200 for about 5.3, and the announced capacity deals come to 7.8 to 13.7. The gap between rent and cost is idle
time, dearer capital, margin, and scarcity in the last. Sites differ little because silicon is 70 % of their cost.
This page is written by `python -m tests.golden.renew` and held to the runs by a test.

"""
DEAL_WORDS = """# Announced deals

Each row is a shipped scenario, `orbitdc run scenarios/deals/NAME.yaml`: an announced amount and what it buys of the
whole of each side's capital spending (silicon, building or satellites, launch, development), on the ground and as
AI1 satellites in orbit, the deal's own silicon and financing on both sides. GW are of IT power. Terms that were not
published (rates and residuals of the leases, equity returns) are estimates; `orbitdc catalog deals` and `orbitdc
catalog financing` list every term with its source. Stargate's 500 bn$ are announced for 10 GW: at today's price of
silicon they buy more, because later silicon costs more per watt. This page is written by `python -m
tests.golden.renew` and held to the runs by a test.

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


def deal(run: Run) -> dict[str, float]:
    """What the amount of a deal buys on either side; nothing for scenarios without one."""
    budget = summary_of(run)["budget"]
    if not budget:
        return {}
    found = {"budget_usd": budget["usd"], "satellites_bought": budget["orbit"]["satellites"]}
    for side in ("orbit", "ground"):
        found[f"{side}_gw_bought"] = budget[side]["it_w"] * 1e-9
        found[f"{side}_pflop_per_s_bought"] = budget[side]["delivered_pflop_per_s"]
    return found


def deals_page(golden: dict[str, Any]) -> str:
    """The page of deals, made from their headlines."""
    head = (
        "deal", "bn USD", "paid by", "ground GW", "ground PFLOP/s", "ground USD/PFLOP-hour", "orbit GW", "satellites",
        "orbit PFLOP/s", "orbit USD/PFLOP-hour", "ratio",
    )  # fmt: skip
    rows = [head, ("---",) * len(head)]
    for name in SCENARIOS:
        if name.startswith("deals/"):
            g, scenario = golden[name], orbitdc.load(name)
            plan = scenario.money.financing
            rows.append(
                (
                    f"[{scenario.description}](../scenarios/{name}.yaml)", f"{g['budget_usd'] * 1e-9:,.1f}",
                    "corporate" if plan is None else plan.structure.replace("_", " "), f"{g['ground_gw_bought']:.2f}",
                    f"{g['ground_pflop_per_s_bought']:,.0f}", f"{g['ground_usd_per_pflop_hour']:.2f}",
                    f"{g['orbit_gw_bought']:.2f}", f"{g['satellites_bought']:,.0f}",
                    f"{g['orbit_pflop_per_s_bought']:,.0f}", f"{g['orbit_usd_per_pflop_hour']:.2f}",
                    f"{g['ratio_like_for_like']:.2f}",
                )
            )  # fmt: skip
    return DEAL_WORDS + "\n".join(f"| {' | '.join(row)} |" for row in rows) + "\n"


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


if __name__ == "__main__":
    renew()
