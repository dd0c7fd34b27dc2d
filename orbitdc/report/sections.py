"""The folded sections of the page: each turns a summary or a table into blocks."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from orbitdc.report.blocks import Block, Code, Lines, Section, Table, Text
from orbitdc.report.headline import headline
from orbitdc.report.text import NONE, group_of, margin_rows, number, part, reason, said, sides, words

Summary = Mapping[str, Any]

SHORT = (
    ("cost of a PFLOP-hour (USD)", "usd_per_pflop_hour"),
    ("cost of a GPU-hour (USD)", "usd_per_gpu_hour"),
    ("cost of a million tokens (USD)", "usd_per_million_tokens"),
    ("delivered (PFLOP/s, mean)", "delivered_pflop_per_s"),
    ("nameplate (PFLOP/s)", "nameplate_pflop_per_s"),
    ("carbon (kg CO2e per PFLOP-hour)", "kgco2e_per_pflop_hour"),
)


def both_sides(summary: Summary) -> Table:
    """Return the first table: what decides a purchase, orbit beside ground."""
    orbit, ground = part(summary, "orbit") or {}, part(summary, "ground") or {}
    rows = [(label, said(orbit, key), said(ground, key)) for label, key in SHORT]
    names = sides(summary)
    caption = f"{names[0]} in orbit and {names[1]} on the ground, like for like"
    return Table(("", "orbit", "ground"), rows, (1, 2), caption, "orbit_and_ground")


_MORE = (
    ("USD per EFLOP", "usd_per_eflop"),
    ("USD per kWh of IT", "usd_per_it_kwh"),
)


def compared(summary: Summary) -> list[Block]:
    """The rest of what both sides have, and the orbit side alone."""
    orbit, ground = part(summary, "orbit") or {}, part(summary, "ground") or {}
    rows = [(label, said(orbit, key), said(ground, key)) for label, key in _MORE]
    rows.append(("water (l per PFLOP-hour)", "does not apply", said(ground, "water_l_per_pflop_hour")))
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
    return [
        Table(("", "orbit", "ground"), rows, (1, 2), "Other measures of both sides", "other_measures"),
        Table(("", "orbit"), alone, (1,), "The orbit side alone", "orbit_alone"),
    ]


_RATIOS = (
    ("ratio_like_for_like", "like for like", "The headline: one accelerator, load, date, life and cost of capital."),
    ("ratio_as_announced", "as announced", "With every difference that the two sides announced, as listed below."),
    (
        "ratio_at_parts_mass",
        "at the mass of the parts",
        "If the sum of the parts were launched: what counts where the announced mass cannot be kept.",
    ),
    ("ratio_floor", "launch and satellite free", "What cheaper rockets and satellites alone can reach at most."),
)
_VIEWS = (
    ("flop_value", "ratio_declining_as_rents", "where later compute is worth less", "FLOP lose value as rents fall."),
    ("own_launch", "ratio", "at the operator's own cost of a launch", "For an owner whose launches nobody else buys."),
    ("market_launch", "ratio", "at what a customer pays for a launch", "For an owner whose launches others would buy."),
)


def ratios(summary: Summary) -> list[Block]:
    """Every ratio with the question that it answers, and the steps to what was announced."""
    rows = [(label, said(summary, key), what) for key, label, what in _RATIOS]
    for block, key, label, what in _VIEWS:
        found = summary.get(block)
        if found and found.get(key) is not None:
            rows.append((label, number(found[key]), what))
    for name, found in (summary.get("boundaries") or {}).items():
        if name != summary.get("boundary", "full"):
            rows.append((words(name), said(found, "ratio"), f"Counts {found.get('meaning', '')}."))
    steps = [(str(step.get("label", "")), number(step.get("ratio"))) for step in summary.get("as_announced") or []]
    blocks: list[Block] = [
        Text("One ratio leads, the cost of a delivered PFLOP-hour in orbit over that on the ground, like for like."),
        Table(("ratio", "orbit over ground", "the question it answers"), rows, (1,), name="ratios"),
    ]
    if steps:
        caption = "From like for like to as announced, each step with all before it"
        blocks.append(Table(("step", "cost of orbit over ground"), steps, (1,), caption, "as_announced"))
    return blocks


def percentiles(drawn: Mapping[str, Any]) -> list[Block]:
    """The percentiles of ratio and costs that a Monte Carlo study found, each with its sampling error."""
    names = {
        "ratio_like_for_like": "orbit over ground",
        "orbit_usd_per_pflop_hour": "orbit (USD per PFLOP-hour)",
        "ground_usd_per_pflop_hour": "ground (USD per PFLOP-hour)",
    }
    known = [name for name in names if drawn.get(name)]
    shares = list(drawn[known[0]]) if known else []
    rows = [(share.upper(), *(with_error(drawn[name].get(share) or {}) for name in known)) for share in shares]
    head, numeric = ("draws below", *(names[name] for name in known)), tuple(range(1, len(known) + 1))
    caption = "Percentiles of all draws, each with its sampling error, one standard deviation"
    return [Table(head, rows, numeric, caption, "percentiles")] if rows else []


def with_error(quantile: Mapping[str, Any]) -> str:
    """Return a value and its sampling error, where that is known.

    >>> with_error({"value": 4.87, "error": 0.0541}), with_error({"value": 4.87, "error": None}), with_error({})
    ('4.87 ± 0.054', '4.87', '–')
    """
    value, error = quantile.get("value"), quantile.get("error")
    return number(value) if error is None else f"{number(value)} ± {number(error, 2)}"


def margins(summary: Summary) -> list[Block]:
    """What the design has to spare."""
    rows = margin_rows(part(summary, "orbit", "margins"))
    return [Table(("margin", "value", "what it is, or why it is not known"), rows, (1,), name="margins")]


def parts(summary: Summary) -> list[Block]:
    """What a PFLOP-hour is made of, part by part."""
    orbit, ground = (part(summary, side, "cost_parts_usd_per_pflop_hour") or {} for side in ("orbit", "ground"))
    if not orbit and not ground:
        return []
    rows: list[tuple[str, ...]] = []
    for what in dict.fromkeys((*orbit, *ground)):
        side = part(summary, "orbit" if orbit.get(what) else "ground")
        group = group_of(side, what, orbit.get(what) or ground.get(what) or 0.0)
        rows.append((words(what), group, number(orbit.get(what)), number(ground.get(what))))
    totals = [said(part(summary, side), "usd_per_pflop_hour") for side in ("orbit", "ground")]
    rows.append(("total", "", *totals))
    return [Table(("part", "group", "orbit (USD)", "ground (USD)"), rows, (2, 3), "USD per PFLOP-hour", "cost_parts")]


def waterfall(summary: Summary) -> list[Block]:
    """The factors from nameplate to delivered."""
    rows, product = [], 1.0
    for step in part(summary, "orbit", "waterfall") or []:
        factor = step.get("factor")
        product = product * factor if factor is not None else math.nan
        rows.append((str(step.get("label", "")), number(factor), number(product)))
    return [Table(("step", "factor", "left of nameplate"), rows, (1, 2), name="nameplate_to_delivered")] if rows else []


def carbon(summary: Summary) -> list[Block]:
    """Carbon of both sides by part, in g CO2e per PFLOP-hour."""
    rows, notes = [], []
    for side in ("orbit", "ground"):
        found = part(summary, side) or {}
        each = found.get("kgco2e_parts_per_pflop_hour") or {}
        rows += [(side, words(what), number(1e3 * kg)) for what, kg in sorted(each.items(), key=lambda item: -item[1])]
        if found.get("kgco2e_scope"):
            notes.append(f"{side}: {found['kgco2e_scope']}")
    if not rows:
        return []
    blocks: list[Block] = [Table(("side", "part", "g CO2e per PFLOP-hour"), rows, (2,), name="carbon")]
    return blocks + ([Text("; ".join(notes), soft=True)] if notes else [])


def in_detail(summary: Summary) -> list[Block]:
    """The rows that the command line prints."""
    return [Table(("", "answer"), headline(dict(summary)), caption="What the command line prints", name="in_detail")]


def limits(summary: Summary) -> list[Block]:
    """Where both sides still differ, what a reader must know, and what is not modelled."""
    departures = [str(line) for line in summary.get("departures") or ["no departure from like for like"]]
    notes = [str(line) for line in summary.get("notes") or []]
    return [Text("Where the two sides still differ, with the effect on the ratio:"), Lines(departures), Lines(notes)]


def provenance(summary: Summary) -> list[Block]:
    """Where the page comes from, and how to make it again."""
    scenario = part(summary, "scenario") or {}
    seed = summary.get("seed")
    step = part(summary, "time_integration", "step_s")
    changes = scenario.get("changes") or []
    rows = [
        ("scenario", str(scenario.get("name") or NONE)),
        ("file", str(scenario.get("path") or NONE)),
        ("changes", "; ".join(changes) or "none"),
        ("sha256 of the scenario", str(scenario.get("sha256") or NONE)),
        ("orbitdc", str(summary.get("orbitdc_version") or NONE)),
        ("created (UTC)", str(summary.get("created_utc") or NONE)),
        ("computed on", str(summary.get("platform") or NONE)),
        ("steps", f"{number(step)} s, {part(summary, 'time_integration', 'precision')}" if step else NONE),
        ("dollars of", str(summary.get("currency_year") or NONE)),
        ("prices and technology", str(part(summary, "prices", "words") or NONE)),
        ("seed", str(seed if seed is not None else NONE)),
    ]
    blocks: list[Block] = [Table(("", "this run"), rows, name="provenance")]
    if command := scenario.get("command"):
        blocks += [Text("This command makes it again:"), Code(str(command))]
    else:
        blocks.append(Text(f"No command makes it again: {reason(scenario, 'command')}."))
    return blocks


def section(slug: str, title: str, blocks: list[Block]) -> list[Section]:
    """Return a section where it has anything to show, and nothing else."""
    shown = [block for block in blocks if not isinstance(block, Table) or block.rows]
    return [Section(slug, title, shown)] if shown else []
