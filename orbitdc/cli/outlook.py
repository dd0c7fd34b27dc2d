"""`orbitdc outlook` says when, if ever, a scenario's orbit becomes cheaper than its ground, and how likely."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from orbitdc.cli.options import print_json, print_pairs, print_table
from orbitdc.cli.run import import_engine
from orbitdc.cli.study import finish, resolution_of, study_options
from orbitdc.errors import Problem, ScenarioError

if TYPE_CHECKING:
    from orbitdc.study.outlook import Outlook


@click.command()
@click.argument("file", type=click.Path(path_type=str))
@click.option("--years", default="2026:2045", show_default=True, help="First and last year, or years with commas.")
@click.option("--draws", type=int, default=128, show_default=True, help="Draws of the future; 0 for central paths.")
@click.option(
    "--seed", type=click.IntRange(0), default=None, help="Seed of the draws; the scenario's seed unless given."
)
@click.option("--only-paths", is_flag=True, help="Draw the dated paths alone.")
@click.option("--keep-silicon", is_flag=True, help="Keep the scenario's accelerator in all years.")
@study_options
def outlook(
    file: str,
    years: str,
    draws: int,
    seed: int | None,
    only_paths: bool,
    keep_silicon: bool,
    sets: tuple[str, ...],
    jobs: int | None,
    every_day: bool,
    output: str | None,
    as_json: bool,
) -> None:
    """Evaluate FILE at the beginning of service in each year, as prices and technology move along their dated paths.

    Both sides take the accelerators of the year. A draw keeps its position on the paths of each group through the
    years, so that it is one future.
    """
    import_engine()
    from orbitdc.scenario.load import load
    from orbitdc.study.outlook import SILICON
    from orbitdc.study.outlook import outlook as looked_ahead
    from orbitdc.study.progress import progress

    scenario, wanted = load(file, sets), _years(years)
    with progress("looking ahead", quiet=as_json) as tell:
        found = looked_ahead(
            scenario,
            wanted,
            draws,
            seed,
            silicon="" if keep_silicon else SILICON,
            only_paths=only_paths,
            jobs=jobs,
            resolution=resolution_of(every_day, drawn=True),
            tell=tell,
        )
    answer = found.answer()
    if as_json:
        print_json(answer)
    else:
        _print(found)
    if output is not None:
        finish(answer, {"outlook": found.columns}, {"outlook": found.plot}, "outlook", output)


def _years(text: str) -> list[int]:
    """The years of ``2026:2045`` or ``2026,2030,2035``."""
    if found := re.fullmatch(r"\s*(\d{4})\s*:\s*(\d{4})\s*", text):
        return list(range(int(found[1]), int(found[2]) + 1))
    if re.fullmatch(r"\s*\d{4}(\s*,\s*\d{4})*\s*", text):
        return [int(year) for year in text.split(",")]
    fix = "write e.g. 2026:2045, or 2026,2030,2035"
    raise ScenarioError(Problem(f"{text!r} names no years", path="--years", fix=fix))


def _print(found: Outlook) -> None:
    """Print the answer of each year."""
    from orbitdc.report.text import NONE, number
    from orbitdc.study.outlook import CHANCES

    columns = found.columns

    def cell(name: str, row: int) -> str:
        """A cell of a column as text."""
        return number(columns[name][row]) if columns[name][row] is not None else NONE

    def supply(year: int) -> str:
        """What can reach orbit in a year, and what sets it."""
        name, gw = found.supply_limit(year)
        return NONE if gw is None else f"{number(gw)} {name}"

    rows = []
    for row, year in enumerate(found.years):
        low, high = cell("ratio_like_for_like_p5", row), cell("ratio_like_for_like_p95", row)
        chance = columns["parity_frac"][row]
        rows.append(
            (
                str(year),
                cell("orbit_usd_per_pflop_hour_central", row),
                cell("ground_usd_per_pflop_hour_central", row),
                cell("ratio_like_for_like_central", row),
                NONE if NONE in (low, high) else f"{low} to {high}",
                cell("ratio_at_internal_launch_cost", row),
                NONE if chance is None else f"{chance:.0%}",
                supply(year),
                columns["verdict"][row],
            )
        )
    click.echo(f"{found!r}\n")
    head = ("year", "USD orbit", "USD ground", "ratio", "90 % of draws", "launch at cost", "P(cheaper)", "GW a year")
    print_table((*head, "verdict"), rows)
    if found.parity_frac:
        click.echo("")
        print_pairs(
            [
                (f"P(orbit cheaper) {chance:.0%}", f"first in {year}" if year else f"in no year to {found.years[-1]}")
                for chance in CHANCES
                for year in (found.first_year(chance),)
            ]
        )
