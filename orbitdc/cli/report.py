"""`orbitdc plot`, `report` and `export` make figures, the page and other formats of a results folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from orbitdc.cli.options import as_json, print_json
from orbitdc.cli.run import import_engine

if TYPE_CHECKING:
    from orbitdc.results.export import Format


@click.command()
@click.argument("folder")
@as_json
def plot(folder: str, as_json: bool) -> None:
    """Draw every figure of a results FOLDER as PNG and SVG."""
    from orbitdc.report import draw

    paths = [str(path) for path in draw(folder)]
    if as_json:
        print_json({"figures": paths})
    else:
        click.echo("\n".join(paths))


@click.command()
@click.argument("folder")
@click.option("--interactive", is_flag=True, help="Write interactive.html in its place: sliders, without a network.")
@as_json
def report(folder: str, interactive: bool, as_json: bool) -> None:
    """Write report.html of a results FOLDER, drawing its figures anew.

    With --interactive, write one page instead in which prices, the cost of capital and the life of the run are moved
    and answered at once. It needs neither a network nor this program, and says how far it lies from it.
    """
    if interactive:
        path = str(_interactive(folder, as_json))
    else:
        from orbitdc.report import second_process, write_report

        with second_process() as second:
            path = str(write_report(folder, second))
    if as_json:
        print_json({"report": path})
    else:
        click.echo(path)


def _interactive(folder: str, quiet: bool) -> Path:
    """Write the page with sliders, with progress shown."""
    import_engine()
    from orbitdc.explore.offline import write_offline
    from orbitdc.system.progress import Progress

    with Progress("marching lives", quiet=quiet) as tell:
        return write_offline(folder, tell)


@click.command()
@click.argument("folder")
@click.option("--to", type=click.Choice(["parquet", "netcdf"]), required=True, help="The format.")
@click.option("-o", "--output", default=None, help="Folder that takes the files, in place of the results folder.")
@as_json
def export(folder: str, to: Format, output: str | None, as_json: bool) -> None:
    """Write the tables of a results FOLDER in another format, with the unit and the meaning of every column.

    pandas and xarray read them with `attrs`; needs orbitdc[notebook].
    """
    from orbitdc.report.folder import read_summary
    from orbitdc.results.export import export as written_to

    read_summary(Path(folder))
    paths = [str(path) for path in written_to(folder, to, output)]
    if as_json:
        print_json({"files": paths})
    else:
        click.echo("\n".join(paths))
