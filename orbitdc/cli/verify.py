"""`orbitdc verify` holds the orbits of a scenario against independent tools, offline."""

from __future__ import annotations

import click

from orbitdc.cli.options import as_json, print_json, print_table, sets


@click.command()
@click.argument("file")
@sets
@as_json
def verify(file: str, sets: tuple[str, ...], as_json: bool) -> int:
    """Hold the orbits of FILE against SGP4 and skyfield: positions, Sun, eclipses, passes of ground stations.

    Nothing is downloaded: JPL's ephemeris DE421 comes with orbitdc[verify]. The exit code is 1 where a difference
    exceeds its tolerance.
    """
    from orbitdc.scenario.load import load
    from orbitdc.study.verify import verify as held

    checks = held(load(file, sets))
    if as_json:
        print_json({"holds": all(check.holds for check in checks), "checks": [check.as_dict() for check in checks]})
    else:
        head = ("what", "against", "compared", "difference", "tolerance", "unit", "")
        cells = [
            (
                check.what,
                check.against,
                str(check.compared),
                f"{check.difference:.3g}" if check.compared else "none",
                f"{check.tolerance:g}",
                check.unit,
                "" if check.holds else "EXCEEDED",
            )
            for check in checks
        ]
        print_table(head, cells)
        for reason in dict.fromkeys(f"{check.what}: {check.reason}" for check in checks if not check.holds):
            click.echo(reason)
    return 0 if all(check.holds for check in checks) else 1
