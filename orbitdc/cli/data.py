"""`orbitdc data update` downloads the catalogue of real satellites; nothing else in the package downloads anything."""

from __future__ import annotations

import click

from orbitdc.cli.options import as_json, print_json
from orbitdc.sky.fetch import STARLINK_URL


@click.group()
def data() -> None:
    """Real satellite catalogues, fetched only when you ask."""


@data.command()
@click.option(
    "--url", default=STARLINK_URL, show_default=True, help="Address of the catalogue, in OMM or two-line elements."
)
@as_json
def update(url: str, as_json: bool) -> None:
    """Fetch today's Starlink catalogue (OMM) and check it; an earlier one stays if anything fails."""
    from orbitdc.sky.fetch import fetch_catalogue

    path, count = fetch_catalogue(url)
    if as_json:
        print_json({"file": str(path), "satellites": count})
    else:
        click.echo(f"{count:,} satellites in {path}")
        click.echo(f"use it with --set fleet.catalogue_file={path}")
