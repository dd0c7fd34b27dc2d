"""`orbitdc catalog` prints the numbers behind every default, with their sources."""

from __future__ import annotations

import click

from orbitdc.cli.options import as_json, print_json, print_table


@click.command()
@click.argument("kind", required=False)
@click.argument("name", required=False)
@as_json
def catalog(kind: str | None, name: str | None, as_json: bool) -> None:
    """List the catalogues, the entries of one KIND, or every number of the entry NAME."""
    from orbitdc import catalog as shelf

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
