"""The one-page HTML report: plain HTML from string templates, everything in it, readable offline and on paper."""

from __future__ import annotations

import base64
import math
from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from orbitdc.report.cash_table import cash_by_year
from orbitdc.report.folder import Results
from orbitdc.report.html_table import table as _table
from orbitdc.report.text import (
    NONE,
    group_of,
    headline,
    margin_rows,
    number,
    part,
    reason,
    said,
    sides,
    verdict_sentence,
    words,
)

_STYLE = """
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #555b63; --line: #d5d8dc; --paper: #ffffff; --band: #f4f5f6; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e8eb; --soft: #a5abb3; --line: #3a4048; --paper: #15181c; --band: #1e2227; }
}
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
  max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin-bottom: .3rem; } h2 { font-size: 1.15rem; margin-top: 2.2rem; }
.lead { font-size: 1.15rem; } .soft { color: var(--soft); font-size: .9rem; }
.wide { overflow-x: auto; margin-bottom: 1.2rem; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
caption { text-align: left; color: var(--soft); padding-bottom: .3rem; }
th, td { border-bottom: 1px solid var(--line); padding: .3rem .6rem; text-align: left; vertical-align: top; }
thead th { background: var(--band); } th[scope=row] { font-weight: normal; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; }
figure { margin: 1.5rem 0; break-inside: avoid; } figcaption { color: var(--soft); font-size: .9rem; }
figure img { width: 100%; height: auto; background: #fff; border: 1px solid var(--line); border-radius: 6px; }
code { overflow-wrap: anywhere; }
@media print {
  :root { --ink: #000; --soft: #444; --line: #bbb; --paper: #fff; --band: #f2f2f2; }
  body { max-width: none; margin: 0; font-size: 11pt; } h2 { break-after: avoid; } tr { break-inside: avoid; }
}
"""

_PAGE = Template("""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title</title>
<style>$style</style>
</head>
<body>
<main>
<h1>$title</h1>
<p class="lead">$lead</p>
$body
</main>
</body>
</html>
""")

_CAPTIONS = {
    "cost_stack": "Cost of a delivered PFLOP-hour on both sides, by group. Residual values count against the total.",
    "launch_curve": "Cost of a delivered PFLOP-hour over the launch price, all else equal.",
    "environment": "The environment: solar activity and drag, dose of the memory, and what is left of cells, "
    "radiator and accelerators; means over the satellites.",
    "one_orbit": "One orbit of the worst day: power, clock, state of charge and temperatures; the eclipse is shaded.",
    "year": "The first year in service: beta angle, eclipse per orbit, delivered compute by day.",
}


def page(results: Results, figures: Mapping[str, Path]) -> str:
    """Return the whole page for a results folder, with ``figures`` (name to SVG file) embedded."""
    summary = results.summary
    sections = (
        ("In short", _table(("", ""), headline(summary))),
        ("Orbit and ground", _both(summary)),
        ("Figures", "".join(_figure(name, path) for name, path in figures.items())),
        ("What the design has to spare", _margins(summary)),
        ("The design", _design(summary)),
        ("Air, radiation, debris and links", _sky(summary)),
        ("What a PFLOP-hour is made of", _parts(summary)),
        ("Cash by year", cash_by_year(results)),
        ("Carbon, by part", _carbon(summary)),
        ("From nameplate to delivered", _waterfall(summary)),
        ("As announced, and like for like", _announced(summary)),
        ("Numbers and their sources", _numbers(summary)),
        ("Notes, and what is not modelled", _notes(summary)),
        ("Where this comes from", _provenance(summary)),
    )
    body = "\n".join(f"<section>\n<h2>{escape(name)}</h2>\n{html}\n</section>" for name, html in sections if html)
    title = escape(str(part(summary, "scenario", "name") or "orbitdc report"))
    about = str(part(summary, "scenario", "description") or "")
    body = f'<p class="soft">{escape(about)}</p>\n{body}' if about else body
    return _PAGE.substitute(title=title, style=_STYLE, lead=escape(verdict_sentence(summary)), body=body)


_DESIGN = {
    "it_kw": ("IT power, every accelerator busy", "kW"),
    "array_m2": ("solar array", "m2"),
    "battery_kwh": ("battery", "kWh"),
    "depth_of_discharge_frac": ("allowed depth of discharge", ""),
    "radiator_m2": ("radiator, planform", "m2"),
    "propellant_kg": ("propellant", "kg"),
    "flow_frac": ("coolant flow over the vendor's", ""),
    "parts_kg_per_kw": ("sum of the parts", "kg per IT kW"),
    "bus_usd_per_w": ("bus", "USD per IT W"),
    "launch_usd_per_w": ("launch", "USD per IT W"),
}


