"""`orbitdc sweep` and what the verbs of studies share."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from orbitdc.cli.interrupt import Interrupted
from orbitdc.cli.options import as_json, print_json, print_table, sets
from orbitdc.cli.run import import_engine
from orbitdc.system.processors import default_jobs, process_context

if TYPE_CHECKING:
    from orbitdc.study.execute import Setting
    from orbitdc.study.point import Resolution

MOST_ROWS = 40  # of a table on the terminal; the saved table holds all

Function = Callable[..., Any]
jobs = click.option(
    "--jobs", type=click.IntRange(1, 1024), default=None, help="Processes; all processors unless given."
)
every_day = click.option(
    "--every-day",
    is_flag=True,
    help="March every day of the life and every phase, as `run` does, in place of representative days.",
)
output = click.option("-o", "--output", default=None, help="Folder below which the answer, tables and figures go.")

keep = click.option(
    "--keep",
    default=None,
    metavar="FOLDER",
    help="Keep every point in FOLDER as it comes, and go on from what it holds (needs orbitdc[studies]).",
)

dask = click.option(
    "--dask",
    default=None,
    metavar="ADDRESS",
    help="Evaluate the points on a cluster, e.g. tcp://host:8786 (needs orbitdc[dask]).",
)


def resolution_of(every_day: bool, drawn: bool = False) -> Resolution:
    """How finely the points of a study are integrated, those that are ``drawn`` less so unless on every day."""
    from orbitdc.study.point import DRAWN, FULL, QUICK

    return FULL if every_day else DRAWN if drawn else QUICK


def study_options(function: Function) -> Function:
    """The options that all studies take; where they are executed and kept is set here, and no verb sees it."""

    @wraps(function)
    def set_up(*args: Any, keep: str | None, dask: str | None, **given: Any) -> Any:
        """Run the verb of a study with what its options set up around it."""
        if dask is None and (given.get("jobs") or default_jobs()) > 1:
            process_context(at_once=True)
        import_engine()
        from orbitdc.study.execute import executing

        with executing(keep, dask=dask, command=shlex.join(["orbitdc", *sys.argv[1:]]), say=_say) as setting:
            try:
                answer = function(*args, **given)
            except KeyboardInterrupt as stop:
                raise Interrupted(kept_in_words(setting)) from stop
        if setting.store is not None:
            _say(setting.store.in_words())
        return answer

    for option in (as_json, output, keep, dask, every_day, jobs, sets):
        set_up = option(set_up)
    return set_up


def kept_in_words(setting: Setting) -> str:
    """What an interrupted study leaves behind."""
    if setting.store is None:
        return "interrupted; nothing was kept: with --keep FOLDER the same command would go on from here"
    return f"interrupted; {setting.store.in_words()}; the same command goes on from here"


def _say(words: str) -> None:
    """Say something beside the answer."""
    click.echo(words, err=True)


def finish(
    answer: Mapping[str, Any],
    tables: Mapping[str, Any],
    figures: Mapping[str, Callable[[], Any]],
    verb: str,
    root: str,
    over: Sequence[str] = (),
) -> Path:
    """Save a study's answer, tables and figures, say where, and return the folder, which is named by what is varied.

    ``figures`` hold what draws each; it is called for wide and for narrow screens.
    """
    from orbitdc.report.drawing import draw_study
    from orbitdc.study.table import save_study

    folder = save_study(answer, tables, root, verb, over)
    for name, draw in figures.items():
        draw_study(draw, folder / name)
    click.echo(f"saved in {folder}", err=True)
    return folder


def shorter(rows: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    """The rows that a terminal shows: all, or the first and the last with a row of dots between."""
    if len(rows) <= MOST_ROWS:
        return list(rows)
    half = MOST_ROWS // 2
    return [*rows[:half], ["..."] * len(rows[0]), *rows[-half:]]


@click.command()
@click.argument("file", type=click.Path(path_type=str))
@click.option(
    "--vary",
    multiple=True,
    required=True,
    metavar="KEY=LOW:HIGH:N[log]",
    help="Values of a key, evenly apart or by equal factors, or a list KEY=A,B,C; repeatable, for every combination.",
)
@study_options
def sweep(
    file: str,
    vary: tuple[str, ...],
    sets: tuple[str, ...],
    jobs: int | None,
    every_day: bool,
    output: str | None,
    as_json: bool,
) -> None:
    """Evaluate FILE at every combination of some values of its keys.

    Each point is simulated on representative days, its design evaluated, and both sides priced as `run` does; points
    that differ in money alone share one simulation.
    """
    import_engine()
    from orbitdc.report.text import NONE, number
    from orbitdc.scenario.load import load
    from orbitdc.study.axes import axes_of
    from orbitdc.study.progress import progress
    from orbitdc.study.sweep import sweep as swept_over

    scenario, axes = load(file, sets), axes_of(vary)
    with progress("sweeping", quiet=as_json) as tell:
        found = swept_over(scenario, axes, jobs=jobs, resolution=resolution_of(every_day), tell=tell)
    answer = found.answer("sweep")
    if as_json:
        print_json(answer)
    else:
        keys = ("orbit_usd_per_pflop_hour", "ground_usd_per_pflop_hour", "ratio_like_for_like")
        rows = [
            [
                *(number(value, 4) if isinstance(value, int | float) else str(value) for value in point.values()),
                *(NONE if row[key] is None else number(row[key]) for key in keys),
                row["verdict"],
            ]
            for point, row in zip(found.points, found.rows, strict=True)
        ]
        click.echo(f"{found!r}\n")
        print_table((*found.axes, "USD orbit", "USD ground", "ratio", "verdict"), shorter(rows))
    if output is not None:
        finish(answer, {"sweep": found.columns}, {"sweep": found.plot}, "sweep", output, [*found.axes])
