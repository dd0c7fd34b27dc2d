"""The command line: each verb parses its options, calls one public function and prints the answer.

Nothing else in the package prints or ends the program.
"""

from __future__ import annotations

import errno
import os
import sys
from importlib import import_module
from typing import Any, NoReturn

import click

from orbitdc import __version__
from orbitdc.cli.complete import completed
from orbitdc.cli.interrupt import Interrupted, heard_once, leave
from orbitdc.errors import EnvironmentFault, OrbitdcError, Problem

VERBS = {  # name: (module, function, one line for the list)
    "run": ("run", "run", "Simulate a scenario, price both sides, save everything."),
    "check": ("scenario", "check", "Validate scenario files without a simulation."),
    "verify": ("verify", "verify", "Hold a scenario's orbits against SGP4 and skyfield, offline."),
    "explain": ("scenario", "explain", "Say where a number comes from, or how a result is derived."),
    "schema": ("scenario", "schema", "Print the JSON schema of a scenario with all its keys."),
    "new": ("scenario", "new", "Write a scenario to start from."),
    "sweep": ("study", "sweep", "Evaluate a scenario at every combination of some values."),
    "breakeven": ("breakeven", "breakeven", "Find where both sides cost the same."),
    "sensitivity": ("sensitivity", "sensitivity", "Change every assumption alone and say what decides."),
    "montecarlo": ("montecarlo", "montecarlo", "Draw every uncertain number: how sure is it?"),
    "outlook": ("outlook", "outlook", "Say when, if ever, orbit becomes cheaper, and how likely."),
    "claims": ("claims", "claims", "Say which public claims hold, and what would change that."),
    "reconcile": ("reconcile", "reconcile", "Say why two scenarios or studies differ, group by group."),
    "optimize": ("optimize", "optimize", "Find the cheapest design within every limit."),
    "design": ("design", "design", "Size a design for its worst day and check it by simulation."),
    "reliability": ("reliability", "reliability", "Draw histories of a fleet and show how far its results spread."),
    "explore": ("explore", "explore", "Change a scenario on a local page and see the answer at once."),
    "catalog": ("catalog", "catalog", "Print catalogues, entries and their sources."),
    "plot": ("report", "plot", "Draw the figures of a results folder again."),
    "report": ("report", "report", "Write the HTML report of a results folder again."),
    "export": ("report", "export", "Write the tables of a results folder as Parquet or NetCDF."),
    "diff": ("about", "diff", "Print what differs between two scenarios or two results."),
    "doctor": ("about", "doctor", "Say what this installation stands on, and what is wrong."),
    "cite": ("about", "cite", "Print how to cite this program."),
    "completion": ("about", "completion", "Make a shell complete verbs, scenarios, keys and entries."),
    "data": ("data", "data", "Fetch real satellite catalogues (the only verb that downloads)."),
}


WHAT_HELPS = {  # an error of the system, by its number
    errno.ENOENT: "give the command again: it was removed or replaced meanwhile",
    errno.ENOSPC: "free some space, or choose another folder",
    errno.EACCES: "choose another folder, or give yourself the right to it",
}


class LazyGroup(click.Group):
    """A group that imports a verb only when it is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the verbs, in the order of a user's day."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The verb of this name."""
        if cmd_name not in VERBS:
            return None
        module, function, _ = VERBS[cmd_name]
        command = getattr(import_module(f"orbitdc.cli.{module}"), function)
        assert isinstance(command, click.Command)
        return completed(command)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The verb that the arguments name; the message about an unknown verb suggests the nearest one."""
        if args and args[0] not in VERBS and not args[0].startswith("-"):
            import difflib

            near = difflib.get_close_matches(args[0], VERBS, n=1)
            hint = f"did you mean {near[0]}?" if near else f"the verbs are {', '.join(VERBS)}"
            ctx.fail(f"no such verb: {args[0]}; {hint}")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the verb; a pipe whose reader has left, as `head` does, is no error (click would exit with 1)."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            _silence_stdout()
            return 0

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of verbs without importing them."""
        with formatter.section("Verbs"):
            formatter.write_dl([(name, line) for name, (_, _, line) in VERBS.items()])


@click.command(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="orbitdc")
def group() -> None:
    """When, if ever, does AI compute in orbit beat compute on the ground?

    Exit codes: 0 fine, 1 a difference that verify found, 2 the input is wrong, 3 the design is infeasible (with
    --strict), 4 a disk or a library is in the way, 130 interrupted.
    """


def main(args: list[str] | None = None) -> None:
    """Run the command line and exit with its code."""
    _open_streams()
    with heard_once() as pressed:
        try:
            _main(args)
        except Exception:  # of a library that was cut short while it was imported
            if pressed():
                _interrupted()
            raise


def _open_streams() -> None:
    """Give a standard stream that is closed, as in a detached process, a place where its text is dropped.

    Else the next file that is opened would take its number, and what a library says would be written into it.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free, which is this one
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115  as long as the process


def _interrupted(said: str = "") -> NoReturn:
    """Say that the run was interrupted, and leave with 130."""
    click.echo(said or "interrupted; earlier results are untouched", err=True)
    leave(130)


def _main(args: list[str] | None) -> None:
    """Run a verb, and end with its exit code; a mistake is told without a traceback."""
    try:
        code = group.main(args=args, prog_name="orbitdc", standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except OrbitdcError as error:
        _exit(error)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.exceptions.Exit as error:
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt) as error:
        # click turns a KeyboardInterrupt into an Abort, and keeps its message in the context
        said = next((str(e) for e in (error, error.__context__, error.__cause__) if isinstance(e, Interrupted)), "")
        _interrupted(said)
    except OSError as error:  # a full disk, or a folder that was removed
        if error.filename is None:
            _silence_stdout()
        fix = WHAT_HELPS.get(error.errno or 0, "free some space, or choose another folder")
        _exit(EnvironmentFault(Problem(error.strerror or str(error), file=str(error.filename or ""), fix=fix)))


def _exit(error: OrbitdcError) -> None:
    """Print the problems, and end with their exit code."""
    count = len(error.problems)
    head = "" if count == 1 else f"{count} problems\n"
    click.echo(f"error: {head}{error}", err=True)
    sys.exit(error.exit_code)


def _silence_stdout() -> None:
    """Drop the text that is still buffered for a closed stdout, so that Python exits without a message."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