def _design(summary: Mapping[str, Any]) -> str:
    """Sizes of one satellite; of a sized design also the margins its proof left."""
    design = part(summary, "orbit", "design") or {}
    rows = [(words, said(design, key, unit)) for key, (words, unit) in _DESIGN.items() if key in design]
    left, wanted = design.get("margins") or {}, design.get("margins_wanted") or {}
    rows += [
        (f"margin of {name.removesuffix('_frac')}, stated and left", f"{wanted[name]:.1%}, {margin:.1%}")
        for name, margin in left.items()
    ]
    if design.get("reason"):
        rows.append(("does not close", str(design["reason"])))
    return _table(("as sized" if left else "as given", ""), rows)


def _carbon(summary: Mapping[str, Any]) -> str:
    """Carbon of both sides by part, in g CO2e per PFLOP-hour."""
    rows, notes = [], []
    for side in ("orbit", "ground"):
        found = part(summary, side) or {}
        parts = found.get("kgco2e_parts_per_pflop_hour") or {}
        rows += [(side, words(what), number(1e3 * kg)) for what, kg in sorted(parts.items(), key=lambda item: -item[1])]
        if found.get("kgco2e_scope"):
            notes.append(f"{side}: {found['kgco2e_scope']}")
    note = f'<p class="soft">{escape("; ".join(notes))}</p>' if notes else ""
    return _table(("side", "part", "g CO2e per PFLOP-hour"), rows, numeric=(2,)) + note if rows else ""


_BOTH = (
    ("delivered (PFLOP/s, mean)", "delivered_pflop_per_s"),
    ("nameplate (PFLOP/s)", "nameplate_pflop_per_s"),
    ("USD per PFLOP-hour", "usd_per_pflop_hour"),
    ("USD per million tokens", "usd_per_million_tokens"),
    ("USD per EFLOP", "usd_per_eflop"),
    ("USD per GPU-hour", "usd_per_gpu_hour"),
    ("USD per kWh of IT", "usd_per_it_kwh"),
    ("kg CO2e per PFLOP-hour", "kgco2e_per_pflop_hour"),
)


def _both(summary: Mapping[str, Any]) -> str:
    orbit, ground = part(summary, "orbit") or {}, part(summary, "ground") or {}
    rows = [(label, said(orbit, key), said(ground, key)) for label, key in _BOTH]
    rows.append(("water (l per PFLOP-hour)", "does not apply", said(ground, "water_l_per_pflop_hour")))
    names = sides(summary)
    html = _table(("", f"orbit: {names[0]}", f"ground: {names[1]}"), rows, (1, 2))
    alone = (
        ("satellites", said(orbit, "satellites")),
        ("launches", said(orbit, "launches")),
        ("sunlit time (fraction)", said(orbit, "sunlit_frac")),
        ("longest eclipse (s)", said(orbit, "eclipse_max_s")),
        ("days with eclipse per year", said(orbit, "eclipse_days_per_year")),
        ("lowest battery charge (fraction)", said(orbit, "battery_min_soc_frac")),
        ("hottest radiator (K)", said(orbit, "radiator_max_k")),
        ("hottest chip (K)", said(orbit, "chip_max_k")),
        ("clock lost to throttling (fraction)", said(orbit, "throttle_mean_frac")),
        ("launched mass of a satellite (kg)", said(part(orbit, "mass_kg"), "total")),
    )
    return html + "\n" + _table(("the orbit side alone", ""), alone, (1,))


_SKY = (
    ("environment", "drag_m_per_s_y", "drag (m/s per year)"),
    ("environment", "propellant_need_kg", "propellant needed (kg)"),
    ("environment", "disposal_days", "spiral down at the end of life (days)"),
    ("environment", "passive_decay_y", "decay of a satellite that lost its thruster (years)"),
    ("environment", "reentry_date", "re-entry within the life"),
    ("environment", "dose_krad", "dose behind the shield at the end of life (krad)"),
    ("environment", "stops_per_accelerator_y", "stops of an accelerator by radiation (per year)"),
    ("environment", "useful_frac", "share of time that ends in kept work"),
    ("environment", "saa_share", "share of time in the South Atlantic Anomaly"),
    ("environment", "cells_left_frac", "output left of the cells at the end of life"),
    ("environment", "radiator_left_frac", "radiator left in service at the end of life"),
    ("environment", "collision_per_y", "satellites lost to debris (per year)"),
    ("network", "demand_gbps", "traffic that full clock sends (Gbit/s)"),
    ("network", "capacity_gbps", "traffic that the links carry (Gbit/s)"),
    ("network", "share_frac", "share of full throughput that the network leaves"),
    ("network", "synchronous_share_frac", "the same were every step all-reduced"),
    ("network", "range_km", "distance to the neighbours (km)"),
    ("network", "gateway_one_way_ms", "one-way delay to the nearest gateway (ms)"),
    ("network", "fleet_ground_gbps", "traffic of the fleet with the ground at full clock (Gbit/s)"),
    ("network", "gateways", "ground stations that carry it at every site"),
)


