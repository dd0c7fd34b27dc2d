"""Rows of the short table about money: other prices and boundaries, budgets, profit, debt, the day of decision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from orbitdc.report.text import number, part, percent, ratio_words, reason, too_heavy, words

_BOUNDARY = {
    "full": "with the accelerators counted",
    "without_it": "without the accelerators",
    "power_alone": "launch against the power bill",
}


def launch_price_rows(summary: Mapping[str, Any]) -> list[tuple[str, str]]:
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
        rows.append((whose + label, f"{ratio_words(other, 'ratio')}, {price}; {decides}"))
    return rows


def bus_price_rows(orbit: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The price of a satellite from its parts beside published totals; nothing in results of earlier versions.

    >>> totals = {"low": 12.0, "central": 20.0, "high": 38.0}
    >>> priced = {"bus_by_parts_usd_per_average_w": 15.0, "bus_published_usd_per_average_w": totals}
    >>> bus_price_rows({"design": priced})[0][1]
    '15 USD per average watt of IT from its parts; published totals for the year of service say 20, 12 to 38'
    """
    design = orbit.get("design") or {}
    totals = design.get("bus_published_usd_per_average_w")
    if totals is None:
        return []
    low, central, high = (number(totals[end]) for end in ("low", "central", "high"))
    parts = number(design["bus_by_parts_usd_per_average_w"])
    above = f"published totals for the year of service say {central}, {low} to {high}"
    return [("price of a satellite without compute", f"{parts} USD per average watt of IT from its parts; {above}")]


def flop_value_rows(summary: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The ratio under the other view of what later compute is worth; nothing in results of earlier versions."""
    value = summary.get("flop_value")
    if not value:
        return []
    if value["decline_per_y"] > 0.0:
        return [("if later compute is worth as much", ratio_words(value, "ratio_without_decline"))]
    fall = f"compute that loses {value['rent_decline_per_y']:.0%} of its value a year, as market rents do, also where "
    fall += "the same accelerators are launched years later"
    return [("if later compute is worth less", f"{ratio_words(value, 'ratio_declining_as_rents')}, for {fall}")]


def overweight_rows(summary: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What a satellite whose parts weigh more than is launched costs at the mass of its parts; nothing for others."""
    if not too_heavy(summary):
        return []
    words = "the satellite is overweight, and cannot be bought at the price above"
    return [("at the mass of its parts", f"{ratio_words(summary, 'ratio_at_parts_mass')}: {words}")]


def boundary_rows(summary: dict[str, Any]) -> list[tuple[str, str]]:
    """What the comparison says within the boundaries that its headline does not take."""
    shown = summary.get("boundary", "full")
    found = summary.get("boundaries") or {}
    return [
        (_BOUNDARY[name], f"{ratio_words(each, 'ratio')}: {each['meaning']}")
        for name, each in found.items()
        if name != shown
    ] + _capital(found.get(shown) or {})


def _capital(within: dict[str, Any]) -> list[tuple[str, str]]:
    """What both sides spend on capital per watt; nothing where the ground buys none, or in results of old."""
    if within.get("ratio_capex") is None:
        return []
    spent = [number(within[f"{side}_capex_usd_per_it_w"]) for side in ("orbit", "ground")]
    words = f"{spent[0]} USD per watt of IT in orbit over the life, {spent[1]} on the ground"
    return [("capital spending", f"{ratio_words(within, 'ratio_capex')}: {words}")]


def financing_rows(summary: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The way from an earlier financing to this one, one thing after another; nothing without an earlier one."""
    rows = []
    for each in summary.get("financing_steps") or []:
        step = "with the earlier financing" if each["step"] == "before" else f"then the {each['step']}"
        usd = [number(each[f"{side}_usd_per_pflop_hour"]) for side in ("orbit", "ground")]
        costs = f"{usd[0]} in orbit, {usd[1]} on the ground, USD per PFLOP-hour"
        rows.append((step, f"{ratio_words(each, 'ratio')}: {costs}"))
    return rows


def budget_rows(summary: dict[str, Any]) -> list[tuple[str, str]]:
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


def required_rent_rows(summary: dict[str, Any]) -> list[tuple[str, str]]:
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


def debt_rows(places: Iterable[tuple[str, Mapping[str, Any]]]) -> list[tuple[str, str]]:
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


def profit_rows(summary: dict[str, Any]) -> list[tuple[str, str]]:
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


def decision_rows(summary: dict[str, Any]) -> list[tuple[str, str]]:
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
