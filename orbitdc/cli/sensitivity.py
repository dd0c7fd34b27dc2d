"""`orbitdc sensitivity` changes every assumption of a scenario alone and says what decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from orbitdc.cli.options import print_json, print_pairs, print_table
from orbitdc.cli.run import import_engine
from orbitdc.cli.study import finish, resolution_of, study_options

if TYPE_CHECKING:
    from orbitdc.study.sensitivity import Sensitivity

MOST_BARS = 20  # printed; the saved table holds all


@click.command()
@click.argument("file", type=click.Path(path_type=str))
@click.option("--only", multiple=True, metavar="KEY", help="Change this key, or the keys below it, alone; repeatable.")
@click.option(
    "--inputs", type=int, default=10, show_default=True, help="Numbers whose Sobol indices are estimated; 0 for none."
)
@click.option("--samples", type=int, default=128, show_default=True, help="Samples of the indices, a power of two.")
@click.option(
    "--seed", type=click.IntRange(0), default=None, help="Seed of the samples; the scenario's seed unless given."
)
@study_options
def sensitivity(
    file: str,
    only: tuple[str, ...],
    inputs: int,
    samples: int,
    seed: int | None,
    sets: tuple[str, ...],
    jobs: int | None,
    every_day: bool,
    output: str | None,
    as_json: bool,
) -> None:
    """Change every assumption of FILE alone, and say which of them decide the answer.

    A number is tried at both ends of its range in the catalogue, or at P5 and P95 of the distribution that the file
    states; a named choice at each of its other values. The numbers that swing most are then drawn together, and Sobol
    indices say which share of the variance each explains, by itself (first) and with others (total).
    """
    import_engine()
    from orbitdc.scenario.load import load
    from orbitdc.study.progress import progress
    from orbitdc.study.sensitivity import sensitivity as found_for

    scenario = load(file, sets)
    with progress("changing assumptions", quiet=as_json) as tell:
        found = found_for(
            scenario,
            only=only,
            inputs=inputs,
            samples=samples,
            seed=seed,
            jobs=jobs,
            resolution=resolution_of(every_day),
            tell=tell,
        )
    answer = found.answer("sensitivity")
    if as_json:
        print_json(answer)
    else:
        _print(found)
    if output is not None:
        tried = {name: [row[name] for row in found.tried] for name in (found.tried or [{}])[0]}
        tables = {
            "sensitivity": found.columns,
            "sensitivity_indices": found.index_columns,
            "sensitivity_values": tried,
        }
        finish(answer, tables, {"sensitivity": found.plot}, "sensitivity", output)


def _print(found: Sensitivity) -> None:
    """Print the numbers that move the ratio most."""
    from orbitdc.report.text import number
    from orbitdc.study.one_at_a_time import shown

    still = [bar for bar in found.bars if bar.swing == 0.0]
    moving = found.bars[: len(found.bars) - len(still)]
    click.echo(f"{found.sentence}\n")
    rows = []
    for bar in moving[:MOST_BARS]:
        low, high = bar.outer
        rows.append((
            bar.of.path, shown(bar.of.value), shown(low.value), number(low.ratio), shown(high.value),
            number(high.ratio), number(bar.swing), bar.of.grade, bar.note,
        ))  # fmt: skip
    print_table(("assumption", "value", "low", "ratio", "high", "ratio", "swing", "grade", ""), rows)
    click.echo("")
    without = [bar.of.path for bar in found.bars if not bar.is_whole]
    print_pairs(
        [
            ("as it stands", f"ratio {number(found.central['ratio_like_for_like'])}, {found.central['verdict']}"),
            ("parity", found.parity),
            (
                "assumptions",
                f"{len(found.bars)} changed alone, {len(found.rows)} values; {len(still)} change nothing",
            ),
            ("named choices", found.most_of_the_choices),
            ("without a ratio", f"at a value of {', '.join(without)}" if without else "at no value"),
            ("indices", found.held),
        ]
    )
    if found.indices is not None:
        click.echo("")
        given = zip(*found.index_columns.values(), strict=True)
        shares = [
            (key, f"{first:.2f} ({low:.2f} to {high:.2f})", f"{total:.2f} ({least:.2f} to {most:.2f})")
            for key, first, low, high, total, least, most in given
        ]
        print_table(("share of the variance", "by itself", "with others"), shares)
