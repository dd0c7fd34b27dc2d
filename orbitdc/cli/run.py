"""`orbitdc run` simulates a scenario, prices both sides, compares them and saves the results."""

from __future__ import annotations

import os
import sys
from contextlib import nullcontext
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from orbitdc.cli.interrupt import Interrupted, held_back
from orbitdc.cli.options import as_json, print_json, print_pairs, sets
from orbitdc.system.progress import Progress

if TYPE_CHECKING:
    from orbitdc.engine.march import Precision
    from orbitdc.report.drawing import Second
    from orbitdc.results.telemetry import Telemetry
    from orbitdc.scenario.model import Scenario


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=str))
@click.option("-o", "--output", default="results", show_default=True, help="Folder below which results are saved.")
@sets
@click.option("--no-figures", is_flag=True, help="Save the tables without figures and report.")
@click.option("--no-save", is_flag=True, help="Print the answer without saving anything.")
@click.option(
    "--orbits",
    type=click.Choice(["planes", "all"]),
    default="planes",
    help="Rows of orbits.csv: best, median and worst plane, or up to 1,000 satellites.",
)
@click.option(
    "--threads",
    type=click.IntRange(1, 256),
    default=2,
    show_default=True,
    help="Threads of the simulation; results do not depend on their number.",
)
@click.option(
    "--precision",
    type=click.Choice(["float64", "float32"]),
    default="float64",
    show_default=True,
    help="Precision of the steps; float32 is faster and delivers the same FLOP within 1e-5.",
)
@click.option("--telemetry", is_flag=True, help="Write telemetry.nc too (NetCDF; needs orbitdc[io]).")
@click.option(
    "--telemetry-every-s",
    type=float,
    default=None,
    help="Seconds between the records of telemetry.nc, a whole number of steps; 300 unless given.",
)
@click.option(
    "--telemetry-satellites",
    type=int,
    default=None,
    help="Record this many satellites, up to 1,000, in place of the best, median and worst plane.",
)
@click.option(
    "--draws",
    type=click.IntRange(0, 100_000),
    default=0,
    show_default=True,
    help="Draws of every uncertain number, for the interval of the ratio; see `orbitdc montecarlo`.",
)
@click.option("--again", is_flag=True, help="Simulate anew where the output folder holds the same run already.")
@click.option("--strict", is_flag=True, help="Exit with code 3 where the design is infeasible.")
@as_json
def run(files: tuple[str, ...], as_json: bool, **options: Any) -> int:
    """Simulate each FILE (a scenario, or the name of a shipped one), price both sides, save everything.

    A run whose folder is there already, made from the same inputs by the same program, is answered from that folder.
    """
    codes = []
    for file in files:
        if len(files) > 1 and not as_json:
            click.echo(f"scenario  {file}")
        codes.append(_run(file, as_json=as_json, **options))
    return max(codes)


def _run(
    file: str,
    output: str,
    sets: tuple[str, ...],
    no_figures: bool,
    no_save: bool,
    orbits: str,
    threads: int,
    precision: Precision,
    telemetry: bool,
    telemetry_every_s: float | None,
    telemetry_satellites: int | None,
    draws: int,
    again: bool,
    strict: bool,
    as_json: bool,
) -> int:
    """Simulate one scenario; the exit code of its answer."""
    with held_back():
        import_module("numpy")
    from orbitdc.scenario.load import load

    scenario = load(file, sets)
    asked = {"orbits": orbits, "precision": precision, "telemetry": telemetry, "draws": draws}
    asked |= {"every_s": telemetry_every_s, "satellites": telemetry_satellites}
    from orbitdc.results.known import made_from

    key = "" if no_save else made_from(scenario, **asked)
    if key and not again and (known := _answered(scenario, output, key, no_figures, as_json)) is not None:
        return _code(known, strict)
    import_engine()
    from orbitdc.study.simulate import simulate

    recorded = None
    if telemetry or telemetry_every_s is not None or telemetry_satellites is not None:
        recorded = _telemetry(scenario, telemetry_every_s, telemetry_satellites, no_save)
    with Progress("marching", quiet=as_json) as progress:
        result = simulate(scenario, threads=threads, progress=progress, precision=precision, remedy_beside=True)
    from orbitdc.report import second_process
    from orbitdc.results.save import save, summary_of

    with nullcontext() if no_save or no_figures else second_process() as second:
        summary = summary_of(result)
        if draws:
            summary["interval"] = _interval(scenario, draws, as_json)
            del summary["interval_reason"]
            if command := summary["scenario"]["command"]:
                summary["scenario"]["command"] = f"{command} --draws {draws}"
        listening = _print(summary, as_json)
        if not no_save:
            folder = save(result, summary, output, all_orbits=orbits == "all", telemetry=recorded, made_from=key)
            if listening and not as_json:
                click.echo(f"saved in {folder}")
            _finish(folder, no_figures, as_json or not listening, second)
    return _code(summary, strict)


