"""The answer of a run in rows and in a sentence, for the command line and for the page alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from orbitdc.report.fleet_rows import campaign_rows, load_rows, packing_words, spacing_rows, wear_rows
from orbitdc.report.money_rows import (
    boundary_rows,
    budget_rows,
    bus_price_rows,
    debt_rows,
    decision_rows,
    financing_rows,
    flop_value_rows,
    launch_price_rows,
    overweight_rows,
    profit_rows,
    required_rent_rows,
)
from orbitdc.report.published_rows import published_rows, study_row
from orbitdc.report.text import (
    NONE,
    financing_words,
    number,
    part,
    price,
    rate_rows,
    ratio_words,
    reason,
    said,
    sides,
    times,
    too_heavy,
)


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
        """The cost of a side in words."""
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
        *study_row(summary),
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
    """Whether the two sides can be compared."""
    return summary.get("ratio_like_for_like") is not None


def _verdict_rows(summary: Mapping[str, Any], orbit: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What is compared, the verdict on the satellite, what limits it, and what would lift the limit."""
    orbit_name, ground_name = sides(summary)
    rows = [
        ("compared", f"{orbit_name} in orbit with {ground_name} on the ground"),
        ("verdict on the satellite", str(orbit.get("verdict") or NONE)),
        ("what limits it", str(orbit.get("binding_limit") or "nothing")),
    ]
    if orbit.get("remedy"):
        rows.append(("what would lift the limit", str(orbit["remedy"])))
    elif orbit.get("verdict") != "CLOSES" and orbit.get("remedy_reason"):
        rows.append(("what would lift the limit", f"none: {reason(orbit, 'remedy')}"))
    return rows


def _delivered_rows(orbit: Mapping[str, Any], ground: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The compute that both sides deliver, in PFLOP/s: on average, nearly always, and by the calendar."""
    firm, places = orbit.get("firm_pflop_per_s") or {}, (("in orbit", orbit), ("on the ground", ground))
    p1 = said(firm, "p1", "PFLOP/s") if firm else f"none: {reason(orbit, 'firm_pflop_per_s')}"
    return [
        ("delivered in orbit, on average", said(orbit, "delivered_pflop_per_s", "PFLOP/s")),
        ("delivered in orbit 99 % of the time", p1),
        ("delivered on the ground, on average", said(ground, "delivered_pflop_per_s", "PFLOP/s")),
        *((f"by the calendar {where}", _by_calendar(side)) for where, side in places if side.get("capacity")),
    ]


def headline(summary: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the (label, value) rows of the short table; nulls are replaced by their reasons."""
    orbit = part(summary, "orbit") or {}
    ground = part(summary, "ground") or {}
    places = (("in orbit", orbit), ("on the ground", ground))
    alike, own = (", but for capital", ", each at its own rate") if rate_rows(places) else ("", "")
    rows = [
        *_verdict_rows(summary, orbit),
        *_delivered_rows(orbit, ground),
        ("cost of compute in orbit", said(orbit, "usd_per_pflop_hour", "USD per PFLOP-hour")),
        ("cost of compute on the ground", said(ground, "usd_per_pflop_hour", "USD per PFLOP-hour")),
        *rate_rows(places),
        *((f"financing {where}", financing_words(side)) for where, side in places if financing_words(side)),
        ("cost of tokens in orbit", said(orbit, "usd_per_million_tokens", "USD per million tokens")),
        ("cost of tokens on the ground", said(ground, "usd_per_million_tokens", "USD per million tokens")),
        (
            f"orbit costs, like for like{alike}",
            ratio_words(summary, "ratio_like_for_like") + (_with_interval(summary) if _has_ratio(summary) else ""),
        ),
        *overweight_rows(summary),
        *wear_rows(orbit, ground),
        *([("prices and technology", str(summary["prices"]["words"]))] if summary.get("prices") else []),
        *([("how the model is trained", str(summary["training_job"]))] if summary.get("training_job") else []),
        *([("what still differs", "; ".join(summary["departures"]))] if summary.get("departures") else []),
        *launch_price_rows(summary),
        *financing_rows(summary),
        *boundary_rows(summary),
        *flop_value_rows(summary),
        ("with what each side announced", ratio_words(summary, "ratio_as_announced")),
        *budget_rows(summary),
        *profit_rows(summary),
        *required_rent_rows(summary),
        *decision_rows(summary),
        *debt_rows(places),
        ("carbon in orbit", said(orbit, "kgco2e_per_pflop_hour", "kg CO2e per PFLOP-hour")),
        ("carbon on the ground", said(ground, "kgco2e_per_pflop_hour", "kg CO2e per PFLOP-hour")),
        ("even with launch and satellite free", ratio_words(summary, "ratio_floor")),
        (f"launch price for equal cost{own}", price(summary, "breakeven_launch_usd_per_kg", "USD/kg")),
        *bus_price_rows(orbit),
        ("satellite price for equal cost", price(summary, "breakeven_bus_usd_per_w", "USD/W, without its compute")),
        ("satellites and launches", packing_words(orbit)),
        *(("records of the catalogue", told) for told in orbit.get("catalogue_records") or ()),
        *load_rows(orbit),
        *spacing_rows(orbit),
        *campaign_rows(orbit),
        *published_rows(summary),
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
