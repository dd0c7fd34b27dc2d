"""`orbitdc breakeven` finds where both sides cost the same: over one key, over two, or by a joint change of several."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click

from orbitdc.cli.options import print_json, print_table
from orbitdc.cli.run import import_engine
from orbitdc.cli.study import finish, resolution_of, shorter, study_options
from orbitdc.errors import Problem, ScenarioError

if TYPE_CHECKING:
    from orbitdc.scenario.model import Scenario
    from orbitdc.study.breakeven import Breakeven
    from orbitdc.study.point import Resolution
    from orbitdc.study.surface import ParitySurface
    from orbitdc.study.together import Together

Tell = Callable[[int, int], None]
Answers = tuple[dict[str, Any], dict[str, Any], dict[str, Any]]  # the answer, tables and figures
VERB = "breakeven"


@click.command()
@click.argument("file", type=click.Path(path_type=str))
@click.option(
    "--vary",
    multiple=True,
    metavar="KEY[=LOW:HIGH[:N][log]]",
    help="A key, over its range in the catalogue unless LOW:HIGH is given; two of them give a surface.",
)
@click.option(
    "--against",
    multiple=True,
    metavar="SITE",
    help="Another ground site, an entry of the catalogue or a scenario; repeatable.",
)
@click.option(
    "--together",
    is_flag=False,
    flag_value="",
    default=None,
    metavar="[KEY,KEY,...]",
    help="The smallest joint change of these inputs, or of a usual set, that reaches parity.",
)
@study_options
def breakeven(
    file: str,
    vary: tuple[str, ...],
    against: tuple[str, ...],
    together: str | None,
    sets: tuple[str, ...],
    jobs: int | None,
    every_day: bool,
    output: str | None,
    as_json: bool,
) -> None:
    """Find where orbit costs what the ground does in FILE.

    With one --vary, all values of a key at which the ratio is 1; with two, the contour at 1 of the surface over both;
    with --together, what must be true of several inputs at once. The scenario's own site comes first, then each
    --against.
    """
    import_engine()
    from orbitdc.scenario.load import load
    from orbitdc.study.against import against_each
    from orbitdc.study.progress import progress

    _check(vary, together)
    scenario, resolution = load(file, sets), resolution_of(every_day)
    with progress("seeking parity", quiet=as_json) as tell:
        if together is None and len(vary) == 1:
            found: list[Any] = [_one(scenario, vary[0], against, resolution, tell)]
        else:
            keys = [key.strip() for key in (together or "").split(",") if key.strip()]
            found = [
                _several(each, vary, keys, resolution, jobs, tell) for each in against_each(scenario, against).values()
            ]
    answers = [one.answer() for one in found]
    answer = answers[0] if len(answers) == 1 else answers[0] | {"against": answers[1:]}
    if as_json:
        print_json(answer)
    else:
        for position, one in enumerate(found):
            if position:
                click.echo("")
            _print(one)
    if output is not None:
        names = [VERB, *(f"{VERB}_{position}" for position in range(2, len(found) + 1))]
        tables = {name: one.columns for name, one in zip(names, found, strict=True)}
        tables |= {f"{name}_grid": one.grid for name, one in zip(names, found, strict=True) if hasattr(one, "grid")}
        figures = {n: one.plot for n, one in zip(names, found, strict=True)}
        over = ["together"] if together is not None else [text.split("=")[0].strip() for text in vary]
        finish(answer, tables, figures, VERB, output, over)


def _check(vary: Sequence[str], together: str | None) -> None:
    """Refuse what asks for no study, or for two at once."""
    if together is None and not 1 <= len(vary) <= 2:
        fix = "give --vary once or twice, or --together; e.g. --vary launch.price_usd_per_kg=20:3000"
        raise ScenarioError(Problem(f"--vary is given {len(vary)} times", fix=fix))
    if together is not None and vary:
        raise ScenarioError(Problem("--vary and --together ask for two studies", fix="give one of them"))


def _one(scenario: Scenario, vary: str, against: Sequence[str], resolution: Resolution, tell: Tell | None) -> Breakeven:
    """Break-evens over one key."""
    from orbitdc.study.breakeven import breakeven as breakeven_of
    from orbitdc.study.limits import limits_of

    over = limits_of(scenario, vary)
    return breakeven_of(scenario, over, against=against, resolution=resolution, tell=tell)


def _several(
    scenario: Scenario,
    vary: Sequence[str],
    keys: Sequence[str],
    resolution: Resolution,
    jobs: int | None,
    tell: Tell | None,
) -> ParitySurface | Together:
    """The surface over two keys, or what must be true of several inputs."""
    from orbitdc.study.limits import limits_of
    from orbitdc.study.surface import parity_surface
    from orbitdc.study.together import what_must_be_true

    if not vary:
        return what_must_be_true(scenario, keys, resolution=resolution, tell=tell)
    over = [limits_of(scenario, text) for text in vary]
    return parity_surface(scenario, over, jobs=jobs, resolution=resolution, tell=tell)


def _print(found: Any) -> None:
    """A sentence and a table."""
    from orbitdc.report.text import number

    def cell(value: Any) -> str:
        """A cell as text."""
        if isinstance(value, bool):
            return "yes" if value else ""
        return number(value, 5) if isinstance(value, int | float) or value is None else str(value)

    columns, head = found.columns, found.printed
    click.echo(f"{found!r}\n")
    rows = [[cell(value) for value in line] for line in zip(*(columns[name] for name in head), strict=True)]
    if rows:
        print_table(tuple(head.values()), shorter(rows))
    for line in found.notes:
        click.echo(line)
