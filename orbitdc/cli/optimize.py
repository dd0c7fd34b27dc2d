"""`orbitdc optimize` finds the cheapest design within every limit, or the front of cost against another objective."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from orbitdc.cli.options import print_json, print_pairs, print_table
from orbitdc.cli.run import import_engine
from orbitdc.cli.study import finish, resolution_of, shorter, study_options

if TYPE_CHECKING:
    from orbitdc.study.front import Front
    from orbitdc.study.optimize import Optimum


@click.command()
@click.argument("file", type=click.Path(path_type=str))
@click.option(
    "--vary",
    multiple=True,
    metavar="KEY=LOW:HIGH",
    help="Vary this key between two bounds, and only the keys so given; repeatable. The default varies orbit, array, "
    "battery, radiator, propellant, power, policy in shadow, coolant flow, heat pump, spare accelerators and life.",
)
@click.option(
    "--objective",
    default="cost",
    show_default=True,
    help="What is least: cost, mass (of the fleet), carbon, ratio, launches or campaign (months).",
)
@click.option("--front", "against", default=None, help="Instead, the front of cost against mass, carbon or months.")
@click.option("--unthrottled", is_flag=True, help="Ask for a verdict of CLOSES: full clock, and nothing unproven.")
@click.option(
    "--any-campaign", is_flag=True, help="Leave out whether launchers and factory field the fleet within a life."
)
@click.option("--margin", type=float, default=0.0, show_default=True, help="Relative reserve asked of every limit.")
@click.option("--generations", type=int, default=60, show_default=True, help="Generations of designs, at most.")
@click.option(
    "--population",
    type=int,
    default=None,
    help="Designs of a generation; three for each key unless given.",
)
@click.option("--seed", type=click.IntRange(0), default=None, help="Seed of the search; the scenario's unless given.")
@click.option(
    "--write", "target", type=click.Path(path_type=Path), help="Scenario file to which the best design is written."
)
@study_options
def optimize(
    file: str,
    vary: tuple[str, ...],
    objective: str,
    against: str | None,
    target: Path | None,
    sets: tuple[str, ...],
    every_day: bool,
    output: str | None,
    as_json: bool,
    **options: Any,
) -> None:
    """Find the design of FILE's satellite and orbit whose compute costs least, within every limit.

    Differential evolution tries designs on representative days, beginning with the given and the sized one; the best is
    simulated over every day of its life. Where that breaks a limit, the search goes on with more reserve asked of it,
    and twice as much each time. Each satellite is launched at the mass of its parts, so that no part is free.
    """
    import_engine()
    from orbitdc.scenario.load import load
    from orbitdc.study.front import front
    from orbitdc.study.optimize import optimize as searched
    from orbitdc.study.progress import progress
    from orbitdc.study.variables import bounds_of

    scenario, bounds = load(file, sets), bounds_of(vary) or None
    options["resolution"] = resolution_of(every_day)
    if against is not None:
        with progress("searching", quiet=as_json) as tell:
            designs = front(scenario, against, bounds, tell=tell, **options)
        _end(designs, designs.answer("optimize"), as_json, output, _print_front)
        return
    with progress("searching", quiet=as_json) as tell:
        found = searched(scenario, bounds, objective=objective, tell=tell, **options)
    _end(found, found.answer("optimize"), as_json, output, _print)
    if target is not None:
        from orbitdc.study.optimize import as_scenario

        target.write_text(as_scenario(found, _parent(scenario, target)), encoding="utf-8")
        if not as_json:
            click.echo(f"written to {target}")


def _parent(scenario: Any, target: Path) -> str:
    """The parent scenario as the written file names it: a path from its folder, or the name of a shipped one."""
    path = Path(str(scenario.source.path))
    return os.path.relpath(path, target.resolve().parent) if path.exists() else str(path)


def _end(found: Any, answer: dict[str, Any], as_json: bool, output: str | None, show: Any) -> None:
    """Print an answer, and save it where a folder is given."""
    if as_json:
        print_json(answer)
    else:
        show(found)
    if output is not None:
        finish(answer, {"optimize": found.columns}, {"optimize": found.plot}, "optimize", output)


def _print(found: Optimum) -> None:
    """Print the best design beside the given one."""
    from orbitdc.report.text import number
    from orbitdc.study.best import OBJECTIVES
    from orbitdc.study.optimize import compared

    def shown(value: Any) -> str:
        """A value of a variable as text."""
        return str(value) if isinstance(value, int) else number(float(value), 4)

    click.echo(f"{found!r}\n")
    print_table(("", OBJECTIVES[found.rules.objective][0], "kg", "verdict"), compared(found))
    click.echo("")
    best = found.points[found.best]
    rows = [
        (v.path, shown(v.given), shown(best[v.path]), f"{shown(v.low)} to {shown(v.high)}", v.why)
        for v in found.variables
    ]
    print_table(("", "as given", "optimum", "bounds", "why these bounds"), rows)
    click.echo("")
    if found.binding:
        print_table(("what binds at the optimum", ""), list(found.binding.items()))
        click.echo("")
    ended = "the designs agree" if found.converged else "stopped there, not converged"
    pairs = [
        ("search", f"{len(found.rows):,} designs in {found.generations} generations, seed {found.seed}; {ended}"),
        ("mass", "each satellite is launched at the mass of its parts, so that no part is free"),
        ("recreate", found.set_line() or "the scenario as it is"),
    ]
    if found.proofs > 1:
        asked = ", ".join(f"{share:.1%} more against {verdict}" for verdict, share in found.tightened_frac.items())
        proofs = f"{found.proofs} over every day, each but the last of a design that broke a limit; asked then: {asked}"
        pairs.insert(1, ("proofs", proofs))
    if found.unproven:
        pairs.insert(0, ("unproven", found.unproven))
    if found.reason:
        pairs.insert(0, ("no design", found.reason))
    print_pairs(pairs)


def _print_front(found: Front) -> None:
    """Print the designs of a front."""
    from orbitdc.report.text import number

    click.echo(f"{found!r}\n")
    keys = [variable.path for variable in found.variables]
    rows = [
        [number(cost, 4), number(other, 4), *(number(float(point[key]), 4) for key in keys), row["verdict"]]
        for cost, other, point, row in zip(found.costs, found.others, found.points, found.rows, strict=True)
    ]
    print_table(("USD orbit", found.words, *(key.rpartition(".")[2] for key in keys), "verdict"), shorter(rows))
