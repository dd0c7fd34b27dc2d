"""`orbitdc reliability` shows how far the results of a fleet spread about their expected value."""

from __future__ import annotations

from typing import Any

import click

from orbitdc.cli.options import as_json, print_json, print_table, sets
from orbitdc.cli.run import import_engine
from orbitdc.system.progress import Progress

MOST_YEARS = 12  # years printed of a long campaign, evenly apart; the saved tables hold all


@click.command()
@click.argument("file", type=click.Path(path_type=str))
@sets
@click.option("--draws", type=int, default=1000, show_default=True, help="Number of histories to draw.")
@click.option(
    "--seed", type=click.IntRange(0), default=None, help="Seed of the draws; the scenario's seed unless given."
)
@click.option("-o", "--output", default=None, help="Folder below which reliability.json and tables are saved.")
@click.option("--threads", type=click.IntRange(1, 256), default=2, show_default=True, help="Threads of the simulation.")
@as_json
def reliability(
    file: str, sets: tuple[str, ...], draws: int, seed: int | None, output: str | None, threads: int, as_json: bool
) -> None:
    """Draw histories of FILE's fleet: failed launches, lost satellites and accelerators, common causes.

    The first table leaves out causes that satellites have in common (a defective batch, a severe solar storm); the
    second table includes them.
    """
    import_engine()
    from orbitdc.comparison.run import simulate
    from orbitdc.scenario.load import load
    from orbitdc.study import reliability as study

    study.check_draws(draws)
    scenario = load(file, sets)
    with Progress("marching", quiet=as_json) as tell:
        run = simulate(scenario, threads=threads, progress=tell)
    with Progress("drawing", quiet=as_json) as tell:
        histories = study.reliability(run, draws, seed, tell)
    answer = study.answer_of(histories)
    if as_json:
        print_json(answer)
    else:
        _print(answer)
    if output is not None:
        folder = study.save_histories(histories, answer, output)
        if not as_json:
            click.echo(f"saved in {folder}")


def _print(answer: dict[str, Any]) -> None:
    """Print what is expected of the fleet and what its histories show."""
    from orbitdc.report.text import number

    click.echo(f"{answer['scenario']['name']}: {answer['draws']:,} histories, seed {answer['seed']}")
    for key, words in (("independent", "independent losses"), ("with_common_causes", "with common causes")):
        part = answer[key]
        keys = ("expected", "mean", "p5", "p50", "p95")
        shown = part["years"][:: -(-len(part["years"]) // MOST_YEARS)]
        rows = [_row(f"alive, year {row['year']}", row["alive_frac"], keys, ".4f") for row in shown]
        rows += [_row(f"EFLOP, year {row['year']}", row["delivered_flop"], keys, ".4e", 1e-18) for row in shown]
        rows.append(_row("failed launches", part["failed_launches"], keys, ".1f"))
        if part["replaced_satellites"]["expected"]:
            rows.append(_row("replaced satellites", part["replaced_satellites"], keys, ".0f"))
        rows.append(_row("USD per PFLOP-hour, orbit", part["usd_per_pflop_hour"], keys, ".3f"))
        if "ratio_like_for_like" in part:
            rows.append(_row("ratio like for like", part["ratio_like_for_like"], keys, ".3f"))
        click.echo("")
        print_table((words, "expected", "mean", "P5", "P50", "P95"), rows)
    ground = answer["ground_usd_per_pflop_hour"]
    click.echo(f"\nground: {number(ground)} USD per PFLOP-hour")


def _row(name: str, values: dict[str, Any], keys: tuple[str, ...], form: str, scale: float = 1.0) -> tuple[str, ...]:
    """A row of figures, each in a form and times a scale."""
    cells = (values.get(key) for key in keys)
    return (name, *("–" if cell is None else format(cell * scale, form) for cell in cells))
