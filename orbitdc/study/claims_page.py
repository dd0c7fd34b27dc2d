"""The page of claims, and the verdicts that are stored beside the claims for it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from orbitdc.errors import EnvironmentFault, Problem
from orbitdc.report.text import NONE
from orbitdc.scenario.files import shipped
from orbitdc.study.claim_verdict import Verdict, verdict_from
from orbitdc.study.claim_words import by_value, chance, margin, on_ladder, said, tally, what_would_change_it
from orbitdc.study.claims import FOLDER, claim_names

STORED = "verdicts.json"
HEAD = """# Public claims

What people and houses said in public about AI compute in orbit, each as a number that this program can be held
against. `orbitdc claims` prints the ladder, `orbitdc claims NAME` holds one claim against the model anew, and each
claim is a scenario of its own in `scenarios/claims/`.

A claim *holds* where it is true on central inputs at its date; it *holds if* an input, or all inputs named at once,
would have to stand elsewhere within the range that its source gives, or that a designer may choose; and it *fails*
otherwise. At a date both sides take the prices and the silicon of that date (`orbitdc outlook`). P is the share of
draws in which the claim is true: every dated path and every range of the catalogue drawn at once, with half the width
of its 95 % interval. A verdict is one of this model and its sources, most of which are estimates: the last column says
what would change it. The statements are in our own words; the links lead to theirs. This page is written by `orbitdc
claims page` from the verdicts that `orbitdc claims renew` stores, and held to both by a test.

![Public claims as multiples of the ground](claims.png)

"""


def stored_path() -> Path:
    """The file of the stored verdicts, beside the shipped claims."""
    return shipped()[f"{FOLDER}{claim_names()[0]}"].parent / STORED


def stored() -> dict[str, Verdict]:
    """The stored verdicts by name; empty where none are stored."""
    path = stored_path()
    if not path.is_file():
        return {}
    return {told["name"]: verdict_from(told) for told in json.loads(path.read_text(encoding="utf-8"))}


def store(verdicts: Sequence[Verdict]) -> Path:
    """Write verdicts over the stored ones, those of claims that are no longer shipped left out, and return the file.

    Raises EnvironmentFault where the file cannot be written, as in an installed package.
    """
    known = stored() | {verdict.name: verdict for verdict in verdicts}
    kept = [known[name].told() for name in claim_names() if name in known]
    path = stored_path()
    try:
        path.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        fix = "renew the verdicts in a working copy of the sources"
        raise EnvironmentFault(Problem(f"cannot be written: {error.strerror}", file=str(path), fix=fix)) from error
    return path


def page(verdicts: Sequence[Verdict]) -> str:
    """The page of claims in Markdown."""
    ladder, others = by_value(verdicts), [verdict for verdict in verdicts if not on_ladder(verdict)]
    lines = [
        HEAD,
        "| who speaks for | hold | hold if | fail |\n| --- | --- | --- | --- |\n",
        *(f"| {words} | {a} | {b} | {c} |\n" for (_, a, b, c), words in zip(tally(verdicts), SIDES, strict=True)),
        "\n## The ladder: so many times what the ground has\n\n",
        _table(ladder),
        "\n## Masses, heat, light, launches\n\n",
        _table(others),
        "\n## How each was turned into a number\n\n",
        *(f"- **{v.name}** ({v.scenario}): {v.claim['note']}\n" for v in verdicts if v.claim["note"]),
    ]
    return "".join(lines)


SIDES = ("orbit", "the ground", "either, with a condition")


def _table(verdicts: Sequence[Verdict]) -> str:
    """Claims as a table."""
    heads = ("claim", "who, when", "said", "true where", "found", "verdict", "margin", "P", "what would change it")
    lines = [f"| {' | '.join(heads)} |\n| {' | '.join('---' for _ in heads)} |\n"]
    for verdict in verdicts:
        claim, last = verdict.claim, verdict.last
        found = "; ".join(said(at.value) + (f" in {at.year}" if at.year else "") for at in verdict.at)
        side = "at most" if claim["comparison"] == "at_most" else "at least"
        cells = (
            f"`{verdict.name}`",
            f"[{claim['who']}]({claim['source']}), {claim['said_on']}",
            str(claim["statement"]),
            f"{side} {said(claim['threshold'])} {claim['unit']}",
            found if last.value is not None else last.reason,
            f"*{verdict.word}*",
            margin(last) if last.value is not None else NONE,
            "; ".join(chance(at) for at in verdict.at),
            what_would_change_it(verdict),
        )
        lines.append(f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |\n")
    return "".join(lines)
