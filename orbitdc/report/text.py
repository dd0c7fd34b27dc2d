"""The rows and sentences that the command line and the HTML page share; plain text, no figures."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

NONE = "–"

GROUPS = (
    "compute",
    "bus",
    "launch",
    "facility",
    "energy",
    "replacement and repairs",
    "operations and other",
    "financing",
    "residual values",
)
OTHER = "operations and other"

_MARGIN = {
    "power_frac": "array power on the worst day over what the silicon asks for, minus 1",
    "battery_frac": "battery charge above its floor",
    "radiator_k": "coolant supply below its limit (K)",
    "chip_k": "junction below its limit (K)",
    "memory_k": "memory below its limit (K)",
    "flow_frac": "coolant flow over the vendor's, minus 1",
    "shutdown_k": "coolant below the temperature at which accelerators shut down (K)",
    "array_k": "solar cells below their limit (K)",
    "mass_frac": "launched mass left over the parts",
    "satellites_per_launch": "satellites per launch",
    "cadence_frac": "launches available during the ramp over launches needed, minus 1",
    "thrust_frac": "thrust over drag on the worst day, minus 1",
    "raising_frac": "thrust over drag where the climb to the orbit begins, minus 1",
    "propellant_frac": "propellant on board over the need, minus 1",
    "dose_frac": "radiation dose below its limit",
    "link_frac": "link capacity left over the need",
    "reentry_frac": "time to re-entry over the life",
    "disposal_frac": "time allowed for disposal left",
    "life_frac": "design life over the life asked for, minus 1",
}


def number(x: float | None, digits: int = 3) -> str:
    """Return ``x`` with ``digits`` significant digits and thousands apart; an integer is a count, kept whole.

    >>> number(1234567.8), number(12345), number(12.3456), number(0.001234), number(None)
    ('1,230,000', '12,345', '12.3', '0.00123', '–')
    """
    if x is None or not math.isfinite(x):
        return NONE
    if x == 0 or isinstance(x, int):
        return f"{x:,.0f}"
    size = abs(x)
    if size >= 1e15 or size < 1e-4:
        return f"{x:.{digits - 1}e}"
    decimals = digits - 1 - math.floor(math.log10(float(f"{size:.{digits - 1}e}")))
    if size >= 10.0 and float(x).is_integer():
        decimals = min(decimals, 0)
    return f"{round(x, decimals):,.{max(decimals, 0)}f}"


def percent(x: float | None) -> str:
    """Return a fraction as a percentage, e.g. ``41 %``."""
    if x is None or not math.isfinite(x):
        return NONE
    text = f"{100 * x:.0f}" if abs(x) >= 0.1 else f"{100 * x:.2g}"
    if 0.995 <= x < 1.0:
        text = f"{math.floor(1000 * x) / 10:.1f}"
    return f"{text} %"


def plural(x: float | None, what: str) -> str:
    """Return a count with its noun, e.g. ``1 launch`` or ``2 launches``."""
    if x is not None and abs(x - 1.0) < 1e-9:
        return f"1 {what}"
    return f"{number(x)} {what}{'es' if what.endswith(('ch', 's')) else 's'}"


def part(data: Mapping[str, Any], *keys: str) -> Any:
    """Return the value under nested ``keys``, or None where any of them is missing or null."""
    value: Any = data
    for key in keys:
        if not isinstance(value, Mapping):
            return None
        value = value.get(key)
    return value


def reason(data: Mapping[str, Any] | None, key: str, fallback: str = "not given") -> str:
    """Return in words why ``data[key]`` is null."""
    return str((data or {}).get(f"{key}_reason") or fallback)


def said(data: Mapping[str, Any] | None, key: str, unit: str = "") -> str:
    """Return the number under ``key`` with its unit, or ``none: why``."""
    value = (data or {}).get(key)
    if value is None:
        return f"none: {reason(data, key)}"
    return f"{number(value)} {unit}".rstrip()


def price(summary: Mapping[str, Any], key: str, unit: str) -> str:
    """Return a break-even price with its unit, or why there is none; a negative one is never shown as a price."""
    value = summary.get(key)
    if value is not None and value >= 0:
        return f"{number(value)} {unit}"
    return f"none: {reason(summary, key, 'no price of zero or more closes the gap')}"


def words(identifier: Any) -> str:
    """Return an identifier of a result in words.

    >>> words("launch_loss")
    'launch loss'
    """
    return str(identifier or "").replace("_", " ")


def grouped(side: Mapping[str, Any] | None) -> dict[str, float]:
    """Return the cost parts of one side of a summary, summed by group in the order of ``GROUPS``.

    >>> parts = {"it": 2.0, "bus_array": 1.0, "launch": 3.0, "launch_loss": 0.5, "salvage": -0.25}
    >>> groups = {"it": "compute", "bus_array": "bus", "launch": "launch", "launch_loss": "launch"}
    >>> grouped({"cost_parts_usd_per_pflop_hour": parts, "cost_part_groups": groups})
    {'compute': 2.0, 'bus': 1.0, 'launch': 3.5, 'residual values': -0.25}
    """
    sums: dict[str, float] = {}
    for what, usd in (part(side or {}, "cost_parts_usd_per_pflop_hour") or {}).items():
        if usd is None or usd == 0:
            continue
        group = group_of(side, what, usd)
        sums[group] = sums.get(group, 0.0) + usd
    return {group: sums[group] for group in GROUPS if group in sums}


def group_of(side: Mapping[str, Any] | None, what: str, usd: float) -> str:
    """Return the group of a cost part of this amount: what is paid back is a residual value, or financing.

    >>> groups = {"financing": "financing", "salvage": "operations_and_other"}
    >>> [group_of({"cost_part_groups": groups}, what, -0.3) for what in groups]
    ['financing', 'residual values']
    """
    group = words(part(side or {}, "cost_part_groups", what))
    group = group if group in GROUPS else OTHER
    return "residual values" if usd < 0 and group != "financing" else group


def financing_words(side: Mapping[str, Any]) -> str:
    """Return a side's financing in words; empty where it pays out of its own capital.

    >>> financing = {"structure": "lease", "yield_frac": 0.1138, "cost_of_equity_frac": 0.173}
    >>> financing_words({"financing": financing})
    'lease at 11.4 % a year, equity at 17.3 %'
    """
    financing = side.get("financing") or {}
    if financing.get("structure", "corporate") == "corporate":
        return ""
    cost, equity = financing.get("yield_frac"), financing.get("cost_of_equity_frac")
    what = str(financing["structure"]).replace("_", " ")
    at = f"at {100 * cost:.1f} % a year" if cost is not None else "without debt"
    return f"{what} {at}, equity at {100 * (equity or 0.0):.1f} %"


def _rates(places: Iterable[tuple[str, Mapping[str, Any]]]) -> list[tuple[str, str]]:
    """The rate and the tax at which either side is priced, where they are not alike; nothing where they are."""
    found = {}
    for where, side in places:
        plan = side.get("financing") or {}
        if plan.get("real_discount_rate_frac") is None:
            return []
        rate, tax = 100 * plan["real_discount_rate_frac"], 100 * plan["tax_frac"]
        whose = "capital" if plan["structure"] == "corporate" else "equity"
        found[f"cost of {whose} {where}"] = f"{rate:.3g} % a year, real, with an income tax of {tax:.3g} %"
    return list(found.items()) if len(set(found.values())) > 1 else []


def margin_name(key: str) -> str:
    """Return a margin's key in words."""
    return _MARGIN.get(key, key.replace("_", " "))


