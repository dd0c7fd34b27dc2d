"""`orbitdc reconcile` says why two scenarios, or two published studies, give different answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from orbitdc.cli.options import as_json, print_json, print_table, sets
from orbitdc.cli.run import import_engine
from orbitdc.cli.study import every_day, finish, output, resolution_of

if TYPE_CHECKING:
    from orbitdc.study.reconcile import Reconciliation

INPUT_CHARS = 72  # of the inputs of a group on the terminal


@click.command()
@click.argument("first", type=click.Path(path_type=str))
@click.argument("second", type=click.Path(path_type=str))
@click.option(
    "--pairs",
    type=click.IntRange(1, 10_000),
    default=None,
    help="Draw so many orders and their reverses; every order is taken for up to 10 groups unless given.",
)
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Seed of orders that are drawn.")
@sets
@every_day
@output
@as_json
def reconcile(
    first: str,
    second: str,
    pairs: int | None,
    seed: int,
    sets: tuple[str, ...],
    every_day: bool,
    output: str | None,
    as_json: bool,
) -> None:
    """Turn the inputs of FIRST into those of SECOND, group by group, and say how much of the ratio each explains.

    Both are scenario files, shipped scenarios or published studies by name. What a group adds depends on the order in
    which groups are turned; its factor is the mean over the orders, and stands with the least and the most of any.
    """
    import_engine()
    from orbitdc.study.progress import progress
    from orbitdc.study.reconcile import reconcile as reconciled

    with progress("reconciling", quiet=as_json) as tell:
        found = reconciled(
            first, second, sets=sets, pairs=pairs, seed=seed, resolution=resolution_of(every_day), tell=tell
        )
    answer = found.answer()
    if as_json:
        print_json(answer)
    else:
        _print(found)
    if output is not None:
        folder = finish(
            answer, {"reconcile": found.columns}, {"reconcile": found.plot}, "reconcile", output, [found.second.name]
        )
        (folder / "reconcile.md").write_text(found.page(), encoding="utf-8")


def _print(found: Reconciliation) -> None:
    """Print the steps from one scenario to the other."""
    from orbitdc.report.text import number
    from orbitdc.system.notebook import short

    click.echo(f"{found!r}\n")
    rows = [("start", "", "", number(found.ratios[0]), "", found.first.name)]
    for step in found.steps:
        width = "" if step.least == step.most else f"{number(step.least)} to {number(step.most)}"
        rows.append(
            (step.group, f"x{number(step.factor)}", width, number(step.after), f"{step.share:.0%}",
             short(step.named, INPUT_CHARS))
        )  # fmt: skip
    rows.append(("end", "", "", number(found.ratios[1]), "", found.second.name))
    print_table(("group of inputs", "factor", "in other orders", "ratio", "share", "what differs"), rows)
    click.echo("")
    for note in found.notes:
        click.echo(note)
