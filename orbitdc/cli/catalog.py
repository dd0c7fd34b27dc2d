"""`orbitdc catalog` prints the numbers behind every default, with their sources."""

from __future__ import annotations

import click

from orbitdc.cli.options import as_json, print_json, print_table

DATED = "dated_paths"
HOW = {
    "level": "the value of the path",
    "trend": "its own value times the path over the path's central case in 2026",
    "overhead": "1 and its own excess over 1, times the path's excess over that of 2026",
    "growth": "the yearly growth of the path over the life of the mission, ten years at least",
    "horizon": "the value of the path at the end of that time",
}
YEARS = (2026, 2028, 2030, 2035, 2040, 2045)  # columns of the list of paths


@click.command()
@click.argument("kind", required=False)
@click.argument("name", required=False)
@as_json
def catalog(kind: str | None, name: str | None, as_json: bool) -> None:
    """List the catalogues, the entries of one KIND, or every number of the entry NAME; `paths` are prices by year."""
    from orbitdc import catalog as shelf

    if kind in ("paths", DATED):
        _paths(as_json) if name is None else _path(name, as_json)
        return
    if kind is None:
        counts = {k: shelf.table(k) for k in shelf.kinds()}
        content = {k: {"entries": len(e), "numbers": sum(map(len, e.values()))} for k, e in counts.items()}
        if as_json:
            print_json(content)
        else:
            rows = [(k, str(c["entries"]), str(c["numbers"])) for k, c in content.items()]
            print_table(("kind", "entries", "rows"), rows)
        return
    if name is None and kind == "power_plants":
        _power_plants(as_json)
        return
    if name is None:
        entries = {e: str(rows["label"].value) if "label" in rows else "" for e, rows in shelf.table(kind).items()}
        if as_json:
            print_json(entries)
        else:
            print_table(("entry", "what"), list(entries.items()))
        return
    found = shelf.entry(kind, name)
    if as_json:
        print_json({field: {**vars(row), "reference": shelf.reference(row.source)} for field, row in found.items()})
        return
    cells = [
        (
            field,
            f"{row.value:g}" if isinstance(row.value, float) else str(row.value),
            row.unit,
            f"{row.low:g} to {row.high:g}" if row.low is not None and row.high is not None else "",
            row.grade,
            row.as_of,
            row.source,
            row.note,
        )
        for field, row in found.items()
    ]
    print_table(("field", "value", "unit", "range", "grade", "as of", "source", "note"), cells)
    click.echo()
    keys = sorted({key.strip() for row in found.values() for key in row.source.split(";") if key.strip()})
    print_table(("source", "reference"), [(key, shelf.reference(key)) for key in keys])


def _power_plants(as_json: bool) -> None:
    """The sources of electricity with their cost, carbon and waiting time."""
    from orbitdc.study.power_plants import power_plants

    found = power_plants()
    if as_json:
        print_json(found)
        return
    cells = [
        (
            name,
            f"{row['usd_per_kwh']:.4f}",
            f"{row['kgco2e_per_kwh']:.3f}",
            f"{row['water_l_per_kwh']:g}",
            f"{row['months_until_power']:g}",
            row["what"],
        )
        for name, row in found.items()
    ]
    print_table(("entry", "USD/kWh", "kgCO2e/kWh", "l/kWh", "months until power", "what"), cells)
    first = next(iter(found.values()))
    click.echo(
        f"\nlevelized in dollars of {first['currency_year']} at a real {100 * first['real_wacc_frac']:.2f} % a year "
        "(money.real_wacc_frac), interest during construction within, before tax"
    )


def _paths(as_json: bool) -> None:
    """The dated paths with their central case in a few years."""
    from orbitdc.catalog.paths import dated_path, path_names

    found = {name: dated_path(name) for name in path_names()}
    if as_json:
        rows = {name: {str(year): path.range_at(year) for year in YEARS} for name, path in found.items()}
        print_json({name: {"unit": path.unit, "low_central_high": rows[name]} for name, path in found.items()})
        return
    cells = [
        (name, path.group, *(f"{path.at(year):,.4g}" for year in YEARS), path.unit, path.label)
        for name, path in found.items()
    ]
    print_table(("path", "group", *map(str, YEARS), "unit", "what"), cells)
    click.echo(
        "\ncentral case; `orbitdc catalog paths NAME` prints the other cases, sources and grades. Most values after "
        "2027 are estimates.\nBetween the years of a path the logarithm is interpolated (of shares, rates and waiting "
        "times the number itself); outside them the path is held flat."
    )


def _path(name: str, as_json: bool) -> None:
    """Every year of a path in its three cases, what it fills in a scenario, and its sources."""
    from orbitdc import catalog as shelf
    from orbitdc.catalog.paths import CASES, QUANTILE, dated_path

    path = dated_path(name)
    if as_json:
        rows = shelf.entry(DATED, name)
        print_json({field: {**vars(row), "reference": shelf.reference(row.source)} for field, row in rows.items()})
        return
    click.echo(f"{path.label}, {path.unit}, dollars: {path.dollars.replace('_', ' ')}")
    click.echo(shelf.entry(DATED, name)["label"].note + "\n")
    cells = [
        (row.field, *(f"{path.at(float(row.field), QUANTILE[case]):,.4g}" for case in CASES), row.grade, row.source)
        for row in path.nodes
    ]
    print_table(("year", *CASES, "grade", "source"), cells)
    click.echo("\n" + ("fills, where prices.mode is dated:" if path.fills else "fills no field of a scenario"))
    for rule, place in path.fills:
        click.echo(f"  {place}: " + HOW[rule])
    click.echo()
    keys = sorted({key.strip() for row in path.nodes for key in row.source.split(";")})
    print_table(("source", "reference"), [(key, shelf.reference(key)) for key in keys])