def margin_rows(margins: Mapping[str, Any] | None) -> list[tuple[str, str, str]]:
    """Return (key, value, meaning or why it is null) for every margin."""
    margins = margins or {}
    keys = dict.fromkeys(key.removesuffix("_reason") for key in margins)
    rows = []
    for key in keys:
        value = margins.get(key)
        words = margin_name(key) if value is not None else reason(margins, key)
        rows.append((key, _margin(key, value), words))
    return rows


def _margin(key: str, value: float | None) -> str:
    if value is None:
        return NONE
    if key.endswith("_frac"):
        return f"{100 * value:+.0f} %" if abs(value) < 10 else f"{1 + value:,.0f} times the need"
    return f"{value:+.1f} K" if key.endswith("_k") else number(value)


def sides(summary: Mapping[str, Any]) -> tuple[str, str]:
    """Return the names of the orbit side and the ground side."""
    return str(part(summary, "orbit", "name") or "orbit"), str(part(summary, "ground", "site") or "ground")


def times(ratio: float) -> str:
    """Return a ratio of costs in words, e.g. ``2.30 times`` or ``the same as``."""
    return "the same as" if abs(ratio - 1.0) < 0.005 else f"{number(ratio)} times"


def verdict_sentence(summary: Mapping[str, Any]) -> str:
    """Return one sentence: what is compared, the ratio, what binds, the break-even."""
    orbit, ground = sides(summary)
    ratio = summary.get("ratio_like_for_like")
    if ratio is None:
        text = f"{orbit} cannot be compared with {ground} ({reason(summary, 'ratio_like_for_like')})"
    else:
        text = f"Compute on {orbit} costs {times(ratio)} what it costs at {ground}, like for like"
        if too_heavy(summary):
            heavy = said(summary, "ratio_at_parts_mass", "times")
            text += (
                f", a price at which a satellite judged overweight cannot be bought: {heavy} at the mass of its parts"
            )
    verdict = part(summary, "orbit", "verdict")
    if verdict:
        text += f"; the design's verdict is {verdict}"
    binds = part(summary, "orbit", "binding_limit")
    if binds:
        text += f"; what binds is {binds}"
    even = summary.get("breakeven_launch_usd_per_kg")
    if even is not None and even >= 0:
        return f"{text}; it breaks even at a launch price of {number(even)} USD/kg."
    why = reason(summary, "breakeven_launch_usd_per_kg", "no price of zero or more closes the gap")
    return f"{text}; no launch price breaks even ({why})."


