"""`orbitdc plot` and `orbitdc report` draw the figures and the page of a results folder again."""

from __future__ import annotations

import click

from orbitdc.cli.options import as_json, print_json


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
@as_json
def report(folder: str, as_json: bool) -> None:
    """Write report.html of a results FOLDER, drawing its figures anew."""
    from orbitdc.report import write_report

    path = str(write_report(folder))
    if as_json:
        print_json({"report": path})
    else:
        click.echo(path)
