"""`orbitdc doctor`, `cite`, `diff` and `completion`: about the installation and about files, without a simulation."""

from __future__ import annotations

from typing import Any

import click

from orbitdc.cli.options import as_json, print_json, print_pairs, print_table


@click.command()
@as_json
def doctor(as_json: bool) -> int:
    """Say what this installation stands on, and what is wrong with it.

    Versions of the program and of its packages, threads, the cache folder, the dates of the data. Exit code 4 where
    something is wrong.
    """
    from orbitdc.study.health import health

    found = health()
    if as_json:
        print_json(found)
    else:
        print_pairs(_lines(found))
    return 4 if found["problems"] else 0


def _lines(found: dict[str, Any]) -> list[tuple[str, str]]:
    """What is installed and where, as pairs of name and text."""
    own, cache = found["orbitdc"], found["cache"]
    kept = f"{cache['folder']}, {cache['files']} files, {cache['mb']:g} MB" if cache["folder"] else "none"
    rows = [
        ("orbitdc", f"{own['version']} in {own['folder']}"),
        ("Python", f"{found['python']} on {found['platform']}"),
        ("threads", str(found["threads"])),
        ("cache", kept),
        ("packages", ", ".join(f"{name} {version or 'missing'}" for name, version in found["packages"].items())),
    ]
    for extra, names in found["extras"].items():
        missing = [name for name, version in names.items() if version is None]
        said = ", ".join(f"{name} {version}" for name, version in names.items() if version is not None)
        absent = f"{', '.join(missing)} not installed; pip install 'orbitdc[{extra}]'" if missing else ""
        rows.append((f"extra {extra}", "; ".join(text for text in (said, absent) if text)))
    rows += [(name, date) for name, date in found["data"].items()]
    return rows + [("problem", text) for text in found["problems"]] + [("", "all is well")] * (not found["problems"])


@click.command()
@as_json
def cite(as_json: bool) -> None:
    """Print how to cite this program, as text and as BibTeX."""
    from orbitdc.study.health import citation

    found = citation()
    if as_json:
        print_json(found)
    else:
        click.echo(f"{found['text']}\n\n{found['bibtex']}")


@click.command()
@click.argument("a")
@click.argument("b")
@click.option("--least", default=0.0, metavar="FRAC", help="Leave out numbers that differ by a smaller share.")
@as_json
def diff(a: str, b: str, least: float, as_json: bool) -> None:
    """Print every number that differs between two scenarios, or between two folders of results."""
    from orbitdc.study.difference import difference

    rows = [row for row in difference(a, b) if row["factor"] is None or abs(row["factor"] - 1.0) >= least]
    if as_json:
        print_json(rows)
    elif not rows:
        click.echo("nothing differs")
    else:
        print_table(("key", "A", "B", "B/A"), [_cells(row) for row in rows])
        click.echo(f"{len(rows)} keys differ; A is {a}, B is {b}")


def _cells(row: dict[str, Any]) -> tuple[str, str, str, str]:
    """The cells of a key in which two scenarios or results differ."""

    def said(value: Any) -> str:
        """A value in 40 characters at most."""
        if value is None:
            return "-"
        text = f"{value:.6g}" if isinstance(value, float) else str(value)
        return text if len(text) <= 40 else f"{text[:37]}..."

    factor = "" if row["factor"] is None else f"{row['factor']:.4g}"
    return row["key"], said(row["a"]), said(row["b"]), factor


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@as_json
def completion(shell: str, as_json: bool) -> None:
    """Print the line that makes a shell complete verbs, scenarios, keys and catalogue entries."""
    from click.shell_completion import get_completion_class

    from orbitdc.cli import group

    kind = get_completion_class(shell)
    assert kind is not None  # click knows the three
    script = kind(group, {}, "orbitdc", "_ORBITDC_COMPLETE").source()
    if as_json:
        print_json({"shell": shell, "script": script})
    else:
        click.echo(script)
