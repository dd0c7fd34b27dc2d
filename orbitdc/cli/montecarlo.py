"""`orbitdc montecarlo` draws every uncertain number of a scenario and shows how sure its answer is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import click

from orbitdc.cli.options import print_json, print_pairs, print_table
from orbitdc.cli.run import import_engine
from orbitdc.cli.study import finish, resolution_of, study_options
from orbitdc.errors import Problem, ScenarioError

if TYPE_CHECKING:
    from orbitdc.study.montecarlo import MonteCarlo

MOST_RANKED = 12  # inputs printed; the saved table holds all


@click.command()
@click.argument("file", type=click.Path(path_type=str))
@click.option("--draws", type=int, default=1024, show_default=True, help="Number of draws, at most a million.")
@click.option(
    "--seed", type=click.IntRange(0), default=None, help="Seed of the draws; the scenario's seed unless given."
)
@click.option("--only", multiple=True, metavar="KEY", help="Draw this key, or the keys below it, alone; repeatable.")
@click.option(
    "--method",
    type=click.Choice(["latin", "sobol"]),
    default="latin",
    show_default=True,
    help="A Latin hypercube, or scrambled Sobol points for few inputs.",
)
@click.option(
    "--correlate",
    multiple=True,
    metavar="GROUP=R",
    help="Correlation of the inputs of a group (launch, silicon, power, ...) or of KEY,KEY; repeatable.",
)
@click.option("--spread", type=float, default=1.0, show_default=True, help="Share of every range, 0 for none of it.")
@click.option(
    "--until", type=float, default=None, help="Stop at this sampling error of the median, a share of it, e.g. 0.01."
)
@study_options
def montecarlo(
    file: str,
    draws: int,
    seed: int | None,
    only: tuple[str, ...],
    method: Literal["latin", "sobol"],
    correlate: tuple[str, ...],
    spread: float,
    until: float | None,
    sets: tuple[str, ...],
    jobs: int | None,
    every_day: bool,
    output: str | None,
    as_json: bool,
) -> None:
    """Draw every uncertain number of FILE at once, and simulate and price both sides for each draw.

    A number is drawn from the distribution that the file states for it, or else from the range in its row of the
    catalogue: triangular about its value, by factors where the range spans four or more, uniform where the value is an
    end. What is asked or chosen is not drawn.
    """
    import_engine()
    from orbitdc.scenario.load import load
    from orbitdc.study.montecarlo import montecarlo as drawn_from
    from orbitdc.study.progress import progress

    scenario, joined = load(file, sets), dict(_correlation(text) for text in correlate)
    with progress("drawing", drawn=True, quiet=as_json) as tell:
        found = drawn_from(
            scenario,
            draws,
            seed,
            only=only,
            method=method,
            correlate=joined,
            spread=spread,
            until=until,
            jobs=jobs,
            resolution=resolution_of(every_day, drawn=True),
            tell=tell,
        )
    answer = found.answer("montecarlo")
    if as_json:
        print_json(answer)
    else:
        _print(found)
    if output is not None:
        tables = {
            "montecarlo_draws": found.columns,
            "montecarlo_inputs": found.input_columns,
            "montecarlo_percentiles": found.percentile_columns,
        }
        finish(answer, tables, {"montecarlo": found.plot}, "montecarlo", output)


def _correlation(text: str) -> tuple[str, float]:
    """A group or a pair of keys, and its correlation."""
    name, equals, value = text.rpartition("=")
    try:
        return name.strip(), float(value if equals else "")
    except ValueError:
        fix = "write e.g. --correlate launch=0.5"
        raise ScenarioError(Problem("not of the form GROUP=R", path=f"--correlate {text}", fix=fix)) from None


def _print(found: MonteCarlo) -> None:
    """Print the quantiles of the draws, and what moves the answer most."""
    from orbitdc.report.sections import with_error
    from orbitdc.report.text import number
    from orbitdc.study.draws import BLOCK
    from orbitdc.study.montecarlo import PRICED, SHARES
    from orbitdc.study.ranges import in_words

    click.echo(f"{found.scenario.name}: {len(found.rows):,} draws, seed {found.seed}\n")
    quantiles = [found.quantiles(name) for name in PRICED]
    rows = [("as it stands", *(number(found.central[name]) for name in PRICED))]
    rows += [(share.upper(), *(with_error(quantile[share]) for quantile in quantiles)) for share in SHARES]
    print_table(("", "ratio like for like", "orbit USD/PFLOP-hour", "ground USD/PFLOP-hour"), rows)
    if len(found.ratios) < 2 * BLOCK:
        click.echo(f"sampling errors are known from {2 * BLOCK} draws on")
    refused = f", {found.refused} draws that the scenario does not take left out" if found.refused else ""
    click.echo("")
    print_pairs(
        [
            ("orbit is cheaper", f"in {found.cheaper_frac:.1%} ± {found.cheaper_error:.1%} of the draws"),
            ("design is workable", f"in {found.feasible_frac:.1%} of the draws"),
            ("drawn", f"{in_words(found.ranges)}{refused}"),
        ]
    )
    click.echo("")
    ranked, chance = list(found.followed.items())[:MOST_RANKED], f"{found.chance_correlation:.2f}"
    if not ranked:
        click.echo(f"no input is correlated with the ratio by more than chance gives ({chance}); make more draws")
        return
    head = ("what the ratio follows", f"rank correlation (by chance up to {chance})")
    print_table(head, [(key, f"{value:+.2f}") for key, value in ranked])
