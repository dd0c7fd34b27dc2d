"""The answer in plain sentences: who wins, by how much, how sure it is, what decides and what would change it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from orbitdc.report.text import grouped, number, part, percent, price, reason, sides, times, too_heavy
from orbitdc.simulation.verdict import MEANING

Summary = Mapping[str, Any]
NEAR = 0.005  # of a ratio that is called the same
MOST = 3  # groups of costs that are named


def lead(summary: Summary) -> str:
    """Return who wins and by how much, in one sentence."""
    orbit, ground = sides(summary)
    ratio = summary.get("ratio_like_for_like")
    if ratio is None:
        return f"There is no answer in money: {reason(summary, 'ratio_like_for_like')}."
    usd = [part(summary, side, "usd_per_pflop_hour") for side in ("orbit", "ground")]
    amounts = f"{_usd(usd[0])} against {_usd(usd[1])} for a delivered PFLOP-hour"
    if abs(ratio - 1.0) < NEAR:
        return f"Neither wins: compute on {orbit} in orbit costs the same as at {ground}, {amounts}."
    winner = "The ground wins" if ratio > 1.0 else "Orbit wins"
    return f"{winner}: compute on {orbit} in orbit costs {times(ratio)} what it costs at {ground}, {amounts}."


def plain_answer(summary: Summary, spread: Mapping[str, Any] | None = None) -> list[tuple[str, str]]:
    """Return (question, answer) in plain sentences; ``spread`` is the answer of a Monte Carlo study of the scenario."""
    return [
        ("How sure is it?", _sure(summary, spread)),
        ("What decides?", _decides(summary)),
        ("What would change it?", _changes(summary)),
        ("Does the satellite work?", _works(summary)),
    ]


def _usd(usd: float | None) -> str:
    """An amount in words."""
    return "no price" if usd is None else f"{usd:.2f} USD" if usd >= 0.1 else f"{number(usd)} USD"


def _sure(summary: Summary, spread: Mapping[str, Any] | None) -> str:
    """How sure the answer is."""
    own = summary.get("interval") or {}
    low, high = (
        own.get(f"ratio_{key}") or part(spread or {}, "ratio_like_for_like", key, "value") for key in ("p5", "p95")
    )
    chance = (own or spread or {}).get("orbit_cheaper_frac")
    used, estimated = summary.get("numbers_used"), summary.get("numbers_estimated")
    graded = (
        f"{number(estimated)} of its {number(used)} numbers are estimates" if used and estimated is not None else ""
    )
    end = f"; {graded}." if graded else "."
    if low is not None and high is not None:
        drawn = "With every range of the catalogue drawn at once, 9 of 10 draws lie between"
        cheaper = f", and orbit is cheaper in {percent(chance)} of them" if chance is not None else ""
        return f"{drawn} {number(low)} and {number(high)} times{cheaper}{end}"
    more = "With --draws 64 a run draws all their ranges at once, and says how far the ratio moves."
    return f"This run states central values and no interval{end} {more}"


def _decides(summary: Summary) -> str:
    """What decides the answer."""
    if summary.get("ratio_like_for_like") is None:
        return f"{part(summary, 'orbit', 'binding_limit') or 'What limits the design is not known'}."
    orbit, ground = (grouped(part(summary, side)) for side in ("orbit", "ground"))
    gap = (part(summary, "orbit", "usd_per_pflop_hour") or 0.0) - (part(summary, "ground", "usd_per_pflop_hour") or 0.0)
    changes = {group: orbit.get(group, 0.0) - ground.get(group, 0.0) for group in {*orbit, *ground}}
    largest = sorted((group for group in changes if changes[group] * gap > 0), key=lambda g: -abs(changes[g]))[:MOST]
    if not largest:
        return "No group of costs differs much."
    each = [f"{group} {_usd(abs(changes[group]))}" for group in largest]
    way = "dearer" if gap > 0 else "cheaper"
    text = f"Of the {_usd(abs(gap))} by which orbit is {way} per PFLOP-hour, most is {_listed(each)}"
    unlike = [each for each in summary.get("differences") or [] if each.get("effect") is not None]
    if unlike:
        most = max(unlike, key=lambda each: abs(each["effect"]))
        text += f". What is not alike on both sides matters too: {most['what']} ({most['effect']:+.2f} of the ratio)"
    return text + "."


def _changes(summary: Summary) -> str:
    """What would change the answer."""
    if summary.get("ratio_like_for_like") is None:
        remedy = part(summary, "orbit", "remedy")
        return f"{remedy}." if remedy else "No change was found that makes the two sides comparable."
    launch, bus = summary.get("breakeven_launch_usd_per_kg"), summary.get("breakeven_bus_usd_per_w")
    says = []
    for value, key, unit, what in (
        (launch, "breakeven_launch_usd_per_kg", "USD/kg", "a launch price"),
        (bus, "breakeven_bus_usd_per_w", "USD/W", "a price of the satellite without its compute"),
    ):
        if value is not None and value >= 0:
            says.append(f"{what} of {price(dict(summary), key, unit)} makes both sides cost the same")
        else:
            says.append(f"{what} alone does not: {reason(summary, key, 'no price of zero or more closes the gap')}")
    floor = summary.get("ratio_floor")
    text = "; ".join(says)
    if floor is not None:
        end = "so that more than both must change" if floor > 1.0 + NEAR else "so that both together can"
        text += f"; with launch and satellite free, orbit still costs {times(floor)} the ground, {end}"
    return f"{text[:1].upper()}{text[1:]}."


def _works(summary: Summary) -> str:
    """Whether the design works."""
    verdict = part(summary, "orbit", "verdict")
    if verdict is None:
        return "Its verdict is not known."
    text = (
        f"{'Yes' if part(summary, 'orbit', 'feasible') else 'No'}, the verdict is {verdict}: {MEANING.get(verdict, '')}"
    )
    if limit := part(summary, "orbit", "binding_limit"):
        text += f". The tightest limit is {limit}"
    if too_heavy(summary):
        heavy = number(summary.get("ratio_at_parts_mass"))
        text += f". At the mass of its parts the ratio is {heavy}"
    if remedy := part(summary, "orbit", "remedy"):
        text += f". What would lift the limit: {remedy}"
    return text.removesuffix(".") + "."


def _listed(texts: list[str]) -> str:
    """Texts in a row, the last one behind "and"."""
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} and {texts[-1]}"