def _interval(scenario: Scenario, draws: int, quiet: bool) -> dict[str, Any]:
    """How sure the ratio is, by so many draws."""
    from orbitdc.study.montecarlo import montecarlo
    from orbitdc.study.progress import progress

    with progress("drawing", drawn=True, quiet=quiet) as tell:
        return montecarlo(scenario, draws, tell=tell).interval


def _code(summary: dict[str, Any], strict: bool) -> int:
    """The exit code of a run: 3 for a design that is not feasible where that was asked for."""
    return 3 if strict and not summary["orbit"]["feasible"] else 0


def _answered(scenario: Scenario, output: str, key: str, no_figures: bool, as_json: bool) -> dict[str, Any] | None:
    """Print the answer that the folder of the same run holds, and return its summary; None where there is none."""
    from orbitdc.results.known import known_summary, run_folder

    folder = run_folder(scenario, output)
    summary = known_summary(folder, key)
    if summary is None:
        return None
    listening = _print(summary, as_json)
    if listening:
        click.echo(f"answered from {folder}, saved {summary['created_utc']}; --again simulates anew", err=as_json)
    drawn = (folder / "report.html").is_file()
    _finish(folder, no_figures or drawn, as_json or not listening)
    return summary


def _telemetry(scenario: Scenario, every_s: float | None, satellites: int | None, no_save: bool) -> Telemetry:
    """The telemetry that is asked for, which is refused before the simulation where it cannot be written."""
    from orbitdc.results.telemetry import EVERY_S, Telemetry

    if no_save:
        raise click.UsageError("telemetry is saved in the results folder: leave out --no-save or --telemetry")
    wanted = Telemetry(EVERY_S if every_s is None else every_s, satellites)
    wanted.check(scenario)
    return wanted


def import_engine() -> None:
    """Import the engine and the libraries that numba loads at its first call, so that Ctrl-C meanwhile interrupts."""
    for name in ("numpy", "numba", "orbitdc.engine"):
        with held_back():
            module = import_module(name)
    with held_back():
        module.preload()


def _print(summary: dict[str, Any], as_json: bool) -> bool:
    """Print the answer; False where the reader of a pipe has left, in which case results are saved all the same."""
    from orbitdc.report.headline import headline
    from orbitdc.report.plain_answer import lead, plain_answer

    try:
        if as_json:
            print_json(summary)
        else:
            print_pairs([("Who wins?", lead(summary)), *plain_answer(summary)])
            click.echo()
            print_pairs(headline(summary))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # so that the last flush finds a reader
        return False
    return True


def _finish(folder: Path, no_figures: bool, quiet: bool, second: Second | None = None) -> None:
    """Draw the figures of a folder, a second process some of them, and write its report, unless there is to be none."""
    if no_figures:
        return
    from orbitdc.report import write_report

    try:
        path = write_report(folder, second)
    except KeyboardInterrupt as stop:
        words = f"interrupted; the tables in {folder} are whole, `orbitdc report {folder}` draws the figures"
        raise Interrupted(words) from stop
    if not quiet:
        click.echo(f"report    {path}")