def in_brief(summary: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the (label, value) rows of a result in six lines, the first its name with its verdict."""
    orbit = part(summary, "orbit") or {}

    def usd(side: str) -> str:
        value = part(summary, side, "usd_per_pflop_hour")
        if value is None:
            return reason(part(summary, side), "launches", "nothing delivered")  # never launched, or never at work
        return f"{value:.3f} USD/PFLOP-hour"

    ratio, even = summary.get("ratio_like_for_like"), summary.get("breakeven_launch_usd_per_kg")
    launch = f"{even:,.0f} USD/kg" if even is not None else reason(summary, "breakeven_launch_usd_per_kg")
    delivered, nameplate = (orbit.get(f"{key}_pflop_per_s") or 0.0 for key in ("delivered", "nameplate"))
    return [
        (str(part(summary, "scenario", "name") or NONE), str(orbit.get("verdict") or NONE)),
        ("binds", str(orbit.get("binding_limit") or NONE)),
        ("delivers", f"{delivered:,.0f} PFLOP/s of {nameplate:,.0f} nameplate"),
        ("costs", f"orbit {usd('orbit')}, ground {usd('ground')}"),
        ("ratio", f"{_central(ratio)}{_at_parts(summary)}"),
        ("break-even", f"launch {launch}"),
        *_study_in_brief(summary),
    ]


def _central(ratio: float | None) -> str:
    """A ratio with the words that no interval stands beside it, because none was asked for.

    >>> _central(3.6), _central(None)
    ('3.60 like for like (no interval asked for)', 'none like for like')
    """
    return "none like for like" if ratio is None else f"{ratio:.2f} like for like (no interval asked for)"


def _at_parts(summary: Mapping[str, Any]) -> str:
    """The ratio at the mass of the parts beside that of a satellite that is too heavy; empty for others."""
    value = summary.get("ratio_at_parts_mass") if too_heavy(summary) else None
    return f", {value:.2f} at the mass of its parts" if value is not None else ""


def _by_calendar(side: Mapping[str, Any]) -> str:
    """What a side delivers in its first year and at its peak, and when that is."""
    found = side.get("capacity") or {}
    peak = f"{number(found['peak_pflop_per_s'])} PFLOP/s at the peak, in month {found['peak_month'] + 1}"
    return f"{number(found['first_year_pflop_per_s'])} PFLOP/s over the first year, {peak}"


LOADS = {"survivors": "what is left at the end of life", "full": "every accelerator alive"}


def _loads(orbit: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What a sized design carries, and what the other load of ``design.sized_for`` would take; nothing for others."""
    design = orbit.get("design") or {}
    other = design.get("other_load")
    if other is None:
        return []

    def words(sizes: Mapping[str, Any], kg: float) -> str:
        array, radiator = number(sizes["array_m2"]), number(sizes["radiator_m2"])
        fails = ", which does not close" if sizes.get("reason") else ""
        return f"{LOADS[sizes['sized_for']]}: {number(kg)} kg, array {array} m2, radiator {radiator} m2{fails}"

    return [("sized for", f"{words(design, orbit['mass_kg']['total'])}; for {words(other, other['launched_kg'])}")]


def _campaign(orbit: Mapping[str, Any]) -> list[tuple[str, str]]:
    """How long the launches take, beside the ramp that was wished for; nothing in results of earlier versions."""
    if orbit.get("campaign_months") is None:
        return []
    cadence = f"{number(orbit['launches_per_year_available'])} launches a year"
    rises = orbit.get("launches_growth_per_y") or 0.0
    if rises > 0.0:
        most = orbit.get("launches_per_year_most")
        cadence += f" that grow by {rises:.0%} a year" + (f" to {number(most)}" if most is not None else "")
    else:
        cadence += " to begin with" if "campaign_limited_by" not in orbit else ""
    took = f"{orbit['campaign_months']:,.0f} months, at {cadence}"
    return [("launch campaign", took + _pace(orbit))]


def _pace(orbit: Mapping[str, Any]) -> str:
    """Which of launches, factory and ramp sets the pace of a campaign, and what each takes."""
    limit = orbit.get("campaign_limited_by")
    if not limit:
        return ""
    launches, factory = (f"{orbit[f'{key}_months']:,.0f} months" for key in ("launch", "factory"))
    down = orbit["stand_down_months"]
    grounded = f", {down:,.0f} of them on the ground after failed launches" if down >= 0.5 else ""
    said = {
        "launches": f"launches set the pace{grounded}; the factory would take {factory}",
        "factory": f"the factory sets the pace; the launches would take {launches}{grounded}",
        "ramp": f"the wished ramp sets the pace; the launches would take {launches}, the factory {factory}",
    }
    return f"; {said[str(limit)]}"


def _spaced(orbit: Mapping[str, Any]) -> list[tuple[str, str]]:
    """How close the satellites of one orbit stand; nothing for orbits of a catalogue and in earlier results."""
    network = orbit.get("network") or {}
    if network.get("node_spacing_km") is None:
        return []
    close = ", closer than the least spacing (fleet.spacing_least_km)" if network["node_spacing_frac"] < 0.0 else ""
    count, apart = number(network["satellites_on_node"]), number(network["node_spacing_km"])
    return [("satellites on one orbit", f"{count}, {apart} km from one to the next{close}")]


def _wear(orbit: Mapping[str, Any], ground: Mapping[str, Any]) -> list[tuple[str, str]]:
    """How many accelerators heat and eclipses end on either side; nothing in results of earlier versions."""
    wear, below = part(orbit, "reliability", "wear"), ground.get("accelerator_losses_per_y")
    if not wear or below is None:
        return []
    cycles = f"{wear['cycles_per_y']:,.0f} eclipses a year that swing the chip by {wear['swing_k']:.0f} K"
    why = f"{wear['heat_factor']:.2f} times the quoted rate by heat and {wear['cycle_factor']:.2f} by {cycles}"
    told = f"{wear['losses_per_y']:.1%} a year in orbit, {why}; {below:.1%} on the ground"
    return [("accelerators lost for good", told)]


def _packed(orbit: Mapping[str, Any]) -> str:
    """Satellites and launches, how many ride together, what limits them, and where they fly from."""
    if orbit.get("launches") is None:
        return f"{said(orbit, 'satellites')}; launches {said(orbit, 'launches')}"
    text = f"{said(orbit, 'satellites')} on {said(orbit, 'launches')} launches"
    each, limit = orbit.get("satellites_per_launch"), orbit.get("launch_limited_by")
    place = f", from {site}" if (site := orbit.get("launch_site")) else ""
    return f"{text}, {number(each)} each, limited by {limit}{place}" if each and limit else text


_BOUNDARY = {
    "full": "with the accelerators counted",
    "without_it": "without the accelerators",
    "power_alone": "launch against the power bill",
}


def _times(data: Mapping[str, Any], key: str) -> str:
    """A ratio of costs with its word, or why there is none."""
    value = data.get(key)
    return f"{number(value)} times the ground" if value is not None else f"none: {reason(data, key)}"


def _with_interval(summary: Mapping[str, Any]) -> str:
    """What stands behind the headline: the interval of its draws, or that none was asked for.

    >>> _with_interval({})
    ', at central values; no interval asked for (--draws 64)'
    >>> drawn = {"draws": 64, "refused": 0, "seed": 0, "ratio_p5": 2.9, "ratio_p50": 4.0, "ratio_p95": 6.1}
    >>> _with_interval({"interval": drawn | {"orbit_cheaper_frac": 0.0, "orbit_cheaper_error_frac": 0.0283}})
    '; 90 % of 64 draws between 2.90 and 6.10, half below 4.00; orbit cheaper in 0.0 % ± 2.8 % of them'
    """
    drawn = summary.get("interval")
    if not drawn:
        return ", at central values; no interval asked for (--draws 64)"
    low, middle, high = (number(drawn[f"ratio_{name}"]) for name in ("p5", "p50", "p95"))
    cheaper, error = (100.0 * drawn[f"orbit_cheaper_{name}"] for name in ("frac", "error_frac"))
    counted = drawn["draws"] - drawn["refused"]
    return (
        f"; 90 % of {counted:,} draws between {low} and {high}, half below {middle}; orbit cheaper in "
        f"{cheaper:.1f} % ± {error:.1f} % of them"
    )


def _has_ratio(summary: Mapping[str, Any]) -> bool:
    return summary.get("ratio_like_for_like") is not None


def _other_launches(summary: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The ratio at what a launch costs its operator or a customer, beside the one shown; nothing where not known."""
    here, rows = summary.get("launch_usd_per_kg"), []
    for key, label in (("own_launch", "own cost of a launch"), ("market_launch", "price of a launch to a customer")):
        other = summary.get(key)
        if not other:
            continue
        dear, cheap = max(here, other["usd_per_kg"]), min(here, other["usd_per_kg"])
        decides = (
            "the price at which the launcher could sell the flight elsewhere decides between the two: a flight that a "
            f"customer would take costs {number(dear)}, one that nobody else would take costs {number(cheap)}"
        )
        price = f"at {number(other['usd_per_kg'])} USD/kg in place of {number(here)}"
        whose = "at the operator's " if key == "own_launch" else "at the "
        rows.append((whose + label, f"{_times(other, 'ratio')}, {price}; {decides}"))
    return rows


def _flop_value(summary: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The ratio under the other view of what later compute is worth; nothing in results of earlier versions."""
    value = summary.get("flop_value")
    if not value:
        return []
    if value["decline_per_y"] > 0.0:
        return [("if later compute is worth as much", _times(value, "ratio_without_decline"))]
    fall = f"compute that loses {value['rent_decline_per_y']:.0%} of its value a year, as market rents do, also where "
    fall += "the same accelerators are launched years later"
    return [("if later compute is worth less", f"{_times(value, 'ratio_declining_as_rents')}, for {fall}")]


def too_heavy(summary: Mapping[str, Any]) -> bool:
    """Return whether the parts weigh more than what is launched, in a result that has a ratio all the same."""
    margin = part(summary, "orbit", "margins", "mass_frac")
    known = "ratio_at_parts_mass" in summary and summary.get("ratio_like_for_like") is not None
    return known and margin is not None and margin < 0.0


def _overweight(summary: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What a satellite whose parts weigh more than is launched costs at the mass of its parts; nothing for others."""
    if not too_heavy(summary):
        return []
    words = "the satellite is overweight, and cannot be bought at the price above"
    return [("at the mass of its parts", f"{_times(summary, 'ratio_at_parts_mass')}: {words}")]


def _boundaries(summary: dict[str, Any]) -> list[tuple[str, str]]:
    """What the comparison says within the boundaries that its headline does not take."""
    shown = summary.get("boundary", "full")
    found = summary.get("boundaries") or {}
    return [
        (_BOUNDARY[name], f"{_times(each, 'ratio')}: {each['meaning']}")
        for name, each in found.items()
        if name != shown
    ] + _capital(found.get(shown) or {})


def _capital(within: dict[str, Any]) -> list[tuple[str, str]]:
    """What both sides spend on capital per watt; nothing where the ground buys none, or in results of old."""
    if within.get("ratio_capex") is None:
        return []
    spent = [number(within[f"{side}_capex_usd_per_it_w"]) for side in ("orbit", "ground")]
    words = f"{spent[0]} USD per watt of IT in orbit over the life, {spent[1]} on the ground"
    return [("capital spending", f"{_times(within, 'ratio_capex')}: {words}")]


def _financing_steps(summary: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The way from an earlier financing to this one, one thing after another; nothing without an earlier one."""
    rows = []
    for each in summary.get("financing_steps") or []:
        step = "with the earlier financing" if each["step"] == "before" else f"then the {each['step']}"
        usd = [number(each[f"{side}_usd_per_pflop_hour"]) for side in ("orbit", "ground")]
        costs = f"{usd[0]} in orbit, {usd[1]} on the ground, USD per PFLOP-hour"
        rows.append((step, f"{_times(each, 'ratio')}: {costs}"))
    return rows


def _published(summary: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What a published study prints beside what this run gives; nothing where none is replayed."""
    study = summary.get("published")
    if not study:
        return []
    figures = study["figures"]
    agree = f"{study['figures_within']} of {plural(len(figures), 'figure')} agree within their tolerance"
    who = f"{study['study']}, {study['authors']}, {study['date']}"
    rows = [("the study replayed", f"{who}: {study['boundary']}; {agree}")]
    for each in figures:
        text = f"{_theirs(each)} in print, {_ours(each)}"
        text += f"; {each['why']}" if each["why"] and not each["within"] else ""
        text += f"; also in print: {each['also_printed']}" if each["also_printed"] else ""
        rows.append((f"theirs and ours: {each['label']}", text))
    return rows


def _study_in_brief(summary: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The first printed figure of a study beside that of the run; nothing where none is replayed."""
    study = summary.get("published")
    if not study:
        return []
    head = study["figures"][0]
    agree = f"{study['figures_within']} of {plural(len(study['figures']), 'figure')} agree"
    return [("study", f"{head['label']} {_theirs(head)} in print, {_ours(head)}; {agree}")]


def _theirs(each: Mapping[str, Any]) -> str:
    """A printed number or range with its unit."""
    high = f" to {number(each['theirs_high'], 4)}" if each.get("theirs_high") is not None else ""
    return f"{number(each['theirs'], 4)}{high}{'' if each['unit'] == '1' else ' ' + each['unit']}"


def _ours(each: Mapping[str, Any]) -> str:
    """The number of the run beside a printed one, with the distance."""
    if each["ours"] is None:
        return f"none here: {reason(each, 'ours')}"
    off = each.get("off_frac")
    if off == 0.0 and each.get("theirs_high") is not None:
        return f"{number(each['ours'], 4)} here (within)"
    apart = "" if off is None else f" ({100 * off:+.2g} %)" if abs(off) >= 5e-4 else " (the same)"
    return f"{number(each['ours'], 4)} here{apart}"


def _buys(summary: dict[str, Any]) -> list[tuple[str, str]]:
    """What the budget of a deal buys on either side."""
    found = summary.get("budget") or {}
    rows = []
    for side, where in (("orbit", "in orbit"), ("ground", "on the ground")):
        if found.get(side):
            bought = found[side]
            chips = found.get("covers") == "accelerators"
            words = f"{number(bought['it_w'] * 1e-9)} GW of IT"
            words += f", {bought['accelerators']:,.0f} accelerators{' alone' * chips}"
            words += f", {number(bought['delivered_pflop_per_s'])} PFLOP/s"
            if "peak_pflop_per_s" in bought:
                words += f" on average and {number(bought['peak_pflop_per_s'])} at the peak"
            up = f", for {bought['satellites']:,.0f} satellites" if chips and side == "orbit" else ""
            if side == "orbit" and not chips:
                up = f", {bought['satellites']:,.0f} satellites on {bought['launches']:,.0f} launches"
                up += f" in {bought['campaign_months']:,.0f} months" if "campaign_months" in bought else ""
            if bought.get("usd_per_pflop_hour") is not None:
                up += f"; {number(bought['usd_per_pflop_hour'])} USD per PFLOP-hour"
            if "npv_usd" in bought:
                up += f"; net present value {number(bought['npv_usd'] * 1e-9)} bn USD"
            rows.append((f"{number(found['usd'] * 1e-9)} bn USD buy {where}", words + up))
    return rows


def _paid(market: Mapping[str, Any]) -> str:
    """What is paid for, in words."""
    basis = market.get("rent_basis")
    if basis == "contract":
        price, months = number(market["contract_usd_per_gpu_hour"]), market["contract_months"]
        return f"a contract pays {price} USD per GPU-hour for {months} months, and market rents are paid after it"
    if basis == "tokens":
        return f"tokens are sold at {number(market['usd_per_million_tokens'])} USD per million to begin with"
    words = {"take_or_pay": "every available hour is paid", "merchant": "busy hours are paid"}
    if "rent_term_months" not in market:
        return words.get(str(basis), "")
    term, falls = market["rent_term_months"], f"which falls {percent(market['decline_per_y'])} a year"
    held = f"in contracts of {term} months, each at the rent of its day," if term else "at the rent of the month,"
    rent = f"{number(market['usd_per_gpu_hour'])} USD per GPU-hour from {market['rent_date']} on"
    newer = market.get("new_silicon_decline_per_y")
    later = f", and by {percent(newer)} a year for what enters service later with newer silicon" * (newer is not None)
    return f"{words.get(str(basis), '')}, {rent}, {held} {falls}{later}"


def _required(summary: dict[str, Any]) -> list[tuple[str, str]]:
    """The rent at which each side is worth nothing: to its owner where there is debt, and whole elsewhere."""
    market, rows = summary.get("market") or {}, []
    for side, where in (("orbit", "in orbit"), ("ground", "on the ground")):
        found = market.get(f"{side}_equity") or market.get(side) or {}
        rent = found.get("required_usd_per_gpu_hour")
        if rent is not None:
            whose = " to its owner" if market.get(f"{side}_equity") else ""
            fall = f"{number(rent)} USD per GPU-hour at first, falling {percent(market['decline_per_y'])} a year"
            held = f"or {number(found['required_flat_usd_per_gpu_hour'])} where rents hold"
            text = f"{fall}, {held}, for a net present value of 0{whose}"
            rows.append((f"rent required {where}", f"{text}; the market pays {number(market['usd_per_gpu_hour'])}"))
    return rows


def _debt(places: Iterable[tuple[str, Mapping[str, Any]]]) -> list[tuple[str, str]]:
    """How the cash of a side covers its debt service, what that breaches, and what its owner earns."""
    rows = []
    for where, side in places:
        found = side.get("debt_cover")
        if not found:
            continue
        text = f"{found['least']:.2f} at least and {found['mean']:.2f} on average over {found['months']} months"
        if negative := found.get("negative_months"):
            text = f"none in {negative} of {found['months']} months, in which revenue is below running costs"
        if found["breached_months"]:
            first = f"the first in month {found['first_breach_month'] + 1}"
            text += f"; the covenant of {found['covenant']:g} is breached in {found['breached_months']}, {first}"
        else:
            text += f"; the covenant of {found['covenant']:g} is kept"
        locked = found["locked_months"]
        text += f"; nothing is distributed in {locked} of them, below {found['lock_up']:g}" if locked else ""
        earned = found["equity_irr_frac"]
        asked = part(side, "financing", "real_discount_rate_frac")
        text += (
            f"; its owner earns {100 * earned:.1f} % a year, real" if earned is not None else "; no return to equity"
        )
        text += f", and asks {100 * asked:.1f} %" if asked is not None else ""
        rows.append((f"cover of debt service {where}", text))
    return rows


def _profit(summary: dict[str, Any]) -> list[tuple[str, str]]:
    """Profit of both sides at market rents."""
    market = summary.get("market") or {}
    paid = _paid(market)
    whole = " (whole site)" if summary.get("budget") else ""
    rows = []
    for side, where in (("orbit", "in orbit"), ("ground", "on the ground")):
        found = market.get(side)
        if found and found["npv_usd"] is None:
            rows.append((f"profit at market rents {where}", f"none: {reason(found, 'npv_usd')}"))
        elif found:
            rate, asked = found["irr_frac"], found.get("cost_of_capital_frac")
            earns = f"return {rate:.1%} a year" if rate is not None else str(found.get("irr_frac_reason"))
            if rate is not None and rate < 0.0:
                earns = f"less is earned than spent, {earns}"
            if rate is not None and asked is not None:
                earns += f", real after tax, where capital costs {asked:.1%}"
            worth = f"net present value {number(found['npv_usd'] * 1e-9)} bn USD; {earns}"
            months = f"first compute after {found['months_to_first_flop']:.0f} months of building and stated waits"
            rows.append((f"profit at market rents {where}{whole}", f"{worth}; {months}"))
    return [*([("what compute sells for", paid)] if rows and paid else []), *rows]


def _decided(summary: dict[str, Any]) -> list[tuple[str, str]]:
    """When both sides serve that are decided on one day, and what they earn; nothing in results of earlier versions."""
    found, rows = summary.get("time_to_market") or {}, []
    whole = " (whole site)" if summary.get("budget") else ""
    for key, where in (("orbit", "in orbit"), ("ground", "on the ground")):
        label = f"if decided on {found.get('decision_date')}, {where}{whole}"
        side = found.get(key)
        if not side:
            rows += [(label, f"none: {reason(found, key)}")] if f"{key}_reason" in found else []
            continue
        waits = [f"{months:.0f} of {words(what)}" for what, months in side["waits_months"].items() if months >= 0.5]
        wait = " beside ".join(waits) + " and then " * bool(waits) + f"{side['building_months']:.0f} of building"
        revenue, worth = (number(side[each] * 1e-9) for each in ("revenue_pv_usd", "npv_usd"))
        text = f"first compute after {side['months_to_first_flop']:.0f} months, {wait}; most of it from month "
        text += f"{side['months_to_peak'] + 1:.0f} on; revenue {number(side['revenue_usd'] * 1e-9)} bn USD, {revenue} "
        rows.append((label, f"{text}discounted to that day; net present value {worth} bn USD"))
    return rows


def headline(summary: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the (label, value) rows of the short table; nulls are replaced by their reasons."""
    orbit = part(summary, "orbit") or {}
    ground = part(summary, "ground") or {}
    firm = orbit.get("firm_pflop_per_s") or {}
    orbit_name, ground_name = sides(summary)
    places = (("in orbit", orbit), ("on the ground", ground))
    alike, own = (", but for capital", ", each at its own rate") if _rates(places) else ("", "")
    rows = [
        ("compared", f"{orbit_name} in orbit with {ground_name} on the ground"),
        ("verdict on the satellite", str(orbit.get("verdict") or NONE)),
        ("what limits it", str(orbit.get("binding_limit") or "nothing")),
    ]
    if orbit.get("remedy"):
        rows.append(("what would lift the limit", str(orbit["remedy"])))
    elif orbit.get("verdict") != "CLOSES" and orbit.get("remedy_reason"):
        rows.append(("what would lift the limit", f"none: {reason(orbit, 'remedy')}"))
    p1 = said(firm, "p1", "PFLOP/s") if firm else f"none: {reason(orbit, 'firm_pflop_per_s')}"
    rows += [
        ("delivered in orbit, on average", said(orbit, "delivered_pflop_per_s", "PFLOP/s")),
        ("delivered in orbit 99 % of the time", p1),
        ("delivered on the ground, on average", said(ground, "delivered_pflop_per_s", "PFLOP/s")),
        *((f"by the calendar {where}", _by_calendar(side)) for where, side in places if side.get("capacity")),
        ("cost of compute in orbit", said(orbit, "usd_per_pflop_hour", "USD per PFLOP-hour")),
        ("cost of compute on the ground", said(ground, "usd_per_pflop_hour", "USD per PFLOP-hour")),
        *_rates(places),
        *((f"financing {where}", financing_words(side)) for where, side in places if financing_words(side)),
        ("cost of tokens in orbit", said(orbit, "usd_per_million_tokens", "USD per million tokens")),
        ("cost of tokens on the ground", said(ground, "usd_per_million_tokens", "USD per million tokens")),
        (
            f"orbit costs, like for like{alike}",
            _times(summary, "ratio_like_for_like") + (_with_interval(summary) if _has_ratio(summary) else ""),
        ),
        *_overweight(summary),
        *_wear(orbit, ground),
        *([("prices and technology", str(summary["prices"]["words"]))] if summary.get("prices") else []),
        *([("how the model is trained", str(summary["training_job"]))] if summary.get("training_job") else []),
        *([("what still differs", "; ".join(summary["departures"]))] if summary.get("departures") else []),
        *_other_launches(summary),
        *_financing_steps(summary),
        *_boundaries(summary),
        *_flop_value(summary),
        ("with what each side announced", _times(summary, "ratio_as_announced")),
        *_buys(summary),
        *_profit(summary),
        *_required(summary),
        *_decided(summary),
        *_debt(places),
        ("carbon in orbit", said(orbit, "kgco2e_per_pflop_hour", "kg CO2e per PFLOP-hour")),
        ("carbon on the ground", said(ground, "kgco2e_per_pflop_hour", "kg CO2e per PFLOP-hour")),
        ("even with launch and satellite free", _times(summary, "ratio_floor")),
        (f"launch price for equal cost{own}", price(summary, "breakeven_launch_usd_per_kg", "USD/kg")),
        ("satellite price for equal cost", price(summary, "breakeven_bus_usd_per_w", "USD/W, without its compute")),
        ("satellites and launches", _packed(orbit)),
        *(("records of the catalogue", told) for told in orbit.get("catalogue_records") or ()),
        *_loads(orbit),
        *_spaced(orbit),
        *_campaign(orbit),
        *_published(summary),
    ]
    return _said_once(rows, reason(orbit, "usd_per_pflop_hour", ""))


def _said_once(rows: list[tuple[str, str]], why: str) -> list[tuple[str, str]]:
    """Rows of the short table in which a reason that takes many numbers away is written out once."""
    out, known = list[tuple[str, str]](), False
    for label, text in rows:
        again = known and bool(why) and f"none: {why}" in text
        known = known or f"none: {why}" in text
        out.append((label, text.split("none: ")[0] + "none, for the same reason" if again else text))
    return out
