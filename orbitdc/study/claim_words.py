"""Verdicts on claims in words: what holds, by how much, and what would change it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from orbitdc.report.text import NONE, number
from orbitdc.study.claim_verdict import FAILS, HOLDS, HOLDS_IF, At, Turn, Verdict
from orbitdc.study.quantities import PATHS, SUPPLY

LADDER = (
    "times the "  # how the unit of a claim on the ladder begins: a cost, a price, capital or carbon, over the ground
)


def on_ladder(verdict: Verdict) -> bool:
    """Whether a claim is about so many times what the ground has."""
    return str(verdict.claim["unit"]).startswith(LADDER)


def on_a_path(verdict: Verdict) -> bool:
    """Whether a claim is about the dated paths alone."""
    return str(verdict.claim["quantity"]).startswith((PATHS, SUPPLY))


def said(value: float | None) -> str:
    """A number in few digits."""
    return NONE if value is None else number(value)


def asked(verdict: Verdict) -> str:
    """The threshold in words."""
    side = "at most" if verdict.claim["comparison"] == "at_most" else "at least"
    return f"{side} {said(verdict.claim['threshold'])}"


def chance(at: At) -> str:
    """The share of draws in which a claim is true, with its sampling error."""
    if at.chance_frac is None or at.chance_error_frac is None:
        return NONE
    if at.chance_error_frac < 1e-3:
        return f"{at.chance_frac:.0%}"
    return f"{at.chance_frac:.0%} ± {at.chance_error_frac:.0%}"


def margin(at: At) -> str:
    """By which factor a claim is met or missed."""
    if at.margin_frac is None:
        return at.reason or NONE
    factor = 1.0 + at.margin_frac
    if factor >= 1.0:
        return f"met by a factor of {number(factor)}"
    return f"missed by a factor of {number(1.0 / factor)}"


def what_would_change_it(verdict: Verdict) -> str:
    """What would have to be otherwise for another verdict, in a sentence or two."""
    if on_a_path(verdict):
        return _of_paths(verdict)
    other = "fail" if verdict.word == HOLDS else "hold"
    possible = [turn for turn in verdict.turns if turn.is_possible]
    if possible:
        return f"It would {other} with {', or with '.join(_turning(verdict, turn) for turn in possible)}."
    parts = [_together(verdict, other)] if verdict.joint is not None else []
    if further := [turn for turn in verdict.turns if turn.value is not None][:1]:
        parts.append(f"Alone it would take {_turning(verdict, further[0])}.")
    if not parts:
        names = ", ".join(
            f"`{one.key}` from {said(one.looked_low)} to {said(one.looked_high)}" for one in verdict.turns
        )
        parts = [
            f"It would {other} at no value of {names}."
            if names
            else "No input is named: the design is sized for its worst day."
        ]
    return " ".join(parts)


def _turning(verdict: Verdict, turn: Turn) -> str:
    """One input and the value at which a claim turns."""
    side = "below" if turn.true_below != (verdict.word == HOLDS) else "above"
    about = [] if turn.now is None else [f"now {said(turn.now)}"]
    if not turn.is_possible:
        about.append("no range" if turn.range is None else f"range {said(turn.range[0])} to {said(turn.range[1])}")
    return f"`{turn.key}` {side} {said(turn.value)}" + (f" ({', '.join(about)})" if about else "")


def _together(verdict: Verdict, other: str) -> str:
    """Several inputs at the ends of their ranges at once."""
    joint = verdict.joint
    assert joint is not None
    ends = ", ".join(f"`{key}` {said(end)}" for key, end in joint.ends.items())
    if joint.holds == (verdict.word == HOLDS):
        return f"Not even all inputs named at once change it: {said(joint.value)} at {ends}."
    if joint.share is None:
        return f"It would {other} with all inputs named at once at {ends}: {said(joint.value)}."
    return f"It would {other} with all inputs named {joint.share:.0%} of the way to {ends}."


def _of_paths(verdict: Verdict) -> str:
    """Where on the dated paths a claim turns."""
    last = verdict.last
    if last.chance_frac is None:
        return ""
    if 0.0 < last.chance_frac < 1.0:
        share = last.chance_frac if verdict.word != HOLDS else 1.0 - last.chance_frac
        word = "true" if verdict.word != HOLDS else "untrue"
        return f"It is {word} on {share:.1%} of the positions on the dated paths."
    return f"No position on the dated paths changes it ({said(last.value)} on the central one)."


def tally(verdicts: Sequence[Verdict]) -> list[tuple[str, int, int, int]]:
    """By stance: how many hold, hold if, and fail."""
    rows = []
    for stance in ("bullish", "sceptical", "both"):
        words = [verdict.word for verdict in verdicts if verdict.claim["stance"] == stance]
        rows.append((stance, words.count(HOLDS), words.count(HOLDS_IF), words.count(FAILS)))
    return rows


def by_value(verdicts: Sequence[Verdict]) -> list[Verdict]:
    """The claims of the ladder, the least multiple first; those without a number last."""
    return sorted(
        (verdict for verdict in verdicts if on_ladder(verdict)),
        key=lambda verdict: (verdict.last.value is None, verdict.last.value or 0.0, verdict.name),
    )


def columns_of(verdicts: Sequence[Verdict]) -> dict[str, list[Any]]:
    """A row for each claim, for the ladder's figure and tables."""
    return {
        "claim": [v.name for v in verdicts],
        "who": [v.claim["who"] for v in verdicts],
        "said_on": [v.claim["said_on"] for v in verdicts],
        "stance": [v.claim["stance"] for v in verdicts],
        "year": [v.last.year for v in verdicts],
        "value": [v.last.value for v in verdicts],
        "comparison": [v.claim["comparison"] for v in verdicts],
        "threshold": [v.claim["threshold"] for v in verdicts],
        "unit": [v.claim["unit"] for v in verdicts],
        "margin_frac": [v.last.margin_frac for v in verdicts],
        "chance_frac": [v.last.chance_frac for v in verdicts],
        "verdict": [v.word for v in verdicts],
        "what_would_change_it": [what_would_change_it(v) for v in verdicts],
    }
