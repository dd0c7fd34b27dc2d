"""`orbitdc claims` holds public claims against the model: the ladder, one claim anew, or the page."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

import click

from orbitdc.cli.options import as_json, print_json, print_pairs, print_table
from orbitdc.cli.run import import_engine
from orbitdc.cli.study import every_day, finish, output, resolution_of

if TYPE_CHECKING:
    from orbitdc.study.claim_verdict import Verdict

PAGE, RENEW = "page", "renew"
BAR_CHARS = 30  # of the ladder, from 1 to 100 times
MOST = 100.0


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option(
    "--draws", type=click.IntRange(0, 10_000), default=None, help="Draws at each date; 32 or 12 unless given."
)
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Seed of the draws.")
@every_day
@output
@as_json
def claims(
    names: tuple[str, ...], draws: int | None, seed: int, every_day: bool, output: str | None, as_json: bool
) -> None:
    """Print which public claims hold, hold if, or fail, with the condition, the margin and the probability.

    Without NAMEs the stored verdicts on all shipped claims are printed; a NAME, or a scenario file with a claim, is
    held against the model anew. `orbitdc claims page` prints the page of claims, and `orbitdc claims renew [NAME]...`
    evaluates all of them, or those named, and stores the verdicts.
    """
    import_engine()
    from orbitdc.report.claims_figure import ladder
    from orbitdc.study.claim_words import by_value, columns_of
    from orbitdc.study.claims import claim_names
    from orbitdc.study.claims_page import page, store, stored

    if names == (PAGE,):
        click.echo(page(list(stored().values())), nl=False)
        return
    if names[:1] == (RENEW,):
        wanted = names[1:] or claim_names()
        for verdict in _judged(wanted, draws, seed, every_day, as_json):
            store([verdict])
        click.echo(f"{len(wanted)} verdicts are stored", err=True)
        return
    found = _judged(names, draws, seed, every_day, as_json) if names else stored().values()
    verdicts = list(found)
    answer = {"schema": 1, "verb": "claims", "claims": [{**v.told(), "is_stored": not names} for v in verdicts]}
    if as_json:
        print_json(answer)
    elif names:
        for position, verdict in enumerate(verdicts):
            if position:
                click.echo("")
            _print_one(verdict)
    else:
        _print_all(verdicts)
    if output is not None:
        shown = columns_of(by_value(verdicts))
        told = {"scenario": {"name": "claims", "sha256": "stored00" if not names else verdicts[0].fingerprint}}
        finish(answer | told, {"claims": columns_of(verdicts)}, {"claims": partial(ladder, shown)}, "claims", output)


def _judged(names: tuple[str, ...], draws: int | None, seed: int, every_day: bool, quiet: bool) -> Iterator[Verdict]:
    """The verdicts on some claims, evaluated now, as they come."""
    from orbitdc.study.claims import Known, claim_named, judge
    from orbitdc.study.progress import progress

    scenarios = [claim_named(name) for name in names]
    known = Known()
    with progress("judging", quiet=quiet) as tell:
        for done, scenario in enumerate(scenarios):
            yield judge(scenario, draws=draws, seed=seed, resolution=resolution_of(every_day), known=known)
            if tell is not None:
                tell(done + 1, len(scenarios))


def _print_one(verdict: Verdict) -> None:
    """One claim in full."""
    from orbitdc.study.claim_words import asked, chance, margin, said, what_would_change_it

    claim = verdict.claim
    rows = [
        ("claim", str(claim["statement"])),
        ("who", f"{claim['who']}, {claim['said_on']}, {claim['source']}"),
        ("true where", f"{asked(verdict)} {claim['unit']}"),
    ]
    for at in verdict.at:
        found = said(at.value) if at.value is not None else at.reason
        rows.append((str(at.year or "as it stands"), f"{found}; {margin(at)}; P {chance(at)} of {at.draws} draws"))
    rows += [("changes it", what_would_change_it(verdict)), ("note", str(claim["note"]))]
    click.echo(f"{verdict.name}: {verdict.word}")
    print_pairs([(label, text) for label, text in rows if text])


def _print_all(verdicts: list[Verdict]) -> None:
    """The ladder from 1 to 100 times, and the claims that are no multiples with their margins."""
    from orbitdc.study.claim_words import asked, by_value, chance, margin, on_ladder, said, tally

    for stance, *counts in tally(verdicts):
        click.echo(f"{stance}: {counts[0]} hold, {counts[1]} hold if, {counts[2]} fail")
    click.echo("\nSo many times what the ground has; a bar reaches from 1 to 100 times\n")
    rows = [
        (v.name, str(v.last.year or ""), said(v.last.value), asked(v), v.word, chance(v.last), _bar(v.last.value))
        for v in by_value(verdicts)
    ]
    print_table(("claim", "year", "found", "claimed", "verdict", "P", f"1x{' ' * (BAR_CHARS - 6)}100x"), rows)
    click.echo("")
    others = [v for v in verdicts if not on_ladder(v)]
    table = [
        (v.name, str(v.last.year or ""), f"{said(v.last.value)} {v.claim['unit']}", asked(v), v.word, chance(v.last),
         margin(v.last))
        for v in others
    ]  # fmt: skip
    print_table(("claim", "year", "found", "claimed", "verdict", "P", "margin"), table)
    click.echo(
        "\n`orbitdc claims NAME` holds one of them against the model anew and says what would change its verdict."
    )


def _bar(value: float | None) -> str:
    """A multiple as a bar on a scale of factors from 1 to 100."""
    if value is None or value <= 1.0:
        return "|"
    return "#" * max(1, round(BAR_CHARS * math.log(min(value, MOST)) / math.log(MOST)))