def _sky(summary: Mapping[str, Any]) -> str:
    """Air, radiation, debris and links of the orbit that meets most of them."""
    rows = []
    for block, key, label in _SKY:
        found = part(summary, "orbit", block)
        if found and (key in found or f"{key}_reason" in found):
            value = found.get(key)
            rows.append((label, value if isinstance(value, str) else said(found, key)))
    return _table(("", ""), rows, numeric=(1,))


def _margins(summary: Mapping[str, Any]) -> str:
    rows = margin_rows(part(summary, "orbit", "margins"))
    return _table(("margin", "value", "what it is, or why it is not known"), rows, (1,))


def _parts(summary: Mapping[str, Any]) -> str:
    orbit, ground = (part(summary, side, "cost_parts_usd_per_pflop_hour") or {} for side in ("orbit", "ground"))
    if not orbit and not ground:
        return ""
    rows = []
    for what in dict.fromkeys((*orbit, *ground)):
        side = part(summary, "orbit" if orbit.get(what) else "ground")
        group = group_of(side, what, orbit.get(what) or ground.get(what) or 0.0)
        rows.append((words(what), group, number(orbit.get(what)), number(ground.get(what))))
    rows.append(
        (
            "total",
            "",
            said(part(summary, "orbit"), "usd_per_pflop_hour"),
            said(part(summary, "ground"), "usd_per_pflop_hour"),
        )
    )
    return _table(("part", "group", "orbit (USD per PFLOP-hour)", "ground (USD per PFLOP-hour)"), rows, (2, 3))


def _waterfall(summary: Mapping[str, Any]) -> str:
    rows, product = [], 1.0
    for step in part(summary, "orbit", "waterfall") or []:
        factor = step.get("factor")
        product = product * factor if factor is not None else math.nan
        rows.append((str(step.get("label", "")), number(factor), number(product)))
    return _table(("step", "factor", "left of nameplate"), rows, (1, 2))


def _announced(summary: Mapping[str, Any]) -> str:
    rows = [(str(step.get("label", "")), number(step.get("ratio"))) for step in summary.get("as_announced") or []]
    rows.append(("as announced, all steps", said(summary, "ratio_as_announced")))
    rows.append(("like for like", said(summary, "ratio_like_for_like")))
    rows.append(("floor: launch and bus free", said(summary, "ratio_floor")))
    return _table(("step", "cost of orbit over ground"), rows, (1,))


def _numbers(summary: Mapping[str, Any]) -> str:
    used, estimated = summary.get("numbers_used"), summary.get("numbers_estimated")
    if used is None or estimated is None:
        return f"<p>How many numbers are estimates is not known: {escape(reason(summary, 'numbers_used'))}.</p>"
    verb = "is an estimate" if estimated == 1 else "are estimates"
    where = "The file numbers.csv beside this page lists each with its unit, range, source and grade."
    return f"<p>{number(estimated)} of {number(used)} numbers {verb}. {where}</p>"


def _list(lines: Iterable[Any]) -> str:
    items = "".join(f"<li>{escape(str(line))}</li>\n" for line in lines)
    return f"<ul>\n{items}</ul>" if items else ""


def _notes(summary: Mapping[str, Any]) -> str:
    departures = summary.get("departures") or ["no departure from like for like"]
    return _list([*departures, *(summary.get("notes") or [])])


def _provenance(summary: Mapping[str, Any]) -> str:
    scenario = part(summary, "scenario") or {}
    rows = [
        ("scenario", str(scenario.get("name") or NONE)),
        ("file", str(scenario.get("path") or NONE)),
        ("sha256 of the scenario", str(scenario.get("sha256") or NONE)),
        ("orbitdc", str(summary.get("orbitdc_version") or NONE)),
        ("created (UTC)", str(summary.get("created_utc") or NONE)),
        ("seed", str(summary.get("seed") if summary.get("seed") is not None else NONE)),
    ]
    return _table(("", ""), rows)


def _figure(name: str, path: Path) -> str:
    caption = _CAPTIONS.get(name, name)
    data = base64.b64encode(path.read_bytes()).decode("ascii")
    return (
        f'<figure id="{escape(name)}">\n<img alt="{escape(caption)}" src="data:image/svg+xml;base64,{data}">\n'
        f"<figcaption>{escape(caption)}</figcaption>\n</figure>\n"
    )
