"""`orbitdc catalog`: the numbers behind every default, with their sources."""

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
